//! What readers and askers hold.

use std::sync::{Arc, PoisonError, RwLock};

use callcenter_ami::Status;
use callcenter_core::{
    AskError, Command, Engine, Entry, Moment, Policy, RestoreError, Settlement, Snapshot, Span, Timestamp,
};
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::ask::{ASK_MAX, ASKS_WAITING_MAX, Ask};
use super::recent::Recent;
use crate::books::Depth;
use crate::clock::wall_clock;

/// Batches of entries that a follower may be behind; beyond, it is told that it lags and has to look again.
pub const FOLLOW_BATCHES_MAX: usize = 1_024;

/// To read what is true, to ask for something, to follow what becomes true. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

/// Who has the link to the switch, when several processes share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TeamRole {
    /// This one has the link, the engine and the books. So it is as well when nothing is shared.
    #[default]
    Leading,
    /// Another one leads, or none at the moment; what is asked here is passed on to it.
    Following,
}

/// How the whole stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Who has the link to the switch.
    pub role: TeamRole,
    /// How many other processes follow this one.
    pub followers: usize,
    /// Why nobody leads at the moment; absent: somebody does.
    pub vacant: Option<String>,
    /// The link to the switch.
    pub link: Status,
    /// Whether all that is asked for at the beginning of a connection was answered: calls, queues, devices, contacts.
    pub listed: bool,
    /// How much is durable; absent: nothing is kept.
    pub books: Option<Depth>,
    /// When something was last heard from the switch.
    pub heard: Option<Timestamp>,
    /// How often a clock was found to have been set.
    pub clock_steps: u64,
    /// Messages at which the engine failed, and which were left out.
    pub poisoned: u64,
}

#[derive(Debug)]
pub(super) struct Shared {
    reader: RwLock<Reader>,
    batches: broadcast::Sender<Arc<[Entry]>>,
    asks: mpsc::Sender<Ask>,
    standing: watch::Receiver<Standing>,
    stop: watch::Sender<bool>,
}

#[derive(Debug)]
struct Reader {
    epoch: u64,
    snapshot: Snapshot,
    /// How far our clock is ahead of the switch's.
    ahead: Span,
    /// What others who share the switch may have missed; absent: it is not shared.
    recent: Option<Recent>,
}

/// By what a reader goes on when somebody else leads, or it leads itself.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) epoch: u64,
    pub(super) snapshot: Snapshot,
    pub(super) ahead: Span,
    /// The entries between what was true here and the snapshot; absent: they are not known, or what was said here does not
    /// hold any more.
    pub(super) between: Option<Vec<Entry>>,
    pub(super) recent: Recent,
}

/// Where a reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Standpoint {
    pub(super) epoch: u64,
    pub(super) seq: u64,
    pub(super) hash: u128,
}

/// What a process that follows is told first.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) epoch: u64,
    pub(super) snapshot: Snapshot,
    pub(super) ahead: Span,
    /// The entries that it missed, when it can go on with them.
    pub(super) missed: Option<Vec<Entry>>,
}

/// What the runner holds of a handle.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) asks: mpsc::Receiver<Ask>,
    pub(super) standing: Arc<watch::Sender<Standing>>,
    pub(super) stop: watch::Receiver<bool>,
}

impl Handle {
    pub(super) fn new(snapshot: Snapshot, standing: Standing) -> (Self, Other) {
        let (batches, _) = broadcast::channel(FOLLOW_BATCHES_MAX);
        let (ask, asks) = mpsc::channel(ASKS_WAITING_MAX);
        let (tell_standing, standing) = watch::channel(standing);
        let (tell_stop, stop) = watch::channel(false);
        let shared = Shared {
            reader: RwLock::new(Reader { epoch: new_epoch(), snapshot, ahead: Span::ZERO, recent: None }),
            batches,
            asks: ask,
            standing,
            stop: tell_stop,
        };
        (Self { shared: Arc::new(shared) }, Other { asks, standing: Arc::new(tell_standing), stop })
    }

    /// Changes at every start, and when another process takes the lead: whoever remembers a number of an entry remembers this
    /// with it.
    pub fn epoch(&self) -> u64 {
        self.reader(|reader| reader.epoch)
    }

    /// Whether this one has the link to the switch, or follows another process that does.
    pub fn role(&self) -> TeamRole {
        self.shared.standing.borrow().role
    }

    /// Looks at what is true now. The engine never waits for it; other entries do, so be short.
    pub fn look<T>(&self, look: impl FnOnce(Moment<'_>) -> T) -> T {
        self.reader(|reader| {
            let now = wall_clock() - reader.ahead;
            let now = now.max(reader.snapshot.at);
            look(Moment { state: &reader.snapshot.state, stats: &reader.snapshot.stats, now })
        })
    }

    /// By what is concluded.
    pub fn policy(&self) -> Policy {
        self.look(|moment| moment.state.policy().clone())
    }

    /// What becomes true from here on, in order, in batches. Who falls behind by more than [`FOLLOW_BATCHES_MAX`] is told so.
    ///
    /// Where processes share a switch, an empty batch says that another one leads now and that there is a hole: entries
    /// before the next batch may be missing, and the last ones before may not hold any more. Look again then, as after
    /// falling behind. When the next leader goes on where the last one ended there is no hole and no such batch.
    pub fn follow(&self) -> broadcast::Receiver<Arc<[Entry]>> {
        self.shared.batches.subscribe()
    }

    /// Asks for something and waits until it is settled: the switch did it, refused it, or did not answer in time.
    ///
    /// # Errors
    /// Each variant of [`AskError`].
    pub async fn ask(&self, command: Command) -> Result<Settlement, AskError> {
        let (reply, answer) = oneshot::channel();
        self.shared.asks.try_send(Ask { command, reply }).map_err(|why| match why {
            mpsc::error::TrySendError::Full(_) => AskError::Busy,
            mpsc::error::TrySendError::Closed(_) => AskError::Stopped,
        })?;
        match tokio::time::timeout(ASK_MAX, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(AskError::Stopped),
            Err(_) => Err(AskError::TimedOut),
        }
    }

    /// How the link, the books and the clocks stand.
    pub fn standing(&self) -> Standing {
        self.shared.standing.borrow().clone()
    }

    /// Follows how they stand.
    pub fn watch(&self) -> watch::Receiver<Standing> {
        self.shared.standing.clone()
    }

    pub(super) fn tell_to_stop(&self) {
        self.shared.stop.send_replace(true);
    }

    /// Takes up what became true, and hands it on.
    pub(super) fn publish(&self, entries: &[Entry], now: Timestamp) {
        let ahead = wall_clock().since(now);
        self.take_up(entries, ahead).expect("the engine numbers its entries without gaps");
    }

    /// Takes up what became true, and hands it on; our clock is `ahead` of the switch's.
    ///
    /// # Errors
    /// [`RestoreError::Gap`] when an entry is missing.
    pub(super) fn take_up(&self, entries: &[Entry], ahead: Span) -> Result<(), RestoreError> {
        let batch: Arc<[Entry]> = entries.into();
        {
            let mut reader = self.shared.reader.write().unwrap_or_else(PoisonError::into_inner);
            reader.snapshot.follow(&*batch)?;
            reader.ahead = ahead;
            if let Some(recent) = &mut reader.recent {
                recent.push(Arc::clone(&batch));
            }
        }
        if !batch.is_empty() {
            self.tell(batch);
        }
        Ok(())
    }

    /// Goes on from another snapshot, and tells those who follow what lies between, or that there is a hole.
    pub(super) fn begin(&self, beginning: Beginning) {
        let Beginning { epoch, snapshot, ahead, between, recent } = beginning;
        let reader = Reader { epoch, snapshot, ahead, recent: Some(recent) };
        *self.shared.reader.write().unwrap_or_else(PoisonError::into_inner) = reader;
        match between {
            Some(entries) if entries.is_empty() => {}
            Some(entries) => self.tell(entries.into()),
            None => self.tell(Arc::from([])),
        }
    }

    /// Our clock was found to be so far ahead of the switch's.
    pub(super) fn tell_time(&self, ahead: Span) {
        self.shared.reader.write().unwrap_or_else(PoisonError::into_inner).ahead = ahead;
    }

    /// Where this reader stands.
    pub(super) fn standpoint(&self) -> Standpoint {
        self.reader(|reader| Standpoint {
            epoch: reader.epoch,
            seq: reader.snapshot.seq,
            hash: reader.snapshot.state.hash(),
        })
    }

    /// All that is true, for somebody who stood there.
    pub(super) fn picture(&self, stood: &Standpoint) -> Picture {
        self.reader(|reader| {
            let missed = reader.recent.as_ref().and_then(|recent| recent.missed(stood, reader.epoch));
            let (epoch, ahead) = (reader.epoch, reader.ahead);
            Picture { epoch, snapshot: reader.snapshot.clone(), ahead, missed }
        })
    }

    /// What became true last, to go on from.
    pub(super) fn recent(&self) -> Recent {
        self.reader(|reader| {
            reader.recent.clone().unwrap_or_else(|| Recent::after_entry(reader.snapshot.seq))
        })
    }

    /// All that is true.
    pub(super) fn snapshot(&self) -> Snapshot {
        self.reader(|reader| reader.snapshot.clone())
    }

    /// How far our clock is ahead of the switch's.
    pub(super) fn ahead(&self) -> Span {
        self.reader(|reader| reader.ahead)
    }

    fn reader<T>(&self, look: impl FnOnce(&Reader) -> T) -> T {
        look(&self.shared.reader.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn tell(&self, batch: Arc<[Entry]>) {
        // Nobody follows at the moment: they look first when they do.
        let _ = self.shared.batches.send(batch);
    }
}

/// Another one at every start.
pub(super) fn new_epoch() -> u64 {
    wall_clock().as_micros().unsigned_abs()
}

/// How it stands before anything happened.
pub(super) fn beginning(link: Status, books: Option<Depth>) -> Standing {
    let (role, followers, vacant) = (TeamRole::Leading, 0, None);
    Standing { role, followers, vacant, link, listed: false, books, heard: None, clock_steps: 0, poisoned: 0 }
}

/// A reader of nothing, for the engine's own policy.
pub(super) fn blank(policy: Policy) -> Snapshot {
    Engine::new(policy).snapshot()
}
