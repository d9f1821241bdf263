//! Whether everything that is kept of a stream says the same: its snapshots, its rows and its figures are compared with
//! what follows from its entries.

mod figures;
mod rows;

use callcenter_core::stats::{Figures, Merge};
use callcenter_core::{Engine, Snapshot, Stats};

use self::rows::Rows;
use super::project::{Open, Projector};
use super::read::{JournalPages, unpack_snapshot};
use crate::error::StoreError;
use crate::row::{CALLS, SNAPSHOTS, SnapshotRow, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows as typed};

/// Differences that are told in words; the others are counted.
pub const DIFFERENCES_MAX: usize = 50;

/// What a check of a stream found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Number of the last entry.
    pub seq: u64,
    /// The hash of the state after it, as `replay` tells it.
    pub hash: u128,
    /// Calls that have a row, those that live among them.
    pub calls: u64,
    /// The first entry that the check began with: 1, unless retention has removed earlier ones. What follows from those
    /// cannot be compared; figures are compared from 1 only.
    pub from: u64,
    /// Rows that were compared.
    pub rows: u64,
    /// What does not agree.
    pub differences: Differences,
}

/// What does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences {
    /// How many.
    pub count: u64,
    /// The first [`DIFFERENCES_MAX`], in words.
    pub words: Vec<String>,
}

impl Differences {
    fn note(&mut self, what: impl FnOnce() -> String) {
        self.count += 1;
        if self.words.len() < DIFFERENCES_MAX {
            self.words.push(what());
        }
    }
}

/// Rebuilds a stream from its oldest snapshot and its entries, and compares what follows with all that is kept.
///
/// `progress` is told the number of the entry that was reached, now and then. The stream must not be written meanwhile.
///
/// # Errors
/// [`StoreError::Corrupt`] when entries are missing or damaged, [`StoreError::TooNew`] when a later version wrote them; else
/// what the database says.
pub async fn verify(
    store: &dyn Store,
    stream: &StreamRow,
    mut progress: impl FnMut(u64),
) -> Result<Verified, StoreError> {
    let mut differences = Differences::default();
    let mut snapshots = Snapshots { store, stream: stream.id, after: -1 };
    // A writer that was ended before it kept its first snapshot left a stream that begins with the policy alone.
    let first = match snapshots.next().await? {
        Some(snapshot) => snapshot,
        None => Engine::new(stream.policy()?).snapshot(),
    };
    let first = if first.seq == 0 { first.with_stats(Stats::drained()) } else { first };
    let from = first.seq + 1;
    let open = if from == 1 { Open::default() } else { Open::at(store, stream.id, from, first.at).await? };
    let mut rows = Rows::read(store, stream.id, from).await?;
    let mut projector = Projector::new(stream.id, first, open, Vec::new());
    let mut figures = Figures::default();
    let mut later = snapshots.next().await?;
    let mut pages = JournalPages::new(store, stream.id, from);
    loop {
        let page = pages.next().await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            projector.take(&entry)?;
            rows.live(entry.seq, &projector.snapshot().state, &mut differences);
            if later.as_ref().is_some_and(|later| later.seq == entry.seq)
                && let Some(kept) = later.take()
            {
                compare_snapshot(&mut projector, &kept, &mut differences);
                later = snapshots.next().await?;
            }
        }
        let changes = projector.changes();
        figures.merge(&changes.figures);
        rows.compare(store, changes.puts, false, &mut differences).await?;
        progress(projector.snapshot().seq);
    }
    let (seq, hash) = (projector.snapshot().seq, projector.snapshot().state.hash());
    if seq != stream.tip.cast_unsigned() {
        differences
            .note(|| format!("the journal ends at entry {seq}, but the stream's row says {}", stream.tip));
    }
    if let Some(later) = later {
        differences
            .note(|| format!("there is a snapshot of entry {}, which is beyond the last one", later.seq));
    }
    let open = projector.open_rows();
    rows.compare(store, open, true, &mut differences).await?;
    rows.finish(store, &mut differences).await?;
    if from == 1 {
        rows.compared += figures::compare(store, stream.id, &figures, &mut differences).await?;
    }
    let calls = store.count(&Select::from(CALLS).only(Condition::Is("stream", stream.id.into()))).await?;
    Ok(Verified { seq, hash, calls, from, rows: rows.compared, differences })
}

/// A snapshot that is kept says what the entries up to it do, except that somebody may have changed the policy there.
fn compare_snapshot(projector: &mut Projector, kept: &Snapshot, differences: &mut Differences) {
    if kept.state.policy() != projector.snapshot().state.policy() {
        projector.adopt(kept.state.policy());
    }
    let own = projector.snapshot();
    if kept.state != own.state {
        differences.note(|| {
            format!(
                "the snapshot of entry {} has state {:032x}, and the entries make {:032x}",
                kept.seq,
                kept.state.hash(),
                own.state.hash()
            )
        });
    }
}

/// The snapshots of a stream, one at a time.
struct Snapshots<'a> {
    store: &'a dyn Store,
    stream: i64,
    after: i64,
}

impl Snapshots<'_> {
    async fn next(&mut self) -> Result<Option<Snapshot>, StoreError> {
        let select = Select::from(SNAPSHOTS)
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::Above("seq", self.after.into()))
            .by("seq")
            .limit(1);
        let Some(row) = typed::<SnapshotRow>(self.store, &select).await?.pop() else { return Ok(None) };
        self.after = row.seq;
        unpack_snapshot(&row.data).map(Some)
    }
}
