//! Queues as they stand.

use callcenter_core::view;
use serde::Serialize;
use utoipa::ToSchema;

use super::value::filled;
use super::{Instant, Seconds};

/// A queue as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = LiveQueue)]
pub struct Queue {
    /// The queue.
    pub queue: String,
    /// How it chooses who rings.
    pub strategy: Option<String>,
    /// Callers who wait, next one first.
    pub waiting: Vec<Waiting>,
    /// Since when the one waits who waits longest.
    pub longest_since: Option<Instant>,
    /// Its members, by what they are doing.
    pub agents: Activities,
    /// What happened in it today, calls that live included; absent where it is pushed, for figures are a topic of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub today: Option<QueueToday>,
}

/// A caller who waits.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = WaitingCaller)]
pub struct Waiting {
    /// 1 is next.
    pub position: u32,
    /// The caller's leg.
    pub leg: String,
    /// The call's identity.
    pub id: String,
    /// The number.
    pub number: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Since when waiting in this queue.
    pub since: Option<Instant>,
}

/// How many members are doing what. Who is paused in one queue is paused in the counts of that one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[schema(as = QueueActivities)]
pub struct Activities {
    /// Members in all.
    pub members: u32,
    /// Could take a call now: ready, and the phone can be reached.
    pub ready: u32,
    /// Paused.
    pub paused: u32,
    /// Work after a call.
    pub wrap_up: u32,
    /// Their phones ring.
    pub ringing: u32,
    /// In a call.
    pub talking: u32,
    /// Neither paused nor busy, but the phone cannot be reached.
    pub unreachable: u32,
}

/// What happened in a queue today, calls that live included.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QueueToday {
    /// Callers who were for an agent to answer (`offered@1`).
    pub offered: u32,
    /// Those whom an agent answered.
    pub answered: u32,
    /// Those who gave up.
    pub abandoned: u32,
    /// Those who left in another way.
    pub flowed_out: u64,
    /// Those who wait.
    pub waiting: u32,
    /// Answered within the target, 0 to 1; absent: nothing to compute it from.
    pub service_level: Option<f64>,
    /// By which definition.
    pub formula: String,
    /// The target.
    pub target_s: Seconds,
    /// Mean wait of the answered.
    pub mean_wait_s: Option<Seconds>,
    /// The longest wait.
    pub longest_wait_s: Seconds,
    /// Mean talk, holds included, of the calls that are over.
    pub mean_talk_s: Option<Seconds>,
    /// Mean of talk and work after it.
    pub handle_time_s: Option<Seconds>,
    /// Share of the signed-in time in which members were ready, 0 to 1.
    pub availability: Option<f64>,
}

impl Queue {
    /// One of which the switch told nothing yet.
    pub(crate) fn unseen(queue: String, strategy: &str) -> Self {
        Self {
            queue,
            strategy: Some(strategy.to_owned()),
            waiting: Vec::new(),
            longest_since: None,
            agents: Activities::default(),
            today: None,
        }
    }
}

impl From<view::QueueRow> for Queue {
    fn from(row: view::QueueRow) -> Self {
        Self {
            queue: row.queue.as_str().to_owned(),
            strategy: filled(row.strategy),
            waiting: row.waiting.into_iter().map(Into::into).collect(),
            longest_since: row.longest_since.map(Into::into),
            agents: row.agents.into(),
            today: None,
        }
    }
}

impl From<view::WaitingRow> for Waiting {
    fn from(row: view::WaitingRow) -> Self {
        Self {
            position: row.position,
            leg: row.leg.as_str().to_owned(),
            id: row.call_id,
            number: filled(row.number),
            name: filled(row.name),
            since: row.since.map(Into::into),
        }
    }
}

impl From<view::ActivityCounts> for Activities {
    fn from(counts: view::ActivityCounts) -> Self {
        Self {
            members: counts.members,
            ready: counts.ready,
            paused: counts.paused,
            wrap_up: counts.wrap_up,
            ringing: counts.ringing,
            talking: counts.talking,
            unreachable: counts.unreachable,
        }
    }
}
