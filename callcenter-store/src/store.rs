//! What a database must be able to do: five things. Everything else is built on them, once for all databases.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::error::StoreError;
use crate::select::{Condition, Select};
use crate::table::{Row, Table};
use crate::value::Value;

/// A place where rows are kept.
///
/// Bring your own by implementing it: [`MemoryStore`](crate::MemoryStore) is the reference, and
/// `callcenter_store::conformance` says whether yours is one.
///
/// After a crash, of this program or of the database, each [`Write`] that returned `Ok` is there whole, and each other
/// one is there whole or not at all.
#[async_trait]
pub trait Store: Send + Sync + Debug {
    /// What it is: `sqlite`, `postgres`, `mysql`, `memory`, or yours.
    fn backend(&self) -> &'static str;

    /// Changes rows: all of it durably, or nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the guard does not hold or a row put as new is there already; else what the
    /// database says. Then nothing was changed, except that [`StoreError::Unavailable`] may mean that the answer was lost:
    /// ask again what is there.
    async fn write(&self, write: Write) -> Result<(), StoreError>;

    /// Reads rows, as they were at one moment.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a column that the table has not; else what the database says.
    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError>;

    /// Counts rows; order, columns and limit do not matter.
    ///
    /// # Errors
    /// As [`Store::select`].
    async fn count(&self, select: &Select) -> Result<u64, StoreError>;

    /// Makes the bytes of rows that were replaced or deleted go from the database's files, and says in words where they may
    /// still be: what its administrator has to see to. It may take as long as copying the database, and needs as much room.
    ///
    /// # Errors
    /// What the database says; [`StoreError::Unavailable`] while somebody else uses it. Nothing is harmed then: try again.
    async fn scrub(&self) -> Result<Vec<&'static str>, StoreError> {
        Ok(vec!["whatever this store keeps of rows that were replaced"])
    }

    /// Ends its connections. Nothing can be asked of it afterwards.
    async fn close(&self);
}

/// Changes that belong together.
#[derive(Debug, Clone, Default)]
pub struct Write {
    /// What must hold for them to be made, checked in the same transaction.
    pub guard: Option<Guard>,
    /// What to delete first.
    pub deletes: Vec<Delete>,
    /// What to put then.
    pub puts: Vec<Put>,
}

/// The fence: the row of `streams` with this id has this term and this tip. Two writers that both read the same row cannot
/// both pass it: a backend locks the row, or the database, until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// The stream's id.
    pub stream: i64,
    /// Its term: 0 when nobody ever wrote it and it need not be there.
    pub term: i64,
    /// Number of its last entry; not checked when absent.
    pub tip: Option<i64>,
}

/// Rows to delete.
#[derive(Debug, Clone)]
pub struct Delete {
    /// The table.
    pub table: &'static Table,
    /// Which rows: where all of it holds. Empty: every row.
    pub conditions: Vec<Condition>,
}

/// Rows to put into a table.
#[derive(Debug, Clone)]
pub struct Put {
    /// The table.
    pub table: &'static Table,
    /// Rows, with a cell for each column. No two of one `Put` have the same key.
    pub rows: Vec<Vec<Value>>,
    /// Whether a row with the same key is replaced; else it is a conflict.
    pub replace: bool,
}

impl Write {
    /// Changes under a guard.
    pub fn guarded(guard: Guard) -> Self {
        Self { guard: Some(guard), ..Self::default() }
    }

    /// Puts rows, replacing those with the same key.
    pub fn put<R: Row>(mut self, rows: impl IntoIterator<Item = R>) -> Self {
        let rows: Vec<_> = rows.into_iter().map(|row| row.to_values()).collect();
        if !rows.is_empty() {
            self.puts.push(Put { table: R::TABLE, rows, replace: true });
        }
        self
    }

    /// Puts rows that must not be there yet.
    pub fn put_new<R: Row>(mut self, rows: impl IntoIterator<Item = R>) -> Self {
        let rows: Vec<_> = rows.into_iter().map(|row| row.to_values()).collect();
        if !rows.is_empty() {
            self.puts.push(Put { table: R::TABLE, rows, replace: false });
        }
        self
    }

    /// Deletes rows.
    pub fn delete(mut self, table: &'static Table, conditions: Vec<Condition>) -> Self {
        self.deletes.push(Delete { table, conditions });
        self
    }
}

/// Reads typed rows.
///
/// # Errors
/// As [`Store::select`]; [`StoreError::Invalid`] when not all columns are asked for.
pub async fn rows<R: Row>(store: &dyn Store, select: &Select) -> Result<Vec<R>, StoreError> {
    if select.table != R::TABLE || !select.columns.is_empty() {
        return Err(StoreError::Invalid(format!("whole rows of {} are wanted", R::TABLE.name)));
    }
    store.select(select).await?.into_iter().map(R::from_values).collect()
}
