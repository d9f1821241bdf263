//! The truth about every call, agent and queue of an Asterisk.

mod clock;
pub mod config;
pub mod opening;
mod replay;
mod shell;

pub use callcenter_ami as ami;
pub use callcenter_core as core;
pub use callcenter_core::{CallRecord, Engine, Entry, Fact, Input, Output, Policy, State};
pub use clock::{Clock, ClockStep, Stamp};
pub use config::{Config, ConfigError};
pub use replay::{PROBLEMS_MAX, Problem, Replay, ReplayReport, record_of};
pub use shell::{POISONED_MAX, Poisoned, Shell};
