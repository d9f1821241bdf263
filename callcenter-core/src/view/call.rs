//! Calls that live.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use crate::event::LegState;
use crate::key::{CallKey, LegKey, QueueKey, Text};
use crate::record::{CallRecord, Direction, Status, conclude};
use crate::state::{Call, Leg, State};
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// A call that lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallRow {
    /// The call's identity.
    pub call_id: String,
    /// Its linkedid, by which facts name it while it lives.
    pub call: CallKey,
    /// How it stands.
    pub status: Status,
    /// Who reached whom.
    pub direction: Direction,
    /// An extension, or the number first presented.
    pub caller: Option<Text>,
    /// The caller's name.
    pub caller_name: Option<Text>,
    /// The caller's leg.
    pub caller_leg: LegKey,
    /// The number first dialled.
    pub dialed: Option<Text>,
    /// The queue it waits in, or came through last.
    pub queue: Option<QueueKey>,
    /// Who talks with the caller now; while it rings, whose phones do.
    pub with: Vec<Text>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// Since when it stands like this.
    pub since: Option<Timestamp>,
    /// How long the caller has been talking with somebody, holds included, when it was asked.
    pub talked: Span,
    /// Legs that live.
    pub legs: Vec<LegRow>,
}

/// A leg of a call that lives, as commands name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LegRow {
    /// The leg.
    pub leg: LegKey,
    /// Its phone or trunk.
    pub endpoint: Text,
    /// Whether answered.
    pub up: bool,
    /// Whether its party holds the other.
    pub holding: bool,
}

/// All calls that live, in order of their beginning.
pub fn calls(state: &State) -> Vec<CallRow> {
    let mut calls: Vec<_> = state.calls.iter().filter(|(_, _, call)| call.over.is_none()).collect();
    calls.sort_unstable_by_key(|(slot, _, call)| (call.started, *slot));
    calls.into_iter().filter_map(|(slot, key, call)| call_row(state, slot, key, call)).collect()
}

/// One call that lives, by its identity, its linkedid or a linkedid that was merged into it.
pub fn call(state: &State, id: &str) -> Option<CallRow> {
    let slot = state.calls.slot(id).or_else(|| {
        let mut calls = state.calls.iter();
        calls.find(|(_, _, call)| call.over.is_none() && call.id.to_string() == id).map(|(slot, ..)| slot)
    })?;
    let into = state.call(slot).absorbed.as_ref().and_then(|into| state.calls.slot(into.as_str()));
    let slot = into.unwrap_or(slot);
    let call = state.call(slot);
    if call.over.is_some() {
        return None;
    }
    call_row(state, slot, state.call_key(slot), call)
}

fn call_row(state: &State, slot: Slot, key: &CallKey, call: &Call) -> Option<CallRow> {
    let record = conclude(state, slot).filter(|record| record.status.is_live())?;
    let caller = state.hero(call)?;
    let live = call.legs.iter().copied().filter(|&leg| {
        let leg = state.leg(leg);
        leg.is_live() && leg.call == slot && !leg.is_local()
    });
    Some(CallRow {
        call: key.clone(),
        since: since(call, &record),
        with: with(&record),
        caller_leg: state.leg_key(caller).clone(),
        queue: record.visits.last().map(|visit| visit.queue.clone()),
        talked: record.talk_s.unwrap_or_default(),
        legs: live.map(|leg| leg_row(state.leg_key(leg), state.leg(leg))).collect(),
        call_id: record.call_id,
        status: record.status,
        direction: record.direction,
        caller: record.caller,
        caller_name: record.caller_name,
        dialed: record.dialed,
        started_at: record.started_at,
    })
}

fn leg_row(key: &LegKey, leg: &Leg) -> LegRow {
    LegRow {
        leg: key.clone(),
        endpoint: Text::from(leg.endpoint()),
        up: leg.state == LegState::Up,
        holding: leg.holds.last().is_some_and(|hold| hold.to.is_none()),
    }
}

/// Since when a call stands as it does.
fn since(call: &Call, record: &CallRecord) -> Option<Timestamp> {
    match record.status {
        Status::Waiting => record.visits.last().and_then(|visit| visit.entered_at),
        Status::Parked => record.parked.last().and_then(|park| park.at),
        Status::OnHold => record.hold.spans.last().and_then(|(from, _)| *from),
        Status::Talking => record
            .segments
            .iter()
            .filter(|segment| segment.to.is_none())
            .filter_map(|segment| segment.from)
            .min(),
        _ => call.started.at.known(),
    }
}

fn with(record: &CallRecord) -> Vec<Text> {
    match record.status {
        Status::Talking | Status::OnHold => {
            let open = record.segments.iter().filter(|segment| segment.to.is_none());
            open.filter_map(|segment| segment.with.clone()).collect()
        }
        Status::Ringing | Status::Waiting => {
            let rings = record.agents_rung.iter().filter(|rung| rung.result.is_none());
            rings.map(|rung| rung.agent.clone()).collect()
        }
        _ => Vec::new(),
    }
}
