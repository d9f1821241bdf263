//! What an administrator decides holds, is kept, and is written down.

use callcenter_core::view;
use callcenter_http::control::stored_setup;
use callcenter_http::{Desk, Role};
use callcenter_store::{AUDIT, AuditRow, Condition, Select, rows};
use reqwest::Method;
use serde_json::json;

use crate::client::Served;
use crate::control::told;

#[tokio::test]
async fn settings_are_read_changed_in_sections_and_checked() {
    let served = Served::start().await;
    let administrator = served.asker(Role::Administrator, None);
    let (status, before) = administrator.look("/api/settings").await;
    assert_eq!(status, 200);
    assert_eq!(before["switch"]["control"], true);
    assert!(before["control"]["emergency_numbers"].as_array().expect("a list").contains(&json!("112")));
    let change = json!({ "site": { "name": "Acme", "time_zone": "Europe/Berlin" } });
    let (status, after) = administrator.put("/api/settings", change).await;
    assert_eq!(status, 200, "{after}");
    assert_eq!(after["site"]["time_zone"], "Europe/Berlin");
    assert_eq!(after["control"], before["control"], "other sections stay");
    for (wrong, field) in [
        (json!({ "site": { "name": "", "time_zone": "UTC" } }), "site.name"),
        (json!({ "site": { "name": "A", "time_zone": "Mars/Olympus" } }), "site.time_zone"),
        (json!({ "control": { "numbers_denied": ["not a pattern"] } }), "pattern"),
        (json!({ "control": { "ring_s": 1 } }), "ring_s"),
        (json!({ "control": { "dial_context": "a b" } }), "dial_context"),
        (json!({ "switch": { "control": true, "trunks": ["x"], "extensions": ["x"] } }), "switch.trunks"),
        (json!({ "agents": { "sip_domains": ["http://x/"] } }), "agents.sip_domains"),
        (json!({ "colour": "blue" }), "colour"),
    ] {
        let (status, problem) = administrator.put("/api/settings", wrong.clone()).await;
        assert_eq!(status, 422, "{wrong}: {problem}");
        assert!(problem["detail"].as_str().expect("a text").contains(field), "{problem}");
    }
    for role in [Role::Agent, Role::Supervisor] {
        let other = served.asker(role, Some("1001"));
        assert_eq!(other.look("/api/settings").await.0, 403);
        assert_eq!(other.put("/api/settings", json!({})).await.0, 403);
    }
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_not_overwritten() {
    let served = Served::start().await;
    let administrator = served.asker(Role::Administrator, None);
    let read = administrator.request(Method::GET, "/api/settings").send().await.expect("it answers");
    let seen = read.headers()["etag"].clone();
    let change = |name: &str, seen: &reqwest::header::HeaderValue| {
        let body = json!({ "site": { "name": name, "time_zone": "UTC" } });
        administrator
            .request(Method::PUT, "/api/settings")
            .header("If-Match", seen.clone())
            .json(&body)
            .send()
    };
    assert_eq!(change("One", &seen).await.expect("it answers").status(), 200);
    assert_eq!(change("Two", &seen).await.expect("it answers").status(), 412);
    assert_eq!(administrator.look("/api/settings").await.1["site"]["name"], "One");
}

#[tokio::test]
async fn numbers_that_are_denied_are_not_called_and_emergency_numbers_always_are() {
    let served = Served::start().await;
    let administrator = served.asker(Role::Administrator, None);
    let rules = json!({ "control": { "numbers_allowed": ["_00493X."], "numbers_denied": ["_!"], "emergency_numbers": ["0110110"] } });
    assert_eq!(administrator.put("/api/settings", rules).await.0, 200);
    let agent = served.asker(Role::Agent, Some("1003"));
    let (status, problem) = agent.post("/api/calls", json!({ "to": "0049301234" })).await;
    assert_eq!(status, 409, "{problem}");
    assert!(desk(&served).read(|moment| view::calls(moment.state)).is_empty());
    let (status, answer) = agent.post("/api/calls", json!({ "to": "0110110" })).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn control_is_switched_on_and_off_kept_for_the_next_start_and_written_down() {
    let served = Served::start().await;
    let administrator = served.asker(Role::Administrator, None);
    let switch = json!({ "switch": { "control": false, "trunks": ["trunk-main"], "extensions": [] } });
    let (status, after) = administrator.put("/api/settings", switch).await;
    assert_eq!(status, 200, "{after}");
    let setup = desk(&served).setup();
    assert!(!setup.control && setup.trunks.contains("trunk-main"));
    let kept = stored_setup(&*served.site.store).await.expect("it can be read");
    assert_eq!(kept, Some(setup));
    let entries = Select::from(AUDIT).only(Condition::Is("action", "settings.change".into()));
    let entries: Vec<AuditRow> = rows(&*served.site.store, &entries).await.expect("it can be read");
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].login.as_str(), entries[0].target.as_str()), ("administrator", "switch"));
}

#[tokio::test]
async fn what_was_found_is_shown_with_what_it_is_taken_for() {
    let served = Served::start().await;
    served.desk.somebody_calls("support");
    let administrator = served.asker(Role::Administrator, None);
    let (status, found) = administrator.look("/api/settings/found").await;
    assert_eq!(status, 200);
    let endpoint = |name: &str| {
        let all = found["endpoints"].as_array().expect("a list");
        all.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name} in {found}")).clone()
    };
    assert_eq!(endpoint("trunk-main")["is"], "trunk");
    assert_eq!(endpoint("trunk-main")["live_legs"], 1);
    assert_eq!(endpoint("1001")["is"], "extension");
    assert_eq!(endpoint("1001")["why"], "a queue rings it");
}

#[tokio::test]
async fn history_is_concluded_anew_as_a_job_that_can_be_looked_at_and_ended() {
    let served = Served::start().await;
    let administrator = served.asker(Role::Administrator, None);
    let begun =
        administrator.request(Method::POST, "/api/settings/reconclude").send().await.expect("it answers");
    assert_eq!(begun.status(), 202);
    let place = begun.headers()["location"].to_str().expect("a path").to_owned();
    let (_, job) = told(begun).await;
    assert_eq!(job["status"], "running");
    assert_eq!(place, format!("/api/jobs/{}", job["id"].as_str().expect("an id")));
    // It works until it is let go on: nobody begins a second one.
    served.desk.reads_archive(1, 3).await;
    let (status, working) = administrator.look(&place).await;
    assert_eq!((status, &working["progress"]), (200, &json!({ "done": 1, "total": 3 })));
    let (status, _) = administrator.post("/api/settings/reconclude", json!({})).await;
    assert_eq!(status, 409);
    served.desk.read_archive_to_its_end().await;
    let done = until_over(&served, &place).await;
    assert_eq!(done["status"], "done", "{done}");
    assert_eq!(done["result"]["changes"], 2);
    // Another one is ended in the middle.
    let (_, second) = administrator.post("/api/settings/reconclude", json!({})).await;
    let place = format!("/api/jobs/{}", second["id"].as_str().expect("an id"));
    let (_, ended) = administrator.post(&format!("{place}/cancel"), json!({})).await;
    assert_eq!(ended["status"], "cancelled");
    assert_eq!(administrator.look(&place).await.1["status"], "cancelled");
    let (_, all) = administrator.look("/api/jobs").await;
    assert_eq!(all["items"].as_array().expect("a list").len(), 2);
    assert_eq!(administrator.look("/api/jobs/nothing").await.0, 404);
}

async fn until_over(served: &Served, place: &str) -> serde_json::Value {
    let administrator = served.asker(Role::Administrator, None);
    loop {
        let (_, job) = administrator.look(place).await;
        if job["status"] != "running" {
            return job;
        }
        tokio::task::yield_now().await;
    }
}

fn desk(served: &Served) -> &dyn Desk {
    &*served.desk
}
