//! The WebSocket.

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures::SinkExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::{Cut, Follower, LiveConfig, Since, Topic, Watcher};
use crate::control::{self, Request};
use crate::problem::{Problem, ProblemBody};
use crate::site::Site;

/// Actions of a client that may be under way at once; further ones are refused.
const ACTIONS_MAX: usize = 8;

/// Characters of an id by which a client finds its answers.
const ID_CHARS_MAX: usize = 64;

/// Whoever it was is logged out, or something else now: log in again, or just come back.
pub const CLOSE_LOGGED_OUT: u16 = 4001;

/// The client was too slow: it comes back and is told what it missed.
pub const CLOSE_SLOW: u16 = 4008;

/// The client sends too much.
pub const CLOSE_TOO_MANY: u16 = 4029;

/// The server is being stopped.
const CLOSE_AWAY: u16 = 1001;

/// A message was larger than is taken.
const CLOSE_TOO_LARGE: u16 = 1009;

/// Serves a client until it goes, or is cut off.
pub(crate) async fn serve(socket: WebSocket, site: Site, watcher: Watcher, follower: Follower) {
    let config = site.live.config().clone();
    let session = Session {
        socket,
        site,
        watcher,
        follower,
        actions: JoinSet::new(),
        out: Vec::new(),
        heard: Instant::now(),
        allowance: Allowance::full(config.messages_per_second),
        config,
    };
    session.run().await;
}

struct Session {
    socket: WebSocket,
    site: Site,
    watcher: Watcher,
    follower: Follower,
    actions: JoinSet<Utf8Bytes>,
    out: Vec<Utf8Bytes>,
    heard: Instant,
    allowance: Allowance,
    config: LiveConfig,
}

/// Why a session ends.
enum End {
    /// The client is gone, or the connection.
    Gone,
    /// It is told why.
    Close(u16, &'static str),
}

impl Session {
    async fn run(mut self) {
        self.follower.hello(&mut self.out);
        let end = match self.send().await {
            Err(end) => end,
            Ok(()) => self.turn_by_turn().await,
        };
        let End::Close(code, reason) = end else { return };
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        let socket = &mut self.socket;
        let farewell = async {
            socket.send(Message::Close(Some(frame))).await?;
            // A connection closed with something unread is reset, and the client never learns why.
            while let Some(Ok(_)) = socket.recv().await {}
            Ok::<_, axum::Error>(())
        };
        // Who does not take it is gone anyway.
        let _ = timeout(self.config.send_max, farewell).await;
    }

    async fn turn_by_turn(&mut self) -> End {
        let mut beat = interval(self.config.beat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                next = self.follower.next(&mut self.out) => match next {
                    Ok(()) => {}
                    Err(Cut::Slow) => return End::Close(CLOSE_SLOW, "slow"),
                    Err(Cut::Closing) => return End::Close(CLOSE_AWAY, "the server is being stopped"),
                },
                message = self.socket.recv() => match message {
                    Some(Ok(message)) => if let Err(end) = self.said(message) { return end },
                    Some(Err(why)) if is_too_large(&why) => return End::Close(CLOSE_TOO_LARGE, "too large"),
                    Some(Err(_)) | None => return End::Gone,
                },
                Some(answer) = self.actions.join_next() => self.out.extend(answer),
                _ = beat.tick() => if let Err(end) = self.look_after().await { return end },
            }
            if let Err(end) = self.send().await {
                return end;
            }
        }
    }

    /// Sends what is to be sent: all of it is written before the connection is told once to take it.
    async fn send(&mut self) -> Result<(), End> {
        if self.out.is_empty() {
            return Ok(());
        }
        let messages = self.out.len();
        let (socket, out) = (&mut self.socket, &mut self.out);
        let sent = async {
            for text in out.drain(..) {
                socket.feed(Message::Text(text)).await?;
            }
            socket.flush().await
        };
        match timeout(self.config.send_max, sent).await {
            Ok(Ok(())) => {
                self.site.live.sent(messages);
                Ok(())
            }
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => {
                self.site.live.cuts();
                Err(End::Close(CLOSE_SLOW, "slow"))
            }
        }
    }

    /// Looks whether the client lives, and may still be here.
    async fn look_after(&mut self) -> Result<(), End> {
        if !self.watcher.is_still(&self.site).await {
            return Err(End::Close(CLOSE_LOGGED_OUT, "logged out"));
        }
        if self.heard.elapsed() > self.config.beat * 2 {
            return Err(End::Gone);
        }
        let ping = self.socket.send(Message::Ping(axum::body::Bytes::new()));
        match timeout(self.config.send_max, ping).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }

    fn said(&mut self, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        let text = match message {
            Message::Text(text) => text,
            // The connection answers them itself.
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Binary(_) => return Err(End::Close(1003, "send text")),
            Message::Close(_) => return Err(End::Gone),
        };
        if !self.allowance.take() {
            return Err(End::Close(CLOSE_TOO_MANY, "too many messages"));
        }
        match Said::parse(&text) {
            Ok(Said { id, what: What::Subscribe { topics, since } }) => {
                self.out.extend(id.map(|id| answer(&id, Ok(&Value::Bool(true)))));
                self.follower.subscribe(&topics, since, &mut self.out);
            }
            Ok(Said { id, what: What::Unsubscribe { topics } }) => {
                self.follower.unsubscribe(&topics);
                self.out.extend(id.map(|id| answer(&id, Ok(&Value::Bool(true)))));
            }
            Ok(Said { id, what: What::Act(request) }) => self.act(id.unwrap_or_default(), *request),
            Err((id, problem)) => self.out.push(answer::<Value>(&id.unwrap_or_default(), Err(&problem))),
        }
        Ok(())
    }

    fn act(&mut self, id: Value, request: Request) {
        if self.actions.len() >= ACTIONS_MAX {
            return self.out.push(answer::<Value>(&id, Err(&Problem::TooMany { seconds: 1 })));
        }
        let (site, person) = (self.site.clone(), self.watcher.person.clone());
        self.actions.spawn(async move {
            let done = control::act(&site, &person, request).await;
            answer(&id, done.as_ref())
        });
    }
}

/// What a client said.
struct Said {
    id: Option<Value>,
    what: What,
}

enum What {
    Subscribe { topics: Vec<Topic>, since: Option<Since> },
    Unsubscribe { topics: Vec<Topic> },
    Act(Box<Request>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topics {
    topics: Vec<Topic>,
    since: Option<Since>,
}

impl Said {
    fn parse(text: &str) -> Result<Self, (Option<Value>, Problem)> {
        let malformed = |why: &serde_json::Error| Problem::Malformed(format!("this is no message: {why}"));
        let mut said: serde_json::Map<String, Value> =
            serde_json::from_str(text).map_err(|why| (None, malformed(&why)))?;
        let id = said.remove("id").filter(is_id);
        let told = said.get("do").and_then(Value::as_str).unwrap_or_default().to_owned();
        let what = match told.as_str() {
            "" => Err(Problem::Malformed(
                "say what to do: {\"do\": \"subscribe\", \"topics\": [\"calls\"]}".to_owned(),
            )),
            "subscribe" | "unsubscribe" => {
                said.remove("do");
                serde_json::from_value(Value::Object(said)).map_err(|why| malformed(&why)).and_then(
                    |Topics { mut topics, since }| {
                        topics.sort_unstable();
                        topics.dedup();
                        match (told.as_str(), since) {
                            ("subscribe", since) => Ok(What::Subscribe { topics, since }),
                            (_, None) => Ok(What::Unsubscribe { topics }),
                            (_, Some(_)) => Err(Problem::Malformed("unsubscribe has no since".to_owned())),
                        }
                    },
                )
            }
            _ => serde_json::from_value(Value::Object(said))
                .map(|request| What::Act(Box::new(request)))
                .map_err(|why| malformed(&why)),
        };
        match what {
            Ok(what) => Ok(Self { id, what }),
            Err(problem) => Err((id, problem)),
        }
    }
}

fn is_id(id: &Value) -> bool {
    match id {
        Value::Number(_) => true,
        Value::String(id) => id.chars().count() <= ID_CHARS_MAX,
        _ => false,
    }
}

#[derive(Serialize)]
struct Answered<'a, T> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    ok: Option<&'a T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemBody>,
}

fn answer<T: Serialize>(id: &Value, done: Result<&T, &Problem>) -> Utf8Bytes {
    let (ok, problem) = match done {
        Ok(done) => (Some(done), None),
        Err(problem) => (None, Some(problem.body())),
    };
    let answered = Answered { kind: "answer", id, ok, problem };
    serde_json::to_string(&answered).expect("an answer is made of texts and numbers").into()
}

fn is_too_large(why: &axum::Error) -> bool {
    let mut why: Option<&dyn std::error::Error> = Some(why);
    while let Some(cause) = why {
        if cause.to_string().contains("too long") {
            return true;
        }
        why = cause.source();
    }
    false
}

/// How many messages a client may send at the moment.
struct Allowance {
    per_second: f64,
    left: f64,
    at: Instant,
}

impl Allowance {
    fn full(per_second: u32) -> Self {
        let per_second = f64::from(per_second.max(1));
        Self { per_second, left: per_second * 2.0, at: Instant::now() }
    }

    fn take(&mut self) -> bool {
        let now = Instant::now();
        let grown = self.left + now.duration_since(self.at).as_secs_f64() * self.per_second;
        self.left = grown.min(self.per_second * 2.0);
        self.at = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}
