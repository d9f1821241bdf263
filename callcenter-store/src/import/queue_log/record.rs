//! From a caller's way through the queues to the record of a call: what queue_log tells, and nothing else.

use callcenter_core::record::{
    Direction, Hangup, HoldRecord, Observed, Part, RingAttempt, RingResult, Rung, Segment, Status,
    TransferKind, TransferRecord, TransferResult, VisitRecord,
};
use callcenter_core::{CallId, CallRecord, QueueKey, Span, Text, Timestamp};

use super::call::{EndedHow, Stay, ToldCall};
use super::row::Left;

/// Said of every call: what a queue's log cannot know.
const UNTOLD: &str =
    "from queue_log: direction (taken as inbound), channels and what came before the queue are not told";

/// The record of a call. `agent` says who is behind a member's name.
pub(crate) fn record(switch: &Text, call: &ToldCall, agent: impl Fn(&str) -> Text) -> CallRecord {
    let started = call.stays.first().and_then(|stay| stay.entered);
    // The second call of a channel at the same time must not be taken for the first.
    let identity = call.first.as_micros() + i64::from(call.again);
    let visits: Vec<VisitRecord> = call.stays.iter().map(|stay| visit(stay, call.fine)).collect();
    let segments: Vec<Segment> =
        call.stays.iter().filter_map(|stay| segment(stay, call.fine, &agent)).collect();
    let mut attempts: Vec<RingAttempt> = call.stays.iter().flat_map(|stay| attempts(stay, &agent)).collect();
    attempts.sort_by_key(|attempt| attempt.from);
    let answered = call.stays.iter().find_map(|stay| stay.connected.as_ref());
    let part = part(call);
    let mut anomalies = vec![UNTOLD.to_owned()];
    if call.cut {
        anomalies.push("a limit was reached: history_per_call_max".to_owned());
    }
    CallRecord {
        switch: switch.clone(),
        call_id: CallId::of(switch, &call.uniqueid, identity).to_string(),
        linkedid: call.uniqueid.clone(),
        aliases: Vec::new(),
        direction: Direction::Inbound,
        status: match (answered, visits.last()) {
            (Some(_), _) => Status::Answered,
            (None, last) => last.map_or(Status::Failed, |last| last.result),
        },
        caller: some(&call.number),
        caller_name: some(&call.name),
        dialed: None,
        queue: visits.first().map(|visit| visit.queue.clone()),
        queues: visits.iter().map(|visit| visit.queue.clone()).collect(),
        answered_by: answered.map(|connected| agent(&connected.agent)),
        started_at: started,
        queue_entered_at: started,
        answered_at: answered.map(|connected| connected.at),
        ended_at: if matches!(part, Part::NoEnd | Part::Neither) { None } else { ended_at(call, &segments) },
        wait_s: visits.first().and_then(|visit| visit.wait_s),
        ring_s: match answered {
            Some(connected) => connected.ring,
            None => call.stays.iter().flat_map(|stay| &stay.tries).last().and_then(|last| last.ring),
        },
        visits,
        talk_s: segments.iter().all(|segment| segment.seconds.is_some()).then(|| {
            segments.iter().filter_map(|segment| segment.seconds).fold(Span::ZERO, |sum, talk| sum + talk)
        }),
        segments,
        hold: HoldRecord::default(),
        transfers: call.stays.iter().filter_map(|stay| transfer(stay, &agent)).collect(),
        parked: Vec::new(),
        consult: false,
        forwarded: Vec::new(),
        picked_up: false,
        spied: Vec::new(),
        conference: None,
        mode: None,
        hangup: hangup(call, &agent),
        agents_rung: rung(&attempts),
        ring_attempts: attempts,
        recordings: Vec::new(),
        legs: 0,
        channels: Default::default(),
        observed: Observed { part, from: None, to: None },
        anomalies,
    }
}

fn visit(stay: &Stay, fine: bool) -> VisitRecord {
    VisitRecord {
        queue: QueueKey::from(stay.queue.as_str()),
        entered_at: stay.entered,
        left_at: stay.ended(),
        wait_s: stay.waited_for(fine),
        result: result(stay),
    }
}

/// How a stay ended, in the words of the call record. One whose end is in no line ended in a way that is not known.
pub(crate) fn result(stay: &Stay) -> Status {
    if stay.connected.is_some() {
        return Status::Answered;
    }
    match stay.left {
        Some((Left::Abandoned, _)) => Status::Abandoned,
        Some((Left::TimedOut, _)) => Status::QueueTimeout,
        Some((Left::Empty, _)) => Status::QueueLeftEmpty,
        Some((Left::ByKey, _)) => Status::QueueExitKey,
        Some((Left::Withdrawn, _)) => Status::QueueWithdrawn,
        None => Status::Failed,
    }
}

fn segment(stay: &Stay, fine: bool, agent: impl Fn(&str) -> Text) -> Option<Segment> {
    let connected = stay.connected.as_ref()?;
    let seconds = stay.talked_for(fine);
    Some(Segment {
        with: Some(agent(&connected.agent)),
        from: Some(connected.at),
        to: seconds.map(|seconds| connected.at + seconds),
        seconds,
    })
}

fn attempts(stay: &Stay, agent: impl Fn(&str) -> Text) -> Vec<RingAttempt> {
    let attempt = |name: &str, ring: Option<Span>, at: Timestamp, result: RingResult| RingAttempt {
        agent: agent(name),
        // The ring is told in ms and the line's time in seconds: nobody is rung before he is in the queue.
        from: ring.map(|ring| (at - ring).max(stay.entered.unwrap_or(at - ring))),
        to: Some(at),
        result: Some(result),
    };
    let vain = stay.tries.iter().map(|one| {
        let result = if one.cancelled { RingResult::Cancelled } else { RingResult::NoAnswer };
        attempt(&one.agent, one.ring, one.at, result)
    });
    let answer = stay
        .connected
        .iter()
        .map(|connected| attempt(&connected.agent, connected.ring, connected.at, RingResult::Answered));
    vain.chain(answer).collect()
}

fn rung(attempts: &[RingAttempt]) -> Vec<Rung> {
    let mut rung: Vec<Rung> = Vec::new();
    for attempt in attempts {
        match rung.iter_mut().find(|one| one.agent == attempt.agent) {
            Some(one) => one.result = attempt.result,
            None => rung.push(Rung { agent: attempt.agent.clone(), result: attempt.result }),
        }
    }
    rung
}

/// What became of a transfer is not in the log, except that an attended one found somebody.
fn transfer(stay: &Stay, agent: impl Fn(&str) -> Text) -> Option<TransferRecord> {
    let (connected, completed) = (stay.connected.as_ref()?, stay.completed.as_ref()?);
    let (kind, to, result) = match &completed.how {
        EndedHow::Blind { to } => (TransferKind::Blind, some(to), None),
        EndedHow::Attended { answered } => {
            (TransferKind::Attended, None, answered.then_some(TransferResult::Answered))
        }
        EndedHow::Caller | EndedHow::Agent => return None,
    };
    Some(TransferRecord {
        kind,
        by: Some(agent(&connected.agent)),
        to,
        at: Some(completed.at),
        result,
        consult_s: None,
        blonde: false,
        to_queue: None,
    })
}

/// A stay without an end ended unseen, and so did what came after a transfer.
fn part(call: &ToldCall) -> Part {
    let begun = call.stays.first().is_some_and(|stay| stay.seen);
    let ended = call.stays.last().is_some_and(|stay| match &stay.completed {
        Some(ending) => matches!(ending.how, EndedHow::Caller | EndedHow::Agent),
        None => stay.left.is_some(),
    });
    match (begun, ended) {
        (true, true) => Part::Whole,
        (false, true) => Part::NoStart,
        (true, false) => Part::NoEnd,
        (false, false) => Part::Neither,
    }
}

fn ended_at(call: &ToldCall, segments: &[Segment]) -> Option<Timestamp> {
    let left = call.stays.last().and_then(|stay| stay.left.map(|(_, at)| at));
    segments.iter().filter_map(|segment| segment.to).chain(left).max()
}

fn hangup(call: &ToldCall, agent: impl Fn(&str) -> Text) -> Option<Hangup> {
    let stay = call.stays.last()?;
    let by = match (&stay.completed, stay.left) {
        (Some(ending), _) => match ending.how {
            EndedHow::Caller => Text::const_new("customer"),
            EndedHow::Agent => agent(&stay.connected.as_ref()?.agent),
            EndedHow::Blind { .. } | EndedHow::Attended { .. } => return None,
        },
        (None, Some((Left::Abandoned, _))) => Text::const_new("customer"),
        _ => return None,
    };
    Some(Hangup { by, cause: None })
}

fn some(text: &Text) -> Option<Text> {
    (!text.is_empty()).then(|| text.clone())
}
