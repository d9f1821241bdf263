//! Rows in memory: the reference that every other store is compared with, and enough for a test or a demonstration.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use async_trait::async_trait;

use crate::error::StoreError;
use crate::row::{STREAMS, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Guard, Store, Write};
use crate::table::{Row, Table};
use crate::value::Value;

/// Rows that a store in memory takes unless told otherwise: about 2 GB of calls.
pub const MEMORY_ROWS_MAX: usize = 4_000_000;

/// A store that is gone when the program ends.
#[derive(Debug)]
pub struct MemoryStore {
    rows_max: usize,
    tables: RwLock<Tables>,
}

type Rows = BTreeMap<Vec<Value>, Vec<Value>>;

#[derive(Debug, Default)]
struct Tables {
    by_name: BTreeMap<&'static str, Rows>,
    rows: usize,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::with_limit(MEMORY_ROWS_MAX)
    }
}

impl MemoryStore {
    /// An empty one, for [`MEMORY_ROWS_MAX`] rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty one for so many rows; a write that would leave more is refused with [`StoreError::Full`].
    pub fn with_limit(rows_max: usize) -> Self {
        Self { rows_max, tables: RwLock::default() }
    }

    fn read<T>(&self, select: &Select, take: impl FnOnce(Vec<&Vec<Value>>) -> T) -> Result<T, StoreError> {
        select.check()?;
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        let rows = tables.by_name.get(select.table.name).into_iter().flat_map(BTreeMap::values);
        Ok(take(rows.filter(|row| all(&select.conditions, select.table, row)).collect()))
    }
}

#[async_trait]
impl Store for MemoryStore {
    fn backend(&self) -> &'static str {
        "memory"
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        write.check()?;
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(guard) = write.guard {
            tables.check(guard)?;
        }
        let mut undo = Vec::new();
        let done = tables.change(write, self.rows_max, &mut undo);
        if done.is_err() {
            for (table, key, row) in undo.into_iter().rev() {
                tables.set(table, key, row);
            }
        }
        done
    }

    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError> {
        let positions = select.positions()?;
        let order: Vec<_> = select
            .full_order()
            .into_iter()
            .map(|(column, down)| Ok((select.table.position(column)?, down)))
            .collect::<Result<_, StoreError>>()?;
        let limit = select.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        self.read(select, |mut rows| {
            rows.sort_by(|one, other| compare(&order, one, other));
            rows.into_iter()
                .take(limit)
                .map(|row| positions.iter().map(|position| row[*position].clone()).collect())
                .collect()
        })
    }

    async fn count(&self, select: &Select) -> Result<u64, StoreError> {
        self.read(select, |rows| rows.len() as u64)
    }

    async fn scrub(&self) -> Result<Vec<&'static str>, StoreError> {
        Ok(Vec::new())
    }

    async fn close(&self) {}
}

impl Tables {
    fn check(&self, guard: Guard) -> Result<(), StoreError> {
        let row = self.by_name.get(STREAMS.name).and_then(|rows| rows.get(&vec![Value::Int(guard.stream)]));
        let row = row.map(|row| StreamRow::from_values(row.clone())).transpose()?;
        guard.check(row.map(|row| (row.term, row.tip)))
    }

    fn change(&mut self, write: Write, rows_max: usize, undo: &mut Vec<Change>) -> Result<(), StoreError> {
        for delete in write.deletes {
            let rows = self.by_name.entry(delete.table.name).or_default().iter();
            let keys: Vec<_> = rows
                .filter(|(_, row)| all(&delete.conditions, delete.table, row))
                .map(|(key, _)| key.clone())
                .collect();
            for key in keys {
                let old = self.set(delete.table, key.clone(), None);
                undo.push((delete.table, key, old));
            }
        }
        for put in write.puts {
            for row in put.rows {
                let key = put.table.key_of(&row).to_vec();
                let old = self.set(put.table, key.clone(), Some(row));
                let there = old.is_some();
                undo.push((put.table, key, old));
                if there && !put.replace {
                    return Err(StoreError::Conflict(format!("{} has such a row already", put.table.name)));
                }
            }
        }
        if self.rows > rows_max {
            return Err(StoreError::Full(format!("it keeps {rows_max} rows in memory")));
        }
        Ok(())
    }

    /// Puts or takes away a row; returns the one that was there.
    fn set(&mut self, table: &'static Table, key: Vec<Value>, row: Option<Vec<Value>>) -> Option<Vec<Value>> {
        let rows = self.by_name.entry(table.name).or_default();
        let put = row.is_some();
        let old = match row {
            Some(row) => rows.insert(key, row),
            None => rows.remove(&key),
        };
        self.rows = self.rows + usize::from(put) - usize::from(old.is_some());
        old
    }
}

/// A row as it was before.
type Change = (&'static Table, Vec<Value>, Option<Vec<Value>>);

impl Guard {
    /// Says whether it holds for a stream's row, of which `found` are term and tip; nothing: there is no row.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it does not.
    pub fn check(&self, found: Option<(i64, i64)>) -> Result<(), StoreError> {
        let (term, tip) = found.unwrap_or((0, 0));
        if term != self.term {
            return Err(StoreError::Conflict(format!(
                "the stream is in term {term}, this writer in {}: another one took it over",
                self.term
            )));
        }
        match self.tip {
            Some(expected) if expected != tip => Err(StoreError::Conflict(format!(
                "the stream ends with entry {tip}, and this writer thought with {expected}"
            ))),
            _ => Ok(()),
        }
    }
}

fn compare(order: &[(usize, bool)], one: &[Value], other: &[Value]) -> Ordering {
    order
        .iter()
        .map(|(position, down)| {
            let up = one[*position].cmp(&other[*position]);
            if *down { up.reverse() } else { up }
        })
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn all(conditions: &[Condition], table: &Table, row: &[Value]) -> bool {
    conditions.iter().all(|condition| holds(condition, table, row))
}

fn holds(condition: &Condition, table: &Table, row: &[Value]) -> bool {
    let cell = |column: &str| &row[table.position(column).expect("Select::check found every column")];
    let compared = |column: &str, value: &Value, wanted: fn(Ordering) -> bool| {
        let cell = cell(column);
        *cell != Value::Null && *value != Value::Null && wanted(cell.cmp(value))
    };
    match condition {
        Condition::Is(column, value) => compared(column, value, Ordering::is_eq),
        Condition::IsNot(column, value) => !compared(column, value, Ordering::is_eq),
        Condition::In(column, values) => values.iter().any(|value| compared(column, value, Ordering::is_eq)),
        Condition::Below(column, value) => compared(column, value, Ordering::is_lt),
        Condition::AtMost(column, value) => compared(column, value, Ordering::is_le),
        Condition::Above(column, value) => compared(column, value, Ordering::is_gt),
        Condition::AtLeast(column, value) => compared(column, value, Ordering::is_ge),
        Condition::Empty(column) => *cell(column) == Value::Null,
        Condition::Filled(column) => *cell(column) != Value::Null,
        Condition::Contains(column, text) => match cell(column) {
            Value::Text(cell) => cell.to_ascii_lowercase().contains(&text.to_ascii_lowercase()),
            Value::Null | Value::Int(_) | Value::Bytes(_) => false,
        },
        Condition::Any(conditions) => conditions.iter().any(|condition| holds(condition, table, row)),
        Condition::All(conditions) => all(conditions, table, row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GAPS, GapRow, rows};
    use callcenter_core::Timestamp;

    fn gap(seq: i64) -> GapRow {
        GapRow {
            stream: 1,
            seq,
            from_at: Timestamp::from_micros(seq),
            until_at: None,
            cause: "link".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_write_beyond_the_limit_changes_nothing() {
        let store = MemoryStore::with_limit(2);
        store.write(Write::default().put([gap(1), gap(2)])).await.expect("two rows fit");
        let error = store.write(Write::default().put([gap(2), gap(3)])).await.expect_err("three do not");
        assert!(matches!(error, StoreError::Full(_)), "{error}");
        assert_eq!(rows::<GapRow>(&store, &Select::from(GAPS)).await.expect("it is there"), [gap(1), gap(2)]);
        store.write(Write::default().delete(GAPS, Vec::new()).put([gap(3)])).await.expect("one is left");
        assert_eq!(rows::<GapRow>(&store, &Select::from(GAPS)).await.expect("it is there"), [gap(3)]);
    }
}
