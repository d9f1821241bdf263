//! Recordings: which conversations are recorded, where their files are, who may hear them.

mod record;

pub(crate) use self::record::{call_of, is_own};
