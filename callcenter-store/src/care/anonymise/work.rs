//! What people wrote about a person's calls, and what was written down of what they did.

use std::collections::BTreeSet;

use super::Changes;
use super::pages::Pages;
use super::person::{Named, Person};
use crate::error::StoreError;
use crate::row::{
    AUDIT, AuditRow, CALL_DISPOSITIONS, CALL_NOTES, CallDispositionRow, CallNoteRow, IDEMPOTENCY,
    IdempotencyRow,
};
use crate::select::Condition;
use crate::store::Store;

/// Empties what was noted about these calls: nobody can tell what of a free text is about the person. Who noted something, and
/// when, stays, and so does the code. What was noted about other calls loses the number alone.
///
/// A note belongs to the call whatever stream tells of it: a call that was imported, or concluded anew, is the same one.
pub(super) async fn hide_notes(
    store: &dyn Store,
    person: &Person,
    calls: &BTreeSet<String>,
    changes: &mut Changes,
) -> Result<u64, StoreError> {
    let without = |call: &str, text: &str| {
        if calls.contains(call) {
            (!text.is_empty()).then(String::new)
        } else {
            person.hidden_text(text, Named::No)
        }
    };
    let mut count = 0;
    let mut pages = Pages::of(CALL_NOTES);
    while let Some(page) = pages.next::<CallNoteRow>(store).await? {
        let page = page.into_iter().filter_map(|row| {
            let text = without(&row.call_id, &row.text)?;
            Some(CallNoteRow { text, ..row })
        });
        count += changes.put(page)?;
    }
    let mut pages = Pages::of(CALL_DISPOSITIONS);
    while let Some(page) = pages.next::<CallDispositionRow>(store).await? {
        let page = page.into_iter().filter_map(|row| {
            let note = without(&row.call_id, &row.note)?;
            Some(CallDispositionRow { note, ..row })
        });
        count += changes.put(page)?;
    }
    Ok(count)
}

/// Takes the number out of the audit, and forgets answers that are kept for a day and have it in them.
///
/// Every row is looked at: somebody writes `0 30 / 123 45 67`, and no question to a database finds that.
pub(super) async fn hide_deeds(
    store: &dyn Store,
    person: &Person,
    changes: &mut Changes,
) -> Result<u64, StoreError> {
    let mut count = 0;
    let mut pages = Pages::of(AUDIT);
    while let Some(page) = pages.next::<AuditRow>(store).await? {
        let page = page.into_iter().filter_map(|row| {
            let target = person.hidden_text(&row.target, Named::No);
            let detail = person.hidden_text(&row.detail, Named::No);
            if target.is_none() && detail.is_none() {
                return None;
            }
            let target = target.unwrap_or(row.target);
            let detail = detail.unwrap_or(row.detail);
            Some(AuditRow { target, detail, ..row })
        });
        count += changes.put(page)?;
    }
    let mut pages = Pages::of(IDEMPOTENCY);
    while let Some(page) = pages.next::<IdempotencyRow>(store).await? {
        for row in page.into_iter().filter(|row| person.number.is_in(row.answer.as_bytes())) {
            count += 1;
            let key = vec![
                Condition::Is("principal", row.principal.into()),
                Condition::Is("request_key", row.request_key.into()),
            ];
            changes.delete(IDEMPOTENCY, key);
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use callcenter_core::Timestamp;

    use super::super::{Caller, Number};
    use super::*;
    use crate::memory::MemoryStore;
    use crate::select::Select;
    use crate::store::{Guard, Write, rows};

    /// One number as people and switches write it.
    const FORMS: [&str; 9] = [
        "+49301234567",
        "+49 30 1234567",
        "+49 (0)30 / 123 45 67",
        "0049 (0) 30 123-45-67",
        "030 1234567",
        "(030) 123.45.67",
        "030\u{a0}123\u{2013}4567",
        "011 49 30 1234567",
        "sip:0301234567@trunk",
    ];

    fn deed(id: usize, target: &str, detail: String) -> AuditRow {
        AuditRow {
            id: format!("{id:04}"),
            at: Timestamp::from_secs(1),
            user_id: None,
            login: "anna".to_owned(),
            via: "session".to_owned(),
            address: String::new(),
            action: "call.originate".to_owned(),
            target: target.to_owned(),
            detail,
        }
    }

    fn note(call_id: &str, id: usize, text: &str) -> CallNoteRow {
        CallNoteRow {
            stream: 1,
            call_id: call_id.to_owned(),
            id: format!("{id:04}"),
            at: Timestamp::from_secs(1),
            by_login: "anna".to_owned(),
            agent: None,
            text: text.to_owned(),
        }
    }

    fn answer(key: usize, answer: String) -> IdempotencyRow {
        IdempotencyRow {
            principal: "u".to_owned(),
            request_key: format!("{key:04}"),
            at: Timestamp::from_secs(1),
            digest: String::new(),
            status: 200,
            answer,
        }
    }

    #[tokio::test]
    async fn hc_58_a_number_is_gone_from_audit_notes_and_answers_however_it_was_written() {
        let store = MemoryStore::default();
        let json = |form: &str| format!("{{\"to\":{}}}", serde_json::to_string(form).expect("a text"));
        // More than a page of what tells of others is between.
        let others = (0..1_200).map(|n| deed(n, "1001", "{\"to\":\"+49 30 1234568\"}".to_owned()));
        let own = FORMS.iter().enumerate().map(|(n, form)| deed(2_000 + n, form, json(form)));
        let notes = FORMS.iter().enumerate().map(|(n, form)| note("other", n, &format!("sister: {form}!")));
        let own_note = [note("own", 1, "wants to be called Nina")];
        let answers = FORMS.iter().enumerate().map(|(n, form)| answer(n, json(form)));
        let kept = [answer(9_999, json("+49 30 1234568"))];
        let write = Write::default().put_new(others).put_new(own).put_new(notes).put_new(own_note);
        store.write(write.put_new(answers).put_new(kept)).await.expect("written");

        let caller = Caller::new(Number::parse("+49 30 1234567").expect("a number"));
        let person = Person::new(caller.number.clone(), caller.pseudonym.clone(), BTreeSet::new());
        let mut changes = Changes::new(Guard { stream: 1, term: 0, tip: None });
        let calls = BTreeSet::from(["own".to_owned()]);
        let forms = FORMS.len() as u64;
        assert_eq!(hide_notes(&store, &person, &calls, &mut changes).await.expect("read"), forms + 1);
        assert_eq!(hide_deeds(&store, &person, &mut changes).await.expect("read"), 2 * forms);
        store.write(Write { guard: None, ..changes.write() }).await.expect("written");

        let audit = rows::<AuditRow>(&store, &Select::from(AUDIT).by("id")).await.expect("read");
        assert_eq!(audit.len(), 1_200 + FORMS.len(), "what was done stays");
        assert!(audit[..1_200].iter().all(|row| row.detail.contains("+49 30 1234568")));
        for (row, form) in audit[1_200..].iter().zip(FORMS) {
            let pseudonym = &caller.pseudonym;
            assert!(row.target.contains(pseudonym) && row.detail.contains(pseudonym), "{form}: {row:?}");
            assert!(!row.detail.contains("30") || pseudonym.contains("30"), "{form}: {row:?}");
        }
        for row in rows::<CallNoteRow>(&store, &Select::from(CALL_NOTES)).await.expect("read") {
            let is_own = row.call_id == "own";
            assert_eq!(row.text.is_empty(), is_own, "{row:?}");
            assert_eq!(row.text.contains(&caller.pseudonym), !is_own, "{row:?}");
        }
        let answers = rows::<IdempotencyRow>(&store, &Select::from(IDEMPOTENCY)).await.expect("read");
        assert_eq!(answers.iter().map(|row| row.request_key.as_str()).collect::<Vec<_>>(), ["9999"]);
        let mut again = Changes::new(Guard { stream: 1, term: 0, tip: None });
        assert_eq!(hide_notes(&store, &person, &calls, &mut again).await.expect("read"), 0);
        assert_eq!(hide_deeds(&store, &person, &mut again).await.expect("read"), 0);
    }
}
