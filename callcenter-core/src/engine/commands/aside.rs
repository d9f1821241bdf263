//! Who is put apart, and what becomes of it: concluded from where the legs are, whoever sent them there.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::super::turn::Turn;
use super::saga::{hang_up, join, stay};
use super::{Wanted, channel, own, settle as settle_action, stands};
use crate::action::Action;
use crate::control::{Aside, Hook, Proof, Saga};
use crate::event::BridgeKind;
use crate::fact::{Awaits, Fact, Settled};
use crate::key::{LegKey, Text};
use crate::state::State;

/// Looks anew at everybody who is put apart. What it finds comes from the state alone, so that it does not matter whether
/// we, the dialplan or an operator moved a leg.
pub(in super::super) fn settle(turn: &mut Turn<'_>) {
    if turn.state().control.asides.is_empty() || !stands(turn.state()) {
        return;
    }
    let asides: Vec<Aside> = turn.state().control.asides.values().cloned().collect();
    for aside in asides {
        look(turn, &aside);
    }
}

fn look(turn: &mut Turn<'_>, aside: &Aside) {
    let Aside { agent, customer, .. } = aside;
    let state = turn.state();
    let lives = |leg: &LegKey| state.live_leg(leg).is_some();
    let busy = state.control.is_under_way(agent);
    match (lives(customer), lives(agent)) {
        (false, _) => return customer_gone(turn, aside, busy),
        (true, false) => return agent_gone(turn, aside, busy),
        (true, true) => {}
    }
    if let Some(asked) = &aside.asked {
        if state.hear_each_other(customer, asked) && !state.hear_each_other(agent, asked) {
            return given(turn, aside, false);
        }
        if in_one_room(state, &[agent, customer]) {
            return given(turn, aside, true);
        }
        // His leg came and went, or never came.
        let seen = state.legs.find(asked.as_str());
        if seen.map_or(!busy, |leg| !leg.is_live()) {
            let aside = Aside { asked: None, to: Text::default(), ..aside.clone() };
            turn.record(Fact::AsideSet(Box::new(aside)));
        }
    }
    let state = turn.state();
    if state.hear_each_other(agent, customer) {
        unhold(turn, agent);
        let asked = turn.state().control.asides.get(agent).is_some_and(|aside| aside.asked.is_some());
        if !asked && !busy {
            end(turn, aside);
        }
        return;
    }
    if !state.waits_aside(customer) {
        return elsewhere(turn, aside, busy);
    }
    let asks = aside.asked.as_ref().is_some_and(|asked| state.hear_each_other(agent, asked));
    if !asks && !state.waits_aside(agent) {
        return;
    }
    if state.live_leg(agent).is_some_and(|(_, leg)| !leg.holds_now()) {
        turn.record(Fact::HoldStarted { leg: agent.clone() });
    }
    if asks {
        consults(turn, aside);
    }
}

/// The one who asks and the one who is asked talk.
fn consults(turn: &mut Turn<'_>, aside: &Aside) {
    let state = turn.state();
    let Some((by, _)) = state.live_leg(&aside.agent) else { return };
    let Some((_, row)) = state.live_leg(&aside.customer) else { return };
    let call = row.call;
    let full = state.call(call).consults.len() >= state.policy.limits.history_per_call_max as usize;
    if full || state.call(call).open_consult(by).is_some() {
        return;
    }
    let call = turn.call_key(call);
    turn.record(Fact::ConsultStarted { call, leg: aside.agent.clone(), to: aside.to.clone() });
}

/// The caller and the one who was asked talk: a transfer, reported by nobody.
fn given(turn: &mut Turn<'_>, aside: &Aside, stays: bool) {
    let state = turn.state();
    let (Some(asked), Some((_, row))) = (&aside.asked, state.live_leg(&aside.customer)) else { return };
    let (main, by) = (row.call, state.legs.slot(aside.agent.as_str()));
    // Who gave a caller on without having talked with the other one did so by that one's leg.
    let last = by.and_then(|by| state.call(main).consults.iter().rev().find(|consult| consult.by == by));
    let left = by.and_then(|by| state.leg(by).ended).map(|end| end.at);
    let talks =
        last.is_some_and(|last| last.ended.is_none_or(|ended| left.is_some_and(|left| left <= ended)));
    // He was back with the caller: who is asked, and talked with, is so still.
    let since = state.legs.find(asked.as_str()).map(|leg| leg.started);
    let swapped = !talks && last.is_some_and(|last| since.is_some_and(|since| last.from >= since));
    let full = state.call(main).consults.len() >= state.policy.limits.history_per_call_max as usize;
    let again = (swapped && !full).then(|| turn.call_key(main));
    let talked = talks || swapped;
    let other = state.live_leg(asked).map(|(_, leg)| leg.call).filter(|&call| call != main);
    let fact = Fact::AttendedTransferred {
        call: turn.call_key(main),
        by: aside.agent.clone(),
        second: if talked { aside.agent.clone() } else { asked.clone() },
        transferee: Some(aside.customer.clone()),
        consult: other.filter(|_| !talked).map(|call| turn.call_key(call)),
        to: aside.to.clone(),
        answered: None,
        stays,
    };
    let full = state.call(main).transfers.len() >= state.policy.limits.history_per_call_max as usize;
    if by.is_some() && !full {
        if let Some(call) = again {
            turn.record(Fact::ConsultStarted { call, leg: aside.agent.clone(), to: aside.to.clone() });
        }
        turn.record(fact);
    }
    unhold(turn, &aside.agent);
    end(turn, aside);
    // Whoever gave the call on by himself (a command hangs him up else) does not wait for nobody.
    let state = turn.state();
    if state.waits_aside(&aside.agent) && !state.control.is_under_way(&aside.agent) {
        let action = hang_up(state, &aside.agent);
        act(turn, action);
    }
}

/// The caller has gone: nobody waits for nobody.
fn customer_gone(turn: &mut Turn<'_>, aside: &Aside, busy: bool) {
    let state = turn.state();
    let agent = state.live_leg(&aside.agent).is_some();
    let asks = aside.asked.as_ref().is_some_and(|asked| state.hear_each_other(&aside.agent, asked));
    if agent && busy && !asks && !state.waits_aside(&aside.agent) {
        // On the way to a waiting place: there he would wait for ever.
        return;
    }
    let mut actions = Vec::new();
    if asks {
        // They go on talking, and end as any two do.
        let legs = [Some(&aside.agent), aside.asked.as_ref()];
        actions.extend(legs.into_iter().flatten().map(|leg| stay(state, leg, false)));
    } else {
        if agent && state.waits_aside(&aside.agent) {
            actions.push(hang_up(state, &aside.agent));
        }
        actions.extend(aside.asked.as_ref().map(|asked| hang_up(state, asked)));
    }
    unhold(turn, &aside.agent);
    end(turn, aside);
    give_up(turn, &aside.agent, Calling::Ends, "the caller hung up");
    for action in actions {
        act(turn, action);
    }
}

/// The agent has gone while the caller waits: to the one who was asked, else the dialplan goes on with him. Asking that one
/// is not given up while he is called: it is done when the caller is his.
fn agent_gone(turn: &mut Turn<'_>, aside: &Aside, busy: bool) {
    give_up(turn, &aside.agent, Calling::GoesOn, "the agent hung up");
    let state = turn.state();
    let asked = aside.asked.as_ref();
    if let Some(asked) = asked {
        // All three were on the way into a room: two arrived.
        let both = [&aside.customer, asked];
        if state.hear_each_other(&aside.customer, asked) || in_one_room(state, &both) {
            return given(turn, aside, false);
        }
        match state.live_leg(asked) {
            Some((_, leg)) if !leg.is_up() => return,
            Some(_) if aside.blonde || !state.waits_aside(asked) => return,
            Some(_) => {
                let actions = [
                    stay(state, &aside.customer, false),
                    stay(state, asked, false),
                    join(state, &aside.customer, asked),
                ];
                turn.record(Fact::AsideSet(Box::new(Aside { blonde: true, ..aside.clone() })));
                for action in actions {
                    act(turn, action);
                }
                return;
            }
            None if busy && state.legs.find(asked.as_str()).is_none() => return,
            None => {}
        }
    }
    leave_alone(turn, aside);
}

/// The caller is where the dialplan decides about him.
fn leave_alone(turn: &mut Turn<'_>, aside: &Aside) {
    let state = turn.state();
    let action = channel(state, &aside.customer).map(|channel| {
        Wanted::reply(Action::Redirect {
            channel,
            context: Hook::Alone.context().to_string(),
            exten: Hook::Alone.exten().to_string(),
            priority: 1,
            extra: None,
        })
    });
    let waits = state.waits_aside(&aside.customer);
    end(turn, aside);
    if waits {
        act(turn, action);
    }
}

/// The caller is neither in the waiting place nor with anybody of these: on the way, or taken away by somebody.
fn elsewhere(turn: &mut Turn<'_>, aside: &Aside, busy: bool) {
    let state = turn.state();
    let Some((slot, row)) = state.live_leg(&aside.customer) else { return };
    let bridge = row.bridge.and_then(|bridge| state.bridges.get(bridge));
    let taken = bridge.is_some_and(|bridge| {
        bridge.kind == BridgeKind::Conference
            || bridge.kind == BridgeKind::Talk && !crate::reach::partners(state, slot).is_empty()
    });
    if busy || !taken {
        return;
    }
    let waits = state.waits_aside(&aside.agent);
    let action = hang_up(state, &aside.agent);
    unhold(turn, &aside.agent);
    end(turn, aside);
    if waits {
        act(turn, action);
    }
}

/// Something that the engine did by itself came to nothing: whoever waits for it waits no more.
pub(super) fn failed(turn: &mut Turn<'_>, proof: &Proof) {
    let Proof::Together { one, .. } = proof else { return };
    let blonde = turn.state().control.asides.values().find(|aside| aside.blonde && aside.customer == *one);
    if let Some(aside) = blonde.cloned() {
        leave_alone(turn, &aside);
    }
}

fn in_one_room(state: &State, legs: &[&LegKey]) -> bool {
    state.proves(&Proof::InRoom { legs: legs.iter().map(|&leg| leg.clone()).collect() })
}

fn unhold(turn: &mut Turn<'_>, agent: &LegKey) {
    if turn.state().live_leg(agent).is_some_and(|(_, leg)| leg.holds_now()) {
        turn.record(Fact::HoldEnded { leg: agent.clone() });
    }
}

fn end(turn: &mut Turn<'_>, aside: &Aside) {
    turn.record(Fact::AsideEnded { agent: aside.agent.clone() });
    for leg in [&aside.agent, &aside.customer] {
        if let Some(slot) = turn.state().legs.slot(leg.as_str()) {
            turn.touch(slot);
        }
    }
}

/// What becomes of a consultation whose asked one is being called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Calling {
    GoesOn,
    Ends,
}

/// What is under way for an agent cannot be done any more; that he hangs up himself may be what it is about.
fn give_up(turn: &mut Turn<'_>, agent: &LegKey, calling: Calling, why: &str) {
    let state = turn.state();
    let concerned = |progress: &crate::state::Progress| match progress.saga {
        Saga::Complete { .. } => false,
        Saga::Consult { .. } if progress.step == 2 && calling == Calling::GoesOn => false,
        _ => progress.saga.agent() == Some(agent),
    };
    let commands: Vec<u64> = state
        .control
        .sagas
        .iter()
        .filter(|(_, progress)| concerned(progress))
        .map(|(&command, _)| command)
        .collect();
    let actions: Vec<u64> = state
        .pending
        .actions
        .iter()
        .filter(|(_, pending)| commands.contains(&pending.command))
        .filter(|(_, pending)| calling == Calling::Ends || !goes_on_without(agent, &pending.awaits))
        .map(|(&action, _)| action)
        .collect();
    for action in actions {
        settle_action(turn, action, Settled::Refused, why);
    }
}

/// Whether it is waited for that the caller and the asked one come together: the agent has no part in that.
fn goes_on_without(agent: &LegKey, awaits: &Awaits) -> bool {
    matches!(awaits, Awaits::Proof(proof) if matches!(&**proof, Proof::Together { one, two } if one != agent && two != agent))
}

fn act(turn: &mut Turn<'_>, action: Result<Wanted, crate::command::Refusal>) {
    // A leg that has gone meanwhile needs nothing any more.
    if let Ok(action) = action {
        own(turn, action);
    }
}
