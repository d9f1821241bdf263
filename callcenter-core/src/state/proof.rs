//! Whether what an action was for is true.

use super::{Leg, State};
use crate::control::Proof;
use crate::event::{BridgeKind, LegState};
use crate::key::{Interface, LegKey, QueueKey};
use crate::reach::together;
use crate::table::Slot;

impl State {
    /// Whether it is true now.
    pub(crate) fn proves(&self, proof: &Proof) -> bool {
        match proof {
            Proof::Paused { queue, interface, paused, reason } => {
                self.member(queue, interface).is_some_and(|member| {
                    member.paused == *paused && (!paused || member.pause_reason == *reason)
                })
            }
            Proof::Member { queue, interface, is } => self.member(queue, interface).is_some() == *is,
            Proof::Penalty { queue, interface, penalty } => {
                self.member(queue, interface).is_some_and(|member| member.penalty == *penalty)
            }
            Proof::Ended { leg } => self.live_leg(leg).is_none(),
            Proof::Up { leg } => self.live_leg(leg).is_some_and(|(_, leg)| leg.is_up()),
            Proof::Held { leg, on } => self.live_leg(leg).is_some_and(|(_, leg)| leg.holds_now() == *on),
            Proof::Parked { leg, on } => self.live_leg(leg).is_some_and(|(_, leg)| leg.parked == *on),
            Proof::Transferred { leg, since } => self.legs.slot(leg.as_str()).is_some_and(|by| {
                let calls = self.leg(by).calls.iter().map(|&call| self.call(call));
                calls.flat_map(|call| &call.transfers).any(|other| other.by == by && other.at.seq > *since)
            }),
            Proof::PickedUp { leg, .. } => {
                self.legs.find(leg.as_str()).is_some_and(|leg| leg.picked_up_by.is_some())
            }
            Proof::Spied { leg, since } => self.legs.slot(leg.as_str()).is_some_and(|target| {
                let calls = self.leg(target).calls.iter().map(|&call| self.call(call));
                calls
                    .flat_map(|call| &call.spied)
                    .any(|spied| spied.target == target && spied.from.seq > *since)
            }),
            Proof::Withdrawn { leg } => {
                self.legs.find(leg.as_str()).is_none_or(|leg| !leg.is_live() || leg.waits.is_none())
            }
            Proof::At { leg, context, exten } => {
                self.live_leg(leg).is_some_and(|(_, leg)| leg.context == *context && leg.exten == *exten)
            }
            Proof::Waiting { legs } => legs.iter().all(|leg| self.waits_aside(leg)),
            Proof::Together { one, two } => self.hear_each_other(one, two),
            Proof::Rings { leg } => {
                self.live_leg(leg).is_some_and(|(_, leg)| leg.state == LegState::Ringing || leg.is_up())
            }
            Proof::InRoom { legs } => {
                let bridge = legs.first().and_then(|leg| self.live_leg(leg)?.1.bridge);
                let room = bridge.and_then(|bridge| self.bridges.get(bridge));
                room.is_some_and(|room| room.kind == BridgeKind::Conference)
                    && legs.iter().all(|leg| self.live_leg(leg).is_some_and(|(_, leg)| leg.bridge == bridge))
            }
        }
    }

    /// Whether a leg is in a waiting place.
    pub(crate) fn waits_aside(&self, leg: &LegKey) -> bool {
        let bridge = self.live_leg(leg).and_then(|(_, leg)| self.bridges.get(leg.bridge?));
        bridge.is_some_and(|bridge| bridge.kind == BridgeKind::Holding)
    }

    /// Whether a way leads from one leg to the other.
    pub(crate) fn hear_each_other(&self, one: &LegKey, two: &LegKey) -> bool {
        match (self.live_leg(one), self.live_leg(two)) {
            (Some((one, row)), Some((two, _))) => row.bridge.is_some() && together(self, one).contains(&two),
            _ => false,
        }
    }

    pub(crate) fn live_leg(&self, leg: &LegKey) -> Option<(Slot, &Leg)> {
        let slot = self.legs.slot(leg.as_str())?;
        self.legs.get(slot).filter(|leg| leg.is_live()).map(|leg| (slot, leg))
    }

    pub(crate) fn member(&self, queue: &QueueKey, interface: &Interface) -> Option<&super::Member> {
        self.queues.get(queue)?.members.get(interface)
    }
}
