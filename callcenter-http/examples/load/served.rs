//! What is served: a site with a simulated call center, and bare axum that sends as much.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use callcenter_core::Span;
use callcenter_core::event::{DeviceState, Event};
use callcenter_http::access::{AccessConfig, NewToken, NewUser};
use callcenter_http::live::LiveConfig;
use callcenter_http::{Desk, Person, Role, Scope, Site, SiteConfig, app};
use callcenter_store::MemoryStore;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::broadcast;

use crate::desk::EngineDesk;

/// What clients follow.
pub(crate) const SUBSCRIBE: &str = r#"{"do":"subscribe","topics":["calls","queues","agents","stats"]}"#;

/// A row of an agent, as the live layer sends it: what bare axum sends for each change.
const ROW: &str = r#""set":[{"agent":"1001","name":"Anna Berg","activity":"ready","reason":null,"since":"2026-11-22T08:00:00.001Z","wrap_up_until":null,"queues":[{"queue":"support","interface":"PJSIP/1001","device":"PJSIP/1001","membership":"dynamic","since":"2026-11-22T08:00:00.001Z","penalty":0,"paused":false,"reason":null,"in_call":false,"calls_taken":0,"last_call":null,"wrap_up_s":0.0,"ring_in_use":false}],"device":"busy","contact":"reachable","reachable":false,"call":null}],"gone":[]"#;

/// What changes, and who serves it.
pub(crate) struct Served {
    pub(crate) router: Router,
    /// Makes a change; its number.
    pub(crate) change: Box<dyn Fn() -> u64 + Send>,
    /// What a client sends to be let in, and to follow.
    pub(crate) head: String,
    pub(crate) hello: Option<&'static str>,
    /// How many clients were cut off for being too slow.
    pub(crate) cut: Box<dyn Fn() -> u64 + Send>,
}

/// Bare axum: one message of the same size for each change, sent by itself.
pub(crate) fn bare() -> Served {
    let (told, _) = broadcast::channel::<Utf8Bytes>(1_024);
    let seq = AtomicU64::new(0);
    let tell = told.clone();
    Served {
        router: Router::new().route("/ws", get(bare_socket)).with_state(told),
        change: Box::new(move || {
            let seq = seq.fetch_add(1, Ordering::Relaxed) + 1;
            let text = format!(
                r#"{{"type":"delta","topic":"agents","seq":{seq},"at":"2026-11-22T08:00:00.000Z",{ROW}}}"#
            );
            // Before the first client there is nobody.
            let _ = tell.send(text.into());
            seq
        }),
        head: String::new(),
        hello: None,
        cut: Box::new(|| 0),
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

/// A site at a desk, and the header by which a supervisor's token is told. Nobody's requests are counted.
pub(crate) async fn site(desk: Arc<EngineDesk>, live: LiveConfig) -> (Site, String) {
    let config = SiteConfig::new(desk, Arc::new(MemoryStore::default()));
    let access = AccessConfig { rate: None, ..config.access.clone() };
    let site = Site::new(SiteConfig { live, access, ..config });
    let new = NewUser {
        login: "load".to_owned(),
        name: None,
        email: None,
        role: Role::Supervisor,
        agent: None,
        password: None,
    };
    let id = site.access.create_user(new).await.expect("the login is free").id;
    let owner = Person { id, role: Role::Supervisor, ..Person::program("load") };
    let new = NewToken { name: "load".to_owned(), scopes: [Scope::Read].into(), role: None, days: None };
    let (_, secret) = site.access.create_token(&owner, new).await.expect("it is made");
    (site, format!("Authorization: Bearer {}\r\n", &*secret))
}

/// The live layer. A change: an agent's phone is busy, or free again; and so much time passes in the call center, whose people
/// call, talk and pause.
pub(crate) async fn live(config: LiveConfig, passes: Span) -> Served {
    let desk = EngineDesk::lively(1);
    desk.advance(Span::from_secs(600));
    let (site, head) = site(desk.clone(), config).await;
    let flips = AtomicU64::new(0);
    let counted = site.clone();
    Served {
        router: app(site),
        change: Box::new(move || {
            if passes > Span::ZERO {
                desk.advance(passes);
            }
            let flip = flips.fetch_add(1, Ordering::Relaxed);
            let state = if flip.is_multiple_of(2) { DeviceState::Busy } else { DeviceState::NotInUse };
            desk.tell(Event::DeviceChanged { device: "PJSIP/1001", state });
            (&*desk as &dyn Desk).read(|moment| moment.state.seq())
        }),
        head,
        hello: Some(SUBSCRIBE),
        cut: Box::new(move || counted.live.counts().cut),
    }
}

/// Where it is served, from one thread of its own; and what there is besides its router.
pub(crate) fn begin(make: impl AsyncFnOnce() -> Served + Send + 'static) -> (SocketAddr, Served) {
    let (address, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut served = make().await;
            let router = std::mem::take(&mut served.router);
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
            let at = listener.local_addr().expect("it is bound");
            address.send((at, served)).expect("somebody waits");
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).await.expect("it serves");
        });
    });
    told.recv().expect("the server starts")
}
