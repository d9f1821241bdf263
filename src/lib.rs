//! The truth about every call, agent and queue of an Asterisk.

mod replay;

pub use callcenter_ami as ami;
pub use callcenter_core as core;
pub use callcenter_core::{CallRecord, Engine, Entry, Fact, Input, Output, Policy, State};
pub use replay::{PROBLEMS_MAX, Replay, ReplayReport, record_of};
