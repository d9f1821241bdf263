//! The same over real servers.

use std::sync::Arc;

use callcenter::core::Span;
use callcenter::store::{
    ARCHIVE, Anonymise, CALLS, Caller, Care, Condition, Number, Purge, Retention, Select, Store, anonymise,
    open, purge, recalc,
};

use super::common;
use super::kept::{all, count, id, keep_in, traces, verified};
use super::reconclude::is_told_as_concluded_anew;
use super::servers;

/// Folds figures anew, makes a caller unknown, removes what is old.
async fn is_cared_for(store: Arc<dyn Store>) {
    let (_, bytes) = traces(&["ivr_queue_agent_hangup"]).remove(0);
    let outcome = common::run(&bytes);
    let number = outcome.calls.iter().find_map(|call| call.caller.clone().filter(|caller| caller.len() > 9));
    let number = number.expect("a caller from outside");
    keep_in(store.clone(), &bytes, 50).await;
    let care = Care::take(store.clone(), &id()).await.expect("nobody writes it");
    let done = recalc(&*store, care.row(), care.fence(), |_| ()).await.expect("it can be read");
    assert_eq!((done.changed, done.removed), (0, 0));

    let caller = Caller::new(Number::parse(&format!("+{number}")).expect("a number"));
    let done = anonymise(&*store, care.row(), care.fence(), &caller, Anonymise::Replace, |_| ()).await;
    assert!(!done.expect("it can be changed").is_empty());
    assert!(!store.scrub().await.expect("nobody else uses it").is_empty(), "a server keeps logs");
    for table in callcenter::store::TABLES {
        assert!(!format!("{:?}", all(&*store, table).await).contains(number.as_str()), "{}", table.name);
    }
    let unknown = Select::from(CALLS).only(Condition::Contains("caller", caller.pseudonym.clone()));
    assert!(store.count(&unknown).await.expect("it can be counted") > 0);
    assert_eq!(verified(&*store).await.differences.words, [""; 0]);

    let day = Some(Span::from_secs(86_400));
    let kept = Retention { calls: day, agents: day, devices: day, figures: day, journal: day, archive: day };
    let later = care.row().tip_at + Span::from_secs(3 * 86_400);
    let done = purge(&*store, care.row(), care.fence(), &kept, later, Purge::Remove, |_| ()).await;
    assert!(done.expect("it can be removed").total() > 0);
    assert_eq!(count(&*store, ARCHIVE, Condition::Filled("piece")).await, 0);
    let found = verified(&*store).await;
    assert_eq!((found.differences.words.as_slice(), found.hash), (&[] as &[String], outcome.state.hash()));
    care.release().await.expect("it is ours");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_real_servers_too_history_is_told_as_it_was_concluded_anew() {
    if servers::left_out() {
        return;
    }
    for url in [servers::postgres(), servers::mariadb()] {
        is_told_as_concluded_anew(open(&url).await.expect("the server runs")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_tells_history_as_it_was_concluded_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("books.db").display());
    is_told_as_concluded_anew(open(&url).await.expect("it can be made")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_is_cared_for() {
    if servers::left_out() {
        return;
    }
    is_cared_for(open(&servers::postgres()).await.expect("the server runs")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mariadb_is_cared_for() {
    if servers::left_out() {
        return;
    }
    is_cared_for(open(&servers::mariadb()).await.expect("the server runs")).await;
}
