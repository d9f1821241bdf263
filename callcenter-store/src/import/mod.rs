//! History from before this program: `queue_log`, CDR and CEL become entries of a stream of their own.
//!
//! They make the same facts and the same records as a live switch does, as far as the source tells, so that rows and
//! figures come from the same code. What a source does not tell stays unknown.
//!
//! An import can be broken off at any moment and run again: it goes on after the last line whose entries are durable.
//! Files that were imported are known again by their beginnings, whatever a rotation renamed or compressed them to, and one
//! that has grown is read on from where it ended.

mod cdr;
mod cdr_record;
mod cel;
mod columns;
mod file;
mod lines;
pub(crate) mod queue_log;
mod reader;
mod records;
pub(crate) mod report;
mod run;
mod state;
mod time;

pub use self::cdr::{GROUPS_MAX, LATE, ROWS_MAX};
pub use self::cel::CHANNELS_MAX;
pub use self::file::{HEAD_BYTES, SourceFile};
pub use self::lines::{Content, LINE_BYTES_MAX, Line, Lines};
pub use self::queue_log::people::AGENTS_MAX;
pub use self::queue_log::{OPEN_CALLS_MAX, RETURN, SILENCE};
pub use self::reader::{Kind, Reading};
pub use self::records::records;
pub use self::report::{ImportReport, LineProblem, PROBLEMS_MAX};
pub use self::run::{ImportError, Plan, dry_run, import};
