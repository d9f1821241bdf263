//! What people wrote about a person's calls, and what was written down of what they did.

use std::collections::BTreeSet;

use super::Changes;
use super::person::{Named, Person};
use crate::error::StoreError;
use crate::row::{
    AUDIT, AuditRow, CALL_DISPOSITIONS, CALL_NOTES, CallDispositionRow, CallNoteRow, IDEMPOTENCY,
    IdempotencyRow,
};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};
use crate::value::Value;

/// Calls that are looked at a time.
const PAGE: usize = 200;

/// Empties what was noted about these calls: nobody can tell what of a free text is about the person. Who noted something, and
/// when, stays, and so does the code.
pub(super) async fn hide_notes(
    store: &dyn Store,
    stream: i64,
    calls: &BTreeSet<String>,
    changes: &mut Changes,
) -> Result<u64, StoreError> {
    let ids: Vec<Value> = calls.iter().map(|id| id.as_str().into()).collect();
    let mut count = 0;
    for ids in ids.chunks(PAGE) {
        let of = |table, text| {
            Select::from(table)
                .only(Condition::Is("stream", stream.into()))
                .only(Condition::In("call_id", ids.to_vec()))
                .only(Condition::IsNot(text, "".into()))
        };
        let notes: Vec<CallNoteRow> = rows(store, &of(CALL_NOTES, "text")).await?;
        let said: Vec<CallDispositionRow> = rows(store, &of(CALL_DISPOSITIONS, "note")).await?;
        count += (notes.len() + said.len()) as u64;
        changes.put(notes.into_iter().map(|row| CallNoteRow { text: String::new(), ..row }))?;
        changes.put(said.into_iter().map(|row| CallDispositionRow { note: String::new(), ..row }))?;
    }
    Ok(count)
}

/// Takes the number out of the audit, and forgets answers that are kept for a day and have it in them.
pub(super) async fn hide_deeds(
    store: &dyn Store,
    person: &Person,
    changes: &mut Changes,
) -> Result<u64, StoreError> {
    let has = |column| Condition::Contains(column, person.number.shortest());
    let own = Select::from(AUDIT).only(Condition::Any(vec![has("target"), has("detail")]));
    let mut hidden = Vec::new();
    for row in rows::<AuditRow>(store, &own).await? {
        let target = person.hidden_text(&row.target, Named::No);
        let detail = person.hidden_text(&row.detail, Named::No);
        if target.is_some() || detail.is_some() {
            let target = target.unwrap_or(row.target);
            let detail = detail.unwrap_or(row.detail);
            hidden.push(AuditRow { target, detail, ..row });
        }
    }
    let mut count = hidden.len() as u64;
    changes.put(hidden)?;
    let answers = Select::from(IDEMPOTENCY).only(has("answer"));
    for row in rows::<IdempotencyRow>(store, &answers).await? {
        count += 1;
        let key = vec![
            Condition::Is("principal", row.principal.into()),
            Condition::Is("request_key", row.request_key.into()),
        ];
        changes.delete(IDEMPOTENCY, key);
    }
    Ok(count)
}
