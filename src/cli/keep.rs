//! What `replay --store` does with the entries: it keeps them as live operation would.

use std::cell::RefCell;
use std::hash::Hasher as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use callcenter::archive::ArchiveWriter;
use callcenter::store::{ArchiveRow, Holder, Journal, Source, StoreError, StreamId, Write, open};
use callcenter::{Entry, Policy};
use clap::{Args, ValueEnum};
use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::failure::Failure;
use super::runtime::runtime;
use super::store::failed;

/// Entries that are written together.
const BATCH_ENTRIES: usize = 2_000;

/// Batches that wait to be written, before reading waits too.
const BATCHES_MAX: usize = 4;

/// How long a database that is away is waited for, between two tries.
const WAITS: [Duration; 4] =
    [Duration::from_millis(100), Duration::from_millis(300), Duration::from_secs(1), Duration::from_secs(3)];

/// Where to keep what becomes true.
#[derive(Debug, Args)]
#[command(next_help_heading = "Keeping it")]
pub(crate) struct KeepOptions {
    /// Keep facts, calls and figures in this store: sqlite:calls.db, postgres://…, mysql://… The same trace again
    /// changes nothing, another trace is added
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// How to tell what is kept
    #[arg(long, value_enum, requires = "store", default_value_t = Progress::Auto)]
    progress: Progress,
    /// Stop after this many facts, as if the trace went no further
    #[arg(long, value_name = "FACTS")]
    pub(crate) stop_at: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Progress {
    /// A bar on a terminal
    Auto,
    /// A line `committed SEQ` on standard output for each batch that is durable
    Plain,
}

/// A store being written, beside the reading.
pub(crate) struct Keep {
    batch: Vec<Entry>,
    archive: Rc<RefCell<ArchiveWriter>>,
    sender: Option<SyncSender<Batch>>,
    writer: JoinHandle<Result<u64, StoreError>>,
}

/// What is written together.
struct Batch {
    entries: Vec<Entry>,
    archive: Vec<ArchiveRow>,
}

impl KeepOptions {
    /// Begins to keep, when a store is named.
    pub(crate) fn begin(&self, files: &[PathBuf], policy: &Policy) -> Result<Option<Keep>, Failure> {
        let Some(url) = &self.store else { return Ok(None) };
        let stream = StreamId { switch: policy.switch.to_string(), source: Source::Replay(digest(files)?) };
        let runtime = runtime()?;
        let journal = runtime.block_on(begin(url, &stream, policy)).map_err(failed)?;
        let (sender, batches) = sync_channel(BATCHES_MAX);
        let plain = self.progress == Progress::Plain;
        let writer = std::thread::spawn(move || runtime.block_on(write(journal, &batches, plain)));
        let archive = Rc::new(RefCell::new(ArchiveWriter::new(stream.number(), 0)));
        Ok(Some(Keep { batch: Vec::with_capacity(BATCH_ENTRIES), archive, sender: Some(sender), writer }))
    }
}

impl Keep {
    /// What hears the messages themselves.
    pub(crate) fn archive(&self) -> Rc<RefCell<ArchiveWriter>> {
        self.archive.clone()
    }

    /// Takes an entry. Says whether the writer goes on; when it does not, [`Keep::finish`] says why.
    pub(crate) fn take(&mut self, entry: &Entry) -> bool {
        self.batch.push(entry.clone());
        if self.batch.len() < BATCH_ENTRIES {
            return true;
        }
        let archive = self.archive.borrow_mut().due(entry.at);
        self.send(archive)
    }

    fn send(&mut self, archive: Vec<ArchiveRow>) -> bool {
        let entries = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH_ENTRIES));
        self.sender.as_ref().is_some_and(|sender| sender.send(Batch { entries, archive }).is_ok())
    }

    /// Waits until everything is durable, and gives the number of the last entry.
    pub(crate) fn finish(mut self) -> Result<u64, Failure> {
        let archive = self.archive.borrow_mut().rest();
        self.send(archive);
        self.sender = None;
        self.writer.join().expect("the writer's panic is told by its thread").map_err(failed)
    }
}

async fn begin(url: &str, stream: &StreamId, policy: &Policy) -> Result<Journal, StoreError> {
    let store = open(url).await?;
    let journal = Journal::open(store, stream, policy, Holder::this_process("replay")).await?;
    if journal.state().policy() != policy {
        return Err(StoreError::Conflict(
            "this trace is in the store already, concluded by another policy (trunks, extensions, service level, \
             wrap-up): use the same one, or another store"
                .to_owned(),
        ));
    }
    Ok(journal)
}

async fn write(mut journal: Journal, batches: &Receiver<Batch>, plain: bool) -> Result<u64, StoreError> {
    let mut told = 0;
    while let Ok(batch) = batches.recv() {
        let last = batch.entries.last().map_or(0, |entry| entry.seq);
        patiently(&mut journal, &batch).await?;
        if plain && last > told {
            told = last;
            let mut out = std::io::stdout().lock();
            // Who reads no more does not want to be told; what is kept is kept.
            let _ = writeln!(out, "committed {last}").and_then(|()| out.flush());
        }
    }
    let (tip, store) = (journal.tip(), journal.store().clone());
    journal.close().await?;
    // So that SQLite's file is whole by itself.
    store.close().await;
    Ok(tip)
}

/// Writes a batch. A database that is away is waited for: a trace does not run away.
async fn patiently(journal: &mut Journal, batch: &Batch) -> Result<(), StoreError> {
    let mut waits = WAITS.into_iter();
    let mut told = false;
    loop {
        match put(journal, batch).await {
            Err(error) if error.is_passing() => {
                if !told {
                    eprintln!("callcenter: {error}; waiting for it, nothing is lost");
                    told = true;
                }
                tokio::time::sleep(waits.next().unwrap_or(WAITS[WAITS.len() - 1])).await;
            }
            other => return other,
        }
    }
}

async fn put(journal: &mut Journal, batch: &Batch) -> Result<(), StoreError> {
    if !batch.archive.is_empty() {
        let write = Write::guarded(journal.fence()).put(batch.archive.iter().cloned());
        journal.store().write(write).await?;
    }
    journal.append(batch.entries.clone()).await.map(|_| ())
}

/// A digest of all bytes of the files.
fn digest(files: &[PathBuf]) -> Result<String, Failure> {
    let mut hasher = SipHasher13::new();
    let mut buffer = vec![0; 1 << 16];
    for path in files {
        if path == Path::new("-") {
            return Err(Failure::told(
                "standard input cannot be kept, for its digest must be known beforehand: write it to a file first",
            ));
        }
        let mut file = std::fs::File::open(path).map_err(|error| Failure::file(path, &error))?;
        loop {
            let read =
                std::io::Read::read(&mut file, &mut buffer).map_err(|error| Failure::file(path, &error))?;
            if read == 0 {
                break;
            }
            hasher.write(&buffer[..read]);
        }
    }
    Ok(format!("{:032x}", hasher.finish128().as_u128()))
}
