//! Reports: figures of any time in any zone, made of the quarter hours and days that the store keeps.
//!
//! The figures are the ones that the live wallboard shows, by the same code: a report only adds up what
//! [`Stats`](callcenter_core::Stats) made, and divides at the end.

mod calendar;
mod compare;
mod cover;
mod csv;
mod drill;
mod json;
mod live;
mod measure;
mod observed;
mod query;
#[expect(clippy::module_inception, reason = "the report is what this module is about")]
mod report;

pub use calendar::{BUCKETS_MAX, Bucket, By, Calendar, Period, WeekStart, local_time};
pub use compare::Change;
pub(crate) use cover::{Range, cover};
pub use drill::{Ask, CALL_MAX, calls_behind, rows_behind};
pub use live::live;
pub use measure::{Amount, Breakdowns, Measure, Target, breakdowns, measures, metrics_of};
pub use query::{About, Compare, Query, StreamUsed, Streams};
pub use report::{REPORT_ROWS_MAX, Report, ReportRow};
