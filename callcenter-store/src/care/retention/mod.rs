//! Data that has become old is removed: each kind after its own time, in small transactions, and so that everything left
//! still agrees.

mod cut;
mod old;

use callcenter_core::{Span, Timestamp};

use self::cut::Cut;
use self::old::Old;
use crate::error::StoreError;
use crate::row::StreamRow;
use crate::store::{Guard, Store};
use crate::table::Table;

/// A day.
const DAY: Span = Span::from_secs(86_400);

/// How long each kind of data is kept, counted from its end; absent: for ever.
///
/// The journal holds in facts what the rows hold, so it is kept no longer than the kind that is kept shortest of calls,
/// agents, devices and figures. A snapshot stays where it begins, from which everything after it can be rebuilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Calls with all that belongs to them: legs, conversations, stays in queues, tries, transfers, holds, parkings, names of
    /// recordings, times in bridges. For ever.
    pub calls: Option<Span>,
    /// What agents did: sessions, states, pauses. For ever.
    pub agents: Option<Span>,
    /// States of devices. For ever.
    pub devices: Option<Span>,
    /// Figures, and the gaps that say what share of them was observed. For ever.
    pub figures: Option<Span>,
    /// The journal and its snapshots. For ever.
    pub journal: Option<Span>,
    /// What the switch said, as it said it. 30 days.
    pub archive: Option<Span>,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            calls: None,
            agents: None,
            devices: None,
            figures: None,
            journal: None,
            archive: Some(Span::from_micros(30 * DAY.as_micros())),
        }
    }
}

/// Whether old data is removed, or only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purge {
    /// It is counted, nothing is changed.
    DryRun,
    /// It is removed.
    Remove,
}

/// What was removed, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purged {
    /// Rows by table, in the order in which they are removed; tables without any are left out.
    pub rows: Vec<(&'static str, u64)>,
    /// The first entry that the journal has afterwards.
    pub first: u64,
}

impl Purged {
    fn add(&mut self, table: &'static Table, rows: u64) {
        match self.rows.iter_mut().find(|(name, _)| *name == table.name) {
            Some((_, own)) => *own += rows,
            None if rows > 0 => self.rows.push((table.name, rows)),
            None => {}
        }
    }

    /// All rows.
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|(_, rows)| rows).sum()
    }
}

impl Retention {
    /// The moment before which a kind is old.
    fn before(kept: Option<Span>, now: Timestamp) -> Option<Timestamp> {
        kept.map(|kept| now - kept).filter(|before| before.is_known())
    }

    /// The moment before which the journal is old: nothing that follows from it is older than it.
    fn journal_before(&self, now: Timestamp) -> Option<Timestamp> {
        let kinds = [self.calls, self.agents, self.devices, self.figures, self.journal];
        kinds.into_iter().filter_map(|kept| Self::before(kept, now)).max()
    }
}

/// Removes from a stream what is older at `now` than it is to be kept.
///
/// Calls that live, and intervals that go on, stay, and so does what their rows follow from. What has no time stays. When it
/// is interrupted, everything left agrees, and the next run goes on. `progress` is told what was removed so far.
///
/// # Errors
/// [`StoreError::Conflict`] when another writer took the stream; [`StoreError::Corrupt`] when the journal cannot be read;
/// [`StoreError::Invalid`] for a time below zero; else what the database says.
pub async fn purge(
    store: &dyn Store,
    stream: &StreamRow,
    fence: Guard,
    retention: &Retention,
    now: Timestamp,
    how: Purge,
    mut progress: impl FnMut(&Purged) + Send,
) -> Result<Purged, StoreError> {
    let Retention { calls, agents, devices, figures, journal, archive } = *retention;
    if [calls, agents, devices, figures, journal, archive].into_iter().flatten().any(|kept| kept < Span::ZERO)
    {
        return Err(StoreError::Invalid("nothing can be kept for less than no time".to_owned()));
    }
    let cut = Cut::find(store, stream, retention.journal_before(now)).await?;
    let mut purged = Purged { first: cut.seq + 1, ..Purged::default() };
    let mut old =
        Old { store, stream: stream.id, fence, how, cut: &cut, purged: &mut purged, progress: &mut progress };
    // The snapshot first: from then on what comes before it is needed by nobody.
    old.snapshot().await?;
    if let Some(before) = Retention::before(calls, now) {
        old.calls(before).await?;
    }
    if let Some(before) = Retention::before(agents, now) {
        old.agents(before).await?;
    }
    if let Some(before) = Retention::before(devices, now) {
        old.devices(before).await?;
    }
    if let Some(before) = Retention::before(figures, now) {
        old.figures(before).await?;
    }
    old.journal().await?;
    if let Some(before) = Retention::before(archive, now) {
        old.archive(before).await?;
    }
    Ok(purged)
}
