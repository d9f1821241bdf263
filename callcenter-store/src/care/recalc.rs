//! Figures folded anew from the entries, and put in the place of those that are kept.
//!
//! Only the figures follow the entries here, no state; entries that no figure needs are passed over in their bytes, and
//! batches are decoded side by side while those before are folded.

use std::collections::BTreeMap;

use callcenter_core::stats::{Figures, Merge, Quarter, Stats};
use callcenter_core::{Entry, Fact, Timestamp};
use futures::TryStreamExt;

use super::kinds::Kinds;
use crate::error::StoreError;
use crate::figures::{CellKey, DAY_MICROS, Scope, cells, day_of};
use crate::journal::{BatchPages, decode_wanted, unpack_snapshot};
use crate::row::{FIGURES, FigureRow, JournalRow, SNAPSHOTS, SnapshotRow, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Guard, Store, Write, rows};

/// Pages that are read and decoded ahead.
const AHEAD: usize = 4;

/// Rows of figures that are put in one statement's worth of a transaction.
const PUT_ROWS: usize = 5_000;

/// What a recalculation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalculated {
    /// Number of the last entry.
    pub seq: u64,
    /// Rows of figures that follow from the entries.
    pub rows: u64,
    /// Rows that were other before, or missing.
    pub changed: u64,
    /// Rows that followed from nothing and were removed.
    pub removed: u64,
    /// From when on figures were compared: earlier ones follow from entries that retention has removed. Absent: all.
    pub from: Option<Timestamp>,
}

/// Folds the figures of a stream anew and replaces what differs, in one transaction.
///
/// `progress` is told the number of the entry that was reached, now and then. All figures of the stream are in memory
/// meanwhile.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody wrote the stream meanwhile; [`StoreError::Corrupt`] when entries are missing or
/// damaged, [`StoreError::TooNew`] when a later version wrote them; else what the database says.
pub async fn recalc(
    store: &dyn Store,
    stream: &StreamRow,
    fence: Guard,
    mut progress: impl FnMut(u64),
) -> Result<Recalculated, StoreError> {
    let first = oldest_snapshot(store, stream.id).await?;
    let (mut stats, seq, from) = match first {
        Some((seq, at, stats)) if seq > 0 => (stats, seq, Some(midnight_after(at))),
        _ => (Stats::drained(), 0, None),
    };
    // What the snapshot's own figures hold is in the rows.
    stats.drain();
    let mut figures = Figures::default();
    let mut reached = seq;
    let pages = batches(store, stream.id, seq + 1).map_ok(decode).try_buffered(AHEAD);
    futures::pin_mut!(pages);
    while let Some(page) = pages.try_next().await? {
        for batch in page? {
            if batch.first != reached + 1 {
                return Err(StoreError::Corrupt(format!(
                    "entries {} to {} are missing",
                    reached + 1,
                    batch.first - 1
                )));
            }
            reached = batch.last;
            batch.entries.iter().for_each(|entry| stats.apply(entry));
        }
        figures.merge(&stats.drain());
        progress(reached);
    }
    if reached != stream.tip.cast_unsigned() {
        return Err(StoreError::Corrupt(format!(
            "the journal ends at entry {reached}, its stream at {}",
            stream.tip
        )));
    }
    replace(store, stream, fence, &figures, from, reached).await
}

/// The snapshot that the journal begins with: its number, its time, its figures.
async fn oldest_snapshot(
    store: &dyn Store,
    stream: i64,
) -> Result<Option<(u64, Timestamp, Stats)>, StoreError> {
    let select = Select::from(SNAPSHOTS).only(Condition::Is("stream", stream.into())).by("seq").limit(1);
    let Some(row) = rows::<SnapshotRow>(store, &select).await?.pop() else { return Ok(None) };
    let snapshot = unpack_snapshot(&row.data)?;
    Ok(Some((snapshot.seq, snapshot.at, snapshot.stats)))
}

/// From here on every quarter hour and every day follows from what is left.
fn midnight_after(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(day_of(at).as_micros() + DAY_MICROS)
}

/// A batch of the journal, with the entries that figures need.
struct Batch {
    first: u64,
    last: u64,
    entries: Vec<Entry>,
}

/// Pages of the journal, in order.
fn batches(
    store: &dyn Store,
    stream: i64,
    from: u64,
) -> impl futures::Stream<Item = Result<Vec<JournalRow>, StoreError>> {
    futures::stream::try_unfold(BatchPages::new(store, stream, from), |mut pages| async move {
        let page = pages.next().await?;
        Ok((!page.is_empty()).then_some((page, pages)))
    })
}

/// Decodes a page on a thread of its own.
async fn decode(page: Vec<JournalRow>) -> Result<Result<Vec<Batch>, StoreError>, StoreError> {
    let work = tokio::task::spawn_blocking(move || page.iter().map(wanted).collect());
    work.await.map_err(|error| StoreError::Failed(format!("decoding entries: {error}")))
}

/// Entries that figures need, and of the others the first one of each quarter hour, less what it says: there the time that
/// agents spent becomes figures.
fn wanted(row: &JournalRow) -> Result<Batch, StoreError> {
    let kinds = Kinds::get();
    let (first, last) = (row.first.cast_unsigned(), row.last.cast_unsigned());
    let mut entries: Vec<Entry> = Vec::new();
    let mut newest = None;
    let mut passed: Vec<(u64, Timestamp)> = Vec::new();
    let mut count = 0;
    let wanted = |at: Timestamp, kind: u8| {
        let seq = first + count;
        count += 1;
        if kinds.counts(kind) {
            return true;
        }
        let quarter = Quarter::of(at);
        if newest.is_none_or(|newest| quarter > newest) {
            newest = Some(quarter);
            passed.push((seq, at));
        }
        false
    };
    decode_wanted(&row.data, first, wanted, |entry| entries.push(entry))?;
    if first + count != last + 1 {
        return Err(StoreError::Corrupt(format!("the batch of entries {first} to {last} is not whole")));
    }
    entries.extend(passed.into_iter().map(|(seq, at)| Entry { seq, at, fact: Fact::SyncStarted }));
    entries.sort_by_key(|entry| entry.seq);
    Ok(Batch { first, last, entries })
}

/// Puts the rows that differ and removes those that follow from nothing.
async fn replace(
    store: &dyn Store,
    stream: &StreamRow,
    fence: Guard,
    figures: &Figures,
    from: Option<Timestamp>,
    seq: u64,
) -> Result<Recalculated, StoreError> {
    let counts = |start: Timestamp| from.is_none_or(|from| start >= from);
    let mut expected: BTreeMap<CellKey, FigureRow> = BTreeMap::new();
    for row in cells(stream.id, figures).merged(Vec::new())?.into_iter().filter(|row| counts(row.start)) {
        expected.insert(CellKey::of(&row)?, row);
    }
    let total = expected.len() as u64;
    let mut write = Write::guarded(Guard { tip: Some(stream.tip), ..fence });
    let mut removed = 0;
    for scope in Scope::ALL {
        let select = Select::from(FIGURES)
            .only(Condition::Is("stream", stream.id.into()))
            .only(Condition::Is("scope", scope.as_str().into()));
        for row in rows::<FigureRow>(store, &select).await?.into_iter().filter(|row| counts(row.start)) {
            let key = CellKey::of(&row)?;
            match expected.get(&key) {
                Some(own) if *own == row => drop(expected.remove(&key)),
                Some(_) => {}
                None => {
                    removed += 1;
                    write = write.delete(FIGURES, key_of(&row));
                }
            }
        }
    }
    let changed = expected.len() as u64;
    let mut rows = expected.into_values().peekable();
    while rows.peek().is_some() {
        write = write.put(rows.by_ref().take(PUT_ROWS));
    }
    if changed + removed > 0 {
        store.write(write).await?;
    }
    Ok(Recalculated { seq, rows: total, changed, removed, from })
}

fn key_of(row: &FigureRow) -> Vec<Condition> {
    vec![
        Condition::Is("stream", row.stream.into()),
        Condition::Is("scope", row.scope.as_str().into()),
        Condition::Is("name", row.name.as_str().into()),
        Condition::Is("width", i64::from(row.width).into()),
        Condition::Is("start", row.start.into()),
    ]
}
