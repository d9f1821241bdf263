//! The leader's side: everybody who follows is told what its own readers see, and asks through it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use callcenter_core::{AskError, Entry, Settlement};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use tokio::io::AsyncWriteExt as _;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::broadcast::{self, error::RecvError, error::TryRecvError};
use tokio::sync::{oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tracing::{debug, info, warn};

use super::meeting::{Door, Meeting};
use super::wire::{Down, Frames, Greeting, Hello, UP_BYTES_MAX, Up, program};
use crate::live::ask::ASKS_WAITING_MAX;
use crate::live::handle::{Handle, Standing};

/// Processes that may follow one leader; further ones are sent away.
pub const FOLLOWERS_MAX: usize = 256;

/// How often a follower hears at least that its leader is well.
const BEAT: Duration = Duration::from_secs(1);

/// How long a follower may take until it has said who it is.
const GREETING: Duration = Duration::from_secs(10);

/// How long something may take on its way to a follower that does not read; then it is cut off, and begins again.
const PATIENCE: Duration = Duration::from_secs(10);

/// Entries that are sent at once when many have come.
const BATCH_ENTRIES: usize = 5_000;

/// How long nobody is let in after the system refused to.
const PAUSE: Duration = Duration::from_millis(100);

/// The task that attends to the followers. Dropped, all of them are cut off.
#[derive(Debug)]
pub(super) struct Leading {
    task: JoinHandle<()>,
    close: Option<oneshot::Sender<()>>,
}

impl Leading {
    pub(super) fn begin(
        meeting: Arc<Meeting>,
        door: Door,
        stream: i64,
        handle: Handle,
        standing: Arc<watch::Sender<Standing>>,
    ) -> Self {
        let (close, closed) = oneshot::channel();
        let host = Host { meeting, stream, handle };
        Self { task: tokio::spawn(attend_to_all(host, door, standing, closed)), close: Some(close) }
    }

    /// Lets nobody in any more. Those who are there stay until this is dropped.
    pub(super) fn close(&mut self) {
        if let Some(close) = self.close.take() {
            // Who attends may have failed; then the door is closed.
            let _ = close.send(());
        }
    }
}

impl Drop for Leading {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What is needed to attend to one of them.
#[derive(Debug, Clone)]
struct Host {
    meeting: Arc<Meeting>,
    stream: i64,
    handle: Handle,
}

async fn attend_to_all(
    host: Host,
    mut door: Door,
    standing: Arc<watch::Sender<Standing>>,
    mut closed: oneshot::Receiver<()>,
) {
    let mut followers = JoinSet::new();
    let mut look = interval(BEAT);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_open = true;
    loop {
        tokio::select! {
            // That it was dropped is not the same as being told: the door stays for the next leader then.
            told = &mut closed, if is_open => {
                is_open = false;
                if told.is_ok() {
                    door.close();
                }
            }
            came = door.next(), if is_open => match came {
                Ok(_) if followers.len() >= FOLLOWERS_MAX => warn!("{FOLLOWERS_MAX} processes follow; no other one may"),
                Ok(follower) => {
                    followers.spawn(attend(host.clone(), follower));
                }
                Err(why) => {
                    warn!(%why, "nobody can be let in to follow");
                    sleep(PAUSE).await;
                }
            },
            Some(left) = followers.join_next(), if !followers.is_empty() => match left {
                Ok(Ok(())) => debug!("a process follows no more"),
                Ok(Err(why)) => info!(%why, "a process that followed was cut off"),
                Err(why) => warn!(%why, "attending to a process that follows failed"),
            },
            _ = look.tick(), if is_open => if let Err(why) = door.look() {
                warn!(%why, "the socket to follow by cannot be put back");
            },
            // Nobody is let in any more, and nobody is there.
            else => return,
        }
        let count = followers.len();
        standing.send_if_modified(|standing| std::mem::replace(&mut standing.followers, count) != count);
    }
}

/// Attends to one of them, until it goes, or does not keep up.
async fn attend(host: Host, follower: UnixStream) -> io::Result<()> {
    host.meeting.check(&follower)?;
    let (read, write) = follower.into_split();
    let mut frames = Frames::new(read, UP_BYTES_MAX);
    let mut follower = Follower { write };
    let greeting = match timeout(GREETING, greeting(&mut frames, host.stream)).await {
        Ok(Ok(greeting)) => greeting,
        Ok(Err(why)) => {
            follower.tell(&Down::Refused(why.to_string())).await?;
            return Err(why);
        }
        Err(_) => return Err(io::Error::new(io::ErrorKind::TimedOut, "it did not say who it is")),
    };
    let mut watch = host.handle.watch();
    let batches = host.handle.follow();
    follower.begin(&host.handle, &greeting).await?;
    let attended = Attended { handle: host.handle, batches, follower, answers: FuturesUnordered::new() };
    attended.go_on(frames, &mut watch).await
}

async fn greeting(frames: &mut Frames<OwnedReadHalf>, stream: i64) -> io::Result<Greeting> {
    let Some((kind, body)) = frames.next().await? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
    let Up::Greeting(greeting) = Up::from_frame(kind, &body)? else {
        return Err(io::Error::other("it asks before it says who it is"));
    };
    if greeting.program != program() {
        let (leads, follows) = (program(), greeting.program);
        return Err(io::Error::other(format!("version {leads} leads, {follows} cannot follow it")));
    }
    if greeting.stream != stream {
        return Err(io::Error::other("another switch is led here"));
    }
    Ok(greeting)
}

/// The way to a follower.
#[derive(Debug)]
struct Follower {
    write: OwnedWriteHalf,
}

impl Follower {
    async fn begin(&mut self, handle: &Handle, greeting: &Greeting) -> io::Result<()> {
        let picture = handle.picture(&greeting.stands);
        let (ahead, epoch) = (picture.ahead, picture.epoch);
        let continues = picture.missed.is_some();
        self.tell(&Down::Hello(Hello { program: program(), process: std::process::id(), epoch, continues }))
            .await?;
        self.tell(&Down::Standing { ahead, standing: Box::new(handle.standing()) }).await?;
        if let Some(entries) = picture.missed {
            self.tell(&Down::Entries { ahead, entries }).await?;
        }
        self.tell(&Down::Snapshot { ahead, snapshot: Box::new(picture.snapshot) }).await
    }

    async fn tell(&mut self, what: &Down) -> io::Result<()> {
        let frame = what.to_frame()?;
        match timeout(PATIENCE, self.write.write_all(&frame)).await {
            Ok(written) => written,
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "it does not read")),
        }
    }
}

type Answer = BoxFuture<'static, (u64, Result<Settlement, AskError>)>;

/// A follower that is up to date.
struct Attended {
    handle: Handle,
    batches: broadcast::Receiver<Arc<[Entry]>>,
    follower: Follower,
    answers: FuturesUnordered<Answer>,
}

impl Attended {
    async fn go_on(
        mut self,
        mut frames: Frames<OwnedReadHalf>,
        watch: &mut watch::Receiver<Standing>,
    ) -> io::Result<()> {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut told = self.handle.standing();
        loop {
            tokio::select! {
                batch = self.batches.recv() => match batch {
                    Ok(batch) => self.entries(&batch).await?,
                    Err(RecvError::Lagged(batches)) => return Err(lagged(batches)),
                    Err(RecvError::Closed) => return Ok(()),
                },
                Some((id, answer)) = self.answers.next(), if !self.answers.is_empty() => {
                    // Who is told what came of it sees it as well.
                    self.entries(&[]).await?;
                    self.follower.tell(&Down::Answer { id, answer }).await?;
                }
                frame = frames.next() => {
                    let Some((kind, body)) = frame? else { return Ok(()) };
                    self.asked(Up::from_frame(kind, &body)?).await?;
                }
                changed = watch.changed() => {
                    if changed.is_err() {
                        return Ok(());
                    }
                    let standing = watch.borrow_and_update().clone();
                    if is_news(&told, &standing) {
                        self.standing(&standing).await?;
                        told = standing;
                    }
                }
                _ = beat.tick() => {
                    told = self.handle.standing();
                    self.standing(&told).await?;
                }
            }
        }
    }

    /// Tells what became true, with all that came since.
    async fn entries(&mut self, first: &[Entry]) -> io::Result<()> {
        let mut entries = first.to_vec();
        loop {
            let is_all = loop {
                match self.batches.try_recv() {
                    Ok(more) => entries.extend_from_slice(&more),
                    Err(TryRecvError::Lagged(batches)) => return Err(lagged(batches)),
                    Err(TryRecvError::Empty | TryRecvError::Closed) => break true,
                }
                if entries.len() >= BATCH_ENTRIES {
                    break false;
                }
            };
            if !entries.is_empty() {
                let ahead = self.handle.ahead();
                self.follower.tell(&Down::Entries { ahead, entries: std::mem::take(&mut entries) }).await?;
            }
            if is_all {
                return Ok(());
            }
        }
    }

    async fn standing(&mut self, standing: &Standing) -> io::Result<()> {
        let ahead = self.handle.ahead();
        self.follower.tell(&Down::Standing { ahead, standing: Box::new(standing.clone()) }).await
    }

    async fn asked(&mut self, what: Up) -> io::Result<()> {
        let Up::Ask { id, command } = what else {
            return Err(io::Error::other("it says twice who it is"));
        };
        if self.answers.len() >= ASKS_WAITING_MAX {
            return self.follower.tell(&Down::Answer { id, answer: Err(AskError::Busy) }).await;
        }
        let handle = self.handle.clone();
        self.answers.push(Box::pin(async move {
            let answer = handle.ask(command).await;
            // That this process is stopped says nothing about theirs.
            (id, answer.map_err(|why| if why == AskError::Stopped { AskError::LeaderLost } else { why }))
        }));
        Ok(())
    }
}

/// Whether followers are told at once; what changes with everything that is heard comes with the next beat.
fn is_news(told: &Standing, now: &Standing) -> bool {
    let of = |standing: &Standing| {
        let books = standing.books.as_ref();
        (
            standing.link.clone(),
            standing.listed,
            standing.clock_steps,
            standing.poisoned,
            books.map(|depth| (depth.term, depth.away_since, depth.stands_still, depth.last_error.clone())),
        )
    };
    of(told) != of(now)
}

fn lagged(batches: u64) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, format!("it is behind by {batches} batches"))
}
