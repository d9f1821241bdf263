//! Which kinds of facts figures are made of: the others are passed over without being decoded.

use std::sync::OnceLock;

use callcenter_core::fact::{Activity, MemberNow};
use callcenter_core::{Fact, Span, Text, Timestamp};

/// Kinds of facts by the number that they have in bytes: of the variant, as postcard writes it.
#[derive(Debug)]
pub(super) struct Kinds {
    counts: [bool; 128],
}

impl Kinds {
    pub(super) fn get() -> &'static Self {
        static KINDS: OnceLock<Kinds> = OnceLock::new();
        KINDS.get_or_init(|| {
            let mut counts = [false; 128];
            for fact in examples() {
                counts[usize::from(kind(&fact))] = true;
            }
            Self { counts }
        })
    }

    /// Whether facts of this kind make figures. Those of a kind that nobody knows are decoded, and found to be damaged.
    pub(super) fn counts(&self, kind: u8) -> bool {
        self.counts.get(usize::from(kind)).copied().unwrap_or(true)
    }
}

/// The number of a fact's variant.
pub(super) fn kind(fact: &Fact) -> u8 {
    let bytes = postcard::to_allocvec(fact).expect("a fact in memory always serialises");
    *bytes.first().expect("a fact has its variant's number")
}

/// A fact of each kind that [`Stats`](callcenter_core::stats::Stats) makes figures of.
fn examples() -> [Fact; 11] {
    let (queue, interface, agent) = (|| "".into(), || "".into(), || "".into());
    [
        Fact::LinkLost,
        Fact::LinkUp { epoch: 1 },
        Fact::Synchronized { found: 0, lost: 0, kept: 0 },
        Fact::CallClosed { call: "".into(), record: None },
        Fact::AgentConnected { queue: queue(), caller: "".into(), phone: "".into(), interface: interface() },
        Fact::AgentDumped { queue: queue(), caller: "".into(), interface: interface() },
        Fact::MemberSet(Box::new(MemberNow {
            queue: queue(),
            interface: interface(),
            agent: agent(),
            name: Text::default(),
            device: "".into(),
            membership: callcenter_core::event::Membership::Static,
            penalty: 0,
            paused: false,
            pause_reason: Text::default(),
            pause_since: None,
            login: None,
            state: callcenter_core::event::DeviceState::Unknown,
            ring_in_use: false,
            wrap_up: Span::ZERO,
        })),
        Fact::MemberRemoved { queue: queue(), interface: interface() },
        Fact::AgentChanged { agent: agent(), activity: Activity::Away, reason: Text::default() },
        Fact::WrapUpStarted { agent: agent(), queue: queue(), until: Timestamp::UNKNOWN },
        Fact::WrapUpEnded { agent: agent() },
    ]
}
