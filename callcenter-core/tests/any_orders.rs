//! Whatever a switch is asked for, in whatever order, about whatever is there: its simulation does it without falling over,
//! and an engine that is told of it agrees with it.

use std::collections::BTreeMap;

use callcenter_core::action::{Action, Destination, Direction, Originate};
use callcenter_core::event::{Event, List, SpyMode};
use callcenter_core::sim::{EVEN_DAY, People, Plan, World};
use callcenter_core::{Engine, Input, LegKey, Policy, Role, Span, Timestamp};
use proptest::prelude::*;

/// Monday, 2026-11-23, 08:00 UTC.
const MORNING: Timestamp = Timestamp::from_secs(1_795_420_800);

const HOUR: Span = Span::from_secs(3_600);

/// Where legs are sent: phones, queues, outside, places, hooks, and nowhere.
const EXTENS: [(&str, &str); 18] = [
    ("internal", "1001"),
    ("internal", "1002"),
    ("internal", "1005"),
    ("internal", "2001"),
    ("agents", "1003"),
    ("internal", "support"),
    ("internal", "sales"),
    ("internal", "+4917612345678"),
    ("internal", "nobody"),
    ("parkedcalls", "701"),
    ("parkedcalls", "702"),
    ("callcenter-wait", "customer"),
    ("callcenter-wait", "agent"),
    ("callcenter-wait", "alone"),
    ("callcenter-reach", "pickup"),
    ("callcenter-reach", "phone"),
    ("callcenter-reach", "room1"),
    ("callcenter-reach", "room2"),
];

const PHONES: [&str; 5] = ["PJSIP/1001", "PJSIP/1002", "PJSIP/1005", "PJSIP/2001", "PJSIP/none"];
const QUEUES: [&str; 4] = ["support", "sales", "", "none"];
const APPLICATIONS: [&str; 9] =
    ["Queue", "ParkedCall", "ConfBridge", "BridgeWait", "Wait", "PickupChan", "Bridge", "Echo", "None"];
const MODES: [SpyMode; 3] = [SpyMode::Listen, SpyMode::Whisper, SpyMode::Barge];

/// What is done next. Numbers choose from what there is then.
#[derive(Debug, Clone)]
struct Step {
    what: u8,
    one: usize,
    two: usize,
    three: usize,
    /// Milliseconds that pass before.
    wait: u32,
}

fn step() -> impl Strategy<Value = Step> {
    let wait = prop_oneof![3 => Just(0), 3 => 0..1_500_u32, 3 => 0..30_000_u32, 1 => 0..400_000_u32];
    (0..44_u8, 0..64_usize, 0..64_usize, 0..64_usize, wait).prop_map(|(what, one, two, three, wait)| Step {
        what,
        one,
        two,
        three,
        wait,
    })
}

/// A world, an engine that is told everything, and the channels there are.
struct Watched {
    world: World,
    engine: Engine,
    /// Channels by leg.
    live: BTreeMap<String, String>,
    asked: u32,
}

impl Watched {
    fn new(people: People, seed: u64) -> Self {
        let policy = Policy { role: Role::Observer, wrap_up: Some(Span::from_secs(8)), ..Policy::default() };
        let world = World::new(Plan { people, seed, day: EVEN_DAY, ..Plan::default() }, MORNING);
        let mut watched = Self { world, engine: Engine::new(policy), live: BTreeMap::new(), asked: 0 };
        watched.run(|world, _, tell| world.greet(tell));
        for list in [List::Legs, List::Queues, List::Devices] {
            watched.act(&Action::List(list));
        }
        watched
    }

    fn run<T>(
        &mut self,
        run: impl FnOnce(&mut World, Timestamp, &mut dyn FnMut(Timestamp, Event<'_>)) -> T,
    ) -> T {
        let Self { world, engine, live, .. } = self;
        let now = world.now();
        let mut out = Vec::new();
        run(world, now, &mut |at, event| {
            match &event {
                Event::LegStarted(leg) => drop(live.insert(leg.leg.to_owned(), leg.channel.to_owned())),
                Event::LegEnded { leg, .. } => drop(live.remove(leg.leg)),
                _ => {}
            }
            out.clear();
            engine.handle(at, Input::Event(event), &mut out);
        })
    }

    fn act(&mut self, action: &Action) {
        self.asked += 1;
        let id = self.asked.to_string();
        self.run(|world, now, tell| world.act(now, &id, action, tell));
    }

    fn pass(&mut self, span: Span) {
        let until = self.world.now() + span;
        self.run(|world, _, tell| world.advance(until, tell));
        self.engine.handle(until, Input::Tick, &mut Vec::new());
    }

    /// A leg's id and channel; sometimes one that is not there.
    fn leg(&self, choice: usize) -> (String, String) {
        let found = self.live.iter().nth(choice % (self.live.len() + 1));
        let (leg, channel) = found.map_or(("none", "PJSIP/none-1"), |(leg, channel)| (leg, channel));
        (leg.to_owned(), channel.to_owned())
    }

    fn does(&mut self, step: &Step) {
        let Step { what, one, two, three, .. } = *step;
        let ((leg, channel), (other, other_channel)) = (self.leg(one), self.leg(two));
        let (context, exten) = EXTENS[three % EXTENS.len()];
        let phone = PHONES[two % PHONES.len()];
        let queue = QUEUES[three % QUEUES.len()].to_owned();
        let interface = PHONES[one % PHONES.len()].to_owned();
        let (context, exten) = (context.to_owned(), exten.to_owned());
        let on = three % 2 == 0;
        let action = match what {
            0..3 => {
                let who = ["4917612345678", "Ada Almeida"];
                self.run(|world, now, tell| world.somebody_calls(now, who, &exten, tell));
                return;
            }
            3 | 4 => {
                let number = phone.trim_start_matches("PJSIP/");
                self.run(|world, now, tell| world.phone_calls(now, number, &exten, tell));
                return;
            }
            5..9 => {
                let number = phone.trim_start_matches("PJSIP/");
                self.run(|world, now, tell| world.phone_answers(now, number, tell));
                return;
            }
            9 => {
                let number = phone.trim_start_matches("PJSIP/");
                self.run(|world, now, tell| world.phone_declines(now, number, tell));
                return;
            }
            10 => {
                self.run(|world, now, tell| world.hangs_up(now, &leg, tell));
                return;
            }
            11 => {
                self.run(|world, now, tell| world.holds(now, &leg, tell));
                return;
            }
            12..15 => Action::Redirect { channel, context, exten, priority: 1, extra: None },
            15 | 16 => {
                let (_, to) = EXTENS[one % EXTENS.len()];
                let extra = Some((other_channel, context.clone(), to.to_owned(), 1));
                Action::Redirect { channel, context, exten, priority: 1, extra }
            }
            17..19 => Action::Park {
                channel,
                timeout_channel: String::new(),
                timeout: Span::from_secs(i64::try_from(three).unwrap_or_default()),
                lot: String::new(),
            },
            19 | 20 => Action::Bridge { one: channel, two: other_channel },
            21 => {
                let to = Destination::Dialplan { context, exten, priority: 1 };
                Action::Originate(Box::new(Originate {
                    leg_id: if on { leg } else { String::new() },
                    variables: vec![
                        ("CC_PICKUP".to_owned(), other_channel),
                        ("CC_PHONE".to_owned(), interface),
                    ],
                    ..Originate::of(phone, to, Span::from_secs(20))
                }))
            }
            22 | 23 => {
                let name = APPLICATIONS[three % APPLICATIONS.len()].to_owned();
                let data =
                    [other_channel, "support".to_owned(), "default,701".to_owned(), "room1".to_owned()];
                let to = Destination::Application { name, data: data[one % data.len()].clone() };
                Action::Originate(Box::new(Originate::of(phone, to, Span::from_secs(20))))
            }
            24 => {
                let to = Destination::Dialplan { context, exten, priority: 1 };
                Action::Originate(Box::new(Originate::of("PJSIP/4917612@trunk", to, Span::ZERO)))
            }
            25..27 => Action::Spy {
                channel: phone.to_owned(),
                target: leg,
                mode: MODES[three % MODES.len()],
                timeout: Span::from_secs(20),
            },
            27 => Action::Hangup { channel, cause: on.then_some(21) },
            28 | 29 => Action::BlindTransfer { channel, exten, context },
            30..32 => Action::AttendedTransfer { channel, exten, context },
            32 => Action::CancelAttendedTransfer { channel },
            33 => Action::Mute { channel, direction: Direction::Both, on },
            34 => match three % 3 {
                0 => Action::RecordStart { channel, file: format!("{other}.wav"), options: String::new() },
                1 => Action::RecordStop { channel, id: String::new() },
                _ => Action::RecordMute { channel, direction: Direction::Both, on },
            },
            35 => Action::MemberAdd {
                queue,
                interface,
                name: String::new(),
                state_interface: if on { String::new() } else { phone.to_owned() },
                penalty: 1,
                paused: on,
                reason: String::new(),
            },
            36 => Action::MemberRemove { queue, interface },
            37 => Action::MemberPause { queue, interface, paused: on, reason: "lunch".to_owned() },
            38 => match on {
                true => Action::MemberPenalty { queue, interface, penalty: 7 },
                false => Action::MemberRingInUse { queue, interface, on: two % 2 == 0 },
            },
            39 => Action::WithdrawCaller { queue, channel, info: "x".to_owned() },
            40 => {
                let event = ["hold", "talk"][three % 2];
                Action::Notify { channel, variables: vec![("Event".to_owned(), event.to_owned())] }
            }
            41 => {
                let (variable, value) = [
                    ("CC_STAY", "1"),
                    ("CC_PICKUP", other_channel.as_str()),
                    ("CC_PHONE", interface.as_str()),
                    ("CC_STAY", "0"),
                ][three % 4];
                let (variable, value) = (variable.to_owned(), value.to_owned());
                Action::VariableSet { channel, variable, value }
            }
            42 => Action::PlayKey { channel, key: '5', receive: on },
            _ => Action::List([List::Legs, List::Bridges, List::Parked, List::Conference][three % 4]),
        };
        self.act(&action);
    }

    /// World and engine hold together, and know the same legs.
    fn check(&self) -> Result<(), String> {
        self.world.check()?;
        let state = self.engine.state();
        state.check().map_err(|violation| violation.to_string())?;
        for leg in self.live.keys() {
            let call = state.call_of(&LegKey::from(leg.as_str()));
            let legs = call.map(|call| state.legs_of(call)).unwrap_or_default();
            let known = legs.iter().find(|known| known.leg.as_str() == leg);
            match known.map(|known| known.how) {
                Some(None) => {}
                Some(Some(_)) => return Err(format!("to the engine leg {leg} has ended")),
                None => return Err(format!("the engine has no call of leg {leg}")),
            }
        }
        Ok(())
    }

    /// Everybody hangs up; what began by itself meanwhile, too.
    fn ends(&mut self) -> Result<(), String> {
        self.world.set_day([0; 24]);
        for _ in 0..20 {
            for channel in self.live.values().cloned().collect::<Vec<_>>() {
                self.act(&Action::Hangup { channel, cause: None });
            }
            self.check()?;
            self.pass(Span::from_secs(60));
        }
        match self.live.is_empty() && self.engine.state().calls_count() == 0 {
            true => Ok(()),
            false => Err(format!("{:?} live on", self.live)),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn whatever_a_simulated_switch_is_asked_for_it_holds_together(
        steps in proptest::collection::vec(step(), 1..100),
        lively in any::<bool>(),
        seed in 0..1_000_u64,
    ) {
        let people = if lively { People::Lively } else { People::Obliging };
        let mut watched = Watched::new(people, seed);
        for (n, step) in steps.iter().enumerate() {
            watched.pass(Span::from_millis(i64::from(step.wait)));
            watched.check().map_err(|why| TestCaseError::fail(format!("{why}, before step {n}: {step:?}")))?;
            watched.does(step);
            watched.check().map_err(|why| TestCaseError::fail(format!("{why}, after step {n}: {step:?}")))?;
        }
        watched.pass(HOUR);
        watched.check().map_err(|why| TestCaseError::fail(format!("{why}, an hour later")))?;
        watched.ends().map_err(|why| TestCaseError::fail(format!("{why}, at the end")))?;
    }
}
