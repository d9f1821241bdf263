//! Removing what has become old.

use std::sync::Arc;
use std::time::Duration;

use callcenter_core::Timestamp;
use callcenter_store::{Care, Purge, Retention, Store, StoreError, purge, streams};
use tokio::time::Instant;
use tracing::{debug, warn};

use super::Keeper;
use crate::clock::wall_clock;

/// How often old data is looked for.
const CARE: Duration = Duration::from_secs(3_600);

impl Keeper {
    /// Removes what has become old, beside everything else: in small transactions, under the fence of this writer.
    pub(super) fn care(&mut self) {
        let (due, running) = &mut self.care;
        let is_running = running.as_ref().is_some_and(|running| !running.is_finished());
        let (Some(journal), Some(store)) = (&self.journal, &self.store) else { return };
        if Instant::now() < *due || is_running || self.closing.is_some() {
            return;
        }
        *due = Instant::now() + CARE;
        let (store, row, fence) = (Arc::clone(store), journal.row().clone(), journal.fence());
        let (retention, now) = (self.config.retention, self.shared.seen().unwrap_or_else(wall_clock));
        *running = Some(tokio::spawn(async move {
            match purge(&*store, &row, fence, &retention, now, Purge::Remove, |_| ()).await {
                Ok(purged) => debug!(rows = purged.total(), "removed what was old"),
                Err(error) => warn!(%error, "what is old is left for later"),
            }
            if let Err(error) = later_readings(&store, row.id, &retention, now).await {
                warn!(%error, "what is old in later readings is left for later");
            }
        }));
    }
}

/// Removes what has become old from the later readings of a stream: they tell of the same people.
async fn later_readings(
    store: &Arc<dyn Store>,
    of: i64,
    retention: &Retention,
    now: Timestamp,
) -> Result<(), StoreError> {
    for row in streams(&**store).await?.into_iter().filter(|row| row.again_of == Some(of)) {
        let care = match Care::take(Arc::clone(store), &row.stream_id()?).await {
            // It is being made.
            Err(StoreError::Conflict(_)) => continue,
            care => care?,
        };
        let purged = purge(&**store, care.row(), care.fence(), retention, now, Purge::Remove, |_| ()).await;
        care.release().await?;
        debug!(stream = row.source, rows = purged?.total(), "removed what was old");
    }
    Ok(())
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Some(care) = self.care.1.take() {
            care.abort();
        }
    }
}
