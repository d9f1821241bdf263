//! Which of the switch's reports move the engine, and what a login must be allowed to read to get them.

use std::fmt;

/// A class of reports, as `read=` in `manager.conf` and `Privilege:` in a message name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Class {
    /// Queues and their members.
    Agent,
    /// Channels, bridges, devices.
    Call,
    /// What the dialplan does. Also the door through which text of a dialplan can forge messages.
    Dialplan,
    /// Keys.
    Dtmf,
    /// The switch itself, contacts.
    System,
    /// What dialplans and programs report themselves.
    User,
}

impl Class {
    /// The word for it in `manager.conf`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Call => "call",
            Self::Dialplan => "dialplan",
            Self::Dtmf => "dtmf",
            Self::System => "system",
            Self::User => "user",
        }
    }
}

/// The word for it in `manager.conf`.
impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A report that moves the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interest {
    /// Its name in AMI, of Asterisk 12 and later.
    pub event: &'static str,
    /// The class that a login must read to get it.
    pub class: Class,
    /// Without it, what suffers.
    pub need: Need,
}

/// What suffers when a report does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// Calls and agents themselves.
    Truth,
    /// A detail: how a supervisor listened, which keys were pressed, whether a phone answers.
    Detail,
}

/// All reports that move the engine, by class.
pub const INTEREST: &[Interest] = &[
    truth("QueueCallerJoin", Class::Agent),
    truth("QueueCallerLeave", Class::Agent),
    truth("QueueCallerAbandon", Class::Agent),
    truth("AgentCalled", Class::Agent),
    truth("AgentConnect", Class::Agent),
    truth("AgentComplete", Class::Agent),
    truth("AgentRingNoAnswer", Class::Agent),
    truth("AgentDump", Class::Agent),
    truth("QueueMemberAdded", Class::Agent),
    truth("QueueMemberRemoved", Class::Agent),
    truth("QueueMemberPause", Class::Agent),
    truth("QueueMemberStatus", Class::Agent),
    truth("QueueMemberPenalty", Class::Agent),
    truth("QueueMemberRinginuse", Class::Agent),
    truth("Newchannel", Class::Call),
    truth("Newstate", Class::Call),
    truth("NewCallerid", Class::Call),
    truth("Rename", Class::Call),
    truth("HangupRequest", Class::Call),
    truth("SoftHangupRequest", Class::Call),
    truth("Hangup", Class::Call),
    truth("DialBegin", Class::Call),
    truth("DialEnd", Class::Call),
    truth("OriginateResponse", Class::Call),
    truth("BridgeCreate", Class::Call),
    truth("BridgeDestroy", Class::Call),
    truth("BridgeEnter", Class::Call),
    truth("BridgeLeave", Class::Call),
    truth("BridgeMerge", Class::Call),
    truth("LocalBridge", Class::Call),
    truth("LocalOptimizationBegin", Class::Call),
    truth("LocalOptimizationEnd", Class::Call),
    truth("BlindTransfer", Class::Call),
    truth("AttendedTransfer", Class::Call),
    truth("ParkedCall", Class::Call),
    truth("UnParkedCall", Class::Call),
    truth("ParkedCallTimeOut", Class::Call),
    truth("ParkedCallGiveUp", Class::Call),
    truth("Pickup", Class::Call),
    truth("Hold", Class::Call),
    truth("Unhold", Class::Call),
    truth("DeviceStateChange", Class::Call),
    detail("ConfbridgeStart", Class::Call),
    detail("ConfbridgeEnd", Class::Call),
    detail("ConfbridgeJoin", Class::Call),
    detail("ConfbridgeLeave", Class::Call),
    detail("ChanSpyStart", Class::Call),
    detail("ChanSpyStop", Class::Call),
    detail("MixMonitorStart", Class::Call),
    detail("MixMonitorStop", Class::Call),
    detail("MixMonitorMute", Class::Call),
    truth("Newexten", Class::Dialplan),
    truth("VarSet", Class::Dialplan),
    detail("DTMFEnd", Class::Dtmf),
    truth("FullyBooted", Class::System),
    truth("Shutdown", Class::System),
    detail("ContactStatus", Class::System),
    detail("PeerStatus", Class::System),
    detail("UserEvent", Class::User),
];

/// The only variables whose `VarSet` says something about a call.
pub const VARIABLES: &[&str] = &["QUEUESTATUS", "MIXMONITOR_FILENAME", "QUEUE_WITHDRAW_INFO"];

/// Reports that come in masses and move nothing: first to go in an `eventfilter`.
pub const NOISE: &[&str] = &[
    "RTCPSent",
    "RTCPReceived",
    "TestEvent",
    "NewConnectedLine",
    "DialState",
    "MusicOnHoldStart",
    "MusicOnHoldStop",
    "DTMFBegin",
    "BridgeVideoSourceUpdate",
    "NewAccountCode",
    "CEL",
    "Cdr",
];

const fn truth(event: &'static str, class: Class) -> Interest {
    Interest { event, class, need: Need::Truth }
}

const fn detail(event: &'static str, class: Class) -> Interest {
    Interest { event, class, need: Need::Detail }
}
