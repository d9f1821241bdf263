//! A deterministic call-center engine.
#![no_std]
extern crate alloc;

pub mod action;
mod ask;
mod command;
pub mod control;
mod engine;
pub mod event;
pub mod fact;
mod input;
mod key;
mod policy;
mod reach;
pub mod record;
#[cfg(feature = "sim")]
pub mod sim;
mod snapshot;
mod state;
pub mod stats;
mod table;
mod time;
pub mod view;

pub use ask::{AskError, Moment, Settlement};
pub use command::{
    Command, EMERGENCY_NUMBERS, Evidence, HoldBy, KeysTo, Loaded, Parked, PauseFrom, Refusal, Taker, Tracks,
    Transfer,
};
pub use engine::Engine;
pub use fact::{Entry, Fact};
pub use input::{Input, Output};
pub use key::{AgentKey, BridgeKey, CallId, CallKey, DeviceKey, Interface, LegKey, QueueKey, Text};
pub use policy::{Limits, Policy, Role};
pub use record::CallRecord;
pub use snapshot::{RestoreError, SNAPSHOT_VERSION, Snapshot};
pub use state::{LegRecord, State, Timer, Violation};
pub use stats::Stats;
pub use time::{Span, Timestamp};
