//! From a call's evidence to its record: a pure function of the state.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::party::{Scene, forward_target};
use super::transfer::transfers;
use super::{
    CallRecord, ConferenceRecord, Direction, Forward, HoldRecord, Observed, ParkRecord, Part, Segment,
    SpyRecord, Status, VisitRecord,
};
use crate::event::LegState;
use crate::fact::{Anomaly, Deed, Ended, Source};
use crate::key::Text;
use crate::state::{Moment, ParkEnd, State, Visit};
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// What a call was, or is so far; nothing when it is no call of its own: internal channels only, or part of another.
pub(crate) fn conclude(state: &State, call: Slot) -> Option<CallRecord> {
    let row = state.call(call);
    if row.absorbed.is_some() && (row.pickup || !row.consult && !row.retrieval && row.talks.is_empty()) {
        return None;
    }
    let scene = Scene::new(state, row)?;
    if row.absorbed.is_some() && scene.talked_as_another() {
        return None;
    }
    let status = scene.status();
    let direction = direction(&scene);
    let caller = state.leg(scene.caller);
    let attempts = scene.attempts();
    let first = scene.talks.first();
    let direct = first.is_some_and(|talk| row.visits.first().is_some_and(|visit| visit.entered > talk.from));
    let segments = segments(&scene, status);
    let visits: Vec<VisitRecord> =
        row.visits.iter().enumerate().map(|(n, visit)| visit_of(&scene, n, visit)).collect();
    let first_visit = row.visits.first();
    Some(CallRecord {
        switch: state.policy.switch.clone(),
        call_id: row.id.to_string(),
        linkedid: Text::from(state.call_key(call).as_str()),
        aliases: row.aliases.clone(),
        direction,
        status,
        caller: caller_of(&scene),
        caller_name: some(&caller.name),
        dialed: dialed(&scene),
        queue: first_visit.filter(|_| !direct).map(|visit| visit.queue.clone()),
        queues: row.visits.iter().map(|visit| visit.queue.clone()).collect(),
        answered_by: answered_by(&scene, status),
        started_at: row.started.at.known(),
        queue_entered_at: first_visit.filter(|visit| visit.seen).and_then(|visit| visit.entered.at.known()),
        answered_at: first.filter(|_| has_talk(status)).and_then(|talk| scene.answered_at(talk)),
        ended_at: ended_at(&scene, status),
        wait_s: visits.first().and_then(|visit| visit.wait_s),
        visits,
        ring_s: ring(&scene),
        talk_s: if row.started.at.is_known() { Some(union(&segments)) } else { None },
        segments,
        hold: holds(&scene),
        transfers: transfers(&scene),
        parked: parkings(&scene),
        consult: row.consult,
        forwarded: forwards(&scene),
        picked_up: row.picked_up,
        spied: spies(&scene),
        conference: conference(&scene),
        mode: mode(&scene, scene.caller),
        hangup: scene.hangup(status),
        agents_rung: Scene::rung(&attempts),
        ring_attempts: attempts,
        recordings: row.recordings.clone(),
        legs: row.legs.len() as u32,
        channels: row
            .legs
            .iter()
            .map(|&leg| (state.leg(leg).channel.clone(), state.leg_key(leg).clone()))
            .collect(),
        observed: observed(&scene, status),
        anomalies: anomalies(&scene, status),
    })
}

/// Whether a call of this status has talks of its own.
fn has_talk(status: Status) -> bool {
    !matches!(status, Status::ParkingRetrieve | Status::Supervision | Status::Conference)
}

fn direction(scene: &Scene<'_>) -> Direction {
    if scene.is_extension(scene.caller) {
        let alone = scene.is_supervision() || scene.call.retrieval || !scene.call.rooms.is_empty();
        let outbound = scene.is_originated() && !alone || scene.outside().is_some();
        return if outbound { Direction::Outbound } else { Direction::Internal };
    }
    let caller = scene.leg(scene.caller);
    let called = scene.is_originated() && caller.first_state != LegState::Calling;
    if called { Direction::Outbound } else { Direction::Inbound }
}

fn caller_of(scene: &Scene<'_>) -> Option<Text> {
    let caller = scene.leg(scene.caller);
    if scene.is_extension(scene.caller) {
        return Some(Text::from(caller.endpoint()));
    }
    some(&caller.number)
}

fn dialed(scene: &Scene<'_>) -> Option<Text> {
    let caller = scene.leg(scene.caller);
    let outside = || scene.outside().and_then(|leg| scene.leg(leg).outside_number()).map(Text::from);
    if scene.is_originated() {
        if !scene.is_extension(scene.caller) {
            return caller.outside_number().map(Text::from);
        }
        let asked = scene.call.originate.as_ref().and_then(|originate| some(&originate.exten));
        let root = scene.call.root.map(|root| scene.leg(root)).unwrap_or(caller);
        return asked.or_else(|| some(&root.next_exten)).or_else(outside);
    }
    some(&caller.first_exten).or_else(outside)
}

fn answered_by(scene: &Scene<'_>, status: Status) -> Option<Text> {
    let talk = scene.talks.first().filter(|_| has_talk(status))?;
    scene.name(talk.leg)
}

fn ended_at(scene: &Scene<'_>, status: Status) -> Option<Timestamp> {
    if status.is_live() {
        return None;
    }
    let lost = |at: Timestamp, how: Ended| match scene.call.gap {
        Some((from, _)) if how != Ended::Reported => from,
        _ => at,
    };
    if status == Status::Answered {
        return scene.last_end().and_then(|(at, _)| at.at.known());
    }
    let end = scene.leg(scene.hero).ended.or(scene.leg(scene.caller).ended)?;
    lost(end.at.at, end.how).known()
}

fn ring(scene: &Scene<'_>) -> Option<Span> {
    let rang = |slot: Slot| {
        let dial = scene.leg(slot).dial.as_ref()?;
        Some(scene.rang_until(slot)?.at.known()?.since(dial.at.at))
    };
    match scene.talks.first() {
        Some(talk) => rang(talk.leg),
        None => scene.dialed().last().and_then(|&(slot, _)| rang(slot)),
    }
}

fn segments(scene: &Scene<'_>, status: Status) -> Vec<Segment> {
    if !has_talk(status) {
        return Vec::new();
    }
    let segment = |talk: &crate::state::Talk| {
        let end = scene.talk_end(talk);
        let to = if talk.to.is_none() && status.is_live() { None } else { end.at.known() };
        Segment {
            with: scene.name(talk.leg),
            from: talk.from.at.known(),
            to,
            seconds: talk.from.at.known().map(|from| end.at.since(from)),
        }
    };
    scene.talks.iter().map(segment).collect()
}

/// Time in which at least one segment ran.
fn union(segments: &[Segment]) -> Span {
    let mut total = Span::ZERO;
    let mut until = Timestamp::UNKNOWN;
    for segment in segments {
        let (Some(from), Some(length)) = (segment.from, segment.seconds) else { continue };
        let to = from + length;
        total += to.since(from.max(until));
        until = until.max(to);
    }
    total
}

fn visit_of(scene: &Scene<'_>, n: usize, visit: &Visit) -> VisitRecord {
    let next = scene.call.visits.get(n + 1).map(|next| next.entered);
    let answer = answer_of(scene, visit, next);
    let result = match answer {
        Some(_) => Status::Answered,
        None if visit.left.is_none() && scene.leg(visit.leg).is_live() => Status::Waiting,
        None => scene.left_how(visit),
    };
    let ended = scene.leg(visit.leg).ended;
    let seen_until = match (ended, scene.call.gap) {
        (Some(end), Some((from, _))) if end.how != Ended::Reported => Some(from),
        (ended, _) => ended.map(|end| end.at.at),
    };
    let until = answer.or(visit.left.map(|at| at.at)).or(seen_until);
    let refused = !visit.joined && result != Status::Answered;
    let entered = visit.entered.at.known().filter(|_| visit.seen);
    VisitRecord {
        queue: visit.queue.clone(),
        entered_at: entered,
        left_at: until.and_then(Timestamp::known),
        wait_s: match entered {
            Some(_) if refused => Some(Span::ZERO),
            Some(entered) => until.map(|until| until.since(entered)),
            None => None,
        },
        result,
    }
}

/// When a stay in a queue was answered: the agent's answer, not the bridge's.
fn answer_of(scene: &Scene<'_>, visit: &Visit, next: Option<Moment>) -> Option<Timestamp> {
    let talk = scene
        .talks
        .iter()
        .find(|talk| talk.from > visit.entered && next.is_none_or(|next| talk.from < next))?;
    // The connection itself may have come while the link was away.
    let unseen = !visit.seen || scene.call.gap.is_some();
    let answered = visit.connected.is_some() || unseen && !visit.abandoned;
    answered.then(|| scene.answered_at(talk).unwrap_or(talk.from.at))
}

fn holds(scene: &Scene<'_>) -> HoldRecord {
    let mut spans: Vec<(Moment, Moment)> = Vec::new();
    let last_end = scene.talks.iter().map(|talk| scene.talk_end(talk)).max();
    let mut holders: Vec<Slot> = scene.talks.iter().map(|talk| talk.leg).collect();
    holders.push(scene.hero);
    holders.push(scene.caller);
    holders.extend(scene.stood_in());
    holders.sort_unstable();
    holders.dedup();
    for leg in holders {
        let own = scene.talks.iter().filter(|talk| talk.leg == leg);
        let (first, last) =
            match (own.clone().map(|talk| talk.from).min(), own.map(|talk| scene.talk_end(talk)).max()) {
                (Some(first), Some(last)) => (first, last),
                _ => match (scene.talks.first(), last_end) {
                    // Another one may have taken its place before the end.
                    (Some(talk), Some(last)) => {
                        (talk.from, scene.seen_until(leg).map_or(last, |end| end.min(last)))
                    }
                    _ => continue,
                },
            };
        for hold in &scene.leg(leg).holds {
            if hold.from < first || hold.from > last || scene.is_for_digits(leg, hold) {
                continue;
            }
            let to = scene.held_until(leg, hold).filter(|to| *to < last).unwrap_or(last);
            spans.push((hold.from, to));
        }
    }
    spans.sort_unstable();
    let seconds = spans.iter().fold(Span::ZERO, |sum, (from, to)| sum + to.at.since(from.at));
    HoldRecord {
        count: spans.len() as u32,
        seconds: scene.call.started.at.is_known().then_some(seconds),
        spans: spans.iter().map(|(from, to)| (from.at.known(), to.at.known())).collect(),
    }
}

fn parkings(scene: &Scene<'_>) -> Vec<ParkRecord> {
    let record = |park: &crate::state::Park| {
        let end = park.ended.map(|(_, end)| end);
        let retrieved = match park.ended {
            Some((at, ParkEnd::Retrieved(by))) => Some((at, by)),
            _ => None,
        };
        let by = crate::state::endpoint(&park.by);
        // Who parked is told as the switch can dial it; else he is who talked with the parked party last.
        let talked = scene.talks.iter().filter(|talk| talk.from < park.at).max_by_key(|talk| talk.from);
        ParkRecord {
            slot: park.slot.clone(),
            at: park.at.at.known(),
            by: if by.is_empty() {
                talked.and_then(|talk| scene.name(talk.leg))
            } else {
                Some(Text::from(by))
            },
            retrieved_by: retrieved.and_then(|(_, leg)| scene.name(leg)),
            retrieved_at: retrieved.and_then(|(at, _)| at.at.known()),
            timed_out: end == Some(ParkEnd::TimedOut),
            gave_up: end == Some(ParkEnd::GaveUp) || end.is_none() && scene.leg(park.leg).ended.is_some(),
        }
    };
    scene.call.parks.iter().map(record).collect()
}

fn forwards(scene: &Scene<'_>) -> Vec<Forward> {
    let legs = scene.dialed().into_iter().map(|(slot, _)| scene.leg(slot));
    legs.filter_map(|leg| {
        let to = forward_target(&leg.dial.as_ref()?.forward);
        (!to.is_empty()).then(|| Forward { from: Text::from(leg.endpoint()), to: Text::from(to) })
    })
    .collect()
}

fn spies(scene: &Scene<'_>) -> Vec<SpyRecord> {
    let spied = scene.call.spied.iter().map(|spied| SpyRecord {
        by: Text::from(scene.leg(spied.by).endpoint()),
        mode: mode(scene, spied.by),
        from: spied.from.at.known(),
        to: spied.to.and_then(|to| to.at.known()),
    });
    spied.collect()
}

fn mode(scene: &Scene<'_>, slot: Slot) -> Option<crate::event::SpyMode> {
    match scene.leg(slot).deed {
        Some(Deed::Spy(mode)) => Some(mode),
        _ => None,
    }
}

fn conference(scene: &Scene<'_>) -> Option<ConferenceRecord> {
    let room = scene.call.rooms.iter().rev().find(|room| room.leg == scene.caller)?;
    let asked = scene.leg(scene.caller).asked;
    Some(ConferenceRecord {
        room: room.room.clone(),
        joined: room.joined.at.known(),
        left: room
            .left
            .or_else(|| scene.leg(scene.caller).ended.map(|end| end.at))
            .and_then(|left| left.at.known()),
        kicked: room.left.is_some() && asked.is_none(),
    })
}

fn observed(scene: &Scene<'_>, status: Status) -> Observed {
    let ended = scene.leg(scene.hero).ended.or(scene.leg(scene.caller).ended);
    let end = !status.is_live() && ended.is_none_or(|end| end.how == Ended::Reported);
    let part = match (scene.call.whole, end) {
        (true, true) => Part::Whole,
        (false, true) => Part::NoStart,
        (true, false) => Part::NoEnd,
        (false, false) => Part::Neither,
    };
    let gap = scene.call.gap;
    Observed { part, from: gap.and_then(|(from, _)| from.known()), to: gap.and_then(|(_, to)| to.known()) }
}

fn anomalies(scene: &Scene<'_>, status: Status) -> Vec<String> {
    let caller = scene.leg(scene.caller);
    let mut words: Vec<String> = scene.call.noticed.iter().map(in_words).collect();
    if !scene.call.started.at.is_known() {
        words.push("the trace carries no times".to_string());
    }
    if !status.is_live() && scene.call.visits.iter().any(|visit| scene.left_untold(visit)) {
        words.push("why the caller left the queue was not reported (no VarSet)".to_string());
    }
    if !caller.refused.is_empty() {
        words.push("which queue refused the caller was not reported (no Newexten)".to_string());
    }
    let spying = status == Status::Supervision && mode(scene, scene.caller).is_none();
    if spying || scene.call.spied.iter().any(|spied| mode(scene, spied.by).is_none()) {
        words.push("how the supervisor listened was not reported (no Newexten)".to_string());
    }
    let unanswered = scene.talks.is_empty() && scene.call.visits.is_empty() && !status.is_live();
    if unanswered && !scene.state.sources.contains(&Source::Steps) {
        words.push("what the dialplan did was not reported (no Newexten)".to_string());
    }
    words
}

fn in_words(anomaly: &Anomaly) -> String {
    match anomaly {
        Anomaly::ClockStep(span) => format!("the switch's clock went back by {span} s"),
        Anomaly::Limit(limit) => format!("a limit was reached: {limit}"),
        Anomaly::LateAnswer(action) => {
            format!("the switch answered action {action} after it had been given up")
        }
    }
}

fn some(text: &Text) -> Option<Text> {
    (!text.is_empty()).then(|| text.clone())
}
