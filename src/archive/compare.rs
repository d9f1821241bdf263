//! What a later reading says of calls, beside what is kept of them.

use std::collections::BTreeSet;

use callcenter_core::{CallRecord, Timestamp};
use callcenter_store::{CALLS, CallRow, Condition, Select, Store, StoreError, decode_record, rows};
use serde::Serialize;
use serde_json::{Map, Value};

/// Calls that are compared in one question.
const PAGE: usize = 200;

/// A call of which the later reading says something else.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// It is another call now, in these fields.
    Differs {
        /// The call.
        call_id: String,
        /// What differs, by the record's fields.
        fields: Vec<FieldChange>,
    },
    /// The later reading has it, and the store has not.
    New {
        /// The call.
        call_id: String,
        /// What it was.
        record: Box<CallRecord>,
    },
    /// The store has it, and the later reading has not.
    Gone {
        /// The call.
        call_id: String,
    },
}

/// A field of a call's record that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// Its name, as `docs/CALL-RECORD.md` has it.
    pub field: String,
    /// What the store says.
    pub was: Value,
    /// What the later reading says.
    pub is: Value,
}

/// Compares calls with those of a stream. Their identities are remembered, about 60 bytes a call.
pub(super) struct Compare<'a, F> {
    store: &'a dyn Store,
    stream: i64,
    seen: BTreeSet<String>,
    waiting: Vec<CallRecord>,
    change: F,
    pub(super) changes: u64,
}

impl<'a, F: FnMut(Change)> Compare<'a, F> {
    pub(super) fn new(store: &'a dyn Store, stream: i64, change: F) -> Self {
        Self { store, stream, seen: BTreeSet::new(), waiting: Vec::new(), change, changes: 0 }
    }

    /// Calls that were compared.
    pub(super) fn calls(&self) -> u64 {
        self.seen.len() as u64
    }

    /// Takes a call of the later reading.
    pub(super) async fn take(&mut self, record: CallRecord) -> Result<(), StoreError> {
        self.waiting.push(record);
        if self.waiting.len() >= PAGE { self.compare().await } else { Ok(()) }
    }

    /// Compares the calls that were taken.
    pub(super) async fn compare(&mut self) -> Result<(), StoreError> {
        let taken = std::mem::take(&mut self.waiting);
        if taken.is_empty() {
            return Ok(());
        }
        let select = Select::from(CALLS).only(Condition::Is("stream", self.stream.into())).only(
            Condition::In("call_id", taken.iter().map(|record| record.call_id.as_str().into()).collect()),
        );
        let kept: Vec<CallRow> = rows(self.store, &select).await?;
        for record in taken {
            self.seen.insert(record.call_id.clone());
            let was = kept.iter().find(|row| row.call_id == record.call_id && !row.live);
            match was.map(|row| decode_record(&row.record)).transpose()? {
                None => self.tell(Change::New { call_id: record.call_id.clone(), record: Box::new(record) }),
                Some(was) if was == record => {}
                Some(was) => {
                    let fields = fields(&was, &record);
                    self.tell(Change::Differs { call_id: record.call_id, fields });
                }
            }
        }
        Ok(())
    }

    /// Looks for calls that closed after entry `after` and that the later reading has not; says how many there are that ended
    /// too late for it to have them.
    pub(super) async fn finish(&mut self, after: i64, until: Timestamp) -> Result<u64, StoreError> {
        self.compare().await?;
        let mut beyond = 0;
        let mut last = String::new();
        loop {
            let select = Select::from(CALLS)
                .columns(&["call_id", "ended_at"])
                .only(Condition::Is("stream", self.stream.into()))
                .only(Condition::Is("live", false.into()))
                .only(Condition::Above("seq", after.into()))
                .only(Condition::Above("call_id", last.as_str().into()))
                .by("call_id")
                .limit(PAGE as u64);
            let page = self.store.select(&select).await?;
            if page.is_empty() {
                return Ok(beyond);
            }
            for row in page {
                let [callcenter_store::Value::Text(id), ended] = &row[..] else { continue };
                last.clone_from(id);
                if self.seen.contains(id) {
                    continue;
                }
                match ended {
                    callcenter_store::Value::Int(at) if until.is_known() && *at >= until.as_micros() => {
                        beyond += 1;
                    }
                    _ => self.tell(Change::Gone { call_id: id.clone() }),
                }
            }
        }
    }

    fn tell(&mut self, change: Change) {
        self.changes += 1;
        (self.change)(change);
    }
}

/// Fields of records that differ, in the order of their names.
fn fields(was: &CallRecord, is: &CallRecord) -> Vec<FieldChange> {
    let (was, is) = (object(was), object(is));
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let differs = names.into_iter().filter(|name| was.get(*name) != is.get(*name));
    differs
        .map(|name| FieldChange {
            field: name.clone(),
            was: was.get(name).cloned().unwrap_or_default(),
            is: is.get(name).cloned().unwrap_or_default(),
        })
        .collect()
}

fn object(record: &CallRecord) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        other => unreachable!("a record is an object with names for fields, not {other:?}"),
    }
}
