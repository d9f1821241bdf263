//! One packet of AMI, judged by nobody.

use callcenter_core::Timestamp;
use memchr::memrchr;

use crate::decode::blank_prefix;
use crate::grammar;
use crate::scan::{Ending, Line, Lines, line_end};
use crate::value::Value;

/// One packet as it came, read in place.
///
/// A message is a view of its frame and costs nothing to make beyond looking at the first line; headers are split when
/// somebody asks for them. Keys are compared exactly as Asterisk writes them. A message is `Copy` and allocates nothing.
///
/// # Example
/// ```
/// use callcenter_ami::{Kind, Message};
/// let message = Message::parse(b"Event: Hangup\r\nUniqueid: 1.1\r\nCause: 16\r\nCause: 17\r\n\r\n");
/// assert_eq!(message.kind(), Kind::Event("Hangup".into()));
/// assert_eq!(message.get("Cause"), Some("16".into())); // the first is the truth
/// assert_eq!(message.all("Cause").count(), 2);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The frame without the blank lines before it.
    body: &'a [u8],
    gap: &'a [u8],
    kind: Kind<'a>,
    ending: Ending,
}

/// What a message is, by its first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// `Event: <name>`
    Event(Value<'a>),
    /// `Response: <how it went>`
    Response(Value<'a>),
    /// `Asterisk Call Manager/<version>`
    Greeting(Value<'a>),
    /// Anything else: an action, or rubbish.
    Other,
}

impl<'a> Message<'a> {
    /// Looks at the first line of a frame. Every frame is a message, if only of [`Kind::Other`].
    #[inline]
    pub fn parse(frame: &'a [u8]) -> Self {
        let (gap, body) = frame.split_at(blank_prefix(frame));
        let first = &body[..line_end(body).unwrap_or(body.len())];
        let (line, ending) = match first {
            [line @ .., b'\r'] => (line, Ending::CrLf),
            line => (line, Ending::Lf),
        };
        let kind = if let Some(name) = line.strip_prefix(b"Event: ") {
            Kind::Event(Value::new(name))
        } else if let Some(how) = line.strip_prefix(b"Response: ") {
            Kind::Response(Value::new(how))
        } else {
            grammar::banner(line).map_or(Kind::Other, |version| Kind::Greeting(Value::new(version)))
        };
        Self { body, gap, kind, ending }
    }

    /// The message as it came, without the blank lines before it.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.body
    }

    /// What the message is.
    pub fn kind(&self) -> Kind<'a> {
        self.kind
    }

    /// The first value with this key: the truth, for text of callers and dialplans can only add later ones.
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        self.fields().find_key(key)
    }

    /// All values with this key, in order.
    pub fn all(&self, key: &str) -> impl Iterator<Item = Value<'a>> {
        self.fields().filter(move |field| field.key == key).map(|field| field.value)
    }

    /// The id of the action that this answers.
    pub fn action_id(&self) -> Option<Value<'a>> {
        self.get("ActionID")
    }

    /// When the switch says that it happened, by `timestampevents=yes`.
    ///
    /// Asterisk writes the header directly behind `Event` and `Privilege`; one elsewhere is text of somebody else.
    pub fn timestamp(&self) -> Option<Timestamp> {
        let mut fields = self.fields();
        fields.next()?;
        let mut field = fields.next()?;
        if field.key == "Privilege" {
            field = fields.next()?;
        }
        if field.key != "Timestamp" {
            return None;
        }
        grammar::stamp(field.value.as_bytes()).map(|(_, time)| time)
    }

    /// The headers, in order. A greeting has none; of the answer to a command, only what comes before the output.
    #[inline]
    pub fn fields(&self) -> Fields<'a> {
        let body = match self.kind {
            Kind::Greeting(_) => &[],
            _ => self.body,
        };
        Fields { body, lines: Lines::new(body, self.ending), is_command: self.is_raw_output() }
    }

    /// The lines that a command printed, in the styles of all versions.
    pub fn output(&self) -> impl Iterator<Item = Value<'a>> {
        let headers = self.all("Output");
        let raw = self.is_raw_output().then(|| {
            let rest = self.after_fields();
            let end = memchr::memmem::rfind(rest, b"--END COMMAND--").unwrap_or(rest.len());
            let rest = rest[..end].strip_suffix(b"\n").unwrap_or(&rest[..end]);
            rest.split(|byte| *byte == b'\n').map(|line| Value::new(line.strip_suffix(b"\r").unwrap_or(line)))
        });
        raw.into_iter().flatten().chain(headers)
    }

    /// Writes the message back, byte for byte: the blank lines before it, each field, what comes behind.
    pub fn write(&self, out: &mut impl Extend<u8>) {
        out.extend(self.gap.iter().copied());
        for field in self.fields() {
            out.extend(field.raw.iter().copied());
        }
        out.extend(self.after_fields().iter().copied());
    }

    /// The last header but one of an ordinary message, looked for from its end.
    pub(crate) fn last_but_one(&self) -> Option<&'a [u8]> {
        let body = match self.ending {
            Ending::CrLf => self.body.strip_suffix(b"\r\n\r\n")?,
            Ending::Lf => self.body.strip_suffix(b"\n\n")?,
        };
        let end = memrchr(b'\n', body)?;
        let start = memrchr(b'\n', &body[..end])? + 1;
        Some(body[start..end].strip_suffix(b"\r").unwrap_or(&body[start..end]))
    }

    /// The message up to the first header with this key, and the lines behind it without the blank line.
    pub(crate) fn split_behind(&self, key: &str) -> Option<(Self, &'a [u8])> {
        let mut fields = self.fields();
        fields.find(|field| field.key == key)?;
        let (before, behind) = self.body.split_at(fields.lines.position());
        let blank_line = self.after_fields().len();
        Some((Self { body: before, ..*self }, &behind[..behind.len() - blank_line]))
    }

    /// What stands behind the last header: the blank line, a command's raw output.
    fn after_fields(&self) -> &'a [u8] {
        let mut fields = self.fields();
        fields.by_ref().for_each(drop);
        match self.kind {
            Kind::Greeting(_) => self.body,
            _ => &self.body[fields.lines.position()..],
        }
    }

    /// Whether this is an answer whose output stands behind the headers as it was printed (Asterisk 13 and before).
    fn is_raw_output(&self) -> bool {
        matches!(self.kind, Kind::Response(how) if how == "Follows")
    }
}

/// One header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    /// What stands before the first `:`; empty for a line without one.
    pub key: Value<'a>,
    /// What stands behind it, without one blank.
    pub value: Value<'a>,
    /// The whole line with its end.
    pub raw: &'a [u8],
}

/// The headers of a message, in order.
#[derive(Debug, Clone)]
pub struct Fields<'a> {
    body: &'a [u8],
    lines: Lines<'a>,
    is_command: bool,
}

impl<'a> Fields<'a> {
    /// Whether nothing has been taken yet.
    pub(crate) fn is_at_start(&self) -> bool {
        self.lines.position() == 0
    }

    /// Goes on behind the next header with this key, or behind all of them.
    #[inline]
    pub(crate) fn find_key(&mut self, key: &str) -> Option<Value<'a>> {
        loop {
            let (found, value) = self.next_of_len(key.len())?;
            if found == key.as_bytes() {
                return Some(value);
            }
        }
    }

    /// Goes on behind the next header whose key has so many bytes; nearly always it is the one that is looked for.
    #[inline]
    pub(crate) fn next_of_len(&mut self, len: usize) -> Option<(&'a [u8], Value<'a>)> {
        if self.is_command {
            return self.map(|field| (field.key.as_bytes(), field.value)).find(|(key, _)| key.len() == len);
        }
        loop {
            let Line { start, colon, end, .. } = self.lines.next()?;
            if colon.wrapping_sub(start) == len && colon < end {
                return Some((&self.body[start..colon], self.value(colon, end)));
            }
        }
    }

    /// What stands between a colon and the end of its line, without one blank.
    #[inline]
    fn value(&self, colon: usize, end: usize) -> Value<'a> {
        Value::new(grammar::value(&self.body[colon + 1..end]))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    #[inline]
    fn next(&mut self) -> Option<Field<'a>> {
        let Line { start, colon, end, next } = self.lines.next()?;
        if self.is_command && !is_header_of_command(&self.body[start..end]) {
            self.lines.end_at(start);
            return None;
        }
        let (key, value) = match colon < end {
            true => (&self.body[start..colon], self.value(colon, end)),
            false => (&[][..], Value::new(&self.body[start..end])),
        };
        Some(Field { key: Value::new(key), value, raw: &self.body[start..next] })
    }
}

/// The only headers in an answer with raw output.
fn is_header_of_command(line: &[u8]) -> bool {
    [&b"Response: Follows"[..], b"Privilege: Command", b"ActionID: "]
        .iter()
        .any(|header| line.starts_with(header))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The vector code splits as the grammar says.
        #[test]
        fn fields_are_split_as_by_the_grammar(lines in prop::collection::vec("[a-z:. ]{0,70}", 0..20)) {
            let lines: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            let frame = lines.iter().map(|line| format!("{line}\r\n")).collect::<String>() + "\r\n";
            let message = Message::parse(frame.as_bytes());
            let fields: Vec<_> =
                message.fields().map(|field| (field.key.as_bytes(), field.value.as_bytes())).collect();
            let expected: Vec<_> = lines.iter().map(|line| grammar::field(line.as_bytes())).collect();
            prop_assert_eq!(fields, expected);
        }
    }
}
