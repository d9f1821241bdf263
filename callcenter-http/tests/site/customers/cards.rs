use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::{get, post};
use callcenter_core::Span;
use callcenter_http::customers::{CustomersConfig, Secret, SourceConfig, WebhookConfig, WebhookMethod};
use callcenter_http::{Desk, Role};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{House, berlin, told};
use crate::kept::Kept;

#[tokio::test]
async fn f_234_a_customer_is_told_by_id_foreign_id_or_number() {
    let house = House::start().await;
    let draft = json!({"name": "Anna", "external_id": "K 17", "numbers": [{"number": "030 1234567"}]});
    let created = house.post("/api/customers", &draft).await;
    for id in [created["id"].as_str().expect("an id"), "K%2017", "0301234567", "%2B49301234567"] {
        let (status, told) = house.get(Role::Agent, &format!("/call-center/api/customer/{id}")).await;
        assert_eq!((status, &told["customer"]), (StatusCode::OK, &created), "{id}: {told}");
        assert_eq!(told["card"]["customer"]["name"], "Anna");
    }
    for id in ["K18", "0301234568", "anonymous"] {
        let (status, _) = house.get(Role::Agent, &format!("/call-center/api/customer/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
    }
}

/// Another program that knows customers, on a free port.
async fn crm(routes: Router) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

async fn with_webhook(url: String, change: impl FnOnce(&mut WebhookConfig)) -> House {
    let mut webhook = WebhookConfig {
        name: Some("crm".to_owned()),
        url,
        method: WebhookMethod::Post,
        secret: Some(Secret::new("s3cret")),
        timeout_ms: 1_000,
        cache_s: 300,
    };
    change(&mut webhook);
    let sources = vec![SourceConfig::Own, SourceConfig::Webhook(webhook)];
    House::with(CustomersConfig { sources, ..berlin() }).await
}

async fn card(house: &House, number: &str) -> Value {
    let (status, found) = house.get(Role::Agent, &format!("/api/customers/lookup?number={number}")).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    found["card"].clone()
}

#[tokio::test]
async fn f_268_another_program_is_asked_signed_and_once() {
    let asked = Arc::new(Mutex::new(Vec::<(HeaderMap, String)>::new()));
    let seen = asked.clone();
    let routes = Router::new().route(
        "/caller",
        post(move |headers: HeaderMap, body: String| async move {
            seen.lock().unwrap().push((headers, body));
            axum::Json(json!({"customer": {"id": 7, "name": "Anna", "contract": "gold"}}))
        }),
    );
    let house = with_webhook(crm(routes).await + "/caller", |_| ()).await;
    let first = card(&house, "030%201234567").await;
    assert_eq!((&first["found"], &first["source"]), (&json!("customer"), &json!("crm")), "{first}");
    assert_eq!(
        (&first["customer"]["name"], &first["customer"]["fields"]["contract"]),
        (&json!("Anna"), &json!("gold"))
    );
    assert_eq!(card(&house, "030%201234567").await, first, "it is remembered");
    let asked = asked.lock().unwrap();
    let [(headers, body)] = asked.as_slice() else { panic!("asked {} times", asked.len()) };
    assert_eq!(
        serde_json::from_str::<Value>(body).expect("JSON"),
        json!({"number": "030 1234567", "e164": "+49301234567", "candidates": ["+49301234567"]})
    );
    let at = headers["x-callcenter-timestamp"].to_str().expect("a number");
    let mut mac = Hmac::<Sha256>::new_from_slice(b"s3cret").expect("a key");
    mac.update(format!("{at}.{body}").as_bytes());
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(headers["x-callcenter-signature"], format!("sha256={digits}"));
}

#[tokio::test]
async fn what_a_source_does_wrong_is_said_and_the_own_table_is_asked_all_the_same() {
    let elsewhere = Arc::new(AtomicUsize::new(0));
    let counted = elsewhere.clone();
    let routes = Router::new()
        .route("/error", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/large", get(|| async { "x".repeat(100_000) }))
        .route("/html", get(|| async { "<html>" }))
        .route("/nobody", get(|| async { StatusCode::NOT_FOUND }))
        .route("/never", get(std::future::pending::<String>))
        .route("/redirect", get(|| async { axum::response::Redirect::temporary("/elsewhere") }))
        .route(
            "/elsewhere",
            get(move || async move {
                counted.fetch_add(1, Ordering::Relaxed);
                "{\"name\": \"Mallory\"}"
            }),
        );
    let url = crm(routes).await;
    for (path, found, why) in [
        ("/error", "away", "500"),
        ("/large", "away", "more than"),
        ("/html", "away", "JSON"),
        ("/never", "away", "did not answer"),
        ("/redirect", "away", "redirects are not followed"),
        ("/nobody", "not_found", ""),
    ] {
        let house = with_webhook(format!("{url}{path}"), |webhook| webhook.method = WebhookMethod::Get).await;
        house
            .post("/api/customers", &json!({"name": "Bertha", "numbers": [{"number": "+493011111111"}]}))
            .await;
        let unknown = card(&house, "0301234567").await;
        assert_eq!(unknown["found"], found, "{path}: {unknown}");
        assert!(unknown["away"].to_string().contains(why), "{path}: {unknown}");
        assert!(!unknown["away"].to_string().contains(&url), "agents need no addresses: {unknown}");
        assert_eq!(card(&house, "030%2011111111").await["customer"]["name"], "Bertha", "{path}");
    }
    assert_eq!(elsewhere.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn f_275_a_call_has_the_card_of_its_caller_and_what_was_before() {
    let house = House::start().await;
    let mut kept = Kept::open(&house.served).await;
    let desk = house.served.desk.clone();
    house
        .post("/api/customers", &json!({"name": "Ada Almeida", "numbers": [{"number": "0176 12345678"}]}))
        .await;
    let (first, _) = desk.talks_with("1001");
    desk.advance(Span::from_secs(30));
    desk.hangs_up(&first);
    desk.advance(Span::from_secs(60));
    let (caller, _) = desk.talks_with("1001");
    kept.write(&house.served).await;

    let path = format!("/api/calls/{caller}/customer");
    let (status, card) = house.get(Role::Agent, &path).await;
    assert_eq!(status, StatusCode::OK, "{card}");
    assert_eq!((&card["customer"]["name"], &card["e164"]), (&json!("Ada Almeida"), &json!("+4917612345678")));
    let history = card["history"].as_array().expect("a list");
    assert_eq!(history.len(), 1, "the call that lives is none of before: {card}");
    assert_eq!((&history[0]["answered_by"], &history[0]["direction"]), (&json!("1001"), &json!("inbound")));
    let other = told(house.ask_as(Role::Agent, Some("1002"), Method::GET, &path)).await;
    assert_eq!(other.0, StatusCode::NOT_FOUND);
    let (status, _) = house.get(Role::Supervisor, "/api/calls/nothing/customer").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_noted_about_a_callers_calls_is_on_the_card_of_the_next_one() {
    let house = House::start().await;
    let mut kept = Kept::open(&house.served).await;
    let desk = house.served.desk.clone();
    let (first, _) = desk.talks_with("1001");
    let site_desk: Arc<dyn Desk> = desk.clone();
    let id = site_desk.read(|moment| {
        let call = moment.state.call_of(&first.as_str().into()).expect("it lives");
        moment.state.record(call).expect("it lives").call_id
    });
    desk.advance(Span::from_secs(30));
    desk.hangs_up(&first);
    desk.advance(Span::from_secs(60));
    // Somebody else's call, about which something is noted as well.
    let other = desk.calls("4917699999999", "Bertha", "1001");
    desk.answers("1001");
    kept.write(&house.served).await;
    for (call, text) in [(id.as_str(), "wants a call back"), (other.as_str(), "not for Ada's card")] {
        let path = format!("/api/calls/{call}/notes");
        let (status, answer) =
            told(house.ask(Role::Agent, Method::POST, &path).json(&json!({ "text": text }))).await;
        assert!(status.is_success(), "{answer}");
    }
    desk.hangs_up(&other);
    desk.advance(Span::from_secs(60));
    let said = json!({"code": "complaint", "note": "parcel is late"});
    let path = format!("/api/calls/{id}/disposition");
    let (status, answer) = told(house.ask(Role::Agent, Method::PUT, &path).json(&said)).await;
    assert!(status.is_success(), "{answer}");

    let (caller, _) = desk.talks_with("1002");
    kept.write(&house.served).await;
    let path = format!("/api/calls/{caller}/customer");
    let (status, card) = told(house.ask_as(Role::Agent, Some("1002"), Method::GET, &path)).await;
    assert_eq!(status, StatusCode::OK, "{card}");
    let notes = card["notes"].as_array().expect("a list");
    let texts: Vec<_> = notes.iter().map(|note| (&note["call_id"], &note["text"], &note["agent"])).collect();
    let (id, agent) = (json!(id), json!("1001"));
    assert_eq!(
        texts,
        [(&id, &json!("parcel is late"), &agent), (&id, &json!("wants a call back"), &agent)],
        "{card}"
    );
    assert_eq!((&notes[0]["disposition"], &notes[1]["disposition"]), (&json!("complaint"), &Value::Null));
}
