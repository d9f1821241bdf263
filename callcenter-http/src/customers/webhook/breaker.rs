//! Nobody asks again and again who does not answer.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row after which it is not asked for a while.
const FAILURES_MAX: u32 = 5;

/// How long.
const PAUSE: Duration = Duration::from_secs(30);

/// Counts failures. After the pause one question is let through: its end decides.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    failures: u32,
    until: Option<Instant>,
}

impl Breaker {
    /// How long nobody may ask; nothing: now. Who is let through after a pause is alone until it is told how that ended.
    pub(super) fn is_open(&self, now: Instant) -> Option<Duration> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let until = inner.until?;
        if now < until {
            return Some(until - now);
        }
        inner.until = Some(now + PAUSE);
        None
    }

    /// Says how a question ended.
    pub(super) fn tell(&self, now: Instant, answered: bool) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if answered {
            *inner = Inner::default();
            return;
        }
        inner.failures = inner.failures.saturating_add(1);
        if inner.failures >= FAILURES_MAX {
            inner.until = Some(now + PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_failures_in_a_row_one_question_is_let_through_at_a_time() {
        let breaker = Breaker::default();
        let now = Instant::now();
        let later = now + PAUSE;
        for _ in 0..FAILURES_MAX {
            assert_eq!(breaker.is_open(now), None);
            breaker.tell(now, false);
        }
        assert_eq!(breaker.is_open(now), Some(PAUSE));
        assert_eq!(breaker.is_open(later), None);
        assert!(breaker.is_open(later).is_some(), "one is under way");
        breaker.tell(later, true);
        assert_eq!(breaker.is_open(later), None);
        breaker.tell(later, false);
        assert_eq!(breaker.is_open(later), None, "one failure is none in a row");
    }
}
