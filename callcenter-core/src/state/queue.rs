//! Queues and their members.

use alloc::collections::BTreeMap;

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
    /// Callers who wait, next one first, with when they joined.
    pub(crate) waiting: alloc::vec::Vec<(Slot, Timestamp)>,
    pub(crate) members: BTreeMap<Interface, Member>,
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
}
