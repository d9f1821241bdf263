//! `callcenter purge`: what is older than it is to be kept.

use std::process::ExitCode;

use callcenter::core::Span;
use callcenter::store::{Purge as How, Purged, Retention, purge};
use clap::Args;
use indicatif::ProgressBar;

use super::failure::Failure;
use super::runtime::block_on;
use super::store::failed;
use super::streams::{self, StreamOptions, name};

const EXAMPLES: &str = "\
Examples:
  callcenter purge --store sqlite:calls.db --dry-run               what is old, by what is kept how long
  callcenter purge --store sqlite:calls.db --calls 365 --archive 30";

/// Days of the longest retention: a century.
const DAYS_MAX: u32 = 36_525;

/// Remove what is older than it is to be kept.
///
/// Every kind of data has its own time, in days from its end. Calls that live and whatever goes on stay. The journal holds in
/// facts what the rows hold, so it is kept no longer than the kind that is kept shortest of calls, agents, devices and
/// figures. What is left agrees: `callcenter verify` says so. A writer that is at work (`watch --store`) must end first.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Purge {
    #[command(flatten)]
    streams: StreamOptions,
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    kept: Kept,
}

/// How long what is kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Days that are kept")]
struct Kept {
    /// Calls with all that belongs to them [default: for ever]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=i64::from(DAYS_MAX)))]
    calls: Option<u32>,
    /// Sessions, states and pauses of agents [default: for ever]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=i64::from(DAYS_MAX)))]
    agents: Option<u32>,
    /// States of devices [default: for ever]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=i64::from(DAYS_MAX)))]
    devices: Option<u32>,
    /// Figures and the gaps in them [default: for ever]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=i64::from(DAYS_MAX)))]
    figures: Option<u32>,
    /// The journal [default: for ever]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=i64::from(DAYS_MAX)))]
    journal: Option<u32>,
    /// What the switch said, as it said it
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(..=i64::from(DAYS_MAX)))]
    archive: u32,
}

impl Kept {
    fn retention(&self) -> Retention {
        let days = |days: u32| Span::from_secs(i64::from(days) * 86_400);
        Retention {
            calls: self.calls.map(days),
            agents: self.agents.map(days),
            devices: self.devices.map(days),
            figures: self.figures.map(days),
            journal: self.journal.map(days),
            archive: Some(days(self.archive)),
        }
    }
}

impl Purge {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        block_on(self.all())
    }

    async fn all(self) -> Result<ExitCode, Failure> {
        let (how, would) =
            if self.dry_run { (How::DryRun, "would remove") } else { (How::Remove, "removed") };
        let retention = self.kept.retention();
        let now = callcenter::wall_clock();
        let store = self.streams.open().await?;
        for row in self.streams.rows(&*store).await? {
            let care = streams::take(&store, &row).await?;
            let bar = ProgressBar::new_spinner();
            let progress = |purged: &Purged| bar.set_message(format!("{} rows", purged.total()));
            let done = purge(&*store, care.row(), care.fence(), &retention, now, how, progress).await;
            bar.finish_and_clear();
            care.release().await.map_err(failed)?;
            let done = done.map_err(failed)?;
            println!("{}: {would} {} rows", name(&row), done.total());
            for (table, rows) in &done.rows {
                println!("  {table:<16} {rows}");
            }
            if done.first > 1 {
                println!("  its journal begins with entry {}", done.first);
            }
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
