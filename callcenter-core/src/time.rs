//! Time as the engine knows it: an argument, never a clock.

use core::fmt;
use core::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment, in µs since the Unix epoch, UTC.
///
/// `Timestamp::UNKNOWN` (0) stands for "no clock": a trace that carries no times at all is replayed at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment of a trace without times; no real call happened at it.
    pub const UNKNOWN: Self = Self(0);

    /// Makes a moment from µs since the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Makes a moment from whole seconds since the Unix epoch; saturates at the ends of the range.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// µs since the Unix epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whether a clock was known at all.
    pub const fn is_known(self) -> bool {
        self.0 != 0
    }

    /// This moment when a clock was known, else nothing.
    pub fn known(self) -> Option<Self> {
        self.is_known().then_some(self)
    }

    /// The time since `earlier`; zero when `earlier` is later, for a switch's clock can be set back.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0).max(0))
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Span;
    /// The same as [`Timestamp::since`]: never negative.
    fn sub(self, earlier: Self) -> Span {
        self.since(earlier)
    }
}

/// Unix seconds with six decimals, as a trace's `;@` line has them.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0.div_euclid(1_000_000), self.0.rem_euclid(1_000_000))
    }
}

/// A duration in µs; never negative where the engine makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Makes a duration from µs.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Makes a duration from ms; saturates.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// Makes a duration from seconds; saturates.
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// This duration in µs.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// This duration in whole ms, rounded down.
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// This duration in whole seconds, rounded down.
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// Seconds with six decimals.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let micros = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }
}

macro_rules! as_seconds {
    ($name:ident) => {
        /// Seconds with up to six decimals for people, µs for machines. Exact both ways for 285 years around 1970.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.serialize_f64(self.0 as f64 / 1e6)
                } else {
                    serializer.serialize_i64(self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let micros = f64::deserialize(deserializer)? * 1e6;
                    Ok(Self((micros + if micros < 0.0 { -0.5 } else { 0.5 }) as i64))
                } else {
                    i64::deserialize(deserializer).map(Self)
                }
            }
        }
    };
}

as_seconds!(Timestamp);
as_seconds!(Span);
