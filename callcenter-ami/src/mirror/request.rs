//! Requests read back into actions: the opposite of [`encode`](crate::encode).

use callcenter_core::Span;
use callcenter_core::action::{Action, Destination, Direction, Originate};
use callcenter_core::event::{List, SpyMode};

use crate::message::Message;

/// The action that a request asks for; nothing where it is none that [`encode`](crate::encode) writes.
pub fn read_action(request: &Message<'_>) -> Option<Action> {
    let read = Reader(request);
    let text = |key: &str| read.text(key);
    Some(match text("Action").to_ascii_lowercase().as_str() {
        "originate" => read.originate(),
        "redirect" => Action::Redirect {
            channel: text("Channel"),
            context: text("Context"),
            exten: text("Exten"),
            priority: read.number("Priority"),
            extra: read.known("ExtraChannel").map(|channel| {
                (channel, text("ExtraContext"), text("ExtraExten"), read.number("ExtraPriority"))
            }),
        },
        "atxfer" => Action::AttendedTransfer {
            channel: text("Channel"),
            exten: text("Exten"),
            context: text("Context"),
        },
        "cancelatxfer" => Action::CancelAttendedTransfer { channel: text("Channel") },
        "blindtransfer" => {
            Action::BlindTransfer { channel: text("Channel"), exten: text("Exten"), context: text("Context") }
        }
        "hangup" => Action::Hangup {
            channel: text("Channel"),
            cause: read.known("Cause").and_then(|cause| cause.parse().ok()),
        },
        "park" => Action::Park {
            channel: text("Channel"),
            timeout_channel: text("TimeoutChannel"),
            timeout: read.millis("Timeout"),
            lot: text("Parkinglot"),
        },
        "bridge" => Action::Bridge { one: text("Channel1"), two: text("Channel2") },
        "muteaudio" => Action::Mute {
            channel: text("Channel"),
            direction: read.direction(["in", "out"]),
            on: text("State").eq_ignore_ascii_case("on"),
        },
        "mixmonitor" => {
            Action::RecordStart { channel: text("Channel"), file: text("File"), options: text("Options") }
        }
        "stopmixmonitor" => Action::RecordStop { channel: text("Channel"), id: text("MixMonitorID") },
        "mixmonitormute" => Action::RecordMute {
            channel: text("Channel"),
            direction: read.direction(["read", "write"]),
            on: read.switch("State"),
        },
        "queueadd" => Action::MemberAdd {
            queue: text("Queue"),
            interface: text("Interface"),
            name: text("MemberName"),
            state_interface: text("StateInterface"),
            penalty: read.number("Penalty"),
            paused: read.switch("Paused"),
            reason: text("Reason"),
        },
        "queueremove" => Action::MemberRemove { queue: text("Queue"), interface: text("Interface") },
        "queuepause" => Action::MemberPause {
            queue: text("Queue"),
            interface: text("Interface"),
            paused: read.switch("Paused"),
            reason: text("Reason"),
        },
        "queuepenalty" => Action::MemberPenalty {
            queue: text("Queue"),
            interface: text("Interface"),
            penalty: read.number("Penalty"),
        },
        "queuememberringinuse" => Action::MemberRingInUse {
            queue: text("Queue"),
            interface: text("Interface"),
            on: read.switch("RingInUse"),
        },
        "queuelog" => Action::QueueLog {
            queue: text("Queue"),
            event: text("Event"),
            leg: text("Uniqueid"),
            interface: text("Interface"),
            message: text("Message"),
        },
        "queuewithdrawcaller" => Action::WithdrawCaller {
            queue: text("Queue"),
            channel: text("Caller"),
            info: text("WithdrawInfo"),
        },
        "pjsipnotify" => Action::Notify { channel: text("Channel"), variables: read.assignments() },
        "getvar" => Action::VariableGet { channel: text("Channel"), variable: text("Variable") },
        "setvar" => {
            Action::VariableSet { channel: text("Channel"), variable: text("Variable"), value: text("Value") }
        }
        "playdtmf" => Action::PlayKey {
            channel: text("Channel"),
            key: text("Digit").chars().next()?,
            receive: read.switch("Receive"),
        },
        "userevent" => Action::UserReport { name: text("UserEvent"), fields: read.own_fields() },
        "coresettings" => Action::Settings,
        "corestatus" => Action::Status,
        "reload" => Action::Reload { module: text("Module") },
        "filter" => Action::Filter { filter: text("Filter") },
        "ping" => Action::Ping,
        "getconfig" => Action::ConfigGet { file: text("Filename"), category: text("Category") },
        "showdialplan" => Action::Extension { context: text("Context"), exten: text("Extension") },
        "logoff" => Action::Logoff,
        name => Action::List(list(name)?),
    })
}

fn list(action: &str) -> Option<List> {
    Some(match action {
        "coreshowchannels" => List::Legs,
        "status" => List::LegDetails,
        "bridgelist" => List::Bridges,
        "queuestatus" => List::Queues,
        "devicestatelist" => List::Devices,
        "extensionstatelist" => List::Hints,
        "pjsipshowendpoints" => List::Endpoints,
        "pjsipshowcontacts" => List::Contacts,
        "parkedcalls" => List::Parked,
        "confbridgelistrooms" => List::Conference,
        _ => return None,
    })
}

struct Reader<'r, 'a>(&'r Message<'a>);

impl Reader<'_, '_> {
    /// A header's value; empty where there is none.
    fn text(&self, key: &str) -> String {
        self.known(key).unwrap_or_default()
    }

    fn known(&self, key: &str) -> Option<String> {
        let mut fields = self.0.fields();
        let field = fields.find(|field| field.key.as_bytes().eq_ignore_ascii_case(key.as_bytes()))?;
        Some(field.value.text().into_owned())
    }

    fn number(&self, key: &str) -> u32 {
        self.text(key).parse().unwrap_or_default()
    }

    fn millis(&self, key: &str) -> Span {
        Span::from_millis(self.text(key).parse().unwrap_or_default())
    }

    /// Asterisk's words for yes. Source: `main/utils.c`, `ast_true`.
    fn switch(&self, key: &str) -> bool {
        matches!(self.text(key).to_ascii_lowercase().as_str(), "yes" | "true" | "y" | "t" | "1" | "on")
    }

    fn direction(&self, [inwards, outwards]: [&str; 2]) -> Direction {
        match self.text("Direction").to_ascii_lowercase() {
            told if told == inwards => Direction::In,
            told if told == outwards => Direction::Out,
            _ => Direction::Both,
        }
    }

    fn originate(&self) -> Action {
        let (application, data) = (self.text("Application"), self.text("Data"));
        if application.eq_ignore_ascii_case("ChanSpy") {
            let (target, options) = data.split_once(',').unwrap_or((&data, ""));
            let mode = match options {
                options if options.contains('B') => SpyMode::Barge,
                options if options.contains(['w', 'W']) => SpyMode::Whisper,
                _ => SpyMode::Listen,
            };
            let (channel, timeout) = (self.text("Channel"), self.millis("Timeout"));
            return Action::Spy { channel, target: target.to_owned(), mode, timeout };
        }
        let to = match application.is_empty() {
            true => Destination::Dialplan {
                context: self.text("Context"),
                exten: self.text("Exten"),
                priority: self.number("Priority"),
            },
            false => Destination::Application { name: application, data },
        };
        Action::Originate(Box::new(Originate {
            channel: self.text("Channel"),
            to,
            caller_id: self.text("CallerID"),
            timeout: self.millis("Timeout"),
            leg_id: self.text("ChannelId"),
            other_leg_id: self.text("OtherChannelId"),
            account: self.text("Account"),
            variables: self.assignments(),
        }))
    }

    /// What `Variable:` headers assign.
    fn assignments(&self) -> Vec<(String, String)> {
        let lines = self.0.fields().filter(|field| field.key.as_bytes().eq_ignore_ascii_case(b"Variable"));
        lines.flat_map(|field| assignments(&field.value.text())).collect()
    }

    /// Headers of a program's own, less those that every request has.
    fn own_fields(&self) -> Vec<(String, String)> {
        let own =
            |key: &str| !["Action", "ActionID", "UserEvent"].iter().any(|of| of.eq_ignore_ascii_case(key));
        let fields =
            self.0.fields().map(|field| (field.key.text().into_owned(), field.value.text().into_owned()));
        fields.filter(|(key, _)| own(key)).collect()
    }
}

/// Assignments of one line, parted and unquoted as the switch does it. Source: `main/app.c`, `ast_app_separate_args`.
fn assignments(line: &str) -> Vec<(String, String)> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let (mut depth, mut quoted) = (0_i32, false);
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => part.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if depth == 0 && !quoted => parts.push(std::mem::take(&mut part)),
            _ => {
                depth += i32::from(matches!(char, '(' | '[')) - i32::from(matches!(char, ')' | ']'));
                part.push(char);
            }
        }
    }
    parts.push(part);
    let pair = |part: &String| part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    parts.iter().filter_map(pair).collect()
}
