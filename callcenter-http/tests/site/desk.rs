//! A desk with a real engine at a simulated call center: what is asked of the switch is done there, and reported.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use callcenter_core::action::Action;
use callcenter_core::event::Event;
use callcenter_core::fact::Settled;
use callcenter_core::sim::{Plan, World};
use callcenter_core::{
    AskError, Command, Engine, Entry, Fact, Input, Moment, Output, Policy, Role, Settlement, Snapshot, Span,
    Timestamp,
};
use callcenter_http::Desk;
use callcenter_http::desk::{
    BooksStanding, Examination, Finding, Level, Link, Progress, Reconcluded, Setup, Standing,
};
use callcenter_store::{Source, StreamId};
use tokio::sync::{broadcast, watch};

/// How long a command may take there before nobody waits for it any more.
const PATIENCE: Span = Span::from_secs(120);

/// Sunday, 2026-11-22, 08:00 UTC.
pub(crate) const MORNING: Timestamp = Timestamp::from_secs(1_795_334_400);

#[derive(Debug)]
pub(crate) struct EngineDesk {
    floor: Mutex<Floor>,
    batches: broadcast::Sender<Arc<[Entry]>>,
    /// How far the archive may be read, and how far it was: pieces of how many; all of them at last.
    archive: (watch::Sender<(u64, u64)>, watch::Sender<u64>),
    /// How many recordings were refused.
    refused: watch::Sender<u64>,
}

#[derive(Debug)]
struct Floor {
    world: World,
    engine: Engine,
    snapshot: Snapshot,
    setup: Setup,
    now: Timestamp,
    last: u64,
    /// Everything that became true.
    told: Vec<Entry>,
    /// Number of the last entry that is in a store; absent: nothing is kept.
    kept: Option<u64>,
    /// Recordings that the switch refuses from here on.
    refuses_recordings: u64,
}

impl Floor {
    /// Takes an input a millisecond later, and lets the switch do what is asked of it.
    fn take(&mut self, input: Input<'_>) -> Vec<Entry> {
        self.now = self.now + Span::from_millis(1);
        let mut out = Vec::new();
        self.engine.handle(self.now, input, &mut out);
        self.obey(out)
    }

    /// Something happens in the world, a millisecond later.
    fn happens<T>(
        &mut self,
        happens: impl FnOnce(&mut World, Timestamp, &mut dyn FnMut(Timestamp, Event<'_>)) -> T,
    ) -> (T, Vec<Entry>) {
        self.now = self.now + Span::from_millis(1);
        let (engine, mut out) = (&mut self.engine, Vec::new());
        let made = happens(&mut self.world, self.now, &mut |at, event| {
            engine.handle(at, Input::Event(event), &mut out);
        });
        (made, self.obey(out))
    }

    /// The switch does what the engine asks of it, which may make the engine ask for more.
    fn obey(&mut self, mut out: Vec<Output>) -> Vec<Entry> {
        let mut entries = Vec::new();
        while !out.is_empty() {
            let mut actions: Vec<(u64, Action)> = Vec::new();
            for output in out.drain(..) {
                match output {
                    Output::Entry(entry) => entries.push(entry),
                    Output::Action(id, action) => actions.push((id, action)),
                }
            }
            let (world, engine) = (&mut self.world, &mut self.engine);
            for (id, action) in actions {
                world.act(self.now, &id.to_string(), &action, &mut |at, event| {
                    engine.handle(at, Input::Event(event), &mut out);
                });
            }
        }
        self.snapshot.follow(&entries).expect("no entry is missing");
        entries
    }

    /// Time passes, up to `until`.
    fn pass(&mut self, until: Timestamp) -> Vec<Entry> {
        self.now = self.now.max(until);
        let (engine, mut out) = (&mut self.engine, Vec::new());
        self.world.advance(self.now, &mut |at, event| engine.handle(at, Input::Event(event), &mut out));
        self.engine.handle(self.now, Input::Tick, &mut out);
        self.obey(out)
    }

    /// When something happens next by itself, there or in the engine.
    fn due(&self) -> Option<Timestamp> {
        let deadline = self.engine.deadline().map(|(at, _)| at);
        [self.world.due(), deadline].into_iter().flatten().min()
    }
}

#[allow(dead_code, reason = "each room's tests use their part")]
impl EngineDesk {
    /// A desk at a call center whose people do what they are told; link up and lists told, all agents ready.
    pub(crate) fn new() -> Arc<Self> {
        Self::at(Plan::obliging())
    }

    /// A desk at a call center where people call, answer, talk and pause by themselves as time passes.
    pub(crate) fn lively(seed: u64) -> Arc<Self> {
        Self::at(Plan { seed, ..Plan::default() })
    }

    pub(crate) fn at(plan: Plan) -> Arc<Self> {
        let policy = Policy { role: Role::Controller, ..Policy::default() };
        let engine = Engine::new(policy);
        let floor = Floor {
            world: World::new(plan, MORNING),
            snapshot: engine.snapshot(),
            engine,
            setup: Setup { control: true, ..Setup::default() },
            now: MORNING,
            last: 0,
            told: Vec::new(),
            kept: None,
            refuses_recordings: 0,
        };
        let (batches, _) = broadcast::channel(1_024);
        let desk = Arc::new(Self {
            floor: Mutex::new(floor),
            batches,
            archive: (watch::Sender::new((0, 1)), watch::Sender::new(0)),
            refused: watch::Sender::new(0),
        });
        desk.happens(|world, _, tell| world.greet(tell));
        desk
    }

    fn on_floor<T>(&self, run: impl FnOnce(&mut Floor) -> (T, Vec<Entry>)) -> T {
        let mut floor = self.floor.lock().unwrap_or_else(PoisonError::into_inner);
        let (made, entries) = run(&mut floor);
        floor.told.extend(entries.iter().cloned());
        if !entries.is_empty() {
            let _ = self.batches.send(entries.into());
        }
        made
    }

    fn happens<T>(
        &self,
        happens: impl FnOnce(&mut World, Timestamp, &mut dyn FnMut(Timestamp, Event<'_>)) -> T,
    ) -> T {
        self.on_floor(|floor| floor.happens(happens))
    }

    /// The switch reports something that the world knows nothing of, a millisecond later.
    pub(crate) fn tell(&self, event: Event<'_>) {
        self.on_floor(|floor| ((), floor.take(Input::Event(event))));
    }

    /// Time passes.
    pub(crate) fn advance(&self, span: Span) {
        self.on_floor(|floor| ((), floor.pass(floor.now + span)));
    }

    /// The switch refuses the next recordings, as many as these.
    pub(crate) fn refuse_recordings(&self, times: u64) {
        self.on_floor(|floor| (floor.refuses_recordings = times, Vec::new()));
    }

    /// So many recordings were refused.
    pub(crate) async fn refused(&self, times: u64) {
        self.refused.subscribe().wait_for(|refused| *refused >= times).await.expect("the desk lives");
    }

    /// Everything that became true.
    pub(crate) fn told(&self) -> Vec<Entry> {
        self.on_floor(|floor| (floor.told.clone(), Vec::new()))
    }

    /// Everything up to this entry is in a store.
    pub(crate) fn is_kept(&self, seq: u64) {
        self.on_floor(|floor| (floor.kept = Some(seq), Vec::new()));
    }

    /// What time it is there.
    pub(crate) fn now(&self) -> Timestamp {
        self.on_floor(|floor| (floor.now, Vec::new()))
    }

    /// Ada Almeida calls from 4917612345678, and waits in a queue or lets a phone ring: her leg.
    pub(crate) fn somebody_calls(&self, exten: &str) -> String {
        self.calls("4917612345678", "Ada Almeida", exten)
    }

    /// Somebody calls a queue (by its name or number) or an agent's extension: the caller's leg.
    pub(crate) fn calls(&self, number: &str, name: &str, exten: &str) -> String {
        self.happens(|world, at, tell| world.somebody_calls(at, [number, name], exten, tell))
    }

    /// Whoever is at the phone dials: the leg.
    pub(crate) fn phone_calls(&self, phone: &str, exten: &str) -> String {
        let leg = self.happens(|world, at, tell| world.phone_calls(at, phone, exten, tell));
        leg.expect("there is such a phone")
    }

    /// Whoever is at the phone that rings takes it up: the phone's leg.
    pub(crate) fn answers(&self, phone: &str) -> String {
        let leg = self.happens(|world, at, tell| world.phone_answers(at, phone, tell));
        leg.unwrap_or_else(|| panic!("{phone} does not ring"))
    }

    /// A caller from outside talks with this agent: the caller's leg and the agent's.
    pub(crate) fn talks_with(&self, phone: &str) -> (String, String) {
        (self.somebody_calls(phone), self.answers(phone))
    }

    /// The archive is read up to this piece of so many, and waits there.
    pub(crate) async fn reads_archive(&self, pieces: u64, of: u64) {
        self.archive.0.send_replace((pieces, of));
        self.archive.1.subscribe().wait_for(|read| *read >= pieces).await.expect("the desk lives");
    }

    /// The archive is read to its end.
    pub(crate) async fn read_archive_to_its_end(&self) {
        let (_, of) = *self.archive.0.borrow();
        self.reads_archive(of, of).await;
        self.archive.0.send_replace((0, of));
        self.archive.1.send_replace(0);
    }

    /// The party on a leg hangs up.
    pub(crate) fn hangs_up(&self, leg: &str) {
        let there = self.happens(|world, at, tell| world.hangs_up(at, leg, tell));
        assert!(there, "no leg {leg}");
    }

    /// The party on a leg puts the other side on hold, or takes it back.
    pub(crate) fn holds(&self, leg: &str) {
        let could = self.happens(|world, at, tell| world.holds(at, leg, tell));
        assert!(could, "{leg} cannot hold or take back");
    }
}

#[async_trait]
impl Desk for EngineDesk {
    fn stream(&self) -> StreamId {
        StreamId { switch: "asterisk".to_owned(), source: Source::Live }
    }

    fn epoch(&self) -> u64 {
        1
    }

    fn look(&self, look: &mut dyn FnMut(Moment<'_>)) {
        let floor = self.floor.lock().unwrap_or_else(PoisonError::into_inner);
        look(Moment { state: &floor.snapshot.state, stats: &floor.snapshot.stats, now: floor.now });
    }

    fn follow(&self) -> broadcast::Receiver<Arc<[Entry]>> {
        self.batches.subscribe()
    }

    /// Asks, and lets the time pass there that it takes until it is settled.
    async fn ask(&self, command: Command) -> Result<Settlement, AskError> {
        let is_recording = matches!(command, Command::RecordStart { .. });
        let refuses = self.on_floor(|floor| {
            let refuses = is_recording && floor.refuses_recordings > 0;
            floor.refuses_recordings -= u64::from(refuses);
            (refuses, Vec::new())
        });
        if refuses {
            self.refused.send_modify(|refused| *refused += 1);
            return Ok(Settlement { outcome: Settled::Refused, message: "no room on the disk".into() });
        }
        self.on_floor(|floor| {
            floor.last += 1;
            let until = floor.now + PATIENCE;
            let number = floor.last;
            let mut entries = floor.take(Input::Command { id: number, command });
            loop {
                if let Some(settled) = entries.iter().find_map(|entry| settled(number, &entry.fact)) {
                    return (settled, entries);
                }
                match floor.due().filter(|due| *due <= until) {
                    Some(due) => entries.extend(floor.pass(due)),
                    None => return (Err(AskError::TimedOut), entries),
                }
            }
        })
    }

    fn standing(&self) -> Standing {
        let kept = self.floor.lock().unwrap_or_else(PoisonError::into_inner).kept;
        let books = kept.map(|seq| BooksStanding {
            durable_seq: seq,
            committed_seq: seq,
            spooled_entries: 0,
            spooled_bytes: 0,
            away_since: None,
            stands_still: false,
            last_error: None,
        });
        Standing { link: Link::Ready, heard_at: None, overflows: 0, clock_steps: 0, poisoned: 0, books }
    }

    fn setup(&self) -> Setup {
        self.floor.lock().unwrap_or_else(PoisonError::into_inner).setup.clone()
    }

    async fn set_up(&self, setup: Setup) -> Result<(), String> {
        self.floor.lock().unwrap_or_else(PoisonError::into_inner).setup = setup;
        Ok(())
    }

    async fn reconclude(&self, progress: &(dyn Fn(Progress) + Send + Sync)) -> Result<Reconcluded, String> {
        let mut may = self.archive.0.subscribe();
        for piece in 1.. {
            let (_, of) = *may.wait_for(|(upto, _)| *upto >= piece).await.map_err(|why| why.to_string())?;
            progress(Progress { done: piece, total: Some(of) });
            self.archive.1.send_replace(piece);
            if piece == of {
                break;
            }
        }
        Ok(Reconcluded { calls: 10, changes: 2, ..Reconcluded::default() })
    }

    /// Asks the switch who it is, and, where it may be asked for anything, whether an event of ours comes back.
    async fn examine(&self) -> Result<Examination, String> {
        self.on_floor(|floor| {
            if !floor.snapshot.state.is_live() {
                return (Err("127.0.0.1:5038: connection refused".to_owned()), Vec::new());
            }
            let mut findings = Vec::new();
            let mut ask = |action: &Action| {
                let at = floor.now;
                floor.world.act(at, "doctor", action, &mut |_, event| match event {
                    Event::Identified { version, .. } => findings.push(fine("version", version)),
                    Event::UserReported { name, .. } => findings.push(fine("self-test", name)),
                    _ => {}
                });
            };
            ask(&Action::Settings);
            if floor.setup.control {
                ask(&Action::UserReport { name: "Doctor".into(), fields: Vec::new() });
            }
            let (at, place) = (floor.now.into(), "127.0.0.1:5038".to_owned());
            (Ok(Examination { at, place, user: "site".to_owned(), findings, manager_conf: None }), Vec::new())
        })
    }
}

fn fine(what: &'static str, line: &str) -> Finding {
    Finding { level: Level::Fine, what, lines: vec![line.to_owned()] }
}

/// How a command ended, where a fact tells it.
fn settled(number: u64, fact: &Fact) -> Option<Result<Settlement, AskError>> {
    match fact {
        Fact::CommandRefused { command, why } if *command == number => Some(Err(why.clone().into())),
        Fact::CommandSettled { command, outcome, message } if *command == number => {
            Some(Ok(Settlement { outcome: *outcome, message: message.clone() }))
        }
        _ => None,
    }
}
