//! Figures beside the rows: the same as a report's, with what is not over added.

use serde::Serialize;

use crate::policy::Policy;
use crate::state::State;
use crate::stats::{AgentFigures, Figures, FloorFigures, Formula, Merge, QueueFigures, Stats};
use crate::time::{Span, Timestamp};

/// What happened in a queue since an interval began, calls that live included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct QueueToday {
    /// Callers who were for an agent to answer.
    pub offered: u32,
    /// Those whom an agent answered.
    pub answered: u32,
    /// Those who gave up.
    pub abandoned: u32,
    /// Those who left in another way.
    pub flowed_out: u64,
    /// Those who wait.
    pub waiting: u32,
    /// The service level, in thousandths; absent: nothing to compute it from.
    pub service_level: Option<u32>,
    /// By which formula: its id.
    pub formula: &'static str,
    /// Mean wait of the answered.
    pub speed_of_answer: Option<Span>,
    /// Mean of talk and work after it.
    pub handle_time: Option<Span>,
    /// The longest wait.
    pub longest_wait: Span,
}

/// Figures for rows: those of what is over, and those of what is not.
#[derive(Debug, Clone)]
pub struct Board<'s> {
    stats: &'s Stats,
    live: Figures,
    from: Timestamp,
    until: Timestamp,
    formula: Formula,
}

impl<'s> Board<'s> {
    /// Figures of the quarter hours that begin in `[from, until)`, as they stand at `now`.
    pub fn new(state: &State, stats: &'s Stats, now: Timestamp, from: Timestamp, until: Timestamp) -> Self {
        Self { stats, live: stats.live(state, now), from, until, formula: Formula::Sl1 }
    }

    /// The same with another formula for the service level; without it `sl-1`.
    pub fn with_formula(self, formula: Formula) -> Self {
        Self { formula, ..self }
    }

    /// A queue's figures.
    pub fn queue(&self, queue: &str) -> QueueFigures {
        let mut figures = self.stats.figures().queue(queue, self.from, self.until);
        figures.merge(&self.live.queue(queue, self.from, self.until));
        figures
    }

    /// An agent's figures.
    pub fn agent(&self, agent: &str) -> AgentFigures {
        let mut figures = self.stats.figures().agent(agent, self.from, self.until);
        figures.merge(&self.live.agent(agent, self.from, self.until));
        figures
    }

    /// The whole floor's figures.
    pub fn floor(&self) -> FloorFigures {
        let mut figures = self.stats.figures().floor(self.from, self.until);
        figures.merge(&self.live.floor(self.from, self.until));
        figures
    }

    pub(super) fn today(&self, queue: &str, policy: &Policy) -> QueueToday {
        let figures = self.queue(queue);
        let level = figures.service_level(self.formula, policy.service_level, policy.short_abandon);
        QueueToday {
            offered: figures.offered,
            answered: figures.answered,
            abandoned: figures.abandoned,
            flowed_out: figures.flowed_out(),
            waiting: figures.waiting,
            service_level: level.per_mille(),
            formula: self.formula.id(),
            speed_of_answer: figures.speed_of_answer(),
            handle_time: figures.handle_time(),
            longest_wait: figures.longest_wait.0,
        }
    }
}
