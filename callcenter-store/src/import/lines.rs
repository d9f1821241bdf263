//! A text file line by line, with bounded memory whatever is in it.

use std::io::{self, BufRead, BufReader, Read};

/// Longest line that is read, in bytes without its end. A longer one is left out as a whole and reported.
pub const LINE_BYTES_MAX: usize = 64 << 10;

/// A reader of lines.
#[derive(Debug)]
pub struct Lines<R> {
    input: BufReader<R>,
    buffer: Vec<u8>,
    offset: u64,
    number: u64,
}

/// A line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Counts from 1.
    pub number: u64,
    /// Where the next one begins, in bytes.
    pub end: u64,
    /// What it is.
    pub content: Content<'a>,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// Bytes without the line's end; a carriage return there belongs to the end.
    Whole(&'a [u8]),
    /// The file ends within it: perhaps more is about to be written.
    Unfinished(&'a [u8]),
    /// Longer than [`LINE_BYTES_MAX`]; its bytes were passed over.
    TooLong,
}

impl<R: Read> Lines<R> {
    /// Reads lines of a file that was read before up to a line's end.
    pub fn from(input: R, offset: u64, number: u64) -> Self {
        Self { input: BufReader::with_capacity(1 << 16, input), buffer: Vec::new(), offset, number }
    }

    /// The next line; nothing at the end of the file.
    ///
    /// # Errors
    /// What the reader says.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let mut too_long = false;
        let ended = loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                break false;
            }
            let end = available.iter().position(|&byte| byte == b'\n');
            let taken = end.unwrap_or(available.len());
            if self.buffer.len() + taken > LINE_BYTES_MAX {
                too_long = true;
                self.buffer.clear();
            }
            if !too_long {
                self.buffer.extend_from_slice(&available[..taken]);
            }
            let used = taken + usize::from(end.is_some());
            self.input.consume(used);
            self.offset += used as u64;
            if end.is_some() {
                break true;
            }
        };
        if !ended && self.buffer.is_empty() && !too_long {
            return Ok(None);
        }
        self.number += 1;
        let text = self.buffer.strip_suffix(b"\r").unwrap_or(&self.buffer);
        let content = match (too_long, ended) {
            (true, _) => Content::TooLong,
            (false, true) => Content::Whole(text),
            (false, false) => Content::Unfinished(text),
        };
        Ok(Some(Line { number: self.number, end: self.offset, content }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_with_their_places_and_an_endless_one_takes_no_memory() {
        let mut file = b"one\r\n\n".to_vec();
        file.extend(std::iter::repeat_n(b'x', 3 * LINE_BYTES_MAX));
        file.extend_from_slice(b"\nlast");
        let mut lines = Lines::from(&file[..], 0, 0);
        let mut next = || {
            lines
                .next_line()
                .expect("memory can be read")
                .map(|line| (line.number, line.end, line.content == Content::TooLong))
        };
        assert_eq!(next(), Some((1, 5, false)));
        assert_eq!(next(), Some((2, 6, false)));
        assert_eq!(next(), Some((3, 7 + 3 * LINE_BYTES_MAX as u64, true)));
        assert_eq!(next(), Some((4, file.len() as u64, false)));
        assert_eq!(next(), None);
        assert!(lines.buffer.capacity() <= 2 * LINE_BYTES_MAX);
    }

    #[test]
    fn a_file_that_ends_within_a_line_says_so() {
        let mut lines = Lines::from(&b"whole\nhal"[..], 0, 0);
        let whole = lines
            .next_line()
            .expect("memory can be read")
            .map(|line| line.content == Content::Whole(b"whole"));
        assert_eq!(whole, Some(true));
        let half = lines
            .next_line()
            .expect("memory can be read")
            .map(|line| line.content == Content::Unfinished(b"hal"));
        assert_eq!(half, Some(true));
    }
}
