//! Several processes share one switch: one leads, the others follow it over a local socket.
//!
//! Who holds the stream in the store leads: it has the link, the engine and the books, and lets the others in by a socket in
//! their folder. They have what its readers have, and pass on what is asked of them. When it has gone, or nothing is heard of
//! it any more, they try to take the stream: one of them leads then, and the others follow that one.

mod follow;
mod lead;
mod meeting;
mod spools;
mod wire;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callcenter_ami::{Link, LinkError, Status};
use callcenter_core::{AskError, Span};
use callcenter_store::{StoreError, StreamId, stream as stream_row};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};
use tracing::{debug, info, warn};

use self::follow::{Followed, Missed, Parted, SILENCE, join};
pub use self::lead::FOLLOWERS_MAX;
use self::lead::Leading;
use self::meeting::Meeting;
use super::handle::{Beginning, Handle, Other, TeamRole, beginning, blank, new_epoch};
use super::recent::{Mark, Recent};
use super::runner::{Opened, Runner};
use super::{LiveConfig, LiveError, ShareConfig};
use crate::books::{Books, BooksConfig, Opening, Witnessed, resumed};
use crate::clock::wall_clock;

/// How long a process that is started looks for its part: longer than one that is stuck can hold the stream.
const START: Duration = Duration::from_secs(40);

/// How long one that did not answer may take when it is asked again.
const PATIENCE: Duration = Duration::from_secs(2);

/// The shortest and the longest pause between two tries to find one's part.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));

/// One of those who share a switch.
#[derive(Debug)]
struct Member {
    config: LiveConfig,
    stream: StreamId,
    meeting: Arc<Meeting>,
    handle: Handle,
    other: Other,
    /// The spool that it leads with, or did.
    spool: Option<PathBuf>,
    /// Whether somebody leads who says nothing.
    is_silent: bool,
    /// Since when nobody is known to lead.
    alone_since: Instant,
}

/// What a member does.
#[expect(clippy::large_enum_variant, reason = "there is one of it at a time")]
enum Part {
    Leads { runner: Runner, leading: Leading, _lock: Option<File> },
    Follows(Followed),
}

/// Finds its part, and begins to play it.
pub(super) async fn start(
    config: LiveConfig,
    share: &ShareConfig,
) -> Result<(Handle, JoinHandle<Result<(), LiveError>>), LiveError> {
    static MEMBERS: AtomicU64 = AtomicU64::new(0);
    let stream = config.stream();
    let meeting = Arc::new(Meeting::at(&share.folder, &stream)?);
    let (handle, other) = Handle::new(blank(config.policy.clone()), beginning(nobody_leads(), None));
    let mut config = config;
    if let Some(books) = &mut config.books {
        // No other one, of this process neither, has it by the same name.
        books.writer = format!("books-{}", MEMBERS.fetch_add(1, Ordering::Relaxed));
    }
    let (spool, is_silent, alone_since) = (None, false, Instant::now());
    let mut member = Member { config, stream, meeting, handle, other, spool, is_silent, alone_since };
    member.is_vacant("nobody was found who leads");
    let until = Instant::now() + START;
    let (mut pause, most) = PAUSES;
    let part = loop {
        match member.find().await {
            Ok(part) => break part,
            Err(why) if !passes(&why) || Instant::now() >= until => return Err(why),
            Err(_) => sleep(pause).await,
        }
        pause = (pause * 2).min(most);
    };
    let part = member.enter(part);
    let handle = member.handle.clone();
    Ok((handle, tokio::spawn(member.play(part))))
}

/// Whether another process is about to lead, or to end.
fn passes(why: &LiveError) -> bool {
    matches!(why, LiveError::Store(StoreError::Conflict(_)) | LiveError::Unfollowed { .. })
}

impl Member {
    /// Plays its part, and the next one, until it is told to stop.
    async fn play(mut self, part: Part) -> Result<(), LiveError> {
        let mut part = part;
        loop {
            let why = match part {
                Part::Leads { mut runner, mut leading, _lock } => {
                    let done = runner.run(&mut self.other).await;
                    if *self.other.stop.borrow() {
                        // In this order: who comes now finds nobody, who is here learns of it when the stream is free.
                        leading.close();
                        return runner.end(done, AskError::Stopped).await;
                    }
                    // The stream may be somebody else's: the others look for the new leader at once.
                    drop(leading);
                    let done = runner.end(done, AskError::LeaderLost).await;
                    self.ended(done).await
                }
                Part::Follows(followed) => {
                    match followed.follow(&self.handle, &mut self.other, self.config.policy.role).await {
                        Parted::Stopped => return Ok(()),
                        Parted::Gone(why) => why,
                        Parted::Silent(why) => {
                            self.is_silent = true;
                            why
                        }
                    }
                }
            };
            warn!(why, "nobody leads the switch; looking for who does");
            self.alone_since = Instant::now();
            self.is_vacant(&why);
            part = match self.find_again().await {
                Some(part) => self.enter(part),
                None => return Ok(()),
            };
        }
    }

    /// Looks for its part until there is one; nothing when it is told to stop.
    async fn find_again(&mut self) -> Option<Part> {
        let mut stop = self.other.stop.clone();
        let (mut pause, most) = PAUSES;
        let mut told = String::new();
        loop {
            let found = tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => return None,
                found = self.find() => found,
            };
            match found {
                Ok(part) => return Some(part),
                Err(why) => {
                    let why = why.to_string();
                    if why != told {
                        warn!(why, "nobody leads the switch yet");
                        self.is_vacant(&why);
                        told = why;
                    }
                }
            }
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return None,
                () = sleep(pause) => {}
            }
            pause = (pause * 2).min(most);
        }
    }

    /// Follows who leads; leads when nobody does.
    async fn find(&mut self) -> Result<Part, LiveError> {
        if !self.is_silent {
            match self.meet(SILENCE).await {
                Ok(followed) => return Ok(Part::Follows(followed)),
                Err(Missed::Nobody(why)) => debug!(why, "nobody is met"),
                Err(Missed::Silent) => self.is_silent = true,
                Err(Missed::Refused(why)) => return Err(LiveError::Unfollowed { why }),
            }
        }
        let led = self.lead().await;
        if led.is_err()
            && self.is_silent
            && let Ok(followed) = self.meet(PATIENCE).await
        {
            // It was only slow, or another one was faster.
            return Ok(Part::Follows(followed));
        }
        led
    }

    async fn meet(&self, patience: Duration) -> Result<Followed, Missed> {
        let joined = join(&self.meeting, self.stream.number(), &self.handle, patience).await?;
        Ok(joined.begin(&self.handle, &self.other))
    }

    /// Takes the stream, and lets the others in.
    async fn lead(&mut self) -> Result<Part, LiveError> {
        let lock = match self.config.books {
            Some(_) => None,
            None => Some(self.lock()?),
        };
        let (mut opened, opening) = self.open().await?;
        let door = match self.meeting.open() {
            Ok(door) => door,
            Err(why) => {
                let failed = self.failed(why.to_string());
                let runner = Runner::new(opened, self.handle.clone());
                // Why nobody can be let in is what matters.
                let _ = runner.end(Ok(()), AskError::Stopped).await;
                return Err(failed);
            }
        };
        let stands = self.handle.standpoint();
        let Opening { seq, hash, entries, missed } = opening;
        let mark = Mark { seq, hash };
        // The books go on from what was true here: by who wrote them, else by its hash.
        let missed = missed.or_else(|| (mark == Mark { seq: stands.seq, hash: stands.hash }).then(Vec::new));
        let (recent, before) = match &missed {
            Some(missed) => (self.handle.recent().with(missed), Some((stands.epoch, stands.seq))),
            None => (Recent::after_entry(seq), None),
        };
        self.handle.begin(Beginning {
            epoch: new_epoch().max(stands.epoch + 1),
            snapshot: opened.snapshot.clone(),
            ahead: Span::ZERO,
            between: missed.map(|missed| [missed, entries.clone()].concat()),
            recent: recent.with(&entries).of_lead(mark, before),
        });
        let standing = beginning(opened.shell.status(), opened.books.as_mut().map(|books| books.depth()));
        self.other.standing.send_replace(standing);
        let leading = Leading::begin(
            Arc::clone(&self.meeting),
            door,
            self.stream.number(),
            self.handle.clone(),
            Arc::clone(&self.other.standing),
        );
        let runner = Runner::new(opened, self.handle.clone());
        Ok(Part::Leads { runner, leading, _lock: lock })
    }

    fn lock(&self) -> Result<File, LiveError> {
        let lock = self.meeting.lock().map_err(|why| self.failed(why.to_string()))?;
        lock.ok_or_else(|| StoreError::Conflict(format!("{} is led by another process", self.stream)).into())
    }

    fn failed(&self, why: String) -> LiveError {
        LiveError::Share { folder: self.meeting.folder().to_owned(), why }
    }

    /// Opens what is needed to lead, where the last leader ended.
    async fn open(&mut self) -> Result<(Opened, Opening), LiveError> {
        let Some(books) = &self.config.books else {
            // What was seen so far goes on.
            let before = self.handle.snapshot();
            let (seq, hash) = (before.seq, before.state.hash());
            let (snapshot, entries) = resumed(before, wall_clock() - self.handle.ahead());
            let opened = Opened::resume(self.config.ami.clone(), snapshot)?;
            return Ok((opened, Opening { seq, hash, entries, missed: None }));
        };
        let is_stuck = self.is_silent || self.alone_since.elapsed() > SILENCE;
        let spool = spools::choose(&books.spool, is_stuck).map_err(StoreError::Conflict)?;
        let books = BooksConfig { spool: spool.clone(), ..books.clone() };
        let config = LiveConfig { books: Some(books), ..self.config.clone() };
        let opened = Opened::open(config, self.witnessed()).await?;
        let opening = opened.books.as_ref().map(Books::opening).cloned();
        self.spool = Some(spool);
        Ok((opened, opening.expect("the books were opened")))
    }

    /// What it saw the last leader conclude; nothing when that one had not taken the stream by then.
    fn witnessed(&self) -> Option<Witnessed> {
        let term = self.other.standing.borrow().books.as_ref()?.term;
        let last = self.handle.standpoint().seq;
        Some(Witnessed { term, last, entries: self.handle.recent().entries() })
    }

    /// What it says when it leads no more.
    async fn ended(&mut self, done: Result<(), LiveError>) -> String {
        let spool = self.spool.take();
        let why = match done {
            Ok(()) => return "the link to the switch was given up".to_owned(),
            Err(why) => why,
        };
        if let (LiveError::Store(StoreError::Conflict(_)), Some(spool)) = (&why, &spool)
            && self.has_stream().await
        {
            // It is not that another one has the stream: what waits contradicts what is written, and always will.
            match spools::set_aside(spool, wall_clock()) {
                Ok(None) => {}
                Ok(Some(aside)) => {
                    warn!(
                        folder = %aside.display(),
                        "facts that only one process saw were put aside: another one led meanwhile"
                    );
                }
                Err(error) => {
                    warn!(%error, folder = %spool.display(), "facts that only one process saw are in the way");
                }
            }
        }
        why.to_string()
    }

    /// Whether this process is the last one that took the stream.
    async fn has_stream(&self) -> bool {
        let Some(books) = &self.config.books else { return false };
        let row = async { stream_row(&*books.place.open().await?, &books.stream).await };
        let own = format!("{} {} ", books.writer, std::process::id());
        matches!(timeout(PATIENCE, row).await, Ok(Ok(Some(row))) if row.holder.starts_with(&own))
    }

    fn enter(&mut self, part: Part) -> Part {
        self.is_silent = false;
        let role = match &part {
            Part::Leads { .. } => "leads",
            Part::Follows(_) => "follows",
        };
        info!(stream = %self.stream, "this process {role}");
        part
    }

    /// Says that nobody leads, and why.
    fn is_vacant(&self, why: &str) {
        self.other.standing.send_modify(|standing| {
            standing.role = TeamRole::Following;
            standing.followers = 0;
            standing.vacant = Some(why.to_owned());
            standing.link = nobody_leads();
        });
    }
}

/// How the link is when nobody has one.
fn nobody_leads() -> Status {
    let why = LinkError::Unreachable {
        reason: "none of the processes that share the switch leads at the moment".to_owned(),
    };
    let link = Link::Down { why, retry_in: PAUSES.1 };
    Status { link, epoch: 0, failures: 0, overflows: 0, orphans: 0, skipped: 0 }
}
