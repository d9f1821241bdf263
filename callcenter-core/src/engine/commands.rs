//! What people ask for becomes actions, or is refused; what the switch answers settles them.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::legs::text;
use super::turn::Turn;
use crate::action::{Action, Direction};
use crate::command::{Command, Refusal, Transfer};
use crate::event::{List, OriginateOutcome};
use crate::fact::{Awaits, Fact, Settled};
use crate::key::{AgentKey, Interface, LegKey, QueueKey, Text};
use crate::policy::Role;
use crate::state::State;
use crate::time::Span;

/// How long a supervisor's phone may ring.
const SUPERVISOR_RING: Span = Span::from_secs(30);

/// The lists that tell a controller where it stands, asked for once a connection (HC-05).
const LISTS: [List; 7] =
    [List::Legs, List::LegDetails, List::Bridges, List::Queues, List::Devices, List::Parked, List::Contacts];

/// A command: accepted with its actions, or refused.
pub(super) fn commanded(turn: &mut Turn<'_>, command: u64, what: &Command) {
    match actions(turn.state(), command, what) {
        Err(why) => turn.record(Fact::CommandRefused { command, why }),
        Ok(actions) => {
            let name = Text::const_new(name(what));
            turn.record(Fact::CommandAccepted { command, what: name });
            if let Command::Ready { agent, .. } = what {
                stop_wrap_up(turn, agent);
            }
            if actions.is_empty() {
                turn.record(Fact::CommandSettled {
                    command,
                    outcome: Settled::Done,
                    message: Text::default(),
                });
            }
            for action in actions {
                ask(turn, command, action);
            }
        }
    }
}

fn stop_wrap_up(turn: &mut Turn<'_>, agent: &AgentKey) {
    let state = turn.state();
    let pauses = state.agents.get(agent).is_some_and(|row| {
        row.wrap_up.is_some()
            && !row.members.iter().any(|(queue, interface)| is_paused(state, queue, interface))
    });
    // Whoever is paused beside is ready when the switch says so; that ends the wrap-up too.
    if pauses {
        turn.record(Fact::WrapUpEnded { agent: agent.clone() });
    }
}

fn is_paused(state: &State, queue: &QueueKey, interface: &Interface) -> bool {
    state.queues.get(queue).and_then(|queue| queue.members.get(interface)).is_some_and(|member| member.paused)
}

fn ask(turn: &mut Turn<'_>, command: u64, action: Action) {
    let (awaits, longer) = match &action {
        Action::Originate(originate) => (Awaits::Call, originate.timeout),
        Action::Spy { timeout, .. } => (Awaits::Call, *timeout),
        _ => (Awaits::Reply, Span::ZERO),
    };
    let number = turn.state().pending.last + 1;
    let deadline = turn.at() + turn.state().policy.action_timeout + longer;
    turn.record(Fact::ActionRequested { action: number, command, deadline, awaits });
    turn.request(number, action);
}

/// The switch is ready: a controller asks where it stands.
pub(super) fn linked(turn: &mut Turn<'_>) {
    let state = turn.state();
    if state.policy.role != Role::Controller || state.pending.listed >= state.link.epoch.max(1) {
        return;
    }
    ask(turn, 0, Action::Status);
    ask(turn, 0, Action::Settings);
    for list in LISTS {
        ask(turn, 0, Action::List(list));
    }
}

/// The switch answered. Ids that are not ours belong to somebody else on the same connection, or to another time.
pub(super) fn replied(turn: &mut Turn<'_>, action: &str, ok: bool, message: &str) {
    let Some((number, awaits)) = ours(turn.state(), action) else { return };
    match (ok, awaits) {
        (true, Awaits::Call) => {}
        (true, Awaits::Reply) => settle(turn, number, Settled::Done, message),
        (false, _) => settle(turn, number, Settled::Refused, message),
    }
}

/// A call that was asked for was answered, or was not.
pub(super) fn originated(turn: &mut Turn<'_>, action: &str, outcome: OriginateOutcome) {
    let Some((number, _)) = ours(turn.state(), action) else { return };
    match outcome {
        OriginateOutcome::Answered => settle(turn, number, Settled::Done, ""),
        OriginateOutcome::RangOut => settle(turn, number, Settled::Refused, "no answer"),
        OriginateOutcome::Failed => settle(turn, number, Settled::Refused, "failed"),
    }
}

/// Whether a list was asked for by us.
pub(super) fn is_ours(state: &State, action: &str) -> bool {
    state.policy.role == Role::Controller
        && action
            .parse::<u64>()
            .is_ok_and(|number| number <= state.pending.last && number.to_string() == action)
}

fn ours(state: &State, action: &str) -> Option<(u64, Awaits)> {
    let number: u64 = action.parse().ok()?;
    let pending = state.pending.actions.get(&number)?;
    Some((number, pending.awaits))
}

/// The link fell: nothing that was under way will be answered.
pub(super) fn unlinked(turn: &mut Turn<'_>) {
    while let Some((&number, _)) = turn.state().pending.actions.first_key_value() {
        settle(turn, number, Settled::LinkLost, "");
    }
}

/// An action ends; with the last one its command does.
pub(super) fn settle(turn: &mut Turn<'_>, action: u64, outcome: Settled, message: &str) {
    let Some(pending) = turn.state().pending.actions.get(&action) else { return };
    let command = pending.command;
    let message = text(turn.state(), message);
    turn.record(Fact::ActionSettled { action, outcome, message });
    if let Some(row) = turn.state().pending.commands.get(&command).filter(|row| row.open == 0) {
        let (outcome, message) = (row.outcome, row.message.clone());
        turn.record(Fact::CommandSettled { command, outcome, message });
    }
}

/// The actions that a command needs.
fn actions(state: &State, command: u64, what: &Command) -> Result<Vec<Action>, Refusal> {
    if state.policy.role == Role::Observer {
        return Err(Refusal::Observer);
    }
    if !state.link.up {
        return Err(Refusal::NoLink);
    }
    if state.pending.commands.contains_key(&command) {
        return Err(Refusal::Repeated);
    }
    let actions = wanted(state, what)?;
    if state.pending.actions.len() + actions.len() > state.policy.limits.pending_max as usize {
        return Err(Refusal::Busy);
    }
    Ok(actions)
}

fn wanted(state: &State, what: &Command) -> Result<Vec<Action>, Refusal> {
    let channel = |leg: &LegKey| live(state, leg);
    let spoken = |leg: &LegKey| answered(state, leg);
    Ok(vec![match what {
        Command::SignIn { queues, interface, name, state_interface, penalty, paused } => {
            let reason = paused.clone().unwrap_or_default();
            needed(interface.as_str())?;
            for text in [name, state_interface, &reason] {
                plain(text)?;
            }
            if queues.is_empty() {
                return Err(Refusal::UnknownQueue);
            }
            let mut actions = Vec::new();
            for queue in queues {
                let row = state.queues.get(queue).ok_or(Refusal::UnknownQueue)?;
                if !row.members.contains_key(interface) {
                    actions.push(Action::MemberAdd {
                        queue: queue.to_string(),
                        interface: interface.to_string(),
                        name: name.to_string(),
                        state_interface: state_interface.to_string(),
                        penalty: *penalty,
                        paused: paused.is_some(),
                        reason: reason.to_string(),
                    });
                }
            }
            return Ok(actions);
        }
        Command::SignOut { agent, queues } => {
            let remove = |(queue, interface)| Action::MemberRemove { queue, interface };
            return Ok(memberships(state, agent, queues)?.into_iter().map(remove).collect());
        }
        Command::Ready { agent, queues } => {
            let paused = memberships(state, agent, queues)?.into_iter().filter(|(queue, interface)| {
                is_paused(state, &QueueKey::from(queue.as_str()), &Interface::from(interface.as_str()))
            });
            return Ok(pause(paused.collect(), false, ""));
        }
        Command::Pause { agent, queues, reason } => {
            plain(reason)?;
            return Ok(pause(memberships(state, agent, queues)?, true, reason));
        }
        Command::SetPenalty { agent, queues, penalty } => {
            let set = |(queue, interface)| Action::MemberPenalty { queue, interface, penalty: *penalty };
            return Ok(memberships(state, agent, queues)?.into_iter().map(set).collect());
        }
        Command::Originate(originate) => {
            needed(&originate.channel)?;
            for text in [&originate.caller_id, &originate.leg_id, &originate.other_leg_id, &originate.account]
            {
                plain(text)?;
            }
            for (name, value) in &originate.variables {
                needed(name)?;
                plain(value)?;
            }
            Action::Originate(Box::new((**originate).clone()))
        }
        Command::Transfer { leg, to, context, how } => {
            needed(to)?;
            plain(context)?;
            let (channel, exten, context) = (spoken(leg)?, to.to_string(), context.to_string());
            match how {
                Transfer::Blind => Action::BlindTransfer { channel, exten, context },
                Transfer::Attended => Action::AttendedTransfer { channel, exten, context },
            }
        }
        Command::CompleteTransfer { leg } => Action::Hangup { channel: spoken(leg)?, cause: None },
        Command::CancelTransfer { leg } => Action::CancelAttendedTransfer { channel: spoken(leg)? },
        Command::Hold { leg } => notify(spoken(leg)?, "hold"),
        Command::Unhold { leg } => notify(channel(leg)?, "talk"),
        Command::Mute { leg, direction, on } => {
            Action::Mute { channel: channel(leg)?, direction: *direction, on: *on }
        }
        Command::Hangup { leg, cause } => Action::Hangup { channel: channel(leg)?, cause: *cause },
        Command::Supervise { channel: supervisor, leg, mode } => {
            needed(supervisor)?;
            spoken(leg)?;
            let (channel, target) = (supervisor.to_string(), leg.to_string());
            Action::Spy { channel, target, mode: *mode, timeout: SUPERVISOR_RING }
        }
        Command::Park { leg, lot } => {
            plain(lot)?;
            let (channel, lot) = (spoken(leg)?, lot.to_string());
            Action::Park { channel, timeout_channel: String::new(), timeout: Span::ZERO, lot }
        }
        Command::RecordStart { leg, file } => {
            needed(file)?;
            Action::RecordStart { channel: channel(leg)?, file: file.to_string(), options: String::new() }
        }
        Command::RecordStop { leg } => Action::RecordStop { channel: channel(leg)?, id: String::new() },
        Command::RecordPause { leg, on } => {
            Action::RecordMute { channel: channel(leg)?, direction: Direction::Both, on: *on }
        }
        Command::Withdraw { leg, info } => {
            plain(info)?;
            let channel = channel(leg)?;
            let slot = state.legs.slot(leg.as_str()).ok_or(Refusal::UnknownLeg)?;
            let mut queues = state.queues.iter().filter(|(_, queue)| queue.waiter(slot).is_some());
            let (queue, _) = queues.next().ok_or(Refusal::NotNow)?;
            Action::WithdrawCaller { queue: queue.to_string(), channel, info: info.clone() }
        }
    }])
}

fn notify(channel: String, what: &str) -> Action {
    Action::Notify { channel, variables: vec![("Event".to_string(), what.to_string())] }
}

/// One pause for all queues that the interface is in when every one is meant, else one for each.
fn pause(memberships: Vec<(String, String)>, paused: bool, reason: &str) -> Vec<Action> {
    let pause =
        |(queue, interface)| Action::MemberPause { queue, interface, paused, reason: reason.to_string() };
    memberships.into_iter().map(pause).collect()
}

/// An agent's memberships: those in the queues named, or all.
fn memberships(
    state: &State,
    agent: &AgentKey,
    queues: &[QueueKey],
) -> Result<Vec<(String, String)>, Refusal> {
    let row = state.agents.get(agent).ok_or(Refusal::UnknownAgent)?;
    if queues.iter().any(|queue| !state.queues.contains_key(queue)) {
        return Err(Refusal::UnknownQueue);
    }
    let named = row.members.iter().filter(|(queue, _)| queues.is_empty() || queues.contains(queue));
    let found: Vec<_> = named.map(|(queue, interface)| (queue.to_string(), interface.to_string())).collect();
    if found.is_empty() { Err(Refusal::UnknownAgent) } else { Ok(found) }
}

/// The channel of a leg that lives.
fn live(state: &State, leg: &LegKey) -> Result<String, Refusal> {
    let leg = state.legs.find(leg.as_str()).filter(|leg| leg.is_live()).ok_or(Refusal::UnknownLeg)?;
    Ok(leg.channel.to_string())
}

/// The channel of a leg that is answered: the switch would lose the other side of one that is not.
fn answered(state: &State, leg: &LegKey) -> Result<String, Refusal> {
    let channel = live(state, leg)?;
    let up = state.legs.find(leg.as_str()).is_some_and(|leg| leg.is_up());
    if up { Ok(channel) } else { Err(Refusal::NotNow) }
}

fn needed(text: &str) -> Result<(), Refusal> {
    if text.is_empty() { Err(Refusal::Malformed) } else { plain(text) }
}

/// Nothing that could end a line (HC-11); whoever writes bytes checks again.
fn plain(text: &str) -> Result<(), Refusal> {
    if text.chars().any(char::is_control) { Err(Refusal::Malformed) } else { Ok(()) }
}

fn name(what: &Command) -> &'static str {
    match what {
        Command::SignIn { .. } => "sign_in",
        Command::SignOut { .. } => "sign_out",
        Command::Ready { .. } => "ready",
        Command::Pause { .. } => "pause",
        Command::SetPenalty { .. } => "set_penalty",
        Command::Originate(_) => "originate",
        Command::Transfer { how: Transfer::Blind, .. } => "blind_transfer",
        Command::Transfer { how: Transfer::Attended, .. } => "attended_transfer",
        Command::CompleteTransfer { .. } => "complete_transfer",
        Command::CancelTransfer { .. } => "cancel_transfer",
        Command::Hold { .. } => "hold",
        Command::Unhold { .. } => "unhold",
        Command::Mute { .. } => "mute",
        Command::Hangup { .. } => "hangup",
        Command::Supervise { .. } => "supervise",
        Command::Park { .. } => "park",
        Command::RecordStart { .. } => "record_start",
        Command::RecordStop { .. } => "record_stop",
        Command::RecordPause { .. } => "record_pause",
        Command::Withdraw { .. } => "withdraw",
    }
}
