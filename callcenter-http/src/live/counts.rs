//! What is counted.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use super::watched::Duty;
use super::{Live, Shared};

/// Live clients, and what became of them, since the program began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveCounts {
    /// Clients that there are now.
    pub clients: usize,
    /// Clients that were cut off for being too slow.
    pub cut: u64,
    /// Messages that were handed to clients' connections.
    pub messages: u64,
    /// How often a task that tells clients failed, and was begun again.
    pub failures: u64,
}

/// The counters.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) clients: AtomicUsize,
    pub(super) cut: AtomicU64,
    pub(super) messages: AtomicU64,
    pub(super) failures: AtomicU64,
    changes_fail: AtomicBool,
    figures_fail: AtomicBool,
}

impl Live {
    /// Live clients, and what became of them.
    pub fn counts(&self) -> LiveCounts {
        let counts = &self.shared.counts;
        LiveCounts {
            clients: self.clients(),
            cut: counts.cut.load(Ordering::Relaxed),
            messages: counts.messages.load(Ordering::Relaxed),
            failures: counts.failures.load(Ordering::Relaxed),
        }
    }

    /// Messages were handed to a client's connection.
    pub(super) fn sent(&self, messages: usize) {
        let messages = u64::try_from(messages).unwrap_or(u64::MAX);
        self.shared.counts.messages.fetch_add(messages, Ordering::Relaxed);
    }

    /// A client is cut off: it did not take in time what was sent.
    pub(super) fn cuts(&self) {
        self.shared.counts.cut.fetch_add(1, Ordering::Relaxed);
    }
}

impl Shared {
    /// Whether this failed, and was not done since.
    pub(super) fn fails(&self, duty: Duty) -> &AtomicBool {
        match duty {
            Duty::Changes => &self.counts.changes_fail,
            Duty::Figures => &self.counts.figures_fail,
        }
    }
}
