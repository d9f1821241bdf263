//! Rooms in which three were brought together end as a talk does: with the last but one. A conference by itself would keep
//! whoever is left in it, with music, for ever.

use alloc::vec::Vec;

use super::super::turn::Turn;
use super::own;
use super::saga::hang_up;
use crate::control::{Hook, Proof};
use crate::event::BridgeKind;
use crate::fact::Awaits;
use crate::state::State;
use crate::table::Slot;

/// Looks at a bridge that somebody has just left.
pub(in super::super) fn left(turn: &mut Turn<'_>, bridge: Slot) {
    if let Some(alone) = alone(turn.state(), bridge) {
        let action = hang_up(turn.state(), turn.state().leg_key(alone));
        if let Ok(action) = action {
            own(turn, action);
        }
    }
}

/// Looks at every room: nobody said who left while three were brought together, or while the link was away.
pub(in super::super) fn settle(turn: &mut Turn<'_>) {
    let bridges: Vec<Slot> = turn.state().bridges.iter().map(|(slot, _, _)| slot).collect();
    for bridge in bridges {
        left(turn, bridge);
    }
}

/// Who is alone in a room of ours to which nobody is on the way.
fn alone(state: &State, bridge: Slot) -> Option<Slot> {
    let row = state.bridges.get(bridge)?;
    let &[slot] = row.legs.as_slice() else { return None };
    if row.kind != BridgeKind::Conference {
        return None;
    }
    let leg = state.leg(slot);
    let of_ours = leg.calls.iter().map(|&call| state.call(call)).find_map(|call| {
        let room = call.rooms.iter().rev().find(|room| room.leg == slot && room.left.is_none())?;
        // Another's room may have such a name: in ours is a consultation that came to its end.
        let merged = call.consults.iter().any(|consult| consult.completed);
        Hook::number_of(&room.room).filter(|_| merged)
    })?;
    let key = state.leg_key(slot);
    let ends = |awaits: &Awaits| matches!(awaits, Awaits::Proof(proof) if **proof == Proof::Ended { leg: key.clone() });
    let busy = state.control.sagas.contains_key(&of_ours)
        || state.control.aside_of(key.as_str()).is_some()
        || state.pending.actions.values().any(|pending| ends(&pending.awaits));
    (!busy).then_some(slot)
}
