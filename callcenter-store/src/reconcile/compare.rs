//! Call by call, stay by stay.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::record::{RingResult, Status, TransferKind, VisitRecord};
use callcenter_core::{AgentKey, CallRecord, Span, Text, Timestamp};
use serde::Serialize;

use super::differ::{Difference, What};
use super::ours::Ours;
use super::pauses::Change;
use super::theirs::Theirs;
use super::totals::{self, Totals};
use crate::import::queue_log::call::{EndedHow, Stay, ToldCall};
use crate::import::queue_log::record::result;
use crate::words::word;

/// How much two accounts of a wait may differ: queue_log has differences of whole seconds (HC-16), each up to one off, and
/// writes its lines a little after things happen.
pub const WAIT_TOLERANCE: Span = Span::from_millis(1_100);

/// The same for talks: the queue begins to count when the bridge is made and stops when it has noticed the end.
pub const TALK_TOLERANCE: Span = Span::from_millis(1_300);

/// Where queue_log has times finer than by the second.
const FINE_TOLERANCE: Span = Span::from_millis(350);

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Stays in queues that both have.
    pub stays: u64,
    /// Calls of theirs that lie outside the time that both cover.
    pub outside_theirs: u64,
    /// Stays of ours that lie outside it.
    pub outside_ours: u64,
    /// Changes of pauses that both have.
    pub pauses: u64,
    /// The time that both cover.
    pub from: Option<Timestamp>,
    /// Its end.
    pub until: Option<Timestamp>,
    /// Each queue's totals.
    pub totals: Vec<Totals>,
    /// Every difference, the unexplained ones first.
    pub differences: Vec<Difference>,
}

impl Compared {
    /// Differences without a known cause.
    pub fn unexplained(&self) -> usize {
        self.differences.iter().filter(|difference| difference.cause.is_none()).count()
    }
}

/// Compares what we say with what queue_log says.
pub fn reconcile(ours: &Ours, theirs: &Theirs) -> Compared {
    let names = names(ours, theirs);
    let scene = Scene { ours, theirs, names, from: ours.from, until: ours.until };
    let mut found = Compared {
        stays: 0,
        outside_theirs: 0,
        outside_ours: 0,
        pauses: 0,
        from: scene.from.max(theirs.report.from),
        until: scene.until.min(theirs.report.until),
        totals: Vec::new(),
        differences: Vec::new(),
    };
    let told = scene.calls(&mut found);
    scene.pauses(&mut found);
    found.totals = totals::totals(ours, &told);
    let mut extra = Vec::new();
    totals::differences(ours, &found.totals, &found.differences, &mut extra);
    found.differences.extend(extra);
    found.differences.sort_by(|one, two| (one.cause, one.at, &one.call).cmp(&(two.cause, two.at, &two.call)));
    found
}

/// Agents by the names of queue_log.
///
/// A name that nobody is known by is the agent's who answers most of the calls that the name is connected to, if he has no
/// other name; an interface is that of its phone.
fn names(ours: &Ours, theirs: &Theirs) -> BTreeMap<Text, Text> {
    let mut names = ours.names.clone();
    let unknown: BTreeSet<&Text> = theirs.names().filter(|name| !names.contains_key(*name)).collect();
    let named: BTreeSet<&Text> = ours
        .names
        .iter()
        .filter(|(name, agent)| !name.contains('/') && name != agent)
        .map(|(_, agent)| agent)
        .collect();
    let mut votes: BTreeMap<(&Text, &Text), u32> = BTreeMap::new();
    let by_linkedid: BTreeMap<&str, &CallRecord> =
        ours.calls.iter().map(|call| (call.linkedid.as_str(), call)).collect();
    for call in theirs.calls.iter().filter(|call| call.stays.len() == 1) {
        let connected = call.stays[0].connected.as_ref();
        let connected = connected.filter(|one| unknown.contains(&one.agent) && !one.agent.contains('/'));
        let record = by_linkedid.get(call.uniqueid.as_str());
        let answered_by =
            record.and_then(|record| record.answered_by.as_ref()).filter(|agent| !named.contains(agent));
        if let Some((connected, agent)) = connected.zip(answered_by) {
            *votes.entry((&connected.agent, agent)).or_default() += 1;
        }
    }
    for name in unknown {
        let most = votes.iter().filter(|((voted, _), _)| *voted == name).max_by_key(|(_, count)| **count);
        let agent = match most {
            Some(((_, agent), _)) => (*agent).clone(),
            None if name.contains('/') => Text::from(AgentKey::behind(name).as_str()),
            None => continue,
        };
        names.insert(name.clone(), agent);
    }
    names
}

/// Both sides, and who is who.
pub(super) struct Scene<'a> {
    pub(super) ours: &'a Ours,
    pub(super) theirs: &'a Theirs,
    pub(super) names: BTreeMap<Text, Text>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

/// A stay of both.
pub(super) struct Pair<'a> {
    pub(super) call: &'a ToldCall,
    pub(super) stay: &'a Stay,
    pub(super) record: &'a CallRecord,
    pub(super) visit: &'a VisitRecord,
    /// When the caller went into the next queue.
    pub(super) next: Option<Timestamp>,
}

impl<'a> Scene<'a> {
    fn covers(&self, at: Timestamp) -> bool {
        let slack = Span::from_secs(1);
        self.from.is_some_and(|from| at + slack >= from)
            && self.until.is_some_and(|until| at <= until + slack)
    }

    pub(super) fn agent(&self, name: &str) -> Text {
        self.names.get(name).cloned().unwrap_or_else(|| Text::from(name))
    }

    /// Compares calls; returns what was told of the time that both cover.
    fn calls(&self, found: &mut Compared) -> Vec<(&'a ToldCall, &'a Stay)> {
        let mut told = Vec::new();
        let mut index: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, record) in self.ours.calls.iter().enumerate() {
            let own = std::iter::once(record.linkedid.as_str());
            let channels = record.channels.values().map(|leg| leg.as_str());
            let ids: BTreeSet<&str> =
                own.chain(channels).chain(record.aliases.iter().map(Text::as_str)).collect();
            ids.into_iter().for_each(|id| index.entry(id).or_default().push(n));
        }
        let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
        for call in &self.theirs.calls {
            let outside = !self.covers(call.first);
            let candidates = index.get(call.uniqueid.as_str()).map(Vec::as_slice).unwrap_or_default();
            for stay in &call.stays {
                match self.partner(stay, candidates, &taken) {
                    Some((n, m)) => {
                        taken.insert((n, m));
                        found.stays += 1;
                        let record = &self.ours.calls[n];
                        let visit = &record.visits[m];
                        if visit.entered_at.is_some() {
                            told.push((call, stay));
                        }
                        let next = record.visits[m + 1..].iter().find_map(|visit| visit.entered_at);
                        self.compare(&Pair { call, stay, record, visit, next }, &mut found.differences);
                    }
                    None if outside => found.outside_theirs += 1,
                    None => {
                        told.push((call, stay));
                        found.differences.push(self.only_theirs(call, stay));
                    }
                }
            }
        }
        for (n, record) in self.ours.calls.iter().enumerate() {
            for (m, visit) in record.visits.iter().enumerate() {
                if visit.result == Status::QueueRefused || taken.contains(&(n, m)) {
                    continue;
                }
                let at = visit.entered_at.or(visit.left_at);
                let covered = |at: Timestamp| {
                    let (from, until) = (self.theirs.report.from, self.theirs.report.until);
                    from.is_some_and(|from| at + Span::from_secs(1) >= from)
                        && until.is_some_and(|until| at <= until + Span::from_secs(1))
                };
                if at.is_some_and(|at| !covered(at)) {
                    found.outside_ours += 1;
                } else {
                    found.differences.push(self.only_ours(record, visit));
                }
            }
        }
        told
    }

    /// Our stay that a told one is: in the same queue, of a call with that channel, begun at the same time.
    fn partner(
        &self,
        stay: &Stay,
        candidates: &[usize],
        taken: &BTreeSet<(usize, usize)>,
    ) -> Option<(usize, usize)> {
        let mut best: Option<(Span, (usize, usize))> = None;
        for &n in candidates {
            for (m, visit) in self.ours.calls[n].visits.iter().enumerate() {
                let same = visit.queue.as_str() == stay.queue && visit.result != Status::QueueRefused;
                if !same || taken.contains(&(n, m)) {
                    continue;
                }
                let apart = match (visit.entered_at, stay.entered) {
                    (Some(one), Some(two)) => one.since(two) + two.since(one),
                    _ => Span::ZERO,
                };
                if apart <= Span::from_secs(2) && best.is_none_or(|(closest, _)| apart < closest) {
                    best = Some((apart, (n, m)));
                }
            }
        }
        best.map(|(_, place)| place)
    }

    fn only_theirs(&self, call: &ToldCall, stay: &Stay) -> Difference {
        Difference {
            call: call.uniqueid.clone(),
            queue: stay.queue.clone(),
            at: stay.entered.or(Some(call.first)),
            what: What::OnlyTheirs,
            ours: "no such stay".to_owned(),
            theirs: word(result(stay)),
            cause: self.why_unseen(call),
        }
    }

    fn only_ours(&self, record: &CallRecord, visit: &VisitRecord) -> Difference {
        Difference {
            call: record.linkedid.clone(),
            queue: Text::from(visit.queue.as_str()),
            at: visit.entered_at,
            what: What::OnlyOurs,
            ours: word(visit.result),
            theirs: "no such stay".to_owned(),
            cause: None,
        }
    }

    fn compare(&self, pair: &Pair<'_>, out: &mut Vec<Difference>) {
        let (stay, visit, fine) = (pair.stay, pair.visit, pair.call.fine);
        let mut differs = |what: What, ours: String, theirs: String| {
            out.push(Difference {
                call: pair.call.uniqueid.clone(),
                queue: stay.queue.clone(),
                at: stay.entered.or(visit.entered_at),
                what,
                ours,
                theirs,
                cause: self.why(what, pair),
            });
        };
        let told = result(stay);
        if told != visit.result {
            differs(What::Result, word(visit.result), word(told));
        }
        if !stay.seen {
            differs(What::Line, "entered".to_owned(), "no ENTERQUEUE".to_owned());
        }
        if stay.connected.as_ref().is_some_and(|connected| !connected.seen) {
            differs(What::Line, "connected".to_owned(), "no CONNECT".to_owned());
        }
        if stay.connected.is_some() && stay.completed.is_none() && !pair.record.status.is_live() {
            differs(What::Line, "completed".to_owned(), "no COMPLETE".to_owned());
        }
        let tolerance = |whole: Span| if fine { FINE_TOLERANCE } else { whole };
        if let (Some(ours), Some(theirs)) = (visit.wait_s, stay.waited_for(fine)) {
            if apart(ours, theirs) > tolerance(WAIT_TOLERANCE) {
                differs(What::Wait, seconds(ours), seconds(theirs));
            }
        } else if visit.wait_s.is_some() != stay.waited_for(fine).is_some() {
            differs(What::Wait, maybe(visit.wait_s), maybe(stay.waited_for(fine)));
        }
        if let Some(connected) = &stay.connected {
            let theirs = self.agent(&connected.agent);
            let answered = pair.first_talk().and_then(|segment| segment.with.clone());
            if visit.result == Status::Answered && answered.as_ref() != Some(&theirs) {
                differs(
                    What::Agent,
                    answered.clone().unwrap_or_else(|| Text::const_new("nobody")).to_string(),
                    theirs.to_string(),
                );
            }
            let rang = pair.record.ring_attempts.iter().rfind(|attempt| {
                attempt.agent == theirs
                    && attempt.result == Some(RingResult::Answered)
                    && pair.has(attempt.from)
            });
            let ours = rang.and_then(|attempt| Some(attempt.to?.since(attempt.from?)));
            if let (Some(ours), Some(theirs)) = (ours, connected.ring)
                && apart(ours, theirs) > WAIT_TOLERANCE
            {
                differs(What::Ring, seconds(ours), seconds(theirs));
            }
        }
        for (name, _) in &stay.dumps {
            let agent = self.agent(name);
            if !pair
                .record
                .ring_attempts
                .iter()
                .any(|attempt| attempt.agent == agent && pair.rang(attempt.from))
            {
                differs(What::Dumped, "no try of that phone".to_owned(), agent.to_string());
            }
        }
        self.compare_end(pair, &mut differs);
        self.compare_tries(pair, &mut differs);
    }

    fn compare_end(&self, pair: &Pair<'_>, differs: &mut impl FnMut(What, String, String)) {
        let (Some(first), Some(theirs)) = (pair.first_talk(), pair.stay.talked_for(pair.call.fine)) else {
            return;
        };
        let last = pair.talks().last().unwrap_or(first);
        let from = |to: Option<Timestamp>| Some(to?.since(first.from?));
        let candidates = [from(first.to), from(last.to)];
        let near = candidates.into_iter().flatten().any(|ours| apart(ours, theirs) <= TALK_TOLERANCE);
        if !near {
            differs(What::Talk, maybe(candidates[1]), seconds(theirs));
        }
        let by = pair.record.hangup.as_ref().map(|hangup| hangup.by.clone()).unwrap_or_default();
        let agent =
            pair.stay.connected.as_ref().map(|connected| self.agent(&connected.agent)).unwrap_or_default();
        let customer = |by: &Text| *by == "customer" || Some(by) == pair.record.caller.as_ref();
        match pair.stay.completed.as_ref().map(|ending| &ending.how) {
            Some(EndedHow::Caller) if !customer(&by) => {
                differs(What::HungUpBy, by.to_string(), "customer".to_owned());
            }
            Some(EndedHow::Agent) if by != agent => {
                differs(What::HungUpBy, by.to_string(), agent.to_string());
            }
            Some(EndedHow::Blind { .. }) => {
                self.compare_transfer(pair, &[TransferKind::Blind], differs);
            }
            Some(EndedHow::Attended { .. }) => {
                self.compare_transfer(pair, &[TransferKind::Attended], differs);
            }
            _ => {}
        }
    }

    fn compare_transfer(
        &self,
        pair: &Pair<'_>,
        kinds: &[TransferKind],
        differs: &mut impl FnMut(What, String, String),
    ) {
        let there = pair
            .record
            .transfers
            .iter()
            .any(|transfer| kinds.contains(&transfer.kind) && pair.has(transfer.at))
            || !pair.record.parked.is_empty();
        if !there {
            let ours: Vec<TransferKind> =
                pair.record.transfers.iter().map(|transfer| transfer.kind).collect();
            differs(What::Transfer, format!("{ours:?}"), format!("{kinds:?}"));
        }
    }

    fn compare_tries(&self, pair: &Pair<'_>, differs: &mut impl FnMut(What, String, String)) {
        let mut ours: Vec<(Text, &str)> = Vec::new();
        for attempt in pair.record.ring_attempts.iter().filter(|attempt| pair.rang(attempt.from)) {
            match attempt.result {
                Some(
                    RingResult::NoAnswer | RingResult::Declined | RingResult::Busy | RingResult::Unreachable,
                ) => {
                    ours.push((attempt.agent.clone(), "missed"));
                }
                Some(RingResult::Cancelled) => ours.push((attempt.agent.clone(), "cancelled")),
                _ => {}
            }
        }
        let mut theirs: Vec<(Text, &str)> = pair
            .stay
            .tries
            .iter()
            .map(|one| (self.agent(&one.agent), if one.cancelled { "cancelled" } else { "missed" }))
            .collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        if ours != theirs {
            differs(What::Tries, listed(&ours), listed(&theirs));
        }
    }

    fn pauses(&self, found: &mut Compared) {
        let told: Vec<Change> = self
            .theirs
            .pauses
            .iter()
            .map(|change| Change { agent: self.agent(&change.agent), ..change.clone() })
            .collect();
        let mut taken = vec![false; self.ours.pauses.len()];
        for change in told.iter().filter(|change| self.covers(change.at)) {
            let near = |own: &Change| own.at.since(change.at) + change.at.since(own.at) <= Span::from_secs(2);
            let found_at = self
                .ours
                .pauses
                .iter()
                .enumerate()
                .find(|(n, own)| !taken[*n] && change.tells(own) && near(own));
            match found_at {
                Some((n, _)) => {
                    taken[n] = true;
                    found.pauses += 1;
                }
                None if change.sure => {
                    found.differences.push(pause(change, Side::Theirs, self.why_pause(change.at)));
                }
                None => {}
            }
        }
        for (_, change) in self.ours.pauses.iter().enumerate().filter(|(n, _)| !taken[*n]) {
            let (from, until) = (self.theirs.report.from, self.theirs.report.until);
            if from.is_some_and(|from| change.at >= from) && until.is_some_and(|until| change.at <= until) {
                found.differences.push(pause(change, Side::Ours, self.why_pause(change.at)));
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Ours,
    Theirs,
}

fn pause(change: &Change, side: Side, cause: Option<super::causes::Known>) -> Difference {
    let what = match &change.paused {
        Some(reason) if reason.is_empty() => format!("{} paused", change.agent),
        Some(reason) => format!("{} paused: {reason}", change.agent),
        None => format!("{} unpaused", change.agent),
    };
    let none = "no such change".to_owned();
    let (ours, theirs) = match side {
        Side::Ours => (what, none),
        Side::Theirs => (none, what),
    };
    Difference {
        call: Text::default(),
        queue: change.queue.clone(),
        at: Some(change.at),
        what: What::Pause,
        ours,
        theirs,
        cause,
    }
}

impl<'a> Pair<'a> {
    /// Whether something of ours happened in this stay or in the talk after it.
    pub(super) fn has(&self, at: Option<Timestamp>) -> bool {
        let entered = self.visit.entered_at.unwrap_or_default();
        at.is_some_and(|at| at >= entered && self.next.is_none_or(|next| at < next))
    }

    /// Whether a phone rang for this stay.
    pub(super) fn rang(&self, from: Option<Timestamp>) -> bool {
        self.has(from) && self.visit.left_at.is_none_or(|left| from.is_some_and(|from| from <= left))
    }

    pub(super) fn talks(&self) -> impl DoubleEndedIterator<Item = &'a callcenter_core::record::Segment> {
        self.record.segments.iter().filter(|segment| self.has(segment.from))
    }

    pub(super) fn first_talk(&self) -> Option<&'a callcenter_core::record::Segment> {
        self.talks().next()
    }
}

pub(super) fn apart(one: Span, two: Span) -> Span {
    Span::from_micros((one.as_micros() - two.as_micros()).abs())
}

fn seconds(span: Span) -> String {
    format!("{:.2} s", span.as_micros() as f64 / 1e6)
}

fn maybe(span: Option<Span>) -> String {
    span.map_or_else(|| "not told".to_owned(), seconds)
}

fn listed(tries: &[(Text, &str)]) -> String {
    let tries: Vec<String> = tries.iter().map(|(agent, what)| format!("{agent} {what}")).collect();
    if tries.is_empty() { "none".to_owned() } else { tries.join(", ") }
}
