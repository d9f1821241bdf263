//! Files to import: which one is which, whatever it is called by now, and which one comes first.

use std::hash::Hasher as _;
use std::io::{self, Cursor, Read};

use callcenter_core::Timestamp;
use siphasher::sip::SipHasher13;

use super::reader::{Kind, Reader, Reading};

/// Bytes of a file's beginning by which it is known again after a rotation has renamed or compressed it.
pub const HEAD_BYTES: usize = 4 << 10;

/// A file to import, unpacked.
pub struct SourceFile {
    /// Its name without its folder.
    pub name: String,
    /// Its bytes from the beginning.
    pub input: Box<dyn Read + Send>,
}

impl std::fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SourceFile").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A file whose beginning was looked at.
pub(crate) struct Looked {
    pub(crate) name: String,
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
    /// Time of its first line that has one.
    pub(crate) first: Option<Timestamp>,
}

impl Looked {
    pub(crate) fn at(file: SourceFile, kind: Kind, reading: &Reading) -> io::Result<Self> {
        let SourceFile { name, mut input } = file;
        let mut head = Vec::new();
        input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        let mut reader = Reader::new(kind, reading);
        let first = head.split(|&byte| byte == b'\n').find_map(|line| {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            reader.line(line, reading, &mut Vec::new()).ok().and_then(|(_, at)| at)
        });
        Ok(Self { name, head, rest: input, first })
    }

    /// Bytes that tell it from other files, so far.
    pub(crate) fn head_bytes(&self) -> usize {
        self.head.len()
    }

    /// A hash of so many bytes of its beginning; nothing when it has fewer.
    pub(crate) fn hash(&self, bytes: usize) -> Option<i64> {
        let mut hasher = SipHasher13::new();
        hasher.write(self.head.get(..bytes)?);
        Some((hasher.finish() >> 1).cast_signed())
    }

    /// Its bytes from the beginning.
    pub(crate) fn into_input(self) -> impl Read + Send {
        Cursor::new(self.head).chain(self.rest)
    }
}

/// Passes over bytes that were read before; how many there were.
pub(crate) fn skip(input: &mut impl Read, bytes: u64) -> io::Result<u64> {
    io::copy(&mut input.take(bytes), &mut io::sink())
}
