//! Agents as they stand.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::event::{ContactState, DeviceState, Membership};
use crate::fact::Activity;
use crate::key::{AgentKey, DeviceKey, Interface, LegKey, QueueKey, Text};
use crate::record::{Status, conclude};
use crate::state::{Agent, State};
use crate::time::Timestamp;

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

/// All agents who are a member of a queue, or were while this engine watched; by name of their phones.
pub fn agents(state: &State) -> Vec<AgentRow> {
    state.agents.iter().map(|(key, agent)| agent_row(state, key, agent)).collect()
}

/// One agent.
pub fn agent(state: &State, key: &str) -> Option<AgentRow> {
    let (key, agent) = state.agents.get_key_value(key)?;
    Some(agent_row(state, key, agent))
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
    let members =
        agent.members.iter().filter_map(|(queue, interface)| state.queues.get(queue)?.members.get(interface));
    let mut told = members.clone().filter_map(|member| state.devices.get(&member.device)).copied();
    told.next().or_else(|| members.map(|member| member.state).next()).unwrap_or_default()
}

/// The best of an agent's contacts.
fn contact(state: &State, key: &AgentKey) -> Option<ContactState> {
    best(state.contacts.get(key.as_str())?)
}

/// The best of a phone's contacts.
pub(super) fn best(contacts: &BTreeMap<Text, ContactState>) -> Option<ContactState> {
    let rank = |contact: &ContactState| match contact {
        ContactState::Reachable => 0,
        ContactState::Registered => 1,
        ContactState::Unknown => 2,
        ContactState::Unreachable => 3,
        ContactState::Removed => 4,
    };
    contacts.values().copied().min_by_key(rank)
}

pub(super) fn reachable(state: &State, key: &AgentKey, agent: &Agent) -> bool {
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
