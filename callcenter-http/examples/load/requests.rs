//! Requests: ours, and bare axum that answers the same bytes.

use std::io::Read as _;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use callcenter_core::Span;
use callcenter_http::app;
use callcenter_http::live::LiveConfig;

use crate::desk::EngineDesk;
use crate::served::{Served, begin, site};

/// Calls that live.
const CALLS: u64 = 200;

/// What is asked for.
const PATHS: [&str; 3] = ["/api/calls/live", "/api/queues", "/healthz"];

/// Serves until the input ends; says where, first.
pub(crate) fn serve() {
    let (ours, served) = begin(async || {
        let desk = EngineDesk::new();
        for call in 0..CALLS {
            let queue = ["support", "sales", "billing"][usize::try_from(call % 3).expect("it is small")];
            desk.calls(&format!("49176{call:07}"), &format!("Caller number {call}"), queue);
        }
        // All phones ring; half of them are taken up.
        desk.advance(Span::from_secs(2));
        let (site, head) = site(desk, LiveConfig::default()).await;
        Served { router: app(site), change: Box::new(|| 0), head, hello: None, cut: Box::new(|| 0) }
    });
    let answers: Vec<(&str, String, Bytes)> = PATHS.map(|path| ask(ours, &served.head, path)).into();
    for (path, _, body) in &answers {
        eprintln!("{path}: {} bytes", body.len());
    }
    let (bare, _) = begin(async || {
        let mut router = Router::new();
        for (path, kind, body) in answers {
            let answer = move || async move { ([(CONTENT_TYPE, kind)], body) };
            router = router.route(path, get(answer));
        }
        Served { router, change: Box::new(|| 0), head: String::new(), hello: None, cut: Box::new(|| 0) }
    });
    println!("ours {ours}\nbare {bare}\nheader {}\nready", served.head.trim());
    // Whoever began it ends it by closing this.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

/// A path, and the kind and body of its answer.
fn ask(address: SocketAddr, head: &str, path: &'static str) -> (&'static str, String, Bytes) {
    use std::io::Write as _;
    let mut stream = std::net::TcpStream::connect(address).expect("somebody listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{head}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it is taken");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head and a body");
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
    assert!(!head.contains("transfer-encoding"), "{path}: its length is told");
    let kind = head.lines().find_map(|line| line.strip_prefix("content-type: ")).expect("it has a kind");
    (path, kind.to_owned(), Bytes::copy_from_slice(&answer[end + 4..]))
}
