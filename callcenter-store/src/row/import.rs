//! What of other programs' books was imported.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// How far a file was imported into a stream.
    ImportRow in IMPORTS = "imports", key 2 {
        /// The stream.
        stream: i64,
        /// Counts the stream's files, from 1.
        file: i64,
        /// The file's name without its folder.
        name: String,
        /// How many bytes of its beginning tell it from other files.
        head_bytes: i64,
        /// A hash of these.
        head: i64,
        /// How many of its bytes were read.
        offset: i64,
        /// How many of its lines.
        lines: i64,
        /// Number of the last entry that follows from them.
        seq: i64,
        /// When that became true.
        at: Timestamp,
        /// When the run began that is about to close calls to which nothing can come any more; absent: none is.
        finishing: Option<Timestamp>,
        /// What was open after them: calls, members; empty in all but the last file. The first byte is its format.
        state: Vec<u8>,
    }
}
