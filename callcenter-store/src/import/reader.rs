//! The one thing that reads lines of any kind: what it keeps between two lines is what an interrupted import goes on with.

use std::collections::BTreeMap;

use callcenter_core::{Policy, Text, Timestamp};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::cdr::Cdr;
use super::cel::Cel;
use super::queue_log::QueueLog;
use super::queue_log::people::Facts;
use super::report::Fate;

/// Whose books are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `queue_log` of app_queue.
    QueueLog,
    /// CDR as cdr_csv and cdr_custom write them.
    Cdr,
    /// CEL as cel_custom writes it.
    Cel,
}

/// What reading depends on and no line says.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The switch's name, and wrap-up.
    pub policy: Policy,
    /// Of times without a zone.
    pub zone: TimeZone,
    /// Interfaces of members whom the log names: `Anna Ahrens` is `PJSIP/1001`.
    pub members: BTreeMap<Text, Text>,
    /// What time it is: calls that ended lately may go on in lines that are not written yet, and no line is of a later day.
    pub now: Timestamp,
    /// Names of a CSV file's columns that has no header, when they are not where Asterisk's own modules put them.
    pub columns: Vec<Text>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Reader {
    QueueLog(QueueLog),
    Cdr(Cdr),
    Cel(Box<Cel>),
}

impl Reader {
    pub(crate) fn new(kind: Kind, reading: &Reading) -> Self {
        match kind {
            Kind::QueueLog => Self::QueueLog(QueueLog::new(reading.members.clone())),
            Kind::Cdr => Self::Cdr(Cdr::default()),
            Kind::Cel => Self::Cel(Box::new(Cel::new(&reading.policy))),
        }
    }

    /// Takes in a line.
    ///
    /// # Errors
    /// Why it is not understood; then nothing came of it.
    pub(crate) fn line(
        &mut self,
        line: &[u8],
        reading: &Reading,
        out: &mut Facts,
    ) -> Result<(Fate, Option<Timestamp>), &'static str> {
        if line.contains(&0) {
            return Err("a zero byte, which no text has");
        }
        let line = String::from_utf8_lossy(line);
        match self {
            Self::QueueLog(log) => log.line(&line, reading, out),
            Self::Cdr(cdr) => cdr.line(&line, reading, out),
            Self::Cel(cel) => cel.line(&line, reading, out),
        }
    }

    /// Says that nothing more comes, and what time it is.
    pub(crate) fn finish(&mut self, now: Timestamp, reading: &Reading, out: &mut Facts) {
        match self {
            Self::QueueLog(log) => log.finish(now, &reading.policy, out),
            Self::Cdr(cdr) => cdr.finish(now, reading, out),
            Self::Cel(cel) => cel.finish(now, reading, out),
        }
    }

    /// Calls that are not closed.
    pub(crate) fn open(&self) -> usize {
        match self {
            Self::QueueLog(log) => log.open(),
            Self::Cdr(cdr) => cdr.open(),
            Self::Cel(cel) => cel.open(),
        }
    }

    /// Time of the last line taken in.
    pub(crate) fn now(&self) -> Timestamp {
        match self {
            Self::QueueLog(log) => log.now(),
            Self::Cdr(cdr) => cdr.now(),
            Self::Cel(cel) => cel.now(),
        }
    }
}

impl Kind {
    /// How far back a new file may begin: lines are written when something ends, and not always in that order.
    pub(crate) fn slack(self) -> callcenter_core::Span {
        match self {
            Self::QueueLog => callcenter_core::Span::ZERO,
            Self::Cdr => super::cdr::LATE,
            Self::Cel => callcenter_core::Span::from_secs(10),
        }
    }

    /// How a stream says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::QueueLog => "queue-log",
            Self::Cdr => "cdr",
            Self::Cel => "cel",
        }
    }
}
