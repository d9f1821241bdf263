//! What the journal gives back: entries, snapshots, and the state that they make.

use std::collections::BTreeSet;

use callcenter_core::{Engine, Entry, Snapshot};

use super::codec::{decode_entries, unpack_bounded};
use crate::error::StoreError;
use crate::row::{CALLS, CallRow, JOURNAL, JournalRow, SNAPSHOTS, SnapshotRow, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};
use crate::value::Value;

/// Batches that are read from the journal at a time.
const PAGE: u64 = 16;

/// Bytes that a snapshot may have when unpacked.
const SNAPSHOT_BYTES_MAX: usize = 1 << 30;

/// A stream's batches, page by page, as they are kept.
#[derive(Debug)]
pub(crate) struct BatchPages<'a> {
    store: &'a dyn Store,
    stream: i64,
    first: u64,
}

impl<'a> BatchPages<'a> {
    /// Batches that begin with entry `first` or later.
    pub(crate) fn new(store: &'a dyn Store, stream: i64, first: u64) -> Self {
        Self { store, stream, first }
    }

    /// The next batches; none at the end.
    pub(crate) async fn next(&mut self) -> Result<Vec<JournalRow>, StoreError> {
        let select = Select::from(JOURNAL)
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::AtLeast("first", self.first.cast_signed().into()))
            .by("first")
            .limit(PAGE);
        let page = rows::<JournalRow>(self.store, &select).await?;
        if let Some(last) = page.last() {
            self.first = last.last.cast_unsigned() + 1;
        }
        Ok(page)
    }
}

/// A stream's entries, page by page, so that a journal of any length takes little memory.
#[derive(Debug)]
pub struct JournalPages<'a> {
    store: &'a dyn Store,
    stream: i64,
    next: u64,
    /// The batches from the one that has the first entry asked for, once that one is found.
    batches: Option<BatchPages<'a>>,
}

impl<'a> JournalPages<'a> {
    /// Entries from number `from` on.
    pub fn new(store: &'a dyn Store, stream: i64, from: u64) -> Self {
        Self { store, stream, next: from.max(1), batches: None }
    }

    /// The next entries; none at the end.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when some are missing or damaged, [`StoreError::TooNew`] when a later version wrote them;
    /// else what the database says.
    pub async fn next(&mut self) -> Result<Vec<Entry>, StoreError> {
        let mut batches = match self.batches.take() {
            Some(batches) => batches,
            None => BatchPages::new(self.store, self.stream, self.begin().await?),
        };
        let mut page = Vec::new();
        for row in batches.next().await? {
            let first = row.first.cast_unsigned();
            if first > self.next {
                return Err(StoreError::Corrupt(format!(
                    "entries {} to {} are missing",
                    self.next,
                    first - 1
                )));
            }
            let entries = decode_entries(&row.data, first)?;
            if entries.last().map(|entry| entry.seq) != Some(row.last.cast_unsigned()) {
                return Err(StoreError::Corrupt(format!(
                    "the batch of entries {first} to {} is not whole",
                    row.last
                )));
            }
            page.extend(entries.into_iter().filter(|entry| entry.seq >= self.next));
            self.next = row.last.cast_unsigned() + 1;
        }
        self.batches = Some(batches);
        Ok(page)
    }

    /// Where the batch begins that has the first entry asked for.
    async fn begin(&self) -> Result<u64, StoreError> {
        let select = Select::from(JOURNAL)
            .columns(&["first", "last"])
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::AtMost("first", self.next.cast_signed().into()))
            .latest_first("first")
            .limit(1);
        let found = self.store.select(&select).await?;
        Ok(match found.first().map(Vec::as_slice) {
            Some([Value::Int(first), Value::Int(last)]) if last.cast_unsigned() >= self.next => {
                first.cast_unsigned()
            }
            _ => self.next,
        })
    }
}

/// A snapshot in bytes, packed.
pub fn pack_snapshot(snapshot: &Snapshot) -> Vec<u8> {
    zstd::stream::encode_all(snapshot.to_bytes().as_slice(), 1).expect("packing in memory cannot fail")
}

impl SnapshotRow {
    /// A stream's engine as it stands, as a row.
    pub fn of(stream: i64, snapshot: &Snapshot) -> Self {
        Self { stream, seq: snapshot.seq.cast_signed(), at: snapshot.at, data: pack_snapshot(snapshot) }
    }
}

/// A snapshot from its packed bytes.
///
/// # Errors
/// [`StoreError::TooNew`] when a later version wrote it, [`StoreError::Corrupt`] when it is damaged.
pub fn unpack_snapshot(data: &[u8]) -> Result<Snapshot, StoreError> {
    Ok(Snapshot::from_bytes(&unpack_bounded(data, SNAPSHOT_BYTES_MAX)?)?)
}

/// The newest snapshot of a stream that is not beyond entry `seq`.
///
/// # Errors
/// As [`unpack_snapshot`]; else what the database says.
pub async fn latest_snapshot(
    store: &dyn Store,
    stream: i64,
    seq: u64,
) -> Result<Option<Snapshot>, StoreError> {
    let select = Select::from(SNAPSHOTS)
        .only(Condition::Is("stream", stream.into()))
        .only(Condition::AtMost("seq", seq.cast_signed().into()))
        .latest_first("seq")
        .limit(1);
    let row: Option<SnapshotRow> = rows(store, &select).await?.pop();
    row.map(|row| unpack_snapshot(&row.data)).transpose()
}

/// The engine at the tip of a stream, from the newest snapshot and the entries after it; and which snapshots there are.
pub(super) async fn restore(
    store: &dyn Store,
    row: &StreamRow,
) -> Result<(Snapshot, BTreeSet<u64>), StoreError> {
    let select =
        Select::from(SNAPSHOTS).columns(&["seq"]).only(Condition::Is("stream", row.id.into())).by("seq");
    let mut numbers = BTreeSet::new();
    for values in store.select(&select).await? {
        if let [Value::Int(seq)] = values[..] {
            numbers.insert(seq.cast_unsigned());
        }
    }
    let mut snapshot = match latest_snapshot(store, row.id, row.tip.cast_unsigned()).await? {
        Some(snapshot) => snapshot,
        None => Engine::new(row.policy()?).snapshot(),
    };
    let mut pages = JournalPages::new(store, row.id, snapshot.seq + 1);
    loop {
        let page = pages.next().await?;
        if page.is_empty() {
            break;
        }
        snapshot.follow(page)?;
    }
    if snapshot.seq != row.tip.cast_unsigned() {
        return Err(StoreError::Corrupt(format!(
            "the journal ends at entry {} although {} are said to be written",
            snapshot.seq, row.tip
        )));
    }
    // The figures up to here are in their table.
    snapshot.stats.drain();
    Ok((snapshot, numbers))
}

/// The rows of calls that live.
pub(super) async fn live_calls(store: &dyn Store, stream: i64) -> Result<Vec<CallRow>, StoreError> {
    let select = Select::from(CALLS)
        .only(Condition::Is("stream", stream.into()))
        .only(Condition::Is("live", true.into()));
    rows(store, &select).await
}
