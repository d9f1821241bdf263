//! What queue_log says.

use std::collections::BTreeMap;
use std::io::Read;

use callcenter_core::{Policy, Text, Timestamp};
use jiff::tz::TimeZone;
use thiserror::Error;

use super::ours::{CALLS_MAX, TooMany};
use super::pauses::{Change, ToldPauses};
use crate::import::queue_log::call::ToldCall;
use crate::import::queue_log::{QueueLog, row};
use crate::import::{Content, ImportReport, Lines, Reading};

/// What queue_log says.
#[derive(Debug)]
pub struct Theirs {
    pub(crate) calls: Vec<ToldCall>,
    pub(crate) pauses: Vec<Change>,
    /// Starts of the switch.
    pub(crate) starts: Vec<Timestamp>,
    pub(crate) fine: bool,
    /// What was read.
    pub report: ImportReport,
    log: QueueLog,
    reading: Reading,
    follow: ToldPauses,
}

/// Why a queue_log cannot be compared.
#[derive(Debug, Error)]
pub enum TheirsError {
    /// It cannot be read.
    #[error("cannot be read further: {0}")]
    Read(#[from] std::io::Error),
    /// It has too many calls.
    #[error(transparent)]
    TooMany(#[from] TooMany),
}

impl Theirs {
    /// Nothing yet. Times without a zone are in `zone`.
    pub fn new(zone: TimeZone) -> Self {
        let (policy, members) = (Policy::default(), BTreeMap::new());
        Self {
            calls: Vec::new(),
            pauses: Vec::new(),
            starts: Vec::new(),
            fine: false,
            report: ImportReport::default(),
            log: QueueLog::keeping(BTreeMap::new()),
            reading: Reading {
                policy,
                zone,
                members,
                now: Timestamp::from_secs(253_402_300_799),
                columns: Vec::new(),
            },
            follow: ToldPauses::default(),
        }
    }

    /// Reads a file, the older ones first.
    ///
    /// # Errors
    /// See [`TheirsError`].
    pub fn read(&mut self, name: &str, input: impl Read) -> Result<(), TheirsError> {
        let mut lines = Lines::from(input, 0, 0);
        let mut facts = Vec::new();
        while let Some(line) = lines.next_line()? {
            let (text, outcome) = match line.content {
                // What is not finished is what was there when the log was taken.
                Content::Whole(text) | Content::Unfinished(text) if !text.contains(&0) => {
                    (text, self.log.line(&String::from_utf8_lossy(text), &self.reading, &mut facts))
                }
                Content::Whole(text) | Content::Unfinished(text) => {
                    (text, Err("a zero byte, which no text has"))
                }
                Content::TooLong => (&b""[..], Err("longer than 65,536 bytes")),
            };
            let at = outcome.ok().and_then(|(_, at)| at);
            self.report.take(name, line.number, text, outcome.map(|(fate, _)| fate));
            if let Some(at) = at {
                self.report.saw(at);
            }
            for (at, fact) in facts.drain(..) {
                if fact == callcenter_core::Fact::SwitchRestarted {
                    self.starts.push(at);
                }
            }
            let text = String::from_utf8_lossy(text);
            if outcome.is_ok()
                && let Ok(row) = row::parse(&text, &self.reading.zone)
            {
                self.follow.take(&row, &mut self.pauses);
            }
            self.calls.extend(self.log.take_told());
            if self.calls.len() + self.log.open() > CALLS_MAX {
                return Err(TooMany.into());
            }
        }
        Ok(())
    }

    /// Says that nothing more comes.
    pub fn finish(mut self) -> Self {
        let log = std::mem::take(&mut self.log);
        self.calls.extend(log.into_open());
        self.calls.sort_by_key(|call| call.first);
        self.fine = self.calls.iter().any(|call| call.fine);
        self
    }

    /// Callers of whom something is told.
    pub fn calls(&self) -> usize {
        self.calls.len()
    }

    /// Names of members that are told.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Text> {
        let stays = self.calls.iter().flat_map(|call| &call.stays);
        stays.flat_map(|stay| {
            stay.connected
                .iter()
                .map(|connected| &connected.agent)
                .chain(stay.tries.iter().map(|one| &one.agent))
        })
    }
}
