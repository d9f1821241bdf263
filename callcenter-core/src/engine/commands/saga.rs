//! Commands of several steps: what the next step asks for, and what is set right when one fails.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::super::turn::Turn;
use super::wanted::notify;
use super::{PHONE_REACTION, PHONE_RING, Wanted, answered, channel, own};
use crate::action::{Action, Destination, Originate};
use crate::command::{KeysTo, Refusal};
use crate::control::{Aside, Hook, PHONE, Proof, STAY, Saga};
use crate::key::{LegKey, Text};
use crate::state::{Progress, State};

/// What the next step of a command asks for: nothing of a step that is not needed, and none when all are done.
pub(super) fn next(
    turn: &Turn<'_>,
    command: u64,
    progress: &Progress,
) -> Result<Option<Vec<Wanted>>, Refusal> {
    let state = turn.state();
    let aside = |agent: &LegKey| state.control.asides.get(agent).ok_or(Refusal::NotNow);
    Ok(Some(match (&progress.saga, progress.step) {
        (Saga::Keys { leg, keys, to }, step) => match keys.chars().nth(step as usize) {
            None => return Ok(None),
            Some(key) => {
                let (channel, receive) = (answered(state, leg)?, *to == KeysTo::Switch);
                vec![Wanted::reply(Action::PlayKey { channel, key, receive })]
            }
        },

        (Saga::BlindTransfer { context, to, .. }, 0) => exists(context, to),
        (Saga::BlindTransfer { leg, context, to }, 1) => {
            let (channel, exten, context) = (answered(state, leg)?, to.to_string(), context.to_string());
            let proof = Proof::Transferred { leg: leg.clone(), since: state.seq() };
            vec![Wanted::proof(Action::BlindTransfer { channel, exten, context }, proof)]
        }
        (Saga::Move { context, exten, .. }, 0) => exists(context, exten),
        (Saga::Move { leg, context, exten }, 1) => vec![redirect(state, leg, context, exten)?],
        (Saga::Pull { leg, channel: phone }, 0) => vec![set(state, leg, PHONE, phone)?],
        (Saga::Pull { leg, .. }, 1) => {
            vec![redirect(state, leg, Hook::Phone.context(), Hook::Phone.exten())?]
        }

        (Saga::Answer { leg }, 0) => {
            channel(state, leg)?;
            let rings = Proof::Rings { leg: leg.clone() };
            if state.proves(&rings) { Vec::new() } else { vec![Wanted::waits(rings)] }
        }
        (Saga::Answer { leg }, 1) => {
            let (channel, proof) = (channel(state, leg)?, Proof::Up { leg: leg.clone() });
            match state.proves(&proof) {
                true => Vec::new(),
                false => vec![Wanted::proof(notify(channel, "talk"), proof).only(PHONE_REACTION)],
            }
        }

        (Saga::TakeOver { by, phone, .. }, 0) => {
            let to = Destination::Application { name: "Wait".to_string(), data: "60".to_string() };
            let originate = Originate { leg_id: by.to_string(), ..Originate::of(phone, to, PHONE_RING) };
            let action = Action::Originate(Box::new(originate));
            vec![Wanted::proof(action, Proof::Up { leg: by.clone() }).longer(PHONE_RING)]
        }
        (Saga::TakeOver { by, customer, .. }, 1) => vec![join(state, by, customer)?],

        (Saga::Hold { agent }, 0) => vec![part(state, aside(agent)?)?],
        (Saga::Unhold { agent }, 0) => match &aside(agent)?.asked {
            Some(asked) if state.live_leg(asked).is_some() => vec![hang_up(state, asked)?],
            _ => Vec::new(),
        },
        (Saga::Unhold { agent }, 1) => {
            let Aside { customer, .. } = aside(agent)?;
            vec![stay(state, agent, false)?, stay(state, customer, false)?, join(state, customer, agent)?]
        }

        (Saga::Consult { dial, context, .. }, 0) if !context.is_empty() => {
            let exten = dial.rsplit('/').next().and_then(|dial| dial.split('@').next()).unwrap_or_default();
            exists(
                context,
                dial.strip_prefix("Local/").and_then(|dial| dial.split('@').next()).unwrap_or(exten),
            )
        }
        (Saga::Consult { .. }, 0) => Vec::new(),
        (Saga::Consult { agent, .. }, 1) => {
            let aside = aside(agent)?;
            let mut actions = vec![stay(state, agent, true)?, stay(state, &aside.customer, true)?];
            if !state.waits_aside(agent) || !state.waits_aside(&aside.customer) {
                actions.push(part(state, aside)?);
            }
            actions
        }
        (Saga::Consult { agent, dial, .. }, 2) => {
            let asked = aside(agent)?.asked.as_ref().ok_or(Refusal::NotNow)?;
            vec![call(state, agent, asked, dial)]
        }
        // Who asked has given the caller on meanwhile: that is what comes of it.
        (Saga::Consult { agent, .. }, 3) if state.live_leg(agent).is_none() => {
            let Some(Aside { customer, asked: Some(asked), .. }) = state.control.asides.get(agent) else {
                return Ok(None);
            };
            let together = Proof::Together { one: customer.clone(), two: asked.clone() };
            if state.proves(&together) { Vec::new() } else { vec![Wanted::waits(together)] }
        }
        (Saga::Consult { agent, .. }, 3) | (Saga::Swap { agent }, 0) => {
            let aside = aside(agent)?;
            let asked = aside.asked.as_ref().ok_or(Refusal::NotNow)?;
            let to = if state.hear_each_other(agent, asked) { &aside.customer } else { asked };
            vec![join(state, agent, to)?]
        }

        (Saga::Complete { agent }, 0) => {
            let Aside { customer, asked, .. } = aside(agent)?;
            let asked = asked.as_ref().ok_or(Refusal::NotNow)?;
            if state.live_leg(asked).is_some_and(|(_, leg)| leg.is_up()) {
                vec![stay(state, customer, false)?, stay(state, asked, false)?, join(state, customer, asked)?]
            } else {
                Vec::new()
            }
        }
        (Saga::Complete { agent }, 1) if state.live_leg(agent).is_some() => vec![hang_up(state, agent)?],

        (Saga::Merge { agent }, 0) => {
            let asked = aside(agent)?.asked.as_ref().ok_or(Refusal::NotNow)?;
            let (context, room) = (Hook::Room.context().to_string(), Hook::room(command));
            let action = Action::Redirect {
                channel: answered(state, agent)?,
                context: context.clone(),
                exten: room.clone(),
                priority: 1,
                extra: Some((answered(state, asked)?, context, room, 1)),
            };
            vec![Wanted::proof(action, Proof::InRoom { legs: vec![agent.clone(), asked.clone()] })]
        }
        (Saga::Merge { agent }, 1) => {
            let Aside { customer, .. } = aside(agent)?;
            let action = Action::Redirect {
                channel: answered(state, customer)?,
                context: Hook::Room.context().to_string(),
                exten: Hook::room(command),
                priority: 1,
                extra: None,
            };
            vec![Wanted::proof(action, Proof::InRoom { legs: vec![agent.clone(), customer.clone()] })]
        }
        _ => return Ok(None),
    }))
}

/// What a refusal of the step means, where the switch's own words do not say it.
pub(super) fn explain(progress: &Progress) -> Option<&'static str> {
    match (&progress.saga, progress.step) {
        (Saga::BlindTransfer { .. } | Saga::Move { .. } | Saga::Consult { .. }, 0) => {
            Some("the dialplan has no such extension")
        }
        (Saga::Consult { .. }, 2) => Some("nobody there"),
        _ => None,
    }
}

/// A step failed: whoever was left waiting is brought back.
pub(super) fn undo(turn: &mut Turn<'_>, saga: &Saga) {
    let state = turn.state();
    match saga {
        Saga::TakeOver { by, .. } => {
            if let Ok(action) = hang_up(state, by) {
                own(turn, action);
            }
        }
        Saga::Hold { agent } | Saga::Consult { agent, .. } => {
            let Some(aside) = state.control.asides.get(agent).cloned() else { return };
            // Without the agent the caller is the asked one's, or goes on alone.
            if state.live_leg(agent).is_none() {
                return;
            }
            let mut actions = Vec::new();
            if let Some(asked) = &aside.asked {
                actions.extend(hang_up(state, asked));
            }
            if !state.hear_each_other(agent, &aside.customer) {
                actions.extend(stay(state, agent, false));
                actions.extend(stay(state, &aside.customer, false));
                actions.extend(join(state, &aside.customer, agent));
            }
            for action in actions {
                own(turn, action);
            }
        }
        _ => {}
    }
}

/// Looks for an extension, where a context is named: sent to one that is not there, a call is lost.
fn exists(context: &str, exten: &str) -> Vec<Wanted> {
    if context.is_empty() || crate::command::EMERGENCY_NUMBERS.contains(&exten) {
        return Vec::new();
    }
    vec![Wanted::value(Action::Extension { context: context.to_string(), exten: exten.to_string() })]
}

/// Sends a leg elsewhere. Where it stands is followed of callers only; for others the answer has to do.
fn redirect(state: &State, leg: &LegKey, context: &str, exten: &str) -> Result<Wanted, Refusal> {
    let action = Action::Redirect {
        channel: channel(state, leg)?,
        context: context.to_string(),
        exten: exten.to_string(),
        priority: 1,
        extra: None,
    };
    let (slot, row) = state.live_leg(leg).ok_or(Refusal::UnknownLeg)?;
    let call = state.call(row.call);
    Ok(if call.root == Some(slot) || call.heir == Some(slot) {
        let (context, exten) = (Text::from(context), Text::from(exten));
        Wanted::proof(action, Proof::At { leg: leg.clone(), context, exten })
    } else {
        Wanted::reply(action)
    })
}

/// Both sides go to their waiting places.
fn part(state: &State, aside: &Aside) -> Result<Wanted, Refusal> {
    let place = |hook: Hook| (hook.context().to_string(), hook.exten().to_string());
    let ((context, exten), (extra_context, extra_exten)) = (place(Hook::Customer), place(Hook::Agent));
    let action = Action::Redirect {
        channel: answered(state, &aside.customer)?,
        context,
        exten,
        priority: 1,
        extra: Some((answered(state, &aside.agent)?, extra_context, extra_exten, 1)),
    };
    let legs = vec![aside.customer.clone(), aside.agent.clone()];
    Ok(Wanted::proof(action, Proof::Waiting { legs }))
}

/// Connects two legs.
pub(super) fn join(state: &State, one: &LegKey, two: &LegKey) -> Result<Wanted, Refusal> {
    let action = Action::Bridge { one: answered(state, one)?, two: answered(state, two)? };
    Ok(Wanted::proof(action, Proof::Together { one: one.clone(), two: two.clone() }))
}

/// Whether a leg waits again when whoever it talks with goes.
pub(super) fn stay(state: &State, leg: &LegKey, on: bool) -> Result<Wanted, Refusal> {
    set(state, leg, STAY, if on { "1" } else { "0" })
}

fn set(state: &State, leg: &LegKey, variable: &str, value: &str) -> Result<Wanted, Refusal> {
    let (channel, variable) = (channel(state, leg)?, variable.to_string());
    Ok(Wanted::reply(Action::VariableSet { channel, variable, value: value.to_string() }))
}

pub(super) fn hang_up(state: &State, leg: &LegKey) -> Result<Wanted, Refusal> {
    let action = Action::Hangup { channel: channel(state, leg)?, cause: None };
    Ok(Wanted::proof(action, Proof::Ended { leg: leg.clone() }))
}

/// Calls the one who is asked into a waiting place, in the name of the agent.
fn call(state: &State, agent: &LegKey, asked: &LegKey, dial: &str) -> Wanted {
    let to = Destination::Dialplan {
        context: Hook::Agent.context().to_string(),
        exten: Hook::Agent.exten().to_string(),
        priority: 1,
    };
    let originate = Originate {
        leg_id: asked.to_string(),
        other_leg_id: if dial.starts_with("Local/") { format!("{asked}-2") } else { String::new() },
        caller_id: state
            .live_leg(agent)
            .map(|(_, leg)| caller_id(&leg.name, &leg.number, leg.endpoint()))
            .unwrap_or_default(),
        variables: vec![(STAY.to_string(), "1".to_string())],
        ..Originate::of(dial, to, PHONE_RING)
    };
    let proof = Proof::Waiting { legs: vec![asked.clone()] };
    Wanted::proof(Action::Originate(Box::new(originate)), proof).longer(PHONE_RING)
}

/// `"Name" <number>`, without what would end either.
fn caller_id(name: &str, number: &str, endpoint: &str) -> String {
    let number = if number.is_empty() { endpoint } else { number };
    let clean = |text: &str| {
        let kept = text.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | '\\'));
        kept.take(80).collect::<String>()
    };
    format!("\"{}\" <{}>", clean(name), clean(number))
}
