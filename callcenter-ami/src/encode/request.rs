//! One request under construction: headers with limits, and the checks of what may stand in them.

use std::fmt::Display;

use bytes::{BufMut, BytesMut};
use callcenter_core::Span;

use super::FUNCTIONS;
use crate::error::EncodeError;

/// Longest line that Asterisk accepts in a request, in bytes, with its CR LF.
///
/// A line that does not end within it is discarded with the whole request.
/// Source: `main/manager.c`, `inbuf[1025]`; measured on 16.28 and 22.10.
pub const LINE_BYTES_MAX: usize = 1_024;

/// Most headers that Asterisk keeps of a request.
///
/// Source: `include/asterisk/manager.h`, `AST_MAX_MANHEADERS`; measured on 16.28 and 22.10.
pub const HEADERS_MAX: usize = 128;

/// Characters at which the switch splits or unquotes the arguments of an application.
const SEPARATORS: [char; 7] = [',', '(', ')', '[', ']', '"', '\\'];

/// Writes headers behind what `out` already holds; the first refusal stays, and takes back what was written.
pub(super) struct Request<'a> {
    out: &'a mut BytesMut,
    id: &'a str,
    start: usize,
    headers: usize,
    refused: Option<EncodeError>,
}

impl<'a> Request<'a> {
    pub(super) fn new(out: &'a mut BytesMut, id: &'a str) -> Self {
        let start = out.len();
        Self { out, id, start, headers: 0, refused: None }
    }

    /// Ends the request, or takes it back.
    pub(super) fn finish(self) -> Result<(), EncodeError> {
        match self.refused {
            None => {
                self.out.put_slice(b"\r\n");
                Ok(())
            }
            Some(error) => {
                self.out.truncate(self.start);
                Err(error)
            }
        }
    }

    /// Begins with what is asked and under which id.
    pub(super) fn action(&mut self, name: &str) -> &mut Self {
        self.required("Action", name);
        let id = self.id;
        self.required("ActionID", id)
    }

    /// A header that has any value, also none.
    pub(super) fn plain(&mut self, name: &str, value: &str) -> &mut Self {
        self.put(name, name, value)
    }

    /// A header that must not be empty. Blanks alone are nothing: the switch drops them.
    pub(super) fn required(&mut self, name: &str, value: &str) -> &mut Self {
        if value.trim_matches([' ', '\t']).is_empty() {
            return self.refuse(EncodeError::Empty { field: name.into() });
        }
        self.plain(name, value)
    }

    /// A header that is left out when empty.
    pub(super) fn optional(&mut self, name: &str, value: &str) -> &mut Self {
        if value.is_empty() { self } else { self.required(name, value) }
    }

    /// One channel. `/…/` would be a pattern, with which `Hangup` ends every call that matches.
    pub(super) fn channel(&mut self, name: &str, value: &str) -> &mut Self {
        if value.trim_start().starts_with('/') {
            return self.refuse(EncodeError::ForbiddenCharacter { field: name.into(), found: '/' });
        }
        self.required(name, value)
    }

    /// One channel, or none.
    pub(super) fn optional_channel(&mut self, name: &str, value: &str) -> &mut Self {
        if value.is_empty() { self } else { self.channel(name, value) }
    }

    /// A number.
    pub(super) fn number(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.plain(name, &value.to_string())
    }

    /// A duration in ms, left out when there is none; at most what the switch's 32 bits hold.
    pub(super) fn millis(&mut self, name: &str, value: Span) -> &mut Self {
        if value <= Span::ZERO {
            return self;
        }
        self.number(name, value.as_millis().clamp(1, i64::from(i32::MAX)))
    }

    /// Yes or no.
    pub(super) fn switch(&mut self, name: &str, value: bool) -> &mut Self {
        self.plain(name, if value { "true" } else { "false" })
    }

    /// A key of a phone.
    pub(super) fn key(&mut self, name: &str, value: char) -> &mut Self {
        if !matches!(value, '0'..='9' | '*' | '#' | 'A'..='D' | 'a'..='d') {
            return self.refuse(EncodeError::ForbiddenCharacter { field: name.into(), found: value });
        }
        self.number(name, value)
    }

    /// A name of a list.
    pub(super) fn allowed(&mut self, name: &str, value: &str, list: &[&str]) -> &mut Self {
        if !list.iter().any(|allowed| allowed.eq_ignore_ascii_case(value)) {
            return self.refuse(EncodeError::NotAllowed { field: name.into(), name: value.into() });
        }
        self.required(name, value)
    }

    /// One argument of an application. The switch joins it with others by commas, and `MixMonitor`'s third
    /// argument is a program to run: a file named `x.wav,,rm` must not pass.
    pub(super) fn argument(&mut self, name: &str, value: &str) -> &mut Self {
        self.without(name, value, &SEPARATORS).required(name, value)
    }

    /// Options of an application, which may have arguments in parentheses.
    pub(super) fn options(&mut self, name: &str, value: &str) -> &mut Self {
        self.without(name, value, &[',', '"', '\\']).optional(name, value)
    }

    /// Arguments of an application, none of them empty.
    pub(super) fn arguments(&mut self, name: &str, values: &[&str]) -> &mut Self {
        for value in values {
            self.without(name, value, &SEPARATORS);
            if value.trim().is_empty() {
                return self.refuse(EncodeError::Empty { field: name.into() });
            }
        }
        self.plain(name, &values.join(","))
    }

    /// A column of `queue_log`, whose columns are parted by `|`.
    pub(super) fn column(&mut self, name: &str, value: &str) -> &mut Self {
        self.without(name, value, &['|']).required(name, value)
    }

    /// A column of `queue_log`, left out when empty.
    pub(super) fn optional_column(&mut self, name: &str, value: &str) -> &mut Self {
        if value.is_empty() { self } else { self.column(name, value) }
    }

    /// The name of a variable, or of a function of the dialplan that is known to be harmless.
    pub(super) fn variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.harmless(name, value).required(name, value)
    }

    /// `Variable: name=value` for a channel.
    pub(super) fn channel_variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.harmless("Variable", name).assignment(name, value)
    }

    /// `Variable: name=value`. The switch splits such a line at commas and takes quotes and backslashes out of it, so
    /// that `a,B=c` as a value would set `B` as well: each of these characters is escaped.
    pub(super) fn assignment(&mut self, name: &str, value: &str) -> &mut Self {
        let field = || format!("Variable {name}");
        if name.trim().is_empty() {
            return self.refuse(EncodeError::Empty { field: "Variable".into() });
        }
        if name.contains('=') {
            return self.refuse(EncodeError::ForbiddenCharacter { field: field(), found: '=' });
        }
        let mut line = String::with_capacity(name.len() + value.len() + 8);
        escape(name, &mut line);
        line.push('=');
        escape(value, &mut line);
        self.put(&field(), "Variable", &line)
    }

    /// A header whose name comes from outside.
    pub(super) fn named(&mut self, name: &str, value: &str) -> &mut Self {
        if name.is_empty() {
            return self.refuse(EncodeError::Empty { field: "header name".into() });
        }
        if let Some(found) = name.chars().find(|c| !c.is_ascii_graphic() || *c == ':') {
            return self
                .refuse(EncodeError::ForbiddenCharacter { field: format!("header name {name:?}"), found });
        }
        self.plain(name, value)
    }

    fn harmless(&mut self, field: &str, variable: &str) -> &mut Self {
        match variable.split_once('(') {
            Some((function, _))
                if !FUNCTIONS.iter().any(|allowed| allowed.eq_ignore_ascii_case(function)) =>
            {
                self.refuse(EncodeError::NotAllowed { field: field.into(), name: function.into() })
            }
            _ => self,
        }
    }

    fn without(&mut self, name: &str, value: &str, forbidden: &[char]) -> &mut Self {
        match value.chars().find(|c| forbidden.contains(c)) {
            Some(found) => self.refuse(EncodeError::ForbiddenCharacter { field: name.into(), found }),
            None => self,
        }
    }

    fn put(&mut self, field: &str, name: &str, value: &str) -> &mut Self {
        let bytes = name.len() + 2 + value.len() + 2;
        if name.bytes().chain(value.bytes()).any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            return self.refuse(EncodeError::ControlCharacter { field: field.into() });
        }
        if bytes > LINE_BYTES_MAX {
            return self.refuse(EncodeError::LineTooLong { field: field.into(), bytes });
        }
        self.headers += 1;
        if self.headers > HEADERS_MAX {
            return self.refuse(EncodeError::TooManyHeaders);
        }
        self.out.reserve(bytes);
        for part in [name, ": ", value, "\r\n"] {
            self.out.put_slice(part.as_bytes());
        }
        self
    }

    fn refuse(&mut self, error: EncodeError) -> &mut Self {
        self.refused.get_or_insert(error);
        self
    }
}

fn escape(text: &str, line: &mut String) {
    for c in text.chars() {
        if SEPARATORS.contains(&c) {
            line.push('\\');
        }
        line.push(c);
    }
}
