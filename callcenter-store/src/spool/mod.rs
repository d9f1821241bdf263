//! The spool: where entries wait on disk while the database is away.
//!
//! A folder of segment files, each appended to and never changed, of one stream and used by one process at a time. What
//! [`Spool::append`] has taken survives a crash of the program and of the machine. Each segment begins with a snapshot, so
//! that a program which is started while the database is still away goes on from here alone ([`Spool::restore`]). It is
//! read in order, and a segment is removed only when its entries are in the database.
//!
//! The end of a crash, a torn frame, is cut off when the spool is opened. Damage anywhere else is an error that says where;
//! nothing is removed then.

mod frame;
mod record;
mod segment;

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use callcenter_core::{Entry, Snapshot, Timestamp};

use self::frame::BODY_BYTES_MAX;
pub use self::record::Record;
use self::record::{Sketch, sketches};
pub use self::segment::SPOOL_FORMAT;
use self::segment::{SegmentFile, file_error, private, segments, sync};
use crate::error::StoreError;
use crate::journal::StreamId;

/// Bytes that a spool may have unless told otherwise: 1 GiB, some 50 million entries.
pub const SPOOL_BYTES_MAX: u64 = 1 << 30;

/// Bytes after which a segment is followed by another, as soon as there is a snapshot to begin it with.
pub const SEGMENT_BYTES: u64 = 16 << 20;

/// Entries between two of the times by which [`SpoolDepth::oldest`] is told.
const MARK_ENTRIES: u64 = 1_000;

/// The file that a process locks while it uses the spool.
const LOCK: &str = "lock";

/// Entries of one stream on their way into a database that is away.
///
/// # Example
/// ```
/// use callcenter_core::{Engine, Entry, Fact, Policy, Timestamp};
/// use callcenter_store::{Record, SPOOL_BYTES_MAX, Source, Spool, StreamId};
/// # let folder = std::env::temp_dir().join(format!("spool-example-{}", std::process::id()));
///
/// let stream = StreamId { switch: "pbx".to_owned(), source: Source::Live };
/// let mut spool = Spool::open(&folder, &stream, SPOOL_BYTES_MAX)?;
/// let entry = Entry { seq: 1, at: Timestamp::from_secs(1_795_226_730), fact: Fact::LinkUp { epoch: 1 } };
/// let begin = Record::Snapshot(Box::new(Engine::new(Policy::default()).snapshot()));
/// spool.append(&[begin, Record::Entries(vec![entry.clone()])])?;
/// drop(spool); // a crash
///
/// let mut spool = Spool::open(&folder, &stream, SPOOL_BYTES_MAX)?;
/// assert_eq!(spool.restore()?.seq, 1);
/// assert!(matches!(spool.read()?, Some(Record::Snapshot(_))));
/// assert_eq!(spool.read()?, Some(Record::Entries(vec![entry])));
/// assert_eq!(spool.read()?, None);
/// spool.forget(1)?; // entry 1 is in the database
/// assert!(spool.is_empty());
/// # std::fs::remove_dir_all(&folder).expect("it was made above");
/// # Ok::<(), callcenter_store::StoreError>(())
/// ```
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    stream: StreamId,
    bytes_max: u64,
    segments: VecDeque<Segment>,
    /// What the next segment is called.
    next: u64,
    /// Number of the last entry in it, or in the snapshot it began with.
    last: u64,
    /// Number of the last entry that is known to be in the database.
    committed: u64,
    marks: VecDeque<Mark>,
    seen: Timestamp,
    pieces: i64,
    /// The segment that is read, and where the next frame begins in it; nothing before the first.
    cursor: Option<(u64, u64)>,
    /// Records of the frame that was read last.
    read: VecDeque<Record>,
    /// Held as long as the spool is used.
    _lock: File,
}

#[derive(Debug)]
struct Segment {
    number: u64,
    file: SegmentFile,
    /// Number of the last entry in it, or in the snapshot it began with.
    last: u64,
}

/// Entries up to `last`, the first of them at `at`.
#[derive(Debug, Clone, Copy)]
struct Mark {
    first: u64,
    last: u64,
    at: Timestamp,
}

/// How much waits in a spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SpoolDepth {
    /// Entries that are not known to be in the database.
    pub entries: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// When the oldest entry became true; of entries that are close together, the first one's.
    pub oldest: Option<Timestamp>,
}

impl Spool {
    /// Opens a stream's spool, making its folder where it is missing. What a crash left half-written is cut off.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another process uses it, [`StoreError::Invalid`] when it is another stream's,
    /// [`StoreError::TooNew`] when a later version wrote it, [`StoreError::Corrupt`] when it is damaged elsewhere than at its
    /// end; [`StoreError::File`] when the folder cannot be used.
    pub fn open(folder: &Path, stream: &StreamId, bytes_max: u64) -> Result<Self, StoreError> {
        make(folder)?;
        let mut spool = Self {
            _lock: lock(folder)?,
            folder: folder.to_owned(),
            stream: stream.clone(),
            bytes_max,
            segments: VecDeque::new(),
            next: 1,
            last: 0,
            committed: 0,
            marks: VecDeque::new(),
            seen: Timestamp::UNKNOWN,
            pieces: 0,
            cursor: None,
            read: VecDeque::new(),
        };
        let numbers = segments(folder)?;
        for (n, &number) in numbers.iter().enumerate() {
            if n > 0 && numbers[n - 1] + 1 != number {
                return Err(StoreError::Corrupt(format!(
                    "{}: the file of number {} is missing",
                    folder.display(),
                    numbers[n - 1] + 1
                )));
            }
            spool.load(number, n + 1 == numbers.len())?;
        }
        Ok(spool)
    }

    /// Whether a process uses the spool in this folder at the moment.
    pub fn is_used(folder: &Path) -> bool {
        let file = OpenOptions::new().write(true).open(folder.join(LOCK));
        file.is_ok_and(|file| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)))
    }

    fn load(&mut self, number: u64, is_last: bool) -> Result<(), StoreError> {
        let mut file = SegmentFile::open(&self.folder, number, &self.stream)?;
        let mut first = self.segments.is_empty();
        file.scan(is_last, |body| {
            for sketch in sketches(body)? {
                match sketch {
                    Sketch::Snapshot(snapshot) if first => {
                        self.last = snapshot.seq;
                        // Entries that the first snapshot has already may follow it.
                        self.committed = snapshot.seq;
                    }
                    Sketch::Snapshot(snapshot) if snapshot.seq == self.last => {}
                    Sketch::Entries { first: seq, last, at } => self.entries(seq, last, at)?,
                    Sketch::Seen(at) => self.seen = self.seen.max(at),
                    Sketch::Pieces(pieces) => self.pieces = self.pieces.max(pieces),
                    Sketch::Other => {}
                    Sketch::Snapshot(snapshot) => {
                        return Err(StoreError::Corrupt(format!(
                            "a snapshot of entry {} follows entry {}",
                            snapshot.seq, self.last
                        )));
                    }
                }
                first = false;
            }
            Ok(())
        })?;
        self.next = number + 1;
        self.segments.push_back(Segment { number, file, last: self.last });
        Ok(())
    }

    /// Takes note of entries that are in the spool.
    fn entries(&mut self, first: u64, last: u64, at: Timestamp) -> Result<(), StoreError> {
        let begins = self.marks.is_empty() && first <= self.last + 1;
        if !begins && first != self.last + 1 {
            return Err(StoreError::Corrupt(format!("entry {first} follows entry {}", self.last)));
        }
        if begins {
            self.committed = first - 1;
        }
        self.last = self.last.max(last);
        match self.marks.back_mut().filter(|mark| last - mark.first < MARK_ENTRIES) {
            Some(mark) => mark.last = last,
            None => self.marks.push_back(Mark { first, last, at }),
        }
        Ok(())
    }

    /// Whether nothing waits: the database has everything.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Number of the last entry in it; of an empty one, of the last that was.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The latest [`Record::Seen`] that it was given.
    pub fn seen(&self) -> Timestamp {
        self.seen
    }

    /// How many pieces of the archive were begun, as far as it was told.
    pub fn pieces(&self) -> i64 {
        self.pieces
    }

    /// How much waits.
    pub fn depth(&self) -> SpoolDepth {
        SpoolDepth {
            entries: if self.is_empty() { 0 } else { self.last.saturating_sub(self.committed) },
            bytes: self.segments.iter().map(|segment| segment.file.end()).sum(),
            oldest: self.marks.front().map(|mark| mark.at),
        }
    }

    /// Whether the segment that is written is long enough to be followed by another: append a snapshot when one is at hand.
    pub fn wants_snapshot(&self) -> bool {
        self.segments.back().is_some_and(|segment| segment.file.end() >= SEGMENT_BYTES)
    }

    /// Appends records: when it returns `Ok`, all of them are durable; else none is there.
    ///
    /// An empty spool begins with a snapshot, and the entries may be such as it has already: they wait for the database, not
    /// for the engine. Later on a snapshot is of the last entry, and begins a new segment. Entries follow each other.
    ///
    /// # Errors
    /// [`StoreError::SpoolFull`] beyond the limit or when the disk is full: call it again when there is room.
    /// [`StoreError::Invalid`] for records that do not follow; [`StoreError::File`] when the disk fails.
    pub fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        let mut body = Vec::new();
        for record in records {
            record.write(&mut body)?;
        }
        if body.len() > BODY_BYTES_MAX {
            return Err(StoreError::Invalid(format!(
                "{} bytes in one piece: the spool takes up to {BODY_BYTES_MAX}",
                body.len()
            )));
        }
        if body.is_empty() {
            return Ok(());
        }
        self.check(records)?;
        let bytes = self.depth().bytes + body.len() as u64;
        if bytes > self.bytes_max {
            return Err(StoreError::SpoolFull(format!(
                "{} would have {bytes} bytes, and {} are allowed",
                self.folder.display(),
                self.bytes_max
            )));
        }
        match (records.first(), self.segments.back_mut()) {
            (Some(Record::Snapshot(_)), _) | (_, None) => {
                let file = SegmentFile::create(&self.folder, self.next, &self.stream, &body)?;
                self.segments.push_back(Segment { number: self.next, file, last: self.last });
                self.next += 1;
            }
            (_, Some(segment)) => {
                let frame = segment.file.framed(&body);
                segment.file.append(&frame)?;
            }
        }
        self.note(records)
    }

    /// Whether these records may follow.
    fn check(&self, records: &[Record]) -> Result<(), StoreError> {
        let begins = self.is_empty();
        let refused = |what: String| Err(StoreError::Invalid(what));
        if begins && !matches!(records.first(), Some(Record::Snapshot(_))) {
            return refused("a spool begins with a snapshot".to_owned());
        }
        let (mut last, mut free) = (self.last, begins);
        for (n, record) in records.iter().enumerate() {
            match record {
                Record::Snapshot(snapshot) if n == 0 && (begins || snapshot.seq == last) => {
                    last = snapshot.seq;
                }
                Record::Snapshot(snapshot) => {
                    return refused(format!(
                        "a snapshot of entry {} does not follow entry {last}",
                        snapshot.seq
                    ));
                }
                Record::Entries(entries) => {
                    let (Some(one), Some(other)) = (entries.first(), entries.last()) else { continue };
                    let follows = one.seq == last + 1 || free && one.seq <= last;
                    if !follows || other.seq - one.seq + 1 != entries.len() as u64 {
                        return refused(format!(
                            "entries {} to {} do not follow entry {last} without a gap",
                            one.seq, other.seq
                        ));
                    }
                    free = false;
                    last = last.max(other.seq);
                }
                Record::Archive(_) | Record::Restarted(_) | Record::Seen(_) | Record::Pieces(_) => {}
            }
        }
        Ok(())
    }

    /// Takes note of records that were written.
    fn note(&mut self, records: &[Record]) -> Result<(), StoreError> {
        let begins = self.segments.len() == 1 && matches!(records.first(), Some(Record::Snapshot(_)));
        for record in records {
            match record {
                Record::Snapshot(snapshot) if begins => {
                    self.last = snapshot.seq;
                    self.committed = snapshot.seq;
                }
                Record::Entries(entries) => {
                    if let (Some(one), Some(other)) = (entries.first(), entries.last()) {
                        self.entries(one.seq, other.seq, one.at)?;
                    }
                }
                Record::Seen(at) => self.seen = self.seen.max(*at),
                Record::Pieces(pieces) => self.pieces = self.pieces.max(*pieces),
                Record::Archive(row) => self.pieces = self.pieces.max(row.piece),
                Record::Snapshot(_) | Record::Restarted(_) => {}
            }
        }
        if let Some(segment) = self.segments.back_mut() {
            segment.last = self.last;
        }
        Ok(())
    }

    /// The next record, from the first one on; nothing when all were read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it was damaged since the spool was opened; [`StoreError::File`] when the disk fails. It
    /// can be tried again.
    pub fn read(&mut self) -> Result<Option<Record>, StoreError> {
        loop {
            if let Some(record) = self.read.pop_front() {
                return Ok(Some(record));
            }
            let Some((number, offset)) = self.place() else { return Ok(None) };
            let segment = self.segments.iter_mut().find(|segment| segment.number == number);
            let segment = segment.expect("the place that is read lies in a segment");
            match segment.file.read(offset)? {
                Some((records, next)) => {
                    self.read = records.into();
                    self.cursor = Some((number, next));
                }
                None => match self.segments.iter().find(|segment| segment.number > number) {
                    Some(segment) => self.cursor = Some((segment.number, segment.file.begin())),
                    None => return Ok(None),
                },
            }
        }
    }

    /// The next record when it holds entries, and no more than these; else it stays the next one.
    ///
    /// # Errors
    /// As [`Spool::read`].
    pub fn read_entries(&mut self, most: usize) -> Result<Option<Vec<Entry>>, StoreError> {
        match self.read()? {
            Some(Record::Entries(entries)) if entries.len() <= most => Ok(Some(entries)),
            Some(other) => {
                self.read.push_front(other);
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// Where to read on.
    fn place(&self) -> Option<(u64, u64)> {
        self.cursor.or_else(|| self.segments.front().map(|segment| (segment.number, segment.file.begin())))
    }

    /// The engine after the last entry, from the last segment alone.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when its parts do not fit together, [`StoreError::Invalid`] when the spool is empty;
    /// [`StoreError::File`] when the disk fails.
    pub fn restore(&mut self) -> Result<Snapshot, StoreError> {
        let segment = self.segments.back_mut();
        let segment = segment.ok_or_else(|| StoreError::Invalid("the spool is empty".to_owned()))?;
        let mut offset = segment.file.begin();
        let mut restored: Option<Snapshot> = None;
        while let Some((records, next)) = segment.file.read(offset)? {
            for record in records {
                match (record, &mut restored) {
                    (Record::Snapshot(snapshot), None) => restored = Some(*snapshot),
                    (Record::Entries(entries), Some(snapshot)) => snapshot.follow(entries)?,
                    _ => {}
                }
            }
            offset = next;
        }
        restored.ok_or_else(|| {
            StoreError::Corrupt(format!("{}: its last file has no snapshot", self.folder.display()))
        })
    }

    /// Takes note that everything up to an entry is in the database: segments with nothing else go, the last one too when
    /// all of it was read.
    ///
    /// # Errors
    /// [`StoreError::File`] when a file cannot be removed; it is tried again next time.
    pub fn forget(&mut self, seq: u64) -> Result<(), StoreError> {
        self.committed = self.committed.max(seq.min(self.last));
        while self.marks.front().is_some_and(|mark| mark.last <= seq) {
            self.marks.pop_front();
        }
        while let Some(segment) = self.segments.front() {
            let was_read = match self.place() {
                _ if !self.read.is_empty() => false,
                Some((number, offset)) => {
                    number > segment.number || (number == segment.number && offset >= segment.file.end())
                }
                None => true,
            };
            if segment.last > seq || !was_read {
                break;
            }
            let Some(segment) = self.segments.pop_front() else { break };
            if self.cursor.is_some_and(|(number, _)| number == segment.number) {
                self.cursor = None;
            }
            segment.file.remove(&self.folder)?;
        }
        Ok(())
    }
}

fn make(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|why| file_error(folder, "making the folder", why))?;
    match folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => sync(parent),
        None => Ok(()),
    }
}

/// Keeps other processes out for as long as the file is open, however this one ends.
fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    private(&mut options);
    let file = options.open(&path).map_err(|why| file_error(&path, "opening it", why))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::Conflict(format!(
            "the spool {} is used by another process; end that one, or name another folder",
            folder.display()
        ))),
        Err(fs::TryLockError::Error(why)) => Err(file_error(&path, "locking it", why)),
    }
}
