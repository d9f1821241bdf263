//! Figures: today's, exact at every moment, and reports of any time.

mod overall;
mod shown;
mod today;

pub(crate) use self::overall::overall;
pub(crate) use self::shown::{AgentCounts, FloorToday, Hour, queue_today};
pub(crate) use self::today::{Board, Day, Today};
