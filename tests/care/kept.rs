//! Traces kept in a store, entries and archive.

use std::sync::Arc;

use callcenter::archive::ArchiveWriter;
use callcenter::store::{
    Condition, Holder, Journal, MemoryStore, Select, Source, Store, StoreError, StreamId, StreamRow, TABLES,
    Table, Value, Verified, Write, stream, verify,
};
use callcenter::{Policy, Replay};

use super::common;

pub(crate) fn id() -> StreamId {
    StreamId { switch: "asterisk".to_owned(), source: Source::Live }
}

pub(crate) async fn open(store: &Arc<dyn Store>) -> Result<Journal, StoreError> {
    Journal::open(store.clone(), &id(), &Policy::default(), Holder::this_process("test")).await
}

pub(crate) async fn row(store: &dyn Store) -> StreamRow {
    stream(store, &id()).await.expect("it can be read").expect("it is there")
}

pub(crate) async fn verified(store: &dyn Store) -> Verified {
    verify(store, &row(store).await, |_| ()).await.expect("it can be read")
}

/// Keeps a trace in a store: entries in batches of so many, archive as it comes.
pub(crate) async fn keep_in(store: Arc<dyn Store>, trace: &[u8], batch: usize) {
    keep_by(store, trace, batch, &Policy::default()).await;
}

/// The same, concluded by a policy.
pub(crate) async fn keep_by(store: Arc<dyn Store>, trace: &[u8], batch: usize, policy: &Policy) {
    let journal = Journal::open(store.clone(), &id(), policy, Holder::this_process("test")).await;
    let mut journal = journal.expect("nobody else writes");
    let mut archive = ArchiveWriter::new(id().number(), 0);
    let mut replay = Replay::new(policy.clone());
    let mut entries = Vec::new();
    let mut pieces = Vec::new();
    replay
        .read_with(
            trace,
            |heard| {
                archive.heard(&heard);
                pieces.extend(archive.due(heard.engine.now()));
            },
            |entry| entries.push(entry),
        )
        .expect("memory can be read");
    replay.finish(|entry| entries.push(entry));
    pieces.extend(archive.rest());
    for entries in entries.chunks(batch) {
        journal.append(entries.to_vec()).await.expect("it follows");
    }
    for piece in pieces {
        store.write(Write::guarded(journal.fence()).put([piece])).await.expect("it is ours");
    }
    journal.close().await.expect("it is ours");
}

pub(crate) async fn keep(trace: &[u8], batch: usize) -> Arc<dyn Store> {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    keep_in(store.clone(), trace, batch).await;
    store
}

/// Traces whose names end so.
pub(crate) fn traces(wanted: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut found = common::traces();
    found.retain(|(name, _)| wanted.iter().any(|wanted| name.ends_with(wanted)));
    assert!(found.len() >= wanted.len(), "of {wanted:?} only {} are there", found.len());
    found.into_iter().map(|(name, folder)| (name, common::bytes(&folder))).collect()
}

/// Everything in a table.
pub(crate) async fn all(store: &dyn Store, table: &'static Table) -> Vec<Vec<Value>> {
    store.select(&Select::from(table)).await.expect("it can be read")
}

/// Everything in a store, less who holds which stream.
pub(crate) async fn everything(store: &dyn Store) -> Vec<(&'static str, Vec<Vec<Value>>)> {
    let mut tables = Vec::new();
    for table in TABLES.iter().filter(|table| table.name != "streams") {
        tables.push((table.name, all(store, table).await));
    }
    tables
}

pub(crate) async fn count(store: &dyn Store, table: &'static Table, condition: Condition) -> u64 {
    store.count(&Select::from(table).only(condition)).await.expect("it can be counted")
}
