//! Reports in any order, about anything: nothing panics, everything fits together, facts and snapshots tell the same.

use callcenter_core::event::{
    BridgeKind, CompleteReason, DialStatus, Event, LegState, List, Listing, Member, Seen,
};
use callcenter_core::event::{SeenBridge, Variable};
use callcenter_core::stats::{Figures, Merge};
use callcenter_core::{
    AgentKey, Command, Engine, HoldBy, Input, Limits, Output, PauseFrom, Policy, Role, Snapshot, Span, State,
    Stats, Text, Timestamp, Transfer,
};
use proptest::prelude::*;

const LEGS: [(&str, &str); 8] = [
    ("1", "PJSIP/trunk-00000001"),
    ("2", "PJSIP/1001-00000002"),
    ("3", "PJSIP/1002-00000003"),
    ("4", "Local/1001@q-00000001;1"),
    ("5", "Local/1001@q-00000001;2"),
    ("6", "PJSIP/1001-00000006"),
    ("7", "PJSIP/trunk-00000007"),
    ("8", "PJSIP/1003-00000008"),
];
const QUEUES: [&str; 2] = ["support", "sales"];
const MEMBERS: [&str; 4] = ["PJSIP/1001", "PJSIP/1002", "Local/1001@q/n", "Local/1003@q"];

#[derive(Debug, Clone)]
struct Step {
    what: u8,
    one: usize,
    two: usize,
    three: usize,
    wait: u32,
}

fn step() -> impl Strategy<Value = Step> {
    (0..38_u8, 0..LEGS.len(), 0..LEGS.len(), 0..8_usize, prop_oneof![Just(0), 0..2_000_u32, 0..30_000_u32])
        .prop_map(|(what, one, two, three, wait)| Step { what, one, two, three, wait })
}

fn seen(leg: usize, linked: usize, state: Option<LegState>) -> Seen<'static> {
    let (id, channel) = LEGS[leg];
    Seen { leg: id, linked: LEGS[linked].0, channel, state, ..Seen::default() }
}

fn feed(step: &Step, engine: &mut Engine, at: Timestamp, out: &mut Vec<Output>) {
    let Step { what, one, two, three, .. } = *step;
    let (leg, other) = (seen(one, two, None), seen(two, two, None));
    let (queue, interface) = (QUEUES[three % 2], MEMBERS[three / 2]);
    let bridge = SeenBridge {
        bridge: ["x", "y"][three % 2],
        kind: [BridgeKind::Talk, BridgeKind::Talk, BridgeKind::Holding, BridgeKind::Conference][three / 2],
    };
    let paused = |paused| Member { queue, interface, paused: Some(paused), ..Member::default() };
    let event = match what {
        0 | 1 => Event::LegStarted(seen(one, two, Some([LegState::Down, LegState::Calling][three % 2]))),
        2 => Event::LegChanged(seen(one, two, Some(LegState::Ringing))),
        3 | 4 => Event::LegChanged(seen(one, two, Some(LegState::Up))),
        5 | 6 => Event::LegEnded { leg, cause: 16 },
        7 => Event::HangupRequested { leg, by_party: true, cause: None },
        8 => Event::DialStarted { by: Some(other), leg, dial: "" },
        9 => Event::DialStarted { by: None, leg, dial: "" },
        10 => Event::DialEnded { by: None, leg, status: DialStatus::Cancel, forward: "" },
        11 | 12 => Event::BridgeEntered { bridge, leg, swap: "" },
        13 => Event::BridgeLeft { bridge, leg },
        14 => Event::LocalPaired { one: leg, two: other },
        15 => Event::Parked { leg, parker: "", slot: "701" },
        16 => Event::Unparked { leg, by: other, slot: "701" },
        17 => {
            Event::BlindTransferred { by: leg, transferee: Some(other), exten: "1", by_code: false, ok: true }
        }
        18 => Event::PickedUp { by: leg, target: other },
        19 => Event::CallerJoined { queue, leg, position: three as u32 },
        20 => Event::CallerLeft { queue, leg },
        21 => Event::CallerAbandoned { queue, leg },
        22 => Event::AgentOffered { queue, caller: leg, phone: other, interface, name: "".into() },
        23 => Event::AgentConnected {
            queue,
            caller: leg,
            phone: other,
            interface,
            name: "".into(),
            wait: None,
            ring: None,
        },
        24 => Event::AgentCompleted {
            queue,
            caller: leg,
            interface,
            talk: None,
            reason: CompleteReason::Caller,
        },
        25 => Event::MemberAdded(paused(false)),
        26 => Event::MemberPaused(paused(one % 2 == 0)),
        27 => Event::MemberRemoved(paused(false)),
        28 => Event::VariableSet { leg, variable: Variable::QueueStatus("TIMEOUT".into()) },
        29 => Event::LegRenamed { leg: LEGS[one].0, channel: LEGS[two].1 },
        30 => match three {
            0 => Event::Connected { version: "" },
            1 => Event::Disconnected,
            2 => Event::Ready { uptime: None },
            3 => Event::ListEnded { action: "", list: List::Legs, whole: true },
            4 => Event::ListEnded { action: "", list: List::Queues, whole: true },
            5 => Event::Listed {
                action: "",
                row: Listing::Queue { queue, limit: None, strategy: "", waiting: None, service_level: None },
            },
            6 => Event::Replied { action: "3", ok: true, message: "" },
            _ => Event::SpyStarted { spy: leg, target: other },
        },
        31 => Event::Listed { action: "", row: Listing::Member(paused(three > 3)) },
        32 => Event::Listed {
            action: "",
            row: Listing::Waiting {
                queue,
                leg: LEGS[one].0,
                channel: "",
                position: 1,
                wait: Some(Span::from_secs(3)),
            },
        },
        // Answers to whatever may be under way, mostly yes.
        33 | 34 => {
            let action = (1 + one + 8 * two).to_string();
            let reply = Event::Replied { action: &action, ok: three > 0, message: "" };
            return engine.handle(at, Input::Event(reply), out);
        }
        _ => {
            let agent = AgentKey::from("1001");
            let leg = LEGS[one].0.into();
            let command = match three + 8 * (two % 2) {
                0..3 => Command::Pause {
                    agent,
                    queues: Vec::new(),
                    reason: Text::default(),
                    from: PauseFrom::Now,
                },
                3..6 => Command::Ready { agent, queues: Vec::new() },
                6 => Command::Hangup { leg, cause: None },
                7 => Command::Hold { leg, how: HoldBy::Auto },
                8 => Command::Unhold { leg, how: HoldBy::Auto },
                9 | 10 => {
                    let how = Transfer::Attended;
                    Command::Transfer { leg, to: "1003".into(), context: "internal".into(), how }
                }
                11 => Command::CompleteTransfer { leg },
                12 => Command::CancelTransfer { leg },
                13 => Command::SwapTransfer { leg },
                14 => Command::MergeTransfer { leg },
                _ => Command::Resume { agent, reason: Text::default() },
            };
            return engine.handle(at, Input::Command { id: two as u64 + 1, command }, out);
        }
    };
    engine.handle(at, Input::Event(event), out);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_reported_everything_fits_together(
        steps in proptest::collection::vec(step(), 1..120),
        cut in 0..120_usize,
        controller in any::<bool>(),
    ) {
        let role = if controller { Role::Controller } else { Role::Observer };
        let limits = Limits { settling_max: 3, pending_max: 20, history_per_call_max: 12, ..Limits::default() };
        let policy = Policy { role, limits, wrap_up: Some(Span::from_secs(10)), ..Policy::default() };
        let mut engine = Engine::new(policy.clone());
        let mut replica = State::new(policy);
        let (mut stats, mut parts, mut sum) = (Stats::default(), Stats::default(), Figures::default());
        let mut branch: Option<Engine> = None;
        let mut at = Timestamp::from_secs(1_795_219_200);
        for (n, step) in steps.iter().enumerate() {
            at = at + Span::from_millis(i64::from(step.wait));
            let mut out = Vec::new();
            feed(step, &mut engine, at, &mut out);
            if let Some(branch) = &mut branch {
                let mut again = Vec::new();
                feed(step, branch, at, &mut again);
                prop_assert_eq!(&out, &again, "the snapshot goes on differently");
            }
            for output in out {
                if let Output::Entry(entry) = output {
                    replica.apply(&entry);
                    stats.apply(&entry);
                    parts.apply(&entry);
                    sum.merge(&parts.drain());
                }
            }
            prop_assert_eq!(&replica, engine.state());
            if let Err(violation) = engine.state().check() {
                return Err(TestCaseError::fail(format!("{violation} after step {n}: {step:?}")));
            }
            if n == cut {
                let bytes = engine.snapshot().to_bytes();
                let snapshot = Snapshot::from_bytes(&bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
                branch = Engine::restore(snapshot, []).ok().map(|(engine, _)| engine);
            }
        }
        prop_assert_eq!(&sum, stats.figures(), "the parts are not the whole");
        let mut all = sum;
        all.merge(&stats.live(engine.state(), engine.now()));
        for (queue, series) in &all.queues {
            for figures in series.values() {
                prop_assert!(figures.is_balanced(), "{}: {:?}", queue, figures);
            }
        }
        for series in all.agents.values() {
            for figures in series.values() {
                prop_assert!(figures.time.signed_in() <= Span::from_secs(900), "{:?}", figures);
            }
        }
    }
}
