//! What is done with the database, one thing at a time, beside everything else.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use callcenter_core::{Entry, Policy};
use callcenter_store::{ArchiveRow, Journal, Store, StoreError, StreamId, Write};
use tokio::time::timeout;

use super::{Place, holder};

/// Something to be done with the database.
pub(super) enum Job {
    /// Take the stream.
    Open {
        place: Place,
        store: Option<Arc<dyn Store>>,
        stream: StreamId,
        writer: String,
        policy: Box<Policy>,
    },
    /// Write entries.
    Append(Vec<Entry>),
    /// Put pieces of the archive.
    Archive(Vec<ArchiveRow>),
    /// Conclude by another policy from here on.
    Adopt(Box<Policy>),
    /// Say that the stream is still held.
    Renew,
}

/// What became of it.
pub(super) struct Done {
    pub(super) journal: Option<Journal>,
    /// Whether it was only to take the stream.
    pub(super) was_open: bool,
    pub(super) result: Result<(), StoreError>,
    /// Whether the database did not answer in time.
    pub(super) is_late: bool,
}

/// Something being done. Dropping it leaves what is asked of the database undecided.
pub(super) type Running = Pin<Box<dyn Future<Output = Done> + Send>>;

/// Begins a job; a database that does not answer `within` is away.
pub(super) fn begin(job: Job, journal: Option<Journal>, within: Duration) -> Running {
    Box::pin(async move {
        let mut journal = journal;
        let was_open = matches!(job, Job::Open { .. });
        let was_adopt = matches!(job, Job::Adopt(_));
        let done = timeout(within, run(job, &mut journal)).await;
        let is_late = done.is_err();
        if was_adopt && !matches!(done, Ok(Ok(()))) {
            // Only the database knows whether it was done: it is read again.
            journal = None;
        }
        let result = done.unwrap_or_else(|_| {
            Err(StoreError::Unavailable(format!("it did not answer within {} s", within.as_secs())))
        });
        Done { journal, was_open, result, is_late }
    })
}

async fn run(job: Job, journal: &mut Option<Journal>) -> Result<(), StoreError> {
    if let Job::Open { place, store, stream, writer, policy } = job {
        let store = match store {
            Some(store) => store,
            None => place.open().await?,
        };
        *journal = Some(Journal::open(store, &stream, &policy, holder(&writer)).await?);
        return Ok(());
    }
    let Some(journal) = journal else {
        return Err(StoreError::Unavailable("the journal is not open".to_owned()));
    };
    match job {
        Job::Append(entries) => journal.append(entries).await.map(|_| ()),
        Job::Archive(rows) => journal.store().write(Write::guarded(journal.fence()).put(rows)).await,
        Job::Adopt(policy) => journal.adopt(&policy).await,
        Job::Renew | Job::Open { .. } => journal.renew().await,
    }
}
