//! `callcenter reconcile`: our records against Asterisk's own books, call by call.

mod told;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use callcenter::core::{AgentKey, Span, Timestamp};
use callcenter::{CallRecord, Policy, Replay};
use callcenter_store::import::{ImportReport, Kind, Reading, records};
use callcenter_store::reconcile::{
    CALLS_MAX, Compared, ComparedRecords, Ours, Theirs, reconcile, reconcile_records,
};
use callcenter_store::{Source, streams};
use clap::Args;
use serde::Serialize;

use super::failure::Failure;
use super::import::{Format, Inputs, Members, zone};
use super::options::PolicyOptions;
use super::runtime::block_on;
use super::store::{StoreOption, failed};

const EXAMPLES: &str = "\
Examples:
  callcenter reconcile --trace today.ami --queue-log /var/log/asterisk/queue_log
  callcenter reconcile --store sqlite:calls.db --queue-log queue_log --queues-conf /etc/asterisk/queues.conf
  callcenter reconcile --store sqlite:calls.db --stream import:queue-log:main --queue-log queue_log --format json

Exits with 0 when every difference has a known cause, with 2 when one has none.";

/// Compare our records with Asterisk's own books, call by call
///
/// Differences that Asterisk's books are known for are named with their cause; any other one means that one of the two is
/// wrong. Calls outside the time that both cover are counted and not compared.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Reconcile {
    /// Our side: a recorded trace, replayed now; several are parts of one recording, in order
    #[arg(long, value_name = "FILE", conflicts_with = "store", num_args = 1..)]
    trace: Vec<PathBuf>,
    /// Our side: a store
    #[command(flatten)]
    store: StoreOption,
    /// Which stream of the store: `live`, `replay:…` [default: the only one that is no import, else live]
    #[arg(long, value_name = "SOURCE", requires = "store")]
    stream: Option<String>,
    /// Their side: queue_log, the older files first
    #[arg(long, value_name = "FILE", required_unless_present_any = ["cdr", "cel"], num_args = 1..)]
    queue_log: Vec<PathBuf>,
    /// Their side: CDR, the older files first
    #[arg(long, value_name = "FILE", num_args = 1..)]
    cdr: Vec<PathBuf>,
    /// Their side: CEL, the older files first
    #[arg(long, value_name = "FILE", num_args = 1..)]
    cel: Vec<PathBuf>,
    /// Zone of times that say none, such as Europe/Berlin [default: the one of this machine]
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// How the comparison is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    members: Members,
    #[command(flatten)]
    policy: PolicyOptions,
}

/// What a difference without a cause makes of the program's end.
const UNEXPLAINED: u8 = 2;

impl Reconcile {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let reading = Reading {
            policy: self.policy.policy()?,
            zone: zone(self.time_zone.as_deref())?,
            members: self.members.read()?,
            now: callcenter::wall_clock(),
            columns: Vec::new(),
        };
        let theirs = if self.queue_log.is_empty() { None } else { Some(self.theirs(&reading)?) };
        let cdr = self.records(Kind::Cdr, &self.cdr, &reading)?;
        let cel = self.records(Kind::Cel, &self.cel, &reading)?;
        let reports = [
            theirs.as_ref().map(|theirs| &theirs.report),
            cdr.as_ref().map(|(_, report)| report),
            cel.as_ref().map(|(_, report)| report),
        ];
        let mut ours =
            if self.trace.is_empty() { self.stored(&reports)? } else { self.replayed(&reading.policy)? };
        for (name, interface) in &reading.members {
            ours.named(name, AgentKey::behind(interface).as_str());
        }
        let records = |told: &Option<(Vec<CallRecord>, ImportReport)>| {
            told.as_ref().map(|(calls, _)| reconcile_records(&ours, calls))
        };
        let found = Found {
            queue_log: theirs.as_ref().map(|theirs| reconcile(&ours, theirs)),
            cdr: records(&cdr),
            cel: records(&cel),
        };
        match self.format {
            Format::Text => told::text(&found, &reports)?,
            Format::Json => told::json(&found)?,
        }
        Ok(if found.unexplained() == 0 { ExitCode::SUCCESS } else { ExitCode::from(UNEXPLAINED) })
    }

    fn records(
        &self,
        kind: Kind,
        paths: &[PathBuf],
        reading: &Reading,
    ) -> Result<Option<(Vec<CallRecord>, ImportReport)>, Failure> {
        if paths.is_empty() {
            return Ok(None);
        }
        let inputs = Inputs::open(paths)?;
        let files: Vec<(String, _)> =
            inputs.files()?.into_iter().map(|file| (file.name, file.input)).collect();
        let (calls, report) = records(kind, reading, files, CALLS_MAX)
            .map_err(|error| Failure::told(format!("{}: {error}", names(paths))))?;
        inputs.done();
        if report.calls > CALLS_MAX as u64 {
            return Err(Failure::told(callcenter_store::reconcile::TooMany.to_string()));
        }
        if report.used == 0 {
            let why = report.problems.first().map_or("it is empty", |problem| problem.why);
            return Err(Failure::told(format!("{}: nothing in it is understood: {why}", names(paths))));
        }
        Ok(Some((calls, report)))
    }

    fn theirs(&self, reading: &Reading) -> Result<Theirs, Failure> {
        let inputs = Inputs::open(&self.queue_log)?;
        let mut theirs = Theirs::new(reading.zone.clone());
        for file in inputs.files()? {
            theirs
                .read(&file.name, file.input)
                .map_err(|error| Failure::told(format!("{}: {error}", file.name)))?;
        }
        inputs.done();
        let theirs = theirs.finish();
        if theirs.report.used == 0 {
            return Err(Failure::told(format!(
                "{}: no line of a queue_log is in it",
                names(&self.queue_log)
            )));
        }
        Ok(theirs)
    }

    fn replayed(&self, policy: &Policy) -> Result<Ours, Failure> {
        let mut replay = Replay::new(policy.clone());
        let mut ours = Ours::default();
        for path in &self.trace {
            let file = std::fs::File::open(path).map_err(|error| Failure::file(path, &error))?;
            replay
                .read(std::io::BufReader::new(file), |entry| ours.take(&entry))
                .map_err(|error| unreadable(path, &error))?;
        }
        if replay.report().messages == 0 {
            return Err(Failure::told(
                "no message of a switch is in the trace; record one with `callcenter capture`",
            ));
        }
        replay.finish(|entry| ours.take(&entry));
        ours.finish(replay.engine().state()).map_err(|error| Failure::told(error.to_string()))
    }

    fn stored(&self, reports: &[Option<&ImportReport>]) -> Result<Ours, Failure> {
        block_on(async {
            let store = self.store.open_to_read().await?;
            let streams = streams(&*store).await.map_err(failed)?;
            let stream = self.choose(&streams)?;
            let hour = Span::from_secs(3_600);
            let from = reports.iter().flatten().filter_map(|report| report.from).min();
            let from = from.map_or(Timestamp::UNKNOWN, |from| from - hour);
            let until = reports.iter().flatten().filter_map(|report| report.until).max();
            let until = until.map_or(Timestamp::from_micros(i64::MAX), |until| until + hour);
            let ours = Ours::of_stream(&*store, stream, from, until).await.map_err(failed);
            store.close().await;
            ours
        })
    }

    fn choose<'s>(
        &self,
        streams: &'s [callcenter_store::StreamRow],
    ) -> Result<&'s callcenter_store::StreamRow, Failure> {
        let named = |source: &str| streams.iter().filter(|row| row.source == source).collect::<Vec<_>>();
        let found = match &self.stream {
            Some(source) => named(source),
            None => {
                let own = |row: &&callcenter_store::StreamRow| {
                    !matches!(Source::parse(&row.source), None | Some(Source::Import(_)))
                };
                let own: Vec<_> = streams.iter().filter(own).collect();
                if own.len() == 1 { own } else { named("live") }
            }
        };
        match found[..] {
            [one] => Ok(one),
            _ => {
                let there: Vec<_> =
                    streams.iter().map(|row| format!("{}/{}", row.switch, row.source)).collect();
                let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
                Err(Failure::told(format!(
                    "say with --stream which stream of the store is meant; there are: {there}"
                )))
            }
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::told(format!("{}: cannot be read: {error}", path.display()))
}

fn names(paths: &[PathBuf]) -> String {
    let names: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    names.join(", ")
}

/// What was compared.
#[derive(Debug, Serialize)]
struct Found {
    queue_log: Option<Compared>,
    cdr: Option<ComparedRecords>,
    cel: Option<ComparedRecords>,
}

impl Found {
    fn unexplained(&self) -> usize {
        let records =
            |found: &Option<ComparedRecords>| found.as_ref().map_or(0, ComparedRecords::unexplained);
        self.queue_log.as_ref().map_or(0, Compared::unexplained) + records(&self.cdr) + records(&self.cel)
    }
}
