//! A desk with a real engine, told what a switch would report.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use callcenter_core::event::Event;
use callcenter_core::{
    AskError, Command, Engine, Entry, Fact, Input, Moment, Output, Policy, Role, Settlement, Snapshot,
    Timestamp,
};
use callcenter_http::Desk;
use callcenter_http::desk::{Link, Setup, Standing};
use callcenter_store::{Source, StreamId};
use tokio::sync::broadcast;

/// Sunday, 2026-11-22, 08:00 UTC.
pub(crate) const MORNING: Timestamp = Timestamp::from_secs(1_795_334_400);

#[derive(Debug)]
pub(crate) struct EngineDesk {
    floor: Mutex<Floor>,
    batches: broadcast::Sender<Arc<[Entry]>>,
}

#[derive(Debug)]
struct Floor {
    engine: Engine,
    snapshot: Snapshot,
    setup: Setup,
    now: Timestamp,
    last: u64,
}

impl EngineDesk {
    /// A desk whose link is up and where nothing is yet.
    pub(crate) fn new() -> Arc<Self> {
        let policy = Policy { role: Role::Controller, ..Policy::default() };
        let engine = Engine::new(policy);
        let floor = Floor {
            snapshot: engine.snapshot(),
            engine,
            setup: Setup { control: true, ..Setup::default() },
            now: MORNING,
            last: 0,
        };
        let (batches, _) = broadcast::channel(1_024);
        let desk = Arc::new(Self { floor: Mutex::new(floor), batches });
        desk.tell(Event::Connected { version: "Asterisk Call Manager/9.0.0" });
        desk.tell(Event::Ready { uptime: None });
        desk
    }

    /// The switch reports something, a millisecond later.
    pub(crate) fn tell(&self, event: Event<'_>) {
        self.feed(Input::Event(event));
    }

    fn feed(&self, input: Input<'_>) -> Vec<Entry> {
        let mut floor = self.floor.lock().unwrap_or_else(PoisonError::into_inner);
        floor.now = floor.now + callcenter_core::Span::from_millis(1);
        let now = floor.now;
        let mut out = Vec::new();
        floor.engine.handle(now, input, &mut out);
        let mut entries = Vec::new();
        let mut actions = Vec::new();
        for output in out {
            match output {
                Output::Entry(entry) => entries.push(entry),
                Output::Action(id, _) => actions.push(id),
            }
        }
        // The switch takes everything that it is asked for.
        for id in actions {
            let mut out = Vec::new();
            let id = id.to_string();
            let event = Event::Replied { action: &id, ok: true, message: "" };
            floor.engine.handle(now, Input::Event(event), &mut out);
            entries.extend(out.into_iter().filter_map(|output| match output {
                Output::Entry(entry) => Some(entry),
                Output::Action(..) => None,
            }));
        }
        floor.snapshot.follow(&entries).expect("no entry is missing");
        let _ = self.batches.send(entries.clone().into());
        entries
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

    async fn ask(&self, command: Command) -> Result<Settlement, AskError> {
        let id = {
            let mut floor = self.floor.lock().unwrap_or_else(PoisonError::into_inner);
            floor.last += 1;
            floor.last
        };
        for entry in self.feed(Input::Command { id, command }) {
            match entry.fact {
                Fact::CommandRefused { why, .. } => return Err(why.into()),
                Fact::CommandSettled { outcome, message, .. } => return Ok(Settlement { outcome, message }),
                _ => {}
            }
        }
        Err(AskError::TimedOut)
    }

    fn standing(&self) -> Standing {
        Standing { link: Link::Ready, heard_at: None, overflows: 0, clock_steps: 0, poisoned: 0, books: None }
    }

    fn setup(&self) -> Setup {
        self.floor.lock().unwrap_or_else(PoisonError::into_inner).setup.clone()
    }

    async fn set_up(&self, setup: Setup) -> Result<(), String> {
        self.floor.lock().unwrap_or_else(PoisonError::into_inner).setup = setup;
        Ok(())
    }
}
