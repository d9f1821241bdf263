//! Acting on calls and agents: what is asked becomes a command, and is answered with what the switch did.
//!
//! REST, the WebSocket and the paths of older clients all come through [`act`]: one place says who may do what to which
//! leg, and what a number may be.

mod about;
mod activities;
mod agent;
mod answer;
mod call;
mod capabilities;
mod jobs;
mod numbers;
mod once;
mod request;
mod service;
mod settings;
mod target;

use std::collections::BTreeSet;

use callcenter_core::Command;
use serde_json::Value;

pub use self::about::{AboutCall, Disposing, Disposition, NOTE_CHARS_MAX, NOTES_MAX, Note, Noting};
pub(crate) use self::about::{about, dispose, found, note};
pub(crate) use self::activities::{AgentActivity, activities};
pub use self::agent::QUEUES_MAX;
pub(crate) use self::agent::whose;
pub use self::answer::{Answer, Evidence, Outcome};
pub use self::call::{KEYS_MAX, VARIABLE_CHARS_MAX, VARIABLE_PREFIX, VARIABLES_MAX};
pub(crate) use self::capabilities::capabilities;
pub use self::capabilities::{Capabilities, Capability};
pub use self::jobs::{Job, JobStatus, OVER_MAX};
pub use self::numbers::{ControlConfig, NAME_CHARS_MAX, PATTERNS_MAX, Pattern, TARGET_CHARS_MAX};
pub(crate) use self::once::{Asked, IdempotencyKey, act_once, once};
pub use self::once::{KEPT, KEPT_MAX, KEY_CHARS_MAX, KEY_HEADER, REPLAYED_HEADER};
pub use self::request::{Ask, Login, Originate, Request, TransferKind, Way};
pub use self::service::Control;
use self::service::Rules;
pub use self::settings::{AgentSettings, LIST_MAX, Settings, SettingsChange, SiteSettings, stored_setup};
pub(crate) use self::settings::{change as change_settings, decided_zone, settings};
use self::target::Target;
use crate::access::{Person, Role, Scope};
use crate::problem::Problem;
use crate::site::Site;

/// Does what somebody asks for, and tells what the switch did about it.
///
/// # Errors
/// A [`Problem`] that says what is wrong and what to do: the person may not, the call is unknown, a value cannot be, the
/// switch refused or did not answer in time.
pub async fn act(site: &Site, by: &Person, request: Request) -> Result<Answer, Problem> {
    if !by.scopes.contains(&Scope::Control) {
        return Err(Problem::Forbidden(format!("this token has not the scope {:?}", Scope::Control)));
    }
    let Request { call, leg, agent, ask } = request;
    let rules = site.control.rules(site).await?;
    let turn = Turn { site, by, rules: &rules };
    match ask {
        Ask::Login(login) => agent::login(&turn, agent, login).await,
        Ask::Logout { queues } => agent::logout(&turn, agent, queues).await,
        Ask::Ready { queues } => agent::ready(&turn, agent, queues).await,
        Ask::NotReady { reason, after_call, queues } => {
            agent::not_ready(&turn, agent, reason, after_call, queues).await
        }
        Ask::WrapUp => agent::wrap_up(&turn, agent).await,
        Ask::Originate(originate) => call::originate(&turn, originate).await,
        ask => call::act(&turn, Target { call, leg }, ask).await,
    }
}

/// Who asks, where, and by what it is decided.
#[derive(Debug, Clone, Copy)]
struct Turn<'a> {
    site: &'a Site,
    by: &'a Person,
    rules: &'a Rules,
}

impl Turn<'_> {
    /// Writes down what is about to be done, then asks the live call center. A refusal of the switch is a problem.
    async fn ask(
        &self,
        action: &str,
        target: &str,
        detail: Value,
        command: Command,
    ) -> Result<Answer, Problem> {
        self.site.audit(self.by, action, target, detail).await?;
        let evidence = Evidence::of(&command);
        let settlement = self.site.desk.ask(command).await?;
        Answer::of(settlement, evidence)
    }
}

/// SIP domains that agents may name.
pub(crate) async fn sip_domains(site: &Site) -> Result<BTreeSet<String>, Problem> {
    Ok(site.control.rules(site).await?.agents.sip_domains.clone())
}

/// Refuses who is not at least this.
fn at_least(by: &Person, role: Role, what: &str) -> Result<(), Problem> {
    if by.role >= role {
        return Ok(());
    }
    Err(Problem::Forbidden(format!("{what} needs the role {}", role_name(role))))
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Agent => "agent",
        Role::Supervisor => "supervisor",
        Role::Administrator => "administrator",
    }
}
