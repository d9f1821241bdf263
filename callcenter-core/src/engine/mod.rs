//! One door, one order: an input goes in, facts and actions come out.

mod bridges;
mod legs;
mod queues;
mod sync;
mod talk;
mod transfers;
mod turn;

use alloc::boxed::Box;
use alloc::vec::Vec;

use self::legs::Unknown;
use self::turn::Turn;
use crate::event::{Event, Listing, Step};
use crate::fact::{Anomaly, Fact};
use crate::input::{Input, Output};
use crate::policy::Policy;
use crate::record::conclude;
use crate::state::State;
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
}

impl Engine {
    /// An engine that has seen nothing.
    pub fn new(policy: Policy) -> Self {
        Self { state: State::new(policy), now: Timestamp::UNKNOWN, told: Timestamp::UNKNOWN, touched: Vec::new() }
    }

    /// What is true now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The latest time the engine was told.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Takes an input and appends what follows from it to `out`.
    ///
    /// `at` is µs since the Unix epoch, UTC; an `at` earlier than the last one counts as the last one. Whatever `at`
    /// is, every consequence is in `out` when this returns.
    pub fn handle(&mut self, at: Timestamp, input: Input<'_>, out: &mut Vec<Output>) {
        let step = self.told.since(at);
        self.told = at;
        self.now = self.now.max(at);
        let mut touched = core::mem::take(&mut self.touched);
        let mut turn = Turn::new(&mut self.state, self.now, out, &mut touched);
        if at.is_known() && step > CLOCK_STEP {
            turn.notice(None, Anomaly::ClockStep(step));
        }
        close_settled(&mut turn);
        match input {
            Input::Event(event) => report(&mut turn, event),
            Input::Tick => {}
            Input::Finish => close_all(&mut turn),
        }
        let moved = turn.take_touched();
        if !moved.is_empty() {
            talk::settle(&mut turn, &moved);
        }
        touched = moved;
        touched.clear();
        self.touched = touched;
    }
}

/// Closes calls that were over long enough, or that are too many.
fn close_settled(turn: &mut Turn<'_>) {
    loop {
        let state = turn.state();
        let Some(&(over, call)) = state.settling.first() else { return };
        let many = state.settling.len() > state.policy.limits.settling_max as usize;
        if !many && turn.at() < over.at + state.policy.settle {
            return;
        }
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
        Event::Connected { .. } => sync::connected(turn),
        Event::Disconnected => sync::disconnected(turn),
        Event::Ready { uptime } => sync::ready(turn, uptime),
        Event::Identified { version, system, started } => {
            let (version, system) = (legs::text(turn.state(), version), legs::text(turn.state(), system));
            let switch = &turn.state().switch;
            let news = (!version.is_empty() && version != switch.version)
                || (!system.is_empty() && system != switch.system)
                || (started.is_some() && started != switch.started);
            if let Some(started) = started {
                sync::restarted_at(turn, started);
            }
            if news {
                turn.record(Fact::SwitchIdentified { version, system, started });
            }
        }
        Event::Stopping { restart } => turn.record(Fact::SwitchStopping { restart }),
        Event::Replied { action: _, ok, message } => {
            if ok && message.starts_with("Channel Hungup") {
                turn.record(Fact::HangupOrdered);
            }
        }
        Event::ListStarted { .. } => {}
        Event::Listed { row, .. } => listed(turn, row),
        Event::ListEnded { list, whole, .. } => sync::list_ended(turn, list, whole),

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
        Event::Originated { action: _, leg, channel, exten, outcome, step } => {
            legs::originated(turn, leg, channel, exten, outcome, step);
        }

        Event::BridgeStarted(_) | Event::BridgeEnded(_) | Event::BridgesMerged { .. } => {}
        Event::BridgeEntered { bridge, leg, swap } => bridges::entered(turn, bridge, &leg, swap),
        Event::BridgeLeft { bridge, leg } => bridges::left(turn, bridge, &leg),
        Event::LocalPaired { one, two } => {
            let one = legs::seen(turn, &one, Unknown::Make);
            let two = legs::seen(turn, &two, Unknown::Make);
            if let (Some(one), Some(two)) = (one, two) {
                legs::pair(turn, one, two);
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
        Event::UserReported { .. } => {}

        Event::CallerJoined { queue, leg, position } => queues::joined(turn, queue, &leg, position),
        Event::CallerLeft { queue, leg } => queues::left(turn, queue, &leg),
        Event::CallerAbandoned { queue, leg } => queues::abandoned(turn, queue, &leg),
        Event::AgentOffered { queue, caller, phone, interface, .. } => {
            queues::offered(turn, queue, &caller, &phone, interface);
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
        Event::AgentDumped { queue, caller, interface, .. } => queues::dumped(turn, queue, &caller, interface),

        Event::MemberAdded(_)
        | Event::MemberChanged(_)
        | Event::MemberPaused(_)
        | Event::MemberRemoved(_)
        | Event::DeviceChanged { .. }
        | Event::ContactChanged { .. } => {}
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
                let kind = turn.state().bridges.find(bridge).map_or_else(Default::default, |bridge| bridge.kind);
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
            if detail && !dialed.is_empty() && leg.seen != crate::fact::SeenBy::Start && leg.first_exten != dialed {
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
        Listing::Waiting { queue, leg, position, wait, .. } => queues::listed(turn, queue, leg, position, wait),
        Listing::Parked { leg, slot, parker, age } => {
            let since = age.filter(|_| turn.at().is_known()).map(|age| turn.at() - age);
            bridges::parked(turn, &leg, slot, parker, since);
        }
        Listing::Conferee { room, leg, age } => bridges::conference_joined(turn, room, None, &leg, age),
        Listing::Member(_) | Listing::Device { .. } | Listing::Contact { .. } => {}
    }
}
