//! What can be followed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Calls that live; for agents their own ones.
    Calls,
    /// Queues, who waits, and what their members do.
    Queues,
    /// Agents.
    Agents,
    /// Extensions' phones.
    Extensions,
    /// Today's figures.
    Stats,
    /// What concerns the agent that the user is: how he stands, his calls, the customer of each.
    Own,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Calls, Self::Queues, Self::Agents, Self::Extensions, Self::Stats, Self::Own];

    /// The field of a row that is its key.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Calls | Self::Own => "id",
            Self::Queues => "queue",
            Self::Agents => "agent",
            Self::Extensions => "number",
            Self::Stats => "key",
        }
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Queues => "queues",
            Self::Agents => "agents",
            Self::Extensions => "extensions",
            Self::Stats => "stats",
            Self::Own => "own",
        }
    }
}
