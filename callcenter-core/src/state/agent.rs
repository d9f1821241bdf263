//! Agents: people, apart from the devices they use and the queues they serve.

use serde::{Deserialize, Serialize};

use crate::fact::Activity;
use crate::key::{QueueKey, Text};
use crate::time::Timestamp;

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Agent {
    pub(crate) name: Text,
    pub(crate) activity: Activity,
    pub(crate) reason: Text,
    /// Since when in this activity.
    pub(crate) since: Timestamp,
    /// The queue whose call is wrapped up, and until when.
    pub(crate) wrap_up: Option<(QueueKey, Option<Timestamp>)>,
}
