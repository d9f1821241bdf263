//! The paths that other systems' clients know.

use callcenter_core::record::Status;
use callcenter_core::{Span, view};
use callcenter_http::{Desk, Role};
use serde_json::json;

use crate::client::Served;

fn desk(served: &Served) -> &dyn Desk {
    &*served.desk
}

#[tokio::test]
async fn f_223_to_f_227_an_agent_logs_in_is_ready_and_not_and_logs_out() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1001"));
    let (status, told) = agent.post("/call-center/api/agent/logout", json!({})).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["agent"]["status"], "logged_out");
    let login = json!({
        "agent_id": "1001", "name": "Anna", "sip_username": "1001", "sip_password": "s3cret-never-kept",
        "sip_domain": "", "extension": "1001", "queues": ["sales"], "remember": true,
    });
    let (status, told) = agent.post("/call-center/api/agent/login", login).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["agent"]["status"], "ready");
    assert!(!told.to_string().contains("s3cret"), "the password is not given back: {told}");
    let (status, told) = agent.post("/call-center/api/agent/not-ready", json!({ "reason": "Lunch" })).await;
    assert_eq!(
        (status, &told["agent"]["status"], &told["agent"]["reason"]),
        (200, &json!("not_ready"), &json!("Lunch"))
    );
    let (status, told) = agent.look("/call-center/api/agent/status").await;
    assert_eq!((status, &told["status"]), (200, &json!("not_ready")));
    assert!(told["time_in_state_s"].is_number());
    let (status, told) = agent.post("/call-center/api/agent/ready", json!({})).await;
    assert_eq!((status, &told["agent"]["status"]), (200, &json!("ready")));
    let (status, _) = agent.look("/call-center/api/agent/status?agent_id=1002").await;
    assert_eq!(status, 403, "another agent's status is a supervisor's to see");
}

#[tokio::test]
async fn f_040_a_sip_domain_is_one_of_ours_and_a_password_is_the_right_one() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1001"));
    let login = |domain: &str, password: &str| json!({ "extension": "1001", "sip_domain": domain, "sip_password": password, "queues": ["sales"] });
    let path = "/call-center/api/agent/login";
    let (status, problem) = agent.post(path, login("evil.example", "x")).await;
    assert_eq!(status, 403, "{problem}");
    let administrator = served.asker(Role::Administrator, None);
    let allowed = json!({ "agents": { "sip_domains": ["pbx.example"], "wrap_up_reason": "wrap-up" } });
    assert_eq!(administrator.put("/api/settings", allowed).await.0, 200);
    // Nothing is known of the phone's secret here: it is said that it was not checked.
    let (status, told) = agent.post(path, login("pbx.example", "x")).await;
    assert_eq!(status, 200, "{told}");
    assert!(told["message"].as_str().expect("a text").contains("not checked"), "{told}");
    let (status, made) =
        administrator.post("/api/extensions", json!({ "number": "1001", "name": "Anna" })).await;
    assert!(status == 200 || status == 201, "{made}");
    let secret = made["secret"].as_str().expect("it is shown once").to_owned();
    assert_eq!(agent.post(path, login("pbx.example", "wrong")).await.0, 401);
    let (status, told) = agent.post(path, login("pbx.example", &secret)).await;
    assert_eq!(status, 200, "{told}");
    assert!(told["message"].as_str().expect("a text").contains("are right"), "{told}");
}

#[tokio::test]
async fn f_228_what_a_browser_says_that_rings_is_a_hint_and_a_difference_is_shown() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1001"));
    let path = "/call-center/api/call/ringing";
    let (status, hint) = agent.post(path, json!({ "call_id": "sip-1" })).await;
    assert_eq!((status, &hint["confirmed"]), (200, &json!(false)));
    served.desk.somebody_calls("1001");
    let (_, hint) = agent.post(path, json!({ "caller_number": "+49 176 12345678" })).await;
    assert_eq!(hint["confirmed"], true, "{hint}");
    let (_, hint) = agent.post(path, json!({ "caller_number": "030 555" })).await;
    assert!(hint["divergence"].as_str().expect("a text").contains("4917612345678"), "{hint}");
    served.desk.answers("1001");
    let (_, hint) = agent.post(path, json!({})).await;
    assert_eq!(hint["agent"]["status"], "on_call");
    assert_eq!(hint["confirmed"], false);
}

#[tokio::test]
async fn f_229_f_230_a_call_is_answered_and_dropped_without_naming_it() {
    let served = Served::start().await;
    served.desk.somebody_calls("1001");
    // The phone rings a moment after it was called.
    served.desk.advance(Span::from_secs(1));
    let agent = served.asker(Role::Agent, Some("1001"));
    let (status, told) = agent.post("/call-center/api/call/answer", json!({})).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(told["agent"]["status"], "on_call");
    let (status, told) = agent.post("/call-center/api/call/drop", json!({})).await;
    assert_eq!(status, 200, "{told}");
    let (status, problem) = agent.post("/call-center/api/call/drop", json!({})).await;
    assert_eq!(status, 409, "there is no call any more: {problem}");
}

#[tokio::test]
async fn f_231_f_232_f_233_a_call_is_held_taken_back_and_transferred() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let agent = served.asker(Role::Agent, Some("1001"));
    let standing = || desk(&served).read(|moment| view::call(moment.state, &caller).map(|call| call.status));
    let (status, told) = agent.post("/call-center/api/call/hold", json!({})).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(standing(), Some(Status::OnHold));
    let (status, told) = agent.post("/call-center/api/call/unhold", json!({})).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(standing(), Some(Status::Talking));
    let (status, told) = agent.post("/call-center/api/call/transfer", json!({ "transfer_to": "1002" })).await;
    assert_eq!(status, 200, "{told}");
    let row = desk(&served).read(|moment| view::call(moment.state, &caller)).expect("it goes on");
    assert!(row.legs.iter().all(|leg| leg.endpoint != "1001"), "the agent is out of it: {row:?}");
}

#[tokio::test]
async fn f_243_the_pbx_controller_lists_and_acts() {
    let served = Served::start().await;
    served.desk.talks_with("1001");
    let agent = served.asker(Role::Agent, Some("1001"));
    let supervisor = served.asker(Role::Supervisor, None);
    let (status, extensions) = supervisor.look("/api/pbx/agent-extensions").await;
    assert_eq!(status, 200);
    assert_eq!(extensions["items"].as_array().expect("a list").len(), 12);
    assert_eq!(agent.look("/api/pbx/agent-extensions").await.1["items"].as_array().expect("a list").len(), 1);
    let (_, sessions) = agent.look("/api/pbx/sessions").await;
    let session = sessions["items"][0]["id"].as_str().expect("a call").to_owned();
    let other = served.asker(Role::Agent, Some("1002"));
    assert_eq!(other.look("/api/pbx/sessions").await.1["items"], json!([]));
    for control in ["hold", "unhold", "mute", "unmute"] {
        let (status, answer) =
            agent.post(&format!("/api/pbx/{control}"), json!({ "sessionId": session })).await;
        assert_eq!(status, 200, "{control}: {answer}");
    }
    let body = json!({ "sessionId": session, "destination": "1003", "transferType": "blind" });
    let (status, answer) = agent.post("/api/pbx/transfer", body).await;
    assert_eq!(status, 200, "{answer}");
    let (status, answer) = agent.post("/api/pbx/originate", json!({ "phoneNumber": "1005" })).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn who_waits_is_counted_for_agents_and_named_for_supervisors() {
    let served = Served::start().await;
    served.desk.calls("491701111111", "Caspar Calm", "support");
    let shown = |list: serde_json::Value| list.to_string().contains("491701111111");
    let supervisor = served.asker(Role::Supervisor, None);
    assert!(shown(supervisor.look("/api/pbx/queues").await.1));
    let agent = served.asker(Role::Agent, Some("1001"));
    let (_, queues) = agent.look("/api/pbx/queues").await;
    assert!(!shown(queues.clone()));
    let support =
        queues["items"].as_array().expect("a list").iter().find(|queue| queue["queue"] == "support");
    assert_eq!(support.expect("it is there")["waiting"].as_array().expect("a list").len(), 1);
}
