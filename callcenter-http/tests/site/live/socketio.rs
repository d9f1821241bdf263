//! Socket.IO, as its protocol is spoken over a WebSocket (Engine.IO 4, Socket.IO 5).

use callcenter_core::Span;
use callcenter_http::Role;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::stage::{PATIENCE, Stage, patient};
use crate::desk::EngineDesk;

/// A client of Socket.IO.
struct Peer {
    socket: WebSocketStream<TcpStream>,
}

impl Peer {
    /// Connects; what the server says to the namespace's connection.
    async fn connect(stage: &Stage, auth: &Value) -> (Self, String) {
        let stream = TcpStream::connect(stage.address).await.expect("somebody listens");
        let address = format!("ws://{}/socket.io/?EIO=4&transport=websocket", stage.address);
        let (socket, _) = client_async(address, stream).await.expect("the handshake is taken");
        let mut peer = Self { socket };
        assert!(peer.packet().await.starts_with('0'), "Engine.IO opens");
        peer.send(format!("40{auth}")).await;
        let answer = peer.packet().await;
        (peer, answer)
    }

    async fn send(&mut self, packet: String) {
        self.socket.send(Message::text(packet)).await.expect("it is taken");
    }

    /// The next packet that is no sign of life.
    async fn packet(&mut self) -> String {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("it comes in time");
            let Message::Text(text) = next.expect("it goes on").expect("it goes on") else { continue };
            match text.as_str() {
                "2" => self.send("3".to_owned()).await,
                text => return text.to_owned(),
            }
        }
    }

    /// What comes with an event, when it is as wanted.
    async fn hear(&mut self, event: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            assert!(tokio::time::Instant::now() < deadline, "no {event} came as wanted");
            let packet = self.packet().await;
            let Some(told) = packet.strip_prefix("42") else { continue };
            let told: Value = serde_json::from_str(told).expect("it is JSON");
            if told[0] == event && wanted(&told[1]) {
                return told[1].clone();
            }
        }
    }
}

#[tokio::test]
async fn who_is_not_known_is_refused_and_told_why() {
    let stage = Stage::obliging().await;
    let (_, answer) = Peer::connect(&stage, &json!({})).await;
    assert!(answer.starts_with("44") && answer.contains("log in"), "{answer}");
    let (_, answer) = Peer::connect(&stage, &json!({"token": "guessed"})).await;
    assert!(answer.starts_with("44"), "{answer}");
}

#[tokio::test]
async fn f_124_to_f_130_lists_come_at_the_beginning_and_when_something_changes() {
    let stage = Stage::obliging().await;
    let token = stage.log_in(Role::Supervisor, None);
    let (mut peer, answer) = Peer::connect(&stage, &json!({"token": token})).await;
    assert!(answer.starts_with("40"), "{answer}");
    let agents = peer.hear("agentStatusWithStats", |list| list[0]["activity"] == "ready").await;
    assert_eq!(agents[0]["agent"], "1001");
    let members =
        peer.hear("queueMembers", |list| !list[0]["members"].as_array().expect("a list").is_empty()).await;
    assert!(members.as_array().expect("a list").iter().any(|queue| queue["queue"] == "support"));
    peer.hear("queueStatus", |list| list.as_array().is_some_and(|list| !list.is_empty())).await;

    let engine = stage.desk.engine();
    let caller = engine.somebody_calls("1001");
    peer.hear("agentStatusUpdate", |agent| agent["agent"] == "1001" && agent["activity"] == "ringing").await;
    let calls = peer.hear("ongoingCalls", |list| list[0]["with"] == json!(["1001"])).await;
    engine.hangs_up(&caller);
    let ended = peer.hear("callEnded", |_| true).await;
    assert_eq!(ended["call_id"], calls[0]["id"]);
    peer.hear("ongoingCalls", |list| list == &json!([])).await;
}

#[tokio::test]
async fn f_128_figures_of_all_queues_are_told() {
    let stage = Stage::with(EngineDesk::lively(31), patient()).await;
    let token = stage.log_in(Role::Supervisor, None);
    let (mut peer, _) = Peer::connect(&stage, &json!({"token": token})).await;
    stage.desk.engine().advance(Span::from_secs(600));
    let offered = |list: &Value| {
        let queues = list.as_array().into_iter().flatten();
        queues.filter_map(|queue| queue["offered"].as_u64()).sum::<u64>() > 0
    };
    let stats = peer.hear("allQueueStats", offered).await;
    assert!(stats[0]["queue"].is_string() && stats[0]["since"].is_string(), "{stats}");
}

#[tokio::test]
async fn f_131_to_f_133_a_client_hangs_up_and_asks_for_lists() {
    let stage = Stage::obliging().await;
    let token = stage.log_in(Role::Supervisor, None);
    let (mut peer, _) = Peer::connect(&stage, &json!({"token": token})).await;
    stage.desk.engine().talks_with("1002");
    let calls = peer.hear("ongoingCalls", |list| list[0]["status"] == "talking").await;
    // With an acknowledgement, number 1; then one for nothing that there is, number 2.
    peer.send(format!("421{}", json!(["hangupCall", {"callId": calls[0]["id"], "leg": null}]))).await;
    let answer = loop {
        let packet = peer.packet().await;
        if let Some(answer) = packet.strip_prefix("431") {
            break serde_json::from_str::<Value>(answer).expect("it is JSON");
        }
    };
    assert_eq!(answer[0]["ok"], true, "{answer}");
    peer.send(format!("422{}", json!(["hangupCall", "nothing"]))).await;
    let answer = loop {
        let packet = peer.packet().await;
        if let Some(answer) = packet.strip_prefix("432") {
            break serde_json::from_str::<Value>(answer).expect("it is JSON");
        }
    };
    assert_eq!((&answer[0]["ok"], &answer[0]["problem"]["status"]), (&json!(false), &json!(404)));
    peer.send(format!("42{}", json!(["requestAgentList"]))).await;
    peer.hear("agentStatusWithStats", |list| list.as_array().is_some_and(|list| list.len() > 1)).await;
    peer.send(format!("42{}", json!(["requestAllQueueStats"]))).await;
    peer.hear("allQueueStats", Value::is_array).await;
}
