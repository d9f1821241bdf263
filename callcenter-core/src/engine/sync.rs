//! Coming back after the link was away: list, mark, sweep.

use alloc::vec::Vec;

use super::legs;
use super::turn::Turn;
use crate::event::List;
use crate::fact::{Ended, Fact};
use crate::table::Slot;
use crate::time::{Span, Timestamp};

/// Times of starting that differ by less are the same: they are told in whole seconds.
const SAME_START: Span = Span::from_secs(2);

/// A new connection: what was known may be old.
pub(super) fn connected(turn: &mut Turn<'_>) {
    let epoch = turn.state().link.epoch + 1;
    turn.record(Fact::LinkUp { epoch });
}

/// The link fell.
pub(super) fn disconnected(turn: &mut Turn<'_>) {
    if turn.state().link.up {
        turn.record(Fact::LinkLost);
    }
}

/// The switch is ready and tells for how long it has been running, in whole seconds.
pub(super) fn ready(turn: &mut Turn<'_>, uptime: Option<Span>) {
    let at = turn.at();
    if let Some(uptime) = uptime.filter(|_| at.is_known()) {
        restarted_at(turn, at - uptime);
    }
}

/// The switch tells when it started, in its own time of day: only that it is another start than before can be told.
pub(super) fn identified(turn: &mut Turn<'_>, started: Timestamp) {
    let before = turn.state().switch.started;
    if before.is_some_and(|before| started.since(before) > SAME_START || before.since(started) > SAME_START) {
        restarted(turn);
    }
}

/// The switch runs since `started`: later than the link fell means that nothing of before lives.
fn restarted_at(turn: &mut Turn<'_>, started: Timestamp) {
    // Without times nothing can be told from times.
    if turn.state().link.lost.is_some_and(|lost| lost.is_known() && started > lost) {
        restarted(turn);
    }
}

/// Nothing that an earlier connection knew lives.
fn restarted(turn: &mut Turn<'_>) {
    if turn.state().link.epoch <= 1 {
        return;
    }
    let dead = unconfirmed(turn);
    if dead.is_empty() {
        return;
    }
    turn.record(Fact::SwitchRestarted);
    for leg in dead {
        legs::end(turn, leg, 0, Ended::SwitchRestarted);
    }
}

/// A row of a list of legs: the list has begun.
pub(super) fn row(turn: &mut Turn<'_>) {
    let link = &turn.state().link;
    if link.listing.is_none() && link.synced < link.epoch {
        turn.record(Fact::SyncStarted);
    }
}

/// A list is complete. Legs of an earlier connection that it did not have ended unseen.
pub(super) fn list_ended(turn: &mut Turn<'_>, list: List, whole: bool) {
    if list != List::Legs || !whole || turn.state().link.synced >= turn.state().link.epoch {
        return;
    }
    let lost = unconfirmed(turn);
    let found = turn.state().legs.values().filter(|leg| leg.seen == crate::fact::SeenBy::List).count();
    for &leg in &lost {
        legs::end(turn, leg, 0, Ended::LostWhileAway);
    }
    let kept = turn.state().legs.values().filter(|leg| leg.is_live()).count();
    turn.record(Fact::Synchronized { found: found as u32, lost: lost.len() as u32, kept: kept as u32 });
}

/// Legs that live as far as we know, but were not seen on this connection.
fn unconfirmed(turn: &Turn<'_>) -> Vec<Slot> {
    let epoch = turn.state().link.epoch;
    let legs = turn.state().legs.iter();
    legs.filter(|(_, _, leg)| leg.is_live() && leg.epoch < epoch).map(|(slot, _, _)| slot).collect()
}
