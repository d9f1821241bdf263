//! Asking a live call center: what it looks like at one moment, and what comes of a command.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::command::Refusal;
use crate::fact::Settled;
use crate::key::Text;
use crate::state::State;
use crate::stats::Stats;
use crate::time::Timestamp;

/// What is true at one moment, for a short look.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// What is true.
    pub state: &'a State,
    /// The figures of what is over.
    pub stats: &'a Stats,
    /// What time it is for the switch.
    pub now: Timestamp,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// How it ended.
    pub outcome: Settled,
    /// What the switch said about it; empty: nothing.
    pub message: Text,
}

/// Why nothing came of a command.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum AskError {
    /// It was refused: nothing was asked of the switch.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many wait to be heard.
    #[error("too many requests are waiting for the engine; try again")]
    Busy,
    /// Nothing is known of its end within the time that anybody waits; it may still happen.
    #[error("nothing came of it in time; it may still happen")]
    TimedOut,
    /// The process that leads the switch ended before it told what came of it; it may still happen, and is not tried again.
    #[error("the process that leads the switch ended before it told what came of it; it may still happen")]
    LeaderLost,
    /// The engine has ended.
    #[error("the engine is being stopped")]
    Stopped,
}
