//! `callcenter verify`: whether a store says one thing only.

use std::process::ExitCode;

use callcenter::store::{Verified, verify};
use callcenter::{Policy, State};
use clap::Args;

use super::failure::Failure;
use super::runtime::block_on;
use super::store::failed;
use super::streams::{EMPTY, StreamOptions, bar, name};

const EXAMPLES: &str = "\
Examples:
  callcenter verify --store sqlite:calls.db
  callcenter verify --store postgres://callcenter@localhost/callcenter --stream live";

/// Rebuild everything in a store from its entries and compare it with what is kept.
///
/// Prints `seq N hash H calls C` for each stream: its last entry, the hash of the state after it (as `replay` prints it), the
/// number of its calls. Ends with an error when a row, a figure or a snapshot says something else than the entries do.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Verify {
    #[command(flatten)]
    streams: StreamOptions,
}

impl Verify {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        block_on(self.check())
    }

    async fn check(self) -> Result<ExitCode, Failure> {
        let store = self.streams.open_to_read().await?;
        let rows = self.streams.found(&*store).await?;
        if rows.is_empty() {
            println!("seq 0 hash {:032x} calls 0", State::new(Policy::default()).hash());
            eprintln!("callcenter: {EMPTY}");
        }
        let mut right = true;
        for row in &rows {
            let bar = bar(row.tip.cast_unsigned(), "entries");
            let found = verify(&*store, row, |seq| bar.set_position(seq)).await.map_err(failed)?;
            bar.finish_and_clear();
            let stream = if rows.len() > 1 { format!(" stream {}", name(row)) } else { String::new() };
            println!("seq {} hash {:032x} calls {}{stream}", found.seq, found.hash, found.calls);
            right &= found.differences.count == 0;
            tell(&found);
        }
        store.close().await;
        Ok(if right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn tell(found: &Verified) {
    if found.from > 1 {
        eprintln!(
            "callcenter: entries before {} are no more: what follows from them was not compared, figures neither",
            found.from
        );
    }
    for difference in &found.differences.words {
        eprintln!("callcenter: {difference}");
    }
    let more = found.differences.count - found.differences.words.len() as u64;
    if more > 0 {
        eprintln!("callcenter: and {more} more differences");
    }
}
