//! Who talks with the caller, from when to when.

use alloc::vec::Vec;

use super::turn::Turn;
use crate::event::BridgeKind;
use crate::fact::Fact;
use crate::key::Text;
use crate::reach::{partners, roommates, together};
use crate::state::State;
use crate::table::Slot;
use crate::time::Span;

/// A talk that comes back within this time went on: bridges were joined or internal channels taken out of the way.
const RESUME_GAP: Span = Span::from_millis(100);

/// Looks anew at every call that a change can have touched.
pub(super) fn settle(turn: &mut Turn<'_>, touched: &[Slot]) {
    let mut calls: Vec<Slot> = Vec::with_capacity(2);
    for &leg in touched {
        for near in together(turn.state(), leg) {
            for &call in &turn.state().leg(near).calls {
                if !calls.contains(&call) {
                    calls.push(call);
                }
            }
        }
    }
    for call in calls {
        consults(turn, call);
        talks(turn, call);
    }
}

fn talks(turn: &mut Turn<'_>, call: Slot) {
    let state = turn.state();
    let row = state.call(call);
    let Some(hero) = state.hero(row) else { return };
    let mut with = if row.absorbed.is_some() { Vec::new() } else { partners(state, hero) };
    // Whoever left the call to the other side has no part in it any more.
    with.retain(|&leg| row.heir.is_none() || Some(leg) != state.caller(row));
    // In a conference only those are the caller's partners who came with him: they talked with him, or were called for
    // his call and asked before all came together.
    with.extend(roommates(state, hero).into_iter().filter(|&leg| match row.last_talk(leg) {
        Some(talk) => !talk.closed,
        None => !row.consults.is_empty() && row.legs.contains(&leg) && state.leg(leg).dial.is_some(),
    }));

    let stopped: Vec<Slot> = row
        .talks
        .iter()
        .filter(|talk| {
            talk.to.is_none()
                && !with.contains(&talk.leg)
                && !consulting(state, call, hero, talk.leg)
                && !state.are_aside(hero, talk.leg)
        })
        .map(|talk| talk.leg)
        .collect();
    with.retain(|&leg| row.last_talk(leg).is_none_or(|talk| talk.to.is_some()));
    let limit = state.policy.limits.history_per_call_max as usize;
    for leg in stopped {
        let (call, leg) = (turn.call_key(call), turn.leg_key(leg));
        turn.record(Fact::TalkStopped { call, leg });
    }
    for leg in with {
        let resumes = resumes(turn, call, hero, leg);
        if !resumes && turn.state().call(call).talks.len() >= limit {
            continue;
        }
        let (call, leg) = (turn.call_key(call), turn.leg_key(leg));
        turn.record(if resumes { Fact::TalkResumed { call, leg } } else { Fact::TalkStarted { call, leg } });
    }
}

/// Whether a talk that had stopped goes on rather than another one beginning.
fn resumes(turn: &Turn<'_>, call: Slot, hero: Slot, leg: Slot) -> bool {
    let state = turn.state();
    let row = state.call(call);
    let Some(talk) = row.last_talk(leg) else { return false };
    let Some(to) = talk.to else { return false };
    if talk.closed {
        return false;
    }
    let together_in_room = state
        .leg(hero)
        .bridge
        .and_then(|bridge| state.bridges.get(bridge))
        .is_some_and(|bridge| bridge.kind == BridgeKind::Conference);
    let optimizing = row.legs.iter().any(|&leg| state.leg(leg).is_live() && state.leg(leg).optimizing);
    let back = row.consults.iter().rev().any(|consult| {
        (consult.by == leg || consult.by == hero)
            && consult.ended.is_none_or(|ended| ended.seq >= to.seq)
            && consult.from.seq >= talk.from.seq
    });
    together_in_room || optimizing || back || turn.at().since(to.at) <= RESUME_GAP
}

/// Whether a talk goes on although its two are apart, because one of them asks somebody else meanwhile.
fn consulting(state: &State, call: Slot, hero: Slot, leg: Slot) -> bool {
    let row = state.call(call);
    let waits = |slot: Slot| {
        let leg = state.leg(slot);
        leg.is_live()
            && leg
                .bridge
                .and_then(|bridge| state.bridges.get(bridge))
                .is_some_and(|b| b.kind == BridgeKind::Talk)
    };
    let apart = |by: Slot, other: Slot| {
        let in_consult = |bridge| {
            row.open_consult(by).is_some_and(|consult| state.bridges.key(bridge) == Some(&consult.bridge))
        };
        state.leg(by).bridge.is_some_and(in_consult) && waits(other)
    };
    apart(leg, hero) || apart(hero, leg)
}

/// Begins and ends consultations by feature code: a party leaves the bridge for one with an internal channel in it.
fn consults(turn: &mut Turn<'_>, call: Slot) {
    let state = turn.state();
    let row = state.call(call);
    let full = row.consults.len() >= state.policy.limits.history_per_call_max as usize;
    if row.talks.is_empty() || row.absorbed.is_some() || full {
        return;
    }
    let Some(hero) = state.hero(row) else { return };
    let with = partners(state, hero);

    // Back together, or gone from the consultation's bridge: it is over.
    let ended: Vec<(Slot, bool)> = row
        .consults
        .iter()
        .filter(|consult| consult.ended.is_none())
        .filter_map(|consult| {
            let by = state.leg(consult.by);
            let back = consult.by != hero && with.contains(&consult.by)
                || consult.by == hero
                    && row.talks.iter().any(|talk| talk.from < consult.from && with.contains(&talk.leg));
            if back {
                return Some((consult.by, false));
            }
            (!by.is_live()).then_some((consult.by, false))
        })
        .collect();

    // A talk that just stopped because one of its two went into a bridge with an internal channel.
    let mut begun: Vec<(Slot, Text)> = Vec::new();
    for talk in row.talks.iter().filter(|talk| !talk.closed && !with.contains(&talk.leg)) {
        for (by, other) in [(talk.leg, hero), (hero, talk.leg)] {
            if row.last_talk(talk.leg).is_some_and(|last| last.from != talk.from)
                || row.open_consult(by).is_some()
                || begun.iter().any(|&(who, _)| who == by)
                || state.leg(by).moved.is_none_or(|moved| talk.to.is_none_or(|to| moved < to))
            {
                continue;
            }
            if let Some(to) = asks(state, call, by, other) {
                begun.push((by, to));
            }
        }
    }

    for (by, completed) in ended {
        let (call, leg) = (turn.call_key(call), turn.leg_key(by));
        turn.record(Fact::ConsultEnded { call, leg, completed });
    }
    for (by, to) in begun {
        let (key, leg) = (turn.call_key(call), turn.leg_key(by));
        turn.record(Fact::ConsultStarted { call: key, leg, to });
        // Those who wait meanwhile are still in talk with each other.
        let state = turn.state();
        let row = state.call(call);
        let hero = state.hero(row);
        let waiting: Vec<Slot> = row
            .talks
            .iter()
            .filter(|talk| talk.to.is_some() && !talk.closed && (talk.leg == by || hero == Some(by)))
            .filter(|talk| row.last_talk(talk.leg).is_some_and(|last| last.from == talk.from))
            .filter(|talk| hero.is_some_and(|hero| consulting(state, call, hero, talk.leg)))
            .map(|talk| talk.leg)
            .collect();
        for leg in waiting {
            let (call, leg) = (turn.call_key(call), turn.leg_key(leg));
            turn.record(Fact::TalkResumed { call, leg });
        }
    }
}

/// Whom `by` asks while `other` waits: the internal channel's destination in the bridge that he is in now.
fn asks(state: &State, call: Slot, by: Slot, other: Slot) -> Option<Text> {
    let bridge = state.leg(by).bridge?;
    let waits = state.leg(other).bridge?;
    if bridge == waits || state.bridges.get(waits)?.kind != BridgeKind::Talk {
        return None;
    }
    let row = state.bridges.get(bridge)?;
    if row.kind != BridgeKind::Talk {
        return None;
    }
    row.legs.iter().find_map(|&leg| {
        let local = state.leg(leg);
        if !local.is_local()
            || local.call != call
            || local.dial.as_ref().is_some_and(|dial| dial.by.is_some())
        {
            return None;
        }
        local.channel.strip_prefix("Local/")?.split('@').next().map(Text::from)
    })
}
