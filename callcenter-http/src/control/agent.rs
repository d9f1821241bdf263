//! Agents: in and out of queues, ready and not.

use callcenter_core::{AgentKey, Command, Interface, PauseFrom, QueueKey, Text, view};
use serde_json::json;

use super::about::known_code;
use super::numbers::{self, NAME_CHARS_MAX};
use super::request::Login;
use super::{Answer, Turn, at_least};
use crate::access::{Person, Role};
use crate::problem::Problem;

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
    let names = login.queues.clone();
    let queues = queues(login.queues)?;
    if queues.is_empty() {
        return Err(Problem::Invalid { field: "queues", why: "name the queues to log in to".to_owned() });
    }
    let interface = phone(turn, &extension);
    let name = numbers::text("name", login.name.as_deref().unwrap_or(&turn.by.name), NAME_CHARS_MAX)?;
    let reason = login.paused.clone();
    let paused = login.paused.map(|reason| numbers::text("paused", &reason, NAME_CHARS_MAX)).transpose()?;
    let penalty = login.penalty.unwrap_or(0);
    if penalty > 1_000 {
        return Err(Problem::Invalid { field: "penalty", why: "0 to 1000".to_owned() });
    }
    let command = Command::SignIn {
        queues,
        interface: Interface::from(interface),
        name: name.into(),
        state_interface: Text::default(),
        penalty,
        paused: paused.map(Text::from),
    };
    turn.ask("agent.login", extension.as_str(), json!({ "queues": names, "paused": reason }), command).await
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
pub(super) fn whose(by: &Person, agent: Option<String>) -> Result<AgentKey, Problem> {
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
