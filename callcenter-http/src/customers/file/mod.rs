//! Customers from and to CSV files.

mod export;
mod header;
mod merge;
mod read;

use callcenter_core::Timestamp;
use serde::Serialize;

pub use self::export::export;
pub use self::header::Mapping;
use self::merge::Merge;
pub use self::read::{Line, read};
use super::directory::Directory;
use crate::problem::Problem;

/// Bytes of a file.
pub const FILE_BYTES_MAX: u64 = 64 << 20;

/// Lines of a file, its header aside.
pub const LINES_MAX: u64 = 100_000;

/// Errors that are told; those beyond are counted.
pub const ERRORS_TOLD: usize = 100;

/// Lines that are written together.
const CHUNK: usize = 500;

/// Whether customers are kept, or it is only said what would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// Nothing is kept.
    Dry,
    /// They are kept.
    Keep,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct ImportReport {
    /// Whether it was only looked at.
    pub dry_run: bool,
    /// Lines that were read, the header aside.
    pub lines: u64,
    /// Customers that were put in.
    pub created: u64,
    /// Customers that were changed.
    pub changed: u64,
    /// Customers that were as the file has them.
    pub unchanged: u64,
    /// Lines of which nothing was taken.
    pub failed: u64,
    /// Why, line by line: the first hundred.
    pub errors: Vec<LineError>,
    /// Columns that were understood, and as what.
    pub columns: Vec<(String, String)>,
    /// Columns that were passed over.
    pub ignored: Vec<String>,
}

/// A line of which nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LineError {
    /// The line of the file, from 1; the header counts.
    pub line: u64,
    /// Why.
    pub why: String,
}

/// Takes customers from a file, chunk by chunk. A customer is known by the foreign id, else by a number that only one has;
/// what a line leaves empty stays as it is, numbers and tags are added. So the same file again changes nothing.
#[derive(Debug)]
pub struct Importer<'a> {
    merge: Merge<'a>,
    chunk: Vec<Line>,
    report: ImportReport,
}

impl<'a> Importer<'a> {
    /// Begins.
    pub fn new(directory: &'a Directory, run: Run, now: Timestamp) -> Self {
        let report = ImportReport { dry_run: run == Run::Dry, ..ImportReport::default() };
        Self { merge: Merge::new(directory, run, now), chunk: Vec::new(), report }
    }

    /// Says which columns the file has.
    pub fn header(&mut self, mapping: &Mapping) {
        (self.report.columns, self.report.ignored) = mapping.told();
    }

    /// Takes a line.
    ///
    /// # Errors
    /// What the database says; the chunks before are kept then, and the file can be imported again.
    pub async fn take(&mut self, line: Line) -> Result<(), Problem> {
        self.chunk.push(line);
        if self.chunk.len() >= CHUNK { self.flush().await } else { Ok(()) }
    }

    /// Lines read so far.
    pub fn lines(&self) -> u64 {
        self.report.lines
    }

    /// Takes the last lines, and says what became of all.
    ///
    /// # Errors
    /// As [`Importer::take`].
    pub async fn finish(mut self) -> Result<ImportReport, Problem> {
        self.flush().await?;
        Ok(self.report)
    }

    async fn flush(&mut self) -> Result<(), Problem> {
        let chunk = std::mem::take(&mut self.chunk);
        if chunk.is_empty() {
            return Ok(());
        }
        self.report.lines += chunk.len() as u64;
        self.merge.chunk(chunk, &mut self.report).await
    }
}

impl ImportReport {
    fn fails(&mut self, line: u64, why: String) {
        self.failed += 1;
        if self.errors.len() < ERRORS_TOLD {
            self.errors.push(LineError { line, why });
        }
    }
}
