//! Books of a live switch: everything that a [`Shell`] concludes is kept, whatever happens to the database or the program.
//!
//! A task of its own writes the entries into the journal, in batches. While the database is away they go to a spool on
//! disk, and from there into the database when it is back. An entry is *durable* when it is in one of the two.
//!
//! Nothing is concluded without room to keep it: while neither takes any more, [`Books::next`] does not let the shell
//! conclude. What the switch reports meanwhile waits as far as the link's own limits go; beyond them the link is given up,
//! a gap is recorded, and the switch is asked again what there is when there is room.

mod depth;
mod keeper;
mod place;
mod spooler;
mod watching;
mod work;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use callcenter_core::event::Event;
use callcenter_core::{Engine, Entry, Fact, Input, Output, Policy, Snapshot, Timestamp};
use callcenter_store::{
    ARCHIVE, Condition, Holder, Journal, JournalPages, Retention, SPOOL_BYTES_MAX, Select, Source, Spool,
    Store, StoreError, StreamId, Value as Cell,
};
use tokio::sync::{mpsc, oneshot, watch};

pub use self::depth::Depth;
use self::keeper::{Keeper, News};
pub use self::place::{default_spool, state_folder};
use self::watching::Shared;
use crate::archive::{ArchiveWriter, PUT_SPAN};
use crate::config::Config;
use crate::replay::Heard;
use crate::shell::Shell;

/// Entries that may be concluded and not durable yet. Beyond them nothing is concluded until some are.
pub const WAITING_ENTRIES_MAX: u64 = 100_000;

/// Where books are kept.
#[derive(Debug, Clone)]
pub enum Place {
    /// The address of a store, see [`callcenter_store::open`]. It need not be reachable when the spool holds entries.
    Url(String),
    /// A store that is open, perhaps the caller's own.
    Store(Arc<dyn Store>),
}

impl From<&str> for Place {
    fn from(url: &str) -> Self {
        Self::Url(url.to_owned())
    }
}

impl From<String> for Place {
    fn from(url: String) -> Self {
        Self::Url(url)
    }
}

impl From<Arc<dyn Store>> for Place {
    fn from(store: Arc<dyn Store>) -> Self {
        Self::Store(store)
    }
}

impl Place {
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        match self {
            Self::Url(url) => callcenter_store::open(url).await,
            Self::Store(store) => Ok(Arc::clone(store)),
        }
    }
}

/// What is kept, and where.
#[derive(Debug, Clone)]
pub struct BooksConfig {
    /// The store.
    pub place: Place,
    /// The stream: usually the live one of a switch.
    pub stream: StreamId,
    /// By which policy is concluded. A stream that is there goes on with it from now.
    pub policy: Policy,
    /// The spool's folder: of this stream alone, on a disk of this machine.
    pub spool: PathBuf,
    /// Bytes that the spool may have. [`SPOOL_BYTES_MAX`] by default.
    pub spool_bytes_max: u64,
    /// Whether what the switch says is archived as well. It is by default.
    pub archive: bool,
    /// What is removed when it has become old, once an hour.
    pub retention: Retention,
    /// Tells the writers of one process apart: of two with the same name the later one takes the stream over. `books` by
    /// default.
    pub writer: String,
}

impl BooksConfig {
    /// Everything by default but where and what.
    pub fn new(place: impl Into<Place>, stream: StreamId, policy: Policy, spool: impl Into<PathBuf>) -> Self {
        Self {
            place: place.into(),
            stream,
            policy,
            spool: spool.into(),
            spool_bytes_max: SPOOL_BYTES_MAX,
            archive: true,
            retention: Retention::default(),
            writer: "books".to_owned(),
        }
    }

    /// The live switch of a policy as the `[store]` of a configuration has it; the spool is the one that it names, else
    /// [`default_spool`]. Nothing where that one has no place.
    pub fn of(config: &Config, place: impl Into<Place>, policy: &Policy) -> Option<Self> {
        let place = place.into();
        let stream = StreamId { switch: policy.switch.to_string(), source: Source::Live };
        let spool = config.store.spool.clone().or_else(|| default_spool(&place, &stream))?;
        let mut books = Self::new(place, stream, policy.clone(), spool);
        books.archive = config.store.archive_days != Some(0);
        books.retention = config.retention();
        Some(books)
    }
}

/// The books of a live switch.
///
/// # Example
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use callcenter::store::{Source, StreamId};
/// use callcenter::{Books, BooksConfig, Policy, Shell, ami::{Config, Login, Proof}};
///
/// let stream = StreamId { switch: "berlin".into(), source: Source::Live };
/// let config = BooksConfig::new("sqlite:calls.db", stream, Policy::default(), "calls.db.spool");
/// let (mut books, snapshot) = Books::open(config).await?;
/// let login = Login { username: "callcenter".into(), secret: "hush".into(), proof: Proof::Challenge };
/// let mut shell = Shell::restore(Config::new("pbx.example.com", login), snapshot)?;
/// while let Some(entries) = books.next(&mut shell).await? {
///     println!("{} facts, {} durable", entries.len(), books.depth().durable_seq);
/// }
/// books.close(Duration::from_secs(5)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Books {
    news: mpsc::UnboundedSender<News>,
    depth: watch::Receiver<Depth>,
    shared: Arc<Shared>,
    archive: Option<ArchiveWriter>,
    /// Whether the piece of the archive that is under way may have grown since it was put.
    is_growing: bool,
    /// Number of the last entry that was concluded.
    concluded: u64,
    opening: Opening,
}

/// Where books go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Number of the last entry that was there.
    pub seq: u64,
    /// The hash of the state after it, see [`State::hash`](callcenter_core::State::hash).
    pub hash: u128,
    /// The entries that follow: that nobody watched for a time. None when nothing was there.
    pub entries: Vec<Entry>,
    /// What is between what the process had witnessed and this, when it goes on from there.
    pub(crate) missed: Option<Vec<Entry>>,
}

/// What this process saw the last writer of the stream conclude, perhaps more than it wrote.
#[derive(Debug, Clone)]
pub(crate) struct Witnessed {
    /// How often the stream had been taken then, that writer's time included.
    pub(crate) term: i64,
    /// Number of the last entry.
    pub(crate) last: u64,
    /// The last entries, in order, without a gap.
    pub(crate) entries: Vec<Entry>,
}

/// Entries that are read again for who missed them at most.
const MISSED_ENTRIES_MAX: u64 = 10_000;

impl Books {
    /// Takes the stream, and gives the engine as it stood when the program last worked, for [`Shell::restore`]. The time
    /// since then is a gap.
    ///
    /// With entries in the spool it goes on from there, whether the database can be reached or not; else the database must
    /// be there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else writes the stream or uses the spool; what [`Spool::open`],
    /// [`callcenter_store::open`] and [`Journal::open`] say. Those that pass can be tried again.
    pub async fn open(config: BooksConfig) -> Result<(Self, Snapshot), StoreError> {
        Self::open_after(config, None).await
    }

    /// The same for who followed the last writer: what that one concluded and did not write is written now, as long as nobody
    /// else took the stream in between.
    ///
    /// # Errors
    /// As [`Books::open`].
    pub(crate) async fn open_after(
        config: BooksConfig,
        witnessed: Option<Witnessed>,
    ) -> Result<(Self, Snapshot), StoreError> {
        let spool = Spool::open(&config.spool, &config.stream, config.spool_bytes_max)?;
        let shared = Arc::new(Shared::default());
        let (sender, news) = mpsc::unbounded_channel();
        let (mut keeper, depth) = Keeper::new(&config, spool, news, Arc::clone(&shared));
        let (mut known, mut missed) = (Vec::new(), None);
        let begin = if keeper.spool().is_empty() {
            let store = config.place.open().await?;
            let mut journal =
                Journal::open(Arc::clone(&store), &config.stream, &config.policy, holder(&config.writer))
                    .await?;
            let seen = journal.row().seen_at;
            journal.adopt(&config.policy).await?;
            let pieces = pieces(&*store, config.stream.number()).await?;
            let mut begin = Begin { snapshot: journal.snapshot().clone(), seen, pieces };
            if let Some(witnessed) =
                witnessed.filter(|saw| saw.term > 0 && saw.term + 1 == journal.row().term)
            {
                missed = missed_of(&witnessed, &*store, journal.row().id, journal.tip()).await?;
                known = witnessed.unwritten(&mut begin.snapshot)?;
                if witnessed.last > begin.snapshot.seq {
                    missed = None;
                }
            }
            keeper.direct(store, journal, pieces);
            begin
        } else {
            keeper.resume(&config.policy).await?
        };
        let (seq, hash) = (begin.snapshot.seq, begin.snapshot.state.hash());
        let (snapshot, entries) = resumed(begin.snapshot.clone(), begin.seen);
        let mut books = Self {
            news: sender,
            depth,
            shared,
            archive: None,
            is_growing: false,
            concluded: snapshot.seq,
            opening: Opening { seq, hash, entries: entries.clone(), missed },
        };
        if config.archive {
            let mut archive = ArchiveWriter::new(config.stream.number(), begin.pieces);
            if !entries.is_empty() {
                let text = "the program was started again: connection closed";
                archive.note(snapshot.at, text, begin.snapshot.seq, || Some(begin.snapshot.clone()));
            }
            books.archive = Some(archive);
        }
        let gap = entries.iter().find(|entry| matches!(entry.fact, Fact::LinkLost)).map(|entry| entry.seq);
        known.extend(entries);
        keeper.begins(known, gap);
        tokio::spawn(keeper.run());
        Ok((books, snapshot))
    }

    /// Where they went on.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Waits for room, then until something happened, and keeps what became true: the same entries that
    /// [`Shell::next`] gives. Nothing after [`Shell::shut_down`]. May be dropped while it waits.
    ///
    /// # Errors
    /// Why the books can be kept no longer: [`StoreError::Conflict`] when somebody else writes the stream now. End then.
    pub async fn next(&mut self, shell: &mut Shell) -> Result<Option<Vec<Entry>>, StoreError> {
        self.room().await?;
        let (archive, is_growing, depth) = (&mut self.archive, &mut self.is_growing, &mut self.depth);
        let put = is_growing.then(archive_pause);
        let entries: Vec<Entry> = {
            let _watching = self.shared.watch();
            let hear = |heard: Heard<'_>| {
                if let Some(archive) = archive {
                    archive.heard(&heard);
                    *is_growing = true;
                }
            };
            tokio::select! {
                biased;
                () = ended(depth) => return Err(self.shared.why()),
                entries = shell.next_with(hear) => match entries {
                    Some(entries) => entries.collect(),
                    None => return Ok(None),
                },
                () = tokio::time::sleep(put.unwrap_or(Duration::MAX)), if put.is_some() => Vec::new(),
            }
        };
        let now = shell.now();
        self.shared.tell_time(now);
        if let Some(archive) = &mut self.archive {
            let rows = archive.due(now);
            if !rows.is_empty() {
                self.is_growing = false;
                self.tell(News::Pieces(rows));
            }
        }
        self.keep(&entries, || shell.snapshot());
        Ok(Some(entries))
    }

    /// Waits until something may be concluded: for who has a loop of their own instead of [`Books::next`].
    ///
    /// # Errors
    /// As [`Books::next`].
    pub async fn room(&mut self) -> Result<(), StoreError> {
        if self.depth.has_changed().is_err() {
            return Err(self.shared.why());
        }
        let concluded = self.concluded;
        match self.depth.wait_for(|depth| depth.has_room(concluded)).await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.shared.why()),
        }
    }

    /// Keeps entries that were concluded after [`Books::room`]. `snapshot` is the engine after them; it is asked for now and
    /// then.
    pub fn keep(&mut self, entries: &[Entry], snapshot: impl FnOnce() -> Snapshot) {
        if let Some(last) = entries.last() {
            self.concluded = last.seq;
            self.tell(News::Entries(entries.to_vec()));
        }
        if self.shared.takes_snapshot() {
            let mut snapshot = snapshot();
            // Figures are the store's; what is open goes on.
            snapshot.stats.drain();
            self.tell(News::Snapshot(Box::new(snapshot)));
        }
    }

    /// How much is durable, and how much of it waits.
    pub fn depth(&self) -> Depth {
        self.depth.borrow().clone()
    }

    /// Follows that.
    pub fn watch(&self) -> watch::Receiver<Depth> {
        self.depth.clone()
    }

    /// Makes everything durable, leaves a snapshot and lets the stream go. A database that is away is waited for so long;
    /// then what is in the spool stays there.
    ///
    /// # Errors
    /// Why something is not durable, or why the books were ended before.
    pub async fn close(mut self, within: Duration) -> Result<Depth, StoreError> {
        if let Some(archive) = &mut self.archive {
            let rest = archive.rest();
            self.tell(News::Pieces(rest));
        }
        let (done, closed) = oneshot::channel();
        self.tell(News::Close { within, done });
        match closed.await {
            Ok(result) => result.map(|()| self.depth()),
            Err(_) => Err(self.shared.why()),
        }
    }

    /// Tells the keeper. When it has ended, [`Books::room`] says why.
    fn tell(&self, news: News) {
        let _ = self.news.send(news);
    }
}

/// Where the books go on.
struct Begin {
    snapshot: Snapshot,
    /// When the program last watched.
    seen: Timestamp,
    /// Pieces of the archive so far.
    pieces: i64,
}

impl Witnessed {
    /// The entries that follow on what was written, which takes them up.
    fn unwritten(&self, written: &mut Snapshot) -> Result<Vec<Entry>, StoreError> {
        let entries: Vec<Entry> =
            self.entries.iter().filter(|entry| entry.seq > written.seq).cloned().collect();
        if entries.first().is_none_or(|first| first.seq != written.seq + 1) {
            return Ok(Vec::new());
        }
        written.follow(&entries)?;
        Ok(entries)
    }
}

/// What was written that the process did not see; nothing when that is too much.
async fn missed_of(
    saw: &Witnessed,
    store: &dyn Store,
    stream: i64,
    tip: u64,
) -> Result<Option<Vec<Entry>>, StoreError> {
    if tip.saturating_sub(saw.last) > MISSED_ENTRIES_MAX {
        return Ok(None);
    }
    let mut missed = Vec::new();
    let mut pages = JournalPages::new(store, stream, saw.last + 1);
    while missed.last().map_or(saw.last, |entry: &Entry| entry.seq) < tip {
        let page = pages.next().await?;
        if page.is_empty() {
            return Ok(None);
        }
        missed.extend(page);
    }
    Ok(Some(missed))
}

/// The engine after a time has begun in which nobody watched, and the entries that say so. `seen` is when somebody last did.
pub(crate) fn resumed(mut snapshot: Snapshot, seen: Timestamp) -> (Snapshot, Vec<Entry>) {
    snapshot.stats = std::mem::take(&mut snapshot.stats).kept();
    if snapshot.seq == 0 {
        return (snapshot, Vec::new());
    }
    let (mut engine, _) = Engine::restore(snapshot.clone(), []).expect("nothing follows the snapshot");
    let mut out = Vec::new();
    engine.handle(snapshot.at.max(seen), Input::Event(Event::Disconnected), &mut out);
    let entries: Vec<Entry> = out
        .into_iter()
        .filter_map(|output| match output {
            Output::Entry(entry) => Some(entry),
            Output::Action(..) => None,
        })
        .collect();
    snapshot.follow(&entries).expect("the engine numbers its entries without gaps");
    (snapshot, entries)
}

/// How many pieces the archive of a stream has.
async fn pieces(store: &dyn Store, stream: i64) -> Result<i64, StoreError> {
    let select = Select::from(ARCHIVE)
        .columns(&["piece"])
        .only(Condition::Is("stream", stream.into()))
        .latest_first("piece")
        .limit(1);
    match store.select(&select).await?.pop().as_deref() {
        Some([Cell::Int(piece)]) => Ok(*piece),
        _ => Ok(0),
    }
}

fn holder(writer: &str) -> Holder {
    Holder::this_process(writer)
}

/// How long a piece of the archive that grew may wait until it is put.
fn archive_pause() -> Duration {
    Duration::from_micros(PUT_SPAN.as_micros().unsigned_abs())
}

/// Waits until the keeper has ended.
async fn ended(depth: &mut watch::Receiver<Depth>) {
    while depth.changed().await.is_ok() {}
}
