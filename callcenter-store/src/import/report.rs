//! What an import read, what came of it, and what it could not understand.

use std::collections::BTreeMap;

use callcenter_core::Timestamp;
use serde::Serialize;

/// Problems that a report keeps in words; all of them are counted.
pub const PROBLEMS_MAX: usize = 20;

/// Bytes of a line that a problem shows.
const SHOWN_BYTES: usize = 80;

/// What was read of all files, and what came of it. Every line is in exactly one of the counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Lines read, empty ones too.
    pub lines: u64,
    /// Lines that were understood and used.
    pub used: u64,
    /// Lines that say nothing about calls or agents: empty ones, headers, marks of the log itself.
    pub idle: u64,
    /// Lines that were not understood, by why.
    pub not_understood: BTreeMap<&'static str, u64>,
    /// The first of these, with their places.
    pub problems: Vec<LineProblem>,
    /// Calls built.
    pub calls: u64,
    /// Of these, calls of which only a part is told.
    pub partly: u64,
    /// Calls that are not over at the end.
    pub open: u64,
    /// Entries made.
    pub entries: u64,
    /// Time of the first line used.
    pub from: Option<Timestamp>,
    /// Time of the last line used.
    pub until: Option<Timestamp>,
    /// Names of the files that had something new.
    pub files: Vec<String>,
    /// Names of files that had been imported before, as far as they went.
    pub known: Vec<String>,
    /// What whoever reads the figures should know.
    pub warnings: Vec<String>,
}

/// A line that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineProblem {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// Why.
    pub why: &'static str,
    /// How it begins, with what cannot be printed escaped.
    pub text: String,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Used.
    Used,
    /// Nothing to use in it.
    Idle,
}

impl ImportReport {
    /// Lines that were not understood, whyever.
    pub fn not_understood_count(&self) -> u64 {
        self.not_understood.values().sum()
    }

    pub(crate) fn take(&mut self, file: &str, line: u64, text: &[u8], fate: Result<Fate, &'static str>) {
        self.lines += 1;
        match fate {
            Ok(Fate::Used) => self.used += 1,
            Ok(Fate::Idle) => self.idle += 1,
            Err(why) => {
                *self.not_understood.entry(why).or_default() += 1;
                if self.problems.len() < PROBLEMS_MAX {
                    let text = text.iter().take(SHOWN_BYTES).copied().collect::<Vec<u8>>();
                    let text = text.escape_ascii().to_string();
                    self.problems.push(LineProblem { file: file.to_owned(), line, why, text });
                }
            }
        }
    }

    pub(crate) fn saw(&mut self, at: Timestamp) {
        self.from = Some(self.from.map_or(at, |from| from.min(at)));
        self.until = Some(self.until.map_or(at, |until| until.max(at)));
    }
}
