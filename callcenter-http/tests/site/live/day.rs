//! The day that figures are of.

use callcenter_core::Span;
use callcenter_http::Role;
use callcenter_http::live::LiveConfig;
use jiff::tz::TimeZone;
use reqwest::Method;
use serde_json::{Value, json};

use super::stage::{Stage, patient};
use crate::desk::EngineDesk;

async fn asks(stage: &Stage, role: Role, method: Method, path: &str, body: Option<Value>) -> Value {
    let request = reqwest::Client::new().request(method, format!("http://{}{path}", stage.address));
    let request = request.bearer_auth(stage.log_in(role, None));
    let request = if let Some(body) = &body { request.json(body) } else { request };
    let answer = request.send().await.expect("it answers");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.json().await.expect("it is JSON")
}

#[tokio::test]
async fn f_139_without_a_time_zone_a_day_is_the_sites_on_the_wallboard_and_in_answers_alike() {
    let zone = TimeZone::get("Europe/Berlin").expect("it is bundled");
    let stage = Stage::with(EngineDesk::lively(5), LiveConfig { zone, ..patient() }).await;
    let mut wallboard = stage.supervisor().await;
    wallboard.subscribe(&["stats"], None).await;
    stage.desk.engine().advance(Span::from_secs(60));
    // Sunday, 08:00 UTC: the day begins at midnight there. Nobody decided, then an administrator did, then not any more.
    for (decided, zone, begins) in [
        (None, "Europe/Berlin", "2026-11-21T23:00:00Z"),
        (Some(json!("America/New_York")), "America/New_York", "2026-11-22T05:00:00Z"),
        (Some(Value::Null), "Europe/Berlin", "2026-11-21T23:00:00Z"),
    ] {
        if let Some(zone) = decided {
            let change = json!({"site": {"name": "Acme", "time_zone": zone}});
            asks(&stage, Role::Administrator, Method::PUT, "/api/settings", Some(change)).await;
        }
        let today = asks(&stage, Role::Supervisor, Method::GET, "/api/calls/today-stats", None).await;
        assert_eq!((&today["tz"], &today["from"]), (&json!(zone), &json!(begins)));
        let floor = |mirror: &super::stage::Mirror| mirror.topics["stats"].get("floor").cloned();
        wallboard.hear_until_mirror(|mirror| floor(mirror).is_some_and(|row| row["since"] == begins)).await;
        let shown = floor(&wallboard.mirror).expect("it is there");
        assert_eq!(shown["figures"]["tz"], zone);
    }
    // Who names one gets that one.
    let path = "/api/calls/today-stats?tz=Asia/Tokyo";
    let today = asks(&stage, Role::Supervisor, Method::GET, path, None).await;
    assert_eq!((&today["tz"], &today["from"]), (&json!("Asia/Tokyo"), &json!("2026-11-21T15:00:00Z")));
}
