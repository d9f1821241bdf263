//! A segment: one file of the spool, made at once with its first frame and then only appended to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use tracing::warn;

use super::frame::{HEAD_BYTES, Owner, was_never_written};
use super::record::{Record, records};
use crate::error::StoreError;
use crate::journal::StreamId;

/// The format of segments that this version writes and reads.
pub const SPOOL_FORMAT: u8 = 1;

/// What a segment's file begins with; its format follows.
const MAGIC: &[u8; 15] = b"callcenterspool";

/// What a segment's file is called.
const ENDING: &str = "spool";

/// What it is called while it is made.
const UNFINISHED: &str = "unfinished";

/// Bytes of a stream's name in a segment.
const NAME_BYTES_MAX: usize = 1_000;

/// A segment's file, read or written.
#[derive(Debug)]
pub(super) struct SegmentFile {
    path: PathBuf,
    file: File,
    owner: Owner,
    /// Where its first frame begins.
    begin: u64,
    /// Where the next frame begins: everything before is durable.
    end: u64,
    /// Whether there may be bytes behind that were not wholly written.
    is_torn: bool,
}

/// The numbers of the segments in a folder, in order. What was not finished is removed.
pub(super) fn segments(folder: &Path) -> Result<Vec<u64>, StoreError> {
    let failed = |why| file_error(folder, "reading the folder", why);
    let mut numbers = Vec::new();
    for file in fs::read_dir(folder).map_err(failed)? {
        let path = file.map_err(failed)?.path();
        let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        match (path.extension().and_then(|ending| ending.to_str()), number) {
            (Some(ENDING), Some(number)) => numbers.push(number),
            (Some(UNFINISHED), Some(_)) => {
                fs::remove_file(&path).map_err(|why| file_error(&path, "removing it", why))?;
            }
            _ => {}
        }
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Makes what happened to names in a folder durable.
pub(super) fn sync(folder: &Path) -> Result<(), StoreError> {
    let done = File::open(folder).and_then(|folder| folder.sync_all());
    done.map_err(|why| file_error(folder, "making its names durable", why))
}

fn path(folder: &Path, number: u64, ending: &str) -> PathBuf {
    folder.join(format!("{number:012}.{ending}"))
}

impl SegmentFile {
    /// Makes a segment with its first frame: it is there whole, or not at all.
    pub(super) fn create(
        folder: &Path,
        number: u64,
        stream: &StreamId,
        body: &[u8],
    ) -> Result<Self, StoreError> {
        let owner = Owner { stream: stream.number(), segment: number };
        let mut bytes = head(stream, number);
        let begin = bytes.len() as u64;
        owner.write(begin, body, &mut bytes);
        let (unfinished, finished) = (path(folder, number, UNFINISHED), path(folder, number, ENDING));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        private(&mut options);
        let file = options.open(&unfinished).map_err(|why| file_error(&unfinished, "making it", why))?;
        let mut segment =
            Self { path: unfinished.clone(), file, owner, begin, end: bytes.len() as u64, is_torn: false };
        let made = segment
            .write(0, &bytes)
            .and_then(|()| {
                fs::rename(&unfinished, &finished).map_err(|why| file_error(&unfinished, "naming it", why))
            })
            .and_then(|()| sync(folder));
        if let Err(error) = made {
            // What is left of it must not be taken for a segment; an unfinished one never is.
            let _ = fs::remove_file(&unfinished);
            let _ = fs::remove_file(&finished);
            return Err(error);
        }
        segment.path = finished;
        Ok(segment)
    }

    /// Opens a segment and checks whose it is.
    pub(super) fn open(folder: &Path, number: u64, stream: &StreamId) -> Result<Self, StoreError> {
        let path = path(folder, number, ENDING);
        let failed = |why| file_error(&path, "opening it", why);
        let file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed)?;
        let expected = head(stream, number);
        let mut found = Vec::new();
        let most = (expected.len() + NAME_BYTES_MAX) as u64;
        (&file).take(most).read_to_end(&mut found).map_err(failed)?;
        let Some(rest) = found.strip_prefix(MAGIC) else {
            return Err(StoreError::Corrupt(format!(
                "{} is no spool: its first bytes are others",
                path.display()
            )));
        };
        match rest.first() {
            Some(&SPOOL_FORMAT) => {}
            Some(&found) => {
                return Err(StoreError::TooNew { found: found.into(), known: SPOOL_FORMAT.into() });
            }
            None => return Err(StoreError::Corrupt(format!("{} ends in its head", path.display()))),
        }
        if !found.starts_with(&expected) {
            return Err(StoreError::Invalid(format!(
                "{} is of {}, not of {stream}: give each stream a spool of its own",
                path.display(),
                owner_name(rest).unwrap_or("another stream")
            )));
        }
        let end = file.metadata().map_err(failed)?.len();
        let owner = Owner { stream: stream.number(), segment: number };
        Ok(Self { path, file, owner, begin: expected.len() as u64, end, is_torn: false })
    }

    pub(super) fn begin(&self) -> u64 {
        self.begin
    }

    /// Bytes of it that are durable.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// What would be written to append a frame.
    pub(super) fn framed(&self, body: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD_BYTES + body.len());
        self.owner.write(self.end, body, &mut bytes);
        bytes
    }

    /// Appends a frame durably, or leaves the file as it was.
    pub(super) fn append(&mut self, frame: &[u8]) -> Result<(), StoreError> {
        if self.is_torn {
            self.cut(self.end)?;
        }
        let written = self.write(self.end, frame);
        match written {
            Ok(()) => self.end += frame.len() as u64,
            Err(_) => self.is_torn = self.cut(self.end).is_err(),
        }
        written
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let (file, path) = (&mut self.file, &self.path);
        let written =
            file.seek(SeekFrom::Start(at)).and_then(|_| file.write_all(bytes)).and_then(|()| file.sync_all());
        written.map_err(|why| file_error(path, "writing it", why))
    }

    /// The records of the frame at `offset`, and where the next one begins; nothing at the end.
    pub(super) fn read(&mut self, offset: u64) -> Result<Option<(Vec<Record>, u64)>, StoreError> {
        if offset >= self.end {
            return Ok(None);
        }
        match self.frame(offset)? {
            Frame::Whole(body, next) => {
                let records = records(&body).map_err(|error| at(&self.path, offset, error))?;
                Ok(Some((records, next)))
            }
            Frame::Short | Frame::Bad => Err(self.damaged(offset)),
        }
    }

    /// Finds where the last whole frame ends, telling each one's body; what was torn off behind it is cut off.
    ///
    /// Only the last segment can be torn. A power cut may also leave bytes behind the last whole frame that were never
    /// written; anything else behind it is damage.
    pub(super) fn scan(
        &mut self,
        is_last: bool,
        mut each: impl FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut offset = self.begin;
        while offset < self.end {
            match self.frame(offset)? {
                Frame::Whole(body, next) => {
                    each(&body).map_err(|error| at(&self.path, offset, error))?;
                    offset = next;
                }
                Frame::Short if is_last => return self.cut(offset),
                Frame::Bad if is_last && self.is_torn(offset)? => return self.cut(offset),
                Frame::Short | Frame::Bad => return Err(self.damaged(offset)),
            }
        }
        Ok(())
    }

    fn frame(&mut self, offset: u64) -> Result<Frame, StoreError> {
        let left = self.end - offset;
        if left < HEAD_BYTES as u64 {
            return Ok(Frame::Short);
        }
        let mut bytes = [0; HEAD_BYTES];
        self.read_at(offset, &mut bytes)?;
        let Some(head) = self.owner.head(offset, bytes) else { return Ok(Frame::Bad) };
        let next = offset + (HEAD_BYTES + head.length) as u64;
        if next > self.end {
            return Ok(Frame::Short);
        }
        let mut body = vec![0; head.length];
        self.read_at(offset + HEAD_BYTES as u64, &mut body)?;
        Ok(if self.owner.is_body(offset, head, &body) { Frame::Whole(body, next) } else { Frame::Bad })
    }

    /// Whether what begins here was torn by a power cut: some of it was never written, and nothing whole follows.
    fn is_torn(&mut self, offset: u64) -> Result<bool, StoreError> {
        let length = usize::try_from(self.end - offset)
            .map_err(|_| StoreError::Invalid(format!("{} is too large", self.path.display())))?;
        let mut rest = vec![0; length];
        self.read_at(offset, &mut rest)?;
        Ok(was_never_written(offset, &rest) && !self.owner.has_frame(offset + 1, &rest[1..]))
    }

    fn cut(&mut self, offset: u64) -> Result<(), StoreError> {
        warn!(file = %self.path.display(), at = offset, "cut off what was not wholly written");
        let done = self.file.set_len(offset).and_then(|()| self.file.sync_all());
        done.map_err(|why| file_error(&self.path, "cutting off what was torn", why))?;
        self.end = offset;
        self.is_torn = false;
        Ok(())
    }

    fn read_at(&mut self, offset: u64, bytes: &mut [u8]) -> Result<(), StoreError> {
        let read = self.file.seek(SeekFrom::Start(offset)).and_then(|_| self.file.read_exact(bytes));
        read.map_err(|why| file_error(&self.path, "reading it", why))
    }

    fn damaged(&self, offset: u64) -> StoreError {
        StoreError::Corrupt(format!(
            "{path} is damaged at byte {offset}. All before it is whole: to go on with that, copy the spool's folder, \
             then cut this file there (truncate -s {offset} {path}) and remove the files with higher numbers",
            path = self.path.display()
        ))
    }

    /// Removes the file.
    pub(super) fn remove(self, folder: &Path) -> Result<(), StoreError> {
        fs::remove_file(&self.path).map_err(|why| file_error(&self.path, "removing it", why))?;
        sync(folder)
    }
}

enum Frame {
    /// Its body, and where the next one begins.
    Whole(Vec<u8>, u64),
    /// The file ends in it.
    Short,
    /// It is not what its checks say.
    Bad,
}

fn head(stream: &StreamId, number: u64) -> Vec<u8> {
    let mut name = stream.to_string();
    while name.len() > NAME_BYTES_MAX {
        name.pop();
    }
    let mut head = MAGIC.to_vec();
    head.push(SPOOL_FORMAT);
    head.extend(stream.number().to_le_bytes());
    head.extend(number.to_le_bytes());
    let length = u16::try_from(name.len()).expect("it was cut to far less");
    head.extend(length.to_le_bytes());
    head.extend(name.as_bytes());
    head
}

/// The name of the stream in a head, from its format on.
fn owner_name(head: &[u8]) -> Option<&str> {
    let (length, rest) = head.get(1 + 8 + 8..)?.split_first_chunk::<2>()?;
    str::from_utf8(rest.get(..u16::from_le_bytes(*length).into())?).ok()
}

fn at(path: &Path, offset: u64, error: StoreError) -> StoreError {
    match error {
        StoreError::Corrupt(what) => {
            StoreError::Corrupt(format!("{}, byte {offset}: {what}", path.display()))
        }
        other => other,
    }
}

/// Callers are in these files: nobody else may read them.
pub(super) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

pub(super) fn file_error(path: &Path, doing: &str, why: io::Error) -> StoreError {
    let what = format!("{} ({doing})", path.display());
    match why.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            StoreError::SpoolFull(format!("{what}: {why}"))
        }
        _ => StoreError::File { what, why },
    }
}
