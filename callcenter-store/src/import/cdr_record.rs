//! From the CDRs of a call to its record: what they tell, and nothing else.

use callcenter_core::record::{
    Direction, HoldRecord, Observed, Part, RingAttempt, RingResult, Rung, Segment, Status,
};
use callcenter_core::{CallId, CallRecord, LegKey, Policy, QueueKey, Span, Text, Timestamp};
use serde::{Deserialize, Serialize};

/// Said of every call: what a CDR cannot know.
const UNTOLD: &str =
    "from CDR: what an inbound caller dialled, waits in queues, holds and transfers are not told";

/// A row of CDR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) linkedid: Text,
    pub(crate) uniqueid: Text,
    pub(crate) sequence: u64,
    pub(crate) clid: Text,
    pub(crate) src: Text,
    pub(crate) dst: Text,
    pub(crate) channel: Text,
    /// `dstchannel`
    pub(crate) partner: Text,
    /// `lastapp`, in small letters.
    pub(crate) app: Text,
    pub(crate) data: Text,
    pub(crate) start: Timestamp,
    pub(crate) fine: bool,
    pub(crate) answer: Option<Timestamp>,
    pub(crate) end: Timestamp,
    pub(crate) disposition: Text,
}

impl Row {
    fn is_answered(&self) -> bool {
        self.disposition == "ANSWERED"
    }

    /// Whether a person, and not the dialplan, answered.
    fn has_person(&self) -> bool {
        self.is_answered() && !self.partner.is_empty() && !is_local(&self.partner) && !self.is_conference()
    }

    fn is_conference(&self) -> bool {
        matches!(self.app.as_str(), "confbridge" | "meetme")
    }

    /// When the partner answered. A channel that the dialplan or a queue had answered before has its own answer there.
    fn answered_at(&self) -> Option<Timestamp> {
        let answer = self.answer?;
        let at_once = self.fine && answer.since(self.start) < Span::from_millis(5);
        let before = self.app == "queue" || at_once;
        (self.has_person() && !before).then_some(answer)
    }
}

/// The record of a call; nothing when its channels are internal ones only. `again`: how many calls of the same linkedid were
/// closed before.
pub(crate) fn record(policy: &Policy, mut rows: Vec<Row>, cut: bool, again: u32) -> Option<CallRecord> {
    rows.sort_by_key(|row| (row.start, row.uniqueid != row.linkedid, row.sequence));
    let root = rows.iter().find(|row| row.uniqueid == row.linkedid && !is_local(&row.channel));
    let root = root.or_else(|| rows.iter().find(|row| !is_local(&row.channel)))?;
    let is_phone = |channel: &Text| is_extension(policy, endpoint(channel));
    let outside =
        rows.iter().any(|row| !row.partner.is_empty() && !is_local(&row.partner) && !is_phone(&row.partner));
    let direction = match (is_phone(&root.channel), outside) {
        (true, true) => Direction::Outbound,
        (true, false) => Direction::Internal,
        (false, _) => Direction::Inbound,
    };
    let who = |channel: &Text| party(policy, channel, direction);
    let persons: Vec<&Row> = rows.iter().filter(|row| row.has_person()).collect();
    let first = persons.first();
    let segments: Vec<Segment> = persons.iter().map(|row| segment(row, who(&row.partner))).collect();
    let attempts: Vec<RingAttempt> =
        rows.iter().filter_map(|row| attempt(row, &rows, who(&row.partner)?)).collect();
    let started = rows.iter().map(|row| row.start).min()?;
    let queues: Vec<QueueKey> = rows.iter().filter_map(queue).fold(Vec::new(), |mut queues, queue| {
        if !queues.contains(&queue) {
            queues.push(queue);
        }
        queues
    });
    let channels =
        rows.iter().map(|row| (row.channel.clone(), LegKey::from(row.uniqueid.as_str()))).collect();
    let mut names: Vec<&Text> =
        rows.iter().flat_map(|row| [&row.channel, &row.partner]).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let caller = if is_phone(&root.channel) { Text::from(endpoint(&root.channel)) } else { root.src.clone() };
    let mut anomalies = vec![UNTOLD.to_owned()];
    if cut {
        anomalies.push("a limit was reached: history_per_call_max".to_owned());
    }
    Some(CallRecord {
        switch: policy.switch.clone(),
        call_id: CallId::of(&policy.switch, &root.linkedid, started.as_micros() + i64::from(again))
            .to_string(),
        linkedid: root.linkedid.clone(),
        aliases: Vec::new(),
        direction,
        status: status(root, &rows, !persons.is_empty()),
        caller: some(caller),
        caller_name: name_of(&root.clid),
        dialed: some(root.dst.clone()).filter(|dst| direction == Direction::Outbound && dst != "s"),
        queue: queues.first().cloned(),
        queues,
        answered_by: first.and_then(|row| who(&row.partner)),
        started_at: Some(started),
        queue_entered_at: None,
        answered_at: first.and_then(|row| row.answered_at()),
        ended_at: rows.iter().map(|row| row.end).max(),
        wait_s: None,
        visits: Vec::new(),
        ring_s: first.and_then(|row| Some(row.answered_at()?.since(row.start))),
        talk_s: talk(&segments),
        segments,
        hold: HoldRecord::default(),
        transfers: Vec::new(),
        parked: Vec::new(),
        consult: false,
        forwarded: Vec::new(),
        picked_up: false,
        spied: Vec::new(),
        conference: None,
        mode: None,
        hangup: None,
        agents_rung: attempts
            .iter()
            .map(|one| Rung { agent: one.agent.clone(), result: one.result })
            .collect(),
        ring_attempts: attempts,
        recordings: Vec::new(),
        legs: u32::try_from(names.len()).unwrap_or(u32::MAX),
        channels,
        observed: Observed { part: Part::Whole, from: None, to: None },
        anomalies,
    })
}

fn status(root: &Row, rows: &[Row], person: bool) -> Status {
    if person {
        return Status::Answered;
    }
    if rows.iter().any(|row| row.app == "voicemail") {
        return Status::Voicemail;
    }
    if rows.iter().any(Row::is_conference) {
        return Status::Conference;
    }
    if rows.iter().any(|row| matches!(row.app.as_str(), "chanspy" | "extenspy")) {
        return Status::Supervision;
    }
    let tried =
        rows.iter().any(|row| matches!(row.app.as_str(), "queue" | "dial") || !row.partner.is_empty());
    match root.disposition.as_str() {
        "BUSY" => Status::Busy,
        "FAILED" | "CONGESTION" => Status::Failed,
        "ANSWERED" if !tried => Status::SelfService,
        _ => Status::NoAnswer,
    }
}

fn segment(row: &Row, with: Option<Text>) -> Segment {
    let from = row.answered_at();
    Segment { with, from, to: from.map(|_| row.end), seconds: from.map(|from| row.end.since(from)) }
}

/// Time in which at least one talk ran; not known when one of them is not.
fn talk(segments: &[Segment]) -> Option<Span> {
    let mut spans: Vec<(Timestamp, Timestamp)> =
        segments.iter().map(|segment| Some((segment.from?, segment.to?))).collect::<Option<_>>()?;
    spans.sort_unstable();
    let mut until = Timestamp::UNKNOWN;
    Some(spans.into_iter().fold(Span::ZERO, |sum, (from, to)| {
        let sum = sum + to.since(from.max(until));
        until = until.max(to);
        sum
    }))
}

/// A phone that was tried. One that rang while another answered lost nothing (HC-32).
fn attempt(row: &Row, rows: &[Row], agent: Text) -> Option<RingAttempt> {
    if row.partner.is_empty() || is_local(&row.partner) {
        return None;
    }
    let another = || {
        rows.iter().any(|other| {
            let until = other.answered_at().unwrap_or(other.end);
            other.has_person() && other.channel == row.channel && row.start <= until && row.end <= other.end
        })
    };
    let result = match row.disposition.as_str() {
        "ANSWERED" => RingResult::Answered,
        "BUSY" => RingResult::Busy,
        "FAILED" | "CONGESTION" => RingResult::Unreachable,
        _ if another() => RingResult::AnsweredElsewhere,
        _ => RingResult::NoAnswer,
    };
    let to = if result == RingResult::Answered { row.answered_at() } else { Some(row.end) };
    Some(RingAttempt { agent, from: Some(row.start), to, result: Some(result) })
}

fn queue(row: &Row) -> Option<QueueKey> {
    let name = row.data.split(',').next().filter(|name| row.app == "queue" && !name.is_empty())?;
    Some(QueueKey::from(name))
}

/// Who is on a channel: an extension, or the outside of a call that went there.
fn party(policy: &Policy, channel: &Text, direction: Direction) -> Option<Text> {
    let name = endpoint(channel);
    match (channel.is_empty() || is_local(channel), is_extension(policy, name)) {
        (true, _) => None,
        (false, true) => Some(Text::from(name)),
        (false, false) => (direction == Direction::Outbound).then(|| Text::const_new("customer")),
    }
}

/// Whether a channel is the switch's own: half of a pair, or what stands for an originate that failed.
fn is_local(channel: &str) -> bool {
    channel.starts_with("Local/") || channel == "OutgoingSpoolFailed"
}

/// The name less technology and number: `1001` of `PJSIP/1001-0000001a`.
fn endpoint(channel: &str) -> &str {
    let name = channel.split_once('/').map_or(channel, |(_, name)| name);
    name.rsplit_once('-').map_or(name, |(name, _)| name)
}

fn is_extension(policy: &Policy, endpoint: &str) -> bool {
    !policy.trunks.contains(endpoint)
        && (policy.extensions.contains(endpoint)
            || !endpoint.is_empty() && endpoint.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The name in `"Anna" <4930123>`.
fn name_of(clid: &str) -> Option<Text> {
    let name = clid.rsplit_once('<').map_or(clid, |(name, _)| name).trim().trim_matches('"');
    some(Text::from(name))
}

fn some(text: Text) -> Option<Text> {
    (!text.is_empty()).then_some(text)
}
