//! The journal over every recorded trace: what is kept follows from the entries, however they came in.

mod common;

use std::sync::Arc;

use callcenter::core::{Span, Timestamp};
use callcenter::store::{
    AGENT_SPANS, CALLS, Condition, FIGURES, Holder, Journal, MemoryStore, Put, SNAPSHOTS, STREAMS, Select,
    Source, Store, StoreError, StreamId, StreamRow, TALKS, Table, Value, Verified, Write, rows, stream,
    verify,
};
use callcenter::{Entry, Fact, Policy};

fn id() -> StreamId {
    StreamId { switch: "asterisk".to_owned(), source: Source::Live }
}

async fn open(store: &Arc<dyn Store>) -> Result<Journal, StoreError> {
    Journal::open(store.clone(), &id(), &Policy::default(), Holder::this_process("test")).await
}

async fn verified(store: &Arc<dyn Store>) -> Verified {
    let row = stream(&**store, &id()).await.expect("it can be read").expect("it is there");
    verify(&**store, &row, |_| ()).await.expect("it can be read")
}

/// Appends entries in batches of this many, with a new writer for each `again`th batch.
async fn keep(entries: &[Entry], batch: usize, again: usize) -> Arc<dyn Store> {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut journal = open(&store).await.expect("nobody else writes");
    for (n, entries) in entries.chunks(batch).enumerate() {
        let tip = journal.append(entries.to_vec()).await.expect("it follows");
        assert_eq!(Some(tip), entries.last().map(|entry| entry.seq));
        if n % again == again - 1 {
            // Every second time without a farewell, as after a crash.
            if n % 2 == 0 {
                journal.close().await.expect("it is ours");
            }
            journal = open(&store).await.expect("the writer before is this process");
        }
    }
    journal.close().await.expect("it is ours");
    store
}

#[tokio::test]
async fn rows_and_figures_follow_from_the_entries_however_they_came_in() {
    for (name, folder) in common::traces() {
        let outcome = common::run(&common::bytes(&folder));
        let whole = verified(&keep(&outcome.entries, usize::MAX, 2).await).await;
        assert_eq!(whole.differences.words, [""; 0], "{name}");
        assert_eq!(whole.hash, outcome.state.hash(), "{name}: the state is that of the replay");
        assert_eq!(whole.calls, outcome.calls.len() as u64, "{name}: a row for each call");
        for (batch, again) in [(7, 3), (50, 1)] {
            let parts = verified(&keep(&outcome.entries, batch, again).await).await;
            assert_eq!(parts.differences.words, [""; 0], "{name} in batches of {batch}");
            assert_eq!((parts.seq, parts.hash, parts.calls), (whole.seq, whole.hash, whole.calls), "{name}");
        }
    }
}

/// A trace with queues, agents and transfers, as entries.
fn entries() -> Vec<Entry> {
    let traces = common::traces();
    let longest = traces.iter().map(|(_, folder)| common::run(&common::bytes(folder)).entries);
    longest.max_by_key(Vec::len).expect("there are traces")
}

/// Changes one cell of one row, as nobody but a writer may.
async fn tamper(store: &Arc<dyn Store>, table: &'static Table, column: &str, value: Value) {
    let mut row = store.select(&Select::from(table).limit(1)).await.expect("it can be read").remove(0);
    let at = table.position(column).expect("the table has it");
    assert_ne!(row[at], value, "or nothing would be changed");
    row[at] = value;
    let puts = vec![Put { table, rows: vec![row], replace: true }];
    store.write(Write { puts, ..Write::default() }).await.expect("it can be written");
}

#[tokio::test]
async fn verify_finds_every_kind_of_difference() {
    let entries = entries();
    let changed: [(&'static Table, &str, Value); 5] = [
        (CALLS, "status", "declined".into()),
        (TALKS, "talk", Span::from_secs(77).into()),
        (AGENT_SPANS, "until_at", Timestamp::from_secs(5).into()),
        (FIGURES, "data", Value::Bytes(vec![1])),
        (STREAMS, "tip", 1.into()),
    ];
    for (table, column, value) in changed {
        let store = keep(&entries, 100, usize::MAX).await;
        assert_eq!(verified(&store).await.differences.count, 0);
        tamper(&store, table, column, value).await;
        let found = verified(&store).await.differences;
        assert!(found.count > 0, "{}.{column} was changed and nothing noticed it", table.name);
    }
    for table in [CALLS, TALKS, AGENT_SPANS, FIGURES] {
        let store = keep(&entries, 100, usize::MAX).await;
        let row = store.select(&Select::from(table).limit(1)).await.expect("it can be read").remove(0);
        let key = |n: usize| Condition::Is(table.columns[n].name, row[n].clone());
        let gone = Write::default().delete(table, (0..table.key).map(key).collect());
        store.write(gone).await.expect("it can be written");
        assert!(verified(&store).await.differences.count > 0, "a row of {} is missing", table.name);

        let mut more = row.clone();
        more[1] = match &more[1] {
            Value::Int(seq) => Value::Int(seq + 1_000_000),
            _ if table == FIGURES => "trunk".into(),
            _ => "another".into(),
        };
        let puts = vec![Put { table, rows: vec![row, more], replace: true }];
        store.write(Write { puts, ..Write::default() }).await.expect("it can be written");
        assert!(verified(&store).await.differences.count > 0, "{} has a row of nothing", table.name);
    }
}

#[tokio::test]
async fn a_snapshot_that_says_something_else_is_found() {
    let entries = entries();
    let store = keep(&entries, 100, usize::MAX).await;
    let select = Select::from(SNAPSHOTS).by("seq");
    let kept = store.select(&select).await.expect("it can be read");
    assert!(kept.len() > 1, "one at the beginning and one at the end");
    // The first one's content under the last one's number, but for the number within.
    let (first, last) = (&kept[0], &kept[kept.len() - 1]);
    let row = vec![last[0].clone(), Value::Int(1), last[2].clone(), first[3].clone()];
    let puts = vec![Put { table: SNAPSHOTS, rows: vec![row], replace: true }];
    store.write(Write { puts, ..Write::default() }).await.expect("it can be written");
    let row: StreamRow = rows(&*store, &Select::from(STREAMS)).await.expect("it can be read").remove(0);
    let found = verify(&*store, &row, |_| ()).await;
    assert!(found.is_err() || found.is_ok_and(|found| found.differences.count > 0));
}

#[tokio::test]
async fn the_same_entries_again_change_nothing_and_others_are_a_conflict() {
    let entries = entries();
    let store = keep(&entries, 64, usize::MAX).await;
    let before = verified(&store).await;
    let mut journal = open(&store).await.expect("nobody else writes");
    for again in entries.chunks(33) {
        assert_eq!(journal.append(again.to_vec()).await.expect("they are the same"), entries.len() as u64);
    }
    journal.close().await.expect("it is ours");
    assert_eq!(verified(&store).await, before);

    let mut other = entries.clone();
    let changed = other.len() / 2;
    other[changed].fact = Fact::HangupOrdered;
    let mut journal = open(&store).await.expect("nobody else writes");
    let refused = journal.append(other).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    drop(journal);
    assert_eq!(verified(&store).await, before, "nothing was changed");
}

#[tokio::test]
async fn entries_with_a_gap_are_refused() {
    let entries = entries();
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut journal = open(&store).await.expect("nobody else writes");
    journal.append(entries[..10].to_vec()).await.expect("they begin it");
    let refused = journal.append(entries[11..20].to_vec()).await;
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    assert_eq!(journal.append(entries[5..20].to_vec()).await.expect("they overlap and go on"), 20);
}

#[tokio::test]
async fn of_two_writers_the_earlier_one_is_fenced_off() {
    let entries = entries();
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut first = open(&store).await.expect("nobody else writes");
    first.append(entries[..10].to_vec()).await.expect("it is ours");
    let other = Holder::this_process("another");
    let refused = Journal::open(store.clone(), &id(), &Policy::default(), other).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");

    // The same holder may take it again: it is the same process.
    let mut second = open(&store).await.expect("it was ours");
    second.append(entries[10..20].to_vec()).await.expect("it is ours");
    for late in [first.append(entries[10..30].to_vec()).await.map(|_| ()), first.renew().await] {
        assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
    }
    assert_eq!(second.append(entries[20..].to_vec()).await.expect("it is ours"), entries.len() as u64);
    second.close().await.expect("it is ours");
    assert_eq!(verified(&store).await.differences.count, 0);
}

#[tokio::test]
async fn what_a_caller_sends_as_his_name_stops_nothing() {
    let long = "9".repeat(2_000);
    let trace = format!(
        "Event: Newchannel\r\nChannel: PJSIP/trunk-00000001\r\nChannelState: 4\r\nCallerIDNum: {long}\r\n\
         CallerIDName: a\0b'); DROP TABLE calls;--\u{1f600}\r\nExten: {long}\r\nUniqueid: {long}.1\r\n\
         Linkedid: {long}.1\r\n\r\n"
    );
    let outcome = common::run(trace.as_bytes());
    let live = verified(&keep(&outcome.entries, 1, usize::MAX).await).await;
    assert_eq!((live.calls, live.differences.words), (1, Vec::new()));
}
