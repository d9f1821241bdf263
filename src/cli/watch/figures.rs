//! The figures of today that the picture shows beside the queues.

use callcenter::core::stats::{Figures, Merge, QueueFigures};
use callcenter::core::{Span, Timestamp};
use callcenter::{FORMULA, Shell};

use crate::cli::time::midnight;

/// How old figures may be: what has not changed by the second is not looked at.
const FRESH: Span = Span::from_secs(1);

/// The figures of all queues as they were a moment ago.
#[derive(Debug, Default)]
pub(super) struct Today {
    made: Option<Timestamp>,
    over: Figures,
    live: Figures,
    from: Timestamp,
}

/// Figures of one queue.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Figure {
    pub(super) offered: u32,
    pub(super) answered: u32,
    pub(super) abandoned: u32,
    /// Percent.
    pub(super) service_level: Option<u8>,
}

impl Today {
    /// Looks again, if it was too long ago.
    pub(super) fn refresh(&mut self, shell: &Shell, now: Timestamp) {
        if self.made.is_some_and(|made| now.since(made) < FRESH) {
            return;
        }
        self.made = Some(now);
        self.over = shell.stats().figures().clone();
        self.live = shell.stats().live(shell.state(), now);
        self.from = midnight(now);
    }

    /// A queue's figures since midnight here.
    pub(super) fn of(&self, queue: &str, service_level: Span, short: Span) -> Figure {
        let until = Timestamp::from_micros(i64::MAX);
        let mut figures: QueueFigures = self.over.queue(queue, self.from, until);
        figures.merge(&self.live.queue(queue, self.from, until));
        let share = figures.service_level(FORMULA, service_level, short).per_mille();
        Figure {
            offered: figures.offered,
            answered: figures.answered,
            abandoned: figures.abandoned,
            service_level: share.and_then(|share| u8::try_from(share / 10).ok()),
        }
    }
}
