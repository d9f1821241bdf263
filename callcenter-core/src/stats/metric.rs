//! What each figure means: its name with its version, and the moment it is counted at.

use serde::Serialize;

use crate::time::Span;

/// The moment by which something is put into a quarter hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// When the call, the pause or the ringing began.
    Start,
    /// When the queue was entered.
    Enter,
    /// When an agent answered.
    Answer,
    /// When the talk, or the work after it, was over.
    End,
    /// Each quarter hour has its own part.
    Prorated,
}

/// A figure's definition. Figures are stored with its id and version, so that a changed one is never mixed with an old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Metric {
    /// Its name.
    pub id: &'static str,
    /// Its version: another one is another definition.
    pub version: u16,
    /// When it is counted.
    pub attribution: Attribution,
    /// What it says.
    pub means: &'static str,
}

const fn metric(id: &'static str, attribution: Attribution, means: &'static str) -> Metric {
    Metric { id, version: 1, attribution, means }
}

/// Every figure that is kept or computed.
pub const METRICS: &[Metric] = &[
    metric(
        "offered",
        Attribution::Enter,
        "stays in the queue for an agent to answer; answered + abandoned + flowed out + waiting",
    ),
    metric("answered", Attribution::Enter, "stays that a person answered"),
    metric("abandoned", Attribution::Enter, "stays that the caller gave up"),
    metric("short-abandons", Attribution::Enter, "abandoned before a threshold had passed"),
    metric("flowed-out", Attribution::Enter, "stays ended by time, emptiness, key or withdrawal"),
    metric("refused", Attribution::Enter, "callers whom the queue did not take; not offered"),
    metric("answered-share", Attribution::Enter, "answered / offered"),
    metric("abandoned-share", Attribution::Enter, "abandoned / offered"),
    metric("sl-1", Attribution::Enter, "answered in time / (answered + abandoned)"),
    metric("sl-2", Attribution::Enter, "answered in time / (answered + abandoned after the target)"),
    metric(
        "sl-3",
        Attribution::Enter,
        "(answered + abandoned) in time / (answered + abandoned); Asterisk's ServicelevelPerf2",
    ),
    metric("sl-4", Attribution::Enter, "answered in time / answered; Asterisk's ServicelevelPerf"),
    metric("sl-5", Attribution::Enter, "(answered in time + short abandons) / (answered + abandoned)"),
    metric(
        "sl-G",
        Attribution::Enter,
        "answered in time / (answered + what the switches for abandons, short ones and flow-outs add)",
    ),
    metric(
        "sl-N",
        Attribution::Enter,
        "answered in time / (answered + abandoned + exits by key when switched on)",
    ),
    metric("asa", Attribution::Enter, "mean wait of the answered, from entering the queue to the answer"),
    metric("wait", Attribution::Enter, "waits, exact to the ms, for percentiles and thresholds"),
    metric("longest-wait", Attribution::Enter, "the longest wait of all stays"),
    metric("handled", Attribution::End, "answered stays whose talks are over"),
    metric("talk", Attribution::End, "agent and caller together, holds included"),
    metric("hold", Attribution::End, "hold by a party within the talk"),
    metric("aht", Attribution::End, "(talk + wrap-up) / handled"),
    metric("wrap-up", Attribution::End, "work after a queue call, by our own clock"),
    metric("transferred", Attribution::Start, "given on to somebody else, when that happened"),
    metric("credited", Attribution::Answer, "connected by the queue's own count (queue_log CONNECT)"),
    metric("agent-answered", Attribution::Answer, "callers with whom the agent talked first"),
    metric(
        "attempts",
        Attribution::Start,
        "tries of phones by result; cancelled and answered elsewhere are no misses",
    ),
    metric(
        "answer-rate",
        Attribution::Start,
        "answered tries / (answered + rang out + declined + busy + unreachable)",
    ),
    metric("speed-of-answer", Attribution::Start, "mean ringing of answered tries"),
    metric("time", Attribution::Prorated, "time by activity; the sum is the time signed in"),
    metric("paused", Attribution::Prorated, "paused in all queues, by reason"),
    metric("occupancy", Attribution::Prorated, "(talk + hold + wrap-up) / (the same + ringing + ready)"),
    metric("availability", Attribution::Prorated, "ready / signed in"),
    metric("calls", Attribution::Start, "calls by direction and end"),
    metric("journeys", Attribution::Enter, "callers who were in any queue, each once"),
    metric("unobserved", Attribution::Prorated, "time without a link to the switch"),
];

/// How a service level is computed from the same counts. `At`: answered in time, `A`: answered, `B`: abandoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Formula {
    /// At / (A + B): every abandon hurts.
    Sl1,
    /// At / (A + B − those abandoned in time): only late abandons hurt.
    Sl2,
    /// (At + abandoned in time) / (A + B): early abandons count as good. Asterisk's `ServicelevelPerf2`.
    Sl3,
    /// At / A: abandons do not count. Asterisk's `ServicelevelPerf`.
    Sl4,
    /// (At + short abandons) / (A + B).
    Sl5,
    /// At / (A + B + X), where each addition can be switched off.
    SlG {
        /// Whether flow-outs count against it.
        flow_outs: bool,
        /// Whether short abandons do.
        short_abandons: bool,
        /// Whether abandons do at all.
        abandons: bool,
    },
    /// At / (A + B + exits by key).
    SlN {
        /// Whether exits by key count against it.
        breakouts: bool,
    },
}

impl Formula {
    /// All of them, the ones with switches as they are by default.
    pub const ALL: [Self; 7] = [
        Self::Sl1,
        Self::Sl2,
        Self::Sl3,
        Self::Sl4,
        Self::Sl5,
        Self::SlG { flow_outs: false, short_abandons: true, abandons: true },
        Self::SlN { breakouts: true },
    ];

    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Sl1 => "sl-1",
            Self::Sl2 => "sl-2",
            Self::Sl3 => "sl-3",
            Self::Sl4 => "sl-4",
            Self::Sl5 => "sl-5",
            Self::SlG { .. } => "sl-G",
            Self::SlN { .. } => "sl-N",
        }
    }
}

/// A share, exact: nothing is divided until somebody reads it. A denominator of 0 means that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Ratio {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
}

impl Ratio {
    /// A part of a whole.
    pub fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    pub(crate) fn of_spans(part: Span, whole: Span) -> Self {
        let micros = |span: Span| u64::try_from(span.as_micros()).unwrap_or_default();
        Self::new(micros(part), micros(whole))
    }

    /// The share, 0 to 1; absent when there is nothing to share.
    pub fn share(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 / self.whole as f64)
    }

    /// The share in thousandths, rounded to the nearest; absent when there is nothing to share.
    pub fn per_mille(self) -> Option<u32> {
        let whole = u128::from(self.whole);
        let scaled = (u128::from(self.part) * 1_000 + whole / 2).checked_div(whole)?;
        u32::try_from(scaled).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_formula_is_a_metric_and_no_metric_is_named_twice() {
        for formula in Formula::ALL {
            assert!(METRICS.iter().any(|metric| metric.id == formula.id()), "{}", formula.id());
        }
        for (n, metric) in METRICS.iter().enumerate() {
            assert!(METRICS[n + 1..].iter().all(|other| other.id != metric.id), "{}", metric.id);
        }
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!(Ratio::new(0, 0).share(), None);
        assert_eq!(Ratio::new(0, 0).per_mille(), None);
        assert_eq!(Ratio::new(2, 3).per_mille(), Some(667));
    }
}
