//! What may be asked of the engine, and why it may be refused.
//!
//! A command changes nothing by itself: the engine asks the switch, and what it asked for is true when the switch
//! reports it. The one exception is [`Command::Ready`] for an agent in wrap-up, for that is the engine's own clock.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::action::{Direction, Originate};
use crate::event::SpyMode;
use crate::key::{AgentKey, Interface, LegKey, QueueKey, Text};

/// How a caller is given on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transfer {
    /// Without asking.
    Blind,
    /// After asking: complete it with [`Command::CompleteTransfer`], take it back with [`Command::CancelTransfer`].
    Attended,
}

/// Something that a person or a program asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Command {
    /// Make an agent a member of queues. Queues that have the agent already are left as they are.
    SignIn {
        /// The queues, one at least.
        queues: Vec<QueueKey>,
        /// What the queues shall dial.
        interface: Interface,
        /// The member's name; empty: the interface.
        name: Text,
        /// The device to watch; empty: the interface.
        state_interface: Text,
        /// Penalty.
        penalty: u32,
        /// Begin with a pause for this reason; absent: ready.
        paused: Option<Text>,
    },
    /// Take an agent out of queues.
    SignOut {
        /// The agent.
        agent: AgentKey,
        /// The queues; empty: all.
        queues: Vec<QueueKey>,
    },
    /// End an agent's pause, and wrap-up.
    Ready {
        /// The agent.
        agent: AgentKey,
        /// The queues; empty: all.
        queues: Vec<QueueKey>,
    },
    /// Pause an agent, or give the pause another reason. During a call it takes effect after it.
    Pause {
        /// The agent.
        agent: AgentKey,
        /// The queues; empty: all.
        queues: Vec<QueueKey>,
        /// Why; empty: no reason.
        reason: Text,
    },
    /// Set an agent's penalty.
    SetPenalty {
        /// The agent.
        agent: AgentKey,
        /// The queues; empty: all.
        queues: Vec<QueueKey>,
        /// Penalty.
        penalty: u32,
    },
    /// Make a call. It is settled when the first phone answered, or did not.
    Originate(Box<Originate>),
    /// Give the other side of a leg to somebody else.
    Transfer {
        /// The transferer's leg.
        leg: LegKey,
        /// The extension.
        to: Text,
        /// The dialplan context; empty: the switch's default.
        context: Text,
        /// How.
        how: Transfer,
    },
    /// Complete an attended transfer: the transferer leaves.
    CompleteTransfer {
        /// The transferer's leg.
        leg: LegKey,
    },
    /// Take an attended transfer back that is not complete.
    CancelTransfer {
        /// The transferer's leg.
        leg: LegKey,
    },
    /// Ask a phone to hold its call. Phones may not listen: it is true when the hold is reported.
    Hold {
        /// The leg of the phone.
        leg: LegKey,
    },
    /// Ask a phone to take its call back, or to answer.
    Unhold {
        /// The leg of the phone.
        leg: LegKey,
    },
    /// Mute a leg, or let it be heard again. The switch reports nothing of it: its answer is the truth.
    Mute {
        /// The leg.
        leg: LegKey,
        /// Which way.
        direction: Direction,
        /// Mute (true) or not.
        on: bool,
    },
    /// End a leg.
    Hangup {
        /// The leg.
        leg: LegKey,
        /// Q.850 cause; absent: normal clearing.
        cause: Option<u16>,
    },
    /// Let a supervisor listen, whisper or barge in, on a phone of his.
    Supervise {
        /// The supervisor's phone: `PJSIP/1005`.
        channel: Text,
        /// Whom to listen to.
        leg: LegKey,
        /// How.
        mode: SpyMode,
    },
    /// Park a leg.
    Park {
        /// The leg.
        leg: LegKey,
        /// The lot; empty: the default one.
        lot: Text,
    },
    /// Record a leg.
    RecordStart {
        /// The leg.
        leg: LegKey,
        /// The file.
        file: Text,
    },
    /// Stop a leg's recordings.
    RecordStop {
        /// The leg.
        leg: LegKey,
    },
    /// Silence a leg's recordings, or record again.
    RecordPause {
        /// The leg.
        leg: LegKey,
        /// Silence (true) or record again.
        on: bool,
    },
    /// Take a caller out of a queue; the dialplan goes on.
    Withdraw {
        /// The caller's leg.
        leg: LegKey,
        /// Said in the queue's variable and log; empty: nothing.
        info: String,
    },
}

/// Why a command was refused. Nothing was asked of the switch.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// The engine only observes.
    #[error("this engine only observes")]
    Observer,
    /// The link to the switch is down.
    #[error("the link to the switch is down")]
    NoLink,
    /// No such agent, or the agent is in none of these queues.
    #[error("no such agent in these queues")]
    UnknownAgent,
    /// No such leg, or it has ended.
    #[error("no such leg, or it has ended")]
    UnknownLeg,
    /// No such queue, or none was named.
    #[error("no such queue")]
    UnknownQueue,
    /// The leg is not in a state in which that can be done: it is not answered, or does not wait in a queue.
    #[error("the leg is not in a state in which that can be done")]
    NotNow,
    /// A text has a line break or another control character in it, or one that is needed is empty.
    #[error("a text is empty, or has a control character in it")]
    Malformed,
    /// A command with this number is still under way.
    #[error("a command with this number is still under way")]
    Repeated,
    /// Too many actions are under way.
    #[error("too many actions are under way")]
    Busy,
}
