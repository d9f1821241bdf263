//! What the books themselves need: streams, journal, snapshots, archive, figures, gaps.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// A stream of entries: the live journal of a switch, a replay, an import, or a later reading of one of these.
    StreamRow in STREAMS = "streams", key 1 {
        /// Its number: a hash of switch and source.
        id: i64,
        /// Our name of the switch.
        switch: String,
        /// `live`, `replay:<digest>`, `import:<what>:<digest>` or `again:<generation>:<source>`.
        source: String,
        /// How often a writer took it; each one fences off those before.
        term: i64,
        /// Who writes it; empty: nobody.
        holder: String,
        /// Until when that writer holds it without renewing.
        held_until: Timestamp,
        /// When a writer was last known to work: what comes later was not observed.
        seen_at: Timestamp,
        /// Number of its last entry; 0: none.
        tip: i64,
        /// When that became true.
        tip_at: Timestamp,
        /// When its first entry became true; 0: without a clock, or none yet.
        first_at: Timestamp,
        /// The policy it is concluded by, as JSON.
        policy: String,
        /// Of a later reading: the stream that was read again.
        again_of: Option<i64>,
        /// Of a later reading: its number, from 1.
        generation: u32,
    }

    /// Entries that were appended together.
    JournalRow in JOURNAL = "journal", key 2 {
        /// The stream.
        stream: i64,
        /// Number of the first entry.
        first: i64,
        /// Number of the last entry.
        last: i64,
        /// When the last one became true.
        at: Timestamp,
        /// A hash of what they say.
        digest: i64,
        /// The entries; the first byte is their format.
        data: Vec<u8>,
    }

    /// The engine as it stood.
    SnapshotRow in SNAPSHOTS = "snapshots", key 2 {
        /// The stream.
        stream: i64,
        /// Number of the last entry in it.
        seq: i64,
        /// When that became true.
        at: Timestamp,
        /// The snapshot, compressed.
        data: Vec<u8>,
    }

    /// What a switch said, as it said it.
    ArchiveRow in ARCHIVE = "archive", key 2 {
        /// The stream.
        stream: i64,
        /// Counts the pieces of a stream, from 1, without a gap.
        piece: i64,
        /// Number of the last entry concluded before the first message in it.
        after: i64,
        /// When its first message came; 0: without a clock.
        from_at: Timestamp,
        /// When its last message came.
        until_at: Timestamp,
        /// How many bytes it has when unpacked.
        bytes: i64,
        /// The engine as it stood before the first message, compressed; absent: it was not at hand.
        snapshot: Option<Vec<u8>>,
        /// A trace (`.ami`), compressed with zstd.
        data: Vec<u8>,
    }

    /// Figures of one key in one stretch of time.
    FigureRow in FIGURES = "figures", key 5 {
        /// The stream.
        stream: i64,
        /// What the key is: `queue`, `agent`, `extension`, `trunk`, `floor`.
        scope: String,
        /// The name; empty for the floor.
        name: String,
        /// How long the stretch is, in quarter hours: 1, or 96 for a day of UTC.
        width: u32,
        /// When it begins.
        start: Timestamp,
        /// The figures; the first byte is their format.
        data: Vec<u8>,
    }

    /// A time in which nothing was seen.
    GapRow in GAPS = "gaps", key 2 {
        /// The stream.
        stream: i64,
        /// Number of the entry by which it began.
        seq: i64,
        /// Its begin.
        from_at: Timestamp,
        /// Its end; absent: it goes on.
        until_at: Option<Timestamp>,
        /// `link` when the link was down, `program` when this program was.
        cause: String,
    }
}
