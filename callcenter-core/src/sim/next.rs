//! What happens by itself.

use super::leg::No;
use crate::key::Text;

/// What happens by itself. Each names whom it is about; whoever is gone by then, or elsewhere, is left alone.
#[derive(Debug, Clone)]
pub(super) enum Next {
    // ── phones ──────────────────────────────────────────────────────────────────────────────────────────────────
    /// A phone that was called begins to ring.
    Rings(No),
    /// Somebody answers it.
    Answers(No),
    /// Somebody declines.
    Declines(No),
    /// It was called for long enough.
    RingsOut(No),

    // ── callers ─────────────────────────────────────────────────────────────────────────────────────────────────
    /// Somebody calls a queue.
    CallsQueue(Text),
    /// Somebody calls an agent's own number.
    CallsAgent,
    /// An agent calls somebody outside.
    CallsOutside,
    /// An agent calls another.
    CallsInside,
    /// A caller presses a key in the menu.
    Chooses(No, Text),
    /// A caller hangs up who has not been answered.
    GivesUp(No),
    /// The dialplan has said goodbye.
    SaysGoodbye(No),

    // ── queues ──────────────────────────────────────────────────────────────────────────────────────────────────
    /// A queue tries agents for those who wait.
    Tries(Text),
    /// A caller's time in a queue is over.
    WaitIsOver(No, Text),

    // ── talks: the leg of who acts, and the bridge in which it was meant ────────────────────────────────────────
    /// Puts the other side on hold.
    Holds(No, No),
    /// Takes it back.
    Unholds(No, No),
    /// Hangs up.
    HangsUp(No, No),
    /// Gives the other side to somebody else without asking.
    Transfers(No, No),
    /// Asks somebody else.
    Consults(No, No),
    /// Hangs up after asking: the transfer is complete.
    Completes(No, No),
    /// The pair of internal channels of a transfer is taken out of the way.
    Optimizes(No, No),

    // ── agents ──────────────────────────────────────────────────────────────────────────────────────────────────
    /// An agent takes a break.
    Pauses(Text),
    /// An agent comes back from a break, this one.
    Returns(Text, u32),
    /// An agent looks at the clock: signs in or out.
    LooksAtClock(Text),

    // ── the rest ────────────────────────────────────────────────────────────────────────────────────────────────
    /// A parking place's time is over.
    ParkingEnds(u32, No),
    /// A supervisor begins to hear.
    Hears(No),
}
