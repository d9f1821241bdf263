//! The agents' ledger: what each one is doing, from his calls first and his memberships second.
//!
//! Device states decide nothing here: they come on another thread, before or after the calls that they tell of, and
//! lie at times (HC-46). Rows of a wallboard show them beside what is concluded.

use alloc::vec::Vec;

use super::turn::Turn;
use crate::event::LegState;
use crate::fact::{Activity, Fact};
use crate::key::{AgentKey, Interface, QueueKey, Text};
use crate::state::{Agent, Leg, Member, State};
use crate::time::Span;

/// Looks anew at every agent whom a fact of this turn can have touched.
pub(super) fn settle(turn: &mut Turn<'_>) {
    let mut next = 0;
    while let Some(key) = turn.stirred().get(next).cloned() {
        next += 1;
        look(turn, &key);
    }
    turn.stirred().clear();
}

fn look(turn: &mut Turn<'_>, key: &AgentKey) {
    let state = turn.state();
    let Some(agent) = state.agents.get(key) else { return };
    let busy = busy(state, agent);
    if agent.members.is_empty() && agent.wrap_up.is_some() {
        turn.record(Fact::WrapUpEnded { agent: key.clone() });
    } else if busy != Some(Activity::Talking)
        && let Some(queue) = agent.serves.clone()
        && let Some(length) = wrap_up(state, agent, &queue)
    {
        let until = turn.at() + length;
        turn.record(Fact::WrapUpStarted { agent: key.clone(), queue, until });
    }
    let state = turn.state();
    let Some(agent) = state.agents.get(key) else { return };
    let (activity, reason) = match busy {
        Some(busy) => (busy, Text::default()),
        None if agent.wrap_up.is_some() => (Activity::WrapUp, Text::default()),
        None => idle(state, agent),
    };
    if activity != agent.activity || reason != agent.reason {
        turn.record(Fact::AgentChanged { agent: key.clone(), activity, reason });
    }
}

/// What the agent's phone says: in a call, or ringing.
fn busy(state: &State, agent: &Agent) -> Option<Activity> {
    agent.legs.iter().filter_map(|&leg| busy_by(state.leg(leg))).max()
}

fn busy_by(leg: &Leg) -> Option<Activity> {
    if !leg.is_live() || leg.parked {
        return None;
    }
    if leg.is_up() {
        return Some(Activity::Talking);
    }
    match &leg.dial {
        Some(dial) => dial.ended.is_none().then_some(Activity::Ringing),
        // Not dialled: the agent dials himself.
        None => matches!(leg.state, LegState::Dialing | LegState::Calling).then_some(Activity::Talking),
    }
}

/// What an agent with a free phone is doing.
fn idle(state: &State, agent: &Agent) -> (Activity, Text) {
    let all = agent.members.len();
    let paused: Vec<&Member> = memberships(state, agent).filter(|member| member.paused).collect();
    if all == 0 {
        return (Activity::Away, Text::default());
    }
    match paused.len() {
        0 => (Activity::Ready, Text::default()),
        some if some < all => (Activity::PartlyReady, Text::default()),
        _ => {
            // Queues are paused one after the other: the last reason is the one that counts.
            let last =
                paused.iter().max_by_key(|member| (member.pause_since, !member.pause_reason.is_empty()));
            (Activity::Paused, last.map(|member| member.pause_reason.clone()).unwrap_or_default())
        }
    }
}

/// How long an agent works after a call of a queue: his own time there, else the queue's, else everybody's.
fn wrap_up(state: &State, agent: &Agent, queue: &QueueKey) -> Option<Span> {
    let own = agent.members.iter().filter(|(of, _)| of == queue);
    let own = own.filter_map(|(queue, interface)| state.queues.get(queue)?.members.get(interface));
    let own = own.map(|member| member.wrap_up).max().filter(|&own| own > Span::ZERO);
    let length =
        own.or_else(|| state.policy.wrap_up_by_queue.get(queue).copied()).or(state.policy.wrap_up)?;
    (length > Span::ZERO && !agent.members.is_empty()).then_some(length)
}

fn memberships<'s>(state: &'s State, agent: &'s Agent) -> impl Iterator<Item = &'s Member> {
    agent.members.iter().filter_map(|(queue, interface)| state.queues.get(queue)?.members.get(interface))
}

/// A queue rings a member: the time for working after the last call is over.
pub(super) fn offered(turn: &mut Turn<'_>, queue: &str, interface: &str) {
    let state = turn.state();
    let member = state.queues.get(queue).and_then(|queue| queue.members.get(interface));
    let Some(agent) = member.map(|member| member.agent.clone()) else { return };
    if state.agents.get(&agent).is_some_and(|agent| agent.wrap_up.is_some()) {
        turn.record(Fact::WrapUpEnded { agent });
    }
}

/// Agents that a fact touches as they are before it.
pub(super) fn stirred_before(state: &State, fact: &Fact, agents: &mut Vec<AgentKey>) {
    let member = |queue: &QueueKey, interface: &Interface| state.queues.get(queue)?.members.get(interface);
    match fact {
        Fact::MemberRemoved { queue, interface } => {
            if let Some(member) = member(queue, interface) {
                push(agents, &member.agent);
            }
        }
        Fact::MemberSet(now) => {
            if let Some(before) =
                member(&now.queue, &now.interface).filter(|before| before.agent != now.agent)
            {
                push(agents, &before.agent);
            }
        }
        Fact::LegRenamed { .. } => stirred(state, fact, agents),
        _ => {}
    }
}

/// Agents that a fact touches as they are after it.
pub(super) fn stirred(state: &State, fact: &Fact, agents: &mut Vec<AgentKey>) {
    let leg = match fact {
        Fact::LegStarted(new) => &new.leg,
        Fact::LegRose { leg, .. }
        | Fact::LegDialed { leg, .. }
        | Fact::LegDialEnded { leg, .. }
        | Fact::LegEnded { leg, .. }
        | Fact::LegParked { leg, .. }
        | Fact::LegUnparked { leg, .. }
        | Fact::TalkStarted { leg, .. }
        | Fact::LegRenamed { leg, .. } => leg,
        Fact::AgentOffered { phone, .. } => phone,
        Fact::MemberSet(member) => return push(agents, &member.agent),
        Fact::WrapUpEnded { agent } => return push(agents, agent),
        _ => return,
    };
    if let Some(agent) = state.legs.find(leg.as_str()).and_then(|leg| leg.agent.as_ref()) {
        push(agents, agent);
    }
}

fn push(agents: &mut Vec<AgentKey>, agent: &AgentKey) {
    if !agents.contains(agent) {
        agents.push(agent.clone());
    }
}
