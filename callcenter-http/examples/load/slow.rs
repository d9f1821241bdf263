//! A client that does not read: when it is cut off, and how it comes back.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use callcenter_core::Span;
use callcenter_http::live::LiveConfig;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::time::Instant;

use crate::clients::{CLOSE, Seen, connect, follow, frame, number_in, say};
use crate::served::{SUBSCRIBE, Served, begin, live};

/// Between two changes.
const BETWEEN: Duration = Duration::from_millis(2);

/// So much time passes in the call center with each change.
const PASSES: Span = Span::from_secs(2);

pub(crate) fn run(clients: u64) {
    let config = LiveConfig { pace: Duration::ZERO, pace_crowded: Duration::ZERO, ..LiveConfig::default() };
    let (address, served) = begin(async move || live(config, PASSES).await);
    let Served { change, head, hello, cut, .. } = served;
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let seen = Arc::new(Seen::default());
        for number in 0..clients {
            let client = connect(address, &head, hello).await;
            tokio::spawn(follow(client, number, Arc::clone(&seen)));
        }
        let mut slow = connect(address, &head, hello).await;
        let begun = Instant::now();
        while cut() == 0 {
            change();
            tokio::time::sleep(BETWEEN).await;
        }
        println!("slow cut_after_s {:.2}", begun.elapsed().as_secs_f64());
        println!("slow others_gone {}", seen.gone.load(Ordering::Relaxed));
        let (bytes, known, code) = rest(&mut slow).await;
        println!("slow waiting_bytes {bytes}");
        println!("slow close_code {code}");
        come_back(address, &head, known).await;
        seen.over.store(true, Ordering::Relaxed);
    });
}

/// What was on its way to a client that was cut off: how many bytes, the epoch and number up to which it knows everything, and
/// the code it is closed with.
async fn rest(stream: &mut TcpStream) -> (usize, (u64, u64), u16) {
    let (mut buffer, mut bytes, mut known) = (Vec::new(), 0, (0, 0));
    loop {
        while let Some((kind, from, until)) = frame(&buffer) {
            let payload = &buffer[from..until];
            if kind == CLOSE {
                let code = payload.first_chunk().map_or(0, |code| u16::from_be_bytes(*code));
                return (bytes, known, code);
            }
            if payload.starts_with(br#"{"type":"subscribed""#) {
                known = (epoch_in(payload), number_in(payload));
            } else if payload.starts_with(br#"{"type":"delta""#) {
                known.1 = number_in(payload);
            }
            buffer.drain(..until);
        }
        match stream.read_buf(&mut buffer).await.expect("the server says farewell") {
            0 => return (bytes, known, 0),
            read => bytes += read,
        }
    }
}

/// Comes back with what it knows, until everything was told.
async fn come_back(address: SocketAddr, head: &str, (epoch, seq): (u64, u64)) {
    let begun = Instant::now();
    let mut stream = connect(address, head, None).await;
    let since = format!(r#""since":{{"epoch":{epoch},"seq":{seq}}}}}"#);
    let wish = SUBSCRIBE.strip_suffix('}').expect("it is an object");
    say(&mut stream, &format!("{wish},{since}")).await;
    let (mut buffer, mut bytes) = (Vec::new(), 0);
    loop {
        while let Some((_, from, until)) = frame(&buffer) {
            let payload = &buffer[from..until];
            if payload.starts_with(br#"{"type":"subscribed""#) {
                let is_replay = !String::from_utf8_lossy(payload).contains("snapshot");
                println!("slow back_after_ms {:.2}", begun.elapsed().as_secs_f64() * 1e3);
                println!("slow back_bytes {bytes}");
                println!("slow back_by_replay {}", u8::from(is_replay));
                return;
            }
            buffer.drain(..until);
        }
        bytes += stream.read_buf(&mut buffer).await.expect("the server goes on");
    }
}

fn epoch_in(payload: &[u8]) -> u64 {
    let text = std::str::from_utf8(payload).expect("it is text");
    let epoch = text.split_once(r#""epoch":"#).and_then(|(_, rest)| rest.split(',').next());
    epoch.and_then(|epoch| epoch.parse().ok()).expect("it has an epoch")
}
