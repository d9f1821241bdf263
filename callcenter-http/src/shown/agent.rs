//! Agents as they stand.

use callcenter_core::view;
use serde::Serialize;
use utoipa::ToSchema;

use super::value::filled;
use super::{Activity, ContactState, DeviceState, Instant, Membership, Status};

/// An agent as he stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = LiveAgent)]
pub struct Agent {
    /// The agent.
    pub agent: String,
    /// The name.
    pub name: Option<String>,
    /// What the agent is doing.
    pub activity: Activity,
    /// Why paused.
    pub reason: Option<String>,
    /// Since when, and for that reason.
    pub since: Option<Instant>,
    /// When wrap-up ends by itself.
    pub wrap_up_until: Option<Instant>,
    /// The queues the agent serves.
    pub queues: Vec<Member>,
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
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = AgentMembership)]
pub struct Member {
    /// The queue.
    pub queue: String,
    /// What the queue dials.
    pub interface: String,
    /// The device that the queue watches.
    pub device: String,
    /// How the agent became a member.
    pub membership: Membership,
    /// Since when a member, as far as known.
    pub since: Option<Instant>,
    /// Penalty.
    pub penalty: u32,
    /// Whether paused here.
    pub paused: bool,
    /// Why.
    pub reason: Option<String>,
    /// Since when paused, or not.
    pub pause_since: Option<Instant>,
}

/// The call that an agent is in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AgentCall {
    /// The call's identity.
    pub id: String,
    /// The agent's leg in it.
    pub leg: String,
    /// The other side: the caller, or whom the agent called.
    pub number: Option<String>,
    /// The caller's name.
    pub name: Option<String>,
    /// The queue it came through.
    pub queue: Option<String>,
    /// How it stands.
    pub status: Status,
    /// Since when the agent's phone is in it: answered, else since it rings.
    pub since: Option<Instant>,
}

impl Agent {
    /// One of whom the switch told nothing yet, or who is in no queue since it was followed.
    pub(crate) fn unseen(agent: String) -> Self {
        Self {
            agent,
            name: None,
            activity: Activity::Away,
            reason: None,
            since: None,
            wrap_up_until: None,
            queues: Vec::new(),
            device: DeviceState::Unknown,
            contact: None,
            reachable: false,
            call: None,
        }
    }
}

impl From<view::AgentRow> for Agent {
    fn from(row: view::AgentRow) -> Self {
        Self {
            agent: row.agent.as_str().to_owned(),
            name: filled(row.name),
            activity: row.activity.into(),
            reason: filled(row.reason),
            since: row.since.map(Into::into),
            wrap_up_until: row.wrap_up_until.map(Into::into),
            queues: row.queues.into_iter().map(Into::into).collect(),
            device: row.device.into(),
            contact: row.contact.map(Into::into),
            reachable: row.reachable,
            call: row.call.map(Into::into),
        }
    }
}

impl From<view::MemberRow> for Member {
    fn from(row: view::MemberRow) -> Self {
        Self {
            queue: row.queue.as_str().to_owned(),
            interface: row.interface.as_str().to_owned(),
            device: row.device.as_str().to_owned(),
            membership: row.membership.into(),
            since: row.since.map(Into::into),
            penalty: row.penalty,
            paused: row.paused,
            reason: filled(row.reason),
            pause_since: row.pause_since.map(Into::into),
        }
    }
}

impl From<view::AgentCall> for AgentCall {
    fn from(row: view::AgentCall) -> Self {
        Self {
            id: row.call_id,
            leg: row.leg.as_str().to_owned(),
            number: row.number.map(Into::into),
            name: row.name.map(Into::into),
            queue: row.queue.map(|queue| queue.as_str().to_owned()),
            status: row.status.into(),
            since: row.since.map(Into::into),
        }
    }
}
