//! A simulated call center reports what happens in the order in which a real Asterisk did.
#![cfg(feature = "mirror")]

mod common;

use callcenter_ami::mirror::write_event_at;
use callcenter_ami::{Content, Kind, Message, frames, trace};
use callcenter_core::action::{Action, Destination, Originate};
use callcenter_core::event::Event;
use callcenter_core::sim::{AgentPlan, Plan, QueuePlan, Strategy, World};
use callcenter_core::{Span, Timestamp};
use common::traces;

/// What says what became of a call. Devices are reported by another thread of the switch, in any order.
const TOLD: &[&str] = &[
    "Newchannel",
    "Newstate",
    "DialBegin",
    "DialEnd",
    "HangupRequest",
    "Hangup",
    "BridgeEnter",
    "BridgeLeave",
    "BridgeMerge",
    "BlindTransfer",
    "AttendedTransfer",
    "Hold",
    "Unhold",
    "ParkedCall",
    "UnParkedCall",
    "OriginateResponse",
    "LocalBridge",
    "LocalOptimizationBegin",
    "LocalOptimizationEnd",
    "QueueCallerJoin",
    "QueueCallerLeave",
    "QueueCallerAbandon",
    "AgentCalled",
    "AgentConnect",
    "AgentComplete",
    "AgentRingNoAnswer",
];

/// An event and whom it is about: `BridgeEnter trunk-main`.
fn line(message: &Message<'_>) -> Option<String> {
    let Kind::Event(name) = message.kind() else { return None };
    let name = name.to_string();
    if !TOLD.contains(&name.as_str()) || message.action_id().is_some() && name != "OriginateResponse" {
        return None;
    }
    let channel = |key: &str| message.get(key).map(|value| value.to_string());
    // Of a dial, and of an offer, the phone says more than the one who dials it.
    let about = [
        "DestChannel",
        "Channel",
        "TransfererChannel",
        "OrigTransfererChannel",
        "ParkeeChannel",
        "LocalOneChannel",
    ];
    let about = about.into_iter().find_map(channel).unwrap_or_default();
    let about = about.strip_prefix("PJSIP/").unwrap_or(&about).to_owned();
    let half = about.rsplit_once(';').map(|(_, half)| half.to_owned());
    let who = match half {
        Some(half) => format!("Local;{half}"),
        None => about.rsplit_once('-').map_or(about.as_str(), |(who, _)| who).to_owned(),
    };
    let more = ["ChannelStateDesc", "DialStatus", "Reason"];
    let more = match name.as_str() {
        "Newchannel" | "Newstate" => channel(more[0]),
        "DialEnd" => channel(more[1]),
        "AgentComplete" => channel(more[2]),
        _ => None,
    };
    if name == "HangupRequest" && who.starts_with("Local") {
        return None;
    }
    Some([name, who, more.unwrap_or_default()].join(" ").trim_end().to_owned())
}

fn recorded(name: &str) -> Vec<String> {
    let traces = traces();
    let end = format!("22.10.1/{name}/events.ami");
    let (_, bytes) = traces.into_iter().find(|(path, _)| path.ends_with(&end)).expect("the trace is there");
    trace(&bytes)
        .filter_map(|item| match item.content {
            Content::Frame(frame) => line(&Message::parse(frame)),
            _ => None,
        })
        .collect()
}

/// A world with the people of the recordings, and what it has told.
struct Stage {
    world: World,
    bytes: Vec<u8>,
}

impl Stage {
    fn new() -> Self {
        let agent = |extension: &str| AgentPlan {
            extension: extension.into(),
            name: extension.into(),
            queues: if extension < "1003" { vec![("support".into(), 0)] } else { Vec::new() },
        };
        let queue = QueuePlan {
            name: "support".into(),
            strategy: Strategy::RingAll,
            ..Plan::still().queues[0].clone()
        };
        // The second phone was called first.
        let agents = vec![agent("1002"), agent("1001"), agent("1003")];
        let plan = Plan { agents, queues: vec![queue], ..Plan::still() };
        Self { world: World::new(plan, Timestamp::from_secs(1_795_420_800)), bytes: Vec::new() }
    }

    fn run<T>(
        &mut self,
        run: impl FnOnce(&mut World, Timestamp, &mut dyn FnMut(Timestamp, Event<'_>)) -> T,
    ) -> T {
        let (now, bytes) = (self.world.now() + Span::from_secs(1), &mut self.bytes);
        run(&mut self.world, now, &mut |at, event| write_event_at(at, &event, bytes))
    }

    fn calls(&mut self, exten: &str) -> String {
        self.run(|world, at, tell| world.somebody_calls(at, ["4917", "Ada"], exten, tell))
    }

    fn answers(&mut self, phone: &str) -> String {
        self.run(|world, at, tell| world.phone_answers(at, phone, tell)).expect("it rings")
    }

    fn hangs_up(&mut self, leg: &str) {
        assert!(self.run(|world, at, tell| world.hangs_up(at, leg, tell)));
    }

    fn act(&mut self, action: &Action) {
        self.run(|world, at, tell| world.act(at, "1", action, tell));
    }

    fn wait(&mut self) {
        self.run(|world, at, tell| world.advance(at, tell));
    }

    /// The channel of the last leg of a phone.
    fn channel(&self, phone: &str) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        let name = format!("Channel: PJSIP/{phone}-");
        let mut lines = text.lines().filter(|line| line.starts_with(&name));
        lines.next_back().expect("it has a channel").trim_start_matches("Channel: ").trim_end().to_owned()
    }

    fn told(&self) -> Vec<String> {
        frames(&self.bytes).filter_map(|frame| line(&Message::parse(frame.expect("it is short")))).collect()
    }
}

/// Legs are hung up, leave and come up in threads of their own: what of it stands together may stand in any order.
fn in_order(mut told: Vec<String>) -> Vec<String> {
    let by_threads = |line: &String| {
        ["Hangup ", "BridgeLeave ", "Newstate Local", "DialEnd Local"].iter().any(|of| line.starts_with(of))
    };
    for run in told.chunk_by_mut(|one, other| by_threads(one) && by_threads(other)) {
        run.sort();
    }
    told
}

#[track_caller]
fn same(name: &str, stage: &Stage) {
    let (recorded, told) = (in_order(recorded(name)), in_order(stage.told()));
    assert!(recorded.len() >= 8, "{recorded:?}");
    assert_eq!(recorded.join("\n"), told.join("\n"), "{name}");
}

#[test]
fn a_direct_call_that_is_transferred_blindly() {
    let mut stage = Stage::new();
    stage.calls("1001");
    stage.answers("1001");
    let channel = stage.channel("1001");
    stage.act(&Action::BlindTransfer { channel, exten: "1002".into(), context: "agents".into() });
    let other = stage.answers("1002");
    stage.hangs_up(&other);
    same("blind_ami_answered", &stage);
}

#[test]
fn a_direct_call_that_is_given_on_after_asking() {
    let mut stage = Stage::new();
    let caller = stage.calls("1001");
    let agent = stage.answers("1001");
    let channel = stage.channel("1001");
    stage.act(&Action::AttendedTransfer { channel, exten: "1002".into(), context: "agents".into() });
    stage.answers("1002");
    stage.hangs_up(&agent);
    stage.wait();
    stage.hangs_up(&caller);
    same("atx_ami_completed", &stage);
}

#[test]
fn a_transfer_that_is_taken_back() {
    let mut stage = Stage::new();
    let caller = stage.calls("1001");
    stage.answers("1001");
    let channel = stage.channel("1001");
    stage.act(&Action::AttendedTransfer {
        channel: channel.clone(),
        exten: "1002".into(),
        context: "agents".into(),
    });
    stage.answers("1002");
    stage.act(&Action::CancelAttendedTransfer { channel });
    stage.hangs_up(&caller);
    same("atx_ami_cancelled", &stage);
}

#[test]
fn a_caller_who_gives_up_while_phones_ring() {
    let mut stage = Stage::new();
    let caller = stage.calls("support");
    stage.wait();
    stage.hangs_up(&caller);
    same("queue_abandon_ringing", &stage);
}

#[test]
fn a_call_that_is_made_for_an_agent() {
    let mut stage = Stage::new();
    let to = Destination::Dialplan { context: "out".into(), exten: "491733000101".into(), priority: 1 };
    stage.act(&Action::Originate(Box::new(Originate::of("PJSIP/1001", to, Span::from_secs(20)))));
    let agent = stage.answers("1001");
    stage.wait();
    stage.answers("trunk-main");
    stage.hangs_up(&agent);
    same("c2c_answered", &stage);
}

#[test]
fn a_call_that_is_declined() {
    let mut stage = Stage::new();
    stage.calls("1001");
    stage.wait();
    assert!(stage.run(|world, at, tell| world.phone_declines(at, "1001", tell)));
    same("did_declined", &stage);
}
