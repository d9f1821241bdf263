//! What can be asked of a switch. The answer is an [`Event::Replied`](crate::event::Event::Replied) with the same id.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::event::{List, SpyMode};
use crate::time::Span;

/// Which way sound goes on a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// What the party says.
    In,
    /// What the party hears.
    Out,
    /// Both.
    Both,
}

/// Where an originated leg goes once it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    /// Into the dialplan.
    Dialplan {
        /// Context.
        context: String,
        /// Extension.
        exten: String,
        /// Priority, 1 and more.
        priority: u32,
    },
    /// Into one application.
    Application {
        /// Name.
        name: String,
        /// Arguments; empty: none.
        data: String,
    },
}

/// A call to be made by the switch. Always asynchronous: a synchronous one would stop the connection's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Originate {
    /// What to call: `PJSIP/1001`.
    pub channel: String,
    /// Where it goes when it answers.
    pub to: Destination,
    /// Caller id shown on that phone: `"Name" <number>`; empty: the switch's default.
    pub caller_id: String,
    /// How long it may ring.
    pub timeout: Span,
    /// The id the leg shall have; empty: the switch chooses.
    pub leg_id: String,
    /// The id of the second half of a Local channel; empty: the switch chooses.
    pub other_leg_id: String,
    /// Account code; empty: none.
    pub account: String,
    /// Variables to set, in order.
    pub variables: Vec<(String, String)>,
}

impl Originate {
    /// A call to `channel`, for at most `timeout`, with nothing else decided.
    pub fn of(channel: &str, to: Destination, timeout: Span) -> Self {
        Self {
            channel: String::from(channel),
            to,
            caller_id: String::new(),
            timeout,
            leg_id: String::new(),
            other_leg_id: String::new(),
            account: String::new(),
            variables: Vec::new(),
        }
    }

    /// An agent's phone first, and when it answers `exten` through the dialplan: the phone shows whom it will be.
    pub fn agent_first(phone: &str, context: &str, exten: &str, timeout: Span) -> Self {
        let to =
            Destination::Dialplan { context: String::from(context), exten: String::from(exten), priority: 1 };
        Self { caller_id: alloc::format!("<{exten}>"), ..Self::of(phone, to, timeout) }
    }
}

/// Something asked of the switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Call somebody.
    Originate(Box<Originate>),
    /// Listen in, by calling the supervisor's phone into it. `target` is a leg id, never empty.
    Spy {
        /// The supervisor's phone: `PJSIP/1005`.
        channel: String,
        /// Whom to listen to, by leg id.
        target: String,
        /// How.
        mode: SpyMode,
        /// How long the supervisor's phone may ring.
        timeout: Span,
    },
    /// Send a leg, and perhaps its partner, elsewhere in the dialplan.
    Redirect {
        /// The leg's channel.
        channel: String,
        /// Context.
        context: String,
        /// Extension.
        exten: String,
        /// Priority.
        priority: u32,
        /// The partner's channel, context, extension and priority.
        extra: Option<(String, String, String, u32)>,
    },
    /// Begin an attended transfer as if the party had dialled the feature code.
    AttendedTransfer {
        /// The transferer's channel.
        channel: String,
        /// Extension.
        exten: String,
        /// Context; empty: the switch's default.
        context: String,
    },
    /// Go back from an attended transfer that is not complete.
    CancelAttendedTransfer {
        /// The transferer's channel.
        channel: String,
    },
    /// Transfer the partner.
    BlindTransfer {
        /// The transferer's channel.
        channel: String,
        /// Extension.
        exten: String,
        /// Context; empty: the switch's default.
        context: String,
    },
    /// End a leg.
    Hangup {
        /// Its channel.
        channel: String,
        /// Q.850 cause; absent: normal clearing.
        cause: Option<u16>,
    },
    /// Park a leg.
    Park {
        /// Its channel.
        channel: String,
        /// Whom to call when nobody retrieves it; empty: nobody.
        timeout_channel: String,
        /// When; zero: the lot's own time.
        timeout: Span,
        /// The lot; empty: the default one.
        lot: String,
    },
    /// Connect two legs.
    Bridge {
        /// One channel.
        one: String,
        /// The other.
        two: String,
    },
    /// Mute or unmute a leg.
    Mute {
        /// Its channel.
        channel: String,
        /// Which way.
        direction: Direction,
        /// Mute, or let sound through again.
        on: bool,
    },
    /// Record a leg.
    RecordStart {
        /// Its channel.
        channel: String,
        /// File.
        file: String,
        /// Options as the switch has them; empty: none.
        options: String,
    },
    /// Stop a recording.
    RecordStop {
        /// The channel.
        channel: String,
        /// Which one; empty: all.
        id: String,
    },
    /// Silence a recording.
    RecordMute {
        /// The channel.
        channel: String,
        /// Which way.
        direction: Direction,
        /// Silence, or record again.
        on: bool,
    },
    /// Make somebody a member of a queue.
    MemberAdd {
        /// The queue.
        queue: String,
        /// What the queue shall dial.
        interface: String,
        /// The member's name; empty: the interface.
        name: String,
        /// The device to watch; empty: the interface.
        state_interface: String,
        /// Penalty.
        penalty: u32,
        /// Whether paused from the start.
        paused: bool,
        /// Why paused; empty: no reason.
        reason: String,
    },
    /// Take a member out of a queue.
    MemberRemove {
        /// The queue.
        queue: String,
        /// The member.
        interface: String,
    },
    /// Pause or unpause a member.
    MemberPause {
        /// The queue; empty: all.
        queue: String,
        /// The member.
        interface: String,
        /// Pause or unpause.
        paused: bool,
        /// Why; empty: no reason.
        reason: String,
    },
    /// Set a member's penalty.
    MemberPenalty {
        /// The queue; empty: all.
        queue: String,
        /// The member.
        interface: String,
        /// Penalty.
        penalty: u32,
    },
    /// Set whether a member rings while in use.
    MemberRingInUse {
        /// The queue; empty: all.
        queue: String,
        /// The member.
        interface: String,
        /// Ring or not.
        on: bool,
    },
    /// Write a line into the switch's own queue_log.
    QueueLog {
        /// The queue.
        queue: String,
        /// What happened.
        event: String,
        /// The leg; empty: none.
        leg: String,
        /// The member; empty: none.
        interface: String,
        /// More.
        message: String,
    },
    /// Take a caller out of a queue; the dialplan goes on.
    WithdrawCaller {
        /// The queue.
        queue: String,
        /// The caller's channel.
        channel: String,
        /// Said in the queue's variable and log; empty: nothing.
        info: String,
    },
    /// Send a phone a NOTIFY within its call.
    Notify {
        /// The channel; the phone is found through it.
        channel: String,
        /// Variables, e.g. `Event=talk`.
        variables: Vec<(String, String)>,
    },
    /// Read a variable.
    VariableGet {
        /// The channel; empty: global.
        channel: String,
        /// The variable.
        variable: String,
    },
    /// Set a variable.
    VariableSet {
        /// The channel; empty: global.
        channel: String,
        /// The variable.
        variable: String,
        /// Its value.
        value: String,
    },
    /// Play a key.
    PlayKey {
        /// The channel.
        channel: String,
        /// The key.
        key: char,
        /// As if the party had pressed it.
        receive: bool,
    },
    /// Say something to everybody on the manager interface.
    UserReport {
        /// What it is called.
        name: String,
        /// Headers.
        fields: Vec<(String, String)>,
    },
    /// Ask for a list.
    List(List),
    /// Ask who the switch is (version, name).
    Settings,
    /// Ask how the switch is (start, load).
    Status,
    /// Load configuration again.
    Reload {
        /// The module; empty: all.
        module: String,
    },
    /// Add an event filter to this connection.
    Filter {
        /// The filter, as the switch has it.
        filter: String,
    },
    /// Ask whether the link lives.
    Ping,
    /// Read a configuration file as the switch parsed it.
    ConfigGet {
        /// The file.
        file: String,
        /// One section of it; empty: all of them.
        category: String,
    },
    /// Ask what is behind an extension.
    Extension {
        /// Context.
        context: String,
        /// Extension.
        exten: String,
    },
    /// End the session.
    Logoff,
}
