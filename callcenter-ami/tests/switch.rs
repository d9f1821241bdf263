//! A simulated call center behind AMI: what it says in text is what it says, and what is asked of it is what was asked.
#![cfg(all(feature = "mirror", feature = "client"))]

use std::thread;
use std::time::Duration;

use bytes::BytesMut;
use callcenter_ami::mirror::{Manager, Switch, read_action, write_event_at};
use callcenter_ami::{Client, Config, Incoming, Login, Message, Proof, encode, frames, translate};
use callcenter_core::action::{Action, Destination, Direction, Originate};
use callcenter_core::event::{Event, List, SpyMode};
use callcenter_core::sim::{Plan, World};
use callcenter_core::{Command, Engine, Entry, Input, Output, Policy, Role, Span, Timestamp};
use futures::StreamExt;

/// Monday, 2026-11-23, 08:00 UTC.
const MORNING: Timestamp = Timestamp::from_secs(1_795_420_800);

/// One action of each kind, with values that the switch could read wrongly.
fn actions() -> Vec<Action> {
    let (channel, queue, interface) = ("PJSIP/1001-0000002a", "support", "PJSIP/1001");
    let call = |to| {
        Action::Originate(Box::new(Originate {
            channel: "PJSIP/1001".into(),
            to,
            caller_id: "\"O'Neil, L.\" <491733000101>".into(),
            timeout: Span::from_secs(15),
            leg_id: "cc-leg-1".into(),
            other_leg_id: "cc-leg-2".into(),
            account: "acme".into(),
            variables: vec![
                ("__CC_ID".into(), "7".into()),
                ("NOTE".into(), "a,B=c \"quoted\" (and [more]) \\ back".into()),
            ],
        }))
    };
    let mut actions = vec![
        call(Destination::Dialplan { context: "cc".into(), exten: "491733000101".into(), priority: 1 }),
        call(Destination::Application { name: "Queue".into(), data: "support".into() }),
        Action::Redirect {
            channel: channel.into(),
            context: "cc2".into(),
            exten: "cust".into(),
            priority: 1,
            extra: Some(("PJSIP/trunk-main-1".into(), "cc2".into(), "agent".into(), 1)),
        },
        Action::AttendedTransfer { channel: channel.into(), exten: "1002".into(), context: "agents".into() },
        Action::CancelAttendedTransfer { channel: channel.into() },
        Action::BlindTransfer { channel: channel.into(), exten: "1002".into(), context: String::new() },
        Action::Hangup { channel: channel.into(), cause: Some(17) },
        Action::Hangup { channel: channel.into(), cause: None },
        Action::Park {
            channel: channel.into(),
            timeout_channel: interface.into(),
            timeout: Span::from_secs(45),
            lot: "default".into(),
        },
        Action::Bridge { one: channel.into(), two: "PJSIP/1002-1".into() },
        Action::RecordStart {
            channel: channel.into(),
            file: "x.wav".into(),
            options: "bi(CC_MM)r(x-in.wav)t(x-out.wav)".into(),
        },
        Action::RecordStop { channel: channel.into(), id: "0x1".into() },
        Action::MemberAdd {
            queue: queue.into(),
            interface: interface.into(),
            name: "Anna \"Nan\" O'Neil, Kl.".into(),
            state_interface: "hint:1001@ctx".into(),
            penalty: 3,
            paused: true,
            reason: "lunch, long".into(),
        },
        Action::MemberRemove { queue: queue.into(), interface: interface.into() },
        Action::MemberPause {
            queue: String::new(),
            interface: interface.into(),
            paused: true,
            reason: "coffee".into(),
        },
        Action::MemberPenalty { queue: queue.into(), interface: interface.into(), penalty: 9 },
        Action::MemberRingInUse { queue: queue.into(), interface: interface.into(), on: true },
        Action::QueueLog {
            queue: queue.into(),
            event: "NOTE".into(),
            leg: "1.1".into(),
            interface: interface.into(),
            message: "a|b".into(),
        },
        Action::WithdrawCaller { queue: queue.into(), channel: channel.into(), info: "vip".into() },
        Action::Notify { channel: channel.into(), variables: vec![("Event".into(), "talk".into())] },
        Action::VariableGet { channel: channel.into(), variable: "CC_ID".into() },
        Action::VariableSet {
            channel: String::new(),
            variable: "DEVICE_STATE(Custom:dnd1003)".into(),
            value: "BUSY".into(),
        },
        Action::PlayKey { channel: channel.into(), key: '#', receive: true },
        Action::UserReport { name: "Note".into(), fields: vec![("Text".into(), "a: b".into())] },
        Action::Settings,
        Action::Status,
        Action::Reload { module: "app_queue.so".into() },
        Action::Filter { filter: "!Event: VarSet".into() },
        Action::Ping,
        Action::ConfigGet { file: "queues.conf".into(), category: "support".into() },
        Action::Extension { context: "cc".into(), exten: "pick".into() },
        Action::Logoff,
    ];
    for direction in [Direction::In, Direction::Out, Direction::Both] {
        actions.push(Action::Mute { channel: channel.into(), direction, on: true });
        actions.push(Action::RecordMute { channel: channel.into(), direction, on: false });
    }
    for mode in [SpyMode::Listen, SpyMode::Whisper, SpyMode::Barge] {
        let (channel, target, timeout) = (interface.into(), "1795226308.12".into(), Span::from_secs(30));
        actions.push(Action::Spy { channel, target, mode, timeout });
    }
    for list in [
        List::Legs,
        List::LegDetails,
        List::Bridges,
        List::Queues,
        List::Devices,
        List::Hints,
        List::Endpoints,
        List::Contacts,
        List::Parked,
        List::Conference,
    ] {
        actions.push(Action::List(list));
    }
    actions
}

#[test]
fn every_action_is_read_as_it_was_written() {
    for action in actions() {
        let mut out = BytesMut::new();
        encode("cc-1-1", &action, &mut out).unwrap_or_else(|refused| panic!("{action:?}: {refused}"));
        let request = Message::parse(&out);
        assert_eq!(read_action(&request), Some(action), "{}", String::from_utf8_lossy(&out));
        assert_eq!(request.action_id().map(|id| id.to_string()).as_deref(), Some("cc-1-1"));
    }
    assert_eq!(read_action(&Message::parse(b"Action: Command\r\nCommand: core stop now\r\n\r\n")), None);
}

/// An engine that controls a world: told directly, or over text both ways.
struct Controlled {
    world: World,
    engine: Engine,
    entries: Vec<Entry>,
    over_text: bool,
}

impl Controlled {
    fn new(over_text: bool) -> Self {
        let policy = Policy { role: Role::Controller, ..Policy::default() };
        let (world, engine) =
            (World::new(Plan { seed: 11, ..Plan::default() }, MORNING), Engine::new(policy));
        let mut controlled = Self { world, engine, entries: Vec::new(), over_text };
        controlled.run(|world, tell| world.greet(tell));
        controlled
    }

    fn run(&mut self, run: impl FnOnce(&mut World, &mut dyn FnMut(Timestamp, Event<'_>))) {
        let mut out = Vec::new();
        let (engine, over_text) = (&mut self.engine, self.over_text);
        let mut take = |at: Timestamp, event: Event<'_>, out: &mut Vec<Output>| {
            if !over_text {
                return engine.handle(at, Input::Event(event), out);
            }
            let mut bytes = Vec::new();
            write_event_at(at, &event, &mut bytes);
            for frame in frames(&bytes) {
                let frame = frame.expect("a frame is short");
                let message = Message::parse(frame);
                assert!(message.timestamp().is_none_or(|told| told == at), "{event:?}");
                let read = translate(&message).expect("it is well formed");
                engine.handle(at, Input::Event(read.expect("it moves the engine")), out);
            }
        };
        run(&mut self.world, &mut |at, event| take(at, event, &mut out));
        self.obey(out);
    }

    fn obey(&mut self, out: Vec<Output>) {
        for output in out {
            match output {
                Output::Entry(entry) => self.entries.push(entry),
                Output::Action(number, action) => {
                    let mut action = action;
                    if self.over_text {
                        let mut bytes = BytesMut::new();
                        encode(&number.to_string(), &action, &mut bytes)
                            .expect("the engine asks for what can be said");
                        action = read_action(&Message::parse(&bytes)).expect("it is an action");
                    }
                    let now = self.world.now();
                    self.run(|world, tell| world.act(now, &number.to_string(), &action, tell));
                }
            }
        }
    }

    fn ask(&mut self, id: u64, command: Command) {
        let mut out = Vec::new();
        self.engine.handle(self.world.now(), Input::Command { id, command }, &mut out);
        self.obey(out);
    }
}

#[test]
fn an_engine_concludes_the_same_over_text_as_from_the_world_itself() {
    let mut both = [Controlled::new(false), Controlled::new(true)];
    for controlled in &mut both {
        for minute in 1..=45_u64 {
            let until = MORNING + Span::from_secs(i64::try_from(minute * 60).expect("it is short"));
            controlled.run(|world, tell| world.advance(until, tell));
            if minute % 5 == 0 {
                let (agent, queues, reason) = ("1003".into(), Vec::new(), "a \"talk\", with 'quotes'".into());
                let from = callcenter_core::PauseFrom::Now;
                controlled.ask(minute, Command::Pause { agent, queues, reason, from });
            }
            if minute % 5 == 3 {
                controlled.ask(minute, Command::Ready { agent: "1003".into(), queues: Vec::new() });
            }
        }
    }
    let [direct, over_text] = both;
    assert!(direct.entries.len() > 5_000, "{}", direct.entries.len());
    for (direct, over_text) in direct.entries.iter().zip(&over_text.entries) {
        assert_eq!(direct, over_text);
    }
    assert_eq!(direct.entries.len(), over_text.entries.len());
    assert_eq!(direct.engine.state().hash(), over_text.engine.state().hash());
}

fn config(switch: &Switch, secret: &str, proof: Proof) -> Config {
    let login = Login { username: "demo".into(), secret: secret.into(), proof };
    let mut config = Config::new("127.0.0.1", login);
    config.port = switch.address().expect("it has one").port();
    config
}

fn switch() -> Switch {
    let manager = Manager { username: "demo".into(), secret: "by chance".into() };
    Switch::bind("127.0.0.1:0", World::new(Plan::still(), MORNING), manager).expect("a port is free")
}

#[tokio::test]
async fn a_client_logs_in_asks_for_lists_and_pauses_an_agent() {
    for proof in [Proof::Challenge, Proof::Plain] {
        let switch = switch();
        let (client, mut feed) = Client::connect(config(&switch, "by chance", proof)).expect("it can begin");
        thread::spawn(|| switch.serve());
        client.ready().await.expect("it logs in");

        let queues = client.request(Action::List(List::Queues)).await.expect("it answers");
        assert!(queues.items().filter(|row| row.get("Location").is_some()).count() >= 12);
        let settings = client.request(Action::Settings).await.expect("it answers");
        assert_eq!(
            settings.get("AsteriskVersion").map(|value| value.to_string()).as_deref(),
            Some("22.10.1")
        );

        let pause = Action::MemberPause {
            queue: String::new(),
            interface: "PJSIP/1001".into(),
            paused: true,
            reason: "lunch".into(),
        };
        assert!(client.request(pause).await.expect("it answers").ok());
        let nobody = Action::Hangup { channel: "PJSIP/1001-00000000".into(), cause: None };
        let refused = client.request(nobody).await.expect("it answers");
        assert_eq!((refused.ok(), refused.message().as_ref()), (false, "No such channel"));

        let paused = async {
            while let Some(incoming) = feed.next().await {
                let Incoming::Frame { frame, .. } = incoming else { continue };
                if let Ok(Some(Event::MemberPaused(member))) = translate(&Message::parse(&frame)) {
                    return (member.interface.to_owned(), member.paused, member.pause_reason.into_owned());
                }
            }
            panic!("the feed ended");
        };
        let paused = tokio::time::timeout(Duration::from_secs(10), paused).await.expect("it is told");
        assert_eq!(paused, ("PJSIP/1001".to_owned(), Some(true), "lunch".to_owned()));
    }
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_sent_away() {
    let switch = switch();
    let (client, _feed) =
        Client::connect(config(&switch, "guessed", Proof::Challenge)).expect("it can begin");
    thread::spawn(|| switch.serve());
    let refused = tokio::time::timeout(Duration::from_secs(10), client.ready()).await.expect("it is told");
    assert!(refused.is_err(), "{refused:?}");
}
