//! The task that keeps the books: what is concluded comes in, the database is written, the spool catches what it cannot
//! take.

mod care;
mod catch;
mod end;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use callcenter_core::{Entry, Policy, Snapshot, Timestamp};
use callcenter_store::{ArchiveRow, BATCH_ENTRIES_MAX, Journal, LEASE, Record, Spool, Store, StoreError};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tracing::{info, warn};

use super::spooler::Spooler;
use super::watching::Shared;
use super::work::{Done, Job, Running, begin};
use super::{Begin, BooksConfig, Depth};
use crate::clock::wall_clock;

/// Entries that are written without waiting for more.
const BATCH_ENTRIES: usize = 500;

/// How long fewer are waited for.
const BATCH_TIME: Duration = Duration::from_millis(50);

/// How long a database may take to answer before it counts as away; doubled each time that it does not, up to
/// [`PATIENCE_MAX`], for slow is better than never.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest that an answer is waited for.
const PATIENCE_MAX: Duration = Duration::from_secs(320);

/// The shortest and the longest pause between two tries of a database that is away.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// How often the stream is renewed, and the spool told that the switch is watched.
const RENEWAL: Duration = Duration::from_secs(LEASE.as_secs().unsigned_abs() / 3);

/// How long is written on when the books are dropped without a farewell.
const FAREWELL: Duration = Duration::from_secs(5);

/// What the books tell their keeper.
pub(super) enum News {
    Entries(Vec<Entry>),
    /// The engine after the last of them.
    Snapshot(Box<Snapshot>),
    Pieces(Vec<ArchiveRow>),
    Close {
        within: Duration,
        done: oneshot::Sender<Result<(), StoreError>>,
    },
}

pub(super) struct Keeper {
    config: BooksConfig,
    news: mpsc::UnboundedReceiver<News>,
    depth: watch::Sender<Depth>,
    shared: Arc<Shared>,
    spool: Spooler,
    store: Option<Arc<dyn Store>>,
    /// While nothing is being done with it.
    journal: Option<Journal>,
    running: Option<Running>,
    /// Entries that are neither in the database nor in the spool.
    waiting: VecDeque<Entry>,
    /// Since when.
    waits_since: Option<Instant>,
    /// Those of them that are being written.
    in_flight: Vec<Entry>,
    /// Pieces of the archive to be put, as they were last.
    pieces: BTreeMap<i64, ArchiveRow>,
    pieces_in_flight: Vec<ArchiveRow>,
    /// How many were begun.
    pieces_begun: i64,
    /// When pieces were last spooled.
    pieces_spooled: Instant,
    /// What was read from the spool and is not in the database yet.
    pending: Option<Record>,
    /// The entry by which the time begins in which the program was down.
    gap: Option<u64>,
    /// The same for the entries that are being written.
    mark: Option<u64>,
    away: Option<Away>,
    committed: u64,
    /// How often the stream was taken, this time included; 0: not yet.
    term: i64,
    /// When the stream was last renewed.
    renewed: Instant,
    /// When the spool was last told that the switch is watched.
    seen: Instant,
    closing: Option<Closing>,
    /// When old data is looked for next, and the looking.
    care: (Instant, Option<JoinHandle<()>>),
}

/// The database is away.
struct Away {
    since: Timestamp,
    why: String,
    pause: Duration,
    until: Instant,
    patience: Duration,
}

/// The books are being closed.
struct Closing {
    until: Instant,
    done: Option<oneshot::Sender<Result<(), StoreError>>>,
}

impl Keeper {
    pub(super) fn new(
        config: &BooksConfig,
        spool: Spool,
        news: mpsc::UnboundedReceiver<News>,
        shared: Arc<Shared>,
    ) -> (Self, watch::Receiver<Depth>) {
        let (depth, watch) = watch::channel(Depth::default());
        let now = Instant::now();
        let keeper = Self {
            config: config.clone(),
            news,
            depth,
            shared,
            spool: Spooler::new(spool),
            store: None,
            journal: None,
            running: None,
            waiting: VecDeque::new(),
            waits_since: None,
            in_flight: Vec::new(),
            pieces: BTreeMap::new(),
            pieces_in_flight: Vec::new(),
            pieces_begun: 0,
            pieces_spooled: now,
            pending: None,
            gap: None,
            mark: None,
            away: None,
            committed: 0,
            term: 0,
            renewed: now,
            seen: now,
            closing: None,
            care: (now, None),
        };
        (keeper, watch)
    }

    pub(super) fn spool(&self) -> &Spool {
        self.spool.get()
    }

    /// Begins with the database.
    pub(super) fn direct(&mut self, store: Arc<dyn Store>, journal: Journal, pieces: i64) {
        (self.committed, self.term) = (journal.tip(), journal.row().term);
        (self.store, self.journal, self.pieces_begun) = (Some(store), Some(journal), pieces);
    }

    /// Begins with what is in the spool.
    pub(super) async fn resume(&mut self, policy: &Policy) -> Result<Begin, StoreError> {
        let mut snapshot = self.spool.restore().await?;
        let spool = self.spool.get();
        let (depth, seen, pieces) = (spool.depth(), spool.seen(), spool.pieces());
        self.committed = spool.last() - depth.entries;
        self.pieces_begun = pieces;
        if snapshot.state.policy() != policy {
            snapshot.adopt(policy.clone());
            self.spool
                .append(vec![Record::Snapshot(Box::new(snapshot.clone())), Record::Pieces(pieces)])
                .await?;
        }
        Ok(Begin { snapshot, seen, pieces })
    }

    /// Takes the entries by which the books begin, and the one by which a time begins in which the program was down.
    pub(super) fn begins(&mut self, entries: Vec<Entry>, gap: Option<u64>) {
        (self.gap, self.mark) = (gap, gap);
        self.take_entries(entries);
        self.publish();
    }

    /// Keeps the books until they are closed, or until somebody else writes the stream.
    pub(super) async fn run(mut self) {
        let result = self.keep().await;
        if let Err(error) = &result {
            warn!(%error, "the books end");
        }
        match (self.closing.take().and_then(|closing| closing.done), result) {
            (Some(done), result) => {
                // The spool is free when it is told. Who closes and waits no longer need not be told.
                drop(self);
                let _ = done.send(result);
            }
            (None, Err(why)) => self.shared.end(why),
            (None, Ok(())) => {}
        }
    }

    async fn keep(&mut self) -> Result<(), StoreError> {
        loop {
            self.flush().await;
            self.publish();
            if let Some(end) = self.end().await {
                return end;
            }
            self.start().await;
            let wake = self.wake();
            tokio::select! {
                news = self.news.recv(), if self.closing.is_none() => match news {
                    Some(news) => self.take(news).await,
                    None => self.closing = Some(Closing { until: Instant::now() + FAREWELL, done: None }),
                },
                done = next(&mut self.running) => self.done(done).await?,
                () = sleep_until(wake) => {}
            }
        }
    }

    async fn take(&mut self, news: News) {
        let mut news = Some(news);
        while let Some(one) = news {
            match one {
                News::Entries(entries) => self.take_entries(entries),
                News::Snapshot(snapshot) => self.follow(snapshot).await,
                News::Pieces(rows) => {
                    for row in rows {
                        self.pieces_begun = self.pieces_begun.max(row.piece);
                        self.pieces.insert(row.piece, row);
                    }
                }
                News::Close { within, done } => {
                    self.closing = Some(Closing { until: Instant::now() + within, done: Some(done) });
                    return;
                }
            }
            news = self.news.try_recv().ok();
        }
    }

    fn take_entries(&mut self, entries: Vec<Entry>) {
        if !entries.is_empty() {
            self.waits_since.get_or_insert_with(Instant::now);
            self.waiting.extend(entries);
        }
    }

    /// Whether what waits is written now.
    fn is_due(&self) -> bool {
        self.waiting.len() >= BATCH_ENTRIES
            || self.waits_since.is_some_and(|since| since.elapsed() >= BATCH_TIME)
            || self.closing.is_some() && !self.waiting.is_empty()
    }

    /// Begins the next thing to be done with the database.
    async fn start(&mut self) {
        let paused = self.away.as_ref().is_some_and(|away| Instant::now() < away.until);
        if self.running.is_some() || paused {
            return;
        }
        let Some(mut journal) = self.journal.take() else {
            let policy = Box::new(self.config.policy.clone());
            let (place, store) = (self.config.place.clone(), self.store.clone());
            let (stream, writer) = (self.config.stream.clone(), self.config.writer.clone());
            let job = Job::Open { place, store, stream, writer, policy };
            self.running = Some(begin(job, None, self.patience()));
            return;
        };
        let job = match self.job(&journal).await {
            Ok(job) => job,
            Err(error) => {
                self.fails(&error, false);
                None
            }
        };
        if let Some(seen) = self.shared.seen() {
            journal.seen(seen);
        }
        if let Some(seq) = self.mark {
            journal.restarted(seq);
        }
        match job {
            Some(job) => self.running = Some(begin(job, Some(journal), self.patience())),
            None => self.journal = Some(journal),
        }
    }

    /// The next thing to be done with the database, if any: what is in the spool comes first.
    async fn job(&mut self, journal: &Journal) -> Result<Option<Job>, StoreError> {
        while !self.spool.is_empty() {
            if self.pending.is_none() {
                self.pending = self.spool.read().await?;
            }
            match &self.pending {
                Some(Record::Entries(entries)) => return Ok(Some(Job::Append(entries.clone()))),
                Some(Record::Archive(row)) => return Ok(Some(Job::Archive(vec![row.clone()]))),
                Some(Record::Snapshot(snapshot))
                    if snapshot.seq == journal.tip()
                        && snapshot.state.policy() != journal.state().policy() =>
                {
                    return Ok(Some(Job::Adopt(Box::new(snapshot.state.policy().clone()))));
                }
                Some(Record::Restarted(seq)) => self.mark = Some(*seq),
                Some(Record::Snapshot(_) | Record::Seen(_) | Record::Pieces(_)) => {}
                None => {
                    self.spool.forget(journal.tip()).await?;
                    break;
                }
            }
            self.pending = None;
        }
        if self.spool.is_empty() {
            if self.is_due() {
                let count = self.waiting.len().min(BATCH_ENTRIES_MAX);
                self.in_flight = self.waiting.drain(..count).collect();
                self.waits_since = (!self.waiting.is_empty()).then(Instant::now);
                return Ok(Some(Job::Append(self.in_flight.clone())));
            }
            if !self.pieces.is_empty() {
                self.pieces_in_flight = std::mem::take(&mut self.pieces).into_values().collect();
                return Ok(Some(Job::Archive(self.pieces_in_flight.clone())));
            }
        }
        let is_due = self.away.is_some() || self.renewed.elapsed() >= RENEWAL;
        Ok(is_due.then_some(Job::Renew))
    }

    /// Takes note of what became of a job.
    async fn done(&mut self, done: Done) -> Result<(), StoreError> {
        let Done { journal, was_open, result, is_late } = done;
        self.journal = journal;
        if let Some(journal) = &self.journal {
            self.committed = self.committed.max(journal.tip());
            self.term = journal.row().term;
            self.store.get_or_insert_with(|| Arc::clone(journal.store()));
        }
        match result {
            Ok(()) => {
                if let Some(away) = self.away.take() {
                    info!(since = %away.since, "the database is back");
                }
                self.renewed = Instant::now();
                if was_open {
                    return Ok(());
                }
                self.pending = None;
                self.in_flight.clear();
                self.pieces_in_flight.clear();
                if self.spool.is_empty() {
                    self.spool.rest();
                } else if let Err(error) = self.spool.forget(self.committed).await {
                    self.fails(&error, false);
                }
                self.care();
                Ok(())
            }
            Err(StoreError::Conflict(what)) => Err(StoreError::Conflict(self.and_left(what))),
            Err(error) => {
                self.put_back();
                self.fails(&error, is_late);
                if !error.is_passing() {
                    // What it said may be about what was asked: everything is asked anew, once it is safe in the spool.
                    self.flush().await;
                    if !self.spool.is_empty() {
                        self.journal = None;
                    }
                }
                Ok(())
            }
        }
    }

    /// What a conflict is about, and what it leaves behind.
    fn and_left(&self, what: String) -> String {
        let depth = self.spool.get().depth();
        if depth.entries == 0 {
            return what;
        }
        format!(
            "{what}; {} facts that only this program saw are in {}: when the other writer is to stay, move that folder away",
            depth.entries,
            self.config.spool.display()
        )
    }

    /// What was being written waits again.
    fn put_back(&mut self) {
        for entry in self.in_flight.drain(..).rev() {
            self.waiting.push_front(entry);
        }
        let committed = self.committed;
        self.waiting.retain(|entry| entry.seq > committed);
        if !self.waiting.is_empty() {
            self.waits_since.get_or_insert_with(Instant::now);
        }
        for row in self.pieces_in_flight.drain(..) {
            self.pieces.entry(row.piece).or_insert(row);
        }
    }

    fn fails(&mut self, error: &StoreError, is_late: bool) {
        let (least, most) = PAUSES;
        let (since, pause, patience) = match &self.away {
            Some(away) => (away.since, (away.pause * 2).min(most), away.patience),
            None => {
                warn!(%error, "the database is away; entries go to the spool");
                (wall_clock(), least, PATIENCE)
            }
        };
        let patience = if is_late { (patience * 2).min(PATIENCE_MAX) } else { patience };
        self.away =
            Some(Away { since, why: error.to_string(), pause, until: Instant::now() + pause, patience });
    }

    fn patience(&self) -> Duration {
        self.away.as_ref().map_or(PATIENCE, |away| away.patience)
    }

    /// When to look again although nothing happens.
    fn wake(&self) -> Instant {
        let mut wake = Instant::now() + RENEWAL;
        if self.running.is_none() {
            wake = wake.min(self.away.as_ref().map_or(self.renewed + RENEWAL, |away| away.until));
        }
        // While the database takes earlier ones, only the spool could take more.
        if let Some(since) = self.waits_since.filter(|_| self.running.is_none() || !self.spool.is_empty()) {
            let due = since + BATCH_TIME;
            wake = wake.min(self.spool.pause().map_or(due, |until| until.max(due)));
        }
        if let Some(closing) = &self.closing {
            wake = wake.min(closing.until);
        }
        // Whatever is overdue and cannot be done now is looked at again a little later.
        wake.max(Instant::now() + Duration::from_millis(5))
    }
}

/// Waits for what is running; for ever when nothing is.
async fn next(running: &mut Option<Running>) -> Done {
    let done = match running {
        Some(running) => running.await,
        None => std::future::pending().await,
    };
    *running = None;
    done
}
