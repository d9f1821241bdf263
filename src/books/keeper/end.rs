//! How the books stand, and how they end.

use callcenter_store::StoreError;
use tokio::time::{Instant, timeout};

use super::Keeper;
use crate::books::Depth;

impl Keeper {
    /// Tells how the books stand, when that is news.
    pub(super) fn publish(&self) {
        let spool = self.spool.get();
        let waits = spool.depth();
        let depth = Depth {
            durable_seq: if spool.is_empty() { self.committed } else { spool.last().max(self.committed) },
            committed_seq: self.committed,
            term: self.term,
            spooled_entries: waits.entries,
            spooled_bytes: waits.bytes,
            oldest: waits.oldest,
            away_since: self.away.as_ref().map(|away| away.since),
            last_error: match (self.spool.failure(), &self.away) {
                (Some(failure), _) => Some(failure.to_owned()),
                (None, Some(away)) => Some(away.why.clone()),
                (None, None) => None,
            },
            stands_still: self.spool.failure().is_some(),
        };
        self.depth.send_if_modified(|told| {
            let is_news = *told != depth;
            *told = depth;
            is_news
        });
    }

    /// Whether the books are closed now, and how.
    pub(super) async fn end(&mut self) -> Option<Result<(), StoreError>> {
        let closing = self.closing.as_ref()?;
        let is_late = Instant::now() >= closing.until;
        let within = closing.until.saturating_duration_since(Instant::now());
        if self.running.is_some() && (!is_late || !self.in_flight.is_empty()) {
            return None;
        }
        let all_written = self.waiting.is_empty() && self.pieces.is_empty();
        if self.spool.is_empty() && all_written && self.away.is_none() && !is_late {
            let mut journal = self.journal.take()?;
            if let Some(seen) = self.shared.seen() {
                journal.seen(seen);
            }
            return Some(match timeout(within, journal.close()).await {
                Ok(Err(error)) if !error.is_passing() => Err(error),
                // Everything is durable; the next start follows some entries more, or waits until the lease is over.
                _ => Ok(()),
            });
        }
        let gives_up = is_late || self.away.is_some();
        if !gives_up || (self.away.is_some() && !is_late && self.spool.failure().is_none() && !all_written) {
            return None;
        }
        if self.waiting.is_empty() {
            return Some(Ok(()));
        }
        let why = self.spool.failure().map(str::to_owned);
        let why = why.or_else(|| self.away.as_ref().map(|away| away.why.clone())).unwrap_or_default();
        Some(Err(StoreError::SpoolFull(format!("{} entries could not be kept: {why}", self.waiting.len()))))
    }
}
