//! Where an address points to, and a connection to what is there: opened, of our format, or a precise reason why not.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::failed::failed;
use crate::error::StoreError;
use crate::sql::migrate::{MAKE_FORMAT, Migration, READ_FORMAT, pending, write_format};

/// How long it waits for another program that writes the file.
pub(super) const BUSY_MAX: Duration = Duration::from_secs(10);

/// Statements kept prepared: each table has one for each number of rows, with and without replacing.
pub(super) const STATEMENTS_KEPT: usize = 256;

/// Pages in the log (4 KiB each) after which they are brought over into the file.
const CHECKPOINT_PAGES: &str = "4000";

/// Bytes that the log's file keeps once it has been brought over; a long read can let it grow beyond for a while.
const LOG_BYTES_MAX: &str = "67108864";

/// Memory for pages of the writer, in KiB (negative: SQLite's way to say so).
const WRITER_CACHE: &str = "-65536";

static MIGRATIONS: &[Migration] = &[
    Migration { format: 1, sql: include_str!("../../../migrations/sqlite/0001_journal.sql") },
    Migration { format: 2, sql: include_str!("../../../migrations/sqlite/0002_access.sql") },
    Migration { format: 3, sql: include_str!("../../../migrations/sqlite/0003_floor.sql") },
    Migration { format: 4, sql: include_str!("../../../migrations/sqlite/0004_work.sql") },
    Migration { format: 5, sql: include_str!("../../../migrations/sqlite/0005_customers.sql") },
    Migration { format: 6, sql: include_str!("../../../migrations/sqlite/0006_recordings.sql") },
    Migration { format: 7, sql: include_str!("../../../migrations/sqlite/0007_readings.sql") },
];

/// Where a URL points to.
pub(super) struct Place {
    /// None: in memory.
    pub(super) path: Option<PathBuf>,
    pub(super) reads_only: bool,
}

impl Place {
    pub(super) fn of(url: &str) -> Result<Self, StoreError> {
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
    pub(super) async fn check(&self) -> Result<(), StoreError> {
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

    pub(super) fn options(&self) -> SqliteConnectOptions {
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
    pub(super) async fn connect(&self) -> Result<(SqliteConnection, SqliteConnectOptions), StoreError> {
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

pub(super) fn writing(options: &SqliteConnectOptions) -> SqliteConnectOptions {
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

pub(super) fn named_file(error: StoreError, name: &str) -> StoreError {
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
pub(super) fn quiet(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.disable_statement_logging()
}

/// Which migrations are missing; looks before anything is changed.
async fn check_format(connection: &mut SqliteConnection) -> Result<&'static [Migration], StoreError> {
    let table = "SELECT count(*) FROM sqlite_schema WHERE name = 'callcenter_format'";
    let there: i64 = sqlx::query_scalar(table).fetch_one(&mut *connection).await.map_err(failed)?;
    if there == 0 {
        return pending(None, MIGRATIONS);
    }
    let found: Option<i64> = sqlx::query_scalar(READ_FORMAT).fetch_one(connection).await.map_err(failed)?;
    pending(found, MIGRATIONS)
}

/// Brings the database to our format. Whoever else starts now waits for the transaction, and finds it done.
pub(super) async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("PRAGMA journal_mode = WAL").execute(&mut *connection).await.map_err(failed)?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    sqlx::query(MAKE_FORMAT).execute(&mut *transaction).await.map_err(failed)?;
    let found: Option<i64> =
        sqlx::query_scalar(READ_FORMAT).fetch_one(&mut *transaction).await.map_err(failed)?;
    for migration in pending(found, MIGRATIONS)? {
        sqlx::raw_sql(migration.sql).execute(&mut *transaction).await.map_err(failed)?;
        sqlx::query(AssertSqlSafe(write_format(migration)))
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)
}
