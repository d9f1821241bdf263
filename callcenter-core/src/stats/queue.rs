//! Figures of a queue.

use super::merge::{Longest, Merge, Waits, figures};
use super::metric::{Formula, Ratio};
use crate::fact::Activity;
use crate::record::RingResult;
use crate::time::Span;

figures! {
    /// A queue's figures in some quarter hours. What belongs to a stay in the queue is counted when the stay began, so
    /// that in every interval offered = answered + abandoned + flowed out + waiting.
    QueueFigures {
        /// Stays that were for an agent to answer.
        offered: u32,
        /// An agent answered.
        answered: u32,
        /// The caller gave up.
        abandoned: u32,
        /// The queue's time was over.
        timed_out: u32,
        /// The queue lost its last agent.
        left_empty: u32,
        /// The caller left by a key.
        exited_by_key: u32,
        /// The caller was taken out.
        withdrawn: u32,
        /// Left in a way that is not known.
        left_otherwise: u32,
        /// Not left yet; only in figures of calls that live.
        waiting: u32,
        /// The queue did not take the caller: neither offered nor abandoned (HC-37).
        refused: u32,
        /// Stays that overlap a time in which the link was away.
        uncertain: u32,
        /// Stays whose beginning is not known; counted nowhere else, at the time of their end.
        unplaced: u32,
        /// Waits of answered stays.
        answered_waits: Waits,
        /// Waits of abandoned stays.
        abandoned_waits: Waits,
        /// Sum of the waits of answered stays.
        answered_wait: Span,
        /// Sum of the waits of abandoned stays.
        abandoned_wait: Span,
        /// Sum of the waits of all others that were left.
        other_wait: Span,
        /// The longest wait of all.
        longest_wait: Longest,
        /// Answered stays whose talks are over, counted at their end.
        handled: u32,
        /// Talk of these, holds included.
        talk: Span,
        /// Hold of these.
        hold: Span,
        /// Work after them, counted at its end.
        wrap_up: Span,
        /// Times of wrapping up.
        wrap_ups: u32,
        /// Given on to somebody else after an answer, at that time.
        transferred: u32,
        /// Connected to an agent by the queue's own count (queue_log's CONNECT), when it happened.
        credited: u32,
        /// Agents who answered and were gone before the caller was connected, when it happened.
        dumped: u32,
        /// Tries of phones.
        attempts: Attempts,
        /// What its members were doing, by the second; a member who is paused here only is paused.
        time: Ledger,
    }
}

figures! {
    /// Tries of phones by what became of them (HC-32): counted when the phone began to ring.
    Attempts {
        /// Answered.
        answered: u32,
        /// Rang out.
        no_answer: u32,
        /// Declined.
        declined: u32,
        /// Busy.
        busy: u32,
        /// Could not be reached.
        unreachable: u32,
        /// A colleague answered: no miss.
        answered_elsewhere: u32,
        /// The caller gave up or went elsewhere: no miss (HC-33).
        cancelled: u32,
        /// Somebody else picked it up: no miss.
        picked_up_elsewhere: u32,
        /// Rings still; only in figures of calls that live.
        ringing: u32,
        /// Ringing of those that were answered.
        answered_ring: Span,
        /// Ringing of all others.
        other_ring: Span,
    }
}

figures! {
    /// Time by what was being done, to the µs, prorated over the quarter hours. The sum is the time signed in.
    Ledger {
        /// Ready in every queue.
        ready: Span,
        /// Ready in some queues, paused in others.
        partly_ready: Span,
        /// Paused.
        paused: Span,
        /// Working after a call.
        wrap_up: Span,
        /// The phone rang.
        ringing: Span,
        /// In a call.
        talking: Span,
    }
}

impl Ledger {
    pub(crate) fn add(&mut self, activity: Activity, time: Span) {
        match activity {
            Activity::Away => return,
            Activity::Ready => &mut self.ready,
            Activity::PartlyReady => &mut self.partly_ready,
            Activity::Paused => &mut self.paused,
            Activity::WrapUp => &mut self.wrap_up,
            Activity::Ringing => &mut self.ringing,
            Activity::Talking => &mut self.talking,
        }
        .merge(&time);
    }

    /// Time signed in.
    pub fn signed_in(&self) -> Span {
        self.available() + self.paused
    }

    /// Time signed in and not paused.
    pub fn available(&self) -> Span {
        self.ready + self.partly_ready + self.wrap_up + self.ringing + self.talking
    }

    /// `occupancy@1`: (talk + hold + wrap-up) / (the same + ringing + ready). Pauses do not count.
    pub fn occupancy(&self) -> Ratio {
        Ratio::of_spans(self.talking + self.wrap_up, self.available())
    }

    /// `availability@1`: ready / signed in.
    pub fn availability(&self) -> Ratio {
        Ratio::of_spans(self.ready + self.partly_ready, self.signed_in())
    }
}

impl Attempts {
    pub(crate) fn add(&mut self, result: Option<RingResult>, ring: Span) {
        let (count, time) = match result {
            Some(RingResult::Answered) => (&mut self.answered, &mut self.answered_ring),
            Some(RingResult::NoAnswer) => (&mut self.no_answer, &mut self.other_ring),
            Some(RingResult::Declined) => (&mut self.declined, &mut self.other_ring),
            Some(RingResult::Busy) => (&mut self.busy, &mut self.other_ring),
            Some(RingResult::Unreachable) => (&mut self.unreachable, &mut self.other_ring),
            Some(RingResult::AnsweredElsewhere) => (&mut self.answered_elsewhere, &mut self.other_ring),
            Some(RingResult::Cancelled) => (&mut self.cancelled, &mut self.other_ring),
            Some(RingResult::PickedUpElsewhere) => (&mut self.picked_up_elsewhere, &mut self.other_ring),
            None => (&mut self.ringing, &mut self.other_ring),
        };
        count.merge(&1);
        time.merge(&ring);
    }

    /// Tries in all.
    pub fn all(&self) -> u64 {
        let elsewhere = [self.answered_elsewhere, self.cancelled, self.picked_up_elsewhere, self.ringing];
        u64::from(self.answered) + self.missed() + elsewhere.into_iter().map(u64::from).sum::<u64>()
    }

    /// Tries that the agent did not take although it was for him to: rang out, declined, busy, not reachable.
    pub fn missed(&self) -> u64 {
        [self.no_answer, self.declined, self.busy, self.unreachable].into_iter().map(u64::from).sum()
    }

    /// `answer-rate@1`: answered / (answered + missed). What others answered or callers gave up is not counted.
    pub fn answer_rate(&self) -> Ratio {
        Ratio::new(u64::from(self.answered), u64::from(self.answered) + self.missed())
    }

    /// `speed-of-answer@1`: mean ringing of answered tries.
    pub fn speed_of_answer(&self) -> Option<Span> {
        mean(self.answered_ring, u64::from(self.answered))
    }
}

impl QueueFigures {
    /// Left by the queue's or the caller's choice, neither answered nor abandoned.
    pub fn flowed_out(&self) -> u64 {
        let ways = [self.timed_out, self.left_empty, self.exited_by_key, self.withdrawn, self.left_otherwise];
        ways.into_iter().map(u64::from).sum()
    }

    /// Whether every stay offered is accounted for.
    pub fn is_balanced(&self) -> bool {
        let ends = u64::from(self.answered)
            + u64::from(self.abandoned)
            + self.flowed_out()
            + u64::from(self.waiting);
        u64::from(self.offered) == ends
    }

    /// `answered-share@1`: answered / offered.
    pub fn answered_share(&self) -> Ratio {
        Ratio::new(u64::from(self.answered), u64::from(self.offered))
    }

    /// `abandoned-share@1`: abandoned / offered.
    pub fn abandoned_share(&self) -> Ratio {
        Ratio::new(u64::from(self.abandoned), u64::from(self.offered))
    }

    /// `short-abandons@1`: those who gave up before `short` had passed.
    pub fn short_abandons(&self, short: Span) -> u64 {
        self.abandoned_waits.below(short)
    }

    /// `asa@1`: mean wait of the answered, from entering the queue to the answer.
    pub fn speed_of_answer(&self) -> Option<Span> {
        mean(self.answered_wait, u64::from(self.answered))
    }

    /// `aht@1`: mean of talk, hold and work after it, of the calls that ended.
    pub fn handle_time(&self) -> Option<Span> {
        mean(self.talk + self.wrap_up, u64::from(self.handled))
    }

    /// The service level by a formula: the share of callers who were served in time.
    pub fn service_level(&self, formula: Formula, target: Span, short: Span) -> Ratio {
        let (a, b, x) = (u64::from(self.answered), u64::from(self.abandoned), self.flowed_out());
        let in_time = self.answered_waits.within(target);
        let gave_up_in_time = self.abandoned_waits.within(target);
        let gave_up_short = self.abandoned_waits.below(short);
        match formula {
            Formula::Sl1 => Ratio::new(in_time, a + b),
            Formula::Sl2 => Ratio::new(in_time, a + b - gave_up_in_time),
            Formula::Sl3 => Ratio::new(in_time + gave_up_in_time, a + b),
            Formula::Sl4 => Ratio::new(in_time, a),
            Formula::Sl5 => Ratio::new(in_time + gave_up_short, a + b),
            Formula::SlG { flow_outs, short_abandons, abandons } => {
                let counted = match (abandons, short_abandons) {
                    (false, _) => 0,
                    (true, false) => b - gave_up_short,
                    (true, true) => b,
                };
                Ratio::new(in_time, a + counted + if flow_outs { x } else { 0 })
            }
            Formula::SlN { breakouts } => {
                Ratio::new(in_time, a + b + if breakouts { u64::from(self.exited_by_key) } else { 0 })
            }
        }
    }
}

/// A sum by how many; absent for none.
pub fn mean(sum: Span, count: u64) -> Option<Span> {
    let count = i64::try_from(count).ok().filter(|&count| count > 0)?;
    Some(Span::from_micros(sum.as_micros() / count))
}
