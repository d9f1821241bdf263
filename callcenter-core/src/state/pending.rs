//! Actions under way. The client has no memory; this is it.

use alloc::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What was asked of the switch and is not answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// The number of the last action.
    pub(crate) last: u64,
    /// Under way: the command served (0: none) and when it counts as lost.
    pub(crate) actions: BTreeMap<u64, (u64, Timestamp)>,
}
