//! How long to wait before the next try.

use std::time::Duration;

/// The schedule of reconnecting: doubling waits with a ceiling, forgotten after a login that lasted.
///
/// Sans-IO: chance is an argument, so that a schedule can be written into a test.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use callcenter_ami::Backoff;
///
/// let mut backoff = Backoff::default();
/// assert_eq!(backoff.next(1.0), Duration::from_millis(250));
/// assert_eq!(backoff.next(1.0), Duration::from_millis(500));
/// assert_eq!(backoff.next(0.0), Duration::from_millis(500)); // half of the second that it would have been
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backoff {
    /// Before the first try again.
    pub first: Duration,
    /// Never longer than this, nor than [`Backoff::LONGEST`].
    pub max: Duration,
    /// How long a login has to last for the waits to begin again with the first.
    pub stable: Duration,
    failures: u32,
}

impl Default for Backoff {
    /// 250 ms, 500 ms, 1 s … 60 s; stable after 30 s. A restarting Asterisk takes logins again after 0.2–0.4 s.
    fn default() -> Self {
        Self::new(Duration::from_millis(250), Self::LONGEST, Duration::from_secs(30))
    }
}

impl Backoff {
    /// The ceiling of all schedules: a supervisor looks at a stale wallboard for a minute at most.
    pub const LONGEST: Duration = Duration::from_secs(60);

    /// Makes a schedule.
    pub fn new(first: Duration, max: Duration, stable: Duration) -> Self {
        Self { first, max, stable, failures: 0 }
    }

    /// The wait before the next try. `jitter` is chance, 0 to 1: it takes away up to half of the wait, so that many
    /// clients of one switch do not come back in step. Outside that range it counts as the nearest end, NaN as 0.
    pub fn next(&mut self, jitter: f64) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX));
        self.failures = self.failures.saturating_add(1);
        self.jittered(doubled.min(self.max), jitter)
    }

    /// The wait when trying again soon is of no use: the longest at once.
    pub fn longest(&mut self, jitter: f64) -> Duration {
        self.failures = self.failures.saturating_add(1);
        self.jittered(self.max, jitter)
    }

    /// Notes that a login lasted for so long.
    pub fn lasted(&mut self, time: Duration) {
        if time >= self.stable {
            self.failures = 0;
        }
    }

    /// How many tries have failed since the last login that lasted.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    fn jittered(&self, wait: Duration, jitter: f64) -> Duration {
        let jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(0.0, 1.0) };
        wait.min(Self::LONGEST).mul_f64(0.5 + jitter / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hc_02_no_wait_is_longer_than_a_minute_however_often_it_failed() {
        let mut backoff = Backoff::new(Duration::from_millis(250), Duration::MAX, Duration::from_secs(30));
        let waits: Vec<_> = (0..100).map(|_| backoff.next(1.0)).collect();
        assert_eq!(waits[..4], [250, 500, 1_000, 2_000].map(Duration::from_millis));
        assert!(waits.is_sorted());
        assert_eq!(waits[99], Backoff::LONGEST);
        assert_eq!(backoff.failures(), 100);
    }

    #[test]
    fn hc_02_chance_takes_away_up_to_half() {
        let wait = |jitter| Backoff::default().next(jitter);
        assert_eq!(wait(0.0), Duration::from_millis(125));
        assert_eq!(wait(0.5), Duration::from_micros(187_500));
        assert_eq!([wait(7.0), wait(-1.0), wait(f64::NAN)], [wait(1.0), wait(0.0), wait(0.0)]);
    }

    #[test]
    fn hc_02_a_login_that_lasted_begins_again_and_one_that_did_not_goes_on() {
        let mut backoff = Backoff::default();
        backoff.next(1.0);
        backoff.next(1.0);
        backoff.lasted(Duration::from_secs(29));
        assert_eq!(backoff.next(1.0), Duration::from_secs(1));
        backoff.lasted(Duration::from_secs(30));
        assert_eq!(backoff.next(1.0), Duration::from_millis(250));
    }
}
