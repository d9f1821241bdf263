//! From entries to rows: what the tables say follows from the facts alone.
//!
//! A [`Projector`] follows the entries with a state and figures of its own. The journal writes what it changed in the same
//! transaction as the entries; `verify` runs another one and compares.

mod call;
mod interval;
mod subject;

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::stats::Figures;
use callcenter_core::{CallKey, Entry, Fact, Policy, Snapshot};

use self::call::Closed;
pub(crate) use self::call::row as call_row;
pub(crate) use self::interval::Open;
use super::codec::decode_record;
use crate::check::KEY_TEXT_BYTES_MAX;
use crate::row::{
    AGENT_SESSIONS, AGENT_SPANS, ATTEMPTS, BRIDGE_SEGMENTS, CALLS, CallRow, DEVICE_STATES, GAPS, HOLDS, LEGS,
    PARKINGS, PAUSES, RECORDINGS, TALKS, TRANSFERS, VISITS,
};
use crate::select::Condition;
use crate::store::{Delete, Put, Write};
use crate::table::{Row, Table};
use crate::value::Value;
use crate::words::key_text;

/// The tables whose rows follow from the entries.
pub(crate) const PROJECTED: [&Table; 15] = [
    CALLS,
    LEGS,
    BRIDGE_SEGMENTS,
    TALKS,
    VISITS,
    ATTEMPTS,
    TRANSFERS,
    HOLDS,
    PARKINGS,
    RECORDINGS,
    AGENT_SESSIONS,
    AGENT_SPANS,
    PAUSES,
    DEVICE_STATES,
    GAPS,
];

/// Follows entries and says which rows they change.
#[derive(Debug)]
pub(crate) struct Projector {
    stream: i64,
    snapshot: Snapshot,
    /// Intervals that go on.
    open: Open,
    /// Calls that have a row which says that they live, with their identity.
    live: BTreeMap<CallKey, String>,
    /// Calls that something happened to since the last [`Projector::changes`].
    touched: BTreeSet<CallKey>,
    closed: Closed,
    /// Rows of calls that turned out to be none of their own.
    gone: Vec<String>,
}

/// What a number of entries changed.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Rows, each with a key of its own.
    pub(crate) puts: Vec<Put>,
    /// Calls whose rows are to go.
    pub(crate) gone: Vec<String>,
    /// Figures to add to those that are kept.
    pub(crate) figures: Figures,
}

impl Projector {
    /// Goes on from a snapshot, with the intervals and the live calls that have rows there.
    pub(crate) fn new(stream: i64, snapshot: Snapshot, open: Open, live: Vec<CallRow>) -> Self {
        let live = live.into_iter().map(|row| (key_of(&row), row.call_id)).collect();
        Self {
            stream,
            snapshot,
            open,
            live,
            touched: BTreeSet::new(),
            closed: Closed::default(),
            gone: Vec::new(),
        }
    }

    /// The engine as the entries so far make it.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Concludes by another policy from here on.
    pub(crate) fn adopt(&mut self, policy: &Policy) {
        self.snapshot.adopt(policy.clone());
    }

    /// Says by which entry a gap begins that is the program's.
    pub(crate) fn restarted(&mut self, seq: u64) {
        self.open.restarted(seq);
    }

    /// Takes the next entry.
    ///
    /// # Errors
    /// When it is not the next one.
    pub(crate) fn take(&mut self, entry: &Entry) -> Result<(), callcenter_core::RestoreError> {
        subject::calls(&entry.fact, &self.snapshot.state, &mut self.touched);
        if let Fact::CallClosed { call, record } = &entry.fact {
            self.touched.remove(call);
            let had = self.live.remove(call);
            match record {
                Some(record) => {
                    let legs = self.snapshot.state.legs_of(call);
                    if let Some(had) = had.filter(|had| *had != record.call_id) {
                        self.gone.push(had);
                    }
                    self.closed.add(self.stream, entry.seq, record, &legs);
                }
                None => self.gone.extend(had),
            }
        }
        self.snapshot.follow([entry])?;
        subject::calls(&entry.fact, &self.snapshot.state, &mut self.touched);
        self.open.take(self.stream, entry, &self.snapshot.state);
        Ok(())
    }

    /// The rows of intervals that go on.
    pub(crate) fn open_rows(&self) -> Vec<Put> {
        self.open.rows()
    }

    /// What the entries since the last time changed.
    pub(crate) fn changes(&mut self) -> Changes {
        let state = &self.snapshot.state;
        let seq = self.snapshot.seq.cast_signed();
        let mut rows: Vec<CallRow> = Vec::new();
        for call in std::mem::take(&mut self.touched) {
            match state.record(&call) {
                Some(record) => {
                    if let Some(had) = self.live.insert(call, record.call_id.clone())
                        && had != record.call_id
                    {
                        self.gone.push(had);
                    }
                    rows.push(call::row(self.stream, seq, true, &record));
                }
                None => self.gone.extend(self.live.remove(&call)),
            }
        }
        let mut puts = self.closed.puts(rows);
        self.open.puts(&mut puts);
        let figures = self.snapshot.stats.drain();
        Changes { puts, gone: std::mem::take(&mut self.gone), figures }
    }
}

impl Changes {
    /// Adds the rows to a write, and gives the figures.
    pub(crate) fn write(self, stream: i64, write: &mut Write) -> Figures {
        if !self.gone.is_empty() {
            let gone = self.gone.into_iter().map(Into::into).collect();
            let conditions = vec![Condition::Is("stream", stream.into()), Condition::In("call_id", gone)];
            write.deletes.push(Delete { table: CALLS, conditions });
        }
        write.puts.extend(self.puts);
        self.figures
    }
}

/// The call that a row is of. The linkedid in the row itself may be cut.
pub(crate) fn key_of(row: &CallRow) -> CallKey {
    match decode_record(&row.record) {
        Ok(record) => CallKey::from(record.linkedid.as_str()),
        Err(_) => CallKey::from(row.linkedid.as_str()),
    }
}

/// A row's cells. Its texts become what every database can hold and index: U+0000 is U+FFFD, and long ones are cut.
pub(crate) fn cells<R: Row>(row: &R) -> Vec<Value> {
    let fit = |value| match value {
        Value::Text(text) if text.len() > KEY_TEXT_BYTES_MAX || text.contains('\0') => {
            Value::Text(key_text(&text))
        }
        value => value,
    };
    row.to_values().into_iter().map(fit).collect()
}

/// Rows to put, replacing what is there.
fn put<R: Row>(rows: impl IntoIterator<Item = R>) -> Option<Put> {
    let rows: Vec<_> = rows.into_iter().map(|row| cells(&row)).collect();
    (!rows.is_empty()).then_some(Put { table: R::TABLE, rows, replace: true })
}
