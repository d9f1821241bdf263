//! Rows without a person.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::stats::Merge;

use super::Changes;
use super::entries::look_at_record;
use super::number::Number;
use super::person::{Looking, Named, Of, Person};
use super::texts::changed;
use crate::error::StoreError;
use crate::figures::{Cell, DAY_QUARTERS, Scope};
use crate::journal::{call_row, decode_record};
use crate::row::{
    ATTEMPTS, CALLS, CallRow, DEVICE_STATES, FIGURES, FigureRow, IMPORTS, ImportRow, LEGS, LegRow, PARKINGS,
    PAUSES, RECORDINGS, TALKS, TRANSFERS, VISITS,
};
use crate::select::{Condition, Select};
use crate::store::{Put, Store, rows};
use crate::table::Table;
use crate::value::Value;

/// Calls that are read at a time.
const PAGE: usize = 200;

/// Tables whose rows belong to a call, legs aside.
const CHILDREN: [&Table; 7] = [TALKS, VISITS, ATTEMPTS, TRANSFERS, PARKINGS, RECORDINGS, LEGS];

/// Refuses what cannot be made unknown now, with the reason.
pub(super) async fn refuse(store: &dyn Store, stream: i64, number: &Number) -> Result<(), StoreError> {
    let own = |table| Select::from(table).only(Condition::Is("stream", stream.into()));
    for row in rows::<CallRow>(store, &own(CALLS).only(Condition::Is("live", true.into()))).await? {
        if Looking::is_in(number, &decode_record(&row.record)?)? {
            return Err(StoreError::Invalid(format!(
                "call {} of {} lives: it can be made unknown when it is over; try again then",
                row.call_id,
                number.as_str()
            )));
        }
    }
    let house = |what: &str, name: &str| {
        Err(StoreError::Invalid(format!(
            "{} belongs to {what} {name} of this switch, and to no caller: it stays",
            number.as_str()
        )))
    };
    for name in names(store, stream, Scope::Agent).await? {
        if number.is_in(name.as_bytes()) {
            return house("agent", &name);
        }
    }
    for (table, column, what) in [(DEVICE_STATES, "device", "device"), (PAUSES, "interface", "member")] {
        let select = own(table)
            .columns(&[column])
            .only(Condition::Contains(column, number.shortest()))
            .limit(PAGE as u64);
        for name in store.select(&select).await?.into_iter().flatten() {
            match name {
                Value::Text(name) if number.is_in(name.as_bytes()) => return house(what, &name),
                _ => {}
            }
        }
    }
    for row in rows::<ImportRow>(store, &own(IMPORTS)).await? {
        if number.may_be_in(&row.state) {
            return Err(StoreError::Invalid(format!(
                "the import of {} has a call of {} that is not over: finish the import, then try again",
                row.name,
                number.as_str()
            )));
        }
    }
    Ok(())
}

/// Names of figures of one kind.
async fn names(store: &dyn Store, stream: i64, scope: Scope) -> Result<BTreeSet<String>, StoreError> {
    let mut names = BTreeSet::new();
    let mut after = String::new();
    loop {
        // The next name, whatever number of rows each has.
        let select = Select::from(FIGURES)
            .columns(&["name"])
            .only(Condition::Is("stream", stream.into()))
            .only(Condition::Is("scope", scope.as_str().into()))
            .only(Condition::Is("width", i64::from(DAY_QUARTERS).into()))
            .only(Condition::Above("name", after.as_str().into()))
            .by("name")
            .limit(1);
        match store.select(&select).await?.pop().as_deref() {
            Some([Value::Text(name)]) => {
                after.clone_from(name);
                names.insert(name.clone());
            }
            _ => return Ok(names),
        }
    }
}

/// Names of queues, agents, extensions and trunks, in small letters.
pub(super) async fn names_of_the_house(
    store: &dyn Store,
    stream: i64,
) -> Result<BTreeSet<String>, StoreError> {
    let mut all = BTreeSet::new();
    for scope in [Scope::Queue, Scope::Agent, Scope::Extension, Scope::Trunk] {
        all.extend(names(store, stream, scope).await?.into_iter().map(|name| name.to_lowercase()));
    }
    Ok(all)
}

/// Remembers channels and names from calls that closed before the journal begins.
pub(super) async fn look(
    store: &dyn Store,
    stream: i64,
    first: u64,
    person: &mut Person,
) -> Result<(), StoreError> {
    let mut before = Before { store, stream, first, after: String::new() };
    loop {
        let page = before.next().await?;
        if page.is_empty() {
            return Ok(());
        }
        for row in &page {
            look_at_record(&decode_record(&row.record)?, person);
        }
        for leg in legs(store, stream, &page).await? {
            if person.number.is_in(leg.number.as_bytes()) || person.number.is_in(leg.channel.as_bytes()) {
                person.has_leg(&leg.leg);
                person.is_called(leg.name.as_bytes());
            }
        }
    }
}

async fn legs(store: &dyn Store, stream: i64, calls: &[CallRow]) -> Result<Vec<LegRow>, StoreError> {
    let calls = calls.iter().map(|row| row.call_id.as_str().into()).collect();
    let select =
        Select::from(LEGS).only(Condition::Is("stream", stream.into())).only(Condition::In("call_id", calls));
    rows(store, &select).await
}

/// Adds the calls of the person that closed before the journal begins.
pub(super) async fn calls_before(
    store: &dyn Store,
    stream: i64,
    first: u64,
    person: &Person,
    calls: &mut BTreeSet<String>,
) -> Result<(), StoreError> {
    let mut before = Before { store, stream, first, after: String::new() };
    loop {
        let page = before.next().await?;
        if page.is_empty() {
            return Ok(());
        }
        for row in page {
            let record = decode_record(&row.record)?;
            if person.is_in(&record) || Looking::is_in(&person.number, &record)? {
                calls.insert(row.call_id);
            }
        }
    }
}

/// Calls that closed before the journal begins, a page at a time.
struct Before<'a> {
    store: &'a dyn Store,
    stream: i64,
    first: u64,
    after: String,
}

impl Before<'_> {
    async fn next(&mut self) -> Result<Vec<CallRow>, StoreError> {
        if self.first <= 1 {
            return Ok(Vec::new());
        }
        let select = Select::from(CALLS)
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::Is("live", false.into()))
            .only(Condition::Below("seq", self.first.cast_signed().into()))
            .only(Condition::Above("call_id", self.after.as_str().into()))
            .by("call_id")
            .limit(PAGE as u64);
        let page: Vec<CallRow> = rows(self.store, &select).await?;
        if let Some(last) = page.last() {
            self.after.clone_from(&last.call_id);
        }
        Ok(page)
    }
}

/// Puts the rows of these calls without the person, and says how many were changed.
pub(super) async fn hide(
    store: &dyn Store,
    stream: i64,
    calls: &BTreeSet<String>,
    person: &Person,
    changes: &mut Changes,
) -> Result<u64, StoreError> {
    let ids: Vec<Value> = calls.iter().map(|id| id.as_str().into()).collect();
    let mut count = 0;
    for ids in ids.chunks(PAGE) {
        let of = |table| {
            Select::from(table)
                .only(Condition::Is("stream", stream.into()))
                .only(Condition::In("call_id", ids.to_vec()))
        };
        let mut put = Vec::new();
        for row in rows::<CallRow>(store, &of(CALLS)).await?.into_iter().filter(|row| !row.live) {
            let record = decode_record(&row.record)?;
            if let Some(record) = changed(&record, &mut Of(person, person.named_in(&record)))? {
                put.push(call_row(stream, row.seq, row.live, &record));
            }
        }
        count += put.len() as u64;
        changes.put(put)?;
        for table in CHILDREN {
            let rows: Vec<_> = store
                .select(&of(table))
                .await?
                .into_iter()
                .filter_map(|row| hidden(table, row, person))
                .collect();
            count += rows.len() as u64;
            changes.put_values(Put { table, rows, replace: true })?;
        }
    }
    Ok(count)
}

/// A row with its texts changed, those of its key aside; nothing when none was.
fn hidden(table: &Table, mut row: Vec<Value>, person: &Person) -> Option<Vec<Value>> {
    let own = table == LEGS && matches!(&row[2], Value::Text(leg) if person.is_leg(leg));
    let mut changed = false;
    for (column, value) in table.columns.iter().zip(&mut row).skip(table.key) {
        let named = if own && column.name == "name" { Named::Yes } else { Named::No };
        if let Value::Text(text) = value
            && let Some(other) = person.hidden_text(text, named)
        {
            changed = true;
            *value = Value::Text(other);
        }
    }
    changed.then_some(row)
}

/// Gives figures that bear the number the pseudonym for a name: of outside phones that were taken for extensions or trunks.
pub(super) async fn hide_figures(
    store: &dyn Store,
    stream: i64,
    person: &Person,
    changes: &mut Changes,
) -> Result<u64, StoreError> {
    let mut count = 0;
    let mut merged = BTreeMap::new();
    for scope in [Scope::Extension, Scope::Trunk] {
        for name in names(store, stream, scope).await? {
            let Some(other) = person.hidden_text(&name, Named::No) else { continue };
            let own = vec![
                Condition::Is("stream", stream.into()),
                Condition::Is("scope", scope.as_str().into()),
                Condition::Is("name", name.as_str().into()),
            ];
            let select = Select { conditions: own.clone(), ..Select::from(FIGURES) };
            for row in rows::<FigureRow>(store, &select).await? {
                count += 1;
                let cell = Cell::read(scope, &row.data)?;
                // Two spellings of the number are one name now.
                match merged.entry((scope, other.clone(), row.width, row.start)) {
                    Entry::Vacant(place) => drop(place.insert(cell)),
                    Entry::Occupied(mut place) => place.get_mut().merge(&cell),
                }
            }
            changes.delete(FIGURES, own);
        }
    }
    changes.put(merged.into_iter().map(|((scope, name, width, start), cell)| FigureRow {
        stream,
        scope: scope.as_str().to_owned(),
        name,
        width,
        start,
        data: cell.to_bytes(),
    }))?;
    Ok(count)
}
