//! Figures of extensions and trunks: what one call adds to those of its two ends.

use alloc::vec::Vec;

use super::floor::CallFigures;
use super::merge::{Longest, Merge, figures};
use super::queue::Attempts;
use super::span::overlap;
use super::{Figures, NAMES_MAX, Series, cell};
use crate::key::{LegKey, Text};
use crate::record::{CallRecord, Direction, RingResult, Segment};
use crate::state::{endpoint, is_local, is_tool};
use crate::time::{Span, Timestamp};

figures! {
    /// An extension's figures in some quarter hours: what its phone did, whoever's it is. A consultation is a call too.
    ExtensionFigures {
        /// Calls that it made to the outside, counted when they began.
        made_outside: CallFigures,
        /// Calls that it made within the house, counted when they began.
        made_inside: CallFigures,
        /// Calls from the outside that came to it.
        received_outside: ReceivedFigures,
        /// Calls of the house that came to it.
        received_inside: ReceivedFigures,
        /// Tries of its phone, counted when it began to ring: one call may be several.
        attempts: Attempts,
    }
}

figures! {
    /// Calls that came to an extension, each once, counted when the call began.
    ReceivedFigures {
        /// Its phone was tried.
        calls: u32,
        /// It was tried, and its party talked with the caller.
        answered: u32,
        /// Its last try rang out, was declined, met a busy phone or did not reach it.
        missed: u32,
        /// A colleague answered, the caller gave up or the call went elsewhere: no miss.
        elsewhere: u32,
        /// It rings still; only in figures of calls that live.
        ringing: u32,
        /// Its party talked with the caller without having been tried: picked up, or given on by a colleague.
        joined: u32,
        /// Its party's talk, holds included.
        talk: Span,
        /// Hold within that.
        hold: Span,
        /// The longest such talk.
        longest_talk: Longest,
    }
}

figures! {
    /// A trunk's figures in some quarter hours.
    TrunkFigures {
        /// Calls that came in by it, counted when they began.
        inbound: CallFigures,
        /// Calls that went out by it, counted when they began; of several trunks tried, by the last one.
        outbound: CallFigures,
        /// Further channels at it, counted when their call began: forwards and transfers to the outside, and tries that
        /// ended at another trunk.
        further: u32,
    }
}

impl ExtensionFigures {
    /// `extension-made@1`: calls that it made.
    pub fn made(&self) -> u64 {
        u64::from(self.made_outside.calls) + u64::from(self.made_inside.calls)
    }

    /// Calls that came to it, from inside and outside.
    pub fn received(&self) -> ReceivedFigures {
        let mut all = self.received_outside.clone();
        all.merge(&self.received_inside);
        all
    }
}

/// Adds a call to the figures of its extensions and trunks.
pub(super) fn fold(
    figures: &mut Figures,
    record: &CallRecord,
    started: Timestamp,
    is_agent: impl Fn(&str) -> bool,
) {
    fold_made(figures, record, started);
    fold_received(figures, record, started);
    fold_trunks(figures, record, started, is_agent);
}

fn fold_made(figures: &mut Figures, record: &CallRecord, started: Timestamp) {
    let Some(caller) = record.caller.as_ref().filter(|caller| is_own_caller(record, caller)) else { return };
    let row = cell(series(&mut figures.extensions, caller), started);
    match record.direction {
        Direction::Outbound => row.made_outside.add(record),
        _ => row.made_inside.add(record),
    }
}

/// Whether the caller is one of our phones. A campaign's customer may present the number of an extension.
fn is_own_caller(record: &CallRecord, caller: &str) -> bool {
    record.direction != Direction::Inbound && has_endpoint(record, caller)
}

fn has_endpoint(record: &CallRecord, name: &str) -> bool {
    record.channels.keys().any(|channel| !is_local(channel) && endpoint(channel) == name)
}

fn fold_received(figures: &mut Figures, record: &CallRecord, started: Timestamp) {
    let talked = |segment: &Segment| {
        segment.with.clone().filter(|with| with != "customer" && has_endpoint(record, with))
    };
    let mut names: Vec<Text> = record.ring_attempts.iter().map(|attempt| attempt.agent.clone()).collect();
    names.extend(record.segments.iter().filter_map(talked));
    names.sort_unstable();
    names.dedup();
    for name in names {
        let tries = || record.ring_attempts.iter().filter(|attempt| attempt.agent == name);
        for attempt in tries() {
            if let Some(from) = attempt.from {
                let ring = attempt.to.map(|to| to.since(from)).unwrap_or_default();
                let row = cell(series(&mut figures.extensions, &name), from);
                row.attempts.add(attempt.result, ring);
            }
        }
        let row = cell(series(&mut figures.extensions, &name), started);
        let row = match record.direction {
            Direction::Inbound => &mut row.received_outside,
            _ => &mut row.received_inside,
        };
        let talks = || record.segments.iter().filter(|segment| segment.with.as_ref() == Some(&name));
        match tries().next_back() {
            None => row.joined.merge(&1),
            Some(last) => {
                row.calls.merge(&1);
                match last.result {
                    _ if talks().next().is_some() => &mut row.answered,
                    None => &mut row.ringing,
                    Some(
                        RingResult::NoAnswer
                        | RingResult::Declined
                        | RingResult::Busy
                        | RingResult::Unreachable,
                    ) => &mut row.missed,
                    Some(_) => &mut row.elsewhere,
                }
                .merge(&1);
            }
        }
        for segment in talks() {
            let talk = segment.seconds.unwrap_or_default();
            row.talk.merge(&talk);
            row.longest_talk.merge(&Longest(talk));
            if let (Some(from), Some(to)) = (segment.from, segment.to) {
                row.hold.merge(&hold(record, from, to));
            }
        }
    }
}

/// Hold by a party within `[from, to)`.
pub(super) fn hold(record: &CallRecord, from: Timestamp, to: Timestamp) -> Span {
    let spans = record.hold.spans.iter().filter_map(|&(begin, end)| Some((begin?, end?)));
    spans.fold(Span::ZERO, |sum, (begin, end)| sum + overlap(begin, end, from, to))
}

fn fold_trunks(
    figures: &mut Figures,
    record: &CallRecord,
    started: Timestamp,
    is_agent: impl Fn(&str) -> bool,
) {
    let trunks = trunk_legs(record, is_agent);
    let first = || trunks.iter().find(|(_, leg)| leg.as_str() == record.linkedid);
    let chosen = match record.direction {
        Direction::Inbound => first().or_else(|| trunks.first()),
        Direction::Outbound => first().or_else(|| trunks.last()),
        Direction::Internal => None,
    };
    for trunk in &trunks {
        let row = cell(series(&mut figures.trunks, &Text::from(trunk.0)), started);
        match record.direction {
            _ if chosen != Some(trunk) => row.further.merge(&1),
            Direction::Inbound => row.inbound.add(record),
            _ => row.outbound.add(record),
        }
    }
}

/// Channels at trunks, with their endpoints, in the order in which they were made.
///
/// Which endpoints are trunks is the engine's policy; the record names every phone that did something in the call, so
/// what it does not name is none. An endpoint of digits alone is one only where no other can be.
fn trunk_legs(record: &CallRecord, is_agent: impl Fn(&str) -> bool) -> Vec<(&str, &LegKey)> {
    // An inbound call is one that a trunk began, whatever the trunk is called.
    let is_root = |leg: &LegKey| record.direction == Direction::Inbound && leg.as_str() == record.linkedid;
    let mut legs: Vec<(&str, &LegKey)> = record
        .channels
        .iter()
        .filter(|(channel, _)| !is_local(channel) && !is_tool(channel))
        .map(|(channel, leg)| (endpoint(channel), leg))
        .filter(|&(name, leg)| is_root(leg) || !name.is_empty() && !is_agent(name) && !is_named(record, name))
        .collect();
    legs.sort_by_key(|&(_, leg)| made_in_order(leg));
    let is_number = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    let needed = record.direction != Direction::Internal;
    if !needed || legs.iter().any(|&(name, _)| !is_number(name)) {
        legs.retain(|&(name, leg)| !is_number(name) || is_root(leg));
    }
    legs
}

/// Whether a record names an endpoint as a phone of the house.
fn is_named(record: &CallRecord, name: &str) -> bool {
    let is = |other: &Option<Text>| other.as_ref().is_some_and(|other| other == name);
    record.direction != Direction::Inbound && is(&record.caller)
        || record.ring_attempts.iter().any(|attempt| attempt.agent == name)
        || record.segments.iter().any(|segment| is(&segment.with))
        || record.transfers.iter().any(|transfer| is(&transfer.by))
        || record.parked.iter().any(|park| is(&park.by) || is(&park.retrieved_by))
        || record.spied.iter().any(|spied| spied.by == name)
        || record.hangup.as_ref().is_some_and(|hangup| hangup.by == name)
}

/// A unique id is `[system-]seconds.count`: text order would put 10 before 9.
fn made_in_order(leg: &LegKey) -> (u64, u64) {
    let (head, count) = leg.as_str().rsplit_once('.').unwrap_or((leg.as_str(), ""));
    let seconds = head.rsplit('-').next().unwrap_or_default();
    (seconds.parse().unwrap_or_default(), count.parse().unwrap_or_default())
}

/// A name's figures; those of the first [`NAMES_MAX`] names have their own, all others are `…`.
fn series<'f, F>(
    map: &'f mut alloc::collections::BTreeMap<Text, Series<F>>,
    name: &Text,
) -> &'f mut Series<F> {
    let full = map.len() >= NAMES_MAX && !map.contains_key(name);
    map.entry(if full { Text::const_new("…") } else { name.clone() }).or_default()
}
