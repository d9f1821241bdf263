//! The archive read again by today's engine.

use std::sync::Arc;

use callcenter_core::stats::Quarter;
use callcenter_core::{CallRecord, Entry, Policy, Role, Snapshot, Span, Timestamp};
use callcenter_store::{
    ARCHIVE, ArchiveRow, Condition, Journal, Select, Source, Store, StoreError, StreamId, StreamRow, Value,
    next_piece, unpack_snapshot, unpack_trace,
};

use super::again;
use super::compare::{Change, Compare};
use crate::replay::{Replay, record_of};

/// From when on a reading answers that goes back to the first message: calls without a time are told by what was concluded
/// first.
const BEGINNING: Timestamp = Timestamp::from_secs(900);

/// What still follows from messages after they came: calls close a little later.
const SETTLES: Span = Span::from_secs(60);

/// Whether a later reading is kept as a stream of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It is only compared.
    No,
    /// It is kept as the next generation. What was concluded before stays as it is.
    Yes,
    /// It is kept, and when it is complete, it answers in place of what was concluded before, as far as it reaches: see
    /// [`Reconcluded::answers`]. It begins behind the last hole in the archive.
    InForce,
}

/// What a later reading found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconcluded {
    /// Pieces that were read.
    pub pieces: u64,
    /// Number of the last entry before the first message read.
    pub after: u64,
    /// Calls that were compared.
    pub calls: u64,
    /// Calls that changed, those that are new or gone among them.
    pub changes: u64,
    /// Calls in the store that ended after the last message archived, or too shortly before it.
    pub beyond: u64,
    /// What the archive has not.
    pub gaps: Vec<Gap>,
    /// The stream that the later reading was kept as.
    pub kept: Option<StreamId>,
    /// The time for which it answers from now on: whole quarter hours, from the archive's beginning up to the oldest call
    /// that was not over at its end. Absent: for none.
    pub answers: Option<(Timestamp, Timestamp)>,
}

/// Something that the archive has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// These pieces, between these moments.
    Pieces {
        /// The first and the last one missing.
        missing: (i64, i64),
        /// The end of the piece before, and the beginning of the one after.
        between: (Timestamp, Timestamp),
    },
    /// The beginning: nothing tells how the switch stood before the first piece, so calls and agents of then are not known.
    Beginning {
        /// When the first message came.
        at: Timestamp,
    },
}

/// Reads the archive of a stream with today's engine, and tells each call that is another one now.
///
/// Each piece is read by the policy of then, or all of them `by` another one: trunks that were found to be extensions, for
/// instance. It begins with the first piece, or with the last one that began before `since` and has the engine as it stood. The
/// stream may be written meanwhile. `progress` is told the number of each piece that was read.
///
/// # Errors
/// [`StoreError::Invalid`] when the stream has no archive; [`StoreError::Corrupt`] when a piece is damaged; else what the
/// database says.
pub async fn reconclude(
    store: &Arc<dyn Store>,
    stream: &StreamRow,
    since: Option<Timestamp>,
    by: Option<&Policy>,
    keep: Keep,
    mut progress: impl FnMut(i64),
    change: impl FnMut(Change),
) -> Result<Reconcluded, StoreError> {
    let mut gaps = Vec::new();
    let (first, snapshot) = match keep {
        Keep::InForce => last_run(&**store, stream, &mut gaps).await?,
        Keep::Yes | Keep::No => start(&**store, stream, since).await?,
    };
    let after = snapshot.as_ref().map_or(0, |snapshot| snapshot.seq);
    let mut done = Reconcluded { after, gaps, ..Reconcluded::default() };
    let from = if first.after == 0 { BEGINNING } else { quarter_after(first.from_at) };
    if snapshot.is_none() && first.after > 0 {
        done.gaps.push(Gap::Beginning { at: first.from_at });
    }
    let policy = match (by, &snapshot) {
        (Some(policy), _) => policy.clone(),
        (None, Some(snapshot)) => snapshot.state.policy().clone(),
        (None, None) => stream.policy()?,
    };
    let policy = reading(policy);
    let snapshot = snapshot.map(|snapshot| adopted(snapshot, &policy));
    let mut journal = match keep {
        Keep::Yes | Keep::InForce => Some(again::begin(store, stream, &policy, snapshot.as_ref()).await?),
        Keep::No => None,
    };
    let compare_after = if snapshot.is_some() { done.after.cast_signed() } else { first.after };
    let replay = begin(policy, snapshot)?;
    let mut reading = Reading { replay, by, entries: Vec::new(), until: Timestamp::UNKNOWN };
    let mut compare = Compare::new(&**store, stream.id, change);
    let mut last = first.piece - 1;
    let mut next = Some(first);
    while let Some(piece) = next {
        reading.reach(&piece, last, keep, &mut done.gaps)?;
        reading.read(&unpack_trace(&piece.data)?)?;
        reading.until = reading.until.max(piece.until_at);
        reading.hand_over(&mut compare, &mut journal).await?;
        done.pieces += 1;
        last = piece.piece;
        progress(last);
        next = next_piece(&**store, stream.id, last).await?;
    }
    let mut until = reading.until - SETTLES;
    if let Source::Replay(_) = stream.stream_id()?.source {
        // Nothing came afterwards.
        let entries = &mut reading.entries;
        reading.replay.finish(|entry| entries.push(entry));
        reading.hand_over(&mut compare, &mut journal).await?;
        until = Timestamp::UNKNOWN;
    }
    done.beyond = compare.finish(compare_after, until).await?;
    (done.calls, done.changes) = (compare.calls(), compare.changes);
    if let Some(journal) = journal {
        done.kept = Some(journal.stream().clone());
        let kept = journal.row().clone();
        journal.close().await?;
        let answers = (from, reading.settled_until(kept.tip_at));
        if keep == Keep::InForce && answers.0 < answers.1 {
            again::bring_into_force(&**store, &kept, stream, answers).await?;
            done.answers = Some(answers);
        }
    }
    Ok(done)
}

/// The first piece behind the last hole in the archive before which the engine is known, and the engine.
async fn last_run(
    store: &dyn Store,
    stream: &StreamRow,
    gaps: &mut Vec<Gap>,
) -> Result<(ArchiveRow, Option<Snapshot>), StoreError> {
    let pieces = Select::from(ARCHIVE)
        .columns(&["piece", "from_at", "until_at"])
        .only(Condition::Is("stream", stream.id.into()))
        .by("piece");
    let mut last: Option<(i64, Timestamp)> = None;
    let mut begin = i64::MIN;
    for row in store.select(&pieces).await? {
        let &[Value::Int(piece), Value::Int(from), Value::Int(until)] = &row[..] else { continue };
        if let Some((before, end)) = last.filter(|&(before, _)| before + 1 < piece) {
            let between = (end, Timestamp::from_micros(from));
            gaps.push(Gap::Pieces { missing: (before + 1, piece - 1), between });
            begin = piece - 1;
        }
        last = Some((piece, Timestamp::from_micros(until)));
    }
    let mut found = None;
    while let Some(piece) = next_piece(store, stream.id, begin).await? {
        begin = piece.piece;
        let snapshot = before(&piece).filter(|_| piece.after > 0);
        if piece.after == 0 || snapshot.is_some() {
            found = Some((piece, snapshot));
            break;
        }
    }
    found.ok_or_else(|| {
        StoreError::Invalid(format!(
            "nothing of {}/{} is archived from which on the switch is known, so there is nothing to conclude from again",
            stream.switch, stream.source
        ))
    })
}

/// The piece to begin with, and the engine before it where that can be read.
async fn start(
    store: &dyn Store,
    stream: &StreamRow,
    since: Option<Timestamp>,
) -> Result<(ArchiveRow, Option<Snapshot>), StoreError> {
    if let Some(since) = since {
        let mut select = Select::from(ARCHIVE)
            .columns(&["piece"])
            .only(Condition::Is("stream", stream.id.into()))
            .only(Condition::AtMost("from_at", since.into()))
            .only(Condition::Filled("snapshot"))
            .latest_first("piece");
        select.limit = None;
        for row in store.select(&select).await? {
            let &[Value::Int(piece)] = &row[..] else { continue };
            if let Some(row) = next_piece(store, stream.id, piece - 1).await?
                && let Some(snapshot) = before(&row)
            {
                return Ok((row, Some(snapshot)));
            }
        }
    }
    let first = next_piece(store, stream.id, i64::MIN).await?.ok_or_else(|| {
        StoreError::Invalid(format!(
            "nothing of {}/{} is archived, so there is nothing to conclude from again",
            stream.switch, stream.source
        ))
    })?;
    let snapshot = before(&first).filter(|_| first.after > 0);
    Ok((first, snapshot))
}

/// The engine before a piece, unless another version wrote it in a way that this one cannot read.
fn before(piece: &ArchiveRow) -> Option<Snapshot> {
    unpack_snapshot(piece.snapshot.as_ref()?).ok()
}

/// The first quarter hour that begins then or later.
fn quarter_after(at: Timestamp) -> Timestamp {
    let quarter = Quarter::of(at);
    if quarter.start() == at { at } else { quarter.end() }
}

fn begin(policy: Policy, snapshot: Option<Snapshot>) -> Result<Replay, StoreError> {
    match snapshot {
        Some(snapshot) => Ok(Replay::resume(snapshot)?),
        None => Ok(Replay::new(policy)),
    }
}

/// A policy for reading: what was asked of the switch then is not asked again, so every list that comes is taken.
fn reading(policy: Policy) -> Policy {
    Policy { role: Role::Observer, ..policy }
}

fn adopted(mut snapshot: Snapshot, policy: &Policy) -> Snapshot {
    snapshot.adopt(policy.clone());
    snapshot
}

/// The later reading as far as it has come.
struct Reading<'a> {
    replay: Replay,
    by: Option<&'a Policy>,
    entries: Vec<Entry>,
    /// When the last message came.
    until: Timestamp,
}

impl Reading<'_> {
    /// Gets ready for a piece: what lies between it and the one before, and the policy of then.
    fn reach(
        &mut self,
        piece: &ArchiveRow,
        last: i64,
        keep: Keep,
        gaps: &mut Vec<Gap>,
    ) -> Result<(), StoreError> {
        let snapshot = before(piece);
        let hole = piece.piece > last + 1;
        if hole {
            let between = (self.until, piece.from_at);
            gaps.push(Gap::Pieces { missing: (last + 1, piece.piece - 1), between });
        }
        if let Some(snapshot) = snapshot {
            let policy = reading(self.by.unwrap_or(snapshot.state.policy()).clone());
            let own = self.replay.engine();
            if hole && keep == Keep::No {
                self.replay = Replay::resume(adopted(snapshot, &policy))?;
            } else if policy != *own.state().policy() {
                self.replay = Replay::resume(adopted(own.snapshot(), &policy))?;
            }
        }
        if hole && keep != Keep::No {
            // What was kept of it cannot be renumbered: it is as if the link had been away.
            self.read(format!(";! {} connection closed\r\n", self.until).as_bytes())?;
        }
        Ok(())
    }

    fn read(&mut self, trace: &[u8]) -> Result<(), StoreError> {
        let Self { replay, entries, .. } = self;
        replay
            .read(trace, |entry| entries.push(entry))
            .map_err(|why| StoreError::File { what: "reading an archived trace in memory".to_owned(), why })
    }

    /// Up to which quarter hour everything is concluded: what began before is over, and every figure is made.
    fn settled_until(&self, last: Timestamp) -> Timestamp {
        let live = self.replay.engine().state().records();
        let oldest = live.into_iter().filter_map(|record| record.started_at).min();
        let until = oldest.into_iter().fold(last.min(self.until - SETTLES), Timestamp::min);
        Quarter::of(until).start()
    }

    async fn hand_over<F: FnMut(Change)>(
        &mut self,
        compare: &mut Compare<'_, F>,
        journal: &mut Option<Journal>,
    ) -> Result<(), StoreError> {
        let entries = std::mem::take(&mut self.entries);
        let records: Vec<CallRecord> = entries.iter().cloned().filter_map(record_of).collect();
        for record in records {
            compare.take(record).await?;
        }
        if let Some(journal) = journal {
            journal.append(entries).await?;
        }
        Ok(())
    }
}
