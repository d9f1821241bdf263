//! Who is who in a call: caller, partners, phones that rang.

use alloc::vec::Vec;

use super::{RingAttempt, RingResult, Rung};
use crate::event::{DialStatus, LegState};
use crate::fact::Ended;
use crate::key::Text;
use crate::state::{Call, Hold, Leg, Moment, State, Talk};
use crate::table::Slot;
use crate::time::Timestamp;

/// A call with what its conclusions look at again and again.
pub(super) struct Scene<'s> {
    pub(super) state: &'s State,
    pub(super) call: &'s Call,
    /// Who began it.
    pub(super) caller: Slot,
    /// Whose experience it is: the caller, or whom he left it to.
    pub(super) hero: Slot,
    /// Talks in order of their beginning.
    pub(super) talks: Vec<Talk>,
}

impl<'s> Scene<'s> {
    pub(super) fn new(state: &'s State, call: &'s Call) -> Option<Self> {
        let caller = state.caller(call)?;
        let hero = state.hero(call)?;
        let mut talks = call.talks.clone();
        talks.extend(connected_only(state, call));
        talks.sort_by_key(|talk| talk.from);
        Some(Self { state, call, caller, hero, talks })
    }

    pub(super) fn leg(&self, slot: Slot) -> &'s Leg {
        self.state.leg(slot)
    }

    pub(super) fn is_extension(&self, slot: Slot) -> bool {
        self.state.is_extension(self.leg(slot).endpoint())
    }

    /// Whether the switch was told to make the call, rather than somebody dialling it.
    pub(super) fn is_originated(&self) -> bool {
        self.call.originate.is_some()
            || [Some(self.caller), self.call.root].into_iter().flatten().any(|leg| {
                let leg = self.leg(leg);
                leg.dial
                    .as_ref()
                    .is_some_and(|dial| dial.by.is_none() && leg.first_state != LegState::Calling)
                    && self.call.root.is_some()
            })
    }

    /// The trunk leg by which an extension or a campaign reaches the outside before anybody answered.
    pub(super) fn outside(&self) -> Option<Slot> {
        let first = self.talks.first().map(|talk| talk.from);
        let before =
            |leg: &Leg| leg.dial.as_ref().is_none_or(|dial| first.is_none_or(|first| dial.at < first));
        self.call.legs.iter().copied().find(|&slot| {
            let leg = self.leg(slot);
            slot != self.caller
                && !leg.is_local()
                && !self.is_extension(slot)
                && is_called(leg)
                && before(leg)
                && !self.is_forwarded_to(slot)
        })
    }

    /// Whether a leg was called because a phone sent the call on.
    pub(super) fn is_forwarded_to(&self, slot: Slot) -> bool {
        let Some(dial) = &self.leg(slot).dial else { return false };
        let Some(by) = dial.by else { return false };
        // The dialler is the far half of an internal channel that stands for the forwarding phone.
        let local = self.leg(by).is_local();
        local
            && self.call.legs.iter().any(|&other| {
                let forward = self.leg(other).dial.as_ref().map(|dial| forward_target(&dial.forward));
                forward
                    .is_some_and(|to| !to.is_empty() && self.leg(by).endpoint().split('@').next() == Some(to))
            })
    }

    /// What the other side is called: an extension, `customer`, or an outside number.
    pub(super) fn name(&self, slot: Slot) -> Option<Text> {
        let leg = self.leg(slot);
        if self.is_extension(slot) {
            return Some(Text::from(leg.endpoint()));
        }
        let caller_is_customer = !self.is_extension(self.caller);
        if slot == self.caller || (!caller_is_customer && Some(slot) == self.customer()) {
            return Some(Text::const_new("customer"));
        }
        leg.outside_number().map(Text::from).or_else(|| (!leg.number.is_empty()).then(|| leg.number.clone()))
    }

    /// The outside party that an extension's call reached: all of its tries are the same customer.
    fn customer(&self) -> Option<Slot> {
        let first = self.outside()?;
        let talked = self.talks.first().map(|talk| talk.leg).filter(|&leg| {
            !self.is_extension(leg) && !self.is_forwarded_to(leg) && self.call.legs.contains(&leg)
        });
        match (talked, self.talks.is_empty()) {
            (Some(leg), _) => Some(leg),
            (None, true) => self.last_outside().or(Some(first)),
            (None, false) => None,
        }
    }

    fn last_outside(&self) -> Option<Slot> {
        self.call
            .legs
            .iter()
            .copied()
            .filter(|&slot| {
                slot != self.caller
                    && !self.leg(slot).is_local()
                    && !self.is_extension(slot)
                    && is_called(self.leg(slot))
                    && !self.is_forwarded_to(slot)
            })
            .max_by_key(|&slot| self.leg(slot).dial.as_ref().map(|dial| dial.at))
    }

    /// Real legs that were called, in order of the calling.
    pub(super) fn dialed(&self) -> Vec<(Slot, Moment)> {
        let mut legs: Vec<(Slot, Moment)> = self
            .call
            .legs
            .iter()
            .chain(&self.call.guests)
            .filter_map(|&slot| {
                let leg = self.leg(slot);
                let belongs = self.call.legs.contains(&slot)
                    || self
                        .call
                        .visits
                        .iter()
                        .any(|visit| visit.offers.iter().any(|&(phone, _)| phone == slot));
                let dial = leg.dial.as_ref()?;
                (!leg.is_local() && belongs).then_some((slot, dial.at))
            })
            .collect();
        legs.sort_by_key(|&(_, at)| at);
        legs
    }

    /// What became of a leg that was called; absent while it rings.
    pub(super) fn result(&self, slot: Slot) -> Option<RingResult> {
        let leg = self.leg(slot);
        if leg.picked_up_by.is_some() {
            return Some(RingResult::PickedUpElsewhere);
        }
        if leg.is_up() {
            return Some(RingResult::Answered);
        }
        let dial = leg.dial.as_ref();
        let status = dial.and_then(|dial| dial.status);
        if dial.is_some_and(|dial| !dial.forward.is_empty()) {
            return Some(RingResult::Cancelled);
        }
        let cause = match (leg.ended.map(|end| end.cause), leg.asked_cause) {
            (None | Some(0), asked) => asked,
            (Some(cause), _) => cause,
        };
        if leg.ended.is_none() && status.is_none() {
            return None;
        }
        Some(match (cause, status) {
            (26, _) => RingResult::AnsweredElsewhere,
            (17, _) | (_, Some(DialStatus::Busy)) => RingResult::Busy,
            (21, _) => RingResult::Declined,
            (1 | 3 | 20 | 34, _) | (_, Some(DialStatus::Congestion | DialStatus::Unavailable)) => {
                RingResult::Unreachable
            }
            (_, Some(DialStatus::NoAnswer)) => RingResult::NoAnswer,
            (_, Some(DialStatus::Cancel)) => RingResult::Cancelled,
            // No end of the dialling was reported: an originate that rang out, or a caller who went.
            (19, _) => RingResult::NoAnswer,
            _ if dial.is_some_and(|dial| dial.by.is_none()) => RingResult::NoAnswer,
            _ => RingResult::Cancelled,
        })
    }

    /// Whether a hold was only the switch's, while the digits of a blind transfer were dialled.
    pub(super) fn is_for_digits(&self, leg: Slot, hold: &Hold) -> bool {
        self.call.transfers.iter().any(|transfer| {
            transfer.by == leg
                && transfer.by_code
                && hold.from < transfer.at
                && self.leg(leg).holds.iter().all(|later| later.from <= hold.from || later.from > transfer.at)
        })
    }

    /// The end of a hold. One that a consultation by feature code made lasts as long as that: the switch's own reports
    /// of holding tell of both sides he goes to and fro between.
    pub(super) fn held_until(&self, leg: Slot, hold: &Hold) -> Option<Moment> {
        let consult = self.call.consults.iter().find(|consult| {
            consult.by == leg && hold.from <= consult.from && hold.to.is_none_or(|to| consult.from <= to)
        });
        match consult {
            Some(consult) => consult.ended,
            None => hold.to,
        }
    }

    /// The legs by which the caller's phone stood in the call, if it came back into it: each of them called by itself.
    pub(super) fn stood_in(&self) -> impl Iterator<Item = Slot> {
        let phone = self.leg(self.caller).endpoint();
        let came_back = self.hero != self.caller && self.leg(self.hero).endpoint() == phone;
        let legs = self.call.legs.iter().copied().filter(move |_| came_back);
        legs.filter(move |&slot| {
            let leg = self.leg(slot);
            leg.endpoint() == phone && leg.dial.is_none() && leg.first_state == LegState::Calling
        })
    }

    /// When a leg was seen to end.
    pub(super) fn seen_until(&self, slot: Slot) -> Option<Moment> {
        self.leg(slot).ended.filter(|end| end.how == Ended::Reported).map(|end| end.at)
    }

    /// When a leg that was called stopped ringing.
    pub(super) fn rang_until(&self, slot: Slot) -> Option<Moment> {
        let leg = self.leg(slot);
        leg.up
            .or_else(|| leg.dial.as_ref().and_then(|dial| dial.ended))
            .or_else(|| leg.ended.map(|end| end.at))
    }

    /// Whether the call, which another one absorbed, never had anybody of its own: all whom it talked with are legs of
    /// others. The switch tells that two calls became one with the next report of a leg only, so that until then the
    /// other call's talk stands here too. Listening in, a consultation and fetching a parked caller come before that.
    pub(super) fn talked_as_another(&self) -> bool {
        !self.is_supervision()
            && !self.call.consult
            && !self.call.retrieval
            && self.talks.iter().all(|talk| !self.call.legs.contains(&talk.leg))
    }

    /// Every try of a phone.
    pub(super) fn attempts(&self) -> Vec<RingAttempt> {
        self.dialed()
            .into_iter()
            .filter(|&(slot, _)| slot != self.caller && self.is_extension(slot))
            .map(|(slot, at)| RingAttempt {
                agent: Text::from(self.leg(slot).endpoint()),
                from: at.at.known(),
                to: self.rang_until(slot).and_then(|at| at.at.known()),
                result: self.result(slot),
            })
            .collect()
    }

    /// Every phone that was tried, once, with the result of its last try.
    pub(super) fn rung(attempts: &[RingAttempt]) -> Vec<Rung> {
        let mut phones: Vec<Rung> = Vec::new();
        for attempt in attempts {
            match phones.iter_mut().find(|phone| phone.agent == attempt.agent) {
                Some(phone) => phone.result = attempt.result,
                None => phones.push(Rung { agent: attempt.agent.clone(), result: attempt.result }),
            }
        }
        phones
    }

    /// When the other side of a talk answered: the person, not the bridge, unless somebody was there before.
    pub(super) fn answered_at(&self, talk: &Talk) -> Option<Timestamp> {
        let leg = self.leg(talk.leg);
        let called_for_it = leg.dial.as_ref().is_some_and(|dial| dial.at >= self.call.started);
        let up = leg.up?;
        if leg.seen == crate::fact::SeenBy::List && leg.dial.is_none() {
            return None;
        }
        if called_for_it { up.at.known() } else { talk.from.at.known() }
    }
}

/// Talks so short that their two were never seen in the bridge together, but the queue said that it connected them.
fn connected_only(state: &State, call: &Call) -> Vec<Talk> {
    let talked_since = |at: Moment| call.talks.iter().any(|talk| talk.from >= at);
    let connected = call.visits.iter().filter_map(|visit| Some((visit, visit.connected.as_ref()?)));
    connected
        .filter(|(visit, _)| !talked_since(visit.entered) && state.leg(visit.leg).ended.is_some())
        .filter_map(|(_, &(phone, at, _))| {
            let person = |&leg: &Slot| {
                let row = state.leg(leg);
                let behind = row.dial.as_ref().and_then(|dial| dial.by) == state.leg(phone).peer;
                row.is_up() && !row.is_local() && (leg == phone || state.leg(phone).is_local() && behind)
            };
            let leg = call.legs.iter().chain(&call.guests).copied().find(person)?;
            Some(Talk { leg, from: at, to: Some(at), closed: true })
        })
        .collect()
}

/// Whether somebody called a leg; one that began by calling is nobody's destination, wherever it ended up.
fn is_called(leg: &Leg) -> bool {
    leg.dial.is_some() || leg.first_state != LegState::Calling
}

/// The extension in what a phone forwards to.
pub(super) fn forward_target(forward: &str) -> &str {
    let to = forward.split('@').next().unwrap_or_default();
    to.rsplit('/').next().unwrap_or_default()
}
