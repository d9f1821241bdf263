//! Rows for a wallboard: pure functions of the state, computed where the truth is.
//!
//! A browser replaces rows by their key and never follows events itself. Rows are owned, so that they can be rendered
//! outside of any lock.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::event::{ContactState, DeviceState, LegState, Membership};
use crate::fact::Activity;
use crate::key::{AgentKey, CallKey, DeviceKey, Interface, LegKey, QueueKey, Text};
use crate::record::{CallRecord, Direction, Status, conclude};
use crate::state::{Agent, Call, Leg, Queue, State};
use crate::table::Slot;
use crate::time::Timestamp;

/// A queue as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueRow {
    /// The queue.
    pub queue: QueueKey,
    /// How it chooses who rings; empty: not told.
    pub strategy: Text,
    /// Callers who wait, next one first.
    pub waiting: Vec<WaitingRow>,
    /// Since when the one waits who waits longest; absent: nobody does.
    pub longest_since: Option<Timestamp>,
    /// Its members, by what they are doing.
    pub agents: ActivityCounts,
}

/// A caller who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingRow {
    /// 1 is next.
    pub position: u32,
    /// The caller's leg.
    pub leg: LegKey,
    /// The call's identity.
    pub call_id: String,
    /// The number; empty: none.
    pub number: Text,
    /// The name; empty: none.
    pub name: Text,
    /// Since when waiting in this queue.
    pub since: Option<Timestamp>,
}

/// How many are doing what. An agent who is paused in one queue is paused in the counts of that one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ActivityCounts {
    /// Members in all.
    pub members: u32,
    /// Could take a call now: ready, and the phone can be reached.
    pub ready: u32,
    /// Paused.
    pub paused: u32,
    /// Work after a call.
    pub wrap_up: u32,
    /// Their phones ring.
    pub ringing: u32,
    /// In a call.
    pub talking: u32,
    /// Neither paused nor busy, but the phone cannot be reached.
    pub unreachable: u32,
}

/// An agent as he stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgentRow {
    /// The agent.
    pub agent: AgentKey,
    /// The name; empty: none.
    pub name: Text,
    /// What the agent is doing.
    pub activity: Activity,
    /// Why paused; empty: no reason.
    pub reason: Text,
    /// Since when, and for that reason.
    pub since: Option<Timestamp>,
    /// When wrap-up ends by itself.
    pub wrap_up_until: Option<Timestamp>,
    /// The queues the agent serves.
    pub queues: Vec<MemberRow>,
    /// State of the phone as the switch's devices have it: shown beside the activity, which calls decide.
    pub device: DeviceState,
    /// Whether the phone's contact answers; absent: nothing is known of one.
    pub contact: Option<ContactState>,
    /// Whether the phone can be rung, as far as device and contact tell.
    pub reachable: bool,
    /// The call the agent is in, or the one that rings.
    pub call: Option<AgentCall>,
}

/// An agent's membership in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberRow {
    /// The queue.
    pub queue: QueueKey,
    /// What the queue dials.
    pub interface: Interface,
    /// The device that the queue watches.
    pub device: DeviceKey,
    /// How the agent became a member.
    pub membership: Membership,
    /// Since when a member, as far as known.
    pub since: Option<Timestamp>,
    /// Penalty.
    pub penalty: u32,
    /// Whether paused here.
    pub paused: bool,
    /// Why; empty: no reason.
    pub reason: Text,
    /// Since when paused, or not.
    pub pause_since: Option<Timestamp>,
}

/// The call that an agent is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgentCall {
    /// The call's identity.
    pub call_id: String,
    /// The agent's leg in it: commands name it.
    pub leg: LegKey,
    /// The other side: the caller, or whom the agent called.
    pub number: Option<Text>,
    /// The caller's name.
    pub name: Option<Text>,
    /// The queue it came through.
    pub queue: Option<QueueKey>,
    /// How it stands.
    pub status: Status,
    /// Since when the agent's phone is in it: answered, else since it rings.
    pub since: Option<Timestamp>,
}

/// A call that lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallRow {
    /// The call's identity.
    pub call_id: String,
    /// Its linkedid, by which facts name it while it lives.
    pub call: CallKey,
    /// How it stands.
    pub status: Status,
    /// Who reached whom.
    pub direction: Direction,
    /// An extension, or the number first presented.
    pub caller: Option<Text>,
    /// The caller's name.
    pub caller_name: Option<Text>,
    /// The caller's leg.
    pub caller_leg: LegKey,
    /// The number first dialled.
    pub dialed: Option<Text>,
    /// The queue it waits in, or came through last.
    pub queue: Option<QueueKey>,
    /// Who talks with the caller now; while it rings, whose phones do.
    pub with: Vec<Text>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// Since when it stands like this.
    pub since: Option<Timestamp>,
    /// How long the caller has been talking with somebody, holds included, when it was asked.
    pub talked: crate::time::Span,
    /// Legs that live.
    pub legs: Vec<LegRow>,
}

/// A leg of a call that lives, as commands name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LegRow {
    /// The leg.
    pub leg: LegKey,
    /// Its phone or trunk.
    pub endpoint: Text,
    /// Whether answered.
    pub up: bool,
    /// Whether its party holds the other.
    pub holding: bool,
}

/// All queues, by name.
pub fn queues(state: &State) -> Vec<QueueRow> {
    state.queues.iter().map(|(key, queue)| queue_row(state, key, queue)).collect()
}

/// One queue.
pub fn queue(state: &State, key: &str) -> Option<QueueRow> {
    let (key, queue) = state.queues.get_key_value(key)?;
    Some(queue_row(state, key, queue))
}

/// All agents who are a member of a queue, or were while this engine watched; by name of their phones.
pub fn agents(state: &State) -> Vec<AgentRow> {
    state.agents.iter().map(|(key, agent)| agent_row(state, key, agent)).collect()
}

/// One agent.
pub fn agent(state: &State, key: &str) -> Option<AgentRow> {
    let (key, agent) = state.agents.get_key_value(key)?;
    Some(agent_row(state, key, agent))
}

/// All calls that live, in order of their beginning.
pub fn calls(state: &State) -> Vec<CallRow> {
    let mut calls: Vec<_> = state.calls.iter().filter(|(_, _, call)| call.over.is_none()).collect();
    calls.sort_unstable_by_key(|(slot, _, call)| (call.started, *slot));
    calls.into_iter().filter_map(|(slot, key, call)| call_row(state, slot, key, call)).collect()
}

fn queue_row(state: &State, key: &QueueKey, queue: &Queue) -> QueueRow {
    let mut counts = ActivityCounts::default();
    for member in queue.members.values() {
        let Some(agent) = state.agents.get(&member.agent) else { continue };
        counts.members += 1;
        let count = match agent.activity {
            Activity::Talking => &mut counts.talking,
            Activity::Ringing => &mut counts.ringing,
            Activity::WrapUp => &mut counts.wrap_up,
            _ if member.paused => &mut counts.paused,
            _ if !reachable(state, &member.agent, agent) => &mut counts.unreachable,
            _ => &mut counts.ready,
        };
        *count += 1;
    }
    let waiting = queue.waiting.iter().zip(1..).map(|(waiter, position)| {
        let leg = state.leg(waiter.leg);
        WaitingRow {
            position,
            leg: state.leg_key(waiter.leg).clone(),
            call_id: alloc::format!("{}", state.call(leg.call).id),
            number: leg.number.clone(),
            name: leg.name.clone(),
            since: waiter.since.known(),
        }
    });
    QueueRow {
        queue: key.clone(),
        strategy: queue.strategy.clone(),
        waiting: waiting.collect(),
        longest_since: queue.waiting.iter().filter_map(|waiter| waiter.since.known()).min(),
        agents: counts,
    }
}

fn agent_row(state: &State, key: &AgentKey, agent: &Agent) -> AgentRow {
    let members = agent.members.iter().filter_map(|(queue, interface)| {
        let member = state.queues.get(queue)?.members.get(interface)?;
        Some(MemberRow {
            queue: queue.clone(),
            interface: interface.clone(),
            device: member.device.clone(),
            membership: member.membership,
            since: member.login.known(),
            penalty: member.penalty,
            paused: member.paused,
            reason: member.pause_reason.clone(),
            pause_since: member.pause_since.known(),
        })
    });
    AgentRow {
        agent: key.clone(),
        name: agent.name.clone(),
        activity: agent.activity,
        reason: agent.reason.clone(),
        since: agent.since.known(),
        wrap_up_until: agent.wrap_up.as_ref().map(|(_, until)| *until),
        queues: members.collect(),
        device: device(state, agent),
        contact: contact(state, key),
        reachable: reachable(state, key, agent),
        call: agent_call(state, agent),
    }
}

/// The state of an agent's phone: what devices say, else what the queues say.
fn device(state: &State, agent: &Agent) -> DeviceState {
    let members = agent.members.iter().filter_map(|(queue, interface)| state.queues.get(queue)?.members.get(interface));
    let mut told = members.clone().filter_map(|member| state.devices.get(&member.device)).copied();
    told.next().or_else(|| members.map(|member| member.state).next()).unwrap_or_default()
}

/// The best of an agent's contacts.
fn contact(state: &State, key: &AgentKey) -> Option<ContactState> {
    let rank = |contact: &ContactState| match contact {
        ContactState::Reachable => 0,
        ContactState::Registered => 1,
        ContactState::Unknown => 2,
        ContactState::Unreachable => 3,
        ContactState::Removed => 4,
    };
    state.contacts.get(key.as_str())?.values().copied().min_by_key(rank)
}

fn reachable(state: &State, key: &AgentKey, agent: &Agent) -> bool {
    match contact(state, key) {
        Some(ContactState::Unreachable | ContactState::Removed) => false,
        Some(ContactState::Reachable) => true,
        _ => !matches!(device(state, agent), DeviceState::Unavailable | DeviceState::Invalid),
    }
}

fn agent_call(state: &State, agent: &Agent) -> Option<AgentCall> {
    let legs = agent.legs.iter().copied().filter(|&leg| !state.leg(leg).parked);
    let leg = legs.max_by_key(|&leg| (state.leg(leg).is_up(), core::cmp::Reverse(leg)))?;
    let row = state.leg(leg);
    let call = state.call(row.call);
    let record = conclude(state, row.call)?;
    let own = state.hero(call) == Some(leg);
    Some(AgentCall {
        call_id: record.call_id,
        leg: state.leg_key(leg).clone(),
        number: if own { record.dialed } else { record.caller },
        name: record.caller_name.filter(|_| !own),
        queue: record.visits.last().map(|visit| visit.queue.clone()),
        status: record.status,
        since: row.up.or(row.dial.as_ref().map(|dial| dial.at)).unwrap_or(row.started).at.known(),
    })
}

fn call_row(state: &State, slot: Slot, key: &CallKey, call: &Call) -> Option<CallRow> {
    let record = conclude(state, slot).filter(|record| record.status.is_live())?;
    let caller = state.hero(call)?;
    let live = call.legs.iter().copied().filter(|&leg| {
        let leg = state.leg(leg);
        leg.is_live() && leg.call == slot && !leg.is_local()
    });
    Some(CallRow {
        call: key.clone(),
        since: since(call, &record),
        with: with(&record),
        caller_leg: state.leg_key(caller).clone(),
        queue: record.visits.last().map(|visit| visit.queue.clone()),
        talked: record.talk_s.unwrap_or_default(),
        legs: live.map(|leg| leg_row(state.leg_key(leg), state.leg(leg))).collect(),
        call_id: record.call_id,
        status: record.status,
        direction: record.direction,
        caller: record.caller,
        caller_name: record.caller_name,
        dialed: record.dialed,
        started_at: record.started_at,
    })
}

fn leg_row(key: &LegKey, leg: &Leg) -> LegRow {
    LegRow {
        leg: key.clone(),
        endpoint: Text::from(leg.endpoint()),
        up: leg.state == LegState::Up,
        holding: leg.holds.last().is_some_and(|hold| hold.to.is_none()),
    }
}

/// Since when a call stands as it does.
fn since(call: &Call, record: &CallRecord) -> Option<Timestamp> {
    match record.status {
        Status::Waiting => record.visits.last().and_then(|visit| visit.entered_at),
        Status::Parked => record.parked.last().and_then(|park| park.at),
        Status::OnHold => record.hold.spans.last().and_then(|(from, _)| *from),
        Status::Talking => {
            record.segments.iter().filter(|segment| segment.to.is_none()).filter_map(|segment| segment.from).min()
        }
        _ => call.started.at.known(),
    }
}

fn with(record: &CallRecord) -> Vec<Text> {
    match record.status {
        Status::Talking | Status::OnHold => {
            let open = record.segments.iter().filter(|segment| segment.to.is_none());
            open.filter_map(|segment| segment.with.clone()).collect()
        }
        Status::Ringing | Status::Waiting => {
            let rings = record.agents_rung.iter().filter(|rung| rung.result.is_none());
            rings.map(|rung| rung.agent.clone()).collect()
        }
        _ => Vec::new(),
    }
}
