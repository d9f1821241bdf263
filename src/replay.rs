//! A recorded trace, played through the engine as fast as it goes.

use std::io::Read;

use callcenter_ami::{Content, Message, TraceReader, interpret};
use callcenter_core::event::Event;
use callcenter_core::{CallRecord, Engine, Entry, Fact, Input, Output, Policy, Timestamp};

/// An engine fed from traces.
///
/// Times are those of the trace: the `;@` line before a message, else its `Timestamp` header, else the last one known
/// ([`Timestamp::UNKNOWN`] at first); never the wall clock. Two runs over the same bytes give the same outcome.
///
/// # Example
/// ```
/// use callcenter::{Policy, Replay};
/// let mut replay = Replay::new(Policy::default());
/// replay.read(&b"Event: Newchannel\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 4\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\n\r\n"[..], |_| ())?;
/// assert_eq!(replay.finish(|_| ()).len(), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Replay {
    engine: Engine,
    out: Vec<Output>,
    last: Timestamp,
    report: ReplayReport,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayReport {
    /// Bytes.
    pub bytes: u64,
    /// Messages, whatever they meant.
    pub messages: u64,
    /// Messages that meant something to the engine.
    pub events: u64,
    /// Facts concluded.
    pub facts: u64,
    /// What could not be understood, with the byte offset in its file: the first
    /// [`PROBLEMS_MAX`], and how many there were.
    pub problems: Vec<(u64, String)>,
    /// How many problems there were.
    pub problems_count: u64,
}

/// Problems that a report keeps in words; the others are counted.
pub const PROBLEMS_MAX: usize = 20;

impl Replay {
    /// An engine that has seen nothing.
    pub fn new(policy: Policy) -> Self {
        Self { engine: Engine::new(policy), out: Vec::new(), last: Timestamp::UNKNOWN, report: ReplayReport::default() }
    }

    /// The engine as it stands.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What was read so far.
    pub fn report(&self) -> &ReplayReport {
        &self.report
    }

    /// Reads a trace to its end and hands over every entry that follows.
    ///
    /// # Errors
    /// What the reader says; what was read before it counts.
    pub fn read(&mut self, input: impl Read, mut entry: impl FnMut(Entry)) -> std::io::Result<()> {
        let mut reader = TraceReader::new(input);
        let start = self.report.bytes;
        while let Some(item) = reader.next_item()? {
            self.report.bytes = start + item.offset;
            match item.content {
                Content::Frame(frame) => {
                    self.report.bytes += frame.len() as u64;
                    let (offset, time) = (item.offset, item.time);
                    self.frame(offset, time, frame);
                }
                Content::Note(_) if item.content.is_disconnect() => {
                    self.last = item.time.unwrap_or(self.last);
                    self.engine.handle(self.last, Input::Event(Event::Disconnected), &mut self.out);
                }
                Content::Truncated(rest) => {
                    self.report.bytes += rest.len() as u64;
                    self.problem(item.offset, format!("the trace ends within a message, after {} bytes of it", rest.len()));
                }
                Content::TooLong => self.problem(item.offset, "a message is too long and was left out".to_owned()),
                _ => {}
            }
            self.hand_over(&mut entry);
        }
        Ok(())
    }

    /// Says that nothing more comes: closes the calls that are over and returns the ones that are not, as they stand.
    pub fn finish(&mut self, mut entry: impl FnMut(Entry)) -> Vec<CallRecord> {
        self.engine.handle(self.last, Input::Finish, &mut self.out);
        self.hand_over(&mut entry);
        self.engine.state().records()
    }

    fn frame(&mut self, offset: u64, time: Option<Timestamp>, frame: &[u8]) {
        self.report.messages += 1;
        let at = match time {
            Some(time) => time,
            None => Message::parse(frame).timestamp().unwrap_or(self.last),
        };
        self.last = at;
        let (engine, out) = (&mut self.engine, &mut self.out);
        let understood = interpret(frame, |event| match event {
            Some(event) => {
                engine.handle(at, Input::Event(event), out);
                true
            }
            None => false,
        });
        match understood {
            Ok(meant) => self.report.events += u64::from(meant),
            Err(error) => self.problem(offset, error.to_string()),
        }
    }

    fn problem(&mut self, offset: u64, words: String) {
        self.report.problems_count += 1;
        if self.report.problems.len() < PROBLEMS_MAX {
            self.report.problems.push((offset, words));
        }
    }

    fn hand_over(&mut self, entry: &mut impl FnMut(Entry)) {
        for output in self.out.drain(..) {
            if let Output::Entry(fact) = output {
                self.report.facts += 1;
                entry(fact);
            }
        }
    }
}

/// The record in an entry that closes a call.
pub fn record_of(entry: Entry) -> Option<CallRecord> {
    match entry.fact {
        Fact::CallClosed { record, .. } => record.map(|record| *record),
        _ => None,
    }
}
