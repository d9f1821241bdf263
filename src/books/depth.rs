//! How the books stand.

use callcenter_core::Timestamp;
use serde::{Deserialize, Serialize};

use super::WAITING_ENTRIES_MAX;

/// How much is durable, and how much of it waits for the database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Depth {
    /// Number of the last entry that survives a crash of program and machine: in the database, or in the spool.
    pub durable_seq: u64,
    /// Number of the last entry that is known to be in the database.
    pub committed_seq: u64,
    /// How often the stream was taken, this time included; 0: not by this one, or not yet.
    pub term: i64,
    /// Entries in the spool that wait for the database.
    pub spooled_entries: u64,
    /// Bytes of the spool on disk.
    pub spooled_bytes: u64,
    /// When the oldest of them became true.
    pub oldest: Option<Timestamp>,
    /// Since when the database is away, by this machine's clock; absent: it is there.
    pub away_since: Option<Timestamp>,
    /// What the database, or the spool, said last; absent: all is well.
    pub last_error: Option<String>,
    /// Whether nothing is concluded any more, for neither database nor spool takes anything.
    pub stands_still: bool,
}

impl Depth {
    /// Whether more may be concluded after entry `concluded`.
    pub(super) fn has_room(&self, concluded: u64) -> bool {
        !self.stands_still && concluded.saturating_sub(self.durable_seq) < WAITING_ENTRIES_MAX
    }
}
