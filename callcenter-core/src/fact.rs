//! What can become true. State is nothing but facts applied in order; the journal keeps them for ever.
//!
//! Every fact speaks the switch's own names. Adding one is an Event or Command, a Fact, an arm in `State::apply` and a
//! story test, in that order; `Fact` is exhaustive on purpose, so that a new one is met everywhere.

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::control::{Aside, Hook, Proof, Saga};
use crate::event::{
    BridgeKind, CompleteReason, ContactState, DeviceState, DialStatus, LegState, Membership,
    OriginateOutcome, SpyMode,
};
use crate::key::{AgentKey, BridgeKey, CallKey, DeviceKey, Interface, LegKey, QueueKey, Text};
use crate::record::CallRecord;
use crate::time::{Span, Timestamp};

/// A fact with its number and its time. Numbers count from 1 within a stream, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// When it became true, as the engine was told; never earlier than the entry before.
    pub at: Timestamp,
    /// What became true.
    pub fact: Fact,
}

/// What became true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    // ── the link ────────────────────────────────────────────────────────────────────────────────────────────────
    /// Reports of a kind are seen: what only they tell is known from here on.
    SourceSeen {
        /// The kind.
        source: Source,
    },
    /// A connection to the switch began; the number counts connections.
    LinkUp {
        /// 1 for the first.
        epoch: u32,
    },
    /// The link fell: what follows may have been missed until it is synchronised again.
    LinkLost,
    /// The switch told who it is.
    SwitchIdentified {
        /// Version; empty: not told.
        version: Text,
        /// The name it puts before its ids; empty: none.
        system: Text,
        /// When it started.
        started: Option<Timestamp>,
    },
    /// The switch said that it goes down.
    SwitchStopping {
        /// Whether it comes back by itself.
        restart: bool,
    },
    /// The switch was found to have been started anew: nothing of before lives.
    SwitchRestarted,
    /// A list of legs began to come in.
    SyncStarted,
    /// Every leg listed is known, every other one ended.
    Synchronized {
        /// Legs that were not known before.
        found: u32,
        /// Legs that had ended unseen.
        lost: u32,
        /// Legs that live on.
        kept: u32,
    },

    // ── legs ────────────────────────────────────────────────────────────────────────────────────────────────────
    /// A leg exists.
    LegStarted(Box<NewLeg>),
    /// The party on a leg has a number and a name now.
    LegIdentified {
        /// The leg.
        leg: LegKey,
        /// The number; empty: none.
        number: Text,
        /// The name; empty: none.
        name: Text,
    },
    /// A leg came further.
    LegRose {
        /// The leg.
        leg: LegKey,
        /// Where it is now.
        state: LegState,
        /// Since when, where the switch told it later than it happened.
        since: Option<Timestamp>,
    },
    /// A leg of an earlier connection was seen on this one: it lives.
    LegConfirmed {
        /// The leg.
        leg: LegKey,
    },
    /// A list told what a leg had dialled when it began.
    LegBeganAt {
        /// The leg.
        leg: LegKey,
        /// The number dialled.
        dialed: Text,
    },
    /// A leg's channel has another name.
    LegRenamed {
        /// The leg.
        leg: LegKey,
        /// The new name.
        channel: Text,
    },
    /// A leg stands elsewhere in the dialplan.
    LegWent {
        /// The leg.
        leg: LegKey,
        /// Context; empty: not told.
        context: Text,
        /// Extension.
        exten: Text,
    },
    /// The dialplan did something with a leg that tells about its call.
    LegDid {
        /// The leg.
        leg: LegKey,
        /// What.
        deed: Deed,
    },
    /// A leg belongs to another call now (the switch shows an older linkedid).
    LegMoved {
        /// The leg.
        leg: LegKey,
        /// The call.
        call: CallKey,
    },
    /// A leg is dialled.
    LegDialed {
        /// The leg.
        leg: LegKey,
        /// Who dials; absent: an originate.
        by: Option<LegKey>,
        /// What was dialled.
        dial: Text,
    },
    /// Dialling a leg ended. The first one of a leg counts.
    LegDialEnded {
        /// The leg.
        leg: LegKey,
        /// How.
        status: DialStatus,
        /// Where its phone forwards to; empty: nowhere.
        forward: Text,
    },
    /// A leg was told to end.
    LegAskedToEnd {
        /// The leg.
        leg: LegKey,
        /// Whether its own party asked.
        by_party: bool,
        /// Q.850 cause, when told.
        cause: Option<u16>,
    },
    /// A leg is gone.
    LegEnded {
        /// The leg.
        leg: LegKey,
        /// Q.850 cause; 0: not told.
        cause: u16,
        /// How we know.
        how: Ended,
    },
    /// Two halves of an internal channel belong together.
    LegsPaired {
        /// First half.
        one: LegKey,
        /// Second half.
        two: LegKey,
    },
    /// A pair of halves is being taken out of the way: what leaves a bridge now comes back at once.
    PairOptimizing {
        /// First half.
        one: LegKey,
        /// Whether it begins (true) or is over.
        begins: bool,
    },
    /// An originate of the switch ended.
    OriginateEnded {
        /// The leg; absent: none was made, or it cannot be told.
        leg: Option<LegKey>,
        /// The extension it should reach.
        exten: Text,
        /// How it ended.
        outcome: OriginateOutcome,
    },

    // ── bridges ─────────────────────────────────────────────────────────────────────────────────────────────────
    /// A leg is in a bridge.
    LegEnteredBridge {
        /// The leg.
        leg: LegKey,
        /// The bridge.
        bridge: BridgeKey,
        /// What the bridge is for.
        kind: BridgeKind,
    },
    /// A leg is in a bridge no more.
    LegLeftBridge {
        /// The leg.
        leg: LegKey,
    },
    /// A bridge turned out to be of another kind.
    BridgeIs {
        /// The bridge.
        bridge: BridgeKey,
        /// What it is for.
        kind: BridgeKind,
    },

    // ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────
    /// A call began with its first leg, or was found.
    CallStarted {
        /// The call.
        call: CallKey,
        /// Whether it was seen from its beginning.
        whole: bool,
    },
    /// A call became part of another.
    CallsMerged {
        /// The call that stays.
        kept: CallKey,
        /// The call that is part of it now.
        absorbed: CallKey,
    },
    /// Somebody began to talk with the caller.
    TalkStarted {
        /// The call.
        call: CallKey,
        /// The other side.
        leg: LegKey,
    },
    /// Somebody talks with the caller no more.
    TalkStopped {
        /// The call.
        call: CallKey,
        /// The other side.
        leg: LegKey,
    },
    /// A talk that had stopped went on as if it had not: a join of bridges, a consultation.
    TalkResumed {
        /// The call.
        call: CallKey,
        /// The other side.
        leg: LegKey,
    },
    /// A party consults somebody by feature code while the other waits.
    ConsultStarted {
        /// The call.
        call: CallKey,
        /// Who consults.
        leg: LegKey,
        /// Whom, as dialled.
        to: Text,
    },
    /// A consultation is over.
    ConsultEnded {
        /// The call.
        call: CallKey,
        /// Who consulted.
        leg: LegKey,
        /// Whether the transfer was completed.
        completed: bool,
    },
    /// A party put the other side on hold.
    HoldStarted {
        /// Who holds.
        leg: LegKey,
    },
    /// A party took the other side back.
    HoldEnded {
        /// Who held.
        leg: LegKey,
    },
    /// A caller was transferred blind.
    BlindTransferred {
        /// The call.
        call: CallKey,
        /// Who transferred.
        by: LegKey,
        /// Who is transferred; absent: not told.
        transferee: Option<LegKey>,
        /// Where to.
        to: Text,
        /// Whether a feature code did it.
        by_code: bool,
    },
    /// A caller was transferred to somebody who had been called for it.
    AttendedTransferred {
        /// The call.
        call: CallKey,
        /// Who transferred: his leg in the call.
        by: LegKey,
        /// His leg in the consultation; the same one when a feature code did it.
        second: LegKey,
        /// Who is transferred; absent: not told.
        transferee: Option<LegKey>,
        /// The consultation's call, when it is another one.
        consult: Option<CallKey>,
        /// Whom to, as dialled in the consultation; empty: a feature code did it, the consultation knows.
        to: Text,
        /// When the consultation was answered; absent: it was not (a blonde transfer), or a feature code did it.
        answered: Option<Timestamp>,
        /// Whether the transferer stays.
        stays: bool,
    },
    /// A leg was parked.
    LegParked {
        /// Who.
        leg: LegKey,
        /// Where.
        slot: Text,
        /// By whom, as the switch can dial it; empty: not told.
        parker: Text,
        /// Since when, where a list told it.
        since: Option<Timestamp>,
    },
    /// Parking is over.
    LegUnparked {
        /// Who was parked.
        leg: LegKey,
        /// How it ended.
        how: Unparked,
    },
    /// Somebody picked up a call that rang elsewhere.
    LegPickedUp {
        /// The phone that rang.
        leg: LegKey,
        /// Who picked up.
        by: LegKey,
    },
    /// Somebody listens in.
    SpyStarted {
        /// Who.
        spy: LegKey,
        /// To whom.
        target: LegKey,
    },
    /// Somebody listens in no more.
    SpyEnded {
        /// Who.
        spy: LegKey,
    },
    /// Somebody is in a conference.
    ConferenceJoined {
        /// Who.
        leg: LegKey,
        /// The room.
        room: Text,
        /// Since when, where a list told it.
        since: Option<Timestamp>,
    },
    /// Somebody left a conference.
    ConferenceLeft {
        /// Who.
        leg: LegKey,
    },
    /// A recording of a leg goes to a file.
    RecordingNamed {
        /// The leg.
        leg: LegKey,
        /// The file's name without its folder.
        file: Text,
    },
    /// This connection told the switch to hang up, and it did.
    HangupOrdered,
    /// A call is over; what it was is concluded and it is forgotten.
    CallClosed {
        /// The call.
        call: CallKey,
        /// What it was; absent: it was no call of its own (only internal channels, or absorbed by another).
        record: Option<Box<CallRecord>>,
    },

    // ── queues ──────────────────────────────────────────────────────────────────────────────────────────────────
    /// A caller waits in a queue.
    CallerJoined {
        /// The caller.
        leg: LegKey,
        /// The queue.
        queue: QueueKey,
        /// Position, 1 is next.
        position: u32,
        /// Since when, where a list told it.
        since: Option<Timestamp>,
    },
    /// A caller of an earlier connection still waits, as a list of this one has it.
    CallerConfirmed {
        /// The caller.
        leg: LegKey,
        /// The queue.
        queue: QueueKey,
        /// Position, 1 is next.
        position: u32,
    },
    /// A caller waits no longer.
    CallerLeft {
        /// The caller.
        leg: LegKey,
        /// The queue.
        queue: QueueKey,
    },
    /// The switch says that a caller left without an agent (time-outs too).
    CallerAbandoned {
        /// The caller.
        leg: LegKey,
        /// The queue.
        queue: QueueKey,
    },
    /// The switch told why a caller left a queue.
    QueueStatusSet {
        /// The caller.
        leg: LegKey,
        /// `TIMEOUT`, `LEAVEEMPTY`, `CONTINUE` …
        status: Text,
    },
    /// An agent's phone is offered a caller.
    AgentOffered {
        /// The queue.
        queue: QueueKey,
        /// The caller.
        caller: LegKey,
        /// The phone.
        phone: LegKey,
        /// The member.
        interface: Interface,
    },
    /// An agent and a caller are connected.
    AgentConnected {
        /// The queue.
        queue: QueueKey,
        /// The caller.
        caller: LegKey,
        /// The phone.
        phone: LegKey,
        /// The member who is credited.
        interface: Interface,
    },
    /// An agent's call of a queue ended.
    AgentCompleted {
        /// The queue.
        queue: QueueKey,
        /// The caller.
        caller: LegKey,
        /// The member who is credited.
        interface: Interface,
        /// Why, as the queue has it.
        reason: CompleteReason,
    },
    /// An agent did not take a call.
    AgentMissed {
        /// The queue.
        queue: QueueKey,
        /// The caller.
        caller: LegKey,
        /// The phone.
        phone: LegKey,
        /// The member.
        interface: Interface,
    },
    /// An agent answered and was gone before the caller was connected.
    AgentDumped {
        /// The queue.
        queue: QueueKey,
        /// The caller.
        caller: LegKey,
        /// The member.
        interface: Interface,
    },
    /// A queue exists, with what the switch tells of it.
    QueueSeen {
        /// The queue.
        queue: QueueKey,
        /// Most callers that may wait; 0: no limit.
        limit: u32,
        /// How it chooses who rings; empty: not told.
        strategy: Text,
        /// Its service-level threshold as configured in the switch.
        service_level: Option<Span>,
    },

    // ── agents and devices ──────────────────────────────────────────────────────────────────────────────────────
    /// A member of a queue exists, or something about it changed.
    MemberSet(Box<MemberNow>),
    /// A member of an earlier connection is still one, unchanged, as this one has it.
    MemberConfirmed {
        /// The queue.
        queue: QueueKey,
        /// The member.
        interface: Interface,
    },
    /// A member is no member any more.
    MemberRemoved {
        /// The queue.
        queue: QueueKey,
        /// The member.
        interface: Interface,
    },
    /// An agent is in another state.
    AgentChanged {
        /// The agent.
        agent: AgentKey,
        /// The state.
        activity: Activity,
        /// The reason, for a pause; empty: none.
        reason: Text,
    },
    /// An agent's wrap-up began after a queue call.
    WrapUpStarted {
        /// The agent.
        agent: AgentKey,
        /// The queue whose call is wrapped up.
        queue: QueueKey,
        /// When it ends by itself.
        until: Timestamp,
    },
    /// An agent's wrap-up is over.
    WrapUpEnded {
        /// The agent.
        agent: AgentKey,
    },
    /// A device has another state.
    DeviceSet {
        /// The device.
        device: DeviceKey,
        /// The state.
        state: DeviceState,
    },
    /// A phone's contact has another state.
    ContactSet {
        /// The endpoint.
        endpoint: Text,
        /// Its address.
        uri: Text,
        /// The state.
        state: ContactState,
    },

    // ── commands ────────────────────────────────────────────────────────────────────────────────────────────────
    /// A command was accepted; its actions are under way.
    CommandAccepted {
        /// The command's number.
        command: u64,
        /// What was asked, in words.
        what: Text,
    },
    /// A command was refused.
    CommandRefused {
        /// The command's number.
        command: u64,
        /// Why.
        why: crate::command::Refusal,
    },
    /// An action was handed to the switch.
    ActionRequested {
        /// The action's number.
        action: u64,
        /// The command it serves; 0: the engine's own need.
        command: u64,
        /// When it counts as lost.
        deadline: Timestamp,
        /// What settles it.
        awaits: Awaits,
    },
    /// An action was answered, or timed out.
    ActionSettled {
        /// The action's number.
        action: u64,
        /// How.
        outcome: Settled,
        /// What the switch said; empty: nothing.
        message: Text,
    },
    /// Every action of a command is settled.
    CommandSettled {
        /// The command's number.
        command: u64,
        /// Done, or how its first action that failed ended.
        outcome: Settled,
        /// What the switch said about that; empty: nothing.
        message: Text,
    },

    // ── what does not fit ───────────────────────────────────────────────────────────────────────────────────────
    /// Something did not fit; it was taken as far as it goes.
    Noticed {
        /// The call it is about, when it is about one.
        call: Option<CallKey>,
        /// What.
        anomaly: Anomaly,
    },

    // ── what commands under way are about (later facts; the order of all is the journal's format) ───────────────────
    /// The switch answered an action that only a report settles.
    ActionAnswered {
        /// The action's number.
        action: u64,
    },
    /// A command needs several steps.
    SagaStarted {
        /// The command's number.
        command: u64,
        /// What it is about.
        saga: Box<Saga>,
    },
    /// A step of a command was done.
    SagaStepped {
        /// The command's number.
        command: u64,
    },
    /// Two sides of a call are put apart, or whom one of them asks meanwhile changed.
    AsideSet(Box<Aside>),
    /// They are put apart no more.
    AsideEnded {
        /// Who held.
        agent: LegKey,
    },
    /// A member's pause, or its end, was asked for and is not true yet.
    PauseWanted {
        /// The queue.
        queue: QueueKey,
        /// The member.
        interface: Interface,
        /// Pause or its end.
        paused: bool,
        /// Why; empty: no reason.
        reason: Text,
        /// From when.
        from: crate::command::PauseFrom,
    },
    /// It is true now, or nobody wants it any more.
    PauseMet {
        /// The queue.
        queue: QueueKey,
        /// The member.
        interface: Interface,
    },
    /// Pauses of an agent that were asked for here and are not over, in order; none: no pause of ours.
    PausesHeld {
        /// The agent.
        agent: AgentKey,
        /// Their reasons.
        reasons: Vec<Text>,
    },
    /// Whether the dialplan has a place that commands need.
    HookSeen {
        /// The place.
        hook: Hook,
        /// Whether it is there.
        there: bool,
    },
    /// A leg took another's place in its bridge by itself: a phone came back into its conversation by INVITE with Replaces, or
    /// another one took it over. Whose call it was goes on.
    LegReplaced {
        /// Who was there.
        leg: LegKey,
        /// Who is there now.
        by: LegKey,
    },
}

/// A leg as it began, or as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLeg {
    /// The leg.
    pub leg: LegKey,
    /// The call it belongs to.
    pub call: CallKey,
    /// The channel's name.
    pub channel: Text,
    /// How far it has come.
    pub state: LegState,
    /// The party's number; empty: none.
    pub number: Text,
    /// The party's name; empty: none.
    pub name: Text,
    /// Context in the dialplan; empty: not told.
    pub context: Text,
    /// Extension in the dialplan; empty: not told.
    pub exten: Text,
    /// How we came to know it.
    pub seen: SeenBy,
    /// When it began, where a list told it.
    pub since: Option<Timestamp>,
}

/// Reports that a connection may lack, and that alone tell some things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Source {
    /// Variables being set: why a caller left a queue, where a recording goes.
    Variables,
    /// Steps of the dialplan: refused queues, modes of listening in, voicemail.
    Steps,
}

/// How the engine came to know a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeenBy {
    /// Its beginning was reported.
    Start,
    /// Another leg's report mentioned it before its own beginning came.
    Mention,
    /// A list had it: it began before the link.
    List,
}

/// How we know that a leg is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// The switch said so.
    Reported,
    /// It was missing in a list after the link had been away.
    LostWhileAway,
    /// The switch had been started anew.
    SwitchRestarted,
}

/// How parking ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unparked {
    /// Somebody retrieved the call.
    Retrieved(LegKey),
    /// Nobody did in time.
    TimedOut,
    /// The parked party hung up or was taken away.
    GaveUp,
}

/// What the dialplan did with a leg, as far as it tells about the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// Put it into a queue.
    Queue(QueueKey),
    /// Had put it into a queue before we looked.
    InQueue(QueueKey),
    /// Let it listen in.
    Spy(SpyMode),
    /// Let it leave a message.
    Voicemail,
    /// Anything else, after one of these, or where it matters that the dialplan goes on.
    GoesOn,
}

/// A member of a queue, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberNow {
    /// The queue.
    pub queue: QueueKey,
    /// What the queue dials.
    pub interface: Interface,
    /// The agent.
    pub agent: AgentKey,
    /// The member's name.
    pub name: Text,
    /// The device the queue watches.
    pub device: DeviceKey,
    /// Static, dynamic or realtime.
    pub membership: Membership,
    /// Penalty.
    pub penalty: u32,
    /// Whether paused.
    pub paused: bool,
    /// Why; empty: no reason.
    pub pause_reason: Text,
    /// Since when paused or not, where a list told it.
    pub pause_since: Option<Timestamp>,
    /// When added, where a list told it.
    pub login: Option<Timestamp>,
    /// The device's state as the queue sees it.
    pub state: DeviceState,
    /// Whether rung while in use.
    pub ring_in_use: bool,
    /// The member's own wrap-up time; zero: none.
    pub wrap_up: Span,
}

/// What an agent is doing, by precedence: a later one hides an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Member of no queue.
    #[default]
    Away,
    /// Ready for calls in every queue.
    Ready,
    /// Paused in some of the queues.
    PartlyReady,
    /// Paused in all queues.
    Paused,
    /// Works after a call.
    WrapUp,
    /// The phone rings.
    Ringing,
    /// In a call.
    Talking,
}

/// What settles an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Awaits {
    /// The switch's answer.
    Reply,
    /// A refusal, else the end of the originate that was asked for.
    Call,
    /// A refusal, else that something is true.
    Proof(Box<Proof>),
    /// The switch's answer, which says whether the dialplan has a place.
    Hook(Hook),
    /// An answer that says what was asked for.
    Value,
}

/// How an action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Settled {
    /// The switch did it.
    Done,
    /// The switch refused.
    Refused,
    /// The switch did not answer in time.
    TimedOut,
    /// The link fell before an answer.
    LinkLost,
}

/// What did not fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Anomaly {
    /// The switch's clock went back; the time before is kept.
    ClockStep(Span),
    /// A limit of the engine was reached; what lies beyond was left out.
    Limit(Text),
    /// The switch answered an action that had been given up; the answer changed nothing.
    LateAnswer(u64),
}
