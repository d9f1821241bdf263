//! What every backend refuses alike, before it asks its database.

use crate::error::StoreError;
use crate::row::TABLES;
use crate::select::{Condition, Select};
use crate::store::{Delete, Put, Write};
use crate::table::{Column, Table};
use crate::value::{Kind, Value};

/// Bytes of a text in a primary key; what the smallest key of the databases leaves room for.
pub const KEY_TEXT_BYTES_MAX: usize = 512;

/// Bytes of any other text.
pub const TEXT_BYTES_MAX: usize = 1 << 20;

/// Bytes of a cell of bytes: half of what SQLite takes by default.
pub const CELL_BYTES_MAX: usize = 512 << 20;

/// Conditions in one question, those within `Any` and `All` counted; SQLite's expressions end at a depth of 1,000.
pub const CONDITIONS_MAX: usize = 500;

/// How deep `Any` and `All` may be nested.
pub const DEPTH_MAX: usize = 16;

/// Values in one question; SQLite's statements take 32,766.
pub const VALUES_MAX: usize = 30_000;

impl Write {
    /// Says whether a store can take it: each row has a cell for each column, of the column's kind and within the limits.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] naming table, column and what is wrong.
    ///
    /// # Panics
    /// In debug builds, when two rows of one [`Put`] have the same key.
    pub fn check(&self) -> Result<(), StoreError> {
        self.deletes.iter().try_for_each(Delete::check)?;
        self.puts.iter().try_for_each(Put::check)
    }
}

impl Delete {
    /// Says whether the table has the columns that are asked for, with such values.
    ///
    /// # Errors
    /// As [`Select::check`].
    pub fn check(&self) -> Result<(), StoreError> {
        known(self.table)?;
        conditions(self.table, &self.conditions)
    }
}

impl Select {
    /// Says whether the table has the columns that are asked for, and whether they can be compared with these values.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] naming table, column and what is wrong, or the limit that is exceeded.
    pub fn check(&self) -> Result<(), StoreError> {
        known(self.table)?;
        for column in self.columns.iter().copied().chain(self.order.iter().map(|(column, _)| *column)) {
            self.table.position(column)?;
        }
        conditions(self.table, &self.conditions)
    }

    /// By which columns the rows come, and whether downwards: as asked, then by the columns of the primary key in the
    /// direction of the last one asked. So the order is complete, and the same in every database.
    pub fn full_order(&self) -> Vec<(&'static str, bool)> {
        let mut order: Vec<(&'static str, bool)> = Vec::with_capacity(self.order.len() + self.table.key);
        let key = &self.table.columns[..self.table.key];
        let last = self.order.last().is_some_and(|(_, down)| *down);
        for (column, down) in self.order.iter().copied().chain(key.iter().map(|column| (column.name, last))) {
            if order.iter().all(|(known, _)| *known != column) {
                order.push((column, down));
            }
        }
        order
    }

    /// Where the columns that are asked for stand in the table.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a column that the table has not.
    pub fn positions(&self) -> Result<Vec<usize>, StoreError> {
        if self.columns.is_empty() {
            return Ok((0..self.table.columns.len()).collect());
        }
        self.columns.iter().map(|column| self.table.position(column)).collect()
    }
}

impl Put {
    /// Says whether each row has a cell for each column, of the column's kind and within the limits.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] naming table, column and what is wrong.
    ///
    /// # Panics
    /// In debug builds, when two rows have the same key.
    pub fn check(&self) -> Result<(), StoreError> {
        let table = self.table;
        known(table)?;
        for row in &self.rows {
            if row.len() != table.columns.len() {
                return Err(StoreError::Invalid(format!(
                    "a row of {} has {} cells; it needs {}",
                    table.name,
                    row.len(),
                    table.columns.len()
                )));
            }
            for (position, (column, value)) in table.columns.iter().zip(row).enumerate() {
                cell(table, column, position < table.key, value)?;
            }
        }
        debug_assert!(self.keys_differ(), "two rows put into {} have the same key", table.name);
        Ok(())
    }

    fn keys_differ(&self) -> bool {
        let mut keys: Vec<_> = self.rows.iter().map(|row| self.table.key_of(row)).collect();
        keys.sort_unstable();
        keys.windows(2).all(|two| two[0] != two[1])
    }
}

fn known(table: &Table) -> Result<(), StoreError> {
    if TABLES.iter().any(|known| known.name == table.name) {
        return Ok(());
    }
    Err(StoreError::Invalid(format!("there is no table {}", table.name)))
}

fn cell(table: &Table, column: &Column, key: bool, value: &Value) -> Result<(), StoreError> {
    let wrong = |why: String| Err(StoreError::Invalid(format!("{}.{}: {why}", table.name, column.name)));
    match value {
        Value::Null if column.null => Ok(()),
        Value::Null => wrong("nothing, where something must be".to_owned()),
        Value::Text(text) => {
            let most = if key { KEY_TEXT_BYTES_MAX } else { TEXT_BYTES_MAX };
            comparable(table, column, value)?;
            if text.len() > most {
                return wrong(format!("a text of {} bytes; at most {most} are kept: cut it", text.len()));
            }
            Ok(())
        }
        Value::Bytes(bytes) if bytes.len() > CELL_BYTES_MAX => {
            wrong(format!("{} bytes; at most {CELL_BYTES_MAX} are kept: split them", bytes.len()))
        }
        value => comparable(table, column, value),
    }
}

/// Whether a value is of the column's kind, and a text without U+0000, which PostgreSQL cannot hold.
fn comparable(table: &Table, column: &Column, value: &Value) -> Result<(), StoreError> {
    let wrong = |why: &str| Err(StoreError::Invalid(format!("{}.{}: {why}", table.name, column.name)));
    match (column.kind, value) {
        (Kind::Text, Value::Text(text)) if text.contains('\0') => {
            wrong("a text with the character U+0000, which databases cannot hold: leave it out")
        }
        (_, Value::Null)
        | (Kind::Int | Kind::Moment | Kind::Span | Kind::Flag, Value::Int(_))
        | (Kind::Text, Value::Text(_))
        | (Kind::Bytes, Value::Bytes(_)) => Ok(()),
        (_, Value::Int(_)) => wrong("a number, where none belongs"),
        (_, Value::Text(_)) => wrong("a text, where none belongs"),
        (_, Value::Bytes(_)) => wrong("bytes, where none belong"),
    }
}

fn conditions(table: &Table, conditions: &[Condition]) -> Result<(), StoreError> {
    let mut counted = Counted::default();
    conditions.iter().try_for_each(|condition| counted.condition(table, condition, 0))
}

#[derive(Default)]
struct Counted {
    conditions: usize,
    values: usize,
}

impl Counted {
    fn condition(&mut self, table: &Table, condition: &Condition, depth: usize) -> Result<(), StoreError> {
        self.conditions += 1;
        if self.conditions > CONDITIONS_MAX {
            return Err(StoreError::Invalid(format!("more than {CONDITIONS_MAX} conditions: ask in parts")));
        }
        if depth > DEPTH_MAX {
            return Err(StoreError::Invalid(format!("conditions nested deeper than {DEPTH_MAX}")));
        }
        match condition {
            Condition::Is(column, value)
            | Condition::IsNot(column, value)
            | Condition::Below(column, value)
            | Condition::AtMost(column, value)
            | Condition::Above(column, value)
            | Condition::AtLeast(column, value) => self.values(table, column, std::slice::from_ref(value)),
            Condition::In(column, values) => self.values(table, column, values),
            Condition::Empty(column) | Condition::Filled(column) => table.position(column).map(drop),
            Condition::Contains(column, text) => {
                self.values(table, column, &[Value::Text(text.clone())])?;
                if text.len() > KEY_TEXT_BYTES_MAX {
                    return Err(StoreError::Invalid(format!(
                        "a text of {} bytes is looked for; at most {KEY_TEXT_BYTES_MAX} are",
                        text.len()
                    )));
                }
                Ok(())
            }
            Condition::Any(conditions) | Condition::All(conditions) => {
                conditions.iter().try_for_each(|condition| self.condition(table, condition, depth + 1))
            }
        }
    }

    fn values(&mut self, table: &Table, column: &str, values: &[Value]) -> Result<(), StoreError> {
        let column = &table.columns[table.position(column)?];
        self.values += values.len();
        if self.values > VALUES_MAX {
            return Err(StoreError::Invalid(format!("more than {VALUES_MAX} values: ask in parts")));
        }
        values.iter().try_for_each(|value| comparable(table, column, value))
    }
}
