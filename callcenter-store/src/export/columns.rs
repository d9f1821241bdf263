//! Which columns of a table an export has.

use crate::error::StoreError;
use crate::row::CALLS;
use crate::table::{Column, Table};
use crate::value::Kind;

/// Columns of a table, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    table: &'static Table,
    chosen: Vec<&'static Column>,
}

impl Columns {
    /// All that can be written as text: every column but those with bytes.
    pub fn usual(table: &'static Table) -> Self {
        Self { table, chosen: table.columns.iter().filter(|column| column.kind != Kind::Bytes).collect() }
    }

    /// These, in this order.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when there are none, the table has no such column, one is named twice, or one holds bytes;
    /// it says which columns exist.
    pub fn named(table: &'static Table, names: &[impl AsRef<str>]) -> Result<Self, StoreError> {
        let usual = Self::usual(table);
        let exist = || usual.names().collect::<Vec<_>>().join(", ");
        let mut chosen: Vec<&'static Column> = Vec::new();
        for name in names.iter().map(AsRef::as_ref) {
            let found = usual.chosen.iter().find(|column| column.name == name).ok_or_else(|| {
                let why = if table.columns.iter().any(|column| column.name == name) {
                    "holds bytes, which are not exported as a column"
                } else {
                    "does not exist"
                };
                StoreError::Invalid(format!(
                    "the column {name} of {} {why}; there are {}",
                    table.name,
                    exist()
                ))
            })?;
            if chosen.contains(found) {
                return Err(StoreError::Invalid(format!("the column {name} is named twice")));
            }
            chosen.push(found);
        }
        if chosen.is_empty() {
            return Err(StoreError::Invalid(format!(
                "no column of {} is named; there are {}",
                table.name,
                exist()
            )));
        }
        Ok(Self { table, chosen })
    }

    /// With the whole record of each call as the last one. Only [`JsonLines`](super::JsonLines) writes it.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the table is not the one of calls.
    pub fn with_record(mut self) -> Result<Self, StoreError> {
        let record = CALLS.columns.iter().find(|column| column.name == "record");
        let record = record.filter(|_| self.table == CALLS).ok_or_else(|| {
            StoreError::Invalid(format!("{} have no records: only calls have", self.table.name))
        })?;
        if !self.chosen.contains(&record) {
            self.chosen.push(record);
        }
        Ok(self)
    }

    /// Their table.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// The columns.
    pub fn columns(&self) -> &[&'static Column] {
        &self.chosen
    }

    /// Their names, as in the table.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.chosen.iter().map(|column| column.name)
    }

    /// For formats that hold no bytes.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when a column holds bytes.
    pub(super) fn without_bytes(self, format: &str) -> Result<Self, StoreError> {
        match self.chosen.iter().find(|column| column.kind == Kind::Bytes) {
            Some(column) => Err(StoreError::Invalid(format!(
                "{format} cannot hold a whole {}: JSON lines can",
                column.name
            ))),
            None => Ok(self),
        }
    }
}
