//! What is known of files of recordings beside what the calls' records have of them.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// A file of a recording. It stays when its call is removed, until the file is gone as well.
    RecordingFileRow in RECORDING_FILES = "recording_files", key 2 {
        /// The stream of its call.
        stream: i64,
        /// The file's name without its folder.
        file: String,
        /// The call.
        call_id: String,
        /// The leg that was recorded; empty: not known.
        leg: String,
        /// When the switch said that it records.
        named_at: Option<Timestamp>,
        /// When the file was removed; absent: it was not.
        removed_at: Option<Timestamp>,
        /// Who removed it: a login, or `retention`; empty: nobody.
        removed_by: String,
    }
}
