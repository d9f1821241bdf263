//! `callcenter secrets`: the key by which the secrets of phones are sealed.

use std::path::PathBuf;
use std::process::ExitCode;

use callcenter::http::access::Vault;
use callcenter::http::floor::{Resealed, reseal, sealed_by_older};
use clap::{Args, Subcommand};
use serde_json::json;

use super::failure::Failure;
use super::runtime::block_on;
use super::serve::default_data;
use super::user::{Accounts, told, written};

const EXAMPLES: &str = "\
Examples:
  callcenter secrets status                     how many secrets there are, and by which keys they are sealed
  callcenter secrets rotate                     a new key; every secret is sealed anew by it
  callcenter secrets rotate --forget-older      and whoever has the old key file opens nothing any more

Back the key file up afterwards. A backup of the store from before needs the key file from before.";

/// Change the key by which the secrets of phones are sealed in the store
///
/// It works on the server's store and key file, also while the server runs. A run that is interrupted is taken up by the next
/// one: as long as an older key is needed it stays in the file.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Secrets {
    #[command(flatten)]
    accounts: Accounts,
    /// The server's key file (`[server] key_file`) [default: key in the data folder]
    #[arg(long, value_name = "FILE", global = true)]
    key_file: Option<PathBuf>,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a new key, and seal every secret anew by it
    Rotate(Rotate),
    /// Say how many secrets and keys there are
    Status,
}

#[derive(Debug, Args)]
struct Rotate {
    /// Take the older keys out of the file when nothing needs them any more
    #[arg(long)]
    forget_older: bool,
}

impl Secrets {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        block_on(self.all())
    }

    async fn all(self) -> Result<ExitCode, Failure> {
        let file = match self.key_file {
            Some(file) => file,
            None => self.accounts.data().map_or_else(default_data, Ok)?.join("key"),
        };
        // A key that is made here by mistake would open nothing.
        if !file.exists() {
            return Err(Failure::told(format!(
                "{} is not there: name the server's key file with --key-file, or its data folder with --data",
                file.display()
            )));
        }
        let vault = Vault::at(&file);
        let (store, access) = self.accounts.open().await?;
        let done = async {
            let before = sealed_by_older(&*store, &vault).await.map_err(told)?;
            let Rotate { forget_older } = match self.what {
                What::Status => return status(&vault, before),
                What::Rotate(rotate) => rotate,
            };
            written(&access, "secrets.rotate", "", json!({ "forget_older": forget_older })).await?;
            if before.anew > 0 {
                println!(
                    "an earlier run was interrupted: {} secrets are left to be sealed by its key",
                    before.anew
                );
            } else {
                vault.rotate().map_err(|why| Failure::told(why.to_string()))?;
            }
            let done = reseal(&*store, &vault).await.map_err(told)?;
            println!("{} secrets were sealed anew by the newest key in {}", done.anew, file.display());
            if !forget_older {
                println!("older keys are still in it: `--forget-older` takes them out");
                return Ok(());
            }
            let forgotten = vault.forget_older().map_err(|why| Failure::told(why.to_string()))?;
            println!("{forgotten} older keys were taken out of it");
            // A server that sealed one at this very moment did it by a key that is in memory no longer.
            match sealed_by_older(&*store, &vault).await.map_err(told)?.anew {
                0 => Ok(()),
                lost => Err(Failure::told(format!(
                    "{lost} secrets were set at this moment by an older key: set those again (`secrets status`)"
                ))),
            }
        };
        let done = done.await;
        store.close().await;
        done.map(|()| ExitCode::SUCCESS)
    }
}

fn status(vault: &Vault, told: Resealed) -> Result<(), Failure> {
    let keys = vault.keys().map_err(|why| Failure::told(why.to_string()))?;
    println!("{} secrets, {} of them sealed by an older key; {keys} keys", told.secrets, told.anew);
    Ok(())
}
