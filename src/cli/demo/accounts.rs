//! Who may log in to the demonstration.

use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;

use callcenter::http::access::{Access, AccessConfig, NewUser, Secret, UserChange};
use callcenter::http::clock::Clock;
use callcenter::http::{Problem, Role};
use callcenter::store::open;

use crate::cli::failure::Failure;
use crate::cli::store::failed;

/// The password where nobody else can reach the server.
const ON_LOOPBACK: &str = "call-center-demo";

/// Somebody who may log in.
pub(super) struct Account {
    pub(super) login: &'static str,
    pub(super) password: String,
    pub(super) what: &'static str,
}

/// Makes an agent, a supervisor and an administrator, or gives those who are there their password again. Before the server
/// begins: one without an administrator would stay on loopback.
pub(super) async fn make(store: &str, listen: SocketAddr) -> Result<Vec<Account>, Failure> {
    let store = open(store).await.map_err(failed)?;
    let access = Access::new(store.clone(), Clock::Machine, AccessConfig::default());
    let people = [
        ("anna", "Anna Berg", Role::Agent, Some("1001"), "agent 1001"),
        ("sofia", "Sofia Lindqvist", Role::Supervisor, None, "supervisor"),
        ("admin", "Administrator", Role::Administrator, None, "administrator"),
    ];
    let mut accounts = Vec::new();
    for (login, name, role, agent, what) in people {
        let password = if listen.ip().is_loopback() { ON_LOOPBACK.to_owned() } else { by_chance() };
        let secret = Some(Secret::from(password.clone()));
        let made = match access.user_by_login(login).await {
            Ok(user) => {
                let change = UserChange { password: secret, disabled: Some(false), ..UserChange::default() };
                access.change_user(&user.id, None, change).await
            }
            Err(Problem::Unknown { .. }) => {
                let new = NewUser {
                    login: login.to_owned(),
                    name: Some(name.to_owned()),
                    email: None,
                    role,
                    agent: agent.map(str::to_owned),
                    password: secret,
                };
                access.create_user(new).await
            }
            Err(why) => Err(why),
        };
        made.map_err(|why| Failure::told(format!("the account {login}: {why}")))?;
        accounts.push(Account { login, password, what });
    }
    store.close().await;
    Ok(accounts)
}

/// 128 bits by chance.
fn by_chance() -> String {
    format!("{:016x}{:016x}", RandomState::new().hash_one(1), RandomState::new().hash_one(2))
}
