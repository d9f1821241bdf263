//! Figures as clients see them.

use std::collections::BTreeMap;

use callcenter_core::stats::{
    AgentFigures, CallFigures, FloorFigures, Formula, Merge, QueueFigures, Ratio, mean,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::today::{Board, Day};
use crate::shown::{Instant, QueueToday, Seconds, Status};

/// An agent's figures of a time (F-086 to F-092 of today, F-093 to F-099 of all times).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct AgentCounts {
    /// Calls: tries of the phone that were answered or missed, and calls made (`agent-calls@1`).
    pub(crate) calls: u64,
    /// Tries of the phone that were answered (`attempts-answered@1`).
    pub(crate) answered: u64,
    /// Tries that were for the agent to take and were not (`missed@1`).
    pub(crate) missed: u64,
    /// Calls made.
    pub(crate) made: u64,
    /// Callers of queues whom the agent answered.
    pub(crate) queue_answered: u64,
    /// Mean talk, holds included (`agent-mean-talk@1`).
    pub(crate) mean_talk_s: Option<Seconds>,
    /// Mean hold (`agent-mean-hold@1`).
    pub(crate) mean_hold_s: Option<Seconds>,
    /// Mean ringing of what was answered (`speed-of-answer@1`).
    pub(crate) mean_ring_s: Option<Seconds>,
    /// The longest time ready without a break (`longest-idle@1`).
    pub(crate) longest_idle_s: Seconds,
    /// Talk in all, holds included.
    pub(crate) talk_s: Seconds,
    /// Time signed in.
    pub(crate) signed_in_s: Seconds,
    /// Time ready.
    pub(crate) ready_s: Seconds,
    /// Time paused.
    pub(crate) paused_s: Seconds,
    /// Time of work after calls.
    pub(crate) wrap_up_s: Seconds,
    /// `occupancy@1`, 0 to 1.
    pub(crate) occupancy: Option<f64>,
    /// Callers given on to somebody else.
    pub(crate) transferred: u64,
}

impl From<&AgentFigures> for AgentCounts {
    fn from(agent: &AgentFigures) -> Self {
        let talks = agent.talks();
        Self {
            calls: agent.calls(),
            answered: agent.attempts.answered.into(),
            missed: agent.attempts.missed(),
            made: agent.made.count.into(),
            queue_answered: agent.answered(),
            mean_talk_s: talks.mean().map(Into::into),
            mean_hold_s: talks.mean_hold().map(Into::into),
            mean_ring_s: agent.attempts.speed_of_answer().map(Into::into),
            longest_idle_s: agent.longest_idle.0.into(),
            talk_s: talks.talk.into(),
            signed_in_s: agent.time.signed_in().into(),
            ready_s: (agent.time.ready + agent.time.partly_ready).into(),
            paused_s: agent.time.paused.into(),
            wrap_up_s: agent.time.wrap_up.into(),
            occupancy: share(agent.occupancy()),
            transferred: agent.transferred.into(),
        }
    }
}

/// A queue's figures.
pub(crate) fn queue_today(queue: &QueueFigures, board: &Board) -> QueueToday {
    let level = queue.service_level(Formula::Sl1, board.target, board.short);
    QueueToday {
        offered: queue.offered,
        answered: queue.answered,
        abandoned: queue.abandoned,
        flowed_out: queue.flowed_out(),
        waiting: queue.waiting,
        service_level: share(level),
        formula: Formula::Sl1.id().to_owned(),
        target_s: board.target.into(),
        mean_wait_s: queue.speed_of_answer().map(Into::into),
        longest_wait_s: queue.longest_wait.0.into(),
        mean_talk_s: mean(queue.talk, queue.handled.into()).map(Into::into),
        handle_time_s: queue.handle_time().map(Into::into),
        availability: share(queue.time.availability()),
    }
}

/// An hour of a queue (F-108).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = QueueHour)]
pub(crate) struct Hour {
    /// The hour, by the local clock.
    #[schema(example = "14:00")]
    pub(crate) label: String,
    /// Its beginning.
    pub(crate) from: Instant,
    /// Its end.
    pub(crate) until: Instant,
    /// What happened in it.
    #[serde(flatten)]
    pub(crate) figures: QueueToday,
}

/// Today's calls (F-085, F-213).
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = TodayStats)]
pub(crate) struct FloorToday {
    /// Whose day it is.
    #[schema(example = "Europe/Berlin")]
    pub(crate) tz: String,
    /// Its beginning.
    pub(crate) from: Instant,
    /// Its end.
    pub(crate) until: Instant,
    /// When it stood so.
    pub(crate) as_of: Instant,
    /// Whether it reaches back to the day's beginning; else it is what happened since the program began.
    pub(crate) whole: bool,
    /// Calls, each once.
    pub(crate) total: DirectionToday,
    /// Calls begun by a trunk.
    pub(crate) inbound: DirectionToday,
    /// Calls that reached a trunk.
    pub(crate) outbound: DirectionToday,
    /// Calls between extensions.
    pub(crate) internal: DirectionToday,
    /// Callers who were in a queue at all, each once.
    pub(crate) queue_callers: u64,
    /// Those of them whom an agent answered.
    pub(crate) queue_answered: u64,
    /// Those of them who gave up in the last queue.
    pub(crate) queue_abandoned: u64,
}

/// Today's calls of one direction.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct DirectionToday {
    /// All.
    pub(crate) calls: u64,
    /// Somebody talked with the caller.
    pub(crate) answered: u64,
    /// Nobody did, or the caller gave up.
    pub(crate) no_answer: u64,
    /// Busy, declined, or could not be made.
    pub(crate) failed: u64,
    /// The dialplan alone.
    pub(crate) self_service: u64,
    /// Not over yet.
    pub(crate) live: u64,
    /// Talk, holds included.
    pub(crate) talk_s: Seconds,
    /// Mean talk of those that were answered.
    pub(crate) mean_talk_s: Option<Seconds>,
    /// The longest talk.
    pub(crate) longest_talk_s: Seconds,
    /// Calls by how they ended, or stand.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub(crate) by_status: BTreeMap<Status, u64>,
}

impl FloorToday {
    /// The floor's figures of a day.
    pub(crate) fn of(board: &Board, day: Day, tz: &str) -> Self {
        let floor: FloorFigures = board.floor(day);
        let mut total = floor.inbound.clone();
        total.merge(&floor.outbound);
        total.merge(&floor.internal);
        Self {
            tz: tz.to_owned(),
            from: day.from.into(),
            until: day.until.into(),
            as_of: board.now.into(),
            whole: board.is_whole(),
            total: (&total).into(),
            inbound: (&floor.inbound).into(),
            outbound: (&floor.outbound).into(),
            internal: (&floor.internal).into(),
            queue_callers: floor.journeys.callers.into(),
            queue_answered: floor.journeys.answered.into(),
            queue_abandoned: floor.journeys.abandoned.into(),
        }
    }
}

impl From<&CallFigures> for DirectionToday {
    fn from(calls: &CallFigures) -> Self {
        Self {
            calls: calls.calls.into(),
            answered: calls.answered.into(),
            no_answer: calls.no_answer.into(),
            failed: calls.failed.into(),
            self_service: calls.self_service.into(),
            live: calls.live.into(),
            talk_s: calls.talk.into(),
            mean_talk_s: calls.mean_talk().map(Into::into),
            longest_talk_s: calls.longest_talk.0.into(),
            by_status: calls.statuses.iter().map(|(&status, &count)| (status.into(), count.into())).collect(),
        }
    }
}

fn share(ratio: Ratio) -> Option<f64> {
    (ratio.whole > 0).then(|| ratio.share()).flatten()
}
