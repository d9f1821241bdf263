//! What a client may not do, and what becomes of one that does.

use std::time::Duration;

use callcenter_http::access::{NewToken, NewUser, Secret};
use callcenter_http::live::{CLOSE_LOGGED_OUT, CLOSE_TOO_MANY, LiveConfig};
use callcenter_http::{Role, Scope};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::stage::{PATIENCE, Stage};
use crate::client::person;
use crate::desk::EngineDesk;

#[tokio::test]
async fn nobody_watches_without_being_known_and_a_ticket_lets_in_once() {
    let stage = Stage::obliging().await;
    assert_eq!(stage.try_watch("/ws", None).await.err(), Some(401));
    assert_eq!(stage.try_watch("/ws/v1", Some("guessed")).await.err(), Some(401));
    assert_eq!(stage.try_watch("/ws?ticket=guessed", None).await.err(), Some(401));
    let secret = stage.log_in(Role::Agent, Some("1001"));
    let ticket: Value = reqwest::Client::new()
        .post(format!("http://{}/api/ws-ticket", stage.address))
        .bearer_auth(secret)
        .send()
        .await
        .expect("it answers")
        .json()
        .await
        .expect("it is JSON");
    let path = format!("/ws/v1?ticket={}", ticket["ticket"].as_str().expect("it is a text"));
    let mut watching = stage.try_watch(&path, None).await.expect("the ticket lets in");
    let hello = watching.hear().await.expect("it is greeted");
    assert_eq!((&hello["role"], &hello["agent"]), (&json!("agent"), &json!("1001")));
    assert_eq!(stage.try_watch(&path, None).await.err(), Some(401));
}

#[tokio::test]
async fn more_clients_than_can_be_served_are_refused_until_one_goes() {
    let live = LiveConfig { clients_max: 2, ..LiveConfig::default() };
    let stage = Stage::with(EngineDesk::new(), live).await;
    let secret = stage.log_in(Role::Supervisor, None);
    let _one = stage.watch(&secret).await;
    let mut other = stage.watch(&secret).await;
    assert_eq!(stage.try_watch("/ws", Some(&secret)).await.err(), Some(503));
    other.socket.close(None).await.expect("it is closed");
    while let Some(Ok(_)) = other.socket.next().await {}
    // The server may see the end a little later than the client.
    let again = async {
        loop {
            match stage.try_watch("/ws", Some(&secret)).await {
                Ok(watching) => return watching,
                Err(status) => assert_eq!(status, 503),
            }
        }
    };
    tokio::time::timeout(PATIENCE, again).await.expect("there is room again");
}

#[tokio::test]
async fn a_client_that_says_too_much_or_too_long_things_is_cut_off() {
    let live = LiveConfig { messages_per_second: 5, message_bytes_max: 1_000, ..LiveConfig::default() };
    let stage = Stage::with(EngineDesk::new(), live).await;
    let end = async |mut watching: super::stage::Watching| loop {
        if let Err(code) = watching.hear().await {
            return code;
        }
    };

    let mut chatty = stage.supervisor().await;
    for _ in 0..11 {
        chatty.say(&json!({"do": "subscribe", "topics": []})).await;
    }
    assert_eq!(end(chatty).await, CLOSE_TOO_MANY);

    let mut long = stage.supervisor().await;
    long.say(&json!({"do": "hangup", "call": "x".repeat(1_001)})).await;
    assert_eq!(end(long).await, 1009);

    let mut binary = stage.supervisor().await;
    binary.socket.send(Message::binary(vec![1, 2, 3])).await.expect("it is taken");
    assert_eq!(end(binary).await, 1003);
}

#[tokio::test]
async fn hc_56_a_tab_that_shows_no_sign_of_life_is_taken_for_dead() {
    let live = LiveConfig { beat: Duration::from_millis(50), ..LiveConfig::default() };
    let stage = Stage::with(EngineDesk::new(), live).await;
    let dead = stage.supervisor().await;
    // Nobody reads there, so that nobody answers; the connection stays open.
    let mut bytes = dead.socket.into_inner();
    let mut nowhere = tokio::io::sink();
    let gone = tokio::io::copy(&mut bytes, &mut nowhere);
    tokio::time::timeout(PATIENCE, gone).await.expect("the server ends it").expect("it is an end");

    // Whoever answers stays: it hears more beats than a dead one could. A busy machine has time to answer.
    let live = LiveConfig { beat: Duration::from_millis(900), ..LiveConfig::default() };
    let stage = Stage::with(EngineDesk::new(), live).await;
    let mut lives = stage.supervisor().await;
    for _ in 0..6 {
        lives.hear_until(|message| message["type"] == "beat").await;
    }
}

#[tokio::test]
async fn who_is_logged_out_watches_no_more() {
    let live = LiveConfig { beat: Duration::from_millis(500), ..LiveConfig::default() };
    let stage = Stage::with(EngineDesk::new(), live).await;
    let access = &stage.site.access;
    let owner = NewUser {
        login: "wallboard".to_owned(),
        name: None,
        email: None,
        role: Role::Supervisor,
        agent: None,
        password: Some(Secret::from("a wall is no secret")),
    };
    let user = access.create_user(owner).await.expect("the login is free").id;
    let owner = callcenter_http::Person { id: user, ..person(Role::Supervisor, None) };
    let new = NewToken { name: "wall".to_owned(), scopes: [Scope::Read].into(), role: None, days: None };
    let (token, secret) = access.create_token(&owner, new).await.expect("it is made");
    let mut watching = stage.watch(&secret).await;
    watching.subscribe(&["calls"], None).await;
    access.delete_token(None, &token.id).await.expect("it is deleted");
    let code = loop {
        if let Err(code) = watching.hear().await {
            break code;
        }
    };
    assert_eq!(code, CLOSE_LOGGED_OUT);
    assert_eq!(stage.try_watch("/ws", Some(&secret)).await.err(), Some(401));
}

#[tokio::test]
async fn a_server_that_is_stopped_says_so() {
    let stage = Stage::obliging().await;
    let mut watching = stage.supervisor().await;
    watching.subscribe(&["calls"], None).await;
    stage.site.live.close();
    let code = loop {
        if let Err(code) = watching.hear().await {
            break code;
        }
    };
    assert_eq!(code, 1001);
    let secret = stage.log_in(Role::Supervisor, None);
    assert_eq!(stage.try_watch("/ws", Some(&secret)).await.err(), Some(503));
}
