//! Figures that can be added up: parts give the whole, in any order.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// Waits that are put in one by one.
const FEW: usize = 4;

/// Exact waits: how many were how many ms long, rounded up.
///
/// Any threshold and any percentile can be asked for afterwards, so a service level is never frozen with its target.
/// Written as a map from ms to count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waits(Vec<(u32, u32)>);

impl Waits {
    pub(crate) fn add(&mut self, wait: Span) {
        self.insert(millis(wait), 1);
    }

    fn insert(&mut self, millis: u32, count: u32) {
        match self.0.binary_search_by_key(&millis, |&(own, _)| own) {
            Ok(place) => self.0[place].1 = self.0[place].1.saturating_add(count),
            Err(place) => self.0.insert(place, (millis, count)),
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        count(&self.0)
    }

    /// How many were at most as long.
    pub fn within(&self, limit: Span) -> u64 {
        let limit = millis(limit);
        count(&self.0[..self.0.partition_point(|&(millis, _)| millis <= limit)])
    }

    /// How many were shorter.
    pub fn below(&self, limit: Span) -> u64 {
        let limit = millis(limit);
        count(&self.0[..self.0.partition_point(|&(millis, _)| millis < limit)])
    }

    /// The wait that `percent` of a hundred did not exceed, by nearest rank; absent when there is none.
    pub fn percentile(&self, percent: u32) -> Option<Span> {
        let rank = (self.count() * u64::from(percent.min(100))).div_ceil(100).max(1);
        let mut seen = 0;
        let found = self.0.iter().find(|&&(_, count)| {
            seen += u64::from(count);
            seen >= rank
        });
        found.map(|&(millis, _)| Span::from_millis(i64::from(millis)))
    }
}

impl Merge for Waits {
    fn merge(&mut self, other: &Self) {
        // A few are put in where they belong, which moves all behind them; more are woven in, in one go.
        if other.0.len() <= FEW {
            return other.0.iter().for_each(|&(millis, count)| self.insert(millis, count));
        }
        let room = Vec::with_capacity(self.0.len() + other.0.len());
        let own = core::mem::replace(&mut self.0, room);
        let (mut left, mut right) = (own.iter().peekable(), other.0.iter().peekable());
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some(&&(one, a)), Some(&&(two, b))) if one == two => {
                    left.next();
                    right.next();
                    (one, a.saturating_add(b))
                }
                (Some(&&one), Some(&&two)) if one.0 < two.0 => {
                    left.next();
                    one
                }
                (_, Some(&&two)) => {
                    right.next();
                    two
                }
                (Some(&&one), None) => {
                    left.next();
                    one
                }
                (None, None) => break,
            };
            self.0.push(next);
        }
    }
}

impl Serialize for Waits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl<'de> Deserialize<'de> for Waits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Waits;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("counts by ms")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Waits, M::Error> {
                // The length is somebody else's word: room for it is made as it comes true.
                let mut waits = Waits(Vec::with_capacity(map.size_hint().unwrap_or_default().min(4_096)));
                while let Some((millis, count)) = map.next_entry::<u32, u32>()? {
                    match waits.0.last() {
                        Some(&(last, _)) if last >= millis => waits.insert(millis, count),
                        _ => waits.0.push((millis, count)),
                    }
                }
                Ok(waits)
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

fn count(waits: &[(u32, u32)]) -> u64 {
    waits.iter().map(|&(_, count)| u64::from(count)).sum()
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

    #[test]
    fn waits_are_the_same_however_they_are_put_together_and_written() {
        let of = |millis: &[i64]| {
            let mut waits = Waits::default();
            millis.iter().for_each(|&millis| waits.add(Span::from_millis(millis)));
            waits
        };
        let many: Vec<i64> = (0..100).map(|n| n * 7 % 83).collect();
        let whole = of(&many);
        for cut in 0..many.len() {
            let (mut left, right) = (of(&many[..cut]), of(&many[cut..]));
            left.merge(&right);
            assert_eq!(left, whole, "cut at {cut}");
        }
        let map: BTreeMap<u32, u32> = whole.0.iter().copied().collect();
        let bytes = postcard::to_allocvec(&whole).expect("it serialises");
        assert_eq!(bytes, postcard::to_allocvec(&map).expect("it serialises"), "a map from ms to count");
        assert_eq!(postcard::from_bytes::<Waits>(&bytes), Ok(whole));
        let unsorted =
            postcard::to_allocvec(&alloc::vec![(9_u32, 1_u32), (3, 2), (9, 4)]).expect("it serialises");
        assert_eq!(
            postcard::from_bytes::<Waits>(&unsorted).map(|waits| waits.0),
            Ok(alloc::vec![(3, 2), (9, 5)])
        );
    }
}
