//! Every row of a table, a page at a time.

use crate::error::StoreError;
use crate::select::{Condition, Select};
use crate::store::Store;
use crate::table::{Row, Table};
use crate::value::Value;

/// Rows that are read at a time.
const PAGE: u64 = 500;

/// Reads a table in the order of its primary key.
pub(super) struct Pages {
    table: &'static Table,
    /// The key of the last row that was read.
    after: Option<Vec<Value>>,
}

impl Pages {
    pub(super) fn of(table: &'static Table) -> Self {
        Self { table, after: None }
    }

    /// The next rows; nothing when there are no more.
    pub(super) async fn next<R: Row>(&mut self, store: &dyn Store) -> Result<Option<Vec<R>>, StoreError> {
        let table = self.table;
        let key = || table.columns[..table.key].iter().map(|column| column.name);
        let mut select = key().fold(Select::from(table).limit(PAGE), Select::by);
        if let Some(after) = &self.after {
            select = select.only(behind(&key().zip(after.iter().cloned()).collect::<Vec<_>>()));
        }
        let page = store.select(&select).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = Some(table.key_of(last).to_vec());
        page.into_iter().map(R::from_values).collect::<Result<_, _>>().map(Some)
    }
}

/// Rows whose key comes behind this one.
fn behind(key: &[(&'static str, Value)]) -> Condition {
    let above = |n: usize| {
        let same = key[..n].iter().map(|(column, value)| Condition::Is(column, value.clone()));
        let (column, value) = key[n].clone();
        Condition::All(same.chain([Condition::Above(column, value)]).collect())
    };
    Condition::Any((0..key.len()).map(above).collect())
}
