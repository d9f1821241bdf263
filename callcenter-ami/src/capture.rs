//! The `.ami` trace format: what came from a switch, with the times at which it came.
//!
//! Before each frame, as it came, may stand a line `;@ <unix seconds>.<6 digits>`: when its last byte was read. A line
//! `;! <unix seconds>.<6 digits> <text>` says something about the connection. Lines end with CR LF or LF. Both kinds of
//! lines count only where a message could begin, and behind a `;@` line a message does begin, whatever it looks like.

use std::io::{self, Read, Write};
use std::ops::Range;

use callcenter_core::Timestamp;
use memchr::{memchr, memmem};

use crate::decode::{Cut, Cutter, blank_prefix};
use crate::grammar;
use crate::value::Value;

/// Longest `;` line, in bytes; a longer one is taken for a message.
const LINE_BYTES_MAX: usize = 4_096;

/// How much is read at a time, in bytes.
const READ_BYTES: usize = 1 << 16;

/// One thing in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// Where it begins in the trace, in bytes; of a frame, without its `;@` line.
    pub offset: u64,
    /// When it came; nothing when the trace does not say.
    pub time: Option<Timestamp>,
    /// What it is.
    pub content: Content<'a>,
}

/// What an [`Item`] of a trace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content<'a> {
    /// A whole frame.
    Frame(&'a [u8]),
    /// Something about the connection.
    Note(Value<'a>),
    /// Half a message: the connection or the recording ended in it.
    Truncated(&'a [u8]),
    /// A message longer than [`FRAME_BYTES_MAX`](crate::FRAME_BYTES_MAX) was skipped.
    TooLong,
}

impl Content<'_> {
    /// Whether this is a note that the connection was closed.
    pub fn is_disconnect(&self) -> bool {
        matches!(self, Self::Note(text) if text.as_bytes().ends_with(b"closed"))
    }
}

/// Iterates over the items of a trace in memory, without copying any.
///
/// # Example
/// ```
/// use callcenter_ami::{Content, trace};
/// let items: Vec<_> = trace(b";@ 1.500000\r\nEvent: Hold\r\n\r\n;! 2.000000 connection closed\r\n").collect();
/// assert_eq!(items[0].time.map(|time| time.as_micros()), Some(1_500_000));
/// assert_eq!(items[0].content, Content::Frame(b"Event: Hold\r\n\r\n"));
/// assert!(items[1].content.is_disconnect());
/// ```
pub fn trace(bytes: &[u8]) -> Trace<'_> {
    Trace { rest: bytes, offset: 0, scanner: Scanner::default() }
}

/// The items of a trace in memory, see [`trace`].
#[derive(Debug)]
pub struct Trace<'a> {
    rest: &'a [u8],
    offset: u64,
    scanner: Scanner,
}

impl<'a> Iterator for Trace<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        loop {
            let Step::Take { len, found } = self.scanner.step(self.rest, true) else {
                return None;
            };
            let (taken, offset) = (self.rest, self.offset);
            self.rest = &self.rest[len..];
            self.offset += len as u64;
            if let Some(found) = found {
                return Some(found.item(taken, offset));
            }
        }
    }
}

/// Reads the items of a trace one by one, in bounded memory.
#[derive(Debug)]
pub struct TraceReader<R> {
    input: R,
    buffer: Vec<u8>,
    /// The part of the buffer that was read and not given yet.
    filled: Range<usize>,
    offset: u64,
    at_end: bool,
    scanner: Scanner,
}

impl<R: Read> TraceReader<R> {
    /// Begins to read.
    pub fn new(input: R) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            filled: 0..0,
            offset: 0,
            at_end: false,
            scanner: Scanner::default(),
        }
    }

    /// The reader, to give it more.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.input
    }

    /// The next item; nothing at the end.
    ///
    /// # Errors
    /// What the reader says. Reading can be tried again.
    pub fn next_item(&mut self) -> io::Result<Option<Item<'_>>> {
        let (from, offset, found) = loop {
            match self.scanner.step(&self.buffer[self.filled.clone()], self.at_end) {
                Step::Take { len, found } => {
                    let (from, offset) = (self.filled.start, self.offset);
                    self.filled.start += len;
                    self.offset += len as u64;
                    if let Some(found) = found {
                        break (from, offset, found);
                    }
                }
                Step::More if self.at_end => return Ok(None),
                Step::More => self.read()?,
            }
        };
        Ok(Some(found.item(&self.buffer[from..], offset)))
    }

    fn read(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.filled.clone(), 0);
        self.filled = 0..self.filled.len();
        let end = self.filled.end + READ_BYTES;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        match self.input.read(&mut self.buffer[self.filled.end..]) {
            Ok(0) => self.at_end = true,
            Ok(len) => self.filled.end += len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Writes a trace.
#[derive(Debug)]
pub struct TraceWriter<W> {
    output: W,
}

impl<W: Write> TraceWriter<W> {
    /// Begins to write.
    pub fn new(output: W) -> Self {
        Self { output }
    }

    /// Writes a frame as it came, and when its last byte was read.
    ///
    /// # Errors
    /// What the writer says.
    pub fn frame(&mut self, time: Timestamp, frame: &[u8]) -> io::Result<()> {
        write!(self.output, ";@ {time}\r\n")?;
        self.output.write_all(frame)
    }

    /// Writes what happened to the connection. Control characters become blanks.
    ///
    /// # Errors
    /// What the writer says.
    pub fn note(&mut self, time: Timestamp, text: &str) -> io::Result<()> {
        let text = text.replace(char::is_control, " ");
        write!(self.output, ";! {time} {text}\r\n")
    }

    /// The writer, to flush it.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.output
    }

    /// Gives the writer back.
    pub fn into_inner(self) -> W {
        self.output
    }
}

/// Finds items, for the readers from memory and from a stream.
#[derive(Debug)]
struct Scanner {
    cutter: Cutter,
    /// The `;@` line of the frame that begins here.
    stamp: Option<Timestamp>,
    /// Whether the front of the buffer lies inside a frame.
    inside: bool,
    note: memmem::Finder<'static>,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { cutter: Cutter::default(), stamp: None, inside: false, note: memmem::Finder::new(b"\n;! ") }
    }
}

/// What to do with the front of the buffer.
enum Step {
    /// Take so many bytes off; they may hold an item.
    Take { len: usize, found: Option<Found> },
    /// Nothing without more bytes.
    More,
}

/// An item, its content being a part of the bytes taken off.
struct Found {
    time: Option<Timestamp>,
    kind: fn(&[u8]) -> Content<'_>,
    range: Range<usize>,
}

impl Found {
    fn item<'a>(&self, taken: &'a [u8], offset: u64) -> Item<'a> {
        let content = (self.kind)(&taken[self.range.clone()]);
        Item { offset: offset + self.range.start as u64, time: self.time, content }
    }
}

impl Scanner {
    fn step(&mut self, buffer: &[u8], at_end: bool) -> Step {
        if !self.inside {
            if let Some(step) = self.semicolon_line(buffer, at_end) {
                return step;
            }
            self.inside = true;
        }
        match self.cutter.cut(buffer) {
            Cut::Frame(len) => match self.cut_short_at(&buffer[..len], &buffer[len..]) {
                Some(len) => self.truncated(len),
                None => self.found(|frame| Content::Frame(frame), len),
            },
            Cut::TooLong(len) => {
                let found = Found { time: self.stamp.take(), kind: |_| Content::TooLong, range: 0..0 };
                Step::Take { len, found: Some(found) }
            }
            Cut::Skipped(len) => {
                self.inside = self.cutter.is_skipping();
                Step::Take { len, found: None }
            }
            Cut::More if at_end && blank_prefix(buffer) < buffer.len() => {
                let len = self.cut_short_at(buffer, &[]).unwrap_or(buffer.len());
                self.truncated(len)
            }
            Cut::More => Step::More,
        }
    }

    /// Takes a `;@` or `;!` line, if the buffer begins with one.
    fn semicolon_line(&mut self, buffer: &[u8], at_end: bool) -> Option<Step> {
        if self.stamp.is_some() {
            return None;
        }
        let start = blank_prefix(buffer);
        let rest = &buffer[start..];
        if rest.first() != Some(&b';') {
            return (rest.is_empty() || (rest == b"\r" && !at_end)).then_some(Step::More);
        }
        let line = match memchr(b'\n', &rest[..rest.len().min(LINE_BYTES_MAX)]) {
            Some(end) => &rest[..=end],
            None if at_end => rest,
            None => return (rest.len() < LINE_BYTES_MAX).then_some(Step::More),
        };
        let len = start + line.len();
        let text = line.trim_ascii_end();
        if let Some((b"", time)) = text.strip_prefix(b";@ ").and_then(grammar::stamp) {
            self.stamp = Some(time);
            return Some(Step::Take { len, found: None });
        }
        let note = text.strip_prefix(b";! ")?;
        let (note, time) = grammar::stamp(note).map_or((note, None), |(note, time)| (note, Some(time)));
        let end = start + text.len();
        let range = end - note.trim_ascii_start().len()..end;
        let kind: fn(&[u8]) -> Content<'_> = |note| Content::Note(Value::new(note));
        Some(Step::Take { len, found: Some(Found { time, kind, range }) })
    }

    /// Where a message ends before its blank line, because the connection closed in it: at a `;!` line with a time, with
    /// nothing or a `;@` line behind.
    fn cut_short_at(&self, frame: &[u8], behind: &[u8]) -> Option<usize> {
        let at = self.note.find(frame)? + 1;
        let line = memchr(b'\n', &frame[at..]).map_or(frame.len(), |len| at + len + 1);
        grammar::stamp(&frame[at + 3..line])?;
        let next = &frame[line..];
        (next.starts_with(b";@ ") || (next.is_empty() && behind.is_empty())).then_some(at)
    }

    fn truncated(&mut self, len: usize) -> Step {
        self.cutter = Cutter::default();
        self.found(|rest| Content::Truncated(rest), len)
    }

    fn found(&mut self, kind: fn(&[u8]) -> Content<'_>, len: usize) -> Step {
        self.inside = false;
        Step::Take { len, found: Some(Found { time: self.stamp.take(), kind, range: 0..len }) }
    }
}
