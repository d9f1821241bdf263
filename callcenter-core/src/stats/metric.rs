//! What each figure means: its name with its version, and the moment it is counted at.

use core::fmt;

use serde::Serialize;

use super::METRICS;
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

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// How many.
    Count,
    /// How long, in seconds.
    Seconds,
    /// A part of a whole, 0 to 1.
    Share,
    /// How many an hour.
    PerHour,
}

/// A figure's definition. Figures are stored with its id and version, so that a changed one is never mixed with an old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Metric {
    /// Its name.
    pub id: &'static str,
    /// Its version: another one is another definition.
    pub version: u16,
    /// What it is counted in.
    pub unit: Unit,
    /// When it is counted.
    pub attribution: Attribution,
    /// What it says.
    pub means: &'static str,
}

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

impl Metric {
    /// Its definition by id.
    pub fn of(id: &str) -> Option<&'static Self> {
        METRICS.iter().find(|metric| metric.id == id)
    }
}

/// Its name with its version, `sl-1@1`.
impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
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
    fn hc_54_every_formula_is_a_metric_and_no_metric_is_named_twice() {
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
