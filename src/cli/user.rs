//! `callcenter user`: accounts, past the server: also when nobody can log in any more.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use callcenter::http::access::{Access, AccessConfig, NewUser, Person, User as Account, UserChange};
use callcenter::http::clock::Clock;
use callcenter::http::{Problem, Role};
use callcenter::store::Store;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::failure::Failure;
use super::password::PasswordOption;
use super::runtime::block_on;
use super::serve::default_data;
use super::store::failed;

const EXAMPLES: &str = "\
Examples:
  callcenter user add root --role administrator        the password is asked for
  callcenter user password root < password.txt         a password that was lost
  callcenter user disable alice                        keeps alice out at once
  callcenter user list --store sqlite:calls.db";

/// Rows that are read of the store at a time.
const PAGE: usize = 500;

/// Make, list and change the accounts of a server.
///
/// It works on the server's store, also while the server runs: that takes up a change within ten seconds.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct User {
    #[command(flatten)]
    accounts: Accounts,
    #[command(subcommand)]
    what: What,
}

/// Where accounts are kept.
#[derive(Debug, Args)]
pub(crate) struct Accounts {
    /// The server's store [default: calls.db in the data folder]
    #[arg(long, value_name = "URL", env = "CALLCENTER_STORE", hide_env_values = true, global = true)]
    store: Option<String>,
    /// The server's data folder [default: $STATE_DIRECTORY or ~/.local/state/callcenter]
    #[arg(long, value_name = "DIR", env = "CALLCENTER_DATA", global = true)]
    data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make an account
    Add(Add),
    /// List the accounts
    List,
    /// Give an account another password, and end its sessions
    Password(ForLogin),
    /// Keep an account out, and end its sessions
    Disable(Login),
    /// Let an account in again
    Enable(Login),
}

#[derive(Debug, Args)]
struct Add {
    /// The login name
    login: String,
    /// What the account may do
    #[arg(long, value_enum)]
    role: RoleWord,
    /// The name to show [default: the login]
    #[arg(long)]
    name: Option<String>,
    /// The agent that the user is on the floor
    #[arg(long)]
    agent: Option<String>,
    #[command(flatten)]
    password: PasswordOption,
}

#[derive(Debug, Args)]
struct ForLogin {
    /// The login name
    login: String,
    #[command(flatten)]
    password: PasswordOption,
}

#[derive(Debug, Args)]
struct Login {
    /// The login name
    login: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleWord {
    /// Takes calls
    Agent,
    /// Leads agents
    Supervisor,
    /// Sets everything up
    Administrator,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Agent => Self::Agent,
            RoleWord::Supervisor => Self::Supervisor,
            RoleWord::Administrator => Self::Administrator,
        }
    }
}

impl User {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        block_on(async {
            let (store, access) = self.accounts.open().await?;
            let done = self.what.run(&access).await;
            store.close().await;
            done.map(|()| ExitCode::SUCCESS)
        })
    }
}

impl Accounts {
    /// The data folder, if one is named.
    pub(crate) fn data(&self) -> Option<PathBuf> {
        self.data.clone()
    }

    pub(crate) async fn open(&self) -> Result<(Arc<dyn Store>, Access), Failure> {
        let url = match &self.store {
            Some(url) => url.clone(),
            None => {
                let data = self.data.clone().map_or_else(default_data, Ok)?;
                std::fs::create_dir_all(&data).map_err(|error| Failure::file(&data, &error))?;
                format!("sqlite:{}", data.join("calls.db").display())
            }
        };
        let store = callcenter::store::open(&url).await.map_err(failed)?;
        let access = Access::new(Arc::clone(&store), Clock::Machine, AccessConfig::default());
        Ok((store, access))
    }
}

impl What {
    async fn run(self, access: &Access) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(access).await,
            Self::List => list(access).await,
            Self::Password(ForLogin { login, password }) => {
                let account = access.user_by_login(&login).await.map_err(told)?;
                let change = UserChange { password: Some(password.read(&login)?), ..UserChange::default() };
                changed(access, &account, change, "user.password").await?;
                println!("{login} has another password, and has to log in again");
                Ok(())
            }
            Self::Disable(Login { login }) => able(access, &login, Able::No).await,
            Self::Enable(Login { login }) => able(access, &login, Able::Yes).await,
        }
    }
}

impl Add {
    async fn run(self, access: &Access) -> Result<(), Failure> {
        let password = self.password.read(&self.login)?;
        let role = Role::from(self.role);
        written(access, "user.create", &self.login, json!({ "role": role, "agent": self.agent })).await?;
        let new = NewUser {
            login: self.login,
            name: self.name,
            email: None,
            role,
            agent: self.agent,
            password: Some(password),
        };
        let account = access.create_user(new).await.map_err(told)?;
        println!("{} can log in as {}", account.login, account.role.word());
        Ok(())
    }
}

/// Whether somebody may log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Able {
    Yes,
    No,
}

async fn able(access: &Access, login: &str, able: Able) -> Result<(), Failure> {
    let account = access.user_by_login(login).await.map_err(told)?;
    let change = UserChange { disabled: Some(able == Able::No), ..UserChange::default() };
    changed(access, &account, change, "user.change").await?;
    println!(
        "{login} is {}",
        if able == Able::Yes { "let in again" } else { "kept out, and every session is over" }
    );
    Ok(())
}

async fn changed(
    access: &Access,
    account: &Account,
    change: UserChange,
    action: &str,
) -> Result<(), Failure> {
    let detail = json!({ "disabled": change.disabled, "password": change.password.is_some() });
    written(access, action, &account.id, detail).await?;
    access.change_user(&account.id, Some(account.version), change).await.map(drop).map_err(told)
}

async fn list(access: &Access) -> Result<(), Failure> {
    println!("{:<20} {:<14} {:<12} {:<9} {:<24} NAME", "LOGIN", "ROLE", "AGENT", "IS", "LAST LOGIN");
    let mut after: Option<String> = None;
    loop {
        let page = access.users(None, after.as_deref(), PAGE).await.map_err(told)?;
        for user in &page.items {
            let state = match (user.disabled, user.has_password || user.has_provider) {
                (true, _) => "disabled",
                (false, true) => "enabled",
                (false, false) => "no way in",
            };
            let seen = user.seen_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
            let agent = user.agent.as_deref().unwrap_or("-");
            println!(
                "{:<20} {:<14} {agent:<12} {state:<9} {seen:<24.20} {}",
                user.login,
                user.role.word(),
                user.name
            );
        }
        let Some(next) = page.next else { return Ok(()) };
        after = Some(next);
    }
}

pub(crate) async fn written(
    access: &Access,
    action: &str,
    target: &str,
    detail: Value,
) -> Result<(), Failure> {
    access.audit(&Person::program("callcenter"), action, target, detail).await.map_err(told)
}

#[expect(clippy::needless_pass_by_value, reason = "the error ends here: it fits map_err")]
pub(crate) fn told(why: Problem) -> Failure {
    Failure::told(why.to_string())
}
