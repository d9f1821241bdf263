//! Entries made durable, each batch with its calls, legs, queue visits, agents' times and figures in one transaction; and,
//! in the same run, plain rows into the same database.
//!
//!     cargo bench --bench journal                    all databases
//!     cargo bench --bench journal -- sqlite          one of them: sqlite, postgres, mariadb, memory
//!
//! PostgreSQL and MariaDB are started for it, as Debian sets them up: each commit is on the disk before it counts.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

mod common;
#[path = "../callcenter-store/tests/servers/mod.rs"]
mod servers;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use callcenter::store::{Holder, Journal, Source, Store, StreamId, open};
use callcenter::{Entry, Policy, Replay};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sqlx::{Connection, Executor};
use tokio::runtime::Runtime;

/// Times that the busy hour is played.
const ROUNDS: u32 = 8;

/// Entries written together, as `replay --store` does.
const BATCH: usize = 2_000;

/// Plain rows in one statement.
const ROWS: usize = 100;

/// Counts streams, so that each time is a new one.
static STREAMS: AtomicU32 = AtomicU32::new(0);

fn journal(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime can be made");
    let entries = entries();
    println!("{} entries in batches of {BATCH}", entries.len());
    let mut group = criterion.benchmark_group("journal");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(8));
    let wanted = |name: &str| {
        let names: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
        names.is_empty() || names.iter().any(|word| word.contains(name))
    };
    if wanted("memory") {
        append(&mut group, &runtime, "memory", &entries, || "memory:".to_owned());
    }
    if wanted("sqlite") {
        let folder = Folder::new();
        append(&mut group, &runtime, "sqlite", &entries, || folder.url());
        plain::<sqlx::SqliteConnection>(
            &mut group,
            &runtime,
            "sqlite",
            &format!("{}?mode=rwc", folder.url()),
        );
    }
    if wanted("postgres") {
        append(&mut group, &runtime, "postgres", &entries, servers::postgres);
        plain::<sqlx::PgConnection>(&mut group, &runtime, "postgres", &servers::postgres());
    }
    if wanted("mariadb") {
        append(&mut group, &runtime, "mariadb", &entries, servers::mariadb);
        plain::<sqlx::MySqlConnection>(&mut group, &runtime, "mariadb", &servers::mariadb());
    }
    group.finish();
}

/// What becomes true in the busy hours.
fn entries() -> Vec<Entry> {
    let hour = common::busy_hour();
    let mut replay = Replay::new(Policy::default());
    let mut entries = Vec::new();
    for round in 0..ROUNDS {
        let mut bytes = Vec::new();
        for (time, frame) in common::again(&hour, round) {
            bytes
                .extend_from_slice(format!(";@ {}.{:06}\r\n", time / 1_000_000, time % 1_000_000).as_bytes());
            bytes.extend_from_slice(&frame);
        }
        replay.read(bytes.as_slice(), |entry| entries.push(entry)).expect("memory can be read");
    }
    replay.finish(|entry| entries.push(entry));
    entries
}

/// Appends all entries to a new stream; a database is made for each run.
fn append(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    name: &str,
    entries: &[Entry],
    url: impl Fn() -> String,
) {
    group.throughput(Throughput::Elements(entries.len() as u64));
    group.bench_function(BenchmarkId::new("entries with all that follows", name), |bench| {
        bench.iter_custom(|times| {
            let mut took = Duration::ZERO;
            for _ in 0..times {
                let store = runtime.block_on(open(&url())).expect("the database is there");
                took += runtime.block_on(keep(store, entries));
            }
            took
        });
    });
}

async fn keep(store: Arc<dyn Store>, entries: &[Entry]) -> Duration {
    let number = STREAMS.fetch_add(1, Ordering::Relaxed);
    let stream = StreamId { switch: "bench".to_owned(), source: Source::Replay(number.to_string()) };
    let holder = Holder::this_process("bench");
    let mut journal =
        Journal::open(store.clone(), &stream, &Policy::default(), holder).await.expect("the stream is new");
    let batches: Vec<Vec<Entry>> = entries.chunks(BATCH).map(<[_]>::to_vec).collect();
    let began = Instant::now();
    for batch in batches {
        journal.append(batch).await.expect("they follow");
    }
    let took = began.elapsed();
    journal.close().await.expect("it is ours");
    store.close().await;
    took
}

/// Inserts plain rows of five columns, in statements of 100 and transactions of as many rows as a batch has entries.
fn plain<C: Plain>(group: &mut BenchmarkGroup<'_, WallTime>, runtime: &Runtime, name: &str, url: &str) {
    let mut connection = runtime.block_on(C::begin(url)).expect("the database is there");
    group.throughput(Throughput::Elements(BATCH as u64));
    group.bench_function(BenchmarkId::new("reference: plain rows", name), |bench| {
        bench.iter(|| runtime.block_on(connection.batch()).expect("they are new"));
    });
    runtime.block_on(connection.end()).expect("it was open");
}

/// A connection that takes plain rows.
trait Plain: Sized {
    fn begin(url: &str) -> impl Future<Output = sqlx::Result<Self>>;
    fn batch(&mut self) -> impl Future<Output = sqlx::Result<()>>;
    fn end(self) -> impl Future<Output = sqlx::Result<()>>;
}

const TABLE: &str =
    "CREATE TABLE plain (id BIGINT, began BIGINT, caller VARCHAR(80), queue VARCHAR(80), seconds BIGINT)";

macro_rules! plain {
    ($connection:ty, $place:expr) => {
        impl Plain for $connection {
            async fn begin(url: &str) -> sqlx::Result<Self> {
                let mut connection = Self::connect(url).await?;
                connection.execute(TABLE).await?;
                Ok(connection)
            }

            async fn batch(&mut self) -> sqlx::Result<()> {
                let place: fn(usize) -> String = $place;
                let row = |row: usize| (1..=5).map(|n| place(row * 5 + n)).collect::<Vec<_>>().join(", ");
                let rows = (0..ROWS).map(|n| format!("({})", row(n))).collect::<Vec<_>>().join(", ");
                let text: Arc<str> = format!("INSERT INTO plain VALUES {rows}").into();
                let mut transaction = self.begin().await?;
                for _ in 0..BATCH / ROWS {
                    let mut query = sqlx::query(sqlx::AssertSqlSafe(text.clone()));
                    for n in 0..ROWS as i64 {
                        query = query
                            .bind(n)
                            .bind(1_795_226_730_000_000 + n)
                            .bind("+49301234567")
                            .bind("support")
                            .bind(42_i64);
                    }
                    query.execute(&mut *transaction).await?;
                }
                transaction.commit().await
            }

            async fn end(self) -> sqlx::Result<()> {
                self.close().await
            }
        }
    };
}

plain!(sqlx::SqliteConnection, |_| "?".to_owned());
plain!(sqlx::PgConnection, |n| format!("${n}"));
plain!(sqlx::MySqlConnection, |_| "?".to_owned());

/// A folder for files of databases, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("callcenter-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder can be made for temporary files");
        Self(path)
    }

    /// The address of a new file.
    fn url(&self) -> String {
        let number = STREAMS.fetch_add(1, Ordering::Relaxed);
        format!("sqlite:{}", self.0.join(format!("{number}.db")).display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

criterion_group!(benches, journal);
criterion_main!(benches);
