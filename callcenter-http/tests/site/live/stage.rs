//! A site with a desk that can be set up anew, and clients that keep what they are told.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use callcenter_core::{AskError, Command, Entry, Moment, Settlement};
use callcenter_http::customers::Customers;
use callcenter_http::desk::{Examination, Link, Setup, Standing};
use callcenter_http::live::LiveConfig;
use callcenter_http::{Desk, Role, Site, SiteConfig, app};
use callcenter_store::{MemoryStore, StreamId};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::client::person;
use crate::customers::berlin;
use crate::desk::EngineDesk;

/// Longer than anything here takes; beyond, a test fails rather than waits.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// As usual, but a client may ask over and over whether it has heard everything.
pub(super) fn patient() -> LiveConfig {
    LiveConfig { messages_per_second: 1_000_000, ..LiveConfig::default() }
}

/// A desk whose engine can be set up anew, and whose link can fall.
#[derive(Debug)]
pub(super) struct Restarting {
    now: RwLock<(u64, Arc<EngineDesk>)>,
    link: Mutex<Link>,
    /// Whether nobody can begin to follow: whoever tries fails.
    fails: AtomicBool,
}

impl Restarting {
    pub(super) fn new(desk: Arc<EngineDesk>) -> Arc<Self> {
        Arc::new(Self {
            now: RwLock::new((1, desk)),
            link: Mutex::new(Link::Ready),
            fails: AtomicBool::new(false),
        })
    }

    /// The engine that works now.
    pub(super) fn engine(&self) -> Arc<EngineDesk> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// Another engine takes over; whoever follows the one before hears no more of it.
    pub(super) fn set_up_anew(&self, desk: Arc<EngineDesk>) {
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        *now = (now.0 + 1, desk);
    }

    /// Whoever begins to follow fails, as if there were a defect; or nobody any more.
    pub(super) fn is_defective(&self, is: bool) {
        self.fails.store(is, Ordering::SeqCst);
    }

    /// The link is away.
    pub(super) fn link_falls(&self) {
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) =
            Link::Down { why: "the cable was pulled".to_owned() };
    }
}

#[async_trait]
impl Desk for Restarting {
    fn stream(&self) -> StreamId {
        self.engine().stream()
    }

    fn epoch(&self) -> u64 {
        self.now.read().unwrap_or_else(PoisonError::into_inner).0
    }

    fn look(&self, look: &mut dyn FnMut(Moment<'_>)) {
        self.engine().look(look);
    }

    fn follow(&self) -> broadcast::Receiver<Arc<[Entry]>> {
        assert!(!self.fails.load(Ordering::SeqCst), "a defect, as this test wants it");
        self.engine().follow()
    }

    async fn ask(&self, command: Command) -> Result<Settlement, AskError> {
        self.engine().ask(command).await
    }

    fn standing(&self) -> Standing {
        let link = self.link.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Standing { link, heard_at: Some(crate::desk::MORNING), ..self.engine().standing() }
    }

    fn setup(&self) -> Setup {
        self.engine().setup()
    }

    async fn set_up(&self, setup: Setup) -> Result<(), String> {
        self.engine().set_up(setup).await
    }

    async fn examine(&self) -> Result<Examination, String> {
        self.engine().examine().await
    }
}

/// A site with live clients.
pub(super) struct Stage {
    pub(super) site: Site,
    pub(super) desk: Arc<Restarting>,
    pub(super) address: SocketAddr,
}

impl Stage {
    /// A call center where people do what they are told.
    pub(super) async fn obliging() -> Self {
        Self::with(EngineDesk::new(), patient()).await
    }

    pub(super) async fn with(desk: Arc<EngineDesk>, live: LiveConfig) -> Self {
        // Whoever comes second finds it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let desk = Restarting::new(desk);
        let store = Arc::new(MemoryStore::default());
        let config = SiteConfig::new(desk.clone(), store.clone());
        let customers = Customers::new(store, &config.clock, berlin()).expect("it is right");
        let site = Site::new(SiteConfig { live, customers, ..config });
        let socket = TcpSocket::new_v4().expect("the system has sockets");
        // What is sent waits with the server, not in the system: a slow client is seen as one.
        socket.set_send_buffer_size(16 * 1_024).expect("a socket takes its size");
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port is free");
        let listener = socket.listen(1_024).expect("it listens");
        let address = listener.local_addr().expect("it is bound");
        let app = app(site.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { site, desk, address }
    }

    /// Somebody of this role, by his secret.
    pub(super) fn log_in(&self, role: Role, agent: Option<&str>) -> String {
        self.site.access.admit(person(role, agent))
    }

    /// A supervisor who watches.
    pub(super) async fn supervisor(&self) -> Watching {
        self.watch(&self.log_in(Role::Supervisor, None)).await
    }

    /// An agent who watches.
    pub(super) async fn agent(&self, agent: &str) -> Watching {
        self.watch(&self.log_in(Role::Agent, Some(agent))).await
    }

    pub(super) async fn watch(&self, secret: &str) -> Watching {
        self.try_watch("/ws", Some(secret)).await.expect("the handshake is taken")
    }

    /// Opens the WebSocket; the status where it is refused.
    pub(super) async fn try_watch(&self, path: &str, secret: Option<&str>) -> Result<Watching, u16> {
        let socket = TcpSocket::new_v4().expect("the system has sockets");
        socket.set_recv_buffer_size(16 * 1_024).expect("a socket takes its size");
        let stream = socket.connect(self.address).await.expect("somebody listens");
        let address = format!("ws://{}{path}", self.address);
        let mut request = ClientRequestBuilder::new(address.parse().expect("it is an address"));
        if let Some(secret) = secret {
            request = request.with_header("Authorization", format!("Bearer {secret}"));
        }
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Watching { socket, hello: Value::Null, mirror: Mirror::default() }),
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(why) => panic!("no handshake: {why}"),
        }
    }
}

/// What a client keeps: the rows of each topic by key, replaced and removed as it is told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Mirror {
    pub(super) topics: BTreeMap<String, BTreeMap<String, Value>>,
    /// The greatest number seen.
    pub(super) seq: u64,
    pub(super) epoch: u64,
}

impl Mirror {
    pub(super) fn take(&mut self, message: &Value) {
        // Greetings and snapshots tell where the server stands; what is known is told by these.
        if message["type"] == "delta" || message["type"] == "subscribed" {
            let seq = message["seq"].as_u64().expect("it has a number");
            let epoch = message["epoch"].as_u64().unwrap_or(self.epoch);
            assert!(epoch != self.epoch || seq >= self.seq, "{} is known already: {message}", self.seq);
            (self.epoch, self.seq) = (epoch, seq);
        }
        let Some(topic) = message["topic"].as_str() else { return };
        let rows = self.topics.entry(topic.to_owned()).or_default();
        let key = match topic {
            "calls" | "own" => "id",
            "queues" => "queue",
            "agents" => "agent",
            "extensions" => "number",
            _ => "key",
        };
        if message["type"] == "snapshot" {
            rows.clear();
        }
        for row in message["rows"].as_array().into_iter().chain(message["set"].as_array()).flatten() {
            rows.insert(row[key].as_str().expect("a row has its key").to_owned(), row.clone());
        }
        for gone in message["gone"].as_array().into_iter().flatten() {
            rows.remove(gone.as_str().expect("a key is a text"));
        }
    }

    pub(super) fn rows(&self, topic: &str) -> Vec<&Value> {
        self.topics.get(topic).into_iter().flat_map(BTreeMap::values).collect()
    }
}

/// A client of the WebSocket.
pub(super) struct Watching {
    pub(super) socket: WebSocketStream<TcpStream>,
    pub(super) hello: Value,
    pub(super) mirror: Mirror,
}

impl Watching {
    pub(super) async fn say(&mut self, message: &Value) {
        let sent = self.socket.send(Message::text(message.to_string()));
        tokio::time::timeout(PATIENCE, sent).await.expect("it is taken in time").expect("it is taken");
    }

    /// The next message in text, taken into the mirror; the close code where the server ends it.
    pub(super) async fn hear(&mut self) -> Result<Value, u16> {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await;
            match next.expect("something comes in time") {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).expect("it is JSON");
                    if message["type"] == "hello" {
                        self.hello = message.clone();
                    }
                    self.mirror.take(&message);
                    return Ok(message);
                }
                Some(Ok(Message::Close(Some(frame)))) => return Err(frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    /// Hears until a message is as wanted.
    pub(super) async fn hear_until(&mut self, mut wanted: impl FnMut(&Value) -> bool) -> Value {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            assert!(tokio::time::Instant::now() < deadline, "it did not come; {:#?}", self.mirror);
            let message = self.hear().await.expect("the server goes on");
            if wanted(&message) {
                return message;
            }
        }
    }

    /// Hears until what it keeps is as wanted.
    pub(super) async fn hear_until_mirror(&mut self, mut wanted: impl FnMut(&Mirror) -> bool) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !wanted(&self.mirror) {
            assert!(tokio::time::Instant::now() < deadline, "it did not come; {:#?}", self.mirror);
            self.hear().await.expect("the server goes on");
        }
    }

    /// Subscribes; the answer.
    pub(super) async fn subscribe(&mut self, topics: &[&str], since: Option<(u64, u64)>) -> Value {
        let mut message = json!({"do": "subscribe", "topics": topics});
        if let Some((epoch, seq)) = since {
            message["since"] = json!({"epoch": epoch, "seq": seq});
        }
        self.say(&message).await;
        self.hear_until(|message| message["type"] == "subscribed").await
    }

    /// Hears until everything up to a number was told.
    pub(super) async fn catch_up(&mut self, seq: u64) {
        loop {
            // What was published before the answer is told before the answer.
            let subscribed = self.subscribe(&[], None).await;
            if subscribed["seq"].as_u64().expect("it has a number") >= seq {
                return;
            }
        }
    }
}

/// Number of the last entry of a desk.
pub(super) fn seq(desk: &Restarting) -> u64 {
    (desk as &dyn Desk).read(|moment| moment.state.seq())
}
