//! Agents: in and out of queues, ready and not.

use std::collections::BTreeMap;

use callcenter_core::{AgentKey, Command, Interface, PauseFrom, QueueKey, Text, view};
use serde_json::json;

use super::about::known_code;
use super::numbers::{self, NAME_CHARS_MAX};
use super::request::Login;
use super::{Answer, Turn, at_least};
use crate::access::{Person, Role};
use crate::floor::{self, Rings};
use crate::problem::Problem;

/// Highest penalty.
const PENALTY_MAX: u32 = 1_000;

/// Most queues in one request.
pub const QUEUES_MAX: usize = 200;

/// Makes an agent a member of queues.
pub(super) async fn login(turn: &Turn<'_>, agent: Option<String>, login: Login) -> Result<Answer, Problem> {
    let agent = whose(turn.by, agent)?;
    let extension = match &login.extension {
        Some(extension) => AgentKey::from(numbers::name("extension", extension)?),
        None => agent.clone(),
    };
    if !turn.by.is_agent(&extension) {
        at_least(turn.by, Role::Supervisor, "logging in at another extension")?;
    }
    let name = match &login.name {
        Some(name) => numbers::text("name", name, NAME_CHARS_MAX)?,
        None => name_of(turn, &extension).await,
    };
    let paused = login.paused.map(|reason| numbers::text("paused", &reason, NAME_CHARS_MAX)).transpose()?;
    if login.penalty.is_some_and(|penalty| penalty > PENALTY_MAX) {
        return Err(Problem::Invalid { field: "penalty", why: format!("0 to {PENALTY_MAX}") });
    }
    let by_penalty = wanted(turn, &extension, login.queues, login.penalty).await?;
    let interface = phone(turn, &extension);
    let mut answer = None;
    for (penalty, queues) in by_penalty {
        let detail = json!({ "queues": queues, "penalty": penalty, "paused": paused });
        let command = Command::SignIn {
            queues,
            interface: Interface::from(interface.as_str()),
            name: name.as_str().into(),
            state_interface: Text::default(),
            penalty,
            paused: paused.as_deref().map(Text::from),
        };
        answer = Some(turn.ask("agent.login", extension.as_str(), detail, command).await?);
    }
    answer.ok_or_else(|| Problem::Invalid {
        field: "queues",
        why: format!(
            "none is assigned to {extension}: name the queues to log in to, or assign some to the agent"
        ),
    })
}

/// What an agent is called in queues: as defined, else as who logs in at the own extension, else as the switch has it.
async fn name_of(turn: &Turn<'_>, extension: &AgentKey) -> String {
    let roll = turn.site.floor.roll().await.ok();
    let defined = roll.and_then(|roll| roll.agents.get(extension.as_str()).map(|agent| agent.name.clone()));
    if let Some(name) = defined.filter(|name| !name.is_empty()) {
        return name;
    }
    if turn.by.is_agent(extension) {
        return turn.by.name.clone();
    }
    let agents = turn.site.desk.read(|moment| view::agents(moment.state));
    let seen = agents.into_iter().find(|agent| agent.agent == *extension).map(|agent| agent.name.to_string());
    seen.filter(|name| !name.is_empty()).unwrap_or_else(|| extension.to_string())
}

/// The queues to log in to, by penalty: those that were named, else those that the agent is assigned to.
async fn wanted(
    turn: &Turn<'_>,
    extension: &AgentKey,
    named: Vec<String>,
    penalty: Option<u32>,
) -> Result<BTreeMap<u32, Vec<QueueKey>>, Problem> {
    let named = queues(named)?;
    let assigned = assigned(turn, extension).await?;
    let mut wanted: BTreeMap<u32, Vec<QueueKey>> = BTreeMap::new();
    if named.is_empty() {
        for (queue, own) in assigned {
            wanted.entry(penalty.unwrap_or(own)).or_default().push(queue);
        }
    } else {
        for queue in named {
            let own = assigned.get(&queue).copied();
            wanted.entry(penalty.or(own).unwrap_or(0)).or_default().push(queue);
        }
    }
    Ok(wanted)
}

/// The queues that an administrator assigned to the agent at an extension, with their penalties; static memberships aside,
/// which nobody logs in to.
async fn assigned(turn: &Turn<'_>, extension: &AgentKey) -> Result<BTreeMap<QueueKey, u32>, Problem> {
    let floor = &turn.site.floor;
    let login = floor.agent_at(extension.as_str(), turn.site.clock.now()).await?;
    let login = login.unwrap_or_else(|| extension.to_string());
    let Some(agent) = floor.find::<floor::Agent>(&login).await? else { return Ok(BTreeMap::new()) };
    let dynamic = agent.definition.queues.into_iter().filter(|own| own.rings == Rings::SignedIn);
    Ok(dynamic.map(|own| (QueueKey::from(own.queue), own.penalty)).collect())
}

/// Takes an agent out of queues.
pub(super) async fn logout(
    turn: &Turn<'_>,
    agent: Option<String>,
    names: Vec<String>,
) -> Result<Answer, Problem> {
    let agent = whose(turn.by, agent)?;
    let detail = json!({ "queues": names });
    let target = agent.to_string();
    turn.ask("agent.logout", &target, detail, Command::SignOut { agent, queues: queues(names)? }).await
}

/// Ends an agent's pause and wrap-up.
pub(super) async fn ready(
    turn: &Turn<'_>,
    agent: Option<String>,
    names: Vec<String>,
) -> Result<Answer, Problem> {
    let agent = whose(turn.by, agent)?;
    let detail = json!({ "queues": names });
    let target = agent.to_string();
    turn.ask("agent.ready", &target, detail, Command::Ready { agent, queues: queues(names)? }).await
}

/// Pauses an agent.
pub(super) async fn not_ready(
    turn: &Turn<'_>,
    agent: Option<String>,
    reason: String,
    after_call: bool,
    names: Vec<String>,
) -> Result<Answer, Problem> {
    let agent = whose(turn.by, agent)?;
    let reason = Text::from(numbers::text("reason", &reason, NAME_CHARS_MAX)?);
    if !reason.is_empty() {
        known_code(&*turn.site.store, "pause_code", "reason", &reason).await?;
    }
    let from = if after_call { PauseFrom::AfterCall } else { PauseFrom::Now };
    let detail = json!({ "queues": names, "reason": reason, "after_call": after_call });
    let target = agent.to_string();
    let command = Command::Pause { agent, queues: queues(names)?, reason, from };
    turn.ask("agent.pause", &target, detail, command).await
}

/// Gives an agent time for work after the call: a pause in all queues, until he is ready again.
pub(super) async fn wrap_up(turn: &Turn<'_>, agent: Option<String>) -> Result<Answer, Problem> {
    let agent = whose(turn.by, agent)?;
    let reason = Text::from(turn.rules.agents.wrap_up_reason.as_str());
    let target = agent.to_string();
    let command = Command::Pause { agent, queues: Vec::new(), reason, from: PauseFrom::AfterCall };
    turn.ask("agent.wrap_up", &target, json!({}), command).await
}

/// The agent that is meant: the asker, or for supervisors anybody.
pub(crate) fn whose(by: &Person, agent: Option<String>) -> Result<AgentKey, Problem> {
    let named =
        agent.filter(|agent| agent != "me").map(|agent| numbers::name("agent", &agent)).transpose()?;
    match (named, &by.agent) {
        (None, Some(own)) => Ok(own.clone()),
        (None, None) => Err(Problem::Invalid {
            field: "agent",
            why: "your user is bound to no agent: name the agent, or ask an administrator to bind one"
                .to_owned(),
        }),
        (Some(named), own) => {
            let named = AgentKey::from(named);
            if own.as_ref() != Some(&named) {
                at_least(by, Role::Supervisor, "acting for another agent")?;
            }
            Ok(named)
        }
    }
}

/// What the switch calls to reach an extension: the device that queues watch, else the usual technology.
pub(super) fn phone(turn: &Turn<'_>, extension: &AgentKey) -> String {
    let device = turn.site.desk.read(|moment| {
        let row = view::agent(moment.state, extension.as_str())?;
        row.queues.into_iter().map(|member| member.device.to_string()).find(|device| is_phone(device))
    });
    device.unwrap_or_else(|| format!("{}/{extension}", turn.rules.control.technology))
}

/// Whether a device can be called: no hint, and no internal channel.
fn is_phone(device: &str) -> bool {
    device.split_once('/').is_some_and(|(technology, name)| technology != "Local" && numbers::is_name(name))
}

fn queues(names: Vec<String>) -> Result<Vec<QueueKey>, Problem> {
    if names.len() > QUEUES_MAX {
        return Err(Problem::Invalid { field: "queues", why: format!("at most {QUEUES_MAX}") });
    }
    names.into_iter().map(|name| Ok(QueueKey::from(numbers::name("queues", &name)?))).collect()
}
