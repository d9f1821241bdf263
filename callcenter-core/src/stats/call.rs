//! What one call adds to the figures: a pure function of its record.

use alloc::vec::Vec;

use super::agent::TalkFigures;
use super::merge::{Longest, Merge};
use super::queue::QueueFigures;
use super::span::Quarter;
use super::{Figures, cell, endpoint};
use crate::key::{AgentKey, QueueKey};
use crate::record::{
    CallRecord, Direction, Part, Segment, Status, TransferKind, TransferResult, VisitRecord,
};
use crate::time::{Span, Timestamp};

/// Adds a call that is over, or as it stands.
pub(super) fn fold(figures: &mut Figures, record: &CallRecord, is_agent: impl Fn(&str) -> bool) {
    let Some(started) = record.started_at else {
        figures.unplaced.merge(&1);
        return;
    };
    let call = Folded { record, stays: stays(record), is_agent };
    for stay in &call.stays {
        call.fold_stay(figures, stay);
    }
    call.fold_attempts(figures);
    endpoint::fold(figures, record, started, &call.is_agent);
    if is_auxiliary(record) {
        return cell(&mut figures.floor, started).auxiliary.merge(&1);
    }
    call.fold_floor(figures, started);
    call.fold_talks(figures);
    call.fold_transfers(figures);
}

/// A call of its own kind, whose talk belongs to the call that it serves.
fn is_auxiliary(record: &CallRecord) -> bool {
    record.consult || matches!(record.status, Status::Supervision | Status::ParkingRetrieve)
}

/// A stay in a queue whose beginning is known, up to the next one.
struct Stay<'r> {
    visit: &'r VisitRecord,
    from: Timestamp,
    until: Timestamp,
}

impl Stay<'_> {
    fn has(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

fn stays(record: &CallRecord) -> Vec<Stay<'_>> {
    let entered = |visit: &VisitRecord| visit.entered_at;
    let stays = record.visits.iter().enumerate().filter_map(|(n, visit)| {
        let next = record.visits[n + 1..].iter().find_map(entered);
        let until = next.unwrap_or(Timestamp::from_micros(i64::MAX));
        Some(Stay { visit, from: visit.entered_at?, until })
    });
    stays.collect()
}

struct Folded<'r, F> {
    record: &'r CallRecord,
    stays: Vec<Stay<'r>>,
    is_agent: F,
}

impl<F: Fn(&str) -> bool> Folded<'_, F> {
    fn fold_stay(&self, figures: &mut Figures, stay: &Stay<'_>) {
        let visit = stay.visit;
        let queue = queue_at(figures, &visit.queue, stay.from);
        if visit.result == Status::QueueRefused {
            return queue.refused.merge(&1);
        }
        let wait = visit.wait_s.unwrap_or_default();
        queue.offered.merge(&1);
        queue.longest_wait.merge(&Longest(wait));
        match visit.result {
            Status::Answered => {
                queue.answered.merge(&1);
                queue.answered_wait.merge(&wait);
                queue.answered_waits.add(wait);
            }
            Status::Abandoned => {
                queue.abandoned.merge(&1);
                queue.abandoned_wait.merge(&wait);
                queue.abandoned_waits.add(wait);
            }
            Status::Waiting => queue.waiting.merge(&1),
            other => {
                queue.other_wait.merge(&wait);
                match other {
                    Status::QueueTimeout => &mut queue.timed_out,
                    Status::QueueLeftEmpty => &mut queue.left_empty,
                    Status::QueueExitKey => &mut queue.exited_by_key,
                    Status::QueueWithdrawn => &mut queue.withdrawn,
                    _ => &mut queue.left_otherwise,
                }
                .merge(&1);
            }
        }
        if let (Some(from), Some(to)) = (self.record.observed.from, self.record.observed.to) {
            let left = visit.left_at.unwrap_or(stay.until).min(stay.until);
            queue.uncertain.merge(&u32::from(from < left && stay.from < to));
        }
    }

    /// The queue whose stay a moment belongs to.
    fn queue_of(&self, at: Timestamp) -> Option<&Stay<'_>> {
        self.stays.iter().find(|stay| stay.has(at) && stay.visit.result != Status::QueueRefused)
    }

    fn agent(&self, name: Option<&str>) -> Option<AgentKey> {
        name.filter(|name| (self.is_agent)(name)).map(AgentKey::from)
    }

    fn fold_attempts(&self, figures: &mut Figures) {
        for attempt in &self.record.ring_attempts {
            let (Some(from), Some(agent)) = (attempt.from, self.agent(Some(&attempt.agent))) else {
                continue;
            };
            let ring = attempt.to.map(|to| to.since(from)).unwrap_or_default();
            let row = agent_at(figures, &agent, from);
            row.attempts.add(attempt.result, ring);
            let stay = self.queue_of(from).filter(|stay| stay.visit.left_at.is_none_or(|left| from <= left));
            if let Some(stay) = stay {
                let queue = stay.visit.queue.clone();
                row.queues.entry(queue.clone()).or_default().attempts.add(attempt.result, ring);
                queue_at(figures, &queue, from).attempts.add(attempt.result, ring);
            }
        }
    }

    fn hold(&self, from: Timestamp, to: Timestamp) -> Span {
        endpoint::hold(self.record, from, to)
    }

    /// Talks that are over, each with whom it belongs to.
    fn fold_talks(&self, figures: &mut Figures) {
        for visit in self.record.visits.iter().filter(|visit| visit.entered_at.is_none()) {
            if let Some(left) = visit.left_at {
                queue_at(figures, &visit.queue, left).unplaced.merge(&1);
            }
        }
        for stay in self.stays.iter().filter(|stay| stay.visit.result == Status::Answered) {
            self.fold_answered(figures, stay);
        }
        for segment in &self.record.segments {
            let Some((from, to)) = whole(segment) else { continue };
            let Some(agent) = self.agent(segment.with.as_deref()) else { continue };
            if self.queue_of(from).is_some_and(|stay| stay.visit.result == Status::Answered) {
                continue;
            }
            let talk = TalkFigures { count: 1, talk: to.since(from), hold: self.hold(from, to) };
            let row = agent_at(figures, &agent, to);
            row.direct.merge(&talk);
            row.longest_talk.merge(&Longest(talk.talk));
        }
        let made =
            self.agent(self.record.caller.as_deref()).filter(|_| self.record.direction != Direction::Inbound);
        if let (Some(agent), Some(ended)) = (made, self.record.ended_at) {
            let talk = self.record.talk_s.unwrap_or_default();
            let hold = self.record.hold.seconds.unwrap_or_default();
            let row = agent_at(figures, &agent, ended);
            row.made.merge(&TalkFigures { count: 1, talk, hold });
            row.made_answered.merge(&u32::from(self.record.answered_by.is_some()));
            row.longest_talk.merge(&Longest(talk));
        }
    }

    /// An answered stay: whoever talked first answered it; others took it over.
    fn fold_answered(&self, figures: &mut Figures, stay: &Stay<'_>) {
        let queue = &stay.visit.queue;
        let talks: Vec<&Segment> = self
            .record
            .segments
            .iter()
            .filter(|segment| segment.from.is_some_and(|from| stay.has(from)))
            .collect();
        let first = talks.first().and_then(|segment| self.agent(segment.with.as_deref()));
        if let (Some(agent), Some(answered)) = (&first, stay.visit.left_at) {
            agent_at(figures, agent, answered).queues.entry(queue.clone()).or_default().answered.merge(&1);
        }
        for (n, segment) in talks.iter().enumerate() {
            let (Some((from, to)), Some(agent)) = (whole(segment), self.agent(segment.with.as_deref()))
            else {
                continue;
            };
            let again = n > 0 && talks[..n].iter().any(|before| before.with == segment.with);
            let talk =
                TalkFigures { count: u32::from(!again), talk: to.since(from), hold: self.hold(from, to) };
            let row = agent_at(figures, &agent, to);
            row.longest_talk.merge(&Longest(talk.talk));
            if first.as_ref() == Some(&agent) {
                row.queues.entry(queue.clone()).or_default().talks.merge(&talk);
            } else {
                row.taken_over.merge(&talk);
            }
        }
        let over: Option<Vec<(Timestamp, Timestamp)>> = talks.iter().map(|segment| whole(segment)).collect();
        let Some((over, ended)) = over.and_then(|over| {
            let ended = over.iter().map(|&(_, to)| to).max()?;
            Some((over, ended))
        }) else {
            return;
        };
        let talk = union(over.iter().copied());
        let from = over.iter().map(|&(from, _)| from).min().unwrap_or(ended);
        let hold = self.hold(from, ended);
        let row = queue_at(figures, queue, ended);
        row.handled.merge(&1);
        row.talk.merge(&talk);
        row.hold.merge(&hold);
    }

    fn fold_transfers(&self, figures: &mut Figures) {
        for transfer in &self.record.transfers {
            let Some(at) = transfer.at else { continue };
            // A consultation that came to nothing, and a transfer taken back, gave nobody on.
            let failed = match transfer.kind {
                TransferKind::Attended => {
                    !transfer.blonde && transfer.result != Some(TransferResult::Answered)
                }
                _ => transfer.result == Some(TransferResult::Failed),
            };
            if failed {
                continue;
            }
            if let Some(agent) = self.agent(transfer.by.as_deref()) {
                agent_at(figures, &agent, at).transferred.merge(&1);
            }
            let stay = self.stays.iter().find(|stay| stay.has(at) && stay.visit.result == Status::Answered);
            if let Some(stay) = stay {
                queue_at(figures, &stay.visit.queue, at).transferred.merge(&1);
            }
        }
    }

    fn fold_floor(&self, figures: &mut Figures, started: Timestamp) {
        let record = self.record;
        let floor = cell(&mut figures.floor, started);
        floor.uncertain.merge(&u32::from(record.observed.part != Part::Whole && !record.status.is_live()));
        let calls = match record.direction {
            Direction::Inbound => &mut floor.inbound,
            Direction::Outbound => &mut floor.outbound,
            Direction::Internal => &mut floor.internal,
        };
        calls.add(record);
        self.fold_journey(figures);
    }

    fn fold_journey(&self, figures: &mut Figures) {
        let mut stays = self.stays.iter().filter(|stay| stay.visit.result != Status::QueueRefused);
        let Some(first) = stays.next() else { return };
        let all = || core::iter::once(first).chain(self.stays.iter().filter(|stay| stay.from > first.from));
        let all = || all().filter(|stay| stay.visit.result != Status::QueueRefused);
        let answered = all().position(|stay| stay.visit.result == Status::Answered);
        let waits = all().take(answered.map_or(usize::MAX, |n| n + 1)).filter_map(|stay| stay.visit.wait_s);
        let wait = waits.fold(Span::ZERO, |sum, wait| sum + wait);
        let last = all().max_by_key(|stay| stay.from).map(|stay| stay.visit.result);
        let journeys = &mut cell(&mut figures.floor, first.from).journeys;
        journeys.callers.merge(&1);
        journeys.wait.merge(&wait);
        match (answered, last) {
            (Some(_), _) => &mut journeys.answered,
            _ if self.record.status.is_live() => &mut journeys.live,
            (None, Some(Status::Abandoned)) => &mut journeys.abandoned,
            _ => &mut journeys.other,
        }
        .merge(&1);
    }
}

/// Beginning and end of a talk that is over.
fn whole(segment: &Segment) -> Option<(Timestamp, Timestamp)> {
    Some((segment.from?, segment.to?))
}

/// Time in which at least one of several talks ran, in order of their beginnings.
fn union(talks: impl Iterator<Item = (Timestamp, Timestamp)>) -> Span {
    let mut until = Timestamp::from_micros(i64::MIN);
    talks.fold(Span::ZERO, |sum, (from, to)| {
        let sum = sum + to.since(from.max(until));
        until = until.max(to);
        sum
    })
}

pub(super) fn queue_at<'f>(
    figures: &'f mut Figures,
    queue: &QueueKey,
    at: Timestamp,
) -> &'f mut QueueFigures {
    if !figures.queues.contains_key(queue) {
        figures.queues.insert(queue.clone(), Default::default());
    }
    cell(figures.queues.get_mut(queue).expect("it was just found or made"), at)
}

pub(super) fn agent_at<'f>(
    figures: &'f mut Figures,
    agent: &AgentKey,
    at: Timestamp,
) -> &'f mut super::AgentFigures {
    agent_in(figures, agent, Quarter::of(at))
}

pub(super) fn agent_in<'f>(
    figures: &'f mut Figures,
    agent: &AgentKey,
    quarter: Quarter,
) -> &'f mut super::AgentFigures {
    if !figures.agents.contains_key(agent) {
        figures.agents.insert(agent.clone(), Default::default());
    }
    figures.agents.get_mut(agent).expect("it was just found or made").entry(quarter).or_default()
}
