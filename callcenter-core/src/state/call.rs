//! One call: what a caller experiences, with all the evidence its record is concluded from.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::leg::Moment;
use crate::event::OriginateOutcome;
use crate::fact::{Anomaly, Unparked};
use crate::key::{BridgeKey, CallId, CallKey, Interface, QueueKey, Text};
use crate::table::Slot;
use crate::time::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    /// The number of the fact that began it, and the true start.
    pub(crate) started: Moment,
    /// Whether seen from its beginning.
    pub(crate) whole: bool,
    /// The first channel: its id is the call's linkedid. Absent until it is seen.
    pub(crate) root: Option<Slot>,
    /// Whom the call goes on with, once the caller transferred the other side away and left.
    pub(crate) heir: Option<Slot>,
    /// Every leg that ever carried the linkedid.
    pub(crate) legs: Vec<Slot>,
    /// Legs that its history names although they never carried the linkedid; kept as long as the call.
    pub(crate) guests: Vec<Slot>,
    /// How many of its legs live and belong to it now.
    pub(crate) live: u32,
    /// Linkedids that were merged into it.
    pub(crate) aliases: Vec<Text>,
    /// The call it became part of.
    pub(crate) absorbed: Option<CallKey>,
    pub(crate) talks: Vec<Talk>,
    pub(crate) consults: Vec<Consult>,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) moves: Vec<Move>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) parks: Vec<Park>,
    pub(crate) spied: Vec<Spied>,
    pub(crate) rooms: Vec<Room>,
    pub(crate) recordings: Vec<Text>,
    pub(crate) originate: Option<Originated>,
    pub(crate) picked_up: bool,
    /// A consultation that an attended transfer used up.
    pub(crate) consult: bool,
    /// It retrieved a parked call.
    pub(crate) retrieval: bool,
    /// It picked up what rang elsewhere, and is part of that call.
    pub(crate) pickup: bool,
    /// This connection told the switch to hang up one of its legs.
    pub(crate) ordered: Option<Moment>,
    /// When the link was away while it lived.
    pub(crate) gap: Option<(Timestamp, Timestamp)>,
    /// When its last leg ended; it is kept a little for late reports.
    pub(crate) over: Option<Moment>,
    pub(crate) noticed: Vec<Anomaly>,
}

/// Somebody talks with the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Talk {
    pub(crate) leg: Slot,
    pub(crate) from: Moment,
    pub(crate) to: Option<Moment>,
    /// Over for good: what comes next is another talk (parking).
    pub(crate) closed: bool,
}

/// A party asks somebody else by feature code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Consult {
    pub(crate) by: Slot,
    pub(crate) to: Text,
    /// The bridge he consults in.
    pub(crate) bridge: BridgeKey,
    pub(crate) from: Moment,
    pub(crate) ended: Option<Moment>,
    pub(crate) completed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transfer {
    pub(crate) kind: TransferKind,
    pub(crate) by: Slot,
    pub(crate) to: Text,
    pub(crate) at: Moment,
    /// A blind one by feature code: the switch held the other side for it.
    pub(crate) by_code: bool,
    /// When the consultation was answered.
    pub(crate) consulted: Option<Timestamp>,
    /// Legs that the consultation dialled.
    pub(crate) targets: Vec<Slot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TransferKind {
    Blind,
    Attended,
}

/// The caller, or his heir, was shown at another extension while in a bridge: perhaps a redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Move {
    pub(crate) at: Moment,
    pub(crate) from: Text,
    pub(crate) to: Text,
}

/// A stay in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub(crate) queue: QueueKey,
    pub(crate) leg: Slot,
    /// Where in the dialplan the caller stood.
    pub(crate) exten: Text,
    pub(crate) entered: Moment,
    /// Whether that moment is known.
    pub(crate) seen: bool,
    /// Whether the queue took the caller.
    pub(crate) joined: bool,
    pub(crate) left: Option<Moment>,
    /// Whether the switch said that the caller left without an agent.
    pub(crate) abandoned: bool,
    /// Why the caller left, when the switch told.
    pub(crate) status: Text,
    /// When the dialplan went on after the queue.
    pub(crate) went_on: Option<Moment>,
    /// Who was offered the caller: phone and member.
    pub(crate) offers: Vec<(Slot, Interface)>,
    /// Who was connected.
    pub(crate) connected: Option<(Slot, Moment, Interface)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Park {
    pub(crate) leg: Slot,
    pub(crate) slot: Text,
    pub(crate) at: Moment,
    pub(crate) by: Text,
    pub(crate) ended: Option<(Moment, ParkEnd)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ParkEnd {
    Retrieved(Slot),
    TimedOut,
    GaveUp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spied {
    pub(crate) by: Slot,
    pub(crate) target: Slot,
    pub(crate) from: Moment,
    pub(crate) to: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Room {
    pub(crate) leg: Slot,
    pub(crate) room: Text,
    pub(crate) joined: Moment,
    pub(crate) left: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Originated {
    pub(crate) exten: Text,
    pub(crate) outcome: OriginateOutcome,
}

impl Call {
    /// The last stay in a queue.
    pub(crate) fn visit(&self) -> Option<&Visit> {
        self.visits.last()
    }

    /// Whether anybody ever talked with the caller.
    pub(crate) fn was_answered(&self) -> bool {
        !self.talks.is_empty()
    }

    /// The last talk with a leg.
    pub(crate) fn last_talk(&self, leg: Slot) -> Option<&Talk> {
        self.talks.iter().rev().find(|talk| talk.leg == leg)
    }

    /// The consultation that a leg is in.
    pub(crate) fn open_consult(&self, leg: Slot) -> Option<&Consult> {
        self.consults.iter().rev().find(|consult| consult.by == leg && consult.ended.is_none())
    }
}

impl Unparked {
    /// Whether somebody came for the parked party.
    pub fn is_retrieved(&self) -> bool {
        matches!(self, Self::Retrieved(_))
    }
}
