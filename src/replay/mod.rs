//! A recorded trace, played through the engine as fast as it goes.

mod calls;
mod figures;

use std::io::{ErrorKind, Read};

use callcenter_ami::{Content, Item, Kind, Message, TraceReader, interpret};
use callcenter_core::event::Event;
use callcenter_core::{
    CallRecord, Engine, Entry, Fact, Input, Output, Policy, RestoreError, Snapshot, Timestamp,
};

pub use self::calls::Calls;
pub use self::figures::{FORMULA, Fold, FoldReport};

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
    /// What was fed and is no whole message yet.
    fed: Option<Fed>,
}

/// Bytes that come piece by piece, and where they began in all that was read.
#[derive(Debug)]
struct Fed {
    reader: TraceReader<Pieces>,
    begin: u64,
}

/// Where no more bytes are is not the end.
#[derive(Debug, Default)]
struct Pieces {
    bytes: Vec<u8>,
    given: usize,
    is_over: bool,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let rest = &self.bytes[self.given..];
        if rest.is_empty() && !self.is_over {
            return Err(ErrorKind::WouldBlock.into());
        }
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        self.given += len;
        Ok(len)
    }
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayReport {
    /// Bytes.
    pub bytes: u64,
    /// Messages of AMI, whatever they meant.
    pub messages: u64,
    /// Messages that meant something to the engine.
    pub events: u64,
    /// Facts concluded.
    pub facts: u64,
    /// The earliest and the latest time told; nothing when the trace has no times.
    pub span: Option<(Timestamp, Timestamp)>,
    /// What could not be understood: the first [`PROBLEMS_MAX`].
    pub problems: Vec<Problem>,
    /// How many problems there were.
    pub problems_count: u64,
}

/// What a replay is about to conclude from.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// When it came, where the trace says so.
    pub time: Option<Timestamp>,
    /// A frame, or a note.
    pub content: Content<'a>,
    /// The engine before it.
    pub engine: &'a Engine,
}

/// Something in a trace that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes from the beginning of all that was read.
    pub offset: u64,
    /// What.
    pub what: String,
}

/// Problems that a report keeps in words; the others are counted.
pub const PROBLEMS_MAX: usize = 20;

/// How much of what is fed is copied at a time, in bytes.
const FED_BYTES: usize = 1 << 16;

/// How much of what is no message a problem shows, in bytes.
const SHOWN_BYTES: usize = 24;

impl Replay {
    /// An engine that has seen nothing.
    pub fn new(policy: Policy) -> Self {
        Self {
            engine: Engine::new(policy),
            out: Vec::new(),
            last: Timestamp::UNKNOWN,
            report: ReplayReport::default(),
            fed: None,
        }
    }

    /// Goes on from a snapshot.
    ///
    /// # Errors
    /// When what is in the snapshot cannot be taken up.
    pub fn resume(snapshot: Snapshot) -> Result<Self, RestoreError> {
        let last = snapshot.at;
        let (engine, _) = Engine::restore(snapshot, [])?;
        Ok(Self { engine, out: Vec::new(), last, report: ReplayReport::default(), fed: None })
    }

    /// The engine as it stands.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What was read so far.
    pub fn report(&self) -> &ReplayReport {
        &self.report
    }

    /// Reads a trace to its end and hands over every entry that follows. A message that goes on in the next trace is
    /// taken for one that was cut off: read both as one.
    ///
    /// # Errors
    /// What the reader says; what was read before it counts.
    pub fn read(&mut self, input: impl Read, entry: impl FnMut(Entry)) -> std::io::Result<()> {
        self.read_with(input, |_| (), entry)
    }

    /// Like [`Replay::read`]; `hear` is given each frame and each note before anything is concluded from it.
    ///
    /// # Errors
    /// As [`Replay::read`].
    pub fn read_with(
        &mut self,
        input: impl Read,
        mut hear: impl FnMut(Heard<'_>),
        mut entry: impl FnMut(Entry),
    ) -> std::io::Result<()> {
        let begin = self.report.bytes;
        self.items(&mut TraceReader::new(input), begin, &mut hear, &mut entry)
    }

    /// Takes the next bytes of a trace or a connection, cut anywhere, and hands over every entry that follows. What is no
    /// whole message waits for the next bytes: [`FRAME_BYTES_MAX`](callcenter_ami::FRAME_BYTES_MAX) at most.
    ///
    /// # Example
    /// ```
    /// use callcenter::{Policy, Replay};
    /// let trace = b"Event: Newchannel\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 4\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\n\r\n";
    /// let (mut whole, mut pieces) = (Replay::new(Policy::default()), Replay::new(Policy::default()));
    /// whole.feed(trace, |_| ());
    /// trace.iter().for_each(|byte| pieces.feed(std::slice::from_ref(byte), |_| ()));
    /// assert_eq!(whole.engine().state().hash(), pieces.engine().state().hash());
    /// ```
    pub fn feed(&mut self, bytes: &[u8], mut entry: impl FnMut(Entry)) {
        let mut fed = self
            .fed
            .take()
            .unwrap_or_else(|| Fed { reader: TraceReader::new(Pieces::default()), begin: self.report.bytes });
        for piece in bytes.chunks(FED_BYTES) {
            let pieces = fed.reader.get_mut();
            pieces.bytes.clear();
            pieces.given = 0;
            pieces.bytes.extend_from_slice(piece);
            self.fed_items(&mut fed, &mut entry);
        }
        self.fed = Some(fed);
    }

    /// Says what time it is: messages that tell none happen now, and what was to be waited for may be over.
    pub fn tick(&mut self, at: Timestamp, mut entry: impl FnMut(Entry)) {
        self.at(at.max(self.last));
        self.engine.handle(self.last, Input::Tick, &mut self.out);
        self.hand_over(&mut entry);
    }

    fn fed_items(&mut self, fed: &mut Fed, entry: &mut impl FnMut(Entry)) {
        if let Err(error) = self.items(&mut fed.reader, fed.begin, &mut |_| (), entry) {
            debug_assert_eq!(error.kind(), ErrorKind::WouldBlock, "nothing else comes of bytes in memory");
        }
    }

    fn items(
        &mut self,
        reader: &mut TraceReader<impl Read>,
        begin: u64,
        hear: &mut impl FnMut(Heard<'_>),
        entry: &mut impl FnMut(Entry),
    ) -> std::io::Result<()> {
        while let Some(item) = reader.next_item()? {
            self.item(begin, item, hear);
            self.hand_over(entry);
        }
        Ok(())
    }

    fn item(&mut self, begin: u64, item: Item<'_>, hear: &mut impl FnMut(Heard<'_>)) {
        let offset = begin + item.offset;
        self.report.bytes = offset;
        if matches!(item.content, Content::Frame(_) | Content::Note(_)) {
            hear(Heard { time: item.time, content: item.content, engine: &self.engine });
        }
        match item.content {
            Content::Frame(frame) => {
                self.report.bytes += frame.len() as u64;
                self.frame(offset, item.time, frame);
            }
            Content::Note(note) => {
                self.report.bytes += note.as_bytes().len() as u64;
                if item.content.is_disconnect() {
                    let at = item.time.unwrap_or(self.last);
                    self.at(at);
                    self.engine.handle(at, Input::Event(Event::Disconnected), &mut self.out);
                }
            }
            Content::Truncated(rest) => {
                self.report.bytes += rest.len() as u64;
                match Message::parse(rest).kind() {
                    Kind::Other if self.report.messages == 0 => self.foreign(offset, rest),
                    _ => {
                        let what =
                            format!("the trace ends within a message, after {} bytes of it", rest.len());
                        self.problem(offset, what);
                    }
                }
            }
            Content::TooLong => {
                let limit = callcenter_ami::FRAME_BYTES_MAX;
                self.problem(offset, format!("a message longer than {limit} bytes was left out"));
            }
            _ => {}
        }
    }

    /// Says that nothing more comes: closes the calls that are over and returns the ones that are not, as they stand.
    pub fn finish(&mut self, mut entry: impl FnMut(Entry)) -> Vec<CallRecord> {
        if let Some(mut fed) = self.fed.take() {
            *fed.reader.get_mut() = Pieces { is_over: true, ..Pieces::default() };
            self.fed_items(&mut fed, &mut entry);
        }
        self.engine.handle(self.last, Input::Finish, &mut self.out);
        self.hand_over(&mut entry);
        self.engine.state().records()
    }

    fn frame(&mut self, offset: u64, time: Option<Timestamp>, frame: &[u8]) {
        let message = Message::parse(frame);
        if message.kind() == Kind::Other {
            return self.foreign(offset, message.as_bytes());
        }
        self.report.messages += 1;
        let at = time.or_else(|| message.timestamp()).unwrap_or(self.last);
        self.at(at);
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

    fn at(&mut self, at: Timestamp) {
        self.last = at;
        if at.is_known() {
            let (from, to) = self.report.span.unwrap_or((at, at));
            self.report.span = Some((from.min(at), to.max(at)));
        }
    }

    /// What is no message: an action that a recorder wrote as well, or a file that is no trace.
    fn foreign(&mut self, offset: u64, bytes: &[u8]) {
        let start = bytes[..bytes.len().min(SHOWN_BYTES)].escape_ascii();
        let more = if bytes.len() > SHOWN_BYTES { "…" } else { "" };
        self.problem(offset, format!("no message of a switch: \"{start}{more}\""));
    }

    fn problem(&mut self, offset: u64, what: String) {
        self.report.problems_count += 1;
        if self.report.problems.len() < PROBLEMS_MAX {
            self.report.problems.push(Problem { offset, what });
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
