//! The one place where the switch's time and ours are reconciled: a time that never goes back, and goes no faster.

use std::time::{SystemTime, UNIX_EPOCH};

use callcenter_core::{Span, Timestamp};

/// How far a clock must be off at once to have been set, in µs; less is jitter. Asterisk's own stamps step back by
/// under 50 µs.
const STEP_MIN: Span = Span::from_secs(1);

/// Makes one monotone time of what the switch says and of when it was heard.
///
/// With `timestampevents = yes` the time is the switch's, and what carries none gets its arrival in the switch's time.
/// Without, it is the arrival. A clock that is set back or ahead by a second or more is a [`ClockStep`]: from there on,
/// until the next connection, times are shifted so that durations stay true. A network that delays messages is none.
///
/// # Example
/// ```
/// use callcenter::{Clock, core::{Span, Timestamp}};
/// let at = |secs| Timestamp::from_secs(secs);
/// let mut clock = Clock::default();
/// assert_eq!(clock.stamp(Some(at(1_000)), at(1_060)).at, at(1_000)); // the switch is a minute behind
/// assert_eq!(clock.stamp(None, at(1_061)).at, at(1_001));
/// let step = clock.stamp(Some(at(402)), at(1_062)); // set back by ten minutes
/// assert_eq!(step.at, at(1_002));
/// assert_eq!(step.step, Some(callcenter::ClockStep { back: true, by: Span::from_secs(600) }));
/// assert_eq!(clock.stamp(Some(at(412)), at(1_072)).at, at(1_012)); // ten seconds later
/// ```
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// The latest time given.
    last: Timestamp,
    /// The latest time of the source that is in use, as it told it.
    told: Option<Timestamp>,
    /// Least of arrival less the switch's time, in µs: the difference of the clocks plus the shortest delay.
    skew: Option<i64>,
    /// What is added to the source's times, in µs.
    shift: i64,
}

/// A time, and whether a clock was found to have been set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Never earlier than the one before.
    pub at: Timestamp,
    /// The clock was set.
    pub step: Option<ClockStep>,
}

/// A clock was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockStep {
    /// Back, or ahead.
    pub back: bool,
    /// By how much.
    pub by: Span,
}

impl Clock {
    /// A new connection: what was learnt of the clocks is learnt again.
    pub fn reconnected(&mut self) {
        *self = Self { last: self.last, ..Self::default() };
    }

    /// How far the switch's clock is behind ours, in µs, with the shortest delay of the network in it; nothing where
    /// the switch tells no times.
    pub fn skew_micros(&self) -> Option<i64> {
        self.skew
    }

    /// The time of a message: what it says itself, if it does, and when it was heard by our clock.
    pub fn stamp(&mut self, reported: Option<Timestamp>, arrived: Timestamp) -> Stamp {
        let step = match (reported, self.skew) {
            (Some(reported), None) => {
                // The first word of the switch about time: what was told before was by our clock.
                self.told = None;
                self.skew = Some(arrived.as_micros().saturating_sub(reported.as_micros()));
                self.shift = 0;
                None
            }
            (Some(reported), Some(skew)) => self.learn(reported, arrived, skew),
            (None, None) => self.own(arrived),
            (None, Some(_)) => None,
        };
        let source = match (reported, self.skew) {
            (Some(reported), _) => {
                self.told = Some(self.told.map_or(reported, |told| told.max(reported)));
                reported
            }
            (None, Some(skew)) => Timestamp::from_micros(arrived.as_micros().saturating_sub(skew)),
            (None, None) => {
                self.told = Some(self.told.map_or(arrived, |told| told.max(arrived)));
                arrived
            }
        };
        self.last = self.last.max(Timestamp::from_micros(source.as_micros().saturating_add(self.shift)));
        Stamp { at: self.last, step }
    }

    /// Compares the switch's time with what it said before and with ours. A delay makes the difference larger; only a
    /// clock that was set makes it smaller, or lets the switch's own time go back.
    fn learn(&mut self, reported: Timestamp, arrived: Timestamp, skew: i64) -> Option<ClockStep> {
        let now = arrived.as_micros().saturating_sub(reported.as_micros());
        let back = self.told.map_or(Span::ZERO, |told| told.since(reported));
        let ahead = Span::from_micros(skew.saturating_sub(now));
        if back >= STEP_MIN {
            // By our clock it went back by more than it shows: time has passed since it was last heard.
            let back = now.saturating_sub(skew).max(back.as_micros());
            self.set(back, now);
            return Some(ClockStep { back: true, by: Span::from_micros(back) });
        }
        if ahead >= STEP_MIN {
            self.set(-ahead.as_micros(), now);
            return Some(ClockStep { back: false, by: ahead });
        }
        self.skew = Some(skew.min(now));
        None
    }

    /// Our own clock, where there is no other: only that it went back can be seen.
    fn own(&mut self, arrived: Timestamp) -> Option<ClockStep> {
        let back = self.told.map_or(Span::ZERO, |told| told.since(arrived));
        if back < STEP_MIN {
            return None;
        }
        self.shift = self.shift.saturating_add(back.as_micros());
        self.told = None;
        Some(ClockStep { back: true, by: back })
    }

    fn set(&mut self, shift: i64, skew: i64) {
        self.shift = self.shift.saturating_add(shift);
        self.skew = Some(skew);
        self.told = None;
    }
}

/// This machine's clock; a clock before 1970 is no clock.
#[expect(clippy::disallowed_methods, reason = "the one place that looks at the wall clock")]
pub fn wall_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_micros(millis * 1_000)
    }

    #[test]
    fn hc_16_a_clock_set_ahead_by_an_hour_makes_no_call_an_hour_longer() {
        let mut clock = Clock::default();
        clock.stamp(Some(at(10_000)), at(10_001));
        let step = clock.stamp(Some(at(3_611_000)), at(11_001));
        assert_eq!(step.step, Some(ClockStep { back: false, by: Span::from_secs(3_600) }));
        assert_eq!(step.at, at(11_000));
    }

    #[test]
    fn hc_16_a_delay_is_no_step_and_does_not_move_time() {
        let mut clock = Clock::default();
        clock.stamp(Some(at(10_000)), at(10_001));
        let late = clock.stamp(Some(at(10_500)), at(25_000));
        assert_eq!(late, Stamp { at: at(10_500), step: None });
        assert_eq!(clock.stamp(Some(at(25_100)), at(25_101)), Stamp { at: at(25_100), step: None });
    }

    #[test]
    fn hc_16_without_times_of_the_switch_our_own_clock_may_be_set_back() {
        let mut clock = Clock::default();
        clock.stamp(None, at(10_000));
        let step = clock.stamp(None, at(4_000));
        assert_eq!(step.at, at(10_000));
        assert_eq!(step.step, Some(ClockStep { back: true, by: Span::from_secs(6) }));
        assert_eq!(clock.stamp(None, at(4_500)).at, at(10_500));
    }

    #[test]
    fn hc_16_microseconds_back_are_no_step() {
        let mut clock = Clock::default();
        clock.stamp(Some(at(10_000)), at(10_001));
        let back = clock.stamp(Some(Timestamp::from_micros(9_999_960)), at(10_002));
        assert_eq!(back, Stamp { at: at(10_000), step: None });
    }
}
