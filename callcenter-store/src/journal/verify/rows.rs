//! Rows: each one that follows from the entries is there and says the same, and no other one is.

use std::collections::BTreeMap;

use callcenter_core::State;

use super::Differences;
use crate::error::StoreError;
use crate::journal::project::{PROJECTED, call_row, cells, key_of};
use crate::journal::read::live_calls;
use crate::row::{CALLS, CallRow, GAPS};
use crate::select::{Condition, Select};
use crate::store::{Put, Store};
use crate::table::{Row, Table};
use crate::value::Value;

/// Keys that are asked for in one question.
const ASKED_MAX: usize = 500;

/// Rows that follow from the entries, as they are compared.
pub(super) struct Rows {
    stream: i64,
    /// The first entry that the check began with.
    from: i64,
    /// Rows of calls that live, by the entry after which they stood so.
    live: BTreeMap<u64, Vec<CallRow>>,
    /// How many rows each table should have.
    expected: BTreeMap<&'static str, u64>,
    /// Rows that were compared.
    pub(super) compared: u64,
}

impl Rows {
    pub(super) async fn read(store: &dyn Store, stream: i64, from: u64) -> Result<Self, StoreError> {
        let mut live: BTreeMap<u64, Vec<CallRow>> = BTreeMap::new();
        for row in live_calls(store, stream).await? {
            live.entry(row.seq.cast_unsigned()).or_default().push(row);
        }
        let from = from.cast_signed();
        Ok(Self { stream, from, live, expected: BTreeMap::new(), compared: 0 })
    }

    /// Compares the rows of calls that live with the calls as they stood after this entry.
    pub(super) fn live(&mut self, seq: u64, state: &State, differences: &mut Differences) {
        for row in self.live.remove(&seq).into_iter().flatten() {
            self.count(CALLS);
            let record = state.record(&key_of(&row));
            match record.map(|record| call_row(self.stream, row.seq, true, &record)) {
                Some(own) => differ(CALLS, &cells(&own), &row.to_values(), differences),
                None => differences.note(|| format!("calls: {} lives nowhere but in its row", row.call_id)),
            }
        }
    }

    /// Compares rows that stay as they are with those that are kept.
    pub(super) async fn compare(
        &mut self,
        store: &dyn Store,
        puts: Vec<Put>,
        at_end: bool,
        differences: &mut Differences,
    ) -> Result<(), StoreError> {
        for Put { table, rows, .. } in puts {
            let own: Vec<_> = rows.into_iter().filter(|row| self.is_due(table, row, at_end)).collect();
            for own in own.chunks(ASKED_MAX) {
                // The stream, and the call or the entry: the columns that begin the key of all these tables.
                let asked = own.iter().map(|row| row[1].clone()).collect();
                let select = Select::from(table)
                    .only(Condition::Is("stream", self.stream.into()))
                    .only(Condition::In(table.columns[1].name, asked));
                let mut kept: BTreeMap<Vec<Value>, Vec<Value>> = BTreeMap::new();
                for row in store.select(&select).await? {
                    kept.insert(table.key_of(&row).to_vec(), row);
                }
                for row in own {
                    self.count(table);
                    match kept.get(table.key_of(row)) {
                        Some(kept) => differ(table, row, kept, differences),
                        None => {
                            differences.note(|| format!("{}: {} is missing", table.name, key(table, row)));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Looks for rows that follow from nothing.
    pub(super) async fn finish(
        &mut self,
        store: &dyn Store,
        differences: &mut Differences,
    ) -> Result<(), StoreError> {
        for row in std::mem::take(&mut self.live).into_values().flatten() {
            if row.seq >= self.from {
                differences.note(|| {
                    format!("calls: {} stood so after entry {}, which is none", row.call_id, row.seq)
                });
            }
        }
        if self.from > 1 {
            return Ok(());
        }
        for table in PROJECTED {
            let there =
                store.count(&Select::from(table).only(Condition::Is("stream", self.stream.into()))).await?;
            let expected = self.expected.get(table.name).copied().unwrap_or_default();
            if there != expected {
                differences
                    .note(|| format!("{}: {there} rows, and {expected} follow from the entries", table.name));
            }
        }
        Ok(())
    }

    /// Whether a row is compared: one that will stay as it is, or an interval that goes on at the end. What began before
    /// the first entry that is left follows from entries that are gone; live calls are compared as they stood.
    fn is_due(&self, table: &'static Table, row: &[Value], at_end: bool) -> bool {
        if table == CALLS {
            return row[3] == Value::Int(0);
        }
        let Ok(until) = table.position("until_at") else { return true };
        let goes_on = match table.position("open") {
            Ok(open) => row[open] != Value::Int(0),
            Err(_) if table == GAPS => row[until] == Value::Null,
            Err(_) => return true,
        };
        let before = matches!(row[1], Value::Int(seq) if seq < self.from);
        goes_on == at_end && !before
    }

    fn count(&mut self, table: &'static Table) {
        self.compared += 1;
        *self.expected.entry(table.name).or_default() += 1;
    }
}

/// Notes the columns in which two rows differ. Why there was a gap is the writer's own knowledge.
fn differ(table: &Table, own: &[Value], kept: &[Value], differences: &mut Differences) {
    for ((column, own_cell), kept_cell) in table.columns.iter().zip(own).zip(kept) {
        if own_cell != kept_cell && column.name != "cause" {
            differences.note(|| {
                format!(
                    "{}: {}: {} is {}, and the entries make it {}",
                    table.name,
                    key(table, own),
                    column.name,
                    cell(kept_cell),
                    cell(own_cell)
                )
            });
        }
    }
}

fn key(table: &Table, row: &[Value]) -> String {
    table.key_of(row)[1..].iter().map(cell).collect::<Vec<_>>().join(" ")
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
    }
}
