//! What is in a store, row by row, read past the program that wrote it.

use std::collections::BTreeMap;
use std::hash::Hasher as _;
use std::time::Duration;

use callcenter::store::{
    ARCHIVE, Guard, JOURNAL, SNAPSHOTS, STREAMS, Select, StoreError, TABLES, Write, open, streams,
};
use siphasher::sip::SipHasher13;

/// How many rows each table has, and a hash of them all. How entries were cut into batches, when snapshots were made and who
/// wrote differs from run to run: those tables are left out, and `verify` looks into them.
pub(crate) type Contents = BTreeMap<&'static str, (u64, u64)>;

/// How long a write that changes nothing may wait before the stream counts as being written.
const PROBE: Duration = Duration::from_millis(700);

pub(crate) fn contents(url: &str) -> Contents {
    block_on(async {
        let store = open(url).await.unwrap_or_else(|error| panic!("{error}"));
        let mut contents = Contents::new();
        for table in TABLES {
            if [STREAMS, JOURNAL, SNAPSHOTS, ARCHIVE].contains(table) {
                continue;
            }
            let rows = store.select(&Select::from(table)).await.unwrap_or_else(|error| panic!("{error}"));
            let mut hasher = SipHasher13::new();
            for row in &rows {
                hasher.write(format!("{row:?}").as_bytes());
            }
            contents.insert(table.name, (rows.len() as u64, hasher.finish()));
        }
        store.close().await;
        contents
    })
}

/// The last entry of the one stream of a store.
pub(crate) fn tip(url: &str) -> u64 {
    block_on(async {
        let store = open(url).await.unwrap_or_else(|error| panic!("{error}"));
        let found = streams(&*store).await.unwrap_or_else(|error| panic!("{error}"));
        store.close().await;
        assert_eq!(found.len(), 1, "the store has one stream");
        found[0].tip.cast_unsigned()
    })
}

/// Whether nobody is in the middle of a write of the one stream: one that must fail, for its term is none, fails at once.
pub(crate) fn writer_is_idle(url: &str) -> bool {
    block_on(async {
        // One that was stopped in the middle may hold the whole database: then nobody else gets in at all.
        let store = match open(url).await {
            Err(StoreError::Unavailable(_)) => return false,
            opened => opened.unwrap_or_else(|error| panic!("{error}")),
        };
        let stream = match streams(&*store).await {
            Err(StoreError::Unavailable(_)) => return false,
            found => found.unwrap_or_else(|error| panic!("{error}"))[0].id,
        };
        let write = store.write(Write::guarded(Guard { stream, term: -1, tip: None }));
        match tokio::time::timeout(PROBE, write).await {
            Ok(Err(StoreError::Conflict(_))) => true,
            Ok(other) => panic!("a write in term -1 must be a conflict: {other:?}"),
            Err(_) => false,
        }
    })
}

fn block_on<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be made").block_on(what)
}
