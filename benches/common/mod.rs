//! The bytes that the benches work on, and a frame for their own small reports.
#![allow(dead_code, reason = "each bench uses its part")]

use std::path::Path;

use callcenter::ami::{Content, Kind, Message, trace};

/// A recorded busy hour: 28 kinds of calls at once through a real Asterisk 22.
const BUSY_HOUR: &str = "callcenter-ami/tests/traces/22.10.1/busy_hour/events.ami";

/// The messages of the busy hour, each with the time at which it came, in µs.
pub(crate) fn busy_hour() -> Vec<(i64, Vec<u8>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(BUSY_HOUR);
    let bytes =
        std::fs::read(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let mut last = 0;
    trace(&bytes)
        .filter_map(|item| {
            last = item.time.map_or(last, |time| time.as_micros());
            match item.content {
                Content::Frame(frame) => Some((last, frame.to_vec())),
                _ => None,
            }
        })
        .collect()
}

/// The busy hour as it was on the wire.
pub(crate) fn wire(messages: &[(i64, Vec<u8>)]) -> Vec<u8> {
    messages.iter().flat_map(|(_, frame)| frame.iter().copied()).collect()
}

/// The name of an event; nothing for answers.
pub(crate) fn name(frame: &[u8]) -> Option<String> {
    match Message::parse(frame).kind() {
        Kind::Event(name) => Some(name.text().into_owned()),
        _ => None,
    }
}

/// The busy hour once more, later and with other channels: every id and every channel's number is another one.
pub(crate) fn again(messages: &[(i64, Vec<u8>)], round: u32) -> Vec<(i64, Vec<u8>)> {
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else { return Vec::new() };
    let shift = (last.0 - first.0 + 10_000_000) * i64::from(round);
    messages.iter().map(|(time, frame)| (time + shift, renamed(frame, round))).collect()
}

/// Ids look like `1783000000.42`, channels end with `-0000002a`, bridges are UUIDs: each gets the round's mark.
fn renamed(frame: &[u8], round: u32) -> Vec<u8> {
    const IDS: [&[u8]; 4] = [b"niqueid", b"inkedid", b"BridgeUniqueid", b"BridgeId"];
    let mut out = Vec::with_capacity(frame.len() + 64);
    for line in frame.split_inclusive(|&byte| byte == b'\n') {
        let text = line.strip_suffix(b"\r\n").unwrap_or(line);
        let (key, value) = match text.iter().position(|&byte| byte == b':') {
            Some(at) => text.split_at(at),
            None => (text, &b""[..]),
        };
        out.extend_from_slice(text);
        if value.len() > 2 && IDS.iter().any(|id| key.ends_with(id)) {
            out.extend_from_slice(format!("{round:03}").as_bytes());
        } else if key.ends_with(b"Channel") || key.starts_with(b"Local") && key.ends_with(b"Channel") {
            let half = text.len().saturating_sub(2);
            if out.ends_with(b";1") || out.ends_with(b";2") {
                let tail = out.split_off(out.len() - 2);
                out.extend_from_slice(format!("{round:03}").as_bytes());
                out.extend_from_slice(&tail);
            } else if half > key.len() && value.len() > 2 {
                out.extend_from_slice(format!("{round:03}").as_bytes());
            }
        }
        out.extend_from_slice(&line[text.len()..]);
    }
    out
}
