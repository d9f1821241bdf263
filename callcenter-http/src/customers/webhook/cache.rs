//! Answers that are remembered for a while.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::customers::source::CardCustomer;

/// Answers that are remembered; beyond, the eldest is forgotten.
pub(super) const ANSWERS_MAX: usize = 5_000;

/// "Nobody" is remembered for such a part of the time: a new customer is entered while he calls.
const NOBODY_PART: u32 = 5;

#[derive(Debug)]
pub(super) struct Cache {
    keep: Duration,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    answers: BTreeMap<String, (Instant, Option<CardCustomer>)>,
    /// In the order in which they came.
    order: VecDeque<String>,
}

impl Cache {
    pub(super) fn new(keep: Duration) -> Self {
        Self { keep, inner: Mutex::default() }
    }

    pub(super) fn get(&self, number: &str, now: Instant) -> Option<Option<CardCustomer>> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, answer) = inner.answers.get(number)?;
        (now < *until).then(|| answer.clone())
    }

    pub(super) fn put(&self, number: &str, answer: Option<CardCustomer>, now: Instant) {
        let keep = if answer.is_some() { self.keep } else { self.keep / NOBODY_PART };
        if keep.is_zero() {
            return;
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.answers.insert(number.to_owned(), (now + keep, answer)).is_none() {
            inner.order.push_back(number.to_owned());
        }
        if inner.order.len() > ANSWERS_MAX
            && let Some(eldest) = inner.order.pop_front()
        {
            inner.answers.remove(&eldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_remembered_for_its_time_and_no_more_than_so_many() {
        let cache = Cache::new(Duration::from_secs(100));
        let now = Instant::now();
        let after = |seconds| now + Duration::from_secs(seconds);
        cache.put("1", Some(CardCustomer::default()), now);
        cache.put("2", None, now);
        assert_eq!(cache.get("1", after(99)), Some(Some(CardCustomer::default())));
        assert_eq!(cache.get("2", after(19)), Some(None));
        assert_eq!(cache.get("2", after(20)), None);
        assert_eq!(cache.get("1", after(100)), None);
        for number in 0..ANSWERS_MAX + 10 {
            cache.put(&number.to_string(), None, now);
        }
        let inner = cache.inner.lock().expect("nobody panicked");
        assert_eq!((inner.answers.len(), inner.order.len()), (ANSWERS_MAX, ANSWERS_MAX));
    }
}
