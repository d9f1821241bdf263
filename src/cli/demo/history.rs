//! Days that have passed before anybody looked: lived by the same world, concluded by the same engine, kept in the same
//! journal.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use callcenter::core::action::Action;
use callcenter::core::event::Event;
use callcenter::core::sim::{EVEN_DAY, Plan, WORKING_DAY, World};
use callcenter::core::{Engine, Input, Output, Span, Timestamp};
use callcenter::store::{Holder, Journal, Source, StreamId, open};
use callcenter::{Entry, Policy, wall_clock};

use super::disk::Recordings;
use super::work::{Done, REMEMBERED};
use super::{LED, WARM_UP};
use crate::cli::failure::Failure;
use crate::cli::store::failed;

/// Entries are kept after so much time.
const STEP: Span = Span::from_secs(900);

/// Days of history that are made, where nobody says how many.
const DAYS: u16 = 3;

/// How long they may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// What is lived to see how fast this machine is.
const TRIAL: Span = Span::from_secs(7_200);

/// A working day is about so many times the trial, by its calls.
const DAY_OVER_TRIAL: f64 = 4.5;

/// With the books it takes about so many times as long as without.
const BOOKS_FACTOR: f64 = 3.0;

/// Days that fit into [`PATIENCE`], [`DAYS`] at most and one at least: by how long two hours take without the books.
fn days_that_fit(plan: &Plan, policy: &Policy, now: Timestamp) -> u16 {
    let mut trial = Past::new(plan, policy, now, 0);
    let begins = stopwatch();
    trial.run(|world, tell| world.advance(now + TRIAL, tell));
    let day = begins.elapsed().mul_f64(BOOKS_FACTOR * DAY_OVER_TRIAL);
    let fits = PATIENCE.as_secs_f64() / day.as_secs_f64().max(f64::EPSILON);
    (1..=DAYS).rev().find(|days| f64::from(*days) <= fits).unwrap_or(1)
}

#[expect(clippy::disallowed_methods, reason = "how long this machine takes is what is asked here")]
fn stopwatch() -> Instant {
    Instant::now()
}

/// A world as it is now, and calls of before of which somebody has something to say.
pub(super) struct Lived {
    pub(super) world: World,
    pub(super) calls: VecDeque<Done>,
    pub(super) recordings: Recordings,
}

/// Lives so many days up to now. A store with a history keeps what it has.
pub(super) async fn make(
    store: &str,
    plan: &Plan,
    policy: &Policy,
    days: Option<u16>,
    recordings: Recordings,
) -> Result<Lived, Failure> {
    let now = wall_clock();
    let store = open(store).await.map_err(failed)?;
    let stream = StreamId { switch: policy.switch.to_string(), source: Source::Live };
    let holder = Holder::this_process("demo");
    let mut journal = Journal::open(store.clone(), &stream, policy, holder).await.map_err(failed)?;
    let days = match days {
        _ if journal.tip() > 0 => 0,
        Some(days) => days,
        None => days_that_fit(plan, policy, now),
    };
    let mut past = Past::new(plan, policy, now, days);
    past.recordings = Some(recordings);
    if days > 0 {
        let some = if days == 1 { "a day".to_owned() } else { format!("{days} days") };
        eprintln!("callcenter: {some} of history first");
        past.connects();
        past.run(|world, tell| world.lead(LED, tell));
        while past.goes_on(now) {
            journal.append(past.take()).await.map_err(failed)?;
        }
        past.disconnects();
        journal.append(past.take()).await.map_err(failed)?;
    }
    journal.close().await.map_err(failed)?;
    store.close().await;
    let mut nobody = |_: Timestamp, _: Event<'_>| {};
    past.world.set_day(EVEN_DAY);
    past.world.lead(LED, &mut nobody);
    past.world.advance(wall_clock(), &mut nobody);
    let Past { world, calls, recordings, .. } = past;
    let recordings = recordings.expect("they were put in above");
    Ok(Lived { world, calls, recordings })
}

/// A world and the engine that concludes what happens there.
struct Past {
    world: World,
    engine: Engine,
    entries: Vec<Entry>,
    calls: VecDeque<Done>,
    recordings: Option<Recordings>,
}

impl Past {
    fn new(plan: &Plan, policy: &Policy, now: Timestamp, days: u16) -> Self {
        let (start, day) = match days {
            0 => (now - WARM_UP, EVEN_DAY),
            days => (now - Span::from_secs(i64::from(days) * 86_400), WORKING_DAY),
        };
        let mut plan = Plan { day, ..plan.clone() };
        // Each start is another day: the seed is the time.
        plan.seed = now.as_micros().unsigned_abs();
        Self {
            world: World::new(plan, start),
            engine: Engine::new(policy.clone()),
            entries: Vec::new(),
            calls: VecDeque::new(),
            recordings: None,
        }
    }

    fn connects(&mut self) {
        self.run(|world, tell| world.greet(tell));
    }

    fn disconnects(&mut self) {
        let mut out = Vec::new();
        self.engine.handle(self.world.now(), Input::Event(Event::Disconnected), &mut out);
        self.obey(out);
    }

    /// A step towards now; whether there was one to go. In the end the floor fills, whatever hour it is.
    fn goes_on(&mut self, now: Timestamp) -> bool {
        let begins = self.world.now();
        if begins >= now {
            return false;
        }
        if now.since(begins) <= WARM_UP + STEP {
            self.world.set_day(EVEN_DAY);
        }
        let until = (begins + STEP).min(now);
        self.run(|world, tell| world.advance(until, tell));
        true
    }

    fn take(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    fn run(&mut self, run: impl FnOnce(&mut World, &mut dyn FnMut(Timestamp, Event<'_>))) {
        let (engine, recordings, mut out) = (&mut self.engine, &mut self.recordings, Vec::new());
        run(&mut self.world, &mut |at, event| {
            if let Some(recordings) = recordings {
                recordings.told(at, &event);
            }
            engine.handle(at, Input::Event(event), &mut out);
        });
        self.obey(out);
    }

    /// Keeps what was concluded, and does what the engine asks of the switch.
    fn obey(&mut self, out: Vec<Output>) {
        let mut asked: Vec<(u64, Action)> = Vec::new();
        for output in out {
            match output {
                Output::Entry(entry) => {
                    if let Some(done) = Done::by(&entry) {
                        self.calls.push_back(done);
                        if self.calls.len() > REMEMBERED {
                            self.calls.pop_front();
                        }
                    }
                    self.entries.push(entry);
                }
                Output::Action(number, action) => asked.push((number, action)),
            }
        }
        for (number, action) in asked {
            let now = self.world.now();
            self.run(|world, tell| world.act(now, &number.to_string(), &action, tell));
        }
    }
}
