//! Recorded traces and what they are asked.
#![allow(dead_code, reason = "each suite uses its part")]

use std::path::{Path, PathBuf};

use callcenter::ami::{Content, trace};
use callcenter::{CallRecord, Entry, Policy, Replay, State, record_of};

/// Every trace recorded from a real Asterisk: its name (`22.10.1/did_busy`) and folder.
pub(crate) fn traces() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("callcenter-ami/tests/traces");
    let mut found = Vec::new();
    for version in folders(&root) {
        for scenario in folders(&version) {
            if scenario.join("events.ami").is_file() {
                let name = format!("{}/{}", last(&version), last(&scenario));
                found.push((name, scenario));
            }
        }
    }
    found.sort();
    assert!(
        found.len() > 100,
        "the recorded traces are missing: only {} found in {}",
        found.len(),
        root.display()
    );
    found
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    entries.map(|entry| entry.expect("the folder can be read").path()).filter(|path| path.is_dir()).collect()
}

fn last(path: &Path) -> String {
    path.file_name().expect("a folder has a name").to_string_lossy().into_owned()
}

pub(crate) fn bytes(folder: &Path) -> Vec<u8> {
    std::fs::read(folder.join("events.ami")).expect("the trace can be read")
}

/// What a run over a trace gave.
pub(crate) struct Outcome {
    pub(crate) calls: Vec<CallRecord>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) state: State,
}

/// Runs a trace; checks on the way that the facts alone give the same state.
pub(crate) fn run(bytes: &[u8]) -> Outcome {
    run_by(bytes, Policy::default())
}

pub(crate) fn run_by(bytes: &[u8], policy: Policy) -> Outcome {
    let mut replay = Replay::new(policy.clone());
    let mut entries = Vec::new();
    replay.read(bytes, |entry| entries.push(entry)).expect("memory can be read");
    let open = replay.finish(|entry| entries.push(entry));
    let mut calls: Vec<CallRecord> = entries.iter().cloned().filter_map(record_of).collect();
    calls.extend(open);
    let mut state = State::new(policy);
    for entry in &entries {
        state.apply(entry);
    }
    assert!(state == *replay.engine().state(), "the facts alone give another state than the engine's");
    Outcome { calls, entries, state }
}

/// A trace's messages with their times, and notes as they are.
pub(crate) fn messages(bytes: &[u8]) -> Vec<(Option<i64>, Vec<u8>)> {
    trace(bytes)
        .filter_map(|item| match item.content {
            Content::Frame(frame) => Some((item.time.map(|time| time.as_micros()), frame.to_vec())),
            Content::Note(text) => {
                let time = item.time.map_or(0, |time| time.as_micros());
                let mut line = format!(";! {}.{:06} ", time / 1_000_000, time % 1_000_000).into_bytes();
                line.extend_from_slice(text.as_bytes());
                line.extend_from_slice(b"\r\n");
                Some((None, line))
            }
            _ => None,
        })
        .collect()
}

/// The opposite of [`messages`].
pub(crate) fn written(messages: &[(Option<i64>, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (time, frame) in messages {
        if let Some(time) = time {
            out.extend_from_slice(format!(";@ {}.{:06}\r\n", time / 1_000_000, time % 1_000_000).as_bytes());
        }
        out.extend_from_slice(frame);
    }
    out
}

/// What must not depend on the order in which things that happened at once were reported.
pub(crate) fn story(call: &CallRecord) -> String {
    let mut rung: Vec<String> =
        call.agents_rung.iter().map(|r| format!("{} {:?}", r.agent, r.result)).collect();
    rung.sort();
    let transfers: Vec<String> = call
        .transfers
        .iter()
        .map(|t| format!("{:?} by {:?} to {:?} {:?} blonde {}", t.kind, t.by, t.to, t.result, t.blonde))
        .collect();
    let visits: Vec<String> = call.visits.iter().map(|v| format!("{} {:?}", v.queue, v.result)).collect();
    let talks: Vec<_> = call.segments.iter().map(|s| s.with.clone()).collect();
    let slots: Vec<_> = call.parked.iter().map(|p| p.slot.clone()).collect();
    let spied: Vec<String> = call.spied.iter().map(|s| format!("{} {:?}", s.by, s.mode)).collect();
    format!(
        "{} {:?} {:?} caller {:?} ({:?}) dialed {:?} by {:?}\n  visits {visits:?}\n  talks {talks:?}\n  rung {rung:?}\n  \
         transfers {transfers:?}\n  parked {slots:?} spied {spied:?} holds {} legs {} consult {} picked up {} hangup {:?}",
        call.linkedid,
        call.direction,
        call.status,
        call.caller,
        call.caller_name,
        call.dialed,
        call.answered_by,
        call.hold.count,
        call.legs,
        call.consult,
        call.picked_up,
        call.hangup.as_ref().map(|h| h.by.clone()),
    )
}

/// The stories of a run's calls, by linkedid.
pub(crate) fn stories(outcome: &Outcome) -> Vec<String> {
    let mut stories: Vec<String> = outcome.calls.iter().map(story).collect();
    stories.sort();
    stories
}

/// A small generator for tests that need many different but repeatable choices.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).expect("below a usize")
    }
}
