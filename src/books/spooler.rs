//! The spool as the keeper uses it: the disk is waited for elsewhere, and a disk that fails is tried again.

use std::time::Duration;

use callcenter_core::Entry;
use callcenter_store::{BATCH_ENTRIES_MAX, Record, Spool, StoreError};
use tokio::time::Instant;
use tracing::warn;

/// How long a spool that took nothing is left alone.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Spooler {
    spool: Option<Spool>,
    /// What it said when it took nothing, and when to try again.
    failed: Option<(String, Instant)>,
}

impl Spooler {
    pub(super) fn new(spool: Spool) -> Self {
        Self { spool: Some(spool), failed: None }
    }

    pub(super) fn get(&self) -> &Spool {
        self.spool.as_ref().expect("it comes back from each piece of work")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.get().is_empty()
    }

    /// Why it takes nothing.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failed.as_ref().map(|(why, _)| why.as_str())
    }

    /// It is not needed any more: what it said is over.
    pub(super) fn rest(&mut self) {
        self.failed = None;
    }

    /// When it may be tried again; nothing when it is well.
    pub(super) fn pause(&self) -> Option<Instant> {
        self.failed.as_ref().map(|(_, until)| *until)
    }

    pub(super) async fn restore(&mut self) -> Result<callcenter_core::Snapshot, StoreError> {
        self.with(Spool::restore).await
    }

    /// Appends records; says whether they are durable now.
    pub(super) async fn append(&mut self, records: Vec<Record>) -> Result<(), StoreError> {
        let done = self.with(move |spool| spool.append(&records)).await;
        match &done {
            Ok(()) => self.failed = None,
            Err(error) => {
                if self.failed.is_none() {
                    warn!(%error, "the spool takes nothing");
                }
                self.failed = Some((error.to_string(), Instant::now() + PAUSE));
            }
        }
        done
    }

    /// The next record; entries of several are put together, as many as are written at once.
    pub(super) async fn read(&mut self) -> Result<Option<Record>, StoreError> {
        self.with(|spool| {
            let mut entries = match spool.read()? {
                Some(Record::Entries(entries)) => entries,
                other => return Ok(other),
            };
            while let Some(more) = spool.read_entries(BATCH_ENTRIES_MAX.saturating_sub(entries.len()))? {
                entries.extend(more);
            }
            Ok(Some(Record::Entries(entries)))
        })
        .await
    }

    /// Everything up to this entry is in the database.
    pub(super) async fn forget(&mut self, seq: u64) -> Result<(), StoreError> {
        self.with(move |spool| spool.forget(seq)).await
    }

    async fn with<T: Send + 'static>(&mut self, work: impl FnOnce(&mut Spool) -> T + Send + 'static) -> T {
        let mut spool = self.spool.take().expect("it comes back from each piece of work");
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&mut spool);
            (spool, done)
        });
        let (spool, done) =
            done.await.expect("work with the spool does not panic, and the runtime waits for it");
        self.spool = Some(spool);
        done
    }
}

/// Entries as records of a size that is written at once.
pub(super) fn records(entries: &[Entry]) -> impl Iterator<Item = Record> {
    entries.chunks(BATCH_ENTRIES_MAX).map(|entries| Record::Entries(entries.to_vec()))
}
