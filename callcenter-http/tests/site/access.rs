//! Accounts: logging in and out, users, tokens, the audit.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use callcenter_core::Span;
use callcenter_http::access::{AccessConfig, NewUser, Secret};
use callcenter_http::clock::Clock;
use callcenter_http::{Role, SiteConfig};
use callcenter_store::{SqliteStore, Store};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::client::Served;

const PASSWORD: &str = "a long enough sentence";

/// A browser with its cookie.
pub(crate) struct Browser<'a> {
    served: &'a Served,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl<'a> Browser<'a> {
    pub(crate) async fn log_in(served: &'a Served, login: &str, password: &str) -> Self {
        let answer = try_login(served, login, password).await;
        assert_eq!(answer.status(), 200);
        Self::of(served, answer).await
    }

    async fn of(served: &'a Served, answer: Response) -> Self {
        let cookie = cookie_of(&answer).expect("a session begins with a cookie");
        let body: Value = answer.json().await.expect("it is JSON");
        Self { served, cookie, csrf: body["csrf"].as_str().expect("it is told").to_owned() }
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let mut request = self.served.ask(method, path).header("cookie", &self.cookie);
        request = request.header("x-csrf-token", &self.csrf);
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.expect("it answers")
    }

    async fn get(&self, path: &str) -> Response {
        self.ask(Method::GET, path, None).await
    }
}

async fn try_login(served: &Served, login: &str, password: &str) -> Response {
    let body = json!({ "login": login, "password": password });
    served.ask(Method::POST, "/api/auth/login").json(&body).send().await.expect("it answers")
}

/// `name=value` of the session's cookie.
fn cookie_of(answer: &Response) -> Option<String> {
    let line = answer.headers().get("set-cookie")?.to_str().expect("it is ASCII");
    Some(line.split(';').next().expect("a line has a first part").to_owned())
}

pub(crate) async fn user(served: &Served, login: &str, role: Role) -> String {
    let new = NewUser {
        login: login.to_owned(),
        name: None,
        email: None,
        role,
        agent: None,
        password: Some(Secret::from(PASSWORD)),
    };
    served.site.access.create_user(new).await.expect("the login is free").id
}

async fn problem(answer: Response, status: u16) -> String {
    assert_eq!(answer.status(), status);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let body: Value = answer.json().await.expect("it is JSON");
    assert_eq!(body["status"], status);
    body["detail"].as_str().expect("it says what is wrong").to_owned()
}

/// A clock that is set by hand, and what sets it.
pub(crate) fn clock() -> (Clock, Arc<AtomicI64>) {
    let micros = Arc::new(AtomicI64::new(1_795_334_400_000_000));
    (Clock::Hand(Arc::clone(&micros)), micros)
}

pub(crate) fn pass(clock: &AtomicI64, span: Span) {
    clock.fetch_add(span.as_micros(), Ordering::Relaxed);
}

#[tokio::test]
async fn f_235_f_237_f_238_who_logs_in_is_known_until_he_logs_out() {
    let served = Served::start().await;
    user(&served, "alice", Role::Agent).await;
    let answer = try_login(&served, "Alice", PASSWORD).await;
    let line = answer.headers()["set-cookie"].to_str().expect("it is ASCII").to_owned();
    assert!(line.starts_with("callcenter_session="), "{line}");
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!line.contains("Secure"), "a browser would not send it back over plain HTTP: {line}");
    let browser = Browser::of(&served, answer).await;

    let me: Value = browser.get("/api/auth/me").await.json().await.expect("it is JSON");
    assert_eq!(me["user"]["login"], "alice");
    assert_eq!(me["user"]["role"], "agent");
    assert_eq!(me["csrf"], browser.csrf);
    assert_eq!(me["permissions"], json!(["own", "look", "act"]));

    let out = browser.ask(Method::POST, "/api/auth/logout", None).await;
    assert_eq!(out.status(), 204);
    assert_eq!(cookie_of(&out).as_deref(), Some("callcenter_session="));
    problem(browser.get("/api/auth/me").await, 401).await;
}

#[tokio::test]
async fn clients_that_say_username_log_in_too() {
    let served = Served::start().await;
    user(&served, "1001", Role::Agent).await;
    let body = json!({ "username": "1001", "password": PASSWORD });
    let answer = served.ask(Method::POST, "/api/auth/login").json(&body).send().await.expect("it answers");
    assert_eq!(answer.status(), 200);
    let body: Value = answer.json().await.expect("it is JSON");
    assert_eq!(body["user"]["username"], "1001");
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_are_answered_alike() {
    let served = Served::start().await;
    let id = user(&served, "alice", Role::Agent).await;
    let wrong = problem(try_login(&served, "alice", "not the password").await, 401).await;
    let unknown = problem(try_login(&served, "nobody", "not the password").await, 401).await;
    assert_eq!(wrong, unknown);
    let change = serde_json::from_value(json!({ "disabled": true })).expect("it is a change");
    served.site.access.change_user(&id, None, change).await.expect("she is there");
    assert_eq!(problem(try_login(&served, "alice", PASSWORD).await, 401).await, wrong);
}

#[tokio::test]
async fn hc_11_hostile_logins_are_refused_like_any_other() {
    let served = Served::start().await;
    user(&served, "alice", Role::Agent).await;
    let long = "x".repeat(100_000);
    for login in ["", "alice\r\nSet-Cookie: a=b", "alice\0", "' OR 1=1 --", "ａlice", "=cmd()", "<b>", &long]
    {
        let status = try_login(&served, login, PASSWORD).await.status();
        assert!(status == 401 || status == 429, "{login:?}: {status}");
    }
    let garbage = ["{", "[]", "null", "{\"login\":1}", "{\"login\":\"a\",\"password\":\"b\",\"role\":\"x\"}"];
    for body in garbage {
        let answer = served
            .ask(Method::POST, "/api/auth/login")
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .expect("it answers");
        assert!(answer.status().is_client_error(), "{body}: {}", answer.status());
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
    for cookie in
        ["callcenter_session=", "callcenter_session=x", "callcenter_session=\"\\", &"c=1;".repeat(500)]
    {
        let answer = served.get("/api/auth/me").header("cookie", cookie).send().await.expect("it answers");
        assert_eq!(answer.status(), 401, "{cookie}");
    }
}

#[tokio::test]
async fn who_guesses_is_slowed_down_and_the_right_password_is_no_way_around() {
    let (clock, micros) = clock();
    let served = Served::start_with(|config| config.clock = clock).await;
    user(&served, "alice", Role::Agent).await;
    for _ in 0..5 {
        problem(try_login(&served, "alice", "a wrong password").await, 401).await;
    }
    let slow = try_login(&served, "alice", PASSWORD).await;
    assert_eq!(slow.headers()["retry-after"], "1");
    problem(slow, 429).await;
    pass(&micros, Span::from_secs(1));
    assert_eq!(try_login(&served, "alice", PASSWORD).await.status(), 200);
}

#[tokio::test]
async fn f_289_a_change_needs_the_sessions_own_token_and_one_of_our_pages() {
    let served = Served::start().await;
    user(&served, "alice", Role::Agent).await;
    user(&served, "bob", Role::Agent).await;
    let alice = Browser::log_in(&served, "alice", PASSWORD).await;
    let bob = Browser::log_in(&served, "bob", PASSWORD).await;
    let post = |cookie: &str, csrf: Option<&str>, headers: &[(&str, &str)]| {
        let mut request = served.ask(Method::POST, "/api/auth/logout").header("cookie", cookie);
        if let Some(csrf) = csrf {
            request = request.header("x-csrf-token", csrf);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        async { request.send().await.expect("it answers") }
    };
    problem(post(&alice.cookie, None, &[]).await, 403).await;
    problem(post(&alice.cookie, Some(""), &[]).await, 403).await;
    problem(post(&alice.cookie, Some(&bob.csrf), &[]).await, 403).await;
    let evil = [("origin", "https://evil.example.com")];
    problem(post(&alice.cookie, Some(&alice.csrf), &evil).await, 403).await;
    let cross = [("sec-fetch-site", "cross-site")];
    problem(post(&alice.cookie, Some(&alice.csrf), &cross).await, 403).await;
    let own = format!("http://{}", served.address);
    let ours = [("origin", own.as_str()), ("sec-fetch-site", "same-origin")];
    assert_eq!(post(&alice.cookie, Some(&alice.csrf), &ours).await.status(), 204);
    // A login from another site would put somebody into an account that is not his.
    let body = json!({ "login": "alice", "password": PASSWORD });
    let login = served.ask(Method::POST, "/api/auth/login").header("origin", "https://evil.example.com");
    problem(login.json(&body).send().await.expect("it answers"), 403).await;
}

#[tokio::test]
async fn f_294_a_session_ends_when_it_is_idle_or_old_and_a_login_ends_the_one_before() {
    let (clock, micros) = clock();
    let served = Served::start_with(|config| {
        config.clock = clock;
        config.access = AccessConfig {
            session_idle: Span::from_secs(3_600),
            session_age: Span::from_secs(3 * 3_600),
            ..AccessConfig::default()
        };
    })
    .await;
    user(&served, "alice", Role::Agent).await;
    let browser = Browser::log_in(&served, "alice", PASSWORD).await;
    for _ in 0..3 {
        pass(&micros, Span::from_secs(3_500));
        assert_eq!(browser.get("/api/auth/me").await.status(), 200);
    }
    pass(&micros, Span::from_secs(400));
    assert_eq!(browser.get("/api/auth/me").await.status(), 401, "three hours are over");

    let browser = Browser::log_in(&served, "alice", PASSWORD).await;
    pass(&micros, Span::from_secs(3_601));
    assert_eq!(browser.get("/api/auth/me").await.status(), 401, "it was idle for an hour");

    let browser = Browser::log_in(&served, "alice", PASSWORD).await;
    let body = json!({ "login": "alice", "password": PASSWORD });
    let login = served.ask(Method::POST, "/api/auth/login").header("cookie", &browser.cookie).json(&body);
    let next = Browser::of(&served, login.send().await.expect("it answers")).await;
    assert_ne!(next.cookie, browser.cookie);
    assert_eq!(browser.get("/api/auth/me").await.status(), 401);
    assert_eq!(next.get("/api/auth/me").await.status(), 200);
}

#[tokio::test]
async fn another_password_ends_every_session_but_the_one_that_changed_it() {
    let served = Served::start().await;
    user(&served, "alice", Role::Agent).await;
    let here = Browser::log_in(&served, "alice", PASSWORD).await;
    let there = Browser::log_in(&served, "alice", PASSWORD).await;
    let change = |old: &str, new: &str| json!({ "old": old, "new": new });
    let path = "/api/auth/password";
    problem(here.ask(Method::POST, path, Some(change("a wrong one", "another sentence"))).await, 401).await;
    problem(here.ask(Method::POST, path, Some(change(PASSWORD, "short"))).await, 422).await;
    let changed = here.ask(Method::POST, path, Some(change(PASSWORD, "another sentence"))).await;
    let after = Browser::of(&served, changed).await;
    assert_eq!(after.get("/api/auth/me").await.status(), 200);
    assert_eq!(here.get("/api/auth/me").await.status(), 401);
    assert_eq!(there.get("/api/auth/me").await.status(), 401);
    problem(try_login(&served, "alice", PASSWORD).await, 401).await;
    assert_eq!(try_login(&served, "alice", "another sentence").await.status(), 200);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_and_all_at_once() {
    let served = Served::start().await;
    user(&served, "alice", Role::Agent).await;
    user(&served, "bob", Role::Agent).await;
    let here = Browser::log_in(&served, "alice", PASSWORD).await;
    let there = Browser::log_in(&served, "alice", PASSWORD).await;
    let bob = Browser::log_in(&served, "bob", PASSWORD).await;
    let list: Value = here.get("/api/auth/sessions").await.json().await.expect("it is JSON");
    let items = list["items"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    assert_eq!(items.iter().filter(|item| item["current"] == true).count(), 1);
    let other = items.iter().find(|item| item["current"] == false).expect("there is another one");
    let path = format!("/api/auth/sessions/{}", other["id"].as_str().expect("an id"));
    problem(bob.ask(Method::DELETE, &path, None).await, 404).await;
    assert_eq!(here.ask(Method::DELETE, &path, None).await.status(), 204);
    assert_eq!(there.get("/api/auth/me").await.status(), 401);
    assert_eq!(here.ask(Method::DELETE, "/api/auth/sessions", None).await.status(), 204);
    assert_eq!(here.get("/api/auth/me").await.status(), 401);
    assert_eq!(bob.get("/api/auth/me").await.status(), 200);
}

#[tokio::test]
async fn f_236_nobody_registers_but_in_development() {
    let body = json!({ "username": "mallory", "password": PASSWORD });
    let register = |served: &Served| served.ask(Method::POST, "/api/auth/register").json(&body).send();
    let served = Served::start().await;
    let why = problem(register(&served).await.expect("it answers"), 404).await;
    assert!(why.contains("development = true"), "{why}");
    problem(try_login(&served, "mallory", PASSWORD).await, 401).await;

    let served = Served::start_with(|config| config.access.development = true).await;
    let made: Value = register(&served).await.expect("it answers").json().await.expect("it is JSON");
    assert_eq!((made["login"].as_str(), made["role"].as_str()), (Some("mallory"), Some("agent")));
    assert_eq!(try_login(&served, "mallory", PASSWORD).await.status(), 200);
    problem(register(&served).await.expect("it answers"), 409).await;
}

#[tokio::test]
async fn the_first_administrator_needs_the_token_that_the_console_printed() {
    let (clock, micros) = clock();
    let served = Served::start_with(|config| config.clock = clock).await;
    let access = &served.site.access;
    assert!(!access.has_administrator().await.expect("the store is there"));
    let set_up = |token: String, login: &str| {
        let body = json!({ "token": token, "login": login, "password": PASSWORD });
        served.ask(Method::POST, "/api/auth/setup").json(&body).send()
    };
    let first = access.setup_token().await.expect("the store is there").expect("there is no administrator");
    let token = access.setup_token().await.expect("the store is there").expect("there is no administrator");
    problem(set_up(first.to_string(), "root").await.expect("it answers"), 403).await;
    problem(set_up("x".repeat(43), "root").await.expect("it answers"), 403).await;
    pass(&micros, Span::from_secs(24 * 3_600));
    problem(set_up(token.to_string(), "root").await.expect("it answers"), 403).await;

    let token = access.setup_token().await.expect("the store is there").expect("there is no administrator");
    problem(set_up(token.to_string(), "no login").await.expect("it answers"), 422).await;
    let made = set_up(token.to_string(), "root").await.expect("it answers");
    assert_eq!(made.status(), 201);
    let root = Browser::of(&served, made).await;
    assert_eq!(root.get("/api/users").await.status(), 200);
    assert!(access.has_administrator().await.expect("the store is there"));
    problem(set_up(token.to_string(), "second").await.expect("it answers"), 409).await;
    assert!(access.setup_token().await.expect("the store is there").is_none());
}

#[tokio::test]
async fn f_195_users_are_made_changed_and_removed_and_etags_tell_versions_apart() {
    let served = Served::start().await;
    user(&served, "root", Role::Administrator).await;
    let root = Browser::log_in(&served, "root", PASSWORD).await;
    let new = json!({ "login": "Alice", "name": "Alice L.", "role": "agent", "agent": "1001", "password": PASSWORD });
    let made = root.ask(Method::POST, "/api/users", Some(new.clone())).await;
    assert_eq!(made.status(), 201);
    let path = made.headers()["location"].to_str().expect("it is ASCII").to_owned();
    let etag = made.headers()["etag"].to_str().expect("it is ASCII").to_owned();
    let made: Value = made.json().await.expect("it is JSON");
    assert_eq!((made["login"].as_str(), made["has_password"].as_bool()), (Some("alice"), Some(true)));
    assert!(!made.to_string().contains("argon2") && !made.to_string().contains(PASSWORD));
    problem(root.ask(Method::POST, "/api/users", Some(new)).await, 409).await;

    let alice = Browser::log_in(&served, "alice", PASSWORD).await;
    let change = |etag: &str, body: Value| {
        let request = served.ask(Method::PATCH, &path).header("cookie", &root.cookie);
        request.header("x-csrf-token", &root.csrf).header("if-match", etag).json(&body).send()
    };
    let changed = change(&etag, json!({ "name": "Alice Liddell" })).await.expect("it answers");
    assert_eq!(changed.status(), 200);
    assert_eq!(alice.get("/api/auth/me").await.status(), 200, "a name is no reason to log in again");
    problem(change(&etag, json!({ "name": "A." })).await.expect("it answers"), 412).await;
    problem(change("\"x\"", json!({ "name": "A." })).await.expect("it answers"), 412).await;
    let changed = root.ask(Method::PATCH, &path, Some(json!({ "role": "supervisor", "login": "al" }))).await;
    let changed: Value = changed.json().await.expect("it is JSON");
    assert_eq!((changed["login"].as_str(), changed["role"].as_str()), (Some("al"), Some("supervisor")));
    assert_eq!(changed["agent"], "1001");
    assert_eq!(alice.get("/api/auth/me").await.status(), 401, "another role begins with another session");
    problem(try_login(&served, "alice", PASSWORD).await, 401).await;
    let alice = Browser::log_in(&served, "al", PASSWORD).await;

    let whole = json!({ "login": "al", "name": "Al", "role": "agent" });
    let replaced = root.ask(Method::PUT, &path, Some(whole)).await;
    let replaced: Value = replaced.json().await.expect("it is JSON");
    assert_eq!(replaced["agent"], Value::Null);
    problem(root.ask(Method::PATCH, &path, Some(json!({ "rôle": "x" }))).await, 422).await;
    problem(alice.get("/api/users").await, 401).await;
    let alice = Browser::log_in(&served, "al", PASSWORD).await;
    problem(alice.get("/api/users").await, 403).await;
    assert_eq!(root.ask(Method::DELETE, &path, None).await.status(), 204);
    problem(root.get(&path).await, 404).await;
    assert_eq!(alice.get("/api/auth/me").await.status(), 401);
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let served = Served::start().await;
    let id = user(&served, "root", Role::Administrator).await;
    let root = Browser::log_in(&served, "root", PASSWORD).await;
    let path = format!("/api/users/{id}");
    let last = |answer| async move {
        let why = problem(answer, 409).await;
        assert!(why.contains("last administrator"), "{why}");
    };
    last(root.ask(Method::DELETE, &path, None).await).await;
    last(root.ask(Method::PATCH, &path, Some(json!({ "role": "supervisor" }))).await).await;
    last(root.ask(Method::PATCH, &path, Some(json!({ "disabled": true }))).await).await;
    // One who cannot log in does not count.
    let no_password = json!({ "login": "second", "role": "administrator" });
    assert_eq!(root.ask(Method::POST, "/api/users", Some(no_password)).await.status(), 201);
    last(root.ask(Method::DELETE, &path, None).await).await;
    user(&served, "third", Role::Administrator).await;
    assert_eq!(root.ask(Method::DELETE, &path, None).await.status(), 204);
}

#[tokio::test]
async fn users_are_listed_by_pages_and_found_by_a_text() {
    let served = Served::start().await;
    let root = served.log_in(Role::Administrator, None);
    for n in 0..7 {
        let new = json!({ "login": format!("user{n}"), "name": format!("Name {}", n % 2), "role": "agent" });
        served
            .site
            .access
            .create_user(serde_json::from_value(new).expect("a user"))
            .await
            .expect("it is free");
    }
    let page = |query: String| {
        let request = served.get(&format!("/api/users?{query}")).bearer_auth(&root);
        async { request.send().await.expect("it answers").json::<Value>().await.expect("it is JSON") }
    };
    let (mut logins, mut next) = (Vec::new(), String::new());
    loop {
        let found = page(format!("limit=3{next}")).await;
        let items = found["items"].as_array().expect("a list");
        logins.extend(items.iter().map(|user| user["login"].as_str().expect("a login").to_owned()));
        let Some(cursor) = found["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(logins, ["user0", "user1", "user2", "user3", "user4", "user5", "user6"]);
    assert_eq!(page("q=name%201".to_owned()).await["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(page("q=%25".to_owned()).await["items"].as_array().map(Vec::len), Some(0), "% means itself");
    for wrong in ["limit=0", "limit=501", "cursor=x", "q=%00", "who=x"] {
        let answer = served.get(&format!("/api/users?{wrong}")).bearer_auth(&root).send().await;
        assert!(answer.expect("it answers").status().is_client_error(), "{wrong}");
    }
}

#[tokio::test]
async fn a_token_does_what_it_is_for_and_dies_with_its_owner() {
    let (clock, micros) = clock();
    let served = Served::start_with(|config| config.clock = clock).await;
    let id = user(&served, "sue", Role::Supervisor).await;
    let sue = Browser::log_in(&served, "sue", PASSWORD).await;
    let make = |body: Value| sue.ask(Method::POST, "/api/tokens", Some(body));
    problem(make(json!({ "name": "x", "scopes": ["read"], "role": "administrator" })).await, 403).await;
    problem(make(json!({ "name": "x", "scopes": [] })).await, 422).await;
    problem(make(json!({ "name": "x", "scopes": ["read"], "days": 0 })).await, 422).await;
    let made = make(json!({ "name": "wallboard", "scopes": ["read"], "days": 1 })).await;
    assert_eq!(made.status(), 201);
    let made: Value = made.json().await.expect("it is JSON");
    let secret = made["secret"].as_str().expect("it is told once").to_owned();
    assert!(secret.starts_with("cct_"), "{secret}");
    let list = sue.get("/api/tokens").await.text().await.expect("a text");
    assert!(list.contains("wallboard") && !list.contains(&secret));

    let me = || async { served.get("/api/auth/me").bearer_auth(&secret).send().await.expect("it answers") };
    let who: Value = me().await.json().await.expect("it is JSON");
    assert_eq!(who["permissions"], json!(["look", "watch"]));
    assert_eq!(who["csrf"], Value::Null);
    let by_token = served.get("/api/tokens").bearer_auth(&secret).send().await.expect("it answers");
    problem(by_token, 403).await;
    // What the owner may no more, the token may no more.
    let change = |body: Value| serde_json::from_value(body).expect("it is a change");
    let access = &served.site.access;
    access.change_user(&id, None, change(json!({ "role": "agent" }))).await.expect("she is there");
    let who: Value = me().await.json().await.expect("it is JSON");
    assert_eq!(who["permissions"], json!(["look"]));
    access.change_user(&id, None, change(json!({ "disabled": true }))).await.expect("she is there");
    assert_eq!(me().await.status(), 401);
    access.change_user(&id, None, change(json!({ "disabled": false }))).await.expect("she is there");
    assert_eq!(me().await.status(), 200);
    pass(&micros, Span::from_secs(86_400));
    assert_eq!(me().await.status(), 401, "a day is over");

    let sue = Browser::log_in(&served, "sue", PASSWORD).await;
    let made = sue
        .ask(Method::POST, "/api/tokens", Some(json!({ "name": "b", "scopes": ["read", "control"] })))
        .await;
    let made: Value = made.json().await.expect("it is JSON");
    let path = format!("/api/tokens/{}", made["id"].as_str().expect("an id"));
    user(&served, "bob", Role::Agent).await;
    let bob = Browser::log_in(&served, "bob", PASSWORD).await;
    problem(bob.ask(Method::DELETE, &path, None).await, 404).await;
    assert_eq!(sue.ask(Method::DELETE, &path, None).await.status(), 204);
    let secret = made["secret"].as_str().expect("it is told once");
    let after = served.get("/api/auth/me").bearer_auth(secret).send().await.expect("it answers");
    assert_eq!(after.status(), 401);
}

#[tokio::test]
async fn f_292_who_asks_too_often_is_told_when_to_come_back() {
    let (clock, micros) = clock();
    let served = Served::start_with(|config| {
        config.clock = clock;
        config.access.rate = Some(callcenter_http::access::Rate { per_second: 1, burst: 3 });
    })
    .await;
    let alice = served.log_in(Role::Agent, None);
    let me = |secret: &str| served.get("/api/auth/me").bearer_auth(secret).send();
    for _ in 0..3 {
        assert_eq!(me(&alice).await.expect("it answers").status(), 200);
    }
    let slow = me(&alice).await.expect("it answers");
    assert_eq!(slow.headers()["retry-after"], "1");
    problem(slow, 429).await;
    let sue = served.log_in(Role::Supervisor, None);
    assert_eq!(me(&sue).await.expect("it answers").status(), 200, "each has his own");
    pass(&micros, Span::from_secs(1));
    assert_eq!(me(&alice).await.expect("it answers").status(), 200);
    for _ in 0..3 {
        assert_eq!(me(&"x".repeat(43)).await.expect("it answers").status(), 401);
    }
    assert_eq!(me(&"x".repeat(43)).await.expect("it answers").status(), 429, "guessing secrets is slow");
}

#[tokio::test]
async fn what_is_done_is_in_the_audit_without_its_secrets() {
    let served = Served::start().await;
    let id = user(&served, "root", Role::Administrator).await;
    problem(try_login(&served, "root", "a wrong password").await, 401).await;
    let root = Browser::log_in(&served, "root", PASSWORD).await;
    let new = json!({ "login": "alice", "role": "agent", "password": PASSWORD });
    assert_eq!(root.ask(Method::POST, "/api/users", Some(new)).await.status(), 201);
    let all = root.get("/api/audit").await.text().await.expect("a text");
    assert!(!all.contains(PASSWORD) && !all.contains("a wrong password"), "{all}");
    let all: Value = serde_json::from_str(&all).expect("it is JSON");
    let actions: Vec<_> =
        all["items"].as_array().expect("a list").iter().map(|item| &item["action"]).collect();
    assert_eq!(actions, ["user.create", "auth.login", "auth.refused"]);
    let made = &all["items"][0];
    assert_eq!((made["user_id"].as_str(), made["login"].as_str()), (Some(id.as_str()), Some("root")));
    assert_eq!((made["target"].as_str(), made["via"].as_str()), (Some("alice"), Some("session")));
    assert_eq!(made["address"], "127.0.0.1");

    let found = |query: &str| {
        let path = format!("/api/audit?{query}");
        let root = &root;
        async move {
            let found: Value = root.get(&path).await.json().await.expect("it is JSON");
            (found["items"].as_array().map(Vec::len), found["next"].as_str().map(str::to_owned))
        }
    };
    assert_eq!(found("action=auth.login").await.0, Some(1));
    assert_eq!(found("login=ROOT").await.0, Some(3));
    assert_eq!(found("target=alice").await.0, Some(1));
    assert_eq!(found("until=2020-01-01T00:00:00Z").await.0, Some(0));
    let (rows, next) = found("limit=2").await;
    assert_eq!(rows, Some(2));
    let next = next.expect("there is a third one");
    assert_eq!(found(&format!("limit=2&cursor={next}")).await, (Some(1), None));
    for wrong in ["from=yesterday", "cursor=x", "limit=0", "actor=x"] {
        assert!(root.get(&format!("/api/audit?{wrong}")).await.status().is_client_error(), "{wrong}");
    }
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_done() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let url = format!("sqlite:{}", folder.path().join("calls.db").display());
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&url).await.expect("it can be made"));
    let kept = Arc::clone(&store);
    let served = Served::start_with(|config: &mut SiteConfig| config.store = kept).await;
    user(&served, "root", Role::Administrator).await;
    let root = Browser::log_in(&served, "root", PASSWORD).await;
    assert_eq!(root.get("/api/auth/me").await.status(), 200);
    store.close().await;
    // Who was let in a moment ago is let in while the database is away, and changes nothing.
    assert_eq!(root.get("/api/auth/me").await.status(), 200);
    let new = json!({ "login": "alice", "role": "agent" });
    problem(root.ask(Method::POST, "/api/users", Some(new)).await, 503).await;
}
