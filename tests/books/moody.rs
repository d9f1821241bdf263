//! A real store that can be made to misbehave, as databases and networks do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use async_trait::async_trait;
use callcenter::store::{Select, Store, StoreError, Value, Write};

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Mood {
    /// As it should.
    Well,
    /// It cannot be reached.
    Away,
    /// Every second write is done, and the answer is lost.
    LosesAnswers,
    /// It says something that nobody expected.
    Fails,
    /// It says nothing at all.
    Hangs,
}

#[derive(Debug)]
pub(crate) struct Moody {
    store: Arc<dyn Store>,
    mood: AtomicU8,
    writes: AtomicU8,
}

impl Moody {
    pub(crate) fn over(store: Arc<dyn Store>) -> Arc<Self> {
        Arc::new(Self { store, mood: AtomicU8::new(Mood::Well as u8), writes: AtomicU8::new(0) })
    }

    pub(crate) fn be(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::SeqCst);
    }

    async fn answer(&self) -> Result<(), StoreError> {
        match self.mood.load(Ordering::SeqCst) {
            mood if mood == Mood::Away as u8 => Err(StoreError::Unavailable("the cable is out".to_owned())),
            mood if mood == Mood::Fails as u8 => Err(StoreError::Failed("out of cheese".to_owned())),
            mood if mood == Mood::Hangs as u8 => std::future::pending().await,
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Store for Moody {
    fn backend(&self) -> &'static str {
        self.store.backend()
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        self.answer().await?;
        self.store.write(write).await?;
        let loses = self.mood.load(Ordering::SeqCst) == Mood::LosesAnswers as u8;
        match loses && self.writes.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            true => Err(StoreError::Unavailable("the cable came out before the answer".to_owned())),
            false => Ok(()),
        }
    }

    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError> {
        self.answer().await?;
        self.store.select(select).await
    }

    async fn count(&self, select: &Select) -> Result<u64, StoreError> {
        self.answer().await?;
        self.store.count(select).await
    }

    async fn close(&self) {
        self.store.close().await;
    }
}
