//! Figures of the whole floor.

use super::merge::figures;
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
