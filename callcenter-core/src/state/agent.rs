//! Agents: people, apart from the devices they use and the queues they serve.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::fact::Activity;
use crate::key::{Interface, QueueKey, Text};
use crate::table::Slot;
use crate::time::Timestamp;

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Agent {
    pub(crate) name: Text,
    pub(crate) activity: Activity,
    pub(crate) reason: Text,
    /// Since when in this activity, and for this reason.
    pub(crate) since: Timestamp,
    /// The queue whose call is wrapped up, and until when.
    pub(crate) wrap_up: Option<(QueueKey, Timestamp)>,
    /// The queue whose caller the agent talks with, or talked with last without being free since.
    pub(crate) serves: Option<QueueKey>,
    /// Memberships, as the queues have them.
    pub(crate) members: BTreeSet<(QueueKey, Interface)>,
    /// Live legs of the agent's phone, in the order they began.
    pub(crate) legs: Vec<Slot>,
}

/// The agent behind a queue's member: the name of the phone that rings in the end.
///
/// `PJSIP/1001`, `Local/1001@from-queue/n` with or without the state interface `PJSIP/1001`, `hint:1001@ext-local` and
/// `Agent:1001` are all agent `1001` (HC-45): the agent goes on when the way to the phone changes.
pub(crate) fn agent_name(device: &str) -> &str {
    let name = device
        .split_once('/')
        .map_or_else(|| device.rsplit_once(':').map_or(device, |(_, name)| name), |(_, name)| name);
    let name = name.split('@').next().unwrap_or_default();
    if name.is_empty() { device } else { name }
}

impl crate::key::AgentKey {
    /// The agent behind a device or an interface, as the engine names agents: `1001` for `PJSIP/1001`,
    /// `Local/1001@from-queue/n`, `hint:1001@ext-local` and `Agent:1001`.
    pub fn behind(device: &str) -> Self {
        Self::from(agent_name(device))
    }
}

/// Whether a member's device is an internal channel: nothing tells which phone rings behind it, except its own name.
pub(crate) fn is_indirect(device: &str) -> bool {
    device.starts_with("Local/")
}

#[cfg(test)]
mod tests {
    use super::agent_name;

    #[test]
    fn hc_45_one_agent_whatever_the_interface_looks_like() {
        for device in
            ["PJSIP/900", "Local/900@from-queue/n", "hint:900@ext-local", "SIP/900", "Agent:900", "900"]
        {
            assert_eq!(agent_name(device), "900", "{device}");
        }
        assert_eq!(agent_name("PJSIP/alice-phone"), "alice-phone");
        assert_eq!(agent_name("Local/@x"), "Local/@x");
    }
}
