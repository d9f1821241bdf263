//! What happened in a call, step by step, from the facts that the journal keeps.

use std::collections::BTreeSet;

use callcenter_core::event::LegState;
use callcenter_core::fact::{Deed, Unparked};
use callcenter_core::{CallRecord, Entry, Fact, LegKey, Timestamp};
use callcenter_store::{
    BRIDGE_SEGMENTS, BridgeSegmentRow, Condition, JOURNAL, JournalPages, Select, Store, StoreError, Value,
    rows,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::find::Found;
use crate::shown::Instant;

/// Entries of the journal that are looked at for one call; what comes after is left out, and said to be.
const ENTRIES_MAX: usize = 300_000;

/// Steps of one call that are shown.
const STEPS_MAX: usize = 5_000;

/// What happened in a call.
#[derive(Debug, Default)]
pub(crate) struct Story {
    pub(crate) timeline: Vec<StoryStep>,
    pub(crate) routing: Vec<RoutingStep>,
    pub(crate) bridges: Vec<BridgeSegment>,
    /// Whether that is all of it.
    pub(crate) whole: bool,
}

/// Something that happened in a call.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct StoryStep {
    /// When.
    pub(crate) at: Option<Instant>,
    /// Number of its entry in the journal.
    pub(crate) seq: u64,
    /// What kind of thing, for programs.
    pub(crate) kind: &'static str,
    /// The leg it happened to, or who did it.
    pub(crate) leg: Option<String>,
    /// That leg's phone or trunk.
    pub(crate) endpoint: Option<String>,
    /// What, in words.
    pub(crate) text: String,
}

/// A step of a call's way through the dialplan.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct RoutingStep {
    /// When.
    pub(crate) at: Option<Instant>,
    /// The leg that came there.
    pub(crate) leg: String,
    /// That leg's phone or trunk.
    pub(crate) endpoint: Option<String>,
    /// The context; absent: not told.
    pub(crate) context: Option<String>,
    /// The extension of the dialplan; absent: it is a queue or a mailbox.
    pub(crate) exten: Option<String>,
    /// The queue it was put into.
    pub(crate) queue: Option<String>,
    /// Whether it was led to a mailbox.
    pub(crate) voicemail: bool,
}

/// A leg's time in a bridge.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct BridgeSegment {
    /// The bridge.
    pub(crate) bridge: String,
    /// What the bridge is for: `talk`, `parking`, `conference`, `holding`.
    pub(crate) kind: String,
    /// The leg.
    pub(crate) leg: String,
    /// That leg's phone or trunk.
    pub(crate) endpoint: Option<String>,
    /// When it entered.
    pub(crate) from: Option<Instant>,
    /// When it left; absent: it is in it.
    pub(crate) until: Option<Instant>,
}

/// Who had the caller changed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ExtensionChange {
    /// When the other one began to talk with the caller.
    pub(crate) at: Option<Instant>,
    /// Who had talked with the caller before; absent: nobody.
    pub(crate) from: Option<String>,
    /// Who did from then on.
    pub(crate) to: Option<String>,
    /// By what: `answer`, `blind`, `attended`, `redirect`, `parking`, `pickup`, `handoff`.
    pub(crate) by: &'static str,
}

/// Who had the caller, one after the other.
pub(crate) fn extension_changes(record: &CallRecord) -> Vec<ExtensionChange> {
    let mut changes = Vec::new();
    let mut before: Option<&callcenter_core::record::Segment> = None;
    for segment in &record.segments {
        if before.is_none_or(|before| before.with != segment.with) {
            changes.push(ExtensionChange {
                at: segment.from.map(Into::into),
                from: before.and_then(|before| before.with.as_ref()).map(ToString::to_string),
                to: segment.with.as_ref().map(ToString::to_string),
                by: cause(record, before.and_then(|before| before.from), segment.from),
            });
        }
        before = Some(segment);
    }
    changes
}

/// By what somebody else came to talk with the caller, after the last one had begun to.
fn cause(record: &CallRecord, since: Option<Timestamp>, at: Option<Timestamp>) -> &'static str {
    use callcenter_core::record::TransferKind;
    let Some(since) = since else { return if record.picked_up { "pickup" } else { "answer" } };
    let within =
        |when: Option<Timestamp>| when.is_some_and(|when| since <= when && at.is_none_or(|at| when <= at));
    if let Some(transfer) = record.transfers.iter().rev().find(|transfer| within(transfer.at)) {
        return match transfer.kind {
            TransferKind::Blind => "blind",
            TransferKind::Attended => "attended",
            TransferKind::Redirect => "redirect",
        };
    }
    if record.parked.iter().any(|park| within(park.at)) { "parking" } else { "handoff" }
}

/// Reads what happened in a call.
///
/// # Errors
/// What the database says. A journal that is not there any more makes a shorter story, and no error.
pub(crate) async fn story(store: &dyn Store, found: &Found) -> Result<Story, StoreError> {
    let mut story = Story::default();
    let Some(tip) = tip(store, found).await? else { return Ok(story) };
    let (legs, calls) = subjects(found);
    let first = first(store, found.stream, found.record.started_at, tip).await?;
    story.bridges = bridges(store, found, &legs, first, tip).await?;
    let Some(first) = first else { return Ok(story) };
    let mut pages = JournalPages::new(store, found.stream, first.cast_unsigned());
    let mut count = 0;
    story.whole = true;
    loop {
        let page = match pages.next().await {
            Ok(page) => page,
            // What was purged meanwhile.
            Err(StoreError::Corrupt(_)) => {
                story.whole = false;
                break;
            }
            Err(error) => return Err(error),
        };
        let Some(last) = page.last().map(|entry| entry.seq.cast_signed()) else { break };
        for entry in page.iter().filter(|entry| entry.seq.cast_signed() <= tip) {
            story.take(entry, found, &legs, &calls);
        }
        count += page.len();
        if last >= tip {
            break;
        }
        if count >= ENTRIES_MAX || story.timeline.len() >= STEPS_MAX {
            story.whole = false;
            break;
        }
    }
    Ok(story)
}

/// Number of the last entry that may be about it; absent: nothing of its stream is kept.
async fn tip(store: &dyn Store, found: &Found) -> Result<Option<i64>, StoreError> {
    if found.closed.is_some() {
        return Ok(found.closed);
    }
    let select = Select::from(JOURNAL)
        .columns(&["last"])
        .only(Condition::Is("stream", found.stream.into()))
        .latest_first("first")
        .limit(1);
    Ok(match store.select(&select).await?.pop().as_deref() {
        Some([Value::Int(last)]) => Some(*last),
        _ => None,
    })
}

/// Number of the first entry of the batch in which a moment lies; absent: the journal does not reach back so far.
///
/// Batches are in the order of time, but only their numbers are indexed: it is found by halving.
pub(crate) async fn first(
    store: &dyn Store,
    stream: i64,
    at: Option<Timestamp>,
    tip: i64,
) -> Result<Option<i64>, StoreError> {
    let Some(at) = at else { return Ok(None) };
    let (mut low, mut high) = (1, tip);
    let mut found = None;
    while low <= high {
        let middle = low + (high - low) / 2;
        let select = Select::from(JOURNAL)
            .columns(&["first", "last", "at"])
            .only(Condition::Is("stream", stream.into()))
            .only(Condition::AtMost("first", middle.into()))
            .latest_first("first")
            .limit(1);
        match store.select(&select).await?.pop().as_deref() {
            Some([Value::Int(first), Value::Int(_), Value::Int(end)]) if *end >= at.as_micros() => {
                found = Some(*first);
                high = first - 1;
            }
            Some([_, Value::Int(last), _]) => low = last + 1,
            // The beginning of the journal was purged.
            _ => low = middle + 1,
        }
    }
    Ok(found)
}

/// The legs and the linkedids that are the call's.
fn subjects(found: &Found) -> (BTreeSet<String>, BTreeSet<String>) {
    let record = &found.record;
    let legs = record.channels.values().map(|leg| leg.as_str().to_owned());
    let legs = legs.chain(found.legs.iter().map(|leg| leg.leg.clone())).collect();
    let calls = record.aliases.iter().chain([&record.linkedid]).map(ToString::to_string).collect();
    (legs, calls)
}

async fn bridges(
    store: &dyn Store,
    found: &Found,
    legs: &BTreeSet<String>,
    first: Option<i64>,
    tip: i64,
) -> Result<Vec<BridgeSegment>, StoreError> {
    let Some(first) = first else { return Ok(Vec::new()) };
    let select = Select::from(BRIDGE_SEGMENTS)
        .only(Condition::Is("stream", found.stream.into()))
        .only(Condition::AtLeast("seq", first.into()))
        .only(Condition::AtMost("seq", tip.into()))
        .only(Condition::In("leg", legs.iter().map(|leg| leg.as_str().into()).collect()))
        .by("seq")
        .limit(STEPS_MAX as u64);
    let segments = rows::<BridgeSegmentRow>(store, &select).await?.into_iter();
    Ok(segments
        .map(|row| BridgeSegment {
            endpoint: endpoint(found, &row.leg),
            bridge: row.bridge,
            kind: row.kind,
            leg: row.leg,
            from: row.from_at.map(Into::into),
            until: row.until_at.map(Into::into),
        })
        .collect())
}

fn endpoint(found: &Found, leg: &str) -> Option<String> {
    found.legs.iter().find(|own| own.leg == leg).map(|own| own.endpoint.clone())
}

impl Story {
    fn take(&mut self, entry: &Entry, found: &Found, legs: &BTreeSet<String>, calls: &BTreeSet<String>) {
        let Some((kind, leg, text)) = told(&entry.fact, legs, calls) else { return };
        let at: Option<Instant> = entry.at.known().map(Into::into);
        let leg = leg.map(|leg| leg.as_str().to_owned());
        let endpoint = leg.as_deref().and_then(|leg| endpoint(found, leg));
        if let Some(own) = &leg {
            self.route(&entry.fact, at, own, endpoint.clone());
        }
        self.timeline.push(StoryStep { at, seq: entry.seq, kind, leg, endpoint, text });
    }

    fn route(&mut self, fact: &Fact, at: Option<Instant>, leg: &str, endpoint: Option<String>) {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (context, exten, queue, voicemail) = match fact {
            Fact::LegStarted(new) if !new.exten.is_empty() => {
                (filled(&new.context), filled(&new.exten), None, false)
            }
            Fact::LegWent { context, exten, .. } => (filled(context), filled(exten), None, false),
            Fact::LegDid { deed: Deed::Queue(queue) | Deed::InQueue(queue), .. } => {
                (None, None, Some(queue.to_string()), false)
            }
            Fact::LegDid { deed: Deed::Voicemail, .. } => (None, None, None, true),
            _ => return,
        };
        let leg = leg.to_owned();
        self.routing.push(RoutingStep { at, leg, endpoint, context, exten, queue, voicemail });
    }
}

/// What a fact tells of a call: its kind, the leg, words. Nothing when it is about another one, or no news to people.
fn told<'f>(
    fact: &'f Fact,
    legs: &BTreeSet<String>,
    calls: &BTreeSet<String>,
) -> Option<(&'static str, Option<&'f LegKey>, String)> {
    let own = |leg: &LegKey| legs.contains(leg.as_str());
    let of = |leg: &'f LegKey, kind: &'static str, text: String| own(leg).then_some((kind, Some(leg), text));
    let call = |call: &callcenter_core::CallKey| calls.contains(call.as_str());
    match fact {
        Fact::LegStarted(new) => of(&new.leg, "leg_started", format!("{} began", new.channel)),
        Fact::LegRose { leg, state, .. } => match state {
            LegState::Ringing => of(leg, "ringing", "rings".to_owned()),
            LegState::Up => of(leg, "answered", "answered".to_owned()),
            LegState::Busy => of(leg, "busy", "is busy".to_owned()),
            LegState::Down | LegState::Dialing | LegState::Calling => None,
        },
        Fact::LegWent { leg, context, exten } => of(leg, "routed", format!("goes to {exten} in {context}")),
        Fact::LegDid { leg, deed } => match deed {
            Deed::Queue(queue) => of(leg, "routed_to_queue", format!("is led to queue {queue}")),
            Deed::InQueue(queue) => of(leg, "found_in_queue", format!("was in queue {queue} already")),
            Deed::Spy(mode) => of(leg, "listening", format!("listens in: {mode:?}").to_lowercase()),
            Deed::Voicemail => of(leg, "voicemail", "is led to a mailbox".to_owned()),
            Deed::GoesOn => None,
        },
        Fact::LegDialed { leg, dial, .. } => of(leg, "dialed", format!("is dialled as {dial}")),
        Fact::LegDialEnded { leg, status, forward } => {
            let forward =
                if forward.is_empty() { String::new() } else { format!(", forwarded to {forward}") };
            of(leg, "dial_ended", format!("dialling ended: {status:?}{forward}").to_lowercase())
        }
        Fact::LegMoved { leg, .. } if own(leg) => {
            Some(("moved", Some(leg), "belongs to another call now".to_owned()))
        }
        Fact::LegEnteredBridge { leg, kind, .. } => {
            of(leg, "entered_bridge", format!("enters a bridge for {kind:?}").to_lowercase())
        }
        Fact::LegLeftBridge { leg } => of(leg, "left_bridge", "leaves the bridge".to_owned()),
        Fact::LegEnded { leg, cause, .. } => of(leg, "leg_ended", format!("ended, cause {cause}")),
        Fact::TalkStarted { call: one, leg } | Fact::TalkResumed { call: one, leg } if call(one) => {
            Some(("talk_started", Some(leg), "talks with the caller".to_owned()))
        }
        Fact::TalkStopped { call: one, leg } if call(one) => {
            Some(("talk_stopped", Some(leg), "talks with the caller no more".to_owned()))
        }
        Fact::ConsultStarted { leg, to, .. } => of(leg, "consult_started", format!("consults {to}")),
        Fact::ConsultEnded { leg, completed, .. } => {
            let how = if *completed { "and gave the caller on" } else { "and took the caller back" };
            of(leg, "consult_ended", format!("ended the consultation {how}"))
        }
        Fact::HoldStarted { leg } => of(leg, "hold_started", "holds the other side".to_owned()),
        Fact::HoldEnded { leg } => of(leg, "hold_ended", "takes the other side back".to_owned()),
        Fact::BlindTransferred { call: one, by, to, .. } if call(one) || own(by) => {
            Some(("transferred", Some(by), format!("transfers the other side to {to}")))
        }
        Fact::AttendedTransferred { call: one, by, to, .. } if call(one) || own(by) => {
            let to = if to.is_empty() { "the one consulted" } else { to };
            Some(("transferred", Some(by), format!("transfers the other side to {to}, after asking")))
        }
        Fact::LegParked { leg, slot, .. } => of(leg, "parked", format!("is parked at {slot}")),
        Fact::LegUnparked { leg, how } => {
            let how = match how {
                Unparked::Retrieved(_) => "was retrieved",
                Unparked::TimedOut => "was parked too long",
                Unparked::GaveUp => "is parked no more",
            };
            of(leg, "unparked", how.to_owned())
        }
        Fact::LegPickedUp { leg, by } if own(leg) || own(by) => {
            Some(("picked_up", Some(by), "picks up what rings elsewhere".to_owned()))
        }
        Fact::LegReplaced { leg, by } if own(leg) || own(by) => {
            Some(("replaced", Some(by), "comes back into the conversation, or takes it over".to_owned()))
        }
        Fact::SpyStarted { spy, target } if own(spy) || own(target) => {
            Some(("listening_started", Some(spy), "listens in".to_owned()))
        }
        Fact::ConferenceJoined { leg, room, .. } => {
            of(leg, "conference_joined", format!("joins conference {room}"))
        }
        Fact::ConferenceLeft { leg } => of(leg, "conference_left", "leaves the conference".to_owned()),
        Fact::RecordingNamed { leg, file } => of(leg, "recording", format!("is recorded to {file}")),
        Fact::CallsMerged { kept, absorbed } if call(kept) || call(absorbed) => {
            Some(("merged", None, format!("call {absorbed} became part of {kept}")))
        }
        Fact::CallerJoined { leg, queue, position, .. } => {
            of(leg, "entered_queue", format!("enters queue {queue} as number {position}"))
        }
        Fact::CallerLeft { leg, queue } => of(leg, "left_queue", format!("leaves queue {queue}")),
        Fact::CallerAbandoned { leg, queue } => of(leg, "abandoned", format!("gave up in queue {queue}")),
        Fact::AgentOffered { queue, caller, phone, .. } if own(caller) => {
            Some(("offered", Some(phone), format!("is offered the caller by queue {queue}")))
        }
        Fact::AgentConnected { queue, caller, phone, .. } if own(caller) => {
            Some(("connected", Some(phone), format!("is connected with the caller by queue {queue}")))
        }
        Fact::AgentMissed { queue, caller, phone, .. } if own(caller) => {
            Some(("missed", Some(phone), format!("did not take the caller of queue {queue}")))
        }
        Fact::AgentCompleted { queue, caller, .. } if own(caller) => {
            Some(("completed", Some(caller), format!("the conversation of queue {queue} is over")))
        }
        Fact::CallClosed { call: one, .. } if call(one) => {
            Some(("closed", None, "the call is over".to_owned()))
        }
        Fact::Noticed { call: Some(one), anomaly } if call(one) => {
            Some(("noticed", None, format!("something did not fit: {anomaly:?}")))
        }
        _ => None,
    }
}
