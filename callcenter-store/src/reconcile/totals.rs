//! Each queue's totals: by our figures and by queue_log alone.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::record::Status;
use callcenter_core::stats::QueueFigures;
use callcenter_core::{Span, Text};
use serde::Serialize;

use super::differ::{Difference, What};
use super::ours::Ours;
use crate::import::queue_log::call::{Stay, ToldCall};
use crate::import::queue_log::record::result;

/// What is counted of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// Stays in the queue.
    pub offered: u64,
    /// Callers who were connected to an agent.
    pub answered: u64,
    /// Callers who gave up.
    pub abandoned: u64,
    /// The queue's time was over.
    pub timed_out: u64,
    /// The queue lost its last agent.
    pub left_empty: u64,
    /// Left by a key.
    pub exited_by_key: u64,
    /// Taken out.
    pub withdrawn: u64,
    /// Left otherwise, or not yet.
    pub other: u64,
    /// Sum of the waits of those who were answered.
    pub answered_wait: Span,
    /// Sum of the waits of those who gave up.
    pub abandoned_wait: Span,
}

/// A queue's totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// The queue.
    pub queue: Text,
    /// By our figures.
    pub ours: Count,
    /// By queue_log.
    pub theirs: Count,
}

impl Count {
    fn of_figures(figures: &QueueFigures) -> Self {
        let n = u64::from;
        Self {
            offered: n(figures.offered),
            answered: n(figures.answered),
            abandoned: n(figures.abandoned),
            timed_out: n(figures.timed_out),
            left_empty: n(figures.left_empty),
            exited_by_key: n(figures.exited_by_key),
            withdrawn: n(figures.withdrawn),
            other: n(figures.left_otherwise) + n(figures.waiting),
            answered_wait: figures.answered_wait,
            abandoned_wait: figures.abandoned_wait,
        }
    }

    pub(super) fn add(&mut self, status: Status, wait: Option<Span>) {
        self.offered += 1;
        let wait = wait.unwrap_or_default();
        match status {
            Status::Answered => {
                self.answered += 1;
                self.answered_wait += wait;
            }
            Status::Abandoned => {
                self.abandoned += 1;
                self.abandoned_wait += wait;
            }
            Status::QueueTimeout => self.timed_out += 1,
            Status::QueueLeftEmpty => self.left_empty += 1,
            Status::QueueExitKey => self.exited_by_key += 1,
            Status::QueueWithdrawn => self.withdrawn += 1,
            _ => self.other += 1,
        }
    }

    /// Whether the counts are the same, whatever the waits.
    fn counts_as(&self, other: &Self) -> bool {
        let waitless =
            |count: &Self| Self { answered_wait: Span::ZERO, abandoned_wait: Span::ZERO, ..*count };
        waitless(self) == waitless(other)
    }
}

/// Both sides' totals of every queue that one of them has.
pub(super) fn totals(ours: &Ours, theirs: &[(&ToldCall, &Stay)]) -> Vec<Totals> {
    let mut told: BTreeMap<Text, Count> = BTreeMap::new();
    for (call, stay) in theirs {
        told.entry(stay.queue.clone()).or_default().add(result(stay), stay.waited_for(call.fine));
    }
    let own: BTreeMap<Text, Count> = ours
        .queues
        .iter()
        .map(|(queue, figures)| (Text::from(queue.as_str()), Count::of_figures(figures)))
        .filter(|(_, count)| *count != Count::default())
        .collect();
    let queues: BTreeSet<&Text> = told.keys().chain(own.keys()).collect();
    let of = |side: &BTreeMap<Text, Count>, queue| side.get(queue).copied().unwrap_or_default();
    queues
        .into_iter()
        .map(|queue| Totals { queue: queue.clone(), ours: of(&own, queue), theirs: of(&told, queue) })
        .collect()
}

/// Figures that are not what the records behind them say, and totals that differ although no call of the queue does.
pub(super) fn differences(ours: &Ours, totals: &[Totals], found: &[Difference], out: &mut Vec<Difference>) {
    for total in totals {
        let mut records = Count::default();
        for visit in ours.calls.iter().filter(|call| call.started_at.is_some()).flat_map(|call| &call.visits)
        {
            let counts = visit.queue.as_str() == total.queue && visit.result != Status::QueueRefused;
            if counts && visit.entered_at.is_some() {
                records.add(visit.result, visit.wait_s);
            }
        }
        let difference = |ours: String, theirs: String| Difference {
            call: Text::default(),
            queue: total.queue.clone(),
            at: None,
            what: What::Total,
            ours,
            theirs,
            cause: None,
        };
        if records != total.ours {
            out.push(difference(format!("figures {:?}", total.ours), format!("our own records {records:?}")));
        }
        let named = found.iter().any(|difference| {
            difference.queue == total.queue
                && matches!(difference.what, What::OnlyOurs | What::OnlyTheirs | What::Result)
        });
        if !total.ours.counts_as(&total.theirs) && !named {
            out.push(difference(format!("{:?}", total.ours), format!("{:?}", total.theirs)));
        }
    }
}
