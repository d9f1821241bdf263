//! Snapshots and deltas, and who sees what of them.

use callcenter_core::Span;
use callcenter_core::event::{DeviceState, Event};
use callcenter_http::live::LiveConfig;
use serde_json::{Value, json};

use super::stage::{Stage, patient, seq};
use crate::desk::EngineDesk;

const ALL: [&str; 6] = ["calls", "queues", "agents", "extensions", "stats", "own"];

#[tokio::test]
async fn f_119_a_call_is_pushed_when_it_rings_when_it_is_answered_and_when_it_is_over() {
    let stage = Stage::obliging().await;
    let mut watching = stage.supervisor().await;
    let hello = watching.hear().await.expect("it is greeted");
    assert_eq!(hello["type"], "hello");
    assert_eq!((&hello["version"], &hello["epoch"]), (&json!(1), &json!(1)));
    assert_eq!(hello["stream"], json!({"switch": "asterisk", "source": "live"}));
    assert_eq!((&hello["role"], &hello["keys"]["calls"]), (&json!("supervisor"), &json!("id")));
    watching.subscribe(&["calls"], None).await;
    assert!(watching.mirror.rows("calls").is_empty());

    let engine = stage.desk.engine();
    let caller = engine.somebody_calls("1001");
    watching.hear_until_mirror(|mirror| mirror.rows("calls").len() == 1).await;
    engine.answers("1001");
    watching
        .hear_until_mirror(|mirror| {
            mirror.rows("calls").first().is_some_and(|call| call["status"] == "talking")
        })
        .await;
    let call = watching.mirror.rows("calls")[0];
    assert_eq!((&call["caller"], &call["with"]), (&json!("4917612345678"), &json!(["1001"])));
    engine.hangs_up(&caller);
    watching.hear_until_mirror(|mirror| mirror.rows("calls").is_empty()).await;
}

#[tokio::test]
async fn f_120_an_extensions_availability_is_pushed() {
    let stage = Stage::obliging().await;
    let mut watching = stage.supervisor().await;
    watching.subscribe(&["extensions"], None).await;
    let of = |mirror: &super::stage::Mirror| mirror.topics["extensions"]["1001"].clone();
    assert_eq!(
        (&of(&watching.mirror)["status"], &of(&watching.mirror)["call_status"]),
        (&json!("online"), &json!("idle"))
    );
    stage.desk.engine().somebody_calls("1001");
    watching.hear_until_mirror(|mirror| of(mirror)["call_status"] == "ringing").await;
    stage.desk.engine().tell(Event::DeviceChanged { device: "PJSIP/1001", state: DeviceState::Unavailable });
    watching.hear_until_mirror(|mirror| of(mirror)["device_state"] == "unavailable").await;
}

#[tokio::test]
async fn hc_56_a_snapshot_with_its_deltas_is_the_same_as_a_later_snapshot() {
    for seed in [1, 7, 42] {
        // Looked at as often as can be: every number is a place where something could be lost.
        let live = LiveConfig { pace: std::time::Duration::ZERO, ..patient() };
        let stage = Stage::with(EngineDesk::lively(seed), live).await;
        let mut whole = stage.supervisor().await;
        let mut agent = stage.agent("1003").await;
        whole.subscribe(&ALL, None).await;
        agent.subscribe(&ALL, None).await;
        for step in 0..120 {
            // From some milliseconds to a quarter of a minute, so that batches are small and large.
            stage.desk.engine().advance(Span::from_millis(3 + (step * step * 37) % 15_000));
            if step % 10 == 0 {
                whole.catch_up(seq(&stage.desk)).await;
                agent.catch_up(seq(&stage.desk)).await;
                let mut fresh = stage.supervisor().await;
                fresh.subscribe(&ALL, None).await;
                let mut masked = stage.agent("1003").await;
                masked.subscribe(&ALL, None).await;
                for topic in ["calls", "queues", "agents", "extensions", "own"] {
                    assert_eq!(whole.mirror.topics[topic], fresh.mirror.topics[topic], "{topic}");
                    assert_eq!(without_cards(&agent, topic), without_cards(&masked, topic), "{topic}");
                }
            }
        }
        assert!(whole.mirror.seq > 500, "much happened");
    }
}

/// Cards come when they come.
fn without_cards(watching: &super::stage::Watching, topic: &str) -> Vec<Value> {
    let rows = watching.mirror.topics[topic].values().cloned();
    rows.map(|mut row| {
        row.as_object_mut().expect("a row is an object").remove("card");
        row
    })
    .collect()
}

#[tokio::test]
async fn agents_see_their_own_calls_whole_and_of_others_nothing_that_tells_who_calls() {
    let stage = Stage::obliging().await;
    let mut supervisor = stage.supervisor().await;
    let mut agent = stage.agent("1001").await;
    supervisor.subscribe(&ALL, None).await;
    agent.subscribe(&ALL, None).await;
    let engine = stage.desk.engine();
    engine.calls("4930111", "Grace Hopper", "1002");
    engine.answers("1002");
    engine.calls("4930222", "Alan Turing", "1001");
    engine.answers("1001");
    // All phones but two are free: this one waits when nobody takes it up.
    engine.calls("4930333", "Edsger Dijkstra", "support");
    for watching in [&mut supervisor, &mut agent] {
        watching.catch_up(seq(&stage.desk)).await;
    }
    let told = |watching: &super::stage::Watching| {
        serde_json::to_string(&watching.mirror.topics).expect("it is JSON")
    };
    for text in ["4930111", "Grace Hopper", "4930222", "Alan Turing", "4930333", "Edsger Dijkstra"] {
        assert!(told(&supervisor).contains(text), "{text} is there for a supervisor");
    }
    for text in ["4930222", "Alan Turing"] {
        assert!(told(&agent).contains(text), "{text} is the agent's own caller");
    }
    for text in ["4930111", "Grace Hopper", "4930333", "Edsger Dijkstra"] {
        assert!(!told(&agent).contains(text), "{text} is none of his business");
    }
    assert_eq!(supervisor.mirror.rows("calls").len(), 3);
    assert_eq!(agent.mirror.rows("calls").len(), 1);
    // He sees that somebody waits, and that his colleague is in a call.
    let waiting = agent.mirror.topics["queues"]["support"]["waiting"].as_array().expect("it is a list").len();
    assert_eq!(waiting, 1);
    assert_eq!(agent.mirror.topics["agents"]["1002"]["activity"], "talking");
}

#[tokio::test]
async fn f_139_todays_figures_are_pushed_and_colleagues_figures_are_for_supervisors() {
    let stage = Stage::with(EngineDesk::lively(5), patient()).await;
    let mut supervisor = stage.supervisor().await;
    let mut agent = stage.agent("1001").await;
    supervisor.subscribe(&["stats"], None).await;
    agent.subscribe(&["stats"], None).await;
    stage.desk.engine().advance(Span::from_secs(900));
    let offered = |mirror: &super::stage::Mirror| {
        mirror.topics["stats"]
            .get("queue:support")
            .and_then(|row| row["figures"]["offered"].as_u64())
            .unwrap_or_default()
    };
    supervisor.hear_until_mirror(|mirror| offered(mirror) > 0).await;
    agent.hear_until_mirror(|mirror| offered(mirror) > 0).await;
    assert!(supervisor.mirror.topics["stats"].contains_key("agent:1001"));
    assert!(supervisor.mirror.topics["stats"]["floor"]["figures"]["inbound"]["calls"].as_u64() > Some(0));
    assert!(!agent.mirror.topics["stats"].keys().any(|key| key.starts_with("agent:")));
}
