//! `callcenter token`: tokens for programs, past the server.

use std::process::ExitCode;

use callcenter::http::access::{Access, NewToken, Person};
use callcenter::http::{Role, Scope};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::failure::Failure;
use super::runtime::block_on;
use super::user::{Accounts, told, written};

const EXAMPLES: &str = "\
Examples:
  callcenter token add sue wallboard --scope read              the token is printed this once
  callcenter token list
  callcenter token delete ID";

/// Make, list and delete tokens by which programs are known.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Token {
    #[command(flatten)]
    accounts: Accounts,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a token, and print it
    Add(Add),
    /// List the tokens
    List,
    /// Delete a token
    Delete {
        /// Its id, as the list tells it
        id: String,
    },
}

#[derive(Debug, Args)]
struct Add {
    /// Whose it is: it may never do more
    login: String,
    /// What it is for
    name: String,
    /// What it may be used for; can be given several times
    #[arg(long, value_enum, required = true)]
    scope: Vec<ScopeWord>,
    /// After how many days it ends [default: never]
    #[arg(long)]
    days: Option<u32>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScopeWord {
    /// Reading
    Read,
    /// Acting on calls and agents
    Control,
    /// Setting up
    Manage,
}

impl From<ScopeWord> for Scope {
    fn from(word: ScopeWord) -> Self {
        match word {
            ScopeWord::Read => Self::Read,
            ScopeWord::Control => Self::Control,
            ScopeWord::Manage => Self::Manage,
        }
    }
}

impl Token {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        block_on(async {
            let (store, access) = self.accounts.open().await?;
            let done = self.what.run(&access).await;
            store.close().await;
            done.map(|()| ExitCode::SUCCESS)
        })
    }
}

impl What {
    async fn run(self, access: &Access) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(access).await,
            Self::List => list(access).await,
            Self::Delete { id } => {
                written(access, "token.delete", &id, json!({})).await?;
                access.delete_token(None, &id).await.map_err(told)?;
                println!("the token lets nobody in any more");
                Ok(())
            }
        }
    }
}

impl Add {
    async fn run(self, access: &Access) -> Result<(), Failure> {
        let owner = access.user_by_login(&self.login).await.map_err(told)?;
        let new = NewToken {
            name: self.name,
            scopes: self.scope.into_iter().map(Scope::from).collect(),
            role: None,
            days: self.days,
        };
        written(access, "token.create", &new.name, json!({ "owner": owner.id, "scopes": new.scopes }))
            .await?;
        let owner = Person { id: owner.id, role: owner.role, ..Person::program(&owner.login) };
        let (_, secret) = access.create_token(&owner, new).await.map_err(told)?;
        println!("{}", &*secret);
        Ok(())
    }
}

async fn list(access: &Access) -> Result<(), Failure> {
    println!("{:<36} {:<14} {:<20} {:<24} NAME", "ID", "AT MOST", "SCOPES", "LAST USED");
    for token in access.tokens(None).await.map_err(told)? {
        let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.word()).collect();
        let used = token.used_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let role: Role = token.role;
        println!(
            "{:<36} {:<14} {:<20} {used:<24.20} {}",
            token.id,
            role.word(),
            scopes.join(" "),
            token.name
        );
    }
    Ok(())
}
