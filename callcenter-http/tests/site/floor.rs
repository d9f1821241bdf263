//! Administration: what is defined is checked, kept, found again and taken away.

use callcenter_http::Role;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::client::Served;

/// An administrator, at a site.
pub(crate) struct Office {
    pub(crate) served: Served,
    secret: String,
}

impl Office {
    pub(crate) async fn open() -> Self {
        let served = Served::start().await;
        let secret = served.log_in(Role::Administrator, None);
        Self { served, secret }
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Value) -> Response {
        self.ask_as(&self.secret, method, path, body).await
    }

    pub(crate) async fn ask_as(&self, secret: &str, method: Method, path: &str, body: Value) -> Response {
        let request = self
            .client()
            .request(method, format!("http://{}{path}", self.served.address))
            .bearer_auth(secret);
        let request = if body.is_null() { request } else { request.json(&body) };
        request.send().await.expect("it answers")
    }

    /// Asks for something that must go well.
    pub(crate) async fn done(&self, method: Method, path: &str, body: Value) -> Value {
        let answer = self.ask(method, path, body).await;
        let status = answer.status();
        let text = answer.text().await.expect("a text");
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Asks for something that must be refused, and gives the status and the words.
    pub(crate) async fn refused(&self, method: Method, path: &str, body: Value) -> (u16, String) {
        let answer = self.ask(method, path, body).await;
        let status = answer.status().as_u16();
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
        let body: Value = answer.json().await.expect("JSON");
        (status, body["detail"].as_str().expect("words").to_owned())
    }

    fn client(&self) -> reqwest::Client {
        reqwest::Client::new()
    }
}

#[tokio::test]
async fn f_215_f_216_f_217_an_extension_is_made_changed_and_taken_away() {
    let office = Office::open().await;
    let body =
        json!({"number": "1001", "name": "Anna Ahrens", "codecs": ["alaw"], "numbers": ["+4930555101"]});
    let made = office.ask(Method::POST, "/api/extensions", body).await;
    assert_eq!(made.status(), 201);
    assert_eq!(made.headers()["location"], "/api/extensions/1001");
    assert_eq!(made.headers()["cache-control"], "no-store");
    let made: Value = made.json().await.expect("JSON");
    assert_eq!(made["secret"].as_str().map(str::len), Some(24));
    assert_eq!(made["extension"]["devices_max"], 1, "what is not said is as usual");

    let read = office.ask(Method::GET, "/api/extensions/1001", Value::Null).await;
    let tag = read.headers()["etag"].to_str().expect("a tag").to_owned();
    let mut extension: Value = read.json().await.expect("JSON");
    assert_eq!(extension["name"], "Anna Ahrens");
    assert!(extension.get("secret").is_none(), "no secret is read: {extension}");

    extension["name"] = json!("Anna Berg");
    let change = |tag: &str| {
        let address = format!("http://{}/api/extensions/1001", office.served.address);
        let request = office.client().put(address).bearer_auth(&office.secret).header("if-match", tag);
        request.json(&extension).send()
    };
    assert_eq!(change(&tag).await.expect("it answers").status(), 200);
    assert_eq!(change(&tag).await.expect("it answers").status(), 412, "it was changed meanwhile");
    let list = office.done(Method::GET, "/api/definitions/extensions", Value::Null).await;
    assert_eq!(list["items"][0]["name"], "Anna Berg");
    assert!(!list.to_string().contains(made["secret"].as_str().expect("a secret")));

    assert_eq!(office.ask(Method::DELETE, "/api/extensions/1001", Value::Null).await.status(), 204);
    let (status, words) = office.refused(Method::GET, "/api/extensions/1001", Value::Null).await;
    assert_eq!((status, words.as_str()), (404, "there is no extension 1001"));
}

#[tokio::test]
async fn a_secret_is_told_its_owner_only_and_a_new_one_replaces_it() {
    let office = Office::open().await;
    let made = office.done(Method::POST, "/api/extensions", json!({"number": "1001"})).await;
    office.done(Method::POST, "/api/extensions", json!({"number": "1002"})).await;
    office
        .done(Method::POST, "/api/agents", json!({"login": "anna", "name": "Anna", "extension": "1002"}))
        .await;
    let path = "/api/extensions/1001/credentials";
    let by_number = office.served.log_in(Role::Agent, Some("1001"));
    let told: Value =
        office.ask_as(&by_number, Method::POST, path, Value::Null).await.json().await.expect("JSON");
    assert_eq!((&told["sip_user"], &told["secret"]), (&json!("1001"), &made["secret"]));
    let by_login = office.served.log_in(Role::Agent, Some("anna"));
    assert_eq!(office.ask_as(&by_login, Method::POST, path, Value::Null).await.status(), 403);
    let own = office.ask_as(&by_login, Method::POST, "/api/extensions/1002/credentials", Value::Null).await;
    assert_eq!(own.status(), 200);
    assert_eq!(office.ask(Method::POST, path, Value::Null).await.status(), 403, "not even an administrator");

    let anew = office.done(Method::POST, "/api/extensions/1001/secret", Value::Null).await;
    assert_ne!(anew["secret"], made["secret"]);
    let told: Value =
        office.ask_as(&by_number, Method::POST, path, Value::Null).await.json().await.expect("JSON");
    assert_eq!(told["secret"], anew["secret"]);
    let kept = callcenter_store::Select::from(callcenter_store::SIP_SECRETS);
    let kept = format!("{:?}", office.served.site.store.select(&kept).await.expect("it can be read"));
    assert!(!kept.contains(anew["secret"].as_str().expect("a secret")), "it is sealed");
    let audit = callcenter_store::Select::from(callcenter_store::AUDIT);
    let audit = format!("{:?}", office.served.site.store.select(&audit).await.expect("it can be read"));
    for action in ["extension.create", "extension.secret", "extension.credentials", "agent.create"] {
        assert!(audit.contains(action), "{action} is written down");
    }
    assert!(!audit.contains(anew["secret"].as_str().expect("a secret")), "no secret is written down");
}

#[tokio::test]
async fn what_is_needed_elsewhere_stays_and_what_is_not_there_cannot_be_named() {
    let office = Office::open().await;
    let menu =
        json!({"name": "main", "greeting": "hello", "options": {"1": {"to": "queue", "queue": "support"}}});
    let (status, words) = office.refused(Method::POST, "/api/ivrs", menu.clone()).await;
    assert_eq!((status, words.as_str()), (422, "options: there is no queue support: make it first"));
    office.done(Method::POST, "/api/queue", json!({"name": "support", "extension": "2000"})).await;
    office.done(Method::POST, "/api/ivrs", menu).await;
    let (status, words) = office.refused(Method::DELETE, "/api/queues/support", Value::Null).await;
    assert_eq!(status, 409);
    assert_eq!(words, "queue support is used by IVR menu main (options): take it out there first");
    let (status, words) = office.refused(Method::POST, "/api/extensions", json!({"number": "2000"})).await;
    assert_eq!((status, words.as_str()), (422, "number: 2000 is queue support already"));
    let (_, words) = office.refused(Method::POST, "/api/extensions", json!({"number": "112"})).await;
    assert_eq!(words, "number: 112 is an emergency number already");
    let (status, _) = office.refused(Method::POST, "/api/queues", json!({"name": "support"})).await;
    assert_eq!(status, 409, "it is there already");
    office.done(Method::DELETE, "/api/ivrs/main", Value::Null).await;
    office.done(Method::DELETE, "/api/queues/support", Value::Null).await;
}

#[tokio::test]
async fn hc_11_a_value_that_could_end_a_line_of_a_file_is_refused_with_its_field() {
    let office = Office::open().await;
    let wrong = [
        ("/api/extensions", json!({"number": "1001\nexten => _X.,1,System(x)"}), "number"),
        ("/api/extensions", json!({"number": "1001", "name": "Eve\r\n[evil]"}), "name"),
        ("/api/extensions", json!({"number": "1001", "secret": "long-enough;but"}), "secret"),
        ("/api/extensions", json!({"number": "1001", "voicemail": "1001@default)"}), "voicemail"),
        ("/api/extensions", json!({"number": "1001", "sip_user": "a]b"}), "sip_user"),
        ("/api/extensions", json!({"number": "1001", "secret": "short"}), "secret"),
        ("/api/queues", json!({"name": "support]"}), "name"),
        ("/api/queues", json!({"name": "general"}), "name"),
        ("/api/queues", json!({"name": "q", "music": "x;y"}), "music"),
        ("/api/queues", json!({"name": "q", "keys": {"#": {"to": "hangup"}}}), "keys"),
        (
            "/api/queues",
            json!({"name": "q", "announcements": {"greeting": "../../etc/passwd"}}),
            "announcements",
        ),
        (
            "/api/ivrs",
            json!({"name": "m", "greeting": "a&b", "options": {"1": {"to": "hangup"}}}),
            "greeting",
        ),
        ("/api/ivrs", json!({"name": "m", "greeting": "a", "options": {}}), "options"),
        ("/api/ivrs", json!({"name": "m", "greeting": "a", "options": {"x": {"to": "hangup"}}}), "options"),
        ("/api/agents", json!({"login": "anna", "name": "\u{202e}annA"}), "name"),
        ("/api/agents", json!({"login": "anna", "name": "Anna", "email": "anna"}), "email"),
        ("/api/teams", json!({"name": "a/b"}), "name"),
    ];
    for (path, body, field) in wrong {
        let (status, words) = office.refused(Method::POST, path, body.clone()).await;
        assert_eq!(status, 422, "{body}: {words}");
        assert!(words.starts_with(&format!("{field}: ")), "{body}: {words}");
    }
    let night = json!({"name": "m", "greeting": "a", "options": {"1": {"to": "hangup"}}, "hours": {
        "time_zone": "Europe/Berlin", "open": [{"days": ["mon"], "from": "22:00", "until": "06:00"}]}});
    let (_, words) = office.refused(Method::POST, "/api/ivrs", night).await;
    assert!(words.contains("24:00"), "{words}");
    let (status, words) =
        office.refused(Method::POST, "/api/queues", json!({"name": "q", "colour": "red"})).await;
    assert!(status == 422 && words.contains("colour"), "{words}");
}

#[tokio::test]
async fn hc_45_an_agent_who_changes_desks_keeps_his_history() {
    let office = Office::open().await;
    for number in ["1001", "1002"] {
        office.done(Method::POST, "/api/extensions", json!({"number": number})).await;
    }
    let anna = |extension: Option<&str>| json!({"login": "anna", "name": "Anna", "extension": extension});
    office.done(Method::POST, "/api/agent", anna(Some("1001"))).await;
    let (_, words) = office
        .refused(Method::POST, "/api/agents", json!({"login": "ben", "name": "Ben", "extension": "1001"}))
        .await;
    assert!(words.starts_with("extension: 1001 is agent "), "{words}");
    let before = office.served.site.clock.now();
    office.done(Method::PUT, "/api/agents/anna", anna(Some("1002"))).await;
    office
        .done(Method::POST, "/api/agents", json!({"login": "ben", "name": "Ben", "extension": "1001"}))
        .await;
    let floor = &office.served.site.floor;
    let now = office.served.site.clock.now();
    assert_eq!(floor.extension_of("anna", before).await, Ok(Some("1001".to_owned())));
    assert_eq!(floor.extension_of("anna", now).await, Ok(Some("1002".to_owned())));
    assert_eq!(floor.agent_at("1001", before).await, Ok(Some("anna".to_owned())));
    assert_eq!(floor.agent_at("1001", now).await, Ok(Some("ben".to_owned())));
    office.done(Method::DELETE, "/api/agents/anna", Value::Null).await;
    let desks = office.done(Method::GET, "/api/agents/anna/extensions", Value::Null).await;
    let numbers: Vec<_> =
        desks["items"].as_array().expect("a list").iter().map(|desk| &desk["extension"]).collect();
    assert_eq!(numbers, ["1002", "1001"]);
    assert!(desks["items"].as_array().expect("a list").iter().all(|desk| desk["until"].is_string()));
}

#[tokio::test]
async fn f_219_teams_pause_codes_and_dispositions_are_read_by_everybody_and_changed_by_administrators() {
    let office = Office::open().await;
    let agent = office.served.log_in(Role::Agent, Some("1001"));
    let things = [
        ("/api/teams", json!({"name": "Käse & Wein"}), "/api/teams/K%C3%A4se%20%26%20Wein"),
        (
            "/api/pause-codes",
            json!({"code": "lunch", "name": "Lunch", "minutes_max": 60}),
            "/api/pause-codes/lunch",
        ),
        (
            "/api/dispositions",
            json!({"code": "sold", "name": "Sold", "outcome": "success"}),
            "/api/dispositions/sold",
        ),
    ];
    for (path, body, at) in things {
        assert_eq!(office.ask_as(&agent, Method::POST, path, body.clone()).await.status(), 403);
        let made = office.ask(Method::POST, path, body.clone()).await;
        assert_eq!(made.headers()["location"].to_str().expect("ASCII"), at);
        let list: Value =
            office.ask_as(&agent, Method::GET, path, Value::Null).await.json().await.expect("JSON");
        assert_eq!(list["items"].as_array().expect("a list").len(), 1, "{list}");
        assert_eq!(office.ask_as(&agent, Method::GET, at, Value::Null).await.status(), 200);
        assert_eq!(office.ask(Method::PUT, at, body).await.status(), 200);
        assert_eq!(office.ask(Method::DELETE, at, Value::Null).await.status(), 204);
    }
}

#[tokio::test]
async fn a_list_is_told_in_pages() {
    let office = Office::open().await;
    for number in 100..105 {
        office.done(Method::POST, "/api/extensions", json!({"number": number.to_string()})).await;
    }
    let mut found = Vec::new();
    let mut path = "/api/definitions/extensions?limit=2".to_owned();
    loop {
        let page = office.done(Method::GET, &path, Value::Null).await;
        let items = page["items"].as_array().expect("a list");
        assert!(items.len() <= 2);
        found.extend(items.iter().map(|item| item["number"].as_str().expect("a number").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/definitions/extensions?limit=2&cursor={next}");
    }
    assert_eq!(found, ["100", "101", "102", "103", "104"]);
}
