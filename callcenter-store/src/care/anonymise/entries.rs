//! Entries of the journal without a person.

use std::collections::BTreeSet;

use callcenter_core::{CallRecord, Entry, Fact, LegKey};

use super::Changes;
use super::person::{Named, Of, Person};
use super::texts::changed;
use super::trace;
use crate::error::StoreError;
use crate::journal::{BatchPages, decode_entries, encode_entries, unpack};
use crate::row::JournalRow;
use crate::store::Store;

/// Remembers which channels had the number, and the names presented with it.
pub(super) async fn look(
    store: &dyn Store,
    stream: i64,
    first: u64,
    person: &mut Person,
) -> Result<(), StoreError> {
    let mut batches = BatchPages::new(store, stream, first);
    loop {
        let page = batches.next().await?;
        if page.is_empty() {
            return Ok(());
        }
        for row in page {
            if person.number.may_be_in(&unpack(&row.data)?) {
                for entry in decode_entries(&row.data, row.first.cast_unsigned())? {
                    look_at(&entry.fact, person);
                }
            }
        }
    }
}

fn look_at(fact: &Fact, person: &mut Person) {
    let is_it = |text: &str| person.number.is_in(text.as_bytes());
    let leg = match fact {
        Fact::LegStarted(new) if is_it(&new.number) => Some((&new.leg, new.name.as_bytes())),
        Fact::LegStarted(new) if is_it(&new.channel) => Some((&new.leg, &b""[..])),
        Fact::LegIdentified { leg, number, name } if is_it(number) => Some((leg, name.as_bytes())),
        Fact::LegDialed { leg, dial, .. } if is_it(dial) => Some((leg, &b""[..])),
        Fact::LegRenamed { leg, channel } if is_it(channel) => Some((leg, &b""[..])),
        Fact::CallClosed { record: Some(record), .. } => return look_at_record(record, person),
        _ => None,
    };
    if let Some((leg, name)) = leg {
        let leg: &LegKey = leg;
        let name = name.to_vec();
        person.has_leg(leg.as_str());
        person.is_called(&name);
    }
}

/// The same from a call's record.
pub(super) fn look_at_record(record: &CallRecord, person: &mut Person) {
    trace::legs(person, record);
    let is_caller = record.caller.as_ref().is_some_and(|caller| person.number.is_in(caller.as_bytes()));
    if is_caller {
        person.has_leg(&record.linkedid);
        if let Some(name) = &record.caller_name {
            person.is_called(name.as_bytes());
        }
    }
}

/// Puts the batches that have the person in them without the person, says how many entries were changed, and adds the calls
/// that the person was in.
pub(super) async fn hide(
    store: &dyn Store,
    stream: i64,
    first: u64,
    person: &Person,
    changes: &mut Changes,
    calls: &mut BTreeSet<String>,
) -> Result<u64, StoreError> {
    let mut batches = BatchPages::new(store, stream, first);
    let mut count = 0;
    loop {
        let page = batches.next().await?;
        if page.is_empty() {
            return Ok(count);
        }
        for row in page {
            if !person.may_be_in(&unpack(&row.data)?) {
                continue;
            }
            let mut entries = decode_entries(&row.data, row.first.cast_unsigned())?;
            let changed = hide_in(&mut entries, person, calls)?;
            if changed > 0 {
                count += changed;
                let encoded = encode_entries(&entries);
                changes.put([JournalRow { data: encoded.data, digest: encoded.digest, ..row }])?;
            }
        }
    }
}

fn hide_in(entries: &mut [Entry], person: &Person, calls: &mut BTreeSet<String>) -> Result<u64, StoreError> {
    let mut count = 0;
    for entry in entries.iter_mut().filter(|entry| is_of_calls(&entry.fact)) {
        if let Some(fact) = changed(&entry.fact, &mut Of(person, named(&entry.fact, person)))? {
            entry.fact = fact;
            count += 1;
        }
        if let Fact::CallClosed { record: Some(record), .. } = &entry.fact
            && (person.is_in(record) || has_pseudonym(record, person)?)
        {
            calls.insert(record.call_id.clone());
        }
    }
    Ok(count)
}

/// Whether a record was just changed.
fn has_pseudonym(record: &CallRecord, person: &Person) -> Result<bool, StoreError> {
    let text = serde_json::to_string(record)
        .map_err(|error| StoreError::Corrupt(format!("the record of call {}: {error}", record.call_id)))?;
    Ok(text.contains(&person.pseudonym))
}

/// Whether names in a fact are the person's: when it is about one of the person's channels.
fn named(fact: &Fact, person: &Person) -> Named {
    let own = match fact {
        Fact::LegStarted(new) => person.is_leg(new.leg.as_str()),
        Fact::LegIdentified { leg, .. } | Fact::LegDialed { leg, .. } => person.is_leg(leg.as_str()),
        Fact::CallClosed { record: Some(record), .. } => return person.named_in(record),
        _ => false,
    };
    if own { Named::Yes } else { Named::No }
}

/// Whether a fact is about calls: those about the floor tell of nobody outside.
fn is_of_calls(fact: &Fact) -> bool {
    !matches!(
        fact,
        Fact::SwitchIdentified { .. }
            | Fact::QueueSeen { .. }
            | Fact::MemberSet(_)
            | Fact::MemberConfirmed { .. }
            | Fact::MemberRemoved { .. }
            | Fact::AgentChanged { .. }
            | Fact::WrapUpStarted { .. }
            | Fact::WrapUpEnded { .. }
            | Fact::DeviceSet { .. }
            | Fact::ContactSet { .. }
            | Fact::PauseWanted { .. }
            | Fact::PauseMet { .. }
            | Fact::PausesHeld { .. }
            | Fact::HookSeen { .. }
    )
}
