//! Lines of CEL in the engine's words.

use callcenter_core::event::{BridgeKind, DialStatus, Event, LegState, Seen, SeenBridge, SpyMode, Step};
use callcenter_core::{Span, Text, Timestamp};

use super::super::queue_log::people::Facts;
use super::row::Row;
use super::{Cel, Channel, first_state};

/// A queue that does not take a caller says so at once.
const REFUSED_AT_ONCE: Span = Span::from_millis(250);

impl Cel {
    /// What a line means.
    pub(super) fn row(&mut self, row: &Row<'_>, out: &mut Facts) {
        let (at, seen) = (row.at, row.seen());
        let id = Text::from(row.uniqueid);
        if row.event == "CHAN_START" {
            return self.started(row, out);
        }
        if !self.channels.contains_key(&id) {
            self.remember(row);
        }
        if let Some(channel) = self.channels.get_mut(&id).filter(|channel| channel.linkedid != row.linkedid) {
            channel.linkedid = Text::from(row.linkedid);
        }
        match row.event {
            "ANSWER" => self.answered(row, out),
            "APP_START" => self.app_started(row, out),
            "APP_END" => self.app_ended(row, out),
            "BRIDGE_ENTER" => self.entered(row, out),
            "BRIDGE_EXIT" => {
                let bridge = self.bridge(row);
                if bridge.kind == BridgeKind::Conference {
                    let room = self.room(row.uniqueid);
                    self.tell(at, Event::ConferenceLeft { room: &room, bridge, leg: row.seen() }, out);
                }
                self.tell(at, Event::BridgeLeft { bridge, leg: seen }, out);
            }
            "HANGUP" => self.hung_up(row, out),
            "BLINDTRANSFER" => {
                let transferee = self.seen_of(row.extra("transferee_channel_uniqueid"));
                // What the transferee dials then has no APP_START.
                if let Some(channel) = transferee.as_ref().and_then(|(id, _)| self.channels.get_mut(id)) {
                    (channel.app, channel.data, channel.since) =
                        (Text::const_new("dial"), Text::default(), at);
                }
                let transferee = transferee.as_ref().map(|(id, name)| other(id, name));
                let exten = row.extra("extension");
                let event = Event::BlindTransferred { by: seen, transferee, exten, by_code: false, ok: true };
                self.tell(at, event, out);
            }
            "ATTENDEDTRANSFER" => {
                let of = |name: &str| self.seen_of(row.extra(name));
                let second = of("channel2_uniqueid").unwrap_or_else(|| (id.clone(), Text::from(row.channel)));
                let (transferee, target) =
                    (of("transferee_channel_uniqueid"), of("transfer_target_channel_uniqueid"));
                let event = Event::AttendedTransferred {
                    first: seen,
                    second: other(&second.0, &second.1),
                    transferee: transferee.as_ref().map(|(id, name)| other(id, name)),
                    target: target.as_ref().map(|(id, name)| other(id, name)),
                    stays: false,
                    ok: true,
                };
                self.tell(at, event, out);
            }
            "PICKUP" => {
                if let Some((by, name)) = self.seen_of(row.extra("pickup_channel_uniqueid")) {
                    self.tell(at, Event::PickedUp { by: other(&by, &name), target: seen }, out);
                    let dialer = self.channels.get(&id).and_then(|channel| channel.by.clone());
                    if let Some(dialer) = dialer.and_then(|dialer| self.channels.get_mut(&dialer)) {
                        dialer.phone = Some(by);
                    }
                }
            }
            "PARK_START" => {
                let (parker, slot) = (row.extra("parker_dial_string"), row.extra("parking_lot"));
                self.tell(at, Event::Parked { leg: seen, parker, slot }, out);
            }
            "PARK_END" => self.unparked(row, out),
            "LOCAL_OPTIMIZE_BEGIN" | "LOCAL_OPTIMIZE" => {
                if let Some((two, name)) = self.seen_of(row.extra("local_two_uniqueid")) {
                    self.tell(at, Event::LocalOptimizing { one: seen, two: other(&two, &name) }, out);
                }
            }
            "FORWARD" => self.forwarded(row, out),
            "CHAN_END" => {
                self.channels.remove(&id);
            }
            _ => {}
        }
    }

    fn started(&mut self, row: &Row<'_>, out: &mut Facts) {
        self.remember(row);
        let seen = Seen { state: Some(first_state(row)), ..row.seen() };
        self.tell(row.at, Event::LegStarted(seen), out);
        if let Some(one) = self.other_half(row.channel) {
            let name = self.channels.get(&one).map(|channel| channel.name.clone()).unwrap_or_default();
            self.tell(row.at, Event::LocalPaired { one: other(&one, &name), two: row.seen() }, out);
            return;
        }
        let is_root = row.uniqueid == row.linkedid;
        if row.channel.ends_with(";2") || is_root && first_state(row) == LegState::Calling {
            return;
        }
        let by = if is_root { None } else { self.dialer(row) };
        if by.is_none() && !is_root {
            return;
        }
        let dialer = by.as_ref().and_then(|by| self.channels.get(by)).cloned().unwrap_or_default();
        if let (Some(by), "queue") = (&by, dialer.app.as_str()) {
            self.joined(by, row.at, out);
        }
        // What the switch itself dialled is not told.
        let dial = if is_root { String::new() } else { dial_string(&dialer, row.channel) };
        let dials = by.as_ref().map(|by| other(by, &dialer.name));
        self.tell(row.at, Event::DialStarted { by: dials, leg: row.seen(), dial: &dial }, out);
        if let Some(channel) = self.channels.get_mut(row.uniqueid) {
            (channel.by, channel.dialed) = (by, true);
            channel.nameless = is_root && row.number.is_empty();
        }
    }

    fn answered(&mut self, row: &Row<'_>, out: &mut Facts) {
        let seen = Seen { state: Some(LegState::Up), ..row.seen() };
        self.tell(row.at, Event::LegChanged(seen), out);
        let Some(channel) = self.channels.get_mut(row.uniqueid) else { return };
        channel.up = true;
        if !channel.dialed {
            return;
        }
        let by = channel.by.clone();
        if channel.nameless && !row.number.is_empty() {
            channel.nameless = false;
            self.tell(row.at, Event::LegIdentified(row.seen()), out);
        }
        let event = Event::DialEnded { by: None, leg: row.seen(), status: DialStatus::Answer, forward: "" };
        self.tell(row.at, event, out);
        match by.and_then(|by| self.channels.get_mut(&by)) {
            Some(dialer) if dialer.app == "queue" => dialer.phone = Some(Text::from(row.uniqueid)),
            Some(dialer) if dialer.app == "dial" => dialer.app = Text::const_new("dial, answered"),
            _ => {}
        }
    }

    fn app_started(&mut self, row: &Row<'_>, out: &mut Facts) {
        let app = row.app.to_ascii_lowercase();
        let event = Event::LegExecutes { leg: row.seen(), step: step(&app, row.data), arguments: row.data };
        self.tell(row.at, event, out);
        if let Some(channel) = self.channels.get_mut(row.uniqueid) {
            (channel.app, channel.data) = (Text::from(app), Text::from(row.data));
            (channel.phone, channel.joined, channel.since) = (None, false, row.at);
        }
    }

    fn app_ended(&mut self, row: &Row<'_>, out: &mut Facts) {
        let app = row.app.to_ascii_lowercase();
        let runs = |channel: &&Channel| {
            channel.app.split(',').next() == Some(app.as_str())
                && (channel.data.is_empty() || channel.data == row.data)
        };
        let Some(channel) = self.channels.get(row.uniqueid).filter(runs) else { return };
        if channel.app == "queue" {
            let queue = queue_of(&channel.data).to_owned();
            let waited = row.at.since(channel.since);
            if channel.joined || waited >= REFUSED_AT_ONCE {
                self.joined(&Text::from(row.uniqueid), row.at, out);
                if self.gives_up(row.uniqueid) {
                    self.tell(
                        row.at,
                        Event::HangupRequested { leg: row.seen(), by_party: true, cause: None },
                        out,
                    );
                }
                self.tell(row.at, Event::CallerAbandoned { queue: &queue, leg: row.seen() }, out);
                self.tell(row.at, Event::CallerLeft { queue: &queue, leg: row.seen() }, out);
            }
        }
        self.tell(row.at, Event::LegExecutes { leg: row.seen(), step: Step::Other, arguments: "" }, out);
        if let Some(channel) = self.channels.get_mut(row.uniqueid) {
            channel.app = Text::default();
        }
    }

    fn entered(&mut self, row: &Row<'_>, out: &mut Facts) {
        let bridge = self.bridge(row);
        let channel = self.channels.get(row.uniqueid).cloned().unwrap_or_default();
        if channel.app == "queue"
            && let Some(phone) = &channel.phone
        {
            let name = self.channels.get(phone).map(|phone| phone.name.clone()).unwrap_or_default();
            let queue = queue_of(&channel.data);
            let interface = name.rsplit_once('-').map_or(name.as_str(), |(interface, _)| interface);
            self.joined(&Text::from(row.uniqueid), row.at, out);
            self.tell(row.at, Event::CallerLeft { queue, leg: row.seen() }, out);
            let connected = Event::AgentConnected {
                queue,
                caller: row.seen(),
                phone: other(phone, &name),
                interface,
                name: "".into(),
                wait: None,
                ring: None,
            };
            self.tell(row.at, connected, out);
            if let Some(channel) = self.channels.get_mut(row.uniqueid) {
                channel.app = Text::const_new("queue, answered");
            }
        }
        if bridge.kind == BridgeKind::Conference {
            let room = self.room(row.uniqueid);
            self.tell(row.at, Event::ConferenceJoined { room: &room, bridge, leg: row.seen() }, out);
        }
        let swap = self.replaced(row).unwrap_or_default();
        self.tell(row.at, Event::BridgeEntered { bridge, leg: row.seen(), swap: &swap }, out);
    }

    /// Whose place a channel takes that comes into another's call undialled: its own phone's. No line says so.
    fn replaced(&self, row: &Row<'_>) -> Option<Text> {
        let own =
            self.channels.get(row.uniqueid).filter(|own| !own.dialed && row.uniqueid != row.linkedid)?;
        let phone = |channel: &Channel| channel.name.rsplit_once('-').map(|(phone, _)| Text::from(phone));
        let came_back = |&(id, channel): &(&Text, &Channel)| {
            id != row.uniqueid && channel.linkedid == row.linkedid && phone(channel) == phone(own)
        };
        let is_local = own.name.starts_with("Local/");
        self.channels.iter().find(came_back).map(|(id, _)| id.clone()).filter(|_| !is_local)
    }

    /// The conference room that a channel is in.
    fn room(&self, id: &str) -> String {
        self.channels.get(id).map(|channel| queue_of(&channel.data).to_owned()).unwrap_or_default()
    }

    /// A caller waits in the queue that it called.
    fn joined(&mut self, caller: &Text, at: Timestamp, out: &mut Facts) {
        let Some(channel) = self.channels.get_mut(caller).filter(|channel| !channel.joined) else { return };
        channel.joined = true;
        let (name, data) = (channel.name.clone(), channel.data.clone());
        let event = Event::CallerJoined { queue: queue_of(&data), leg: other(caller, &name), position: 1 };
        self.tell(at, event, out);
    }

    fn hung_up(&mut self, row: &Row<'_>, out: &mut Facts) {
        let cause = row.extra.get("hangupcause").and_then(serde_json::Value::as_u64);
        let cause = cause.and_then(|cause| u16::try_from(cause).ok()).unwrap_or_default();
        let source = row.extra("hangupsource");
        let channel = self.channels.get(row.uniqueid).cloned().unwrap_or_default();
        if source == row.channel {
            let cause = (cause != 0).then_some(cause);
            self.tell(row.at, Event::HangupRequested { leg: row.seen(), by_party: true, cause }, out);
        }
        if channel.dialed && !channel.up {
            let status = match cause {
                17 => DialStatus::Busy,
                26 => DialStatus::Cancel,
                34 => DialStatus::Congestion,
                _ if source == row.channel => DialStatus::NoAnswer,
                _ if channel.by.as_ref().is_some_and(|by| self.gives_up(by)) => DialStatus::Cancel,
                _ if !source.is_empty() && self.by_name(source).is_some() => DialStatus::Cancel,
                _ => DialStatus::NoAnswer,
            };
            self.tell(row.at, Event::DialEnded { by: None, leg: row.seen(), status, forward: "" }, out);
        }
        self.tell(row.at, Event::LegEnded { leg: row.seen(), cause }, out);
    }

    fn unparked(&mut self, row: &Row<'_>, out: &mut Facts) {
        let (leg, slot) = (row.seen(), "");
        match row.extra("reason") {
            "ParkedCallUnparked" => {
                let name = row.extra("retriever");
                if let Some(by) = self.by_name(name) {
                    self.tell(row.at, Event::Unparked { leg, by: other(&by, name), slot }, out);
                }
            }
            "ParkedCallTimeOut" => self.tell(row.at, Event::ParkTimedOut { leg, slot }, out),
            _ => self.tell(row.at, Event::ParkAbandoned { leg, slot }, out),
        }
    }

    /// The phone that was dialled last and still rings sent the call on.
    fn forwarded(&mut self, row: &Row<'_>, out: &mut Facts) {
        let rings = |channel: &Channel| {
            channel.by.as_deref() == Some(row.uniqueid) && !channel.up && !channel.name.starts_with("Local/")
        };
        let phone = self
            .channels
            .iter()
            .filter(|(_, channel)| rings(channel))
            .max_by_key(|(_, channel)| channel.since);
        if let Some((phone, name)) = phone.map(|(id, channel)| (id.clone(), channel.name.clone())) {
            let leg = other(&phone, &name);
            let event =
                Event::DialEnded { by: None, leg, status: DialStatus::Cancel, forward: row.extra("forward") };
            self.tell(row.at, event, out);
        }
    }

    fn seen_of(&self, id: &str) -> Option<(Text, Text)> {
        if id.is_empty() {
            return None;
        }
        Some((Text::from(id), self.channels.get(id).map(|channel| channel.name.clone()).unwrap_or_default()))
    }

    fn bridge<'r>(&self, row: &'r Row<'_>) -> SeenBridge<'r> {
        let app = self.channels.get(row.uniqueid).map(|channel| channel.app.as_str()).unwrap_or_default();
        let kind = match (app, row.extra("bridge_technology")) {
            ("confbridge" | "meetme", _) => BridgeKind::Conference,
            (_, "holding_bridge") => BridgeKind::Parking,
            _ => BridgeKind::Talk,
        };
        SeenBridge { bridge: row.extra("bridge_id"), kind }
    }
}

/// Another channel than the line's own, of which only the name is known.
fn other<'a>(id: &'a str, name: &'a str) -> Seen<'a> {
    Seen { leg: id, channel: name, ..Seen::default() }
}

/// What was dialled, as the engine wants it: less the technology.
fn dial_string(dialer: &Channel, channel: &str) -> String {
    let endpoint = channel.split_once('/').map_or(channel, |(_, name)| name);
    let endpoint = endpoint.rsplit_once('-').map_or(endpoint, |(name, _)| name);
    let targets = dialer.data.split(',').next().unwrap_or_default();
    let mut targets =
        targets.split('&').map(|target| target.split_once('/').map_or(target, |(_, rest)| rest));
    let found = targets
        .find(|target| *target == endpoint || target.rsplit_once('@').is_some_and(|(_, to)| to == endpoint));
    if dialer.app == "dial" { found.unwrap_or(endpoint).to_owned() } else { endpoint.to_owned() }
}

fn queue_of(data: &str) -> &str {
    data.split(',').next().unwrap_or_default()
}

/// What an application with its arguments does, as far as it says something about the call.
fn step<'a>(app: &str, data: &'a str) -> Step<'a> {
    let first = data.split(',').next().unwrap_or_default();
    match app {
        "queue" => Step::Queue(first),
        "chanspy" | "extenspy" => Step::Spy(match data.split_once(',') {
            Some((_, options)) if options.contains('B') => SpyMode::Barge,
            Some((_, options)) if options.contains('w') => SpyMode::Whisper,
            _ => SpyMode::Listen,
        }),
        "voicemail" => Step::Voicemail,
        "mixmonitor" => Step::Record(first),
        "parkedcall" => Step::Retrieve,
        "pickup" | "pickupchan" => Step::PickUp,
        "park" | "parkandannounce" => Step::Park,
        "dial" | "retrydial" => Step::Dial,
        "confbridge" | "meetme" => Step::Conference(first),
        _ => Step::Other,
    }
}
