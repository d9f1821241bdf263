//! A stream held for the time of some work on it, so that nobody writes it meanwhile.

use std::sync::Arc;

use callcenter_core::Timestamp;

use crate::error::StoreError;
use crate::journal::{Holder, LEASE, StreamId, now, stream, take};
use crate::row::StreamRow;
use crate::store::{Guard, Store, Write};

/// A stream held for work on what is kept of it.
///
/// Whoever wants to write it meanwhile is refused. When the work ends without [`Care::release`], the stream is free as soon as
/// this process has ended, or after [`LEASE`].
#[derive(Debug)]
pub struct Care {
    store: Arc<dyn Store>,
    row: StreamRow,
}

impl Care {
    /// Takes a stream.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a writer holds it; [`StoreError::Invalid`] when there is no such stream; else what the
    /// database says.
    pub async fn take(store: Arc<dyn Store>, id: &StreamId) -> Result<Self, StoreError> {
        let there = stream(&*store, id).await?;
        let there = there.ok_or_else(|| StoreError::Invalid(format!("there is no stream {id}")))?;
        let row = take(&*store, id, &there.policy()?, &Holder::this_process("care"), now()).await?;
        Ok(Self { store, row })
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The stream's row.
    pub fn row(&self) -> &StreamRow {
        &self.row
    }

    /// The fence of this work.
    pub fn fence(&self) -> Guard {
        Guard { stream: self.row.id, term: self.row.term, tip: None }
    }

    /// Renews the hold. Call it more often than every [`LEASE`].
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else took the stream; else what the database says.
    pub async fn renew(&mut self) -> Result<(), StoreError> {
        let row = StreamRow { held_until: now() + LEASE, ..self.row.clone() };
        self.write(row).await
    }

    /// Lets the stream go.
    ///
    /// # Errors
    /// As [`Care::renew`].
    pub async fn release(mut self) -> Result<(), StoreError> {
        let row = StreamRow { holder: String::new(), held_until: Timestamp::UNKNOWN, ..self.row.clone() };
        self.write(row).await
    }

    async fn write(&mut self, row: StreamRow) -> Result<(), StoreError> {
        self.store.write(Write::guarded(self.fence()).put([row.clone()])).await?;
        self.row = row;
        Ok(())
    }
}
