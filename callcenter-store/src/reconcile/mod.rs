//! Our records against Asterisk's own books, call by call.
//!
//! Both tell of the same calls in different words and with different mistakes. Each difference is listed with its cause
//! when it is one that Asterisk's books are known for ([`CAUSES`]); what is left is unexplained, and one of the two is wrong.

mod causes;
mod compare;
mod differ;
mod ours;
mod pauses;
mod records;
mod theirs;
mod totals;
mod why;

pub use self::causes::{CAUSES, Cause, Known};
pub use self::compare::{Compared, TALK_TOLERANCE, WAIT_TOLERANCE, reconcile};
pub use self::differ::{Difference, What};
pub use self::ours::{CALLS_MAX, Ours, TooMany};
pub use self::records::{ComparedRecords, reconcile_records};
pub use self::theirs::{Theirs, TheirsError};
pub use self::totals::{Count, Totals};
