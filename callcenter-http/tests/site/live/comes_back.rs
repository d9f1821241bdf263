//! Who was away: told what was missed, or given a new snapshot and told so.

use callcenter_core::Span;
use callcenter_http::live::LiveConfig;
use serde_json::json;

use super::stage::{PATIENCE, Stage, patient, seq};
use crate::desk::EngineDesk;

const TOPICS: [&str; 4] = ["agents", "calls", "extensions", "queues"];

#[tokio::test]
async fn hc_56_who_comes_back_is_told_what_was_missed() {
    let stage = Stage::with(EngineDesk::lively(11), patient()).await;
    let mut before = stage.supervisor().await;
    before.subscribe(&TOPICS, None).await;
    stage.desk.engine().advance(Span::from_secs(60));
    before.catch_up(seq(&stage.desk)).await;
    let (mirror, known) = (before.mirror.clone(), before.mirror.seq);
    drop(before);

    for _ in 0..20 {
        stage.desk.engine().advance(Span::from_secs(7));
    }
    assert!(seq(&stage.desk) > known);
    let mut after = stage.supervisor().await;
    after.mirror = mirror;
    let subscribed = after.subscribe(&TOPICS, Some((1, known))).await;
    assert_eq!(subscribed["truncated"], false);
    for topic in TOPICS {
        assert_eq!(subscribed["topics"][topic], "replay");
    }
    after.catch_up(seq(&stage.desk)).await;
    let mut fresh = stage.supervisor().await;
    fresh.subscribe(&TOPICS, None).await;
    assert_eq!(after.mirror.topics, fresh.mirror.topics);
}

#[tokio::test]
async fn hc_56_who_was_away_too_long_or_knows_another_epoch_is_told_that_it_is_truncated() {
    let stage = Stage::with(EngineDesk::lively(12), patient()).await;
    stage.desk.engine().advance(Span::from_secs(60));
    let mut watching = stage.supervisor().await;
    // Before anybody watched, nothing was remembered; after the last entry, nothing can be known; another start has other
    // numbers.
    for since in [(1, 0), (1, u64::MAX), (2, seq(&stage.desk))] {
        let subscribed = watching.subscribe(&["calls", "queues"], Some(since)).await;
        assert_eq!(subscribed["truncated"], true, "{since:?}");
        assert_eq!(subscribed["topics"], json!({"calls": "snapshot", "queues": "snapshot"}));
    }
    let subscribed = watching.subscribe(&["calls", "queues"], Some((1, seq(&stage.desk)))).await;
    assert_eq!(subscribed["truncated"], false);
}

#[tokio::test]
async fn hc_56_an_engine_set_up_anew_is_another_epoch_and_everything_is_told_again() {
    let stage = Stage::with(EngineDesk::lively(13), patient()).await;
    stage.desk.engine().advance(Span::from_secs(120));
    let mut watching = stage.supervisor().await;
    watching.subscribe(&TOPICS, None).await;
    assert!(!watching.mirror.rows("calls").is_empty());
    let another = EngineDesk::new();
    another.somebody_calls("1001");
    stage.desk.set_up_anew(another);
    let epoch = watching.hear_until(|message| message["type"] == "epoch").await;
    assert_eq!(epoch["epoch"], 2);
    let subscribed = watching.hear_until(|message| message["type"] == "subscribed").await;
    assert_eq!((&subscribed["epoch"], &subscribed["truncated"]), (&json!(2), &json!(true)));
    watching.hear_until_mirror(|mirror| mirror.rows("calls").len() == 1).await;
    // It goes on with the new one.
    stage.desk.engine().answers("1001");
    watching.hear_until_mirror(|mirror| mirror.rows("calls")[0]["status"] == "talking").await;
}

#[tokio::test]
async fn a_link_that_falls_is_told_with_the_age_of_what_is_shown() {
    let stage = Stage::obliging().await;
    let mut watching = stage.supervisor().await;
    let link = watching.hear_until(|message| message["type"] == "link").await;
    assert_eq!(
        (&link["live"], &link["link"]["is"], &link["as_of"]),
        (&json!(true), &json!("ready"), &json!(null))
    );
    stage.desk.link_falls();
    let link = watching.hear_until(|message| message["type"] == "link").await;
    assert_eq!(link["live"], false);
    assert_eq!(link["link"], json!({"is": "down", "why": "the cable was pulled"}));
    assert_eq!(link["as_of"], "2026-11-22T08:00:00Z");
}

#[tokio::test]
async fn hc_08_a_client_that_is_too_slow_is_cut_off_and_catches_up_by_a_snapshot() {
    let live =
        LiveConfig { pace: std::time::Duration::ZERO, batches_max: 4, send_max: PATIENCE, ..patient() };
    let stage = Stage::with(EngineDesk::lively(14), live).await;
    let mut slow = stage.supervisor().await;
    slow.subscribe(&TOPICS, None).await;
    let mut quick = stage.supervisor().await;
    quick.subscribe(&TOPICS, None).await;
    // More than the system holds back for a connection, with both ends' buffers.
    let mut told = 0;
    while told < 3 * 1_024 * 1_024 {
        stage.desk.engine().advance(Span::from_secs(20));
        let delta = quick.hear_until(|message| message["type"] == "delta").await;
        told += delta.to_string().len();
    }
    // Only now it reads: what was on its way, and then that it is cut off.
    let code = loop {
        match slow.hear().await {
            Ok(_) => {}
            Err(code) => break code,
        }
    };
    assert_eq!(code, callcenter_http::live::CLOSE_SLOW);
    assert_eq!(stage.site.live.counts().cut, 1);
    let mut again = stage.supervisor().await;
    again.subscribe(&TOPICS, Some((slow.mirror.epoch, slow.mirror.seq))).await;
    again.catch_up(seq(&stage.desk)).await;
    quick.catch_up(seq(&stage.desk)).await;
    let mut fresh = stage.supervisor().await;
    fresh.subscribe(&TOPICS, None).await;
    assert_eq!(fresh.mirror.topics, quick.mirror.topics);
}
