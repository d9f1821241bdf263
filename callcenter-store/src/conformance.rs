//! Says whether a store is one: the same cases for every backend, and for a store of your own.
//!
//! Each case has a sentence for a name and a fresh store. The reference is [`MemoryStore`](crate::MemoryStore): rows and
//! questions are generated, and what a store answers must be what the reference answers, in the same order.

mod guards;
mod questions;
mod random;
mod usual;
mod values;
mod writes;

use std::fmt;
use std::sync::Arc;

use futures::future::LocalBoxFuture;

use crate::error::StoreError;
use crate::select::Select;
use crate::store::Store;
use crate::table::Table;
use crate::value::Value;

pub use usual::usual_selects;

/// A case that a store does not pass.
#[derive(Debug)]
pub struct Failure {
    /// What should hold.
    pub case: &'static str,
    /// What was found instead.
    pub why: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.case, self.why)
    }
}

impl std::error::Error for Failure {}

/// Runs every case, each on a store that `make` gives: an empty one that nobody else uses. Closes it afterwards.
///
/// It needs a runtime of tokio with more than one thread, so that writers really race.
///
/// # Errors
/// The first case that does not pass.
///
/// # Example
/// ```
/// # tokio::runtime::Builder::new_multi_thread().build().expect("a runtime can be made").block_on(async {
/// use std::sync::Arc;
/// use callcenter_store::{MemoryStore, conformance};
/// let passed = conformance::check(async || Arc::new(MemoryStore::new()) as _).await?;
/// assert!(passed.contains(&"of writers that race on one guard exactly one wins"));
/// # Ok::<(), conformance::Failure>(())
/// # }).expect("the reference passes");
/// ```
pub async fn check(make: impl AsyncFn() -> Arc<dyn Store>) -> Result<Vec<&'static str>, Failure> {
    let mut passed = Vec::new();
    for case in CASES.iter().copied().flatten() {
        let store = make().await;
        (case.run)(store.clone()).await.map_err(|why| Failure { case: case.name, why })?;
        store.close().await;
        passed.push(case.name);
    }
    Ok(passed)
}

/// A case: its name and what it does.
struct Case {
    name: &'static str,
    run: fn(Arc<dyn Store>) -> LocalBoxFuture<'static, Checked>,
}

/// What a case says: nothing, or what is wrong.
type Checked = Result<(), String>;

const CASES: [&[Case]; 5] = [values::CASES, writes::CASES, guards::CASES, questions::CASES, random::CASES];

/// A case from a sentence and an async function.
macro_rules! case {
    ($name:literal, $run:path) => {
        $crate::conformance::Case { name: $name, run: |store| Box::pin($run(store)) }
    };
}

use case;

/// What was asked went well.
fn fine<T>(what: &str, result: Result<T, StoreError>) -> Result<T, String> {
    result.map_err(|error| format!("{what}: {error}"))
}

/// Two things are the same.
fn same<T: PartialEq + fmt::Debug>(what: &str, found: &T, expected: &T) -> Checked {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: found {}, expected {}", brief(found), brief(expected)))
}

/// What was asked was refused as `kind` says it must be.
fn refused<T>(what: &str, result: Result<T, StoreError>, kind: fn(&StoreError) -> bool) -> Checked {
    match result {
        Ok(_) => Err(format!("{what}: it was not refused")),
        Err(error) if kind(&error) => Ok(()),
        Err(error) => Err(format!("{what}: refused otherwise: {error:?}")),
    }
}

fn conflict(error: &StoreError) -> bool {
    matches!(error, StoreError::Conflict(_))
}

fn invalid(error: &StoreError) -> bool {
    matches!(error, StoreError::Invalid(_))
}

/// All rows of a table, by its key.
async fn all(store: &dyn Store, table: &'static Table) -> Result<Vec<Vec<Value>>, String> {
    fine(table.name, store.select(&Select::from(table)).await)
}

/// Characters of a value that is shown in a failure.
const SHOWN_MAX: usize = 2_000;

fn brief(value: &impl fmt::Debug) -> String {
    let text = format!("{value:?}");
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{} … ({} bytes)", &text[..end], text.len()),
        None => text,
    }
}
