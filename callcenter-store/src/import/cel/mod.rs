//! CEL: what happened to every channel, as Asterisk wrote it down. It tells nearly what AMI does, so it goes through the
//! engine itself, and calls are concluded by the same code as live ones.

mod kept;
mod row;
mod translate;

use std::collections::{BTreeMap, VecDeque};

use callcenter_core::event::{Event, LegState};
use callcenter_core::{Engine, Input, Output, Policy, Span, Text, Timestamp};
use serde::{Deserialize, Serialize};

use self::kept::Kept;
use self::row::{Row, read};
use super::columns::{Columns, cells};
use super::queue_log::people::Facts;
use super::reader::Reading;
use super::report::Fate;

/// Channels that are followed at one time; beyond, those with the lowest ids are forgotten: what is told of them still counts,
/// but not who dialled them.
pub const CHANNELS_MAX: usize = 20_000;

/// How long lines are held back, so that a hang-up that follows at once can tell what a line before it meant.
const LOOK_AHEAD: Span = Span::from_millis(100);

/// Lines that are held back at most.
const LOOK_AHEAD_MAX: usize = 2_000;

/// How much earlier than the lines before it a line may be: Asterisk's threads write one after the other.
const DISORDER: Span = Span::from_secs(1);

/// How long after the last line calls that are over are closed.
const SETTLED: Span = Span::from_secs(60);

/// How far ahead of us a switch's clock may be.
const FUTURE: Span = Span::from_secs(86_400);

/// Reads CEL line by line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cel {
    columns: Columns,
    engine: Kept,
    channels: BTreeMap<Text, Channel>,
    /// Lines that are not taken in yet.
    held: VecDeque<(Timestamp, Vec<Text>)>,
    now: Timestamp,
}

/// A channel, as far as the engine is not told by the lines themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Channel {
    name: Text,
    linkedid: Text,
    /// The application it runs, in small letters, with its arguments.
    app: Text,
    data: Text,
    /// Who dials it.
    by: Option<Text>,
    dialed: bool,
    up: bool,
    /// The phone that answered it for a queue.
    phone: Option<Text>,
    joined: bool,
    since: Timestamp,
    /// Begun by the switch itself, and without a number so far.
    nameless: bool,
}

impl Cel {
    pub(crate) fn new(policy: &Policy) -> Self {
        Self {
            columns: Columns::default(),
            engine: Kept(Engine::new(policy.clone())),
            channels: BTreeMap::new(),
            held: VecDeque::new(),
            now: Timestamp::UNKNOWN,
        }
    }

    pub(crate) fn open(&self) -> usize {
        self.engine.0.state().calls_count()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Takes in a line.
    ///
    /// # Errors
    /// Why it is not understood; then nothing came of it.
    pub(crate) fn line(
        &mut self,
        line: &str,
        reading: &Reading,
        out: &mut Facts,
    ) -> Result<(Fate, Option<Timestamp>), &'static str> {
        if line.trim().is_empty() {
            return Ok((Fate::Idle, None));
        }
        let cells = cells(line)?;
        if let Some(columns) = row::columns(&self.columns, &cells, reading)? {
            let header = columns.is_header;
            self.columns = columns.columns;
            if header {
                return Ok((Fate::Idle, None));
            }
        }
        let row = read(&self.columns, &cells, &reading.zone)?;
        if row.at > reading.now + FUTURE {
            return Err("a time that is still to come");
        }
        let at = row.at;
        if at + DISORDER < self.now {
            return Err("more than a second before the lines before it: CEL is written in order");
        }
        let fate = if row.is_idle() { Fate::Idle } else { Fate::Used };
        self.now = self.now.max(at);
        if fate == Fate::Used {
            self.held.push_back((at, cells));
        }
        while self.held.len() > LOOK_AHEAD_MAX
            || self.held.front().is_some_and(|(at, _)| *at + LOOK_AHEAD <= self.now)
        {
            self.take_first(reading, out);
        }
        Ok((fate, Some(at)))
    }

    fn take_first(&mut self, reading: &Reading, out: &mut Facts) {
        let Some((_, cells)) = self.held.pop_front() else { return };
        let columns = self.columns.clone();
        if let Ok(row) = read(&columns, &cells, &reading.zone) {
            self.row(&row, out);
        }
    }

    /// Whether a caller hangs up in one of the lines that come at once.
    fn gives_up(&self, id: &str) -> bool {
        let of = |cells: &'_ Vec<Text>, name: &str| self.columns.of(cells, name).to_owned();
        self.held.iter().any(|(_, cells)| {
            let source = || {
                serde_json::from_str::<serde_json::Value>(&of(cells, "extra"))
                    .ok()?
                    .get("hangupsource")?
                    .as_str()
                    .map(str::to_owned)
            };
            of(cells, "uniqueid") == id
                && of(cells, "eventtype") == "HANGUP"
                && source().is_some_and(|source| source == of(cells, "channel"))
        })
    }

    /// Says that nothing more comes, and what time it is.
    pub(crate) fn finish(&mut self, now: Timestamp, reading: &Reading, out: &mut Facts) {
        if now < self.now + SETTLED {
            return;
        }
        while !self.held.is_empty() {
            self.take_first(reading, out);
        }
        if self.engine.0.state().calls_count() > 0 {
            self.handle(self.now, Input::Finish, out);
        }
    }

    fn tell(&mut self, at: Timestamp, event: Event<'_>, out: &mut Facts) {
        self.handle(at, Input::Event(event), out);
    }

    fn handle(&mut self, at: Timestamp, input: Input<'_>, out: &mut Facts) {
        let mut outputs = Vec::new();
        self.engine.0.handle(at, input, &mut outputs);
        out.extend(outputs.into_iter().filter_map(|output| match output {
            Output::Entry(entry) => Some((entry.at, entry.fact)),
            Output::Action(..) => None,
        }));
    }

    fn remember(&mut self, row: &Row<'_>) {
        if self.channels.len() >= CHANNELS_MAX {
            self.channels.pop_first();
        }
        let channel = Channel {
            name: Text::from(row.channel),
            linkedid: Text::from(row.linkedid),
            since: row.at,
            ..Channel::default()
        };
        self.channels.insert(Text::from(row.uniqueid), channel);
    }

    /// The other half of a Local channel.
    fn other_half(&self, name: &str) -> Option<Text> {
        let first = name.strip_suffix(";2")?;
        self.by_name(&format!("{first};1"))
    }

    fn by_name(&self, name: &str) -> Option<Text> {
        self.channels.iter().rev().find(|(_, channel)| channel.name == name).map(|(id, _)| id.clone())
    }

    /// Who dials a new channel: whoever of its call began last to dial.
    fn dialer(&self, row: &Row<'_>) -> Option<Text> {
        let dials = |channel: &Channel| {
            matches!(channel.app.as_str(), "dial" | "queue" | "retrydial" | "followme" | "page")
        };
        let own = self.channels.iter().filter(|(id, channel)| {
            channel.linkedid == row.linkedid && dials(channel) && id.as_str() != row.uniqueid
        });
        own.max_by_key(|(_, channel)| channel.since).map(|(id, _)| id.clone())
    }
}

/// How far a channel has come when it begins: one that the dialplan runs calls, one that is dialled is nowhere yet.
fn first_state(row: &Row<'_>) -> LegState {
    let runs = row.channel.ends_with(";2") || row.uniqueid == row.linkedid && !matches!(row.exten, "" | "s");
    if runs { LegState::Calling } else { LegState::Down }
}
