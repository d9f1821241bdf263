//! Pauses that nest, that new queues inherit, and that are asked for again when nobody knows whether they were heard.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::super::turn::Turn;
use super::wanted::{Plan, memberships};
use super::{Wanted, own, stands};
use crate::action::Action;
use crate::command::{PauseFrom, Refusal};
use crate::control::Proof;
use crate::fact::{Fact, Settled};
use crate::key::{AgentKey, Interface, QueueKey, Text};
use crate::policy::Role;
use crate::state::State;

/// Pauses of one agent that are told apart; of more the oldest are forgotten, and end with the others.
const NESTED_MAX: usize = 16;

/// What a pause asks for, and that it was.
pub(super) fn pause(
    state: &State,
    agent: &AgentKey,
    queues: &[QueueKey],
    reason: &Text,
    from: PauseFrom,
) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    for membership in memberships(state, agent, queues)? {
        want(&mut plan, membership, true, reason, from);
    }
    if queues.is_empty() {
        let mut reasons = held(state, agent).to_vec();
        reasons.retain(|other| other != reason);
        reasons.push(reason.clone());
        let surplus = reasons.len().saturating_sub(NESTED_MAX);
        reasons.drain(..surplus);
        plan.facts.push(Fact::PausesHeld { agent: agent.clone(), reasons });
    }
    Ok(plan)
}

/// The end of every pause, whoever asked for it.
pub(super) fn ready(state: &State, agent: &AgentKey, queues: &[QueueKey]) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    for (queue, interface) in memberships(state, agent, queues)? {
        let paused = state.member(&queue, &interface).is_some_and(|member| member.paused);
        let coming = state.control.wanted.contains_key(&(queue.clone(), interface.clone()));
        if paused || coming {
            want(&mut plan, (queue, interface), false, &Text::default(), PauseFrom::Now);
        }
    }
    if queues.is_empty() {
        plan.facts.extend(forgotten(state, agent));
    }
    Ok(plan)
}

/// The end of one pause: the one before it goes on, or the agent is ready where he was paused by us (HC-42).
pub(super) fn resume(state: &State, agent: &AgentKey, reason: &Text) -> Result<Plan, Refusal> {
    let before = held(state, agent);
    if !before.contains(reason) {
        return Err(Refusal::UnknownPause);
    }
    let mut reasons = before.to_vec();
    reasons.retain(|other| other != reason);
    let mut plan = Plan::default();
    for (queue, interface) in memberships(state, agent, &[])? {
        let Some(member) = state.member(&queue, &interface) else { continue };
        let coming = state.control.wanted.get(&(queue.clone(), interface.clone()));
        let ours = member.paused && before.contains(&member.pause_reason)
            || coming.is_some_and(|want| want.paused && before.contains(&want.reason));
        match reasons.last() {
            _ if !ours => {}
            Some(last) if member.pause_reason == *last => {}
            Some(last) => want(&mut plan, (queue, interface), true, last, PauseFrom::AfterCall),
            None => want(&mut plan, (queue, interface), false, &Text::default(), PauseFrom::Now),
        }
    }
    plan.facts.push(Fact::PausesHeld { agent: agent.clone(), reasons });
    Ok(plan)
}

/// No pause of ours is known any more.
pub(super) fn forgotten(state: &State, agent: &AgentKey) -> Vec<Fact> {
    if held(state, agent).is_empty() {
        return Vec::new();
    }
    alloc::vec![Fact::PausesHeld { agent: agent.clone(), reasons: Vec::new() }]
}

fn held<'s>(state: &'s State, agent: &AgentKey) -> &'s [Text] {
    state.control.pauses.get(agent).map_or(&[], Vec::as_slice)
}

fn want(
    plan: &mut Plan,
    (queue, interface): (QueueKey, Interface),
    paused: bool,
    reason: &Text,
    from: PauseFrom,
) {
    plan.actions.push(set(&queue, &interface, paused, reason));
    plan.facts.push(Fact::PauseWanted { queue, interface, paused, reason: reason.clone(), from });
}

fn set(queue: &QueueKey, interface: &Interface, paused: bool, reason: &Text) -> Wanted {
    let action = Action::MemberPause {
        queue: queue.to_string(),
        interface: interface.to_string(),
        paused,
        reason: reason.to_string(),
    };
    let (queue, interface, reason) = (queue.clone(), interface.clone(), reason.clone());
    Wanted::proof(action, Proof::Paused { queue, interface, paused, reason })
}

/// Whoever says that he is ready has wrapped up: our own clock. Whoever is paused beside is ready when the switch says so.
pub(super) fn stop_wrap_up(turn: &mut Turn<'_>, agent: &AgentKey) {
    let state = turn.state();
    let ends = state.agents.get(agent).is_some_and(|row| {
        row.wrap_up.is_some()
            && !row
                .members
                .iter()
                .any(|(queue, interface)| state.member(queue, interface).is_some_and(|member| member.paused))
    });
    if ends {
        turn.record(Fact::WrapUpEnded { agent: agent.clone() });
    }
}

/// An action for a pause is settled: what the switch refused nobody wants any more. What was lost stays wanted.
pub(super) fn settled(turn: &mut Turn<'_>, proof: &Proof, outcome: Settled) {
    if let Proof::Paused { queue, interface, .. } = proof
        && outcome == Settled::Refused
        && turn.state().control.wanted.contains_key(&(queue.clone(), interface.clone()))
    {
        turn.record(Fact::PauseMet { queue: queue.clone(), interface: interface.clone() });
    }
}

/// What was wanted and became true is met; a pause from now on ends wrap-up. Pauses that somebody else ended are over.
pub(in super::super) fn settle(turn: &mut Turn<'_>) {
    let state = turn.state();
    if state.control.wanted.is_empty() && state.control.pauses.is_empty() {
        return;
    }
    let mut met: Vec<(QueueKey, Interface, Option<AgentKey>)> = Vec::new();
    for ((queue, interface), want) in &state.control.wanted {
        let Some(member) = state.member(queue, interface) else {
            met.push((queue.clone(), interface.clone(), None));
            continue;
        };
        if member.paused == want.paused && (!want.paused || member.pause_reason == want.reason) {
            let stops = want.paused && want.from == PauseFrom::Now;
            met.push((queue.clone(), interface.clone(), stops.then(|| member.agent.clone())));
        }
    }
    for (queue, interface, wraps_up) in met {
        turn.record(Fact::PauseMet { queue, interface });
        let all_paused = |agent: &AgentKey| {
            let state = turn.state();
            state.agents.get(agent).is_some_and(|row| {
                row.wrap_up.is_some()
                    && row.members.iter().all(|(queue, interface)| {
                        state.member(queue, interface).is_some_and(|member| member.paused)
                    })
            })
        };
        if let Some(agent) = wraps_up.filter(all_paused) {
            turn.record(Fact::WrapUpEnded { agent });
        }
    }
    let state = turn.state();
    let over: Vec<AgentKey> =
        state.control.pauses.keys().filter(|agent| is_over(state, agent)).cloned().collect();
    for agent in over {
        turn.record(Fact::PausesHeld { agent, reasons: Vec::new() });
    }
}

/// Whether nothing is left of an agent's pauses, and nothing is on its way.
fn is_over(state: &State, agent: &AgentKey) -> bool {
    let Some(row) = state.agents.get(agent) else { return true };
    row.members.iter().all(|membership| {
        let paused = state.member(&membership.0, &membership.1).is_some_and(|member| member.paused);
        let coming = state.control.wanted.get(membership).is_some_and(|want| want.paused);
        !paused && !coming
    })
}

/// An agent who is paused in all of his queues is in another one now: he is paused there too (HC-42).
pub(in super::super) fn inherit(turn: &mut Turn<'_>, queue: &QueueKey, interface: &Interface) {
    let state = turn.state();
    if state.policy.role != Role::Controller {
        return;
    }
    let Some(member) = state.member(queue, interface).filter(|member| !member.paused) else { return };
    let Some(row) = state.agents.get(&member.agent) else { return };
    let others = row.members.iter().filter(|(of, _)| of != queue);
    let others: Vec<_> = others.filter_map(|(of, interface)| state.member(of, interface)).collect();
    if others.is_empty() || !others.iter().all(|other| other.paused) {
        return;
    }
    let reason = held(state, &member.agent).last().cloned();
    let reason =
        reason.or_else(|| others.first().map(|other| other.pause_reason.clone())).unwrap_or_default();
    let (queue, interface) = (queue.clone(), interface.clone());
    own(turn, set(&queue, &interface, true, &reason));
}

/// The queues were listed: what was asked for before the link fell, or before a restart, and is not true is asked for
/// again (HC-43).
pub(in super::super) fn again(turn: &mut Turn<'_>) {
    settle(turn);
    if !stands(turn.state()) && turn.state().policy.role != Role::Controller {
        return;
    }
    let state = turn.state();
    let waits = |queue: &QueueKey, interface: &Interface| {
        state.pending.actions.values().any(|pending| match &pending.awaits {
            crate::fact::Awaits::Proof(proof) => {
                matches!(&**proof, Proof::Paused { queue: of, interface: who, .. } if of == queue && who == interface)
            }
            _ => false,
        })
    };
    let wanted = state.control.wanted.iter().filter(|((queue, interface), _)| !waits(queue, interface));
    let actions: Vec<Wanted> =
        wanted.map(|((queue, interface), want)| set(queue, interface, want.paused, &want.reason)).collect();
    for action in actions {
        own(turn, action);
    }
}
