//! What became true since somebody began to lead: for who followed before, and goes on without a hole.

use std::collections::VecDeque;
use std::sync::Arc;

use callcenter_core::Entry;

/// Entries that are kept for who was away for a moment; who was away for longer begins with a snapshot.
pub const RECENT_ENTRIES_MAX: usize = 10_000;

/// A place in one history: by its hash it is known whether two have the same history up to there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Number of the last entry.
    pub(super) seq: u64,
    /// The hash of the state after it.
    pub(super) hash: u128,
}

/// The last entries of a lead, and where it began.
#[derive(Debug)]
pub(super) struct Recent {
    opening: Mark,
    batches: VecDeque<Arc<[Entry]>>,
    /// How many entries they have.
    count: usize,
    /// Number of the last one.
    last: u64,
}

impl Recent {
    pub(super) fn new(opening: Mark, entries: &[Entry]) -> Self {
        let mut recent = Self { opening, batches: VecDeque::new(), count: 0, last: opening.seq };
        if !entries.is_empty() {
            recent.push(entries.into());
        }
        recent
    }

    pub(super) fn push(&mut self, batch: Arc<[Entry]>) {
        self.last = batch.last().map_or(self.last, |entry| entry.seq);
        self.count += batch.len();
        self.batches.push_back(batch);
        while self.count > RECENT_ENTRIES_MAX {
            let Some(oldest) = self.batches.pop_front() else { break };
            self.count -= oldest.len();
        }
    }

    pub(super) fn opening(&self) -> Mark {
        self.opening
    }

    /// The entries after `seq`, when all of them are here.
    pub(super) fn after(&self, seq: u64) -> Option<Vec<Entry>> {
        let first =
            self.batches.front().and_then(|batch| batch.first()).map_or(self.last + 1, |entry| entry.seq);
        if seq > self.last || seq + 1 < first {
            return None;
        }
        let entries = self.batches.iter().flat_map(|batch| batch.iter());
        Some(entries.filter(|entry| entry.seq > seq).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use callcenter_core::{Fact, Timestamp};

    use super::*;

    fn entries(first: u64, count: u64) -> Vec<Entry> {
        let entry = |seq| Entry { seq, at: Timestamp::from_secs(1), fact: Fact::LinkUp { epoch: 1 } };
        (first..first + count).map(entry).collect()
    }

    #[test]
    fn who_was_away_is_given_what_is_missing_or_nothing_at_all() {
        let mut recent = Recent::new(Mark { seq: 7, hash: 1 }, &entries(8, 2));
        recent.push(entries(10, 3).into());
        assert_eq!(recent.after(12), Some(Vec::new()));
        assert_eq!(recent.after(9), Some(entries(10, 3)));
        assert_eq!(recent.after(7), Some(entries(8, 5)));
        assert_eq!(recent.after(6), None, "entry 7 is of an earlier lead");
        assert_eq!(recent.after(13), None, "nobody has that yet");
        let many = u64::try_from(RECENT_ENTRIES_MAX).expect("a small number");
        recent.push(entries(13, many).into());
        assert_eq!(recent.after(9), None, "it was forgotten");
        assert_eq!(recent.after(12).map(|entries| entries.len()), Some(RECENT_ENTRIES_MAX));
    }
}
