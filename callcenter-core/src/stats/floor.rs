//! Figures of the whole floor.

use alloc::collections::BTreeMap;

use super::merge::{Longest, Merge, figures};
use super::queue::mean;
use crate::record::{CallRecord, Status};
use crate::time::Span;

figures! {
    /// The whole floor's figures in some quarter hours.
    FloorFigures {
        /// Calls begun by a trunk.
        inbound: CallFigures,
        /// Calls that reached a trunk.
        outbound: CallFigures,
        /// Calls between extensions.
        internal: CallFigures,
        /// Callers' ways through all queues.
        journeys: JourneyFigures,
        /// Consultations, retrievals of parked calls and supervisions: calls of their own kind, counted nowhere else.
        auxiliary: u32,
        /// Calls of which a part was not seen.
        uncertain: u32,
        /// Calls without a time; only in a store, in the quarter hour of [`Timestamp::UNKNOWN`](crate::Timestamp::UNKNOWN).
        unplaced: u32,
        /// Time in which the link to the switch was away: figures of it are not whole.
        unobserved: Span,
    }
}

figures! {
    /// Calls of one direction, counted when they began.
    CallFigures {
        /// All.
        calls: u32,
        /// Somebody talked with the caller.
        answered: u32,
        /// Nobody did, or the caller gave up.
        no_answer: u32,
        /// Busy, declined, or could not be made.
        failed: u32,
        /// The dialplan alone: an IVR, an announcement, voicemail, a conference.
        self_service: u32,
        /// Not over yet; only in figures of calls that live.
        live: u32,
        /// Talk, holds included.
        talk: Span,
        /// Hold.
        hold: Span,
        /// The longest talk.
        longest_talk: Longest,
        /// All, by how they ended or stand.
        statuses: BTreeMap<Status, u32>,
    }
}

impl CallFigures {
    /// Adds a call, each call once.
    pub(super) fn add(&mut self, record: &CallRecord) {
        let talk = record.talk_s.unwrap_or_default();
        self.calls.merge(&1);
        self.talk.merge(&talk);
        self.hold.merge(&record.hold.seconds.unwrap_or_default());
        self.longest_talk.merge(&Longest(talk));
        self.statuses.entry(record.status).or_default().merge(&1);
        match record.status {
            status if status.is_live() => &mut self.live,
            Status::Answered => &mut self.answered,
            Status::Busy | Status::Declined | Status::Failed => &mut self.failed,
            Status::SelfService | Status::Voicemail | Status::Conference => &mut self.self_service,
            _ => &mut self.no_answer,
        }
        .merge(&1);
    }

    /// `mean-talk@1`: talk of the answered, holds included, each.
    pub fn mean_talk(&self) -> Option<Span> {
        mean(self.talk, u64::from(self.answered))
    }

    /// `mean-hold@1`: hold of the answered, each.
    pub fn mean_hold(&self) -> Option<Span> {
        mean(self.hold, u64::from(self.answered))
    }
}

figures! {
    /// Callers who were in a queue at all, each once, however many queues (HC-29); counted when they entered the first.
    JourneyFigures {
        /// All.
        callers: u32,
        /// An agent answered in one of the queues.
        answered: u32,
        /// Gave up in the last queue.
        abandoned: u32,
        /// Left in another way.
        other: u32,
        /// Under way; only in figures of calls that live.
        live: u32,
        /// Waits in all queues together, up to the first answer.
        wait: Span,
    }
}
