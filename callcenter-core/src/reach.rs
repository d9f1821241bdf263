//! Who talks with whom: the one rule that serves direct calls, queues, transfers, forwards, parking and pickup.
//!
//! A person is with the caller when a way leads from one to the other over bridges in which people talk and over the
//! pairs of internal channels between them.

use alloc::vec::Vec;

use crate::event::BridgeKind;
use crate::state::State;
use crate::table::Slot;

/// Legs that are looked at as being together, at most; a bridge of more people is no call of two sides any more, and
/// those beyond are left out.
const TOGETHER_MAX: usize = 64;

/// Every leg that a way leads to from `leg`, itself first; only itself when it is in no talking bridge.
pub(crate) fn together(state: &State, leg: Slot) -> Vec<Slot> {
    let mut found = Vec::with_capacity(4);
    found.push(leg);
    let mut next = 0;
    while let Some(&leg) = found.get(next) {
        next += 1;
        let row = state.leg(leg);
        if let Some(bridge) = row.bridge.and_then(|bridge| state.bridges.get(bridge))
            && bridge.kind == BridgeKind::Talk
        {
            add(&mut found, bridge.legs.iter().copied());
        }
        if let Some(peer) = row.peer
            && row.is_live()
            && state.leg(peer).is_live()
        {
            add(&mut found, core::iter::once(peer));
        }
    }
    found
}

fn add(found: &mut Vec<Slot>, legs: impl Iterator<Item = Slot>) {
    for leg in legs {
        if found.len() >= TOGETHER_MAX {
            return;
        }
        if !found.contains(&leg) {
            found.push(leg);
        }
    }
}

/// The people who talk with `hero` now: answered, real legs within reach.
pub(crate) fn partners(state: &State, hero: Slot) -> Vec<Slot> {
    let row = state.leg(hero);
    if !row.is_live() || row.parked || row.bridge.is_none() {
        return Vec::new();
    }
    let mut legs = together(state, hero);
    legs.retain(|&leg| leg != hero && is_person(state, leg));
    legs
}

/// Those of a conference's members who are in the same one as `hero`.
pub(crate) fn roommates(state: &State, hero: Slot) -> Vec<Slot> {
    let Some(bridge) = state.leg(hero).bridge.and_then(|bridge| state.bridges.get(bridge)) else {
        return Vec::new();
    };
    if bridge.kind != BridgeKind::Conference {
        return Vec::new();
    }
    bridge.legs.iter().copied().filter(|&leg| leg != hero && is_person(state, leg)).collect()
}

fn is_person(state: &State, leg: Slot) -> bool {
    let leg = state.leg(leg);
    leg.is_up() && leg.is_live() && !leg.is_local()
}
