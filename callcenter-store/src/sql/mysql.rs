//! Rows in MariaDB 10.6 or later, where it is proven, and by the same means in MySQL 8.
//!
//! A write is one transaction that locks the stream's row first, so of two writers one waits and then finds that it came
//! too late. What a transaction sees is always the latest (`READ COMMITTED`): a gap is never locked.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::TryStreamExt;
use sqlx::mysql::{
    MySqlArguments, MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlPool, MySqlPoolOptions,
    MySqlRow,
};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, MySql, Row as _};

use super::migrate::{MAKE_FORMAT, Migration, READ_FORMAT, pending, write_format};
use super::session::{
    CONNECT_MAX, KEPT_VALUES_MAX, LOCK_MAX, Loan, READERS_MAX, STATEMENT_MAX, STATEMENTS_MAX, Trouble,
    WRITERS_MAX, again, failed, first, in_time, pieces, size,
};
use super::statement::{self, Dialect, Statement, quoted};
use super::task::to_its_end;
use crate::error::StoreError;
use crate::row::TABLES;
use crate::select::Select;
use crate::store::{Guard, Put, Store, Write};
use crate::value::{Kind, Value};

/// Rows in one statement: a few sizes, so that each is prepared once. 65,535 placeholders are the most.
const ROWS_PER_STATEMENT: [usize; 5] = [500, 100, 20, 5, 1];

/// Bytes in one statement, as long as a row alone has no more; below every usual `max_allowed_packet`.
const BYTES_MAX: usize = 8 << 20;

/// Bytes of a statement beside its values.
const HEAD_BYTES: usize = 64 << 10;

/// Characters of a text in a column that has an index: an index of InnoDB takes 3,072 bytes.
const INDEXED_CHARACTERS_MAX: usize = 512;

static MIGRATIONS: &[Migration] = &[
    Migration { format: 1, sql: include_str!("../../migrations/mysql/0001_journal.sql") },
    Migration { format: 2, sql: include_str!("../../migrations/mysql/0002_access.sql") },
    Migration { format: 3, sql: include_str!("../../migrations/mysql/0003_floor.sql") },
    Migration { format: 4, sql: include_str!("../../migrations/mysql/0004_work.sql") },
    Migration { format: 5, sql: include_str!("../../migrations/mysql/0005_customers.sql") },
    Migration { format: 6, sql: include_str!("../../migrations/mysql/0006_recordings.sql") },
    Migration { format: 7, sql: include_str!("../../migrations/mysql/0007_readings.sql") },
];

/// What each connection sets: only what is written is kept, nothing is cut or made fit.
const SETTINGS: &str = "SET sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO', \
    autocommit = 1, max_sort_length = 2048";

/// A store in MariaDB or MySQL. A connection that broke is made anew at the next question.
pub struct MysqlStore {
    inner: Arc<Inner>,
}

/// Statements by table, number of rows, and whether they replace.
type Inserts = BTreeMap<(&'static str, usize, bool), Arc<str>>;

struct Inner {
    /// Host, port and database, for messages: without user and password.
    place: String,
    writers: MySqlPool,
    readers: MySqlPool,
    is_mariadb: bool,
    /// Bytes that the server takes at once.
    packet_max: usize,
    inserts: Mutex<Inserts>,
}

impl fmt::Debug for MysqlStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MysqlStore").field(&self.inner.place).finish()
    }
}

impl MysqlStore {
    /// Opens `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, and makes what is missing in it. `?ssl-mode=REQUIRED` and
    /// `?ssl-ca=FILE` are understood.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Denied`] and [`StoreError::TooNew`] as they say;
    /// [`StoreError::Invalid`] for an address that cannot be one, names no database that is there, or one that has tables of
    /// something else; [`StoreError::ReadOnly`] when something is missing and nothing can be made.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options: MySqlConnectOptions = url.parse().map_err(|error| failed(&error, "MySQL"))?;
        // Statements are not logged: questions hold callers' numbers.
        let options = options
            .charset("utf8mb4")
            .pipes_as_concat(false)
            .no_engine_substitution(false)
            .statement_cache_capacity(STATEMENTS_MAX)
            .disable_statement_logging();
        let Some(database) = options.get_database() else {
            return Err(StoreError::Invalid(format!(
                "mysql://…@{}:{} names no database: add /DATABASE",
                options.get_host(),
                options.get_port()
            )));
        };
        let place = format!("{}:{}/{database}", options.get_host(), options.get_port());

        let mut connection = first(&place, options.connect(), |error| explain(error, &place).into()).await?;
        let server = in_time(&place, async {
            let server = Server::of(&mut connection, &place).await?;
            prepare(&mut connection, &server, &place).await.map(|()| server)
        })
        .await?;
        let _ = connection.close().await;

        let pool = |size| server.pool(size).connect_lazy_with(options.clone());
        let (writers, readers) = (pool(WRITERS_MAX), pool(READERS_MAX));
        let Server { is_mariadb, packet_max } = server;
        let inserts = Mutex::default();
        let inner = Inner { place, writers, readers, is_mariadb, packet_max, inserts };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// How the database finds these rows, in its own words (`ANALYZE FORMAT=JSON` of MariaDB). It does find them, to tell how
    /// many it read.
    ///
    /// # Errors
    /// As [`Store::select`].
    pub async fn plan(&self, select: &Select) -> Result<String, StoreError> {
        let Statement { sql, values } = statement::select(Dialect::Mysql, select)?;
        let statement = Statement { sql: format!("ANALYZE FORMAT=JSON {sql}"), values };
        let lines = self.inner.ask(statement, &[Kind::Text]).await?;
        Ok(super::session::lines(lines))
    }
}

#[async_trait]
impl Store for MysqlStore {
    fn backend(&self) -> &'static str {
        "mysql"
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        write.check()?;
        let inner = self.inner.clone();
        to_its_end(async move { inner.write(&write).await }).await
    }

    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError> {
        let statement = statement::select(Dialect::Mysql, select)?;
        let columns = select.table.columns;
        let kinds: Vec<_> = select.positions()?.into_iter().map(|position| columns[position].kind).collect();
        self.inner.ask(statement, &kinds).await
    }

    async fn count(&self, select: &Select) -> Result<u64, StoreError> {
        let rows = self.inner.ask(statement::count(Dialect::Mysql, select)?, &[Kind::Int]).await?;
        statement::counted(&rows)
    }

    async fn scrub(&self) -> Result<Vec<&'static str>, StoreError> {
        let wrong = |error: sqlx::Error| StoreError::from(explain(&error, &self.inner.place));
        // It takes its time, and is not given back with such a setting.
        let mut loan = Loan::take(&self.inner.writers).await.map_err(wrong)?;
        if self.inner.is_mariadb {
            loan.execute("SET max_statement_time = 0").await.map_err(wrong)?;
        }
        for table in TABLES {
            let sql = format!("OPTIMIZE TABLE {}", quoted(Dialect::Mysql, table.name));
            // What goes wrong stands in a row: table, what was done, kind of message, message.
            let told = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut *loan).await.map_err(wrong)?;
            for row in told {
                let kind: String = row.try_get_unchecked(2).map_err(wrong)?;
                if kind.eq_ignore_ascii_case("error") {
                    let why: String = row.try_get_unchecked(3).map_err(wrong)?;
                    return Err(StoreError::Failed(format!("{}: {}: {why}", self.inner.place, table.name)));
                }
            }
        }
        Ok(vec!["its redo, undo and binary logs", "replicas, copies and backups"])
    }

    async fn close(&self) {
        self.inner.writers.close().await;
        self.inner.readers.close().await;
    }
}

/// What has to be known of the server.
struct Server {
    is_mariadb: bool,
    packet_max: usize,
}

impl Server {
    async fn of(connection: &mut MySqlConnection, place: &str) -> Result<Self, StoreError> {
        let asked = "SELECT VERSION(), CAST(@@max_allowed_packet AS SIGNED), \
            CAST(@@GLOBAL.innodb_flush_log_at_trx_commit AS SIGNED)";
        let (version, packet, flush): (String, i64, i64) =
            sqlx::query_as(asked).fetch_one(connection).await.map_err(|error| explain(&error, place))?;
        if flush != 1 {
            let setting = "innodb_flush_log_at_trx_commit";
            tracing::warn!(place, setting, flush, "a crash can take what was acknowledged: set it to 1");
        }
        let packet_max = usize::try_from(packet).unwrap_or(BYTES_MAX);
        Ok(Self { is_mariadb: version.to_ascii_lowercase().contains("mariadb"), packet_max })
    }

    /// A collation that compares code points and pads nothing.
    fn collation(&self) -> &'static str {
        if self.is_mariadb { "utf8mb4_nopad_bin" } else { "utf8mb4_0900_bin" }
    }

    /// Connections that set themselves up.
    fn pool(&self, size: u32) -> MySqlPoolOptions {
        let time = if self.is_mariadb {
            format!("max_statement_time = {}", STATEMENT_MAX.as_secs())
        } else {
            format!("max_execution_time = {}", STATEMENT_MAX.as_millis())
        };
        let settings: Arc<str> = format!(
            "{SETTINGS}, {time}, innodb_lock_wait_timeout = {}; \
             SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
            LOCK_MAX.as_secs()
        )
        .into();
        MySqlPoolOptions::new().max_connections(size).acquire_timeout(CONNECT_MAX).after_connect(
            move |connection, _| {
                let settings = settings.clone();
                Box::pin(
                    async move { connection.execute(sqlx::raw_sql(AssertSqlSafe(settings))).await.map(drop) },
                )
            },
        )
    }
}

impl Inner {
    async fn write(&self, write: &Write) -> Result<(), StoreError> {
        for put in &write.puts {
            self.check(put)?;
        }
        again(&self.place, || self.attempt(write)).await
    }

    /// Says whether each row fits into what the server takes at once.
    fn check(&self, put: &Put) -> Result<(), StoreError> {
        for row in &put.rows {
            let bytes = HEAD_BYTES + row.iter().map(size).sum::<usize>();
            if bytes > self.packet_max {
                return Err(StoreError::Invalid(format!(
                    "a row of {} has {bytes} bytes, and the server takes {}: raise max_allowed_packet",
                    put.table.name, self.packet_max
                )));
            }
        }
        Ok(())
    }

    async fn attempt(&self, write: &Write) -> Result<(), Trouble> {
        let mut loan = Loan::take(&self.writers).await.map_err(|error| explain(&error, &self.place))?;
        let connection: &mut MySqlConnection = &mut loan;
        let done = in_time(&self.place, async {
            let wrong = |error: sqlx::Error| explain(&error, &self.place);
            let mut transaction = connection.begin().await.map_err(wrong)?;
            let mut named = false;
            let done = self.change(&mut transaction, write, &mut named).await;
            if done.is_ok() {
                transaction.commit().await.map_err(wrong)?;
            } else {
                transaction.rollback().await.map_err(wrong)?;
            }
            if let Some(guard) = write.guard.filter(|_| named) {
                let release = "DO RELEASE_LOCK(CONCAT('callcenter ', CRC32(DATABASE()), ' ', ?))";
                sqlx::query(release).bind(guard.stream).execute(connection).await.map_err(wrong)?;
            }
            Ok::<_, Trouble>(done)
        })
        .await?;
        loan.give_back();
        done
    }

    async fn change(
        &self,
        connection: &mut MySqlConnection,
        write: &Write,
        named: &mut bool,
    ) -> Result<(), Trouble> {
        let wrong = |error: sqlx::Error| explain(&error, &self.place);
        if let Some(guard) = write.guard {
            let found = self.fence(connection, guard, named).await?;
            guard.check(found)?;
        }
        for delete in &write.deletes {
            let statement = statement::delete(Dialect::Mysql, delete)?;
            bound(&statement).execute(&mut *connection).await.map_err(wrong)?;
        }
        for put in &write.puts {
            for mut rows in pieces(&put.rows, usize::MAX, BYTES_MAX) {
                while !rows.is_empty() {
                    let size = ROWS_PER_STATEMENT.into_iter().find(|size| *size <= rows.len()).unwrap_or(1);
                    let (now, later) = rows.split_at(size);
                    let query = sqlx::query(AssertSqlSafe(self.insert(put, size)));
                    now.iter()
                        .flatten()
                        .fold(query, bind)
                        .execute(&mut *connection)
                        .await
                        .map_err(|error| of_table(wrong(error), put))?;
                    rows = later;
                }
            }
        }
        Ok(())
    }

    /// Locks the stream's row until the end of the transaction and reads term and tip. Where there is no row yet, its number
    /// is locked instead, by a name that is `named` to be released: of two who want to make it, the second finds it made.
    async fn fence(
        &self,
        connection: &mut MySqlConnection,
        guard: Guard,
        named: &mut bool,
    ) -> Result<Option<(i64, i64)>, Trouble> {
        let wrong = |error: sqlx::Error| explain(&error, &self.place);
        let read = "SELECT term, tip FROM streams WHERE id = ? FOR UPDATE";
        let found =
            sqlx::query_as(read).bind(guard.stream).fetch_optional(&mut *connection).await.map_err(wrong)?;
        if found.is_some() {
            return Ok(found);
        }
        let lock = "SELECT GET_LOCK(CONCAT('callcenter ', CRC32(DATABASE()), ' ', ?), ?)";
        let got: Option<i64> = sqlx::query_scalar(lock)
            .bind(guard.stream)
            .bind(LOCK_MAX.as_secs())
            .fetch_one(&mut *connection)
            .await
            .map_err(wrong)?;
        if got != Some(1) {
            let why = format!("{}: another writer holds the stream", self.place);
            return Err(StoreError::Unavailable(why).into());
        }
        *named = true;
        sqlx::query_as(read).bind(guard.stream).fetch_optional(connection).await.map_err(wrong)
    }

    fn insert(&self, put: &Put, rows: usize) -> Arc<str> {
        let mut inserts = self.inserts.lock().unwrap_or_else(PoisonError::into_inner);
        let text = inserts
            .entry((put.table.name, rows, put.replace))
            .or_insert_with(|| statement::insert(Dialect::Mysql, put.table, rows, put.replace).into());
        text.clone()
    }

    async fn ask(&self, statement: Statement, kinds: &[Kind]) -> Result<Vec<Vec<Value>>, StoreError> {
        let wrong = |error: sqlx::Error| StoreError::from(explain(&error, &self.place));
        let mut loan = Loan::take(&self.readers).await.map_err(wrong)?;
        let connection: &mut MySqlConnection = &mut loan;
        let found = in_time(&self.place, async {
            let mut found = Vec::new();
            let mut rows = bound(&statement).fetch(connection);
            while let Some(row) = rows.try_next().await.map_err(wrong)? {
                found.push(cells(&row, kinds).map_err(wrong)?);
            }
            Ok::<_, StoreError>(found)
        })
        .await?;
        loan.give_back();
        Ok(found)
    }
}

/// Looks which format the database has, and brings it to ours. Who starts at the same time waits, and finds it done.
///
/// What defines tables is not undone by a crash: each statement of a migration can be run again, and the format is written
/// last. So the table of formats is made first: without it, tables of our names are somebody else's.
async fn prepare(connection: &mut MySqlConnection, server: &Server, place: &str) -> Result<(), StoreError> {
    let wrong = |error: sqlx::Error| StoreError::from(explain(&error, place));
    let (found, _) = look(connection, place).await?;
    if pending(found, MIGRATIONS)?.is_empty() {
        return Ok(());
    }
    let lock = "SELECT GET_LOCK(CONCAT('callcenter ', CRC32(DATABASE()), ' migrates'), ?)";
    let got: Option<i64> = sqlx::query_scalar(lock)
        .bind(STATEMENT_MAX.as_secs())
        .fetch_one(&mut *connection)
        .await
        .map_err(wrong)?;
    if got != Some(1) {
        return Err(StoreError::Unavailable(format!("{place}: another program makes its tables")));
    }
    let (found, strange) = look(connection, place).await?;
    if let Some(table) = strange {
        return Err(StoreError::Invalid(format!(
            "{place} has a table {table} of something else: use a database that is empty"
        )));
    }
    connection.execute(MAKE_FORMAT).await.map_err(wrong)?;
    for migration in pending(found, MIGRATIONS)? {
        let sql = migration.sql.replace("{collation}", server.collation());
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await.map_err(wrong)?;
        connection.execute(AssertSqlSafe(write_format(migration))).await.map_err(wrong)?;
    }
    // The connection ends after this, and the lock with it.
    Ok(())
}

/// The format that the database has, none: it is new; and a table of our names in a database that never was ours.
async fn look(
    connection: &mut MySqlConnection,
    place: &str,
) -> Result<(Option<i64>, Option<String>), StoreError> {
    let wrong = |error: sqlx::Error| StoreError::from(explain(&error, place));
    let asked = "SELECT CONVERT(table_name USING utf8mb4) FROM information_schema.tables WHERE table_schema = DATABASE()";
    let there: Vec<String> = sqlx::query_scalar(asked).fetch_all(&mut *connection).await.map_err(wrong)?;
    if there.iter().any(|table| table == "callcenter_format") {
        let found = sqlx::query_scalar(READ_FORMAT).fetch_one(connection).await.map_err(wrong)?;
        return Ok((found, None));
    }
    let ours = |table: &String| TABLES.iter().any(|own| own.name == table);
    Ok((None, there.into_iter().find(ours)))
}

fn bound(statement: &Statement) -> Query<'_, MySql, MySqlArguments> {
    let query = sqlx::query(AssertSqlSafe(statement.sql.as_str()))
        .persistent(statement.values.len() <= KEPT_VALUES_MAX);
    statement.values.iter().fold(query, bind)
}

fn bind<'q>(query: Query<'q, MySql, MySqlArguments>, value: &'q Value) -> Query<'q, MySql, MySqlArguments> {
    match value {
        Value::Null => query.bind(None::<i64>),
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(text.as_str()),
        Value::Bytes(bytes) => query.bind(bytes.as_slice()),
    }
}

/// Texts of keys come as bytes, so the kind of a column is not what the server calls it.
fn cells(row: &MySqlRow, kinds: &[Kind]) -> Result<Vec<Value>, sqlx::Error> {
    let cell = |(position, kind): (usize, &Kind)| {
        let cell = match kind {
            Kind::Int | Kind::Moment | Kind::Span | Kind::Flag => {
                row.try_get::<Option<i64>, _>(position)?.map(Value::Int)
            }
            Kind::Text => row.try_get_unchecked::<Option<String>, _>(position)?.map(Value::Text),
            Kind::Bytes => row.try_get_unchecked::<Option<Vec<u8>>, _>(position)?.map(Value::Bytes),
        };
        Ok(cell.unwrap_or(Value::Null))
    };
    kinds.iter().enumerate().map(cell).collect()
}

fn of_table(trouble: Trouble, put: &Put) -> Trouble {
    let name = put.table.name;
    match trouble {
        Trouble::Wrong(StoreError::Conflict(_)) => {
            StoreError::Conflict(format!("{name} has such a row already")).into()
        }
        Trouble::Wrong(StoreError::Invalid(why)) => StoreError::Invalid(format!("{name}: {why}")).into(),
        other => other,
    }
}

/// What an error means for us.
///
/// Source: MariaDB's "Error Code Reference"; the numbers are MySQL's, unless said.
fn explain(error: &sqlx::Error, place: &str) -> Trouble {
    let sqlx::Error::Database(error) = error else {
        return failed(error, place).into();
    };
    let number = error.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number);
    let message = error.message();
    let why = format!("{place}: {message}");
    Trouble::Wrong(match number {
        // ER_LOCK_DEADLOCK; ER_CHECKREAD
        1213 | 1020 => return Trouble::Again(why),
        // ER_DUP_ENTRY; its text holds a row's key
        1062 => StoreError::Conflict("such a row is there already".to_owned()),
        // Access denied: to the database, by name or password, to table, column, routine; from this host
        1044 | 1045 | 1698 | 1142 | 1143 | 1370 | 1227 | 1130 | 1251 | 1396 => StoreError::Denied(why),
        // ER_BAD_DB_ERROR
        1049 => StoreError::Invalid(format!("{why}; make it first: CREATE DATABASE")),
        // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE; an option prevents it, --read-only
        1792 | 1836 => StoreError::ReadOnly(why),
        1290 if message.contains("read-only") || message.contains("read_only") => StoreError::ReadOnly(why),
        // ER_DISK_FULL, ER_RECORD_FILE_FULL; error 28 (ENOSPC) of the engine, of a temporary file
        1021 | 1114 => StoreError::Full(why),
        3 | 1026 | 1030 if message.contains("28") => StoreError::Full(why),
        // ER_NET_PACKET_TOO_LARGE
        1153 => StoreError::Invalid(format!("{message}; raise max_allowed_packet")),
        // ER_DATA_TOO_LONG
        1406 => StoreError::Invalid(format!(
            "{message}; a column with an index takes {INDEXED_CHARACTERS_MAX} characters: cut the text"
        )),
        // Crashed tables and indexes
        126 | 145 | 1034 | 1035 | 1194 | 1195 | 1712 => StoreError::Corrupt(why),
        // Waited too long for a lock; too many connections; shut down; killed; too slow; network; a node of Galera that is away
        1205
        | 1040
        | 1203
        | 1226
        | 1053
        | 1077
        | 1927
        | 1317
        | 1969
        | 3024
        | 1152
        | 1158..=1161
        | 1129
        | 4031
        | 1047
        | 2006
        | 2013 => StoreError::Unavailable(why),
        number => StoreError::Failed(format!("{why} ({number})")),
    })
}
