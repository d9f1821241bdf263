//! Intervals: what begins with one fact and ends with another. A row is written at both.

use std::collections::BTreeMap;

use callcenter_core::fact::{Activity, MemberNow};
use callcenter_core::{AgentKey, DeviceKey, Entry, Fact, Interface, LegKey, QueueKey, State, Timestamp};

use super::put;
use crate::error::StoreError;
use crate::row::{
    AGENT_SESSIONS, AGENT_SPANS, AgentSessionRow, AgentSpanRow, BRIDGE_SEGMENTS, BridgeSegmentRow,
    DEVICE_STATES, DeviceStateRow, GAPS, GapRow, PAUSES, PauseRow,
};
use crate::select::{Condition, Select};
use crate::store::{Put, Store, rows};
use crate::table::{Row, Table};
use crate::words::word;

/// Intervals that go on, and those that began or ended since they were last written.
#[derive(Debug, Default)]
pub(crate) struct Open {
    segments: Kept<LegKey, BridgeSegmentRow>,
    sessions: Kept<AgentKey, AgentSessionRow>,
    spans: Kept<AgentKey, AgentSpanRow>,
    pauses: Kept<(QueueKey, Interface), PauseRow>,
    devices: Kept<DeviceKey, DeviceStateRow>,
    gaps: Kept<(), GapRow>,
    /// The entry by which a gap begins because the program was started again.
    restarted: Option<u64>,
}

/// Rows by what they are about, one open at a time for each.
#[derive(Debug)]
struct Kept<K, R> {
    open: BTreeMap<K, R>,
    changed: BTreeMap<i64, R>,
}

impl<K, R> Default for Kept<K, R> {
    fn default() -> Self {
        Self { open: BTreeMap::new(), changed: BTreeMap::new() }
    }
}

/// A row with a begin and an end.
trait Interval: Row + Clone {
    fn seq(&self) -> i64;
    fn end(&mut self, at: Option<Timestamp>);
}

macro_rules! intervals {
    ($($row:ty),*) => {$(
        impl Interval for $row {
            fn seq(&self) -> i64 {
                self.seq
            }
            fn end(&mut self, at: Option<Timestamp>) {
                self.until_at = at;
                self.open = false;
            }
        }
    )*};
}

intervals!(BridgeSegmentRow, AgentSessionRow, AgentSpanRow, PauseRow, DeviceStateRow);

impl Interval for GapRow {
    fn seq(&self) -> i64 {
        self.seq
    }
    fn end(&mut self, at: Option<Timestamp>) {
        self.until_at = at;
    }
}

impl<K: Ord, R: Interval> Kept<K, R> {
    fn begin(&mut self, key: K, row: R) {
        self.changed.insert(row.seq(), row.clone());
        self.open.insert(key, row);
    }

    fn end<Q: Ord + ?Sized>(&mut self, key: &Q, at: Option<Timestamp>)
    where
        K: std::borrow::Borrow<Q>,
    {
        if let Some(mut row) = self.open.remove(key) {
            row.end(at);
            self.changed.insert(row.seq(), row);
        }
    }

    fn put(&mut self) -> Option<Put> {
        put(std::mem::take(&mut self.changed).into_values())
    }

    fn rows(&self) -> Option<Put> {
        put(self.open.values().cloned())
    }
}

impl Open {
    /// Reads the intervals of a stream that go on.
    pub(crate) async fn read(store: &dyn Store, stream: i64) -> Result<Self, StoreError> {
        Self::select(store, stream, |goes_on| vec![goes_on]).await
    }

    async fn select(
        store: &dyn Store,
        stream: i64,
        which: impl Fn(Condition) -> Vec<Condition>,
    ) -> Result<Self, StoreError> {
        let open = Asked { store, stream, which };
        Ok(Self {
            segments: open.rows(BRIDGE_SEGMENTS, |row: &BridgeSegmentRow| row.leg.as_str().into()).await?,
            sessions: open.rows(AGENT_SESSIONS, |row: &AgentSessionRow| row.agent.as_str().into()).await?,
            spans: open.rows(AGENT_SPANS, |row: &AgentSpanRow| row.agent.as_str().into()).await?,
            pauses: open
                .rows(PAUSES, |row: &PauseRow| (row.queue.as_str().into(), row.interface.as_str().into()))
                .await?,
            devices: open.rows(DEVICE_STATES, |row: &DeviceStateRow| row.device.as_str().into()).await?,
            gaps: open.rows(GAPS, |_: &GapRow| ()).await?,
            restarted: None,
        })
    }

    /// Reads the intervals of a stream that went on just before entry `seq`, which was at `at`: so they can be closed.
    pub(crate) async fn at(
        store: &dyn Store,
        stream: i64,
        seq: u64,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        Self::select(store, stream, |goes_on| {
            let later = Condition::AtLeast("until_at", at.into());
            vec![Condition::Below("seq", seq.cast_signed().into()), Condition::Any(vec![goes_on, later])]
        })
        .await
    }

    /// Says by which entry a gap begins that is the program's.
    pub(super) fn restarted(&mut self, seq: u64) {
        self.restarted = Some(seq);
    }

    /// Takes an entry; the state has it already.
    pub(super) fn take(&mut self, stream: i64, entry: &Entry, state: &State) {
        let (seq, at) = (entry.seq.cast_signed(), state.now().known());
        match &entry.fact {
            Fact::LegEnteredBridge { leg, bridge, kind } => {
                self.segments.end(leg, at);
                let row = BridgeSegmentRow {
                    stream,
                    seq,
                    bridge: bridge.as_str().to_owned(),
                    kind: word(kind),
                    leg: leg.as_str().to_owned(),
                    from_at: at,
                    until_at: None,
                    open: true,
                };
                self.segments.begin(leg.clone(), row);
            }
            Fact::LegLeftBridge { leg } | Fact::LegEnded { leg, .. } => self.segments.end(leg, at),
            Fact::AgentChanged { agent, activity, reason } => {
                self.agent_changed(stream, seq, at, agent, *activity, reason);
            }
            Fact::MemberSet(member) => self.member_set(stream, seq, at, member),
            Fact::MemberRemoved { queue, interface } => {
                self.pauses.end(&(queue.clone(), interface.clone()), at);
            }
            Fact::DeviceSet { device, state } => {
                self.devices.end(device, at);
                let row = DeviceStateRow {
                    stream,
                    seq,
                    device: device.as_str().to_owned(),
                    state: word(state),
                    from_at: at,
                    until_at: None,
                    open: true,
                };
                self.devices.begin(device.clone(), row);
            }
            Fact::LinkLost | Fact::LinkUp { .. } | Fact::Synchronized { .. } => self.link(stream, seq, state),
            _ => {}
        }
    }

    fn agent_changed(
        &mut self,
        stream: i64,
        seq: i64,
        at: Option<Timestamp>,
        agent: &AgentKey,
        activity: Activity,
        reason: &str,
    ) {
        self.spans.end(agent, at);
        if activity == Activity::Away {
            return self.sessions.end(agent, at);
        }
        let (name, until_at, open) = (agent.as_str().to_owned(), None, true);
        if !self.sessions.open.contains_key(agent) {
            let row = AgentSessionRow { stream, seq, agent: name.clone(), from_at: at, until_at, open };
            self.sessions.begin(agent.clone(), row);
        }
        let row = AgentSpanRow {
            stream,
            seq,
            agent: name,
            activity: word(activity),
            reason: reason.to_owned(),
            from_at: at,
            until_at,
            open,
        };
        self.spans.begin(agent.clone(), row);
    }

    /// Changing the reason of a pause makes two intervals (HC-42).
    fn member_set(&mut self, stream: i64, seq: i64, at: Option<Timestamp>, member: &MemberNow) {
        let key = (member.queue.clone(), member.interface.clone());
        let goes_on = self.pauses.open.get(&key).map(|row| row.reason == member.pause_reason.as_str());
        if member.paused && goes_on == Some(true) {
            return;
        }
        self.pauses.end(&key, at);
        if member.paused {
            let row = PauseRow {
                stream,
                seq,
                agent: member.agent.as_str().to_owned(),
                queue: member.queue.as_str().to_owned(),
                interface: member.interface.as_str().to_owned(),
                reason: member.pause_reason.as_str().to_owned(),
                from_at: member.pause_since.filter(|_| goes_on.is_none()).or(at),
                until_at: None,
                open: true,
            };
            self.pauses.begin(key, row);
        }
    }

    fn link(&mut self, stream: i64, seq: i64, state: &State) {
        match state.away_since() {
            Some(since) if since.is_known() && self.gaps.open.is_empty() => {
                let cause = if self.restarted == Some(seq.cast_unsigned()) { "program" } else { "link" };
                let row = GapRow { stream, seq, from_at: since, until_at: None, cause: cause.to_owned() };
                self.gaps.begin((), row);
            }
            Some(_) => {}
            None => self.gaps.end(&(), Some(state.now())),
        }
    }

    /// The rows of all that go on.
    pub(super) fn rows(&self) -> Vec<Put> {
        let rows = [
            self.segments.rows(),
            self.sessions.rows(),
            self.spans.rows(),
            self.pauses.rows(),
            self.devices.rows(),
            self.gaps.rows(),
        ];
        rows.into_iter().flatten().collect()
    }

    /// Adds the rows that began or ended since the last time.
    pub(super) fn puts(&mut self, puts: &mut Vec<Put>) {
        puts.extend(self.segments.put());
        puts.extend(self.sessions.put());
        puts.extend(self.spans.put());
        puts.extend(self.pauses.put());
        puts.extend(self.devices.put());
        puts.extend(self.gaps.put());
    }
}

/// Intervals that are read: of which stream, and which of those that go on or did.
struct Asked<'a, W> {
    store: &'a dyn Store,
    stream: i64,
    which: W,
}

impl<W: Fn(Condition) -> Vec<Condition>> Asked<'_, W> {
    async fn rows<K: Ord, R: Row>(
        &self,
        table: &'static Table,
        key: impl Fn(&R) -> K,
    ) -> Result<Kept<K, R>, StoreError> {
        let goes_on =
            if table == GAPS { Condition::Empty("until_at") } else { Condition::Is("open", true.into()) };
        let mut select = Select::from(table).only(Condition::Is("stream", self.stream.into()));
        select.conditions.extend((self.which)(goes_on));
        // Of several for the same thing the last one counts.
        let rows: Vec<R> = rows(self.store, &select.by("seq")).await?;
        let open = rows.into_iter().map(|row| (key(&row), row)).collect();
        Ok(Kept { open, changed: BTreeMap::new() })
    }
}
