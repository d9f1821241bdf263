//! Differences that Asterisk's own books are known for, each with the case that tells of it.

use serde::Serialize;

/// Why a difference is none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// The link was away, or not there yet.
    NotObserved,
    /// The connection reports no variables.
    NotReported,
    /// The switch was started anew in the middle of it.
    Restart,
    /// A call of which our trace or the log ends in the middle.
    NotOver,
    /// Somebody picked the call up.
    PickedUp,
    /// A phone sent the call on.
    Forwarded,
    /// The caller was transferred or parked.
    Transferred,
    /// An order to the switch, or the dialplan, ended it.
    Ordered,
    /// The caller hung up as the agent answered.
    AtOnce,
    /// An agent answered and was gone before the caller was connected.
    Dumped,
    /// The switch called both sides.
    Originated,
    /// A call that serves another one, or is part of it.
    PartOfAnother,
    /// The queue noticed the end after it was one.
    LateComplete,
}

/// A cause in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Which one.
    pub known: Known,
    /// The hard case that tells of it.
    pub id: &'static str,
    /// In words.
    pub says: &'static str,
    /// When it is taken for the cause.
    pub rule: &'static str,
}

/// Every known cause.
pub const CAUSES: &[Cause] = &[
    Cause {
        known: Known::NotObserved,
        id: "HC-01",
        says: "the link to the switch was away: only the switch's own books know",
        rule: "our record says that it was seen only in part, or the time lies in a gap of the link",
    },
    Cause {
        known: Known::NotReported,
        id: "HC-13",
        says: "the connection reports no variables, so that only the queue knows why the caller left",
        rule: "our record says so, and both say that the caller left without an agent",
    },
    Cause {
        known: Known::Restart,
        id: "HC-03",
        says: "the switch was restarted: the queue books that as the caller's hanging up",
        rule: "QUEUESTART follows within 30 s of the queue's last line about it",
    },
    Cause {
        known: Known::NotOver,
        id: "HC-31",
        says: "the call was not over where the trace or the log ends",
        rule: "our record lives, or the log has no end of it and stops before ours",
    },
    Cause {
        known: Known::PickedUp,
        id: "HC-24",
        says: "picked up at another phone: the queue credits the member whose phone rang",
        rule: "our record says that it was picked up, and the phone that the queue names rang in vain",
    },
    Cause {
        known: Known::Forwarded,
        id: "HC-26",
        says: "the phone sent the call on: the queue credits the member, whoever answered",
        rule: "our record says which phone sent it on, and it is the one that the queue names",
    },
    Cause {
        known: Known::Transferred,
        id: "HC-21",
        says: "given on or parked: the queue's account ends there or at the very end, and knows only its own agent",
        rule: "our record has a transfer or a parking: the queue's talk ends at one of its turns, and somebody else than the \
               queue's agent hung up",
    },
    Cause {
        known: Known::Ordered,
        id: "HC-25",
        says: "ended by an order to the switch or by the dialplan: the queue blames one of the two",
        rule: "our record says that the switch ended it",
    },
    Cause {
        known: Known::AtOnce,
        id: "HC-35",
        says: "the caller hung up as the agent answered: the queue may book ABANDON with the agent's name",
        rule: "ABANDON names a member, and we have him talk for less than a second",
    },
    Cause {
        known: Known::Dumped,
        id: "HC-34",
        says: "an agent answered and was gone before the caller was connected: CDR books him as who answered",
        rule: "more phones answered by our record than people talked",
    },
    Cause {
        known: Known::Originated,
        id: "HC-27",
        says: "click-to-call: the agent's own answer is booked as the call's, and the ringing after it as talk",
        rule: "an outbound call by our record, whose talk is longer there",
    },
    Cause {
        known: Known::PartOfAnother,
        id: "HC-17",
        says: "a consultation, retrieval, supervision or pair of Local channels has no CDR of its own",
        rule: "our record says that it is one, or that it swallowed another call",
    },
    Cause {
        known: Known::LateComplete,
        id: "HC-39",
        says: "COMPLETECALLER came at the very end although the agent had left: talk too long, blame wrong",
        rule: "the agent hung up by our record, and the queue counts a longer talk and blames the caller",
    },
];

impl Known {
    /// The cause in words.
    pub fn cause(self) -> &'static Cause {
        CAUSES
            .iter()
            .find(|cause| cause.known == self)
            .expect("every known cause is in the table: a test says so")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_cause_is_in_the_table_once_and_says_its_case_and_rule() {
        let all = [
            Known::NotObserved,
            Known::NotReported,
            Known::Restart,
            Known::NotOver,
            Known::PickedUp,
            Known::Forwarded,
            Known::Transferred,
            Known::Ordered,
            Known::AtOnce,
            Known::Dumped,
            Known::Originated,
            Known::PartOfAnother,
            Known::LateComplete,
        ];
        assert_eq!(CAUSES.len(), all.len());
        for known in all {
            let cause = known.cause();
            assert!(
                cause.id.starts_with("HC-") && !cause.says.is_empty() && !cause.rule.is_empty(),
                "{cause:?}"
            );
        }
    }
}
