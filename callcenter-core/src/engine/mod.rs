//! One door, one order: an input goes in, facts and actions come out.

mod agents;
mod bridges;
mod commands;
mod legs;
mod members;
mod queues;
mod sync;
mod talk;
mod transfers;
mod turn;

use alloc::boxed::Box;
use alloc::vec::Vec;

use self::legs::Unknown;
use self::members::Report;
use self::turn::Turn;
use crate::event::{Event, List, Listing, Step};
use crate::fact::{Anomaly, Entry, Fact};
use crate::input::{Input, Output};
use crate::key::AgentKey;
use crate::policy::Policy;
use crate::record::conclude;
use crate::snapshot::{RestoreError, Snapshot};
use crate::state::{State, Timer};
use crate::stats::Stats;
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// A clock that goes back by more than this was set; reports of one moment may be out of order by less.
const CLOCK_STEP: Span = Span::from_secs(1);

/// The engine: reports and wishes in, facts and actions out.
///
/// It has no clock, no randomness and no connection; the same inputs give the same outputs everywhere.
#[derive(Debug, Clone)]
pub struct Engine {
    state: State,
    now: Timestamp,
    /// The last time told, which may have been earlier than `now`.
    told: Timestamp,
    touched: Vec<Slot>,
    stirred: Vec<AgentKey>,
}

impl Engine {
    /// An engine that has seen nothing.
    pub fn new(policy: Policy) -> Self {
        Self {
            state: State::new(policy),
            now: Timestamp::UNKNOWN,
            told: Timestamp::UNKNOWN,
            touched: Vec::new(),
            stirred: Vec::new(),
        }
    }

    /// Takes a snapshot up again, with what became true after it; the figures in it come along.
    ///
    /// # Errors
    /// [`RestoreError::Gap`] when an entry is missing in between.
    ///
    /// # Panics
    /// When the entries are of another stream, as [`State::apply`] does.
    pub fn restore(
        mut snapshot: Snapshot,
        since: impl IntoIterator<Item = Entry>,
    ) -> Result<(Self, Stats), RestoreError> {
        snapshot.follow(since)?;
        let Snapshot { at, told, state, stats, .. } = snapshot;
        Ok((Self { state, now: at, told, touched: Vec::new(), stirred: Vec::new() }, stats))
    }

    /// The engine as it stands, without figures: put them in with [`Snapshot::with_stats`].
    pub fn snapshot(&self) -> Snapshot {
        let (at, told, state) = (self.now, self.told, self.state.clone());
        Snapshot { seq: state.seq(), at, told, state, stats: Stats::default() }
    }

    /// What is true now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The latest time the engine was told.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When something happens without anybody reporting it: an [`Input::Tick`] is wanted then, and why. A report that
    /// comes later does as well: what was due before it happens first, at its own time.
    pub fn deadline(&self) -> Option<(Timestamp, Timer)> {
        next_due(&self.state)
    }

    /// Takes an input and appends what follows from it to `out`.
    ///
    /// `at` is µs since the Unix epoch, UTC; an `at` earlier than the last one counts as the last one. Whatever `at`
    /// is, every consequence is in `out` when this returns.
    pub fn handle(&mut self, at: Timestamp, input: Input<'_>, out: &mut Vec<Output>) {
        let step = self.told.since(at);
        self.told = at;
        let mut touched = core::mem::take(&mut self.touched);
        let mut turn = Turn::new(&mut self.state, self.now, out, &mut touched, &mut self.stirred);
        self.now = self.now.max(at);
        pass_time(&mut turn, self.now);
        if at.is_known() && step > CLOCK_STEP {
            turn.notice(None, Anomaly::ClockStep(step));
        }
        match input {
            Input::Event(event) => report(&mut turn, event),
            Input::Command { id, command } => commands::commanded(&mut turn, id, &command),
            Input::Tick => {}
            Input::Finish => close_all(&mut turn),
        }
        conclude_control(&mut turn);
        let moved = turn.take_touched();
        if !moved.is_empty() {
            talk::settle(&mut turn, &moved);
        }
        agents::settle(&mut turn);
        touched = moved;
        touched.clear();
        self.touched = touched;
    }
}

/// What became true settles commands, and puts together or apart; that may make more true.
fn conclude_control(turn: &mut Turn<'_>) {
    loop {
        let before = turn.state().seq();
        commands::settle_asides(turn);
        commands::prove(turn);
        commands::settle_pauses(turn);
        if turn.state().seq() == before {
            return;
        }
    }
}

/// What is due by `now` happens, each at its own time; then it is `now`. Calls that are too many are closed at once.
fn pass_time(turn: &mut Turn<'_>, now: Timestamp) {
    while turn.state().settling.len() > turn.state().policy.limits.settling_max as usize {
        close_first(turn);
    }
    while let Some((due, timer)) = next_due(turn.state()).filter(|&(due, _)| due <= now) {
        turn.set_at(due);
        match timer {
            Timer::CallSettles => close_first(turn),
            Timer::WrapUpEnds(agent) => turn.record(Fact::WrapUpEnded { agent }),
            Timer::ActionExpires(action) => commands::expired(turn, action),
        }
        agents::settle(turn);
    }
    turn.set_at(now);
}

fn next_due(state: &State) -> Option<(Timestamp, Timer)> {
    let settles = state.settling.first().map(|(over, _)| (over.at + state.policy.settle, Timer::CallSettles));
    let timer = state.pending.timers.first();
    match (settles, timer) {
        (Some(settles), Some(timer)) if settles.0 <= timer.0 => Some(settles),
        (_, Some(timer)) => Some(timer.clone()),
        (settles, None) => settles,
    }
}

fn close_first(turn: &mut Turn<'_>) {
    if let Some(&(_, call)) = turn.state().settling.first() {
        close(turn, call);
    }
}

fn close_all(turn: &mut Turn<'_>) {
    while let Some(&(_, call)) = turn.state().settling.first() {
        close(turn, call);
    }
}

fn close(turn: &mut Turn<'_>, call: Slot) {
    let record = conclude(turn.state(), call).map(Box::new);
    let call = turn.call_key(call);
    turn.record(Fact::CallClosed { call, record });
}

/// What a report makes true.
fn report(turn: &mut Turn<'_>, event: Event<'_>) {
    match event {
        Event::Connected { .. } => {
            commands::unlinked(turn);
            sync::connected(turn);
        }
        Event::Disconnected => {
            commands::unlinked(turn);
            sync::disconnected(turn);
        }
        Event::Ready { uptime } => {
            sync::ready(turn, uptime);
            commands::linked(turn);
        }
        Event::Identified { version, system, started } => {
            let (version, system) = (legs::text(turn.state(), version), legs::text(turn.state(), system));
            let switch = &turn.state().switch;
            let news = (!version.is_empty() && version != switch.version)
                || (!system.is_empty() && system != switch.system)
                || (started.is_some() && started != switch.started);
            if let Some(started) = started {
                sync::identified(turn, started);
            }
            if news {
                turn.record(Fact::SwitchIdentified { version, system, started });
            }
        }
        Event::Stopping { restart } => turn.record(Fact::SwitchStopping { restart }),
        Event::Replied { action, ok, message } => {
            commands::replied(turn, action, ok, message);
            if ok && message.starts_with("Channel Hungup") {
                turn.record(Fact::HangupOrdered);
            }
        }
        Event::ListStarted { action } => commands::begun(turn, action),
        Event::Listed { row, .. } => listed(turn, row),
        Event::ListEnded { action, list, whole } => {
            sync::list_ended(turn, list, whole);
            commands::told(turn, action);
            if list == List::Legs && whole {
                commands::settle_rooms(turn);
            }
            if list == List::Queues && whole {
                let ours = commands::is_ours(turn.state(), action);
                members::swept(turn, ours);
                commands::pauses_again(turn);
            }
        }

        Event::LegStarted(leg) => legs::started(turn, &leg),
        Event::LegChanged(leg) => {
            legs::seen(turn, &leg, Unknown::Make);
        }
        Event::LegIdentified(leg) => legs::identified(turn, &leg),
        Event::LegRenamed { leg, channel } => legs::renamed(turn, leg, channel),
        Event::LegExecutes { leg, step, .. } => legs::executes(turn, &leg, step),
        Event::VariableSet { leg, variable } => legs::variable(turn, &leg, &variable),
        Event::VariablesReported => legs::source(turn, crate::fact::Source::Variables),
        Event::HangupRequested { leg, by_party, cause } => legs::asked_to_end(turn, &leg, by_party, cause),
        Event::LegEnded { leg, cause } => legs::ended(turn, &leg, cause),

        Event::DialStarted { by, leg, dial } => {
            let by = by.and_then(|by| legs::seen(turn, &by, Unknown::Make));
            let Some(slot) = legs::seen(turn, &leg, Unknown::Make) else { return };
            if let Some(by) = by {
                legs::adopt(turn, &leg, slot, by);
            }
            if turn.state().leg(slot).dial.is_none() {
                let (leg, dial) = (turn.leg_key(slot), legs::text(turn.state(), dial));
                let by = by.map(|by| turn.leg_key(by));
                turn.record(Fact::LegDialed { leg, by, dial });
            }
        }
        Event::DialEnded { by, leg, status, forward } => {
            if let Some(by) = by {
                legs::seen(turn, &by, Unknown::Leave);
            }
            let Some(slot) = legs::seen(turn, &leg, Unknown::Leave) else { return };
            if turn.state().leg(slot).dial.as_ref().is_some_and(|dial| dial.ended.is_none()) {
                let (leg, forward) = (turn.leg_key(slot), legs::text(turn.state(), forward));
                turn.record(Fact::LegDialEnded { leg, status, forward });
            }
        }
        Event::Originated { action, leg, channel, exten, outcome, step } => {
            legs::originated(turn, leg, channel, exten, outcome, step);
            commands::originated(turn, action, outcome);
        }

        Event::BridgeStarted(_) | Event::BridgeEnded(_) | Event::BridgesMerged { .. } => {}
        Event::BridgeEntered { bridge, leg, swap } => bridges::entered(turn, bridge, &leg, swap),
        Event::BridgeLeft { bridge, leg } => bridges::left(turn, bridge, &leg),
        Event::LocalPaired { one, two } => {
            let first = legs::seen(turn, &one, Unknown::Make);
            let second = legs::seen(turn, &two, Unknown::Make);
            if let (Some(first), Some(second)) = (first, second) {
                // Whichever half belongs to the older call brings the other one in.
                if turn.state().call(turn.state().leg(first).call).started
                    <= turn.state().call(turn.state().leg(second).call).started
                {
                    legs::adopt(turn, &two, second, first);
                } else {
                    legs::adopt(turn, &one, first, second);
                }
                legs::pair(turn, first, second);
            }
        }
        Event::LocalOptimizing { one, two: _ } => optimizing(turn, one.leg, true),
        Event::LocalOptimized { one, two: _ } => optimizing(turn, one.leg, false),

        Event::Held(leg) => bridges::held(turn, &leg),
        Event::Unheld(leg) => bridges::unheld(turn, &leg),
        Event::BlindTransferred { by, transferee, exten, by_code, ok } => {
            if ok {
                transfers::blind(turn, &by, transferee.as_ref(), exten, by_code);
            }
        }
        Event::AttendedTransferred { first, second, transferee, target: _, stays, ok } => {
            if ok {
                transfers::attended(turn, &first, &second, transferee.as_ref(), stays);
            }
        }
        Event::Parked { leg, parker, slot } => bridges::parked(turn, &leg, slot, parker, None),
        Event::Unparked { leg, by, .. } => bridges::unparked(turn, &leg, Some(&by), false),
        Event::ParkTimedOut { leg, .. } => bridges::unparked(turn, &leg, None, true),
        Event::ParkAbandoned { leg, .. } => bridges::unparked(turn, &leg, None, false),
        Event::PickedUp { by, target } => bridges::picked_up(turn, &by, &target),
        Event::SpyStarted { spy, target } => bridges::spy_started(turn, &spy, &target),
        Event::SpyEnded { spy, target: _ } => bridges::spy_ended(turn, &spy),
        Event::ConferenceStarted { bridge, .. } => bridges::is_conference(turn, bridge.bridge),
        Event::ConferenceEnded { .. } => {}
        Event::ConferenceJoined { room, bridge, leg } => {
            bridges::conference_joined(turn, room, Some(bridge), &leg, None);
        }
        Event::ConferenceLeft { leg, .. } => bridges::conference_left(turn, &leg),
        Event::RecordingStarted(leg) | Event::RecordingStopped(leg) | Event::RecordingMuted { leg, .. } => {
            legs::seen(turn, &leg, Unknown::Leave);
        }
        Event::KeyPressed { leg, .. } => {
            legs::seen(turn, &leg, Unknown::Leave);
        }
        Event::UserReported { name, leg, .. } => {
            let leg = leg.and_then(|leg| legs::seen(turn, &leg, Unknown::Leave));
            let leg = leg.map(|leg| turn.leg_key(leg)).unwrap_or_default();
            commands::said(turn, name, leg.as_str());
        }

        Event::CallerJoined { queue, leg, position } => queues::joined(turn, queue, &leg, position),
        Event::CallerLeft { queue, leg } => queues::left(turn, queue, &leg),
        Event::CallerAbandoned { queue, leg } => queues::abandoned(turn, queue, &leg),
        Event::AgentOffered { queue, caller, phone, interface, .. } => {
            queues::offered(turn, queue, &caller, &phone, interface);
            agents::offered(turn, queue, interface);
        }
        Event::AgentConnected { queue, caller, phone, interface, .. } => {
            queues::connected(turn, queue, &caller, &phone, interface);
        }
        Event::AgentCompleted { queue, caller, interface, reason, .. } => {
            queues::completed(turn, queue, &caller, interface, reason);
        }
        Event::AgentMissed { queue, caller, phone, interface, .. } => {
            queues::missed(turn, queue, &caller, &phone, interface);
        }
        Event::AgentDumped { queue, caller, interface, .. } => {
            queues::dumped(turn, queue, &caller, interface);
        }

        Event::MemberAdded(member) => members::reported(turn, &member, Report::Added),
        Event::MemberChanged(member) => members::reported(turn, &member, Report::Changed),
        Event::MemberPaused(member) => members::reported(turn, &member, Report::Paused),
        Event::MemberRemoved(member) => members::removed(turn, member.queue, member.interface),
        Event::DeviceChanged { device, state } => members::device(turn, device, state),
        Event::ContactChanged { endpoint, uri, state } => members::contact(turn, endpoint, uri, state),
    }
}

fn optimizing(turn: &mut Turn<'_>, one: &str, begins: bool) {
    let Some(slot) = turn.state().legs.slot(one) else { return };
    if turn.state().leg(slot).optimizing != begins {
        let one = turn.leg_key(slot);
        turn.record(Fact::PairOptimizing { one, begins });
        turn.touch(slot);
    }
}

/// What a row of a list makes true: the same as the report that was missed.
fn listed(turn: &mut Turn<'_>, row: Listing<'_>) {
    match row {
        Listing::Leg { leg, bridge, age, step, detail, dialed } => {
            if !detail {
                sync::row(turn);
            }
            let Some(slot) = legs::listed(turn, &leg, age) else { return };
            let catching_up = turn.state().link.synced < turn.state().link.epoch;
            if !catching_up {
                // In step with the switch, a list tells nothing about bridges that was not reported.
            } else if !bridge.is_empty() {
                let kind =
                    turn.state().bridges.find(bridge).map_or_else(Default::default, |bridge| bridge.kind);
                bridges::put(turn, slot, crate::event::SeenBridge { bridge, kind });
            } else if !detail && turn.state().leg(slot).bridge.is_some() {
                legs::touch_bridge(turn, slot);
                let leg = turn.leg_key(slot);
                turn.record(Fact::LegLeftBridge { leg });
            }
            if let Step::Queue(queue) = step {
                queues::found_in(turn, queue, slot);
            }
            let leg = turn.state().leg(slot);
            if detail
                && !dialed.is_empty()
                && leg.seen != crate::fact::SeenBy::Start
                && leg.first_exten != dialed
            {
                let (leg, dialed) = (turn.leg_key(slot), legs::text(turn.state(), dialed));
                turn.record(Fact::LegBeganAt { leg, dialed });
            }
        }
        Listing::Bridge(bridge) => {
            if let Some(known) = turn.state().bridges.find(bridge.bridge)
                && known.kind < bridge.kind
            {
                for leg in known.legs.clone() {
                    turn.touch(leg);
                }
                turn.record(Fact::BridgeIs { bridge: bridge.bridge.into(), kind: bridge.kind });
            }
        }
        Listing::Queue { queue, limit, strategy, service_level, .. } => {
            queues::queue_seen(turn, queue, limit.unwrap_or(0), strategy, service_level);
        }
        Listing::Waiting { queue, leg, position, wait, .. } => {
            queues::listed(turn, queue, leg, position, wait);
        }
        Listing::Parked { leg, slot, parker, age } => {
            let since = age.filter(|_| turn.at().is_known()).map(|age| turn.at() - age);
            bridges::parked(turn, &leg, slot, parker, since);
        }
        Listing::Conferee { room, leg, age } => bridges::conference_joined(turn, room, None, &leg, age),
        Listing::Member(member) => members::reported(turn, &member, Report::Listed),
        Listing::Device { device, state } => members::device(turn, device, state),
        Listing::Contact { endpoint, uri, state } => members::contact(turn, endpoint, uri, state),
    }
}
