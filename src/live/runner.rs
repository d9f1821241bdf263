//! The task that owns the link, the engine and the books.

use std::collections::BTreeMap;
use std::time::Duration;

use callcenter_core::{AskError, Entry, Fact, Settlement};
use tokio::sync::oneshot;

use super::ask::Ask;
use super::handle::{Handle, Other, Standing, beginning, blank};
use super::{LiveConfig, LiveError};
use crate::books::Books;
use crate::clock::wall_clock;
use crate::shell::Shell;

/// Where an answer goes.
type Reply = oneshot::Sender<Result<Settlement, AskError>>;

/// How long the switch may take for its farewell.
const LOGOFF: Duration = Duration::from_secs(1);

/// How long the database may take for the last entries; what is not written then waits in the spool.
const FAREWELL: Duration = Duration::from_secs(5);

pub(super) struct Runner {
    shell: Shell,
    books: Option<Books>,
    handle: Handle,
    other: Other,
    waiting: BTreeMap<u64, Reply>,
    /// The number of the last command: no start has one of another, for they count from the time.
    last: u64,
}

impl Runner {
    pub(super) async fn open(config: LiveConfig) -> Result<(Self, Handle), LiveError> {
        let (books, snapshot) = match config.books {
            None => (None, blank(config.policy)),
            Some(books) => {
                let (books, snapshot) = Books::open(books).await?;
                (Some(books), snapshot)
            }
        };
        let shell = Shell::restore(config.ami, snapshot.clone())?;
        let standing = beginning(shell.status(), books.as_ref().map(Books::depth));
        let (handle, other) = Handle::new(snapshot, standing);
        let last = wall_clock().as_micros().unsigned_abs();
        let runner = Self { shell, books, handle: handle.clone(), other, waiting: BTreeMap::new(), last };
        Ok((runner, handle))
    }

    pub(super) async fn run(mut self) -> Result<(), LiveError> {
        let done = self.turn_by_turn().await;
        self.waiting.clear();
        self.shell.shut_down(LOGOFF).await;
        match self.books.take() {
            // Books that have ended are not closed once more.
            Some(books) if done.is_ok() => books.close(FAREWELL).await.map(|_| ()).map_err(LiveError::from),
            _ => done,
        }
    }

    async fn turn_by_turn(&mut self) -> Result<(), LiveError> {
        loop {
            let turn = tokio::select! {
                biased;
                _ = self.other.stop.wait_for(|stop| *stop) => Turn::Stop,
                ask = self.other.asks.recv() => ask.map_or(Turn::Stop, Turn::Asked),
                entries = next(&mut self.shell, self.books.as_mut()) => entries?.map_or(Turn::Stop, Turn::Concluded),
            };
            let entries = match turn {
                Turn::Stop => return Ok(()),
                Turn::Asked(ask) => self.asked(ask).await?,
                Turn::Concluded(entries) => entries,
            };
            let settled = self.settled(&entries);
            let now = self.shell.now();
            self.handle.publish(entries, now);
            self.tell_standing();
            // Who asked looks next: what settled it has to be there by then.
            for (reply, answer) in settled {
                // Who asked may have gone.
                let _ = reply.send(answer);
            }
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

    /// Those who wait for what is settled by these entries, and what came of it.
    fn settled(&mut self, entries: &[Entry]) -> Vec<(Reply, Result<Settlement, AskError>)> {
        let settled = entries.iter().filter_map(|entry| match &entry.fact {
            Fact::CommandRefused { command, why } => Some((*command, Err(AskError::Refused(why.clone())))),
            Fact::CommandSettled { command, outcome, message } => {
                Some((*command, Ok(Settlement { outcome: *outcome, message: message.clone() })))
            }
            _ => None,
        });
        settled.filter_map(|(command, answer)| Some((self.waiting.remove(&command)?, answer))).collect()
    }

    fn tell_standing(&self) {
        let standing = Standing {
            link: self.shell.status(),
            listed: self.shell.is_listed(),
            books: self.books.as_ref().map(Books::depth),
            heard: self.shell.heard(),
            clock_steps: self.shell.clock_steps(),
            poisoned: self.shell.poisoned().count,
        };
        self.other.standing.send_replace(standing);
    }
}

/// What is to be done next.
enum Turn {
    Asked(Ask),
    Concluded(Vec<Entry>),
    Stop,
}

/// What became true next, kept when there are books.
async fn next(shell: &mut Shell, books: Option<&mut Books>) -> Result<Option<Vec<Entry>>, LiveError> {
    match books {
        Some(books) => Ok(books.next(shell).await?),
        None => Ok(shell.next().await.map(Iterator::collect)),
    }
}
