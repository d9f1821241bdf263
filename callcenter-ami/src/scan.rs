//! Finds line ends and colons, 64 bytes at a step.
//!
//! Lines of AMI have 22 bytes on average, so that a search for each single byte costs mostly its beginning. Here the
//! places of all of them in a block become the bits of one number. `wide` gives the vector instructions of every
//! platform without unsafe code of ours.

use memchr::memchr;
use wide::u8x16;

const BLOCK: usize = 64;

/// Where the next line begins and ends, see [`Lines::next`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Its first byte.
    pub(crate) start: usize,
    /// Its first `:`, or [`NONE`], or one behind the line.
    pub(crate) colon: usize,
    /// Behind its text.
    pub(crate) end: usize,
    /// Behind its CR LF or LF.
    pub(crate) next: usize,
}

/// There is no such place.
pub(crate) const NONE: usize = usize::MAX;

/// How the lines of a message end; its first line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// CR LF. An LF alone is part of a line.
    CrLf,
    /// LF, and CR LF as well.
    Lf,
}

/// The lines of a message up to its first empty one.
#[derive(Debug, Clone)]
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    ending: Ending,
    /// Where the next line begins.
    start: usize,
    /// Where the block begins whose marks are these.
    block: usize,
    newlines: u64,
    colons: u64,
}

impl<'a> Lines<'a> {
    #[inline]
    pub(crate) fn new(bytes: &'a [u8], ending: Ending) -> Self {
        let [newlines, colons] = marks(bytes, 0);
        Self { bytes, ending, start: 0, block: 0, newlines, colons }
    }

    /// Where the lines given so far end.
    pub(crate) fn position(&self) -> usize {
        self.start
    }

    /// Gives no more lines; the last one ended at `position`.
    pub(crate) fn end_at(&mut self, position: usize) {
        self.start = position;
        (self.block, self.newlines, self.colons) = (self.bytes.len(), 0, 0);
        self.bytes = &self.bytes[..position];
    }

    /// The next line; nothing at an empty line and at the end.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<Line> {
        let start = self.start;
        let mut colon = NONE;
        let newline = loop {
            if colon == NONE && self.colons != 0 {
                colon = self.block + self.colons.trailing_zeros() as usize;
            }
            if self.newlines != 0 {
                let bit = self.newlines.trailing_zeros();
                self.newlines &= self.newlines - 1;
                self.colons &= !1 << bit;
                let newline = self.block + bit as usize;
                if self.ending == Ending::Lf || (newline > start && self.bytes[newline - 1] == b'\r') {
                    break Some(newline);
                }
            } else if self.block + BLOCK < self.bytes.len() {
                self.block += BLOCK;
                [self.newlines, self.colons] = marks(self.bytes, self.block);
            } else {
                break None;
            }
        };
        let (mut end, next) = newline.map_or((self.bytes.len(), self.bytes.len()), |at| (at, at + 1));
        if end > start && self.bytes[end - 1] == b'\r' {
            end -= 1;
        }
        if end == start {
            self.end_at(start);
            return None;
        }
        self.start = next;
        Some(Line { start, colon, end, next })
    }
}

/// Where the first LF is.
#[inline]
pub(crate) fn line_end(bytes: &[u8]) -> Option<usize> {
    let Some(block) = bytes.first_chunk() else {
        return memchr(b'\n', bytes);
    };
    match mark(block, b'\n') {
        0 => memchr(b'\n', &bytes[BLOCK..]).map(|at| BLOCK + at),
        newlines => Some(newlines.trailing_zeros() as usize),
    }
}

/// The places of `\n` and `:` in the block that begins at `at`; bit 0 is its first byte.
#[inline]
fn marks(bytes: &[u8], at: usize) -> [u64; 2] {
    let needles = [b'\n', b':'];
    let rest = &bytes[at..];
    if let Some(block) = rest.first_chunk() {
        return needles.map(|needle| mark(block, needle));
    }
    if let Some(block) = bytes.last_chunk() {
        // The last block overlaps with the one before it.
        let shift = BLOCK - rest.len();
        return needles.map(|needle| mark(block, needle).checked_shr(shift as u32).unwrap_or(0));
    }
    let mut block = [0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    needles.map(|needle| mark(&block, needle))
}

#[inline]
fn mark(block: &[u8; BLOCK], needle: u8) -> u64 {
    let (parts, _) = block.as_chunks::<16>();
    let mut marks = 0;
    for (part, bytes) in parts.iter().enumerate() {
        marks |= u64::from(u8x16::new(*bytes).simd_eq(u8x16::splat(needle)).to_bitmask()) << (16 * part);
    }
    marks
}
