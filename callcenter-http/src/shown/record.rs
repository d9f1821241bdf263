//! A call's whole record.

use callcenter_core::record as core;
use callcenter_core::{CallRecord, Span, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Direction, Instant, Part, RingResult, Seconds, SpyMode, Status, TransferKind, TransferResult};

/// What a call was, or is so far: `docs/CALL-RECORD.md` says what each field means.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CallRecord)]
pub struct Record {
    /// The call's identity.
    pub id: String,
    /// Of the first channel.
    pub linkedid: String,
    /// Other linkedids that were merged into the call.
    pub aliases: Vec<String>,
    /// Our name of the switch.
    pub switch: String,
    /// Whether it lives.
    pub live: bool,
    /// Who reached whom.
    pub direction: Direction,
    /// How it ended, or how it stands.
    pub status: Status,
    /// An extension, or the number first presented.
    pub caller: Option<String>,
    /// The name first presented.
    pub caller_name: Option<String>,
    /// The number first dialled.
    pub dialed: Option<String>,
    /// The first queue.
    pub queue: Option<String>,
    /// All queues, in order.
    pub queues: Vec<String>,
    /// Who answered first.
    pub answered_by: Option<String>,
    /// The first channel's start.
    pub started_at: Option<Instant>,
    /// When the first queue was entered.
    pub queue_entered_at: Option<Instant>,
    /// When the first person answered.
    pub answered_at: Option<Instant>,
    /// Its end.
    pub ended_at: Option<Instant>,
    /// The first stay in a queue.
    pub wait_s: Option<Seconds>,
    /// How long the phone that answered had rung.
    pub ring_s: Option<Seconds>,
    /// Time in which the caller talked with somebody, holds included.
    pub talk_s: Option<Seconds>,
    /// Stays in queues.
    pub visits: Vec<Visit>,
    /// Who talked with the caller, in order.
    pub segments: Vec<Segment>,
    /// Holds by a party.
    pub hold: Hold,
    /// Transfers, in order.
    pub transfers: Vec<Transfer>,
    /// Parkings, in order.
    pub parkings: Vec<Parking>,
    /// Whether it is a consultation that an attended transfer used up.
    pub consult: bool,
    /// Phones that sent the call elsewhere.
    pub forwarded: Vec<Forward>,
    /// Whether somebody picked the call up from another phone.
    pub picked_up: bool,
    /// Who listened in.
    pub spied: Vec<Spy>,
    /// The caller's time in a conference.
    pub conference: Option<Conference>,
    /// Of a supervision: how the supervisor listened.
    pub mode: Option<SpyMode>,
    /// Who ended it and why; absent while it lives.
    pub hangup: Option<Hangup>,
    /// Every try of a phone.
    pub ring_attempts: Vec<RingAttempt>,
    /// Files recorded, without their folders.
    pub recordings: Vec<String>,
    /// What the link to the switch let us see.
    pub observed: Observed,
    /// What did not fit, in words.
    pub anomalies: Vec<String>,
}

/// A stay in a queue.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = QueueVisit)]
pub struct Visit {
    /// The queue.
    pub queue: String,
    /// When it was entered; absent: before we looked.
    pub entered_at: Option<Instant>,
    /// When it was left; absent: not yet.
    pub left_at: Option<Instant>,
    /// Up to the answer, or to leaving it.
    pub wait_s: Option<Seconds>,
    /// How it ended.
    pub result: Status,
}

/// A conversation with the caller.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = TalkSegment)]
pub struct Segment {
    /// An extension, `customer`, or an outside number.
    pub with: Option<String>,
    /// Its beginning.
    pub from: Option<Instant>,
    /// Its end; absent: it runs.
    pub until: Option<Instant>,
    /// Its length so far.
    pub talk_s: Option<Seconds>,
}

/// Holds by a party.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Holds)]
pub struct Hold {
    /// How many.
    pub count: u32,
    /// How long in all.
    pub hold_s: Option<Seconds>,
    /// From when to when.
    pub spans: Vec<HoldSpan>,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HoldSpan {
    /// Its beginning.
    pub from: Option<Instant>,
    /// Its end; absent: it goes on.
    pub until: Option<Instant>,
}

/// A transfer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CallTransfer)]
pub struct Transfer {
    /// How.
    pub kind: TransferKind,
    /// Who; `ami` for a redirect.
    pub by: Option<String>,
    /// Whom to, as dialled.
    pub to: Option<String>,
    /// When.
    pub at: Option<Instant>,
    /// What became of it; absent while that is open.
    pub result: Option<TransferResult>,
    /// How long the two talked before.
    pub consult_s: Option<Seconds>,
    /// Whether it was completed while the other still rang.
    pub blonde: bool,
    /// The queue it led into.
    pub to_queue: Option<String>,
}

/// A parking.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CallParking)]
pub struct Parking {
    /// Where.
    pub space: String,
    /// When.
    pub at: Option<Instant>,
    /// By whom.
    pub by: Option<String>,
    /// Who retrieved.
    pub retrieved_by: Option<String>,
    /// When.
    pub retrieved_at: Option<Instant>,
    /// Nobody came in time.
    pub timed_out: bool,
    /// The parked party hung up.
    pub gave_up: bool,
}

/// A phone that sent the call elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CallForward)]
pub struct Forward {
    /// The phone.
    pub from: String,
    /// Where to.
    pub to: String,
}

/// Somebody listened in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ListeningIn)]
pub struct Spy {
    /// Who.
    pub by: String,
    /// How; absent: not told.
    pub mode: Option<SpyMode>,
    /// From when.
    pub from: Option<Instant>,
    /// Until when.
    pub until: Option<Instant>,
}

/// A caller's time in a conference.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CallConference)]
pub struct Conference {
    /// The room.
    pub room: String,
    /// When joined.
    pub joined_at: Option<Instant>,
    /// When left.
    pub left_at: Option<Instant>,
    /// Whether the member left without wanting to.
    pub kicked: bool,
}

/// Who ended a call and why.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CallHangup)]
pub struct Hangup {
    /// An extension, `customer`, an outside number, `transfer`, `pbx` or `ami`.
    pub by: String,
    /// Q.850 cause of the caller's channel.
    pub cause: Option<u16>,
}

/// One try of a phone.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RingAttempt {
    /// The extension.
    pub agent: String,
    /// When it began.
    pub from: Option<Instant>,
    /// When it ended; absent while it rings.
    pub until: Option<Instant>,
    /// Absent while it rings.
    pub result: Option<RingResult>,
}

/// What the link to the switch let us see.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CallObserved)]
pub struct Observed {
    /// Which part.
    pub part: Part,
    /// Begin of the time in which the link was away.
    pub away_from: Option<Instant>,
    /// Its end.
    pub away_until: Option<Instant>,
}

fn at(at: Option<Timestamp>) -> Option<Instant> {
    at.map(Into::into)
}

fn span(span: Option<Span>) -> Option<Seconds> {
    span.map(Into::into)
}

fn text(text: Option<impl AsRef<str>>) -> Option<String> {
    text.map(|text| text.as_ref().to_owned())
}

fn all<T, U: From<T>>(list: Vec<T>) -> Vec<U> {
    list.into_iter().map(Into::into).collect()
}

impl From<CallRecord> for Record {
    fn from(record: CallRecord) -> Self {
        Self {
            id: record.call_id,
            linkedid: record.linkedid.into(),
            aliases: all(record.aliases),
            switch: record.switch.into(),
            live: record.status.is_live(),
            direction: record.direction.into(),
            status: record.status.into(),
            caller: text(record.caller),
            caller_name: text(record.caller_name),
            dialed: text(record.dialed),
            queue: text(record.queue),
            queues: record.queues.iter().map(|queue| queue.as_str().to_owned()).collect(),
            answered_by: text(record.answered_by),
            started_at: at(record.started_at),
            queue_entered_at: at(record.queue_entered_at),
            answered_at: at(record.answered_at),
            ended_at: at(record.ended_at),
            wait_s: span(record.wait_s),
            ring_s: span(record.ring_s),
            talk_s: span(record.talk_s),
            visits: all(record.visits),
            segments: all(record.segments),
            hold: record.hold.into(),
            transfers: all(record.transfers),
            parkings: all(record.parked),
            consult: record.consult,
            forwarded: all(record.forwarded),
            picked_up: record.picked_up,
            spied: all(record.spied),
            conference: record.conference.map(Into::into),
            mode: record.mode.map(Into::into),
            hangup: record.hangup.map(Into::into),
            ring_attempts: all(record.ring_attempts),
            recordings: all(record.recordings),
            observed: record.observed.into(),
            anomalies: record.anomalies,
        }
    }
}

impl From<core::VisitRecord> for Visit {
    fn from(visit: core::VisitRecord) -> Self {
        Self {
            queue: visit.queue.as_str().to_owned(),
            entered_at: at(visit.entered_at),
            left_at: at(visit.left_at),
            wait_s: span(visit.wait_s),
            result: visit.result.into(),
        }
    }
}

impl From<core::Segment> for Segment {
    fn from(segment: core::Segment) -> Self {
        Self {
            with: text(segment.with),
            from: at(segment.from),
            until: at(segment.to),
            talk_s: span(segment.seconds),
        }
    }
}

impl From<core::HoldRecord> for Hold {
    fn from(hold: core::HoldRecord) -> Self {
        let spans = hold.spans.into_iter().map(|(from, until)| HoldSpan { from: at(from), until: at(until) });
        Self { count: hold.count, hold_s: span(hold.seconds), spans: spans.collect() }
    }
}

impl From<core::TransferRecord> for Transfer {
    fn from(transfer: core::TransferRecord) -> Self {
        Self {
            kind: transfer.kind.into(),
            by: text(transfer.by),
            to: text(transfer.to),
            at: at(transfer.at),
            result: transfer.result.map(Into::into),
            consult_s: span(transfer.consult_s),
            blonde: transfer.blonde,
            to_queue: text(transfer.to_queue),
        }
    }
}

impl From<core::ParkRecord> for Parking {
    fn from(park: core::ParkRecord) -> Self {
        Self {
            space: park.slot.into(),
            at: at(park.at),
            by: text(park.by),
            retrieved_by: text(park.retrieved_by),
            retrieved_at: at(park.retrieved_at),
            timed_out: park.timed_out,
            gave_up: park.gave_up,
        }
    }
}

impl From<core::Forward> for Forward {
    fn from(forward: core::Forward) -> Self {
        Self { from: forward.from.into(), to: forward.to.into() }
    }
}

impl From<core::SpyRecord> for Spy {
    fn from(spy: core::SpyRecord) -> Self {
        Self { by: spy.by.into(), mode: spy.mode.map(Into::into), from: at(spy.from), until: at(spy.to) }
    }
}

impl From<core::ConferenceRecord> for Conference {
    fn from(conference: core::ConferenceRecord) -> Self {
        Self {
            room: conference.room.into(),
            joined_at: at(conference.joined),
            left_at: at(conference.left),
            kicked: conference.kicked,
        }
    }
}

impl From<core::Hangup> for Hangup {
    fn from(hangup: core::Hangup) -> Self {
        Self { by: hangup.by.into(), cause: hangup.cause }
    }
}

impl From<core::RingAttempt> for RingAttempt {
    fn from(attempt: core::RingAttempt) -> Self {
        Self {
            agent: attempt.agent.into(),
            from: at(attempt.from),
            until: at(attempt.to),
            result: attempt.result.map(Into::into),
        }
    }
}

impl From<core::Observed> for Observed {
    fn from(observed: core::Observed) -> Self {
        Self { part: observed.part.into(), away_from: at(observed.from), away_until: at(observed.to) }
    }
}
