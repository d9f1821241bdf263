//! How long questions to the store took, by table (F-298).

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use callcenter_store::{Select, Store, StoreError, Value, Write};
use tracing::warn;

use super::histogram::Times;
use crate::clock::Stopwatch;

/// A question that took longer is written to the log.
const SLOW: Duration = Duration::from_secs(1);

/// Questions to the store with their times.
#[derive(Debug)]
pub(crate) struct Questions {
    times: Times,
}

impl Default for Questions {
    fn default() -> Self {
        let help = "Questions to the store of the HTTP side, by table.";
        Self { times: Times::new("callcenter_store_seconds", help, &["operation", "table"]) }
    }
}

impl Questions {
    pub(super) fn write(&self, text: &mut String) {
        self.times.write(text);
    }

    fn took(&self, operation: &'static str, table: &'static str, time: Duration) {
        self.times.add(&[operation, table], time);
        if time >= SLOW {
            warn!(operation, table, seconds = time.as_secs_f64(), "the store was slow");
        }
    }
}

/// A store whose questions are measured.
#[derive(Debug)]
pub(crate) struct Timed {
    store: Arc<dyn Store>,
    questions: Arc<Questions>,
}

impl Timed {
    pub(crate) fn new(store: Arc<dyn Store>, questions: Arc<Questions>) -> Self {
        Self { store, questions }
    }
}

#[async_trait]
impl Store for Timed {
    fn backend(&self) -> &'static str {
        self.store.backend()
    }

    async fn write(&self, write: Write) -> Result<(), StoreError> {
        let table = write.puts.first().map(|put| put.table);
        let table = table.or_else(|| write.deletes.first().map(|delete| delete.table));
        let watch = Stopwatch::start();
        let done = self.store.write(write).await;
        self.questions.took("write", table.map_or("", |table| table.name), watch.time());
        done
    }

    async fn select(&self, select: &Select) -> Result<Vec<Vec<Value>>, StoreError> {
        let watch = Stopwatch::start();
        let rows = self.store.select(select).await;
        self.questions.took("select", select.table.name, watch.time());
        rows
    }

    async fn count(&self, select: &Select) -> Result<u64, StoreError> {
        let watch = Stopwatch::start();
        let count = self.store.count(select).await;
        self.questions.took("count", select.table.name, watch.time());
        count
    }

    async fn scrub(&self) -> Result<Vec<&'static str>, StoreError> {
        self.store.scrub().await
    }

    async fn close(&self) {
        self.store.close().await;
    }
}
