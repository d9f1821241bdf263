//! Actions under way, and moments to come. The client has no memory; this is it.

use alloc::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fact::{Awaits, Settled};
use crate::key::{AgentKey, Text};
use crate::time::Timestamp;

/// Something that happens when its time has come, without anybody reporting it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Timer {
    /// A call is over for long enough: no late report is expected.
    CallSettles,
    /// An agent's wrap-up ends.
    WrapUpEnds(AgentKey),
    /// An action was not answered in time.
    ActionExpires(u64),
}

/// What was asked of the switch and is not answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// The number of the last action.
    pub(crate) last: u64,
    /// Actions under way.
    pub(crate) actions: BTreeMap<u64, PendingAction>,
    /// Commands with actions under way.
    pub(crate) commands: BTreeMap<u64, PendingCommand>,
    /// What is due when.
    pub(crate) timers: BTreeSet<(Timestamp, Timer)>,
    /// The connection on which the lists were asked for.
    pub(crate) listed: u32,
}

/// An action under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingAction {
    /// The command served; 0: the engine's own need.
    pub(crate) command: u64,
    pub(crate) deadline: Timestamp,
    pub(crate) awaits: Awaits,
}

/// A command under way: how its actions ended so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingCommand {
    /// Actions not answered yet.
    pub(crate) open: u32,
    /// The first that did not go well, else done.
    pub(crate) outcome: Settled,
    /// What the switch said about it.
    pub(crate) message: Text,
}
