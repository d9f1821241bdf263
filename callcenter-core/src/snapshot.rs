//! The engine as it stands, in bytes: what a restart begins from and a follower is given first.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::hash::Hasher as _;

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
use thiserror::Error;

use crate::fact::Entry;
use crate::policy::Policy;
use crate::state::{Control, State};
use crate::stats::Stats;
use crate::time::Timestamp;

/// The format that this version writes, and the newest that it reads. Its first byte.
pub const SNAPSHOT_VERSION: u8 = 2;

/// The first format that has what commands are about, behind everything else.
const WITH_CONTROL: u8 = 2;

/// Bytes of the hash at the end.
const HASH_BYTES: usize = 8;

/// Everything that is true at one moment, with the figures up to it.
///
/// A snapshot and the entries after it are the same as all entries.
///
/// # Example
/// ```
/// use callcenter_core::{Engine, Policy, Snapshot};
/// let engine = Engine::new(Policy::default());
/// let bytes = engine.snapshot().to_bytes();
/// let (again, _) = Engine::restore(Snapshot::from_bytes(&bytes)?, [])?;
/// assert_eq!(again.state(), engine.state());
/// # Ok::<(), callcenter_core::RestoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Whole")]
pub struct Snapshot {
    /// Number of the last entry in it.
    pub seq: u64,
    /// The latest time the engine was told.
    pub at: Timestamp,
    /// The last time told, which may have been earlier.
    pub(crate) told: Timestamp,
    /// What is true, with the policy it was concluded by.
    pub state: State,
    /// The figures up to here; empty unless somebody who keeps them put them in.
    pub stats: Stats,
}

/// A snapshot as it is written: what commands are about stands behind everything else.
#[derive(Serialize)]
#[serde(rename = "Snapshot")]
struct WholeRef<'a> {
    seq: u64,
    at: Timestamp,
    told: Timestamp,
    state: &'a State,
    stats: &'a Stats,
    control: &'a Control,
}

/// A snapshot as it is read.
#[derive(Deserialize)]
#[serde(rename = "Snapshot")]
struct Whole {
    seq: u64,
    at: Timestamp,
    told: Timestamp,
    state: State,
    stats: Stats,
    control: Control,
}

/// A snapshot as the first format has it.
#[derive(Deserialize)]
struct First {
    seq: u64,
    at: Timestamp,
    told: Timestamp,
    state: State,
    stats: Stats,
}

impl Serialize for Snapshot {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { seq, at, told, state, stats } = self;
        let whole = WholeRef { seq: *seq, at: *at, told: *told, state, stats, control: &state.control };
        whole.serialize(serializer)
    }
}

impl From<Whole> for Snapshot {
    fn from(whole: Whole) -> Self {
        let Whole { seq, at, told, mut state, stats, control } = whole;
        state.control = control;
        Self { seq, at, told, state, stats }
    }
}

impl From<First> for Snapshot {
    fn from(first: First) -> Self {
        let First { seq, at, told, state, stats } = first;
        Self { seq, at, told, state, stats }
    }
}

/// Why a snapshot, or what was kept after it, could not be taken up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// A later version wrote it. Nothing is lost: let that version read it.
    #[error("snapshot format {found} is newer than this version, which reads up to {SNAPSHOT_VERSION}")]
    TooNew {
        /// Its format.
        found: u8,
    },
    /// Its bytes are damaged, or not a snapshot's. Take an older one and the entries after it.
    #[error("the snapshot is damaged: {0}")]
    Corrupt(String),
    /// An entry between the snapshot and those given is missing.
    #[error("entry {wanted} is missing: the next one given is {found}")]
    Gap {
        /// The entry's number.
        wanted: u64,
        /// What came instead.
        found: u64,
    },
}

impl Snapshot {
    /// The snapshot in bytes: its version, its content, a hash of both.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = alloc::vec![SNAPSHOT_VERSION];
        bytes.extend(postcard::to_allocvec(self).expect("a snapshot in memory always serialises"));
        let hash = hash(&bytes).to_le_bytes();
        bytes.extend(hash);
        bytes
    }

    /// Takes a snapshot out of its bytes.
    ///
    /// # Errors
    /// [`RestoreError::TooNew`] when a later version wrote it, [`RestoreError::Corrupt`] when a byte of it is wrong or
    /// what it says does not fit together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RestoreError> {
        let corrupt = |what: &str| RestoreError::Corrupt(what.to_string());
        let (&found, _) = bytes.split_first().ok_or_else(|| corrupt("it is empty"))?;
        if found > SNAPSHOT_VERSION {
            return Err(RestoreError::TooNew { found });
        }
        if found == 0 || bytes.len() <= 1 + HASH_BYTES {
            return Err(corrupt("it is no snapshot"));
        }
        let (content, end) = bytes.split_at(bytes.len() - HASH_BYTES);
        if hash(content).to_le_bytes() != end {
            return Err(corrupt("its hash is another"));
        }
        let damaged = |error: postcard::Error| RestoreError::Corrupt(error.to_string());
        let content = content.get(1..).unwrap_or_default();
        let (snapshot, rest) = if found < WITH_CONTROL {
            let (first, rest) = postcard::take_from_bytes::<First>(content).map_err(damaged)?;
            (Self::from(first), rest)
        } else {
            postcard::take_from_bytes::<Self>(content).map_err(damaged)?
        };
        if !rest.is_empty() {
            return Err(corrupt("it is longer than its content"));
        }
        if snapshot.seq != snapshot.state.seq() {
            return Err(corrupt("its number is not its state's"));
        }
        snapshot.state.check().map_err(|violation| RestoreError::Corrupt(violation.to_string()))?;
        Ok(snapshot)
    }

    /// The same snapshot with figures in it.
    pub fn with_stats(self, stats: Stats) -> Self {
        Self { stats, ..self }
    }

    /// Concludes by another policy from here on; what was concluded stays.
    pub fn adopt(&mut self, policy: Policy) {
        self.state.policy = policy;
    }

    /// Takes up what became true after it. Entries that it has already are passed over.
    ///
    /// # Errors
    /// [`RestoreError::Gap`] when an entry is missing.
    ///
    /// # Panics
    /// When the entries are of another stream, as [`State::apply`] does.
    pub fn follow<E: Borrow<Entry>>(
        &mut self,
        since: impl IntoIterator<Item = E>,
    ) -> Result<(), RestoreError> {
        for entry in since {
            let entry = entry.borrow();
            let wanted = self.seq + 1;
            if entry.seq < wanted {
                continue;
            }
            if entry.seq > wanted {
                return Err(RestoreError::Gap { wanted, found: entry.seq });
            }
            self.stats.apply(entry);
            self.state.apply(entry);
            self.seq = entry.seq;
            self.at = self.at.max(entry.at);
            self.told = self.told.max(entry.at);
        }
        Ok(())
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Engine, Policy};

    fn bytes() -> Vec<u8> {
        Engine::new(Policy::default()).snapshot().to_bytes()
    }

    #[test]
    fn a_damaged_snapshot_is_refused_whichever_byte_is_wrong() {
        let whole = bytes();
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            assert!(Snapshot::from_bytes(&damaged).is_err(), "byte {place}");
        }
        for length in 0..whole.len() {
            assert!(Snapshot::from_bytes(&whole[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn a_snapshot_of_the_first_format_is_read_as_one_without_commands() {
        let engine = Engine::new(Policy::default());
        let snapshot = engine.snapshot();
        let parts = (snapshot.seq, snapshot.at, snapshot.told, &snapshot.state, &snapshot.stats);
        let mut bytes = alloc::vec![1];
        bytes.extend(postcard::to_allocvec(&parts).expect("it serialises"));
        let hash = hash(&bytes).to_le_bytes();
        bytes.extend(hash);
        assert_eq!(Snapshot::from_bytes(&bytes), Ok(snapshot));
    }

    #[test]
    fn a_snapshot_has_what_commands_are_about() {
        let mut snapshot = Engine::new(Policy::default()).snapshot();
        snapshot.state.control.hooks.insert(crate::control::Hook::Agent, true);
        assert_ne!(snapshot.state.hash(), Engine::new(Policy::default()).state().hash());
        assert_eq!(Snapshot::from_bytes(&snapshot.to_bytes()), Ok(snapshot));
    }

    #[test]
    fn a_snapshot_of_a_later_version_says_so() {
        let mut later = bytes();
        later[0] = SNAPSHOT_VERSION + 1;
        assert_eq!(Snapshot::from_bytes(&later), Err(RestoreError::TooNew { found: SNAPSHOT_VERSION + 1 }));
    }

    #[test]
    fn a_hole_in_what_follows_is_seen() {
        let mut snapshot = Engine::new(Policy::default()).snapshot();
        let entry = Entry { seq: 2, at: Timestamp::UNKNOWN, fact: crate::Fact::LinkLost };
        assert_eq!(snapshot.follow([entry]), Err(RestoreError::Gap { wanted: 1, found: 2 }));
    }
}
