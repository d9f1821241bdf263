//! Cuts a stream of bytes into frames, without looking into them.

use bytes::{Buf, Bytes, BytesMut};
use memchr::{memchr_iter, memmem};

use crate::grammar;
use crate::scan::line_end;

/// Longest frame that is passed on, in bytes, with its blank line.
///
/// Far above what a switch sends (a `ListCommands` answer has 10 kB, a `Status` row with all variables some tens of
/// kB), so that only a broken or hostile stream meets it; small enough that hundreds of connections fit in memory.
pub const FRAME_BYTES_MAX: usize = 1 << 20;

/// Ends the answer to `Command` of Asterisk 13 and before.
const END_COMMAND: &[u8] = b"--END COMMAND--";

/// Why a part of the stream is not passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// A frame was longer than [`FRAME_BYTES_MAX`]; everything up to the next blank line is skipped.
    #[error("the message at byte {offset} is longer than {FRAME_BYTES_MAX} bytes and was skipped")]
    TooLong {
        /// Where it begins in the stream, counted from the decoder's first byte.
        offset: u64,
    },
}

/// Takes bytes as they come and gives whole frames. Does no I/O.
///
/// A frame is one message with the blank line that ends it and any stray blank lines before it, or a greeting line.
/// Frames are lossless: put together in order, they are the stream. It does not matter how the stream was cut when
/// it was fed. The first line of a message says how its lines end: CR LF, or LF alone; in a message of CR LF lines,
/// a lone LF is part of a value.
///
/// # Example
/// ```
/// use callcenter_ami::Decoder;
/// let mut decoder = Decoder::new();
/// decoder.feed(b"Event: Hold\r\nUniqueid: 1.1\r\n\r\nEvent: Unh");
/// assert_eq!(decoder.next_frame()?.as_deref(), Some(&b"Event: Hold\r\nUniqueid: 1.1\r\n\r\n"[..]));
/// assert_eq!(decoder.next_frame()?, None);
/// assert_eq!(decoder.pending(), b"Event: Unh");
/// # Ok::<(), callcenter_ami::DecodeError>(())
/// ```
#[derive(Debug, Default)]
pub struct Decoder {
    buffer: BytesMut,
    offset: u64,
    cutter: Cutter,
}

impl Decoder {
    /// Makes a decoder at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the stream.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The buffer, for a reader that can append to it without a copy. Only append.
    pub fn buffer_mut(&mut self) -> &mut BytesMut {
        &mut self.buffer
    }

    /// Gives the next whole frame, or nothing until more bytes are fed.
    ///
    /// # Errors
    /// [`DecodeError::TooLong`], once for each frame that is skipped; go on calling.
    pub fn next_frame(&mut self) -> Result<Option<Bytes>, DecodeError> {
        loop {
            match self.cutter.cut(&self.buffer) {
                Cut::Frame(len) => {
                    self.offset += len as u64;
                    return Ok(Some(self.buffer.split_to(len).freeze()));
                }
                Cut::Skipped(len) => {
                    self.offset += len as u64;
                    self.buffer.advance(len);
                }
                Cut::TooLong(len) => {
                    let offset = self.offset;
                    self.offset += len as u64;
                    self.buffer.advance(len);
                    return Err(DecodeError::TooLong { offset });
                }
                Cut::More => return Ok(None),
            }
        }
    }

    /// The bytes of the frame that is not whole yet; at the end of a stream, what was lost.
    pub fn pending(&self) -> &[u8] {
        &self.buffer
    }

    /// How many bytes of the stream have been passed on or skipped.
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

/// Iterates over the frames in `bytes` without copying any.
///
/// # Example
/// ```
/// let mut frames = callcenter_ami::frames(b"Event: Hold\r\n\r\nEvent: Unhold\r\n\r\nEve");
/// assert_eq!(frames.by_ref().filter_map(Result::ok).count(), 2);
/// assert_eq!(frames.rest(), b"Eve");
/// ```
pub fn frames(bytes: &[u8]) -> Frames<'_> {
    Frames { rest: bytes, offset: 0, cutter: Cutter::default() }
}

/// The frames of a byte slice, see [`frames`]. After an error the iteration goes on behind the skipped frame.
#[derive(Debug)]
pub struct Frames<'a> {
    rest: &'a [u8],
    offset: u64,
    cutter: Cutter,
}

impl<'a> Frames<'a> {
    /// What has not been iterated over; when the iteration is over, the half message at the end.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Where [`Frames::rest`] begins.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        self.offset += len as u64;
        taken
    }
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<&'a [u8], DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.cutter.cut(self.rest) {
                Cut::Frame(len) => return Some(Ok(self.take(len))),
                Cut::Skipped(len) => {
                    self.take(len);
                }
                Cut::TooLong(len) => {
                    let offset = self.offset;
                    self.take(len);
                    return Some(Err(DecodeError::TooLong { offset }));
                }
                Cut::More => return None,
            }
        }
    }
}

/// What the beginning of a buffer is. The lengths are to be taken off the buffer's front before the next cut.
pub(crate) enum Cut {
    /// A whole frame.
    Frame(usize),
    /// The beginning of a frame that is too long; the cutter is now skipping.
    TooLong(usize),
    /// Another part of a frame that is too long.
    Skipped(usize),
    /// Not enough bytes.
    More,
}

/// Finds the end of the frame at the front of a buffer, and looks at no byte twice however slowly the buffer grows.
#[derive(Debug)]
pub(crate) struct Cutter {
    /// What the frame's first line says about its end; nothing before that line is whole.
    end: Option<End>,
    /// How far the buffer is known not to hold the end.
    seen: usize,
    /// Whether the rest of a frame that is too long is being dropped.
    skipping: bool,
    blank_line: memmem::Finder<'static>,
}

/// How a frame ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// With an empty line, all lines being ended by CR LF.
    CrLf,
    /// With an empty line, lines being ended by LF.
    Lf,
    /// With `--END COMMAND--` and an empty line.
    Command,
}

impl Default for Cutter {
    fn default() -> Self {
        Self { end: None, seen: 0, skipping: false, blank_line: memmem::Finder::new(b"\r\n\r\n") }
    }
}

impl Cutter {
    /// Whether the front of the buffer lies in a frame that is too long.
    pub(crate) fn is_skipping(&self) -> bool {
        self.skipping
    }

    /// Says what lies at the front of `buffer`.
    #[inline]
    pub(crate) fn cut(&mut self, buffer: &[u8]) -> Cut {
        if self.skipping {
            return self.skip(buffer);
        }
        let window = &buffer[..buffer.len().min(FRAME_BYTES_MAX)];
        if let Some(len) = self.find(window) {
            self.end = None;
            self.seen = 0;
            return Cut::Frame(len);
        }
        if buffer.len() < FRAME_BYTES_MAX {
            return Cut::More;
        }
        // The end can straddle the limit, so the last three bytes below it stay.
        self.skipping = true;
        self.seen = 0;
        Cut::TooLong(FRAME_BYTES_MAX - 3)
    }

    fn find(&mut self, window: &[u8]) -> Option<usize> {
        let end = match self.end {
            Some(end) => end,
            None => {
                let start = blank_prefix(window);
                let Some(newline) = line_end(&window[start.max(self.seen)..]) else {
                    self.seen = window.len().max(start);
                    return None;
                };
                let newline = start.max(self.seen) + newline;
                let line = &window[start..newline];
                if grammar::banner(line).is_some() {
                    return Some(newline + 1);
                }
                self.seen = newline.saturating_sub(1);
                let end = match line {
                    b"Response: Follows\r" | b"Response: Follows" => End::Command,
                    [.., b'\r'] => End::CrLf,
                    _ => End::Lf,
                };
                self.end = Some(end);
                end
            }
        };
        match end {
            End::CrLf => match self.blank_line.find(&window[self.seen..]) {
                Some(at) => Some(self.seen + at + 4),
                None => {
                    self.seen = self.seen.max(window.len().saturating_sub(3));
                    None
                }
            },
            End::Lf => self.find_any_blank_line(window),
            End::Command => self.find_end_of_command(window),
        }
    }

    /// Finds LF LF or LF CR LF.
    fn find_any_blank_line(&mut self, window: &[u8]) -> Option<usize> {
        let from = self.seen;
        for at in memchr_iter(b'\n', &window[from..]) {
            match window[from + at + 1..] {
                [b'\n', ..] => return Some(from + at + 2),
                [b'\r', b'\n', ..] => return Some(from + at + 3),
                [] | [b'\r'] => {
                    self.seen = from + at;
                    return None;
                }
                _ => {}
            }
        }
        self.seen = window.len();
        None
    }

    fn find_end_of_command(&mut self, window: &[u8]) -> Option<usize> {
        while let Some(at) = memmem::find(&window[self.seen..], END_COMMAND) {
            let after = self.seen + at + END_COMMAND.len();
            for end in [&b"\r\n\r\n"[..], b"\n\n"] {
                if window[after..].starts_with(end) {
                    return Some(after + end.len());
                }
                if end.starts_with(&window[after..]) {
                    self.seen += at;
                    return None;
                }
            }
            self.seen = after;
        }
        self.seen = self.seen.max(window.len().saturating_sub(END_COMMAND.len() - 1));
        None
    }

    /// Drops bytes up to the first blank line behind the limit. A command's output that never ends is left there too.
    fn skip(&mut self, buffer: &[u8]) -> Cut {
        let found = match self.end {
            Some(End::CrLf) => self.blank_line.find(buffer).map(|at| at + 4),
            _ => {
                self.seen = 0;
                self.find_any_blank_line(buffer)
            }
        };
        let Some(len) = found else {
            self.seen = 0;
            return match buffer.len() {
                0..=3 => Cut::More,
                len => Cut::Skipped(len - 3),
            };
        };
        *self = Self::default();
        Cut::Skipped(len)
    }
}

/// How many bytes of blank lines stand before the first line that is not blank.
#[inline]
pub(crate) fn blank_prefix(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match bytes[at..] {
            [b'\n', ..] => at += 1,
            [b'\r', b'\n', ..] => at += 2,
            _ => return at,
        }
    }
}
