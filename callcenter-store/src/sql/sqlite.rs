//! Rows in one SQLite file: nothing to install, nothing to look after.
//!
//! One connection writes, a few read; a reader never waits for the writer, nor the writer for a reader (WAL). Every
//! transaction is on the disk before it is acknowledged (`synchronous=FULL`). Other programs may use the file too.

mod failed;
mod place;
mod writer;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::TryStreamExt;
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row as _};
use tokio::sync::Mutex;

use self::failed::{READER_WAIT_MAX, failed};
use self::place::{Place, STATEMENTS_KEPT, migrate, named_file, quiet, writing};
use self::writer::{Writer, add};
use super::statement::{self, Dialect, Statement};
use super::task::to_its_end;
use crate::error::StoreError;
use crate::select::Select;
use crate::store::{Store, Write};
use crate::value::{Kind, Value};

/// Questions answered at a time; further ones wait.
const READERS_MAX: u32 = 4;

/// Memory for pages of each reader, in KiB (negative: SQLite's way to say so).
const READER_CACHE: &str = "-16384";

/// A store in an SQLite file, or in memory.
pub struct SqliteStore {
    name: String,
    writer: Arc<Mutex<Option<Writer>>>,
    /// None for a database in memory: only the writer's connection has it.
    readers: Option<SqlitePool>,
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SqliteStore").field(&self.name).finish()
    }
}

impl SqliteStore {
    /// Opens `sqlite:FILE`, making the file where there is none; `sqlite:FILE?mode=ro` only reads it, also from a disk that
    /// takes no changes; `sqlite::memory:` is empty and belongs to this store alone.
    ///
    /// # Errors
    /// [`StoreError::File`] when the folder is missing or the file cannot be opened; [`StoreError::ReadOnly`] when it cannot be
    /// written; [`StoreError::Corrupt`] when it is no database; [`StoreError::TooNew`] when a later version of this program
    /// made it. None of these changes the file.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let place = Place::of(url)?;
        let Place { path: Some(path), .. } = &place else {
            return Self::in_memory().await;
        };
        place.check().await?;
        let name = path.display().to_string();
        let (connection, options) = place.connect().await.map_err(|error| named_file(error, &name))?;
        let options = options.pragma("cache_size", READER_CACHE).pragma("query_only", "1");
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .acquire_timeout(READER_WAIT_MAX)
            .test_before_acquire(false)
            .connect_lazy_with(options);
        let writer = Writer::new(connection, Some(writing(&place.options())), place.reads_only);
        Ok(Self { name, writer: Arc::new(Mutex::new(Some(writer))), readers: Some(readers) })
    }

    /// How SQLite finds the rows of a question, in its own words (`EXPLAIN QUERY PLAN`): `SEARCH calls USING INDEX …`.
    ///
    /// # Errors
    /// As [`Store::select`].
    pub async fn plan(&self, select: &Select) -> Result<Vec<String>, StoreError> {
        let mut statement = statement::select(Dialect::Sqlite, select)?;
        statement.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
        let rows = self.ask(statement, &[Kind::Int, Kind::Int, Kind::Int, Kind::Text]).await?;
        let line = |mut row: Vec<Value>| match row.pop() {
            Some(Value::Text(line)) => Ok(line),
            other => Err(StoreError::Failed(format!("a line of a plan was expected, not {other:?}"))),
        };
        rows.into_iter().map(line).collect()
    }

    async fn in_memory() -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().in_memory(true).statement_cache_capacity(STATEMENTS_KEPT);
        let mut connection = quiet(options).connect().await.map_err(failed)?;
        migrate(&mut connection).await?;
        let writer = Writer::new(connection, None, false);
        Ok(Self { name: ":memory:".to_owned(), writer: Arc::new(Mutex::new(Some(writer))), readers: None })
    }

    async fn ask(&self, statement: Statement, kinds: &[Kind]) -> Result<Vec<Vec<Value>>, StoreError> {
        let mut arguments = SqliteArguments::default();
        for value in statement.values {
            add(&mut arguments, value)?;
        }
        let query = sqlx::query_with(AssertSqlSafe(statement.sql), arguments);
        let mut found = Vec::new();
        if let Some(readers) = &self.readers {
            let mut rows = query.fetch(readers);
            while let Some(row) = rows.try_next().await.map_err(failed)? {
                found.push(cells(&row, kinds)?);
            }
        } else {
            let mut writer = self.writer.lock().await;
            let mut rows = query.fetch(&mut open(&mut writer)?.connection);
            while let Some(row) = rows.try_next().await.map_err(failed)? {
                found.push(cells(&row, kinds)?);
            }
        }
        Ok(found)
    }
}

#[async_trait]
impl Store for SqliteStore {
    fn backend(&self) -> &'static str {
        "sqlite"
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        write.check()?;
        let writer = self.writer.clone();
        to_its_end(async move { open(&mut *writer.lock().await)?.write(write).await }).await
    }

    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError> {
        let statement = statement::select(Dialect::Sqlite, select)?;
        let kinds: Vec<_> =
            select.positions()?.into_iter().map(|position| select.table.columns[position].kind).collect();
        self.ask(statement, &kinds).await
    }

    async fn count(&self, select: &Select) -> Result<u64, StoreError> {
        let rows = self.ask(statement::count(Dialect::Sqlite, select)?, &[Kind::Int]).await?;
        statement::counted(&rows)
    }

    async fn scrub(&self) -> Result<Vec<&'static str>, StoreError> {
        open(&mut *self.writer.lock().await)?.scrub().await?;
        Ok(if self.readers.is_some() { vec!["copies and backups of the file"] } else { Vec::new() })
    }

    async fn close(&self) {
        if let Some(readers) = &self.readers {
            readers.close().await;
        }
        if let Some(writer) = self.writer.lock().await.take()
            && let Err(error) = writer.connection.close().await
        {
            tracing::warn!(store = self.name, %error, "the database did not close in order; nothing is lost");
        }
    }
}

fn open(writer: &mut Option<Writer>) -> Result<&mut Writer, StoreError> {
    writer.as_mut().ok_or_else(|| StoreError::Unavailable("this store was closed".to_owned()))
}

fn cells(row: &SqliteRow, kinds: &[Kind]) -> Result<Vec<Value>, StoreError> {
    let cell = |(position, kind): (usize, &Kind)| match kind {
        Kind::Int | Kind::Moment | Kind::Span | Kind::Flag => {
            row.try_get_unchecked::<Option<i64>, _>(position).map(|cell| cell.map(Value::Int))
        }
        Kind::Text => row.try_get_unchecked::<Option<String>, _>(position).map(|cell| cell.map(Value::Text)),
        Kind::Bytes => {
            row.try_get_unchecked::<Option<Vec<u8>>, _>(position).map(|cell| cell.map(Value::Bytes))
        }
    };
    kinds
        .iter()
        .enumerate()
        .map(|column| cell(column).map(|cell| cell.unwrap_or(Value::Null)))
        .collect::<Result<_, _>>()
        .map_err(|error| StoreError::Corrupt(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GAPS, GapRow, JOURNAL};
    use callcenter_core::Timestamp;
    use sqlx::SqliteConnection;

    async fn with_pragma(pragma: &'static str) -> SqliteStore {
        let store = SqliteStore::open("sqlite::memory:").await.expect("memory is there");
        let mut writer = store.writer.lock().await;
        let connection = &mut open(&mut writer).expect("it is open").connection;
        sqlx::query(pragma).execute(connection).await.expect(pragma);
        drop(writer);
        store
    }

    fn gap(seq: i64) -> GapRow {
        let from_at = Timestamp::from_micros(seq);
        GapRow { stream: 1, seq, from_at, until_at: None, cause: "x".repeat(1_000) }
    }

    #[tokio::test]
    async fn a_database_at_its_size_limit_is_full_and_goes_on() {
        let store = with_pragma("PRAGMA max_page_count = 200").await;
        store.write(Write::default().put([gap(0)])).await.expect("there is room");
        let error = store.write(Write::default().put((1..2_000).map(gap))).await.expect_err("there is none");
        assert!(matches!(error, StoreError::Full(_)), "{error:?}");
        assert_eq!(store.count(&Select::from(GAPS)).await.expect("it can be read"), 1);
        store.write(Write::default().put([gap(1)])).await.expect("one more fits");
        assert_eq!(store.count(&Select::from(GAPS)).await.expect("it can be read"), 2);
    }

    #[tokio::test]
    async fn another_program_that_writes_for_too_long_makes_the_store_unavailable() {
        let folder = tempfile::tempdir().expect("the system has room for a folder");
        let url = format!("sqlite:{}", folder.path().join("calls.db").display());
        let store = SqliteStore::open(&url).await.expect("a new file can be made");
        let mut other = SqliteConnection::connect(&url).await.expect("it is there");
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("nobody else writes");
        let mut writer = store.writer.lock().await;
        let connection = &mut open(&mut writer).expect("it is open").connection;
        sqlx::query("PRAGMA busy_timeout = 1").execute(connection).await.expect("it is a number");
        drop(writer);
        let error = store.write(Write::default().put([gap(1)])).await.expect_err("the other one writes");
        assert!(matches!(error, StoreError::Unavailable(_)) && error.is_passing(), "{error:?}");
        sqlx::query("ROLLBACK").execute(&mut other).await.expect("it began");
        store.write(Write::default().put([gap(1)])).await.expect("the other one is gone");
    }

    #[tokio::test]
    async fn every_table_has_the_columns_that_are_described() {
        let store = with_pragma("PRAGMA optimize").await;
        let mut writer = store.writer.lock().await;
        let connection = &mut open(&mut writer).expect("it is open").connection;
        assert!(crate::TABLES.contains(&JOURNAL));
        for table in crate::TABLES {
            let described: Vec<(String, bool, i64)> = table
                .columns
                .iter()
                .zip(1..)
                .map(|(column, n)| {
                    (column.name.to_owned(), !column.null, if n <= table.key as i64 { n } else { 0 })
                })
                .collect();
            let found: Vec<(String, bool, i64)> =
                sqlx::query_as("SELECT name, \"notnull\", pk FROM pragma_table_info(?)")
                    .bind(table.name)
                    .fetch_all(&mut *connection)
                    .await
                    .expect(table.name);
            assert_eq!(found, described, "{}", table.name);
        }
    }
}
