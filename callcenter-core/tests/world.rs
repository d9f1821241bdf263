//! A simulated call center knows what really happened: the engine, told only what a switch reports, must conclude it.

use std::collections::BTreeMap;

use callcenter_core::action::Action;
use callcenter_core::event::Event;
use callcenter_core::sim::{AgentTruth, CallTruth, Plan, QueueTruth, World};
use callcenter_core::{CallRecord, Engine, Fact, Input, Output, Policy, Role, Span, Stats, Timestamp, view};

/// Monday, 2026-11-23, 08:00 UTC.
const MORNING: Timestamp = Timestamp::from_secs(1_795_420_800);

const HOUR: Span = Span::from_secs(3_600);

/// An engine at a world.
struct Watched {
    world: World,
    engine: Engine,
    stats: Stats,
    records: BTreeMap<String, CallRecord>,
    events: u64,
}

impl Watched {
    fn new(plan: Plan) -> Self {
        let policy = Policy { role: Role::Observer, wrap_up: Some(Span::from_secs(8)), ..Policy::default() };
        let world = World::new(plan, MORNING);
        let mut watched = Self {
            world,
            engine: Engine::new(policy),
            stats: Stats::default(),
            records: BTreeMap::new(),
            events: 0,
        };
        watched.run(|world, tell| {
            world.greet(tell);
        });
        watched
    }

    fn run(
        &mut self,
        run: impl FnOnce(&mut World, &mut dyn FnMut(Timestamp, callcenter_core::event::Event<'_>)),
    ) {
        let Self { world, engine, stats, records, events } = self;
        run(world, &mut |at, event| {
            let mut out = Vec::new();
            let told = format!("{event:?}");
            engine.handle(at, Input::Event(event), &mut out);
            *events += 1;
            if *events % 97 == 0 {
                engine.state().check().unwrap_or_else(|violation| panic!("{violation} after {told}"));
            }
            keep(stats, records, out);
        });
    }

    fn finish(&mut self) {
        let mut out = Vec::new();
        self.engine.handle(self.world.now() + Span::from_secs(10), Input::Finish, &mut out);
        keep(&mut self.stats, &mut self.records, out);
    }
}

fn keep(stats: &mut Stats, records: &mut BTreeMap<String, CallRecord>, out: Vec<Output>) {
    for output in out {
        let Output::Entry(entry) = output else { continue };
        stats.apply(&entry);
        if let Fact::CallClosed { record: Some(record), .. } = entry.fact {
            records.insert(record.linkedid.to_string(), *record);
        }
    }
}

/// What of a call must be the same, in words.
fn by_truth(call: &CallTruth) -> String {
    let visits: Vec<String> = call
        .visits
        .iter()
        .map(|visit| format!("{} {:?} {:?}", visit.queue, visit.wait.unwrap_or_default(), visit.result))
        .collect();
    let talks: Vec<String> = call
        .talks
        .iter()
        .map(|talk| format!("{} {} {:?}", talk.with, talk.from, talk.to.map(|to| to.to_string())))
        .collect();
    let transfers: Vec<String> =
        call.transfers.iter().map(|t| format!("{:?} {} {}", t.kind, t.by, t.to)).collect();
    let mut rung: Vec<String> =
        call.rung.iter().filter_map(|(who, result)| Some(format!("{who} {:?}", (*result)?))).collect();
    rung.sort();
    format!(
        "{:?} {:?} from {} to {} visits {visits:?} talks {talks:?} holds {:?} transfers {transfers:?} rung {rung:?} ended by {}",
        call.direction, call.status, call.caller, call.dialed, call.holds, call.ended_by,
    )
}

fn by_record(call: &CallRecord) -> String {
    let text = |text: &Option<callcenter_core::Text>| text.clone().unwrap_or_default();
    let visits: Vec<String> = call
        .visits
        .iter()
        .map(|visit| format!("{} {:?} {:?}", visit.queue, visit.wait_s.unwrap_or_default(), visit.result))
        .collect();
    let talks: Vec<String> = call
        .segments
        .iter()
        .map(|talk| {
            let from = talk.from.unwrap_or_default();
            format!("{} {from} {:?}", text(&talk.with), talk.to.map(|to| to.to_string()))
        })
        .collect();
    let transfers: Vec<String> =
        call.transfers.iter().map(|t| format!("{:?} {} {}", t.kind, text(&t.by), text(&t.to))).collect();
    let mut rung: Vec<String> = call
        .ring_attempts
        .iter()
        .filter_map(|attempt| Some(format!("{} {:?}", attempt.agent, attempt.result?)))
        .collect();
    rung.sort();
    let holds = (call.hold.count, call.hold.seconds.unwrap_or_default());
    format!(
        "{:?} {:?} from {} to {} visits {visits:?} talks {talks:?} holds {holds:?} transfers {transfers:?} rung {rung:?} ended by {}",
        call.direction,
        call.status,
        text(&call.caller),
        text(&call.dialed),
        text(&call.hangup.as_ref().map(|hangup| hangup.by.clone())),
    )
}

#[test]
fn an_engine_at_a_simulated_call_center_concludes_what_really_happened() {
    let mut calls = 0;
    for seed in 1..=8 {
        let mut watched = Watched::new(Plan { seed, ..Plan::default() });
        watched.run(|world, tell| world.advance(MORNING + HOUR, tell));
        // Nobody calls any more, everybody goes home, and what is under way ends.
        watched.world.set_day([0; 24]);
        watched.run(|world, tell| world.advance(MORNING + HOUR + HOUR, tell));
        watched.finish();
        assert!(view::calls(watched.engine.state()).is_empty(), "seed {seed}: calls go on");
        watched.compare_records(seed);
        watched.compare_figures(seed);
        calls += watched.records.len();
    }
    assert!(calls > 3_000, "{calls}");
}

impl Watched {
    fn compare_records(&self, seed: u64) {
        let mut wrong = 0;
        for call in &self.world.truth().calls {
            let record = self.records.get(call.linked.as_str());
            let record = record.unwrap_or_else(|| panic!("seed {seed}: no record of {call:#?}"));
            let (truth, concluded) = (by_truth(call), by_record(record));
            if truth != concluded {
                wrong += 1;
                eprintln!("seed {seed}, {}:\n  {truth}\n  {concluded}", call.linked);
            }
        }
        assert_eq!(wrong, 0, "seed {seed}: {wrong} of {} calls", self.world.truth().calls.len());
        assert_eq!(self.records.len(), self.world.truth().calls.len(), "seed {seed}");
    }

    fn compare_figures(&self, seed: u64) {
        let until = MORNING + HOUR + HOUR + HOUR;
        for (queue, truth) in &self.world.truth().queues {
            let figures = self.stats.figures().queue(queue, MORNING, until);
            let concluded = QueueTruth {
                offered: u64::from(figures.offered) + u64::from(figures.refused),
                answered: figures.answered.into(),
                abandoned: figures.abandoned.into(),
                timed_out: figures.timed_out.into(),
                refused: figures.refused.into(),
                withdrawn: figures.withdrawn.into(),
                wait_answered: figures.answered_wait,
            };
            assert_eq!(concluded, *truth, "seed {seed}, {queue}");
            assert!(truth.answered > 20 && truth.abandoned > 0, "seed {seed}, {queue}: {truth:?}");
        }
        for ((agent, queue), truth) in &self.world.truth().agents {
            let figures = self.stats.figures().agent(agent, MORNING, until);
            let figures = figures.queues.get(queue.as_str()).cloned().unwrap_or_default();
            let concluded = AgentTruth {
                answered: figures.answered.into(),
                rang_out: figures.attempts.no_answer.into(),
                declined: figures.attempts.declined.into(),
            };
            assert_eq!(concluded, *truth, "seed {seed}, {agent} in {queue}");
        }
    }
}

/// What a switch answers when it is asked for a value.
fn value(world: &mut World, variable: &str) -> String {
    let action = Action::VariableGet { channel: String::new(), variable: variable.to_owned() };
    let mut answer = String::new();
    let now = world.now();
    world.act(now, "1", &action, &mut |_, event| {
        if let Event::Replied { message, .. } = event {
            message.clone_into(&mut answer);
        }
    });
    answer
}

const FILES: [(&str, &str); 3] = [
    (
        "pjsip.conf",
        "[mark]\ntype = aor\nvoicemail_extension = 7\n[2001]\ntype = endpoint\ncontext = callcenter-phones\ncallerid = \"Nora\" <2001>\n",
    ),
    ("queues.conf", "[night]\nstrategy = leastrecent\nmember => PJSIP/2001,3,Nora,PJSIP/2001\n"),
    (
        "extensions.conf",
        "[callcenter-generation]\nexten => g7,1,NoOp(x)\n[callcenter-phones]\ninclude => callcenter-inside\n\
         [callcenter-inside]\nexten => 555,1,NoOp(x)\n same => n,Goto(callcenter-queue-night,s,1)\n",
    ),
];

#[test]
fn files_of_configuration_hold_from_the_next_reload_on() {
    let mut world = World::new(Plan::still(), MORNING);
    for (name, text) in FILES {
        world.put_file(name, text);
    }
    let values = [
        ("PJSIP_AOR(mark,voicemail_extension)", "", "7"),
        ("PJSIP_ENDPOINT(2001,context)", "", "callcenter-phones"),
        ("PJSIP_ENDPOINT(1001,context)", "internal", "internal"),
        ("QUEUE_EXISTS(night)", "0", "1"),
        ("QUEUE_EXISTS(sales)", "1", "1"),
    ];
    for (variable, before, _) in values {
        assert_eq!(value(&mut world, variable), before, "{variable}");
    }
    for module in ["res_pjsip.so", "app_queue.so", "pbx_config.so"] {
        world.act(MORNING, "2", &Action::Reload { module: module.to_owned() }, &mut |_, _| {});
    }
    for (variable, _, after) in values {
        assert_eq!(value(&mut world, variable), after, "{variable}");
    }
    let mut rung = false;
    let now = world.now();
    world.phone_calls(now, "1001", "555", &mut |_, _| {}).expect("there is such a phone");
    world.advance(now + Span::from_secs(2), &mut |_, event| {
        rung |= matches!(&event, Event::LegChanged(leg) if leg.channel.starts_with("PJSIP/2001"));
    });
    assert!(rung, "who calls the queue of the file rings the phone of the file");
}

#[test]
fn emergency_numbers_are_put_through_to_the_trunk() {
    let mut world = World::new(Plan::obliging(), MORNING);
    let mut dialled = String::new();
    world.phone_calls(MORNING, "1001", "112", &mut |_, event| {
        if let Event::DialStarted { dial, .. } = event {
            dial.clone_into(&mut dialled);
        }
    });
    assert_eq!(dialled, "112@trunk-main");
}

#[test]
fn somebody_who_is_led_waits_for_a_click_and_never_hangs_up() {
    let mut watched = Watched::new(Plan { seed: 4, ..Plan::default() });
    watched.run(|world, tell| world.lead("1001", tell));
    watched.run(|world, tell| world.advance(MORNING + HOUR, tell));
    watched.world.set_day([0; 24]);
    watched.run(|world, tell| world.advance(MORNING + HOUR + HOUR, tell));
    watched.finish();
    watched.compare_records(4);
    watched.compare_figures(4);
    let own = |call: &&CallTruth| call.talks.iter().any(|talk| talk.with == "1001");
    let calls: Vec<_> = watched.world.truth().calls.iter().filter(own).collect();
    assert!(calls.len() > 10, "{}", calls.len());
    assert!(calls.iter().all(|call| call.ended_by != "1001"));
}
