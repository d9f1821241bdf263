//! What is asked of a table, in words that every backend understands.

use crate::table::Table;
use crate::value::Value;

/// Rows of one table.
///
/// # Example
/// ```
/// use callcenter_store::{CALLS, Condition, Select};
/// let select = Select::from(CALLS)
///     .only(Condition::Is("queue", "support".into()))
///     .only(Condition::AtLeast("started_at", 1_795_219_200_000_000.into()))
///     .latest_first("started_at")
///     .limit(50);
/// assert_eq!(select.table.name, "calls");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Select {
    /// The table.
    pub table: &'static Table,
    /// Which columns, by name; empty: all of them.
    pub columns: Vec<&'static str>,
    /// What must hold, all of it.
    pub conditions: Vec<Condition>,
    /// By which columns, and whether downwards. Nothing comes first upwards and last downwards, in every database.
    pub order: Vec<(&'static str, bool)>,
    /// At most so many.
    pub limit: Option<u64>,
}

/// Something that must hold for a row. Texts are compared byte by byte. Nothing (`Null`) meets no comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Equal.
    Is(&'static str, Value),
    /// Other, or nothing.
    IsNot(&'static str, Value),
    /// One of these; never true for none.
    In(&'static str, Vec<Value>),
    /// Below.
    Below(&'static str, Value),
    /// Below or equal.
    AtMost(&'static str, Value),
    /// Above.
    Above(&'static str, Value),
    /// Above or equal.
    AtLeast(&'static str, Value),
    /// Holds nothing.
    Empty(&'static str),
    /// Holds something.
    Filled(&'static str),
    /// A text that has this one in it, capital and small ASCII letters alike. `%` and `_` mean themselves.
    Contains(&'static str, String),
    /// At least one of these; never true for none.
    Any(Vec<Condition>),
    /// All of these; true for none.
    All(Vec<Condition>),
}

impl Select {
    /// All of a table.
    pub fn from(table: &'static Table) -> Self {
        Self { table, columns: Vec::new(), conditions: Vec::new(), order: Vec::new(), limit: None }
    }

    /// Only these columns.
    pub fn columns(mut self, columns: &[&'static str]) -> Self {
        self.columns = columns.to_vec();
        self
    }

    /// Only where this holds as well.
    pub fn only(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Upwards by a column, after those given before.
    pub fn by(mut self, column: &'static str) -> Self {
        self.order.push((column, false));
        self
    }

    /// Downwards by a column, after those given before.
    pub fn latest_first(mut self, column: &'static str) -> Self {
        self.order.push((column, true));
        self
    }

    /// At most so many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows);
        self
    }
}
