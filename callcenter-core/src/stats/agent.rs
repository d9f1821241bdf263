//! Figures of an agent.

use alloc::collections::BTreeMap;

use super::merge::figures;
use super::metric::Ratio;
use super::queue::{Attempts, Ledger, mean};
use crate::key::{QueueKey, Text};
use crate::time::Span;

figures! {
    /// An agent's figures in some quarter hours. Time is counted once, however many queues he serves (HC-44).
    AgentFigures {
        /// What he was doing.
        time: Ledger,
        /// Pauses by reason; beyond [`REASONS_MAX`](super::REASONS_MAX) reasons in a quarter hour: `…`.
        paused: BTreeMap<Text, PauseFigures>,
        /// Tries of his phone, for queues and otherwise.
        attempts: Attempts,
        /// Calls that he talked in and that did not come through a queue, or not to him: counted at their end.
        direct: TalkFigures,
        /// Calls that he made, counted at their end.
        made: TalkFigures,
        /// Calls of queues that were given on to him by a colleague, counted at the talk's end.
        taken_over: TalkFigures,
        /// Callers whom he gave on to somebody else, when he did.
        transferred: u32,
        /// What he did for each queue.
        queues: BTreeMap<QueueKey, AgentQueueFigures>,
    }
}

figures! {
    /// What an agent did for one queue.
    AgentQueueFigures {
        /// Callers whom he answered: he talked with them first, whoever's phone was rung; when he answered.
        answered: u32,
        /// Callers who were connected to him by the queue's own count (queue_log's CONNECT).
        credited: u32,
        /// Talks of these that are over, counted at their end.
        talks: TalkFigures,
        /// Work after them, counted at its end.
        wrap_up: Span,
        /// Tries of his phone for the queue.
        attempts: Attempts,
        /// What he was doing while he was a member: with several queues the same time is in each of them.
        time: Ledger,
    }
}

figures! {
    /// Talks.
    TalkFigures {
        /// How many.
        count: u32,
        /// How long, holds included.
        talk: Span,
        /// How much of that was hold.
        hold: Span,
    }
}

figures! {
    /// Pauses for one reason.
    PauseFigures {
        /// How many began.
        count: u32,
        /// How long, prorated.
        time: Span,
    }
}

impl AgentFigures {
    /// `occupancy@1`, see [`Ledger::occupancy`].
    pub fn occupancy(&self) -> Ratio {
        self.time.occupancy()
    }

    /// Callers of queues whom he answered.
    pub fn answered(&self) -> u64 {
        self.queues.values().map(|queue| u64::from(queue.answered)).sum()
    }

    /// Callers of queues who were connected to him by the queues' own count.
    pub fn credited(&self) -> u64 {
        self.queues.values().map(|queue| u64::from(queue.credited)).sum()
    }

    /// `agent-aht@1`: mean of talk, hold and work after it, of queue calls that ended.
    pub fn handle_time(&self) -> Option<Span> {
        let time = |queue: &AgentQueueFigures| queue.talks.talk + queue.wrap_up;
        let sum = self.queues.values().map(time).fold(Span::ZERO, |sum, time| sum + time);
        mean(sum, self.queues.values().map(|queue| u64::from(queue.talks.count)).sum())
    }
}

impl TalkFigures {
    /// Talk without holds.
    pub fn net(&self) -> Span {
        Span::from_micros((self.talk.as_micros() - self.hold.as_micros()).max(0))
    }
}
