//! What may be asked of the engine, and why it may be refused.
//!
//! A command changes nothing by itself: the engine asks the switch, and what it asked for is true when the switch
//! reports it; [`Command::evidence`] says which commands it has to believe without a report. The one exception is
//! [`Command::Ready`] for an agent in wrap-up, for that is the engine's own clock.

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
    /// After asking: complete it with [`Command::CompleteTransfer`], take it back with [`Command::CancelTransfer`]. Driven
    /// by the engine over waiting places where the dialplan has them ([`Hook`](crate::control::Hook)), else by the switch's feature code.
    Attended,
    /// After asking, by the switch's own feature code, as if the party had dialled it.
    AttendedByCode,
}

/// Who puts a caller on hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldBy {
    /// The switch where the dialplan has waiting places, else the phone.
    #[default]
    Auto,
    /// The phone, which is asked to. Not all phones listen.
    Device,
    /// The switch: both sides go to waiting places.
    Server,
}

/// When a pause begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseFrom {
    /// At once. The switch rings an agent in a call no more, and his call goes on.
    #[default]
    Now,
    /// At the end of the call that the agent is in, with what follows it (wrap-up); at once without a call.
    AfterCall,
}

/// Who hears keys that are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeysTo {
    /// The party of the leg.
    #[default]
    Party,
    /// The switch and the other side, as if the party had pressed them.
    Switch,
}

/// What goes into a recording's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tracks {
    /// Both voices in one file.
    #[default]
    Mixed,
    /// One file with both, and one for each voice beside it: `x.wav`, `x-in.wav` (the leg's party), `x-out.wav`.
    Apart,
}

/// Who takes a call over.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taker {
    /// A leg that is answered, perhaps one that listens in.
    Leg(LegKey),
    /// A phone that is called first: `PJSIP/1005`.
    Phone(Text),
}

/// Which parked call.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parked {
    /// By its leg.
    Leg(LegKey),
    /// By its space: `701`.
    Space(Text),
}

/// What is known when a command is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The switch reported that it happened.
    Reported,
    /// The switch answered that it did it; nothing reports it.
    Answered,
}

/// Numbers that no list of allowed or denied numbers may keep anybody from dialling, unless somebody says otherwise.
pub const EMERGENCY_NUMBERS: [&str; 5] = ["112", "110", "911", "999", "000"];

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
        /// The queues; empty: all that the agent signed in to. Where there is none of these, the switch refuses, for nobody is
        /// taken out of what its configuration says.
        queues: Vec<QueueKey>,
    },
    /// End an agent's pause, and wrap-up.
    Ready {
        /// The agent.
        agent: AgentKey,
        /// The queues; empty: all.
        queues: Vec<QueueKey>,
    },
    /// Pause an agent, or give the pause another reason. Pauses nest: see [`Command::Resume`].
    Pause {
        /// The agent.
        agent: AgentKey,
        /// The queues; empty: all, and those that the agent comes to be in while it lasts.
        queues: Vec<QueueKey>,
        /// Why; empty: no reason.
        reason: Text,
        /// From when.
        #[serde(default)]
        from: PauseFrom,
    },
    /// End one of the pauses that were asked for here. The agent is unpaused when it was the last one; what somebody else
    /// paused stays so.
    Resume {
        /// The agent.
        agent: AgentKey,
        /// The reason of the pause that ends.
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
    /// Go back to the party who waits, and from there to the other one again: an attended transfer that the engine drives.
    SwapTransfer {
        /// The transferer's leg.
        leg: LegKey,
    },
    /// Bring all three of an attended transfer that the engine drives together.
    MergeTransfer {
        /// The transferer's leg.
        leg: LegKey,
    },
    /// Put the other side of a leg on hold.
    Hold {
        /// The leg.
        leg: LegKey,
        /// Who does it.
        #[serde(default)]
        how: HoldBy,
    },
    /// Take the other side of a leg back.
    Unhold {
        /// The leg.
        leg: LegKey,
        /// Who does it; automatic: whoever held.
        #[serde(default)]
        how: HoldBy,
    },
    /// Ask a phone that rings to answer. Not all phones listen.
    Answer {
        /// The leg.
        leg: LegKey,
    },
    /// Send keys.
    Dtmf {
        /// The leg.
        leg: LegKey,
        /// The keys: digits, `*`, `#`, `A` to `D`; 32 at most.
        keys: Text,
        /// Who hears them.
        #[serde(default)]
        to: KeysTo,
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
    /// Listen in another way from here on.
    SuperviseAs {
        /// The leg that listens in.
        leg: LegKey,
        /// How.
        mode: SpyMode,
    },
    /// Take a call over from whoever has it.
    TakeOver {
        /// Whose place is taken.
        leg: LegKey,
        /// Who takes it.
        by: Taker,
    },
    /// Answer with a phone what rings elsewhere.
    Pickup {
        /// The phone: `PJSIP/1005`.
        channel: Text,
        /// The leg that rings.
        leg: LegKey,
    },
    /// Send a leg elsewhere in the dialplan. Whoever talks with it is left.
    MoveTo {
        /// The leg.
        leg: LegKey,
        /// Context.
        context: Text,
        /// Extension.
        exten: Text,
    },
    /// Send a leg, waiting in a queue or not, to a phone.
    Pull {
        /// The leg.
        leg: LegKey,
        /// The phone: `PJSIP/1001`.
        channel: Text,
    },
    /// Park a leg.
    Park {
        /// The leg.
        leg: LegKey,
        /// The lot; empty: the default one.
        lot: Text,
    },
    /// Take a parked call up again with a phone, which is called for it.
    Retrieve {
        /// Which one.
        parked: Parked,
        /// The phone: `PJSIP/1001`.
        channel: Text,
    },
    /// Record a leg and who talks with it.
    RecordStart {
        /// The leg.
        leg: LegKey,
        /// The file, below the switch's own folder of recordings, with its ending: `2026/11/call.wav`.
        file: Text,
        /// What goes where.
        #[serde(default)]
        tracks: Tracks,
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
    /// Have a module of the switch read its configuration again. What is wrong in it is in the switch's log only.
    Reload {
        /// The module: `app_queue.so`.
        module: Text,
    },
    /// Ask whether an extension exists: done if so, else refused.
    Check {
        /// Context.
        context: Text,
        /// Extension.
        exten: Text,
    },
    /// Ask what the switch has loaded of its configuration. What it says is the settlement's message.
    ReadBack {
        /// Of what.
        loaded: Loaded,
    },
    /// Ask again for queues, devices and contacts, as after a new connection.
    Refresh,
}

/// Something of the switch's configuration that can be read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Loaded {
    /// The voicemail extension of an address of record, in which a mark can stand.
    Address {
        /// Its name.
        name: Text,
    },
    /// The context of an endpoint; empty: there is none of this name.
    Endpoint {
        /// Its name.
        name: Text,
    },
    /// Whether there is a queue: `1`.
    Queue {
        /// Its name.
        name: Text,
    },
}

impl Command {
    /// What is known when it is done.
    pub fn evidence(&self) -> Evidence {
        match self {
            Self::Mute { .. }
            | Self::Dtmf { .. }
            | Self::SuperviseAs { .. }
            | Self::RecordStart { .. }
            | Self::RecordStop { .. }
            | Self::RecordPause { .. }
            | Self::CancelTransfer { .. }
            | Self::Transfer { how: Transfer::AttendedByCode, .. }
            | Self::Reload { .. }
            | Self::Check { .. }
            | Self::ReadBack { .. }
            | Self::Refresh => Evidence::Answered,
            _ => Evidence::Reported,
        }
    }
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
    /// The dialplan of the switch lacks what that needs; `callcenter dialplan` prints it.
    #[error("the switch's dialplan lacks what that needs: put in what `callcenter dialplan` prints")]
    NoHooks,
    /// Something else is being done with this call.
    #[error("something else is being done with this call; wait until it is settled")]
    UnderWay,
    /// Nobody is on the other side.
    #[error("nobody is on the other side of that leg")]
    NobodyThere,
    /// No such parked call.
    #[error("no such parked call")]
    UnknownParked,
    /// The agent has no such pause that was asked for here.
    #[error("the agent has no such pause that was asked for here")]
    UnknownPause,
    /// Nobody is held by that leg.
    #[error("nothing is held: the leg holds nobody, so there is nobody to take back")]
    NotHeld,
    /// No attended transfer is under way from that leg.
    #[error("no attended transfer is under way from that leg: begin one by asking somebody")]
    NobodyAsked,
}
