//! Figures: the one computation for the live wallboard and for last month's report.
//!
//! They follow from entries alone, are kept per queue, per agent and for the whole floor by UTC quarter hour, and add
//! up: parts give the whole. Integers only; shares are divided when somebody reads them ([`Ratio`]).
//!
//! ```
//! use callcenter_core::stats::{Formula, Stats};
//! use callcenter_core::{Policy, Span, State, Timestamp};
//! let (state, stats) = (State::new(Policy::default()), Stats::default());
//! let live = stats.live(&state, Timestamp::from_secs(1_795_240_800)); // calls and intervals that are not over
//! let (from, until) = (Timestamp::from_secs(1_795_219_200), Timestamp::from_secs(1_795_305_600));
//! let mut today = stats.figures().queue("support", from, until);
//! callcenter_core::stats::Merge::merge(&mut today, &live.queue("support", from, until));
//! assert!(today.is_balanced());
//! assert_eq!(today.service_level(Formula::Sl1, Span::from_secs(20), Span::from_secs(5)).share(), None);
//! ```

mod agent;
mod call;
mod endpoint;
mod floor;
mod ledger;
mod merge;
mod metric;
mod metrics;
mod queue;
mod span;
#[cfg(test)]
mod tests;

use alloc::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::agent::{AgentFigures, AgentQueueFigures, PauseFigures, TalkFigures};
pub use self::endpoint::{ExtensionFigures, ReceivedFigures, TrunkFigures};
pub use self::floor::{CallFigures, FloorFigures, JourneyFigures};
use self::ledger::Ledgers;
pub use self::merge::{Longest, Merge, Waits};
pub use self::metric::{Attribution, Formula, Metric, Ratio, Unit};
pub use self::metrics::METRICS;
pub use self::queue::{Attempts, Ledger, QueueFigures, mean};
pub use self::span::Quarter;
use crate::fact::{Entry, Fact};
use crate::key::{AgentKey, QueueKey, Text};
use crate::record::CallRecord;
use crate::state::State;
use crate::time::Timestamp;

/// Quarter hours that figures are kept for in memory: 48 hours. Older ones are the store's.
pub const QUARTERS_MAX: u32 = 192;

/// Reasons for a pause that are told apart for one agent in one quarter hour; all further ones are `…`.
pub const REASONS_MAX: usize = 100;

/// Extensions, and trunks, that have figures of their own in memory; all further ones are `…`.
pub const NAMES_MAX: usize = 50_000;

/// Figures by quarter hour.
pub type Series<F> = BTreeMap<Quarter, F>;

merge::figures! {
    /// Figures of everything, by key and quarter hour.
    Figures {
        /// Queues.
        queues: BTreeMap<QueueKey, Series<QueueFigures>>,
        /// Agents.
        agents: BTreeMap<AgentKey, Series<AgentFigures>>,
        /// Extensions.
        extensions: BTreeMap<Text, Series<ExtensionFigures>>,
        /// Trunks.
        trunks: BTreeMap<Text, Series<TrunkFigures>>,
        /// The whole floor.
        floor: Series<FloorFigures>,
        /// Calls without a time: they are in no quarter hour.
        unplaced: u32,
    }
}

impl Figures {
    /// A queue's figures in the quarter hours that begin in `[from, until)`.
    pub fn queue(&self, queue: &str, from: Timestamp, until: Timestamp) -> QueueFigures {
        sum(self.queues.get(queue), from, until)
    }

    /// An agent's figures in the quarter hours that begin in `[from, until)`.
    pub fn agent(&self, agent: &str, from: Timestamp, until: Timestamp) -> AgentFigures {
        sum(self.agents.get(agent), from, until)
    }

    /// An extension's figures in the quarter hours that begin in `[from, until)`.
    pub fn extension(&self, extension: &str, from: Timestamp, until: Timestamp) -> ExtensionFigures {
        sum(self.extensions.get(extension), from, until)
    }

    /// A trunk's figures in the quarter hours that begin in `[from, until)`.
    pub fn trunk(&self, trunk: &str, from: Timestamp, until: Timestamp) -> TrunkFigures {
        sum(self.trunks.get(trunk), from, until)
    }

    /// The floor's figures in the quarter hours that begin in `[from, until)`.
    pub fn floor(&self, from: Timestamp, until: Timestamp) -> FloorFigures {
        sum(Some(&self.floor), from, until)
    }

    /// What one call adds: the calls behind a figure are those that add to it.
    ///
    /// `is_agent` says whose phone is an agent's.
    pub fn of_call(record: &CallRecord, is_agent: impl Fn(&str) -> bool) -> Self {
        let mut figures = Self::default();
        call::fold(&mut figures, record, is_agent);
        figures
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Keeps the figures of these quarter hours only; calls without a time stay.
    pub fn retain(&mut self, keeps: impl Fn(Quarter) -> bool) {
        fn only<F>(series: &mut Series<F>, keeps: impl Fn(Quarter) -> bool) -> bool {
            series.retain(|&quarter, _| keeps(quarter));
            !series.is_empty()
        }
        self.queues.retain(|_, series| only(series, &keeps));
        self.agents.retain(|_, series| only(series, &keeps));
        self.extensions.retain(|_, series| only(series, &keeps));
        self.trunks.retain(|_, series| only(series, &keeps));
        only(&mut self.floor, &keeps);
    }

    fn forget_before(&mut self, oldest: Quarter) {
        self.queues.retain(|_, series| keeps(series, oldest));
        self.agents.retain(|_, series| keeps(series, oldest));
        self.extensions.retain(|_, series| keeps(series, oldest));
        self.trunks.retain(|_, series| keeps(series, oldest));
        keeps(&mut self.floor, oldest);
    }
}

fn keeps<F>(series: &mut Series<F>, oldest: Quarter) -> bool {
    *series = series.split_off(&oldest);
    !series.is_empty()
}

fn sum<F: Merge + Default>(series: Option<&Series<F>>, from: Timestamp, until: Timestamp) -> F {
    let mut sum = F::default();
    for (quarter, figures) in series.into_iter().flatten() {
        if from <= quarter.start() && quarter.start() < until {
            sum.merge(figures);
        }
    }
    sum
}

/// The figures of the quarter hour that a moment lies in.
fn cell<F: Default>(series: &mut Series<F>, at: Timestamp) -> &mut F {
    series.entry(Quarter::of(at)).or_default()
}

/// Folds entries into figures.
///
/// Two of these that followed the same entries are equal. What is kept is bounded: [`QUARTERS_MAX`] quarter hours, unless
/// somebody takes the figures out ([`Stats::drain`], [`Stats::drained`]): then nothing is forgotten before that is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stats {
    figures: Figures,
    ledgers: Ledgers,
    /// Since when the link is away.
    lost: Option<Timestamp>,
    newest: Quarter,
    /// Whether somebody takes the figures out.
    drained: bool,
}

impl Stats {
    /// For a store, which takes the figures out: none is forgotten before. What one entry adds is bounded by the agents
    /// signed in and a month of quarter hours.
    pub fn drained() -> Self {
        Self { drained: true, ..Self::default() }
    }

    /// For a wallboard that goes on where a store's snapshot ends: older figures are forgotten again.
    pub fn kept(self) -> Self {
        Self { drained: false, ..self }
    }

    /// Takes the next entry in. Entries come in their order, each once.
    pub fn apply(&mut self, entry: &Entry) {
        let (figures, at) = (&mut self.figures, entry.at);
        match &entry.fact {
            Fact::CallClosed { record: Some(record), .. } => {
                call::fold(figures, record, |name| self.ledgers.is_agent(name));
            }
            Fact::AgentConnected { queue, interface, .. } => {
                call::queue_at(figures, queue, at).credited.merge(&1);
                if let Some(agent) = self.ledgers.agent_of(queue, interface) {
                    let row = call::agent_at(figures, agent, at);
                    row.queues.entry(queue.clone()).or_default().credited.merge(&1);
                }
            }
            Fact::AgentDumped { queue, .. } => call::queue_at(figures, queue, at).dumped.merge(&1),
            Fact::LinkLost => self.lost = self.lost.or(at.known()),
            Fact::LinkUp { epoch } if *epoch > 1 => self.lost = self.lost.or(at.known()),
            Fact::Synchronized { .. } => {
                if let Some(lost) = self.lost.take() {
                    unobserved(figures, lost, at);
                }
            }
            _ => self.ledgers.apply(entry, figures),
        }
        let quarter = Quarter::of(at);
        if quarter > self.newest {
            self.newest = quarter;
            self.ledgers.settle(quarter.start(), &mut self.figures);
            if !self.drained {
                self.figures.forget_before(quarter.earlier(QUARTERS_MAX - 1));
            }
        }
    }

    /// The figures of what is over: calls that are closed, intervals that have ended.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// The figures of what is not over, as it stands at `now`: add them when reading, never to what is kept.
    pub fn live(&self, state: &State, now: Timestamp) -> Figures {
        let mut figures = Figures::default();
        for record in state.records() {
            call::fold(&mut figures, &record, |name| self.ledgers.is_agent(name));
        }
        let now = now.max(state.now());
        self.ledgers.clone().settle(now, &mut figures);
        if let Some(lost) = self.lost {
            unobserved(&mut figures, lost, now);
        }
        figures
    }

    /// Takes out the figures made since the last time, for a store that adds them to what it has; what is open goes on.
    /// All that was ever taken out, merged, is the whole. Nothing is forgotten between the first time and the last: who
    /// takes figures out goes on doing so, or what is kept grows.
    pub fn drain(&mut self) -> Figures {
        self.drained = true;
        core::mem::take(&mut self.figures)
    }
}

fn unobserved(figures: &mut Figures, from: Timestamp, to: Timestamp) {
    for (quarter, time) in span::split(from, to) {
        figures.floor.entry(quarter).or_default().unobserved.merge(&time);
    }
}
