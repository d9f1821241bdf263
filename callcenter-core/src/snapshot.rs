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
use crate::state::State;
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        bytes
            .extend(postcard::to_allocvec(&self.state.control).expect("a state in memory always serialises"));
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
        let (mut snapshot, mut rest) =
            postcard::take_from_bytes::<Self>(content.get(1..).unwrap_or_default()).map_err(damaged)?;
        if found >= WITH_CONTROL {
            (snapshot.state.control, rest) = postcard::take_from_bytes(rest).map_err(damaged)?;
        }
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
