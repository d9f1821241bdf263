//! What time it is, and how a moment is written.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use callcenter_core::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A clock: the machine's, or one that is set by hand.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    Machine,
    /// One that shows these µs since the Unix epoch, until they are changed.
    Hand(Arc<AtomicI64>),
}

impl Clock {
    /// What time it is.
    #[expect(clippy::disallowed_methods, reason = "an adapter has a clock; the engine is given the time")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Machine => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Self::Hand(micros) => Timestamp::from_micros(micros.load(Ordering::Relaxed)),
        }
    }
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "an adapter has a clock; the engine is given the time")]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// How long it took so far.
    pub(crate) fn time(self) -> std::time::Duration {
        self.0.elapsed()
    }
}

/// A moment as the API writes and reads it: RFC 3339 in UTC, `2026-11-21T10:00:00.123456Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-21T10:00:00.123456Z")]
pub struct Utc(pub Timestamp);

impl Utc {
    /// Reads a moment with any offset.
    pub fn parse(text: &str) -> Option<Self> {
        let moment: jiff::Timestamp = text.parse().ok()?;
        Some(Self(Timestamp::from_micros(moment.as_microsecond())))
    }
}

impl std::fmt::Display for Utc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0.as_micros()) {
            Ok(moment) => moment.fmt(f),
            // Beyond the year 9999, or before the year -9999.
            Err(_) => self.0.fmt(f),
        }
    }
}

impl From<Timestamp> for Utc {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Serialize for Utc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Utc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom("a moment is written as 2026-11-21T10:00:00Z (RFC 3339)");
        Self::parse(&text).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_and_read_with_any_offset() {
        let at = Utc(Timestamp::from_micros(1_795_255_200_123_456));
        assert_eq!(at.to_string(), "2026-11-21T10:00:00.123456Z");
        assert_eq!(Utc::parse("2026-11-21T11:00:00.123456+01:00"), Some(at));
        assert_eq!(Utc::parse("yesterday"), None);
    }
}
