use std::sync::Arc;

use callcenter::archive::{Change, Gap, Keep, Reconcluded, reconclude};
use callcenter::core::{Policy, Span, Timestamp};
use callcenter::store::report::{About, By, Calendar, Period, Query, Report, Streams, WeekStart, local_time};
use callcenter::store::{
    ARCHIVE, ArchiveRow, CALLS, CallRow, Care, Condition, MemoryStore, READINGS, Reading, Select, Source,
    Store, StoreError, StreamId, Write, decode_record, encode_record, pack_trace, rows, stream, unpack_trace,
    verify,
};

use super::common;
use super::kept::{count, everything, id, keep, keep_by, keep_in, row, traces, verified};

async fn again(
    store: &Arc<dyn Store>,
    since: Option<Timestamp>,
    keep: Keep,
) -> Result<(Reconcluded, Vec<Change>), StoreError> {
    let mut changes = Vec::new();
    let row = row(&**store).await;
    let done = reconclude(store, &row, since, None, keep, |_| (), |change| changes.push(change)).await?;
    assert_eq!(done.changes, changes.len() as u64);
    Ok((done, changes))
}

async fn pieces(store: &dyn Store) -> Vec<ArchiveRow> {
    rows(store, &Select::from(ARCHIVE).by("piece")).await.expect("it can be read")
}

/// Traces of several hours.
fn hours() -> Vec<u8> {
    let mut found = traces(&[
        "queue_abandon_ringing",
        "atx_replaces_queue_call",
        "park_retrieve",
        "busy_hour",
        "link_cut_mid_talk",
        "queue_answer_as_caller_abandons",
    ]);
    found.sort_by_key(|(_, bytes)| callcenter::ami::trace(bytes).find_map(|item| item.time));
    found.into_iter().flat_map(|(_, bytes)| bytes).collect()
}

#[tokio::test]
async fn the_same_engine_says_the_same_of_every_trace() {
    let mut calls = 0;
    for (name, folder) in common::traces() {
        let store = keep(&common::bytes(&folder), 200).await;
        let before = everything(&*store).await;
        let (done, changes) = again(&store, None, Keep::No).await.expect("it can be read");
        assert_eq!(changes, [], "{name}");
        assert_eq!((done.gaps.len(), done.after, done.kept), (0, 0, None), "{name}");
        assert_eq!(everything(&*store).await, before, "{name}: nothing is changed");
        calls += done.calls;
    }
    assert!(calls > 200, "only {calls} calls were compared");
}

#[tokio::test]
async fn every_call_that_changes_is_listed_field_by_field() {
    let (_, bytes) = traces(&["busy_hour"]).remove(0);
    let store = keep(&bytes, 200).await;
    let mut calls: Vec<CallRow> =
        rows(&*store, &Select::from(CALLS).by("call_id")).await.expect("it can be read");
    // What an engine with a bug would have left behind.
    let gone = CallRow {
        call_id: "00000000-0000-8000-8000-000000000000".to_owned(),
        ended_at: calls.iter().filter_map(|row| row.ended_at).min(),
        ..calls[0].clone()
    };
    let mut record = decode_record(&calls[1].record).expect("whole");
    let dialed = record.dialed.replace("4711".into());
    calls[1].record = encode_record(&record);
    let (other, missing) = (calls[1].clone(), calls[2].call_id.clone());
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let which = vec![Condition::Is("call_id", missing.as_str().into())];
    let write =
        Write::guarded(care.fence()).delete(CALLS, which).put([other.clone()]).put_new([gone.clone()]);
    store.write(write).await.expect("it is ours");
    care.release().await.expect("it is ours");

    let (done, changes) = again(&store, None, Keep::No).await.expect("it can be read");
    assert_eq!(changes.len(), 3, "{changes:?}");
    assert!(done.calls > 20);
    for change in changes {
        match change {
            Change::Differs { call_id, fields } => {
                assert_eq!((call_id, fields.len()), (other.call_id.clone(), 1));
                assert_eq!(fields[0].field, "dialed");
                assert_eq!(fields[0].was, "4711");
                assert_eq!(fields[0].is.as_str(), dialed.as_deref());
            }
            Change::New { call_id, record } => assert_eq!((&call_id, &record.call_id), (&missing, &missing)),
            Change::Gone { call_id } => assert_eq!(call_id, gone.call_id),
        }
    }
}

#[tokio::test]
async fn a_later_reading_is_kept_beside_the_first_one_from_wherever_it_begins() {
    let bytes = hours();
    let outcome = common::run(&bytes);
    let store = keep(&bytes, 500).await;
    let before = count(&*store, CALLS, Condition::Is("stream", id().number().into())).await;
    let later = outcome.entries[outcome.entries.len() * 2 / 3].at;
    for (generation, since) in [(1, None), (2, Some(later))] {
        let (done, changes) = again(&store, since, Keep::Yes).await.expect("it can be read");
        assert_eq!(changes, []);
        assert_eq!(done.after > 0, since.is_some());
        let kept = StreamId {
            switch: id().switch,
            source: Source::Again { generation, of: Box::new(Source::Live) },
        };
        assert_eq!(done.kept.as_ref(), Some(&kept));
        let row = stream(&*store, &kept).await.expect("it can be read").expect("it is there");
        assert_eq!((row.again_of, row.generation), (Some(id().number()), generation));
        let found = verify(&*store, &row, |_| ()).await.expect("it can be read");
        assert_eq!(found.differences.words, [""; 0]);
        assert_eq!(found.from, done.after + 1);
        if since.is_none() {
            // The replay was told that nothing more comes; the archive of a live switch is not.
            assert!(found.calls <= before && found.calls > before / 2, "{} of {before}", found.calls);
        }
    }
    assert_eq!(verified(&*store).await.differences.words, [""; 0], "what was there is as it was");
    assert_eq!(count(&*store, CALLS, Condition::Is("stream", id().number().into())).await, before);
}

#[tokio::test]
async fn what_the_archive_has_not_is_said() {
    let store = keep(&hours(), 500).await;
    let all = pieces(&*store).await;
    assert!(all.len() > 3, "{} pieces", all.len());
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let hole = vec![Condition::In("piece", vec![2.into()])];
    store.write(Write::guarded(care.fence()).delete(ARCHIVE, hole)).await.expect("it is ours");
    let (done, changes) = again(&store, None, Keep::No).await.expect("it can be read");
    let gap = Gap::Pieces { missing: (2, 2), between: (all[0].until_at, all[2].from_at) };
    assert_eq!(done.gaps, std::slice::from_ref(&gap));
    assert!(
        changes.iter().all(|change| matches!(change, Change::Gone { .. })),
        "only what lay in it is missing"
    );
    let (kept, _) = again(&store, None, Keep::Yes).await.expect("it can be read");
    assert_eq!(kept.gaps, [gap]);
    let kept = stream(&*store, &kept.kept.expect("it was kept"))
        .await
        .expect("it can be read")
        .expect("it is there");
    assert_eq!(verify(&*store, &kept, |_| ()).await.expect("it can be read").differences.words, [""; 0]);

    // The beginning is gone, and nothing says how the switch stood.
    let which = vec![Condition::Is("piece", 1.into())];
    let bare = ArchiveRow { snapshot: None, ..all[2].clone() };
    store.write(Write::guarded(care.fence()).delete(ARCHIVE, which).put([bare])).await.expect("it is ours");
    let (done, _) = again(&store, None, Keep::No).await.expect("it can be read");
    assert_eq!(done.gaps, [Gap::Beginning { at: all[2].from_at }]);

    let mut damaged = all[2].clone();
    damaged.data.truncate(40);
    store.write(Write::guarded(care.fence()).put([damaged])).await.expect("it is ours");
    assert!(matches!(again(&store, None, Keep::No).await, Err(StoreError::Corrupt(_))));
    store.write(Write::guarded(care.fence()).delete(ARCHIVE, Vec::new())).await.expect("it is ours");
    let none = again(&store, None, Keep::No).await.expect_err("there is none");
    assert!(none.to_string().contains("nothing of asterisk/live is archived"), "{none}");
}

#[tokio::test]
async fn calls_that_ended_after_what_is_archived_are_not_gone() {
    let (_, bytes) = traces(&["busy_hour"]).remove(0);
    let store = keep(&bytes, 200).await;
    let mut piece = pieces(&*store).await.remove(0);
    let trace = unpack_trace(&piece.data).expect("whole");
    let cut = trace.len() / 2;
    let end = cut + trace[cut..].windows(4).position(|four| four == b"\r\n\r\n").expect("messages end") + 4;
    let at = callcenter::ami::trace(&trace[..end]).filter_map(|item| item.time).max().expect("it has times");
    piece.data = pack_trace(&trace[..end]);
    piece.until_at = at;
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let others = vec![Condition::Above("piece", 1.into())];
    store.write(Write::guarded(care.fence()).delete(ARCHIVE, others).put([piece])).await.expect("it is ours");
    let (done, changes) = again(&store, None, Keep::No).await.expect("it can be read");
    assert_eq!(changes, []);
    assert!(done.beyond > 0 && done.calls > 0, "{done:?}");
}

#[tokio::test]
async fn an_extension_that_was_taken_for_a_trunk_changes_the_calls_it_had_and_no_others() {
    let (_, bytes) = traces(&["busy_hour"]).remove(0);
    let store = keep(&bytes, 200).await;
    let row = row(&*store).await;
    let before: Vec<CallRow> = rows(&*store, &Select::from(CALLS)).await.expect("it can be read");
    let trunks = ["1001".into()].into();
    let corrected = Policy { trunks, ..row.policy().expect("it is there") };
    let mut changes = Vec::new();
    let list = |change| changes.push(change);
    let done = reconclude(&store, &row, None, Some(&corrected), Keep::No, |_| (), list).await;
    let done = done.expect("it can be read");
    assert!(done.changes > 0 && done.changes < done.calls, "{done:?}");
    for change in changes {
        let Change::Differs { call_id, .. } = change else { panic!("no call comes or goes: {change:?}") };
        let call = before.iter().find(|row| row.call_id == call_id).expect("it was kept");
        let record = decode_record(&call.record).expect("whole");
        let told = format!("{record:?}");
        assert!(told.contains("1001"), "{told}");
    }
    let then = row.policy().expect("it is there");
    let same = reconclude(&store, &row, None, Some(&then), Keep::No, |_| (), |_| ()).await;
    assert_eq!(same.expect("it can be read").changes, 0, "by the same policy nothing changes");
}

/// Reports of every kind, by the quarter hour, as text.
async fn reports(store: &dyn Store, from: Timestamp, until: Timestamp) -> String {
    let zone = Calendar::of("UTC", WeekStart::Monday).expect("a zone");
    let utc = |at: Timestamp| local_time(&zone.text(at)[..19]).expect("a moment");
    let mut told = String::new();
    for about in [About::Floor, About::Queues, About::Agents, About::Extensions, About::Trunks] {
        let query = Query {
            streams: Streams::Told,
            about,
            names: [].into(),
            period: Period::Custom { from: utc(from), until: utc(until) },
            by: By::Quarter,
            calendar: zone.clone(),
            target: Span::from_secs(20),
            short: Span::from_secs(5),
            now: until + Span::from_secs(86_400),
            compare: None,
            live: Vec::new(),
        };
        let report = Report::run(store, &query).await.expect("it runs");
        for row in report.rows.iter().chain(&report.totals) {
            let amounts: Vec<_> = row.measures.iter().map(|measure| measure.amount).collect();
            // Names without any figure differ: who is a trunk here is an extension there.
            if amounts.iter().flatten().any(|amount| amount.number().is_some_and(|number| number != 0.0)) {
                told += &format!("{:?} {:?} {amounts:?} {:?}\n", row.bucket, row.name, row.breakdowns);
            }
        }
    }
    told
}

/// The calls that lists show, by identity.
async fn listed(store: &dyn Store) -> Vec<CallRow> {
    let reading = Streams::Told.read(store).await.expect("it can be read");
    rows(store, &Select::from(CALLS).only(reading.at("started_at")).by("call_id"))
        .await
        .expect("they are there")
}

/// Concludes history anew by a corrected policy: from then on it is told as if it had been concluded so from the beginning,
/// and what came after as it was.
pub(crate) async fn is_told_as_concluded_anew(store: Arc<dyn Store>) {
    let bytes = hours();
    let corrected = Policy { trunks: ["1001".into(), "1002".into()].into(), ..Policy::default() };
    let fresh: Arc<dyn Store> = Arc::new(MemoryStore::new());
    keep_by(fresh.clone(), &bytes, 500, &corrected).await;
    keep_in(store.clone(), &bytes, 500).await;
    let row = row(&*store).await;
    let (begin, end) = (row.first_at - Span::from_secs(900), row.tip_at + Span::from_secs(900));
    let before = listed(&*store).await;
    let by = Some(&corrected);

    // One that is broken off, at its second piece, changes nothing.
    let told = reports(&*store, begin, end).await;
    let damaged = pieces(&*store).await.remove(1);
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let cut = ArchiveRow { data: damaged.data[..40].to_vec(), ..damaged.clone() };
    store.write(Write::guarded(care.fence()).put([cut])).await.expect("it is ours");
    let broken = reconclude(&store, &row, None, by, Keep::InForce, |_| (), |_| ()).await;
    assert!(matches!(broken, Err(StoreError::Corrupt(_))), "{broken:?}");
    assert_eq!(store.count(&Select::from(READINGS)).await.expect("it can be counted"), 0);
    assert_eq!((reports(&*store, begin, end).await, listed(&*store).await), (told.clone(), before.clone()));
    store.write(Write::guarded(care.fence()).put([damaged])).await.expect("it is ours");
    care.release().await.expect("it is ours");

    let compared =
        reconclude(&store, &row, None, by, Keep::No, |_| (), |_| ()).await.expect("it can be read");
    let done =
        reconclude(&store, &row, None, by, Keep::InForce, |_| (), |_| ()).await.expect("it can be read");
    assert_eq!(done.changes, compared.changes);
    assert!(done.changes > 0, "{done:?}");
    let (from, until) = done.answers.expect("it reaches over hours");
    assert!(from < begin && row.first_at < until && until < end, "{from} to {until} of {begin} to {end}");
    let anew = reports(&*store, begin, until).await;
    assert_eq!(
        anew,
        reports(&*fresh, begin, until).await,
        "as if it had been concluded so from the beginning"
    );

    let (now, wanted) = (listed(&*store).await, listed(&*fresh).await);
    let ids = |rows: &[CallRow]| rows.iter().map(|row| row.call_id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&now), ids(&before), "each call is there once");
    let reading = Streams::Told.read(&*store).await.expect("it can be read");
    let mut corrected = 0;
    for ((now, was), wanted) in now.iter().zip(&before).zip(&wanted) {
        let is_anew = now.started_at.is_some_and(|at| at < until);
        let right = if is_anew { wanted } else { was };
        assert_eq!((&now.direction, &now.record), (&right.direction, &right.record), "{}", now.call_id);
        assert_eq!(reading.first_of(now.stream), id().number());
        corrected += usize::from(now.direction != was.direction);
    }
    assert!(corrected > 0, "no direction was corrected");

    // Again by the policy of then: the newest one answers.
    let then = Policy::default();
    let done = reconclude(&store, &row, None, Some(&then), Keep::InForce, |_| (), |_| ()).await;
    assert_eq!(done.expect("it can be read").answers, Some((from, until)));
    assert_eq!(reports(&*store, begin, end).await, told, "what came after was never touched");
    let reading: Reading = Streams::Told.read(&*store).await.expect("it can be read");
    assert_eq!(reading.ids().len(), 2, "the one between answers for nothing any more");
}

#[tokio::test]
async fn what_was_concluded_anew_is_told_as_if_it_had_been_concluded_so_from_the_beginning() {
    is_told_as_concluded_anew(Arc::new(MemoryStore::new())).await;
}

#[tokio::test]
async fn behind_a_hole_in_the_archive_history_is_concluded_anew_and_before_it_stands() {
    let store = keep(&hours(), 500).await;
    let all = pieces(&*store).await;
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let hole = vec![Condition::In("piece", vec![2.into()])];
    store.write(Write::guarded(care.fence()).delete(ARCHIVE, hole)).await.expect("it is ours");
    care.release().await.expect("it is ours");
    let (done, changes) = again(&store, None, Keep::InForce).await.expect("it can be read");
    assert_eq!(done.gaps, [Gap::Pieces { missing: (2, 2), between: (all[0].until_at, all[2].from_at) }]);
    assert_eq!(changes, []);
    let (from, until) = done.answers.expect("it reaches over hours");
    assert!(all[2].from_at <= from && from < until, "{from} to {until}");
    let before = Select::from(CALLS).only(Condition::Is("stream", id().number().into()));
    let before = rows::<CallRow>(&*store, &before).await.expect("they are there");
    let now = listed(&*store).await;
    assert_eq!(now.len(), before.len(), "each call is there once");
    let is_anew = |row: &CallRow| row.started_at.is_some_and(|at| from <= at && at < until);
    assert!(now.iter().any(is_anew) && !now.iter().all(is_anew));
    for row in &now {
        assert_eq!(row.stream != id().number(), is_anew(row), "{}", row.call_id);
    }
}
