//! Rows in PostgreSQL 13 or later.
//!
//! A write is one transaction that locks the stream's row first, so of two writers one waits and then finds that it came
//! too late. Rows go in as arrays, one for each column, so a statement is the same for any number of rows.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::TryStreamExt;
use sqlx::postgres::{
    PgArguments, PgBindIterExt, PgConnectOptions, PgConnection, PgDatabaseError, PgPool, PgPoolOptions, PgRow,
};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Postgres, Row as _};

use super::migrate::{MAKE_FORMAT, Migration, READ_FORMAT, pending, write_format};
use super::session::{
    CONNECT_MAX, KEPT_VALUES_MAX, LOCK_MAX, Loan, READERS_MAX, STATEMENT_MAX, STATEMENTS_MAX, Trouble,
    WRITERS_MAX, again, failed, first, in_time, pieces,
};
use super::statement::{self, Dialect, Statement, quoted};
use super::task::to_its_end;
use crate::error::StoreError;
use crate::row::TABLES;
use crate::select::Select;
use crate::store::{Guard, Put, Store, Write};
use crate::table::Table;
use crate::value::{Kind, Value};

/// Rows in one statement; more gain nothing.
const ROWS_MAX: usize = 5_000;

/// Bytes in one statement. PostgreSQL takes less than 1 GiB.
const BYTES_MAX: usize = 64 << 20;

/// Whoever migrates holds this lock of the database.
const MIGRATING: i64 = 0x6361_6c6c_6365_6e74;

/// A question's plan is made for its values: only so are the indexes used that have open rows alone. And a page costs the
/// same wherever it lies: the server thinks of turning disks, and would rather read twenty times as many rows in a row.
const READERS_SET: &str = "SET plan_cache_mode = force_custom_plan; SET random_page_cost = 1.1";

/// What returns is on the disk, whatever the server's default is.
const WRITERS_SET: &str = "SET synchronous_commit = on";

static MIGRATIONS: &[Migration] = &[
    Migration { format: 1, sql: include_str!("../../migrations/postgres/0001_journal.sql") },
    Migration { format: 2, sql: include_str!("../../migrations/postgres/0002_access.sql") },
    Migration { format: 3, sql: include_str!("../../migrations/postgres/0003_floor.sql") },
    Migration { format: 4, sql: include_str!("../../migrations/postgres/0004_work.sql") },
    Migration { format: 5, sql: include_str!("../../migrations/postgres/0005_customers.sql") },
    Migration { format: 6, sql: include_str!("../../migrations/postgres/0006_recordings.sql") },
    Migration { format: 7, sql: include_str!("../../migrations/postgres/0007_readings.sql") },
];

/// A store in PostgreSQL. A connection that broke is made anew at the next question.
pub struct PostgresStore {
    inner: Arc<Inner>,
}

struct Inner {
    /// Host, port and database, for messages: without user and password.
    place: String,
    writers: PgPool,
    readers: PgPool,
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PostgresStore").field(&self.inner.place).finish()
    }
}

impl PostgresStore {
    /// Opens `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, and makes what is missing in it. `?sslmode=require` and the
    /// like are understood as `libpq` does, and its variables (`PGPASSWORD`, `PGSSLMODE`) too.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Denied`] and [`StoreError::TooNew`] as they say;
    /// [`StoreError::Invalid`] for an address that cannot be one, or names no database that is there;
    /// [`StoreError::ReadOnly`] when something is missing and nothing can be made.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url.parse().map_err(|error| failed(&error, "PostgreSQL"))?;
        // Statements are not logged: questions hold callers' numbers.
        let options = options
            .application_name("callcenter")
            .statement_cache_capacity(STATEMENTS_MAX)
            .disable_statement_logging();
        let database = options.get_database().unwrap_or(options.get_username());
        let place = format!("{}:{}/{database}", options.get_host(), options.get_port());

        let mut connection = first(&place, options.connect(), |error| explain(error, &place).into()).await?;
        in_time(&place, prepare(&mut connection, &place)).await?;
        let _ = connection.close().await;

        let readers = pool(READERS_MAX, READERS_SET).connect_lazy_with(options.clone());
        let writers = pool(WRITERS_MAX, WRITERS_SET).connect_lazy_with(options);
        Ok(Self { inner: Arc::new(Inner { place, writers, readers }) })
    }

    /// How the database finds these rows, in its own words (`EXPLAIN ANALYZE`). It does find them, to tell how many it read.
    ///
    /// # Errors
    /// As [`Store::select`].
    pub async fn plan(&self, select: &Select) -> Result<String, StoreError> {
        let Statement { sql, values } = statement::select(Dialect::Postgres, select)?;
        let sql = format!("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {sql}");
        let lines = self.inner.ask(Statement { sql, values }, &[Kind::Text]).await?;
        Ok(super::session::lines(lines))
    }
}

#[async_trait]
impl Store for PostgresStore {
    fn backend(&self) -> &'static str {
        "postgres"
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        write.check()?;
        let inner = self.inner.clone();
        to_its_end(async move { inner.write(&write).await }).await
    }

    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError> {
        let statement = statement::select(Dialect::Postgres, select)?;
        let columns = select.table.columns;
        let kinds: Vec<_> = select.positions()?.into_iter().map(|position| columns[position].kind).collect();
        self.inner.ask(statement, &kinds).await
    }

    async fn count(&self, select: &Select) -> Result<u64, StoreError> {
        let rows = self.inner.ask(statement::count(Dialect::Postgres, select)?, &[Kind::Int]).await?;
        statement::counted(&rows)
    }

    async fn scrub(&self) -> Result<Vec<&'static str>, StoreError> {
        let wrong = |error: sqlx::Error| StoreError::from(explain(&error, &self.inner.place));
        // It takes its time, and is not given back with such a setting.
        let mut loan = Loan::take(&self.inner.writers).await.map_err(wrong)?;
        loan.execute("SET statement_timeout = 0").await.map_err(wrong)?;
        for table in TABLES {
            let sql = format!("VACUUM (FULL) {}", quoted(Dialect::Postgres, table.name));
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *loan).await.map_err(wrong)?;
        }
        Ok(vec!["its write-ahead log and the archive of it", "replicas, copies and backups"])
    }

    async fn close(&self) {
        self.inner.writers.close().await;
        self.inner.readers.close().await;
    }
}

impl Inner {
    async fn write(&self, write: &Write) -> Result<(), StoreError> {
        again(&self.place, || self.attempt(write)).await
    }

    async fn attempt(&self, write: &Write) -> Result<(), Trouble> {
        let wrong = |error: sqlx::Error| explain(&error, &self.place);
        let mut loan = Loan::take(&self.writers).await.map_err(wrong)?;
        let connection: &mut PgConnection = &mut loan;
        let done = in_time(&self.place, async {
            let mut transaction = connection.begin().await.map_err(wrong)?;
            let done = change(&mut transaction, write, &self.place).await;
            if done.is_ok() {
                transaction.commit().await.map_err(wrong)?;
            } else {
                transaction.rollback().await.map_err(wrong)?;
            }
            Ok::<_, Trouble>(done)
        })
        .await?;
        loan.give_back();
        done
    }

    async fn ask(&self, statement: Statement, kinds: &[Kind]) -> Result<Vec<Vec<Value>>, StoreError> {
        let wrong = |error: sqlx::Error| StoreError::from(explain(&error, &self.place));
        let mut loan = Loan::take(&self.readers).await.map_err(wrong)?;
        let connection: &mut PgConnection = &mut loan;
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

/// Connections that set themselves up.
fn pool(size: u32, set: &'static str) -> PgPoolOptions {
    let settings = format!(
        "SET statement_timeout = {}; SET lock_timeout = {}; SET idle_in_transaction_session_timeout = {}; {set}",
        STATEMENT_MAX.as_millis(),
        LOCK_MAX.as_millis(),
        STATEMENT_MAX.as_millis(),
    );
    let settings: Arc<str> = settings.into();
    PgPoolOptions::new().max_connections(size).acquire_timeout(CONNECT_MAX).after_connect(
        move |connection, _| {
            let settings = settings.clone();
            Box::pin(
                async move { connection.execute(sqlx::raw_sql(AssertSqlSafe(settings))).await.map(drop) },
            )
        },
    )
}

/// Looks which format the database has, and brings it to ours. Who starts at the same time waits, and finds it done.
async fn prepare(connection: &mut PgConnection, place: &str) -> Result<(), StoreError> {
    let wrong = |error: sqlx::Error| StoreError::from(explain(&error, place));
    if pending(format(connection).await.map_err(wrong)?, MIGRATIONS)?.is_empty() {
        return durable(connection, place).await.map_err(wrong);
    }
    let mut transaction = connection.begin().await.map_err(wrong)?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(MIGRATING)
        .execute(&mut *transaction)
        .await
        .map_err(wrong)?;
    let found = format(&mut transaction).await.map_err(wrong)?;
    transaction.execute(MAKE_FORMAT).await.map_err(wrong)?;
    for migration in pending(found, MIGRATIONS)? {
        sqlx::raw_sql(migration.sql).execute(&mut *transaction).await.map_err(wrong)?;
        transaction.execute(AssertSqlSafe(write_format(migration))).await.map_err(wrong)?;
    }
    transaction.commit().await.map_err(wrong)?;
    durable(connection, place).await.map_err(wrong)
}

/// The format that the database has; none: it is new.
async fn format(connection: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    let there: bool = sqlx::query_scalar("SELECT to_regclass('callcenter_format') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    if there { sqlx::query_scalar(READ_FORMAT).fetch_one(connection).await } else { Ok(None) }
}

/// Warns when a crash of the server's machine can take what was acknowledged.
async fn durable(connection: &mut PgConnection, place: &str) -> Result<(), sqlx::Error> {
    for setting in ["fsync", "full_page_writes"] {
        let value: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(setting)
            .fetch_one(&mut *connection)
            .await?;
        if value != "on" {
            tracing::warn!(place, setting, value, "a power cut can damage the database: set it to on");
        }
    }
    Ok(())
}

async fn change(connection: &mut PgConnection, write: &Write, place: &str) -> Result<(), Trouble> {
    if let Some(guard) = write.guard {
        let found = fence(connection, guard).await.map_err(|error| explain(&error, place))?;
        guard.check(found)?;
    }
    for delete in &write.deletes {
        let statement = statement::delete(Dialect::Postgres, delete)?;
        bound(&statement).execute(&mut *connection).await.map_err(|error| explain(&error, place))?;
    }
    for put in &write.puts {
        let sql: Arc<str> = insert(put.table, put.replace).into();
        for rows in pieces(&put.rows, ROWS_MAX, BYTES_MAX) {
            arrays(sqlx::query(AssertSqlSafe(sql.clone())), put.table, rows)
                .execute(&mut *connection)
                .await
                .map_err(|error| named(explain(&error, place), put))?;
        }
    }
    Ok(())
}

/// Locks the stream's row until the end of the transaction and reads term and tip. Where there is no row yet, its number is
/// locked instead: of two who want to make it, the second finds it made.
async fn fence(connection: &mut PgConnection, guard: Guard) -> Result<Option<(i64, i64)>, sqlx::Error> {
    let read = "SELECT term, tip FROM streams WHERE id = $1 FOR UPDATE";
    let found = sqlx::query_as(read).bind(guard.stream).fetch_optional(&mut *connection).await?;
    if found.is_some() {
        return Ok(found);
    }
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(guard.stream).execute(&mut *connection).await?;
    sqlx::query_as(read).bind(guard.stream).fetch_optional(connection).await
}

fn insert(table: &'static Table, replace: bool) -> String {
    let mut sql = format!("INSERT INTO {} SELECT * FROM UNNEST(", quoted(Dialect::Postgres, table.name));
    for (index, column) in table.columns.iter().enumerate() {
        let kind = match column.kind {
            Kind::Int | Kind::Moment | Kind::Span | Kind::Flag => "bigint",
            Kind::Text => "text",
            Kind::Bytes => "bytea",
        };
        let comma = if index == 0 { "" } else { ", " };
        sql.push_str(&format!("{comma}${}::{kind}[]", index + 1));
    }
    sql.push(')');
    if replace {
        sql.push_str(&statement::upsert(Dialect::Postgres, table));
    }
    sql
}

/// One array for each column.
fn arrays<'q>(
    mut query: Query<'q, Postgres, PgArguments>,
    table: &Table,
    rows: &'q [Vec<Value>],
) -> Query<'q, Postgres, PgArguments> {
    for (position, column) in table.columns.iter().enumerate() {
        let cells = rows.iter().map(move |row| &row[position]);
        query = match column.kind {
            Kind::Int | Kind::Moment | Kind::Span | Kind::Flag => query.bind(cells.map(number).bind_iter()),
            Kind::Text => query.bind(cells.map(text).bind_iter()),
            Kind::Bytes => query.bind(cells.map(bytes).bind_iter()),
        };
    }
    query
}

fn number(value: &Value) -> Option<i64> {
    if let Value::Int(number) = value { Some(*number) } else { None }
}

fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn bytes(value: &Value) -> Option<&[u8]> {
    if let Value::Bytes(bytes) = value { Some(bytes) } else { None }
}

fn bound(statement: &Statement) -> Query<'_, Postgres, PgArguments> {
    let query = sqlx::query(AssertSqlSafe(statement.sql.as_str()))
        .persistent(statement.values.len() <= KEPT_VALUES_MAX);
    statement.values.iter().fold(query, |query, value| match value {
        Value::Null => query.bind(None::<i64>),
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(text.as_str()),
        Value::Bytes(bytes) => query.bind(bytes.as_slice()),
    })
}

fn cells(row: &PgRow, kinds: &[Kind]) -> Result<Vec<Value>, sqlx::Error> {
    let cell = |(position, kind): (usize, &Kind)| {
        let cell = match kind {
            Kind::Int | Kind::Moment | Kind::Span | Kind::Flag => {
                row.try_get::<Option<i64>, _>(position)?.map(Value::Int)
            }
            Kind::Text => row.try_get::<Option<String>, _>(position)?.map(Value::Text),
            Kind::Bytes => row.try_get::<Option<Vec<u8>>, _>(position)?.map(Value::Bytes),
        };
        Ok(cell.unwrap_or(Value::Null))
    };
    kinds.iter().enumerate().map(cell).collect()
}

fn named(trouble: Trouble, put: &Put) -> Trouble {
    match trouble {
        Trouble::Wrong(StoreError::Conflict(_)) => {
            StoreError::Conflict(format!("{} has such a row already", put.table.name)).into()
        }
        other => other,
    }
}

/// What an error means for us.
///
/// Source: PostgreSQL's appendix A, "Error Codes".
fn explain(error: &sqlx::Error, place: &str) -> Trouble {
    let sqlx::Error::Database(error) = error else {
        return failed(error, place).into();
    };
    let code = error.try_downcast_ref::<PgDatabaseError>().map_or("", PgDatabaseError::code);
    let why = format!("{place}: {}", error.message());
    Trouble::Wrong(match code {
        // serialization_failure, deadlock_detected
        "40001" | "40P01" => return Trouble::Again(why),
        // unique_violation; its text holds a row's key
        "23505" => StoreError::Conflict("such a row is there already".to_owned()),
        // read_only_sql_transaction, also on a standby
        "25006" => StoreError::ReadOnly(why),
        // disk_full
        "53100" => StoreError::Full(why),
        // insufficient_privilege
        "42501" => StoreError::Denied(why),
        // invalid_catalog_name: there is no such database
        "3D000" => StoreError::Invalid(format!("{why}; make it first: CREATE DATABASE")),
        // duplicate_table: one of ours is to be made
        "42P07" => StoreError::Invalid(format!("{why}: use a database that is empty")),
        // program_limit_exceeded: a text too long for an index
        "54000" => StoreError::Invalid(why),
        // lock_not_available, query_canceled, idle_in_transaction_session_timeout
        "55P03" | "57014" | "25P03" => StoreError::Unavailable(why),
        // data_corrupted, index_corrupted
        "XX001" | "XX002" => StoreError::Corrupt(why),
        // 28 invalid authorization; 08 connection, 53 resources, 57P the server's own coming and going
        code if code.starts_with("28") => StoreError::Denied(why),
        code if ["08", "53", "57P"].iter().any(|class| code.starts_with(class)) => {
            StoreError::Unavailable(why)
        }
        code => StoreError::Failed(format!("{why} ({code})")),
    })
}
