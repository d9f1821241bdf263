//! From AMI's words to ours. Besides `encode` and `mirror`, the only place that knows AMI's spellings.

mod agent;
mod bridge;
mod channel;
mod dial;
mod headers;
mod interest;
mod listing;
mod queue;
mod reply;
mod transfer;

use callcenter_core::event::Event;

use self::headers::Headers;
pub use self::interest::{Class, INTEREST, Interest, NOISE, Need, VARIABLES};
use crate::message::{Kind, Message};

/// Why a message that should mean something to us does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TranslateError {
    /// A header without which the event makes no sense is absent or empty.
    #[error("a {event} message has no {field}")]
    Missing {
        /// The message's name.
        event: &'static str,
        /// The header.
        field: String,
    },
    /// A name by which the switch knows a thing is not UTF-8; [`interpret`] helps.
    #[error("a {event} message has a {field} that is not UTF-8")]
    NotText {
        /// The message's name.
        event: &'static str,
        /// The header.
        field: String,
    },
    /// A header should be a number and is none.
    #[error("a {event} message has a {field} `{value}` that is no number")]
    Unreadable {
        /// The message's name.
        event: &'static str,
        /// The header.
        field: String,
        /// What it is instead.
        value: String,
    },
}

/// What a translation gives.
type Translated<'a> = Result<Option<Event<'a>>, TranslateError>;

/// Says what a message means, or nothing when it means nothing to us.
///
/// Looks at the name first: a message that means nothing costs its first line, a `VarSet` its last two.
///
/// # Errors
/// When a header is missing or unreadable without which the event would be a guess, and when an identifier is not
/// UTF-8. Names of people may be broken: they are repaired as [`String::from_utf8_lossy`] does it.
///
/// # Example
/// ```
/// use callcenter_ami::{Message, translate};
/// use callcenter_core::event::Event;
/// let message = Message::parse(b"Event: FullyBooted\r\nUptime: 7\r\n\r\n");
/// assert!(matches!(translate(&message)?, Some(Event::Ready { uptime: Some(_) })));
/// assert_eq!(translate(&Message::parse(b"Event: RTCPSent\r\n\r\n"))?, None);
/// # Ok::<(), callcenter_ami::TranslateError>(())
/// ```
#[inline]
pub fn translate<'a>(message: &Message<'a>) -> Translated<'a> {
    match message.kind() {
        Kind::Event(name) => event(name.as_bytes(), message),
        Kind::Response(_) => reply::replied(message),
        Kind::Greeting(version) => {
            Ok(Some(Event::Connected { version: version.as_str().unwrap_or_default() }))
        }
        Kind::Other => Ok(None),
    }
}

/// Reads a frame and hands over what it means, whatever its bytes are.
///
/// As [`translate`], but a frame with an identifier that is not UTF-8 is repaired as a whole, in a copy: the same
/// broken bytes give the same identifier every time, so that no leg is lost.
///
/// # Errors
/// When a header is missing or unreadable without which the event would be a guess.
///
/// # Example
/// ```
/// use callcenter_ami::interpret;
/// use callcenter_core::event::Event;
/// let known = interpret(b"Event: Rename\r\nUniqueid: \xc3\r\nNewname: SIP/a\r\n\r\n", |event| {
///     matches!(event, Some(Event::LegRenamed { leg: "\u{fffd}", .. }))
/// });
/// assert_eq!(known, Ok(true));
/// ```
#[inline]
pub fn interpret<R>(frame: &[u8], then: impl FnOnce(Option<Event<'_>>) -> R) -> Result<R, TranslateError> {
    match translate(&Message::parse(frame)) {
        Ok(event) => Ok(then(event)),
        Err(TranslateError::NotText { .. }) => {
            let repaired = String::from_utf8_lossy(frame);
            translate(&Message::parse(repaired.as_bytes())).map(then)
        }
        Err(error) => Err(error),
    }
}

/// Names to translations. What is not here moves nothing.
fn event<'a>(name: &[u8], message: &Message<'a>) -> Translated<'a> {
    let (event, translation): (&'static str, fn(Headers<'a>) -> Translated<'a>) = match name {
        b"VarSet" => return channel::variable_set(message),
        b"Newexten" => ("Newexten", channel::executes),
        b"Newstate" => ("Newstate", channel::changed),
        b"Newchannel" => ("Newchannel", channel::started),
        b"NewCallerid" => ("NewCallerid", channel::identified),
        b"Rename" => ("Rename", channel::renamed),
        b"Hangup" => ("Hangup", channel::ended),
        b"HangupRequest" => ("HangupRequest", channel::hangup_by_party),
        b"SoftHangupRequest" => ("SoftHangupRequest", channel::hangup_by_switch),
        b"Hold" => ("Hold", channel::held),
        b"Unhold" => ("Unhold", channel::unheld),
        b"DTMFEnd" => ("DTMFEnd", channel::key_pressed),
        b"DTMF" => ("DTMF", channel::key_of_old),
        b"ChanSpyStart" => ("ChanSpyStart", channel::spy_started),
        b"ChanSpyStop" => ("ChanSpyStop", channel::spy_ended),
        b"MixMonitorStart" | b"MonitorStart" => ("MixMonitorStart", channel::recording_started),
        b"MixMonitorStop" | b"MonitorStop" => ("MixMonitorStop", channel::recording_stopped),
        b"MixMonitorMute" => ("MixMonitorMute", channel::recording_muted),
        b"UserEvent" => ("UserEvent", channel::user_reported),

        b"DialBegin" => ("DialBegin", dial::started),
        b"DialEnd" => ("DialEnd", dial::ended),
        b"Dial" => ("Dial", dial::of_old),
        b"OriginateResponse" => ("OriginateResponse", dial::originated),

        b"BridgeCreate" => ("BridgeCreate", bridge::started),
        b"BridgeDestroy" => ("BridgeDestroy", bridge::ended),
        b"BridgeEnter" => ("BridgeEnter", bridge::entered),
        b"BridgeLeave" => ("BridgeLeave", bridge::left),
        b"BridgeMerge" => ("BridgeMerge", bridge::merged),
        b"LocalBridge" => ("LocalBridge", bridge::paired),
        b"LocalOptimizationBegin" => ("LocalOptimizationBegin", bridge::optimizing),
        b"LocalOptimizationEnd" => ("LocalOptimizationEnd", bridge::optimized),
        b"ConfbridgeStart" => ("ConfbridgeStart", bridge::conference_started),
        b"ConfbridgeEnd" => ("ConfbridgeEnd", bridge::conference_ended),
        b"ConfbridgeJoin" => ("ConfbridgeJoin", bridge::conference_joined),
        b"ConfbridgeLeave" => ("ConfbridgeLeave", bridge::conference_left),

        b"BlindTransfer" => ("BlindTransfer", transfer::blind),
        b"AttendedTransfer" => ("AttendedTransfer", transfer::attended),
        b"ParkedCall" => ("ParkedCall", transfer::parked),
        b"UnParkedCall" => ("UnParkedCall", transfer::unparked),
        b"ParkedCallTimeOut" => ("ParkedCallTimeOut", transfer::park_timed_out),
        b"ParkedCallGiveUp" => ("ParkedCallGiveUp", transfer::park_abandoned),
        b"Pickup" => ("Pickup", transfer::picked_up),

        b"QueueCallerJoin" | b"Join" => ("QueueCallerJoin", queue::caller_joined),
        b"QueueCallerLeave" | b"Leave" => ("QueueCallerLeave", queue::caller_left),
        b"QueueCallerAbandon" => ("QueueCallerAbandon", queue::caller_abandoned),
        b"AgentCalled" => ("AgentCalled", queue::agent_offered),
        b"AgentConnect" => ("AgentConnect", queue::agent_connected),
        b"AgentComplete" => ("AgentComplete", queue::agent_completed),
        b"AgentRingNoAnswer" => ("AgentRingNoAnswer", queue::agent_missed),
        b"AgentDump" => ("AgentDump", queue::agent_dumped),

        b"QueueMemberAdded" => ("QueueMemberAdded", agent::added),
        b"QueueMemberRemoved" => ("QueueMemberRemoved", agent::removed),
        b"QueueMemberPause" | b"QueueMemberPaused" => ("QueueMemberPause", agent::paused),
        b"QueueMemberStatus" => ("QueueMemberStatus", agent::changed),
        b"QueueMemberPenalty" => ("QueueMemberPenalty", agent::changed),
        b"QueueMemberRinginuse" => ("QueueMemberRinginuse", agent::changed),
        b"DeviceStateChange" => ("DeviceStateChange", agent::device_changed),
        b"ContactStatus" => ("ContactStatus", agent::contact_changed),
        b"PeerStatus" => ("PeerStatus", agent::peer_changed),

        b"CoreShowChannel" => ("CoreShowChannel", listing::leg),
        b"Status" => ("Status", listing::leg_in_detail),
        b"BridgeListItem" => ("BridgeListItem", listing::bridge),
        b"QueueParams" => ("QueueParams", listing::queue),
        b"QueueMember" => ("QueueMember", listing::member),
        b"QueueEntry" => ("QueueEntry", listing::waiting),
        b"ContactList" => ("ContactList", listing::contact),
        b"ContactStatusDetail" => ("ContactStatusDetail", listing::contact),
        b"ConfbridgeList" => ("ConfbridgeList", listing::conferee),

        b"FullyBooted" => ("FullyBooted", reply::ready),
        b"Shutdown" => ("Shutdown", reply::stopping),
        _ if name.ends_with(b"Complete") => return listing::ended(name, message),
        _ => return Ok(None),
    };
    translation(Headers::new(event, message))
}
