//! Pauses as changes: who was paused or not, where, since when.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Whether it was said, and is known to have been otherwise before. What is not sure is no difference when it is missing.
    pub(crate) sure: bool,
}

impl Change {
    /// The beginnings and ends of pauses, in order. Where another reason begins at once, nobody was unpaused.
    pub(crate) fn of_rows(rows: &[PauseRow]) -> Vec<Self> {
        let place = |row: &PauseRow| (row.queue.clone(), row.interface.clone());
        let begins: BTreeSet<_> = rows.iter().filter_map(|row| Some((place(row), row.from_at?))).collect();
        let mut changes = Vec::new();
        for row in rows {
            let mut push = |at, paused| {
                changes.push(Self {
                    at,
                    queue: Text::from(row.queue.as_str()),
                    agent: Text::from(row.agent.as_str()),
                    paused,
                    sure: true,
                });
            };
            if let Some(at) = row.from_at {
                push(at, Some(Text::from(row.reason.as_str())));
            }
            if let Some(at) = row.until_at.filter(|at| !begins.contains(&(place(row), *at))) {
                push(at, None);
            }
        }
        changes.sort_by_key(|change| change.at);
        changes
    }

    /// Whether another change says the same. What is not sure may leave the reason out.
    pub(crate) fn tells(&self, other: &Self) -> bool {
        let paused = match (&self.paused, &other.paused) {
            (Some(_), Some(_)) if !self.sure => true,
            (one, two) => one == two,
        };
        paused && self.queue == other.queue && self.agent == other.agent
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
            // Who comes paused, or goes, is not said to be paused or not: what a store has of it needs no line.
            Event::MemberAdded { paused } => {
                self.paused.insert(key.clone(), paused.then(Text::default));
                if paused {
                    changes.push(silent(row.at, key, Some(Text::default())));
                }
                return;
            }
            Event::MemberRemoved => {
                self.paused.remove(&key);
                return changes.push(silent(row.at, key, None));
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

/// A change that follows from another line: the other side may have it or not.
fn silent(at: Timestamp, (queue, agent): (Text, Text), paused: Option<Text>) -> Change {
    Change { at, queue, agent, paused, sure: false }
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
