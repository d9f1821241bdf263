//! What commands under way are about, and what was asked for and lasts. Snapshots keep it behind everything else.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::State;
use crate::command::PauseFrom;
use crate::control::{Aside, Hook, Saga};
use crate::fact::{Anomaly, Fact, Settled};
use crate::key::{AgentKey, Interface, LegKey, QueueKey, Text};

/// Actions given up whose late answers are still known as such; those of older ones are nobody's.
const GIVEN_UP_MAX: usize = 1_000;

/// What commands under way are about, and what was asked for and lasts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Control {
    /// Actions that the switch accepted and that are not proven.
    pub(crate) answered: BTreeSet<u64>,
    /// Commands of several steps, by their numbers.
    pub(crate) sagas: BTreeMap<u64, Progress>,
    /// Who is put apart, by the leg of the one who holds.
    pub(crate) asides: BTreeMap<LegKey, Aside>,
    /// Pauses, or their ends, that were asked for and are not true.
    pub(crate) wanted: BTreeMap<(QueueKey, Interface), Want>,
    /// Reasons of the pauses that were asked for here, in order.
    pub(crate) pauses: BTreeMap<AgentKey, Vec<Text>>,
    /// Actions that were given up, the last of them: their answers may still come.
    pub(crate) given_up: BTreeSet<u64>,
    /// Places in the dialplan, as far as it was asked.
    pub(crate) hooks: BTreeMap<Hook, bool>,
}

/// A command of several steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) saga: Saga,
    /// Steps done.
    pub(crate) step: u32,
}

/// A pause or its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Want {
    pub(crate) paused: bool,
    pub(crate) reason: Text,
    pub(crate) from: PauseFrom,
}

impl Control {
    pub(super) fn apply(&mut self, fact: &Fact) {
        match fact {
            Fact::ActionAnswered { action } => {
                self.answered.insert(*action);
            }
            Fact::ActionSettled { action, outcome, .. } => {
                let answered = self.answered.remove(action);
                if *outcome == Settled::TimedOut && !answered {
                    self.given_up.insert(*action);
                    if self.given_up.len() > GIVEN_UP_MAX {
                        self.given_up.pop_first();
                    }
                }
            }
            Fact::Noticed { anomaly: Anomaly::LateAnswer(action), .. } => {
                self.given_up.remove(action);
            }
            Fact::SagaStarted { command, saga } => {
                self.sagas.insert(*command, Progress { saga: (**saga).clone(), step: 0 });
            }
            Fact::SagaStepped { command } => {
                if let Some(progress) = self.sagas.get_mut(command) {
                    progress.step += 1;
                }
            }
            Fact::CommandSettled { command, .. } => {
                self.sagas.remove(command);
            }
            Fact::AsideSet(aside) => {
                self.asides.insert(aside.agent.clone(), (**aside).clone());
            }
            Fact::AsideEnded { agent } => {
                self.asides.remove(agent);
            }
            Fact::PauseWanted { queue, interface, paused, reason, from } => {
                let want = Want { paused: *paused, reason: reason.clone(), from: *from };
                self.wanted.insert((queue.clone(), interface.clone()), want);
            }
            Fact::PauseMet { queue, interface } => {
                self.wanted.remove(&(queue.clone(), interface.clone()));
            }
            Fact::PausesHeld { agent, reasons } if reasons.is_empty() => {
                self.pauses.remove(agent);
            }
            Fact::PausesHeld { agent, reasons } => {
                self.pauses.insert(agent.clone(), reasons.clone());
            }
            Fact::HookSeen { hook, there } => {
                self.hooks.insert(*hook, *there);
            }
            _ => {}
        }
    }

    /// Who is put apart by, or from, a leg.
    pub(crate) fn aside_of(&self, leg: &str) -> Option<&Aside> {
        self.asides.get(leg).or_else(|| self.asides.values().find(|aside| aside.customer.as_str() == leg))
    }

    /// Whether a command of several steps is under way for whoever holds with this leg.
    pub(crate) fn is_under_way(&self, agent: &LegKey) -> bool {
        self.sagas.values().any(|progress| progress.saga.agent() == Some(agent))
    }

    /// Whether the dialplan has all of these places.
    pub(crate) fn has(&self, hooks: &[Hook]) -> bool {
        hooks.iter().all(|hook| self.hooks.get(hook) == Some(&true))
    }
}

impl State {
    /// Whether two legs are put apart and one of them waits for the other: their talk goes on.
    pub(crate) fn are_aside(&self, one: crate::table::Slot, two: crate::table::Slot) -> bool {
        if self.control.asides.is_empty() {
            return false;
        }
        let (live, key) = (|slot| self.leg(slot).is_live(), |slot| self.leg_key(slot).as_str());
        live(one)
            && live(two)
            && self.control.aside_of(key(one)).is_some_and(|aside| {
                let other = if aside.agent.as_str() == key(one) { &aside.customer } else { &aside.agent };
                other.as_str() == key(two)
            })
    }
}
