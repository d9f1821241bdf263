//! `callcenter anonymise`: a caller who asked to be forgotten.

use std::path::PathBuf;
use std::process::ExitCode;

use callcenter::books::default_spool;
use callcenter::store::{
    Anonymise as How, Anonymised, Caller, Number, SPOOL_BYTES_MAX, Source, Spool, StoreError, StreamRow,
    anonymise, forget_customers,
};
use clap::Args;
use indicatif::ProgressBar;

use super::failure::Failure;
use super::runtime::block_on;
use super::store::failed;
use super::streams::{self, StreamOptions, name};
use super::watch::books::no_spool;

const EXAMPLES: &str = "\
Examples:
  callcenter anonymise --store sqlite:calls.db --number '+49 30 1234567' --dry-run
  callcenter anonymise --store sqlite:calls.db --number '+49 30 1234567'";

/// Make a caller unknown: number and names give way to a pseudonym, in calls, facts, snapshots and archive.
///
/// A number with its country is found in every spelling: +49 30 1234567, 0049…, 49…, 030…, with blanks, dashes, slashes or
/// brackets. Names are those presented with the number. Every call stays and every figure is as before. Refused while such a
/// call lives, for a number of an agent or a device of the switch, and while facts wait in the spool. A writer that is at work
/// (`watch --store`) must end first.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Anonymise {
    #[command(flatten)]
    streams: StreamOptions,
    /// The caller's number, with its country
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    number: String,
    /// Where facts of a live switch wait while the database is away [default: as `watch --store` has it]
    #[arg(long, value_name = "DIR")]
    spool: Option<PathBuf>,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
}

impl Anonymise {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        block_on(self.all())
    }

    async fn all(self) -> Result<ExitCode, Failure> {
        let number = Number::parse(&self.number).map_err(|error| Failure::told(error.to_string()))?;
        let caller = Caller::new(number);
        let how = if self.dry_run { How::DryRun } else { How::Replace };
        let store = self.streams.open().await?;
        let mut total = 0;
        for row in self.streams.rows(&*store).await? {
            let care = streams::take(&store, &row).await?;
            self.look_into_spool(&row)?;
            let bar = ProgressBar::new_spinner();
            let progress = |what: &str| bar.set_message(what.to_owned());
            let done = anonymise(&*store, care.row(), care.fence(), &caller, how, progress).await;
            bar.finish_and_clear();
            care.release().await.map_err(failed)?;
            let done = done.map_err(failed)?;
            total += done.calls.len();
            if !done.is_empty() {
                tell(&name(&row), &done);
            }
        }
        let forgotten = forget_customers(&*store, &caller, how).await.map_err(failed)?;
        if !forgotten.is_empty() {
            println!(
                "customers: {} with this number are deleted, in the texts of {} others it is replaced",
                forgotten.customers, forgotten.mentions
            );
        }
        for other in &forgotten.other_numbers {
            println!("  who is deleted also had the number {other}: run this for it as well");
        }
        total += usize::try_from(forgotten.customers + forgotten.mentions).unwrap_or(usize::MAX);
        match (total, self.dry_run) {
            (0, _) => println!("no call of this number is kept, and no customer has it"),
            (_, true) => println!("nothing was changed"),
            (_, false) => println!("the caller is {} now", caller.pseudonym),
        }
        if !self.dry_run {
            // Also when nothing was found: an earlier run may have been interrupted before this.
            let remains = store.scrub().await.map_err(failed)?;
            println!("the database was rewritten without what was replaced");
            for what in remains {
                println!("still to be seen to: {what}");
            }
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Anonymise {
    /// Refuses while the stream's spool holds anything.
    fn look_into_spool(&self, row: &StreamRow) -> Result<(), Failure> {
        let id = row.stream_id().map_err(failed)?;
        if id.source != Source::Live {
            return Ok(());
        }
        let folder = match &self.spool {
            Some(folder) => folder.clone(),
            None => default_spool(&self.streams.url()?.into(), &id).ok_or_else(no_spool)?,
        };
        if !folder.exists() {
            return Ok(());
        }
        let spool = match Spool::open(&folder, &id, SPOOL_BYTES_MAX) {
            // Two switches with one folder named: this stream has none there.
            Err(StoreError::Invalid(_)) => return Ok(()),
            spool => spool.map_err(failed)?,
        };
        if !spool.is_empty() || spool.depth().bytes > 0 {
            return Err(Failure::told(format!(
                "{} facts of {} wait in {} until the database has them: let `callcenter watch --store` write them, end it, \
                 and try again",
                spool.depth().entries,
                name(row),
                folder.display()
            )));
        }
        Ok(())
    }
}

fn tell(stream: &str, done: &Anonymised) {
    println!(
        "{stream}: {} calls, {} names; {} entries, {} rows, {} rows of figures, {} snapshots, {} pieces of the archive",
        done.calls.len(),
        done.names,
        done.entries,
        done.rows,
        done.figures,
        done.snapshots,
        done.pieces
    );
    for call in &done.calls {
        println!("  {call}");
    }
}
