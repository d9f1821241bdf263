//! Callers in queues, and the agents who are offered them.

use super::legs::{self, Unknown, text};
use super::turn::Turn;
use crate::event::{CompleteReason, Seen};
use crate::fact::{Deed, Fact};
use crate::key::{Interface, QueueKey};
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// A caller waits.
pub(super) fn joined(turn: &mut Turn<'_>, queue: &str, caller: &Seen<'_>, position: u32) {
    if let Some(leg) = legs::seen(turn, caller, Unknown::Make) {
        wait(turn, queue, leg, position, None);
    }
}

/// A caller waits, by a list.
pub(super) fn listed(turn: &mut Turn<'_>, queue: &str, leg: &str, position: u32, waited: Option<Span>) {
    let Some(leg) = turn.state().legs.slot(leg) else { return };
    let state = turn.state();
    match state.queues.get(queue).and_then(|queue| queue.waiter(leg)) {
        None => {
            let since = waited.filter(|_| turn.at().is_known()).map(|waited| turn.at() - waited);
            wait(turn, queue, leg, position, since);
        }
        Some(waiter) if waiter.epoch < state.link.epoch => {
            let leg = turn.leg_key(leg);
            turn.record(Fact::CallerConfirmed { leg, queue: QueueKey::from(queue), position });
        }
        Some(_) => {}
    }
}

fn wait(turn: &mut Turn<'_>, queue: &str, leg: Slot, position: u32, since: Option<Timestamp>) {
    let state = turn.state();
    let full = state.call(state.leg(leg).call).visits.len()
        >= state.policy.limits.history_per_call_max as usize
        || state.queues.len() >= state.policy.limits.floor_max as usize && !state.queues.contains_key(queue);
    if full || !state.leg(leg).is_live() {
        return;
    }
    let leg = turn.leg_key(leg);
    turn.record(Fact::CallerJoined { leg, queue: QueueKey::from(queue), position, since });
}

/// A channel was listed while the dialplan has it in a queue: a caller who waits, or talks with an agent already.
pub(super) fn found_in(turn: &mut Turn<'_>, queue: &str, leg: Slot) {
    let state = turn.state();
    let known = state.call(state.leg(leg).call).visits.iter().any(|visit| visit.leg == leg);
    if !known {
        let leg = turn.leg_key(leg);
        turn.record(Fact::LegDid { leg, deed: Deed::InQueue(QueueKey::from(queue)) });
    }
}

/// A caller waits no longer.
pub(super) fn left(turn: &mut Turn<'_>, queue: &str, caller: &Seen<'_>) {
    if let Some(leg) = legs::seen(turn, caller, Unknown::Leave) {
        let leg = turn.leg_key(leg);
        turn.record(Fact::CallerLeft { leg, queue: QueueKey::from(queue) });
    }
}

/// A caller left without an agent.
pub(super) fn abandoned(turn: &mut Turn<'_>, queue: &str, caller: &Seen<'_>) {
    if let Some(leg) = legs::seen(turn, caller, Unknown::Leave) {
        let leg = turn.leg_key(leg);
        turn.record(Fact::CallerAbandoned { leg, queue: QueueKey::from(queue) });
    }
}

/// An agent's phone is offered a caller.
pub(super) fn offered(
    turn: &mut Turn<'_>,
    queue: &str,
    caller: &Seen<'_>,
    phone: &Seen<'_>,
    interface: &str,
) {
    let caller = legs::seen(turn, caller, Unknown::Leave);
    let phone = legs::seen(turn, phone, Unknown::Make);
    let (Some(caller), Some(phone)) = (caller, phone) else { return };
    let state = turn.state();
    let visit = state.call(state.leg(caller).call).visits.iter().rev().find(|visit| visit.leg == caller);
    let limit = state.policy.limits.history_per_call_max as usize;
    if visit
        .is_some_and(|visit| visit.offers.len() < limit && !visit.offers.iter().any(|&(leg, _)| leg == phone))
    {
        let (caller, phone) = (turn.leg_key(caller), turn.leg_key(phone));
        let (queue, interface) = (QueueKey::from(queue), Interface::from(interface));
        turn.record(Fact::AgentOffered { queue, caller, phone, interface });
    }
}

/// An agent and a caller are connected.
pub(super) fn connected(
    turn: &mut Turn<'_>,
    queue: &str,
    caller: &Seen<'_>,
    phone: &Seen<'_>,
    interface: &str,
) {
    let caller = legs::seen(turn, caller, Unknown::Leave);
    let phone = legs::seen(turn, phone, Unknown::Make);
    if let (Some(caller), Some(phone)) = (caller, phone) {
        let (caller, phone) = (turn.leg_key(caller), turn.leg_key(phone));
        let (queue, interface) = (QueueKey::from(queue), Interface::from(interface));
        turn.record(Fact::AgentConnected { queue, caller, phone, interface });
    }
}

/// An agent's call of a queue ended.
pub(super) fn completed(
    turn: &mut Turn<'_>,
    queue: &str,
    caller: &Seen<'_>,
    interface: &str,
    reason: CompleteReason,
) {
    if let Some(caller) = legs::seen(turn, caller, Unknown::Leave) {
        let (queue, interface) = (QueueKey::from(queue), Interface::from(interface));
        let caller = turn.leg_key(caller);
        turn.record(Fact::AgentCompleted { queue, caller, interface, reason });
    }
}

/// An agent did not take a call.
pub(super) fn missed(turn: &mut Turn<'_>, queue: &str, caller: &Seen<'_>, phone: &Seen<'_>, interface: &str) {
    let caller = legs::seen(turn, caller, Unknown::Leave);
    let phone = legs::seen(turn, phone, Unknown::Leave);
    if let (Some(caller), Some(phone)) = (caller, phone) {
        let (caller, phone) = (turn.leg_key(caller), turn.leg_key(phone));
        let (queue, interface) = (QueueKey::from(queue), Interface::from(interface));
        turn.record(Fact::AgentMissed { queue, caller, phone, interface });
    }
}

/// An agent was gone before the caller was connected.
pub(super) fn dumped(turn: &mut Turn<'_>, queue: &str, caller: &Seen<'_>, interface: &str) {
    if let Some(caller) = legs::seen(turn, caller, Unknown::Leave) {
        let (queue, interface) = (QueueKey::from(queue), Interface::from(interface));
        let caller = turn.leg_key(caller);
        turn.record(Fact::AgentDumped { queue, caller, interface });
    }
}

/// A queue as a list has it.
pub(super) fn queue_seen(
    turn: &mut Turn<'_>,
    queue: &str,
    limit: u32,
    strategy: &str,
    service_level: Option<Span>,
) {
    let state = turn.state();
    let known = state.queues.get(queue);
    let same = known.is_some_and(|known| {
        known.epoch == state.link.epoch
            && known.limit == limit
            && (strategy.is_empty() || known.strategy == strategy)
            && (service_level.is_none() || known.service_level == service_level)
    });
    let full = known.is_none() && state.queues.len() >= state.policy.limits.floor_max as usize;
    if !same && !full && !queue.is_empty() {
        let strategy = match known {
            Some(known) if strategy.is_empty() => known.strategy.clone(),
            _ => text(state, strategy),
        };
        turn.record(Fact::QueueSeen { queue: QueueKey::from(queue), limit, strategy, service_level });
    }
}
