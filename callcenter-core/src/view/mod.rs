//! Rows for a wallboard: pure functions of the state, computed where the truth is.
//!
//! A browser replaces rows by their key and never follows events itself. Rows are owned, so that they can be rendered
//! outside of any lock.

mod agent;
mod board;
mod call;
mod control;
mod endpoint;
mod phone;
mod queue;

pub use self::agent::{AgentCall, AgentRow, MemberRow, agent, agents};
pub use self::board::{Board, QueueToday};
pub use self::call::{CallRow, LegRow, call, calls};
pub use self::control::{Capability, Control, capabilities};
pub use self::endpoint::{EndpointKind, EndpointRow, endpoints};
pub use self::phone::{PhoneActivity, PhoneRow, phones};
pub use self::queue::{ActivityCounts, QueueRow, WaitingRow, queue, queues, queues_today};
