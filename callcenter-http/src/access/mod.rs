//! Who may do what.
//!
//! * [`Access`] keeps users, sessions and tokens in the store; [`AccessConfig`] says how a site is guarded.
//! * A handler's argument [`By`] says what it needs: a role, and for tokens a scope. `guard` looks after cookies, origins
//!   and rates on the way to it.
//! * [`Site::audit`](crate::Site::audit) writes down what is done; [`Vault`] seals secrets that must be read again.

mod audit;
mod bounded;
mod by;
mod config;
mod guard;
mod network;
mod oidc;
mod password;
mod rate;
mod secret;
mod sessions;
mod setup;
mod throttle;
mod users;
mod vault;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use callcenter_core::{AgentKey, Timestamp};
use callcenter_store::Store;
use serde::{Deserialize, Serialize};

pub(crate) use self::audit::entry as audit_entry;
pub use self::audit::{DETAIL_BYTES_MAX, TARGET_CHARACTERS_MAX};
pub use self::by::{Act, By, Inspect, Lead, Look, Manage, Need, Own, Watch};
pub use self::config::{AccessConfig, Hosts};
pub(crate) use self::guard::{COOKIE, CSRF_HEADER, cookie, from_our_pages, session_cookie, session_end};
pub(crate) use self::network::Origin;
pub use self::network::{Network, Secured};
#[cfg(feature = "oidc")]
pub use self::oidc::{
    ANSWER_BYTES_MAX as PROVIDER_ANSWER_BYTES_MAX, ANSWER_WITHIN as PROVIDER_ANSWER_WITHIN, METADATA_LASTS,
    PENDING_LASTS, PENDING_MAX,
};
#[cfg(feature = "oidc")]
pub(crate) use self::oidc::{Answer, Oidc, cookie_of};
pub use self::oidc::{MAPPED_ROLES_MAX, OidcConfig};
pub use self::password::{PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, check as check_password};
pub use self::rate::{BUCKETS_MAX, Rate};
pub use self::secret::Secret;
pub(crate) use self::secret::csrf;
pub use self::sessions::{
    ApiToken, Browser, Credential, KNOWN_MAX, LoggedIn, NewToken, SESSIONS_PER_USER_MAX, Session,
    TOKEN_DAYS_MAX, TOKENS_PER_USER_MAX,
};
pub use self::setup::{Exposure, SETUP_TOKEN_LASTS};
pub use self::throttle::THROTTLED_MAX;
pub use self::users::{
    EMAIL_CHARACTERS_MAX, LOGIN_CHARACTERS_MAX, NAME_CHARACTERS_MAX, NewUser, SUBJECT_CHARACTERS_MAX,
    USERS_MAX, User, UserChange, UserPage,
};
pub use self::vault::{KEYS_MAX, Vault, VaultError};

use self::bounded::Bounded;
use self::rate::Buckets;
use self::sessions::Known;
use self::throttle::Throttle;
use crate::clock::Clock;
use crate::problem::Problem;

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

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Supervisor, Self::Administrator];

    /// Its word in the API and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    fn of_row(word: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or_else(|| {
            tracing::error!(role = word, "a user has a role that this version does not know");
            Problem::Internal
        })
    }
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

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Control, Self::Manage];

    /// Its word in the API and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Control => "control",
            Self::Manage => "manage",
        }
    }
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
    /// Nobody known, from this address: for the audit of what is asked before a login.
    pub fn nobody(login: &str, address: Option<IpAddr>) -> Self {
        Self {
            id: String::new(),
            login: login.chars().filter(|c| !c.is_control()).take(LOGIN_CHARACTERS_MAX).collect(),
            name: String::new(),
            role: Role::Agent,
            agent: None,
            scopes: BTreeSet::new(),
            via: Via::Nobody,
            address,
        }
    }

    /// The program itself, on behalf of somebody who may use it on the machine: `callcenter user`.
    pub fn program(name: &str) -> Self {
        Self {
            via: Via::Program,
            role: Role::Administrator,
            scopes: Scope::ALL.into(),
            ..Self::nobody(name, None)
        }
    }

    /// Whether the person is this agent.
    pub fn is_agent(&self, agent: &AgentKey) -> bool {
        self.agent.as_ref() == Some(agent)
    }
}

/// People whom the program admitted and who are remembered; beyond, who was quiet for longest is forgotten.
pub const ADMITTED_MAX: usize = 10_000;

/// How often somebody who is not in may do what is written down: beyond, a refusal through the identity provider is not written
/// down, and whoever registers or sets up must wait.
pub const NOTES: Rate = Rate { per_second: 1, burst: 60 };

/// By what somebody who is not in is counted: whoever has one address of IPv6 has a whole network of them.
fn whose(address: Option<IpAddr>) -> String {
    address.map(|address| throttle::network(address).to_string()).unwrap_or_default()
}

/// Who may log in, who is logged in, and what they may.
#[derive(Debug)]
pub struct Access {
    store: Arc<dyn Store>,
    clock: Clock,
    config: AccessConfig,
    throttle: Throttle,
    buckets: Buckets,
    notes: Buckets,
    known: Mutex<Bounded<String, Known>>,
    admitted: Mutex<Bounded<String, Person>>,
    /// Whoever changes users or tokens reads and writes in turn.
    changes: tokio::sync::Mutex<()>,
    /// Whoever writes that a session was used, or ends it, does so in turn.
    uses: tokio::sync::Mutex<()>,
    setting_up: tokio::sync::Mutex<()>,
    tidied_at: Mutex<Timestamp>,
    #[cfg(feature = "oidc")]
    oidc: Option<Oidc>,
}

impl Access {
    /// Access over a store.
    pub fn new(store: Arc<dyn Store>, clock: Clock, config: AccessConfig) -> Self {
        #[cfg(feature = "oidc")]
        let oidc = config.oidc.clone().and_then(|oidc| {
            let made = Oidc::new(oidc, clock.clone());
            // Whoever configures a site checks it before.
            made.map_err(|why| tracing::error!(%why, "nobody can log in through the identity provider")).ok()
        });
        Self {
            #[cfg(feature = "oidc")]
            oidc,
            store,
            clock,
            throttle: Throttle::default(),
            buckets: Buckets::new(config.rate),
            notes: Buckets::new(Some(NOTES)),
            config,
            known: Mutex::new(Bounded::new(KNOWN_MAX)),
            admitted: Mutex::new(Bounded::new(ADMITTED_MAX)),
            changes: tokio::sync::Mutex::default(),
            uses: tokio::sync::Mutex::default(),
            setting_up: tokio::sync::Mutex::default(),
            tidied_at: Mutex::new(Timestamp::UNKNOWN),
        }
    }

    /// How the site is guarded.
    pub fn config(&self) -> &AccessConfig {
        &self.config
    }

    /// The identity provider, if there is one.
    #[cfg(feature = "oidc")]
    pub(crate) fn oidc(&self) -> Option<&Oidc> {
        self.oidc.as_ref()
    }

    /// Asks the identity provider about itself, if there is one, so that the first who logs in need not wait. That it is away is
    /// in the log, and said to whoever logs in; it is asked again then.
    pub async fn meet_provider(&self) {
        #[cfg(feature = "oidc")]
        if let Some(oidc) = &self.oidc
            && oidc.meet().await.is_ok()
        {
            tracing::info!(issuer = oidc.config().issuer, "people can log in through the identity provider");
        }
    }

    /// Lets somebody in whom the program knows by means of its own; gives a secret that is good as `Authorization: Bearer …`
    /// until the program ends.
    ///
    /// # Panics
    /// When the machine has no random numbers.
    pub fn admit(&self, person: Person) -> String {
        let secret = secret::new("").expect("the machine has random numbers");
        let digest = secret::digest(&secret).expect("a secret has a digest");
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        admitted.put(&digest, self.clock.now(), person);
        secret.to_string()
    }

    fn admitted(&self, digest: &str) -> Option<Person> {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let person = admitted.get(&digest.to_owned())?.clone();
        admitted.put(&digest.to_owned(), self.clock.now(), person.clone());
        Some(person)
    }

    /// Takes one request of somebody.
    fn take(&self, whose: &str) -> Result<(), Problem> {
        self.buckets.take(whose, self.clock.now())
    }

    /// Takes one request of somebody who is not in.
    pub(crate) fn stranger(&self, address: Option<IpAddr>) -> Result<(), Problem> {
        self.take(&format!("stranger {}", whose(address)))
    }

    /// Takes one line of the audit of somebody who is not in: nobody fills it.
    pub(crate) fn note(&self, address: Option<IpAddr>) -> Result<(), Problem> {
        self.notes.take(&whose(address), self.clock.now())
    }

    /// Who was found by a digest of late, as it was before this use.
    fn known(&self, digest: &str, now: Timestamp) -> Option<Known> {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = digest.to_owned();
        let known = all.get(&digest)?.clone();
        let mut used = known.clone();
        used.used(now);
        all.put(&digest, now, used);
        Some(known)
    }

    fn remember(&self, digest: &str, found: Known, now: Timestamp) {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        all.put(&digest.to_owned(), now, found);
    }

    /// Asks the store anew about everything that a user is known by.
    fn forget(&self, user: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| !known.is_of(user));
    }

    fn forget_digests(&self, digests: &[String]) {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for digest in digests {
            all.remove(digest);
        }
    }
}
