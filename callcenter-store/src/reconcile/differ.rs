//! A difference between our books and Asterisk's.

use callcenter_core::{Text, Timestamp};
use serde::Serialize;

use super::causes::Known;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The caller's channel; empty when it is about no caller.
    pub call: Text,
    /// The queue.
    pub queue: Text,
    /// When it was.
    pub at: Option<Timestamp>,
    /// What differs.
    pub what: What,
    /// What we say.
    pub ours: String,
    /// What they say.
    pub theirs: String,
    /// Why, when it is known; nothing: unexplained.
    pub cause: Option<Known>,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A stay in a queue that we do not have.
    OnlyTheirs,
    /// A stay in a queue that they do not have.
    OnlyOurs,
    /// A line of the stay that must be there: its beginning, its answer, the end of its talk.
    Line,
    /// When a call began.
    Start,
    /// How the stay, or the call, ended.
    Result,
    /// How long the caller waited.
    Wait,
    /// Who answered.
    Agent,
    /// How long the phone that answered rang.
    Ring,
    /// How long they talked.
    Talk,
    /// Who hung up.
    HungUpBy,
    /// Phones that rang in vain.
    Tries,
    /// Agents who answered and were gone at once.
    Dumped,
    /// A transfer.
    Transfer,
    /// A pause that began or ended.
    Pause,
    /// A queue's total.
    Total,
}
