//! Where the state keeps things: small private ids into slots, one index by name, iteration in a fixed order.

use alloc::vec::Vec;
use core::borrow::Borrow;
use core::hash::Hash;

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A place in a [`Table`]; used again after its row is removed.
pub(crate) type Slot = u32;

/// Rows by private slot and by name.
///
/// The index is never iterated and never serialised, so the order of hashing can show nowhere.
#[derive(Debug, Clone)]
pub(crate) struct Table<K, V> {
    rows: Vec<Option<(K, V)>>,
    free: Vec<Slot>,
    index: HashMap<K, Slot, FxBuildHasher>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: Vec::new(), free: Vec::new(), index: HashMap::default() }
    }
}

impl<K: Eq + Hash + Clone + Borrow<str>, V> Table<K, V> {
    /// Puts a row in, under a name that has none yet.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Slot {
        debug_assert!(self.slot(key.borrow()).is_none(), "a name is inserted once");
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                self.rows.push(None);
                Slot::try_from(self.rows.len() - 1).expect("limits keep every table far below 2^32 rows")
            }
        };
        self.rows[slot as usize] = Some((key.clone(), value));
        self.index.insert(key, slot);
        slot
    }

    /// The slot of a name.
    pub(crate) fn slot(&self, key: &str) -> Option<Slot> {
        self.index.get(key).copied()
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<&V> {
        self.rows.get(slot as usize)?.as_ref().map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut V> {
        self.rows.get_mut(slot as usize)?.as_mut().map(|(_, value)| value)
    }

    pub(crate) fn key(&self, slot: Slot) -> Option<&K> {
        self.rows.get(slot as usize)?.as_ref().map(|(key, _)| key)
    }

    /// The row of a name.
    pub(crate) fn find(&self, key: &str) -> Option<&V> {
        self.get(self.slot(key)?)
    }

    /// The row of a name, to change.
    pub(crate) fn find_mut(&mut self, key: &str) -> Option<&mut V> {
        let slot = self.slot(key)?;
        self.get_mut(slot)
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, slot: Slot) -> Option<V> {
        let (key, value) = self.rows.get_mut(slot as usize)?.take()?;
        if self.index.get(key.borrow()) == Some(&slot) {
            self.index.remove(key.borrow());
        }
        self.free.push(slot);
        Some(value)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len() - self.free.len()
    }

    /// All rows in order of their slots.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Slot, &K, &V)> {
        self.rows.iter().enumerate().filter_map(|(slot, row)| {
            let (key, value) = row.as_ref()?;
            Some((slot as Slot, key, value))
        })
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, _, value)| value)
    }
}

/// Equal when they hold the same rows in the same slots; aliases follow from the rows.
impl<K: PartialEq, V: PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && self.free == other.free
    }
}

impl<K: Eq, V: Eq> Eq for Table<K, V> {}

impl<K: Serialize, V: Serialize> Serialize for Table<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.rows, &self.free).serialize(serializer)
    }
}

impl<'de, K, V> Deserialize<'de> for Table<K, V>
where
    K: Deserialize<'de> + Eq + Hash + Clone + Borrow<str>,
    V: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        type Parts<K, V> = (Vec<Option<(K, V)>>, Vec<Slot>);
        let (rows, free): Parts<K, V> = Deserialize::deserialize(deserializer)?;
        let mut index = HashMap::default();
        for (slot, row) in rows.iter().enumerate() {
            if let Some((key, _)) = row {
                index.insert(key.clone(), slot as Slot);
            }
        }
        let holes = rows.iter().filter(|row| row.is_none()).count();
        let sound = free.iter().all(|&slot| rows.get(slot as usize).is_some_and(Option::is_none));
        if holes != free.len() || !sound {
            return Err(D::Error::custom("a table's free slots are not its empty ones"));
        }
        Ok(Self { rows, free, index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::LegKey;

    #[test]
    fn a_removed_slot_is_used_again_and_its_name_is_gone() {
        let mut table: Table<LegKey, u8> = Table::default();
        let one = table.insert("1".into(), 1);
        table.insert("2".into(), 2);
        assert_eq!(table.remove(one), Some(1));
        assert_eq!(table.slot("1"), None);
        assert_eq!(table.insert("3".into(), 3), one);
        assert_eq!(table.iter().map(|(_, _, v)| *v).collect::<Vec<_>>(), [3, 2]);
    }

    #[test]
    fn a_table_that_lies_about_its_holes_is_refused() {
        let bytes =
            postcard::to_allocvec(&(alloc::vec![Some((LegKey::from("1"), 1_u8))], alloc::vec![0_u32]))
                .expect("it serialises");
        assert!(postcard::from_bytes::<Table<LegKey, u8>>(&bytes).is_err());
    }
}
