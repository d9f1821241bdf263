//! Questions and changes as SQL: one text for three databases, different where they differ.
//!
//! What makes texts compare byte by byte is the column's collation (`BINARY`, `"C"`, a `nopad_bin` one), so that
//! indexes have it too. Only names from [`TABLES`](crate::TABLES) and numbers stand in a text; every value is a parameter.

use std::fmt::Write as _;

use crate::error::StoreError;
use crate::select::{Condition, Select};
use crate::store::Delete;
use crate::table::Table;
use crate::value::{Kind, Value};

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite 3.24 or later.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
}

/// A text with placeholders, and the values for them in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    /// The text.
    pub(crate) sql: String,
    /// None of them is [`Value::Null`].
    pub(crate) values: Vec<Value>,
}

/// The rows of a question, in their full order.
///
/// # Errors
/// As [`Select::check`].
pub(crate) fn select(dialect: Dialect, select: &Select) -> Result<Statement, StoreError> {
    select.check()?;
    let mut text = Builder::new(dialect);
    text.push("SELECT ");
    for (index, position) in select.positions()?.into_iter().enumerate() {
        text.push(if index == 0 { "" } else { ", " });
        text.name(select.table.columns[position].name);
    }
    text.push(" FROM ");
    text.name(select.table.name);
    text.wheres(select.table, &select.conditions)?;
    text.push(" ORDER BY ");
    for (index, (column, down)) in select.full_order().into_iter().enumerate() {
        text.push(if index == 0 { "" } else { ", " });
        text.name(column);
        text.push(if down { " DESC" } else { "" });
        if dialect == Dialect::Postgres && select.table.columns[select.table.position(column)?].null {
            text.push(if down { " NULLS LAST" } else { " NULLS FIRST" });
        }
    }
    if let Some(limit) = select.limit {
        write!(text.sql, " LIMIT {}", limit.min(i64::MAX as u64))
            .expect("a string takes all that is written");
    }
    Ok(text.done())
}

/// How many rows a question has.
///
/// # Errors
/// As [`Select::check`].
pub(crate) fn count(dialect: Dialect, select: &Select) -> Result<Statement, StoreError> {
    select.check()?;
    let mut text = Builder::new(dialect);
    text.push("SELECT COUNT(*) FROM ");
    text.name(select.table.name);
    text.wheres(select.table, &select.conditions)?;
    Ok(text.done())
}

/// The number in the only row of a count.
pub(crate) fn counted(rows: &[Vec<Value>]) -> Result<u64, StoreError> {
    match rows.first().and_then(|row| row.first()) {
        Some(Value::Int(count)) => Ok(count.unsigned_abs()),
        _ => Err(StoreError::Failed("a count gave no number".to_owned())),
    }
}

/// Deletes rows.
///
/// # Errors
/// As [`Delete::check`].
pub(crate) fn delete(dialect: Dialect, delete: &Delete) -> Result<Statement, StoreError> {
    delete.check()?;
    let mut text = Builder::new(dialect);
    text.push("DELETE FROM ");
    text.name(delete.table.name);
    text.wheres(delete.table, &delete.conditions)?;
    Ok(text.done())
}

/// Inserts so many rows, each with a placeholder for each column; `replace`: those with the same key are overwritten.
pub(crate) fn insert(dialect: Dialect, table: &'static Table, rows: usize, replace: bool) -> String {
    let mut text = Builder::new(dialect);
    text.push("INSERT INTO ");
    text.name(table.name);
    text.push(" (");
    text.names(table.columns.iter().map(|column| column.name));
    text.push(") VALUES ");
    for row in 0..rows {
        text.push(if row == 0 { "(" } else { ", (" });
        for column in 0..table.columns.len() {
            text.push(if column == 0 { "" } else { ", " });
            text.placeholder();
        }
        text.push(")");
    }
    if replace {
        text.push(&upsert(dialect, table));
    }
    text.sql
}

/// What follows an `INSERT` so that rows with the same key are overwritten.
pub(crate) fn upsert(dialect: Dialect, table: &'static Table) -> String {
    let mut text = Builder::new(dialect);
    let (key, rest) = table.columns.split_at(table.key);
    if dialect == Dialect::Mysql {
        text.push(" ON DUPLICATE KEY UPDATE ");
    } else {
        text.push(" ON CONFLICT (");
        text.names(key.iter().map(|column| column.name));
        text.push(if rest.is_empty() { ") DO NOTHING" } else { ") DO UPDATE SET " });
    }
    let changed = if rest.is_empty() && dialect == Dialect::Mysql { key } else { rest };
    for (index, column) in changed.iter().enumerate() {
        text.push(if index == 0 { "" } else { ", " });
        text.name(column.name);
        text.push(if dialect == Dialect::Mysql { " = VALUES(" } else { " = excluded." });
        text.name(column.name);
        text.push(if dialect == Dialect::Mysql { ")" } else { "" });
    }
    text.sql
}

/// A name in the dialect's quotes. Names are our own: they have no quotes in them.
pub(crate) fn quoted(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Mysql => format!("`{name}`"),
        Dialect::Sqlite | Dialect::Postgres => format!("\"{name}\""),
    }
}

struct Builder {
    dialect: Dialect,
    sql: String,
    values: Vec<Value>,
    placeholders: usize,
}

impl Builder {
    fn new(dialect: Dialect) -> Self {
        Self { dialect, sql: String::new(), values: Vec::new(), placeholders: 0 }
    }

    fn done(self) -> Statement {
        Statement { sql: self.sql, values: self.values }
    }

    fn push(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    fn name(&mut self, name: &str) {
        self.sql.push_str(&quoted(self.dialect, name));
    }

    fn names<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for (index, name) in names.enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            self.name(name);
        }
    }

    fn placeholder(&mut self) {
        self.placeholders += 1;
        match self.dialect {
            Dialect::Postgres => {
                write!(self.sql, "${}", self.placeholders).expect("a string takes all that is written");
            }
            Dialect::Sqlite | Dialect::Mysql => self.sql.push('?'),
        }
    }

    fn value(&mut self, value: &Value) {
        self.placeholder();
        self.values.push(value.clone());
    }

    fn wheres(&mut self, table: &Table, conditions: &[Condition]) -> Result<(), StoreError> {
        for (index, condition) in conditions.iter().enumerate() {
            self.push(if index == 0 { " WHERE " } else { " AND " });
            self.condition(table, condition)?;
        }
        Ok(())
    }

    /// A comparison with nothing is unknown in SQL, which keeps no row: there is no `NOT` that could turn it round.
    fn condition(&mut self, table: &Table, condition: &Condition) -> Result<(), StoreError> {
        match condition {
            Condition::Is(column, value) => self.is(table, column, value)?,
            Condition::IsNot(column, value) => self.is_not(table, column, value)?,
            Condition::In(column, values) => self.one_of(column, values),
            Condition::Below(column, value) => self.compare(column, "<", value),
            Condition::AtMost(column, value) => self.compare(column, "<=", value),
            Condition::Above(column, value) => self.compare(column, ">", value),
            Condition::AtLeast(column, value) => self.compare(column, ">=", value),
            Condition::Empty(column) => {
                self.name(column);
                self.push(" IS NULL");
            }
            Condition::Filled(column) => {
                self.name(column);
                self.push(" IS NOT NULL");
            }
            Condition::Contains(column, text) => self.contains(column, text),
            Condition::Any(conditions) => self.joined(table, conditions, " OR ", "1 = 0")?,
            Condition::All(conditions) => self.joined(table, conditions, " AND ", "1 = 1")?,
        }
        Ok(())
    }

    /// A flag stands in the text, so that an index of only those rows where it is set can be used.
    fn is(&mut self, table: &Table, column: &str, value: &Value) -> Result<(), StoreError> {
        match (table.columns[table.position(column)?].kind, value) {
            (Kind::Flag, Value::Int(flag @ (0 | 1))) => {
                self.name(column);
                write!(self.sql, " = {flag}").expect("a string takes all that is written");
            }
            (_, value) => self.compare(column, "=", value),
        }
        Ok(())
    }

    fn compare(&mut self, column: &str, operator: &str, value: &Value) {
        if *value == Value::Null {
            return self.push("1 = 0");
        }
        self.name(column);
        self.push(" ");
        self.push(operator);
        self.push(" ");
        self.value(value);
    }

    fn is_not(&mut self, table: &Table, column: &str, value: &Value) -> Result<(), StoreError> {
        if *value == Value::Null {
            self.push("1 = 1");
            return Ok(());
        }
        let null = table.columns[table.position(column)?].null;
        self.push(if null { "(" } else { "" });
        self.compare(column, "<>", value);
        if null {
            self.push(" OR ");
            self.name(column);
            self.push(" IS NULL)");
        }
        Ok(())
    }

    fn one_of(&mut self, column: &str, values: &[Value]) {
        let mut values = values.iter().filter(|value| **value != Value::Null);
        let Some(first) = values.next() else {
            return self.push("1 = 0");
        };
        self.name(column);
        self.push(" IN (");
        self.value(first);
        for value in values {
            self.push(", ");
            self.value(value);
        }
        self.push(")");
    }

    /// ASCII letters alike, all others as they are: SQLite's `lower` and PostgreSQL's in the collation `C` know no others;
    /// in MySQL, which has no such collation, a pattern names both forms of each ASCII letter.
    fn contains(&mut self, column: &str, text: &str) {
        if text.is_empty() {
            self.name(column);
            return self.push(" IS NOT NULL");
        }
        let (before, after, value) = match self.dialect {
            Dialect::Sqlite => ("instr(lower(", "), ", text.to_ascii_lowercase()),
            Dialect::Postgres => ("strpos(lower(", " COLLATE \"C\"), ", text.to_ascii_lowercase()),
            Dialect::Mysql => ("(", " REGEXP ", pattern(text)),
        };
        self.push(before);
        self.name(column);
        self.push(after);
        self.value(&Value::Text(value));
        self.push(if self.dialect == Dialect::Mysql { ")" } else { ") > 0" });
    }

    fn joined(
        &mut self,
        table: &Table,
        conditions: &[Condition],
        between: &str,
        none: &str,
    ) -> Result<(), StoreError> {
        if conditions.is_empty() {
            self.push(none);
            return Ok(());
        }
        self.push("(");
        for (index, condition) in conditions.iter().enumerate() {
            self.push(if index == 0 { "" } else { between });
            self.condition(table, condition)?;
        }
        self.push(")");
        Ok(())
    }
}

/// A regular expression for exactly this text, ASCII letters in both forms; for PCRE (MariaDB) and ICU (MySQL).
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() * 4);
    for character in text.chars() {
        if character.is_ascii_alphabetic() {
            let both = [character.to_ascii_lowercase(), character.to_ascii_uppercase()];
            pattern.push('[');
            pattern.extend(both);
            pattern.push(']');
        } else {
            if character.is_ascii_punctuation() {
                pattern.push('\\');
            }
            pattern.push(character);
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CALLS, FIGURES, GAPS};

    #[test]
    fn a_select_quotes_names_and_has_values_as_parameters() {
        let asked = Select::from(CALLS)
            .columns(&["call_id", "switch"])
            .only(Condition::Is("queue", "sup\"port".into()))
            .only(Condition::Any(vec![
                Condition::IsNot("caller", "1".into()),
                Condition::In("stream", vec![1.into(), Value::Null, 2.into()]),
            ]))
            .latest_first("started_at")
            .limit(50);
        let sqlite = select(Dialect::Sqlite, &asked).expect("its columns are those of calls");
        assert_eq!(
            sqlite.sql,
            "SELECT \"call_id\", \"switch\" FROM \"calls\" WHERE \"queue\" = ? AND ((\"caller\" <> ? OR \"caller\" IS NULL) \
             OR \"stream\" IN (?, ?)) ORDER BY \"started_at\" DESC, \"stream\" DESC, \"call_id\" DESC LIMIT 50"
        );
        assert_eq!(sqlite.values, vec!["sup\"port".into(), "1".into(), 1.into(), 2.into()]);
        let postgres = select(Dialect::Postgres, &asked).expect("its columns are those of calls");
        assert!(postgres.sql.contains("\"queue\" = $1"), "{}", postgres.sql);
        assert!(
            postgres
                .sql
                .ends_with("\"started_at\" DESC NULLS LAST, \"stream\" DESC, \"call_id\" DESC LIMIT 50")
        );
        let mysql = select(Dialect::Mysql, &asked).expect("its columns are those of calls");
        assert!(mysql.sql.starts_with("SELECT `call_id`, `switch` FROM `calls`"), "{}", mysql.sql);
    }

    #[test]
    fn what_never_and_what_always_holds_needs_no_value() {
        let conditions = vec![
            Condition::Is("live", true.into()),
            Condition::In("queue", Vec::new()),
            Condition::Is("queue", Value::Null),
            Condition::Any(Vec::new()),
            Condition::IsNot("queue", Value::Null),
            Condition::All(Vec::new()),
        ];
        let deleted =
            delete(Dialect::Mysql, &Delete { table: CALLS, conditions }).expect("calls has a queue");
        assert_eq!(
            deleted.sql,
            "DELETE FROM `calls` WHERE `live` = 1 AND 1 = 0 AND 1 = 0 AND 1 = 0 AND 1 = 1 AND 1 = 1"
        );
        assert_eq!(deleted.values, vec![]);
    }

    #[test]
    fn an_insert_has_the_dialects_upsert() {
        assert_eq!(
            insert(Dialect::Sqlite, GAPS, 2, false),
            "INSERT INTO \"gaps\" (\"stream\", \"seq\", \"from_at\", \"until_at\", \"cause\") \
             VALUES (?, ?, ?, ?, ?), (?, ?, ?, ?, ?)"
        );
        assert!(insert(Dialect::Postgres, FIGURES, 1, true).ends_with(
            "($1, $2, $3, $4, $5, $6) ON CONFLICT (\"stream\", \"scope\", \"name\", \"width\", \"start\") \
             DO UPDATE SET \"data\" = excluded.\"data\""
        ));
        assert!(
            insert(Dialect::Mysql, FIGURES, 1, true)
                .ends_with("ON DUPLICATE KEY UPDATE `data` = VALUES(`data`)")
        );
    }

    #[test]
    fn what_is_looked_for_means_itself() {
        assert_eq!(pattern("Aß%.1_\\"), "[aA]ß\\%\\.1\\_\\\\");
    }

    #[test]
    fn an_unknown_column_is_named_with_those_that_are_there() {
        let error = select(Dialect::Sqlite, &Select::from(GAPS).by("queue")).expect_err("gaps has no queue");
        assert_eq!(
            error.to_string(),
            "gaps has no column queue; it has stream, seq, from_at, until_at, cause"
        );
    }
}
