//! Entries that are there already: the same ones change nothing, others are a conflict.

use std::collections::VecDeque;

use callcenter_core::Entry;

use super::codec::digest_of;
use crate::error::StoreError;
use crate::row::JOURNAL;
use crate::select::{Condition, Select};
use crate::store::Store;
use crate::value::Value;

/// Batches whose digests are read at a time.
const BATCHES: u64 = 256;

/// Compares entries that come again with the digests of those that are there.
#[derive(Debug)]
pub(super) struct Known {
    stream: i64,
    /// Batches that come next: first and last number, digest.
    batches: VecDeque<(u64, u64, i64)>,
    /// Entries of the batch at hand that came so far.
    entries: Vec<Entry>,
}

impl Known {
    pub(super) fn new(stream: i64) -> Self {
        Self { stream, batches: VecDeque::new(), entries: Vec::new() }
    }

    /// Takes entries that are there, in order. What begins within a batch is compared from the next batch on; batches
    /// that retention has removed are not compared.
    pub(super) async fn compare(&mut self, store: &dyn Store, entries: Vec<Entry>) -> Result<(), StoreError> {
        for entry in entries {
            if self.entries.last().is_some_and(|last| last.seq + 1 != entry.seq) {
                self.entries.clear();
                self.batches.clear();
            }
            while self.batches.front().is_some_and(|&(_, last, _)| last < entry.seq) {
                self.batches.pop_front();
            }
            if self.batches.is_empty() {
                self.read(store, entry.seq).await?;
            }
            let Some(&(first, last, digest)) = self.batches.front() else { continue };
            let seq = entry.seq;
            if seq == first || self.entries.first().is_some_and(|entry| entry.seq == first) {
                self.entries.push(entry);
            }
            if seq == last && !self.entries.is_empty() {
                if digest_of(&self.entries) != digest {
                    return Err(StoreError::Conflict(format!(
                        "entries {first} to {last} are there already and say something else: they were concluded by \
                         another version or another policy; use another store, or another name of the switch"
                    )));
                }
                self.entries.clear();
                self.batches.pop_front();
            }
        }
        Ok(())
    }

    async fn read(&mut self, store: &dyn Store, from: u64) -> Result<(), StoreError> {
        let select = Select::from(JOURNAL)
            .columns(&["first", "last", "digest"])
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::AtLeast("first", from.cast_signed().into()))
            .by("first")
            .limit(BATCHES);
        for row in store.select(&select).await? {
            let [Value::Int(first), Value::Int(last), Value::Int(digest)] = row[..] else {
                return Err(StoreError::Corrupt("journal holds something else than numbers".to_owned()));
            };
            self.batches.push_back((first.cast_unsigned(), last.cast_unsigned(), digest));
        }
        Ok(())
    }
}
