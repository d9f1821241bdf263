//! queue_log: what Asterisk's queues write down of callers and members.

pub(crate) mod call;
pub(crate) mod people;
pub(crate) mod record;
pub(crate) mod row;

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::event::CompleteReason;
use callcenter_core::fact::Fact;
use callcenter_core::{CallKey, Interface, LegKey, Policy, QueueKey, Span, Text, Timestamp};
use serde::{Deserialize, Serialize};

use self::call::ToldCall;
use self::people::{Facts, How, Over, People, ToldEnd};
use self::row::{Event, Row};
use super::reader::Reading;
use super::report::Fate;

/// Callers who are known at one time; beyond, the one of whom nothing was told for the longest time is closed as he stands.
pub const OPEN_CALLS_MAX: usize = 100_000;

/// How long a caller who left a queue, or was answered and done with, may come into another one and still be the same call.
pub const RETURN: Span = Span::from_secs(600);

/// How long nothing may be told of a caller who waits or talks until the end counts as unseen.
pub const SILENCE: Span = Span::from_secs(86_400);

/// How far ahead of us a switch's clock may be.
const FUTURE: Span = Span::from_secs(86_400);

/// Reads queue_log line by line and says what became true.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QueueLog {
    open: BTreeMap<Text, ToldCall>,
    /// When each open call is closed, if nothing more is told of it.
    due: BTreeSet<(Timestamp, Text)>,
    /// Channels whose calls were closed less than [`RETURN`] ago, and how many each.
    gone: BTreeMap<Text, u32>,
    forgotten: BTreeSet<(Timestamp, Text)>,
    people: People,
    now: Timestamp,
    /// Where calls go that are closed, for who wants them as they were told.
    #[serde(skip)]
    told: Option<Vec<ToldCall>>,
}

impl QueueLog {
    pub(crate) fn new(names: BTreeMap<Text, Text>) -> Self {
        Self { people: People::named(names), ..Self::default() }
    }

    /// Keeps what is told of calls that are closed, for [`QueueLog::take_told`].
    pub(crate) fn keeping(names: BTreeMap<Text, Text>) -> Self {
        Self { told: Some(Vec::new()), ..Self::new(names) }
    }

    /// What was told of calls that were closed since the last time.
    pub(crate) fn take_told(&mut self) -> Vec<ToldCall> {
        self.told.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// What was told of calls that are not closed.
    pub(crate) fn into_open(self) -> impl Iterator<Item = ToldCall> {
        self.open.into_values()
    }

    /// Callers who are not closed.
    pub(crate) fn open(&self) -> usize {
        self.open.len()
    }

    /// Time of the last line taken in.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Takes in a line.
    ///
    /// # Errors
    /// Why it is not understood; then nothing came of it.
    pub(crate) fn line(
        &mut self,
        line: &str,
        reading: &Reading,
        out: &mut Facts,
    ) -> Result<(Fate, Option<Timestamp>), &'static str> {
        if line.trim().is_empty() {
            return Ok((Fate::Idle, None));
        }
        let row = row::parse(line, &reading.zone)?;
        if row.at > reading.now + FUTURE {
            return Err("a time that is still to come");
        }
        let policy = &reading.policy;
        self.now = self.now.max(row.at);
        self.pass(self.now, policy, out);
        let known = |log: &Self| log.open.contains_key(row.call) || !log.gone.contains_key(row.call);
        if row.is_of_a_caller() && !matches!(row.event, Event::Entered { .. }) && !known(self) {
            return Err("about a caller whose call is over");
        }
        let at = row.at;
        let fate = self.take(&row, policy, out);
        Ok((fate, Some(at)))
    }

    /// Says that nothing more comes, and what time it is: closes the calls to which nothing can come any more.
    pub(crate) fn finish(&mut self, now: Timestamp, policy: &Policy, out: &mut Facts) {
        let ended: Vec<Text> =
            self.due.iter().take_while(|(due, _)| *due <= now).map(|(_, key)| key.clone()).collect();
        for uniqueid in ended {
            if self.open.get(&uniqueid).is_some_and(ToldCall::is_over) {
                self.close(&uniqueid, self.now, policy, out);
            }
        }
    }

    fn take(&mut self, row: &Row<'_>, policy: &Policy, out: &mut Facts) -> Fate {
        let (at, queue, name) = (row.at, row.queue, row.agent.as_ref());
        let in_a_queue = !row::is_nobody(queue) && !row::is_nobody(name);
        let how = match &row.event {
            Event::Other => return Fate::Idle,
            Event::Started => {
                self.started(at, policy, out);
                return Fate::Used;
            }
            Event::LoggedIn | Event::LoggedOff => {
                self.people.signed(name, row.event == Event::LoggedOff, at, out);
                return Fate::Used;
            }
            Event::MemberRemoved => {
                self.people.removed(queue, name, at, out);
                return Fate::Used;
            }
            Event::MemberAdded { paused } => How::Added { paused: *paused },
            Event::Paused { reason } => How::Paused { reason },
            Event::Unpaused => How::Unpaused,
            Event::Penalty { penalty } => penalty.map_or(How::Seen, How::Penalty),
            Event::RingInUse { on } => How::RingInUse(*on),
            _ => How::Seen,
        };
        let proves =
            !matches!(row.event, Event::Entered { .. } | Event::Left { .. } | Event::Completed { .. });
        if in_a_queue && proves {
            self.people.member(queue, name, how, at, out);
        }
        match row.event {
            Event::MemberAdded { .. }
            | Event::Paused { .. }
            | Event::Unpaused
            | Event::Penalty { .. }
            | Event::RingInUse { .. }
                if in_a_queue =>
            {
                Fate::Used
            }
            Event::MemberAdded { .. }
            | Event::Paused { .. }
            | Event::Unpaused
            | Event::Penalty { .. }
            | Event::RingInUse { .. } => Fate::Idle,
            _ => {
                self.caller(row, policy, out);
                Fate::Used
            }
        }
    }

    /// A line about a caller.
    fn caller(&mut self, row: &Row<'_>, policy: &Policy, out: &mut Facts) {
        let at = row.at;
        if !self.open.contains_key(row.call) {
            if self.open.len() >= OPEN_CALLS_MAX
                && let Some((_, oldest)) = self.due.first().cloned()
            {
                self.close(&oldest, at, policy, out);
            }
            let again = self.gone.get(row.call).copied().unwrap_or_default();
            let call = ToldCall::new(row, self.now, again);
            out.push((
                at,
                Fact::CallStarted {
                    call: CallKey::from(row.call),
                    whole: matches!(row.event, Event::Entered { .. }),
                },
            ));
            self.due.insert((deadline(&call), call.uniqueid.clone()));
            self.open.insert(call.uniqueid.clone(), call);
        }
        let Some(call) = self.open.get_mut(call::text(row.call).as_str()) else { return };
        let before = deadline(call);
        call.take(row);
        let (after, key, gone) = (deadline(call), call.uniqueid.clone(), call.is_gone());
        self.due.remove(&(before, key.clone()));
        self.due.insert((after, key.clone()));
        self.tell(row, policy, out);
        if gone {
            self.close(&key, at, policy, out);
        }
    }

    /// What a caller's line means for the agent it names.
    fn tell(&mut self, row: &Row<'_>, policy: &Policy, out: &mut Facts) {
        let (at, name) = (row.at, row.agent.as_ref());
        let (queue, caller) = (QueueKey::from(row.queue), LegKey::from(row.call));
        let interface = Interface::from(self.people.interface(name).as_str());
        match &row.event {
            Event::Connected { phone, .. } => {
                let phone = LegKey::from(*phone);
                out.push((at, Fact::AgentConnected { queue, caller, phone, interface }));
                self.people.talks(name, row.call, at, out);
            }
            Event::Completed { how, .. } => {
                let reason = match how {
                    row::Completed::ByCaller => CompleteReason::Caller,
                    row::Completed::ByAgent => CompleteReason::Agent,
                    row::Completed::Blind { .. } | row::Completed::Attended { .. } => {
                        CompleteReason::Transfer
                    }
                };
                out.push((at, Fact::AgentCompleted { queue, caller, interface, reason }));
                let end = ToldEnd { uniqueid: row.call, queue: row.queue, over: Over::Told };
                self.people.talked(name, &end, policy, at, out);
            }
            Event::Missed { .. } => {
                out.push((at, Fact::AgentMissed { queue, caller, phone: LegKey::default(), interface }));
            }
            Event::Dumped => out.push((at, Fact::AgentDumped { queue, caller, interface })),
            _ => {}
        }
    }

    /// Time goes on: calls to which nothing came for too long are closed, wrap-ups end.
    fn pass(&mut self, now: Timestamp, policy: &Policy, out: &mut Facts) {
        self.people.pass(now, out);
        while self.forgotten.first().is_some_and(|(until, _)| *until <= now)
            && let Some((_, uniqueid)) = self.forgotten.pop_first()
        {
            self.gone.remove(&uniqueid);
        }
        while self.due.first().is_some_and(|(due, _)| *due <= now)
            && let Some((due, uniqueid)) = self.due.pop_first()
        {
            self.close(&uniqueid, due, policy, out);
        }
    }

    /// Asterisk was started: whoever waited or talked does no more, and nobody saw it end.
    fn started(&mut self, at: Timestamp, policy: &Policy, out: &mut Facts) {
        out.push((at, Fact::SwitchRestarted));
        let open: Vec<Text> = self.open.keys().cloned().collect();
        for uniqueid in open {
            self.close(&uniqueid, at, policy, out);
        }
    }

    /// Remembers for a while that a channel's call was closed.
    fn bury(&mut self, uniqueid: &Text) {
        let until = self.now + RETURN;
        if self.gone.len() >= OPEN_CALLS_MAX
            && let Some((_, oldest)) = self.forgotten.pop_first()
        {
            self.gone.remove(&oldest);
        }
        let count = self.gone.entry(uniqueid.clone()).or_default();
        *count += 1;
        // A channel that is buried twice is remembered from its first time on.
        if *count == 1 {
            self.forgotten.insert((until, uniqueid.clone()));
        }
    }

    fn close(&mut self, uniqueid: &Text, at: Timestamp, policy: &Policy, out: &mut Facts) {
        let Some(call) = self.open.remove(uniqueid) else { return };
        self.due.remove(&(deadline(&call), uniqueid.clone()));
        self.bury(uniqueid);
        for stay in &call.stays {
            if let (Some(connected), None) = (&stay.connected, &stay.completed) {
                let end = ToldEnd { uniqueid, queue: &stay.queue, over: Over::Unseen };
                self.people.talked(&connected.agent, &end, policy, at, out);
            }
        }
        let record = record::record(&policy.switch, &call, |name| self.people.agent(name));
        out.push((
            at,
            Fact::CallClosed { call: CallKey::from(uniqueid.as_str()), record: Some(Box::new(record)) },
        ));
        if let Some(told) = &mut self.told {
            told.push(call);
        }
    }
}

/// When a call is closed, if nothing more is told of it.
fn deadline(call: &ToldCall) -> Timestamp {
    call.last + if call.is_over() && !call.stays.is_empty() { RETURN } else { SILENCE }
}
