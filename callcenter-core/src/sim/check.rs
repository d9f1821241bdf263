//! Whether a world holds together: whoever is somewhere is known there, and nobody is where nobody is any more.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;

use super::floor::{Floor, device};
use super::leg::{Job, Leg, No};

/// Says what is wrong where something is.
macro_rules! must {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err(format!($($what)+));
        }
    };
}

impl Floor {
    /// What of it contradicts the rest; the first that is found.
    pub(super) fn check(&self) -> Result<(), String> {
        self.bridges_hold()?;
        for (&no, leg) in &self.legs {
            self.leg_holds(no, leg).map_err(|why| format!("{} ({:?}): {why}", leg.channel, leg.job))?;
        }
        self.queues_hold()?;
        self.places_hold()?;
        let calls: BTreeSet<_> = self.legs.values().map(|leg| &leg.linked).collect();
        for linked in self.stories.keys() {
            must!(calls.contains(linked), "the story of {linked} goes on without a leg");
        }
        Ok(())
    }

    fn bridges_hold(&self) -> Result<(), String> {
        for (no, bridge) in &self.bridges {
            let known: BTreeSet<No> = bridge.legs.iter().copied().collect();
            must!(known.len() == bridge.legs.len(), "somebody is twice in bridge {}", bridge.id);
            let is_home = self.consults.values().any(|consult| consult.home == *no);
            must!(!known.is_empty() || is_home, "nobody is in bridge {}", bridge.id);
            for leg in known {
                let there = self.legs.get(&leg).is_some_and(|leg| leg.bridge == Some(*no));
                must!(there, "bridge {} has leg {leg}, who is not in it", bridge.id);
            }
        }
        Ok(())
    }

    fn leg_holds(&self, no: No, leg: &Leg) -> Result<(), String> {
        if let Some(bridge) = leg.bridge {
            let known = self.bridges.get(&bridge).is_some_and(|bridge| bridge.legs.contains(&no));
            must!(known, "is in a bridge that does not have it");
        }
        must!(leg.holds == leg.held_since.is_some(), "holds, and not since when");
        if let Some(pair) = leg.pair {
            let other = self.legs.get(&pair);
            must!(other.is_some_and(|other| other.pair == Some(no)), "its other half is not there");
        }
        if let Some(visit) = &leg.visit {
            let known = self.queues.get(&visit.queue).is_some_and(|queue| queue.waiting.contains(&no));
            must!(known == visit.connected.is_none(), "waits in {} differently", visit.queue);
            for rung in &visit.rung {
                let rings = self.legs.get(rung).is_some_and(|rung| rung.by == Some(no) && !rung.is_up());
                must!(rings, "leg {rung} does not ring for it");
            }
        }
        match &leg.job {
            Job::Queue => must!(leg.visit.is_some() || leg.bridge.is_some(), "is in no queue"),
            Job::Dial(dialing) => {
                let rings = dialing.rung.is_none_or(|rung| self.legs.contains_key(&rung));
                must!(rings, "dials a leg that is gone");
            }
            Job::Parked(space) => {
                let here = self.parked.get(space).is_some_and(|parking| parking.leg == no);
                must!(here, "is not in its parking space");
            }
            Job::Spies { target, begun: true } => {
                must!(self.legs.contains_key(target), "listens to nobody");
            }
            Job::Spies { .. }
            | Job::Called
            | Job::Ordered { .. }
            | Job::Dialplan
            | Job::Waits
            | Job::Confers(_) => {}
        }
        Ok(())
    }

    fn queues_hold(&self) -> Result<(), String> {
        for (name, queue) in &self.queues {
            for caller in &queue.waiting {
                let visit = self.legs.get(caller).and_then(|leg| leg.visit.as_ref());
                must!(
                    visit.is_some_and(|visit| visit.queue == *name),
                    "leg {caller} does not wait in {name}"
                );
            }
            for member in queue.members.iter().filter(|member| member.in_call) {
                let mut talks = self.legs.values().filter_map(|leg| leg.visit.as_ref()?.connected.as_ref());
                must!(talks.any(|(who, _)| *who == member.interface), "{} is in no call", member.interface);
            }
        }
        Ok(())
    }

    fn places_hold(&self) -> Result<(), String> {
        for (space, parking) in &self.parked {
            let leg = self.legs.get(&parking.leg);
            let here = leg.is_some_and(|leg| matches!(leg.job, Job::Parked(own) if own == *space));
            must!(here, "space {space} has a leg that is elsewhere");
        }
        for (by, consult) in &self.consults {
            for no in [by, &consult.near, &consult.far] {
                must!(self.legs.contains_key(no), "leg {no} of a consultation of {by} is gone");
            }
        }
        for (number, phone) in &self.phones {
            let state = self.device_state(number);
            must!(phone.state == state, "{number} was told to be {:?}, and is {state:?}", phone.state);
            must!(*number == device(&phone.number), "{number} has the number {}", phone.number);
        }
        Ok(())
    }
}
