//! Where the journal is cut: after a whole batch, with a snapshot of the engine there.

use callcenter_core::{Engine, Snapshot, Timestamp};

use crate::error::StoreError;
use crate::journal::{JournalPages, unpack_snapshot};
use crate::row::{JOURNAL, SNAPSHOTS, SnapshotRow, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};
use crate::value::Value;

/// Where the journal begins afterwards.
pub(super) struct Cut {
    /// Number of the last entry that goes; 0: none does.
    pub(super) seq: u64,
    /// When it became true.
    pub(super) at: Timestamp,
    /// The engine after it, where a snapshot is still to be kept.
    pub(super) snapshot: Option<Snapshot>,
}

impl Cut {
    /// Finds the last batch that is old as a whole, and makes the engine as it stood after it.
    pub(super) async fn find(
        store: &dyn Store,
        stream: &StreamRow,
        before: Option<Timestamp>,
    ) -> Result<Self, StoreError> {
        let oldest = oldest_snapshot(store, stream.id).await?;
        let none = match &oldest {
            Some(snapshot) => Self { seq: snapshot.seq, at: snapshot.at, snapshot: None },
            None => Self { seq: 0, at: Timestamp::UNKNOWN, snapshot: None },
        };
        let Some(before) = before else { return Ok(none) };
        let last = Select::from(JOURNAL)
            .columns(&["last"])
            .only(Condition::Is("stream", stream.id.into()))
            .only(Condition::Above("first", none.seq.cast_signed().into()))
            .only(Condition::Above("at", Timestamp::UNKNOWN.into()))
            .only(Condition::Below("at", before.into()))
            .latest_first("first")
            .limit(1);
        let last = match store.select(&last).await?.pop().as_deref() {
            Some(&[Value::Int(last)]) => last.cast_unsigned(),
            _ => return Ok(none),
        };
        let snapshot = snapshot_at(store, stream, oldest, last).await?;
        Ok(Self { seq: last, at: snapshot.at, snapshot: Some(snapshot) })
    }
}

async fn oldest_snapshot(store: &dyn Store, stream: i64) -> Result<Option<Snapshot>, StoreError> {
    let select = Select::from(SNAPSHOTS).only(Condition::Is("stream", stream.into())).by("seq").limit(1);
    let row: Option<SnapshotRow> = rows(store, &select).await?.pop();
    row.map(|row| unpack_snapshot(&row.data)).transpose()
}

/// The engine after entry `seq`, from the newest snapshot before it: where somebody changed the policy, there is one.
async fn snapshot_at(
    store: &dyn Store,
    stream: &StreamRow,
    oldest: Option<Snapshot>,
    seq: u64,
) -> Result<Snapshot, StoreError> {
    let newest = crate::journal::latest_snapshot(store, stream.id, seq).await?;
    let mut snapshot = match newest.or(oldest) {
        Some(snapshot) => snapshot,
        None => Engine::new(stream.policy()?).snapshot(),
    };
    snapshot.stats.drain();
    let mut pages = JournalPages::new(store, stream.id, snapshot.seq + 1);
    while snapshot.seq < seq {
        let page = pages.next().await?;
        if page.is_empty() {
            return Err(StoreError::Corrupt(format!(
                "the journal ends at entry {}, before {seq}",
                snapshot.seq
            )));
        }
        snapshot.follow(page.into_iter().filter(|entry| entry.seq <= seq))?;
        snapshot.stats.drain();
    }
    Ok(snapshot)
}

/// How many batches there are up to an entry.
pub(super) fn batches_to(stream: i64, seq: u64) -> Select {
    Select::from(JOURNAL)
        .only(Condition::Is("stream", stream.into()))
        .only(Condition::AtMost("last", seq.cast_signed().into()))
}
