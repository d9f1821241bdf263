//! How a call ended: its status, and who hung up.

use super::party::Scene;
use super::{Hangup, RingResult, Status};
use crate::event::LegState;
use crate::fact::{Deed, Source};
use crate::key::Text;
use crate::state::{Moment, Visit};
use crate::table::Slot;
use crate::time::Span;

/// Reports of two sides' leaving may come in either order within this time.
const ORDER_TOLERANCE: Span = Span::from_millis(60);

impl Scene<'_> {
    /// How the call ended, or how it stands.
    pub(super) fn status(&self) -> Status {
        let caller = self.leg(self.caller);
        if self.call.over.is_none() && self.leg(self.hero).is_live() {
            return self.standing();
        }
        if self.call.retrieval {
            return Status::ParkingRetrieve;
        }
        if self.is_supervision() {
            return Status::Supervision;
        }
        if !self.talks.is_empty() {
            return Status::Answered;
        }
        if self.call.rooms.iter().any(|room| room.leg == self.caller) {
            return Status::Conference;
        }
        if !caller.refused.is_empty() {
            return Status::QueueRefused;
        }
        if let Some(visit) = self.call.visit() {
            return self.left_how(visit);
        }
        if self.is_originated() && self.is_extension(self.caller) && !caller.is_up() {
            return match self.result(self.caller) {
                Some(RingResult::Declined) => Status::AgentRejected,
                _ => Status::AgentNoAnswer,
            };
        }
        let rung = || self.dialed().into_iter().map(|(slot, _)| slot).filter(|&slot| slot != self.caller);
        if caller.voicemail {
            return Status::Voicemail;
        }
        let ringing_when_left = caller.asked.is_some_and(|asked| {
            rung().any(|slot| {
                self.rang_until(slot).is_none_or(|until| until.seq > asked.seq) || self.gave_up_on(slot)
            })
        });
        if ringing_when_left {
            return Status::NoAnswer;
        }
        // A phone that sent the call on says nothing when the other one was tried.
        let sent_on = |slot: Slot| self.leg(slot).dial.as_ref().is_some_and(|dial| !dial.forward.is_empty());
        let last = rung().filter(|&slot| !sent_on(slot)).count() > 0;
        let tried = rung().filter(|&slot| !last || !sent_on(slot));
        let mut results: alloc::vec::Vec<RingResult> = tried.filter_map(|slot| self.result(slot)).collect();
        if results.is_empty() && self.is_originated() {
            results.extend(self.result(self.caller).filter(|_| !caller.is_up()));
        }
        results.sort_by_key(|&result| rank(result));
        match results.first() {
            Some(result) => of_ring(*result),
            None if caller.is_up() => Status::SelfService,
            None => Status::Failed,
        }
    }

    pub(super) fn is_supervision(&self) -> bool {
        let caller = self.leg(self.caller);
        caller.spying || matches!(caller.deed, Some(Deed::Spy(_)))
    }

    /// Whether a leg rang until the caller went.
    fn gave_up_on(&self, slot: Slot) -> bool {
        let asked = self.leg(self.caller).asked;
        self.result(slot) == Some(RingResult::Cancelled)
            && self.leg(slot).dial.as_ref().is_none_or(|dial| dial.forward.is_empty())
            && asked.is_some_and(|asked| {
                self.rang_until(slot).is_some_and(|until| asked.at.since(until.at) <= ORDER_TOLERANCE)
            })
    }

    fn standing(&self) -> Status {
        let hero = self.leg(self.hero);
        if hero.parked {
            return Status::Parked;
        }
        if self.is_supervision() {
            return Status::Talking;
        }
        let talking: alloc::vec::Vec<Slot> =
            self.talks.iter().filter(|talk| talk.to.is_none()).map(|talk| talk.leg).collect();
        if !talking.is_empty() {
            let held = talking
                .iter()
                .chain(core::iter::once(&self.hero))
                .any(|&leg| self.leg(leg).holds.last().is_some_and(|hold| hold.to.is_none()));
            return if held { Status::OnHold } else { Status::Talking };
        }
        if self.call.rooms.iter().any(|room| room.leg == self.caller && room.left.is_none()) {
            return Status::Talking;
        }
        match self.call.visit() {
            Some(visit) if visit.left.is_none() => Status::Waiting,
            _ => Status::Ringing,
        }
    }

    /// How a caller left a queue without talking to anybody.
    pub(super) fn left_how(&self, visit: &Visit) -> Status {
        let asked = self.leg(visit.leg).asked;
        match visit.status.as_str() {
            "TIMEOUT" => return Status::QueueTimeout,
            "LEAVEEMPTY" | "LEAVEUNAVAIL" => return Status::QueueLeftEmpty,
            "JOINEMPTY" | "JOINUNAVAIL" | "FULL" => return Status::QueueRefused,
            "WITHDRAW" => return Status::QueueWithdrawn,
            _ => {}
        }
        if !visit.joined {
            // The queue was called, never took the caller, and the dialplan went on.
            let went_on = visit.went_on.is_some_and(|on| asked.is_none_or(|asked| on < asked));
            return if went_on { Status::QueueRefused } else { Status::Abandoned };
        }
        // Every way out without an agent is reported as an abandon, but the key; unless nobody was there to hear it.
        let by_key = self.call.gap.is_none()
            && visit.left.is_some_and(|left| asked.is_none_or(|asked| left < asked))
            && !visit.abandoned
            && visit.connected.is_none();
        if by_key { Status::QueueExitKey } else { Status::Abandoned }
    }

    /// Whether the caller left a queue by his own will; unknown when the reports that tell are missing.
    pub(super) fn left_untold(&self, visit: &Visit) -> bool {
        visit.joined
            && visit.status.is_empty()
            && visit.abandoned
            && self.leg(visit.leg).asked.is_none_or(|asked| visit.left.is_some_and(|left| asked > left))
            && !self.state.sources.contains(&Source::Variables)
    }

    /// The last thing that happened to a caller somebody had talked with: a talk's end, or what came after.
    pub(super) fn last_end(&self) -> Option<(Moment, Ending)> {
        let talk =
            self.talks.iter().map(|talk| (self.talk_end(talk), Ending::Talk)).max_by_key(|&(at, _)| at);
        let first = self.talks.first()?.from;
        let tried =
            self.dialed().into_iter().filter(|&(slot, at)| at > first && !self.leg(slot).is_up()).filter_map(
                |(slot, _)| {
                    let leg = self.leg(slot);
                    let end =
                        leg.dial.as_ref().and_then(|dial| dial.ended).or_else(|| leg.ended.map(|end| end.at));
                    Some((end?, Ending::Later))
                },
            );
        let queued = self
            .call
            .visits
            .iter()
            .filter(|visit| visit.entered > first)
            .filter_map(|visit| Some((visit.left?, Ending::Later)));
        let parked = self.call.parks.iter().filter_map(|park| {
            let end = park.ended.map(|(at, _)| at).or_else(|| self.leg(park.leg).ended.map(|end| end.at));
            Some((end?, Ending::Later))
        });
        talk.into_iter().chain(tried).chain(queued).chain(parked).max_by_key(|&(at, ending)| (at, ending))
    }

    /// When a talk ended: a leg that was lost while the link was away ended somewhen in between; what was seen counts.
    pub(super) fn talk_end(&self, talk: &crate::state::Talk) -> Moment {
        let to = talk.to.unwrap_or(Moment { seq: self.state.seq, at: self.state.now });
        let lost = [talk.leg, self.hero].into_iter().any(|leg| {
            self.leg(leg)
                .ended
                .is_some_and(|end| end.how != crate::fact::Ended::Reported && end.at.seq <= to.seq + 8)
        });
        match self.call.gap {
            Some((from, _)) if lost && to.at > from => Moment { seq: to.seq, at: from.max(talk.from.at) },
            _ => to,
        }
    }

    /// Who ended the call, and the cause of the caller's channel.
    pub(super) fn hangup(&self, status: Status) -> Option<Hangup> {
        if status.is_live() {
            return None;
        }
        let cause = self.leg(self.caller).ended.map(|end| end.cause);
        let by = match status {
            _ if self.call.consult => Some(Text::const_new("transfer")),
            Status::Answered => self.ended_by(),
            Status::ParkingRetrieve => self.retrieval_ended_by(),
            _ => self.gave_up_by(status),
        };
        Some(Hangup { by: by.unwrap_or(Text::const_new("pbx")), cause })
    }

    fn ended_by(&self) -> Option<Text> {
        let hero = self.leg(self.hero);
        let (end, ending) = self.last_end()?;
        if ending == Ending::Later {
            return hero.asked.and_then(|_| self.name(self.hero));
        }
        let near = |asked: &Moment| *asked <= end || asked.at.since(end.at) <= ORDER_TOLERANCE;
        let mut asked: Option<(Moment, Slot)> = hero.asked.filter(near).map(|at| (at, self.hero));
        for talk in &self.talks {
            // Talks that end together end in one stroke, one fact after the other.
            if end.seq - self.talk_end(talk).seq.min(end.seq) >= self.talks.len() as u64 {
                continue;
            }
            let at = self.leg(talk.leg).asked.filter(near).filter(|at| *at > talk.from);
            if let Some(at) = at
                && asked.is_none_or(|(before, _)| at < before)
            {
                asked = Some((at, talk.leg));
            }
        }
        match asked {
            Some((_, slot)) => self.name(slot),
            None if self
                .call
                .ordered
                .is_some_and(|ordered| self.talks.iter().all(|talk| ordered > talk.from)) =>
            {
                Some(Text::const_new("ami"))
            }
            None => None,
        }
    }

    /// A retriever's call ends when one of the two hangs up.
    fn retrieval_ended_by(&self) -> Option<Text> {
        let own = self.leg(self.caller).asked.map(|at| (at, self.caller));
        let others = self.call.guests.iter().filter_map(|&leg| Some((self.leg(leg).asked?, leg)));
        let (_, slot) = own.into_iter().chain(others).min()?;
        if slot == self.caller || self.is_extension(slot) {
            return Some(Text::from(self.leg(slot).endpoint()));
        }
        Some(Text::const_new("customer"))
    }

    /// Nobody answered: who gave up, else who refused.
    fn gave_up_by(&self, status: Status) -> Option<Text> {
        let caller = self.leg(self.caller);
        if caller.asked.is_some() {
            return self.name(self.caller);
        }
        if self.call.ordered.is_some() {
            return Some(Text::const_new("ami"));
        }
        if !self.call.visits.is_empty() || status == Status::Voicemail {
            return None;
        }
        let (refused, _) = self.dialed().into_iter().rev().find(|&(slot, _)| {
            slot != self.caller
                && matches!(
                    self.result(slot),
                    Some(RingResult::Busy | RingResult::Declined | RingResult::Unreachable)
                )
        })?;
        let refuses = self.is_extension(refused) || self.result(refused) != Some(RingResult::Unreachable);
        self.name(refused).filter(|_| refuses && self.leg(refused).state < LegState::Up)
    }
}

/// What came last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    /// A try, a queue or a parking after the last talk.
    Later,
    /// A talk.
    Talk,
}

/// Which of several results tells how the call ended.
fn rank(result: RingResult) -> u8 {
    match result {
        RingResult::Answered | RingResult::PickedUpElsewhere | RingResult::AnsweredElsewhere => 0,
        RingResult::NoAnswer => 1,
        RingResult::Cancelled => 2,
        RingResult::Declined => 3,
        RingResult::Busy => 4,
        RingResult::Unreachable => 5,
    }
}

fn of_ring(result: RingResult) -> Status {
    match result {
        RingResult::Declined => Status::Declined,
        RingResult::Busy => Status::Busy,
        RingResult::Unreachable => Status::Failed,
        _ => Status::NoAnswer,
    }
}
