//! Messages become pieces.

use callcenter_ami::{Content, TraceWriter};
use callcenter_core::{Snapshot, Span, Timestamp};
use callcenter_store::{ArchiveRow, pack_snapshot, pack_trace};

use crate::replay::Heard;

/// Bytes of messages after which a piece is full.
pub const PIECE_BYTES_MAX: usize = 4 << 20;

/// Time after which a piece is full: 15 minutes.
pub const PIECE_SPAN_MAX: Span = Span::from_secs(900);

/// Bytes of messages after which the piece under way is put again.
pub const PUT_BYTES: usize = 256 << 10;

/// Time after which the piece under way is put again: 2 s.
pub const PUT_SPAN: Span = Span::from_secs(2);

/// Makes pieces of the archive of one stream. It does no I/O: who writes the stream puts the rows, under its fence.
///
/// # Example
/// ```
/// use callcenter::archive::ArchiveWriter;
/// use callcenter::core::Timestamp;
/// let mut archive = ArchiveWriter::new(7, 0);
/// archive.frame(Timestamp::from_secs(1_795_226_730), b"Event: FullyBooted\r\n\r\n", 0, || None);
/// let rows = archive.rest();
/// assert_eq!((rows.len(), rows[0].piece, rows[0].after), (1, 1, 0));
/// assert_eq!(
///     callcenter::store::unpack_trace(&rows[0].data)?,
///     b";@ 1795226730.000000\r\nEvent: FullyBooted\r\n\r\n"
/// );
/// # Ok::<(), callcenter::store::StoreError>(())
/// ```
#[derive(Debug)]
pub struct ArchiveWriter {
    stream: i64,
    /// Pieces begun so far.
    pieces: i64,
    piece: Option<Piece>,
    /// Pieces that are full and were not given yet.
    full: Vec<ArchiveRow>,
}

/// The piece under way.
#[derive(Debug)]
struct Piece {
    number: i64,
    after: u64,
    from_at: Timestamp,
    until_at: Timestamp,
    snapshot: Option<Vec<u8>>,
    trace: Vec<u8>,
    /// What of the trace is packed already.
    packed: Vec<u8>,
    /// How many bytes of the trace that is, and up to when.
    put: (usize, Timestamp),
}

impl ArchiveWriter {
    /// Begins after so many pieces: 0 for a stream without any. Who hears a recorded trace again begins at 0 and makes the
    /// same pieces.
    pub fn new(stream: i64, pieces: i64) -> Self {
        Self { stream, pieces, piece: None, full: Vec::new() }
    }

    /// Takes what a replay hears, before it is concluded from.
    pub fn heard(&mut self, heard: &Heard<'_>) {
        let at = heard.time.unwrap_or(Timestamp::UNKNOWN);
        let (after, snapshot) = (heard.engine.state().seq(), || Some(heard.engine.snapshot()));
        match heard.content {
            Content::Frame(frame) => self.frame(at, frame, after, snapshot),
            Content::Note(note) => self.note(at, &String::from_utf8_lossy(note.as_bytes()), after, snapshot),
            _ => {}
        }
    }

    /// Takes a message as it came, before it is concluded from. `at` is the time that the engine is told, `after` the number
    /// of the last entry. `snapshot` is asked at the beginning of a piece for the engine as it stands.
    pub fn frame(
        &mut self,
        at: Timestamp,
        frame: &[u8],
        after: u64,
        snapshot: impl FnOnce() -> Option<Snapshot>,
    ) {
        self.take(at, after, snapshot, |trace| {
            if at.is_known() {
                TraceWriter::new(trace).frame(at, frame).expect("memory takes everything");
            } else {
                trace.extend_from_slice(frame);
            }
        });
    }

    /// Takes what happened to the connection. A text that ends with `closed` says that the link is gone; a program that
    /// starts again says so too, for what it missed.
    pub fn note(
        &mut self,
        at: Timestamp,
        text: &str,
        after: u64,
        snapshot: impl FnOnce() -> Option<Snapshot>,
    ) {
        self.take(at, after, snapshot, |trace| {
            TraceWriter::new(trace).note(at, text).expect("memory takes everything");
        });
    }

    fn take(
        &mut self,
        at: Timestamp,
        after: u64,
        snapshot: impl FnOnce() -> Option<Snapshot>,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        if let Some(piece) = self.piece.take_if(|piece| piece.is_full(at)) {
            self.full.push(piece.full(self.stream));
        }
        let piece = self.piece.get_or_insert_with(|| {
            self.pieces += 1;
            let snapshot = snapshot().map(|snapshot| pack_snapshot(&snapshot));
            Piece::new(self.pieces, after, at, snapshot)
        });
        write(&mut piece.trace);
        piece.from_at = if piece.from_at.is_known() { piece.from_at } else { at };
        piece.until_at = piece.until_at.max(at);
    }

    /// The rows that are to be put now, perhaps none: pieces that are full, and the piece under way when it has grown by
    /// [`PUT_BYTES`] or for [`PUT_SPAN`]. Who cannot put them keeps them for later.
    pub fn due(&mut self, now: Timestamp) -> Vec<ArchiveRow> {
        let mut rows = std::mem::take(&mut self.full);
        rows.extend(
            self.piece.as_mut().filter(|piece| piece.is_due(now)).map(|piece| piece.row(self.stream)),
        );
        rows
    }

    /// All rows that were not given since they last grew: before a farewell, and where nothing more comes.
    pub fn rest(&mut self) -> Vec<ArchiveRow> {
        let mut rows = std::mem::take(&mut self.full);
        rows.extend(self.piece.as_mut().filter(|piece| piece.grew()).map(|piece| piece.row(self.stream)));
        rows
    }
}

impl Piece {
    fn new(number: i64, after: u64, at: Timestamp, snapshot: Option<Vec<u8>>) -> Self {
        let (trace, packed) = (Vec::new(), Vec::new());
        Self { number, after, from_at: at, until_at: at, snapshot, trace, packed, put: (0, at) }
    }

    fn is_full(&self, at: Timestamp) -> bool {
        self.trace.len() >= PIECE_BYTES_MAX
            || self.from_at.is_known() && at.since(self.from_at) >= PIECE_SPAN_MAX
    }

    fn grew(&self) -> bool {
        self.trace.len() > self.put.0
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let (bytes, at) = self.put;
        self.grew() && (self.trace.len() - bytes >= PUT_BYTES || now.since(at) >= PUT_SPAN)
    }

    /// The row as it stands. What was not packed before is packed by itself and put behind.
    fn row(&mut self, stream: i64) -> ArchiveRow {
        self.packed.extend(pack_trace(&self.trace[self.put.0..]));
        self.put = (self.trace.len(), self.until_at);
        self.with(stream, self.packed.clone())
    }

    /// The row for good, packed as one.
    fn full(self, stream: i64) -> ArchiveRow {
        let data = pack_trace(&self.trace);
        self.with(stream, data)
    }

    fn with(&self, stream: i64, data: Vec<u8>) -> ArchiveRow {
        ArchiveRow {
            stream,
            piece: self.number,
            after: self.after.cast_signed(),
            from_at: self.from_at,
            until_at: self.until_at,
            bytes: i64::try_from(self.trace.len()).expect("a piece has a few megabytes"),
            snapshot: self.snapshot.clone(),
            data,
        }
    }
}
