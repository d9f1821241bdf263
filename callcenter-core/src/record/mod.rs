//! What a call was: the record that the store keeps, the API returns and `replay` prints.
//!
//! Everything in it follows from the facts alone, so two runs over the same bytes give the same record.

mod conclude;
mod outcome;
mod party;
mod transfer;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub(crate) use self::conclude::conclude;
use crate::event::SpyMode;
use crate::key::{LegKey, QueueKey, Text};
use crate::time::{Span, Timestamp};

/// What one caller experienced, from the first channel to the end of the last conversation.
///
/// Absent fields are not known or did not happen. Times are seconds since the Unix epoch and durations seconds, both
/// with µs, in text formats; µs in binary ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRecord {
    /// Our name of the switch.
    pub switch: Text,
    /// The call's identity, the same in every replay.
    pub call_id: String,
    /// Of the first channel.
    pub linkedid: Text,
    /// Other linkedids that were merged into the call.
    pub aliases: Vec<Text>,
    /// Who reached whom.
    pub direction: Direction,
    /// How it ended, or how it stands.
    pub status: Status,
    /// An extension, or the number first presented.
    pub caller: Option<Text>,
    /// The name first presented.
    pub caller_name: Option<Text>,
    /// The number first dialled.
    pub dialed: Option<Text>,
    /// The queue that the call went into first, unless it had been a direct call before.
    pub queue: Option<QueueKey>,
    /// All queues, in order.
    pub queues: Vec<QueueKey>,
    /// Who answered first: an extension, `customer`, or an outside number.
    pub answered_by: Option<Text>,
    /// The first channel's start.
    pub started_at: Option<Timestamp>,
    /// When the first queue was entered.
    pub queue_entered_at: Option<Timestamp>,
    /// When the first person answered.
    pub answered_at: Option<Timestamp>,
    /// End of the last conversation, transfer attempt or parking; of the caller's channel when nobody answered.
    pub ended_at: Option<Timestamp>,
    /// The first stay in a queue, up to the answer or to leaving it.
    pub wait_s: Option<Span>,
    /// Every stay in a queue.
    pub visits: Vec<VisitRecord>,
    /// How long the phone that answered had rung; nobody answered: how long the last one did.
    pub ring_s: Option<Span>,
    /// Who talked with the caller, in order.
    pub segments: Vec<Segment>,
    /// Time in which at least one segment ran.
    pub talk_s: Option<Span>,
    /// Holds by a party.
    pub hold: HoldRecord,
    /// Transfers, in order.
    pub transfers: Vec<TransferRecord>,
    /// Parkings, in order.
    pub parked: Vec<ParkRecord>,
    /// A consultation call that an attended transfer used up.
    pub consult: bool,
    /// Phones that sent the call elsewhere.
    pub forwarded: Vec<Forward>,
    /// Whether somebody picked the call up from another phone.
    pub picked_up: bool,
    /// Who listened in.
    pub spied: Vec<SpyRecord>,
    /// The caller's time in a conference.
    pub conference: Option<ConferenceRecord>,
    /// Of a supervision: how the supervisor listened.
    pub mode: Option<SpyMode>,
    /// Who ended it and why; absent while it lives.
    pub hangup: Option<Hangup>,
    /// The phones that rang, each with the result of its last try.
    pub agents_rung: Vec<Rung>,
    /// Every try.
    pub ring_attempts: Vec<RingAttempt>,
    /// Files recorded.
    pub recordings: Vec<Text>,
    /// Number of channels that ever carried the call's linkedid.
    pub legs: u32,
    /// Their names and ids.
    pub channels: BTreeMap<Text, LegKey>,
    /// What the link to the switch let us see.
    pub observed: Observed,
    /// What did not fit, in words.
    pub anomalies: Vec<String>,
}

/// Who reached whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Begun by a trunk.
    Inbound,
    /// An extension or a campaign reached a trunk.
    Outbound,
    /// Between extensions.
    Internal,
}

/// How a call ended, or how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Live: phones ring, or the dialplan works.
    Ringing,
    /// Live: in a queue.
    Waiting,
    /// Live: in conversation.
    Talking,
    /// Live: in conversation, on hold.
    OnHold,
    /// Live: parked.
    Parked,
    /// Somebody talked with the caller.
    Answered,
    /// The caller gave up in a queue.
    Abandoned,
    /// Nobody answered, or the caller gave up while phones rang.
    NoAnswer,
    /// Busy.
    Busy,
    /// Declined.
    Declined,
    /// Could not be made.
    Failed,
    /// The queue's time was over.
    QueueTimeout,
    /// The queue lost its last agent.
    QueueLeftEmpty,
    /// The queue did not take the caller.
    QueueRefused,
    /// Click-to-call: the agent rejected; the customer was never dialled.
    AgentRejected,
    /// Click-to-call: the agent did not answer; the customer was never dialled.
    AgentNoAnswer,
    /// Only the dialplan answered.
    SelfService,
    /// A message was left, or could have been.
    Voicemail,
    /// The caller left the queue by a key.
    QueueExitKey,
    /// The caller was taken out of the queue.
    QueueWithdrawn,
    /// A conference's member.
    Conference,
    /// Listening in.
    Supervision,
    /// Retrieved a parked call.
    ParkingRetrieve,
}

impl Status {
    /// Whether the call still lives.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Ringing | Self::Waiting | Self::Talking | Self::OnHold | Self::Parked)
    }
}

/// A stay in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitRecord {
    /// The queue.
    pub queue: QueueKey,
    /// When it was entered; absent: before we looked.
    pub entered_at: Option<Timestamp>,
    /// When it was left; absent: not yet.
    pub left_at: Option<Timestamp>,
    /// Up to the answer, or to leaving it.
    pub wait_s: Option<Span>,
    /// How it ended: a status, or `waiting`.
    pub result: Status,
}

/// A conversation with the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// An extension, `customer`, or an outside number.
    pub with: Option<Text>,
    /// Its beginning.
    pub from: Option<Timestamp>,
    /// Its end; absent: it runs.
    pub to: Option<Timestamp>,
    /// Its length so far.
    pub seconds: Option<Span>,
}

/// Holds by a party.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HoldRecord {
    /// How many.
    pub count: u32,
    /// How long in all.
    pub seconds: Option<Span>,
    /// From when to when.
    pub spans: Vec<(Option<Timestamp>, Option<Timestamp>)>,
}

/// How a caller was given on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// Without asking.
    Blind,
    /// After asking, or while the other rang.
    Attended,
    /// By the switch's own order.
    Redirect,
}

/// What became of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferResult {
    /// Somebody took the caller.
    Answered,
    /// Nobody did.
    NoAnswer,
    /// Busy.
    Busy,
    /// Declined.
    Declined,
    /// Could not be made.
    Failed,
    /// Taken back, or the caller gave up.
    Cancelled,
}

/// A transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferRecord {
    /// How.
    pub kind: TransferKind,
    /// Who; `ami` for a redirect.
    pub by: Option<Text>,
    /// Whom to, as dialled; a redirect into a queue: the queue.
    pub to: Option<Text>,
    /// When.
    pub at: Option<Timestamp>,
    /// What became of it; absent while that is open.
    pub result: Option<TransferResult>,
    /// How long the two talked before.
    pub consult_s: Option<Span>,
    /// Whether it was completed while the other still rang.
    pub blonde: bool,
    /// The queue it led into.
    pub to_queue: Option<QueueKey>,
}

/// A parking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkRecord {
    /// Where.
    pub slot: Text,
    /// When.
    pub at: Option<Timestamp>,
    /// By whom.
    pub by: Option<Text>,
    /// Who retrieved.
    pub retrieved_by: Option<Text>,
    /// When.
    pub retrieved_at: Option<Timestamp>,
    /// Nobody came in time.
    pub timed_out: bool,
    /// The parked party hung up.
    pub gave_up: bool,
}

/// A phone that sent the call elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The phone.
    pub from: Text,
    /// Where to.
    pub to: Text,
}

/// Somebody listened in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpyRecord {
    /// Who.
    pub by: Text,
    /// How; absent: not told.
    pub mode: Option<SpyMode>,
    /// From when.
    pub from: Option<Timestamp>,
    /// To when.
    pub to: Option<Timestamp>,
}

/// A caller's time in a conference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConferenceRecord {
    /// The room.
    pub room: Text,
    /// When joined.
    pub joined: Option<Timestamp>,
    /// When left.
    pub left: Option<Timestamp>,
    /// Whether the member left without wanting to.
    pub kicked: bool,
}

/// Who ended a call and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hangup {
    /// An extension, `customer`, an outside number, `transfer`, `pbx` or `ami`.
    pub by: Text,
    /// Q.850 cause of the caller's channel.
    pub cause: Option<u16>,
}

/// What became of a phone that was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RingResult {
    /// Answered.
    Answered,
    /// Rang out.
    NoAnswer,
    /// Another phone answered.
    AnsweredElsewhere,
    /// The caller gave up, or the call went elsewhere.
    Cancelled,
    /// Somebody picked up what rang here.
    PickedUpElsewhere,
    /// Declined.
    Declined,
    /// Busy.
    Busy,
    /// Could not be reached.
    Unreachable,
}

/// A phone that rang, with the result of its last try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// The extension.
    pub agent: Text,
    /// Absent while it rings.
    pub result: Option<RingResult>,
}

/// One try of a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RingAttempt {
    /// The extension.
    pub agent: Text,
    /// When it began.
    pub from: Option<Timestamp>,
    /// When it ended; absent while it rings.
    pub to: Option<Timestamp>,
    /// Absent while it rings.
    pub result: Option<RingResult>,
}

/// Which part of a call was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    Whole,
    /// It had begun before we looked.
    NoStart,
    /// It ended unseen, or has not ended.
    NoEnd,
    /// Both.
    Neither,
}

/// What the link to the switch let us see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// Which part.
    pub part: Part,
    /// Begin of the time in which the link was away.
    pub from: Option<Timestamp>,
    /// Its end.
    pub to: Option<Timestamp>,
}
