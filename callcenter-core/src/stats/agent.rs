//! Figures of an agent.

use alloc::collections::BTreeMap;

use super::merge::{Longest, Merge, figures};
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
        /// Calls of these in which somebody answered.
        made_answered: u32,
        /// Calls of queues that were given on to him by a colleague, counted at the talk's end.
        taken_over: TalkFigures,
        /// Callers whom he gave on to somebody else, when he did.
        transferred: u32,
        /// The longest talk, holds included, counted at its end.
        longest_talk: Longest,
        /// The longest time ready without a break, counted whole, from its own beginning, in each quarter hour that it
        /// reaches: up to the end of that one or its own. Part of it may lie before the interval that is looked at.
        longest_idle: Longest,
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

    /// Talks of all kinds that are over: of queues, direct, taken over, and calls made that somebody answered.
    pub fn talks(&self) -> TalkFigures {
        let mut all = TalkFigures { count: self.made_answered, ..self.made.clone() };
        all.merge(&self.direct);
        all.merge(&self.taken_over);
        for queue in self.queues.values() {
            all.merge(&queue.talks);
        }
        all
    }

    /// `agent-calls@1`: tries of his phone that he answered or missed, and calls that he made.
    pub fn calls(&self) -> u64 {
        u64::from(self.attempts.answered) + self.attempts.missed() + u64::from(self.made.count)
    }

    /// `agent-aht@1`: mean of talk, hold and work after it, of queue calls that ended.
    pub fn handle_time(&self) -> Option<Span> {
        let time = |queue: &AgentQueueFigures| queue.talks.talk + queue.wrap_up;
        let sum = self.queues.values().map(time).fold(Span::ZERO, |sum, time| sum + time);
        mean(sum, self.queues.values().map(|queue| u64::from(queue.talks.count)).sum())
    }
}

impl TalkFigures {
    /// Mean length, holds included.
    pub fn mean(&self) -> Option<Span> {
        mean(self.talk, u64::from(self.count))
    }

    /// Mean hold.
    pub fn mean_hold(&self) -> Option<Span> {
        mean(self.hold, u64::from(self.count))
    }

    /// Talk without holds.
    pub fn net(&self) -> Span {
        Span::from_micros((self.talk.as_micros() - self.hold.as_micros()).max(0))
    }
}
