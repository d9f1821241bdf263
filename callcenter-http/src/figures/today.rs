//! Today's figures: what the store had when this program began to follow, what became true since, and what is not over.
//!
//! The store is read once. From then on entries are followed, so that asking costs no database, and nothing is counted twice
//! or left out between the two: both are of the same entry.

use std::collections::btree_map::Entry as Place;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use callcenter_core::stats::{AgentFigures, Figures, FloorFigures, Merge, QueueFigures, Stats};
use callcenter_core::{Entry, Span, Timestamp};
use callcenter_store::{
    Cell, Condition, Reading, STREAMS, Scope, Select, Store, StoreError, StreamRow, rows,
};
use tokio::sync::Mutex;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::calls::told;
use crate::desk::Desk;
use crate::problem::Problem;

/// How far back figures of the store are held: every time zone's today, and yesterday.
const BACK: Span = Span::from_secs(50 * 3_600);

/// How far from then on they are read: a switch's clock may be ahead.
const KEPT: Span = Span::from_secs(100 * 3_600);

/// How often the store is read until nobody wrote meanwhile.
const TRIES: u32 = 20;

/// How long is waited for the store to catch up with the engine, each time.
const PAUSE: Duration = Duration::from_millis(50);

/// How long an entry that is true already may take to be handed on.
const HANDED_ON: Duration = Duration::from_secs(2);

/// After how long a store that could not be read is tried again.
const AGAIN: Span = Span::from_secs(30);

/// Figures of some hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// Today's figures.
#[derive(Debug, Default)]
pub(crate) struct Today {
    following: Mutex<Option<Following>>,
}

#[derive(Debug)]
struct Following {
    epoch: u64,
    entries: Receiver<Arc<[Entry]>>,
    /// Entries that were handed on and are not taken yet.
    ahead: VecDeque<Entry>,
    /// What became true after the base.
    stats: Stats,
    /// Number of the last entry in it.
    seq: u64,
    /// When the store was read.
    begun: Timestamp,
    base: Arc<Base>,
}

/// What the store had when this program began to follow: quarter hours, by whose they are.
#[derive(Debug, Default)]
struct Base {
    cells: BTreeMap<(Scope, String), BTreeMap<Timestamp, Cell>>,
    /// Which stream answers when: of a time that was concluded anew nothing of the live stream counts.
    reading: Reading,
    /// Whether the store could be read; else figures are those since this program began.
    whole: bool,
}

/// Figures as they stand.
#[derive(Debug)]
pub(crate) struct Board {
    base: Arc<Base>,
    stream: i64,
    since: Figures,
    live: Figures,
    /// By the switch's clock.
    pub(crate) now: Timestamp,
    /// Wait up to which an answer is in time.
    pub(crate) target: Span,
    /// Wait below which giving up is short.
    pub(crate) short: Span,
}

impl Today {
    /// Reads the store again when somebody asks next: another reading of the past came into force.
    pub(crate) async fn forget(&self) {
        *self.following.lock().await = None;
    }

    /// The figures as they stand.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when the engine was set up anew just now.
    pub(crate) async fn board(&self, desk: &dyn Desk, store: &dyn Store) -> Result<Board, Problem> {
        let mut following = self.following.lock().await;
        for _ in 0..2 {
            let now = desk.read(|moment| moment.now);
            let holds = |own: &Following| {
                own.epoch == desk.epoch() && (own.base.whole || now.since(own.begun) < AGAIN)
            };
            let own = match following.take().filter(holds) {
                Some(own) => own,
                None => Following::begin(desk, store).await,
            };
            let own = following.insert(own);
            let (seq, mut live, now, policy) = desk.read(|moment| {
                let live = moment.stats.live(moment.state, moment.now);
                (moment.state.seq(), live, moment.now, moment.state.policy().clone())
            });
            if own.come_to(seq).await.is_ok() {
                let (base, stream) = (Arc::clone(&own.base), desk.stream().number());
                let mut since = own.stats.figures().clone();
                base.reading.keep_own(stream, &mut since);
                base.reading.keep_own(stream, &mut live);
                return Ok(Board {
                    base,
                    stream,
                    since,
                    live,
                    now,
                    target: policy.service_level,
                    short: policy.short_abandon,
                });
            }
            *following = None;
        }
        Err(Problem::Unavailable("the figures are being read anew; ask again".to_owned()))
    }
}

/// Entries were passed over, or come no more.
struct Lost;

impl Following {
    async fn begin(desk: &dyn Desk, store: &dyn Store) -> Self {
        let epoch = desk.epoch();
        let entries = desk.follow();
        let (stats, seq, now) = desk.read(|moment| (moment.stats.clone(), moment.state.seq(), moment.now));
        let base = Arc::default();
        let mut own = Self { epoch, entries, ahead: VecDeque::new(), stats, seq, begun: now, base };
        let is_kept = desk.standing().books.is_some();
        match own.read(store, desk.stream().number(), is_kept, now - BACK).await {
            Ok(base) => own.base = Arc::new(base),
            Err(error) => tracing::warn!(%error, "today's figures are those since the program began"),
        }
        own
    }

    /// Reads what the store has, at an entry that this comes to at the same time.
    async fn read(
        &mut self,
        store: &dyn Store,
        stream: i64,
        is_kept: bool,
        from: Timestamp,
    ) -> Result<Base, StoreError> {
        if !is_kept {
            return kept(store, from).await;
        }
        for _ in 0..TRIES {
            let before = tip(store, stream).await?;
            if before >= self.seq {
                let base = kept(store, from).await?;
                if tip(store, stream).await? == before && self.come_to(before).await.is_ok() {
                    // What became true so far, the store has.
                    self.stats.drain();
                    self.stats = std::mem::take(&mut self.stats).kept();
                    return Ok(base);
                }
            }
            if let Ok(Ok(batch)) = tokio::time::timeout(PAUSE, self.entries.recv()).await {
                self.ahead.extend(batch.iter().cloned());
            }
        }
        Err(StoreError::Unavailable("the store is behind, or written all the time".to_owned()))
    }

    /// Takes every entry up to this one.
    async fn come_to(&mut self, seq: u64) -> Result<(), Lost> {
        // Whatever was handed on is taken out, so that little is missed when nobody asks for long.
        loop {
            match self.entries.try_recv() {
                Ok(batch) => self.ahead.extend(batch.iter().cloned()),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Lagged(_) | TryRecvError::Closed) => return Err(Lost),
            }
        }
        while self.seq < seq {
            let Some(entry) = self.ahead.pop_front() else {
                match tokio::time::timeout(HANDED_ON, self.entries.recv()).await {
                    Ok(Ok(batch)) => self.ahead.extend(batch.iter().cloned()),
                    Ok(Err(RecvError::Lagged(_) | RecvError::Closed)) | Err(_) => return Err(Lost),
                }
                continue;
            };
            match entry.seq {
                known if known <= self.seq => {}
                next if next == self.seq + 1 => {
                    self.stats.apply(&entry);
                    self.seq = next;
                }
                _ => return Err(Lost),
            }
        }
        Ok(())
    }
}

/// Number of the last entry of a stream that the store has.
async fn tip(store: &dyn Store, stream: i64) -> Result<u64, StoreError> {
    let row = Select::from(STREAMS).only(Condition::Is("id", stream.into())).limit(1);
    let row = rows::<StreamRow>(store, &row).await?.pop();
    Ok(row.map_or(0, |row| row.tip.cast_unsigned()))
}

/// The quarter hours since a moment that the store has, and which streams they are of.
async fn kept(store: &dyn Store, from: Timestamp) -> Result<Base, StoreError> {
    let reading = told(store).await?;
    let mut cells: BTreeMap<(Scope, String), BTreeMap<Timestamp, Cell>> = BTreeMap::new();
    for scope in [Scope::Queue, Scope::Agent, Scope::Floor] {
        for (key, cell) in reading.quarters(store, scope, (from, from + KEPT)).await? {
            match cells.entry((scope, key.name)).or_default().entry(key.start) {
                Place::Occupied(mut own) => own.get_mut().merge(&cell),
                Place::Vacant(place) => drop(place.insert(cell)),
            }
        }
    }
    Ok(Base { cells, reading, whole: true })
}

impl Board {
    /// Whether the figures reach back to the beginning of the day: else they are those since the program began.
    pub(crate) fn is_whole(&self) -> bool {
        self.base.whole
    }

    /// A queue's figures.
    pub(crate) fn queue(&self, name: &str, Day { from, until }: Day) -> QueueFigures {
        let mut sum = self.since.queue(name, from, until);
        sum.merge(&self.live.queue(name, from, until));
        for cell in self.kept(Scope::Queue, name, from, until) {
            if let Cell::Queue(own) = cell {
                sum.merge(own);
            }
        }
        sum
    }

    /// An agent's figures.
    pub(crate) fn agent(&self, name: &str, Day { from, until }: Day) -> AgentFigures {
        let mut sum = self.since.agent(name, from, until);
        sum.merge(&self.live.agent(name, from, until));
        for cell in self.kept(Scope::Agent, name, from, until) {
            if let Cell::Agent(own) = cell {
                sum.merge(own);
            }
        }
        sum
    }

    /// The whole floor's figures.
    pub(crate) fn floor(&self, Day { from, until }: Day) -> FloorFigures {
        let mut sum = self.since.floor(from, until);
        sum.merge(&self.live.floor(from, until));
        for cell in self.kept(Scope::Floor, "", from, until) {
            if let Cell::Floor(own) = cell {
                sum.merge(own);
            }
        }
        sum
    }

    /// What is not over: for a report, whose other figures are the store's.
    pub(crate) fn live(&self) -> (i64, Figures) {
        (self.stream, self.live.clone())
    }

    fn kept(
        &self,
        scope: Scope,
        name: &str,
        from: Timestamp,
        until: Timestamp,
    ) -> impl Iterator<Item = &Cell> {
        let own = self.base.cells.get(&(scope, name.to_owned()));
        own.into_iter().flat_map(move |cells| cells.range(from..until).map(|(_, cell)| cell))
    }
}
