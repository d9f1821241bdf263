//! What a command needs: facts that hold from here on, and its actions, or the first of several steps.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::{PHONE_REACTION, PHONE_RING, Wanted, answered, channel, other_side, pauses};
use crate::action::{Action, Destination, Direction, Originate};
use crate::command::{Command, HoldBy, Loaded, Parked, Refusal, Taker, Tracks, Transfer};
use crate::control::{Aside, Hook, PICKUP, Proof, Saga};
use crate::event::{List, Membership};
use crate::fact::{Fact, SeenBy};
use crate::key::{AgentKey, Interface, LegKey, QueueKey, Text};
use crate::state::{Leg, State};
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// Keys sent by one command, at most.
const KEYS_MAX: usize = 32;

/// How much longer than any action a caller may take to leave a queue: the switch waits until a ringing phone is done.
const WITHDRAWAL: Span = Span::from_secs(20);

/// The default lot's context, whose extensions are its spaces.
const PARKED_CONTEXT: &str = "parkedcalls";

/// What a command needs.
#[derive(Default)]
pub(super) struct Plan {
    /// What holds from here on.
    pub(super) facts: Vec<Fact>,
    /// What is asked for at once; nothing when there are steps.
    pub(super) actions: Vec<Wanted>,
    pub(super) saga: Option<Saga>,
}

impl From<Wanted> for Plan {
    fn from(wanted: Wanted) -> Self {
        Self { actions: vec![wanted], ..Self::default() }
    }
}

impl From<Vec<Wanted>> for Plan {
    fn from(actions: Vec<Wanted>) -> Self {
        Self { actions, ..Self::default() }
    }
}

impl From<Saga> for Plan {
    fn from(saga: Saga) -> Self {
        Self { saga: Some(saga), ..Self::default() }
    }
}

pub(super) fn plan(state: &State, at: Timestamp, command: u64, what: &Command) -> Result<Plan, Refusal> {
    let new_leg = || LegKey::from(format!("cc-{:x}-{command:x}", at.as_micros()));
    Ok(match what {
        Command::SignIn { queues, interface, name, state_interface, penalty, paused } => {
            sign_in(state, queues, interface, (name, state_interface), *penalty, paused.as_ref())?.into()
        }
        Command::SignOut { agent, queues } => {
            let all = memberships(state, agent, queues)?;
            // Who is asked for nothing in particular goes where that can be done: what the configuration says stays.
            let can_go = |(queue, interface): &&(QueueKey, Interface)| {
                let member = state.queues.get(queue).and_then(|queue| queue.members.get(interface));
                member.is_some_and(|member| member.membership == Membership::Dynamic)
            };
            let dynamic: Vec<_> = all.iter().filter(can_go).cloned().collect();
            let left = if queues.is_empty() && !dynamic.is_empty() { dynamic } else { all };
            let actions = left.into_iter().map(remove).collect();
            let facts = if queues.is_empty() { pauses::forgotten(state, agent) } else { Vec::new() };
            Plan { facts, actions, saga: None }
        }
        Command::Ready { agent, queues } => pauses::ready(state, agent, queues)?,
        Command::Pause { agent, queues, reason, from } => {
            plain(reason)?;
            pauses::pause(state, agent, queues, reason, *from)?
        }
        Command::Resume { agent, reason } => pauses::resume(state, agent, reason)?,
        Command::SetPenalty { agent, queues, penalty } => {
            let set = |(queue, interface): (QueueKey, Interface)| {
                let (name, phone) = (queue.to_string(), interface.to_string());
                let action = Action::MemberPenalty { queue: name, interface: phone, penalty: *penalty };
                Wanted::proof(action, Proof::Penalty { queue, interface, penalty: *penalty })
            };
            memberships(state, agent, queues)?.into_iter().map(set).collect::<Vec<_>>().into()
        }

        Command::Originate(originate) => {
            dialable(&originate.channel)?;
            for text in [&originate.caller_id, &originate.leg_id, &originate.other_leg_id, &originate.account]
            {
                plain(text)?;
            }
            for (name, value) in &originate.variables {
                needed(name)?;
                plain(value)?;
            }
            let mut originate = originate.clone();
            if originate.leg_id.is_empty() {
                originate.leg_id = new_leg().to_string();
            }
            let ring = originate.timeout;
            Wanted::call(Action::Originate(originate), ring).into()
        }
        Command::Transfer { leg, to, context, how } => transfer(state, leg, to, context, *how, new_leg)?,
        Command::CompleteTransfer { leg } => match state.control.asides.get(leg) {
            Some(aside) if aside.asked.is_some() => {
                if_free(state, leg, Saga::Complete { agent: leg.clone() }, &["consult"])?
            }
            // Who leaves a talk that is no consultation hangs up on his caller.
            held if held.is_some() || asks_nobody(state, leg) => return Err(Refusal::NobodyAsked),
            _ => hang_up(leg, answered(state, leg)?, None).into(),
        },
        Command::CancelTransfer { leg } => match state.control.asides.get(leg) {
            Some(_) => if_free(state, leg, Saga::Unhold { agent: leg.clone() }, &["consult"])?,
            None if asks_nobody(state, leg) => return Err(Refusal::NobodyAsked),
            None => Wanted::reply(Action::CancelAttendedTransfer { channel: answered(state, leg)? }).into(),
        },
        Command::SwapTransfer { leg } => {
            asked(state, leg)?;
            if_free(state, leg, Saga::Swap { agent: leg.clone() }, &[])?
        }
        Command::MergeTransfer { leg } => {
            asked(state, leg)?;
            hooks(state, &[Hook::Room])?;
            if_free(state, leg, Saga::Merge { agent: leg.clone() }, &[])?
        }
        Command::Hold { leg, how } => hold(state, leg, *how)?,
        Command::Unhold { leg, how } => match (how, state.control.asides.get(leg)) {
            (HoldBy::Auto | HoldBy::Server, Some(_)) => {
                if_free(state, leg, Saga::Unhold { agent: leg.clone() }, &[])?
            }
            (HoldBy::Server, None) => {
                answered(state, leg)?;
                return Err(Refusal::NotHeld);
            }
            (HoldBy::Auto | HoldBy::Device, _) => {
                let channel = answered(state, leg)?;
                if holds_nobody(state, leg) {
                    return Err(Refusal::NotHeld);
                }
                let proof = Proof::Held { leg: leg.clone(), on: false };
                Wanted::proof(notify(channel, "talk"), proof).only(PHONE_REACTION).into()
            }
        },
        Command::Answer { leg } => {
            channel(state, leg)?;
            if state.live_leg(leg).is_some_and(|(_, leg)| leg.is_up()) {
                return Err(Refusal::NotNow);
            }
            Saga::Answer { leg: leg.clone() }.into()
        }
        Command::Dtmf { leg, keys, to } => {
            answered(state, leg)?;
            let good = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#' | 'A'..='D' | 'a'..='d');
            if keys.is_empty() || keys.chars().count() > KEYS_MAX || !keys.chars().all(good) {
                return Err(Refusal::Malformed);
            }
            Saga::Keys { leg: leg.clone(), keys: keys.clone(), to: *to }.into()
        }
        Command::Mute { leg, direction, on } => {
            let channel = channel(state, leg)?;
            Wanted::reply(Action::Mute { channel, direction: *direction, on: *on }).into()
        }
        Command::Hangup { leg, cause } => hang_up(leg, channel(state, leg)?, *cause).into(),

        Command::Supervise { channel: phone, leg, mode } => {
            dialable(phone)?;
            answered(state, leg)?;
            let (channel, target) = (phone.to_string(), leg.to_string());
            let action = Action::Spy { channel, target, mode: *mode, timeout: PHONE_RING };
            let proof = Proof::Spied { leg: leg.clone(), since: state.seq() };
            Wanted::proof(action, proof).longer(PHONE_RING).into()
        }
        Command::SuperviseAs { leg, mode } => {
            let channel = answered(state, leg)?;
            if !state.live_leg(leg).is_some_and(|(_, leg)| leg.spying) {
                return Err(Refusal::NotNow);
            }
            let key = match mode {
                crate::event::SpyMode::Listen => '4',
                crate::event::SpyMode::Whisper => '5',
                crate::event::SpyMode::Barge => '6',
            };
            Wanted::reply(Action::PlayKey { channel, key, receive: true }).into()
        }
        Command::TakeOver { leg, by } => {
            answered(state, leg)?;
            let customer = other_side(state, leg)?;
            match by {
                Taker::Leg(by) => {
                    answered(state, by)?;
                    super::saga::join(state, by, &customer)?.into()
                }
                Taker::Phone(phone) => {
                    dialable(phone)?;
                    Saga::TakeOver { phone: phone.clone(), by: new_leg(), customer }.into()
                }
            }
        }
        Command::Pickup { channel: phone, leg } => {
            dialable(phone)?;
            let rings = channel(state, leg)?;
            if state.live_leg(leg).is_none_or(|(_, leg)| leg.is_up()) {
                return Err(Refusal::NotNow);
            }
            hooks(state, &[Hook::Pickup])?;
            let by = new_leg();
            let originate = Originate {
                leg_id: by.to_string(),
                variables: vec![(PICKUP.to_string(), rings)],
                ..Originate::of(phone, place(Hook::Pickup), PHONE_RING)
            };
            let proof = Proof::PickedUp { leg: leg.clone(), by };
            Wanted::proof(Action::Originate(Box::new(originate)), proof).longer(PHONE_RING).into()
        }
        Command::MoveTo { leg, context, exten } => {
            answered(state, leg)?;
            needed(context)?;
            needed(exten)?;
            Saga::Move { leg: leg.clone(), context: context.clone(), exten: exten.clone() }.into()
        }
        Command::Pull { leg, channel } => {
            answered(state, leg)?;
            dialable(channel)?;
            hooks(state, &[Hook::Phone])?;
            Saga::Pull { leg: leg.clone(), channel: channel.clone() }.into()
        }
        Command::Park { leg, lot } => {
            plain(lot)?;
            let (channel, lot) = (answered(state, leg)?, lot.to_string());
            let action = Action::Park { channel, timeout_channel: String::new(), timeout: Span::ZERO, lot };
            Wanted::proof(action, Proof::Parked { leg: leg.clone(), on: true }).into()
        }
        Command::Retrieve { parked, channel } => {
            dialable(channel)?;
            let (leg, space) = find_parked(state, parked)?;
            let to = Destination::Dialplan {
                context: PARKED_CONTEXT.to_string(),
                exten: space.to_string(),
                priority: 1,
            };
            let leg_id = new_leg().to_string();
            let originate = Originate { leg_id, ..Originate::of(channel, to, PHONE_RING) };
            let action = Action::Originate(Box::new(originate));
            Wanted::proof(action, Proof::Parked { leg, on: false }).longer(PHONE_RING).into()
        }

        Command::RecordStart { leg, file, tracks } => {
            let channel = channel(state, leg)?;
            let options = recording(file, *tracks)?;
            Wanted::reply(Action::RecordStart { channel, file: file.to_string(), options }).into()
        }
        Command::RecordStop { leg } => {
            Wanted::reply(Action::RecordStop { channel: channel(state, leg)?, id: String::new() }).into()
        }
        Command::RecordPause { leg, on } => {
            let channel = channel(state, leg)?;
            Wanted::reply(Action::RecordMute { channel, direction: Direction::Both, on: *on }).into()
        }
        Command::Withdraw { leg, info } => {
            plain(info)?;
            let channel = channel(state, leg)?;
            let slot = state.legs.slot(leg.as_str()).ok_or(Refusal::UnknownLeg)?;
            let mut queues = state.queues.iter().filter(|(_, queue)| queue.waiter(slot).is_some());
            let (queue, _) = queues.next().ok_or(Refusal::NotNow)?;
            let action = Action::WithdrawCaller { queue: queue.to_string(), channel, info: info.clone() };
            Wanted::proof(action, Proof::Withdrawn { leg: leg.clone() }).longer(WITHDRAWAL).into()
        }
        Command::Reload { module } => {
            let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
            if module.is_empty() || !module.chars().all(good) {
                return Err(Refusal::Malformed);
            }
            Wanted::reply(Action::Reload { module: module.to_string() }).into()
        }
        Command::Check { context, exten } => {
            needed(context)?;
            needed(exten)?;
            let (context, exten) = (context.to_string(), exten.to_string());
            Wanted::value(Action::Extension { context, exten }).into()
        }
        Command::ReadBack { loaded } => {
            let variable = read_back(loaded)?;
            Wanted::value(Action::VariableGet { channel: String::new(), variable }).into()
        }
        Command::Refresh => {
            let lists = [List::Queues, List::Devices, List::Contacts];
            lists.map(|list| Wanted::reply(Action::List(list))).into_iter().collect::<Vec<_>>().into()
        }
    })
}

/// The function that tells it. Names are those that configuration files can have.
fn read_back(loaded: &Loaded) -> Result<String, Refusal> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let named = |name: &Text| !name.is_empty() && name.chars().all(good);
    let (name, function, field) = match loaded {
        Loaded::Address { name } => (name, "PJSIP_AOR", ",voicemail_extension"),
        Loaded::Endpoint { name } => (name, "PJSIP_ENDPOINT", ",context"),
        Loaded::Queue { name } => (name, "QUEUE_EXISTS", ""),
    };
    if named(name) { Ok(format!("{function}({name}{field})")) } else { Err(Refusal::Malformed) }
}

fn sign_in(
    state: &State,
    queues: &[QueueKey],
    interface: &Interface,
    (name, state_interface): (&Text, &Text),
    penalty: u32,
    paused: Option<&Text>,
) -> Result<Vec<Wanted>, Refusal> {
    let device = if state_interface.is_empty() { interface.as_str() } else { state_interface };
    // Who is paused in the queues that he has is paused in a new one too.
    let held = state.control.pauses.get(&AgentKey::behind(device)).and_then(|reasons| reasons.last());
    let paused = paused.or(held);
    let reason = paused.cloned().unwrap_or_default();
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
        if row.members.contains_key(interface) {
            continue;
        }
        let action = Action::MemberAdd {
            queue: queue.to_string(),
            interface: interface.to_string(),
            name: name.to_string(),
            state_interface: state_interface.to_string(),
            penalty,
            paused: paused.is_some(),
            reason: reason.to_string(),
        };
        let proof = Proof::Member { queue: queue.clone(), interface: interface.clone(), is: true };
        actions.push(Wanted::proof(action, proof));
    }
    Ok(actions)
}

fn remove((queue, interface): (QueueKey, Interface)) -> Wanted {
    let action = Action::MemberRemove { queue: queue.to_string(), interface: interface.to_string() };
    Wanted::proof(action, Proof::Member { queue, interface, is: false })
}

fn transfer(
    state: &State,
    leg: &LegKey,
    to: &Text,
    context: &Text,
    how: Transfer,
    new_leg: impl Fn() -> LegKey,
) -> Result<Plan, Refusal> {
    needed(to)?;
    plain(context)?;
    let channel = answered(state, leg)?;
    if how == Transfer::Blind {
        return Ok(Saga::BlindTransfer { leg: leg.clone(), context: context.clone(), to: to.clone() }.into());
    }
    let held = state.control.asides.get(leg);
    if how == Transfer::AttendedByCode || held.is_none() && !state.control.has(&Hook::HOLD) {
        let (exten, context) = (to.to_string(), context.to_string());
        return Ok(Wanted::reply(Action::AttendedTransfer { channel, exten, context }).into());
    }
    dialable(to)?;
    if held.is_some_and(|aside| aside.asked.is_some()) || state.control.is_under_way(leg) {
        return Err(Refusal::UnderWay);
    }
    let customer = match held {
        Some(aside) => aside.customer.clone(),
        None => partner(state, leg)?,
    };
    let (dial, context) = dial(state, leg, to, context)?;
    let aside = Aside { agent: leg.clone(), customer, asked: Some(new_leg()), to: to.clone(), blonde: false };
    let saga = Saga::Consult { agent: leg.clone(), dial, context };
    Ok(Plan { facts: vec![Fact::AsideSet(Box::new(aside))], actions: Vec::new(), saga: Some(saga) })
}

/// What the switch dials to reach somebody, and where that has to exist: a phone that is known is called itself, so that
/// no voicemail answers for it; everybody else through the dialplan.
fn dial(state: &State, leg: &LegKey, to: &Text, context: &Text) -> Result<(Text, Text), Refusal> {
    if to.contains('/') {
        return Ok((to.clone(), Text::default()));
    }
    let device = format!("PJSIP/{to}");
    if state.contacts.contains_key(to) || state.devices.contains_key(device.as_str()) {
        return Ok((Text::from(device), Text::default()));
    }
    let own = state.live_leg(leg).map(|(_, leg)| leg.context.clone()).unwrap_or_default();
    let context = if context.is_empty() { own } else { context.clone() };
    if context.is_empty() {
        return Err(Refusal::Malformed);
    }
    Ok((Text::from(format!("Local/{to}@{context}/n")), context))
}

fn hold(state: &State, leg: &LegKey, how: HoldBy) -> Result<Plan, Refusal> {
    let channel = answered(state, leg)?;
    let by_server = match how {
        HoldBy::Device => false,
        HoldBy::Server => {
            hooks(state, &Hook::HOLD)?;
            true
        }
        HoldBy::Auto => state.control.has(&Hook::HOLD),
    };
    if !by_server {
        let proof = Proof::Held { leg: leg.clone(), on: true };
        return Ok(Wanted::proof(notify(channel, "hold"), proof).only(PHONE_REACTION).into());
    }
    if state.control.aside_of(leg.as_str()).is_some() {
        return Err(Refusal::UnderWay);
    }
    let customer = partner(state, leg)?;
    let aside = Aside { agent: leg.clone(), customer, asked: None, to: Text::default(), blonde: false };
    let saga = Saga::Hold { agent: leg.clone() };
    Ok(Plan { facts: vec![Fact::AsideSet(Box::new(aside))], actions: Vec::new(), saga: Some(saga) })
}

/// Whether it is known that a phone holds nobody: of a leg seen from its beginning, while nothing was missed.
fn holds_nobody(state: &State, leg: &LegKey) -> bool {
    state.live_leg(leg).is_some_and(|(_, leg)| {
        !leg.holds_now() && leg.seen == SeenBy::Start && state.call(leg.call).gap.is_none()
    })
}

/// Whether it is known that a leg asks nobody by feature code either: seen from its beginning, while nothing was missed,
/// it talks with one other, and nobody of its call was left alone meanwhile.
fn asks_nobody(state: &State, leg: &LegKey) -> bool {
    let Some((_, row)) = state.live_leg(leg) else { return false };
    let call = state.call(row.call);
    let stands_with = |leg: &Leg| Some(state.bridges.get(leg.bridge?)?.legs.len());
    let left_alone = |&slot: &Slot| {
        let leg = state.leg(slot);
        leg.is_live() && stands_with(leg) == Some(1)
    };
    let known = row.seen == SeenBy::Start && call.gap.is_none();
    known && stands_with(row) == Some(2) && !call.legs.iter().chain(&call.guests).any(left_alone)
}

/// The other side, when nobody has put either aside.
fn partner(state: &State, leg: &LegKey) -> Result<LegKey, Refusal> {
    let partner = other_side(state, leg)?;
    let taken = [leg, &partner].into_iter().any(|leg| state.control.aside_of(leg.as_str()).is_some());
    if taken { Err(Refusal::UnderWay) } else { Ok(partner) }
}

/// A command for who is put apart, unless another is under way; a consultation that still rings may be ended.
fn if_free(state: &State, leg: &LegKey, saga: Saga, but: &[&str]) -> Result<Plan, Refusal> {
    let others = state.control.sagas.values().filter(|other| other.saga.agent() == Some(leg));
    let calling = |progress: &crate::state::Progress| {
        but.contains(&"consult") && matches!(progress.saga, Saga::Consult { .. }) && progress.step == 2
    };
    if others.into_iter().all(calling) { Ok(saga.into()) } else { Err(Refusal::UnderWay) }
}

/// That somebody is asked and has answered.
fn asked(state: &State, leg: &LegKey) -> Result<(), Refusal> {
    let aside = state.control.asides.get(leg).ok_or(Refusal::NotNow)?;
    let asked = aside.asked.as_ref().ok_or(Refusal::NobodyThere)?;
    answered(state, asked).map(|_| ()).map_err(|_| Refusal::NobodyThere)
}

fn hooks(state: &State, hooks: &[Hook]) -> Result<(), Refusal> {
    if state.control.has(hooks) { Ok(()) } else { Err(Refusal::NoHooks) }
}

fn place(hook: Hook) -> Destination {
    let (context, exten) = (hook.context().to_string(), hook.exten().to_string());
    Destination::Dialplan { context, exten, priority: 1 }
}

fn find_parked(state: &State, parked: &Parked) -> Result<(LegKey, Text), Refusal> {
    let parks = state.calls.values().flat_map(|call| &call.parks).filter(|park| park.ended.is_none());
    let mut open = parks.map(|park| (state.leg_key(park.leg), &park.slot));
    let found = open.find(|(leg, space)| match parked {
        Parked::Leg(wanted) => wanted == *leg,
        Parked::Space(wanted) => wanted == *space,
    });
    found.map(|(leg, space)| (leg.clone(), space.clone())).ok_or(Refusal::UnknownParked)
}

fn hang_up(leg: &LegKey, channel: String, cause: Option<u16>) -> Wanted {
    Wanted::proof(Action::Hangup { channel, cause }, Proof::Ended { leg: leg.clone() })
}

pub(super) fn notify(channel: String, what: &str) -> Action {
    Action::Notify { channel, variables: vec![("Event".to_string(), what.to_string())] }
}

/// Only while the two sides hear each other (`b`), with an id, and each voice beside it when asked for. A file lies below
/// the switch's own folder.
fn recording(file: &str, tracks: Tracks) -> Result<String, Refusal> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let (stem, ending) = file.rsplit_once('.').ok_or(Refusal::Malformed)?;
    let bad = file.starts_with('/') || file.contains("..") || stem.is_empty() || stem.ends_with('/');
    if bad || ending.is_empty() || ending.contains('/') || !file.chars().all(good) {
        return Err(Refusal::Malformed);
    }
    Ok(match tracks {
        Tracks::Mixed => "bi(CC_RECORDING)".to_string(),
        Tracks::Apart => format!("bi(CC_RECORDING)r({stem}-in.{ending})t({stem}-out.{ending})"),
    })
}

/// An agent's memberships: those in the queues named, or all.
pub(super) fn memberships(
    state: &State,
    agent: &AgentKey,
    queues: &[QueueKey],
) -> Result<Vec<(QueueKey, Interface)>, Refusal> {
    let row = state.agents.get(agent).ok_or(Refusal::UnknownAgent)?;
    if queues.iter().any(|queue| !state.queues.contains_key(queue)) {
        return Err(Refusal::UnknownQueue);
    }
    let named = row.members.iter().filter(|(queue, _)| queues.is_empty() || queues.contains(queue));
    let found: Vec<_> = named.cloned().collect();
    if found.is_empty() { Err(Refusal::UnknownAgent) } else { Ok(found) }
}

/// A phone or a number: nothing with which the switch would dial several, or read more than one argument.
fn dialable(text: &str) -> Result<(), Refusal> {
    let good = |c: char| c.is_alphanumeric() || "/@._:;+*#-".contains(c);
    if text.is_empty() || !text.chars().all(good) { Err(Refusal::Malformed) } else { Ok(()) }
}

fn needed(text: &str) -> Result<(), Refusal> {
    if text.is_empty() { Err(Refusal::Malformed) } else { plain(text) }
}

/// Nothing that could end a line (HC-11); whoever writes bytes checks again.
fn plain(text: &str) -> Result<(), Refusal> {
    if text.chars().any(char::is_control) { Err(Refusal::Malformed) } else { Ok(()) }
}

pub(super) fn name(what: &Command) -> &'static str {
    match what {
        Command::SignIn { .. } => "sign_in",
        Command::SignOut { .. } => "sign_out",
        Command::Ready { .. } => "ready",
        Command::Pause { .. } => "pause",
        Command::Resume { .. } => "resume",
        Command::SetPenalty { .. } => "set_penalty",
        Command::Originate(_) => "originate",
        Command::Transfer { how: Transfer::Blind, .. } => "blind_transfer",
        Command::Transfer { how: Transfer::Attended | Transfer::AttendedByCode, .. } => "attended_transfer",
        Command::CompleteTransfer { .. } => "complete_transfer",
        Command::CancelTransfer { .. } => "cancel_transfer",
        Command::SwapTransfer { .. } => "swap_transfer",
        Command::MergeTransfer { .. } => "merge_transfer",
        Command::Hold { .. } => "hold",
        Command::Unhold { .. } => "unhold",
        Command::Answer { .. } => "answer",
        Command::Dtmf { .. } => "dtmf",
        Command::Mute { .. } => "mute",
        Command::Hangup { .. } => "hangup",
        Command::Supervise { .. } => "supervise",
        Command::SuperviseAs { .. } => "supervise_as",
        Command::TakeOver { .. } => "take_over",
        Command::Pickup { .. } => "pickup",
        Command::MoveTo { .. } => "move_to",
        Command::Pull { .. } => "pull",
        Command::Park { .. } => "park",
        Command::Retrieve { .. } => "retrieve",
        Command::RecordStart { .. } => "record_start",
        Command::RecordStop { .. } => "record_stop",
        Command::RecordPause { .. } => "record_pause",
        Command::Withdraw { .. } => "withdraw",
        Command::Reload { .. } => "reload",
        Command::Check { .. } => "check",
        Command::ReadBack { .. } => "read_back",
        Command::Refresh => "refresh",
    }
}
