//! What readers and askers hold.

use std::sync::{Arc, PoisonError, RwLock};

use callcenter_ami::Status;
use callcenter_core::{
    AskError, Command, Engine, Entry, Moment, Policy, Settlement, Snapshot, Span, Timestamp,
};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::ask::{ASK_MAX, ASKS_WAITING_MAX, Ask};
use crate::books::Depth;
use crate::clock::wall_clock;

/// Batches of entries that a follower may be behind; beyond, it is told that it lags and has to look again.
pub const FOLLOW_BATCHES_MAX: usize = 1_024;

/// To read what is true, to ask for something, to follow what becomes true. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

/// How the whole stands.
#[derive(Debug, Clone)]
pub struct Standing {
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
    epoch: u64,
    reader: RwLock<Reader>,
    batches: broadcast::Sender<Arc<[Entry]>>,
    asks: mpsc::Sender<Ask>,
    standing: watch::Receiver<Standing>,
    stop: watch::Sender<bool>,
}

#[derive(Debug)]
struct Reader {
    snapshot: Snapshot,
    /// How far our clock is ahead of the switch's.
    ahead: Span,
}

/// What the runner holds of a handle.
#[derive(Debug)]
pub(super) struct Other {
    pub(super) asks: mpsc::Receiver<Ask>,
    pub(super) standing: watch::Sender<Standing>,
    pub(super) stop: watch::Receiver<bool>,
}

impl Handle {
    pub(super) fn new(snapshot: Snapshot, standing: Standing) -> (Self, Other) {
        let (batches, _) = broadcast::channel(FOLLOW_BATCHES_MAX);
        let (ask, asks) = mpsc::channel(ASKS_WAITING_MAX);
        let (tell_standing, standing) = watch::channel(standing);
        let (tell_stop, stop) = watch::channel(false);
        let shared = Shared {
            epoch: wall_clock().as_micros().unsigned_abs(),
            reader: RwLock::new(Reader { snapshot, ahead: Span::ZERO }),
            batches,
            asks: ask,
            standing,
            stop: tell_stop,
        };
        (Self { shared: Arc::new(shared) }, Other { asks, standing: tell_standing, stop })
    }

    /// Changes at every start: whoever remembers a number of an entry remembers this with it.
    pub fn epoch(&self) -> u64 {
        self.shared.epoch
    }

    /// Looks at what is true now. The engine never waits for it; other entries do, so be short.
    pub fn look<T>(&self, look: impl FnOnce(Moment<'_>) -> T) -> T {
        let reader = self.shared.reader.read().unwrap_or_else(PoisonError::into_inner);
        let now = wall_clock() - reader.ahead;
        let now = now.max(reader.snapshot.at);
        look(Moment { state: &reader.snapshot.state, stats: &reader.snapshot.stats, now })
    }

    /// By what is concluded.
    pub fn policy(&self) -> Policy {
        self.look(|moment| moment.state.policy().clone())
    }

    /// What becomes true from here on, in order, in batches. Who falls behind by more than [`FOLLOW_BATCHES_MAX`] is told so.
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
    pub(super) fn publish(&self, entries: Vec<Entry>, now: Timestamp) {
        {
            let mut reader = self.shared.reader.write().unwrap_or_else(PoisonError::into_inner);
            reader.snapshot.follow(&entries).expect("the engine numbers its entries without gaps");
            reader.ahead = wall_clock().since(now);
        }
        if !entries.is_empty() {
            // Nobody follows at the moment: they look first when they do.
            let _ = self.shared.batches.send(entries.into());
        }
    }
}

/// How it stands before anything happened.
pub(super) fn beginning(link: Status, books: Option<Depth>) -> Standing {
    Standing { link, listed: false, books, heard: None, clock_steps: 0, poisoned: 0 }
}

/// A reader of nothing, for the engine's own policy.
pub(super) fn blank(policy: Policy) -> Snapshot {
    Engine::new(policy).snapshot()
}
