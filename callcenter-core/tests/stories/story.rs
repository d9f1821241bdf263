//! Reads small texts: a time, what is reported, and after `=>` what must be concluded.
//!
//! ```text
//!  0.0  leg a trunk calls 100              a caller on PJSIP/trunk, who dialled 100
//!  0.1  queue support: a joins             => a waits in support, 1
//!  0.2  leg b 1001 for a                   a dials PJSIP/1001
//!  0.2  queue support: offers a to b       => 1001 ringing
//!  4.0  b answers                          => 1001 talking
//!  4.1  bridge x: a b                      => b talks with a
//! ```
//!
//! Where a line has `=>`, exactly the conclusions named follow, in any order, separated by `·`; `=> nothing` means none.
//! A conclusion that became true at another time than the line's is written with it: `10.0 1001 ready`.
//!
//! After every line: the facts alone give the same state, everything fits together, and a snapshot taken there goes on
//! as the engine itself does. So each story tests all of that too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use callcenter_core::action::{Action, Direction};
use callcenter_core::event::{
    BridgeKind, CompleteReason, ContactState, DeviceState, DialStatus, Event, LegState, List, Listing,
    Member, Membership, OriginateOutcome, Seen, SeenBridge, SpyMode, Step, Variable,
};
use callcenter_core::fact::Anomaly;
use callcenter_core::{
    AgentKey, CallRecord, Command, Engine, Entry, Fact, HoldBy, Input, KeysTo, Output, Parked, PauseFrom,
    Policy, QueueKey, Role, Snapshot, Span, State, Stats, Taker, Text, Timestamp, Tracks, Transfer,
};

/// The time of a story's 0.0, in seconds since the Unix epoch: a full UTC hour.
pub(crate) const START: i64 = 1_795_219_200;

/// What a story came to.
pub(crate) struct Story {
    pub(crate) engine: Engine,
    pub(crate) entries: Vec<Entry>,
    pub(crate) actions: Vec<(u64, Action)>,
    pub(crate) stats: Stats,
}

/// A policy with a wrap-up of 10 s, as a controller's or an observer's.
pub(crate) fn policy(role: Role) -> Policy {
    Policy { role, wrap_up: Some(Span::from_secs(10)), ..Policy::default() }
}

/// Tells a story to an observer with 10 s of wrap-up.
pub(crate) fn tell(text: &str) -> Story {
    tell_by(policy(Role::Observer), text)
}

/// Tells a story to a controller whose link is up.
pub(crate) fn control(text: &str) -> Story {
    tell_by(policy(Role::Controller), text)
}

pub(crate) fn tell_by(policy: Policy, text: &str) -> Story {
    let lines: Vec<Line> = text.lines().filter_map(Line::read).collect();
    let cast = Cast::of(&lines);
    let mut engine = Engine::new(policy.clone());
    let mut replica = State::new(policy);
    let mut stats = Stats::default();
    let (mut entries, mut actions) = (Vec::new(), Vec::new());
    let mut branches: Vec<Engine> = Vec::new();
    for line in &lines {
        let mut out = Vec::new();
        line.feed(&cast, &mut engine, &mut out);
        for branch in &mut branches {
            let mut again = Vec::new();
            line.feed(&cast, branch, &mut again);
            assert_eq!(out, again, "a snapshot goes on differently at: {}", line.text);
        }
        for output in &out {
            match output {
                Output::Entry(entry) => {
                    replica.apply(entry);
                    stats.apply(entry);
                    entries.push(entry.clone());
                }
                Output::Action(number, action) => actions.push((*number, action.clone())),
            }
        }
        assert_eq!(&replica, engine.state(), "the facts give another state at: {}", line.text);
        engine.state().check().unwrap_or_else(|violation| panic!("{violation} at: {}", line.text));
        let bytes = engine.snapshot().with_stats(stats.clone()).to_bytes();
        let snapshot = Snapshot::from_bytes(&bytes).expect("a snapshot just taken can be read");
        let (branch, figures) = Engine::restore(snapshot, []).expect("nothing is missing");
        assert_eq!(figures, stats);
        branches.push(branch);
        line.compare(&cast, &out);
    }
    Story { engine, entries, actions, stats }
}

impl Story {
    pub(crate) fn state(&self) -> &State {
        self.engine.state()
    }

    /// Records of the calls that are closed, in order of closing.
    pub(crate) fn closed(&self) -> Vec<&CallRecord> {
        let records = self.entries.iter().filter_map(|entry| match &entry.fact {
            Fact::CallClosed { record, .. } => record.as_deref(),
            _ => None,
        });
        records.collect()
    }
}

/// A moment of a story.
pub(crate) fn at(seconds: f64) -> Timestamp {
    Timestamp::from_micros(START * 1_000_000 + (seconds * 1e6).round() as i64)
}

/// Who is who: the legs of a story by their short names.
struct Cast(BTreeMap<String, (String, String)>);

impl Cast {
    /// Reads every `leg` line before the story begins. The n-th leg has the id `L.n`; one that the engine itself had called
    /// by a command has the id that the engine chose.
    fn of(lines: &[Line]) -> Self {
        let mut cast = BTreeMap::new();
        for (n, words) in lines.iter().filter_map(|line| line.leg()).enumerate() {
            let endpoint = words[2];
            let half = endpoint.contains(';');
            let channel = match endpoint.contains('/') {
                true if half => endpoint.to_string(),
                true => format!("{endpoint}-{n:08x}"),
                false => format!("PJSIP/{endpoint}-{n:08x}"),
            };
            let id = match words.get(3..) {
                Some(["called", "by", command, "at", seconds]) => {
                    let (command, seconds): (u64, f64) = (
                        command.parse().expect("a command has a number"),
                        seconds.parse().expect("it was at a time"),
                    );
                    format!("cc-{:x}-{command:x}", at(seconds).as_micros())
                }
                _ => format!("L.{n}"),
            };
            cast.insert(words[1].to_string(), (id, channel));
        }
        Self(cast)
    }

    fn id(&self, name: &str) -> &str {
        &self.0.get(name).unwrap_or_else(|| panic!("no leg {name} in this story")).0
    }

    fn name(&self, id: &str) -> &str {
        self.0.iter().find(|(_, (leg, _))| leg == id).map_or("?", |(name, _)| name)
    }

    fn seen<'c>(&'c self, name: &str) -> Seen<'c> {
        let (leg, channel) = self.0.get(name).unwrap_or_else(|| panic!("no leg {name} in this story"));
        Seen { leg, channel, ..Seen::default() }
    }
}

struct Line {
    at: f64,
    text: String,
    expected: Option<Vec<String>>,
}

impl Line {
    fn read(line: &str) -> Option<Self> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let (told, expected) = match line.split_once("=>") {
            Some((told, expected)) => (told.trim(), Some(expected)),
            None => (line, None),
        };
        let (at, text) = told.split_once(char::is_whitespace).expect("a line has a time and a report");
        let expected = expected.map(|all| {
            let each = all.split('·').map(|one| one.trim().to_string());
            each.filter(|one| !one.is_empty() && one != "nothing").collect()
        });
        let at = at.parse().unwrap_or_else(|_| panic!("a line begins with a time in seconds: {line}"));
        Some(Self { at, text: text.trim().to_string(), expected })
    }

    fn words(&self) -> Vec<&str> {
        self.text.split_whitespace().collect()
    }

    fn leg(&self) -> Option<Vec<&str>> {
        let words = self.words();
        let listed = words.starts_with(&["list", "leg"]);
        let words = if listed { words[1..].to_vec() } else { words };
        (words[0] == "leg").then_some(words)
    }

    fn compare(&self, cast: &Cast, out: &[Output]) {
        let Some(expected) = &self.expected else { return };
        let mut expected = expected.clone();
        let mut got: Vec<String> =
            out.iter().filter_map(|output| in_words(cast, at(self.at), output)).collect();
        expected.sort();
        got.sort();
        assert_eq!(expected, got, "at: {} {}", self.at, self.text);
    }

    fn feed(&self, cast: &Cast, engine: &mut Engine, out: &mut Vec<Output>) {
        let now = at(self.at);
        let words = self.words();
        let mut say = |event: Event<'_>| engine.handle(now, Input::Event(event), out);
        match words.as_slice() {
            ["tick"] => engine.handle(now, Input::Tick, out),
            ["finish"] => engine.handle(now, Input::Finish, out),
            ["command", id, rest @ ..] => {
                let id = id.parse().expect("a command has a number");
                engine.handle(now, Input::Command { id, command: command(cast, rest) }, out);
            }

            ["link", "up"] => say(Event::Connected { version: "11.0.0" }),
            ["link", "down"] => say(Event::Disconnected),
            ["ready"] => say(Event::Ready { uptime: None }),
            ["reply", action, how, message @ ..] => {
                say(Event::Replied { action, ok: *how == "ok", message: &message.join(" ") });
            }
            ["originated", action, how] => {
                let outcome = match *how {
                    "answered" => OriginateOutcome::Answered,
                    "rang-out" => OriginateOutcome::RangOut,
                    _ => OriginateOutcome::Failed,
                };
                let (leg, channel, exten, step) = ("", "", "", Step::Other);
                say(Event::Originated { action, leg, channel, exten, outcome, step });
            }

            ["leg", name, _, "calls", exten] | ["leg", name, _, "dials", exten] => {
                let seen = cast.seen(name);
                let number = seen.channel.split(['/', '-']).nth(1).unwrap_or_default();
                let seen = Seen { linked: seen.leg, state: Some(LegState::Calling), exten, number, ..seen };
                say(Event::LegStarted(seen));
            }
            ["leg", name, _, "for", by] => {
                let (leg, by) = (cast.seen(name), cast.seen(by));
                let leg = Seen { linked: by.leg, state: Some(LegState::Down), ..leg };
                let dial = leg.channel.split('/').nth(1).unwrap_or_default().to_string();
                say(Event::LegStarted(leg.clone()));
                say(Event::DialStarted { by: Some(by), leg, dial: &dial });
            }
            ["leg", name, _, "originated"] | ["leg", name, _, "called", "by", ..] => {
                let leg = cast.seen(name);
                let leg = Seen { linked: leg.leg, state: Some(LegState::Down), ..leg };
                say(Event::LegStarted(leg.clone()));
                say(Event::DialStarted { by: None, leg, dial: "" });
            }
            [name, "rings"] => {
                say(Event::LegChanged(Seen { state: Some(LegState::Ringing), ..cast.seen(name) }));
            }
            [name, "answers"] => {
                say(Event::LegChanged(Seen { state: Some(LegState::Up), ..cast.seen(name) }));
            }
            [name, "stands", "at", context, exten] => {
                say(Event::LegChanged(Seen { context, exten, ..cast.seen(name) }));
            }
            [name, "belongs", "to", other] => {
                say(Event::LegChanged(Seen { linked: cast.id(other), ..cast.seen(name) }));
            }
            [name, "goes", "to", exten] => say(Event::LegChanged(Seen { exten, ..cast.seen(name) })),
            [name, "dial", how] => {
                let status = match *how {
                    "answer" => DialStatus::Answer,
                    "cancel" => DialStatus::Cancel,
                    "busy" => DialStatus::Busy,
                    _ => DialStatus::NoAnswer,
                };
                say(Event::DialEnded { by: None, leg: cast.seen(name), status, forward: "" });
            }
            [name, "hangs", "up"] => {
                say(Event::HangupRequested { leg: cast.seen(name), by_party: true, cause: None });
                say(Event::LegEnded { leg: cast.seen(name), cause: 16 });
            }
            [name, "wants", "to", "end"] => {
                say(Event::HangupRequested { leg: cast.seen(name), by_party: true, cause: None });
            }
            [name, "ends"] => say(Event::LegEnded { leg: cast.seen(name), cause: 16 }),
            [name, "ends", cause] => {
                say(Event::LegEnded {
                    leg: cast.seen(name),
                    cause: cause.parse().expect("a cause is a number"),
                });
            }
            [name, "holds"] => say(Event::Held(cast.seen(name))),
            [name, "unholds"] => say(Event::Unheld(cast.seen(name))),
            [name, "parked"] => say(Event::Parked { leg: cast.seen(name), parker: "", slot: "701" }),
            [name, "unparked", "by", other] => {
                say(Event::Unparked { leg: cast.seen(name), by: cast.seen(other), slot: "701" });
            }
            [name, "transferred", "by", other, "to", exten] => {
                let (by, transferee) = (cast.seen(other), Some(cast.seen(name)));
                say(Event::BlindTransferred { by, transferee, exten, by_code: false, ok: true });
            }
            [by, "picks", "up", target] => {
                say(Event::PickedUp { by: cast.seen(by), target: cast.seen(target) });
            }
            [name, "status", status] => {
                let variable = Variable::QueueStatus((*status).into());
                say(Event::VariableSet { leg: cast.seen(name), variable });
            }
            [name, "enters", queue] => {
                let leg = cast.seen(name);
                say(Event::LegExecutes { leg, step: Step::Queue(queue), arguments: "" });
            }
            ["pair", one, two] => say(Event::LocalPaired { one: cast.seen(one), two: cast.seen(two) }),
            ["bridge", bridge, "without", name] => {
                say(Event::BridgeLeft { bridge: talk(bridge), leg: cast.seen(name) });
            }
            ["place", bridge, names @ ..] => {
                let bridge = SeenBridge { bridge, kind: BridgeKind::Holding };
                for name in names {
                    say(Event::BridgeEntered { bridge, leg: cast.seen(name), swap: "" });
                }
            }
            ["room", room, names @ ..] => {
                let bridge = SeenBridge { bridge: room, kind: BridgeKind::Conference };
                for name in names {
                    say(Event::ConferenceJoined { room, bridge, leg: cast.seen(name) });
                }
            }
            [spy, "spies", target] => {
                say(Event::SpyStarted { spy: cast.seen(spy), target: cast.seen(target) });
            }
            [name, "says", what] => {
                say(Event::UserReported { name: what, leg: Some(cast.seen(name)), body: "" });
            }
            ["bridge", bridge, "puts", name, "for", other, "of", caller] => {
                let leg = Seen { linked: cast.id(caller), ..cast.seen(name) };
                say(Event::BridgeEntered { bridge: talk(bridge), leg, swap: cast.id(other) });
            }
            ["bridge", bridge, names @ ..] => {
                for name in names {
                    say(Event::BridgeEntered { bridge: talk(bridge), leg: cast.seen(name), swap: "" });
                }
            }

            ["queue", queue, caller, "joins"] => {
                say(Event::CallerJoined { queue, leg: cast.seen(caller), position: 1 });
            }
            ["queue", queue, caller, "joins", position] => {
                let position = position.parse().expect("a position is a number");
                say(Event::CallerJoined { queue, leg: cast.seen(caller), position });
            }
            ["queue", queue, caller, "leaves"] => say(Event::CallerLeft { queue, leg: cast.seen(caller) }),
            ["queue", queue, caller, "abandons"] => {
                say(Event::CallerAbandoned { queue, leg: cast.seen(caller) });
            }
            ["queue", queue, "offers", caller, "to", phone, "as", interface] => say(Event::AgentOffered {
                queue,
                caller: cast.seen(caller),
                phone: cast.seen(phone),
                interface,
                name: "".into(),
            }),
            ["queue", queue, "connects", caller, "to", phone, "as", interface] => {
                say(Event::AgentConnected {
                    queue,
                    caller: cast.seen(caller),
                    phone: cast.seen(phone),
                    interface,
                    name: "".into(),
                    wait: None,
                    ring: None,
                });
            }
            ["queue", queue, "completes", caller, "as", interface, "by", who] => {
                let reason = match *who {
                    "caller" => CompleteReason::Caller,
                    "agent" => CompleteReason::Agent,
                    "transfer" => CompleteReason::Transfer,
                    _ => CompleteReason::Other,
                };
                let caller = cast.seen(caller);
                say(Event::AgentCompleted { queue, caller, interface, talk: None, reason });
            }
            ["queue", queue, "misses", caller, "at", phone, "as", interface] => say(Event::AgentMissed {
                queue,
                caller: cast.seen(caller),
                phone: cast.seen(phone),
                interface,
                ring: None,
            }),
            ["queue", queue, "dumps", caller, "at", phone, "as", interface] => say(Event::AgentDumped {
                queue,
                caller: cast.seen(caller),
                phone: cast.seen(phone),
                interface,
            }),

            ["member", queue, interface, "removed"] => {
                say(Event::MemberRemoved(Member { queue, interface, ..Member::default() }));
            }
            ["member", queue, interface, how, told @ ..] => {
                let member = member(queue, interface, how, told);
                say(match *how {
                    "added" => Event::MemberAdded(member),
                    "paused" | "unpaused" => Event::MemberPaused(member),
                    "changed" => Event::MemberChanged(member),
                    _ => panic!("a member is added, changed, paused, unpaused or removed: {}", self.text),
                });
            }
            ["device", device, state] => say(Event::DeviceChanged { device, state: device_state(state) }),
            ["contact", endpoint, state] => {
                let state = match *state {
                    "reachable" => ContactState::Reachable,
                    "unreachable" => ContactState::Unreachable,
                    _ => ContactState::Removed,
                };
                say(Event::ContactChanged { endpoint, uri: "sip:x", state });
            }

            ["list", "begins", action] => say(Event::ListStarted { action }),
            ["list", "whole", what] | ["list", "whole", what, ..] => {
                let list = match *what {
                    "legs" => List::Legs,
                    "queues" => List::Queues,
                    _ => List::Devices,
                };
                let action = words.get(3).copied().unwrap_or("somebody");
                say(Event::ListEnded { action, list, whole: true });
            }
            ["list", row @ ..] => say(Event::Listed { action: "somebody", row: listing(cast, row) }),
            _ => panic!("nobody knows what this means: {}", self.text),
        }
    }
}

fn talk(bridge: &str) -> SeenBridge<'_> {
    SeenBridge { bridge, kind: BridgeKind::Talk }
}

fn listing<'a>(cast: &'a Cast, row: &[&'a str]) -> Listing<'a> {
    match row {
        ["queue", queue] => {
            Listing::Queue { queue, limit: Some(0), strategy: "ringall", waiting: None, service_level: None }
        }
        ["member", queue, interface, told @ ..] => Listing::Member(member(queue, interface, "listed", told)),
        ["waiting", queue, caller, position, wait] => {
            let seen = cast.seen(caller);
            Listing::Waiting {
                queue,
                leg: seen.leg,
                channel: seen.channel,
                position: position.parse().expect("a position is a number"),
                wait: Some(Span::from_secs(wait.parse().expect("a wait is in seconds"))),
            }
        }
        ["leg", name, _, state, bridge @ ..] => {
            let seen = cast.seen(name);
            let state = if *state == "up" { LegState::Up } else { LegState::Ringing };
            let leg = Seen { linked: seen.leg, state: Some(state), ..seen };
            let bridge = bridge.first().copied().unwrap_or_default();
            Listing::Leg { leg, bridge, age: None, step: Step::Other, detail: false, dialed: "" }
        }
        ["device", device, state] => Listing::Device { device, state: device_state(state) },
        _ => panic!("no such row of a list: {row:?}"),
    }
}

/// A member with what is told of it: `penalty=2 state=PJSIP/1001 reason=lunch device=inuse wrap=5 since=30 paused`.
fn member<'a>(queue: &'a str, interface: &'a str, how: &str, told: &[&'a str]) -> Member<'a> {
    let mut member = Member { queue, interface, paused: Some(how == "paused"), ..Member::default() };
    for word in told {
        match word.split_once('=') {
            None if *word == "paused" => member.paused = Some(true),
            None if *word == "silent" => member.paused = None,
            None if *word == "static" => member.membership = Membership::Static,
            Some(("name", name)) => member.name = name.into(),
            Some(("state", device)) => member.state_interface = device,
            Some(("penalty", penalty)) => member.penalty = penalty.parse().ok(),
            Some(("reason", reason)) => member.pause_reason = reason.into(),
            Some(("device", state)) => member.device = Some(device_state(state)),
            Some(("wrap", seconds)) => member.wrap_up = seconds.parse().ok().map(Span::from_secs),
            Some(("since", seconds)) => member.last_pause = seconds.parse().ok().map(at),
            _ => panic!("nobody knows what this says of a member: {word}"),
        }
    }
    member
}

fn device_state(state: &str) -> DeviceState {
    match state {
        "free" => DeviceState::NotInUse,
        "inuse" => DeviceState::InUse,
        "ringing" => DeviceState::Ringing,
        "onhold" => DeviceState::OnHold,
        "unavailable" => DeviceState::Unavailable,
        _ => panic!("no such device state: {state}"),
    }
}

fn command(cast: &Cast, words: &[&str]) -> Command {
    let agent = |name: &str| AgentKey::from(name);
    let all = |queues: &[&str]| queues.iter().map(|queue| QueueKey::from(*queue)).collect::<Vec<_>>();
    let leg = |name: &str| cast.id(name).into();
    match words {
        ["sign-in", interface, queues @ ..] => Command::SignIn {
            queues: all(queues),
            interface: (*interface).into(),
            name: Text::default(),
            state_interface: Text::default(),
            penalty: 0,
            paused: None,
        },
        ["sign-out", name, queues @ ..] => Command::SignOut { agent: agent(name), queues: all(queues) },
        ["ready", name, queues @ ..] => Command::Ready { agent: agent(name), queues: all(queues) },
        ["pause", name, reason, queues @ ..] => Command::Pause {
            agent: agent(name),
            queues: all(queues),
            reason: (*reason).into(),
            from: PauseFrom::Now,
        },
        ["pause-badly", name] => Command::Pause {
            agent: agent(name),
            queues: Vec::new(),
            reason: "a\r\nAction: Logoff".into(),
            from: PauseFrom::Now,
        },
        ["pause-after", name, reason] => Command::Pause {
            agent: agent(name),
            queues: Vec::new(),
            reason: (*reason).into(),
            from: PauseFrom::AfterCall,
        },
        ["resume", name, reason] => Command::Resume { agent: agent(name), reason: (*reason).into() },
        ["penalty", name, penalty] => Command::SetPenalty {
            agent: agent(name),
            queues: Vec::new(),
            penalty: penalty.parse().expect("a penalty is a number"),
        },
        ["originate", channel] => Command::Originate(Box::new(callcenter_core::action::Originate {
            channel: (*channel).to_string(),
            to: callcenter_core::action::Destination::Application { name: "Wait".into(), data: "1".into() },
            caller_id: String::new(),
            timeout: Span::from_secs(20),
            leg_id: String::new(),
            other_leg_id: String::new(),
            account: String::new(),
            variables: Vec::new(),
        })),
        ["transfer", name, to] => Command::Transfer {
            leg: leg(name),
            to: (*to).into(),
            context: "internal".into(),
            how: Transfer::Blind,
        },
        ["consult", name, to] => Command::Transfer {
            leg: leg(name),
            to: (*to).into(),
            context: "internal".into(),
            how: Transfer::Attended,
        },
        ["complete", name] => Command::CompleteTransfer { leg: leg(name) },
        ["cancel", name] => Command::CancelTransfer { leg: leg(name) },
        ["hold", name] => Command::Hold { leg: leg(name), how: HoldBy::Auto },
        ["hold-by-phone", name] => Command::Hold { leg: leg(name), how: HoldBy::Device },
        ["unhold", name] => Command::Unhold { leg: leg(name), how: HoldBy::Auto },
        ["swap", name] => Command::SwapTransfer { leg: leg(name) },
        ["merge", name] => Command::MergeTransfer { leg: leg(name) },
        ["answer", name] => Command::Answer { leg: leg(name) },
        ["keys", name, keys] => Command::Dtmf { leg: leg(name), keys: (*keys).into(), to: KeysTo::Party },
        ["mute", name] => Command::Mute { leg: leg(name), direction: Direction::In, on: true },
        ["supervise", phone, name] => {
            Command::Supervise { channel: (*phone).into(), leg: leg(name), mode: SpyMode::Listen }
        }
        ["whisper", name] => Command::SuperviseAs { leg: leg(name), mode: SpyMode::Whisper },
        ["take-over", name, "by", by] => Command::TakeOver { leg: leg(name), by: Taker::Leg(leg(by)) },
        ["take-over", name, "with", phone] => {
            Command::TakeOver { leg: leg(name), by: Taker::Phone((*phone).into()) }
        }
        ["pickup", name, "with", phone] => Command::Pickup { channel: (*phone).into(), leg: leg(name) },
        ["move", name, context, exten] => {
            Command::MoveTo { leg: leg(name), context: (*context).into(), exten: (*exten).into() }
        }
        ["pull", name, "to", phone] => Command::Pull { leg: leg(name), channel: (*phone).into() },
        ["park", name] => Command::Park { leg: leg(name), lot: Text::default() },
        ["retrieve", space, "with", phone] => {
            Command::Retrieve { parked: Parked::Space((*space).into()), channel: (*phone).into() }
        }
        ["record", name, file] => {
            Command::RecordStart { leg: leg(name), file: (*file).into(), tracks: Tracks::Apart }
        }
        ["reload", module] => Command::Reload { module: (*module).into() },
        ["check", context, exten] => Command::Check { context: (*context).into(), exten: (*exten).into() },
        ["hangup", name] => Command::Hangup { leg: leg(name), cause: None },
        ["withdraw", name] => Command::Withdraw { leg: leg(name), info: String::new() },
        _ => panic!("no such command: {words:?}"),
    }
}

/// A conclusion in the words of a story; nothing for those that stories do not speak of.
fn in_words(cast: &Cast, now: Timestamp, output: &Output) -> Option<String> {
    let entry = match output {
        Output::Entry(entry) => entry,
        Output::Action(number, action) => {
            let text = format!("{action:?}");
            let name = text.split([' ', '(', '{']).next().unwrap_or_default();
            return Some(match action {
                Action::List(list) => format!("asks {number} for {list:?}"),
                Action::Extension { exten, .. } => format!("asks {number} whether {exten}"),
                _ => format!("asks {number} {name}"),
            });
        }
    };
    let mut words = String::new();
    if entry.at != now {
        let seconds = entry.at.since(Timestamp::from_secs(START)).as_millis() as f64 / 1e3;
        write!(words, "{seconds:.1} ").expect("a string takes all");
    }
    let after = |until: Timestamp| until.since(Timestamp::from_secs(START)).as_millis() as f64 / 1e3;
    let what = match &entry.fact {
        Fact::AgentChanged { agent, activity, reason } => {
            let activity = format!("{activity:?}").to_lowercase();
            let reason = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
            format!("{agent} {activity}{reason}")
        }
        Fact::WrapUpStarted { agent, queue, until } => {
            format!("{agent} wraps up {queue} until {:.1}", after(*until))
        }
        Fact::WrapUpEnded { agent } => format!("{agent} has wrapped up"),
        Fact::MemberSet(member) => {
            let paused = if member.paused { " paused" } else { "" };
            format!("{} in {}{paused}", member.agent, member.queue)
        }
        Fact::MemberConfirmed { queue, interface } => format!("{interface} still in {queue}"),
        Fact::MemberRemoved { queue, interface } => format!("{interface} out of {queue}"),
        Fact::CallerJoined { leg, queue, position, .. } => {
            format!("{} waits in {queue}, {position}", cast.name(leg.as_str()))
        }
        Fact::CallerConfirmed { leg, queue, position } => {
            format!("{} still waits in {queue}, {position}", cast.name(leg.as_str()))
        }
        Fact::CallerLeft { leg, queue } => format!("{} leaves {queue}", cast.name(leg.as_str())),
        Fact::TalkStarted { call, leg } => {
            format!("{} talks with {}", cast.name(leg.as_str()), cast.name(call.as_str()))
        }
        Fact::CallClosed { call, record: Some(record) } => {
            let status = format!("{:?}", record.status).to_lowercase();
            format!("call of {} {status}", cast.name(call.as_str()))
        }
        Fact::DeviceSet { device, state } => format!("{device} {}", format!("{state:?}").to_lowercase()),
        Fact::ContactSet { endpoint, state, .. } => {
            format!("{endpoint} {}", format!("{state:?}").to_lowercase())
        }
        Fact::Noticed { anomaly: Anomaly::LateAnswer(action), .. } => format!("late answer to {action}"),
        Fact::HoldStarted { leg } => format!("{} holds", cast.name(leg.as_str())),
        Fact::HoldEnded { leg } => format!("{} holds no more", cast.name(leg.as_str())),
        Fact::ConsultStarted { leg, to, .. } => format!("{} consults {to}", cast.name(leg.as_str())),
        Fact::AttendedTransferred { by, to, .. } => format!("{} transferred to {to}", cast.name(by.as_str())),
        Fact::AsideSet(aside) => {
            let asked = if aside.asked.is_some() { format!(" for {}", aside.to) } else { String::new() };
            format!(
                "{} puts {} aside{asked}",
                cast.name(aside.agent.as_str()),
                cast.name(aside.customer.as_str())
            )
        }
        Fact::AsideEnded { agent } => format!("{} puts nobody aside", cast.name(agent.as_str())),
        Fact::HookSeen { hook, there: true } => format!("hook {hook:?}"),
        Fact::CommandAccepted { command, .. } => format!("command {command} accepted"),
        Fact::CommandRefused { command, why } => format!("command {command} refused: {why}"),
        Fact::CommandSettled { command, outcome, message } => {
            let why = if message.is_empty() { String::new() } else { format!(": {message}") };
            format!("command {command} {}{why}", format!("{outcome:?}").to_lowercase())
        }
        Fact::ActionSettled { action, outcome, .. } => {
            format!("action {action} {}", format!("{outcome:?}").to_lowercase())
        }
        _ => return None,
    };
    words.push_str(&what);
    Some(words)
}
