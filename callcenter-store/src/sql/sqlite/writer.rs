//! The one connection that writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe, ConnectOptions};

use super::failed::failed;
use crate::error::StoreError;
use crate::sql::statement::{self, Dialect, Statement};
use crate::store::{Guard, Put, Write};
use crate::table::Table;
use crate::value::Value;

/// Rows in one statement: more gain nothing.
const ROWS_PER_STATEMENT: [usize; 4] = [100, 25, 5, 1];

/// Texts by table, number of rows, and whether they replace.
type Inserts = BTreeMap<(&'static str, usize, bool), Arc<str>>;

#[derive(Debug)]
pub(super) struct Writer {
    pub(super) connection: SqliteConnection,
    /// How to make another one; none in memory.
    options: Option<SqliteConnectOptions>,
    /// Whether the connection must be made anew first: it could not be brought back to where it was.
    broken: bool,
    inserts: Inserts,
    reads_only: bool,
}

impl Writer {
    /// Over a connection to a database of our format; `options` make another one like it.
    pub(super) fn new(
        connection: SqliteConnection,
        options: Option<SqliteConnectOptions>,
        reads_only: bool,
    ) -> Self {
        Self { connection, options, broken: false, inserts: BTreeMap::new(), reads_only }
    }

    pub(super) async fn write(&mut self, write: Write) -> Result<(), StoreError> {
        if self.reads_only {
            return Err(StoreError::ReadOnly("it was opened with mode=ro".to_owned()));
        }
        if self.broken
            && let Some(options) = &self.options
        {
            self.connection = options.connect().await.map_err(failed)?;
            self.broken = false;
        }
        let done = self.transaction(write).await;
        if done.is_err() {
            self.roll_back().await;
        }
        done
    }

    /// Not one of sqlx's transactions: it would count one as open that SQLite has rolled back itself, as it does when its
    /// disk is full. Nobody can give it up halfway, as it runs in a task of its own.
    async fn transaction(&mut self, write: Write) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE").await?;
        if let Some(guard) = write.guard {
            check_guard(&mut self.connection, guard).await?;
        }
        for delete in &write.deletes {
            let Statement { sql, values } = statement::delete(Dialect::Sqlite, delete)?;
            execute(&mut self.connection, AssertSqlSafe(sql), values).await?;
        }
        for put in write.puts {
            insert(&mut self.connection, &mut self.inserts, put).await?;
        }
        self.run("COMMIT").await
    }

    /// Undoes what a failed transaction did; fails when SQLite did it already, or never began one.
    async fn roll_back(&mut self) {
        match self.run("ROLLBACK").await {
            Err(StoreError::Failed(why)) if why.contains("no transaction is active") => {}
            undone => self.broken = undone.is_err(),
        }
    }

    /// Builds the file anew without the bytes of rows that are gone, and empties the log.
    pub(super) async fn scrub(&mut self) -> Result<(), StoreError> {
        if self.reads_only {
            return Err(StoreError::ReadOnly("it was opened with mode=ro".to_owned()));
        }
        self.run("VACUUM").await?;
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut self.connection)
            .await
            .map_err(failed)?;
        if busy != 0 {
            return Err(StoreError::Unavailable("somebody reads what is still in the log".to_owned()));
        }
        Ok(())
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), StoreError> {
        sqlx::query(sql).execute(&mut self.connection).await.map(drop).map_err(failed)
    }
}

async fn check_guard(connection: &mut SqliteConnection, guard: Guard) -> Result<(), StoreError> {
    let found: Option<(i64, i64)> = sqlx::query_as("SELECT term, tip FROM streams WHERE id = ?")
        .bind(guard.stream)
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    guard.check(found)
}

async fn insert(
    connection: &mut SqliteConnection,
    inserts: &mut Inserts,
    put: Put,
) -> Result<(), StoreError> {
    let Put { table, rows, replace } = put;
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    while left > 0 {
        let size = ROWS_PER_STATEMENT.into_iter().find(|size| *size <= left).unwrap_or(1);
        let text = inserts
            .entry((table.name, size, replace))
            .or_insert_with(|| statement::insert(Dialect::Sqlite, table, size, replace).into());
        let values = rows.by_ref().take(size).flatten();
        execute(connection, AssertSqlSafe(text.clone()), values)
            .await
            .map_err(|error| named(error, table))?;
        left -= size;
    }
    Ok(())
}

fn named(error: StoreError, table: &Table) -> StoreError {
    match error {
        StoreError::Conflict(_) => StoreError::Conflict(format!("{} has such a row already", table.name)),
        error => error,
    }
}

async fn execute(
    connection: &mut SqliteConnection,
    sql: impl sqlx::SqlSafeStr,
    values: impl IntoIterator<Item = Value>,
) -> Result<(), StoreError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        add(&mut arguments, value)?;
    }
    sqlx::query_with(sql, arguments).execute(connection).await.map(drop).map_err(failed)
}

pub(super) fn add(arguments: &mut SqliteArguments, value: Value) -> Result<(), StoreError> {
    let added = match value {
        Value::Null => arguments.add(None::<i64>),
        Value::Int(number) => arguments.add(number),
        Value::Text(text) => arguments.add(text),
        Value::Bytes(bytes) => arguments.add(bytes),
    };
    added.map_err(|error| StoreError::Invalid(error.to_string()))
}
