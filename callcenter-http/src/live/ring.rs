//! What a topic's last changes were, for clients who come back.

use std::collections::VecDeque;
use std::sync::Arc;

use super::sheet::Delta;

/// Changes of a topic that are kept to be replayed; who comes back later is given a snapshot.
pub const REPLAY_DELTAS_MAX: usize = 1_024;

/// Rows in these together: a flood shortens what can be replayed, not the server's memory.
pub const REPLAY_ROWS_MAX: usize = 20_000;

/// The last changes of a topic, oldest first.
#[derive(Default)]
pub(super) struct Ring {
    deltas: VecDeque<Arc<Delta>>,
    rows: usize,
    /// Nothing is missing for whom has everything before this number.
    whole_from: u64,
}

impl Ring {
    /// A ring that begins where a topic was looked at first.
    pub(super) fn starting_at(seq: u64) -> Self {
        Self { whole_from: seq, ..Self::default() }
    }

    pub(super) fn push(&mut self, delta: Arc<Delta>) {
        self.rows += delta.rows();
        self.deltas.push_back(delta);
        while self.deltas.len() > REPLAY_DELTAS_MAX || self.rows > REPLAY_ROWS_MAX {
            let Some(oldest) = self.deltas.pop_front() else { return };
            self.rows -= oldest.rows();
            // Figures change without a new entry: another delta of that number may follow it.
            self.whole_from = oldest.point.seq + 1;
        }
    }

    /// What whoever has everything up to `seq` has not; some of it may be known. Nothing when too much was forgotten.
    pub(super) fn since(&self, seq: u64) -> Option<Vec<Arc<Delta>>> {
        if seq < self.whole_from {
            return None;
        }
        let first = self.deltas.partition_point(|delta| delta.point.seq < seq);
        Some(self.deltas.range(first..).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use callcenter_core::Timestamp;

    use super::*;
    use crate::clock::Utc;
    use crate::live::sheet::Point;
    use crate::live::topic::Topic;

    fn delta(seq: u64) -> Arc<Delta> {
        let point = Point { epoch: 1, seq, at: Utc(Timestamp::from_secs(1)) };
        Arc::new(Delta::new(Topic::Queues, point, Vec::new(), Vec::new()))
    }

    fn told(ring: &Ring, seq: u64) -> Option<Vec<u64>> {
        ring.since(seq).map(|deltas| deltas.iter().map(|delta| delta.point.seq).collect())
    }

    #[test]
    fn who_was_away_for_a_while_is_told_what_changed_and_who_was_away_too_long_is_not() {
        let mut ring = Ring::starting_at(10);
        assert_eq!(told(&ring, 10), Some(vec![]));
        assert_eq!(told(&ring, 9), None);
        let last = 10 + REPLAY_DELTAS_MAX as u64 + 5;
        (11..=last).for_each(|seq| ring.push(delta(seq)));
        // Five of them are forgotten: 11 to 15.
        assert_eq!(told(&ring, 15), None);
        assert_eq!(told(&ring, 16).expect("it is all there").len(), REPLAY_DELTAS_MAX);
        assert_eq!(told(&ring, last), Some(vec![last]));
        assert_eq!(told(&ring, last + 1), Some(vec![]));
    }
}
