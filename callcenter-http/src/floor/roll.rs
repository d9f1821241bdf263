//! Who and what is defined, in short: for lists that show how it stands beside what was never seen at the switch.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::{Agent, DEFINITIONS_MAX, Floor, Queue};
use crate::clock::Stopwatch;
use crate::problem::Problem;

/// How long the roll is good: another program that stands by may write the same store. Own changes are there at once.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// The roll of what is defined.
#[derive(Debug, Default)]
pub(crate) struct Roll {
    /// Agents by what the switch knows them by: their extension, else their login.
    pub(crate) agents: BTreeMap<String, Enrolled>,
    /// By which key an agent of a login is found in `agents`.
    keys: BTreeMap<String, String>,
    /// Queues, and how each chooses who rings.
    pub(crate) queues: BTreeMap<String, &'static str>,
}

/// An agent of the roll.
#[derive(Debug, Clone)]
pub(crate) struct Enrolled {
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) team: Option<String>,
    /// Whether the agent works here.
    pub(crate) works: bool,
}

/// The roll as it was read last, and when.
#[derive(Debug, Default)]
pub(super) struct LastRoll(Mutex<Option<(Stopwatch, Arc<Roll>)>>);

impl LastRoll {
    /// What was read is not so any more.
    pub(super) async fn forget(&self) {
        *self.0.lock().await = None;
    }
}

impl Roll {
    /// By which key the agent is known at the switch who has this login here.
    pub(crate) fn key_of(&self, login: &str) -> Option<&str> {
        self.keys.get(login).map(String::as_str)
    }
}

impl Floor {
    /// The roll, as it is now or was a second ago.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn roll(&self) -> Result<Arc<Roll>, Problem> {
        // Held while it is read: a change that is made meanwhile forgets what was read before it.
        let mut last = self.last_roll.0.lock().await;
        if let Some((at, roll)) = &*last
            && at.time() < GOOD_FOR
        {
            return Ok(Arc::clone(roll));
        }
        let mut roll = Roll::default();
        for kept in self.page::<Agent>(None, DEFINITIONS_MAX as u64).await? {
            let Agent { login, name, extension, team, enabled: works, .. } = kept.definition;
            let key = extension.unwrap_or_else(|| login.clone());
            roll.keys.insert(login.clone(), key.clone());
            roll.agents.insert(key, Enrolled { login, name, team, works });
        }
        for kept in self.page::<Queue>(None, DEFINITIONS_MAX as u64).await? {
            roll.queues.insert(kept.definition.name, kept.definition.strategy.name());
        }
        let roll = Arc::new(roll);
        *last = Some((Stopwatch::start(), Arc::clone(&roll)));
        Ok(roll)
    }
}
