//! Who may do what.

mod by;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use callcenter_core::AgentKey;
use serde::{Deserialize, Serialize};

pub use self::by::{Act, By, Inspect, Lead, Look, Manage, Need, Watch};

/// What somebody is; each may do what the ones before may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes calls; sees and changes what is his own.
    Agent,
    /// Leads agents: sees every call, listens, helps, moves.
    Supervisor,
    /// Sets everything up.
    Administrator,
}

/// What an API token may be used for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Reading.
    Read,
    /// Acting on calls and agents.
    Control,
    /// Setting up.
    Manage,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The user's id.
    pub id: String,
    /// The login name.
    pub login: String,
    /// The name to show.
    pub name: String,
    /// What the user is.
    pub role: Role,
    /// The agent the user is on the floor; absent: none.
    pub agent: Option<AgentKey>,
    /// What may be done: all of it with a session, what the token says with a token.
    pub scopes: BTreeSet<Scope>,
}

impl Person {
    /// Whether the person is this agent.
    pub fn is_agent(&self, agent: &AgentKey) -> bool {
        self.agent.as_ref() == Some(agent)
    }
}

/// Who is logged in.
#[derive(Debug, Default)]
pub struct Access {
    sessions: Mutex<BTreeMap<String, Person>>,
}

impl Access {
    /// Lets somebody in; gives the secret by which he is known from now on.
    pub fn admit(&self, person: Person) -> String {
        let secret = uuid::Uuid::new_v4().simple().to_string();
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(secret.clone(), person);
        secret
    }

    /// Who is known by a secret.
    pub fn person(&self, secret: &str) -> Option<Person> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).get(secret).cloned()
    }
}
