//! The journal: the only writer of a stream.
//!
//! Entries go in; they, the rows that follow from them and the figures they add are written in one transaction. Who
//! appends the same entries again changes nothing; who appends others under the same numbers gets a conflict; who lost the
//! stream to another writer gets one too.

mod again;
mod cells;
mod codec;
mod project;
mod read;
mod stream;
mod verify;
mod write;

use std::collections::BTreeSet;
use std::sync::Arc;

use callcenter_core::stats::Figures;
use callcenter_core::{Entry, Policy, Snapshot, Span, State, Timestamp};

use self::again::Known;
use self::cells::Cells;
pub use self::codec::{
    Encoded, JOURNAL_FORMAT, RECORD_FORMAT, decode_entries, decode_record, digest_of, encode_entries,
    encode_record, unpack_bounded,
};
pub(crate) use self::codec::{decode_wanted, unpack};
pub(crate) use self::project::{Open, Projector, call_row};
pub(crate) use self::read::BatchPages;
pub use self::read::{JournalPages, latest_snapshot, pack_snapshot, unpack_snapshot};
pub(crate) use self::stream::take;
pub use self::stream::{Holder, LEASE, Source, StreamId, stream, streams};
pub use self::verify::{DIFFERENCES_MAX, Differences, Verified, verify};
use crate::error::StoreError;
use crate::row::{SNAPSHOTS, SnapshotRow, StreamRow};
use crate::select::Condition;
use crate::store::{Guard, Store, Write};

/// Entries that are written in one transaction at most.
pub const BATCH_ENTRIES_MAX: usize = 5_000;

/// Entries after which a snapshot is due, so that a start never follows more than these.
pub const SNAPSHOT_ENTRIES: u64 = 1_000_000;

/// Age of the last snapshot at which another one is due when entries came.
pub const SNAPSHOT_AGE: Span = Span::from_secs(600);

/// Snapshots that are kept, the first one of a stream not counted.
pub const SNAPSHOTS_KEPT: usize = 3;

/// A writer of one stream.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use callcenter_core::{Entry, Fact, Policy, Timestamp};
/// use callcenter_store::{Holder, Journal, MemoryStore, Source, StreamId};
///
/// # async fn example() -> Result<(), callcenter_store::StoreError> {
/// let stream = StreamId { switch: "pbx".to_owned(), source: Source::Live };
/// let store = Arc::new(MemoryStore::new());
/// let mut journal = Journal::open(store, &stream, &Policy::default(), Holder::this_process("example")).await?;
/// let entry = Entry { seq: 1, at: Timestamp::from_secs(1_795_226_730), fact: Fact::LinkUp { epoch: 1 } };
/// assert_eq!(journal.append(vec![entry.clone()]).await?, 1);
/// assert_eq!(journal.append(vec![entry]).await?, 1, "the same again changes nothing");
/// journal.close().await
/// # }
/// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(example()).expect("it works");
/// ```
#[derive(Debug)]
pub struct Journal {
    store: Arc<dyn Store>,
    id: StreamId,
    /// The stream's row as it was last written.
    row: StreamRow,
    projector: Projector,
    cells: Cells,
    known: Known,
    /// What was to be written when the database broke off: it may be there or not.
    unsettled: Option<Unsettled>,
    /// Number of the last snapshot's last entry, and when it was made.
    snapshot: (u64, Timestamp),
    /// The numbers of the snapshots that are kept.
    snapshots: BTreeSet<u64>,
    /// Until when the writer says that it watched.
    seen: Option<Timestamp>,
}

#[derive(Debug)]
struct Unsettled {
    write: Write,
    /// The stream's row afterwards.
    row: StreamRow,
    /// What is to be added to the figures, until it is part of the write.
    figures: Option<Figures>,
}

impl Journal {
    /// Takes a stream and goes on where its journal ends; a stream that is not there begins.
    ///
    /// `policy` is the one that a new stream is concluded by. A stream that is there keeps its own until
    /// [`Journal::adopt`] changes it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another writer holds it; [`StoreError::TooNew`] and [`StoreError::Corrupt`] when what
    /// is there cannot be read; else what the database says.
    pub async fn open(
        store: Arc<dyn Store>,
        id: &StreamId,
        policy: &Policy,
        holder: Holder,
    ) -> Result<Self, StoreError> {
        let row = stream::take(&*store, id, policy, &holder, now()).await?;
        let (snapshot, snapshots) = read::restore(&*store, &row).await?;
        let newest = snapshots.last().copied();
        let open = Open::read(&*store, row.id).await?;
        let live = read::live_calls(&*store, row.id).await?;
        let mut journal = Self {
            projector: Projector::new(row.id, snapshot, open, live),
            cells: Cells::new(row.id),
            known: Known::new(row.id),
            unsettled: None,
            snapshot: (newest.unwrap_or_default(), now()),
            snapshots,
            seen: None,
            store,
            id: id.clone(),
            row,
        };
        if newest.is_none() {
            journal.save_snapshot().await?;
        }
        Ok(journal)
    }

    /// The stream.
    pub fn stream(&self) -> &StreamId {
        &self.id
    }

    /// The stream's row as it was last written: its tip, its term, when it was last seen at work.
    pub fn row(&self) -> &StreamRow {
        &self.row
    }

    /// Number of the last entry that is durable.
    pub fn tip(&self) -> u64 {
        self.row.tip.cast_unsigned()
    }

    /// What is true after the last entry that was taken.
    pub fn state(&self) -> &State {
        &self.projector.snapshot().state
    }

    /// The engine as the entries so far make it: where a start goes on.
    pub fn snapshot(&self) -> &Snapshot {
        self.projector.snapshot()
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The fence of this writer, for what else is to be written only while the stream is ours.
    pub fn fence(&self) -> Guard {
        Guard { stream: self.row.id, term: self.row.term, tip: None }
    }

    /// Writes entries and everything that follows from them, and gives the number of the last durable one. When it returns
    /// `Ok`, all of them survive a crash of this program and of the database.
    ///
    /// Entries that are there already are compared with what is there. When the database is away, nothing is lost: call
    /// it again with the same entries, or none.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when an entry differs from the one that is there, or another writer took the stream;
    /// [`StoreError::Invalid`] when an entry is missing before them; else what the database says.
    pub async fn append(&mut self, entries: Vec<Entry>) -> Result<u64, StoreError> {
        self.settle().await?;
        let tip = self.tip();
        let mut entries = entries;
        let new = entries.split_off(entries.partition_point(|entry| entry.seq <= tip));
        if !entries.is_empty() {
            self.known.compare(&*self.store, entries).await?;
        }
        for batch in new.chunks(BATCH_ENTRIES_MAX) {
            self.write(batch).await?;
        }
        self.snapshot_when_due().await?;
        Ok(self.tip())
    }

    /// Says until when the writer watches, in the time of the entries; without it, that is the wall clock's. It is written
    /// with the next entries, or the next renewal.
    pub fn seen(&mut self, at: Timestamp) {
        self.seen = Some(at);
    }

    /// Says that a time in which nothing was seen, and which begins by this entry, is one in which the program was down.
    pub fn restarted(&mut self, seq: u64) {
        self.projector.restarted(seq);
    }

    /// Renews the hold on the stream. Call it more often than every [`LEASE`] while nothing is appended.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another writer took the stream; else what the database says.
    pub async fn renew(&mut self) -> Result<(), StoreError> {
        self.settle().await?;
        let row = self.row_now();
        self.store.write(Write::guarded(self.fence()).put([row.clone()])).await?;
        self.row = row;
        Ok(())
    }

    /// Changes the policy by which the stream is concluded from here on, and keeps a snapshot that says so.
    ///
    /// # Errors
    /// As [`Journal::renew`].
    pub async fn adopt(&mut self, policy: &Policy) -> Result<(), StoreError> {
        if self.state().policy() == policy {
            return Ok(());
        }
        self.settle().await?;
        let mut row = self.row_now();
        row.policy = stream::policy_text(policy)?;
        let mut snapshot = self.projector.snapshot().clone();
        snapshot.adopt(policy.clone());
        let kept = SnapshotRow::of(self.row.id, &snapshot);
        self.store.write(Write::guarded(self.fence()).put([row.clone()]).put([kept])).await?;
        self.projector.adopt(policy);
        self.row = row;
        self.snapshots.insert(snapshot.seq);
        self.snapshot = (snapshot.seq, now());
        Ok(())
    }

    /// Keeps a snapshot, so that the next start follows no entries, and lets the stream go.
    ///
    /// # Errors
    /// As [`Journal::renew`].
    pub async fn close(mut self) -> Result<(), StoreError> {
        self.settle().await?;
        if self.snapshot.0 < self.tip() {
            self.save_snapshot().await?;
        }
        let row = StreamRow { holder: String::new(), held_until: Timestamp::UNKNOWN, ..self.row_now() };
        self.store.write(Write::guarded(self.fence()).put([row])).await
    }

    async fn snapshot_when_due(&mut self) -> Result<(), StoreError> {
        let (seq, made) = self.snapshot;
        let (entries, age) = (self.tip() - seq, now().since(made));
        if entries >= SNAPSHOT_ENTRIES || entries > 0 && age >= SNAPSHOT_AGE {
            self.save_snapshot().await?;
        }
        Ok(())
    }

    /// Keeps the engine as it stands, and forgets snapshots beyond [`SNAPSHOTS_KEPT`].
    pub(crate) async fn save_snapshot(&mut self) -> Result<(), StoreError> {
        let snapshot = self.projector.snapshot();
        let seq = snapshot.seq;
        let mut write = Write::guarded(self.fence()).put([SnapshotRow::of(self.row.id, snapshot)]);
        self.snapshots.insert(seq);
        let first = self.snapshots.first().copied();
        let spare = self.snapshots.len().saturating_sub(SNAPSHOTS_KEPT + 1);
        let old: Vec<u64> =
            self.snapshots.iter().copied().filter(|&seq| Some(seq) != first).take(spare).collect();
        if !old.is_empty() {
            let numbers = old.iter().map(|seq| seq.cast_signed().into()).collect();
            let conditions = vec![Condition::Is("stream", self.row.id.into()), Condition::In("seq", numbers)];
            write = write.delete(SNAPSHOTS, conditions);
        }
        self.store.write(write).await?;
        self.snapshots.retain(|seq| !old.contains(seq));
        self.snapshot = (seq, now());
        Ok(())
    }

    fn row_now(&self) -> StreamRow {
        let now = now();
        StreamRow { held_until: now + LEASE, seen_at: self.seen.unwrap_or(now), ..self.row.clone() }
    }
}

/// The wall clock: only for holding streams and for snapshots' age, never for what is kept of calls.
#[expect(clippy::disallowed_methods, reason = "the one place here that looks at the wall clock")]
pub(crate) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
