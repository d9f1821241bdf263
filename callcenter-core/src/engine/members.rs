//! Members of queues, devices and contacts: only what really changed becomes a fact.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::legs::text;
use super::turn::Turn;
use crate::event::{ContactState, DeviceState, Member};
use crate::fact::{Anomaly, Fact, MemberNow};
use crate::key::{AgentKey, DeviceKey, Interface, LegKey, QueueKey, Text};
use crate::state::{self, State, agent_name};

/// Contacts of one endpoint that are kept: a phone may register from ever new ports without saying goodbye.
const CONTACTS_MAX: usize = 100;

/// How a member came to be reported: that says what an absent reason means, and when a change happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    /// The member was added now.
    Added,
    /// Something about it changed: its pause is told by the way.
    Changed,
    /// It was paused or unpaused now, or the pause has another reason.
    Paused,
    /// A list has it so: a change happened before.
    Listed,
}

/// A member as it was reported.
pub(super) fn reported(turn: &mut Turn<'_>, member: &Member<'_>, how: Report) {
    if member.queue.is_empty() || member.interface.is_empty() {
        return;
    }
    let state = turn.state();
    let before = known(state, member.queue, member.interface);
    if before.is_none() && is_full(state, member.queue) {
        return turn.notice(None, Anomaly::Limit(Text::const_new("floor_max")));
    }
    let now = now(state, before, member, how);
    let Some(before) = before else {
        let (queue, interface) = (now.queue.clone(), now.interface.clone());
        turn.record(Fact::MemberSet(Box::new(now)));
        if how == Report::Added {
            super::commands::inherit_pause(turn, &queue, &interface);
        }
        return;
    };
    let same = now.agent == before.agent
        && now.name == before.name
        && now.device == before.device
        && now.membership == before.membership
        && now.penalty == before.penalty
        && now.paused == before.paused
        && now.pause_reason == before.pause_reason
        && now.state == before.state
        && now.ring_in_use == before.ring_in_use
        && now.wrap_up == before.wrap_up;
    if same {
        if before.epoch < state.link.epoch {
            turn.record(Fact::MemberConfirmed { queue: now.queue, interface: now.interface });
        }
        return;
    }
    let (agent, unpaused) = (now.agent.clone(), before.paused && !now.paused);
    turn.record(Fact::MemberSet(Box::new(now)));
    // Whoever is unpaused says that he is ready: wrap-up ends.
    if unpaused && turn.state().agents.get(&agent).is_some_and(|agent| agent.wrap_up.is_some()) {
        turn.record(Fact::WrapUpEnded { agent });
    }
}

/// The member as it is now: what the report does not tell is as it was.
fn now(state: &State, before: Option<&state::Member>, member: &Member<'_>, how: Report) -> MemberNow {
    let device = match (member.state_interface, before) {
        ("", Some(before)) => before.device.clone(),
        ("", None) => DeviceKey::from(member.interface),
        (device, _) => DeviceKey::from(device),
    };
    let name = match before {
        Some(before) if member.name.is_empty() => before.name.clone(),
        _ => text(state, &member.name),
    };
    let paused = member.paused.unwrap_or(before.is_some_and(|before| before.paused));
    let told = text(state, &member.pause_reason);
    let pause_reason = match before {
        // Only a pause's own report says that there is no reason; older versions leave it out of all others.
        Some(before) if told.is_empty() && how != Report::Paused && before.paused == paused => {
            before.pause_reason.clone()
        }
        _ => told,
    };
    // Whole seconds of another clock: good enough for what we did not see.
    let past = how == Report::Listed || before.is_none() && how == Report::Changed;
    let at = state.now;
    MemberNow {
        queue: QueueKey::from(member.queue),
        interface: Interface::from(member.interface),
        agent: AgentKey::from(agent_name(device.as_str())),
        name,
        device,
        membership: member.membership,
        penalty: member.penalty.or(before.map(|before| before.penalty)).unwrap_or_default(),
        paused,
        pause_reason,
        pause_since: member.last_pause.filter(|&since| past && paused && since.is_known() && since <= at),
        login: member.login.filter(|&login| past && login.is_known() && login <= at),
        state: member.device.or(before.map(|before| before.state)).unwrap_or_default(),
        ring_in_use: member.ring_in_use.or(before.map(|before| before.ring_in_use)).unwrap_or_default(),
        wrap_up: member.wrap_up.or(before.map(|before| before.wrap_up)).unwrap_or_default(),
    }
}

/// A member is one no more.
pub(super) fn removed(turn: &mut Turn<'_>, queue: &str, interface: &str) {
    if known(turn.state(), queue, interface).is_some() {
        let (queue, interface) = (QueueKey::from(queue), Interface::from(interface));
        turn.record(Fact::MemberRemoved { queue, interface });
    }
}

/// The list of queues is complete: members and callers of an earlier connection that it did not have are gone.
///
/// A program may ask for one queue alone. Of somebody else's list only the queues that it named are swept, unless it
/// named more than one; then it is taken for the whole list.
pub(super) fn swept(turn: &mut Turn<'_>, ours: bool) {
    let state = turn.state();
    let epoch = state.link.epoch;
    let listed = state.queues.values().filter(|queue| queue.epoch == epoch).count();
    let all = ours || listed > 1;
    let mut members: Vec<(QueueKey, Interface)> = Vec::new();
    let mut callers: Vec<(QueueKey, LegKey)> = Vec::new();
    for (key, queue) in state.queues.iter().filter(|(_, queue)| all || queue.epoch == epoch) {
        let gone = queue.members.iter().filter(|(_, member)| member.epoch < epoch);
        members.extend(gone.map(|(interface, _)| (key.clone(), interface.clone())));
        let left = queue.waiting.iter().filter(|waiter| waiter.epoch < epoch);
        callers.extend(left.map(|waiter| (key.clone(), state.leg_key(waiter.leg).clone())));
    }
    for (queue, interface) in members {
        turn.record(Fact::MemberRemoved { queue, interface });
    }
    for (queue, leg) in callers {
        turn.record(Fact::CallerLeft { leg, queue });
    }
}

/// A device has a state.
pub(super) fn device(turn: &mut Turn<'_>, device: &str, to: DeviceState) {
    let state = turn.state();
    let before = state.devices.get(device);
    let full = before.is_none() && state.devices.len() >= state.policy.limits.floor_max as usize;
    if before != Some(&to) && !full && !device.is_empty() {
        turn.record(Fact::DeviceSet { device: DeviceKey::from(device), state: to });
    }
}

/// A contact has a state.
pub(super) fn contact(turn: &mut Turn<'_>, endpoint: &str, uri: &str, to: ContactState) {
    let state = turn.state();
    let contacts = state.contacts.get(endpoint);
    let before = contacts.and_then(|contacts| contacts.get(uri)).copied();
    let news = match to {
        ContactState::Removed => before.is_some(),
        _ => before != Some(to),
    };
    let full = before.is_none()
        && match contacts {
            Some(contacts) => contacts.len() >= CONTACTS_MAX,
            None => state.contacts.len() >= state.policy.limits.floor_max as usize,
        };
    if news && !full && !endpoint.is_empty() {
        let (endpoint, uri) = (text(state, endpoint), text(state, uri));
        turn.record(Fact::ContactSet { endpoint, uri, state: to });
    }
}

fn known<'s>(state: &'s State, queue: &str, interface: &str) -> Option<&'s state::Member> {
    state.queues.get(queue)?.members.get(interface)
}

fn is_full(state: &State, queue: &str) -> bool {
    let limit = state.policy.limits.floor_max as usize;
    let queues = match state.queues.get(queue) {
        Some(queue) => queue.members.len(),
        None => state.queues.len(),
    };
    queues >= limit || state.agents.len() >= limit
}
