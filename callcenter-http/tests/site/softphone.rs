//! Phones in browsers: what they and the switch say to each other is carried both ways, and nobody else is let in.

use std::net::SocketAddr;
use std::time::Duration;

use callcenter_http::Role;
use callcenter_http::softphone::{CLOSE_SWITCH_GONE, CLOSE_TOO_MANY, MESSAGE_BYTES_MAX, SoftphoneConfig};
use futures::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async, client_async};

use crate::client::Served;

const PATIENCE: Duration = Duration::from_secs(20);

/// A switch that has a WebSocket.
struct Switch {
    listener: TcpListener,
}

type Socket = WebSocketStream<TcpStream>;

impl Switch {
    async fn new() -> Self {
        Self { listener: TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free") }
    }

    fn address(&self) -> String {
        format!("ws://{}/ws", self.listener.local_addr().expect("it is bound"))
    }

    /// A phone that comes through to it.
    #[expect(clippy::result_large_err, reason = "the library wants it so")]
    async fn phone(&self) -> Socket {
        let (stream, _) = self.listener.accept().await.expect("somebody comes");
        let agree = |request: &Request, mut answer: Response| {
            assert_eq!(request.uri().path(), "/ws");
            let spoken = request.headers()["sec-websocket-protocol"].clone();
            assert_eq!(spoken, "sip");
            answer.headers_mut().insert("sec-websocket-protocol", spoken);
            Ok(answer)
        };
        accept_hdr_async(stream, agree).await.expect("it is a handshake")
    }
}

/// A site with two extensions, 1001 in a browser and 1002 on a desk.
async fn site(websocket: Option<String>) -> Served {
    let served = Served::start_with(|config| {
        config.softphone = SoftphoneConfig { websocket, ..SoftphoneConfig::default() };
    })
    .await;
    let admin = served.log_in(Role::Administrator, None);
    for (number, webrtc) in [("1001", true), ("1002", false)] {
        let made = served.ask(Method::POST, "/api/extensions").bearer_auth(&admin);
        let made = made.json(&json!({"number": number, "webrtc": webrtc})).send().await.expect("it answers");
        assert_eq!(made.status(), 201);
    }
    served
}

async fn try_phone(
    at: SocketAddr,
    secret: Option<&str>,
    header: Option<(&str, &str)>,
    protocol: Option<&str>,
) -> Result<Socket, u16> {
    let stream = TcpStream::connect(at).await.expect("somebody listens");
    let mut request = ClientRequestBuilder::new(format!("ws://{at}/sip").parse().expect("it is an address"));
    if let Some(secret) = secret {
        request = request.with_header("Authorization", format!("Bearer {secret}"));
    }
    if let Some((name, value)) = header {
        request = request.with_header(name, value);
    }
    if let Some(protocol) = protocol {
        request = request.with_sub_protocol(protocol);
    }
    match client_async(request, stream).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(why) => panic!("no handshake: {why}"),
    }
}

async fn phone(served: &Served) -> Socket {
    let secret = served.log_in(Role::Agent, Some("1001"));
    try_phone(served.address, Some(&secret), None, Some("sip")).await.expect("it is let in")
}

/// What comes next: a text, or the code and reason of the end.
async fn next(socket: &mut Socket) -> Result<String, (u16, String)> {
    loop {
        let said = tokio::time::timeout(PATIENCE, socket.next()).await.expect("something comes");
        match said {
            Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
            Some(Ok(Message::Close(Some(frame)))) => {
                return Err((frame.code.into(), frame.reason.to_string()));
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn f_178_what_a_phone_and_the_switch_say_is_carried_both_ways() {
    let switch = Switch::new().await;
    let served = site(Some(switch.address())).await;
    let (mut phone, mut far) = tokio::join!(phone(&served), switch.phone());
    let long = "x".repeat(MESSAGE_BYTES_MAX);
    for text in ["REGISTER sip:127.0.0.1 SIP/2.0\r\n\r\n", "ä – 漢", "", &long] {
        phone.send(Message::text(text)).await.expect("it is sent");
        assert_eq!(next(&mut far).await.expect("it comes"), text);
        far.send(Message::text(text)).await.expect("it is sent");
        assert_eq!(next(&mut phone).await.expect("it comes"), text);
    }
    far.send(Message::binary("SIP/2.0 200 OK\r\n\r\n")).await.expect("it is sent");
    assert_eq!(next(&mut phone).await.expect("it comes"), "SIP/2.0 200 OK\r\n\r\n");
}

#[tokio::test]
async fn f_178_who_ends_it_and_why_is_passed_on() {
    let switch = Switch::new().await;
    let served = site(Some(switch.address())).await;
    let (mut one, mut far) = tokio::join!(phone(&served), switch.phone());
    far.close(Some(CloseFrame { code: 1001.into(), reason: "restarting".into() })).await.expect("it is sent");
    assert_eq!(next(&mut one).await, Err((1001, "restarting".to_owned())));

    let (mut one, mut far) = tokio::join!(phone(&served), switch.phone());
    one.close(Some(CloseFrame { code: 4000.into(), reason: "taken over".into() })).await.expect("it is sent");
    assert_eq!(next(&mut far).await, Err((4000, "taken over".to_owned())));

    let (mut one, far) = tokio::join!(phone(&served), switch.phone());
    drop(far);
    assert_eq!(next(&mut one).await.expect_err("it is over").0, CLOSE_SWITCH_GONE);

    let (one, mut far) = tokio::join!(phone(&served), switch.phone());
    drop(one);
    assert_eq!(next(&mut far).await.expect_err("it is over").0, 1001);
}

#[tokio::test]
async fn f_178_a_phone_that_sends_too_much_or_too_long_things_is_cut_off() {
    let switch = Switch::new().await;
    let served = site(Some(switch.address())).await;
    let (mut one, mut far) = tokio::join!(phone(&served), switch.phone());
    let reads = tokio::spawn(async move { while next(&mut far).await.is_ok() {} });
    for _ in 0..1_000 {
        if one.feed(Message::text("OPTIONS")).await.is_err() {
            break;
        }
    }
    let _ = one.flush().await;
    assert_eq!(next(&mut one).await.expect_err("it is cut off").0, CLOSE_TOO_MANY);
    reads.await.expect("it ends");

    let (mut one, _far) = tokio::join!(phone(&served), switch.phone());
    one.send(Message::text("x".repeat(MESSAGE_BYTES_MAX + 1))).await.expect("it is sent");
    assert_eq!(next(&mut one).await.expect_err("it is cut off").0, 1009);
}

#[tokio::test]
async fn f_178_only_whose_extension_is_a_phone_in_a_browser_is_let_in() {
    let switch = Switch::new().await;
    let served = site(Some(switch.address())).await;
    let tried = async |secret: Option<&str>, header, protocol| {
        try_phone(served.address, secret, header, protocol).await.map(drop).expect_err("it is refused")
    };
    assert_eq!(tried(None, None, Some("sip")).await, 401);
    let desk = served.log_in(Role::Agent, Some("1002"));
    assert_eq!(tried(Some(&desk), None, Some("sip")).await, 403, "1002 stands on a desk");
    let nobody = served.log_in(Role::Administrator, None);
    assert_eq!(tried(Some(&nobody), None, Some("sip")).await, 403);
    let own = served.log_in(Role::Agent, Some("1001"));
    assert_eq!(tried(Some(&own), None, None).await, 400, "something else than SIP");
    let unset = site(None).await;
    let own = unset.log_in(Role::Agent, Some("1001"));
    let refused = try_phone(unset.address, Some(&own), None, Some("sip")).await;
    assert_eq!(refused.err(), Some(409), "it is not configured");
}

#[tokio::test]
async fn f_178_a_switch_that_is_away_is_said_before_the_phone_believes_to_be_connected() {
    let switch = Switch::new().await;
    let served = site(Some(switch.address())).await;
    drop(switch);
    let own = served.log_in(Role::Agent, Some("1001"));
    assert_eq!(try_phone(served.address, Some(&own), None, Some("sip")).await.err(), Some(503));
}

#[tokio::test]
async fn f_186_a_phone_is_told_where_to_speak_or_why_not() {
    let told = async |served: &Served, number: &str| -> Value {
        let own = served.log_in(Role::Agent, Some(number));
        let path = format!("/api/extensions/{number}/credentials");
        served
            .ask(Method::POST, &path)
            .bearer_auth(own)
            .send()
            .await
            .expect("it answers")
            .json()
            .await
            .expect("JSON")
    };
    let served = site(Some("ws://pbx.example.com:8088/ws".to_owned())).await;
    let phone = told(&served, "1001").await;
    assert_eq!((&phone["websocket"], &phone["domain"]), (&json!("/sip"), &json!("pbx.example.com")));
    assert_eq!(phone["why"], Value::Null);
    let own = served.log_in(Role::Agent, Some("1001"));
    let path = "/api/extensions/own/credentials";
    let told_own = served.ask(Method::POST, path).bearer_auth(own).send().await.expect("it answers");
    assert_eq!(told_own.json::<Value>().await.expect("JSON"), phone);
    let desk = told(&served, "1002").await;
    assert_eq!(desk["websocket"], Value::Null);
    assert!(desk["why"].as_str().expect("it says why").contains("no phone in a browser"));
    let unset = told(&site(None).await, "1001").await;
    assert!(unset["why"].as_str().expect("it says why").contains("softphone.websocket"));
}
