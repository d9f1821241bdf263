//! Queues and their members.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::event::{DeviceState, Membership};
use crate::key::{AgentKey, DeviceKey, Interface, Text};
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Queue {
    /// Most callers that may wait; 0: no limit.
    pub(crate) limit: u32,
    pub(crate) strategy: Text,
    pub(crate) service_level: Option<Span>,
    /// Callers who wait, next one first.
    pub(crate) waiting: Vec<Waiter>,
    pub(crate) members: BTreeMap<Interface, Member>,
    /// The connection on which a list last had it.
    pub(crate) epoch: u32,
}

/// A caller who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiter {
    pub(crate) leg: Slot,
    /// Since when.
    pub(crate) since: Timestamp,
    /// The connection on which he was last seen waiting.
    pub(crate) epoch: u32,
}

/// An agent's membership in one queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) agent: AgentKey,
    pub(crate) name: Text,
    pub(crate) device: DeviceKey,
    pub(crate) membership: Membership,
    pub(crate) penalty: u32,
    pub(crate) paused: bool,
    pub(crate) pause_reason: Text,
    /// Since when paused or not.
    pub(crate) pause_since: Timestamp,
    pub(crate) login: Timestamp,
    pub(crate) state: DeviceState,
    pub(crate) ring_in_use: bool,
    pub(crate) wrap_up: Span,
    /// The connection on which it was last seen.
    pub(crate) epoch: u32,
}

impl Queue {
    /// A caller who waits here.
    pub(crate) fn waiter(&self, leg: Slot) -> Option<&Waiter> {
        self.waiting.iter().find(|waiter| waiter.leg == leg)
    }

    /// A caller waits here no more.
    pub(crate) fn without(&mut self, leg: Slot) {
        self.waiting.retain(|waiter| waiter.leg != leg);
    }
}
