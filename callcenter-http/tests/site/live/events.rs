//! The same as server-sent events.

use callcenter_core::Span;
use callcenter_http::Role;
use futures::{Stream, StreamExt};
use serde_json::Value;

use super::stage::{Mirror, PATIENCE, Stage, patient, seq};
use crate::desk::EngineDesk;

/// Events of a connection: the id, where there is one, and the data.
async fn follow(
    stage: &Stage,
    topics: &str,
    last: Option<&str>,
) -> impl Stream<Item = (Option<String>, Value)> + Unpin {
    let secret = stage.log_in(Role::Supervisor, None);
    let mut request = reqwest::Client::new()
        .get(format!("http://{}/api/events?topics={topics}", stage.address))
        .bearer_auth(secret);
    if let Some(last) = last {
        request = request.header("Last-Event-ID", last);
    }
    let answer = request.send().await.expect("it answers");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let lines = futures::stream::unfold((answer, String::new()), |(mut answer, mut text)| async move {
        loop {
            if let Some(end) = text.find("\n\n") {
                let event = text[..end].to_owned();
                text.drain(..end + 2);
                return Some((event, (answer, text)));
            }
            let chunk =
                tokio::time::timeout(PATIENCE, answer.chunk()).await.expect("something comes in time");
            text.push_str(std::str::from_utf8(&chunk.expect("it goes on")?).expect("it is text"));
        }
    });
    lines
        .map(|event| {
            let field =
                |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            let data = field("data: ").expect("an event has data");
            (field("id: "), serde_json::from_str(&data).expect("it is JSON"))
        })
        .boxed()
}

#[tokio::test]
async fn events_tell_the_same_and_who_comes_back_with_the_last_id_is_told_what_was_missed() {
    let stage = Stage::with(EngineDesk::lively(21), patient()).await;
    stage.desk.engine().advance(Span::from_secs(60));
    let mut events = follow(&stage, "calls,queues", None).await;
    let (mut mirror, mut last) = (Mirror::default(), None);
    while last.is_none() {
        let (id, message) = events.next().await.expect("it goes on");
        mirror.take(&message);
        last = id.or(last);
    }
    drop(events);
    let last = last.expect("the last one of a group has an id");
    for _ in 0..10 {
        stage.desk.engine().advance(Span::from_secs(10));
    }

    let mut events = follow(&stage, "calls,queues", Some(&last)).await;
    let truncated = loop {
        let (_, message) = events.next().await.expect("it goes on");
        assert_ne!(message["type"], "snapshot");
        mirror.take(&message);
        if message["type"] == "subscribed" {
            break message["truncated"].clone();
        }
    };
    assert_eq!(truncated, false);
    let mut fresh = stage.supervisor().await;
    fresh.subscribe(&["calls", "queues"], None).await;
    fresh.catch_up(seq(&stage.desk)).await;
    // The last ones may be on their way.
    while mirror.topics != fresh.mirror.topics {
        let (_, message) = events.next().await.expect("it goes on");
        mirror.take(&message);
    }
}

#[tokio::test]
async fn a_topic_that_there_is_not_is_a_problem() {
    let stage = Stage::obliging().await;
    let secret = stage.log_in(Role::Agent, Some("1001"));
    let client = reqwest::Client::new();
    let get = async |query: &str| {
        let answer = client.get(format!("http://{}/api/events{query}", stage.address)).bearer_auth(&secret);
        answer.send().await.expect("it answers")
    };
    let answer = get("?topics=calls,weather").await;
    assert_eq!(answer.status(), 422);
    let problem: Value = answer.json().await.expect("it is JSON");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("weather")), "{problem}");
    assert_eq!(get("?topic=calls").await.status(), 400);
}
