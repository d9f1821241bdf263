//! A long history to measure with, the same each time: `cargo run --release --example make_history -- sqlite:history.db 100000 30`
//!
//! Plays the messages of a recorded busy hour over and over, moved in time and with channels of their own, until so many calls
//! are spread over so many days, and keeps them as live operation would.

use std::ops::Range;
use std::path::Path;

use callcenter::ami::{Content, Message, trace};
use callcenter::store::{Holder, Journal, Source, StreamId, open};
use callcenter::{Entry, Fact, Policy, Replay};

/// The recording that is played.
const TRACE: &str = "callcenter-ami/tests/traces/22.10.1/busy_hour/events.ami";

/// Between two plays, at least: calls close and late reports come.
const PAUSE_MICROS: i64 = 60_000_000;

/// Messages that belong to an opening: in a play that follows another they would be a second connection.
const OPENING: [&[u8]; 8] = [
    b"FullyBooted",
    b"QueueParams",
    b"QueueMember",
    b"QueueEntry",
    b"CoreShowChannel",
    b"Status",
    b"DeviceStateListComplete",
    b"ContactList",
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("where to? Say `make_history STORE [CALLS [DAYS]]`")?;
    let calls: u64 = arguments.next().map_or(Ok(10_000), |calls| calls.parse())?;
    let days: i64 = arguments.next().map_or(Ok(30), |days| days.parse())?;

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TRACE);
    let play = Play::of(&std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?);
    let store = open(&url).await?;
    let stream = StreamId { switch: "history".to_owned(), source: Source::Live };
    let policy = Policy { switch: "history".into(), ..Policy::default() };
    let mut journal =
        Journal::open(store.clone(), &stream, &policy, Holder::this_process("make_history")).await?;
    if journal.tip() > 0 {
        return Err("the store has a history already: name another".into());
    }

    let mut replay = Replay::new(policy);
    let (mut closed, mut seq, mut moved) = (0, 0, 0);
    let mut step = play.length + PAUSE_MICROS;
    while closed < calls {
        let mut entries: Vec<Entry> = Vec::new();
        replay.read(&play.moved(moved)[..], |entry| entries.push(entry))?;
        closed += entries
            .iter()
            .filter(|entry| matches!(&entry.fact, Fact::CallClosed { record: Some(_), .. }))
            .count() as u64;
        seq = journal.append(entries).await?;
        if moved == 0 {
            let plays = i64::try_from(calls.div_ceil(closed.max(1)))?;
            step = step.max(days * 86_400_000_000 / plays);
        }
        // Whole seconds: a channel's id has no fraction.
        moved += step / 1_000_000 * 1_000_000;
    }
    journal.close().await?;
    store.close().await;
    println!("{closed} calls, {seq} entries");
    Ok(())
}

/// A recording that can be played at any time.
struct Play {
    messages: Vec<(i64, Vec<u8>)>,
    /// Which of them open a connection.
    opening: Vec<bool>,
    /// From its first message to its last one, in µs.
    length: i64,
}

impl Play {
    fn of(bytes: &[u8]) -> Self {
        let mut messages = Vec::new();
        let mut opening = Vec::new();
        for item in trace(bytes) {
            if let (Content::Frame(frame), Some(time)) = (item.content, item.time) {
                messages.push((time.as_micros(), frame.to_vec()));
                opening.push(opens(frame));
            }
        }
        let first = messages.first().map_or(0, |(time, _)| *time);
        let length = messages.last().map_or(0, |(time, _)| *time) - first;
        Self { messages, opening, length }
    }

    /// The recording as a trace, so many µs later. The first play opens the connection, those after it do not.
    fn moved(&self, micros: i64) -> Vec<u8> {
        let mut out = Vec::new();
        for ((time, frame), opens) in self.messages.iter().zip(&self.opening) {
            if *opens && micros > 0 {
                continue;
            }
            let time = time + micros;
            out.extend_from_slice(format!(";@ {}.{:06}\r\n", time / 1_000_000, time % 1_000_000).as_bytes());
            let mut done = 0;
            for id in ids(frame) {
                out.extend_from_slice(&frame[done..id.start]);
                done = id.end;
                let secs: i64 = std::str::from_utf8(&frame[id])
                    .ok()
                    .and_then(|secs| secs.parse().ok())
                    .unwrap_or_default();
                out.extend_from_slice((secs + micros / 1_000_000).to_string().as_bytes());
            }
            out.extend_from_slice(&frame[done..]);
        }
        out
    }
}

fn opens(frame: &[u8]) -> bool {
    let message = Message::parse(frame);
    match message.get("Event") {
        Some(event) => {
            OPENING.iter().any(|opening| event.as_bytes().starts_with(opening))
                && event.as_bytes() != b"QueueMemberStatus"
                && event.as_bytes() != b"QueueMemberPause"
        }
        None => true,
    }
}

/// Where channels' ids have their second: ten digits and a point.
fn ids(frame: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while from < frame.len() {
        let digits = frame[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 10 && frame.get(from + 10) == Some(&b'.') && frame[from] == b'1' {
            found.push(from..from + 10);
        }
        from += digits.max(1);
    }
    found
}
