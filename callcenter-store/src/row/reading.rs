//! Later readings that are in force.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// A later reading that answers for a time in place of what was concluded first. It has its row when it is complete,
    /// and not before.
    ReadingRow in READINGS = "readings", key 1 {
        /// The stream of the later reading.
        stream: i64,
        /// The stream that was read again.
        of_stream: i64,
        /// Counts the later readings of that stream: where two answer for a time, the later one does.
        generation: u32,
        /// The first quarter hour that it answers for.
        from_at: Timestamp,
        /// The first quarter hour that it does not answer for any more.
        until_at: Timestamp,
        /// When it came into force.
        since_at: Timestamp,
    }
}
