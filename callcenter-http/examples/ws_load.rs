//! How many messages a second one server thread pushes, beside a bare axum WebSocket that sends the same bytes one by one.
//!
//! `cargo run --release -p callcenter-http --example ws_load -- [clients] [seconds]`. Only the ratio of one run counts. A
//! change is made as soon as the first client has seen most of those before: nothing is thrown at a server that is behind.

#[path = "../tests/site/desk.rs"]
mod desk;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use callcenter_core::event::{DeviceState, Event};
use callcenter_http::live::LiveConfig;
use callcenter_http::{Desk, Person, Role, Site, SiteConfig, app};
use callcenter_store::MemoryStore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::broadcast;
use tokio::time::Instant;

use desk::EngineDesk;

/// Changes that are under way at once.
const WINDOW: u64 = 64;

/// A message of one row, as bare axum sends it.
const ROW: &str = r#""set":[{"number":"1001","status":"online","call_status":"idle","device":"PJSIP/1001","device_state":"not_in_use","contact":"reachable","is_agent":true,"activity":"ready","call_id":null}],"gone":[]"#;

fn main() {
    let mut arguments =
        std::env::args().skip(1).map(|text| text.parse().expect("clients and seconds are numbers"));
    let clients: u64 = arguments.next().unwrap_or(1_000);
    let seconds: u64 = arguments.next().unwrap_or(5);
    let bare = measure(clients, seconds, bare);
    let live = measure(clients, seconds, live);
    println!("bare axum, one send each: {bare}");
    println!("live layer:               {live}");
    println!(
        "messages {:.2} times bare, changes {:.2} times, p99 {:.2} times",
        live.rate / bare.rate,
        live.changes / bare.changes,
        live.p99 / bare.p99
    );
}

/// What was measured.
struct Measured {
    /// Messages a second.
    rate: f64,
    /// Changes a second that clients were told of, gathered into messages or not.
    changes: f64,
    /// From the change to the first client, in ms.
    p50: f64,
    p99: f64,
    /// Clients that were cut off.
    cut: u64,
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rate, changes, p50, p99, cut } = self;
        let changes = changes / 1e6;
        write!(
            f,
            "{:.3} M messages/s with {changes:.3} M changes/s, p50 {p50:.2} ms, p99 {p99:.2} ms, {cut} clients cut off",
            rate / 1e6
        )
    }
}

/// What changes, and who serves it.
struct Served {
    router: Router,
    /// Makes a change; its number.
    change: Box<dyn Fn() -> u64 + Send>,
    /// What a client sends to be let in and to follow.
    head: String,
    hello: Option<&'static str>,
}

fn bare() -> Served {
    let (told, _) = broadcast::channel::<Utf8Bytes>(1_024);
    let seq = AtomicU64::new(0);
    let tell = told.clone();
    Served {
        router: Router::new().route("/ws", get(bare_socket)).with_state(told),
        change: Box::new(move || {
            let seq = seq.fetch_add(1, Ordering::Relaxed) + 1;
            let text = format!(
                r#"{{"type":"delta","topic":"extensions","seq":{seq},"at":"2026-11-22T08:00:00Z",{ROW}}}"#
            );
            // Before the first client there is nobody.
            let _ = tell.send(text.into());
            seq
        }),
        head: String::new(),
        hello: None,
    }
}

async fn bare_socket(
    State(told): State<broadcast::Sender<Utf8Bytes>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let mut told = told.subscribe();
    upgrade.on_upgrade(async move |mut socket| {
        while let Ok(text) = told.recv().await {
            if socket.send(Message::Text(text)).await.is_err() {
                return;
            }
        }
    })
}

fn live() -> Served {
    let desk = EngineDesk::new();
    let live = LiveConfig { pace: Duration::ZERO, pace_crowded: Duration::ZERO, ..LiveConfig::default() };
    let config = SiteConfig::new(desk.clone(), Arc::new(MemoryStore::default()));
    let site = Site::new(SiteConfig { live, ..config });
    let secret = site.access.admit(Person { role: Role::Supervisor, ..Person::program("load") });
    let flips = AtomicU64::new(0);
    Served {
        router: app(site),
        change: Box::new(move || {
            let flip = flips.fetch_add(1, Ordering::Relaxed);
            let state = if flip.is_multiple_of(2) { DeviceState::Busy } else { DeviceState::NotInUse };
            desk.tell(Event::DeviceChanged { device: "PJSIP/1001", state });
            (&*desk as &dyn Desk).read(|moment| moment.state.seq())
        }),
        head: format!("Authorization: Bearer {secret}\r\n"),
        hello: Some(r#"{"do":"subscribe","topics":["extensions"]}"#),
    }
}

fn measure(clients: u64, seconds: u64, make: fn() -> Served) -> Measured {
    let (address, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            // Whoever comes second finds it there.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let Served { router, change, head, hello } = make();
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
            let at = listener.local_addr().expect("it is bound");
            address.send((at, change, head, hello)).expect("somebody waits");
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).await.expect("it serves");
        });
    });
    let (address, change, head, hello) = told.recv().expect("the server starts");
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(load(clients, seconds, address, change, head, hello))
}

/// What the clients and the maker of changes share.
#[derive(Default)]
struct Seen {
    messages: AtomicU64,
    ready: AtomicU64,
    gone: AtomicU64,
    /// The last change that the first client saw.
    seq: AtomicU64,
    over: AtomicBool,
    made: Mutex<BTreeMap<u64, Instant>>,
    delays: Mutex<Vec<Duration>>,
}

async fn load(
    clients: u64,
    seconds: u64,
    address: SocketAddr,
    change: Box<dyn Fn() -> u64 + Send>,
    head: String,
    hello: Option<&'static str>,
) -> Measured {
    let seen = Arc::new(Seen::default());
    for number in 0..clients {
        let client = connect(address, &head, hello).await;
        tokio::spawn(follow(client, number == 0, Arc::clone(&seen)));
    }
    let maker = Arc::clone(&seen);
    let thread = std::thread::spawn(move || {
        let mut last = 0;
        while !maker.over.load(Ordering::Relaxed) {
            if last > maker.seq.load(Ordering::Relaxed) + WINDOW {
                std::thread::yield_now();
                continue;
            }
            let at = Instant::now();
            last = change();
            maker.made.lock().unwrap_or_else(PoisonError::into_inner).insert(last, at);
            if maker.seq.load(Ordering::Relaxed) == 0 {
                // Not all are in yet: the first change is their sign.
                std::thread::yield_now();
            }
        }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (before, begun) = (seen.messages.load(Ordering::Relaxed), Instant::now());
    seen.delays.lock().unwrap_or_else(PoisonError::into_inner).clear();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let messages = seen.messages.load(Ordering::Relaxed) - before;
    let rate = messages as f64 / seconds as f64;
    let took = begun.elapsed().as_secs_f64();
    let cut = seen.gone.load(Ordering::Relaxed);
    seen.over.store(true, Ordering::Relaxed);
    thread.join().expect("the maker of changes goes on");
    let mut delays = std::mem::take(&mut *seen.delays.lock().unwrap_or_else(PoisonError::into_inner));
    let changes = delays.len() as f64 / took * clients as f64;
    delays.sort_unstable();
    let at = |share: f64| {
        let place = ((delays.len() as f64 * share) as usize).min(delays.len().saturating_sub(1));
        delays.get(place).map_or(f64::NAN, |delay| delay.as_secs_f64() * 1e3)
    };
    Measured { rate, changes, p50: at(0.5), p99: at(0.99), cut }
}

async fn connect(address: SocketAddr, head: &str, hello: Option<&str>) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    let request = format!(
        "GET /ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{head}\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("it is taken");
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.expect("it answers"));
    }
    assert!(answer.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&answer));
    if let Some(hello) = hello {
        // A client's frame is masked; with zeros the text stays readable.
        let length = u8::try_from(hello.len()).ok().filter(|&length| length < 126).expect("it is short");
        let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
        frame.extend_from_slice(hello.as_bytes());
        stream.write_all(&frame).await.expect("it is taken");
    }
    stream
}

/// Reads frames and counts deltas; the first client looks into them too.
async fn follow(mut stream: TcpStream, looks: bool, seen: Arc<Seen>) {
    let mut buffer = Vec::with_capacity(256 * 1_024);
    seen.ready.fetch_add(1, Ordering::Relaxed);
    while !seen.over.load(Ordering::Relaxed) {
        match stream.read_buf(&mut buffer).await {
            Ok(0) | Err(_) => {
                seen.gone.fetch_add(1, Ordering::Relaxed);
                return;
            }
            Ok(_) => {}
        }
        let (mut place, mut deltas) = (0, 0);
        while let Some((from, until)) = frame(&buffer[place..]) {
            let payload = &buffer[place + from..place + until];
            if payload.starts_with(br#"{"type":"delta""#) {
                deltas += 1;
                if looks {
                    look(payload, &seen);
                }
            }
            place += until;
        }
        buffer.drain(..place);
        seen.messages.fetch_add(deltas, Ordering::Relaxed);
    }
}

/// Where a whole frame's payload begins and ends.
fn frame(bytes: &[u8]) -> Option<(usize, usize)> {
    let (from, length) = match *bytes.get(1)? {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?),
        short => (2, usize::from(short)),
    };
    (bytes.len() >= from + length).then_some((from, from + length))
}

fn look(payload: &[u8], seen: &Seen) {
    let text = std::str::from_utf8(payload).expect("it is text");
    let Some((_, rest)) = text.split_once(r#""seq":"#) else { return };
    let seq: u64 = rest.split(',').next().and_then(|seq| seq.parse().ok()).expect("it has a number");
    seen.seq.store(seq, Ordering::Relaxed);
    let mut made = seen.made.lock().unwrap_or_else(PoisonError::into_inner);
    let later = made.split_off(&(seq + 1));
    // Gathered changes came with the last of them.
    let told = std::mem::replace(&mut *made, later);
    let now = Instant::now();
    let mut delays = seen.delays.lock().unwrap_or_else(PoisonError::into_inner);
    delays.extend(told.values().map(|&at| now - at));
}
