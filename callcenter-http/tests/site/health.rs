use serde_json::Value;

use crate::client::Served;

#[tokio::test]
async fn a_site_tells_whether_it_lives_and_whether_it_is_ready() {
    let served = Served::start().await;
    let alive = served.get("/healthz").send().await.expect("it answers");
    assert_eq!(alive.status(), 200);
    let ready = served.get("/readyz").send().await.expect("it answers");
    assert_eq!(ready.status(), 200);
    // The link falls: the switch is not followed any more.
    served.desk.tell(callcenter_core::event::Event::Disconnected);
    let ready = served.get("/readyz").send().await.expect("it answers");
    assert_eq!(ready.status(), 503);
    let body: Value = ready.json().await.expect("it is JSON");
    assert_eq!(body["switch"], false);
    assert_eq!(body["store"], true);
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_document() {
    let served = Served::start().await;
    let answer = served.get("/nowhere").send().await.expect("it answers");
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let body: Value = answer.json().await.expect("it is JSON");
    assert_eq!(body["detail"], "there is no page /nowhere");
}
