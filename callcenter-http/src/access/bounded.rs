//! What is remembered about whoever asks, and no more than so much.

use std::collections::BTreeMap;

use callcenter_core::Timestamp;

/// A table that forgets what was not touched for longest when it is full.
#[derive(Debug)]
pub(super) struct Bounded<K, V> {
    rows: BTreeMap<K, (Timestamp, V)>,
    max: usize,
}

impl<K: Ord + Clone, V> Bounded<K, V> {
    pub(super) fn new(max: usize) -> Self {
        Self { rows: BTreeMap::new(), max }
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key).map(|(_, value)| value)
    }

    /// The row of a key, made if it is not there. Its touch is remembered.
    pub(super) fn touch(&mut self, key: &K, now: Timestamp, make: impl FnOnce() -> V) -> &mut V {
        if self.rows.len() >= self.max && !self.rows.contains_key(key) {
            self.forget_oldest();
        }
        let row = self.rows.entry(key.clone()).or_insert_with(|| (now, make()));
        row.0 = now;
        &mut row.1
    }

    pub(super) fn put(&mut self, key: &K, now: Timestamp, value: V) {
        if self.rows.len() >= self.max && !self.rows.contains_key(key) {
            self.forget_oldest();
        }
        self.rows.insert(key.clone(), (now, value));
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        self.rows.remove(key).map(|(_, value)| value)
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&V) -> bool) {
        self.rows.retain(|_, (_, value)| keep(value));
    }

    /// Forgets an eighth, so that a flood of names is no work for each of them.
    fn forget_oldest(&mut self) {
        let mut touched: Vec<_> = self.rows.values().map(|(at, _)| *at).collect();
        let eighth = touched.len() / 8;
        let (_, limit, _) = touched.select_nth_unstable(eighth);
        let limit = *limit;
        let mut left = eighth + 1;
        self.rows.retain(|_, (at, _)| {
            let goes = *at <= limit && left > 0;
            left -= usize::from(goes);
            !goes
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten_when_it_is_full() {
        let mut table = Bounded::new(64);
        for n in 0..1_000 {
            *table.touch(&n, Timestamp::from_secs(n), || n) = n;
            assert!(table.rows.len() <= 64);
        }
        assert_eq!(table.get(&999), Some(&999));
        assert_eq!(table.get(&0), None);
        assert!(table.rows.len() > 50);
    }

    #[test]
    fn a_flood_within_one_moment_is_bounded_too() {
        let mut table = Bounded::new(16);
        for n in 0..100 {
            table.touch(&n, Timestamp::from_secs(1), || ());
        }
        assert!(table.rows.len() <= 16 && table.get(&99).is_some());
    }
}
