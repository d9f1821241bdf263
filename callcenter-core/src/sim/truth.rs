//! What really happened, kept by those who did it.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use crate::key::Text;
use crate::record::{Direction, RingResult, Status, TransferKind};
use crate::time::{Span, Timestamp};

/// Calls that are over and still told of; the oldest are forgotten first, and stay in the counts of their queue.
pub const CALLS_KEPT_MAX: usize = 100_000;

/// What really happened.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// By queue.
    pub queues: BTreeMap<Text, QueueTruth>,
    /// By agent, and by queue of each.
    pub agents: BTreeMap<(Text, Text), AgentTruth>,
    /// Calls that are over, in the order in which they ended; [`CALLS_KEPT_MAX`] at most.
    pub calls: VecDeque<CallTruth>,
    /// Calls that were forgotten.
    pub forgotten: u64,
}

/// What really happened in a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueTruth {
    /// Callers who wanted in.
    pub offered: u64,
    /// Callers whom an agent answered.
    pub answered: u64,
    /// Callers who gave up.
    pub abandoned: u64,
    /// Callers whose time was over.
    pub timed_out: u64,
    /// Callers who were not taken.
    pub refused: u64,
    /// Callers who were taken out, or away.
    pub withdrawn: u64,
    /// Waits of those who were answered, together.
    pub wait_answered: Span,
}

/// What really happened to an agent by a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentTruth {
    /// Callers whom the queue connected with the agent.
    pub answered: u64,
    /// Times when the phone rang out.
    pub rang_out: u64,
    /// Times when the agent declined.
    pub declined: u64,
}

/// What a call really was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallTruth {
    /// Of its first leg.
    pub linked: Text,
    /// Who reached whom.
    pub direction: Direction,
    /// How it ended.
    pub status: Status,
    /// Who called.
    pub caller: Text,
    /// The number dialled.
    pub dialed: Text,
    /// When it began.
    pub started: Timestamp,
    /// Stays in queues.
    pub visits: Vec<VisitTruth>,
    /// Talks, in the order of their beginning.
    pub talks: Vec<TalkTruth>,
    /// How often and how long somebody was on hold.
    pub holds: (u32, Span),
    /// Transfers, and what was begun as one.
    pub transfers: Vec<TransferTruth>,
    /// Phones that were called, and what became of it; absent while it rings.
    pub rung: Vec<(Text, Option<RingResult>)>,
    /// Who hung up last, or refused; `pbx`: the switch.
    pub ended_by: Text,
}

/// A stay in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitTruth {
    /// The queue.
    pub queue: Text,
    /// From when.
    pub entered: Timestamp,
    /// Up to the answer, or to leaving it; absent: still waits.
    pub wait: Option<Span>,
    /// How it ended.
    pub result: Status,
}

/// A talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkTruth {
    /// With whom.
    pub with: Text,
    /// From when.
    pub from: Timestamp,
    /// To when; absent: it goes on.
    pub to: Option<Timestamp>,
}

/// A transfer, or the try of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferTruth {
    /// How.
    pub kind: TransferKind,
    /// Who transferred.
    pub by: Text,
    /// Whom to.
    pub to: Text,
}

impl CallTruth {
    pub(super) fn new(linked: Text, direction: Direction, caller: Text, dialed: Text, at: Timestamp) -> Self {
        Self {
            linked,
            direction,
            status: Status::Failed,
            caller,
            dialed,
            started: at,
            visits: Vec::new(),
            talks: Vec::new(),
            holds: (0, Span::ZERO),
            transfers: Vec::new(),
            rung: Vec::new(),
            ended_by: Text::const_new("pbx"),
        }
    }

    pub(super) fn talk_begins(&mut self, with: &str, at: Timestamp) {
        if !self.talks.iter().any(|talk| talk.with == with && talk.to.is_none()) {
            self.talks.push(TalkTruth { with: Text::from(with), from: at, to: None });
        }
    }

    pub(super) fn talks_end(&mut self, at: Timestamp) {
        for talk in self.talks.iter_mut().filter(|talk| talk.to.is_none()) {
            talk.to = Some(at);
        }
    }

    pub(super) fn rings(&mut self, who: &str) {
        self.rung.push((Text::from(who), None));
    }

    pub(super) fn rang(&mut self, who: &str, result: RingResult) {
        let open = self.rung.iter_mut().rev().find(|(name, told)| name == who && told.is_none());
        if let Some((_, told)) = open {
            *told = Some(result);
        }
    }

    /// A stay in a queue is over.
    pub(super) fn leaves(&mut self, at: Timestamp, result: Status) {
        if let Some(visit) = self.visits.iter_mut().rev().find(|visit| visit.wait.is_none()) {
            (visit.wait, visit.result) = (Some(at.since(visit.entered)), result);
        }
    }
}

impl Truth {
    pub(super) fn is_over(&mut self, call: CallTruth) {
        if self.calls.len() >= CALLS_KEPT_MAX {
            self.calls.pop_front();
            self.forgotten += 1;
        }
        self.calls.push_back(call);
    }
}
