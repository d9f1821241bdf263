//! What can go wrong with a store, one variant for each thing that somebody would do something else about.

use callcenter_core::RestoreError;
use thiserror::Error;

/// Why a store did not do what it was asked. Whatever it says, nothing was half-done.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database cannot be reached, or broke off. Try again; entries wait in the spool meanwhile.
    #[error("the database is away: {0}")]
    Unavailable(String),
    /// Name or password is wrong, or rights are missing.
    #[error("the database refuses: {0}; check name, password and rights in the URL")]
    Denied(String),
    /// The database, or its disk, takes no changes.
    #[error("the database can only be read: {0}")]
    ReadOnly(String),
    /// Its disk is full. What was acknowledged is kept; make room and go on.
    #[error("the database's disk is full: {0}")]
    Full(String),
    /// A later version of this program made it. Nothing was touched: let that version read it.
    #[error("the database has format {found}; this version knows up to {known}: use the newer program")]
    TooNew {
        /// The format found.
        found: i64,
        /// The newest format that this version reads.
        known: i64,
    },
    /// Somebody else writes the stream now, or wrote something else under the same number. The writer must stop.
    #[error("conflict: {0}")]
    Conflict(String),
    /// What is kept does not fit together.
    #[error("the store is damaged: {0}")]
    Corrupt(String),
    /// The spool on disk has reached its limit, or its disk is full.
    #[error("the spool takes no more: {0}")]
    SpoolFull(String),
    /// What was asked makes no sense: an unknown column, an address that names no database.
    #[error("{0}")]
    Invalid(String),
    /// The database said something unexpected.
    #[error("the database failed: {0}")]
    Failed(String),
    /// A file could not be read or written.
    #[error("{what}: {why}")]
    File {
        /// Which file, and what was done with it.
        what: String,
        /// Why not.
        why: std::io::Error,
    },
}

impl StoreError {
    /// Whether the same may succeed later without anybody doing anything.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Full(_))
    }
}

impl From<RestoreError> for StoreError {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::TooNew { found } => {
                Self::TooNew { found: found.into(), known: callcenter_core::SNAPSHOT_VERSION.into() }
            }
            other => Self::Corrupt(other.to_string()),
        }
    }
}
