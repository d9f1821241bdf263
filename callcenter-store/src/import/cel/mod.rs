//! CEL: what happened to every channel, as Asterisk wrote it down. It tells nearly what AMI does, so it goes through the
//! engine itself, and calls are concluded by the same code as live ones.

mod kept;
mod row;
mod translate;

use std::collections::BTreeMap;

use callcenter_core::event::{Event, LegState};
use callcenter_core::{Engine, Input, Output, Policy, Span, Text, Timestamp};
use serde::{Deserialize, Serialize};

use self::kept::Kept;
use self::row::{Row, read};
use super::columns::{Columns, cells};
use super::queue_log::people::Facts;
use super::reader::Reading;
use super::report::Fate;

/// Channels that are followed at one time; beyond, those that came first are forgotten: what is told of them then counts,
/// but not who dialled them.
pub const CHANNELS_MAX: usize = 200_000;

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
}

impl Cel {
    pub(crate) fn new(policy: &Policy) -> Self {
        Self {
            columns: Columns::default(),
            engine: Kept(Engine::new(policy.clone())),
            channels: BTreeMap::new(),
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
        self.now = self.now.max(at);
        let fate = self.row(&row, out);
        Ok((fate, Some(at)))
    }

    /// Says that nothing more comes, and what time it is.
    pub(crate) fn finish(&mut self, now: Timestamp, out: &mut Facts) {
        if self.engine.0.state().calls_count() > 0 && now >= self.now + SETTLED {
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
        let channel = Channel { name: Text::from(row.channel), linkedid: Text::from(row.linkedid), since: row.at, ..Channel::default() };
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
        let dials = |channel: &Channel| matches!(channel.app.as_str(), "dial" | "queue" | "retrydial" | "followme" | "page");
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
