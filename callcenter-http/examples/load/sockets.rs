//! As many messages as go, and how long they take at a given rate.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use callcenter_core::Span;
use callcenter_http::live::LiveConfig;
use tokio::runtime::Builder;
use tokio::time::Instant;

use crate::clients::{Seen, connect, follow};
use crate::served::{Served, bare, begin, live};

/// Changes that are under way at once, where it goes as fast as it can: nothing is thrown at a server that is behind.
const WINDOW: u64 = 64;

/// Changes a second, where delays are measured: a centre of some thousand agents.
const RATE: u64 = 5_000;

/// How fast changes are made.
#[derive(Clone, Copy)]
enum Pace {
    /// As soon as the first client has seen most of those before.
    AsFastAsItGoes,
    /// So many a second, seen or not.
    PerSecond(u64),
}

/// What was measured.
struct Measured {
    /// Messages a second.
    rate: f64,
    /// Changes a second that clients were told of, gathered into messages or not.
    changes: f64,
    /// Bytes a second.
    bytes: f64,
    /// From the change to clients, in ms.
    p50: f64,
    p99: f64,
    /// Clients that were cut off.
    gone: u64,
}

pub(crate) fn run(clients: u64, seconds: u64) {
    let unpaced = LiveConfig { pace: Duration::ZERO, pace_crowded: Duration::ZERO, ..LiveConfig::default() };
    let fast = Pace::AsFastAsItGoes;
    let bare_fast = measure(clients, seconds, fast, async || bare());
    tell("bare_fast", &bare_fast);
    let live_fast = measure(clients, seconds, fast, async move || live(unpaced, Span::ZERO).await);
    tell("live_fast", &live_fast);
    // As it is delivered, while the call center lives a hundred times as fast as people do.
    let passes = Span::from_micros(100 * 1_000_000 / RATE.cast_signed());
    let usual = async move || live(LiveConfig::default(), passes).await;
    tell("live_5000", &measure(clients, seconds, Pace::PerSecond(RATE), usual));
    tell("live_5000_few", &measure(10, seconds, Pace::PerSecond(RATE), usual));
    println!("ratio messages {:.3}", live_fast.rate / bare_fast.rate);
    println!("ratio changes {:.3}", live_fast.changes / bare_fast.changes);
    println!("ratio p99 {:.3}", live_fast.p99 / bare_fast.p99);
}

fn tell(name: &str, measured: &Measured) {
    let Measured { rate, changes, bytes, p50, p99, gone } = measured;
    println!("{name} messages_per_s {rate:.0}");
    println!("{name} changes_told_per_s {changes:.0}");
    println!("{name} megabytes_per_s {:.1}", bytes / 1e6);
    println!("{name} p50_ms {p50:.2}");
    println!("{name} p99_ms {p99:.2}");
    println!("{name} clients_gone {gone}");
}

fn measure(
    clients: u64,
    seconds: u64,
    pace: Pace,
    make: impl AsyncFnOnce() -> Served + Send + 'static,
) -> Measured {
    let (address, served) = begin(make);
    let Served { change, head, hello, .. } = served;
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let seen = Arc::new(Seen::default());
        for number in 0..clients {
            let client = connect(address, &head, hello).await;
            tokio::spawn(follow(client, number, Arc::clone(&seen)));
        }
        let maker = Arc::clone(&seen);
        let thread = std::thread::spawn(move || make_changes(&maker, pace, &*change));
        tokio::time::sleep(Duration::from_secs(1)).await;
        let counts = || (seen.messages.load(Ordering::Relaxed), seen.bytes.load(Ordering::Relaxed));
        let (before, begun) = (counts(), Instant::now());
        seen.begin();
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let (after, took) = (counts(), begun.elapsed().as_secs_f64());
        let gone = seen.gone.load(Ordering::Relaxed);
        let delays = seen.delays();
        seen.over.store(true, Ordering::Relaxed);
        thread.join().expect("the maker of changes goes on");
        let looked = clients.div_ceil(50) as f64;
        let at = |share: f64| {
            let place = ((delays.len() as f64 * share) as usize).min(delays.len().saturating_sub(1));
            delays.get(place).map_or(f64::NAN, |delay| delay.as_secs_f64() * 1e3)
        };
        Measured {
            rate: (after.0 - before.0) as f64 / took,
            changes: delays.len() as f64 / looked / took * clients as f64,
            bytes: (after.1 - before.1) as f64 / took,
            p50: at(0.5),
            p99: at(0.99),
            gone,
        }
    })
}

fn make_changes(seen: &Seen, pace: Pace, change: &dyn Fn() -> u64) {
    let (begun, mut made, mut last) = (Instant::now(), 0_u64, 0);
    while !seen.over.load(Ordering::Relaxed) {
        let waits = match pace {
            Pace::AsFastAsItGoes => last > seen.seq.load(Ordering::Relaxed) + WINDOW,
            Pace::PerSecond(rate) => made as f64 > begun.elapsed().as_secs_f64() * rate as f64,
        };
        if waits {
            // Not a moment longer: what it waits for is microseconds away.
            std::thread::yield_now();
            continue;
        }
        let at = Instant::now();
        last = change();
        made += 1;
        seen.made(last, at);
        if seen.seq.load(Ordering::Relaxed) == 0 {
            // Not all are in yet: the first change is their sign.
            std::thread::yield_now();
        }
    }
}
