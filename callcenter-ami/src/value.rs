//! What stands behind a header's colon.

use std::borrow::Cow;
use std::fmt;

/// A header's value: bytes, for Asterisk cuts names inside a character. Text on demand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Value<'a>(&'a [u8]);

impl<'a> Value<'a> {
    /// Takes the bytes as they came.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes as they came.
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Whether there is nothing, or only Asterisk's word for nothing, `<unknown>`.
    pub fn is_unknown(self) -> bool {
        self.0.is_empty() || self.0 == b"<unknown>"
    }

    /// The value, if it is UTF-8.
    pub fn as_str(self) -> Option<&'a str> {
        str::from_utf8(self.0).ok()
    }

    /// The value as text; what is not UTF-8 becomes U+FFFD, as [`String::from_utf8_lossy`] does it.
    pub fn text(self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.0)
    }

    /// The value as text with C's escapes undone, as names of callers and values of variables carry them.
    ///
    /// Copies only when there is a backslash or the value is not UTF-8. An escape that Asterisk does not write stays
    /// as it is. Source: Asterisk `main/utils.c`, `ast_escape_c`.
    pub fn unescaped(self) -> Cow<'a, str> {
        match self.text() {
            Cow::Borrowed(text) => unescape(text),
            Cow::Owned(text) => Cow::Owned(unescape(&text).into_owned()),
        }
    }

    /// The value as a number, if it is one.
    pub fn number<T: std::str::FromStr>(self) -> Option<T> {
        self.as_str()?.trim_ascii().parse().ok()
    }
}

/// Undoes C's escapes; borrowed when there is none.
#[inline]
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    match text.split_once('\\') {
        None => Cow::Borrowed(text),
        Some((before, behind)) => Cow::Owned(unescape_from(before, behind)),
    }
}

/// `before` a first backslash, and what stands `behind` it.
#[cold]
fn unescape_from(before: &str, behind: &str) -> String {
    let mut text = String::with_capacity(before.len() + behind.len() + 1);
    text.push_str(before);
    let mut rest = behind.chars();
    loop {
        match rest.next() {
            Some('a') => text.push('\x07'),
            Some('b') => text.push('\x08'),
            Some('f') => text.push('\x0c'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('v') => text.push('\x0b'),
            Some(same @ ('\\' | '\'' | '"' | '?')) => text.push(same),
            other => text.extend(['\\'].into_iter().chain(other)),
        }
        let Some((plain, behind)) = rest.as_str().split_once('\\') else {
            text.push_str(rest.as_str());
            return text;
        };
        text.push_str(plain);
        rest = behind.chars();
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self(text.as_bytes())
    }
}

impl PartialEq<str> for Value<'_> {
    fn eq(&self, text: &str) -> bool {
        self.0 == text.as_bytes()
    }
}

impl PartialEq<&str> for Value<'_> {
    fn eq(&self, text: &&str) -> bool {
        self.0 == text.as_bytes()
    }
}

/// The text, lossily.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}

/// The text between quotes; control characters and bytes that are not UTF-8 are escaped.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unescaped(bytes: &[u8]) -> Cow<'_, str> {
        Value::new(bytes).unescaped()
    }

    #[test]
    fn a_value_without_backslash_is_borrowed() {
        assert!(matches!(unescaped("Müller; Söhne: GmbH".as_bytes()), Cow::Borrowed(_)));
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescaped(br#"Anna \\\"Nan\\\" O\'Neil, Esq."#), r#"Anna \"Nan\" O'Neil, Esq."#);
        assert_eq!(unescaped(br"line one\r\nEvent: Fake\ttab\?"), "line one\r\nEvent: Fake\ttab?");
        assert_eq!(unescaped(br"\x and a last \"), r"\x and a last \");
    }

    #[test]
    fn what_is_not_text_is_replaced() {
        assert_eq!(unescaped(b"\xc3\xbc\xc3"), "ü\u{fffd}");
        assert_eq!(unescaped(b"\\\\\xc3\xbc\xc3"), "\\ü\u{fffd}");
    }
}
