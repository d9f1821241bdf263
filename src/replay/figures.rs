//! Figures of all that was replayed: of queues, agents and the floor, whole and by quarter hour.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::stats::{
    AgentFigures, ExtensionFigures, Figures, FloorFigures, Formula, Merge, Quarter, QueueFigures, Ratio,
    Stats, TrunkFigures,
};
use callcenter_core::{Entry, Policy, Span, State, Timestamp};
use serde::Serialize;

/// The formula of the service level: answered in time, of all who were answered or gave up.
pub const FORMULA: Formula = Formula::Sl1;

/// Folds entries into figures, over any length of time.
#[derive(Debug, Clone, Default)]
pub struct Fold {
    stats: Stats,
    /// What `stats` would forget after two days.
    past: Figures,
    newest: Quarter,
}

impl Fold {
    /// Takes the next entry.
    pub fn take(&mut self, entry: &Entry) {
        let quarter = Quarter::of(entry.at);
        if quarter > self.newest {
            self.newest = quarter;
            self.past.merge(&self.stats.drain());
        }
        self.stats.apply(entry);
    }

    /// The figures of everything, with what is not over as it stands.
    pub fn report(mut self, state: &State, now: Timestamp) -> FoldReport {
        let live = self.stats.live(state, now);
        self.past.merge(&self.stats.drain());
        self.past.merge(&live);
        FoldReport::new(&self.past, state.policy())
    }
}

/// The figures as an object: what `callcenter replay --output stats` prints.
#[derive(Debug, Serialize)]
pub struct FoldReport {
    switch: String,
    service_level: Target,
    queues: BTreeMap<String, QueueReport>,
    agents: BTreeMap<String, AgentReport>,
    extensions: BTreeMap<String, ExtensionFigures>,
    trunks: BTreeMap<String, TrunkFigures>,
    floor: FloorFigures,
    /// Calls without a time; they are in no quarter hour.
    unplaced: u32,
    quarters: Vec<QuarterReport>,
}

/// How the service level is meant.
#[derive(Debug, Serialize)]
struct Target {
    formula: &'static str,
    target_s: Span,
    short_abandon_s: Span,
}

#[derive(Debug, Serialize)]
struct QueueReport {
    /// 0 to 1; null: nobody to share.
    service_level: Option<f64>,
    answered_share: Option<f64>,
    abandoned_share: Option<f64>,
    speed_of_answer_s: Option<Span>,
    handle_time_s: Option<Span>,
    wait_p50_s: Option<Span>,
    wait_p90_s: Option<Span>,
    figures: QueueFigures,
}

#[derive(Debug, Serialize)]
struct AgentReport {
    occupancy: Option<f64>,
    handle_time_s: Option<Span>,
    figures: AgentFigures,
}

/// One UTC quarter hour.
#[derive(Debug, Serialize)]
struct QuarterReport {
    from: Timestamp,
    to: Timestamp,
    queues: BTreeMap<String, QueueFigures>,
    agents: BTreeMap<String, AgentFigures>,
    floor: Option<FloorFigures>,
}

impl FoldReport {
    fn new(figures: &Figures, policy: &Policy) -> Self {
        let (from, until) = (Timestamp::from_micros(i64::MIN), Timestamp::from_micros(i64::MAX));
        let queue = |name: &str| {
            let figures = figures.queue(name, from, until);
            let level = figures.service_level(FORMULA, policy.service_level, policy.short_abandon);
            QueueReport {
                service_level: Ratio::share(level),
                answered_share: figures.answered_share().share(),
                abandoned_share: figures.abandoned_share().share(),
                speed_of_answer_s: figures.speed_of_answer(),
                handle_time_s: figures.handle_time(),
                wait_p50_s: figures.answered_waits.percentile(50),
                wait_p90_s: figures.answered_waits.percentile(90),
                figures,
            }
        };
        let agent = |name: &str| {
            let figures = figures.agent(name, from, until);
            AgentReport {
                occupancy: figures.occupancy().share(),
                handle_time_s: figures.handle_time(),
                figures,
            }
        };
        let mut quarters: BTreeSet<Quarter> = figures.floor.keys().copied().collect();
        quarters.extend(figures.queues.values().flat_map(|series| series.keys()));
        quarters.extend(figures.agents.values().flat_map(|series| series.keys()));
        Self {
            switch: policy.switch.to_string(),
            service_level: Target {
                formula: FORMULA.id(),
                target_s: policy.service_level,
                short_abandon_s: policy.short_abandon,
            },
            queues: figures.queues.keys().map(|name| (name.to_string(), queue(name.as_str()))).collect(),
            agents: figures.agents.keys().map(|name| (name.to_string(), agent(name.as_str()))).collect(),
            extensions: figures
                .extensions
                .keys()
                .map(|name| (name.to_string(), figures.extension(name, from, until)))
                .collect(),
            trunks: figures
                .trunks
                .keys()
                .map(|name| (name.to_string(), figures.trunk(name, from, until)))
                .collect(),
            floor: figures.floor(from, until),
            unplaced: figures.unplaced,
            quarters: quarters.into_iter().map(|quarter| QuarterReport::new(figures, quarter)).collect(),
        }
    }
}

impl QuarterReport {
    fn new(figures: &Figures, quarter: Quarter) -> Self {
        let queues = figures
            .queues
            .iter()
            .filter_map(|(name, series)| Some((name.to_string(), series.get(&quarter)?.clone())));
        let agents = figures
            .agents
            .iter()
            .filter_map(|(name, series)| Some((name.to_string(), series.get(&quarter)?.clone())));
        Self {
            from: quarter.start(),
            to: quarter.end(),
            queues: queues.collect(),
            agents: agents.collect(),
            floor: figures.floor.get(&quarter).cloned(),
        }
    }
}
