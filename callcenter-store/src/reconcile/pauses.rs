//! Pauses as changes: who was paused or not, where, since when.

use std::collections::BTreeMap;

use callcenter_core::fact::Fact;
use callcenter_core::{Interface, QueueKey, Text, Timestamp};

use crate::import::queue_log::call::text;
use crate::import::queue_log::row::{Event, Row, is_nobody};
use crate::row::PauseRow;

/// A member is paused, or is not any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) at: Timestamp,
    pub(crate) queue: Text,
    /// The agent.
    pub(crate) agent: Text,
    /// Why paused; empty: no reason; nothing: not paused.
    pub(crate) paused: Option<Text>,
    /// Whether it is known that it was otherwise before.
    pub(crate) sure: bool,
}

impl Change {
    /// A pause's beginning, and its end when it has one.
    pub(crate) fn of_row(row: &PauseRow) -> Vec<Self> {
        let change = |at, paused| Self {
            at,
            queue: Text::from(row.queue.as_str()),
            agent: Text::from(row.agent.as_str()),
            paused,
            sure: true,
        };
        let begin = row.from_at.map(|at| change(at, Some(Text::from(row.reason.as_str()))));
        begin.into_iter().chain(row.until_at.map(|at| change(at, None))).collect()
    }
}

/// Follows the members of a log, line by line.
#[derive(Debug, Default)]
pub(crate) struct ToldPauses {
    paused: BTreeMap<(Text, Text), Option<Text>>,
}

impl ToldPauses {
    /// Takes in a line. A member of whom nothing was told before may have been unpaused already.
    pub(crate) fn take(&mut self, row: &Row<'_>, changes: &mut Vec<Change>) {
        if is_nobody(row.queue) || is_nobody(&row.agent) {
            return;
        }
        let key = (text(row.queue), text(&row.agent));
        let paused = match row.event {
            Event::Paused { reason } => Some(text(reason)),
            Event::Unpaused => None,
            Event::MemberAdded { paused } => {
                self.paused.insert(key, paused.then(Text::default));
                return;
            }
            Event::MemberRemoved => {
                self.paused.remove(&key);
                return;
            }
            _ => return,
        };
        let before = self.paused.insert(key.clone(), paused.clone());
        if before.as_ref() != Some(&paused) {
            let (queue, agent) = key;
            changes.push(Change {
                at: row.at,
                queue,
                agent,
                sure: paused.is_some() || before.is_some(),
                paused,
            });
        }
    }
}

/// Follows members.
#[derive(Debug, Default)]
pub(crate) struct Pauses {
    paused: BTreeMap<(QueueKey, Interface), Option<Text>>,
}

impl Pauses {
    /// Takes in a fact. How a member was when first seen is no change.
    pub(crate) fn take(&mut self, at: Timestamp, fact: &Fact, changes: &mut Vec<Change>) {
        match fact {
            Fact::MemberSet(member) => {
                let key = (member.queue.clone(), member.interface.clone());
                let paused = member.paused.then(|| member.pause_reason.clone());
                let before = self.paused.insert(key, paused.clone());
                if before.is_some_and(|before| before != paused) {
                    changes.push(Change {
                        at,
                        queue: Text::from(member.queue.as_str()),
                        agent: Text::from(member.agent.as_str()),
                        paused,
                        sure: true,
                    });
                }
            }
            Fact::MemberRemoved { queue, interface } => {
                self.paused.remove(&(queue.clone(), interface.clone()));
            }
            _ => {}
        }
    }
}
