//! What the engine is told beforehand. Part of every snapshot: the same bytes under another policy are another truth.

use alloc::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::key::{QueueKey, Text};
use crate::time::Span;

/// Whether the engine may ask anything of the switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Role {
    /// Asks nothing; synchronises from whatever list it sees.
    #[default]
    Observer,
    /// Asks for lists and acts on commands.
    Controller,
}

/// What the engine is told beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Our name of the switch; part of every call's identity.
    pub switch: Text,
    /// Whether to act.
    pub role: Role,
    /// Endpoints that are trunks, whatever their names look like.
    pub trunks: BTreeSet<Text>,
    /// Endpoints that are extensions, whatever their names look like.
    pub extensions: BTreeSet<Text>,
    /// How long a call is kept after its last leg ended, for reports that come late. 2 s.
    pub settle: Span,
    /// Wrap-up after a queue call; absent: unknown (the switch does not tell), and no wrap-up is shown.
    pub wrap_up: Option<Span>,
    /// Wrap-up after calls of single queues, where it differs.
    pub wrap_up_by_queue: BTreeMap<QueueKey, Span>,
    /// Wait up to which an answer meets the service level. 20 s.
    pub service_level: Span,
    /// Wait below which giving up is a short abandon. 5 s.
    pub short_abandon: Span,
    /// How long an action may go unanswered. 10 s.
    pub action_timeout: Span,
    /// What is kept at most.
    pub limits: Limits,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            switch: Text::const_new("asterisk"),
            role: Role::Observer,
            trunks: BTreeSet::new(),
            extensions: BTreeSet::new(),
            settle: Span::from_secs(2),
            wrap_up: None,
            wrap_up_by_queue: BTreeMap::new(),
            service_level: Span::from_secs(20),
            short_abandon: Span::from_secs(5),
            action_timeout: Span::from_secs(10),
            limits: Limits::default(),
        }
    }
}

/// What is kept at most. Beyond a limit the engine goes on without what does not fit and says so once a call
/// ([`Anomaly::Limit`](crate::fact::Anomaly::Limit)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Legs that live or are kept for their call; further ones are not followed. 200,000.
    pub legs_max: u32,
    /// Legs of one call (a ringall group over and over); further ones are not followed. 2,000.
    pub legs_per_call_max: u32,
    /// Entries in each history of a call: talks, holds, transfers, visits … 1,000.
    pub history_per_call_max: u32,
    /// Calls that are over and wait for late reports; beyond, the oldest is closed at once. 10,000.
    pub settling_max: u32,
    /// Queues, agents, members, devices and contacts, each. 50,000.
    pub floor_max: u32,
    /// Bytes of any one text kept (names, extensions, files); longer ones are cut. 512.
    pub text_bytes_max: u32,
    /// Actions under way; further commands are refused. 10,000.
    pub pending_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            legs_max: 200_000,
            legs_per_call_max: 2_000,
            history_per_call_max: 1_000,
            settling_max: 10_000,
            floor_max: 50_000,
            text_bytes_max: 512,
            pending_max: 10_000,
        }
    }
}
