//! A follower's side: it sees what the leader's readers see, and passes on what is asked.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use callcenter_core::{AskError, Entry, Refusal, Role, Settlement, Snapshot, Span};
use callcenter_store::LEASE;
use tokio::io::AsyncWriteExt as _;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use super::meeting::Meeting;
use super::wire::{DOWN_BYTES_MAX, Down, Frames, Greeting, Hello, Up, program};
use crate::live::ask::{ASKS_WAITING_MAX, Ask};
use crate::live::handle::{Beginning, Handle, Other, Standing, TeamRole};
use crate::live::recent::Recent;

/// A leader of whom nothing was heard for so long does not work any more: by then it has lost its hold on the stream too.
pub(super) const SILENCE: Duration = Duration::from_secs(LEASE.as_secs().unsigned_abs());

/// A leader who has said how everything stands.
#[derive(Debug)]
pub(super) struct Joined {
    frames: Frames<OwnedReadHalf>,
    write: OwnedWriteHalf,
    leader: Hello,
    standing: Standing,
    snapshot: Snapshot,
    ahead: Span,
    missed: Option<Vec<Entry>>,
}

/// Why nobody is followed.
#[derive(Debug)]
pub(super) enum Missed {
    /// Nobody leads, or it ended while it spoke.
    Nobody(String),
    /// There is somebody, who says nothing.
    Silent,
    /// The leader does not want to be followed.
    Refused(String),
}

/// Why it is followed no more.
#[derive(Debug)]
pub(super) enum Parted {
    /// It was told to stop.
    Stopped,
    /// The leader has gone, or cut this one off.
    Gone(String),
    /// Nothing was heard of the leader.
    Silent(String),
}

/// Meets the leader and hears how everything stands.
pub(super) async fn join(
    meeting: &Meeting,
    stream: i64,
    handle: &Handle,
    patience: Duration,
) -> Result<Joined, Missed> {
    let met = async {
        let leader = meeting.connect().await?;
        let (read, mut write) = leader.into_split();
        let greeting = Greeting { program: program(), stream, stands: handle.standpoint() };
        write.write_all(&Up::Greeting(greeting).to_frame()?).await?;
        hear(Frames::new(read, DOWN_BYTES_MAX), write).await
    };
    match timeout(patience, met).await {
        Ok(Ok(Ok(joined))) => Ok(joined),
        Ok(Ok(Err(refused))) => Err(Missed::Refused(refused)),
        Ok(Err(why)) => Err(Missed::Nobody(why.to_string())),
        Err(_) => Err(Missed::Silent),
    }
}

async fn hear(
    mut frames: Frames<OwnedReadHalf>,
    write: OwnedWriteHalf,
) -> io::Result<Result<Joined, String>> {
    let (mut leader, mut told, mut missed) = (None, None, None);
    loop {
        let Some((kind, body)) = frames.next().await? else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        match Down::from_frame(kind, &body)? {
            Down::Refused(why) => return Ok(Err(why)),
            Down::Hello(hello) => leader = Some(hello),
            Down::Standing { standing, .. } => told = Some(*standing),
            Down::Entries { entries, .. } => missed = Some(entries),
            Down::Snapshot { ahead, snapshot } => {
                let (Some(leader), Some(standing)) = (leader, told) else {
                    return Err(io::Error::other("a snapshot before anything else"));
                };
                let missed = missed.filter(|_| leader.continues);
                let snapshot = *snapshot;
                return Ok(Ok(Joined { frames, write, leader, standing, snapshot, ahead, missed }));
            }
            Down::Answer { .. } => return Err(io::Error::other("an answer before anything was asked")),
        }
    }
}

/// A leader who is followed.
#[derive(Debug)]
pub(super) struct Followed {
    frames: Frames<OwnedReadHalf>,
    write: OwnedWriteHalf,
    /// The leader's process.
    process: u32,
}

impl Joined {
    /// Takes up how everything stands.
    pub(super) fn begin(self, handle: &Handle, other: &Other) -> Followed {
        let Self { frames, write, leader, standing, snapshot, ahead, missed } = self;
        let recent = match &missed {
            Some(entries) => handle.recent().with(entries),
            None => Recent::after_entry(snapshot.seq),
        };
        handle.begin(Beginning { epoch: leader.epoch, snapshot, ahead, between: missed, recent });
        tell(other, standing);
        Followed { frames, write, process: leader.process }
    }
}

impl Followed {
    /// Follows until told to stop, or as long as the leader is there. Who only observes passes nothing on.
    pub(super) async fn follow(self, handle: &Handle, other: &mut Other, role: Role) -> Parted {
        let Self { mut frames, write, process } = self;
        let mut asked = Asked::begin(write);
        let who = format!("process {process}, which led,");
        let mut heard = Instant::now();
        let parted = loop {
            let turn = tokio::select! {
                biased;
                _ = other.stop.wait_for(|stop| *stop) => break Parted::Stopped,
                frame = frames.next() => Turn::Heard(frame),
                ask = other.asks.recv() => ask.map_or(Turn::Stop, Turn::Asked),
                () = sleep_until(heard + SILENCE) => break Parted::Silent(format!("{who} says nothing any more")),
            };
            match turn {
                Turn::Stop => break Parted::Stopped,
                // Who asked may have gone.
                Turn::Asked(ask) if role == Role::Observer => {
                    drop(ask.reply.send(Err(Refusal::Observer.into())));
                }
                Turn::Asked(ask) => asked.pass_on(ask),
                Turn::Heard(Ok(Some((kind, body)))) => {
                    heard = Instant::now();
                    let taken =
                        Down::from_frame(kind, &body).and_then(|said| take(said, handle, other, &mut asked));
                    if let Err(why) = taken {
                        break Parted::Gone(format!("{who} said what cannot be: {why}"));
                    }
                }
                Turn::Heard(Ok(None)) => break Parted::Gone(format!("{who} has ended")),
                Turn::Heard(Err(why)) => break Parted::Gone(format!("{who} has gone: {why}")),
            }
        };
        if !matches!(parted, Parted::Stopped) {
            asked.lost();
        }
        parted
    }
}

enum Turn {
    Heard(io::Result<Option<(u8, Vec<u8>)>>),
    Asked(Ask),
    Stop,
}

fn take(said: Down, handle: &Handle, other: &Other, asked: &mut Asked) -> io::Result<()> {
    match said {
        Down::Entries { ahead, entries } => handle.take_up(&entries, ahead).map_err(io::Error::other)?,
        Down::Standing { ahead, standing } => {
            handle.tell_time(ahead);
            tell(other, *standing);
        }
        Down::Answer { id, answer } => asked.answered(id, answer),
        Down::Refused(why) => return Err(io::Error::other(why)),
        Down::Hello(_) | Down::Snapshot { .. } => return Err(io::Error::other("it begins twice")),
    }
    Ok(())
}

/// The leader's standing is ours, but for who leads.
fn tell(other: &Other, standing: Standing) {
    let standing = Standing { role: TeamRole::Following, followers: 0, vacant: None, ..standing };
    other.standing.send_if_modified(|told| {
        let is_news = *told != standing;
        *told = standing;
        is_news
    });
}

/// What was passed on, and who waits for it.
#[derive(Debug)]
struct Asked {
    waiting: BTreeMap<u64, oneshot::Sender<Result<Settlement, AskError>>>,
    last: u64,
    frames: mpsc::Sender<Vec<u8>>,
    writer: JoinHandle<io::Result<()>>,
}

impl Asked {
    fn begin(mut write: OwnedWriteHalf) -> Self {
        let (frames, mut out) = mpsc::channel::<Vec<u8>>(ASKS_WAITING_MAX);
        // Beside everything else: a leader who does not read for a moment is still heard.
        let writer = tokio::spawn(async move {
            while let Some(frame) = out.recv().await {
                write.write_all(&frame).await?;
            }
            Ok(())
        });
        Self { waiting: BTreeMap::new(), last: 0, frames, writer }
    }

    fn pass_on(&mut self, ask: Ask) {
        // Who asked may have gone.
        if ask.reply.is_closed() {
            return;
        }
        self.waiting.retain(|_, reply| !reply.is_closed());
        self.last += 1;
        let frame = Up::Ask { id: self.last, command: ask.command }.to_frame();
        let is_full = self.waiting.len() >= ASKS_WAITING_MAX;
        match frame.ok().filter(|_| !is_full).map(|frame| self.frames.try_send(frame)) {
            Some(Ok(())) => {
                self.waiting.insert(self.last, ask.reply);
            }
            // Nothing was passed on. Who asked may have gone.
            _ => drop(ask.reply.send(Err(AskError::Busy))),
        }
    }

    fn answered(&mut self, id: u64, answer: Result<Settlement, AskError>) {
        if let Some(reply) = self.waiting.remove(&id) {
            // Who asked may have gone.
            let _ = reply.send(answer);
        }
    }

    /// Nobody will answer any more. What was passed on may have been done: it is not passed on again.
    fn lost(&mut self) {
        for (_, reply) in std::mem::take(&mut self.waiting) {
            let _ = reply.send(Err(AskError::LeaderLost));
        }
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.writer.abort();
    }
}
