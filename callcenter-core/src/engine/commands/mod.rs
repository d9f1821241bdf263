//! What people ask for becomes actions, or is refused; what the switch does, or refuses, settles them.

mod aside;
mod pauses;
mod rooms;
mod saga;
mod wanted;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

pub(super) use self::aside::settle as settle_asides;
pub(super) use self::pauses::{again as pauses_again, inherit as inherit_pause, settle as settle_pauses};
pub(super) use self::rooms::{left as left_room, settle as settle_rooms};
use super::legs::{self, text};
use super::turn::Turn;
use crate::action::Action;
use crate::command::{Command, Refusal};
use crate::control::{Hook, PICKUP_FAILED, Proof, Saga};
use crate::event::{List, OriginateOutcome};
use crate::fact::{Anomaly, Awaits, Fact, Settled};
use crate::key::{LegKey, Text};
use crate::policy::Role;
use crate::state::{PendingAction, State};
use crate::time::Span;

/// How long a phone has to do what it was asked to. Phones that listen do it within a second.
const PHONE_REACTION: Span = Span::from_secs(2);

/// How long a supervisor's, or any other phone that is called for something, may ring.
const PHONE_RING: Span = Span::from_secs(30);

/// The lists that tell a controller where it stands, asked for once a connection (HC-05).
const LISTS: [List; 7] =
    [List::Legs, List::LegDetails, List::Bridges, List::Queues, List::Devices, List::Parked, List::Contacts];

/// An action that is wanted, what settles it, and within which time.
struct Wanted {
    /// None: it comes about without us, and is waited for.
    action: Option<Action>,
    awaits: Awaits,
    /// Beyond the time that any action has; for a phone's reaction instead of it.
    within: Within,
}

enum Within {
    Usual,
    Longer(Span),
    Only(Span),
}

impl Wanted {
    /// The answer says what was asked for.
    fn value(action: Action) -> Self {
        Self { action: Some(action), awaits: Awaits::Value, within: Within::Usual }
    }

    /// The answer is all there will ever be.
    fn reply(action: Action) -> Self {
        Self { action: Some(action), awaits: Awaits::Reply, within: Within::Usual }
    }

    fn proof(action: Action, proof: Proof) -> Self {
        Self { action: Some(action), awaits: Awaits::Proof(Box::new(proof)), within: Within::Usual }
    }

    /// Nothing is asked for: it comes about, or does not.
    fn waits(proof: Proof) -> Self {
        Self { action: None, awaits: Awaits::Proof(Box::new(proof)), within: Within::Usual }
    }

    fn call(action: Action, ring: Span) -> Self {
        Self { action: Some(action), awaits: Awaits::Call, within: Within::Longer(ring) }
    }

    fn longer(self, more: Span) -> Self {
        Self { within: Within::Longer(more), ..self }
    }

    fn only(self, span: Span) -> Self {
        Self { within: Within::Only(span), ..self }
    }
}

/// A command: accepted with its actions, or refused.
pub(super) fn commanded(turn: &mut Turn<'_>, command: u64, what: &Command) {
    let plan =
        open(turn.state(), command).and_then(|()| wanted::plan(turn.state(), turn.at(), command, what));
    let plan = plan.and_then(|plan| {
        let state = turn.state();
        let room = (state.policy.limits.pending_max as usize).saturating_sub(state.pending.actions.len());
        let needed = plan.actions.len() + usize::from(plan.saga.is_some());
        if needed > room { Err(Refusal::Busy) } else { Ok(plan) }
    });
    let plan = match plan {
        Err(why) => return turn.record(Fact::CommandRefused { command, why }),
        Ok(plan) => plan,
    };
    turn.record(Fact::CommandAccepted { command, what: Text::const_new(wanted::name(what)) });
    if let Command::Ready { agent, .. } = what {
        pauses::stop_wrap_up(turn, agent);
    }
    for fact in plan.facts {
        turn.record(fact);
    }
    if let Some(saga) = plan.saga {
        turn.record(Fact::SagaStarted { command, saga: Box::new(saga) });
        return proceed(turn, command);
    }
    if plan.actions.is_empty() {
        return end(turn, command, Settled::Done, Text::default());
    }
    for wanted in plan.actions {
        ask(turn, command, wanted);
    }
}

impl State {
    /// Whether a command would be accepted as things stand, else why not. The switch may still refuse it.
    ///
    /// # Errors
    /// Each variant of [`Refusal`].
    pub fn may(&self, what: &Command) -> Result<(), Refusal> {
        open(self, 0)?;
        wanted::plan(self, self.now(), 0, what).map(|_| ())
    }
}

/// Whether anything can be asked for at all.
fn open(state: &State, command: u64) -> Result<(), Refusal> {
    if state.policy.role == Role::Observer {
        return Err(Refusal::Observer);
    }
    if !state.link.up {
        return Err(Refusal::NoLink);
    }
    if state.pending.commands.contains_key(&command) {
        return Err(Refusal::Repeated);
    }
    Ok(())
}

fn ask(turn: &mut Turn<'_>, command: u64, wanted: Wanted) {
    let state = turn.state();
    let awaits = match wanted.awaits {
        // Nothing will be reported of what is so already.
        Awaits::Proof(proof) if wanted.action.is_some() && state.proves(&proof) => Awaits::Reply,
        awaits => awaits,
    };
    let usual = state.policy.action_timeout;
    let deadline = turn.at()
        + match wanted.within {
            Within::Usual => usual,
            Within::Longer(more) => usual + more,
            Within::Only(only) => only,
        };
    let number = state.pending.last + 1;
    turn.record(Fact::ActionRequested { action: number, command, deadline, awaits });
    match wanted.action {
        Some(action) => turn.request(number, action),
        // There is nothing that the switch could answer.
        None => turn.record(Fact::ActionAnswered { action: number }),
    }
}

/// Asks something for the engine's own need. Only on a link whose lists were asked for, else nothing.
fn own(turn: &mut Turn<'_>, wanted: Wanted) {
    let state = turn.state();
    let room = state.pending.actions.len() < state.policy.limits.pending_max as usize;
    if stands(state) && room {
        ask(turn, 0, wanted);
    }
}

/// Whether the engine acts by itself: as a controller that knows what goes on.
fn stands(state: &State) -> bool {
    state.policy.role == Role::Controller
        && state.link.up
        && state.link.lost.is_none()
        && state.pending.listed >= state.link.epoch.max(1)
}

/// The switch is ready: a controller asks where it stands.
pub(super) fn linked(turn: &mut Turn<'_>) {
    let state = turn.state();
    if state.policy.role != Role::Controller || state.pending.listed >= state.link.epoch.max(1) {
        return;
    }
    ask(turn, 0, Wanted::reply(Action::Status));
    ask(turn, 0, Wanted::reply(Action::Settings));
    for list in LISTS {
        ask(turn, 0, Wanted::reply(Action::List(list)));
    }
    for hook in Hook::ALL {
        let (context, exten) = (hook.context().to_string(), hook.exten().to_string());
        let action = Some(Action::Extension { context, exten });
        ask(turn, 0, Wanted { action, awaits: Awaits::Hook(hook), within: Within::Usual });
    }
}

/// The switch answered. Ids that are not ours belong to somebody else on the same connection, or to another time.
pub(super) fn replied(turn: &mut Turn<'_>, action: &str, ok: bool, message: &str) {
    let Some((number, awaits)) = ours(turn.state(), action) else { return late(turn, action) };
    match (ok, awaits) {
        (true, Awaits::Call) => {}
        (true, Awaits::Proof(_)) => {
            if !turn.state().control.answered.contains(&number) {
                turn.record(Fact::ActionAnswered { action: number });
            }
        }
        (true, Awaits::Reply | Awaits::Value) => settle(turn, number, Settled::Done, message),
        (there, Awaits::Hook(hook)) => {
            if turn.state().control.hooks.get(&hook) != Some(&there) {
                turn.record(Fact::HookSeen { hook, there });
            }
            settle(turn, number, Settled::Done, "");
        }
        (false, _) => settle(turn, number, Settled::Refused, message),
    }
}

/// An answer to what was given up: it changes nothing, and is counted (HC-06).
fn late(turn: &mut Turn<'_>, action: &str) {
    let given_up = &turn.state().control.given_up;
    if let Some(number) = action.parse().ok().filter(|number| given_up.contains(number)) {
        turn.notice(None, Anomaly::LateAnswer(number));
    }
}

/// A call that was asked for was answered, or was not.
pub(super) fn originated(turn: &mut Turn<'_>, action: &str, outcome: OriginateOutcome) {
    let Some((number, awaits)) = ours(turn.state(), action) else { return };
    match (outcome, awaits) {
        // The phone answered; what it was called for is still to come.
        (OriginateOutcome::Answered, Awaits::Proof(_)) => {}
        (OriginateOutcome::Answered, _) => settle(turn, number, Settled::Done, ""),
        (OriginateOutcome::RangOut, _) => settle(turn, number, Settled::Refused, "no answer"),
        (OriginateOutcome::Failed, _) => {
            settle(turn, number, Settled::Refused, "busy, declined, or not reachable");
        }
    }
}

/// The dialplan said something: perhaps that there was nothing to pick up.
pub(super) fn said(turn: &mut Turn<'_>, name: &str, leg: &str) {
    if name != PICKUP_FAILED {
        return;
    }
    let picks = turn.state().pending.actions.iter().find_map(|(number, pending)| match &pending.awaits {
        Awaits::Proof(proof) => {
            matches!(&**proof, Proof::PickedUp { by, .. } if by.as_str() == leg).then_some(*number)
        }
        _ => None,
    });
    if let Some(number) = picks {
        settle(turn, number, Settled::Refused, "there was nothing to pick up any more");
    }
}

/// A list begins: what was asked for is there. An extension of the dialplan is told as a list, one that is not there as an
/// error.
pub(super) fn begun(turn: &mut Turn<'_>, action: &str) {
    if let Some((_, Awaits::Hook(_) | Awaits::Value)) = ours(turn.state(), action) {
        replied(turn, action, true, "");
    }
}

/// A list has been told to its end: whoever asked for it has it. The switch answers in order, so that what the engine itself
/// asked for before was answered as well: who the switch is tells no number.
pub(super) fn told(turn: &mut Turn<'_>, action: &str) {
    let Some((number, Awaits::Reply)) = ours(turn.state(), action) else { return };
    let pending = &turn.state().pending.actions;
    let is_own = |row: &PendingAction| row.command == 0 && row.awaits == Awaits::Reply;
    let answered: Vec<u64> = match pending.get(&number) {
        Some(row) if is_own(row) => {
            pending.range(..=number).filter(|(_, row)| is_own(row)).map(|(number, _)| *number).collect()
        }
        _ => Vec::from([number]),
    };
    for number in answered {
        settle(turn, number, Settled::Done, "");
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
    Some((number, pending.awaits.clone()))
}

/// The link fell: nothing that was under way will be answered.
pub(super) fn unlinked(turn: &mut Turn<'_>) {
    while let Some((&number, _)) = turn.state().pending.actions.first_key_value() {
        settle(turn, number, Settled::LinkLost, "the link to the switch fell");
    }
}

/// An action was not settled in time.
pub(super) fn expired(turn: &mut Turn<'_>, action: u64) {
    let state = turn.state();
    let Some(pending) = state.pending.actions.get(&action) else { return };
    if !state.control.answered.contains(&action) {
        return settle(turn, action, Settled::TimedOut, "the switch did not answer in time");
    }
    let proof = match &pending.awaits {
        Awaits::Proof(proof) => Some(&**proof),
        _ => None,
    };
    match proof {
        Some(Proof::Up { .. } | Proof::Held { .. }) => {
            settle(turn, action, Settled::Refused, "the phone did not react");
        }
        Some(Proof::Rings { .. }) => {
            settle(turn, action, Settled::Refused, "the phone did not ring in time");
        }
        _ => settle(turn, action, Settled::TimedOut, "the switch accepted it, but did not report it in time"),
    }
}

/// What became true settles the actions that were for it, and so does what cannot become true any more.
pub(super) fn prove(turn: &mut Turn<'_>) {
    loop {
        let state = turn.state();
        let proven = state.pending.actions.iter().find_map(|(&number, pending)| match &pending.awaits {
            Awaits::Proof(proof) if state.proves(proof) => Some((number, Settled::Done, "")),
            Awaits::Proof(proof) => never(state, proof).map(|why| (number, Settled::Refused, why)),
            _ => None,
        });
        let Some((number, outcome, why)) = proven else { return };
        settle(turn, number, outcome, why);
    }
}

/// Why something that nobody was asked for will not come about.
fn never(state: &State, proof: &Proof) -> Option<&'static str> {
    match proof {
        Proof::Rings { leg } => state.live_leg(leg).is_none().then_some("the phone rings no more"),
        _ => None,
    }
}

/// An action ends; with the last one of a step the next begins, or the command ends.
pub(super) fn settle(turn: &mut Turn<'_>, action: u64, outcome: Settled, message: &str) {
    let state = turn.state();
    let Some(pending) = state.pending.actions.get(&action) else { return };
    let (command, awaits) = (pending.command, pending.awaits.clone());
    let message = match (&awaits, outcome) {
        (_, Settled::Done) => text(state, message),
        (Awaits::Proof(proof), Settled::Refused | Settled::TimedOut) => match queue_of(proof) {
            Some(queue) => text(state, &format!("{queue}: {message}")),
            None => text(state, message),
        },
        _ => text(state, message),
    };
    turn.record(Fact::ActionSettled { action, outcome, message: message.clone() });
    if let Awaits::Proof(proof) = &awaits {
        pauses::settled(turn, proof, outcome);
        if command == 0 && outcome != Settled::Done && outcome != Settled::LinkLost {
            aside::failed(turn, proof);
        }
    }
    if let Some(row) = turn.state().pending.commands.get(&command).filter(|row| row.open == 0) {
        let (outcome, said) = (row.outcome, row.message.clone());
        let message = if awaits == Awaits::Value && outcome == Settled::Done { message } else { said };
        step_ended(turn, command, outcome, message);
    }
}

/// The queue that an action was about: of several the one that refused is told.
fn queue_of(proof: &Proof) -> Option<&crate::key::QueueKey> {
    match proof {
        Proof::Paused { queue, .. } | Proof::Member { queue, .. } | Proof::Penalty { queue, .. } => {
            Some(queue)
        }
        _ => None,
    }
}

/// Every action of a step is settled.
fn step_ended(turn: &mut Turn<'_>, command: u64, outcome: Settled, message: Text) {
    let Some(progress) = turn.state().control.sagas.get(&command).cloned() else {
        return end(turn, command, outcome, message);
    };
    if outcome == Settled::Done {
        if let (Saga::TakeOver { by, customer, .. }, 1) = (&progress.saga, progress.step) {
            legs::joined(turn, by, customer);
        }
        turn.record(Fact::SagaStepped { command });
        return proceed(turn, command);
    }
    let message = match saga::explain(&progress) {
        Some(what) if outcome == Settled::Refused => text(turn.state(), &format!("{what}: {message}")),
        _ => message,
    };
    end(turn, command, outcome, message);
    if outcome != Settled::LinkLost {
        saga::undo(turn, &progress.saga);
    }
}

/// Takes the next step of a command, and those after it that need nothing.
fn proceed(turn: &mut Turn<'_>, command: u64) {
    while let Some(progress) = turn.state().control.sagas.get(&command).cloned() {
        match saga::next(turn, command, &progress) {
            Ok(None) => return end(turn, command, Settled::Done, Text::default()),
            Ok(Some(actions)) if actions.is_empty() => turn.record(Fact::SagaStepped { command }),
            Ok(Some(actions)) => {
                for wanted in actions {
                    ask(turn, command, wanted);
                }
                return;
            }
            Err(why) => {
                let message = text(turn.state(), &why.to_string());
                end(turn, command, Settled::Refused, message);
                return saga::undo(turn, &progress.saga);
            }
        }
    }
}

fn end(turn: &mut Turn<'_>, command: u64, outcome: Settled, message: Text) {
    let progress = turn.state().control.sagas.get(&command);
    let merged = progress.is_some_and(|progress| matches!(progress.saga, Saga::Merge { .. }));
    turn.record(Fact::CommandSettled { command, outcome, message });
    // Somebody may have gone while the others came.
    if merged {
        rooms::settle(turn);
    }
}

/// The channel of a leg that lives.
fn channel(state: &State, leg: &LegKey) -> Result<alloc::string::String, Refusal> {
    let (_, leg) = state.live_leg(leg).ok_or(Refusal::UnknownLeg)?;
    Ok(leg.channel.to_string())
}

/// The channel of a leg that is answered: the switch would lose the other side of one that is not.
fn answered(state: &State, leg: &LegKey) -> Result<alloc::string::String, Refusal> {
    let channel = channel(state, leg)?;
    let up = state.live_leg(leg).is_some_and(|(_, leg)| leg.is_up());
    if up { Ok(channel) } else { Err(Refusal::NotNow) }
}

/// The one on the other side of a leg.
fn other_side(state: &State, leg: &LegKey) -> Result<LegKey, Refusal> {
    let (slot, _) = state.live_leg(leg).ok_or(Refusal::UnknownLeg)?;
    let others: Vec<_> = crate::reach::partners(state, slot);
    match others.as_slice() {
        [other] => Ok(state.leg_key(*other).clone()),
        _ => Err(Refusal::NobodyThere),
    }
}
