//! Quarter hours, and the one place where an interval is split at their borders.

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// Length of a quarter hour in µs.
const QUARTER_MICROS: i64 = 900_000_000;

/// A UTC quarter hour, half open: its beginning belongs to it, its end to the next one.
///
/// Hours and days of every time zone in use are whole quarter hours, so figures kept by them add up in any (HC-51).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Quarter(i32);

impl Quarter {
    /// The quarter hour that a moment lies in.
    pub fn of(at: Timestamp) -> Self {
        let number = at.as_micros().div_euclid(QUARTER_MICROS);
        Self(number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }

    /// Its beginning.
    pub fn start(self) -> Timestamp {
        Timestamp::from_micros(i64::from(self.0) * QUARTER_MICROS)
    }

    /// Its end: the beginning of the next one.
    pub fn end(self) -> Timestamp {
        self.next().start()
    }

    /// The next one.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The one that is `count` earlier.
    pub fn earlier(self, count: u32) -> Self {
        Self(self.0.saturating_sub_unsigned(count))
    }
}

/// Splits `[from, to)` at the borders of quarter hours; nothing when it is empty.
pub(crate) fn split(from: Timestamp, to: Timestamp) -> impl Iterator<Item = (Quarter, Span)> {
    let mut begin = from;
    core::iter::from_fn(move || {
        if begin >= to {
            return None;
        }
        let quarter = Quarter::of(begin);
        let end = quarter.end().min(to);
        let part = (quarter, end.since(begin));
        begin = end;
        Some(part)
    })
}

/// The part of `[from, to)` that lies in `[begin, end)`.
pub(crate) fn overlap(from: Timestamp, to: Timestamp, begin: Timestamp, end: Timestamp) -> Span {
    to.min(end).since(from.max(begin))
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn hc_52_an_interval_is_split_at_borders_and_nothing_is_lost() {
        let at = |secs: i64| Timestamp::from_secs(1_795_219_200 + secs);
        let parts: Vec<Span> = split(at(899), at(2_701)).map(|(_, part)| part).collect();
        assert_eq!(parts, [1, 900, 900, 1].map(Span::from_secs));
        assert_eq!(split(at(0), at(900)).count(), 1, "the end belongs to the next quarter hour");
        assert_eq!(split(at(5), at(5)).count(), 0);
        assert_eq!(split(at(6), at(5)).count(), 0, "time that goes back is no time");
    }

    #[test]
    fn a_moment_before_1970_lies_in_its_own_quarter_hour() {
        let at = Timestamp::from_secs(-1);
        assert_eq!(Quarter::of(at).end(), Timestamp::from_secs(0));
    }
}
