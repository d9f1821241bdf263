//! One channel, and all that is known of it until its calls are closed.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::event::{DialStatus, LegState};
use crate::fact::{Deed, Ended, SeenBy};
use crate::key::{AgentKey, QueueKey, Text};
use crate::table::Slot;
use crate::time::Timestamp;

/// A point in the order of facts, with its time. Ordered by the facts' order, so that a trace without times works too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Moment {
    /// Number of the fact.
    pub(crate) seq: u64,
    /// Its time.
    pub(crate) at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Leg {
    pub(crate) channel: Text,
    /// The first number presented; a dialplan may rewrite it later.
    pub(crate) number: Text,
    pub(crate) name: Text,
    pub(crate) context: Text,
    pub(crate) exten: Text,
    /// The extension it began at.
    pub(crate) first_exten: Text,
    /// The first extension that the dialplan gave it after that.
    pub(crate) next_exten: Text,
    pub(crate) state: LegState,
    /// The state it began in: a trunk's caller begins by calling, a dialled leg at nothing.
    pub(crate) first_state: LegState,
    pub(crate) seen: SeenBy,
    pub(crate) started: Moment,
    pub(crate) up: Option<Moment>,
    pub(crate) ended: Option<LegEnd>,
    pub(crate) dial: Option<Dial>,
    /// The first request of its own party to end.
    pub(crate) asked: Option<Moment>,
    /// The cause of that request.
    pub(crate) asked_cause: u16,
    /// The call it belongs to now.
    pub(crate) call: Slot,
    /// Every call that it ever belonged to and that is not closed.
    pub(crate) calls: Vec<Slot>,
    pub(crate) bridge: Option<Slot>,
    /// When it last entered or left a bridge.
    pub(crate) moved: Option<Moment>,
    /// The other half of an internal channel.
    pub(crate) peer: Option<Slot>,
    /// Whether its pair is being taken out of the way.
    pub(crate) optimizing: bool,
    pub(crate) parked: bool,
    /// Who picked up what rang here.
    pub(crate) picked_up_by: Option<Slot>,
    /// What the dialplan last did with it that tells something.
    pub(crate) deed: Option<Deed>,
    pub(crate) voicemail: bool,
    /// Why a queue refused it, where no report named the queue.
    pub(crate) refused: Text,
    pub(crate) spying: bool,
    pub(crate) holds: Vec<Hold>,
    /// The connection on which it was last seen.
    pub(crate) epoch: u32,
    /// The agent whose phone it is of.
    pub(crate) agent: Option<AgentKey>,
    /// The queue it waits in.
    pub(crate) waits: Option<QueueKey>,
    /// Legs that name this one: whom it dialled, whose ringing it picked up, its other half. Some may be gone.
    pub(crate) named_by: Vec<Slot>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LegEnd {
    pub(crate) at: Moment,
    pub(crate) cause: u16,
    pub(crate) how: Ended,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dial {
    /// Who dials; absent: an originate, or not told.
    pub(crate) by: Option<Slot>,
    pub(crate) string: Text,
    pub(crate) at: Moment,
    pub(crate) ended: Option<Moment>,
    pub(crate) status: Option<DialStatus>,
    pub(crate) forward: Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hold {
    pub(crate) from: Moment,
    pub(crate) to: Option<Moment>,
}

impl Leg {
    pub(crate) fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    pub(crate) fn is_up(&self) -> bool {
        self.up.is_some()
    }

    /// Whether its party holds the other side.
    pub(crate) fn holds_now(&self) -> bool {
        self.holds.last().is_some_and(|hold| hold.to.is_none())
    }

    /// Half of an internal channel: no phone, no person.
    pub(crate) fn is_local(&self) -> bool {
        is_local(&self.channel)
    }

    /// A leg that is gone leaves no trace in it: its slot will be another's.
    pub(crate) fn forget(&mut self, gone: Slot) {
        if let Some(dial) = &mut self.dial {
            dial.by = dial.by.filter(|&by| by != gone);
        }
        self.picked_up_by = self.picked_up_by.filter(|&by| by != gone);
        self.peer = self.peer.filter(|&peer| peer != gone);
    }

    pub(crate) fn endpoint(&self) -> &str {
        endpoint(&self.channel)
    }

    /// The number dialled on a trunk: what was dialled, up to `@`, without a technology or a trunk before `/`.
    pub(crate) fn outside_number(&self) -> Option<&str> {
        let dialed = self.dial.as_ref().map(|dial| dial.string.as_str()).unwrap_or_default();
        let number = dialed.split('@').next().unwrap_or_default();
        let number = number.rsplit('/').next().unwrap_or_default();
        (!number.is_empty()).then_some(number)
    }
}

/// Whether a channel is half of an internal pair.
pub(crate) fn is_local(channel: &str) -> bool {
    channel.starts_with("Local/")
}

/// Whether a channel is a tool of the switch's own (announcer, recorder …): nobody's leg.
pub(crate) fn is_tool(channel: &str) -> bool {
    const TOOLS: [&str; 9] = [
        "CBAnn/",
        "CBRec/",
        "Announcer/",
        "Recorder/",
        "Bridge/",
        "Message/",
        "Surrogate/",
        "Snoop/",
        "OutgoingSpoolFailed",
    ];
    TOOLS.iter().any(|tool| channel.starts_with(tool))
}

/// An endpoint's name: the channel's, less technology and the last `-xxxxxxxx`.
pub(crate) fn endpoint(channel: &str) -> &str {
    let name = channel.split_once('/').map_or(channel, |(_, name)| name);
    match name.rsplit_once('-') {
        Some((name, suffix)) if suffix.bytes().take_while(u8::is_ascii_hexdigit).count() >= 6 => name,
        _ => name.split_once(';').map_or(name, |(name, _)| name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_the_channel_less_technology_and_number() {
        assert_eq!(endpoint("PJSIP/trunk-main-0000002a"), "trunk-main");
        assert_eq!(endpoint("PJSIP/1001-00000001"), "1001");
        assert_eq!(endpoint("SIP/alice"), "alice");
        assert_eq!(endpoint("DAHDI/i1/493012-5"), "i1/493012-5");
        assert_eq!(endpoint("Local/1005@queue-agent-00000000;1"), "1005@queue-agent");
    }
}
