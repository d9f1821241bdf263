//! Recordings: which conversations are recorded, where their files are, who may hear them.
//!
//! The switch writes the files; a call's record names them ([`CallRecord::recordings`](callcenter_core::CallRecord)). What is
//! here finds a file below one folder, says plainly when it is not there, and never leads out of that folder, whatever a name
//! says. Every hearing and every removal is in the audit.

mod config;
mod folder;
mod keeper;
mod list;
mod record;
mod service;
mod sweep;
mod wav;

pub use self::config::{FOLDER, RecordingRule, RecordingsConfig, Which};
pub use self::folder::FILE_BYTES_MAX;
pub(crate) use self::folder::{NoFile, Opened};
pub(crate) use self::keeper::RULE;
pub(crate) use self::list::{Recording, Wanted, parted};
pub(crate) use self::record::{call_of, is_own};
pub use self::service::{HEARING, HEARINGS_MAX, Recordings};
pub use self::sweep::Swept;
