//! Who may do what.

mod audit;
mod by;
mod vault;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use callcenter_core::AgentKey;
use serde::{Deserialize, Serialize};

pub(crate) use self::audit::entry as audit_entry;
pub use self::audit::{DETAIL_BYTES_MAX, TARGET_CHARACTERS_MAX};
pub use self::by::{Act, By, Inspect, Lead, Look, Manage, Need, Watch};
pub use self::vault::{KEYS_MAX, Vault, VaultError};

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
    /// How the person is known.
    pub via: Via,
    /// The network address that asks, as far as it is known.
    pub address: Option<IpAddr>,
}

/// How somebody is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// By a browser's session.
    Session,
    /// By an API token with this id.
    Token(String),
    /// By the program that this site is part of.
    Program,
    /// Not at all.
    Nobody,
}

impl std::fmt::Display for Via {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Session => f.write_str("session"),
            Self::Token(id) => write!(f, "token:{id}"),
            Self::Program => f.write_str("program"),
            Self::Nobody => f.write_str("nobody"),
        }
    }
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
