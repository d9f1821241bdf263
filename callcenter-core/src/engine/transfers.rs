//! Transfers as the switch reports them. Redirects and results are concluded when the call is over.

use super::legs::{self, Unknown, text};
use super::turn::Turn;
use crate::event::Seen;
use crate::fact::Fact;
use crate::key::Text;
use crate::state::State;
use crate::table::Slot;

/// A blind transfer.
pub(super) fn blind(
    turn: &mut Turn<'_>,
    by: &Seen<'_>,
    transferee: Option<&Seen<'_>>,
    exten: &str,
    by_code: bool,
) {
    let by = legs::seen(turn, by, Unknown::Leave);
    let transferee = transferee.and_then(|leg| legs::seen(turn, leg, Unknown::Leave));
    let Some(by) = by.or(transferee) else { return };
    let state = turn.state();
    let call = transferee.map_or(state.leg(by).call, |leg| state.leg(leg).call);
    if state.call(call).transfers.len() >= state.policy.limits.history_per_call_max as usize {
        return;
    }
    let fact = Fact::BlindTransferred {
        call: turn.call_key(call),
        by: turn.leg_key(by),
        transferee: transferee.map(|leg| turn.leg_key(leg)),
        to: text(state, exten),
        by_code,
    };
    turn.record(fact);
    turn.touch(by);
}

/// An attended transfer is complete.
pub(super) fn attended(
    turn: &mut Turn<'_>,
    first: &Seen<'_>,
    second: &Seen<'_>,
    transferee: Option<&Seen<'_>>,
    stays: bool,
) {
    let first = legs::seen(turn, first, Unknown::Leave);
    let second = legs::seen(turn, second, Unknown::Leave);
    let transferee = transferee.and_then(|leg| legs::seen(turn, leg, Unknown::Leave));
    let (Some(first), Some(second)) = (first, second) else { return };
    let state = turn.state();
    let (main, other) = (state.leg(first).call, state.leg(second).call);
    // The call that the transferer began was made for it; when he began both or none, the later one was.
    let own = |leg: Slot, call: Slot| state.hero(state.call(call)) == Some(leg);
    let in_order = match (own(first, main), own(second, other)) {
        (false, true) => true,
        (true, false) => false,
        _ => state.call(main).started <= state.call(other).started,
    };
    let (by, second, main, other) =
        if in_order { (first, second, main, other) } else { (second, first, other, main) };
    if state.call(main).transfers.len() >= state.policy.limits.history_per_call_max as usize {
        return;
    }
    let made_for_it = other != main && state.hero(state.call(other)) == Some(second);
    let fact = Fact::AttendedTransferred {
        call: turn.call_key(main),
        by: turn.leg_key(by),
        second: turn.leg_key(second),
        transferee: transferee.map(|leg| turn.leg_key(leg)),
        consult: made_for_it.then(|| turn.call_key(other)),
        to: if other == main { Text::default() } else { dialed(state, other, second) },
        answered: state
            .call(other)
            .talks
            .first()
            .filter(|_| other != main)
            .and_then(|talk| state.leg(talk.leg).up.map(|up| up.at)),
        stays,
    };
    turn.record(fact);
    turn.touch(by);
    turn.touch(second);
}

/// What the transferer dialled to reach the other one.
fn dialed(state: &State, call: Slot, by: Slot) -> Text {
    let row = state.call(call);
    let leg = state.leg(by);
    if row.root == Some(by) {
        return leg.first_exten.clone();
    }
    // He was called himself: the other side's number is whom he gave the caller to.
    row.root.map(|root| state.leg(root).number.clone()).unwrap_or_default()
}
