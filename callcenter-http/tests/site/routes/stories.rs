//! What happens at the call center while the routes are asked.

use callcenter_core::record::Status;
use callcenter_core::{Span, Timestamp, view};
use callcenter_http::{Desk, Role};
use reqwest::Method;
use serde_json::{Value, json};

use super::Client;
use crate::client::Served;
use crate::desk::EngineDesk;
use crate::kept::Kept;

const PASSWORD: &str = "a long enough sentence";

fn desk(served: &Served) -> &dyn Desk {
    &*served.desk
}

fn list(value: &Value) -> &Vec<Value> {
    value["items"].as_array().expect("it is a list")
}

/// The row of a list whose field says this.
fn row<'a>(value: &'a Value, field: &str, says: &str) -> &'a Value {
    let found = list(value).iter().find(|row| row[field] == says);
    found.unwrap_or_else(|| panic!("no row with {field} {says} in {value}"))
}

/// A moment of an answer, to the second and its fraction.
fn moment(value: &Value) -> f64 {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no moment"));
    let at: jiff::Timestamp = text.parse().unwrap_or_else(|_| panic!("{text} is no moment"));
    at.as_microsecond() as f64 / 1e6
}

/// That a moment or a span is what it was; the switch takes some milliseconds for each thing.
#[track_caller]
fn near(told: f64, was: f64) {
    assert!((told - was).abs() < 0.25, "{told} was told, and {was} it was");
}

fn seconds(at: Timestamp) -> f64 {
    at.as_micros() as f64 / 1e6
}

/// Whose phone rings.
fn ringing(served: &Served) -> String {
    let agents = desk(served).read(|moment| view::agents(moment.state));
    let found = agents.iter().find(|agent| agent.activity == callcenter_core::fact::Activity::Ringing);
    found.expect("a phone rings").agent.to_string()
}

/// F-210 to F-213, F-241: a call of a queue that is answered, held and ended by the caller, one that gave up, one that lives.
#[tokio::test]
async fn f_210_to_f_213_calls_are_told_as_they_were() {
    let mut client = Client::new();
    let served = Served::start().await;
    let supervisor = served.who(Role::Supervisor, None);
    let mut kept = Kept::open(&served).await;
    served.desk.advance(Span::from_secs(60));
    kept.write(&served).await;

    let began = seconds(served.desk.now());
    let caller = served.desk.calls("4930111222", "Ada Almeida", "4930555200");
    served.desk.advance(Span::from_secs(4));
    let agent = ringing(&served);
    let leg = served.desk.answers(&agent);
    let answered = seconds(served.desk.now());
    served.desk.advance(Span::from_secs(10));
    served.desk.holds(&leg);
    served.desk.advance(Span::from_secs(5));
    served.desk.holds(&leg);
    served.desk.advance(Span::from_secs(3));
    served.desk.hangs_up(&caller);
    let ended = seconds(served.desk.now());
    served.desk.advance(Span::from_secs(60));

    let gave_up = served.desk.calls("4930333444", "Bo Brand", "sales");
    served.desk.advance(Span::from_secs(7));
    served.desk.hangs_up(&gave_up);
    served.desk.advance(Span::from_secs(60));
    served.desk.talks_with("1009");
    kept.write(&served).await;

    let all = client.look(&supervisor, "/api/calls").await;
    assert_eq!(list(&all).len(), 3);
    let call = row(&all, "caller", "4930111222").clone();
    for (field, was) in [
        ("caller_name", json!("Ada Almeida")),
        ("direction", json!("inbound")),
        ("status", json!("answered")),
        ("queue", json!("support")),
        ("dialed", json!("4930555200")),
        ("answered_by", json!(agent)),
        ("hangup_by", json!("customer")),
        ("holds", json!(1)),
        ("transfers", json!(0)),
        ("live", json!(false)),
    ] {
        assert_eq!(call[field], was, "{field}");
    }
    near(moment(&call["started_at"]), began);
    near(moment(&call["answered_at"]), answered);
    near(moment(&call["ended_at"]), ended);
    near(call["wait_s"].as_f64().expect("it waited"), 4.0);
    near(call["talk_s"].as_f64().expect("it talked"), 18.0);
    near(call["hold_s"].as_f64().expect("it was held"), 5.0);
    let left = row(&all, "caller", "4930333444");
    assert_eq!((&left["status"], &left["answered_by"]), (&json!("abandoned"), &Value::Null));
    near(left["wait_s"].as_f64().expect("it waited"), 7.0);
    assert_eq!(client.look(&supervisor, "/api/call").await, all, "the other name");
    let few = client.look(&supervisor, "/api/calls?status=abandoned").await;
    assert_eq!(list(&few).len(), 1);
    assert_eq!(client.look(&supervisor, "/api/call?status=abandoned").await, few);

    let id = call["id"].as_str().expect("it has one");
    let told = client.look(&supervisor, &format!("/api/calls/{id}/details")).await;
    assert_eq!(told["hold"]["count"], 1);
    near(told["hold"]["hold_s"].as_f64().expect("it was held"), 5.0);
    assert_eq!(told["visits"][0]["queue"], "support");
    assert_eq!(told["hangup"]["by"], "customer");
    let legs = told["legs"].as_array().expect("a list");
    assert_eq!(legs.len() as i64, call["legs"].as_i64().expect("they are counted"));
    for list in ["legs", "bridge_segments", "routing", "extension_changes", "timeline"] {
        assert!(!told[list].as_array().expect("a list").is_empty(), "{list}");
    }
    let plain = client.look(&supervisor, &format!("/api/call/{id}")).await;
    for field in ["id", "status", "caller", "started_at", "ended_at", "visits", "hold", "ring_attempts"] {
        assert_eq!(plain[field], told[field], "{field}");
    }

    let live = client.look(&supervisor, "/api/calls/live").await;
    assert_eq!(list(&live).len(), 1);
    assert_eq!(
        (&live["items"][0]["status"], &live["items"][0]["with"][0]),
        (&json!("talking"), &json!("1009"))
    );

    let today = client.look(&supervisor, "/api/calls/today-stats").await;
    assert_eq!((&today["total"]["calls"], &today["inbound"]["calls"]), (&json!(3), &json!(3)));
    assert_eq!(today["outbound"]["calls"], 0);
    client.has_asked(&[210, 211, 212, 213]);
}

/// F-214 to F-222.
#[tokio::test]
async fn f_214_to_f_222_extensions_and_teams_are_administered() {
    let mut client = Client::new();
    let served = Served::start().await;
    let administrator = served.who(Role::Administrator, None);
    let team = json!({ "name": "day", "description": "by day" });
    client.done(&administrator, Method::POST, "/api/teams", team.clone()).await;
    let teams = client.look(&administrator, "/api/teams").await;
    assert_eq!(row(&teams, "name", "day")["description"], "by day");
    let changed = json!({ "name": "day", "description": "from eight to six" });
    client.done(&administrator, Method::PUT, "/api/teams/day", changed).await;
    let teams = client.look(&administrator, "/api/teams").await;
    assert_eq!(row(&teams, "name", "day")["description"], "from eight to six");

    let seen = list(&client.look(&administrator, "/api/extensions?limit=500").await).len();
    let extension = json!({ "number": "4001", "name": "Front Desk", "team": "day" });
    client.done(&administrator, Method::POST, "/api/extensions", extension).await;
    let all = client.look(&administrator, "/api/extensions?limit=500").await;
    assert_eq!(list(&all).len(), seen + 1);
    let made = row(&all, "number", "4001");
    assert_eq!((&made["name"], &made["managed"]), (&json!("Front Desk"), &json!(true)));
    assert_eq!(
        (&made["team"], &made["status"]),
        (&json!("day"), &json!("unknown")),
        "no switch knows it yet"
    );
    let own = client.look(&administrator, "/api/extensions?team=day").await;
    assert_eq!((list(&own).len(), &own["items"][0]["number"]), (1, &json!("4001")));
    let (status, why) = client.ask(&administrator, Method::DELETE, "/api/teams/day", Value::Null).await;
    assert_eq!(status, 409, "the team is needed: {why}");
    let changed = json!({ "number": "4001", "name": "Reception" });
    client.done(&administrator, Method::PUT, "/api/extensions/4001", changed).await;
    let all = client.look(&administrator, "/api/extensions?limit=500").await;
    let made = row(&all, "number", "4001");
    assert_eq!((&made["name"], &made["team"]), (&json!("Reception"), &Value::Null));
    client.done(&administrator, Method::DELETE, "/api/extensions/4001", Value::Null).await;
    assert_eq!(list(&client.look(&administrator, "/api/extensions?limit=500").await).len(), seen);
    client.done(&administrator, Method::DELETE, "/api/teams/day", Value::Null).await;
    assert_eq!(client.look(&administrator, "/api/teams").await["items"], json!([]));
    client.done(&administrator, Method::POST, "/api/extensions/refresh", Value::Null).await;
    client.has_asked(&[214, 215, 216, 217, 218, 219, 220, 221, 222]);
}

/// F-223 to F-234: log in, ready, not ready, a call with its customer, log out.
#[tokio::test]
async fn f_223_to_f_234_an_agent_works_a_day() {
    let mut client = Client::new();
    let served = Served::start().await;
    let agent = served.who(Role::Agent, Some("1001"));
    let at = |path: &str| format!("/call-center/api/{path}");
    let activity = || {
        let row = desk(&served).read(|moment| view::agent(moment.state, "1001")).expect("he is there");
        (format!("{:?}", row.activity), row.reason.to_string(), row.queues.len())
    };
    client.done(&agent, Method::POST, &at("agent/logout"), json!({})).await;
    assert_eq!(activity().2, 0);
    let login = json!({ "agent_id": "1001", "extension": "1001", "queues": ["support"] });
    let told = client.done(&agent, Method::POST, &at("agent/login"), login).await;
    assert_eq!((&told["success"], &told["agent"]["status"]), (&json!(true), &json!("ready")));
    assert_eq!(activity(), ("Ready".to_owned(), String::new(), 1));
    client.done(&agent, Method::POST, &at("agent/not-ready"), json!({ "reason": "Break" })).await;
    assert_eq!(activity().0, "Paused");
    served.desk.advance(Span::from_secs(30));
    let standing = client.look(&agent, &at("agent/status")).await;
    assert_eq!((&standing["status"], &standing["reason"]), (&json!("not_ready"), &json!("Break")));
    near(standing["time_in_state_s"].as_f64().expect("it is known"), 30.0);
    client.done(&agent, Method::POST, &at("agent/ready"), json!({})).await;
    assert_eq!(activity().0, "Ready");

    let customer =
        json!({ "name": "Ada Almeida", "external_id": "K-17", "numbers": [{ "number": "+4917612345678" }] });
    let supervisor = served.who(Role::Supervisor, None);
    client.done(&supervisor, Method::POST, "/api/customers", customer).await;
    let caller = served.desk.somebody_calls("1001");
    served.desk.advance(Span::from_secs(1));
    let hint = client
        .done(&agent, Method::POST, &at("call/ringing"), json!({ "caller_number": "+4917612345678" }))
        .await;
    assert_eq!((&hint["confirmed"], &hint["divergence"]), (&json!(true), &json!("")), "{hint}");
    let who = client.look(&agent, &at("customer/K-17")).await;
    assert!(who.to_string().contains("Ada Almeida"), "{who}");
    let standing = || desk(&served).read(|moment| view::call(moment.state, &caller).map(|call| call.status));
    let told = client.done(&agent, Method::POST, &at("call/answer"), json!({})).await;
    assert_eq!((&told["agent"]["status"], standing()), (&json!("on_call"), Some(Status::Talking)));
    client.done(&agent, Method::POST, &at("call/hold"), json!({})).await;
    assert_eq!(standing(), Some(Status::OnHold));
    client.done(&agent, Method::POST, &at("call/unhold"), json!({})).await;
    assert_eq!(standing(), Some(Status::Talking));
    let to = json!({ "target": "1002" });
    client.done(&agent, Method::POST, &at("call/transfer"), to).await;
    let call = desk(&served).read(|moment| view::call(moment.state, &caller)).expect("it goes on");
    assert!(call.legs.iter().any(|leg| leg.endpoint == "1002"), "{call:?}");
    assert!(call.legs.iter().all(|leg| leg.endpoint != "1001"), "{call:?}");
    let second = served.who(Role::Agent, Some("1002"));
    client.done(&second, Method::POST, &at("call/drop"), json!({})).await;
    served.desk.advance(Span::from_secs(5));
    assert_eq!(standing(), None, "the switch has hung up");
    client.done(&agent, Method::POST, &at("agent/logout"), json!({})).await;
    assert_eq!(activity().2, 0);
    client.has_asked(&[223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234]);
}

/// F-235 to F-238, F-245.
#[tokio::test]
async fn f_235_to_f_238_f_245_somebody_registers_logs_in_and_out() {
    let mut client = Client::new();
    let served = Served::start_with(|config| config.access.development = true).await;
    let nobody = served.who(Role::Agent, None);
    let body = json!({ "username": "dora", "password": PASSWORD });
    let made = client.done(&nobody, Method::POST, "/api/auth/register", body.clone()).await;
    assert_eq!((&made["login"], &made["role"]), (&json!("dora"), &json!("agent")));
    let answer = served.ask(Method::POST, "/api/auth/login").json(&body).send().await.expect("it answers");
    let cookie = answer.headers()["set-cookie"].to_str().expect("it is ASCII");
    let cookie = cookie.split(';').next().expect("it has a beginning").to_owned();
    let (_, told) = client.told(&Method::POST, "/api/auth/login", answer).await;
    assert_eq!(told["user"]["username"], "dora");
    let csrf = told["csrf"].as_str().expect("it is told").to_owned();
    let me = || served.ask(Method::GET, "/api/auth/me").header("cookie", &cookie).send();
    let (status, own) = client.told(&Method::GET, "/api/auth/me", me().await.expect("it answers")).await;
    assert_eq!((status, &own["user"]["id"]), (200, &told["user"]["id"]));
    let leave = served.ask(Method::POST, "/api/auth/logout").header("cookie", &cookie);
    let answer = leave.header("x-csrf-token", &csrf).send().await.expect("it answers");
    let (status, _) = client.told(&Method::POST, "/api/auth/logout", answer).await;
    assert_eq!(status, 204);
    let (status, _) = client.told(&Method::GET, "/api/auth/me", me().await.expect("it answers")).await;
    assert_eq!(status, 401, "the session is over");
    let described = client.look(&nobody, "/openapi.json").await;
    assert!(described["paths"].as_object().expect("it has paths").len() > 100);
    client.has_asked(&[235, 236, 237, 238, 245]);
}

/// F-239 and F-240, by one of their two names.
#[tokio::test]
async fn f_239_f_240_agents_and_queues_are_administered_by_both_names() {
    let mut client = Client::new();
    for (agents, queues) in [("/api/agent", "/api/queue"), ("/api/agents", "/api/queues")] {
        agents_and_queues_are_administered(&mut client, agents, queues).await;
    }
    client.has_asked(&[239, 240]);
}

async fn agents_and_queues_are_administered(client: &mut Client, agents: &str, queues: &str) {
    let served = Served::start().await;
    let administrator = served.who(Role::Administrator, None);
    let (seen, has) = (client.look(&administrator, agents).await, client.look(&administrator, queues).await);

    let queue = json!({ "name": "returns", "strategy": "linear" });
    client.done(&administrator, Method::POST, queues, queue).await;
    let all = client.look(&administrator, queues).await;
    assert_eq!(list(&all).len(), list(&has).len() + 1);
    let made = row(&all, "queue", "returns");
    assert_eq!((&made["strategy"], &made["agents"]["members"]), (&json!("linear"), &json!(0)));
    let one = client.look(&administrator, &format!("{queues}/returns")).await;
    assert_eq!((&one["queue"], &one["members"]), (&json!("returns"), &json!([])));
    let changed = json!({ "name": "returns", "strategy": "random" });
    client.done(&administrator, Method::PUT, &format!("{queues}/returns"), changed).await;
    assert_eq!(client.look(&administrator, &format!("{queues}/returns")).await["strategy"], "random");

    for team in ["day", "night"] {
        client.done(&administrator, Method::POST, "/api/teams", json!({ "name": team })).await;
    }
    client.done(&administrator, Method::POST, "/api/extensions", json!({ "number": "1001" })).await;
    // One who is known at the switch by his phone, and one who was never seen there.
    for (login, extension) in [("anna", json!("1001")), ("zoe", Value::Null)] {
        let body = json!({ "login": login, "name": login, "extension": extension, "team": "day",
            "queues": [{ "queue": "returns" }] });
        client.done(&administrator, Method::POST, agents, body).await;
    }
    let all = client.look(&administrator, agents).await;
    assert_eq!(list(&all).len(), list(&seen).len() + 1, "anna was there already");
    let anna = row(&all, "agent", "1001");
    assert_eq!(
        (&anna["login"], &anna["name"], &anna["activity"]),
        (&json!("anna"), &json!("anna"), &json!("ready"))
    );
    let zoe = row(&all, "agent", "zoe");
    assert_eq!(
        (&zoe["login"], &zoe["activity"], &zoe["queues"]),
        (&json!("zoe"), &json!("away"), &json!([]))
    );
    let by_login = client.look(&administrator, &format!("{agents}/anna")).await;
    assert_eq!(client.look(&administrator, &format!("{agents}/1001")).await, by_login);
    assert_eq!(client.look(&administrator, &format!("{agents}/zoe")).await["team"], "day");
    let days = client.look(&administrator, &format!("{agents}?team=day")).await;
    let days: Vec<_> = list(&days).iter().map(|row| &row["agent"]).collect();
    assert_eq!(days, ["1001", "zoe"]);
    let changed = json!({ "login": "zoe", "name": "Zoë", "team": "night" });
    client.done(&administrator, Method::PUT, &format!("{agents}/zoe"), changed).await;
    let zoe = client.look(&administrator, &format!("{agents}/zoe")).await;
    assert_eq!((&zoe["name"], &zoe["team"]), (&json!("Zoë"), &json!("night")));
    let gone = json!({ "login": "zoe", "name": "Zoë", "enabled": false });
    client.done(&administrator, Method::PUT, &format!("{agents}/zoe"), gone).await;
    assert_eq!(
        list(&client.look(&administrator, agents).await).len(),
        list(&seen).len(),
        "she works here no more"
    );
    for login in ["zoe", "anna"] {
        client.done(&administrator, Method::DELETE, &format!("{agents}/{login}"), Value::Null).await;
        let (status, _) =
            client.ask(&administrator, Method::GET, &format!("{agents}/{login}"), Value::Null).await;
        assert_eq!(status, 404, "{login}");
    }
    client.done(&administrator, Method::DELETE, &format!("{queues}/returns"), Value::Null).await;
    assert_eq!(client.look(&administrator, queues).await, has);
    assert_eq!(client.look(&administrator, agents).await, seen);
    let (one, other) = ("/api/agent", "/api/agents");
    assert_eq!(client.look(&administrator, one).await, client.look(&administrator, other).await);
}

/// F-241 to F-244.
#[tokio::test]
async fn f_241_to_f_244_calls_are_controlled_and_reported() {
    let mut client = Client::new();
    let served = Served::start().await;
    let mut kept = Kept::open(&served).await;
    let supervisor = served.who(Role::Supervisor, None);
    let agent = served.who(Role::Agent, Some("1001"));
    let (caller, _) = served.desk.talks_with("1001");
    let status = || desk(&served).read(|moment| view::call(moment.state, &caller).map(|call| call.status));

    let own = client.look(&agent, "/api/pbx/agent-extensions").await;
    assert_eq!((list(&own).len(), &own["items"][0]["number"]), (1, &json!("1001")));
    let session = client.look(&agent, "/api/pbx/sessions").await["items"][0]["id"].clone();
    let names: Vec<Value> =
        list(&client.look(&agent, "/api/pbx/queues").await).iter().map(|row| row["queue"].clone()).collect();
    assert_eq!(names, ["billing", "sales", "support"]);
    let body = json!({ "sessionId": session });
    client.done(&agent, Method::POST, "/api/pbx/hold", body.clone()).await;
    assert_eq!(status(), Some(Status::OnHold));
    client.done(&agent, Method::POST, "/api/pbx/unhold", body.clone()).await;
    assert_eq!(status(), Some(Status::Talking));
    // The switch reports nothing of these two: its answer is all there is, and that is said.
    for path in ["/api/pbx/mute", "/api/pbx/unmute"] {
        assert_eq!(client.done(&agent, Method::POST, path, body.clone()).await["evidence"], "answered");
    }
    let to = json!({ "sessionId": session, "destination": "1003" });
    client.done(&agent, Method::POST, "/api/pbx/transfer", to).await;
    let call = desk(&served).read(|moment| view::call(moment.state, &caller)).expect("it goes on");
    assert!(call.legs.iter().any(|leg| leg.endpoint == "1003"), "{call:?}");
    for (path, body) in
        [("/api/pbx/originate", json!({ "destination": "1005" })), ("/api/calls", json!({ "to": "1005" }))]
    {
        let made = client.done(&agent, Method::POST, path, body).await;
        let id = made["call_id"].as_str().expect("it is known").to_owned();
        let legs = desk(&served).read(|moment| view::call(moment.state, &id)).expect("it lives").legs;
        assert!(legs.iter().any(|leg| leg.endpoint == "1001"), "the own phone first: {legs:?}");
        let told = client.look(&agent, &format!("/api/call/{id}")).await;
        assert_eq!((&told["id"], &told["live"]), (&json!(id), &json!(true)));
        let told = client.done(&agent, Method::POST, &format!("/api/calls/{id}/hangup"), json!({})).await;
        assert_eq!((&told["outcome"], &told["call_id"]), (&json!("done"), &json!(id)));
        served.desk.advance(Span::from_secs(5));
        assert!(
            desk(&served).read(|moment| view::call(moment.state, &id)).is_none(),
            "the switch has hung up"
        );
    }
    served.desk.hangs_up(&caller);
    served.desk.advance(Span::from_secs(60));
    for n in 0..3 {
        queue_call(&served.desk, n < 2);
    }
    kept.write(&served).await;

    // Three of the queue, the one that was transferred, and two that were made.
    assert_eq!(list(&client.look(&supervisor, "/api/call").await).len(), 6);
    let report = client.look(&supervisor, "/api/reports?name=support").await;
    for (figure, was) in [("offered", 3), ("answered", 2), ("abandoned", 1)] {
        assert_eq!(report["totals"][0]["values"][format!("{figure}@1")], was, "{figure}");
        let behind = format!("/api/reports/calls?figure={figure}&name=support");
        assert_eq!(client.look(&supervisor, &behind).await["calls"].as_array().expect("a list").len(), was);
    }
    for alias in ["/api/report", "/api/pbx/reporting"] {
        assert_eq!(client.look(&supervisor, &format!("{alias}?name=support")).await, report, "{alias}");
    }
    let definitions = client.look(&supervisor, "/api/reports/definitions?scope=queues").await;
    assert!(list(&definitions).iter().any(|own| own["name"] == "offered@1"), "{definitions}");
    let file = client.look(&supervisor, "/api/reports/export?format=csv&name=support").await;
    let file = file.as_str().expect("it is text");
    assert!(file.lines().any(|line| line.contains("support")), "{file}");
    client.has_asked(&[241, 242, 243, 244]);
}

/// Somebody calls support, and is answered or gives up.
fn queue_call(desk: &EngineDesk, is_answered: bool) {
    let caller = desk.somebody_calls("support");
    desk.advance(Span::from_secs(4));
    if is_answered {
        let now: &dyn Desk = desk;
        let agents = now.read(|moment| view::agents(moment.state));
        let rings = agents.iter().find(|agent| agent.activity == callcenter_core::fact::Activity::Ringing);
        desk.answers(rings.expect("a phone rings").agent.as_str());
        desk.advance(Span::from_secs(20));
    }
    desk.hangs_up(&caller);
    desk.advance(Span::from_secs(60));
}
