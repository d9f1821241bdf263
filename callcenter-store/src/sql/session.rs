//! What the databases with a server share: connections on loan, limits of time, and what is tried again.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};

use crate::error::StoreError;
use crate::value::Value;

/// How long a connection may take to be made, or to become free.
pub(crate) const CONNECT_MAX: Duration = Duration::from_secs(5);

/// How long one statement may run; the server ends it then.
pub(crate) const STATEMENT_MAX: Duration = Duration::from_secs(60);

/// How long a statement may wait for what another writer holds.
pub(crate) const LOCK_MAX: Duration = Duration::from_secs(10);

/// How long a write, or a question, may take as a whole: beyond it the connection counts as broken.
pub(crate) const TALK_MAX: Duration = Duration::from_secs(120);

/// Connections for writes, and for questions: a long report never keeps the journal waiting.
pub(crate) const WRITERS_MAX: u32 = 4;
/// See [`WRITERS_MAX`].
pub(crate) const READERS_MAX: u32 = 6;

/// How often a write is made when the database gave it up for another one (a deadlock).
pub(crate) const ATTEMPTS_MAX: u32 = 5;

/// Prepared statements that a connection keeps: each table's inserts and the usual questions.
pub(crate) const STATEMENTS_MAX: usize = 400;

/// Values in a question beyond which its statement is not kept.
pub(crate) const KEPT_VALUES_MAX: usize = 32;

/// Why a write did not succeed.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The database gave it up for another one; nothing was changed.
    Again(String),
    /// For another reason.
    Wrong(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Wrong(error)
    }
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Again(why) => Self::Unavailable(format!("it gave up {ATTEMPTS_MAX} times: {why}")),
            Trouble::Wrong(error) => error,
        }
    }
}

/// Makes a write, and again when the database gave it up for another one, at most [`ATTEMPTS_MAX`] times.
pub(crate) async fn again<W: Future<Output = Result<(), Trouble>>>(
    place: &str,
    write: impl Fn() -> W,
) -> Result<(), StoreError> {
    let mut attempt = 1;
    loop {
        match write().await {
            Err(Trouble::Again(why)) if attempt < ATTEMPTS_MAX => {
                tracing::debug!(place, attempt, why, "the write is made again");
                tokio::time::sleep(pause_before(attempt)).await;
                attempt += 1;
            }
            done => return done.map_err(StoreError::from),
        }
    }
}

/// How long to wait before the next attempt: those who met once should not meet again.
fn pause_before(attempt: u32) -> Duration {
    Duration::from_millis(5) * 3_u32.pow(attempt.min(ATTEMPTS_MAX))
}

/// What every error of `sqlx` means that no database told; `place` is who was asked.
pub(crate) fn failed(error: &sqlx::Error, place: &str) -> StoreError {
    match error {
        sqlx::Error::Io(why) => StoreError::Unavailable(format!("{place}: {why}")),
        sqlx::Error::PoolTimedOut => {
            StoreError::Unavailable(format!("{place}: no connection within {} s", CONNECT_MAX.as_secs()))
        }
        sqlx::Error::PoolClosed => StoreError::Unavailable("this store was closed".to_owned()),
        sqlx::Error::Configuration(why) => StoreError::Invalid(format!("the database's address: {why}")),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreError::Corrupt(error.to_string()),
        other => StoreError::Failed(format!("{place}: {other}")),
    }
}

/// A connection on loan. Dropped before it is given back, it is cut off: whatever it was in the middle of, nobody else meets
/// it, and the server undoes it.
pub(crate) struct Loan<DB: Database>(Option<PoolConnection<DB>>);

impl<DB: Database> Loan<DB> {
    /// Waits for a connection, at most [`CONNECT_MAX`].
    pub(crate) async fn take(pool: &Pool<DB>) -> Result<Self, sqlx::Error> {
        pool.acquire().await.map(Some).map(Self)
    }

    /// Gives it back, in order: no statement runs, no transaction is open.
    pub(crate) fn give_back(mut self) {
        self.0 = None;
    }
}

impl<DB: Database> Deref for Loan<DB> {
    type Target = DB::Connection;
    fn deref(&self) -> &DB::Connection {
        self.0.as_ref().expect("it is there until it is given back")
    }
}

impl<DB: Database> DerefMut for Loan<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        self.0.as_mut().expect("it is there until it is given back")
    }
}

impl<DB: Database> Drop for Loan<DB> {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}

/// Waits for an answer, at most [`TALK_MAX`].
pub(crate) async fn in_time<T, E: From<StoreError>>(
    place: &str,
    talk: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    tokio::time::timeout(TALK_MAX, talk).await.unwrap_or_else(|_| {
        Err(StoreError::Unavailable(format!("{place}: no answer within {} s", TALK_MAX.as_secs())).into())
    })
}

/// Makes a first connection, which, unlike those of a pool, says at once why not.
pub(crate) async fn first<C>(
    place: &str,
    connect: impl Future<Output = Result<C, sqlx::Error>>,
    explain: impl FnOnce(&sqlx::Error) -> StoreError,
) -> Result<C, StoreError> {
    match tokio::time::timeout(CONNECT_MAX, connect).await {
        Ok(connection) => connection.map_err(|error| explain(&error)),
        Err(_) => Err(failed(&sqlx::Error::PoolTimedOut, place)),
    }
}

/// Cuts rows into pieces of at most so many rows and, unless a row alone has more, so many bytes.
pub(crate) fn pieces(
    rows: &[Vec<Value>],
    rows_max: usize,
    bytes_max: usize,
) -> impl Iterator<Item = &[Vec<Value>]> {
    let mut left = rows;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |row: &&Vec<Value>| {
            bytes += row.iter().map(size).sum::<usize>();
            bytes <= bytes_max
        };
        let count = left.iter().take(rows_max).take_while(fits).count().max(1).min(left.len());
        let (piece, rest) = left.split_at(count);
        left = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Bytes of a value on its way, no less than it takes.
pub(crate) fn size(value: &Value) -> usize {
    const HEAD: usize = 9;
    HEAD + match value {
        Value::Null | Value::Int(_) => 0,
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
    }
}

/// The texts of a column as lines.
pub(crate) fn lines(rows: Vec<Vec<Value>>) -> String {
    let texts = rows.into_iter().flatten().filter_map(|value| match value {
        Value::Text(text) => Some(text + "\n"),
        Value::Null | Value::Int(_) | Value::Bytes(_) => None,
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_every_row_once_in_order() {
        let rows: Vec<_> = (0..10).map(|n| vec![Value::Text("x".repeat(n * 10))]).collect();
        let cut: Vec<Vec<_>> = pieces(&rows, 3, 100).map(<[_]>::to_vec).collect();
        assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), [3, 2, 1, 1, 1, 1, 1]);
        assert_eq!(cut.concat(), rows);
        assert_eq!(pieces(&[], 3, 100).count(), 0);
    }
}
