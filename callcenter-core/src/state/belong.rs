//! Which legs belong to which call, from the first leg of a call to the last word about it.

use alloc::vec::Vec;

use super::leg::Moment;
use super::{Call, Leg, State};
use crate::event::LegState;
use crate::fact::{NewLeg, SeenBy};
use crate::key::{CallId, CallKey, Text};
use crate::table::Slot;

impl State {
    /// The call that a leg began, even if the leg belongs to another one by now.
    pub(crate) fn own_call(&self, leg: Slot) -> Option<Slot> {
        self.leg(leg).calls.iter().copied().find(|&call| self.call(call).root == Some(leg))
    }

    /// Whether a caller's call has no legs at all: it comes from a history that knows no channels, and all that can be
    /// known of it is in the record that closes it.
    pub(super) fn is_told_by_record(&self, caller: &str) -> bool {
        self.legs.slot(caller).is_none() && self.calls.find(caller).is_some_and(|call| call.legs.is_empty())
    }

    pub(super) fn call_started(&mut self, call: &CallKey, whole: bool, moment: Moment) {
        let id = CallId::of(&self.policy.switch, call.as_str(), moment.at.as_micros());
        self.calls.insert(
            call.clone(),
            Call {
                id,
                started: moment,
                whole,
                root: None,
                heir: None,
                legs: Vec::new(),
                guests: Vec::new(),
                live: 0,
                aliases: Vec::new(),
                absorbed: None,
                talks: Vec::new(),
                consults: Vec::new(),
                transfers: Vec::new(),
                moves: Vec::new(),
                visits: Vec::new(),
                parks: Vec::new(),
                spied: Vec::new(),
                rooms: Vec::new(),
                recordings: Vec::new(),
                originate: None,
                picked_up: false,
                consult: false,
                retrieval: false,
                pickup: false,
                ordered: None,
                gap: None,
                over: None,
                noticed: Vec::new(),
            },
        );
    }

    pub(super) fn leg_started(&mut self, new: &NewLeg, moment: Moment) {
        let call = self.call_slot(&new.call);
        let started = Moment { seq: moment.seq, at: new.since.unwrap_or(moment.at) };
        if let Some(slot) = self.legs.slot(new.leg.as_str()) {
            // It was mentioned before its own beginning came: what the beginning tells goes first.
            let leg = self.leg_at(slot);
            let (own, began) = (leg.call, new.seen == SeenBy::Start);
            leg.first_state = new.state;
            leg.first_exten.clone_from(&new.exten);
            leg.seen = new.seen;
            if leg.number.is_empty() {
                leg.number.clone_from(&new.number);
            }
            if leg.name.is_empty() {
                leg.name.clone_from(&new.name);
            }
            let call = self.call_at(own);
            call.whole |= began && call.root == Some(slot);
            return;
        }
        let up = (new.state == LegState::Up).then_some(started);
        let slot = self.legs.insert(
            new.leg.clone(),
            Leg {
                channel: new.channel.clone(),
                number: new.number.clone(),
                name: new.name.clone(),
                context: new.context.clone(),
                exten: new.exten.clone(),
                first_exten: new.exten.clone(),
                next_exten: Text::default(),
                state: new.state,
                first_state: new.state,
                seen: new.seen,
                started,
                up,
                ended: None,
                dial: None,
                asked: None,
                asked_cause: 0,
                call,
                calls: Vec::new(),
                bridge: None,
                moved: None,
                peer: None,
                optimizing: false,
                parked: false,
                picked_up_by: None,
                deed: None,
                voicemail: false,
                refused: Text::default(),
                spying: false,
                holds: Vec::new(),
                epoch: self.link.epoch,
                agent: None,
                waits: None,
                named_by: Vec::new(),
            },
        );
        let is_root = new.leg.as_str() == new.call.as_str();
        let switch = self.policy.switch.clone();
        let (id, whole) =
            (CallId::of(&switch, new.call.as_str(), started.at.as_micros()), new.seen == SeenBy::Start);
        let row = self.call_at(call);
        if is_root {
            row.root = Some(slot);
            row.started.at = started.at;
            row.id = id;
            row.whole = whole;
        }
        self.call_gained_leg(call, slot);
        self.agent_gained_leg(slot);
    }

    pub(super) fn call_gained_leg(&mut self, call: Slot, leg: Slot) {
        let row = self.call_at(call);
        if !row.legs.contains(&leg) {
            row.legs.push(leg);
        }
        row.guests.retain(|&guest| guest != leg);
        row.live += 1;
        if let Some(over) = row.over.take() {
            self.settling.remove(&(over, call));
        }
        let leg = self.leg_at(leg);
        leg.call = call;
        if !leg.calls.contains(&call) {
            leg.calls.push(call);
        }
    }

    pub(super) fn call_lost_leg(&mut self, call: Slot, moment: Moment) {
        let row = self.call_at(call);
        row.live = row.live.saturating_sub(1);
        self.check_over(call, moment);
    }

    /// A call is over when none of its legs lives and its caller, wherever he belongs now, has gone.
    pub(super) fn check_over(&mut self, call: Slot, moment: Moment) {
        let row = self.call(call);
        let root_lives = row.root.is_some_and(|root| self.leg(root).is_live());
        if row.live == 0 && !root_lives && row.over.is_none() {
            self.call_at(call).over = Some(moment);
            self.settling.insert((moment, call));
        }
    }

    pub(super) fn leg_moved(&mut self, leg: &str, to: &str, moment: Moment) {
        let slot = self.slot(leg);
        let target = self.call_slot(&CallKey::from(to));
        let (from, live) = (self.leg(slot).call, self.leg(slot).is_live());
        if from == target {
            return;
        }
        self.call_gained_leg(target, slot);
        if !live {
            self.call_at(target).live -= 1;
        } else {
            self.call_lost_leg(from, moment);
        }
    }

    pub(super) fn calls_merged(&mut self, kept: &CallKey, absorbed: &CallKey) {
        let (kept, gone) = (self.call_slot(kept), self.call_slot(absorbed));
        let into = self.call_key(kept).clone();
        self.call_at(gone).absorbed = Some(into);
        let row = self.call_at(gone);
        let mut aliases = core::mem::take(&mut row.aliases);
        let recordings = row.recordings.clone();
        aliases.insert(0, Text::from(absorbed.as_str()));
        let row = self.call_at(kept);
        for alias in aliases {
            if !row.aliases.contains(&alias) {
                row.aliases.push(alias);
            }
        }
        for file in recordings {
            if !row.recordings.contains(&file) {
                row.recordings.push(file);
            }
        }
    }

    pub(super) fn call_closed(&mut self, call: &CallKey) {
        let slot = self.call_slot(call);
        let row = self.calls.remove(slot).expect("its slot was found by its name");
        if let Some(over) = row.over {
            self.settling.remove(&(over, slot));
        }
        let mut gone = Vec::new();
        for &leg in row.legs.iter().chain(&row.guests) {
            let leg_row = self.leg_at(leg);
            leg_row.calls.retain(|&call| call != slot);
            match leg_row.calls.first() {
                None => gone.push(leg),
                Some(&other) if leg_row.call == slot => leg_row.call = other,
                Some(_) => {}
            }
        }
        for leg in gone {
            self.forget_leg(leg);
        }
    }

    pub(super) fn forget_leg(&mut self, slot: Slot) {
        let Some(leg) = self.legs.remove(slot) else { return };
        if let Some(bridge) = leg.bridge {
            self.take_from_bridge(slot, bridge);
        }
        for other in leg.named_by {
            if let Some(other) = self.legs.get_mut(other) {
                other.forget(slot);
            }
        }
    }

    /// A leg names another, which lets go of it when it goes.
    pub(super) fn names(&mut self, leg: Slot, other: Slot) {
        let named_by = &mut self.leg_at(other).named_by;
        if !named_by.contains(&leg) {
            named_by.push(leg);
        }
    }

    /// Takes a leg out of the queue it waits in.
    pub(super) fn waits_no_more(&mut self, leg: Slot) {
        let queue = self.leg_at(leg).waits.take();
        if let Some(queue) = queue.and_then(|queue| self.queues.get_mut(&queue)) {
            queue.without(leg);
        }
    }

    /// Keeps a leg as long as a call whose history names it.
    pub(super) fn keep(&mut self, call: Slot, leg: Slot) {
        if self.call(call).legs.contains(&leg) || self.call(call).guests.contains(&leg) {
            return;
        }
        self.call_at(call).guests.push(leg);
        self.leg_at(leg).calls.push(call);
    }
}
