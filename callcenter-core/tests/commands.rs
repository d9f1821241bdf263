//! Whatever is asked of an engine is done in a simulated call center, as the real switch does it, and settled by what happened.

use callcenter_core::action::{Direction, Originate};
use callcenter_core::event::SpyMode;
use callcenter_core::fact::{Activity, Settled};
use callcenter_core::record::{Status, TransferKind, TransferResult};
use callcenter_core::sim::{Plan, World};
use callcenter_core::{
    AskError, CallRecord, Command, Engine, Fact, HoldBy, Input, KeysTo, LegKey, Output, Parked, PauseFrom,
    Policy, Refusal, Role, Span, Taker, Timestamp, Tracks, Transfer, view,
};

/// Monday, 2026-11-23, 08:00 UTC.
const MORNING: Timestamp = Timestamp::from_secs(1_795_420_800);

/// An engine that controls a call center whose people do what they are told.
struct Controlled {
    world: World,
    engine: Engine,
    records: Vec<CallRecord>,
    last: u64,
}

impl Controlled {
    fn new() -> Self {
        let policy = Policy { role: Role::Controller, ..Policy::default() };
        let world = World::new(Plan::obliging(), MORNING);
        let mut controlled = Self { world, engine: Engine::new(policy), records: Vec::new(), last: 0 };
        controlled.happens(|world, _, tell| world.greet(tell));
        controlled
    }

    fn happens<T>(
        &mut self,
        run: impl FnOnce(&mut World, Timestamp, &mut dyn FnMut(Timestamp, callcenter_core::event::Event<'_>)) -> T,
    ) -> T {
        let (engine, mut out) = (&mut self.engine, Vec::new());
        let now = self.world.now() + Span::from_millis(1);
        let made =
            run(&mut self.world, now, &mut |at, event| engine.handle(at, Input::Event(event), &mut out));
        self.obey(out);
        made
    }

    /// How a command of this number ended, where that is among the outputs.
    fn obey(&mut self, out: Vec<Output>) -> Vec<Fact> {
        let mut facts = Vec::new();
        for output in out {
            match output {
                Output::Entry(entry) => {
                    if let Fact::CallClosed { record: Some(record), .. } = &entry.fact {
                        self.records.push((**record).clone());
                    }
                    facts.push(entry.fact);
                }
                Output::Action(number, action) => {
                    let (engine, mut more) = (&mut self.engine, Vec::new());
                    let now = self.world.now();
                    self.world.act(now, &number.to_string(), &action, &mut |at, event| {
                        engine.handle(at, Input::Event(event), &mut more);
                    });
                    facts.extend(self.obey(more));
                }
            }
        }
        self.engine.state().check().unwrap_or_else(|violation| panic!("{violation}"));
        facts
    }

    fn pass(&mut self, until: Timestamp) -> Vec<Fact> {
        let (engine, mut out) = (&mut self.engine, Vec::new());
        self.world.advance(until, &mut |at, event| engine.handle(at, Input::Event(event), &mut out));
        self.engine.handle(until, Input::Tick, &mut out);
        self.obey(out)
    }

    fn wait(&mut self, seconds: i64) {
        self.pass(self.world.now() + Span::from_secs(seconds));
    }

    /// Asks, and lets pass the time that it takes.
    fn asks(&mut self, command: Command) -> Result<(Settled, String), AskError> {
        self.last += 1;
        let id = self.last;
        let mut out = Vec::new();
        self.engine.handle(self.world.now(), Input::Command { id, command }, &mut out);
        let mut facts = self.obey(out);
        let until = self.world.now() + Span::from_secs(120);
        loop {
            for fact in &facts {
                match fact {
                    Fact::CommandRefused { command, why } if *command == id => {
                        return Err(why.clone().into());
                    }
                    Fact::CommandSettled { command, outcome, message } if *command == id => {
                        return Ok((*outcome, message.to_string()));
                    }
                    _ => {}
                }
            }
            let deadline = self.engine.deadline().map(|(at, _)| at);
            let due = [self.world.due(), deadline].into_iter().flatten().min();
            let due = due.filter(|due| *due <= until).expect("a command ends within two minutes");
            facts = self.pass(due);
        }
    }

    fn done(&mut self, command: Command) {
        let what = format!("{command:?}");
        assert_eq!(self.asks(command), Ok((Settled::Done, String::new())), "{what}");
    }

    fn calls(&mut self, exten: &str) -> LegKey {
        let who = ["4917612345678", "Ada Almeida"];
        LegKey::from(self.happens(|world, at, tell| world.somebody_calls(at, who, exten, tell)))
    }

    fn answers(&mut self, phone: &str) -> LegKey {
        LegKey::from(self.happens(|world, at, tell| world.phone_answers(at, phone, tell)).expect("it rings"))
    }

    /// A caller of the support queue talks with 1005.
    fn queue_call(&mut self) -> (LegKey, LegKey) {
        let caller = self.calls("support");
        let agent = self.answers("1005");
        self.wait(10);
        (caller, agent)
    }

    fn status(&self, leg: &LegKey) -> Option<Status> {
        let state = self.engine.state();
        let call = state.call_of(leg)?.clone();
        view::calls(state).into_iter().find(|row| row.call == call).map(|row| row.status)
    }

    /// What became of the call of a leg, once everybody has hung up.
    fn record(&mut self, caller: &LegKey) -> CallRecord {
        self.wait(10);
        let found = self.records.iter().find(|record| record.linkedid == caller.as_str());
        found.unwrap_or_else(|| panic!("{caller} has no record: {:#?}", self.records)).clone()
    }

    /// The leg of a phone that is in a call.
    fn leg_of(&self, phone: &str) -> LegKey {
        let records = self.engine.state().records();
        let legs = records.iter().flat_map(|record| &record.channels);
        let name = format!("PJSIP/{phone}-");
        let mut own = legs.filter(|(channel, _)| channel.starts_with(&name));
        own.next().map(|(_, leg)| leg.clone()).unwrap_or_else(|| panic!("{phone} is in no call"))
    }

    fn hangs_up(&mut self, leg: &LegKey) {
        let there = self.happens(|world, at, tell| world.hangs_up(at, leg.as_str(), tell));
        assert!(there, "{leg} is not there");
    }
}

#[test]
fn agents_pause_sign_out_and_in_and_get_another_penalty() {
    let mut floor = Controlled::new();
    let agent = || "1005".into();
    let pause = |reason: &str| Command::Pause {
        agent: "1005".into(),
        queues: vec![],
        reason: reason.into(),
        from: PauseFrom::Now,
    };
    floor.done(pause("lunch"));
    let shown = |floor: &Controlled| view::agent(floor.engine.state(), "1005").expect("it is there");
    assert_eq!(
        (shown(&floor).activity, shown(&floor).reason.to_string()),
        (Activity::Paused, "lunch".to_owned())
    );
    floor.done(Command::Ready { agent: agent(), queues: vec![] });
    assert_eq!(shown(&floor).activity, Activity::Ready);
    floor.done(Command::SetPenalty { agent: agent(), queues: vec!["support".into()], penalty: 7 });
    floor.done(Command::SignOut { agent: agent(), queues: vec![] });
    let sign_in = |queue: &str| Command::SignIn {
        queues: vec![queue.into()],
        interface: "PJSIP/1005".into(),
        name: "Elif".into(),
        state_interface: "".into(),
        penalty: 0,
        paused: None,
    };
    floor.done(sign_in("sales"));
    assert_eq!(floor.asks(sign_in("nowhere")), Err(Refusal::UnknownQueue.into()));
    floor.wait(5);
    let left_alone = floor.calls("support");
    assert!(floor.happens(|world, at, tell| world.phone_answers(at, "1005", tell)).is_none());
    floor.hangs_up(&left_alone);
}

#[test]
fn a_call_is_held_and_taken_back_by_the_phone_and_by_the_server() {
    for how in [HoldBy::Device, HoldBy::Server, HoldBy::Auto] {
        let mut floor = Controlled::new();
        let (caller, agent) = floor.queue_call();
        floor.done(Command::Hold { leg: agent.clone(), how });
        assert_eq!(floor.status(&caller), Some(Status::OnHold), "{how:?}");
        floor.wait(20);
        floor.done(Command::Unhold { leg: agent.clone(), how });
        assert_eq!(floor.status(&caller), Some(Status::Talking), "{how:?}");
        floor.wait(5);
        floor.hangs_up(&agent);
        let record = floor.record(&caller);
        assert_eq!((record.status, record.hold.count), (Status::Answered, 1), "{how:?} {record:#?}");
        assert!(record.hold.seconds.expect("times are known") >= Span::from_secs(20), "{how:?}");
    }
}

#[test]
fn a_caller_is_given_on_without_asking() {
    let mut floor = Controlled::new();
    let (caller, agent) = floor.queue_call();
    let transfer = |to: &str, context: &str| Command::Transfer {
        leg: agent.clone(),
        to: to.into(),
        context: context.into(),
        how: Transfer::Blind,
    };
    let (refused, why) = floor.asks(transfer("77", "internal")).expect("it is tried");
    assert_eq!((refused, why.contains("no such extension")), (Settled::Refused, true), "{why}");
    floor.done(transfer("1006", "internal"));
    let other = floor.answers("1006");
    floor.wait(10);
    floor.hangs_up(&other);
    let record = floor.record(&caller);
    assert_eq!(record.transfers.len(), 1, "{record:#?}");
    assert_eq!(record.transfers[0].kind, TransferKind::Blind);
    let with: Vec<_> = record.segments.iter().map(|talk| talk.with.clone().unwrap_or_default()).collect();
    assert_eq!(with, ["1005", "1006"]);
}

#[test]
fn a_caller_is_given_on_after_asking_or_taken_back() {
    for how in [Transfer::Attended, Transfer::AttendedByCode] {
        for completes in [true, false] {
            let mut floor = Controlled::new();
            let (caller, agent) = floor.queue_call();
            let (to, context) = ("1006".into(), "agents".into());
            let consult = Command::Transfer { leg: agent.clone(), to, context, how };
            match how {
                // Asked by the server, the phone is called by order, and taken up.
                Transfer::Attended => floor.done(consult),
                _ => {
                    floor.done(consult);
                    floor.answers("1006");
                }
            }
            floor.wait(10);
            match completes {
                true => floor.done(Command::CompleteTransfer { leg: agent.clone() }),
                false => floor.done(Command::CancelTransfer { leg: agent.clone() }),
            }
            floor.wait(10);
            assert_eq!(floor.status(&caller), Some(Status::Talking), "{how:?} {completes}");
            floor.hangs_up(&caller);
            let record = floor.record(&caller);
            let with: Vec<_> =
                record.segments.iter().map(|talk| talk.with.clone().unwrap_or_default()).collect();
            let expected: &[&str] = if completes { &["1005", "1006"] } else { &["1005"] };
            assert_eq!(with, expected, "{how:?} {completes} {record:#?}");
            assert_eq!(record.transfers.len(), 1, "{how:?} {completes} {record:#?}");
        }
    }
}

#[test]
fn who_asks_goes_from_one_to_the_other_and_brings_all_together() {
    let mut floor = Controlled::new();
    let (caller, agent) = floor.queue_call();
    let (to, context, how) = ("1006".into(), "internal".into(), Transfer::Attended);
    floor.done(Command::Transfer { leg: agent.clone(), to, context, how });
    floor.done(Command::SwapTransfer { leg: agent.clone() });
    assert_eq!(floor.status(&caller), Some(Status::Talking));
    floor.done(Command::SwapTransfer { leg: agent.clone() });
    floor.done(Command::MergeTransfer { leg: agent.clone() });
    floor.wait(10);
    let asked = floor.leg_of("1006");
    floor.hangs_up(&agent);
    floor.wait(10);
    floor.hangs_up(&caller);
    // Nobody stays alone in the room.
    let there = floor.happens(|world, at, tell| world.hangs_up(at, asked.as_str(), tell));
    assert!(!there, "{asked} is alone");
    let record = floor.record(&caller);
    let with: Vec<_> = record.segments.iter().map(|talk| talk.with.clone().unwrap_or_default()).collect();
    assert_eq!(with, ["1005", "1006"], "{record:#?}");
    assert_eq!(record.transfers.len(), 1, "{record:#?}");
    assert_eq!(record.transfers[0].result, Some(TransferResult::Answered));
}

#[test]
fn who_went_back_to_the_caller_brings_all_together_or_puts_through_all_the_same() {
    for how in ["together", "through"] {
        let mut floor = Controlled::new();
        let (caller, agent) = floor.queue_call();
        let to = ("1006".into(), "internal".into(), Transfer::Attended);
        floor.done(Command::Transfer { leg: agent.clone(), to: to.0, context: to.1, how: to.2 });
        floor.wait(10);
        floor.done(Command::SwapTransfer { leg: agent.clone() });
        floor.wait(10);
        let asked = floor.leg_of("1006");
        if how == "together" {
            floor.done(Command::MergeTransfer { leg: agent.clone() });
            floor.wait(10);
            floor.hangs_up(&agent);
        } else {
            floor.done(Command::CompleteTransfer { leg: agent.clone() });
        }
        floor.wait(10);
        floor.hangs_up(&caller);
        let there = floor.happens(|world, at, tell| world.hangs_up(at, asked.as_str(), tell));
        assert!(!there, "{how}: {asked} is alone");
        let record = floor.record(&caller);
        assert_eq!(record.transfers.len(), 1, "{how}: {record:#?}");
        assert_eq!(record.transfers[0].result, Some(TransferResult::Answered), "{how}: {record:#?}");
        assert!(!record.transfers[0].blonde, "{how}: {record:#?}");
    }
}

#[test]
fn a_call_is_parked_and_fetched() {
    let mut floor = Controlled::new();
    let (caller, _) = floor.queue_call();
    floor.done(Command::Park { leg: caller.clone(), lot: "".into() });
    assert_eq!(floor.status(&caller), Some(Status::Parked));
    floor.wait(10);
    floor.done(Command::Retrieve { parked: Parked::Leg(caller.clone()), channel: "PJSIP/1007".into() });
    assert_eq!(floor.status(&caller), Some(Status::Talking));
    floor.wait(10);
    floor.hangs_up(&caller);
    let record = floor.record(&caller);
    assert_eq!(record.parked[0].retrieved_by.as_deref(), Some("1007"), "{record:#?}");
}

#[test]
fn a_supervisor_listens_whispers_and_takes_over() {
    let mut floor = Controlled::new();
    let (caller, agent) = floor.queue_call();
    let channel = || "PJSIP/1090".into();
    floor.done(Command::Supervise { channel: channel(), leg: agent.clone(), mode: SpyMode::Listen });
    floor.wait(5);
    let spies = |floor: &Controlled| floor.engine.state().records().iter().any(|call| !call.spied.is_empty());
    assert!(spies(&floor));
    floor.done(Command::TakeOver { leg: agent, by: Taker::Phone("PJSIP/1008".into()) });
    floor.wait(5);
    assert_eq!(floor.status(&caller), Some(Status::Talking));
    floor.hangs_up(&caller);
    let record = floor.record(&caller);
    let with: Vec<_> = record.segments.iter().map(|talk| talk.with.clone().unwrap_or_default()).collect();
    assert_eq!(with, ["1005", "1008"], "{record:#?}");
    let own = floor.records.iter().find(|record| record.caller.as_deref() == Some("1008"));
    assert_eq!(own, None, "who takes over has no call of his own");
}

#[test]
fn what_rings_is_answered_picked_up_pulled_and_moved_elsewhere() {
    let mut floor = Controlled::new();
    let first = floor.calls("1002");
    floor.wait(1);
    let rings = |floor: &Controlled, caller: &LegKey| {
        let state = floor.engine.state();
        let legs = state.legs_of(state.call_of(caller).expect("it lives"));
        legs.into_iter().find(|leg| leg.leg != *caller).expect("a phone rings").leg
    };
    let phone = rings(&floor, &first);
    floor.done(Command::Answer { leg: phone });
    assert_eq!(floor.status(&first), Some(Status::Talking));

    let second = floor.calls("1003");
    floor.wait(1);
    let phone = rings(&floor, &second);
    floor.done(Command::Pickup { channel: "PJSIP/1004".into(), leg: phone });
    floor.wait(1);
    assert_eq!(floor.status(&second), Some(Status::Talking));

    let third = floor.calls("billing");
    floor.wait(1);
    floor.done(Command::Pull { leg: third.clone(), channel: "PJSIP/1008".into() });
    floor.answers("1008");
    assert_eq!(floor.status(&third), Some(Status::Talking));
    floor.done(Command::MoveTo { leg: third.clone(), context: "internal".into(), exten: "sales".into() });
    assert_eq!(floor.status(&third), Some(Status::Waiting));
    floor.done(Command::Withdraw { leg: third.clone(), info: "vip".into() });
    for caller in [first, second] {
        floor.hangs_up(&caller);
    }
    assert_eq!(floor.record(&third).queues.len(), 2);
}

#[test]
fn a_call_is_made_heard_recorded_and_ended() {
    let mut floor = Controlled::new();
    let timeout = Span::from_secs(20);
    let mut order = Originate::agent_first("PJSIP/1001", "internal", "491733000101", timeout);
    order.leg_id = "cc-7".into();
    floor.done(Command::Originate(Box::new(order)));
    floor.wait(10);
    let agent = LegKey::from("cc-7");
    assert_eq!(floor.status(&agent), Some(Status::Talking));
    floor.done(Command::Mute { leg: agent.clone(), direction: Direction::In, on: true });
    floor.done(Command::Dtmf { leg: agent.clone(), keys: "12#".into(), to: KeysTo::Party });
    floor.done(Command::RecordStart { leg: agent.clone(), file: "x.wav".into(), tracks: Tracks::Apart });
    floor.done(Command::RecordPause { leg: agent.clone(), on: true });
    floor.done(Command::RecordStop { leg: agent.clone() });
    floor.done(Command::Reload { module: "app_queue.so".into() });
    floor.done(Command::Check { context: "internal".into(), exten: "1002".into() });
    floor.done(Command::Hangup { leg: agent.clone(), cause: None });
    let record = floor.record(&agent);
    assert_eq!((record.status, record.dialed.as_deref()), (Status::Answered, Some("491733000101")));
    assert_eq!(record.hangup.map(|hangup| hangup.by).as_deref(), Some("ami"));
}
