//! Socket.IO, for clients that speak it: whole lists under the names they know.
//!
//! It is one more dress of a [`Follower`]: rows are kept per connection, and lists sent when something in them changed,
//! figures at most once a second.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderValue;
use axum::http::header::{AUTHORIZATION, UPGRADE};
use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, Extension, SocketRef, State, TryData};
use socketioxide::handler::ConnectHandler;
use socketioxide::layer::SocketIoLayer;
use socketioxide::{SendError, SocketError, SocketIo};
use tokio::sync::{Notify, mpsc};
use tokio::time::{MissedTickBehavior, interval};

use super::{Follower, Topic, Watcher};
use crate::control::{self, Ask, Request};
use crate::problem::Problem;
use crate::site::Site;

/// Wishes of a client that may wait; further ones are passed over, for the answer to the first is theirs too.
const WISHES_MAX: usize = 8;

/// Packets that may wait for a client; one that is slower is cut off and comes back by itself.
const PACKETS_MAX: usize = 256;

const TOPICS: [Topic; 5] = [Topic::Calls, Topic::Queues, Topic::Agents, Topic::Stats, Topic::Own];

/// The layer that answers at `/socket.io/`.
pub(crate) fn socketio(site: &Site) -> SocketIoLayer {
    let (layer, io) = SocketIo::builder()
        .max_buffer_size(PACKETS_MAX)
        .max_payload(u64::try_from(site.live.config().message_bytes_max).unwrap_or(u64::MAX))
        .with_state(site.clone())
        .build_layer();
    io.ns("/", connected.with(let_in));
    layer
}

/// What a client may say when it connects, as `auth`.
#[derive(Debug, Default, Deserialize)]
struct Auth {
    token: Option<String>,
}

/// Lets in who is known: by a cookie, a header, or the token that Socket.IO clients send as `auth: {token}`.
async fn let_in(
    socket: SocketRef,
    State(site): State<Site>,
    TryData(auth): TryData<Auth>,
) -> Result<(), Problem> {
    let mut parts = socket.req_parts().clone();
    // Whatever the transport, it lasts and can do anything, as a WebSocket: a page that opens it must be ours.
    parts.headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Some(token) = auth.unwrap_or_default().token {
        let bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Problem::NotLoggedIn)?;
        parts.headers.insert(AUTHORIZATION, bearer);
    }
    let watcher = Watcher::from_request_parts(&mut parts, &site).await?;
    socket.extensions.insert(watcher);
    Ok(())
}

async fn connected(socket: SocketRef, State(site): State<Site>, Extension(watcher): Extension<Watcher>) {
    let follower = match site.live.follow(&watcher.person) {
        Ok(follower) => follower,
        Err(problem) => {
            // Who is gone already hears nothing.
            let _ = socket.emit("problem", &problem.body());
            let _ = socket.disconnect();
            return;
        }
    };
    let (wish, wishes) = mpsc::channel(WISHES_MAX);
    let gone = Arc::new(Notify::new());
    let is_gone = Arc::clone(&gone);
    let agents = wish.clone();
    socket.on("requestAgentList", move || {
        // A wish too many is answered with the first.
        let _ = agents.try_send("agentStatusWithStats");
        std::future::ready(())
    });
    socket.on("requestAllQueueStats", move || {
        let _ = wish.try_send("allQueueStats");
        std::future::ready(())
    });
    socket.on("hangupCall", hang_up);
    socket.on_disconnect(move || {
        gone.notify_one();
        std::future::ready(())
    });
    let session = Session { socket, site, watcher, rows: BTreeMap::new(), changed: BTreeSet::new() };
    tokio::spawn(async move {
        tokio::select! {
            () = session.run(follower, wishes) => {}
            () = is_gone.notified() => {}
        }
    });
}

/// The call to hang up: its id, or an object that has it under a name that clients use.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Which {
    Id(String),
    Named {
        #[serde(alias = "callId", alias = "id", alias = "call", alias = "linkedid", alias = "uniqueid")]
        call_id: String,
    },
}

async fn hang_up(
    State(site): State<Site>,
    Extension(watcher): Extension<Watcher>,
    TryData(which): TryData<Which>,
    ack: AckSender,
) {
    let done = match which {
        Ok(Which::Id(call) | Which::Named { call_id: call }) => {
            control::act(&site, &watcher.person, Request::on_call(call, None, Ask::Hangup)).await
        }
        Err(_) => Err(Problem::Malformed("say which call: {\"call_id\": \"…\"}".to_owned())),
    };
    let answer = match done {
        Ok(answer) => json!({"ok": true, "answer": answer}),
        Err(problem) => json!({"ok": false, "problem": problem.body()}),
    };
    // Who did not want an answer, or is gone, gets none.
    let _ = ack.send(&answer);
}

struct Session {
    socket: SocketRef,
    site: Site,
    watcher: Watcher,
    rows: BTreeMap<String, BTreeMap<String, Value>>,
    /// Topics of which something changed since it was told.
    changed: BTreeSet<String>,
}

/// The client is gone, too slow, or logged out.
struct Over;

impl Session {
    async fn run(mut self, mut follower: Follower, mut wishes: mpsc::Receiver<&'static str>) {
        let mut out = Vec::new();
        follower.subscribe(&TOPICS, None, &mut out);
        let mut look_after = interval(self.site.live.config().beat);
        look_after.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let told = self.tell(&mut out);
            if told.is_err() {
                break;
            }
            tokio::select! {
                next = follower.next(&mut out) => if next.is_err() { break },
                Some(wish) = wishes.recv() => if self.list(wish).is_err() { break },
                _ = look_after.tick() => if !self.watcher.is_still(&self.site).await { break },
            }
        }
        // Who is gone already cannot be sent away.
        let _ = self.socket.disconnect();
    }

    /// Takes messages in and tells what changed by them.
    fn tell(&mut self, out: &mut Vec<axum::extract::ws::Utf8Bytes>) -> Result<(), Over> {
        for text in out.drain(..) {
            let message: Value = serde_json::from_str(&text).expect("what is sent is JSON");
            self.take(&message)?;
        }
        for topic in std::mem::take(&mut self.changed) {
            let lists: &[&'static str] = match topic.as_str() {
                "calls" => &["ongoingCalls"],
                "queues" => &["queueStatus"],
                "agents" => &["agentStatusWithStats", "queueMembers"],
                "stats" => &["agentStatusWithStats", "allQueueStats"],
                _ => &[],
            };
            for list in lists {
                self.list(list)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, message: &Value) -> Result<(), Over> {
        let Some(topic) = Topic::ALL.into_iter().find(|topic| message["topic"] == topic.name()) else {
            return Ok(());
        };
        let is_whole = message["type"] == "snapshot";
        let rows = self.rows.entry(topic.name().to_owned()).or_default();
        let before = if is_whole { std::mem::take(rows) } else { BTreeMap::new() };
        let mut told = Vec::new();
        for row in [&message["rows"], &message["set"]].into_iter().filter_map(Value::as_array).flatten() {
            let Some(key) = row[topic.key()].as_str() else { continue };
            rows.insert(key.to_owned(), row.clone());
            if topic == Topic::Agents && !is_whole {
                told.push(("agentStatusUpdate", key.to_owned(), row.clone()));
            }
        }
        let gone = message["gone"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let gone = gone.map(str::to_owned).collect::<Vec<_>>();
        let mut ended: Vec<(String, Value)> =
            before.into_iter().filter(|(key, _)| !rows.contains_key(key)).collect();
        ended.extend(gone.into_iter().filter_map(|key| rows.remove_entry(&key)));
        if topic == Topic::Calls {
            told.extend(ended.into_iter().map(|(key, row)| ("callEnded", key, row)));
        }
        self.changed.insert(topic.name().to_owned());
        for (event, key, row) in told {
            let body = if event == "callEnded" {
                json!({"call_id": key, "call": row})
            } else {
                self.agent(&key, &row)
            };
            self.emit(event, &body)?;
        }
        Ok(())
    }

    /// Sends a whole list.
    fn list(&self, event: &'static str) -> Result<(), Over> {
        let rows = |topic: &str| self.rows.get(topic).into_iter().flatten();
        let list: Vec<Value> = match event {
            "ongoingCalls" => rows("calls").map(|(_, row)| row.clone()).collect(),
            "queueStatus" => rows("queues").map(|(_, row)| row.clone()).collect(),
            "agentStatusWithStats" => rows("agents").map(|(key, row)| self.agent(key, row)).collect(),
            "queueMembers" => self.members(),
            _ => rows("stats").filter_map(|(_, row)| queue_stats(row)).collect(),
        };
        self.emit(event, &list)
    }

    /// An agent with today's figures; they are for supervisors to see.
    fn agent(&self, key: &str, row: &Value) -> Value {
        let figures = self.rows.get("stats").and_then(|rows| rows.get(&format!("agent:{key}")));
        let mut agent = row.clone();
        agent["stats"] = figures.map_or(Value::Null, |row| row["figures"].clone());
        agent
    }

    /// Each queue with its members.
    fn members(&self) -> Vec<Value> {
        let queues = self.rows.get("queues").into_iter().flatten();
        let members = |queue: &str| -> Vec<Value> {
            let agents = self.rows.get("agents").into_iter().flatten();
            let members = agents.flat_map(|(agent, row)| {
                let memberships = row["queues"].as_array().into_iter().flatten();
                memberships.filter(|own| own["queue"] == queue).map(move |own| {
                    let mut member = own.clone();
                    member["agent"] = json!(agent);
                    member["name"] = row["name"].clone();
                    member["activity"] = row["activity"].clone();
                    member
                })
            });
            members.collect()
        };
        queues.map(|(queue, _)| json!({"queue": queue, "members": members(queue)})).collect()
    }

    fn emit(&self, event: &'static str, body: &impl serde::Serialize) -> Result<(), Over> {
        match self.socket.emit(event, body) {
            Ok(()) => {
                self.site.live.sent(1);
                Ok(())
            }
            Err(why) => {
                if matches!(why, SendError::Socket(SocketError::InternalChannelFull)) {
                    self.site.live.cuts();
                }
                Err(Over)
            }
        }
    }
}

/// A queue's figures of today.
fn queue_stats(row: &Value) -> Option<Value> {
    let queue = row["key"].as_str()?.strip_prefix("queue:")?;
    let mut stats = row["figures"].clone();
    stats["queue"] = json!(queue);
    stats["since"] = row["since"].clone();
    Some(stats)
}
