//! From figures to measures: each with the definition that it follows.

use std::collections::BTreeMap;

use callcenter_core::Span;
use callcenter_core::stats::{
    AgentFigures, Attempts, CallFigures, ExtensionFigures, FloorFigures, Formula, Ledger, Merge, Metric,
    QueueFigures, Ratio, TrunkFigures, Unit, mean,
};
use serde::{Serialize, Serializer};

use crate::figures::{Cell, Scope};
use crate::words::word;

/// A measure with its definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The definition.
    pub metric: &'static Metric,
    /// How much; absent: not observed, or nothing to divide by.
    pub amount: Option<Amount>,
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// How many.
    Count(u64),
    /// How long.
    Time(Span),
    /// A share, exact.
    Share(Ratio),
    /// How many an hour.
    Rate(f64),
}

impl Amount {
    /// As one number: a count, seconds, 0 to 1, or a count an hour; absent for a share of nothing.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Count(count) => Some(count as f64),
            Self::Time(time) => Some(time.as_micros() as f64 / 1e6),
            Self::Share(ratio) => ratio.share(),
            Self::Rate(rate) => Some(rate),
        }
    }
}

/// As a number; counts without a fraction.
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_u64(*count),
            other => other.number().serialize(serializer),
        }
    }
}

/// Counts and times by a second word: calls by direction and status, pauses by reason.
pub type Breakdowns = BTreeMap<String, BTreeMap<String, Amount>>;

/// What a service level is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Wait up to which an answer is in time.
    pub target: Span,
    /// Wait below which giving up is short.
    pub short: Span,
}

/// Every figure's definition that a report of this scope has, in its order.
pub fn metrics_of(scope: Scope) -> Vec<&'static Metric> {
    let nothing = Target { target: Span::ZERO, short: Span::ZERO };
    measures(&empty(scope), nothing).into_iter().map(|measure| measure.metric).collect()
}

/// Figures of nothing.
pub(crate) fn empty(scope: Scope) -> Cell {
    match scope {
        Scope::Queue => Cell::Queue(Box::default()),
        Scope::Agent => Cell::Agent(Box::default()),
        Scope::Extension => Cell::Extension(Box::default()),
        Scope::Trunk => Cell::Trunk(Box::default()),
        Scope::Floor => Cell::Floor(Box::default()),
    }
}

/// Every measure of some figures, in a fixed order.
pub fn measures(cell: &Cell, target: Target) -> Vec<Measure> {
    let mut list = List(Vec::with_capacity(64));
    match cell {
        Cell::Queue(figures) => queue(&mut list, figures, target),
        Cell::Agent(figures) => agent(&mut list, figures),
        Cell::Extension(figures) => extension(&mut list, figures),
        Cell::Trunk(figures) => trunk(&mut list, figures),
        Cell::Floor(figures) => floor(&mut list, figures),
    }
    list.0
}

/// What is told apart by a second word.
pub fn breakdowns(cell: &Cell) -> Breakdowns {
    let mut all = Breakdowns::new();
    let statuses = |calls: &CallFigures| {
        calls.statuses.iter().map(|(status, &count)| (word(status), Amount::Count(count.into()))).collect()
    };
    match cell {
        Cell::Queue(_) => {}
        Cell::Agent(figures) => {
            let pauses = || figures.paused.iter();
            let time = pauses().map(|(reason, pause)| (reason.to_string(), Amount::Time(pause.time)));
            all.insert("paused".to_owned(), time.collect());
            let count =
                pauses().map(|(reason, pause)| (reason.to_string(), Amount::Count(pause.count.into())));
            all.insert("pauses".to_owned(), count.collect());
            let answered = figures
                .queues
                .iter()
                .map(|(queue, own)| (queue.to_string(), Amount::Count(own.answered.into())));
            all.insert("answered by queue".to_owned(), answered.collect());
        }
        Cell::Extension(figures) => {
            all.insert("made outside".to_owned(), statuses(&figures.made_outside));
            all.insert("made inside".to_owned(), statuses(&figures.made_inside));
        }
        Cell::Trunk(figures) => {
            all.insert("inbound".to_owned(), statuses(&figures.inbound));
            all.insert("outbound".to_owned(), statuses(&figures.outbound));
        }
        Cell::Floor(figures) => {
            all.insert("inbound".to_owned(), statuses(&figures.inbound));
            all.insert("outbound".to_owned(), statuses(&figures.outbound));
            all.insert("internal".to_owned(), statuses(&figures.internal));
        }
    }
    all.retain(|_, words| !words.is_empty());
    all
}

struct List(Vec<Measure>);

impl List {
    fn put(&mut self, id: &str, unit: Unit, amount: Option<Amount>) {
        let metric = Metric::of(id).expect("every measure has its definition: a test asks for all of them");
        assert_eq!(metric.unit, unit, "{id} is counted in what its definition says");
        self.0.push(Measure { metric, amount });
    }

    fn count(&mut self, id: &str, count: impl Into<u64>) {
        self.put(id, Unit::Count, Some(Amount::Count(count.into())));
    }

    fn time(&mut self, id: &str, time: impl Into<Option<Span>>) {
        self.put(id, Unit::Seconds, time.into().map(Amount::Time));
    }

    fn share(&mut self, id: &str, ratio: Ratio) {
        self.put(id, Unit::Share, Some(Amount::Share(ratio)).filter(|_| ratio.whole > 0));
    }
}

fn queue(list: &mut List, q: &QueueFigures, Target { target, short }: Target) {
    list.count("offered", q.offered);
    list.count("answered", q.answered);
    list.count("abandoned", q.abandoned);
    list.count("short-abandons", q.short_abandons(short));
    list.count("flowed-out", q.flowed_out());
    list.count("timed-out", q.timed_out);
    list.count("left-empty", q.left_empty);
    list.count("exited-by-key", q.exited_by_key);
    list.count("withdrawn", q.withdrawn);
    list.count("left-otherwise", q.left_otherwise);
    list.count("waiting", q.waiting);
    list.count("refused", q.refused);
    list.count("uncertain", q.uncertain);
    list.count("unplaced", q.unplaced);
    list.count("answered-in-time", q.answered_waits.within(target));
    list.count("abandoned-in-time", q.abandoned_waits.within(target));
    list.share("answered-share", q.answered_share());
    list.share("abandoned-share", q.abandoned_share());
    for formula in Formula::ALL {
        list.share(formula.id(), q.service_level(formula, target, short));
    }
    list.time("asa", q.speed_of_answer());
    list.time("abandon-wait", mean(q.abandoned_wait, q.abandoned.into()));
    for (id, percent) in [("wait-p50", 50), ("wait-p80", 80), ("wait-p90", 90), ("wait-p95", 95)] {
        list.time(id, q.answered_waits.percentile(percent));
    }
    for (id, percent) in [("abandon-wait-p50", 50), ("abandon-wait-p90", 90)] {
        list.time(id, q.abandoned_waits.percentile(percent));
    }
    list.time("longest-wait", q.longest_wait.0);
    list.count("handled", q.handled);
    list.time("talk", q.talk);
    list.time("hold", q.hold);
    list.time("talk-net", net(q.talk, q.hold));
    list.time("mean-talk", mean(q.talk, q.handled.into()));
    list.time("mean-hold", mean(q.hold, q.handled.into()));
    list.time("aht", q.handle_time());
    list.time("wrap-up", q.wrap_up);
    list.count("transferred", q.transferred);
    list.share("transfer-rate", Ratio::new(q.transferred.into(), q.handled.into()));
    list.count("credited", q.credited);
    list.count("dumped", q.dumped);
    attempts(list, &q.attempts);
    time(list, &q.time);
}

fn attempts(list: &mut List, a: &Attempts) {
    list.count("attempts", a.all());
    list.count("attempts-answered", a.answered);
    list.count("missed", a.missed());
    list.count("attempts-no-answer", a.no_answer);
    list.count("attempts-declined", a.declined);
    list.count("attempts-busy", a.busy);
    list.count("attempts-unreachable", a.unreachable);
    list.count("attempts-answered-elsewhere", a.answered_elsewhere);
    list.count("attempts-cancelled", a.cancelled);
    list.count("attempts-picked-up-elsewhere", a.picked_up_elsewhere);
    list.share("answer-rate", a.answer_rate());
    list.time("speed-of-answer", a.speed_of_answer());
}

fn time(list: &mut List, time: &Ledger) {
    list.time("signed-in", time.signed_in());
    list.time("time-ready", time.ready);
    list.time("time-partly-ready", time.partly_ready);
    list.time("paused", time.paused);
    list.time("time-wrap-up", time.wrap_up);
    list.time("time-ringing", time.ringing);
    list.time("time-talking", time.talking);
    list.share("occupancy", time.occupancy());
    list.share("availability", time.availability());
}

fn agent(list: &mut List, a: &AgentFigures) {
    let talks = a.talks();
    list.count("agent-calls", a.calls());
    attempts(list, &a.attempts);
    list.count("agent-answered", a.answered());
    list.count("credited", a.credited());
    let handled: u64 = a.queues.values().map(|queue| u64::from(queue.talks.count)).sum();
    list.count("agent-handled", handled);
    list.count("agent-direct", a.direct.count);
    list.count("agent-made", a.made.count);
    list.count("agent-made-answered", a.made_answered);
    list.count("agent-taken-over", a.taken_over.count);
    list.count("agent-transferred", a.transferred);
    list.count("agent-talks", talks.count);
    list.time("agent-talk", talks.talk);
    list.time("agent-hold", talks.hold);
    list.time("agent-mean-talk", talks.mean());
    list.time("agent-mean-hold", talks.mean_hold());
    list.time("agent-longest-talk", a.longest_talk.0);
    let wrap_up = a.queues.values().fold(Span::ZERO, |sum, queue| sum + queue.wrap_up);
    list.time("agent-wrap-up", wrap_up);
    list.time("agent-aht", a.handle_time());
    let answered = a.answered() + u64::from(a.direct.count);
    let signed_in = a.time.signed_in().as_micros();
    let rate = (signed_in > 0).then(|| Amount::Rate(answered as f64 * 3.6e9 / signed_in as f64));
    list.put("agent-calls-per-hour", Unit::PerHour, rate);
    list.time("longest-idle", a.longest_idle.0);
    list.count("pauses", a.paused.values().map(|pause| u64::from(pause.count)).sum::<u64>());
    time(list, &a.time);
}

fn extension(list: &mut List, e: &ExtensionFigures) {
    let received = e.received();
    list.count("extension-made", e.made());
    list.count("extension-made-outside", e.made_outside.calls);
    list.count("extension-made-inside", e.made_inside.calls);
    let mut made = e.made_outside.clone();
    made.merge(&e.made_inside);
    list.count("extension-made-answered", made.answered);
    list.count("extension-received", received.calls);
    list.count("extension-received-outside", e.received_outside.calls);
    list.count("extension-received-inside", e.received_inside.calls);
    list.count("extension-answered", received.answered);
    list.count("extension-missed", received.missed);
    list.count("extension-elsewhere", received.elsewhere);
    list.count("extension-joined", received.joined);
    let talk = made.talk + received.talk;
    list.time("extension-talk", talk);
    list.time("extension-hold", made.hold + received.hold);
    let talks = [made.answered, received.answered, received.joined].into_iter().map(u64::from).sum();
    list.time("extension-mean-talk", mean(talk, talks));
    list.time("extension-longest-talk", made.longest_talk.max(received.longest_talk).0);
    attempts(list, &e.attempts);
}

fn trunk(list: &mut List, t: &TrunkFigures) {
    list.count("trunk-inbound", t.inbound.calls);
    list.count("trunk-inbound-answered", t.inbound.answered);
    list.time("trunk-inbound-talk", t.inbound.talk);
    list.count("trunk-outbound", t.outbound.calls);
    list.count("trunk-outbound-answered", t.outbound.answered);
    list.time("trunk-outbound-talk", t.outbound.talk);
    list.count("trunk-further", t.further);
}

fn floor(list: &mut List, f: &FloorFigures) {
    let mut all = f.inbound.clone();
    all.merge(&f.outbound);
    all.merge(&f.internal);
    list.count("calls", all.calls);
    list.count("calls-inbound", f.inbound.calls);
    list.count("calls-outbound", f.outbound.calls);
    list.count("calls-internal", f.internal.calls);
    list.count("calls-answered", all.answered);
    list.count("calls-no-answer", all.no_answer);
    list.count("calls-failed", all.failed);
    list.count("calls-self-service", all.self_service);
    list.count("calls-live", all.live);
    list.time("calls-talk", all.talk);
    list.time("calls-hold", all.hold);
    list.time("calls-mean-talk", all.mean_talk());
    list.time("calls-longest-talk", all.longest_talk.0);
    list.count("journeys", f.journeys.callers);
    list.count("journeys-answered", f.journeys.answered);
    list.count("journeys-abandoned", f.journeys.abandoned);
    list.time("journeys-wait", mean(f.journeys.wait, f.journeys.callers.into()));
    list.count("auxiliary", f.auxiliary);
    list.count("calls-uncertain", f.uncertain);
    list.count("calls-unplaced", f.unplaced);
    list.time("unobserved", f.unobserved);
}

fn net(talk: Span, hold: Span) -> Span {
    Span::from_micros((talk.as_micros() - hold.as_micros()).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hc_54_every_measure_has_its_definition_once_and_every_definition_but_kinds_is_measured() {
        let mut measured = Vec::new();
        for scope in Scope::ALL {
            let mut ids: Vec<_> = metrics_of(scope).iter().map(|metric| metric.id).collect();
            measured.extend(ids.iter().copied());
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{scope:?} has a measure twice");
        }
        let left: Vec<_> = callcenter_core::stats::METRICS
            .iter()
            .map(|metric| metric.id)
            .filter(|id| !measured.contains(id))
            .collect();
        assert_eq!(
            left,
            ["wait", "time"],
            "these are kinds: percentiles and activities are measured one by one"
        );
    }
}
