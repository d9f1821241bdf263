//! The same suite over every backend; PostgreSQL and MariaDB are real servers, started here.

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod servers;

use std::sync::Arc;

use callcenter_store::{MemoryStore, Store, conformance, open};

/// Cases in the suite: fewer mean that some were forgotten.
const CASES: usize = 24;

async fn passes(make: impl AsyncFn() -> Arc<dyn Store>) {
    let passed = conformance::check(make).await.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(passed.len(), CASES, "{passed:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_passes() {
    passes(async || Arc::new(MemoryStore::new()) as Arc<dyn Store>).await;
}

#[cfg(feature = "sqlite")]
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_in_a_file_passes() {
    let folder = tempfile::tempdir().expect("the system has room for a folder");
    let count = std::sync::atomic::AtomicU32::new(0);
    passes(async || {
        let count = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let file = folder.path().join(format!("{count}.db"));
        open(&format!("sqlite:{}", file.display())).await.expect("a new file can be made")
    })
    .await;
}

#[cfg(feature = "sqlite")]
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_in_memory_passes() {
    passes(async || open("sqlite::memory:").await.expect("memory is there")).await;
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn postgresql_passes() {
    if servers::left_out() {
        return;
    }
    passes(async || open(&servers::postgres()).await.expect("the server runs")).await;
}

#[cfg(feature = "mysql")]
#[tokio::test(flavor = "multi_thread")]
async fn mariadb_passes() {
    if servers::left_out() {
        return;
    }
    passes(async || open(&servers::mariadb()).await.expect("the server runs")).await;
}
