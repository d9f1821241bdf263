//! Who enters and leaves which bridge, and what people do in it: hold, park, pick up, confer, listen in.

use super::commands;
use super::legs::{self, Unknown, text};
use super::turn::Turn;
use crate::event::{BridgeKind, LegState, Seen, SeenBridge};
use crate::fact::{Fact, Unparked};
use crate::key::BridgeKey;
use crate::state::State;
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// A leg is in a bridge.
pub(super) fn entered(turn: &mut Turn<'_>, bridge: SeenBridge<'_>, leg: &Seen<'_>, swap: &str) {
    let Some(slot) = legs::seen(turn, leg, Unknown::Make) else { return };
    // It takes another's place: that one is out, whether its leaving was reported yet or not.
    if let Some(out) = turn.state().legs.slot(swap) {
        take(turn, out, bridge.bridge);
        if came_by_itself(turn.state(), slot) {
            let (leg, by) = (turn.leg_key(out), turn.leg_key(slot));
            turn.record(Fact::LegReplaced { leg, by });
        }
    }
    put(turn, slot, bridge);
}

/// Whether a leg that takes another's place began by calling and has done nothing yet: nobody gave it a call, it took one by
/// INVITE with Replaces.
fn came_by_itself(state: &State, slot: Slot) -> bool {
    let leg = state.leg(slot);
    let own = state.own_call(slot).map(|call| state.call(call));
    !leg.is_local()
        && leg.first_state == LegState::Calling
        && leg.dial.is_none()
        && own.is_some_and(|call| call.talks.is_empty() && call.visits.is_empty() && call.legs.len() == 1)
}

/// Puts a leg into a bridge, when it is not there already.
pub(super) fn put(turn: &mut Turn<'_>, slot: Slot, bridge: SeenBridge<'_>) {
    let state = turn.state();
    let leg = state.leg(slot);
    if !leg.is_live() || bridge.bridge.is_empty() {
        return;
    }
    let known = state.bridges.slot(bridge.bridge);
    if known.is_some() && leg.bridge == known {
        return;
    }
    let kind = known
        .and_then(|known| state.bridges.get(known))
        .map_or(bridge.kind, |known| known.kind.max(bridge.kind));
    legs::touch_bridge(turn, slot);
    let leg = turn.leg_key(slot);
    turn.record(Fact::LegEnteredBridge { leg, bridge: BridgeKey::from(bridge.bridge), kind });
    turn.touch(slot);
}

/// A leg is in a bridge no more. Comes late at times: it may be in another one already.
pub(super) fn left(turn: &mut Turn<'_>, bridge: SeenBridge<'_>, leg: &Seen<'_>) {
    // Where it stands in the dialplan is looked at while it is still in the bridge: a redirect shows there.
    if let Some(slot) = legs::seen(turn, leg, Unknown::Leave) {
        take(turn, slot, bridge.bridge);
    }
}

/// Takes a leg out of a bridge, when it is in it.
fn take(turn: &mut Turn<'_>, slot: Slot, bridge: &str) {
    let state = turn.state();
    if state.leg(slot).bridge.is_some() && state.leg(slot).bridge == state.bridges.slot(bridge) {
        legs::touch_bridge(turn, slot);
        let (leg, place) = (turn.leg_key(slot), turn.state().leg(slot).bridge);
        turn.record(Fact::LegLeftBridge { leg });
        turn.touch(slot);
        if let Some(place) = place {
            commands::left_room(turn, place);
        }
    }
}

/// A party puts the other on hold.
pub(super) fn held(turn: &mut Turn<'_>, leg: &Seen<'_>) {
    let Some(slot) = legs::seen(turn, leg, Unknown::Leave) else { return };
    let limit = turn.state().policy.limits.history_per_call_max as usize;
    let row = turn.state().leg(slot);
    if row.is_live() && row.holds.len() < limit && row.holds.last().is_none_or(|hold| hold.to.is_some()) {
        let leg = turn.leg_key(slot);
        turn.record(Fact::HoldStarted { leg });
    }
}

/// A party takes the other back. Without a hold before it this is noise of a transfer.
pub(super) fn unheld(turn: &mut Turn<'_>, leg: &Seen<'_>) {
    let Some(slot) = legs::seen(turn, leg, Unknown::Leave) else { return };
    if turn.state().leg(slot).holds.last().is_some_and(|hold| hold.to.is_none()) {
        let leg = turn.leg_key(slot);
        turn.record(Fact::HoldEnded { leg });
    }
}

/// A leg is parked, by a report or by a list.
pub(super) fn parked(
    turn: &mut Turn<'_>,
    leg: &Seen<'_>,
    slot: &str,
    parker: &str,
    since: Option<Timestamp>,
) {
    let Some(parkee) = legs::seen(turn, leg, Unknown::Leave) else { return };
    let row = turn.state().leg(parkee);
    let full =
        turn.state().call(row.call).parks.len() >= turn.state().policy.limits.history_per_call_max as usize;
    if row.is_live() && !row.parked && !full {
        let (slot, parker) = (text(turn.state(), slot), text(turn.state(), parker));
        let leg = turn.leg_key(parkee);
        turn.record(Fact::LegParked { leg, slot, parker, since });
        turn.touch(parkee);
    }
}

/// Parking is over. `by`: who retrieved.
pub(super) fn unparked(turn: &mut Turn<'_>, leg: &Seen<'_>, by: Option<&Seen<'_>>, timed_out: bool) {
    let by = by.and_then(|by| legs::seen(turn, by, Unknown::Make));
    let Some(parkee) = legs::seen(turn, leg, Unknown::Leave) else { return };
    let open = {
        let state = turn.state();
        let call = state.call(state.leg(parkee).call);
        call.parks.iter().any(|park| park.leg == parkee && park.ended.is_none())
    };
    if open {
        let how = match by {
            Some(by) => Unparked::Retrieved(turn.leg_key(by)),
            None if timed_out => Unparked::TimedOut,
            None => Unparked::GaveUp,
        };
        let leg = turn.leg_key(parkee);
        turn.record(Fact::LegUnparked { leg, how });
        turn.touch(parkee);
    }
}

/// Somebody picks up what rings elsewhere.
pub(super) fn picked_up(turn: &mut Turn<'_>, by: &Seen<'_>, target: &Seen<'_>) {
    let by = legs::seen(turn, by, Unknown::Make);
    let target = legs::seen(turn, target, Unknown::Leave);
    if let (Some(by), Some(target)) = (by, target)
        && turn.state().leg(target).picked_up_by.is_none()
    {
        let (leg, by) = (turn.leg_key(target), turn.leg_key(by));
        turn.record(Fact::LegPickedUp { leg, by });
    }
}

/// Somebody listens in.
pub(super) fn spy_started(turn: &mut Turn<'_>, spy: &Seen<'_>, target: &Seen<'_>) {
    let spy = legs::seen(turn, spy, Unknown::Make);
    let target = legs::seen(turn, target, Unknown::Leave);
    if let (Some(spy), Some(target)) = (spy, target) {
        let state = turn.state();
        let spied = &state.call(state.leg(target).call).spied;
        let full = spied.len() >= state.policy.limits.history_per_call_max as usize;
        if full || spied.iter().any(|spied| spied.by == spy && spied.target == target && spied.to.is_none()) {
            return;
        }
        let (spy, target) = (turn.leg_key(spy), turn.leg_key(target));
        turn.record(Fact::SpyStarted { spy, target });
    }
}

/// Somebody listens in no more.
pub(super) fn spy_ended(turn: &mut Turn<'_>, spy: &Seen<'_>) {
    let Some(slot) = legs::seen(turn, spy, Unknown::Leave) else { return };
    if turn.state().leg(slot).spying {
        let spy = turn.leg_key(slot);
        turn.record(Fact::SpyEnded { spy });
    }
}

/// Somebody is in a conference, by a report or by a list.
pub(super) fn conference_joined(
    turn: &mut Turn<'_>,
    room: &str,
    bridge: Option<SeenBridge<'_>>,
    leg: &Seen<'_>,
    age: Option<Span>,
) {
    let Some(slot) = legs::seen(turn, leg, Unknown::Make) else { return };
    if let Some(bridge) = bridge {
        is_conference(turn, bridge.bridge);
        put(turn, slot, SeenBridge { kind: BridgeKind::Conference, ..bridge });
    }
    let state = turn.state();
    let rooms = &state.call(state.leg(slot).call).rooms;
    let full = rooms.len() >= state.policy.limits.history_per_call_max as usize;
    if !full && state.leg(slot).is_live() && !rooms.iter().any(|room| room.leg == slot && room.left.is_none())
    {
        let since = age.filter(|_| turn.at().is_known()).map(|age| turn.at() - age);
        let (leg, room) = (turn.leg_key(slot), text(state, room));
        turn.record(Fact::ConferenceJoined { leg, room, since });
    }
}

/// Somebody left a conference.
pub(super) fn conference_left(turn: &mut Turn<'_>, leg: &Seen<'_>) {
    let Some(slot) = legs::seen(turn, leg, Unknown::Leave) else { return };
    let state = turn.state();
    if state.call(state.leg(slot).call).rooms.iter().any(|room| room.leg == slot && room.left.is_none()) {
        let leg = turn.leg_key(slot);
        turn.record(Fact::ConferenceLeft { leg });
    }
}

/// A bridge is a conference's.
pub(super) fn is_conference(turn: &mut Turn<'_>, bridge: &str) {
    let state = turn.state();
    if let Some(row) = state.bridges.find(bridge)
        && row.kind != BridgeKind::Conference
    {
        for leg in row.legs.clone() {
            turn.touch(leg);
        }
        turn.record(Fact::BridgeIs { bridge: BridgeKey::from(bridge), kind: BridgeKind::Conference });
    }
}
