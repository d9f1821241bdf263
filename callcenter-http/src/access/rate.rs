//! How often somebody may ask: a bucket that fills by and by.

use std::sync::{Mutex, PoisonError};

use callcenter_core::Timestamp;

use super::bounded::Bounded;
use crate::problem::Problem;

/// Buckets that are remembered; beyond, the ones that were not asked for longest are full again.
pub const BUCKETS_MAX: usize = 20_000;

/// How often one user, or one token, may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, for ever.
    pub per_second: u32,
    /// Requests at once, after a quiet time.
    pub burst: u32,
}

#[derive(Debug)]
pub(super) struct Buckets {
    rate: Option<Rate>,
    buckets: Mutex<Bounded<String, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Millionths of a request.
    left: i64,
    filled_at: Timestamp,
}

impl Buckets {
    pub(super) fn new(rate: Option<Rate>) -> Self {
        Self { rate, buckets: Mutex::new(Bounded::new(BUCKETS_MAX)) }
    }

    /// Takes one request.
    ///
    /// # Errors
    /// [`Problem::TooMany`] when there is none left.
    pub(super) fn take(&self, whose: &str, now: Timestamp) -> Result<(), Problem> {
        let Some(rate) = self.rate else { return Ok(()) };
        let (per_second, full) =
            (i64::from(rate.per_second.max(1)), i64::from(rate.burst.max(1)) * 1_000_000);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.touch(&whose.to_owned(), now, || Bucket { left: full, filled_at: now });
        // µs times requests a second are millionths of a request.
        let more = (now - bucket.filled_at).as_micros().saturating_mul(per_second);
        bucket.left = bucket.left.saturating_add(more).min(full);
        bucket.filled_at = now;
        if bucket.left < 1_000_000 {
            let missing = 1_000_000 - bucket.left;
            let seconds = missing.unsigned_abs().div_ceil(per_second.unsigned_abs() * 1_000_000);
            return Err(Problem::TooMany { seconds });
        }
        bucket.left -= 1_000_000;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_so_many_a_second() {
        let buckets = Buckets::new(Some(Rate { per_second: 10, burst: 20 }));
        let taken = |whose: &str, millis: i64| {
            let now = Timestamp::from_micros(1_000_000_000 + millis * 1_000);
            (0..100).take_while(|_| buckets.take(whose, now).is_ok()).count()
        };
        assert_eq!(taken("alice", 0), 20);
        assert_eq!(taken("alice", 0), 0);
        assert_eq!(taken("alice", 50), 0);
        assert_eq!(taken("alice", 100), 1, "what was missing was kept");
        assert_eq!(taken("alice", 1_100), 10);
        assert_eq!(taken("alice", 3_600_000), 20);
        assert_eq!(taken("bob", 0), 20, "each has his own");
        assert_eq!(Buckets::new(None).take("alice", Timestamp::from_secs(1)), Ok(()));
    }
}
