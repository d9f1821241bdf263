//! Channels and bridges as they really are.

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::action::Destination;
use crate::event::{BridgeKind, LegState, Seen, SeenBridge, SpyMode};
use crate::key::Text;
use crate::time::Timestamp;

/// A leg's or a bridge's number; never used again.
pub(super) type No = u64;

/// A channel.
#[derive(Debug, Clone)]
pub(super) struct Leg {
    pub(super) id: Text,
    pub(super) linked: Text,
    pub(super) channel: Text,
    /// `PJSIP/1001`; empty for halves of internal pairs.
    pub(super) device: Text,
    pub(super) state: LegState,
    pub(super) number: Text,
    pub(super) name: Text,
    pub(super) exten: Text,
    pub(super) context: Text,
    /// What it dialled when it began.
    pub(super) dialed: Text,
    /// Who dials it.
    pub(super) by: Option<No>,
    /// What was dialled to reach it.
    pub(super) dial: Text,
    pub(super) born: Timestamp,
    pub(super) bridge: Option<No>,
    /// What the dialplan does with it.
    pub(super) job: Job,
    /// Its stay in a queue, up to the end of the talk that came of it.
    pub(super) visit: Option<Visit>,
    /// Whether it has put the other side on hold.
    pub(super) holds: bool,
    pub(super) held_since: Option<Timestamp>,
    /// The other half of an internal pair.
    pub(super) pair: Option<No>,
    pub(super) recordings: BTreeSet<Text>,
    pub(super) variables: BTreeMap<Text, Text>,
}

/// What the dialplan, or an application, does with a leg.
#[derive(Debug, Clone)]
pub(super) enum Job {
    /// It was called: it ends with its bridge.
    Called,
    /// It was called by an order of the switch, and goes there when it is answered.
    Ordered { action: Text, to: Destination, spy: Option<(Text, SpyMode)> },
    /// Menus and announcements.
    Dialplan,
    /// The application Queue.
    Queue,
    /// The application Dial.
    Dial(Dialing),
    /// Waits in a bridge where nobody hears another, until it is fetched.
    Waits,
    /// In a parking lot.
    Parked(u32),
    /// Listens in.
    Spies { target: No, begun: bool },
    /// In a conference room.
    Confers(Text),
}

/// A stay in a queue.
#[derive(Debug, Clone)]
pub(super) struct Visit {
    pub(super) queue: Text,
    pub(super) entered: Timestamp,
    /// Who rings for it.
    pub(super) rung: Vec<No>,
    /// Who talks: the interface credited, and since when.
    pub(super) connected: Option<(Text, Timestamp)>,
}

/// Somebody is dialled.
#[derive(Debug, Clone, Default)]
pub(super) struct Dialing {
    pub(super) rung: Option<No>,
}

/// A bridge.
#[derive(Debug, Clone)]
pub(super) struct Bridge {
    pub(super) id: Text,
    pub(super) kind: BridgeKind,
    pub(super) legs: Vec<No>,
    /// Somebody steers this conversation from outside: people do not end it by themselves.
    pub(super) steered: bool,
}

impl Leg {
    pub(super) fn seen(&self) -> Seen<'_> {
        Seen {
            leg: &self.id,
            linked: &self.linked,
            channel: &self.channel,
            state: Some(self.state),
            number: &self.number,
            name: Cow::Borrowed(&self.name),
            exten: &self.exten,
            context: &self.context,
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.state == LegState::Up
    }

    pub(super) fn is_local(&self) -> bool {
        self.pair.is_some()
    }
}

impl Bridge {
    pub(super) fn seen(&self) -> SeenBridge<'_> {
        SeenBridge { bridge: &self.id, kind: self.kind }
    }
}
