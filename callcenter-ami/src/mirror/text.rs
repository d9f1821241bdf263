//! Words and lines of AMI, for the mirror.

use std::borrow::Cow;
use std::fmt::Display;

use callcenter_core::event::{
    BridgeKind, CompleteReason, ContactState, DeviceState, DialStatus, LegState, List, Listing, Member,
    Membership, OriginateOutcome, Seen, SeenBridge, SpyMode, Step,
};
use callcenter_core::{Span, Timestamp};

use crate::translate::INTEREST;

/// Writes headers. A line break in a value becomes a blank, so that a message stays one.
pub(super) struct Text<'o>(pub(super) &'o mut Vec<u8>);

impl Text<'_> {
    /// Begins an event, with its class where it is a live one.
    pub(super) fn event(&mut self, name: &str) {
        self.field("Event", name);
        if let Some(interest) = INTEREST.iter().find(|interest| interest.event == name) {
            self.field("Privilege", &format!("{},all", interest.class));
        }
    }

    /// Begins a row of a list, which has no class.
    pub(super) fn row(&mut self, name: &str, action: &str) {
        self.field("Event", name);
        self.known("ActionID", action);
    }

    pub(super) fn field(&mut self, key: &str, value: &str) {
        self.0.extend_from_slice(key.as_bytes());
        self.0.extend_from_slice(b": ");
        self.0.extend(value.bytes().map(|byte| if matches!(byte, b'\r' | b'\n') { b' ' } else { byte }));
        self.0.extend_from_slice(b"\r\n");
    }

    /// A header that is left out when there is nothing to say.
    pub(super) fn known(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.field(key, value);
        }
    }

    /// A value with C's escapes, as Asterisk writes names and variables.
    pub(super) fn escaped(&mut self, key: &str, value: &str) {
        self.field(key, &escape(value));
    }

    pub(super) fn number(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.field(key, &value.to_string());
        }
    }

    pub(super) fn seconds(&mut self, key: &str, span: Option<Span>) {
        self.number(key, span.map(Span::as_secs));
    }

    pub(super) fn moment(&mut self, key: &str, moment: Option<Timestamp>) {
        let seconds = moment.map_or(0, |moment| moment.as_micros().div_euclid(1_000_000));
        self.number(key, Some(seconds));
    }

    pub(super) fn flag(&mut self, key: &str, flag: Option<bool>) {
        self.number(key, flag.map(u8::from));
    }

    /// Lines that are headers already.
    pub(super) fn lines(&mut self, lines: &str) {
        for line in lines.lines().filter(|line| !line.is_empty()) {
            self.0.extend_from_slice(line.as_bytes());
            self.0.extend_from_slice(b"\r\n");
        }
    }

    /// An event about one channel.
    pub(super) fn leg(&mut self, event: &str, leg: &Seen<'_>) {
        self.event(event);
        self.seen("", leg);
    }

    pub(super) fn seen(&mut self, prefix: &str, leg: &Seen<'_>) {
        let mut field = |key: &str, value: &str| self.field(&format!("{prefix}{key}"), value);
        field("Channel", leg.channel);
        if let Some(state) = leg.state {
            let (number, text) = leg_state(state);
            field("ChannelState", number);
            field("ChannelStateDesc", text);
        }
        field("CallerIDNum", or_unknown(leg.number));
        field("CallerIDName", or_unknown(&escape(&leg.name)));
        field("Context", leg.context);
        field("Exten", leg.exten);
        field("Uniqueid", leg.leg);
        field("Linkedid", leg.linked);
    }

    pub(super) fn seen_if_any(&mut self, prefix: &str, leg: Option<&Seen<'_>>) {
        if let Some(leg) = leg {
            self.seen(prefix, leg);
        }
    }

    /// An event about two halves of a Local channel.
    pub(super) fn halves(&mut self, event: &str, one: &Seen<'_>, two: &Seen<'_>) {
        self.event(event);
        self.seen("LocalOne", one);
        self.seen("LocalTwo", two);
    }

    pub(super) fn bridge(&mut self, prefix: &str, bridge: &SeenBridge<'_>) {
        let (kind, technology, creator) = match bridge.kind {
            BridgeKind::Parking => ("parking", "holding_bridge", "Parking"),
            BridgeKind::Conference => ("base", "softmix", "ConfBridge"),
            BridgeKind::Holding => ("base", "holding_bridge", "BridgeWait"),
            BridgeKind::Talk => ("basic", "simple_bridge", "<unknown>"),
        };
        let mut field = |key: &str, value: &str| self.field(&format!("{prefix}{key}"), value);
        field("BridgeUniqueid", bridge.bridge);
        field("BridgeType", kind);
        field("BridgeTechnology", technology);
        field("BridgeCreator", creator);
    }

    /// An event about a bridge.
    pub(super) fn bridge_event(&mut self, event: &str, bridge: &SeenBridge<'_>) {
        self.event(event);
        self.bridge("", bridge);
    }

    /// An event about a conference.
    pub(super) fn conference(&mut self, event: &str, room: &str, bridge: &SeenBridge<'_>) {
        self.event(event);
        self.field("Conference", room);
        self.bridge("", bridge);
    }

    /// An event about a parked call.
    pub(super) fn parking(&mut self, event: &str, leg: &Seen<'_>, parker: &str, slot: &str) {
        self.event(event);
        self.parked(leg, parker, slot);
    }

    fn parked(&mut self, leg: &Seen<'_>, parker: &str, slot: &str) {
        self.seen("Parkee", leg);
        self.known("ParkerDialString", parker);
        self.field("ParkingSpace", slot);
    }

    /// An event about an agent who is offered a caller.
    pub(super) fn offer(
        &mut self,
        event: &str,
        [caller, phone]: [Option<&Seen<'_>>; 2],
        [queue, interface, name]: [&str; 3],
    ) {
        self.event(event);
        self.seen_if_any("", caller);
        self.seen_if_any("Dest", phone);
        self.field("Queue", queue);
        self.field("Interface", interface);
        self.field("MemberName", name);
    }

    /// An event about a member of a queue.
    pub(super) fn member(&mut self, event: &str, member: &Member<'_>) {
        self.event(event);
        self.field("Queue", member.queue);
        self.field("MemberName", &member.name);
        self.field("Interface", member.interface);
        self.member_details(member);
    }

    fn member_details(&mut self, member: &Member<'_>) {
        self.known("StateInterface", member.state_interface);
        self.field("Membership", membership(member.membership));
        self.number("Penalty", member.penalty);
        self.number("CallsTaken", member.calls_taken);
        self.moment("LastCall", member.last_call);
        self.moment("LastPause", member.last_pause);
        self.moment("LoginTime", member.login);
        self.flag("InCall", member.in_call);
        self.number("Status", member.device.map(|device| device as u8));
        self.flag("Paused", member.paused);
        self.known("PausedReason", &member.pause_reason);
        self.flag("Ringinuse", member.ring_in_use);
        self.seconds("Wrapuptime", member.wrap_up);
    }

    /// What an application does and what it was given.
    pub(super) fn step(&mut self, [application, data]: [&str; 2], step: &Step<'_>) {
        let arguments = match step {
            Step::Queue(first) | Step::Record(first) | Step::Conference(first) => Cow::Borrowed(*first),
            Step::Spy(mode) => Cow::Owned(format!(",{}", spy_options(*mode))),
            _ => Cow::Borrowed(""),
        };
        self.field(application, self::application(step, &arguments));
        self.field(data, &arguments);
    }

    /// A row of a list.
    pub(super) fn listing(&mut self, action: &str, row: &Listing<'_>) {
        match row {
            Listing::Leg { leg, bridge, age, step, detail: false, .. } => {
                self.row("CoreShowChannel", action);
                self.seen("", leg);
                self.step(["Application", "ApplicationData"], step);
                self.number("Duration", age.map(|age| clock(age.as_secs())));
                self.field("BridgeId", bridge);
            }
            Listing::Leg { leg, bridge, age, step, dialed, .. } => {
                self.row("Status", action);
                self.seen("", leg);
                self.field("DNID", dialed);
                self.field("BridgeID", bridge);
                self.step(["Application", "Data"], step);
                self.seconds("Seconds", *age);
            }
            Listing::Bridge(bridge) => {
                self.row("BridgeListItem", action);
                self.bridge("", bridge);
            }
            Listing::Queue { queue, limit, strategy, waiting, service_level } => {
                self.row("QueueParams", action);
                self.field("Queue", queue);
                self.number("Max", *limit);
                self.known("Strategy", strategy);
                self.number("Calls", *waiting);
                self.seconds("ServiceLevel", *service_level);
            }
            Listing::Member(member) => {
                self.row("QueueMember", action);
                self.field("Queue", member.queue);
                self.field("Name", &member.name);
                self.field("Location", member.interface);
                self.member_details(member);
            }
            Listing::Waiting { queue, leg, channel, position, wait } => {
                self.row("QueueEntry", action);
                self.field("Queue", queue);
                self.number("Position", Some(position));
                self.field("Channel", channel);
                self.field("Uniqueid", leg);
                self.seconds("Wait", *wait);
            }
            Listing::Device { device, state } => {
                self.row("DeviceStateChange", action);
                self.field("Device", device);
                self.field("State", device_state(*state));
            }
            Listing::Contact { endpoint, uri, state } => {
                self.row("ContactList", action);
                self.field("Endpoint", endpoint);
                self.field("Uri", uri);
                self.field("Status", contact_state(*state));
            }
            Listing::Parked { leg, slot, parker, age } => {
                self.row("ParkedCall", action);
                self.parked(leg, parker, slot);
                self.seconds("ParkingDuration", *age);
            }
            Listing::Conferee { room, leg, age } => {
                self.row("ConfbridgeList", action);
                self.field("Conference", room);
                self.seconds("AnsweredTime", *age);
                self.seen("", leg);
            }
            _ => {}
        }
    }
}

/// Asterisk's word for nothing.
fn or_unknown(value: &str) -> &str {
    if value.is_empty() { "<unknown>" } else { value }
}

/// C's escapes, as Asterisk's `ast_escape_c` writes them.
fn escape(text: &str) -> Cow<'_, str> {
    const ESCAPED: &[(char, char)] = &[
        ('\x07', 'a'),
        ('\x08', 'b'),
        ('\x0c', 'f'),
        ('\n', 'n'),
        ('\r', 'r'),
        ('\t', 't'),
        ('\x0b', 'v'),
        ('\\', '\\'),
        ('\'', '\''),
        ('"', '"'),
        ('?', '?'),
    ];
    let letter = |char| ESCAPED.iter().find(|(plain, _)| *plain == char).map(|(_, letter)| *letter);
    if text.chars().all(|char| letter(char).is_none()) {
        return Cow::Borrowed(text);
    }
    let escaped = text.chars().flat_map(|char| match letter(char) {
        Some(letter) => [Some('\\'), Some(letter)],
        None => [Some(char), None],
    });
    Cow::Owned(escaped.flatten().collect())
}

/// An application that does this step with these arguments.
pub(super) fn application(step: &Step<'_>, arguments: &str) -> &'static str {
    match step {
        Step::Queue(_) => "Queue",
        Step::Spy(_) => "ChanSpy",
        Step::Voicemail => "VoiceMail",
        Step::Record(file) if arguments.split(',').next() == Some(file) => "MixMonitor",
        Step::Record(_) => "Monitor",
        Step::Retrieve => "ParkedCall",
        Step::PickUp => "Pickup",
        Step::Park => "Park",
        Step::Dial => "Dial",
        Step::Conference(_) => "ConfBridge",
        Step::Outgoing => "AppDial",
        Step::Other => "NoOp",
    }
}

/// `HH:MM:SS` of seconds.
pub(super) fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// `YYYY-MM-DD` of a moment. Source: Howard Hinnant, `civil_from_days`.
pub(super) fn date(moment: Timestamp) -> String {
    let days = moment.as_micros().div_euclid(86_400_000_000) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year_of_era + year)
}

fn leg_state(state: LegState) -> (&'static str, &'static str) {
    match state {
        LegState::Down => ("0", "Down"),
        LegState::Dialing => ("3", "Dialing"),
        LegState::Calling => ("4", "Ring"),
        LegState::Ringing => ("5", "Ringing"),
        LegState::Busy => ("7", "Busy"),
        LegState::Up => ("6", "Up"),
    }
}

fn membership(membership: Membership) -> &'static str {
    match membership {
        Membership::Static => "static",
        Membership::Dynamic => "dynamic",
        Membership::Realtime => "realtime",
    }
}

fn spy_options(mode: SpyMode) -> &'static str {
    match mode {
        SpyMode::Listen => "q",
        SpyMode::Whisper => "qw",
        SpyMode::Barge => "qB",
    }
}

pub(super) fn dial_status(status: DialStatus) -> &'static str {
    match status {
        DialStatus::Answer => "ANSWER",
        DialStatus::NoAnswer => "NOANSWER",
        DialStatus::Cancel => "CANCEL",
        DialStatus::Busy => "BUSY",
        DialStatus::Congestion => "CONGESTION",
        DialStatus::Unavailable => "CHANUNAVAIL",
        DialStatus::Other => "ABORT",
    }
}

pub(super) fn complete_reason(reason: CompleteReason) -> &'static str {
    match reason {
        CompleteReason::Caller => "caller",
        CompleteReason::Agent => "agent",
        CompleteReason::Transfer => "transfer",
        CompleteReason::Other => "other",
    }
}

/// The response and the reason of an originate's end.
pub(super) fn originate_outcome(outcome: OriginateOutcome) -> (&'static str, &'static str) {
    match outcome {
        OriginateOutcome::Answered => ("Success", "4"),
        OriginateOutcome::RangOut => ("Failure", "3"),
        OriginateOutcome::Failed => ("Failure", "0"),
    }
}

pub(super) fn device_state(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Unknown => "UNKNOWN",
        DeviceState::NotInUse => "NOT_INUSE",
        DeviceState::InUse => "INUSE",
        DeviceState::Busy => "BUSY",
        DeviceState::Invalid => "INVALID",
        DeviceState::Unavailable => "UNAVAILABLE",
        DeviceState::Ringing => "RINGING",
        DeviceState::RingingInUse => "RINGINUSE",
        DeviceState::OnHold => "ONHOLD",
    }
}

pub(super) fn contact_state(state: ContactState) -> &'static str {
    match state {
        ContactState::Registered => "NonQualified",
        ContactState::Reachable => "Reachable",
        ContactState::Unreachable => "Unreachable",
        ContactState::Removed => "Removed",
        ContactState::Unknown => "Unknown",
    }
}

pub(super) fn list_end(list: List) -> &'static str {
    match list {
        List::Legs => "CoreShowChannelsComplete",
        List::LegDetails => "StatusComplete",
        List::Bridges => "BridgeListComplete",
        List::Queues => "QueueStatusComplete",
        List::Devices => "DeviceStateListComplete",
        List::Hints => "ExtensionStateListComplete",
        List::Endpoints => "EndpointListComplete",
        List::Contacts => "ContactListComplete",
        List::Parked => "ParkedCallsComplete",
        List::Conference => "ConfbridgeListComplete",
    }
}
