//! A long trace: the recorded busy hour, again and again, later and with other calls.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use callcenter::ami::{Content, interpret, trace};
use callcenter::core::Timestamp;
use callcenter::{Engine, Input, Policy};

use super::Folder;

/// A recorded busy hour: 28 kinds of calls at once through a real Asterisk 22.
const BUSY_HOUR: &str = "callcenter-ami/tests/traces/22.10.1/busy_hour/events.ami";

/// Time between the end of one busy hour and the beginning of the next, in µs: enough that figures fall into many quarter
/// hours.
const PAUSE: i64 = 300_000_000;

/// Headers whose value is an id that no other call has.
const IDS: [&str; 4] = ["niqueid", "inkedid", "BridgeUniqueid", "BridgeId"];

/// A trace in a file, removed when it is dropped.
pub(crate) struct Trace {
    folder: Folder,
}

impl Trace {
    /// The busy hour so many times.
    pub(crate) fn of_rounds(rounds: u32) -> Self {
        let folder = Folder::new("trace");
        let messages = telling();
        let (first, last) = (messages[0].0, messages[messages.len() - 1].0);
        let mut text = String::new();
        for round in 0..rounds {
            let shift = (last - first + PAUSE) * i64::from(round);
            for (time, frame) in &messages {
                let time = time + shift;
                writeln!(text, ";@ {}.{:06}\r", time / 1_000_000, time % 1_000_000)
                    .expect("a string takes all");
                text.push_str(&renamed(frame, round));
            }
        }
        fs::write(folder.path().join("busy.ami"), text).expect("a file can be written to a new folder");
        Self { folder }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("busy.ami")
    }
}

/// The messages of the busy hour from which something follows, with their times.
fn telling() -> Vec<(i64, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(BUSY_HOUR);
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let (mut engine, mut out, mut last) = (Engine::new(Policy::default()), Vec::new(), 0);
    let mut found = Vec::new();
    for item in trace(&bytes) {
        last = item.time.map_or(last, |time| time.as_micros());
        let Content::Frame(frame) = item.content else { continue };
        out.clear();
        let _ = interpret(frame, |event| {
            if let Some(event) = event {
                engine.handle(Timestamp::from_micros(last), Input::Event(event), &mut out);
            }
        });
        if !out.is_empty() || found.is_empty() {
            found.push((last, String::from_utf8_lossy(frame).into_owned()));
        }
    }
    found
}

/// Ids look like `1783000000.42`, channels end with `-0000002a` and perhaps `;1`: each gets the round's mark.
fn renamed(frame: &str, round: u32) -> String {
    let mut out = String::with_capacity(frame.len() + 64);
    for line in frame.split_inclusive('\n') {
        let text = line.trim_end_matches(['\r', '\n']);
        let (key, value) = text.split_once(": ").unwrap_or((text, ""));
        let id = IDS.iter().any(|id| key.ends_with(id));
        if value.is_empty() || !(id || key.ends_with("Channel")) {
            out.push_str(text);
        } else {
            let half = value.len() - if value.ends_with(";1") || value.ends_with(";2") { 2 } else { 0 };
            let (value, half) = value.split_at(half);
            write!(out, "{key}: {value}{round:03}{half}").expect("a string takes all");
        }
        out.push_str(&line[text.len()..]);
    }
    out
}
