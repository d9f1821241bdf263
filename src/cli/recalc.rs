//! `callcenter recalc`: figures folded anew from the facts.

use std::process::ExitCode;

use callcenter::store::recalc;
use clap::Args;

use super::failure::Failure;
use super::runtime::block_on;
use super::store::failed;
use super::streams::{self, StreamOptions, bar, name};
use super::time;

const EXAMPLES: &str = "\
Examples:
  callcenter recalc --store sqlite:calls.db
  callcenter recalc --store postgres://callcenter@localhost/callcenter --stream live";

/// Compute every figure anew from the facts, as this version defines it.
///
/// Prints for each stream how many rows of figures there are and how many changed: none, unless a definition did or somebody
/// else wrote into the database. What differs is replaced in one transaction.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Recalc {
    #[command(flatten)]
    streams: StreamOptions,
}

impl Recalc {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        block_on(self.all())
    }

    async fn all(self) -> Result<ExitCode, Failure> {
        let store = self.streams.open().await?;
        for row in self.streams.rows(&*store).await? {
            let care = streams::take(&store, &row).await?;
            let bar = bar(row.tip.cast_unsigned(), "entries");
            let done = recalc(&*store, care.row(), care.fence(), |seq| bar.set_position(seq)).await;
            bar.finish_and_clear();
            care.release().await.map_err(failed)?;
            let done = done.map_err(failed)?;
            println!(
                "{}: {} rows of figures from {} entries, {} changed, {} removed",
                name(&row),
                done.rows,
                done.seq,
                done.changed,
                done.removed
            );
            if let Some(from) = done.from {
                println!("  figures before {} stay: their entries are no more", time::utc(from));
            }
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
