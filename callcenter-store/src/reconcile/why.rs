//! Why two accounts of the same stay differ, where that is known.

use callcenter_core::record::{Part, RingAttempt, RingResult, Status};
use callcenter_core::{Span, Timestamp};

use super::causes::Known;
use super::compare::{Pair, Scene, TALK_TOLERANCE};
use super::differ::What;
use crate::import::queue_log::call::{EndedHow, ToldCall};

/// How long a switch takes to come back at most.
const RESTART: Span = Span::from_secs(30);

impl Scene<'_> {
    /// Why we do not have a stay.
    pub(super) fn why_unseen(&self, call: &ToldCall) -> Option<Known> {
        self.away(call.first, call.last).then_some(Known::NotObserved)
    }

    /// Why one of both does not have a change of a pause.
    pub(super) fn why_pause(&self, at: Timestamp) -> Option<Known> {
        let slack = Span::from_secs(1);
        self.away(at - slack, at + slack).then_some(Known::NotObserved)
    }

    /// Whether the link was away in some of a time.
    fn away(&self, from: Timestamp, until: Timestamp) -> bool {
        self.ours.gaps.iter().any(|&(begin, end)| begin <= until && end.is_none_or(|end| from <= end))
    }

    /// Why a stay that both have differs.
    pub(super) fn why(&self, what: What, pair: &Pair<'_>) -> Option<Known> {
        let record = pair.record;
        if record.observed.from.is_some() || matches!(record.observed.part, Part::NoStart | Part::Neither) {
            return Some(Known::NotObserved);
        }
        let ends = matches!(what, What::Result | What::Wait | What::Talk | What::HungUpBy | What::Line);
        if ends && (record.status.is_live() || self.log_stops(pair)) {
            return Some(Known::NotOver);
        }
        match what {
            What::Result => self.why_result(pair),
            What::Wait => None,
            What::Agent => self.why_agent(pair),
            What::Tries => self.forwarded(pair).then_some(Known::Forwarded),
            What::HungUpBy => self.why_blamed(pair),
            What::Talk => self.why_talk(pair),
            _ => None,
        }
    }

    fn why_result(&self, pair: &Pair<'_>) -> Option<Known> {
        let (stay, visit) = (pair.stay, pair.visit);
        let without_agent = |status: Status| {
            matches!(
                status,
                Status::Abandoned
                    | Status::QueueTimeout
                    | Status::QueueLeftEmpty
                    | Status::QueueExitKey
                    | Status::QueueWithdrawn
                    | Status::Failed
            )
        };
        let untold =
            pair.record.anomalies.iter().any(|anomaly| anomaly.contains("why the caller left the queue"));
        if untold && stay.left.is_some() && without_agent(visit.result) {
            return Some(Known::NotReported);
        }
        let talk = pair.first_talk().and_then(|talk| talk.seconds);
        let short = talk.is_some_and(|talk| talk < Span::from_secs(1));
        (!stay.named.is_empty() && visit.result == Status::Answered && short).then_some(Known::AtOnce)
    }

    fn why_agent(&self, pair: &Pair<'_>) -> Option<Known> {
        let member = pair.stay.connected.as_ref().map(|connected| self.agent(&connected.agent));
        let lost = |attempt: &RingAttempt| {
            Some(&attempt.agent) == member.as_ref() && attempt.result == Some(RingResult::PickedUpElsewhere)
        };
        if pair.record.picked_up && pair.record.ring_attempts.iter().any(lost) {
            return Some(Known::PickedUp);
        }
        self.forwarded(pair).then_some(Known::Forwarded)
    }

    /// Whether the member's phone, or one that rang for him, sent the call on.
    fn forwarded(&self, pair: &Pair<'_>) -> bool {
        let member = pair.stay.connected.as_ref().map(|connected| self.agent(&connected.agent));
        pair.record.forwarded.iter().any(|forward| Some(&forward.from) == member.as_ref())
    }

    fn why_blamed(&self, pair: &Pair<'_>) -> Option<Known> {
        let agent = pair.stay.connected.as_ref().map(|connected| self.agent(&connected.agent))?;
        let by = pair.record.hangup.as_ref().map(|hangup| hangup.by.as_str()).unwrap_or_default();
        if self.restarted(pair) && by == "pbx" {
            return Some(Known::Restart);
        }
        if matches!(by, "pbx" | "ami") {
            return Some(Known::Ordered);
        }
        let given_on =
            !pair.record.transfers.is_empty() || !pair.record.parked.is_empty() || by == "transfer";
        if given_on && by != agent {
            return Some(Known::Transferred);
        }
        if by != agent && pair.record.picked_up {
            return Some(Known::PickedUp);
        }
        if by != agent && self.forwarded(pair) {
            return Some(Known::Forwarded);
        }
        self.late(pair).then_some(Known::LateComplete)
    }

    fn why_talk(&self, pair: &Pair<'_>) -> Option<Known> {
        let others =
            pair.talks().any(|talk| talk.with != pair.first_talk().and_then(|first| first.with.clone()));
        let given_on = !pair.record.transfers.is_empty() && others || !pair.record.parked.is_empty();
        if given_on && self.ends_at_a_turn(pair) {
            return Some(Known::Transferred);
        }
        if self.restarted(pair) {
            return Some(Known::Restart);
        }
        self.late(pair).then_some(Known::LateComplete)
    }

    /// Whether the log stops before our stay, or the talk after it, was over.
    fn log_stops(&self, pair: &Pair<'_>) -> bool {
        let until = self.theirs.report.until.unwrap_or_default();
        let over = match &pair.stay.connected {
            None => pair.visit.left_at,
            Some(_) => pair.record.ended_at.or(pair.visit.left_at),
        };
        let open = pair.stay.left.is_none() && pair.stay.completed.is_none();
        open && over.is_some_and(|over| until < over + Span::from_secs(1))
    }

    /// Whether the queue's account of a talk ends when something happened to the call: a transfer, a parking, somebody
    /// who came or left.
    fn ends_at_a_turn(&self, pair: &Pair<'_>) -> bool {
        let (Some(connected), Some(talk)) = (&pair.stay.connected, pair.stay.talked_for(pair.call.fine))
        else {
            return false;
        };
        let end = connected.at + talk;
        let record = pair.record;
        let talks = record.segments.iter().flat_map(|segment| [segment.from, segment.to]);
        let parkings = record.parked.iter().flat_map(|parking| [parking.at, parking.retrieved_at]);
        let transfers = record.transfers.iter().map(|transfer| transfer.at);
        let turns = talks.chain(parkings).chain(transfers).chain([record.ended_at]);
        turns.flatten().any(|turn| turn.since(end) + end.since(turn) <= TALK_TOLERANCE)
    }

    /// Whether the queue went on counting after its agent had left.
    fn late(&self, pair: &Pair<'_>) -> bool {
        let agent = pair.stay.connected.as_ref().map(|connected| self.agent(&connected.agent));
        let by_agent = pair.record.hangup.as_ref().is_some_and(|hangup| Some(&hangup.by) == agent.as_ref());
        let by_caller = pair.stay.completed.as_ref().is_some_and(|ending| ending.how == EndedHow::Caller);
        let ours = pair.first_talk().and_then(|talk| talk.seconds);
        let longer = pair
            .stay
            .talked_for(pair.call.fine)
            .zip(ours)
            .is_some_and(|(theirs, ours)| theirs > ours + TALK_TOLERANCE);
        by_agent && by_caller && longer
    }

    fn restarted(&self, pair: &Pair<'_>) -> bool {
        let last = pair.call.last;
        self.theirs.starts.iter().any(|&start| start >= last && start.since(last) <= RESTART)
    }
}
