//! Legs as they are shown: known ones come further, unknown ones come to be, and calls follow their linkedid.

use alloc::boxed::Box;

use super::commands;
use super::turn::Turn;
use crate::event::{LegState, OriginateOutcome, Seen, Step, Variable};
use crate::fact::{Anomaly, Deed, Ended, Fact, NewLeg, SeenBy, Source};
use crate::key::{CallKey, LegKey, QueueKey, Text};
use crate::state::{State, is_local, is_tool};
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// What to do about a leg that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// Make it: the report proves that it lives.
    Make,
    /// Leave it: the report may be late, or false.
    Leave,
}

/// Takes in what a report shows of a leg.
pub(super) fn seen(turn: &mut Turn<'_>, seen: &Seen<'_>, unknown: Unknown) -> Option<Slot> {
    let Some(slot) = turn.state().legs.slot(seen.leg) else {
        return match unknown {
            Unknown::Make => make(turn, seen, SeenBy::Mention, None),
            Unknown::Leave => None,
        };
    };
    follow(turn, slot, seen);
    Some(slot)
}

/// A leg begins.
pub(super) fn started(turn: &mut Turn<'_>, seen: &Seen<'_>) {
    forget_namesake(turn, seen.leg);
    match turn.state().legs.slot(seen.leg) {
        None => {
            make(turn, seen, SeenBy::Start, None);
        }
        Some(slot) => {
            if turn.state().leg(slot).seen == SeenBy::Mention {
                // It belongs where the mention put it; what it shows now is followed afterwards.
                let own = turn.call_key(turn.state().leg(slot).call);
                let mut fact = new_leg(turn, seen, SeenBy::Start, None);
                if let Fact::LegStarted(new) = &mut fact {
                    new.call = own;
                }
                turn.record(fact);
            }
            follow(turn, slot, seen);
        }
    }
}

/// An id that a program chose can come again: the call that had it before is over, and need not wait for late reports.
fn forget_namesake(turn: &mut Turn<'_>, leg: &str) {
    let state = turn.state();
    let Some(row) = state.legs.find(leg).filter(|row| !row.is_live()) else { return };
    for call in row.calls.clone() {
        if turn.state().calls.get(call).is_some_and(|call| call.over.is_some()) {
            super::close(turn, call);
        }
    }
}

/// Makes a leg, and its call when it is the first one seen of it.
pub(super) fn make(
    turn: &mut Turn<'_>,
    seen: &Seen<'_>,
    by: SeenBy,
    since: Option<Timestamp>,
) -> Option<Slot> {
    if seen.leg.is_empty() || seen.channel.is_empty() || is_tool(seen.channel) {
        return None;
    }
    let limits = turn.state().policy.limits;
    if turn.state().legs.len() >= limits.legs_max as usize {
        turn.notice(None, Anomaly::Limit(Text::const_new("legs_max")));
        return None;
    }
    let linked = if seen.linked.is_empty() { seen.leg } else { seen.linked };
    let call = call_of(turn, linked, linked == seen.leg && by == SeenBy::Start);
    if turn.state().call(call).legs.len() >= limits.legs_per_call_max as usize {
        let anomaly = Anomaly::Limit(Text::const_new("legs_per_call_max"));
        if !turn.state().call(call).noticed.contains(&anomaly) {
            turn.notice(Some(call), anomaly);
        }
        return None;
    }
    let fact = new_leg(turn, seen, by, since);
    turn.record(fact);
    let slot = turn.state().legs.slot(seen.leg)?;
    if is_local(seen.channel) {
        pair_by_name(turn, slot);
    }
    turn.touch(slot);
    Some(slot)
}

fn new_leg(turn: &Turn<'_>, seen: &Seen<'_>, by: SeenBy, since: Option<Timestamp>) -> Fact {
    let linked = if seen.linked.is_empty() { seen.leg } else { seen.linked };
    let known = turn.state().legs.find(seen.leg).map(|leg| leg.call);
    let call = known.or_else(|| resolve(turn.state(), linked));
    let call = call.map_or_else(|| CallKey::from(linked), |call| turn.call_key(call));
    Fact::LegStarted(Box::new(NewLeg {
        leg: LegKey::from(seen.leg),
        call,
        channel: text(turn.state(), seen.channel),
        state: seen.state.unwrap_or_default(),
        number: text(turn.state(), seen.number),
        name: text(turn.state(), &seen.name),
        context: text(turn.state(), seen.context),
        exten: text(turn.state(), seen.exten),
        seen: by,
        since,
    }))
}

/// The call that a linkedid names, through merges.
pub(super) fn resolve(state: &State, linked: &str) -> Option<Slot> {
    let mut call = state.calls.slot(linked)?;
    while let Some(into) = &state.call(call).absorbed {
        match state.calls.slot(into.as_str()) {
            Some(next) => call = next,
            None => break,
        }
    }
    Some(call)
}

fn call_of(turn: &mut Turn<'_>, linked: &str, whole: bool) -> Slot {
    if let Some(call) = resolve(turn.state(), linked) {
        return call;
    }
    turn.record(Fact::CallStarted { call: CallKey::from(linked), whole });
    turn.state().calls.slot(linked).expect("the call was started by the fact before")
}

/// A known leg is shown again: it may have come further, gone elsewhere, or belong to an older call now.
fn follow(turn: &mut Turn<'_>, slot: Slot, seen: &Seen<'_>) {
    let state = turn.state();
    let leg = state.leg(slot);
    if !leg.is_live() {
        return;
    }
    if leg.epoch < state.link.epoch {
        let leg = turn.leg_key(slot);
        turn.record(Fact::LegConfirmed { leg });
    }
    belong(turn, slot, seen.linked);
    let leg = turn.state().leg(slot);
    if let Some(to) = seen.state
        && to > leg.state
    {
        let leg = turn.leg_key(slot);
        turn.record(Fact::LegRose { leg, state: to, since: None });
        if to == LegState::Up {
            turn.touch(slot);
        }
    }
    let state = turn.state();
    let leg = state.leg(slot);
    let call = state.call(leg.call);
    let leads = call.root == Some(slot) || call.heir == Some(slot);
    if leads && !seen.exten.is_empty() && (leg.exten != seen.exten || leg.context != seen.context) {
        let (context, exten) = (text(state, seen.context), text(state, seen.exten));
        let leg = turn.leg_key(slot);
        turn.record(Fact::LegWent { leg, context, exten });
    }
}

/// A leg shown with another linkedid belongs to that call now. It never goes back to one that it left.
fn belong(turn: &mut Turn<'_>, slot: Slot, linked: &str) {
    let state = turn.state();
    let old = state.leg(slot).call;
    if linked.is_empty() || state.call_key(old).as_str() == linked {
        return;
    }
    if let Some(target) = resolve(state, linked)
        && (target == old || state.call(target).legs.contains(&slot))
    {
        return;
    }
    let target = call_of(turn, linked, false);
    let (leg, call) = (turn.leg_key(slot), turn.call_key(target));
    let is_root = turn.state().call(old).root == Some(slot) && turn.state().call(old).absorbed.is_none();
    if is_root {
        let absorbed = turn.call_key(old);
        turn.record(Fact::CallsMerged { kept: call.clone(), absorbed });
    }
    turn.record(Fact::LegMoved { leg, call });
    turn.touch(slot);
}

/// A leg that was called for a call is in it, as soon as it is connected: the switch shows that with its next report only.
pub(super) fn joined(turn: &mut Turn<'_>, leg: &LegKey, other: &LegKey) {
    let state = turn.state();
    let (Some((slot, _)), Some((_, row))) = (state.live_leg(leg), state.live_leg(other)) else { return };
    let linked = state.call_key(row.call).clone();
    belong(turn, slot, linked.as_str());
}

/// Old switches show no linkedid: who is dialled, or is the other half, belongs to the call of the one it was made for.
pub(super) fn adopt(turn: &mut Turn<'_>, report: &Seen<'_>, slot: Slot, by: Slot) {
    let state = turn.state();
    if report.linked.is_empty() && state.leg(slot).call != state.leg(by).call && state.leg(slot).is_live() {
        let linked = state.call_key(state.leg(by).call).clone();
        belong(turn, slot, linked.as_str());
    }
}

/// The halves of an internal channel are told from each other by the last character only.
fn pair_by_name(turn: &mut Turn<'_>, slot: Slot) {
    let state = turn.state();
    let leg = state.leg(slot);
    let Some((stem, _)) = leg.channel.rsplit_once(';') else { return };
    let other = state.call(leg.call).legs.iter().copied().find(|&other| {
        other != slot
            && state.leg(other).peer.is_none()
            && state.leg(other).is_live()
            && state.leg(other).channel.rsplit_once(';').is_some_and(|(other, _)| other == stem)
    });
    if let Some(other) = other {
        pair(turn, slot, other);
    }
}

/// Two halves belong together.
pub(super) fn pair(turn: &mut Turn<'_>, one: Slot, two: Slot) {
    if one == two || turn.state().leg(one).peer == Some(two) {
        return;
    }
    let (one_key, two_key) = (turn.leg_key(one), turn.leg_key(two));
    turn.record(Fact::LegsPaired { one: one_key, two: two_key });
    turn.touch(one);
    turn.touch(two);
}

/// The party on a leg was named. The first number and name stay: a dialplan may write others over them later.
pub(super) fn identified(turn: &mut Turn<'_>, report: &Seen<'_>) {
    let Some(slot) = seen(turn, report, Unknown::Leave) else { return };
    let state = turn.state();
    let leg = state.leg(slot);
    let number = if leg.number.is_empty() { text(state, report.number) } else { leg.number.clone() };
    let name = if leg.name.is_empty() { text(state, &report.name) } else { leg.name.clone() };
    if leg.is_live() && (number != leg.number || name != leg.name) {
        let leg = turn.leg_key(slot);
        turn.record(Fact::LegIdentified { leg, number, name });
    }
}

/// A channel was renamed.
pub(super) fn renamed(turn: &mut Turn<'_>, leg: &str, channel: &str) {
    let Some(slot) = turn.state().legs.slot(leg) else { return };
    if turn.state().leg(slot).channel != channel && !channel.is_empty() {
        let (leg, channel) = (turn.leg_key(slot), text(turn.state(), channel));
        turn.record(Fact::LegRenamed { leg, channel });
        turn.touch(slot);
    }
}

/// The dialplan does a step.
pub(super) fn executes(turn: &mut Turn<'_>, report: &Seen<'_>, step: Step<'_>) {
    source(turn, Source::Steps);
    let Some(slot) = seen(turn, report, Unknown::Leave) else { return };
    if !turn.state().leg(slot).is_live() {
        return;
    }
    let deed = match step {
        Step::Outgoing => return,
        Step::Queue(queue) => Some(Deed::Queue(QueueKey::from(queue))),
        Step::Spy(mode) => Some(Deed::Spy(mode)),
        Step::Voicemail => Some(Deed::Voicemail),
        _ => None,
    };
    let state = turn.state();
    let visit = state.call(state.leg(slot).call).visits.iter().rev().find(|visit| visit.leg == slot);
    let full =
        state.call(state.leg(slot).call).visits.len() >= state.policy.limits.history_per_call_max as usize;
    let deed = deed.filter(|deed| !full || !matches!(deed, Deed::Queue(_)));
    let in_queue = visit.filter(|visit| visit.went_on.is_none());
    let leaves_queue = in_queue.is_some();
    // Sent elsewhere by a transfer or a key, a leg is shown at its new place with its old step once more.
    let moved = in_queue.is_some_and(|visit| visit.exten != report.exten);
    if moved && deed.is_some() && deed == state.leg(slot).deed {
        return;
    }
    let key = turn.leg_key(slot);
    if leaves_queue {
        turn.record(Fact::LegDid { leg: key.clone(), deed: Deed::GoesOn });
    }
    if let Some(deed) = deed {
        turn.record(Fact::LegDid { leg: key, deed });
    }
    if let Step::Record(file) = step {
        recording(turn, slot, file);
    }
}

/// A variable was set that tells something.
pub(super) fn variable(turn: &mut Turn<'_>, report: &Seen<'_>, variable: &Variable<'_>) {
    source(turn, Source::Variables);
    let Some(slot) = seen(turn, report, Unknown::Leave) else { return };
    match variable {
        Variable::QueueStatus(status) if !status.is_empty() => {
            let (leg, status) = (turn.leg_key(slot), text(turn.state(), status));
            turn.record(Fact::QueueStatusSet { leg, status });
        }
        Variable::RecordingFile(file) => recording(turn, slot, file),
        Variable::QueueStatus(_) | Variable::WithdrawInfo(_) => {}
    }
}

/// Reports of a kind are seen.
pub(super) fn source(turn: &mut Turn<'_>, source: Source) {
    if !turn.state().sources.contains(&source) {
        turn.record(Fact::SourceSeen { source });
    }
}

fn recording(turn: &mut Turn<'_>, slot: Slot, file: &str) {
    let file = file.rsplit('/').next().unwrap_or_default();
    let state = turn.state();
    let call = state.call(state.leg(slot).call);
    let full = call.recordings.len() >= state.policy.limits.history_per_call_max as usize;
    if file.is_empty() || full || call.recordings.iter().any(|known| known == file) {
        return;
    }
    let (leg, file) = (turn.leg_key(slot), text(state, file));
    turn.record(Fact::RecordingNamed { leg, file });
}

/// Somebody wants a leg to end. Only the party's own wish says who hung up; the switch's own is a consequence.
pub(super) fn asked_to_end(turn: &mut Turn<'_>, report: &Seen<'_>, by_party: bool, cause: Option<u16>) {
    let Some(slot) = seen(turn, report, Unknown::Leave) else { return };
    if by_party && turn.state().leg(slot).asked.is_none() && turn.state().leg(slot).is_live() {
        let leg = turn.leg_key(slot);
        turn.record(Fact::LegAskedToEnd { leg, by_party, cause });
    }
}

/// A leg is gone.
pub(super) fn ended(turn: &mut Turn<'_>, report: &Seen<'_>, cause: u16) {
    // Its linkedid may have changed with this very report.
    let Some(slot) = seen(turn, report, Unknown::Leave) else { return };
    end(turn, slot, cause, Ended::Reported);
}

/// Ends a leg that lives.
pub(super) fn end(turn: &mut Turn<'_>, slot: Slot, cause: u16, how: Ended) {
    if turn.state().leg(slot).is_live() {
        touch_bridge(turn, slot);
        let (leg, place) = (turn.leg_key(slot), turn.state().leg(slot).bridge);
        turn.record(Fact::LegEnded { leg, cause, how });
        turn.touch(slot);
        if let Some(place) = place {
            commands::left_room(turn, place);
        }
    }
}

/// Marks all who are in one bridge with a leg.
pub(super) fn touch_bridge(turn: &mut Turn<'_>, slot: Slot) {
    let state = turn.state();
    if let Some(bridge) = state.leg(slot).bridge.and_then(|bridge| state.bridges.get(bridge))
        && bridge.kind == crate::event::BridgeKind::Talk
    {
        for leg in bridge.legs.clone() {
            turn.touch(leg);
        }
    }
}

/// An originate ended. Where it failed the switch does not name the channel: the last one made for it is meant.
pub(super) fn originated(
    turn: &mut Turn<'_>,
    leg: &str,
    channel: &str,
    exten: &str,
    outcome: OriginateOutcome,
    step: Step<'_>,
) {
    let state = turn.state();
    let slot = state.legs.slot(leg).or_else(|| {
        state
            .calls
            .values()
            .filter(|call| call.originate.is_none())
            .filter_map(|call| Some((call.started, call.root?)))
            .filter(|&(_, root)| {
                let root = state.leg(root);
                !root.is_up()
                    && root
                        .channel
                        .strip_prefix(channel)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            })
            .max()
            .map(|(_, root)| root)
    });
    let leg = slot.map(|slot| turn.leg_key(slot));
    if let (Some(leg), Step::Spy(mode)) = (&leg, step) {
        turn.record(Fact::LegDid { leg: leg.clone(), deed: Deed::Spy(mode) });
    }
    if leg.is_some() {
        let exten = text(turn.state(), exten);
        turn.record(Fact::OriginateEnded { leg, exten, outcome });
    }
}

/// A channel as a list has it.
pub(super) fn listed(turn: &mut Turn<'_>, row: &Seen<'_>, age: Option<Span>) -> Option<Slot> {
    match turn.state().legs.slot(row.leg) {
        Some(slot) => {
            follow(turn, slot, row);
            Some(slot)
        }
        None => {
            let at = turn.at();
            let since = age.filter(|_| at.is_known()).map(|age| at - age);
            make(turn, row, SeenBy::List, since)
        }
    }
}

/// A text as it is kept: cut at the limit, between characters.
pub(super) fn text(state: &State, value: &str) -> Text {
    let limit = state.policy.limits.text_bytes_max as usize;
    if value.len() <= limit {
        return Text::from(value);
    }
    let mut end = limit;
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    Text::from(&value[..end])
}
