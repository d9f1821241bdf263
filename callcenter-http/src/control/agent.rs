//! Agents: in and out of queues, ready and not.

use callcenter_core::{AgentKey, Command, Interface, PauseFrom, QueueKey, Text, view};

use super::numbers::{self, NAME_CHARS_MAX};
use super::request::Login;
use super::{Answer, ask, at_least};
use crate::access::{Person, Role};
use crate::problem::Problem;
use crate::site::Site;

/// Most queues in one request.
pub const QUEUES_MAX: usize = 200;

/// Why an agent is paused who takes time for work after a call.
pub const WRAP_UP_REASON: &str = "wrap-up";

/// Makes an agent a member of queues.
pub(super) async fn login(
    site: &Site,
    by: &Person,
    agent: Option<String>,
    login: Login,
) -> Result<Answer, Problem> {
    let agent = whose(by, agent)?;
    let extension = match &login.extension {
        Some(extension) => AgentKey::from(numbers::name("extension", extension)?),
        None => agent.clone(),
    };
    if !by.is_agent(&extension) {
        at_least(by, Role::Supervisor, "logging in at another extension")?;
    }
    let queues = queues(login.queues)?;
    if queues.is_empty() {
        return Err(Problem::Invalid { field: "queues", why: "name the queues to log in to".to_owned() });
    }
    let interface = phone(site, &extension);
    let name = numbers::text("name", login.name.as_deref().unwrap_or(&by.name), NAME_CHARS_MAX)?;
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
    ask(site, command).await
}

/// Takes an agent out of queues.
pub(super) async fn logout(
    site: &Site,
    by: &Person,
    agent: Option<String>,
    names: Vec<String>,
) -> Result<Answer, Problem> {
    let agent = whose(by, agent)?;
    ask(site, Command::SignOut { agent, queues: queues(names)? }).await
}

/// Ends an agent's pause and wrap-up.
pub(super) async fn ready(
    site: &Site,
    by: &Person,
    agent: Option<String>,
    names: Vec<String>,
) -> Result<Answer, Problem> {
    let agent = whose(by, agent)?;
    ask(site, Command::Ready { agent, queues: queues(names)? }).await
}

/// Pauses an agent.
pub(super) async fn not_ready(
    site: &Site,
    by: &Person,
    agent: Option<String>,
    reason: String,
    after_call: bool,
    names: Vec<String>,
) -> Result<Answer, Problem> {
    let agent = whose(by, agent)?;
    let reason = Text::from(numbers::text("reason", &reason, NAME_CHARS_MAX)?);
    let from = if after_call { PauseFrom::AfterCall } else { PauseFrom::Now };
    ask(site, Command::Pause { agent, queues: queues(names)?, reason, from }).await
}

/// Gives an agent time for work after the call: a pause in all queues, until he is ready again.
pub(super) async fn wrap_up(site: &Site, by: &Person, agent: Option<String>) -> Result<Answer, Problem> {
    let agent = whose(by, agent)?;
    let reason = Text::const_new(WRAP_UP_REASON);
    ask(site, Command::Pause { agent, queues: Vec::new(), reason, from: PauseFrom::Now }).await
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
pub(super) fn phone(site: &Site, extension: &AgentKey) -> String {
    let device = site.desk.read(|moment| {
        let row = view::agent(moment.state, extension.as_str())?;
        row.queues.into_iter().map(|member| member.device.to_string()).find(|device| is_phone(device))
    });
    device.unwrap_or_else(|| format!("{}/{extension}", site.control.config().technology))
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
