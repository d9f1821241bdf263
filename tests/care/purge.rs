use std::sync::Arc;

use callcenter::Entry;
use callcenter::core::{Span, Timestamp};
use callcenter::store::{
    ARCHIVE, CALLS, Care, Condition, FIGURES, JOURNAL, LEGS, Purge, Retention, SNAPSHOTS, Store, StoreError,
    latest_snapshot, purge, recalc,
};

use super::common;
use super::kept::{count, everything, id, keep, open, row, traces, verified};

const NOTHING: Retention =
    Retention { calls: None, agents: None, devices: None, figures: None, journal: None, archive: None };

async fn purged(store: &Arc<dyn Store>, retention: &Retention, now: Timestamp, how: Purge) -> u64 {
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let done =
        purge(&**store, care.row(), care.fence(), retention, now, how, |_| ()).await.expect("it can be read");
    care.release().await.expect("it is ours");
    done.total()
}

/// Ten moments from the beginning to the end of some entries.
fn moments(entries: &[Entry]) -> Vec<Timestamp> {
    (0..10).map(|tenth| entries[(entries.len() - 1) * tenth / 9].at).collect()
}

#[tokio::test]
async fn whatever_is_removed_the_rest_agrees_and_goes_on() {
    let none = Some(Span::ZERO);
    let kinds = [
        Retention { journal: none, ..NOTHING },
        Retention { calls: none, ..NOTHING },
        Retention { agents: none, devices: none, ..NOTHING },
        Retention { figures: none, ..NOTHING },
        Retention { calls: none, agents: none, devices: none, figures: none, journal: none, archive: none },
    ];
    for (name, bytes) in traces(&[
        "queue_decline_then_answer",
        "atx_replaces_queue_call",
        "park_retrieve",
        "reconnect_midcall",
    ]) {
        let outcome = common::run(&bytes);
        let half = outcome.entries.len() * 2 / 3;
        for now in moments(&outcome.entries[..half]) {
            for retention in &kinds {
                let store: Arc<dyn Store> = Arc::new(callcenter::store::MemoryStore::new());
                let mut journal = open(&store).await.expect("nobody else writes");
                for entries in outcome.entries[..half].chunks(20) {
                    journal.append(entries.to_vec()).await.expect("it follows");
                }
                let hash = journal.state().hash();
                journal.close().await.expect("it is ours");

                let before = everything(&*store).await;
                let would = purged(&store, retention, now, Purge::DryRun).await;
                assert_eq!(everything(&*store).await, before, "{name}: a dry run changes nothing");
                let live = count(&*store, CALLS, Condition::Is("live", true.into())).await;
                let did = purged(&store, retention, now, Purge::Remove).await;
                assert_eq!(did, would, "{name} at {now}: {retention:?}");
                assert_eq!(count(&*store, CALLS, Condition::Is("live", true.into())).await, live, "{name}");
                let found = verified(&*store).await;
                assert_eq!(found.differences.words, [""; 0], "{name} at {now}: {retention:?}");
                assert_eq!(found.hash, hash, "{name}");

                let mut journal = open(&store).await.expect("nobody else writes");
                journal.append(outcome.entries[half..].to_vec()).await.expect("it follows");
                journal.close().await.expect("it is ours");
                let found = verified(&*store).await;
                assert_eq!(found.differences.words, [""; 0], "{name} at {now}: {retention:?}, then the rest");
                assert_eq!(found.hash, outcome.state.hash(), "{name}");
                assert_eq!(
                    purged(&store, retention, now, Purge::Remove).await,
                    0,
                    "{name}: it was removed already"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_month_later_everything_that_is_over_is_gone_and_what_lives_is_there() {
    let (_, bytes) = traces(&["queue_decline_then_answer"]).remove(0);
    let store = keep(&bytes, 50).await;
    let end = row(&*store).await.tip_at;
    let day = Span::from_secs(86_400);
    let kept = Retention { calls: Some(day), figures: Some(day), ..Retention::default() };
    assert!(count(&*store, LEGS, Condition::Filled("leg")).await > 0);
    assert!(count(&*store, ARCHIVE, Condition::Filled("piece")).await > 0);
    let later = end + Span::from_secs(31 * 86_400);
    assert!(purged(&store, &kept, later, Purge::Remove).await > 0);
    for table in [CALLS, LEGS, FIGURES, ARCHIVE, JOURNAL] {
        assert_eq!(
            count(&*store, table, Condition::Filled(table.columns[1].name)).await,
            0,
            "{}",
            table.name
        );
    }
    assert_eq!(count(&*store, SNAPSHOTS, Condition::Filled("seq")).await, 1, "from which all can go on");
    let tip = row(&*store).await.tip.cast_unsigned();
    let last =
        latest_snapshot(&*store, id().number(), tip).await.expect("it can be read").expect("it is there");
    assert_eq!((last.seq, last.state.hash()), (tip, common::run(&bytes).state.hash()));
    assert_eq!(verified(&*store).await.differences.words, [""; 0]);
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let done = recalc(&*store, care.row(), care.fence(), |_| ()).await.expect("it can be read");
    assert_eq!((done.rows, done.changed, done.removed), (0, 0, 0), "there is nothing to fold");
    assert!(done.from.is_some_and(|from| from > end));
}

#[tokio::test]
async fn by_default_only_the_archive_is_old_after_thirty_days() {
    let (_, bytes) = traces(&["queue_decline_then_answer"]).remove(0);
    let store = keep(&bytes, 50).await;
    let end = row(&*store).await.tip_at;
    let days = |days: i64| end + Span::from_secs(days * 86_400);
    assert_eq!(purged(&store, &Retention::default(), days(29), Purge::Remove).await, 0);
    let pieces = count(&*store, ARCHIVE, Condition::Filled("piece")).await;
    assert_eq!(purged(&store, &Retention::default(), days(1_000), Purge::Remove).await, pieces);
    let found = verified(&*store).await;
    assert_eq!((found.differences.count, found.from), (0, 1));
}

#[tokio::test]
async fn nothing_is_kept_for_less_than_no_time() {
    let (_, bytes) = traces(&["queue_decline_then_answer"]).remove(0);
    let store = keep(&bytes, 50).await;
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let never = Retention { calls: Some(Span::from_micros(-1)), ..NOTHING };
    let done =
        purge(&*store, care.row(), care.fence(), &never, care.row().tip_at, Purge::Remove, |_| ()).await;
    assert!(matches!(done, Err(StoreError::Invalid(_))), "{done:?}");
}
