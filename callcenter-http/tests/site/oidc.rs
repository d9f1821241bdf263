//! Logging in through an identity provider: a real one, on a socket, that checks what it is asked and can be made to misbehave.

mod provider;

use std::sync::atomic::Ordering;

use callcenter_http::Role;
use callcenter_http::access::{NOTES, OidcConfig};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, Url};
use serde_json::{Value, json};

use self::provider::{CLIENT, Misdeed, Provider, SECRET};
use crate::access::{clock, pass, user};
use crate::client::Served;

/// A browser that follows redirects by hand, and keeps its cookies.
struct Browser<'a> {
    served: &'a Served,
    client: Client,
    cookies: Vec<(String, String)>,
}

impl<'a> Browser<'a> {
    fn new(served: &'a Served) -> Self {
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().expect("it can be built");
        Self { served, client, cookies: Vec::new() }
    }

    async fn open(&mut self, url: &str) -> Response {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.get(url).header("cookie", cookies.join("; "));
        let answer = request.send().await.expect("it answers");
        for line in answer.headers().get_all("set-cookie") {
            let pair = line.to_str().expect("it is ASCII").split(';').next().expect("there is a first part");
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            self.cookies.retain(|(own, _)| own != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        answer
    }

    fn here(&self, path: &str) -> String {
        format!("http://{}{path}", self.served.address)
    }

    /// Begins a login; where the provider sends the browser back to.
    async fn begin(&mut self, back: &str) -> String {
        let begun = self.open(&self.here(&format!("/api/auth/oidc/login?return={back}"))).await;
        assert_eq!(begun.status(), 303);
        let back = self.open(&place(&begun)).await;
        assert_eq!(back.status(), 303, "the provider took it: {:?}", back.text().await);
        place(&back)
    }

    async fn log_in(&mut self) -> Response {
        let back = self.begin("/calls?live=1").await;
        self.open(&back).await
    }

    async fn me(&mut self) -> Value {
        let me = self.open(&self.here("/api/auth/me")).await;
        assert_eq!(me.status(), 200);
        me.json().await.expect("it is JSON")
    }

    fn session(&self) -> Option<&str> {
        self.cookies.iter().find(|(name, _)| name == "callcenter_session").map(|(_, value)| value.as_str())
    }
}

fn place(answer: &Response) -> String {
    answer.headers()["location"].to_str().expect("it is ASCII").to_owned()
}

async fn problem(answer: Response, status: u16) -> String {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let found = answer.status();
    let body: Value = answer.json().await.expect("it is JSON");
    let detail = body["detail"].as_str().expect("it says what is wrong").to_owned();
    assert_eq!(found, status, "{detail}");
    detail
}

fn config(provider: &Provider) -> OidcConfig {
    OidcConfig {
        client_secret: Some(SECRET.into()),
        name: "Example SSO".to_owned(),
        roles: [("cc".to_owned(), Role::Agent), ("cc-leads".to_owned(), Role::Supervisor)].into(),
        create_users: true,
        ..OidcConfig::new(&provider.issuer, CLIENT)
    }
}

async fn served(provider: &Provider) -> Served {
    served_as(config(provider)).await
}

async fn served_as(oidc: OidcConfig) -> Served {
    Served::start_with(|site| site.access.oidc = Some(oidc)).await
}

async fn audit(served: &Served, action: &str) -> Vec<Value> {
    let secret = served.log_in(Role::Administrator, None);
    let answer = served.get(&format!("/api/audit?action={action}")).bearer_auth(secret).send().await;
    let body: Value = answer.expect("it answers").json().await.expect("it is JSON");
    body["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn whom_the_provider_vouches_for_is_in_and_made_a_user_with_the_role_of_the_highest_group() {
    let provider = Provider::start().await;
    let served = served(&provider).await;
    let mut browser = Browser::new(&served);
    let begun = browser.open(&browser.here("/api/auth/oidc/login?return=/calls")).await;
    let cookie = begun.headers()["set-cookie"].to_str().expect("it is ASCII").to_owned();
    for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/api/auth/oidc/callback", "; Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let asked: Url = place(&begun).parse().expect("an address");
    let asked: std::collections::BTreeMap<_, _> = asked.query_pairs().into_owned().collect();
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["scope"], "openid profile email");
    assert_eq!(asked["redirect_uri"], browser.here("/api/auth/oidc/callback"));

    let answer = browser.log_in().await;
    assert_eq!((answer.status().as_u16(), place(&answer)), (303, "/calls?live=1".to_owned()));
    let line = answer.headers()["set-cookie"].to_str().expect("it is ASCII").to_owned();
    for part in ["callcenter_session=", "; Path=/;", "; HttpOnly", "; SameSite=Strict"] {
        assert!(line.contains(part), "{line}");
    }
    let me = browser.me().await;
    assert_eq!(me["user"]["login"], "anna");
    assert_eq!(me["user"]["name"], "Anna Example");
    assert_eq!(me["user"]["role"], "supervisor");
    let csrf = me["csrf"].as_str().expect("it is told");
    let out = served.ask(Method::POST, "/api/auth/logout").header("x-csrf-token", csrf);
    let out = out.header("cookie", format!("callcenter_session={}", browser.session().expect("it is there")));
    assert_eq!(out.send().await.expect("it answers").status(), 204);

    let made = audit(&served, "user.create").await;
    assert_eq!(made.len(), 1);
    assert_eq!((&made[0]["login"], &made[0]["detail"]["by"]), (&json!("anna"), &json!("oidc")));
    assert_eq!(audit(&served, "auth.login").await[0]["detail"]["by"], "oidc");
    // The second time it is the same user.
    assert_eq!(Browser::new(&served).log_in().await.status(), 303);
    assert_eq!(audit(&served, "user.create").await.len(), 1);
}

#[tokio::test]
async fn a_login_is_for_the_browser_that_began_it_and_only_once() {
    let provider = Provider::start().await;
    let served = served(&provider).await;
    let mut browser = Browser::new(&served);
    let back = browser.begin("/").await;
    let detail = problem(Browser::new(&served).open(&back).await, 400).await;
    assert!(detail.contains("begin again at /api/auth/oidc/login"), "{detail}");
    assert_eq!(browser.open(&back).await.status(), 303, "what another one tried is no harm");
    problem(browser.open(&back).await, 400).await;

    let back = browser.begin("/").await;
    let mut other: Url = back.parse().expect("an address");
    let pairs: Vec<(String, String)> = other.query_pairs().into_owned().collect();
    let state = "A".repeat(43);
    other
        .query_pairs_mut()
        .clear()
        .extend_pairs(pairs.iter().map(|(name, value)| (name, if name == "state" { &state } else { value })));
    problem(browser.open(other.as_str()).await, 400).await;
    assert_eq!(browser.open(&back).await.status(), 303);
    assert_eq!(provider.tokens.load(Ordering::Relaxed), 2, "each code was asked for once");
    assert_eq!(audit(&served, "auth.refused").await.len(), 3);
    for nothing in ["", "?code=1", "?state=1", "?state=&code="] {
        problem(browser.open(&browser.here(&format!("/api/auth/oidc/callback{nothing}"))).await, 400).await;
    }
}

#[tokio::test]
async fn nobody_fills_the_audit_with_refusals() {
    let provider = Provider::start().await;
    let (hand, _) = clock();
    let oidc = config(&provider);
    let served = Served::start_with(|site| {
        site.access.oidc = Some(oidc);
        site.clock = hand;
    })
    .await;
    let callback = format!("http://{}/api/auth/oidc/callback?state=none", served.address);
    let client = Client::builder().no_proxy().build().expect("it can be built");
    for _ in 0..NOTES.burst + 20 {
        assert_eq!(client.get(&callback).send().await.expect("it answers").status(), 400);
    }
    let secret = served.log_in(Role::Administrator, None);
    let answer = served.get("/api/audit?action=auth.refused&limit=500").bearer_auth(secret).send().await;
    let body: Value = answer.expect("it answers").json().await.expect("it is JSON");
    assert_eq!(body["items"].as_array().expect("a list").len(), NOTES.burst as usize);
}

#[tokio::test]
async fn who_takes_too_long_begins_again() {
    let provider = Provider::start().await;
    let (hand, micros) = clock();
    let oidc = config(&provider);
    let served = Served::start_with(|site| {
        site.access.oidc = Some(oidc);
        site.clock = hand;
    })
    .await;
    let mut browser = Browser::new(&served);
    let back = browser.begin("/").await;
    pass(&micros, callcenter_http::access::PENDING_LASTS + callcenter_core::Span::from_secs(1));
    problem(browser.open(&back).await, 400).await;
}

#[tokio::test]
async fn a_token_that_is_not_for_this_login_is_not_believed() {
    let provider = Provider::start().await;
    let served = served(&provider).await;
    let misdeeds = [
        (Misdeed::Nonce, "nonce"),
        (Misdeed::Signature, "Signature"),
        (Misdeed::Unsigned, "Signature"),
        (Misdeed::Symmetric, "Signature"),
        (Misdeed::Audience, "audience"),
        (Misdeed::Issuer, "issuer"),
        (Misdeed::Expired, "Expired"),
    ];
    for (misdeed, why) in misdeeds {
        provider.misbehave(misdeed);
        let mut browser = Browser::new(&served);
        let detail = problem(browser.log_in().await, 403).await;
        assert!(detail.contains(why) && detail.contains("begin again"), "{misdeed:?}: {detail}");
        assert_eq!(browser.session(), None, "{misdeed:?}");
    }
    assert_eq!(audit(&served, "auth.refused").await.len(), misdeeds.len());
    assert!(audit(&served, "user.create").await.is_empty());
    provider.misbehave(Misdeed::None);
    assert_eq!(
        Browser::new(&served).log_in().await.status(),
        303,
        "the same provider is believed without it"
    );
}

#[tokio::test]
async fn a_code_that_is_over_and_a_refusal_of_the_provider_are_said() {
    let provider = Provider::start().await;
    let served = served(&provider).await;
    provider.misbehave(Misdeed::CodeOver);
    let detail = problem(Browser::new(&served).log_in().await, 403).await;
    assert!(detail.contains("code is over"), "{detail}");
    provider.misbehave(Misdeed::Denied);
    let detail = problem(Browser::new(&served).log_in().await, 403).await;
    assert!(detail.contains("Example SSO let nobody in: access_denied (not today)"), "{detail}");
    provider.misbehave(Misdeed::OtherAnswers);
    let detail = problem(Browser::new(&served).log_in().await, 403).await;
    assert!(detail.contains("another identity provider answers"), "{detail}");
}

#[tokio::test]
async fn a_secret_that_the_provider_does_not_know_is_said_plainly() {
    let provider = Provider::start().await;
    let served = served_as(OidcConfig { client_secret: Some("guessed".into()), ..config(&provider) }).await;
    let detail = problem(Browser::new(&served).log_in().await, 503).await;
    assert!(detail.contains("invalid_client"), "{detail}");
}

#[tokio::test]
async fn new_keys_of_the_provider_are_found() {
    let provider = Provider::start().await;
    let served = served(&provider).await;
    assert_eq!(Browser::new(&served).log_in().await.status(), 303);
    provider.change_key();
    assert_eq!(Browser::new(&served).log_in().await.status(), 303);
    // One that it does not publish is not believed; and it is not asked for it again at once.
    provider.misbehave(Misdeed::OtherKey);
    problem(Browser::new(&served).log_in().await, 403).await;
    assert_eq!(provider.described.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_provider_that_is_away_keeps_nobody_from_the_rest_and_is_asked_again() {
    let provider = Provider::start().await;
    provider.misbehave(Misdeed::Away);
    let served = served(&provider).await;
    user(&served, "alice", Role::Agent).await;
    served.site.access.meet_provider().await;
    let mut browser = Browser::new(&served);
    let begun = browser.open(&browser.here("/api/auth/oidc/login")).await;
    let detail = problem(begun, 503).await;
    assert!(detail.contains("Example SSO") && detail.contains("log in with a password"), "{detail}");
    let with_password = json!({ "login": "alice", "password": "a long enough sentence" });
    let answer = served.ask(Method::POST, "/api/auth/login").json(&with_password).send().await;
    assert_eq!(answer.expect("it answers").status(), 200);
    provider.misbehave(Misdeed::None);
    assert_eq!(browser.log_in().await.status(), 303);

    let nobody = OidcConfig::new("http://127.0.0.1:9", CLIENT);
    let served = served_as(nobody).await;
    let mut browser = Browser::new(&served);
    let begun = browser.open(&browser.here("/api/auth/oidc/login")).await;
    assert!(problem(begun, 503).await.contains("cannot be reached"));
}

#[tokio::test]
async fn another_issuer_than_the_configured_one_is_not_taken() {
    let provider = Provider::start().await;
    provider.misbehave(Misdeed::OtherSelf);
    let served = served(&provider).await;
    let mut browser = Browser::new(&served);
    let begun = browser.open(&browser.here("/api/auth/oidc/login")).await;
    let detail = problem(begun, 503).await;
    assert!(detail.contains("not who it should be"), "{detail}");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let provider = Provider::start().await;
    let served = served(&provider).await;
    let mut browser = Browser::new(&served);
    for bad in
        ["https://evil.com", "//evil.com", "/%5Cevil.com", "%2F%2Fevil.com", "/%09/evil.com", "calls", ""]
    {
        let begun = browser.open(&browser.here(&format!("/api/auth/oidc/login?return={bad}"))).await;
        assert!(problem(begun, 422).await.starts_with("return: "), "{bad}");
    }
}

#[tokio::test]
async fn without_create_users_only_who_was_linked_is_let_in() {
    let provider = Provider::start().await;
    let served = served_as(OidcConfig { create_users: false, ..config(&provider) }).await;
    let id = user(&served, "anna", Role::Agent).await;
    let other = user(&served, "bert", Role::Agent).await;
    let detail = problem(Browser::new(&served).log_in().await, 403).await;
    assert!(detail.contains("PATCH /api/users/") && detail.contains("\"subject\": \"sub-anna\""), "{detail}");

    let secret = served.log_in(Role::Administrator, None);
    let link = async |id: &str, subject: Value| {
        let request = served.ask(Method::PATCH, &format!("/api/users/{id}")).bearer_auth(&secret);
        request.json(&json!({ "subject": subject })).send().await.expect("it answers")
    };
    let linked: Value = link(&id, json!("sub-anna")).await.json().await.expect("it is JSON");
    assert_eq!((&linked["subject"], &linked["has_provider"]), (&json!("sub-anna"), &json!(true)));
    let detail = problem(link(&other, json!("sub-anna")).await, 409).await;
    assert!(detail.contains("anna"), "{detail}");
    for bad in ["", " sub-anna", "a\nb", &"x".repeat(256)] {
        problem(link(&other, json!(bad)).await, 422).await;
    }

    let mut browser = Browser::new(&served);
    assert_eq!(browser.log_in().await.status(), 303);
    assert_eq!(browser.me().await["user"]["role"], "agent", "a linked user keeps the role that he has");
    // The password stays good, and what is unlinked lets nobody in, at once.
    let with_password = json!({ "login": "anna", "password": "a long enough sentence" });
    let answer = served.ask(Method::POST, "/api/auth/login").json(&with_password).send().await;
    assert_eq!(answer.expect("it answers").status(), 200);
    assert_eq!(link(&id, Value::Null).await.status(), 200);
    problem(browser.open(&browser.here("/api/auth/me")).await, 401).await;
    problem(browser.log_in().await, 403).await;
}

#[tokio::test]
async fn who_is_disabled_has_no_group_or_takes_somebodys_login_is_refused() {
    let provider = Provider::start().await;
    let served = served(&provider).await;
    provider.misbehave(Misdeed::NoGroup);
    let detail = problem(Browser::new(&served).log_in().await, 403).await;
    assert!(detail.contains("none of your groups") && detail.contains("claim groups"), "{detail}");
    provider.misbehave(Misdeed::None);

    let id = user(&served, "anna", Role::Administrator).await;
    let detail = problem(Browser::new(&served).log_in().await, 409).await;
    assert!(detail.contains("there is a user anna already"), "{detail}");
    user(&served, "root", Role::Administrator).await;

    let change = json!({ "subject": "sub-anna", "disabled": true });
    let change = serde_json::from_value(change).expect("it is a change");
    served.site.access.change_user(&id, None, change).await.expect("she is there");
    let detail = problem(Browser::new(&served).log_in().await, 403).await;
    assert!(detail.contains("anna is kept out here"), "{detail}");
    let refused = audit(&served, "auth.refused").await;
    assert_eq!(refused.len(), 3);
    assert!(refused.iter().all(|row| row["login"] == "anna" && row["detail"]["by"] == "oidc"), "{refused:?}");
}

#[tokio::test]
async fn a_login_through_the_provider_ends_the_session_that_the_browser_had() {
    let provider = Provider::start().await;
    let served = served(&provider).await;
    let mut browser = Browser::new(&served);
    assert_eq!(browser.log_in().await.status(), 303);
    let before = browser.session().expect("it is in").to_owned();
    let back = browser.begin("/").await;
    // A browser that comes from another site brings no strict cookie.
    browser.cookies.retain(|(name, _)| name != "callcenter_session");
    assert_eq!(browser.open(&back).await.status(), 303);
    assert_ne!(browser.session(), Some(before.as_str()));
    let me = served.get("/api/auth/me").header("cookie", format!("callcenter_session={before}"));
    assert_eq!(me.send().await.expect("it answers").status(), 401);
}

#[tokio::test]
async fn the_ways_to_log_in_are_told_to_everybody() {
    let without = Served::start().await;
    let ways: Value =
        without.get("/api/auth/methods").send().await.expect("it answers").json().await.expect("it is JSON");
    assert_eq!(ways, json!({ "password": true, "registration": false, "oidc": null }));
    let begun = without.get("/api/auth/oidc/login").send().await.expect("it answers");
    assert!(problem(begun, 404).await.contains("[access.oidc]"));

    let provider = Provider::start().await;
    let back = Some("https://cc.example.com/".to_owned());
    let served = served_as(OidcConfig { logout_return_url: back, ..config(&provider) }).await;
    served.site.access.meet_provider().await;
    let ways: Value =
        served.get("/api/auth/methods").send().await.expect("it answers").json().await.expect("it is JSON");
    assert_eq!(ways["oidc"]["name"], "Example SSO");
    assert_eq!(ways["oidc"]["login"], "/api/auth/oidc/login");
    let logout: Url = ways["oidc"]["logout"].as_str().expect("it has one").parse().expect("an address");
    assert_eq!(logout.path(), "/logout");
    let pairs: Vec<(String, String)> = logout.query_pairs().into_owned().collect();
    assert_eq!(pairs[0], ("client_id".to_owned(), CLIENT.to_owned()));
    assert_eq!(pairs[1], ("post_logout_redirect_uri".to_owned(), "https://cc.example.com/".to_owned()));
}
