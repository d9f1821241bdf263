//! Keeping books while watching: `--store`.

use std::path::PathBuf;
use std::time::Duration;

use callcenter::books::{Books, BooksConfig, Depth};
use callcenter::core::Snapshot;
use callcenter::store::StoreError;
use callcenter::{Config, Policy};
use clap::Args;

use super::board::Kept;
use crate::cli::failure::Failure;
use crate::cli::link::told_to_end;
use crate::cli::store::failed;
use crate::cli::time::here;

/// How long the database may take for the last entries.
pub(super) const FAREWELL: Duration = Duration::from_secs(5);

/// Between two tries of a database that is away at the start.
const PAUSE: Duration = Duration::from_secs(2);

/// Where to keep what becomes true.
#[derive(Debug, Args)]
#[command(next_help_heading = "Keeping it")]
pub(crate) struct BooksOptions {
    /// Keep facts, calls and figures in this store: sqlite:calls.db, postgres://…, mysql://…
    #[arg(long, value_name = "URL", env = "CALLCENTER_STORE", hide_env_values = true)]
    store: Option<String>,
    /// Where they wait while the database is away [default: beside the SQLite file, or in the user's state]
    #[arg(long, value_name = "DIR", requires = "store")]
    spool: Option<PathBuf>,
    /// With --plain: print `durable SEQ` as more and more facts survive a crash
    #[arg(long, requires = "store")]
    pub(super) acknowledge: bool,
}

impl BooksOptions {
    /// What is to be kept, and where; nothing when nobody says.
    pub(super) fn config(&self, config: &Config, policy: &Policy) -> Result<Option<BooksConfig>, Failure> {
        let Some(url) = self.store.as_ref().or(config.store.url.as_ref()) else { return Ok(None) };
        let spool = self.spool.as_ref().or(config.store.spool.as_ref());
        let mut config = config.clone();
        config.store.spool = spool.cloned();
        Ok(Some(books_config(url, &config, policy)?))
    }
}

/// What is kept in a store, and where it waits, as the configuration has it.
pub(in crate::cli) fn books_config(
    url: &str,
    config: &Config,
    policy: &Policy,
) -> Result<BooksConfig, Failure> {
    BooksConfig::of(config, url, policy).ok_or_else(no_spool)
}

/// Opens the books; a database that is away is waited for. Nothing when somebody says that it is enough.
pub(super) async fn open(config: BooksConfig) -> Result<Option<(Books, Snapshot)>, Failure> {
    let mut told = false;
    let signal = told_to_end();
    tokio::pin!(signal);
    loop {
        match Books::open(config.clone()).await {
            Ok(books) => return Ok(Some(books)),
            Err(error @ (StoreError::Unavailable(_) | StoreError::Full(_))) => {
                if !told {
                    eprintln!(
                        "callcenter: {error}; waiting for it, as there is nothing in the spool to go on from"
                    );
                    told = true;
                }
            }
            Err(error) => return Err(failed(error)),
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = &mut signal => return Ok(None),
        }
    }
}

/// How the books stand, in words that stay the same while they do, and with numbers.
pub(super) fn kept(depth: &Depth) -> Kept {
    let why = depth.last_error.as_deref().unwrap_or_default();
    let waits = format!("{} facts ({}) wait in the spool", depth.spooled_entries, bytes(depth.spooled_bytes));
    if depth.stands_still {
        return Kept {
            is_urgent: true,
            news: format!("nothing more can be kept, so nothing more is concluded: {why}"),
            numbers: waits,
        };
    }
    match depth.away_since {
        Some(since) => Kept {
            is_urgent: true,
            news: format!("facts go to the spool since {}: {why}", here(since)),
            numbers: waits,
        },
        None if depth.spooled_bytes > 0 => Kept {
            is_urgent: true,
            news: "the database is there and takes what waits in the spool".to_owned(),
            numbers: waits,
        },
        None => Kept {
            is_urgent: false,
            news: "everything is kept".to_owned(),
            numbers: format!("kept up to fact {}", depth.committed_seq),
        },
    }
}

fn bytes(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// There is no place for a spool by default.
pub(in crate::cli) fn no_spool() -> Failure {
    Failure::told(
        "where may facts wait while the database is away? Say --spool DIR, a folder on this machine",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_told_in_numbers_and_what_is_wrong_in_words() {
        let away = Depth {
            spooled_entries: 12,
            spooled_bytes: 34_567,
            away_since: Some(callcenter::core::Timestamp::from_secs(1_795_226_730)),
            last_error: Some("the cable is out".to_owned()),
            ..Depth::default()
        };
        let told = kept(&away);
        assert!(told.is_urgent && told.news.ends_with("the cable is out"), "{told:?}");
        assert_eq!(told.numbers, "12 facts (34 kB) wait in the spool");
        let full = kept(&Depth { stands_still: true, ..away });
        assert!(full.news.starts_with("nothing more can be kept"), "{full:?}");
        assert!(!kept(&Depth::default()).is_urgent);
    }
}
