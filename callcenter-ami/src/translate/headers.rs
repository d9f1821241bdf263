//! Picks the headers that an event needs, in one pass where their order is the usual one.

use std::borrow::Cow;
use std::str::FromStr;

use callcenter_core::event::{LegState, Seen};
use callcenter_core::{Span, Timestamp};

use super::TranslateError;
use crate::message::{Field, Fields, Message};
use crate::value::{Value, unescape};

/// The headers of one message on their way into an event.
///
/// Asterisk always writes the headers of an event in the same order, so each search goes on behind the last header
/// found. Only what is not found there is looked for from the beginning: old versions have other orders.
pub(super) struct Headers<'a> {
    event: &'static str,
    message: Message<'a>,
    rest: Fields<'a>,
    /// The whole message, if it is UTF-8: one check of it is cheaper than one of each value.
    text: Option<&'a str>,
}

/// A channel's headers as Asterisk 12 and later write them, in this order, among others.
const CHANNEL: [&str; 8] =
    ["Channel", "ChannelState", "CallerIDNum", "CallerIDName", "Context", "Exten", "Uniqueid", "Linkedid"];

/// The values of [`CHANNEL`].
type Channel<'a> = [Option<Value<'a>>; CHANNEL.len()];

impl<'a> Headers<'a> {
    /// Begins at the first header of `message`, which is an `event`.
    pub(super) fn new(event: &'static str, message: &Message<'a>) -> Self {
        let text = Value::new(message.as_bytes()).as_str();
        Self { event, message: *message, rest: message.fields(), text }
    }

    /// The message as a whole.
    pub(super) fn message(&self) -> &Message<'a> {
        &self.message
    }

    /// The next value with this key, else the first one.
    #[inline]
    pub(super) fn value(&mut self, key: &str) -> Option<Value<'a>> {
        let mut ahead = self.rest.clone();
        match ahead.find_key(key) {
            Some(value) => {
                self.rest = ahead;
                Some(value)
            }
            None if self.rest.is_at_start() => None,
            None => self.message.get(key),
        }
    }

    /// The next value with this key; for a header that is often absent and never stands before what was found.
    #[inline]
    pub(super) fn later(&self, key: &str) -> Option<Value<'a>> {
        self.rest.clone().find_key(key)
    }

    /// A text that the event makes no sense without.
    #[inline]
    pub(super) fn required(&mut self, key: &str) -> Result<&'a str, TranslateError> {
        match self.value(key) {
            Some(value) if !value.is_unknown() => self.str(value, "", key),
            _ => Err(self.missing(key)),
        }
    }

    /// The required text of the first of two spellings that is there.
    pub(super) fn required_of(&mut self, key: &str, old: &str) -> Result<&'a str, TranslateError> {
        let value = self.value(key).filter(|value| !value.is_unknown()).or_else(|| self.message.get(old));
        match value {
            Some(value) if !value.is_unknown() => self.str(value, "", key),
            _ => Err(self.missing(key)),
        }
    }

    /// A text; empty when it is absent or unknown.
    #[inline]
    pub(super) fn text(&mut self, key: &str) -> Result<&'a str, TranslateError> {
        self.value(key).map_or(Ok(""), |value| self.str(value, "", key))
    }

    /// A text as by [`later`](Self::later); empty when it is absent or unknown.
    #[inline]
    pub(super) fn later_text(&self, key: &str) -> Result<&'a str, TranslateError> {
        self.later(key).map_or(Ok(""), |value| self.str(value, "", key))
    }

    /// A text for people, which may be broken.
    #[inline]
    pub(super) fn lossy(&self, value: Value<'a>) -> Cow<'a, str> {
        self.valid(value).map_or_else(|| value.text(), Cow::Borrowed)
    }

    /// A number; nothing when it is absent or none.
    #[inline]
    pub(super) fn number<T: FromStr>(&mut self, key: &str) -> Option<T> {
        self.value(key)?.number()
    }

    /// A number that the event makes no sense without.
    pub(super) fn required_number<T: FromStr>(&mut self, key: &str) -> Result<T, TranslateError> {
        let value = self.value(key).ok_or_else(|| self.missing(key))?;
        value.number().ok_or_else(|| self.unreadable(key, value))
    }

    /// A span in whole seconds.
    pub(super) fn seconds(&mut self, key: &str) -> Option<Span> {
        self.number(key).map(Span::from_secs)
    }

    /// The channel whose headers begin with `prefix`; they must hold its id.
    #[inline]
    pub(super) fn seen(&mut self, prefix: &str) -> Result<Seen<'a>, TranslateError> {
        match self.channel(prefix) {
            Some(channel) => self.seen_as(prefix, channel),
            None => self.seen_as(prefix, self.channel_of_old(prefix)),
        }
    }

    /// The channel whose headers begin with `prefix`, when there is one.
    #[inline]
    pub(super) fn seen_if_any(&mut self, prefix: &str) -> Result<Option<Seen<'a>>, TranslateError> {
        if let Some(channel) = self.channel(prefix) {
            return self.seen_as(prefix, channel).map(Some);
        }
        let is_there = |Field { key, .. }: Field<'_>| {
            is_key(key.as_bytes(), prefix, "Channel") || is_key(key.as_bytes(), prefix, "Uniqueid")
        };
        let is_there = self.message.fields().any(is_there);
        is_there.then(|| self.seen_as(prefix, self.channel_of_old(prefix))).transpose()
    }

    /// The channel whose headers begin with `prefix`, when they are all there: not before Asterisk 12.
    #[inline]
    pub(super) fn seen_if_whole(&mut self, prefix: &str) -> Result<Option<Seen<'a>>, TranslateError> {
        self.channel(prefix).map(|channel| self.seen_as(prefix, channel)).transpose()
    }

    #[inline]
    fn seen_as(&self, prefix: &str, channel: Channel<'a>) -> Result<Seen<'a>, TranslateError> {
        let [channel, state, number, name, context, exten, leg, linked] = channel;
        let text = |value: Option<Value<'a>>, key| value.map_or(Ok(""), |value| self.str(value, prefix, key));
        let leg = text(leg, "Uniqueid")?;
        if leg.is_empty() {
            return Err(self.missing_of(prefix, "Uniqueid"));
        }
        Ok(Seen {
            leg,
            linked: text(linked, "Linkedid")?,
            channel: text(channel, "Channel")?,
            state: state.and_then(leg_state),
            number: text(number, "CallerIDNum")?,
            name: name.map_or(Cow::Borrowed(""), |name| self.name(name)),
            exten: text(exten, "Exten")?,
            context: text(context, "Context")?,
        })
    }

    /// A person's name, escaped by Asterisk and maybe broken.
    #[inline]
    fn name(&self, value: Value<'a>) -> Cow<'a, str> {
        if value.is_unknown() {
            return Cow::Borrowed("");
        }
        self.valid(value).map_or_else(|| value.unescaped(), unescape)
    }

    #[inline]
    fn channel(&mut self, prefix: &str) -> Option<Channel<'a>> {
        let mut values = [None; CHANNEL.len()];
        let mut ahead = self.rest.clone();
        for (name, found) in CHANNEL.iter().zip(&mut values) {
            loop {
                let (key, value) = ahead.next_of_len(prefix.len() + name.len())?;
                if is_key(key, prefix, name) {
                    *found = Some(value);
                    break;
                }
            }
        }
        self.rest = ahead;
        Some(values)
    }

    /// A channel of Asterisk 11 and before, with any order and capitals, or an incomplete one.
    #[cold]
    fn channel_of_old(&self, prefix: &str) -> Channel<'a> {
        CHANNEL.map(|name| {
            let other = if name == "Exten" { "Extension" } else { name };
            let mut fields = self.message.fields();
            let field = fields.find(|Field { key, .. }| {
                let (start, rest) = key.as_bytes().split_at_checked(prefix.len()).unwrap_or_default();
                let is_name = |name: &str| rest.eq_ignore_ascii_case(name.as_bytes());
                (is_name(name) || is_name(other)) && start == prefix.as_bytes()
            });
            field.map(|field| field.value)
        })
    }

    /// A value that must be text; empty when it is unknown.
    #[inline]
    pub(super) fn str(&self, value: Value<'a>, prefix: &str, key: &str) -> Result<&'a str, TranslateError> {
        if value.is_unknown() {
            return Ok("");
        }
        self.valid(value).ok_or_else(|| self.not_text(prefix, key))
    }

    /// A part of the message that must be text, as it is.
    pub(super) fn body(&self, bytes: &'a [u8]) -> Result<&'a str, TranslateError> {
        self.valid(Value::new(bytes)).ok_or_else(|| self.not_text("", "body"))
    }

    /// A value of this message as text, if it is UTF-8.
    #[inline]
    fn valid(&self, value: Value<'a>) -> Option<&'a str> {
        let Some(text) = self.text else {
            return value.as_str();
        };
        let bytes = value.as_bytes();
        let start = bytes.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
        text.get(start..start.wrapping_add(bytes.len()))
    }

    #[cold]
    fn missing_of(&self, prefix: &str, key: &str) -> TranslateError {
        TranslateError::Missing { event: self.event, field: format!("{prefix}{key}") }
    }

    /// The error for a header that is not there.
    #[cold]
    pub(super) fn missing(&self, key: &str) -> TranslateError {
        self.missing_of("", key)
    }

    #[cold]
    fn not_text(&self, prefix: &str, key: &str) -> TranslateError {
        TranslateError::NotText { event: self.event, field: format!("{prefix}{key}") }
    }

    #[cold]
    fn unreadable(&self, key: &str, value: Value<'a>) -> TranslateError {
        TranslateError::Unreadable { event: self.event, field: key.to_owned(), value: value.to_string() }
    }
}

/// Whether a key is `prefix` and `name`.
#[inline]
fn is_key(key: &[u8], prefix: &str, name: &str) -> bool {
    // Some processors take microseconds to compare an empty text, so an empty prefix is not compared.
    key.len() == prefix.len() + name.len()
        && key.ends_with(name.as_bytes())
        && (prefix.is_empty() || key.starts_with(prefix.as_bytes()))
}

/// A moment in Unix seconds; 0 stands for never.
pub(super) fn moment(value: Value<'_>) -> Option<Timestamp> {
    value.number().map(Timestamp::from_secs).and_then(Timestamp::known)
}

/// `1`, `yes` or `true`.
pub(super) fn flag(value: Value<'_>) -> bool {
    let value = value.as_bytes();
    value == b"1" || value.eq_ignore_ascii_case(b"yes") || value.eq_ignore_ascii_case(b"true")
}

/// Asterisk's number of a channel's state, see its `include/asterisk/channelstate.h`.
fn leg_state(state: Value<'_>) -> Option<LegState> {
    Some(match state.as_bytes() {
        b"0" => LegState::Down,
        b"1" | b"2" | b"3" | b"8" => LegState::Dialing,
        b"4" => LegState::Calling,
        b"5" | b"9" => LegState::Ringing,
        b"6" => LegState::Up,
        b"7" => LegState::Busy,
        _ => return None,
    })
}
