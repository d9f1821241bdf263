//! The task that owns the link, the engine and the books.

use std::collections::BTreeMap;
use std::time::Duration;

use callcenter_core::{AskError, Entry, Fact, Settlement, Snapshot};
use tokio::sync::{oneshot, watch};

use super::ask::Ask;
use super::handle::{Handle, Other, beginning, blank};
use super::{LiveConfig, LiveError};
use crate::books::{Books, Depth, Witnessed};
use crate::clock::wall_clock;
use crate::shell::Shell;

/// Where an answer goes.
type Reply = oneshot::Sender<Result<Settlement, AskError>>;

/// How long the switch may take for its farewell.
const LOGOFF: Duration = Duration::from_secs(1);

/// How long the database may take for the last entries; what is not written then waits in the spool.
const FAREWELL: Duration = Duration::from_secs(5);

/// Everything that is needed to lead a switch, and how it stood.
pub(super) struct Opened {
    pub(super) shell: Shell,
    pub(super) books: Option<Books>,
    pub(super) snapshot: Snapshot,
}

impl Opened {
    pub(super) async fn open(config: LiveConfig, witnessed: Option<Witnessed>) -> Result<Self, LiveError> {
        let (books, snapshot) = match config.books {
            None => (None, blank(config.policy)),
            Some(books) => {
                let (books, snapshot) = Books::open_after(books, witnessed).await?;
                (Some(books), snapshot)
            }
        };
        let shell = Shell::restore(config.ami, snapshot.clone())?;
        Ok(Self { shell, books, snapshot })
    }

    /// Goes on from a snapshot that nobody keeps.
    pub(super) fn resume(ami: callcenter_ami::Config, snapshot: Snapshot) -> Result<Self, LiveError> {
        let shell = Shell::restore(ami, snapshot.clone())?;
        Ok(Self { shell, books: None, snapshot })
    }

    /// A handle of it.
    pub(super) fn handle(&self) -> (Handle, Other) {
        let standing = beginning(self.shell.status(), self.books.as_ref().map(Books::depth));
        Handle::new(self.snapshot.clone(), standing)
    }
}

pub(super) struct Runner {
    shell: Shell,
    books: Option<Books>,
    handle: Handle,
    waiting: BTreeMap<u64, Reply>,
    /// The number of the last command: no start has one of another, for they count from the time.
    last: u64,
}

impl Runner {
    pub(super) fn new(opened: Opened, handle: Handle) -> Self {
        let last = wall_clock().as_micros().unsigned_abs();
        Self { shell: opened.shell, books: opened.books, handle, waiting: BTreeMap::new(), last }
    }

    /// Works until it is told to stop, or cannot go on.
    pub(super) async fn run(&mut self, other: &mut Other) -> Result<(), LiveError> {
        let mut depth = self.books.as_ref().map(Books::watch);
        loop {
            let turn = tokio::select! {
                biased;
                _ = other.stop.wait_for(|stop| *stop) => Turn::Stop,
                ask = other.asks.recv() => ask.map_or(Turn::Stop, Turn::Asked),
                entries = next(&mut self.shell, self.books.as_mut()) => entries?.map_or(Turn::Stop, Turn::Concluded),
                // A switch that says nothing is no reason not to tell what became durable.
                () = written(depth.as_mut()) => Turn::Written,
            };
            let entries = match turn {
                Turn::Stop => return Ok(()),
                Turn::Written => {
                    self.tell_standing(other);
                    continue;
                }
                Turn::Asked(ask) => self.asked(ask).await?,
                Turn::Concluded(entries) => entries,
            };
            let now = self.shell.now();
            self.handle.publish(&entries, now);
            self.tell_standing(other);
            // Who asked looks next: what settled it has to be there by then.
            self.settle(&entries);
        }
    }

    /// Ends it: logs off, and makes everything durable unless it could not go on. Who waits is told `why`.
    pub(super) async fn end(mut self, done: Result<(), LiveError>, why: AskError) -> Result<(), LiveError> {
        for (_, reply) in std::mem::take(&mut self.waiting) {
            // Who asked may have gone.
            let _ = reply.send(Err(why.clone()));
        }
        self.shell.shut_down(LOGOFF).await;
        match self.books.take() {
            // Books that have ended are not closed once more.
            Some(books) if done.is_ok() => books.close(FAREWELL).await.map(|_| ()).map_err(LiveError::from),
            _ => done,
        }
    }

    async fn asked(&mut self, ask: Ask) -> Result<Vec<Entry>, LiveError> {
        // Who asked may have gone.
        if ask.reply.is_closed() {
            return Ok(Vec::new());
        }
        if let Some(books) = &mut self.books {
            books.room().await?;
        }
        self.last += 1;
        self.waiting.insert(self.last, ask.reply);
        let entries: Vec<Entry> = self.shell.command(self.last, ask.command).collect();
        if let Some(books) = &mut self.books {
            books.keep(&entries, || self.shell.snapshot());
        }
        Ok(entries)
    }

    /// Tells those who wait what came of what they asked for.
    fn settle(&mut self, entries: &[Entry]) {
        for entry in entries {
            let (command, answer) = match &entry.fact {
                Fact::CommandRefused { command, why } => (command, Err(AskError::Refused(why.clone()))),
                Fact::CommandSettled { command, outcome, message } => {
                    (command, Ok(Settlement { outcome: *outcome, message: message.clone() }))
                }
                _ => continue,
            };
            if let Some(reply) = self.waiting.remove(command) {
                // Who asked may have gone.
                let _ = reply.send(answer);
            }
        }
    }

    fn tell_standing(&self, other: &Other) {
        other.standing.send_modify(|standing| {
            standing.link = self.shell.status();
            standing.listed = self.shell.is_listed();
            standing.books = self.books.as_ref().map(Books::depth);
            standing.heard = self.shell.heard();
            standing.clock_steps = self.shell.clock_steps();
            standing.poisoned = self.shell.poisoned().count;
        });
    }
}

/// What is to be done next.
enum Turn {
    Asked(Ask),
    Concluded(Vec<Entry>),
    Written,
    Stop,
}

/// Waits until the books stand otherwise; for ever where there are none, or no more.
async fn written(depth: Option<&mut watch::Receiver<Depth>>) {
    let moved = match depth {
        Some(depth) => depth.changed().await.is_ok(),
        None => false,
    };
    if !moved {
        std::future::pending::<()>().await;
    }
}

/// What became true next, kept when there are books.
async fn next(shell: &mut Shell, books: Option<&mut Books>) -> Result<Option<Vec<Entry>>, LiveError> {
    match books {
        Some(books) => Ok(books.next(shell).await?),
        None => Ok(shell.next().await.map(Iterator::collect)),
    }
}
