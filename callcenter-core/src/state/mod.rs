//! What is true now: facts applied in order, and nothing else.

mod agent;
mod apply;
mod belong;
mod bridge;
mod call;
mod check;
mod control;
mod floor;
mod leg;
mod pending;
mod proof;
mod queue;
mod read;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub(crate) use self::agent::{Agent, agent_name, is_indirect};
pub(crate) use self::bridge::Bridge;
pub(crate) use self::call::{Call, Consult, Park, ParkEnd, Talk, TransferKind, Visit};
pub use self::check::Violation;
pub(crate) use self::control::{Control, Progress};
pub(crate) use self::leg::{Hold, Leg, Moment, endpoint, is_local, is_tool};
pub use self::pending::Timer;
pub(crate) use self::pending::{Pending, PendingAction, PendingCommand};
pub(crate) use self::queue::{Member, Queue, Waiter};
pub use self::read::LegRecord;
use crate::event::{ContactState, DeviceState};
use crate::fact::{Awaits, Source};
use crate::key::{AgentKey, BridgeKey, CallKey, DeviceKey, LegKey, QueueKey, Text};
use crate::policy::Policy;
use crate::record::{CallRecord, conclude};
use crate::table::{Slot, Table};
use crate::time::{Span, Timestamp};

/// How long after a hang-up order was answered a leg's end is taken to be its work.
const ORDER_WINDOW: Span = Span::from_secs(1);

/// Everything the engine knows, as it follows from the facts.
///
/// `State` rebuilt from the entries equals the engine's own at every step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    pub(crate) policy: Policy,
    pub(crate) seq: u64,
    pub(crate) now: Timestamp,
    pub(crate) switch: Switch,
    pub(crate) link: Link,
    pub(crate) legs: Table<LegKey, Leg>,
    pub(crate) bridges: Table<BridgeKey, Bridge>,
    pub(crate) calls: Table<CallKey, Call>,
    /// Calls that are over, by when their last leg ended.
    pub(crate) settling: BTreeSet<(Moment, Slot)>,
    /// Kinds of reports that were seen.
    pub(crate) sources: BTreeSet<Source>,
    /// When this connection last told the switch to hang up.
    pub(crate) ordered: Option<Moment>,
    pub(crate) queues: BTreeMap<QueueKey, Queue>,
    pub(crate) agents: BTreeMap<AgentKey, Agent>,
    pub(crate) devices: BTreeMap<DeviceKey, DeviceState>,
    pub(crate) contacts: BTreeMap<Text, BTreeMap<Text, ContactState>>,
    /// Endpoints that ever were a queue member's device: extensions, whatever their names look like.
    pub(crate) phones: BTreeSet<Text>,
    pub(crate) pending: Pending,
    /// Anomalies noticed since the beginning.
    pub(crate) anomalies: u64,
    /// What commands are about. Later than the first format of snapshots, which has no room for it.
    #[serde(skip)]
    pub(crate) control: Control,
}

/// Who the switch is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Switch {
    pub(crate) version: Text,
    pub(crate) system: Text,
    pub(crate) started: Option<Timestamp>,
    pub(crate) stopping: bool,
}

/// How we stand with the switch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Link {
    /// Counts connections.
    pub(crate) epoch: u32,
    pub(crate) up: bool,
    /// Since when it is away, or was away until it is synchronised.
    pub(crate) lost: Option<Timestamp>,
    /// Whether legs are being listed.
    pub(crate) listing: Option<Moment>,
    /// The connection that was last synchronised.
    pub(crate) synced: u32,
}

impl State {
    /// The state before anything was reported.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            seq: 0,
            now: Timestamp::UNKNOWN,
            switch: Switch::default(),
            link: Link::default(),
            legs: Table::default(),
            bridges: Table::default(),
            calls: Table::default(),
            settling: BTreeSet::new(),
            sources: BTreeSet::new(),
            ordered: None,
            queues: BTreeMap::new(),
            agents: BTreeMap::new(),
            devices: BTreeMap::new(),
            contacts: BTreeMap::new(),
            phones: BTreeSet::new(),
            pending: Pending::default(),
            anomalies: 0,
            control: Control::default(),
        }
    }

    /// Number of the last fact applied; 0: none yet.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Time of the last fact applied or of the last input, whichever is later.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The policy it was made with.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether it follows the switch without a gap: the link is up and everything was listed since.
    pub fn is_live(&self) -> bool {
        self.link.up && self.link.synced == self.link.epoch && self.link.epoch > 0
    }

    /// Whether, besides that, all that a controller asks for at the beginning was answered: queues, devices, contacts and what
    /// the dialplan has for controls.
    pub fn is_listed(&self) -> bool {
        // The switch answers in order, and the hooks are asked for last.
        let asks_for =
            |action: &PendingAction| action.command == 0 && matches!(action.awaits, Awaits::Hook(_));
        let is_listing = self.pending.actions.values().any(asks_for);
        self.is_live() && self.pending.listed == self.link.epoch && !is_listing
    }

    /// Records of the calls that are not closed, as they stand, in order of start.
    pub fn records(&self) -> Vec<CallRecord> {
        let mut calls: Vec<(Moment, Slot)> =
            self.calls.iter().map(|(slot, _, call)| (call.started, slot)).collect();
        calls.sort_unstable();
        calls.into_iter().filter_map(|(_, slot)| conclude(self, slot)).collect()
    }

    /// Legs that live or are kept for their call.
    pub fn legs_count(&self) -> usize {
        self.legs.len()
    }

    /// Calls that live or are kept for late reports.
    pub fn calls_count(&self) -> usize {
        self.calls.len()
    }

    /// A hash of the whole state with its policy: equal for equal states, on every machine and in every build.
    pub fn hash(&self) -> u128 {
        use core::hash::Hasher as _;
        use siphasher::sip128::{Hasher128 as _, SipHasher13};
        let bytes = postcard::to_allocvec(self).expect("a state in memory always serialises");
        let mut hasher = SipHasher13::new();
        hasher.write(&bytes);
        // A state without it has the hash that it had before there was such a thing.
        if self.control != Control::default() {
            let bytes = postcard::to_allocvec(&self.control).expect("a state in memory always serialises");
            hasher.write(&bytes);
        }
        hasher.finish128().as_u128()
    }

    pub(crate) fn leg(&self, slot: Slot) -> &Leg {
        self.legs
            .get(slot)
            .expect("a slot kept in the state names a leg: apply clears it before the leg goes")
    }

    pub(crate) fn call(&self, slot: Slot) -> &Call {
        self.calls
            .get(slot)
            .expect("a slot kept in the state names a call: apply clears it before the call goes")
    }

    pub(crate) fn leg_key(&self, slot: Slot) -> &LegKey {
        self.legs
            .key(slot)
            .expect("a slot kept in the state names a leg: apply clears it before the leg goes")
    }

    pub(crate) fn call_key(&self, slot: Slot) -> &CallKey {
        self.calls
            .key(slot)
            .expect("a slot kept in the state names a call: apply clears it before the call goes")
    }

    /// Whether an endpoint is a person's phone rather than a trunk.
    pub(crate) fn is_extension(&self, endpoint: &str) -> bool {
        if self.policy.trunks.contains(endpoint) {
            return false;
        }
        self.policy.extensions.contains(endpoint)
            || self.phones.contains(endpoint)
            || (!endpoint.is_empty() && endpoint.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// The leg whose experience the call is: the first channel, or what it stands for.
    ///
    /// An internal channel is nobody: its call's caller is the first real leg. When the caller has transferred the
    /// other side away, the call goes on with that side.
    pub(crate) fn hero(&self, call: &Call) -> Option<Slot> {
        call.heir.or_else(|| self.caller(call))
    }

    /// The leg that began the call.
    pub(crate) fn caller(&self, call: &Call) -> Option<Slot> {
        if let Some(root) = call.root
            && !self.leg(root).is_local()
        {
            return Some(root);
        }
        let mut real = call.legs.iter().copied().filter(|&leg| !self.leg(leg).is_local());
        if call.root.is_some() {
            return real.next();
        }
        // The beginning was not seen: who was not dialled is the caller; a trunk rather than a phone.
        let candidates = real.clone().filter(|&leg| self.leg(leg).dial.is_none());
        candidates
            .clone()
            .find(|&leg| !self.is_extension(self.leg(leg).endpoint()))
            .or_else(|| candidates.clone().next())
            .or_else(|| real.next())
    }
}
