//! A switch in memory: a recorded trace whose messages go into an engine, and what it concludes into the books.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use callcenter::ami::{Content, Message, interpret, trace};
use callcenter::core::{Snapshot, Timestamp};
use callcenter::store::{Source, StoreError, StreamId};
use callcenter::{Books, Engine, Entry, Input, Output, Policy, Replay, record_of};

pub(crate) fn id() -> StreamId {
    StreamId { switch: "asterisk".to_owned(), source: Source::Live }
}

/// What a real Asterisk said in a busy hour.
pub(crate) fn busy_hour() -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("callcenter-ami/tests/traces/22.10.1/busy_hour/events.ami");
    std::fs::read(path).expect("the trace can be read")
}

/// How many calls a trace has.
pub(crate) fn calls(recorded: &[u8]) -> usize {
    let mut replay = Replay::new(Policy::default());
    let mut calls = 0;
    replay
        .read(recorded, |entry| calls += usize::from(record_of(entry).is_some()))
        .expect("memory can be read");
    replay.finish(|entry| calls += usize::from(record_of(entry).is_some()));
    calls
}

/// A folder of a test's own, removed with it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(1);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("callcenter-books-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct Floor {
    pub(crate) engine: Engine,
    recorded: Vec<u8>,
    /// How many of the trace's messages were taken.
    taken: usize,
    /// The entry that was known to be durable when the program crashed.
    pub(crate) durable: u64,
}

impl Floor {
    pub(crate) fn new(snapshot: Snapshot, recorded: Vec<u8>) -> Self {
        Self { engine: engine(snapshot), recorded, taken: 0, durable: 0 }
    }

    /// The floor goes on while a program is started again, and must know all that was durable.
    pub(crate) fn restarted(self, snapshot: Snapshot) -> Self {
        assert!(snapshot.seq >= self.durable, "entry {} of {} is lost", snapshot.seq + 1, self.durable);
        Self { engine: engine(snapshot), ..self }
    }

    pub(crate) fn seq(&self) -> u64 {
        self.engine.state().seq()
    }

    /// Takes so many messages and keeps what follows from each, as a shell does. Says whether there are more.
    pub(crate) async fn work(&mut self, books: &mut Books, messages: usize) -> Result<bool, StoreError> {
        let mut out = Vec::new();
        let items: Vec<(Timestamp, Vec<u8>)> = trace(&self.recorded)
            .filter_map(|item| match item.content {
                Content::Frame(frame) => Some((item.time.unwrap_or_default(), frame.to_vec())),
                _ => None,
            })
            .skip(self.taken)
            .take(messages)
            .collect();
        for (n, (arrived, frame)) in items.iter().enumerate() {
            let at = Message::parse(frame).timestamp().unwrap_or(*arrived);
            // What cannot be understood is left out, as a shell does.
            let _ = interpret(frame, |event| {
                if let Some(event) = event {
                    self.engine.handle(at, Input::Event(event), &mut out);
                }
            });
            if n % 7 == 0 || n + 1 == items.len() {
                books.room().await?;
                let entries = drain(&mut out);
                books.keep(&entries, || self.engine.snapshot());
                tokio::task::yield_now().await;
            }
        }
        self.taken += items.len();
        Ok(items.len() == messages)
    }

    /// Concludes so many things that do not compress.
    pub(crate) async fn noise(&mut self, books: &mut Books, count: usize) -> Result<(), StoreError> {
        let mut out = Vec::new();
        let at = Timestamp::from_secs(1_795_300_000);
        let channel = "Channel: PJSIP/1001-0000ffff\r\nChannelState: 4\r\nUniqueid: 9.9\r\nLinkedid: 9.9\r\n";
        let begin = format!("Event: Newchannel\r\n{channel}\r\n");
        let mut dice = self.seq().wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let names = (0..count).map(|_| {
            let mut name = String::new();
            for _ in 0..25 {
                dice = dice.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                name.push_str(&format!("{:016x}", dice ^ (dice >> 31)));
            }
            format!("Event: Rename\r\nChannel: PJSIP/1001-0000ffff\r\nNewname: PJSIP/{name}-00000001\r\nUniqueid: 9.9\r\n\r\n")
        });
        for frame in std::iter::once(begin).chain(names) {
            let understood = interpret(frame.as_bytes(), |event| {
                if let Some(event) = event {
                    self.engine.handle(at, Input::Event(event), &mut out);
                }
            });
            understood.expect("it is right");
        }
        books.room().await?;
        let entries = drain(&mut out);
        books.keep(&entries, || self.engine.snapshot());
        Ok(())
    }
}

fn engine(snapshot: Snapshot) -> Engine {
    Engine::restore(snapshot, []).expect("nothing follows it").0
}

fn drain(out: &mut Vec<Output>) -> Vec<Entry> {
    out.drain(..)
        .filter_map(|output| match output {
            Output::Entry(entry) => Some(entry),
            Output::Action(..) => None,
        })
        .collect()
}
