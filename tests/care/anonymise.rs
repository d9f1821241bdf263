use std::collections::BTreeMap;
use std::sync::Arc;

use callcenter::core::Fact;
use callcenter::core::record::CallRecord;
use callcenter::store::{
    ARCHIVE, Anonymise, Anonymised, ArchiveRow, CALLS, CallRow, Caller, Care, Condition, FIGURES,
    JournalPages, MemoryStore, Number, SNAPSHOTS, Select, SnapshotRow, Store, StoreError, Value, anonymise,
    decode_record, rows, unpack_snapshot, unpack_trace,
};
use callcenter::{Policy, Replay};

use super::common;
use super::kept::{all, everything, id, keep, keep_in, open, traces, verified};

async fn hide(store: &Arc<dyn Store>, caller: &Caller, how: Anonymise) -> Result<Anonymised, StoreError> {
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let done = anonymise(&**store, care.row(), care.fence(), caller, how, |_| ()).await;
    care.release().await.expect("it is ours");
    done
}

/// Everything that is kept, unpacked and put into words.
async fn words(store: &dyn Store) -> String {
    let mut words = String::new();
    let mut pages = JournalPages::new(store, id().number(), 1);
    loop {
        let page = pages.next().await.expect("it can be read");
        if page.is_empty() {
            break;
        }
        words.push_str(&format!("{page:?}\n"));
    }
    for row in rows::<SnapshotRow>(store, &Select::from(SNAPSHOTS)).await.expect("it can be read") {
        words.push_str(&format!("{:?}\n", unpack_snapshot(&row.data).expect("whole")));
    }
    for row in rows::<ArchiveRow>(store, &Select::from(ARCHIVE)).await.expect("it can be read") {
        words.push_str(&String::from_utf8_lossy(&unpack_trace(&row.data).expect("whole")));
        words.push_str(&format!("{:?}\n", row.snapshot.map(|data| unpack_snapshot(&data).expect("whole"))));
    }
    for row in rows::<CallRow>(store, &Select::from(CALLS)).await.expect("it can be read") {
        words.push_str(&format!("{:?}\n", decode_record(&row.record).expect("whole")));
    }
    for (name, rows) in everything(store).await {
        for value in rows.iter().flatten() {
            match value {
                Value::Text(text) => words.push_str(&format!("{name} {text}\n")),
                Value::Bytes(bytes) => words.push_str(&String::from_utf8_lossy(bytes)),
                _ => {}
            }
        }
    }
    words
}

/// Callers from outside, by number, with the name presented.
fn callers(calls: &[CallRecord]) -> BTreeMap<String, String> {
    let mut callers = BTreeMap::new();
    for record in calls {
        let caller = record
            .caller
            .as_ref()
            .filter(|caller| caller.len() > 9 && caller.bytes().all(|byte| byte.is_ascii_digit()));
        if let Some(caller) = caller {
            callers.insert(
                caller.to_string(),
                record.caller_name.as_ref().map(ToString::to_string).unwrap_or_default(),
            );
        }
    }
    callers
}

#[tokio::test]
async fn hc_58_a_caller_is_gone_from_everything_and_everything_is_counted_as_before() {
    let mut hidden = 0;
    for (name, folder) in common::traces() {
        let bytes = common::bytes(&folder);
        let outcome = common::run(&bytes);
        let Some((number, called)) = callers(&outcome.calls).pop_last() else { continue };
        let store = keep(&bytes, 90).await;
        let caller = Caller::new(Number::parse(&format!("+{number}")).expect("a number"));
        let before = everything(&*store).await;
        let would = match hide(&store, &caller, Anonymise::DryRun).await {
            Err(StoreError::Invalid(why)) if why.contains("lives") => {
                assert!(
                    outcome.calls.iter().any(|call| call.ended_at.is_none() || call.status.is_live()),
                    "{name}: {why}"
                );
                continue;
            }
            would => would.expect("it can be read"),
        };
        assert_eq!(everything(&*store).await, before, "{name}: a dry run changes nothing");
        assert!(words(&*store).await.contains(&number), "{name}");

        let done = hide(&store, &caller, Anonymise::Replace).await.expect("it can be changed");
        assert_eq!(done, would, "{name}");
        assert!(
            done.entries > 0 && done.rows > 0 && done.pieces > 0 && !done.calls.is_empty(),
            "{name}: {done:?}"
        );
        hidden += 1;
        let after = words(&*store).await;
        if let Some(at) = after.find(&number) {
            let around: String =
                after[..at].chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect();
            panic!(
                "{name}: {number} is still there: {around}{}",
                after[at..].chars().take(60).collect::<String>()
            );
        }
        assert!(after.contains(&caller.pseudonym), "{name}");
        if called.contains(' ')
            && !outcome.calls.iter().any(|call| {
                let other = call.caller.as_ref().is_some_and(|own| *own != number);
                other && call.caller_name.as_ref().is_some_and(|own| *own == called)
            })
        {
            assert!(!after.contains(&called), "{name}: {called:?} is still there");
        }

        let found = verified(&*store).await;
        assert_eq!(found.differences.words, [""; 0], "{name}");
        assert_eq!(found.calls, outcome.calls.len() as u64, "{name}");
        for ((table, old), (_, new)) in before.iter().zip(&everything(&*store).await) {
            assert_eq!(old.len(), new.len(), "{name}: {table}");
            if *table == FIGURES.name {
                let data = |rows: &[Vec<Value>]| rows.iter().map(|row| row[5].clone()).collect::<Vec<_>>();
                let (mut old, mut new) = (data(old), data(new));
                old.sort();
                new.sort();
                assert!(old == new, "{name}: a figure changed");
            }
        }
        let settled = everything(&*store).await;
        let again = hide(&store, &Caller::new(caller.number.clone()), Anonymise::Replace)
            .await
            .expect("it can be read");
        assert!(again.is_empty(), "{name}: {again:?}");
        assert_eq!(everything(&*store).await, settled, "{name}: a second run changes nothing");

        // What was archived says the same as the journal, of nobody.
        let mut replay = Replay::new(Policy::default());
        let mut entries = Vec::new();
        let mut pieces: Vec<ArchiveRow> =
            rows(&*store, &Select::from(ARCHIVE)).await.expect("it can be read");
        pieces.sort_by_key(|row| row.piece);
        for row in pieces {
            let trace = unpack_trace(&row.data).expect("whole");
            replay.read(&trace[..], |entry| entries.push(entry)).expect("memory can be read");
        }
        replay.finish(|entry| entries.push(entry));
        let mut kept = Vec::new();
        let mut pages = JournalPages::new(&*store, id().number(), 1);
        loop {
            let page = pages.next().await.expect("it can be read");
            if page.is_empty() {
                break;
            }
            kept.extend(page);
        }
        let closed = |entries: &[callcenter::Entry]| {
            let records = entries.iter().filter_map(|entry| match &entry.fact {
                Fact::CallClosed { record: Some(record), .. } => Some(record.clone()),
                _ => None,
            });
            records.collect::<Vec<_>>()
        };
        for (again, kept) in closed(&entries).iter().zip(&closed(&kept)) {
            assert_eq!(again, kept, "{name}");
        }
        assert_eq!(closed(&entries).len(), closed(&kept).len(), "{name}");
    }
    assert!(hidden > 50, "only in {hidden} traces was a caller to be hidden");
}

#[tokio::test]
async fn hc_58_the_file_of_a_database_holds_neither_number_nor_name() {
    let folder = std::env::temp_dir().join(format!("callcenter-care-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let path = folder.join("calls.db");
    let (_, bytes) = traces(&["ivr_queue_agent_hangup"]).remove(0);
    let outcome = common::run(&bytes);
    let (number, name) =
        callers(&outcome.calls).into_iter().find(|(_, name)| name.len() > 4).expect("a caller with a name");
    let store = callcenter::store::open(&format!("sqlite:{}", path.display())).await.expect("it can be made");
    // In small batches, so that rows of live calls are replaced again and again.
    keep_in(store.clone(), &bytes, 1).await;
    let raw = || {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&folder).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            let bytes = std::fs::read(&path).expect("it can be read");
            for word in [&number, &name] {
                if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                    found.push(format!("{word} in {}", path.display()));
                }
            }
        }
        found
    };
    assert!(!raw().is_empty(), "else nothing is shown by looking");
    let caller = Caller::new(Number::parse(&format!("+{number}")).expect("a number"));
    let done = hide(&store, &caller, Anonymise::Replace).await.expect("it can be changed");
    assert!(done.names > 0 && done.rows > 0, "{done:?}");
    let remains = store.scrub().await.expect("nobody else uses it");
    assert_eq!(remains, ["copies and backups of the file"]);
    assert_eq!(raw(), [""; 0]);
    assert_eq!(verified(&*store).await.differences.words, [""; 0]);
    let after = words(&*store).await;
    assert!(!after.contains(&number) && !after.contains(&name));
    store.close().await;
    std::fs::remove_dir_all(&folder).expect("it is ours");
}

#[tokio::test]
async fn hc_58_a_caller_who_is_on_the_phone_is_refused_with_the_reason() {
    let (_, bytes) = traces(&["queue_decline_then_answer"]).remove(0);
    let outcome = common::run(&bytes);
    let (number, _) = callers(&outcome.calls).pop_first().expect("a caller");
    let closed = outcome.entries.iter().position(|entry| matches!(&entry.fact,
        Fact::CallClosed { record: Some(record), .. } if record.caller.as_ref().is_some_and(|own| *own == number)));
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let mut journal = open(&store).await.expect("nobody else writes");
    journal.append(outcome.entries[..closed.expect("it closes")].to_vec()).await.expect("it follows");
    journal.close().await.expect("it is ours");
    let before = everything(&*store).await;
    let caller = Caller::new(Number::parse(&format!("+{number}")).expect("a number"));
    let refused = hide(&store, &caller, Anonymise::Replace).await.expect_err("the call lives");
    assert!(refused.to_string().contains("lives") && refused.to_string().contains("try again"), "{refused}");
    assert_eq!(everything(&*store).await, before);
    let mut journal = open(&store).await.expect("nobody else writes");
    journal.append(outcome.entries[closed.expect("it closes")..].to_vec()).await.expect("it follows");
    journal.close().await.expect("it is ours");
    assert!(!hide(&store, &caller, Anonymise::Replace).await.expect("it is over").is_empty());
    assert_eq!(verified(&*store).await.differences.words, [""; 0]);
}

#[tokio::test]
async fn calls_whose_entries_are_gone_are_hidden_too() {
    let (_, bytes) = traces(&["queue_decline_then_answer"]).remove(0);
    let outcome = common::run(&bytes);
    let (number, _) = callers(&outcome.calls).pop_first().expect("a caller");
    let store = keep(&bytes, 20).await;
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let journal = callcenter::store::Retention {
        journal: Some(callcenter::core::Span::ZERO),
        archive: None,
        ..Default::default()
    };
    let now = care.row().tip_at + callcenter::core::Span::from_secs(1);
    callcenter::store::purge(
        &*store,
        care.row(),
        care.fence(),
        &journal,
        now,
        callcenter::store::Purge::Remove,
        |_| (),
    )
    .await
    .expect("it can be removed");
    care.release().await.expect("it is ours");
    let caller = Caller::new(Number::parse(&format!("+{number}")).expect("a number"));
    let done = hide(&store, &caller, Anonymise::Replace).await.expect("it can be changed");
    assert!(done.rows > 0 && done.entries == 0 && !done.calls.is_empty(), "{done:?}");
    for table in callcenter::store::TABLES.iter().filter(|table| table.name != "archive") {
        let found = format!("{:?}", all(&*store, table).await);
        assert!(!found.contains(&number), "{}", table.name);
    }
    let callers = Select::from(CALLS).only(Condition::Contains("caller", caller.pseudonym.clone()));
    assert_eq!(store.count(&callers).await.expect("it can be counted"), done.calls.len() as u64);
    assert_eq!(verified(&*store).await.differences.words, [""; 0]);
}

#[tokio::test]
async fn hc_58_what_was_noted_about_a_callers_calls_goes_with_the_caller() {
    use callcenter::core::Timestamp;
    use callcenter::store::{
        AUDIT, AuditRow, CALL_DISPOSITIONS, CALL_NOTES, CallDispositionRow, CallNoteRow, IDEMPOTENCY,
        IdempotencyRow, Write,
    };

    let mut noted = 0;
    for (name, folder) in common::traces() {
        let bytes = common::bytes(&folder);
        let outcome = common::run(&bytes);
        let Some((number, _)) = callers(&outcome.calls).pop_last() else { continue };
        if outcome.calls.iter().any(|call| call.ended_at.is_none() || call.status.is_live()) {
            continue;
        }
        let store = keep(&bytes, 90).await;
        let at = Timestamp::from_secs(1_795_219_200);
        let by_login = "anna".to_owned();
        let notes = outcome.calls.iter().map(|call| CallNoteRow {
            stream: id().number(),
            call_id: call.call_id.clone(),
            id: format!("note of {}", call.call_id),
            at,
            by_login: by_login.clone(),
            agent: Some("1001".to_owned()),
            text: format!("a note on {}", call.call_id),
        });
        let said = outcome.calls.iter().map(|call| CallDispositionRow {
            stream: id().number(),
            call_id: call.call_id.clone(),
            agent: "1001".to_owned(),
            code: "sold".to_owned(),
            note: format!("said of {}", call.call_id),
            at,
            by_login: by_login.clone(),
        });
        let deed = AuditRow {
            id: "1".to_owned(),
            at,
            user_id: None,
            login: by_login.clone(),
            via: "session".to_owned(),
            address: String::new(),
            action: "call.originate".to_owned(),
            target: "1001".to_owned(),
            detail: format!("{{\"to\":\"+{number}\"}}"),
        };
        let answer = |key: &str, answer: String| IdempotencyRow {
            principal: "u".to_owned(),
            request_key: key.to_owned(),
            at,
            digest: String::new(),
            status: 409,
            answer,
        };
        let answers = [answer("1", format!("+{number} may not be called")), answer("2", "done".to_owned())];
        let write = Write::default().put_new(notes).put_new(said).put_new([deed]).put_new(answers);
        store.write(write).await.expect("it can be kept");

        let caller = Caller::new(Number::parse(&format!("+{number}")).expect("a number"));
        let done = hide(&store, &caller, Anonymise::Replace).await.expect("it can be changed");
        noted += done.calls.len();
        for row in rows::<CallNoteRow>(&*store, &Select::from(CALL_NOTES)).await.expect("it can be read") {
            assert_eq!(row.text.is_empty(), done.calls.contains(&row.call_id), "{name}: {row:?}");
        }
        let said: Vec<CallDispositionRow> =
            rows(&*store, &Select::from(CALL_DISPOSITIONS)).await.expect("it can be read");
        for row in said {
            assert_eq!(row.note.is_empty(), done.calls.contains(&row.call_id), "{name}: {row:?}");
            assert_eq!(row.code, "sold", "what it was about is still counted");
        }
        let audit: Vec<AuditRow> = rows(&*store, &Select::from(AUDIT)).await.expect("it can be read");
        assert_eq!(audit.len(), 1);
        assert!(!audit[0].detail.contains(&number), "{name}: {}", audit[0].detail);
        let answers: Vec<IdempotencyRow> =
            rows(&*store, &Select::from(IDEMPOTENCY)).await.expect("it can be read");
        assert_eq!(answers.iter().map(|row| row.request_key.as_str()).collect::<Vec<_>>(), ["2"], "{name}");
    }
    assert!(noted > 0, "no trace has a caller from outside");
}
