//! Rows in one SQLite file: nothing to install, nothing to look after.
//!
//! One connection writes, a few read; a reader never waits for the writer, nor the writer for a reader (WAL). Every
//! transaction is on the disk before it is acknowledged (`synchronous=FULL`). Other programs may use the file too.

use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::TryStreamExt;
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{Arguments, AssertSqlSafe, ConnectOptions, Connection, Row as _};
use tokio::sync::Mutex;

use super::migrate::{MAKE_FORMAT, Migration, READ_FORMAT, pending, write_format};
use super::statement::{self, Dialect, Statement};
use crate::error::StoreError;
use crate::select::Select;
use crate::store::{Guard, Put, Store, Write};
use crate::table::Table;
use crate::value::{Kind, Value};

/// How long it waits for another program that writes the file.
pub const BUSY_MAX: Duration = Duration::from_secs(10);

/// Questions answered at a time; further ones wait.
pub const READERS_MAX: u32 = 4;

/// How long a question waits for a free reader before it is refused as [`StoreError::Unavailable`].
pub const READER_WAIT_MAX: Duration = Duration::from_secs(30);

/// Rows in one statement: more gain nothing.
const ROWS_PER_STATEMENT: [usize; 4] = [100, 25, 5, 1];

/// Statements kept prepared: each table has one for each number of rows, with and without replacing.
const STATEMENTS_KEPT: usize = 256;

/// Pages in the log (4 KiB each) after which they are brought over into the file.
const CHECKPOINT_PAGES: &str = "4000";

/// Bytes that the log's file keeps once it has been brought over; a long read can let it grow beyond for a while.
const LOG_BYTES_MAX: &str = "67108864";

/// Memory for pages of the writer and of each reader, in KiB (negative: SQLite's way to say so).
const WRITER_CACHE: &str = "-65536";
const READER_CACHE: &str = "-16384";

static MIGRATIONS: [Migration; 1] =
    [Migration { format: 1, sql: include_str!("../../migrations/sqlite/0001_journal.sql") }];

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

#[derive(Debug)]
struct Writer {
    connection: SqliteConnection,
    /// How to make another one; none in memory.
    options: Option<SqliteConnectOptions>,
    /// Whether the connection must be made anew first: it could not be brought back to where it was.
    broken: bool,
    inserts: BTreeMap<(&'static str, usize, bool), Arc<str>>,
    reads_only: bool,
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
        let options = Some(writing(&place.options()));
        let inserts = BTreeMap::new();
        let writer = Writer { connection, options, broken: false, inserts, reads_only: place.reads_only };
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
        let inserts = BTreeMap::new();
        let writer = Writer { connection, options: None, broken: false, inserts, reads_only: false };
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
        // In a task of its own: it goes on to its end when whoever asked stops waiting.
        let task = tokio::spawn(async move { open(&mut *writer.lock().await)?.write(write).await });
        task.await.unwrap_or_else(|error| {
            Err(StoreError::Unavailable(format!("the write was broken off: {error}")))
        })
    }

    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError> {
        let statement = statement::select(Dialect::Sqlite, select)?;
        let kinds: Vec<_> =
            select.positions()?.into_iter().map(|position| select.table.columns[position].kind).collect();
        self.ask(statement, &kinds).await
    }

    async fn count(&self, select: &Select) -> Result<u64, StoreError> {
        let rows = self.ask(statement::count(Dialect::Sqlite, select)?, &[Kind::Int]).await?;
        match rows.first().and_then(|row| row.first()) {
            Some(Value::Int(count)) => Ok(count.unsigned_abs()),
            _ => Err(StoreError::Failed("a count gave no number".to_owned())),
        }
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

impl Writer {
    async fn write(&mut self, write: Write) -> Result<(), StoreError> {
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
    async fn scrub(&mut self) -> Result<(), StoreError> {
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
    inserts: &mut BTreeMap<(&'static str, usize, bool), Arc<str>>,
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

fn add(arguments: &mut SqliteArguments, value: Value) -> Result<(), StoreError> {
    let added = match value {
        Value::Null => arguments.add(None::<i64>),
        Value::Int(number) => arguments.add(number),
        Value::Text(text) => arguments.add(text),
        Value::Bytes(bytes) => arguments.add(bytes),
    };
    added.map_err(|error| StoreError::Invalid(error.to_string()))
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

/// Where a URL points to.
struct Place {
    /// None: in memory.
    path: Option<PathBuf>,
    reads_only: bool,
}

impl Place {
    fn of(url: &str) -> Result<Self, StoreError> {
        let rest = url.strip_prefix("sqlite:").unwrap_or(url);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let reads_only = match query {
            "" | "mode=rwc" => false,
            "mode=ro" => true,
            other => {
                return Err(StoreError::Invalid(format!(
                    "`{other}` after {path} is not understood; `mode=ro` is, to only read it"
                )));
            }
        };
        let path = match path.strip_prefix("//") {
            // `sqlite://data.db` and `sqlite:///var/data.db`, as other programs write it.
            Some(rest) => rest,
            None => path,
        };
        match path {
            "" => Err(StoreError::Invalid("`sqlite:` needs the name of a file".to_owned())),
            ":memory:" => Ok(Self { path: None, reads_only }),
            path if path.contains('\0') => {
                Err(StoreError::Invalid("the name of a file has no character U+0000".to_owned()))
            }
            // SQLite would take these as an address of its own.
            path if path.starts_with("file:") => {
                Ok(Self { path: Some(Path::new(".").join(path)), reads_only })
            }
            path => Ok(Self { path: Some(path.into()), reads_only }),
        }
    }

    /// Says precisely why a file cannot be opened, where SQLite says only that it cannot. Makes an empty one when missing.
    async fn check(&self) -> Result<(), StoreError> {
        let Some(path) = &self.path else { return Ok(()) };
        let opened = tokio::fs::OpenOptions::new()
            .read(true)
            .write(!self.reads_only)
            .create(!self.reads_only)
            .open(path)
            .await;
        let Err(why) = opened else { return Ok(()) };
        let what = format!("the database {}", path.display());
        match why.kind() {
            ErrorKind::NotFound if !self.reads_only => {
                let folder = path.parent().unwrap_or(Path::new("/")).display();
                Err(StoreError::File { what: format!("{what}: make the folder {folder} first"), why })
            }
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied if !self.reads_only => Err(
                StoreError::ReadOnly(format!("{}: {why}; with `?mode=ro` it is only read", path.display())),
            ),
            _ => Err(StoreError::File { what, why }),
        }
    }

    fn options(&self) -> SqliteConnectOptions {
        let options = SqliteConnectOptions::new()
            .filename(self.path.as_deref().unwrap_or(Path::new(":memory:")))
            .read_only(self.reads_only)
            .busy_timeout(BUSY_MAX)
            .foreign_keys(false)
            .synchronous(SqliteSynchronous::Full)
            .statement_cache_capacity(STATEMENTS_KEPT)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .pragma("journal_size_limit", LOG_BYTES_MAX);
        quiet(options)
    }

    /// The first connection, to a database of our format, and how to make more.
    async fn connect(&self) -> Result<(SqliteConnection, SqliteConnectOptions), StoreError> {
        let options = self.options();
        if !self.reads_only {
            let mut connection = writing(&options).connect().await.map_err(failed)?;
            check_format(&mut connection).await?;
            migrate(&mut connection).await?;
            return Ok((connection, options));
        }
        match only_reading(&options).await {
            // Where nothing at all can be written, SQLite must be told that nobody else writes either.
            Err(StoreError::Unavailable(_) | StoreError::ReadOnly(_)) if !self.has_log().await => {
                let options = options.immutable(true);
                Ok((only_reading(&options).await?, options))
            }
            connection => Ok((connection?, options)),
        }
    }

    /// Whether changes wait in the log, which are not in the file itself.
    async fn has_log(&self) -> bool {
        let mut log = self.path.clone().unwrap_or_default().into_os_string();
        log.push("-wal");
        tokio::fs::metadata(log).await.is_ok_and(|log| log.len() > 0)
    }
}

fn writing(options: &SqliteConnectOptions) -> SqliteConnectOptions {
    options.clone().pragma("cache_size", WRITER_CACHE)
}

async fn only_reading(options: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    let mut connection = options.connect().await.map_err(failed)?;
    let missing = check_format(&mut connection).await?;
    if missing.is_empty() {
        return Ok(connection);
    }
    Err(StoreError::ReadOnly("its tables are missing or older: open it once without `mode=ro`".to_owned()))
}

fn named_file(error: StoreError, name: &str) -> StoreError {
    match error {
        StoreError::Corrupt(why) => StoreError::Corrupt(format!("{name}: {why}")),
        StoreError::ReadOnly(why) => StoreError::ReadOnly(format!("{name}: {why}")),
        StoreError::Full(why) => StoreError::Full(format!("{name}: {why}")),
        StoreError::Unavailable(why) => StoreError::Unavailable(format!("{name}: {why}")),
        StoreError::Failed(why) => StoreError::Failed(format!("{name}: {why}")),
        error => error,
    }
}

/// Statements are not logged: they hold callers' numbers.
fn quiet(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.disable_statement_logging()
}

/// Which migrations are missing; looks before anything is changed.
async fn check_format(connection: &mut SqliteConnection) -> Result<&'static [Migration], StoreError> {
    let table = "SELECT count(*) FROM sqlite_schema WHERE name = 'callcenter_format'";
    let there: i64 = sqlx::query_scalar(table).fetch_one(&mut *connection).await.map_err(failed)?;
    if there == 0 {
        return pending(None, &MIGRATIONS);
    }
    let found: Option<i64> = sqlx::query_scalar(READ_FORMAT).fetch_one(connection).await.map_err(failed)?;
    pending(found, &MIGRATIONS)
}

/// Brings the database to our format. Whoever else starts now waits for the transaction, and finds it done.
async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("PRAGMA journal_mode = WAL").execute(&mut *connection).await.map_err(failed)?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    sqlx::query(MAKE_FORMAT).execute(&mut *transaction).await.map_err(failed)?;
    let found: Option<i64> =
        sqlx::query_scalar(READ_FORMAT).fetch_one(&mut *transaction).await.map_err(failed)?;
    for migration in pending(found, &MIGRATIONS)? {
        sqlx::raw_sql(migration.sql).execute(&mut *transaction).await.map_err(failed)?;
        sqlx::query(AssertSqlSafe(write_format(migration)))
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)
}

/// What an error of SQLite means for us, by its primary result code.
fn failed(error: sqlx::Error) -> StoreError {
    let why = match &error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    };
    let sqlx::Error::Database(database) = &error else {
        return match error {
            sqlx::Error::PoolTimedOut => {
                StoreError::Unavailable(format!("no reader was free within {} s", READER_WAIT_MAX.as_secs()))
            }
            sqlx::Error::PoolClosed => StoreError::Unavailable("this store was closed".to_owned()),
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => StoreError::Unavailable(why),
            _ => StoreError::Failed(why),
        };
    };
    let code = database.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or(1);
    match (code & 0xff, code) {
        (5 | 6, _) => StoreError::Unavailable(format!(
            "another program has written for more than {} s: {why}",
            BUSY_MAX.as_secs()
        )),
        (3 | 23, _) => StoreError::Denied(why),
        (8, _) => StoreError::ReadOnly(why),
        (10 | 14 | 15, _) => StoreError::Unavailable(why),
        (11, _) => StoreError::Corrupt(why),
        (26, _) => StoreError::Corrupt("it is no SQLite database".to_owned()),
        (13, _) => StoreError::Full(why),
        (18, _) => StoreError::Invalid(why),
        (19, 1555 | 2067 | 2579) => StoreError::Conflict(why),
        _ => StoreError::Failed(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GAPS, GapRow, JOURNAL};
    use callcenter_core::Timestamp;

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
