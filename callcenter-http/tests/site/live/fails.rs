//! What is told when telling itself fails.

use callcenter_http::Role;
use serde_json::{Value, json};

use super::stage::{PATIENCE, Stage};
use crate::desk::EngineDesk;

/// `/readyz`: its status and what it says.
async fn ready(stage: &Stage) -> (u16, Value) {
    let answer = reqwest::get(format!("http://{}/readyz", stage.address)).await.expect("it answers");
    (answer.status().as_u16(), answer.json().await.expect("it is JSON"))
}

/// Asks until it is ready, or not.
async fn until_ready(stage: &Stage, wanted: u16) -> Value {
    let found = async {
        loop {
            if let (status, body) = ready(stage).await
                && status == wanted
            {
                return body;
            }
        }
    };
    tokio::time::timeout(PATIENCE, found).await.expect("it is so in time")
}

#[tokio::test]
async fn a_live_layer_that_fails_says_so_lets_nobody_in_and_goes_on_when_it_can() {
    let stage = Stage::obliging().await;
    let mut watching = stage.supervisor().await;
    watching.subscribe(&["calls"], None).await;
    assert_eq!(ready(&stage).await.1["live"], true);

    // Set up anew, the engine must be followed again: that fails, over and over.
    stage.desk.is_defective(true);
    let another = EngineDesk::new();
    another.somebody_calls("1001");
    stage.desk.set_up_anew(another);
    let said = until_ready(&stage, 503).await;
    assert_eq!(
        (&said["live"], &said["switch"], &said["ready"]),
        (&json!(false), &json!(true), &json!(false))
    );
    let secret = stage.log_in(Role::Supervisor, None);
    assert_eq!(stage.try_watch("/ws", Some(&secret)).await.err(), Some(503));
    assert!(!stage.site.live.works() && stage.site.live.counts().failures > 0);

    stage.desk.is_defective(false);
    let subscribed = watching.hear_until(|message| message["type"] == "subscribed").await;
    assert_eq!((&subscribed["epoch"], &subscribed["truncated"]), (&json!(2), &json!(true)));
    assert_eq!(watching.mirror.rows("calls").len(), 1);
    until_ready(&stage, 200).await;
    // Whoever comes is let in, and what happens is told as before.
    let mut another = stage.supervisor().await;
    another.subscribe(&["calls"], None).await;
    stage.desk.engine().answers("1001");
    for watching in [&mut watching, &mut another] {
        watching.hear_until_mirror(|mirror| mirror.rows("calls")[0]["status"] == "talking").await;
    }
}
