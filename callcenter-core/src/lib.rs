//! A deterministic call-center engine.
#![no_std]
extern crate alloc;

pub mod action;
mod command;
mod engine;
pub mod event;
pub mod fact;
mod input;
mod key;
mod policy;
mod reach;
pub mod record;
mod state;
mod table;
mod time;

pub use command::Refusal;
pub use engine::Engine;
pub use fact::{Entry, Fact};
pub use input::{Input, Output};
pub use key::{AgentKey, BridgeKey, CallId, CallKey, DeviceKey, Interface, LegKey, QueueKey, Text};
pub use policy::{Limits, Policy, Role};
pub use record::CallRecord;
pub use state::State;
pub use time::{Span, Timestamp};
