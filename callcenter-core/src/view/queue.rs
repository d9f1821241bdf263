//! Queues as they stand.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::agent::reachable;
use super::board::{Board, QueueToday};
use crate::fact::Activity;
use crate::key::{LegKey, QueueKey, Text};
use crate::state::{Queue, State};
use crate::time::Timestamp;

/// A queue as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueRow {
    /// The queue.
    pub queue: QueueKey,
    /// How it chooses who rings; empty: not told.
    pub strategy: Text,
    /// Callers who wait, next one first.
    pub waiting: Vec<WaitingRow>,
    /// Since when the one waits who waits longest; absent: nobody does.
    pub longest_since: Option<Timestamp>,
    /// Its members, by what they are doing.
    pub agents: ActivityCounts,
    /// What happened in the interval looked at; absent: nobody asked.
    pub today: Option<QueueToday>,
}

/// A caller who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingRow {
    /// 1 is next.
    pub position: u32,
    /// The caller's leg.
    pub leg: LegKey,
    /// The call's identity.
    pub call_id: String,
    /// The number; empty: none.
    pub number: Text,
    /// The name; empty: none.
    pub name: Text,
    /// Since when waiting in this queue.
    pub since: Option<Timestamp>,
}

/// How many are doing what. An agent who is paused in one queue is paused in the counts of that one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ActivityCounts {
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

/// All queues, by name.
pub fn queues(state: &State) -> Vec<QueueRow> {
    state.queues.iter().map(|(key, queue)| queue_row(state, key, queue)).collect()
}

/// All queues, by name, each with its figures.
pub fn queues_today(state: &State, board: &Board<'_>) -> Vec<QueueRow> {
    let mut rows = queues(state);
    for row in &mut rows {
        row.today = Some(board.today(row.queue.as_str(), state.policy()));
    }
    rows
}

/// One queue.
pub fn queue(state: &State, key: &str) -> Option<QueueRow> {
    let (key, queue) = state.queues.get_key_value(key)?;
    Some(queue_row(state, key, queue))
}

fn queue_row(state: &State, key: &QueueKey, queue: &Queue) -> QueueRow {
    let mut counts = ActivityCounts::default();
    for member in queue.members.values() {
        let Some(agent) = state.agents.get(&member.agent) else { continue };
        counts.members += 1;
        let count = match agent.activity {
            Activity::Talking => &mut counts.talking,
            Activity::Ringing => &mut counts.ringing,
            Activity::WrapUp => &mut counts.wrap_up,
            _ if member.paused => &mut counts.paused,
            _ if !reachable(state, &member.agent, agent) => &mut counts.unreachable,
            _ => &mut counts.ready,
        };
        *count += 1;
    }
    let waiting = queue.waiting.iter().zip(1..).map(|(waiter, position)| {
        let leg = state.leg(waiter.leg);
        WaitingRow {
            position,
            leg: state.leg_key(waiter.leg).clone(),
            call_id: state.call(leg.call).id.to_string(),
            number: leg.number.clone(),
            name: leg.name.clone(),
            since: waiter.since.known(),
        }
    });
    QueueRow {
        queue: key.clone(),
        strategy: queue.strategy.clone(),
        waiting: waiting.collect(),
        longest_since: queue.waiting.iter().filter_map(|waiter| waiter.since.known()).min(),
        agents: counts,
        today: None,
    }
}
