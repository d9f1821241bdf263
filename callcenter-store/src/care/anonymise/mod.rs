//! A caller made unknown (HC-58): number and names give way to a pseudonym, everything that is counted stays.
//!
//! All that changes in a stream changes in one transaction: rows, entries, snapshots and archived messages. So it is done or
//! it is not, and a second run finds nothing.

mod directory;
mod entries;
mod number;
mod pages;
mod person;
mod rows;
mod texts;
mod trace;
mod work;

use std::collections::BTreeSet;

pub use self::directory::{Forgotten, forget_customers};
pub use self::number::{NUMBER_DIGITS_MIN, Number};
use self::person::{OfAll, Person};
use self::texts::{Texts, changed_snapshot};
use super::archive::{next_piece, pack_trace, unpack_trace};
use crate::error::StoreError;
use crate::journal::{pack_snapshot, unpack_snapshot};
use crate::row::{SNAPSHOTS, SnapshotRow, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Guard, Put, Store, Write, rows as typed};
use crate::table::Row;
use crate::value::Value;

/// Bytes that one transaction may change; more is refused: remove old archive first.
pub const CHANGED_BYTES_MAX: usize = 1 << 30;

/// A caller who is to be unknown, and what stands in the place of number and names.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The number.
    pub number: Number,
    /// 999, which is no country's code, and twelve digits of chance: the same in every stream of one run, and kept nowhere.
    pub pseudonym: String,
}

impl Caller {
    /// A caller by the number, with a new pseudonym.
    pub fn new(number: Number) -> Self {
        Self { number, pseudonym: person::pseudonym() }
    }
}

/// Whether a caller is made unknown, or only looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anonymise {
    /// Nothing is changed.
    DryRun,
    /// Number and names are replaced.
    Replace,
}

/// What was changed, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anonymised {
    /// Calls in which the caller was.
    pub calls: Vec<String>,
    /// Names that were presented with the number.
    pub names: u64,
    /// Entries of the journal.
    pub entries: u64,
    /// Snapshots, those of the archive among them.
    pub snapshots: u64,
    /// Pieces of the archive.
    pub pieces: u64,
    /// Rows of calls and of what belongs to them.
    pub rows: u64,
    /// Rows of figures that bear another name now.
    pub figures: u64,
}

impl Anonymised {
    /// Whether nothing was there to be changed.
    pub fn is_empty(&self) -> bool {
        self.entries + self.snapshots + self.pieces + self.rows + self.figures == 0
    }
}

/// Makes a caller unknown in one stream. Run [`Store::scrub`] afterwards: until then the database's file may still hold what
/// was replaced.
///
/// The number is found in every spelling ([`Number`]); names are those that were presented with it, and are replaced in what
/// is about the caller's own channels, so that another caller of the same name keeps it. Names of the house's queues, agents,
/// extensions and trunks stay. `progress` is told in words what is looked through.
///
/// # Errors
/// [`StoreError::Invalid`] while such a call lives, when the number is that of an agent or a device, when an import that is
/// not finished has it, or when more than [`CHANGED_BYTES_MAX`] would change; [`StoreError::Conflict`] when the stream was
/// written meanwhile; [`StoreError::Corrupt`] and [`StoreError::TooNew`] for what cannot be read; else what the database says.
pub async fn anonymise(
    store: &dyn Store,
    stream: &StreamRow,
    fence: Guard,
    caller: &Caller,
    how: Anonymise,
    mut progress: impl FnMut(&str) + Send,
) -> Result<Anonymised, StoreError> {
    rows::refuse(store, stream.id, &caller.number).await?;
    let others = rows::names_of_the_house(store, stream.id).await?;
    let mut person = Person::new(caller.number.clone(), caller.pseudonym.clone(), others);
    let first = first_entry(store, stream.id).await?;

    progress("looking for the caller's channels and names");
    entries::look(store, stream.id, first, &mut person).await?;
    rows::look(store, stream.id, first, &mut person).await?;
    let mut piece = 0;
    while let Some(row) = next_piece(store, stream.id, piece).await? {
        piece = row.piece;
        trace::names(&mut person, &unpack_trace(&row.data)?);
    }

    let mut changes = Changes::new(Guard { tip: Some(stream.tip), ..fence });
    let mut done = Anonymised { names: person.names_count(), ..Anonymised::default() };
    let mut calls = BTreeSet::new();
    progress("the journal");
    done.entries = entries::hide(store, stream.id, first, &person, &mut changes, &mut calls).await?;
    progress("snapshots");
    done.snapshots = snapshots(store, stream.id, &person, &mut changes).await?;
    progress("the archive");
    let (pieces, in_archive) = archive(store, stream.id, &person, &mut changes).await?;
    done.pieces = pieces;
    done.snapshots += in_archive;
    progress("rows");
    rows::calls_before(store, stream.id, first, &person, &mut calls).await?;
    done.rows = rows::hide(store, stream.id, &calls, &person, &mut changes).await?;
    done.rows += work::hide_notes(store, &person, &calls, &mut changes).await?;
    done.rows += work::hide_deeds(store, &person, &mut changes).await?;
    done.figures = rows::hide_figures(store, stream.id, &person, &mut changes).await?;
    done.calls = calls.into_iter().collect();
    if how == Anonymise::Replace && !done.is_empty() {
        store.write(changes.write()).await?;
    }
    Ok(done)
}

/// Number of the first entry that the journal is read from: behind its oldest snapshot.
async fn first_entry(store: &dyn Store, stream: i64) -> Result<u64, StoreError> {
    let select = Select::from(SNAPSHOTS)
        .columns(&["seq"])
        .only(Condition::Is("stream", stream.into()))
        .by("seq")
        .limit(1);
    Ok(match store.select(&select).await?.pop().as_deref() {
        Some(&[Value::Int(seq)]) => seq.cast_unsigned() + 1,
        _ => 1,
    })
}

async fn snapshots(
    store: &dyn Store,
    stream: i64,
    person: &Person,
    changes: &mut Changes,
) -> Result<u64, StoreError> {
    let mut count = 0;
    let mut after = -1_i64;
    loop {
        let select = Select::from(SNAPSHOTS)
            .only(Condition::Is("stream", stream.into()))
            .only(Condition::Above("seq", after.into()))
            .by("seq")
            .limit(1);
        let Some(row) = typed::<SnapshotRow>(store, &select).await?.pop() else { return Ok(count) };
        after = row.seq;
        if let Some(data) = hidden_snapshot(person, &row.data)? {
            count += 1;
            changes.put([SnapshotRow { data, ..row }])?;
        }
    }
}

fn hidden_snapshot(person: &Person, data: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    let other = changed_snapshot(&unpack_snapshot(data)?, &mut OfAll(person) as &mut dyn Texts)?;
    Ok(other.map(|snapshot| pack_snapshot(&snapshot)))
}

/// Pieces that were changed, and snapshots in them.
async fn archive(
    store: &dyn Store,
    stream: i64,
    person: &Person,
    changes: &mut Changes,
) -> Result<(u64, u64), StoreError> {
    let (mut pieces, mut snapshots, mut piece) = (0, 0, 0);
    while let Some(mut row) = next_piece(store, stream, piece).await? {
        piece = row.piece;
        let trace = trace::hidden(person, &unpack_trace(&row.data)?);
        let snapshot = match &row.snapshot {
            Some(data) => hidden_snapshot(person, data)?,
            None => None,
        };
        if trace.is_none() && snapshot.is_none() {
            continue;
        }
        if let Some(trace) = trace {
            pieces += 1;
            row.bytes = i64::try_from(trace.len()).expect("a piece has a few megabytes");
            row.data = pack_trace(&trace);
        }
        if snapshot.is_some() {
            snapshots += 1;
            row.snapshot = snapshot;
        }
        changes.put([row])?;
    }
    Ok((pieces, snapshots))
}

/// What is to be written, in one transaction.
struct Changes {
    guard: Guard,
    write: Write,
    bytes: usize,
}

impl Changes {
    fn new(guard: Guard) -> Self {
        Self { guard, write: Write::default(), bytes: 0 }
    }

    /// Puts rows in the place of those with the same keys, and says how many.
    fn put<R: Row>(&mut self, rows: impl IntoIterator<Item = R>) -> Result<u64, StoreError> {
        let rows: Vec<_> = rows.into_iter().map(|row| row.to_values()).collect();
        let count = rows.len() as u64;
        self.put_values(Put { table: R::TABLE, rows, replace: true })?;
        Ok(count)
    }

    fn put_values(&mut self, put: Put) -> Result<(), StoreError> {
        self.bytes += put.rows.iter().flatten().map(bytes_of).sum::<usize>();
        if self.bytes > CHANGED_BYTES_MAX {
            return Err(StoreError::Invalid(format!(
                "more than {CHANGED_BYTES_MAX} bytes would change at once: remove old archive first (`purge`)"
            )));
        }
        if !put.rows.is_empty() {
            self.write.puts.push(put);
        }
        Ok(())
    }

    fn delete(&mut self, table: &'static crate::table::Table, conditions: Vec<Condition>) {
        self.write.deletes.push(crate::store::Delete { table, conditions });
    }

    fn write(self) -> Write {
        Write { guard: Some(self.guard), ..self.write }
    }
}

fn bytes_of(value: &Value) -> usize {
    match value {
        Value::Null | Value::Int(_) => 8,
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
    }
}
