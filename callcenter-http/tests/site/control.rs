//! Acting on calls and agents, as a client does it: what is asked is done by the switch, and only then true.

use callcenter_core::record::Status;
use callcenter_core::{Span, view};
use callcenter_http::{Desk, Role};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::client::Served;

/// Somebody who asks.
pub(crate) struct Asker<'a> {
    served: &'a Served,
    secret: String,
    client: reqwest::Client,
}

impl Served {
    pub(crate) fn asker(&self, role: Role, agent: Option<&str>) -> Asker<'_> {
        Asker { served: self, secret: self.log_in(role, agent), client: reqwest::Client::new() }
    }
}

impl Asker<'_> {
    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{path}", self.served.address);
        self.client.request(method, url).bearer_auth(&self.secret)
    }

    /// Posts, and tells status and body.
    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        told(self.request(Method::POST, path).json(&body).send().await.expect("it answers")).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        told(self.request(Method::PUT, path).json(&body).send().await.expect("it answers")).await
    }

    pub(crate) async fn look(&self, path: &str) -> (u16, Value) {
        told(self.request(Method::GET, path).send().await.expect("it answers")).await
    }
}

pub(crate) async fn told(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.expect("it is text");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn desk(served: &Served) -> &dyn Desk {
    &*served.desk
}

fn call_of(served: &Served, leg: &str) -> String {
    let call = desk(served).read(|moment| {
        view::calls(moment.state).into_iter().find(|call| call.legs.iter().any(|own| own.leg.as_str() == leg))
    });
    call.expect("the leg is in a call").call_id
}

fn activity(served: &Served, agent: &str) -> String {
    let row = desk(served).read(|moment| view::agent(moment.state, agent)).expect("there is such an agent");
    format!("{:?} {}", row.activity, row.reason)
}

#[tokio::test]
async fn f_022_an_agent_hangs_up_his_own_call_and_the_switch_has_done_it() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    let (status, answer) = agent.post(&format!("/api/calls/{call}/hangup"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["outcome"], "done");
    assert_eq!(answer["call_id"], call.as_str());
    served.desk.advance(Span::from_secs(5));
    assert!(desk(&served).read(|moment| view::calls(moment.state)).is_empty());
}

#[tokio::test]
async fn an_agent_acts_on_no_call_of_another_and_a_supervisor_on_any() {
    let served = Served::start().await;
    let (caller, leg) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let other = served.asker(Role::Agent, Some("1002"));
    let (status, problem) = other.post(&format!("/api/calls/{call}/hangup"), json!({})).await;
    assert_eq!(status, 403, "{problem}");
    // Nor does naming the other's leg help.
    let own = served.asker(Role::Agent, Some("1001"));
    let (status, _) = own.post(&format!("/api/calls/{call}/hangup"), json!({ "leg": caller })).await;
    assert_eq!(status, 403);
    assert_eq!(desk(&served).read(|moment| view::calls(moment.state)).len(), 1);
    let supervisor = served.asker(Role::Supervisor, None);
    let path = format!("/api/calls/{call}/mute");
    let (status, answer) = supervisor.post(&path, json!({ "leg": leg, "way": "both" })).await;
    assert_eq!(status, 200, "{answer}");
    // The switch has no event for it: its answer is all there is, and that is said.
    assert_eq!(answer["evidence"], "answered");
    let (status, problem) = supervisor.post(&path, json!({ "leg": "nobody" })).await;
    assert_eq!(status, 422);
    assert!(problem["detail"].as_str().expect("a text").contains(&leg), "it names the legs: {problem}");
}

#[tokio::test]
async fn f_028_a_number_is_called_from_the_own_phone_and_the_call_is_known() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1003"));
    let (status, answer) = agent.post("/api/calls", json!({ "to": "+49 30 123456" })).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["evidence"], "reported");
    let call = answer["call_id"].as_str().expect("the call is known").to_owned();
    let row = desk(&served).read(|moment| view::call(moment.state, &call)).expect("it lives");
    assert_eq!(row.call.as_str(), answer["linkedid"].as_str().expect("a linkedid"));
    assert!(row.legs.iter().any(|leg| leg.endpoint == "1003"));
}

#[tokio::test]
async fn a_number_that_the_dialplan_lacks_is_refused_with_the_context_and_what_to_set() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1003"));
    let (status, problem) = agent.post("/api/calls", json!({ "to": "*77" })).await;
    assert_eq!(status, 409, "{problem}");
    let why = problem["detail"].as_str().expect("a text");
    assert!(why.contains("*77") && why.contains("context callcenter"), "{why}");
    assert!(why.contains("control.dial_context"), "{why}");
}

#[tokio::test]
async fn hc_11_nothing_that_could_end_a_line_or_name_a_channel_reaches_the_switch() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1003"));
    for body in [
        json!({ "to": "100\r\nAction: Hangup" }),
        json!({ "to": "1&PJSIP/trunk-main/0900" }),
        json!({ "to": "" }),
        json!({ "to": "${SHELL(id)}" }),
        json!({ "to": "1002", "caller_id": "a\r\nX: y" }),
        json!({ "to": "1002", "variables": { "A": "x,__CC_STAY=1" } }),
        json!({ "to": "1002", "variables": { "SHELL(x)": "1" } }),
        json!({ "to": "1002", "variables": { "A": "a\nb" } }),
        json!({ "to": "1002", "from": "trunk-main&PJSIP/x" }),
        json!({ "to": "1002", "channel": "Local/1@x" }),
        json!({ "to": 1002 }),
        json!([]),
    ] {
        let (status, problem) = agent.post("/api/calls", body.clone()).await;
        assert_eq!(status, 422, "{body}: {problem}");
    }
    let (status, _) = agent.post("/api/calls", json!({ "to": "1002", "from": "1001" })).await;
    assert_eq!(status, 403, "another one's phone is not an agent's to use");
    assert!(desk(&served).read(|moment| view::calls(moment.state)).is_empty());
}

#[tokio::test]
async fn f_041_f_042_an_agent_is_paused_and_ready_again_when_the_switch_says_so() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1001"));
    let (status, answer) = agent.post("/api/agents/me/not-ready", json!({ "reason": "lunch" })).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(activity(&served, "1001"), "Paused lunch");
    let (status, _) = agent.post("/api/agents/1001/ready", json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(activity(&served, "1001"), "Ready ");
    let (status, _) = agent.post("/api/agents/1002/not-ready", json!({})).await;
    assert_eq!(status, 403);
    let supervisor = served.asker(Role::Supervisor, None);
    let (status, _) = supervisor.post("/api/agents/1002/not-ready", json!({ "reason": "training" })).await;
    assert_eq!(status, 200);
    assert_eq!(activity(&served, "1002"), "Paused training");
    let (status, problem) = supervisor.post("/api/agents/me/ready", json!({})).await;
    assert_eq!(status, 422, "a supervisor without an agent must name one: {problem}");
}

#[tokio::test]
async fn f_039_an_agent_logs_out_of_queues_and_in_again() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1001"));
    let (status, answer) = agent.post("/api/agents/me/logout", json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let queues =
        || desk(&served).read(|moment| view::agent(moment.state, "1001").map_or(0, |row| row.queues.len()));
    assert_eq!(queues(), 0);
    let body = json!({ "queues": ["sales", "support"], "paused": "setting up" });
    let (status, answer) = agent.post("/api/agents/me/login", body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(queues(), 2);
    assert_eq!(activity(&served, "1001"), "Paused setting up");
    let (status, problem) = agent.post("/api/agents/me/login", json!({ "queues": ["no-such"] })).await;
    assert_eq!(status, 409, "{problem}");
}

#[tokio::test]
async fn a_caller_is_parked_by_the_agent_and_not_the_agent() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    let (status, answer) = agent.post(&format!("/api/calls/{call}/park"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let row = desk(&served).read(|moment| view::call(moment.state, &call)).expect("it lives");
    assert_eq!(row.status, Status::Parked);
}

#[tokio::test]
async fn f_035_f_037_listening_in_needs_a_supervisor_and_his_phone() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    for control in ["listen", "whisper", "barge"] {
        let (status, _) = agent.post(&format!("/api/calls/{call}/{control}"), json!({})).await;
        assert_eq!(status, 403, "{control}");
    }
    let supervisor = served.asker(Role::Supervisor, Some("1090"));
    let (status, answer) = supervisor.post(&format!("/api/calls/{call}/listen"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let nobody = served.asker(Role::Supervisor, None);
    let (status, problem) = nobody.post(&format!("/api/calls/{call}/listen"), json!({})).await;
    assert_eq!(status, 422, "without a phone there is nothing to listen with: {problem}");
}

#[tokio::test]
async fn a_request_under_a_key_is_done_once() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1003"));
    let ask = |body: Value, key: &'static str| {
        agent.request(Method::POST, "/api/calls").header("Idempotency-Key", key).json(&body).send()
    };
    let first = ask(json!({ "to": "1002" }), "k-1").await.expect("it answers");
    assert!(first.headers().get("idempotent-replayed").is_none());
    let first = told(first).await;
    assert_eq!(first.0, 200, "{}", first.1);
    let again = ask(json!({ "to": "1002" }), "k-1").await.expect("it answers");
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(told(again).await, first, "the same answer");
    let own = desk(&served).read(|moment| {
        view::calls(moment.state)
            .iter()
            .filter(|call| call.legs.iter().any(|leg| leg.endpoint == "1003"))
            .count()
    });
    assert_eq!(own, 1, "one call was made");
    let (status, _) = told(ask(json!({ "to": "1004" }), "k-1").await.expect("it answers")).await;
    assert_eq!(status, 422, "the key stands for another request");
    let (status, _) = told(ask(json!({ "to": "bob" }), "k-2").await.expect("it answers")).await;
    assert_eq!(status, 422);
    let later = ask(json!({ "to": "bob" }), "k-2").await.expect("it answers");
    assert!(
        later.headers().get("idempotent-replayed").is_none(),
        "nothing was done under this key: it is free"
    );
    // Somebody else's key is another key.
    let other = served.asker(Role::Supervisor, Some("1005"));
    let body = json!({ "to": "1002" });
    let request = other.request(Method::POST, "/api/calls").header("Idempotency-Key", "k-1").json(&body);
    let response = request.send().await.expect("it answers");
    assert!(response.headers().get("idempotent-replayed").is_none());
}

#[tokio::test]
async fn an_answer_is_kept_under_its_key_for_a_day() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use callcenter_http::clock::Clock;

    let hand = Arc::new(AtomicI64::new(1_795_334_400_000_000));
    let served = Served::start_with(|config| config.clock = Clock::Hand(hand.clone())).await;
    let agent = served.asker(Role::Agent, Some("1001"));
    let pause = || {
        let body = json!({ "reason": "tea" });
        agent
            .request(Method::POST, "/api/agents/me/not-ready")
            .header("Idempotency-Key", "tea")
            .json(&body)
            .send()
    };
    let replayed = |response: &Response| response.headers().contains_key("idempotent-replayed");
    assert!(!replayed(&pause().await.expect("it answers")));
    hand.fetch_add(23 * 3_600_000_000, Ordering::Relaxed);
    assert!(replayed(&pause().await.expect("it answers")));
    hand.fetch_add(2 * 3_600_000_000, Ordering::Relaxed);
    assert!(!replayed(&pause().await.expect("it answers")), "after a day it is a new request");
}

#[tokio::test]
async fn f_062_f_063_a_call_has_a_disposition_and_notes() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    let path = format!("/api/calls/{call}/disposition");
    let (status, answer) = agent.put(&path, json!({ "code": "sold", "note": "two of them" })).await;
    assert_eq!(status, 200, "{answer}");
    let (status, _) = agent.put(&path, json!({ "code": "complaint" })).await;
    assert_eq!(status, 200);
    let notes = format!("/api/calls/{call}/notes");
    let (status, note) = agent.post(&notes, json!({ "text": "calls again\non Monday" })).await;
    assert_eq!(status, 200, "{note}");
    for body in [
        json!({ "text": " " }),
        json!({ "text": "a\u{0}b" }),
        json!({ "text": "x".repeat(4_001) }),
        json!({}),
    ] {
        assert_eq!(agent.post(&notes, body).await.0, 422);
    }
    let (status, about) = agent.look(&notes).await;
    assert_eq!(status, 200);
    assert_eq!(about["dispositions"].as_array().expect("a list").len(), 1, "the latest word counts: {about}");
    assert_eq!(about["dispositions"][0]["code"], "complaint");
    assert_eq!(about["dispositions"][0]["agent"], "1001");
    assert_eq!(about["notes"][0]["text"], "calls again\non Monday");
    let (_, details) = agent.look(&format!("/api/calls/{call}/details")).await;
    assert_eq!(details["about"], about, "the call's details have them too");
    let stranger = served.asker(Role::Agent, Some("1002"));
    assert_eq!(stranger.look(&notes).await.0, 404, "not a call of his");
    assert_eq!(stranger.put(&path, json!({ "code": "sold" })).await.0, 404);
}

#[tokio::test]
async fn f_025_an_attended_transfer_is_swapped_and_completed() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    let path = |control: &str| format!("/api/calls/{call}/{control}");
    let (status, answer) = agent.post(&path("transfer"), json!({ "to": "1002", "kind": "attended" })).await;
    assert_eq!(status, 200, "{answer}");
    let (status, answer) = agent.post(&path("transfer/swap"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let (status, answer) = agent.post(&path("transfer/swap"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let (status, answer) = agent.post(&path("transfer/complete"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let row = desk(&served).read(|moment| view::call(moment.state, &call)).expect("it goes on");
    assert!(row.with.iter().any(|with| with == "1002"), "{row:?}");
}

#[tokio::test]
async fn f_024_a_transfer_that_says_no_kind_is_made_without_asking() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    let (status, answer) = agent.post(&format!("/api/calls/{call}/transfer"), json!({ "to": "1002" })).await;
    assert_eq!(status, 200, "{answer}");
    let row = desk(&served).read(|moment| view::call(moment.state, &call)).expect("it goes on");
    assert!(row.legs.iter().all(|leg| leg.endpoint != "1001"), "the agent is out of it: {row:?}");
}

#[tokio::test]
async fn f_025_an_attended_transfer_is_taken_back() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    let path = |control: &str| format!("/api/calls/{call}/{control}");
    let (status, answer) = agent.post(&path("transfer"), json!({ "to": "1002", "kind": "attended" })).await;
    assert_eq!(status, 200, "{answer}");
    let (status, answer) = agent.post(&path("transfer/cancel"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let row = desk(&served).read(|moment| view::call(moment.state, &call)).expect("it goes on");
    assert_eq!((row.status, row.with), (Status::Talking, vec!["1001".into()]));
}

#[tokio::test]
async fn what_rings_elsewhere_is_picked_up_and_what_is_parked_is_retrieved() {
    let served = Served::start().await;
    let caller = served.desk.somebody_calls("1001");
    let call = call_of(&served, &caller);
    let colleague = served.asker(Role::Agent, Some("1002"));
    let (status, answer) = colleague.post(&format!("/api/calls/{call}/pickup"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let with = || desk(&served).read(|moment| view::call(moment.state, &call)).expect("it lives").with;
    assert_eq!(with(), vec!["1002"]);
    let (status, answer) = colleague.post(&format!("/api/calls/{call}/park"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let third = served.asker(Role::Agent, Some("1003"));
    let (status, answer) = third.post(&format!("/api/calls/{call}/retrieve"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(with(), vec!["1003"]);
    let (status, problem) = third.post(&format!("/api/calls/{call}/pickup"), json!({})).await;
    assert_eq!(status, 409, "nothing rings: {problem}");
}

#[tokio::test]
async fn keys_are_sent_recordings_made_and_neither_is_told_where_it_must_not() {
    use callcenter_store::{AUDIT, AuditRow, Select, rows};

    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    let path = |control: &str| format!("/api/calls/{call}/{control}");
    let (status, answer) = agent.post(&path("dtmf"), json!({ "digits": "4929881" })).await;
    assert_eq!(status, 200, "{answer}");
    for digits in ["", "12x", "1\r\n2", &"1".repeat(33)] {
        assert_eq!(agent.post(&path("dtmf"), json!({ "digits": digits })).await.0, 422, "{digits:?}");
    }
    for control in ["record/start", "record/pause", "record/resume", "record/stop"] {
        let (status, answer) = agent.post(&path(control), json!({})).await;
        assert_eq!(status, 200, "{control}: {answer}");
    }
    let written: Vec<AuditRow> =
        rows(&*served.site.store, &Select::from(AUDIT)).await.expect("it can be read");
    let actions: Vec<_> = written.iter().map(|row| row.action.as_str()).collect();
    assert!(actions.contains(&"call.dtmf") && actions.contains(&"call.record_start"), "{actions:?}");
    assert!(written.iter().all(|row| !row.detail.contains("4929881")), "keys may be a card's number");
}

#[tokio::test]
async fn a_supervisor_takes_a_call_over_and_moves_another() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    for (control, body) in [("takeover", json!({})), ("move", json!({ "to": "1002" }))] {
        assert_eq!(agent.post(&format!("/api/calls/{call}/{control}"), body).await.0, 403, "{control}");
    }
    let supervisor = served.asker(Role::Supervisor, Some("1090"));
    let (status, answer) = supervisor.post(&format!("/api/calls/{call}/takeover"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let with =
        |call: &str| desk(&served).read(|moment| view::call(moment.state, call)).expect("it lives").with;
    assert_eq!(with(&call), vec!["1090"]);
    let body = json!({ "to": "1002", "context": "macro-hangup" });
    let (status, problem) = supervisor.post(&format!("/api/calls/{call}/move"), body).await;
    assert_eq!(status, 409, "that context is not allowed: {problem}");
    let (status, answer) = supervisor.post(&format!("/api/calls/{call}/move"), json!({ "to": "1002" })).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn an_agent_knows_who_he_is_and_logs_in_to_the_queues_he_is_assigned_to() {
    let served = Served::start().await;
    let agent = served.asker(Role::Agent, Some("1001"));
    let (status, me) = agent.look("/api/agents/me").await;
    assert_eq!((status, &me["agent"]["activity"]), (200, &json!("ready")), "{me}");
    let nobody = served.asker(Role::Supervisor, None);
    assert_eq!(nobody.look("/api/agents/me").await.1["agent_key"], Value::Null);
    assert_eq!(agent.post("/api/agents/me/logout", json!({})).await.0, 200);
    let (status, problem) = agent.post("/api/agents/me/login", json!({})).await;
    assert_eq!(status, 422, "nobody assigned him: {problem}");
    let administrator = served.asker(Role::Administrator, None);
    for (path, body) in [
        ("/api/queues", json!({ "name": "sales" })),
        ("/api/queues", json!({ "name": "support" })),
        ("/api/extensions", json!({ "number": "1001", "name": "Anna" })),
        (
            "/api/agents",
            json!({ "login": "anna", "name": "Anna", "extension": "1001",
            "queues": [{ "queue": "sales" }, { "queue": "support", "penalty": 3 }] }),
        ),
    ] {
        let (status, made) = administrator.post(path, body).await;
        assert!(status == 200 || status == 201, "{path}: {made}");
    }
    let (status, answer) = agent.post("/api/agents/me/login", json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let row = desk(&served).read(|moment| view::agent(moment.state, "1001")).expect("he is there");
    let queues: Vec<_> = row.queues.iter().map(|own| (own.queue.as_str(), own.penalty)).collect();
    assert_eq!(queues, [("sales", 0), ("support", 3)]);
    // Whoever logs him in, he is called what he is called.
    assert_eq!(agent.post("/api/agents/me/logout", json!({})).await.0, 200);
    let supervisor = served.asker(Role::Supervisor, None);
    let (status, answer) = supervisor.post("/api/agents/1001/login", json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let row = desk(&served).read(|moment| view::agent(moment.state, "1001")).expect("he is there");
    assert_eq!((row.name.as_str(), row.queues.len()), ("Anna", 2));
}

#[tokio::test]
async fn f_050_what_an_agent_did_is_told_page_by_page() {
    use callcenter_core::Timestamp;
    use callcenter_store::{AgentSessionRow, AgentSpanRow, Write};

    let served = Served::start().await;
    let stream = desk(&served).stream().number();
    let at = |second: i64| Some(Timestamp::from_secs(1_795_300_000 + second));
    let span = |seq: i64, activity: &str, reason: &str| AgentSpanRow {
        stream,
        seq,
        agent: "1001".to_owned(),
        activity: activity.to_owned(),
        reason: reason.to_owned(),
        from_at: at(seq),
        until_at: at(seq + 10),
        open: false,
    };
    let session = AgentSessionRow {
        stream,
        seq: 10,
        agent: "1001".to_owned(),
        from_at: at(10),
        until_at: None,
        open: true,
    };
    let spans = [span(10, "ready", ""), span(20, "talking", ""), span(30, "paused", "lunch")];
    served.site.store.write(Write::default().put_new(spans).put_new([session])).await.expect("it is kept");
    let agent = served.asker(Role::Agent, Some("1001"));
    let mut told = Vec::new();
    let mut path = "/api/agents/me/activities?limit=1".to_owned();
    loop {
        let (status, page) = agent.look(&path).await;
        assert_eq!(status, 200, "{page}");
        told.extend(page["items"].as_array().expect("a list").clone());
        match page["next"].as_str() {
            Some(next) => path = format!("/api/agents/me/activities?limit=1&cursor={next}"),
            None => break,
        }
    }
    let kinds: Vec<_> = told.iter().map(|row| row["kind"].as_str().expect("a word")).collect();
    assert_eq!(kinds, ["paused", "talking", "logged_in", "ready"]);
    assert_eq!((&told[0]["reason"], &told[0]["duration_s"]), (&json!("lunch"), &json!(10.0)));
    assert_eq!(told[2]["until"], Value::Null);
    assert_eq!(agent.look("/api/agents/1002/activities").await.0, 403);
}

#[tokio::test]
async fn hc_42_a_pause_asked_for_in_a_call_begins_after_it_if_wanted() {
    let served = Served::start().await;
    let (_, leg) = served.desk.talks_with("1005");
    let agent = served.asker(Role::Agent, Some("1005"));
    let body = json!({ "reason": "tea", "after_call": true });
    let (status, answer) = agent.post("/api/agents/me/not-ready", body).await;
    assert_eq!(status, 200, "{answer}");
    assert!(activity(&served, "1005").starts_with("Talking"));
    served.desk.hangs_up(&leg);
    served.desk.advance(Span::from_secs(60));
    assert_eq!(activity(&served, "1005"), "Paused tea");
}

#[tokio::test]
async fn what_can_be_done_is_said_beforehand_and_why_not() {
    let served = Served::start().await;
    let caller = served.desk.somebody_calls("1001");
    let call = call_of(&served, &caller);
    let agent = served.asker(Role::Agent, Some("1001"));
    let path = format!("/api/calls/{call}/capabilities");
    let control = |told: &Value, name: &str| {
        let all = told["controls"].as_array().expect("a list");
        all.iter().find(|own| own["control"] == name).unwrap_or_else(|| panic!("{name} in {told}")).clone()
    };
    let (status, ringing) = agent.look(&path).await;
    assert_eq!((status, &ringing["endpoint"]), (200, &json!("1001")), "{ringing}");
    assert_eq!(control(&ringing, "answer")["possible"], true);
    assert_eq!(control(&ringing, "hold")["possible"], false);
    assert!(control(&ringing, "hold")["why"].is_string());
    served.desk.answers("1001");
    let (_, talking) = agent.look(&path).await;
    for name in ["hold", "mute", "blind_transfer", "attended_transfer", "park", "record", "hangup"] {
        assert_eq!(control(&talking, name)["possible"], true, "{name}: {talking}");
    }
    assert_eq!(control(&talking, "mute")["evidence"], "answered");
    assert_eq!(control(&talking, "answer")["possible"], false);
    assert_eq!(control(&talking, "supervise")["why"], "this needs the role supervisor");
    let supervisor = served.asker(Role::Supervisor, None);
    assert_eq!(control(&supervisor.look(&path).await.1, "supervise")["possible"], true);
    assert_eq!(served.asker(Role::Agent, Some("1002")).look(&path).await.0, 403);
}

#[tokio::test]
async fn a_leg_that_has_ended_is_gone_and_one_of_somebody_else_is_not_mine() {
    let served = Served::start().await;
    let (caller, _) = served.desk.talks_with("1001");
    let call = call_of(&served, &caller);
    let other = served.asker(Role::Agent, Some("1002"));
    let asked = async |leg: &str| other.look(&format!("/api/calls/{call}/capabilities?leg={leg}")).await;
    let (status, problem) = asked("1795000000.1").await;
    assert_eq!(status, 404, "{problem}");
    let (status, problem) = asked("1001").await;
    assert_eq!(status, 403, "{problem}");
}
