//! Requests on their way: who waits for which answer, and until when.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use bytes::Bytes;

use crate::error::{ClientError, LinkError};
use crate::message::{Kind, Message};
use crate::value::Value;

/// Most requests that may be on their way at once.
///
/// Asterisk answers one after the other; with so many waiting, the answers come too late to be of use.
pub const PENDING_MAX: usize = 1_024;

/// Most bytes of one list.
///
/// A row of `CoreShowChannels` has about 600 bytes: this is room for 100,000 channels.
pub const LIST_BYTES_MAX: usize = 64 << 20;

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    frame: Bytes,
    items: Vec<Bytes>,
    end: Option<Bytes>,
    /// Of all of it.
    bytes: usize,
}

impl Reply {
    /// Whether the switch says that it did, or will do, what was asked.
    pub fn ok(&self) -> bool {
        is_ok(&self.response())
    }

    /// What the switch says about it; empty when it says nothing.
    pub fn message(&self) -> Cow<'_, str> {
        self.response().get("Message").map(|message| trimmed(message.text())).unwrap_or_default()
    }

    /// The answer itself, with all its headers.
    pub fn response(&self) -> Message<'_> {
        Message::parse(&self.frame)
    }

    /// The first value of a header of the answer.
    pub fn get(&self, key: &str) -> Option<Value<'_>> {
        Message::parse(&self.frame).get(key)
    }

    /// The rows of the list that was asked for, in order. None when it was no list, and when the list is empty.
    pub fn items(&self) -> impl ExactSizeIterator<Item = Message<'_>> {
        self.items.iter().map(|frame| Message::parse(frame))
    }

    /// Whether a list came to its end rather than being cut short; true for everything that is no list.
    pub fn is_whole(&self) -> bool {
        self.end.as_ref().is_none_or(|end| list_mark(&Message::parse(end)) == Some(ListMark::Complete))
    }
}

/// Asterisk ends `No Contacts found` with a line feed.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end()),
        Cow::Owned(text) => Cow::Owned(text.trim_end().to_owned()),
    }
}

pub(super) fn is_ok(response: &Message<'_>) -> bool {
    matches!(response.kind(), Kind::Response(how) if ["Success", "Goodbye", "Follows", "Pong"].iter().any(|ok| how == *ok))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListMark {
    Start,
    Complete,
    Cancelled,
}

fn list_mark(message: &Message<'_>) -> Option<ListMark> {
    let mark = message.get("EventList")?.as_bytes();
    [("start", ListMark::Start), ("Complete", ListMark::Complete), ("cancelled", ListMark::Cancelled)]
        .into_iter()
        .find_map(|(name, it)| mark.eq_ignore_ascii_case(name.as_bytes()).then_some(it))
}

/// Requests on their way, each with a `T` that is given back with the answer.
#[derive(Debug)]
pub(super) struct Pending<T> {
    waiting: BTreeMap<u64, (T, Duration)>,
    due: BTreeSet<(Duration, u64)>,
    /// What has come so far of those that get a list.
    lists: BTreeMap<u64, Reply>,
    settled: Vec<(T, Result<Reply, ClientError>)>,
}

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self { waiting: BTreeMap::new(), due: BTreeSet::new(), lists: BTreeMap::new(), settled: Vec::new() }
    }
}

impl<T> Pending<T> {
    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= PENDING_MAX
    }

    pub(super) fn insert(&mut self, number: u64, token: T, due: Duration) {
        self.due.insert((due, number));
        self.waiting.insert(number, (token, due));
    }

    /// Notes that something could not even be sent.
    pub(super) fn refuse(&mut self, token: T, why: ClientError) {
        self.settled.push((token, Err(why)));
    }

    /// Whether an event can belong to anything here.
    pub(super) fn wants_events(&self) -> bool {
        !self.lists.is_empty()
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        self.due.first().map(|(due, _)| *due)
    }

    /// Takes an answer; says whether somebody waited for it.
    pub(super) fn response(&mut self, number: u64, frame: &Bytes) -> bool {
        if !self.waiting.contains_key(&number) || self.lists.contains_key(&number) {
            return false;
        }
        let reply = Reply { bytes: frame.len(), frame: frame.clone(), items: Vec::new(), end: None };
        if reply.ok() && list_mark(&reply.response()) == Some(ListMark::Start) {
            self.lists.insert(number, reply);
        } else {
            self.settle(number, Ok(reply));
        }
        true
    }

    /// Takes an event that carries the id of an action.
    pub(super) fn event(&mut self, number: u64, frame: &Bytes) {
        let Some(list) = self.lists.get_mut(&number) else {
            return;
        };
        list.bytes += frame.len();
        if list.bytes > LIST_BYTES_MAX {
            return self.settle(number, Err(ClientError::ListTooLong));
        }
        if !matches!(list_mark(&Message::parse(frame)), Some(ListMark::Complete | ListMark::Cancelled)) {
            return list.items.push(frame.clone());
        }
        list.end = Some(frame.clone());
        if let Some(reply) = self.lists.remove(&number) {
            self.settle(number, Ok(reply));
        }
    }

    /// Gives up what is due.
    pub(super) fn expire(&mut self, now: Duration) {
        while let Some(&(_, number)) = self.due.first().filter(|(due, _)| *due <= now) {
            self.settle(number, Err(ClientError::Expired));
        }
    }

    /// Gives up everything, for the link fell.
    pub(super) fn fail(&mut self, why: &LinkError) {
        while let Some((&number, _)) = self.waiting.first_key_value() {
            self.settle(number, Err(ClientError::LinkLost(why.clone())));
        }
    }

    pub(super) fn take_settled(&mut self) -> Vec<(T, Result<Reply, ClientError>)> {
        std::mem::take(&mut self.settled)
    }

    fn settle(&mut self, number: u64, how: Result<Reply, ClientError>) {
        self.lists.remove(&number);
        if let Some((token, due)) = self.waiting.remove(&number) {
            self.due.remove(&(due, number));
            self.settled.push((token, how));
        }
    }
}
