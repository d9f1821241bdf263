//! What must hold of every state, whatever was reported: tests and fuzzing ask after each step.

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::{Call, Leg, State, Timer};
use crate::table::Slot;

/// Something that must never be: a mistake in the engine, or a state made by other means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation(String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Violation {}

/// Fails with a sentence unless something holds.
macro_rules! must {
    ($holds:expr, $($sentence:tt)+) => {
        if !$holds {
            return Err(Violation(format!($($sentence)+)));
        }
    };
}

impl State {
    /// Whether everything in it fits together.
    ///
    /// # Errors
    /// The first thing that does not, in words.
    pub fn check(&self) -> Result<(), Violation> {
        for (slot, key, leg) in self.legs.iter() {
            self.check_leg(slot, leg).map_err(|what| Violation(format!("leg {key}: {what}")))?;
        }
        for (_, key, bridge) in self.bridges.iter() {
            must!(!bridge.legs.is_empty(), "bridge {key} is empty and was not forgotten");
            for &leg in &bridge.legs {
                let here = self.legs.get(leg).and_then(|leg| leg.bridge);
                must!(
                    here.is_some() && here == self.bridges.slot(key.as_str()),
                    "bridge {key} has a leg that is not in it"
                );
            }
        }
        for (slot, key, call) in self.calls.iter() {
            self.check_call(slot, call).map_err(|what| Violation(format!("call {key}: {what}")))?;
        }
        for &(over, call) in &self.settling {
            let same = self.calls.get(call).is_some_and(|call| call.over == Some(over));
            must!(same, "a call settles that is not over, or not at that time");
        }
        self.check_queues()?;
        self.check_agents()?;
        self.check_pending()
    }

    fn check_leg(&self, slot: Slot, leg: &Leg) -> Result<(), Violation> {
        must!(self.calls.get(leg.call).is_some(), "its call is gone");
        must!(!leg.calls.is_empty(), "it belongs to no call");
        for &call in &leg.calls {
            let knows = self
                .calls
                .get(call)
                .is_some_and(|call| call.legs.contains(&slot) || call.guests.contains(&slot));
            must!(knows, "a call that it belongs to does not know it");
        }
        if let Some(bridge) = leg.bridge {
            must!(leg.is_live(), "it has ended and is in a bridge");
            let knows = self.bridges.get(bridge).is_some_and(|bridge| bridge.legs.contains(&slot));
            must!(knows, "the bridge it is in does not know it");
        }
        if let Some(queue) = &leg.waits {
            let waits = self.queues.get(queue).is_some_and(|queue| queue.waiter(slot).is_some());
            must!(waits, "it does not wait in {queue}");
        }
        must!(leg.peer.is_none_or(|peer| self.legs.get(peer).is_some()), "its other half is gone");
        let by = leg.dial.as_ref().and_then(|dial| dial.by);
        must!(by.is_none_or(|by| self.legs.get(by).is_some()), "who dialled it is gone");
        must!(leg.picked_up_by.is_none_or(|by| self.legs.get(by).is_some()), "who picked it up is gone");
        must!(leg.holds.iter().rev().skip(1).all(|hold| hold.to.is_some()), "it holds twice");
        Ok(())
    }

    fn check_call(&self, slot: Slot, call: &Call) -> Result<(), Violation> {
        let exists = |leg: Slot| self.legs.get(leg).is_some_and(|leg| leg.calls.contains(&slot));
        must!(call.legs.iter().chain(&call.guests).all(|&leg| exists(leg)), "a leg of it is gone");
        must!(!call.guests.iter().any(|guest| call.legs.contains(guest)), "a leg of it is its guest");
        let live =
            call.legs.iter().filter(|&&leg| self.leg(leg).is_live() && self.leg(leg).call == slot).count();
        must!(live == call.live as usize, "{} legs live, not {live}", call.live);
        must!(call.root.is_none_or(exists), "its first leg is gone");
        must!(call.heir.is_none_or(exists), "its heir is gone");
        must!(call.talks.iter().all(|talk| exists(talk.leg)), "somebody who talked is gone");
        must!(
            call.consults.iter().all(|consult| self.legs.get(consult.by).is_some()),
            "who consulted is gone"
        );
        let transfers =
            call.transfers.iter().flat_map(|transfer| transfer.targets.iter().chain([&transfer.by]));
        must!(transfers.copied().all(exists), "somebody in a transfer is gone");
        for visit in &call.visits {
            must!(self.legs.get(visit.leg).is_some(), "who visited {} is gone", visit.queue);
            must!(
                visit.offers.iter().all(|&(phone, _)| exists(phone)),
                "a phone rung by {} is gone",
                visit.queue
            );
            let connected = visit.connected.as_ref().map(|&(phone, ..)| phone);
            must!(connected.is_none_or(exists), "the phone connected by {} is gone", visit.queue);
        }
        must!(call.parks.iter().all(|park| self.legs.get(park.leg).is_some()), "who was parked is gone");
        must!(call.spied.iter().all(|spied| exists(spied.by)), "who listened is gone");
        must!(call.rooms.iter().all(|room| self.legs.get(room.leg).is_some()), "who conferred is gone");
        let settles = call.over.is_some_and(|over| self.settling.contains(&(over, slot)));
        must!(settles == call.over.is_some(), "it is over and does not settle");
        must!(call.over.is_none() || call.live == 0, "it is over and has legs");
        Ok(())
    }

    fn check_queues(&self) -> Result<(), Violation> {
        for (key, queue) in &self.queues {
            for (n, waiter) in queue.waiting.iter().enumerate() {
                must!(
                    self.legs.get(waiter.leg).is_some_and(Leg::is_live),
                    "queue {key}: a caller waits who is gone"
                );
                must!(
                    self.leg(waiter.leg).waits.as_ref() == Some(key),
                    "queue {key}: a caller does not know of waiting"
                );
                let once = queue.waiting.iter().skip(n + 1).all(|other| other.leg != waiter.leg);
                must!(once, "queue {key}: a caller waits twice");
            }
            for (interface, member) in &queue.members {
                let membership = (key.clone(), interface.clone());
                let known =
                    self.agents.get(&member.agent).is_some_and(|agent| agent.members.contains(&membership));
                must!(known, "queue {key}: agent {} does not know of being a member", member.agent);
            }
        }
        Ok(())
    }

    fn check_agents(&self) -> Result<(), Violation> {
        for (key, agent) in &self.agents {
            for (queue, interface) in &agent.members {
                let member = self.queues.get(queue).and_then(|queue| queue.members.get(interface));
                must!(
                    member.is_some_and(|member| member.agent == *key),
                    "agent {key} is no member of {queue}"
                );
            }
            for &leg in &agent.legs {
                let Some(leg) = self.legs.get(leg).filter(|leg| leg.is_live()) else {
                    return Err(Violation(format!("agent {key}: a leg of the phone is gone")));
                };
                must!(
                    leg.agent.as_ref() == Some(key),
                    "agent {key}: {} is somebody else's phone",
                    leg.channel
                );
            }
            if let Some((_, until)) = &agent.wrap_up {
                let timer = (*until, Timer::WrapUpEnds(key.clone()));
                must!(self.pending.timers.contains(&timer), "agent {key}: nothing ends the wrap-up");
            }
        }
        for (slot, key, leg) in self.legs.iter().filter(|(_, _, leg)| leg.is_live() && !leg.is_local()) {
            let agent = self.agents.get_key_value(leg.endpoint());
            must!(
                leg.agent.as_ref() == agent.map(|(agent, _)| agent),
                "leg {key}: it does not know its agent"
            );
            must!(
                agent.is_none_or(|(_, agent)| agent.legs.contains(&slot)),
                "leg {key}: its agent does not know it"
            );
        }
        Ok(())
    }

    fn check_pending(&self) -> Result<(), Violation> {
        for (at, timer) in &self.pending.timers {
            let wanted = match timer {
                Timer::CallSettles => false,
                Timer::WrapUpEnds(agent) => {
                    let agent = self.agents.get(agent).and_then(|agent| agent.wrap_up.as_ref());
                    agent.is_some_and(|(_, until)| until == at)
                }
                Timer::ActionExpires(action) => {
                    self.pending.actions.get(action).is_some_and(|action| action.deadline == *at)
                }
            };
            must!(wanted, "nobody waits for {timer:?}");
        }
        for (number, action) in &self.pending.actions {
            let timer = (action.deadline, Timer::ActionExpires(*number));
            must!(self.pending.timers.contains(&timer), "action {number} never expires");
            must!(*number <= self.pending.last, "action {number} was never asked for");
        }
        for (number, command) in &self.pending.commands {
            let open = self.pending.actions.values().filter(|action| action.command == *number).count();
            must!(
                open == command.open as usize,
                "command {number}: {open} actions are open, not {}",
                command.open
            );
            must!(open > 0, "command {number} is settled and was not forgotten");
        }
        Ok(())
    }
}
