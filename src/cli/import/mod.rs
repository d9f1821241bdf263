//! `callcenter import`: years of Asterisk's own books become calls and figures.

mod input;
mod members;
mod told;

use std::path::PathBuf;
use std::process::ExitCode;

use callcenter::core::Text;
use callcenter_store::import::{ImportReport, Kind, Plan, Reading, dry_run, import};
use clap::{Args, Subcommand, ValueEnum};
use jiff::tz::TimeZone;

pub(crate) use self::input::Inputs;
pub(crate) use self::members::Members;
use super::failure::Failure;
use super::options::PolicyOptions;
use super::runtime::block_on;
use super::store::{StoreOption, failed};

const EXAMPLES: &str = "\
Examples:
  callcenter import queue-log /var/log/asterisk/queue_log* --store sqlite:calls.db
  callcenter import queue-log queue_log --dry-run --queues-conf /etc/asterisk/queues.conf
  callcenter import queue-log queue_log --store sqlite:calls.db --member 'Anna Ahrens=PJSIP/1001'

One kind of books is enough for a time: queue_log where queues and agents matter, CEL where every call does, CDR where there
is nothing else. Reports take one history of a time, never the sum of several.";

/// Take over history that Asterisk wrote down itself
///
/// An import can be broken off and run again at any time: it goes on where it was, and the same files again change nothing.
/// A file that has grown is read on from where it ended, whatever it is called by now.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// queue_log: callers, queues, members and pauses
    QueueLog(Job),
    /// CDR as cdr_csv (Master.csv) and cdr_custom write them
    Cdr(Job),
    /// CEL as cel_custom writes it
    Cel(Job),
}

#[derive(Debug, Args)]
struct Job {
    /// The files, packed by gzip or not, in any order
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreOption,
    /// Read everything, keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Tells several histories of the same kind and switch apart
    #[arg(long, value_name = "NAME", default_value = "main")]
    name: String,
    /// Zone of times that say none, such as Europe/Berlin [default: the one of this machine]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Names of the columns of a CSV file that has no header and is not laid out as Asterisk's own modules do
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    columns: Vec<String>,
    #[command(flatten)]
    members: Members,
    #[command(flatten)]
    policy: PolicyOptions,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// In words
    Text,
    /// One JSON object
    Json,
}

impl Import {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.what {
            What::QueueLog(job) => job.run(Kind::QueueLog),
            What::Cdr(job) => job.run(Kind::Cdr),
            What::Cel(job) => job.run(Kind::Cel),
        }
    }
}

impl Job {
    fn run(self, kind: Kind) -> Result<ExitCode, Failure> {
        if self.name.is_empty() || self.name.len() > 64 || self.name.chars().any(char::is_control) {
            return Err(Failure::told("--name wants 1 to 64 characters"));
        }
        let zone = zone(self.time_zone.as_deref())?;
        let reading = Reading {
            policy: self.policy.policy()?,
            zone,
            members: self.members.read()?,
            now: callcenter::wall_clock(),
            columns: self.columns.iter().map(|name| Text::from(name.as_str())).collect(),
        };
        let plan = Plan { kind, name: self.name, reading };
        let inputs = Inputs::open(&self.files)?;
        let files = inputs.files()?;
        let told = |error: callcenter_store::import::ImportError| Failure::told(error.to_string());
        let report = block_on(async {
            if self.dry_run {
                return dry_run(&plan, files).await.map_err(told);
            }
            let store = callcenter_store::open(self.store.url()?).await.map_err(failed)?;
            let report = import(store.clone(), &plan, files).await.map_err(told);
            store.close().await;
            report
        })?;
        inputs.done();
        match self.format {
            Format::Text => told::text(&report, &plan, self.dry_run)?,
            Format::Json => told::json(&report)?,
        }
        Ok(code(&report))
    }
}

/// Nothing understood of something is a failure.
fn code(report: &ImportReport) -> ExitCode {
    if report.used == 0 && report.not_understood_count() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A zone by its name; the machine's own without one.
pub(crate) fn zone(name: Option<&str>) -> Result<TimeZone, Failure> {
    let Some(name) = name else { return Ok(TimeZone::system()) };
    TimeZone::get(name).map_err(|_| {
        Failure::told(format!("--time-zone {name}: no such zone is known here; names are like Europe/Berlin"))
    })
}
