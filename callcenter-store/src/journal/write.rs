//! One batch of entries becomes one transaction.

use callcenter_core::Entry;

use super::codec::encode_entries;
use super::stream::stream;
use super::{Journal, Unsettled};
use crate::error::StoreError;
use crate::row::{JournalRow, StreamRow};
use crate::store::{Guard, Write};

impl Journal {
    /// Writes entries that follow the tip.
    pub(super) async fn write(&mut self, entries: &[Entry]) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(()) };
        let tip = self.tip();
        let numbered = (tip + 1..).zip(entries).all(|(seq, entry)| entry.seq == seq);
        if !numbered {
            return Err(StoreError::Invalid(format!(
                "entries {} to {} do not follow entry {tip} of {} without a gap",
                first.seq, last.seq, self.id
            )));
        }
        let encoded = encode_entries(entries);
        for entry in entries {
            self.projector.take(entry)?;
        }
        let changes = self.projector.changes();
        let row = StreamRow {
            tip: last.seq.cast_signed(),
            tip_at: last.at,
            first_at: if tip == 0 { first.at } else { self.row.first_at },
            ..self.row_now()
        };
        let guard = Guard { tip: Some(self.row.tip), ..self.fence() };
        let mut write = Write::guarded(guard)
            .put_new([JournalRow {
                stream: row.id,
                first: first.seq.cast_signed(),
                last: last.seq.cast_signed(),
                at: last.at,
                digest: encoded.digest,
                data: encoded.data,
            }])
            .put([row.clone()]);
        let figures = changes.write(row.id, &mut write);
        self.unsettled = Some(Unsettled { write, row, figures: Some(figures) });
        self.settle().await
    }

    /// Writes what is not known to be written, or finds that it is: a database that breaks off while it answers may have
    /// done its work.
    pub(super) async fn settle(&mut self) -> Result<(), StoreError> {
        let Some(unsettled) = &mut self.unsettled else { return Ok(()) };
        if let Some(figures) = &unsettled.figures {
            let rows = self.cells.add(&*self.store, figures).await?;
            unsettled.write = std::mem::take(&mut unsettled.write).put(rows);
            unsettled.figures = None;
        }
        let written = self.store.write(unsettled.write.clone()).await;
        if let Err(error) = written {
            let there = match &error {
                StoreError::Unavailable(_) | StoreError::Conflict(_) => {
                    stream(&*self.store, &self.id).await?
                }
                _ => None,
            };
            let ours = |there: &StreamRow| there.term == unsettled.row.term && there.tip == unsettled.row.tip;
            if !there.is_some_and(|there| ours(&there)) {
                return Err(error);
            }
        }
        if let Some(done) = self.unsettled.take() {
            self.row = done.row;
        }
        Ok(())
    }
}
