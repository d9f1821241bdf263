//! Acting on calls and agents: what is asked becomes a command, and is answered with what the switch did.
//!
//! REST, the WebSocket and the paths of older clients all come through [`act`]: one place says who may do what to which
//! leg, and what a number may be.

mod agent;
mod answer;
mod call;
mod numbers;
mod request;
mod service;
mod target;

use callcenter_core::Command;

pub use self::agent::{QUEUES_MAX, WRAP_UP_REASON};
pub use self::answer::{Answer, Evidence, Outcome};
pub use self::call::{VARIABLE_CHARS_MAX, VARIABLE_PREFIX, VARIABLES_MAX};
pub use self::numbers::{ControlConfig, NAME_CHARS_MAX, PATTERNS_MAX, Pattern, TARGET_CHARS_MAX};
pub use self::request::{Ask, Login, Originate, Request, TransferKind, Way};
pub use self::service::Control;
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
    match ask {
        Ask::Login(login) => agent::login(site, by, agent, login).await,
        Ask::Logout { queues } => agent::logout(site, by, agent, queues).await,
        Ask::Ready { queues } => agent::ready(site, by, agent, queues).await,
        Ask::NotReady { reason, after_call, queues } => {
            agent::not_ready(site, by, agent, reason, after_call, queues).await
        }
        Ask::WrapUp => agent::wrap_up(site, by, agent).await,
        Ask::Originate(originate) => call::originate(site, by, originate).await,
        ask => call::act(site, by, Target { call, leg }, ask).await,
    }
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

/// Asks the live call center; a refusal of the switch is a problem.
async fn ask(site: &Site, command: Command) -> Result<Answer, Problem> {
    let evidence = Evidence::of(&command);
    let settlement = site.desk.ask(command).await?;
    Answer::of(settlement, evidence)
}
