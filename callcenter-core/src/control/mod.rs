//! What a command under way is about: what will prove it done, what its next step is, who stands aside meanwhile.
//!
//! All of it is kept in facts, so that it survives a restart and a replica knows it too.

mod hook;

use serde::{Deserialize, Serialize};

pub use self::hook::{Hook, PHONE, PICKUP, PICKUP_FAILED, REACH_CONTEXT, STAY, WAIT_CONTEXT};
use crate::command::KeysTo;
use crate::key::{Interface, LegKey, QueueKey, Text};

/// What must be true for an action to count as done: the switch's answer alone only says that it was queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// A member of a queue is paused for a reason, or is not.
    Paused {
        /// The queue.
        queue: QueueKey,
        /// The member.
        interface: Interface,
        /// Paused or not.
        paused: bool,
        /// Why; only looked at when paused.
        reason: Text,
    },
    /// Somebody is a member of a queue, or is not.
    Member {
        /// The queue.
        queue: QueueKey,
        /// The member.
        interface: Interface,
        /// Is or is not.
        is: bool,
    },
    /// A member has a penalty.
    Penalty {
        /// The queue.
        queue: QueueKey,
        /// The member.
        interface: Interface,
        /// Penalty.
        penalty: u32,
    },
    /// A leg is gone.
    Ended {
        /// The leg.
        leg: LegKey,
    },
    /// A leg is answered.
    Up {
        /// The leg.
        leg: LegKey,
    },
    /// A phone holds its call, or does not.
    Held {
        /// Its leg.
        leg: LegKey,
        /// Holds or not.
        on: bool,
    },
    /// A leg is parked, or is not.
    Parked {
        /// The leg.
        leg: LegKey,
        /// Is or is not.
        on: bool,
    },
    /// The other side of a leg was transferred.
    Transferred {
        /// The leg of the transferer.
        leg: LegKey,
        /// After this fact.
        since: u64,
    },
    /// What rang on a leg was picked up elsewhere.
    PickedUp {
        /// The leg that rang.
        leg: LegKey,
        /// Who is called to pick it up.
        by: LegKey,
    },
    /// Somebody listens in to a leg.
    Spied {
        /// The leg.
        leg: LegKey,
        /// After this fact.
        since: u64,
    },
    /// A caller waits in no queue.
    Withdrawn {
        /// The leg.
        leg: LegKey,
    },
    /// A leg stands at an extension.
    At {
        /// The leg.
        leg: LegKey,
        /// Context.
        context: Text,
        /// Extension.
        exten: Text,
    },
    /// Legs are in waiting places.
    Waiting {
        /// The legs.
        legs: alloc::vec::Vec<LegKey>,
    },
    /// Two legs hear each other.
    Together {
        /// One.
        one: LegKey,
        /// The other.
        two: LegKey,
    },
    /// Legs are in one conference.
    InRoom {
        /// The legs.
        legs: alloc::vec::Vec<LegKey>,
    },
    /// A phone rings, or was answered already.
    Rings {
        /// Its leg.
        leg: LegKey,
    },
}

/// What takes more than one step. Which step is next is counted by facts; what it asks for is decided when it is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saga {
    /// Keys are sent one after the other.
    Keys {
        /// The leg.
        leg: LegKey,
        /// All keys.
        keys: Text,
        /// Who hears them.
        to: KeysTo,
    },
    /// An extension is looked for, then the other side is transferred there.
    BlindTransfer {
        /// The transferer.
        leg: LegKey,
        /// Context; empty: the switch's default.
        context: Text,
        /// Extension.
        to: Text,
    },
    /// An extension is looked for, then a leg is sent there.
    Move {
        /// The leg.
        leg: LegKey,
        /// Context.
        context: Text,
        /// Extension.
        exten: Text,
    },
    /// A leg is told a phone, then sent to where it is dialled.
    Pull {
        /// The leg.
        leg: LegKey,
        /// The phone.
        channel: Text,
    },
    /// A phone rings, and takes a leg's place when it answers.
    TakeOver {
        /// The phone.
        phone: Text,
        /// The leg that it will have.
        by: LegKey,
        /// Whose call goes on.
        customer: LegKey,
    },
    /// Both sides go to waiting places.
    Hold {
        /// The leg that holds.
        agent: LegKey,
    },
    /// Both sides come back together; whoever was asked meanwhile goes.
    Unhold {
        /// The leg that held.
        agent: LegKey,
    },
    /// Both sides go to waiting places, somebody is called, and talks with the one who asks.
    Consult {
        /// Who asks.
        agent: LegKey,
        /// Whom: what the switch dials.
        dial: Text,
        /// Where that is looked for; empty: it is a phone.
        context: Text,
    },
    /// The one who waits and the one who was asked come together; who asked goes.
    Complete {
        /// Who asked.
        agent: LegKey,
    },
    /// Who asks goes from one to the other.
    Swap {
        /// Who asks.
        agent: LegKey,
    },
    /// All three come together.
    Merge {
        /// Who asks.
        agent: LegKey,
    },
    /// A phone is told to answer, once it rings.
    Answer {
        /// Its leg.
        leg: LegKey,
    },
}

/// Two sides of a call whom the engine has put apart: one holds the other, and may ask somebody else meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Who holds.
    pub agent: LegKey,
    /// Who waits.
    pub customer: LegKey,
    /// Who is asked; his leg need not exist yet.
    pub asked: Option<LegKey>,
    /// Whom that is, as it was asked for; empty: nobody.
    pub to: Text,
    /// Whether the asked one was given the call by an agent who did not wait for him.
    pub blonde: bool,
}

impl Saga {
    /// The leg of whoever stands aside by it.
    pub(crate) fn agent(&self) -> Option<&LegKey> {
        match self {
            Self::Hold { agent }
            | Self::Unhold { agent }
            | Self::Consult { agent, .. }
            | Self::Complete { agent }
            | Self::Swap { agent }
            | Self::Merge { agent } => Some(agent),
            _ => None,
        }
    }
}
