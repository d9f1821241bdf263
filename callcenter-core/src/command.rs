//! What may be asked of the engine, and why it may be refused.

use serde::{Deserialize, Serialize};

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Refusal {
    /// The engine only observes.
    Observer,
    /// The link to the switch is down.
    NoLink,
    /// No such agent.
    UnknownAgent,
    /// No such leg, or it has ended.
    UnknownLeg,
    /// No such queue.
    UnknownQueue,
    /// Too many actions are under way.
    Busy,
}
