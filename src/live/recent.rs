//! What became true a short time ago: for who goes on without a hole after a moment away, or when somebody else leads.

use std::collections::VecDeque;
use std::sync::Arc;

use callcenter_core::Entry;

use super::handle::Standpoint;

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

/// The last entries that were true here, and how those of others are known to be the same.
#[derive(Debug, Clone)]
pub(super) struct Recent {
    /// Where this lead began.
    opening: Option<Mark>,
    /// The lead before it, and its last entry: this one went on from there.
    before: Option<(u64, u64)>,
    batches: VecDeque<Arc<[Entry]>>,
    /// How many entries they have.
    count: usize,
    /// Number of the last one.
    last: u64,
}

impl Recent {
    /// From an entry on.
    pub(super) fn after_entry(last: u64) -> Self {
        Self { opening: None, before: None, batches: VecDeque::new(), count: 0, last }
    }

    /// With further entries.
    pub(super) fn with(mut self, entries: &[Entry]) -> Self {
        self.push(entries.into());
        self
    }

    /// For who leads from here on: where the lead began, and the lead that it goes on from without a hole, with its last entry.
    pub(super) fn of_lead(self, opening: Mark, before: Option<(u64, u64)>) -> Self {
        Self { opening: Some(opening), before, ..self }
    }

    pub(super) fn push(&mut self, batch: Arc<[Entry]>) {
        if batch.is_empty() {
            return;
        }
        self.last = batch.last().map_or(self.last, |entry| entry.seq);
        self.count += batch.len();
        self.batches.push_back(batch);
        while self.count > RECENT_ENTRIES_MAX {
            let Some(oldest) = self.batches.pop_front() else { break };
            self.count -= oldest.len();
        }
    }

    /// All of them.
    pub(super) fn entries(&self) -> Vec<Entry> {
        self.batches.iter().flat_map(|batch| batch.iter()).cloned().collect()
    }

    /// What somebody missed who stood there, when the same was true for both up to there; this lead's own epoch is `epoch`.
    pub(super) fn missed(&self, stood: &Standpoint, epoch: u64) -> Option<Vec<Entry>> {
        let is_ours = stood.epoch == epoch;
        let is_before = self.before.is_some_and(|(before, last)| stood.epoch == before && stood.seq <= last);
        let is_opening = self.opening == Some(Mark { seq: stood.seq, hash: stood.hash });
        if is_ours || is_before || is_opening { self.after(stood.seq) } else { None }
    }

    /// The entries after `seq`, when all of them are here.
    fn after(&self, seq: u64) -> Option<Vec<Entry>> {
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
        let mut recent = Recent::after_entry(7).with(&entries(8, 2));
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

    #[test]
    fn only_who_had_the_same_history_goes_on() {
        let opening = Mark { seq: 9, hash: 1 };
        let recent =
            Recent::after_entry(4).with(&entries(5, 5)).of_lead(opening, Some((70, 9))).with(&entries(10, 2));
        let stood = |epoch, seq, hash| recent.missed(&Standpoint { epoch, seq, hash }, 71);
        assert_eq!(stood(71, 10, 0), Some(entries(11, 1)), "of this lead");
        assert_eq!(stood(70, 8, 0), Some(entries(9, 3)), "of the lead before, as far as this one knows it");
        assert_eq!(stood(70, 10, 0), None, "an entry that this lead has otherwise");
        assert_eq!(stood(70, 3, 0), None, "too long ago");
        assert_eq!(stood(69, 9, 1), Some(entries(10, 2)), "the same was true at the opening");
        assert_eq!(stood(69, 9, 2), None, "another history");
    }
}
