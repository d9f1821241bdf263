//! Pages that are rendered once for everybody to whom they are the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use callcenter_core::Timestamp;
use serde::Serialize;
use tokio::sync::Mutex;

use crate::access::{Person, Role};
use crate::desk::Desk;
use crate::floor::Roll;
use crate::page::Page;
use crate::problem::Problem;

/// Pages that are kept of one moment; whoever asks for others has them rendered alone.
const PAGES_MAX: usize = 32;

/// A page of JSON.
pub(crate) type Ready = ([(HeaderName, &'static str); 1], Bytes);

/// What pages are made of: while it is the same, they are. Times that run are told to the second.
#[derive(Debug)]
pub(crate) struct Basis {
    epoch: u64,
    seq: u64,
    second: i64,
    /// Absent while the store is away: then nothing is known to be the same.
    roll: Option<Arc<Roll>>,
}

/// What somebody may see of rows that everybody may ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    /// Numbers and names of callers too.
    Whole,
    /// None of them, but those of the agent's own call.
    Masked { own: Option<String> },
}

/// Pages of the last moment that was asked for, by what was asked.
#[derive(Debug)]
pub(crate) struct Rendered<Q> {
    last: Mutex<Option<(Basis, BTreeMap<Q, Bytes>)>>,
}

impl Basis {
    /// What holds now. Look at it before the page is made: what becomes true meanwhile makes the next one another.
    pub(crate) fn now(desk: &dyn Desk, roll: Option<Arc<Roll>>) -> Self {
        let epoch = desk.epoch();
        let (seq, now) = desk.read(|moment| (moment.state.seq(), moment.now));
        Self { epoch, seq, second: second(now), roll }
    }

    fn is(&self, other: &Self) -> bool {
        let same_roll = match (&self.roll, &other.roll) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (_, None) | (None, _) => false,
        };
        same_roll && (self.epoch, self.seq, self.second) == (other.epoch, other.seq, other.second)
    }
}

impl Sight {
    /// What a person may see of rows that are nobody's own.
    pub(crate) fn of_all_alike(person: &Person) -> Self {
        match Self::of(person) {
            Self::Masked { .. } => Self::Masked { own: None },
            Self::Whole => Self::Whole,
        }
    }

    /// What a person may see.
    pub(crate) fn of(person: &Person) -> Self {
        if person.role >= Role::Supervisor {
            return Self::Whole;
        }
        Self::Masked { own: person.agent.as_ref().map(|agent| agent.as_str().to_owned()) }
    }
}

impl<Q> Default for Rendered<Q> {
    fn default() -> Self {
        Self { last: Mutex::default() }
    }
}

impl<Q: Ord> Rendered<Q> {
    /// A page: as it was rendered for whoever asked the same of the same moment, else as it is made now. `asked` says
    /// everything on which it depends beside the moment.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub(crate) async fn page<T: Serialize>(
        &self,
        basis: Basis,
        asked: Q,
        make: impl Future<Output = Result<Page<T>, Problem>>,
    ) -> Result<Ready, Problem> {
        // Held meanwhile: whoever asks for the same waits for this one.
        let mut last = self.last.lock().await;
        let known = last.as_ref().filter(|(own, _)| own.is(&basis));
        if let Some(bytes) = known.and_then(|(_, pages)| pages.get(&asked)) {
            return Ok(ready(bytes.clone()));
        }
        let is_known = known.is_some();
        let bytes = Bytes::from(serde_json::to_vec(&make.await?).expect("rows in memory always serialise"));
        if !is_known {
            *last = Some((basis, BTreeMap::new()));
        }
        if let Some((_, pages)) = last.as_mut().filter(|(_, pages)| pages.len() < PAGES_MAX) {
            pages.insert(asked, bytes.clone());
        }
        Ok(ready(bytes))
    }
}

fn ready(bytes: Bytes) -> Ready {
    ([(CONTENT_TYPE, "application/json")], bytes)
}

fn second(at: Timestamp) -> i64 {
    at.as_micros().div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seq: u64, second: i64, roll: &Arc<Roll>) -> Basis {
        Basis { epoch: 1, seq, second, roll: Some(Arc::clone(roll)) }
    }

    /// Asks for a page of one row; what it says.
    async fn asks(pages: &Rendered<u32>, basis: Basis, asked: u32, row: u32) -> Bytes {
        let make = async { Ok(Page { items: vec![row], next: None }) };
        pages.page(basis, asked, make).await.expect("it is made").1
    }

    #[tokio::test]
    async fn a_page_is_made_once_of_each_moment_and_anew_when_anything_is_another() {
        let pages = Rendered::<u32>::default();
        let (roll, other) = (Arc::<Roll>::default(), Arc::<Roll>::default());
        let first = asks(&pages, at(7, 3, &roll), 0, 1).await;
        assert_eq!(asks(&pages, at(7, 3, &roll), 0, 2).await, first, "all of it is the same");
        assert_ne!(asks(&pages, at(7, 3, &roll), 1, 2).await, first, "something else is asked");
        for (number, basis) in [at(8, 3, &roll), at(8, 4, &roll), at(8, 4, &other)].into_iter().enumerate() {
            let row = 10 + u32::try_from(number).expect("it is small");
            let made = asks(&pages, basis, 0, row).await;
            assert_eq!(made, format!(r#"{{"items":[{row}],"next":null}}"#));
        }
        let away = || Basis { roll: None, ..at(8, 4, &other) };
        let made = asks(&pages, away(), 0, 20).await;
        assert_ne!(asks(&pages, away(), 0, 21).await, made, "nobody knows what is defined");
    }

    #[tokio::test]
    async fn pages_beyond_what_is_kept_are_made_all_the_same() {
        let pages = Rendered::<u32>::default();
        let roll = Arc::<Roll>::default();
        let kept = u32::try_from(PAGES_MAX).expect("it is small");
        for asked in 0..kept + 5 {
            asks(&pages, at(1, 1, &roll), asked, asked).await;
        }
        assert_eq!(
            asks(&pages, at(1, 1, &roll), kept - 1, 9_999).await.len(),
            r#"{"items":[31],"next":null}"#.len()
        );
        assert_eq!(asks(&pages, at(1, 1, &roll), kept, 9_999).await, r#"{"items":[9999],"next":null}"#);
        assert_eq!(pages.last.lock().await.as_ref().map(|(_, pages)| pages.len()), Some(PAGES_MAX));
    }

    #[tokio::test]
    async fn what_cannot_be_made_is_not_kept() {
        let pages = Rendered::<u32>::default();
        let roll = Arc::<Roll>::default();
        let fails = async { Err::<Page<u32>, _>(Problem::Internal) };
        assert!(pages.page(at(1, 1, &roll), 0, fails).await.is_err());
        assert_eq!(asks(&pages, at(1, 1, &roll), 0, 5).await, r#"{"items":[5],"next":null}"#);
    }
}
