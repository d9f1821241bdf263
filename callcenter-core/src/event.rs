//! What a switch can report, in the words of the floor.
//!
//! Events borrow from the bytes they came in: one that changes nothing costs nothing. No name of AMI's occurs here;
//! `callcenter-ami` translates, and another source (ARI, a simulator) could feed the same engine.

use alloc::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::time::{Span, Timestamp};

/// How far a leg has come. Ordered: a leg never goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum LegState {
    /// Exists; nothing has happened on it.
    #[default]
    Down,
    /// Off hook, dialling or reserved.
    Dialing,
    /// A caller of whom the switch knows the number dialled, and who hears ringing at most (AMI: `Ring`).
    Calling,
    /// A phone that rings (AMI: `Ringing`, `Pre-ring`).
    Ringing,
    /// Said busy.
    Busy,
    /// Answered. By a person or, on a caller's leg, by the dialplan.
    Up,
}

/// A leg as the switch shows it in nearly every report.
///
/// Empty texts mean "not told". Numbers and names never carry the switch's placeholder for unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen<'a> {
    /// The leg's id; never changes and is never used again by a running switch.
    pub leg: &'a str,
    /// The id of the oldest leg it belongs together with; changes without notice when calls are joined.
    pub linked: &'a str,
    /// The channel's name, `PJSIP/1001-0000002a`; can change, begins again after a restart.
    pub channel: &'a str,
    /// How far it has come; absent where the report does not say.
    pub state: Option<LegState>,
    /// Number of the party on this leg.
    pub number: &'a str,
    /// Name of the party on this leg, unescaped.
    pub name: Cow<'a, str>,
    /// Where it stands in the dialplan.
    pub exten: &'a str,
    /// The dialplan context it stands in.
    pub context: &'a str,
}

/// A bridge as the switch shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenBridge<'a> {
    /// The bridge's id.
    pub bridge: &'a str,
    /// What it is for.
    pub kind: BridgeKind,
}

/// What a bridge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum BridgeKind {
    /// People talk in it.
    #[default]
    Talk,
    /// A parking lot.
    Parking,
    /// A conference room: its members are not each other's call.
    Conference,
    /// A waiting place with music or silence; nobody hears another.
    Holding,
}

/// How a dialled leg ended its ringing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DialStatus {
    /// Answered.
    Answer,
    /// Rang out; refusals are reported like this too.
    NoAnswer,
    /// The dialler gave up, or another phone answered.
    Cancel,
    /// Busy.
    Busy,
    /// The network could not.
    Congestion,
    /// Nothing to dial (not registered).
    Unavailable,
    /// The dialplan aborted or went elsewhere, or a status that we do not know.
    Other,
}

/// What a step of the dialplan does, as far as it says something about the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// The caller is put into a queue.
    Queue(&'a str),
    /// Listening in on others.
    Spy(SpyMode),
    /// Leaving a message.
    Voicemail,
    /// A recording starts; the file as the dialplan wrote it.
    Record(&'a str),
    /// Retrieves a parked call.
    Retrieve,
    /// Picks up a call that rings elsewhere.
    PickUp,
    /// Parks the caller.
    Park,
    /// Dials.
    Dial,
    /// Enters a conference room.
    Conference(&'a str),
    /// The switch's own mark on a leg that it dialled; no step of a dialplan.
    Outgoing,
    /// Anything else.
    Other,
}

/// How a supervisor listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpyMode {
    /// Hears both, is heard by nobody.
    #[default]
    Listen,
    /// Is heard by the agent.
    Whisper,
    /// Is heard by both.
    Barge,
}

/// A variable of a leg that says something about its call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable<'a> {
    /// Why a caller left the queue (`TIMEOUT`, `LEAVEEMPTY`, `CONTINUE` …).
    QueueStatus(Cow<'a, str>),
    /// The file that a recording goes to.
    RecordingFile(Cow<'a, str>),
    /// What a supervisor said when taking the caller out of the queue.
    WithdrawInfo(Cow<'a, str>),
}

/// Which list a listing belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum List {
    /// Channels.
    Legs,
    /// Channels, in detail.
    LegDetails,
    /// Bridges.
    Bridges,
    /// Queues with members and waiting callers.
    Queues,
    /// Device states.
    Devices,
    /// Extension hints.
    Hints,
    /// Endpoints.
    Endpoints,
    /// Registered contacts.
    Contacts,
    /// Parked calls.
    Parked,
    /// Members of a conference.
    Conference,
}

/// A member of a queue, as reported. Times are the switch's, in whole seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Member<'a> {
    /// The queue.
    pub queue: &'a str,
    /// What the queue dials.
    pub interface: &'a str,
    /// The member's name; the interface where none is configured.
    pub name: Cow<'a, str>,
    /// The device whose state the queue watches; empty: the interface itself.
    pub state_interface: &'a str,
    /// Static, dynamic or realtime.
    pub membership: Membership,
    /// Penalty, 0 and more; a caller goes to the lowest first.
    pub penalty: Option<u32>,
    /// Paused or not; absent where the report does not say.
    pub paused: Option<bool>,
    /// Why paused; empty: no reason given.
    pub pause_reason: Cow<'a, str>,
    /// State of the member's device as the queue sees it.
    pub device: Option<DeviceState>,
    /// Whether the queue thinks that the member is in a call of its own. Stale at times: never a truth of a call.
    pub in_call: Option<bool>,
    /// Whether the member is rung while in use.
    pub ring_in_use: Option<bool>,
    /// When the member last ended a call of this queue.
    pub last_call: Option<Timestamp>,
    /// When the last pause began.
    pub last_pause: Option<Timestamp>,
    /// When the member was added.
    pub login: Option<Timestamp>,
    /// The member's own wrap-up time, where it has one (0: it has none).
    pub wrap_up: Option<Span>,
    /// Calls taken, by the switch's own count (reset at its pleasure; only for comparison).
    pub calls_taken: Option<u32>,
}

/// How an agent became a member of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Membership {
    /// By the configuration.
    Static,
    /// Signed in while running.
    #[default]
    Dynamic,
    /// From a database.
    Realtime,
}

/// State of a device, after every call it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum DeviceState {
    /// Not known.
    #[default]
    Unknown,
    /// Nothing on it.
    NotInUse,
    /// In a call.
    InUse,
    /// Busy.
    Busy,
    /// No such device.
    Invalid,
    /// Not registered or not reachable.
    Unavailable,
    /// Rings.
    Ringing,
    /// Rings while in a call.
    RingingInUse,
    /// Has a call on hold.
    OnHold,
}

/// Whether a phone's contact answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ContactState {
    /// Registered, never asked.
    Registered,
    /// Answers.
    Reachable,
    /// Does not answer.
    Unreachable,
    /// Gone.
    Removed,
    /// Not known.
    Unknown,
}

/// Why a queue call ended, as the queue has it (in a restart it blames the caller).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CompleteReason {
    /// The caller hung up.
    Caller,
    /// The agent hung up.
    Agent,
    /// The agent transferred the caller.
    Transfer,
    /// Anything else.
    Other,
}

/// How an asynchronous originate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OriginateOutcome {
    /// Answered.
    Answered,
    /// Rang out.
    RangOut,
    /// Refused, busy, not reachable.
    Failed,
}

/// One row of a list that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Listing<'a> {
    /// A channel.
    Leg {
        /// The channel.
        leg: Seen<'a>,
        /// The bridge it is in; empty: none.
        bridge: &'a str,
        /// How long it has existed; whole seconds.
        age: Option<Span>,
        /// What the dialplan does with it.
        step: Step<'a>,
        /// Whether the row is of the list in detail (its `dialed` is then known to be what was dialled).
        detail: bool,
        /// The number dialled, only in the list in detail; empty: not told.
        dialed: &'a str,
    },
    /// A bridge.
    Bridge(SeenBridge<'a>),
    /// A queue.
    Queue {
        /// The queue.
        queue: &'a str,
        /// Most callers that may wait; absent or 0: no limit.
        limit: Option<u32>,
        /// How it chooses who rings; empty: not told.
        strategy: &'a str,
        /// Callers waiting by the switch's count.
        waiting: Option<u32>,
        /// The service-level threshold configured there.
        service_level: Option<Span>,
    },
    /// A member of a queue.
    Member(Member<'a>),
    /// A caller who waits.
    Waiting {
        /// The queue.
        queue: &'a str,
        /// The caller's leg.
        leg: &'a str,
        /// The caller's channel.
        channel: &'a str,
        /// Position in the queue, 1 is next.
        position: u32,
        /// How long the caller has waited; whole seconds.
        wait: Option<Span>,
    },
    /// A device state.
    Device {
        /// The device.
        device: &'a str,
        /// Its state.
        state: DeviceState,
    },
    /// A contact.
    Contact {
        /// The endpoint it belongs to.
        endpoint: &'a str,
        /// Its address.
        uri: &'a str,
        /// Whether it answers.
        state: ContactState,
    },
    /// A parked call.
    Parked {
        /// Who is parked.
        leg: Seen<'a>,
        /// Where.
        slot: &'a str,
        /// Who parked, as the switch can dial it; empty: not told.
        parker: &'a str,
        /// How long ago; whole seconds.
        age: Option<Span>,
    },
    /// A member of a conference.
    Conferee {
        /// The room.
        room: &'a str,
        /// Who.
        leg: Seen<'a>,
        /// How long a member; whole seconds.
        age: Option<Span>,
    },
}

/// Something that a switch reports.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    // ── the link ────────────────────────────────────────────────────────────────────────────────────────────────
    /// A new connection begins: the switch's greeting.
    Connected {
        /// The greeting's version.
        version: &'a str,
    },
    /// The link to the switch fell.
    Disconnected,
    /// The switch is ready. Comes after every login, not only after a start.
    Ready {
        /// How long the switch has been running; whole seconds.
        uptime: Option<Span>,
    },
    /// Who the switch is.
    Identified {
        /// Its version; empty: not told.
        version: &'a str,
        /// The name it puts before every id; empty: none.
        system: &'a str,
        /// When it started; whole seconds.
        started: Option<Timestamp>,
    },
    /// The switch is going down.
    Stopping {
        /// Whether it comes back by itself.
        restart: bool,
    },
    /// An answer to an action of this connection.
    Replied {
        /// The action's id; empty: it had none.
        action: &'a str,
        /// Whether the switch says that it worked.
        ok: bool,
        /// What it says.
        message: &'a str,
    },
    /// A list begins.
    ListStarted {
        /// The action's id; empty: it had none.
        action: &'a str,
    },
    /// A row of a list.
    Listed {
        /// The action's id; empty: it had none.
        action: &'a str,
        /// The row.
        row: Listing<'a>,
    },
    /// A list is complete (or was cut short).
    ListEnded {
        /// The action's id; empty: it had none.
        action: &'a str,
        /// Which list.
        list: List,
        /// Whether it is whole.
        whole: bool,
    },

    // ── legs ────────────────────────────────────────────────────────────────────────────────────────────────────
    /// A channel was made.
    LegStarted(Seen<'a>),
    /// A channel's state, caller id or place was shown.
    LegChanged(Seen<'a>),
    /// The number or name of the party on a channel was set.
    LegIdentified(Seen<'a>),
    /// A channel has another name now.
    LegRenamed {
        /// The channel's id, which stays.
        leg: &'a str,
        /// Its new name.
        channel: &'a str,
    },
    /// The dialplan does a step on a channel.
    LegExecutes {
        /// The channel.
        leg: Seen<'a>,
        /// The step.
        step: Step<'a>,
        /// What the dialplan gave it.
        arguments: &'a str,
    },
    /// A variable that says something about the call was set.
    VariableSet {
        /// The channel.
        leg: Seen<'a>,
        /// The variable.
        variable: Variable<'a>,
    },
    /// A variable was set that tells nothing by itself, except that variables are reported.
    VariablesReported,
    /// Somebody wants the channel to end.
    HangupRequested {
        /// The channel.
        leg: Seen<'a>,
        /// Whether the far side asked (true) or the switch itself (false).
        by_party: bool,
        /// Q.850 cause, when told.
        cause: Option<u16>,
    },
    /// A channel is gone.
    LegEnded {
        /// The channel.
        leg: Seen<'a>,
        /// Q.850 cause; 0 is "not told" rather than an error.
        cause: u16,
    },

    // ── dialling ────────────────────────────────────────────────────────────────────────────────────────────────
    /// A channel is being called.
    DialStarted {
        /// Who dials; absent: an originate.
        by: Option<Seen<'a>>,
        /// Who is dialled.
        leg: Seen<'a>,
        /// What was dialled, after the technology.
        dial: &'a str,
    },
    /// What became of the dialling.
    DialEnded {
        /// Who dialled; absent: an originate.
        by: Option<Seen<'a>>,
        /// Who was dialled.
        leg: Seen<'a>,
        /// How it ended.
        status: DialStatus,
        /// Where the phone forwards to; empty: nowhere.
        forward: &'a str,
    },
    /// An asynchronous originate ended.
    Originated {
        /// The action's id; empty: it had none.
        action: &'a str,
        /// The channel made; empty: none, or not told.
        leg: &'a str,
        /// The channel asked for, or its name.
        channel: &'a str,
        /// The extension it should go to.
        exten: &'a str,
        /// How it ended.
        outcome: OriginateOutcome,
        /// The application it went into, where it was not the dialplan.
        step: Step<'a>,
    },

    // ── bridges ─────────────────────────────────────────────────────────────────────────────────────────────────
    /// A bridge was made.
    BridgeStarted(SeenBridge<'a>),
    /// A bridge is gone.
    BridgeEnded(SeenBridge<'a>),
    /// A channel entered a bridge.
    BridgeEntered {
        /// The bridge.
        bridge: SeenBridge<'a>,
        /// The channel.
        leg: Seen<'a>,
        /// Whose place it took; empty: nobody's.
        swap: &'a str,
    },
    /// A channel left a bridge.
    BridgeLeft {
        /// The bridge.
        bridge: SeenBridge<'a>,
        /// The channel.
        leg: Seen<'a>,
    },
    /// Two bridges became one.
    BridgesMerged {
        /// The one that stays.
        into: SeenBridge<'a>,
        /// The one that goes.
        from: SeenBridge<'a>,
    },
    /// Two halves of an internal channel belong together.
    LocalPaired {
        /// First half.
        one: Seen<'a>,
        /// Second half.
        two: Seen<'a>,
    },
    /// A pair of halves is about to be taken out of the way.
    LocalOptimizing {
        /// First half.
        one: Seen<'a>,
        /// Second half.
        two: Seen<'a>,
    },
    /// A pair of halves was taken out of the way, or could not be.
    LocalOptimized {
        /// First half.
        one: Seen<'a>,
        /// Second half.
        two: Seen<'a>,
    },

    // ── what people do in a call ────────────────────────────────────────────────────────────────────────────────
    /// A party put the other side on hold.
    Held(Seen<'a>),
    /// A party took the other side back.
    Unheld(Seen<'a>),
    /// A blind transfer was made.
    BlindTransferred {
        /// Who transferred.
        by: Seen<'a>,
        /// Who is transferred; absent: not told.
        transferee: Option<Seen<'a>>,
        /// Where to.
        exten: &'a str,
        /// Whether a feature code did it (the switch then holds the other side while the digits are dialled).
        by_code: bool,
        /// Whether the switch could.
        ok: bool,
    },
    /// An attended transfer was completed.
    AttendedTransferred {
        /// The transferer's channel in the first call.
        first: Seen<'a>,
        /// The transferer's channel in the second call; the same one when a feature code did it.
        second: Seen<'a>,
        /// Who is transferred; absent: not told.
        transferee: Option<Seen<'a>>,
        /// Whom to; absent: not told.
        target: Option<Seen<'a>>,
        /// Whether the transferer stays (a three-way call).
        stays: bool,
        /// Whether the switch could.
        ok: bool,
    },
    /// A call was parked.
    Parked {
        /// Who is parked.
        leg: Seen<'a>,
        /// Who parked, as the switch can dial it; empty: not told.
        parker: &'a str,
        /// Where.
        slot: &'a str,
    },
    /// A parked call was retrieved.
    Unparked {
        /// Who was parked.
        leg: Seen<'a>,
        /// Who retrieved.
        by: Seen<'a>,
        /// Where from.
        slot: &'a str,
    },
    /// Nobody retrieved a parked call in time: it goes back.
    ParkTimedOut {
        /// Who was parked.
        leg: Seen<'a>,
        /// Where.
        slot: &'a str,
    },
    /// A parked caller hung up, or was taken away.
    ParkAbandoned {
        /// Who was parked.
        leg: Seen<'a>,
        /// Where.
        slot: &'a str,
    },
    /// Somebody picked up a call that rang elsewhere.
    PickedUp {
        /// Who picked up.
        by: Seen<'a>,
        /// The phone that rang.
        target: Seen<'a>,
    },
    /// Somebody listens in.
    SpyStarted {
        /// Who listens.
        spy: Seen<'a>,
        /// To whom.
        target: Seen<'a>,
    },
    /// Nobody listens in any more.
    SpyEnded {
        /// Who listened.
        spy: Seen<'a>,
        /// To whom; absent: not told.
        target: Option<Seen<'a>>,
    },
    /// A conference room opened.
    ConferenceStarted {
        /// The room.
        room: &'a str,
        /// Its bridge.
        bridge: SeenBridge<'a>,
    },
    /// A conference room closed.
    ConferenceEnded {
        /// The room.
        room: &'a str,
        /// Its bridge.
        bridge: SeenBridge<'a>,
    },
    /// Somebody joined a conference.
    ConferenceJoined {
        /// The room.
        room: &'a str,
        /// Its bridge.
        bridge: SeenBridge<'a>,
        /// Who.
        leg: Seen<'a>,
    },
    /// Somebody left a conference.
    ConferenceLeft {
        /// The room.
        room: &'a str,
        /// Its bridge.
        bridge: SeenBridge<'a>,
        /// Who.
        leg: Seen<'a>,
    },
    /// A recording started.
    RecordingStarted(Seen<'a>),
    /// A recording stopped.
    RecordingStopped(Seen<'a>),
    /// A recording was muted or unmuted.
    RecordingMuted {
        /// The channel.
        leg: Seen<'a>,
        /// Muted or heard again.
        muted: bool,
    },
    /// A key was pressed.
    KeyPressed {
        /// The channel.
        leg: Seen<'a>,
        /// The key.
        key: &'a str,
        /// Whether the party pressed it (true) or the switch sent it (false).
        by_party: bool,
    },
    /// The dialplan or a program said something of its own.
    UserReported {
        /// What it is called.
        name: &'a str,
        /// The channel, when it is about one.
        leg: Option<Seen<'a>>,
        /// The headers as they came, one a line. Hostile text.
        body: &'a str,
    },

    // ── queues ──────────────────────────────────────────────────────────────────────────────────────────────────
    /// A caller began to wait.
    CallerJoined {
        /// The queue.
        queue: &'a str,
        /// The caller.
        leg: Seen<'a>,
        /// Position, 1 is next.
        position: u32,
    },
    /// A caller waits no longer, for whatever reason.
    CallerLeft {
        /// The queue.
        queue: &'a str,
        /// The caller.
        leg: Seen<'a>,
    },
    /// A caller left without an agent. Comes for time-outs and empty queues too.
    CallerAbandoned {
        /// The queue.
        queue: &'a str,
        /// The caller.
        leg: Seen<'a>,
    },
    /// An agent is offered a caller.
    AgentOffered {
        /// The queue.
        queue: &'a str,
        /// The caller.
        caller: Seen<'a>,
        /// The phone that is called.
        phone: Seen<'a>,
        /// The member who is called.
        interface: &'a str,
        /// The member's name.
        name: Cow<'a, str>,
    },
    /// An agent and a caller are connected.
    AgentConnected {
        /// The queue.
        queue: &'a str,
        /// The caller.
        caller: Seen<'a>,
        /// The phone.
        phone: Seen<'a>,
        /// The member who is credited (the one who was rung, even if another person talks).
        interface: &'a str,
        /// The member's name.
        name: Cow<'a, str>,
        /// The caller's wait by the switch's count, whole seconds and up to one off.
        wait: Option<Span>,
        /// The phone's ringing by the switch's count, whole seconds and up to one off.
        ring: Option<Span>,
    },
    /// An agent's call of a queue ended. The phone may differ from the one that was connected.
    AgentCompleted {
        /// The queue.
        queue: &'a str,
        /// The caller.
        caller: Seen<'a>,
        /// The member who is credited.
        interface: &'a str,
        /// Talk by the switch's count; whole seconds.
        talk: Option<Span>,
        /// Why it ended, as the queue has it.
        reason: CompleteReason,
    },
    /// An agent did not take a call that was offered. Comes for busy phones and refusals too.
    AgentMissed {
        /// The queue.
        queue: &'a str,
        /// The caller.
        caller: Seen<'a>,
        /// The phone.
        phone: Seen<'a>,
        /// The member who was called.
        interface: &'a str,
        /// How long it rang.
        ring: Option<Span>,
    },
    /// An agent answered and was gone before the caller was connected.
    AgentDumped {
        /// The queue.
        queue: &'a str,
        /// The caller.
        caller: Seen<'a>,
        /// The phone.
        phone: Seen<'a>,
        /// The member.
        interface: &'a str,
    },

    // ── agents and devices ──────────────────────────────────────────────────────────────────────────────────────
    /// An agent became a member of a queue.
    MemberAdded(Member<'a>),
    /// An agent is no member of a queue any more.
    MemberRemoved(Member<'a>),
    /// Something about a member changed (device state, penalty, ring-in-use …).
    MemberChanged(Member<'a>),
    /// A member was paused or unpaused, or the pause has another reason.
    MemberPaused(Member<'a>),
    /// A device has another state.
    DeviceChanged {
        /// The device.
        device: &'a str,
        /// Its state.
        state: DeviceState,
    },
    /// A phone's contact appeared, vanished or answers again.
    ContactChanged {
        /// The endpoint it belongs to.
        endpoint: &'a str,
        /// Its address.
        uri: &'a str,
        /// Whether it answers.
        state: ContactState,
    },
}
