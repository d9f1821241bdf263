//! Clients that read, and count.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// Of so many clients one looks at the numbers in what it is told; the others count.
const LOOKS: u64 = 50;

/// What the clients and the maker of changes share.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) messages: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) ready: AtomicU64,
    pub(crate) gone: AtomicU64,
    /// The last change that the first client saw.
    pub(crate) seq: AtomicU64,
    pub(crate) over: AtomicBool,
    /// When changes were made, that all who look have not seen yet.
    made: Mutex<BTreeMap<u64, Instant>>,
    /// Of each client that looks: from a change to its message.
    delays: Mutex<Vec<Duration>>,
}

impl Seen {
    pub(crate) fn made(&self, seq: u64, at: Instant) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(seq, at);
        // Nobody is so far behind without being cut off.
        while made.len() > 100_000 {
            made.pop_first();
        }
    }

    /// Forgets what was measured while it began.
    pub(crate) fn begin(&self) {
        self.delays.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The delays in order.
    pub(crate) fn delays(&self) -> Vec<Duration> {
        let mut delays = std::mem::take(&mut *self.delays.lock().unwrap_or_else(PoisonError::into_inner));
        delays.sort_unstable();
        delays
    }

    /// A client that knew everything up to `before` is told everything up to `seq`.
    fn told(&self, before: u64, seq: u64) {
        let now = Instant::now();
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        // Gathered changes came with the last of them.
        let news: Vec<Duration> = made.range(before + 1..=seq).map(|(_, &at)| now - at).collect();
        drop(made);
        self.delays.lock().unwrap_or_else(PoisonError::into_inner).extend(news);
    }
}

/// Opens a WebSocket, and follows.
pub(crate) async fn connect(address: SocketAddr, head: &str, hello: Option<&str>) -> TcpStream {
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
        say(&mut stream, hello).await;
    }
    stream
}

/// Says something short. A client's frame is masked; with zeros the text stays readable.
pub(crate) async fn say(stream: &mut TcpStream, text: &str) {
    let length = u8::try_from(text.len()).ok().filter(|&length| length < 126).expect("it is short");
    let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
    frame.extend_from_slice(text.as_bytes());
    stream.write_all(&frame).await.expect("it is taken");
}

/// Reads frames and counts deltas; some look into them too.
pub(crate) async fn follow(mut stream: TcpStream, number: u64, seen: Arc<Seen>) {
    let mut buffer = Vec::with_capacity(64 * 1_024);
    let mut known = 0;
    seen.ready.fetch_add(1, Ordering::Relaxed);
    while !seen.over.load(Ordering::Relaxed) {
        match stream.read_buf(&mut buffer).await {
            Ok(0) | Err(_) => {
                seen.gone.fetch_add(1, Ordering::Relaxed);
                return;
            }
            Ok(read) => seen.bytes.fetch_add(read as u64, Ordering::Relaxed),
        };
        let (mut place, mut deltas) = (0, 0);
        while let Some((kind, from, until)) = frame(&buffer[place..]) {
            let payload = &buffer[place + from..place + until];
            if kind == PING {
                answer_ping(&mut stream).await;
            } else if payload.starts_with(br#"{"type":"delta""#) {
                deltas += 1;
                if number.is_multiple_of(LOOKS) {
                    let seq = number_in(payload);
                    if known > 0 && seq > known {
                        seen.told(known, seq);
                    }
                    known = known.max(seq);
                    if number == 0 {
                        seen.seq.store(known, Ordering::Relaxed);
                    }
                }
            }
            place += until;
        }
        buffer.drain(..place);
        seen.messages.fetch_add(deltas, Ordering::Relaxed);
    }
}

/// The kinds of frames that matter here.
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;

pub(crate) async fn answer_ping(stream: &mut TcpStream) {
    // A connection that is gone is seen as that when it is read next.
    let _ = stream.write_all(&[0x8A, 0x80, 0, 0, 0, 0]).await;
}

/// A whole frame's kind, and where its payload begins and ends.
pub(crate) fn frame(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let kind = bytes.first()? & 0x0F;
    let (from, length) = match *bytes.get(1)? {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?),
        short => (2, usize::from(short)),
    };
    (bytes.len() >= from + length).then_some((kind, from, from + length))
}

/// The number that a message stands at.
pub(crate) fn number_in(payload: &[u8]) -> u64 {
    let text = std::str::from_utf8(payload).expect("it is text");
    let number = text.split_once(r#""seq":"#).and_then(|(_, rest)| rest.split([',', '}']).next());
    number.and_then(|number| number.parse().ok()).expect("it has a number")
}
