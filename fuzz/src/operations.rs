//! Anything a switch might report, in any order, into the engine.

use std::borrow::Cow;

use callcenter_ami::{Content, interpret, trace};
use callcenter_core::event::*;
use callcenter_core::{
    AgentKey, Command, Engine, HoldBy, Input, Interface, KeysTo, LegKey, Limits, Output, Parked, PauseFrom,
    Policy, QueueKey, Role, Snapshot, Span, State, Taker, Text, Timestamp, Tracks, Transfer,
};

use crate::choices::Choices;

/// The engine: no panic whatever is reported or asked, its state fits together, its facts alone give it, and a
/// snapshot goes on as the engine does.
///
/// The first byte chooses between a trace as text and a story whose every step is chosen by a few bytes; few names, so
/// that they meet.
pub fn operations(data: &[u8]) {
    let Some((&kind, rest)) = data.split_first() else { return };
    let policy = if kind & 2 == 0 { Policy::default() } else { narrow() };
    let role = if kind & 4 == 0 { Role::Observer } else { Role::Controller };
    let mut desk = Desk::new(Policy { role, wrap_up: Some(Span::from_secs(3)), ..policy });
    if kind & 1 == 0 {
        desk.read(rest);
    } else {
        desk.play(&mut Choices::new(rest));
    }
    desk.check();
    desk.finish();
}

/// The snapshot of an engine to which `data` happened as in [`operations`].
pub fn snapshot_after(data: &[u8]) -> Snapshot {
    let mut desk = Desk::new(Policy::default());
    match data.split_first() {
        Some((kind, rest)) if kind & 1 == 0 => desk.read(rest),
        Some((_, rest)) => desk.play(&mut Choices::new(rest)),
        None => {}
    }
    desk.snapshot()
}

/// Limits so low that a short story reaches them.
fn narrow() -> Policy {
    let limits = Limits {
        legs_max: 6,
        legs_per_call_max: 4,
        history_per_call_max: 2,
        settling_max: 2,
        floor_max: 3,
        text_bytes_max: 6,
        pending_max: 2,
    };
    Policy { limits, ..Policy::default() }
}

/// How many inputs there are between two looks at the whole state.
const LOOK_EVERY: u32 = 8;

/// An engine, one that was restored from its snapshot on the way, and a state that knows only what the engine says.
pub(crate) struct Desk {
    engine: Engine,
    restored: Option<Engine>,
    replica: State,
    at: Timestamp,
    out: Vec<Output>,
    told: u32,
}

impl Desk {
    fn new(policy: Policy) -> Self {
        Self::of(Engine::new(policy.clone()), State::new(policy))
    }

    pub(crate) fn of(engine: Engine, replica: State) -> Self {
        let at = engine.now();
        Self { engine, restored: None, replica, at, out: Vec::new(), told: 0 }
    }

    fn tell(&mut self, input: Input<'_>) {
        let mut same = Vec::new();
        if let Some(restored) = &mut self.restored {
            restored.handle(self.at, input.clone(), &mut same);
        }
        self.engine.handle(self.at, input, &mut self.out);
        if self.restored.is_some() {
            assert_eq!(same, self.out, "what was restored from a snapshot concludes something else");
        }
        for output in self.out.drain(..) {
            if let Output::Entry(entry) = output {
                self.replica.apply(&entry);
            }
        }
        self.told += 1;
        if self.told.is_multiple_of(LOOK_EVERY) {
            self.check();
        }
    }

    pub(crate) fn check(&self) {
        assert!(self.replica == *self.engine.state(), "the facts alone give another state than the engine's");
        self.engine.state().check().expect("the state fits together");
        let _ = (self.engine.state().records(), self.engine.deadline());
    }

    /// Ends everything that can end.
    pub(crate) fn finish(&mut self) {
        self.at = self.at + Span::from_secs(100);
        self.tell(Input::Tick);
        self.tell(Input::Finish);
        self.check();
    }

    /// From here on, what is restored from a snapshot must go along.
    fn restore(&mut self) {
        let bytes = self.engine.snapshot().to_bytes();
        let snapshot = Snapshot::from_bytes(&bytes).expect("a snapshot is read by the version that wrote it");
        let (restored, _) = Engine::restore(snapshot, []).expect("nothing is missing after it");
        self.restored = Some(restored);
    }

    /// The engine's snapshot.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.engine.snapshot()
    }

    fn read(&mut self, bytes: &[u8]) {
        for item in trace(bytes) {
            self.at = item.time.unwrap_or(self.at);
            match item.content {
                Content::Frame(frame) => {
                    let _ = interpret(frame, |event| event.map(|event| self.tell(Input::Event(event))));
                }
                Content::Note(_) if item.content.is_disconnect() => {
                    self.tell(Input::Event(Event::Disconnected))
                }
                _ => {}
            }
        }
    }

    pub(crate) fn play(&mut self, choices: &mut Choices<'_>) {
        self.at = if choices.yes() { Timestamp::from_secs(1_700_000_000) } else { Timestamp::UNKNOWN };
        let has_clock = self.at.is_known();
        while !choices.is_over() {
            match choices.byte() {
                step if !has_clock || step < 64 => {}
                step if step < 250 => self.at = self.at + Span::from_millis(i64::from(step - 63) * 20),
                step if step < 254 => self.at = self.at + Span::from_secs(5),
                _ => self.at = self.at - Span::from_secs(5),
            }
            match story_step(choices) {
                Some(event) => self.tell(Input::Event(event)),
                None => match choices.below(4) {
                    0 => self.tell(Input::Tick),
                    1 if self.restored.is_none() => self.restore(),
                    _ => {
                        let id = u64::from(choices.byte()) + 1;
                        self.tell(Input::Command { id, command: command(choices) });
                    }
                },
            }
        }
    }
}

const LEGS: [&str; 9] = ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", ""];
const CHANNELS: [&str; 9] = [
    "PJSIP/trunk-00000001",
    "PJSIP/1001-00000002",
    "PJSIP/1002-00000003",
    "Local/1003@agents-00000001;1",
    "Local/1003@agents-00000001;2",
    "PJSIP/1003-00000004",
    "PJSIP/1004-00000005",
    "PJSIP/trunk-00000006",
    "",
];
const QUEUES: [&str; 3] = ["support", "sales", ""];
const INTERFACES: [&str; 4] = ["PJSIP/1001", "PJSIP/1002", "Local/1003@agents/n", ""];
const EXTENS: [&str; 6] = ["1001", "1002", "support", "7001", "s", ""];
const BRIDGES: [&str; 4] = ["b1", "b2", "b3", ""];
const STATES: [Option<LegState>; 7] = [
    None,
    Some(LegState::Down),
    Some(LegState::Dialing),
    Some(LegState::Calling),
    Some(LegState::Ringing),
    Some(LegState::Busy),
    Some(LegState::Up),
];

fn seen(choices: &mut Choices<'_>) -> Seen<'static> {
    let which = choices.byte();
    let leg = usize::from(which & 7);
    // Mostly a leg goes with its own channel; sometimes a report is odd.
    let channel = if which < 240 { leg } else { choices.below(CHANNELS.len()) };
    let more = choices.byte();
    Seen {
        leg: LEGS[if which == 255 { 8 } else { leg }],
        linked: LEGS[usize::from(more & 7)],
        channel: CHANNELS[channel],
        state: STATES[usize::from(more >> 3) % STATES.len()],
        number: if more & 0x80 == 0 { "1001" } else { "4930123" },
        name: Cow::Borrowed("Ann"),
        exten: EXTENS[usize::from(more >> 4) % EXTENS.len()],
        context: if more & 0x40 == 0 { "agents" } else { "trunk-in" },
    }
}

fn bridge(choices: &mut Choices<'_>) -> SeenBridge<'static> {
    let which = choices.byte();
    let kinds = [
        BridgeKind::Talk,
        BridgeKind::Talk,
        BridgeKind::Talk,
        BridgeKind::Parking,
        BridgeKind::Conference,
        BridgeKind::Holding,
    ];
    SeenBridge { bridge: BRIDGES[usize::from(which & 3)], kind: kinds[usize::from(which >> 2) % kinds.len()] }
}

fn member(choices: &mut Choices<'_>) -> Member<'static> {
    Member {
        queue: choices.one_of(&QUEUES),
        interface: choices.one_of(&INTERFACES),
        name: Cow::Borrowed(choices.one_of(&["Ann", "Bob", ""])),
        state_interface: choices.one_of(&["", "PJSIP/1001", "hint:1001@agents"]),
        membership: choices.one_of(&[Membership::Static, Membership::Dynamic, Membership::Realtime]),
        penalty: choices.perhaps(|choices| u32::from(choices.byte())),
        paused: choices.perhaps(Choices::yes),
        pause_reason: Cow::Borrowed(choices.one_of(&["", "lunch"])),
        device: choices.perhaps(device),
        in_call: choices.perhaps(Choices::yes),
        ring_in_use: choices.perhaps(Choices::yes),
        last_call: choices.perhaps(moment),
        last_pause: choices.perhaps(moment),
        login: choices.perhaps(moment),
        wrap_up: choices.perhaps(span),
        calls_taken: None,
    }
}

fn device(choices: &mut Choices<'_>) -> DeviceState {
    choices.one_of(&[
        DeviceState::Unknown,
        DeviceState::NotInUse,
        DeviceState::InUse,
        DeviceState::Busy,
        DeviceState::Invalid,
        DeviceState::Unavailable,
        DeviceState::Ringing,
        DeviceState::RingingInUse,
        DeviceState::OnHold,
    ])
}

fn contact(choices: &mut Choices<'_>) -> ContactState {
    choices.one_of(&[
        ContactState::Registered,
        ContactState::Reachable,
        ContactState::Unreachable,
        ContactState::Removed,
        ContactState::Unknown,
    ])
}

fn span(choices: &mut Choices<'_>) -> Span {
    Span::from_secs(i64::from(choices.byte()))
}

fn moment(choices: &mut Choices<'_>) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 - i64::from(choices.byte()))
}

fn step(choices: &mut Choices<'_>) -> Step<'static> {
    match choices.below(13) {
        0 => Step::Queue(choices.one_of(&QUEUES)),
        1 => Step::Spy(choices.one_of(&[SpyMode::Listen, SpyMode::Whisper, SpyMode::Barge])),
        2 => Step::Voicemail,
        3 => Step::Record("call.wav"),
        4 => Step::Retrieve,
        5 => Step::PickUp,
        6 => Step::Park,
        7 => Step::Dial,
        8 => Step::Conference("room"),
        9 => Step::Outgoing,
        _ => Step::Other,
    }
}

fn listing(choices: &mut Choices<'_>) -> Listing<'static> {
    match choices.below(8) {
        0 | 1 => Listing::Leg {
            leg: seen(choices),
            bridge: choices.one_of(&BRIDGES),
            age: choices.perhaps(span),
            step: step(choices),
            detail: choices.yes(),
            dialed: choices.one_of(&EXTENS),
        },
        2 => Listing::Bridge(bridge(choices)),
        3 => Listing::Queue {
            queue: choices.one_of(&QUEUES),
            limit: choices.perhaps(|choices| u32::from(choices.byte())),
            strategy: choices.one_of(&["", "ringall"]),
            waiting: None,
            service_level: choices.perhaps(span),
        },
        4 => Listing::Member(member(choices)),
        5 => Listing::Waiting {
            queue: choices.one_of(&QUEUES),
            leg: choices.one_of(&LEGS),
            channel: "",
            position: u32::from(choices.byte()),
            wait: choices.perhaps(span),
        },
        6 => match choices.below(2) {
            0 => Listing::Device { device: choices.one_of(&INTERFACES), state: device(choices) },
            _ => Listing::Contact {
                endpoint: choices.one_of(&EXTENS),
                uri: "sip:a@b",
                state: contact(choices),
            },
        },
        _ => match choices.below(2) {
            0 => Listing::Parked {
                leg: seen(choices),
                slot: "701",
                parker: choices.one_of(&INTERFACES),
                age: choices.perhaps(span),
            },
            _ => Listing::Conferee { room: "room", leg: seen(choices), age: choices.perhaps(span) },
        },
    }
}

fn command(choices: &mut Choices<'_>) -> Command {
    let leg = LegKey::from(choices.one_of(&LEGS));
    let agent = AgentKey::from(choices.one_of(&["1001", "1002", "PJSIP/1001", "Ann", ""]));
    let queues: Vec<QueueKey> =
        (0..choices.below(3)).map(|_| QueueKey::from(choices.one_of(&QUEUES))).collect();
    let text = Text::from(choices.one_of(&["", "lunch", "1002", "a\r\nb"]));
    match choices.below(26) {
        0 => Command::SignIn {
            queues,
            interface: Interface::from(choices.one_of(&INTERFACES)),
            name: Text::default(),
            state_interface: Text::default(),
            penalty: 0,
            paused: choices.yes().then_some(text),
        },
        1 => Command::SignOut { agent, queues },
        2 => Command::Ready { agent, queues },
        3 => Command::Pause {
            agent,
            queues,
            reason: text,
            from: choices.one_of(&[PauseFrom::Now, PauseFrom::AfterCall]),
        },
        4 => Command::SetPenalty { agent, queues, penalty: 3 },
        5 => {
            let how = choices.one_of(&[Transfer::Blind, Transfer::Attended]);
            Command::Transfer { leg, to: text, context: Text::default(), how }
        }
        6 => Command::CompleteTransfer { leg },
        7 => Command::CancelTransfer { leg },
        8 => Command::Hold { leg, how: choices.one_of(&[HoldBy::Auto, HoldBy::Device, HoldBy::Server]) },
        9 => Command::Unhold { leg, how: HoldBy::Auto },
        10 => Command::Hangup { leg, cause: None },
        11 => Command::Park { leg, lot: text },
        12 => Command::RecordStart { leg, file: text, tracks: Tracks::Apart },
        13 => Command::Resume { agent, reason: text },
        14 => Command::SwapTransfer { leg },
        15 => Command::MergeTransfer { leg },
        16 => Command::Answer { leg },
        17 => Command::Dtmf { leg, keys: text, to: KeysTo::Switch },
        18 => Command::SuperviseAs { leg, mode: SpyMode::Whisper },
        19 => Command::TakeOver { leg, by: Taker::Phone(text) },
        20 => Command::Pickup { channel: text, leg },
        21 => Command::MoveTo { leg, context: text.clone(), exten: text },
        22 => Command::Pull { leg, channel: text },
        23 => Command::Retrieve { parked: Parked::Leg(leg), channel: text },
        24 => Command::Check { context: text.clone(), exten: text },
        _ => Command::Withdraw { leg, info: String::new() },
    }
}

/// The next thing reported; nothing: time passes, or somebody asks for something.
fn story_step(choices: &mut Choices<'_>) -> Option<Event<'static>> {
    let by = |choices: &mut Choices<'_>| choices.perhaps(seen);
    Some(match choices.below(64) {
        0 => return None,
        1 => Event::Connected { version: "9.0.0" },
        2 => Event::Disconnected,
        3 => Event::Ready { uptime: choices.perhaps(span) },
        4 => Event::Identified {
            version: choices.one_of(&["", "22.1.0"]),
            system: choices.one_of(&["", "pbx"]),
            started: choices.perhaps(moment),
        },
        5 => Event::Stopping { restart: choices.yes() },
        6 => Event::Replied {
            action: choices.one_of(&["1", "2", "3", "4", ""]),
            ok: choices.yes(),
            message: choices.one_of(&["Channel Hungup", "Success", ""]),
        },
        7..=9 => Event::Listed { action: "1", row: listing(choices) },
        10 => Event::ListEnded {
            action: "1",
            list: choices.one_of(&[List::Legs, List::Legs, List::Queues, List::Bridges, List::LegDetails]),
            whole: choices.yes(),
        },
        11..=14 => Event::LegStarted(seen(choices)),
        15 | 16 => Event::LegChanged(seen(choices)),
        17 => Event::LegIdentified(seen(choices)),
        18 => Event::LegRenamed { leg: choices.one_of(&LEGS), channel: choices.one_of(&CHANNELS) },
        19 | 20 => Event::LegExecutes { leg: seen(choices), step: step(choices), arguments: "" },
        21 => {
            let text =
                Cow::Borrowed(choices.one_of(&["TIMEOUT", "LEAVEEMPTY", "CONTINUE", "FULL", "WITHDRAW", ""]));
            let variable = match choices.below(3) {
                0 => Variable::QueueStatus(text),
                1 => Variable::RecordingFile(Cow::Borrowed("/a/b.wav")),
                _ => Variable::WithdrawInfo(text),
            };
            Event::VariableSet { leg: seen(choices), variable }
        }
        22 => Event::VariablesReported,
        23 => Event::HangupRequested {
            leg: seen(choices),
            by_party: choices.yes(),
            cause: choices.perhaps(|_| 16),
        },
        24..=27 => Event::LegEnded { leg: seen(choices), cause: choices.one_of(&[0, 16, 17, 19, 21]) },
        28 | 29 => Event::DialStarted {
            by: by(choices),
            leg: seen(choices),
            dial: choices.one_of(&["1001", "4930@trunk", ""]),
        },
        30 | 31 => Event::DialEnded {
            by: by(choices),
            leg: seen(choices),
            status: choices.one_of(&[
                DialStatus::Answer,
                DialStatus::NoAnswer,
                DialStatus::Cancel,
                DialStatus::Busy,
                DialStatus::Congestion,
                DialStatus::Unavailable,
                DialStatus::Other,
            ]),
            forward: choices.one_of(&["", "Local/1002@agents"]),
        },
        32 => Event::Originated {
            action: "1",
            leg: choices.one_of(&LEGS),
            channel: choices.one_of(&CHANNELS),
            exten: choices.one_of(&EXTENS),
            outcome: choices.one_of(&[
                OriginateOutcome::Answered,
                OriginateOutcome::RangOut,
                OriginateOutcome::Failed,
            ]),
            step: step(choices),
        },
        33 => Event::BridgeStarted(bridge(choices)),
        34 => Event::BridgeEnded(bridge(choices)),
        35 => Event::BridgesMerged { into: bridge(choices), from: bridge(choices) },
        36..=39 => {
            Event::BridgeEntered { bridge: bridge(choices), leg: seen(choices), swap: choices.one_of(&LEGS) }
        }
        40..=42 => Event::BridgeLeft { bridge: bridge(choices), leg: seen(choices) },
        43 => Event::LocalPaired { one: seen(choices), two: seen(choices) },
        44 => Event::LocalOptimizing { one: seen(choices), two: seen(choices) },
        45 => Event::LocalOptimized { one: seen(choices), two: seen(choices) },
        46 => Event::Held(seen(choices)),
        47 => Event::Unheld(seen(choices)),
        48 => Event::BlindTransferred {
            by: seen(choices),
            transferee: by(choices),
            exten: choices.one_of(&EXTENS),
            by_code: choices.yes(),
            ok: choices.below(8) != 0,
        },
        49 => Event::AttendedTransferred {
            first: seen(choices),
            second: seen(choices),
            transferee: by(choices),
            target: by(choices),
            stays: choices.below(4) == 0,
            ok: choices.below(8) != 0,
        },
        50 => Event::Parked { leg: seen(choices), parker: choices.one_of(&INTERFACES), slot: "701" },
        51 => match choices.below(3) {
            0 => Event::Unparked { leg: seen(choices), by: seen(choices), slot: "701" },
            1 => Event::ParkTimedOut { leg: seen(choices), slot: "701" },
            _ => Event::ParkAbandoned { leg: seen(choices), slot: "701" },
        },
        52 => Event::PickedUp { by: seen(choices), target: seen(choices) },
        53 => match choices.below(2) {
            0 => Event::SpyStarted { spy: seen(choices), target: seen(choices) },
            _ => Event::SpyEnded { spy: seen(choices), target: by(choices) },
        },
        54 => match choices.below(4) {
            0 => Event::ConferenceStarted { room: "room", bridge: bridge(choices) },
            1 => Event::ConferenceEnded { room: "room", bridge: bridge(choices) },
            2 => Event::ConferenceJoined { room: "room", bridge: bridge(choices), leg: seen(choices) },
            _ => Event::ConferenceLeft { room: "room", bridge: bridge(choices), leg: seen(choices) },
        },
        55 => match choices.below(5) {
            0 => Event::RecordingStarted(seen(choices)),
            1 => Event::RecordingStopped(seen(choices)),
            2 => Event::RecordingMuted { leg: seen(choices), muted: choices.yes() },
            3 => Event::KeyPressed { leg: seen(choices), key: "5", by_party: choices.yes() },
            _ => Event::UserReported { name: "note", leg: by(choices), body: "a: b" },
        },
        56 => Event::CallerJoined { queue: choices.one_of(&QUEUES), leg: seen(choices), position: 1 },
        57 => Event::CallerLeft { queue: choices.one_of(&QUEUES), leg: seen(choices) },
        58 => Event::CallerAbandoned { queue: choices.one_of(&QUEUES), leg: seen(choices) },
        59 => Event::AgentOffered {
            queue: choices.one_of(&QUEUES),
            caller: seen(choices),
            phone: seen(choices),
            interface: choices.one_of(&INTERFACES),
            name: Cow::Borrowed("Ann"),
        },
        60 => Event::AgentConnected {
            queue: choices.one_of(&QUEUES),
            caller: seen(choices),
            phone: seen(choices),
            interface: choices.one_of(&INTERFACES),
            name: Cow::Borrowed("Ann"),
            wait: choices.perhaps(span),
            ring: choices.perhaps(span),
        },
        61 => match choices.below(3) {
            0 => Event::AgentCompleted {
                queue: choices.one_of(&QUEUES),
                caller: seen(choices),
                interface: choices.one_of(&INTERFACES),
                talk: choices.perhaps(span),
                reason: choices.one_of(&[
                    CompleteReason::Caller,
                    CompleteReason::Agent,
                    CompleteReason::Transfer,
                ]),
            },
            1 => Event::AgentMissed {
                queue: choices.one_of(&QUEUES),
                caller: seen(choices),
                phone: seen(choices),
                interface: choices.one_of(&INTERFACES),
                ring: choices.perhaps(span),
            },
            _ => Event::AgentDumped {
                queue: choices.one_of(&QUEUES),
                caller: seen(choices),
                phone: seen(choices),
                interface: choices.one_of(&INTERFACES),
            },
        },
        62 => match choices.below(4) {
            0 => Event::MemberAdded(member(choices)),
            1 => Event::MemberRemoved(member(choices)),
            2 => Event::MemberChanged(member(choices)),
            _ => Event::MemberPaused(member(choices)),
        },
        _ => match choices.below(2) {
            0 => Event::DeviceChanged { device: choices.one_of(&INTERFACES), state: device(choices) },
            _ => Event::ContactChanged {
                endpoint: choices.one_of(&EXTENS),
                uri: "sip:a@b",
                state: contact(choices),
            },
        },
    })
}
