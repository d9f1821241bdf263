//! Agents and teams.

use serde::{Deserialize, Serialize};

use super::check;
use super::definition::{Definition, Kind, Reference, yes};
use crate::problem::Problem;

/// Queues of one agent, at most.
const QUEUES_MAX: usize = 500;

/// An agent: a person, whatever phone he has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AgentDefinition)]
pub struct Agent {
    /// By which name the person is known here: `anna.ahrens`, or `1001`. It stays when phone and name change.
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    #[serde(alias = "username")]
    pub login: String,
    /// The name to show.
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
    /// The mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The extension that the person has now; absent: none. Who had which one when is kept.
    #[serde(default)]
    pub extension: Option<String>,
    /// The queues whose calls the person takes.
    #[serde(default)]
    pub queues: Vec<Membership>,
    /// The team.
    #[serde(default)]
    pub team: Option<String>,
    /// Whether the person works here.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// That an agent takes a queue's calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QueueAssignment)]
pub struct Membership {
    /// The queue.
    pub queue: String,
    /// The higher, the later the agent is rung: 0 to 1,000.
    #[serde(default)]
    #[schema(maximum = 1000)]
    pub penalty: u32,
    /// When the queue rings him.
    #[serde(default)]
    pub rings: Rings,
}

/// When a queue rings a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MemberRings)]
pub enum Rings {
    /// From signing in to signing out.
    #[default]
    SignedIn,
    /// Always: it stands in queues.conf, and cannot sign out, only pause.
    Always,
}

impl Definition for Agent {
    const KIND: Kind = Kind::Agent;

    #[expect(clippy::misnamed_getters, reason = "an agent is known by the login; the name is for people")]
    fn name(&self) -> &str {
        &self.login
    }

    fn check(&self) -> Result<(), Problem> {
        check::key("login", &self.login)?;
        check::named("name", &self.name)?;
        if let Some(email) = &self.email {
            check::email("email", email)?;
        }
        if let Some(extension) = &self.extension {
            check::extension("extension", extension)?;
        }
        let queues: Vec<_> = self.queues.iter().map(|membership| &membership.queue).collect();
        check::list("queues", &queues, QUEUES_MAX)?;
        for membership in &self.queues {
            check::key("queues", &membership.queue)?;
            check::within("queues", membership.penalty, 0..=1_000)?;
        }
        self.team.iter().try_for_each(|team| check::named("team", team))
    }

    fn references(&self) -> Vec<Reference> {
        let queue = |membership: &Membership| Reference {
            field: "queues",
            kind: Kind::Queue,
            name: membership.queue.clone(),
        };
        let extension =
            |number: &String| Reference { field: "extension", kind: Kind::Extension, name: number.clone() };
        let team = |team: &String| Reference { field: "team", kind: Kind::Team, name: team.clone() };
        let queues = self.queues.iter().map(queue);
        queues.chain(self.extension.iter().map(extension)).chain(self.team.iter().map(team)).collect()
    }
}

/// A team: agents and extensions that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Its name.
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
    /// What it is for.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub description: String,
    /// Who leads it, by login.
    #[serde(default)]
    pub leader: Option<String>,
}

impl Definition for Team {
    const KIND: Kind = Kind::Team;

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Problem> {
        check::named("name", &self.name)?;
        if self.name.contains('/') {
            return Err(Problem::Invalid { field: "name", why: "no `/`: it stands in addresses".to_owned() });
        }
        check::title("description", &self.description)?;
        self.leader.iter().try_for_each(|leader| check::key("leader", leader))
    }

    fn references(&self) -> Vec<Reference> {
        let leader = |leader: &String| Reference { field: "leader", kind: Kind::Agent, name: leader.clone() };
        self.leader.iter().map(leader).collect()
    }
}
