//! Catching in the spool what the database cannot take now.

use std::time::Duration;

use callcenter_core::Snapshot;
use callcenter_store::Record;
use tokio::time::Instant;

use super::{BATCH_TIME, Keeper, RENEWAL};
use crate::books::spooler;

/// How often the piece of the archive that is under way is put into the spool: a crash while the database is away loses
/// at most so much of what the switch said, and nothing of what was concluded from it.
const SPOOLED_PIECES: Duration = Duration::from_secs(30);

impl Keeper {
    /// Puts what waits into the spool, when the database is away or has to take earlier entries first.
    pub(super) async fn flush(&mut self) {
        let now = Instant::now();
        if self.spool.pause().is_some_and(|until| now < until && self.closing.is_none()) {
            return;
        }
        let mut records = match (self.spool.is_empty(), &self.away, &self.journal) {
            (true, Some(_), Some(journal)) => {
                // All that may not be in the database, together with the engine: there whole, or not at all.
                let tip = journal.tip();
                self.waiting.retain(|entry| entry.seq > tip);
                vec![
                    Record::Snapshot(Box::new(journal.snapshot().clone())),
                    Record::Pieces(self.pieces_begun),
                ]
            }
            (false, ..) if self.is_due() || self.is_piece_due() || self.seen.elapsed() >= RENEWAL => {
                Vec::new()
            }
            _ => return,
        };
        let entries = self.waiting.make_contiguous();
        if let (Some(gap), Some(first)) = (self.gap, entries.first())
            && gap >= first.seq
        {
            records.push(Record::Restarted(gap));
        }
        records.extend(spooler::records(entries));
        if let Some(seen) = self.shared.seen() {
            records.push(Record::Seen(seen));
        }
        self.seen = now;
        let with_pieces = self.is_piece_due();
        if with_pieces {
            records.extend(self.pieces.values().cloned().map(Record::Archive));
            self.pieces_spooled = now;
        }
        if self.spool.append(records).await.is_ok() {
            self.waiting.clear();
            self.waits_since = None;
            if with_pieces {
                self.pieces.clear();
            }
            if self.spool.get().wants_snapshot() {
                self.shared.want_snapshot();
            }
        }
    }

    fn is_piece_due(&self) -> bool {
        let is_due = self.pieces_spooled.elapsed() >= SPOOLED_PIECES || self.closing.is_some();
        !self.pieces.is_empty() && (is_due || self.pieces.len() > 1)
    }

    /// Begins a new segment of the spool with the engine as it stands.
    pub(super) async fn follow(&mut self, snapshot: Box<Snapshot>) {
        self.waits_since = self.waits_since.map(|since| since.checked_sub(BATCH_TIME).unwrap_or(since));
        self.flush().await;
        let spool = self.spool.get();
        if !spool.is_empty() && self.waiting.is_empty() && spool.last() == snapshot.seq {
            // Without room it is asked for again.
            let _ =
                self.spool.append(vec![Record::Snapshot(snapshot), Record::Pieces(self.pieces_begun)]).await;
        }
    }
}
