//! Figures that can be added up: parts give the whole, in any order.

use alloc::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// Something whose parts add up to the whole.
pub trait Merge {
    /// Adds another part.
    fn merge(&mut self, other: &Self);
}

impl Merge for u32 {
    fn merge(&mut self, other: &Self) {
        *self = self.saturating_add(*other);
    }
}

impl Merge for Span {
    fn merge(&mut self, other: &Self) {
        *self += *other;
    }
}

impl<K: Ord + Clone, V: Merge + Clone> Merge for BTreeMap<K, V> {
    fn merge(&mut self, other: &Self) {
        for (key, value) in other {
            match self.get_mut(key) {
                Some(own) => own.merge(value),
                None => {
                    self.insert(key.clone(), value.clone());
                }
            }
        }
    }
}

/// The longest of several durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Longest(pub Span);

impl Merge for Longest {
    fn merge(&mut self, other: &Self) {
        *self = (*self).max(*other);
    }
}

/// Exact waits: how many were how many ms long, rounded up.
///
/// Any threshold and any percentile can be asked for afterwards, so a service level is never frozen with its target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Waits(BTreeMap<u32, u32>);

impl Waits {
    pub(crate) fn add(&mut self, wait: Span) {
        let count = self.0.entry(millis(wait)).or_default();
        *count = count.saturating_add(1);
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.0.values().map(|&count| u64::from(count)).sum()
    }

    /// How many were at most as long.
    pub fn within(&self, limit: Span) -> u64 {
        self.0.range(..=millis(limit)).map(|(_, &count)| u64::from(count)).sum()
    }

    /// How many were shorter.
    pub fn below(&self, limit: Span) -> u64 {
        self.0.range(..millis(limit)).map(|(_, &count)| u64::from(count)).sum()
    }

    /// The wait that `percent` of a hundred did not exceed, by nearest rank; absent when there is none.
    pub fn percentile(&self, percent: u32) -> Option<Span> {
        let count = self.count();
        let rank = (count * u64::from(percent.min(100))).div_ceil(100).max(1);
        let mut seen = 0;
        let found = self.0.iter().find(|&(_, &count)| {
            seen += u64::from(count);
            seen >= rank
        });
        found.map(|(&millis, _)| Span::from_millis(i64::from(millis)))
    }
}

impl Merge for Waits {
    fn merge(&mut self, other: &Self) {
        Merge::merge(&mut self.0, &other.0);
    }
}

fn millis(wait: Span) -> u32 {
    let millis = wait.as_micros().max(0).saturating_add(999) / 1_000;
    u32::try_from(millis).unwrap_or(u32::MAX)
}

/// A struct of figures that is merged field by field.
macro_rules! figures {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl crate::stats::Merge for $name {
            fn merge(&mut self, other: &Self) {
                $(crate::stats::Merge::merge(&mut self.$field, &other.$field);)*
            }
        }
    };
}

pub(crate) use figures;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_thresholds_are_exact_to_the_ms() {
        let mut waits = Waits::default();
        for millis in [100, 200, 300, 20_000] {
            waits.add(Span::from_millis(millis));
        }
        waits.add(Span::from_micros(20_000_001));
        assert_eq!(
            waits.within(Span::from_secs(20)),
            4,
            "a wait of exactly the target meets it, a µs more does not"
        );
        assert_eq!(waits.below(Span::from_millis(300)), 2);
        assert_eq!(waits.percentile(50), Some(Span::from_millis(300)));
        assert_eq!(waits.percentile(100), Some(Span::from_millis(20_001)));
        assert_eq!(Waits::default().percentile(50), None);
    }
}
