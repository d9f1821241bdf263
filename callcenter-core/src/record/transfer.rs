//! What transfers there were and what became of them.

use alloc::vec::Vec;

use super::party::Scene;
use super::{RingResult, TransferKind, TransferRecord, TransferResult};
use crate::key::{QueueKey, Text};
use crate::state::{Consult, Moment, TransferKind as Reported, Visit};
use crate::table::Slot;

/// All transfers of a call, in order.
pub(super) fn transfers(scene: &Scene<'_>) -> Vec<TransferRecord> {
    let mut all: Vec<(Moment, TransferRecord)> = Vec::new();
    for transfer in &scene.call.transfers {
        let after = since(scene, transfer.by, transfer.at);
        if parks(scene, after, transfer.at) {
            continue;
        }
        let targets = match transfer.kind {
            Reported::Attended if !transfer.targets.is_empty() => transfer.targets.clone(),
            _ => called(scene, after, None),
        };
        let visit = visited(scene, transfer.at, &targets);
        let attended = transfer.kind == Reported::Attended;
        all.push((
            transfer.at,
            TransferRecord {
                kind: if attended { TransferKind::Attended } else { TransferKind::Blind },
                by: scene.name(transfer.by),
                to: some(&transfer.to),
                at: transfer.at.at.known(),
                result: result(scene, after, transfer.by, &targets, visit),
                consult_s: transfer
                    .consulted
                    .and_then(|from| Some(transfer.at.at.known()?.since(from.known()?))),
                blonde: attended && transfer.consulted.is_none(),
                to_queue: visit.map(|visit| visit.queue.clone()),
            },
        ));
    }
    for consult in consultations(scene) {
        let until = consult.ended;
        let targets = called(scene, since(scene, consult.by, consult.from), until);
        let target = targets.iter().copied().find(|&leg| scene.leg(leg).is_up()).or(targets.last().copied());
        let up = target.and_then(|leg| scene.leg(leg).up);
        let asked_until = match (consult.completed, target) {
            (false, Some(leg)) => scene.leg(leg).ended.map(|end| end.at).or(until),
            _ => until,
        };
        let answered_before = up.is_some_and(|up| until.is_none_or(|until| up < until));
        let visit = visited(scene, consult.from, &targets);
        let outcome = if consult.completed {
            result(scene, consult.from, consult.by, &targets, visit)
        } else if answered_before {
            until.map(|_| TransferResult::Cancelled)
        } else {
            target.and_then(|leg| scene.result(leg)).map(of_ring).or(until.map(|_| TransferResult::Failed))
        };
        let at = until.unwrap_or(consult.from);
        all.push((
            consult.from,
            TransferRecord {
                kind: TransferKind::Attended,
                by: scene.name(consult.by),
                to: some(&consult.to),
                at: at.at.known(),
                result: outcome,
                consult_s: up
                    .filter(|_| answered_before)
                    .and_then(|up| Some(asked_until?.at.known()?.since(up.at.known()?))),
                blonde: consult.completed && !answered_before,
                to_queue: visit.map(|visit| visit.queue.clone()),
            },
        ));
    }
    all.extend(redirects(scene));
    all.sort_by_key(|&(at, _)| at);
    all.into_iter().map(|(_, transfer)| transfer).collect()
}

/// Whether a transfer led into a parking lot: that is a parking, and no transfer.
fn parks(scene: &Scene<'_>, after: Moment, at: Moment) -> bool {
    let next = scene.talks.iter().map(|talk| talk.from).filter(|&from| from > at).min();
    let called = scene.dialed().into_iter().map(|(_, dialed)| dialed).filter(|&dialed| dialed > at).min();
    scene.call.parks.iter().any(|park| {
        let before = |other: Option<Moment>| other.is_none_or(|other| park.at < other);
        park.at > after && before(next) && before(called)
    })
}

/// Consultations, each once: who goes back to the caller and to the other again still asks the same. By feature code the
/// other one is called after he was gone to, else before, since the talk with the caller began.
fn consultations(scene: &Scene<'_>) -> Vec<Consult> {
    let mut all: Vec<Consult> = Vec::new();
    for consult in &scene.call.consults {
        let bridge_lives = |before: &&mut Consult| {
            before.by == consult.by
                && before.to == consult.to
                && called(scene, since(scene, before.by, before.from), before.ended)
                    .iter()
                    .any(|&leg| scene.leg(leg).ended.is_none_or(|end| end.at > consult.from))
        };
        match all.last_mut().filter(bridge_lives) {
            Some(before) => {
                before.ended = consult.ended;
                before.completed = consult.completed;
            }
            None => all.push(consult.clone()),
        }
    }
    all
}

/// The last time before `at` when `by` began to talk: what was called since may belong to his transfer. Reports around
/// a transfer come in any order, so its own moment says too little.
fn since(scene: &Scene<'_>, by: Slot, at: Moment) -> Moment {
    let talked = |talk: &&crate::state::Talk| {
        talk.from < at && (talk.leg == by || by == scene.hero || by == scene.caller)
    };
    let talk = scene.talks.iter().filter(talked).map(|talk| talk.from).max();
    let handed = scene.call.transfers.iter().map(|transfer| transfer.at).filter(|&other| other < at).max();
    talk.max(handed).unwrap_or(at)
}

/// Real legs called after `from`, before `until` and before the next transfer.
fn called(scene: &Scene<'_>, from: Moment, until: Option<Moment>) -> Vec<Slot> {
    let dialed = scene.dialed();
    let legs = dialed
        .iter()
        .filter(|&&(slot, at)| slot != scene.caller && at > from && until.is_none_or(|u| at < u));
    legs.map(|&(slot, _)| slot).collect()
}

/// The stay in a queue that a transfer led into.
fn visited<'s>(scene: &Scene<'s>, at: Moment, targets: &[Slot]) -> Option<&'s Visit> {
    let next_talk = scene.talks.iter().map(|talk| talk.from).filter(|&from| from > at).min();
    scene.call.visits.iter().find(|visit| {
        let near = visit.entered > at && next_talk.is_none_or(|talk| visit.entered < talk);
        near || visit.offers.iter().any(|(phone, _)| targets.contains(phone)) && visit.entered > at
    })
}

/// What became of a transfer: the next talk, else the legs that were called for it, else the queue.
fn result(
    scene: &Scene<'_>,
    after: Moment,
    by: Slot,
    targets: &[Slot],
    visit: Option<&Visit>,
) -> Option<TransferResult> {
    if scene.talks.iter().any(|talk| {
        talk.from > after && talk.leg != by && (targets.is_empty() || targets.contains(&talk.leg))
    }) {
        return Some(TransferResult::Answered);
    }
    let caller_gave_up = scene.leg(scene.hero).asked.is_some();
    if let Some(visit) = visit {
        return visit
            .left
            .map(|_| if caller_gave_up { TransferResult::Cancelled } else { TransferResult::NoAnswer });
    }
    // A dialplan may have tried somebody else afterwards: the transfer's own target is the first one called.
    let first = targets.iter().copied().find_map(|leg| scene.result(leg).map(|result| (leg, result)));
    match first {
        // The switch stopped the ringing, not the caller: nobody took it in time.
        Some((_, RingResult::Cancelled)) if !caller_gave_up => Some(TransferResult::NoAnswer),
        Some((_, result)) => Some(of_ring(result)),
        None if targets.is_empty() => {
            let over = scene.call.over.is_some() || !scene.leg(scene.hero).is_live();
            over.then_some(TransferResult::Failed)
        }
        None => None,
    }
}

fn of_ring(result: RingResult) -> TransferResult {
    match result {
        RingResult::Answered | RingResult::PickedUpElsewhere | RingResult::AnsweredElsewhere => {
            TransferResult::Answered
        }
        RingResult::NoAnswer => TransferResult::NoAnswer,
        RingResult::Cancelled => TransferResult::Cancelled,
        RingResult::Declined => TransferResult::Declined,
        RingResult::Busy => TransferResult::Busy,
        RingResult::Unreachable => TransferResult::Failed,
    }
}

/// Callers whom the switch was told to send elsewhere: nothing reports it, but they were shown at another extension
/// while still in the bridge, and went on there.
fn redirects(scene: &Scene<'_>) -> Vec<(Moment, TransferRecord)> {
    let mut found = Vec::new();
    let moves = &scene.call.moves;
    let mut next = 0;
    while let Some(first) = moves.get(next) {
        // One stretch of talking: between the talk that ran then and the next one.
        let began = scene.talks.iter().filter(|talk| talk.from < first.at).map(|talk| talk.from).max();
        let again = scene.talks.iter().map(|talk| talk.from).filter(|&from| from > first.at).min();
        let stretch: Vec<_> =
            moves[next..].iter().take_while(|step| again.is_none_or(|again| step.at < again)).collect();
        next += stretch.len().max(1);
        let Some(last) = stretch.last() else { continue };
        let within =
            |at: Moment| began.is_none_or(|began| at > began) && again.is_none_or(|again| at < again);
        let hero = scene.leg(scene.hero);
        let hung_up = hero.asked.is_some_and(|asked| asked < last.at);
        let reported = scene.call.transfers.iter().any(|transfer| within(transfer.at))
            || scene
                .call
                .consults
                .iter()
                .any(|consult| within(consult.from) || consult.ended.is_some_and(within))
            || scene.call.parks.iter().any(|park| within(park.at));
        let partners: Vec<Slot> =
            scene.talks.iter().filter(|talk| Some(talk.from) == began).map(|talk| talk.leg).collect();
        let same_again =
            scene.talks.iter().any(|talk| Some(talk.from) == again && partners.contains(&talk.leg));
        let together = scene.call.rooms.iter().any(|room| room.leg == scene.hero && room.joined > first.at)
            && partners.iter().any(|&leg| scene.call.rooms.iter().any(|room| room.leg == leg));
        let talk_went_on = scene.talks.iter().any(|talk| {
            Some(talk.from) == began && talk.to.is_none_or(|to| hero.ended.is_some_and(|end| to >= end.at))
        });
        if first.from == last.to
            || last.to == "h"
            || hung_up
            || reported
            || same_again
            || together
            || talk_went_on
        {
            continue;
        }
        let targets = called(scene, first.at, again);
        let visit = visited(scene, first.at, &targets);
        found.push((
            first.at,
            TransferRecord {
                kind: TransferKind::Redirect,
                by: Some(Text::const_new("ami")),
                to: visit.map(|visit| Text::from(visit.queue.as_str())).or_else(|| some(&last.to)),
                at: first.at.at.known(),
                result: redirected(scene, first.at, visit, &targets),
                consult_s: None,
                blonde: false,
                to_queue: visit.map(|visit: &Visit| -> QueueKey { visit.queue.clone() }),
            },
        ));
    }
    found
}

fn redirected(
    scene: &Scene<'_>,
    at: Moment,
    visit: Option<&Visit>,
    targets: &[Slot],
) -> Option<TransferResult> {
    if scene.talks.iter().any(|talk| talk.from > at) {
        return Some(TransferResult::Answered);
    }
    result(scene, at, Slot::MAX, targets, visit)
}

fn some(text: &Text) -> Option<Text> {
    (!text.is_empty()).then(|| text.clone())
}
