//! Figures: today's, exact at every moment, and reports of any time.

mod behind;
mod overall;
mod report;
mod shown;
mod today;

pub(crate) use self::behind::{Behind, BehindAsked, behind};
pub(crate) use self::overall::overall;
pub(crate) use self::report::{
    Definition, ReportAsked, ReportBody, ReportFormat, Whose, asked, definitions, run,
};
pub(crate) use self::shown::{AgentCounts, FloorToday, Hour, queue_today};
pub(crate) use self::today::{Board, Day, Today};
