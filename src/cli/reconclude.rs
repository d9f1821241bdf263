//! `callcenter reconclude`: what was archived, read again by today's engine.

use std::io;
use std::process::ExitCode;

use callcenter::archive::{Change, Gap, Keep, Reconcluded, reconclude};
use callcenter::core::{Policy, Timestamp};
use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::options::read_config;
use super::runtime::block_on;
use super::store::failed;
use super::streams::{StreamOptions, bar, name};
use super::time;

const EXAMPLES: &str = "\
Examples:
  callcenter reconclude --store sqlite:calls.db
  callcenter reconclude --store sqlite:calls.db --stream live --since 2026-11-21 --output json
  callcenter reconclude --store sqlite:calls.db --by callcenter.toml    what would a corrected list of trunks change?
  callcenter reconclude --store sqlite:calls.db --keep    as a generation of its own, beside the first reading";

/// Read what was archived again with today's engine, and list every call that is another one now.
///
/// Nothing that was concluded is changed: `--keep` puts the new reading beside it, as a stream `again:1:…`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Reconclude {
    #[command(flatten)]
    streams: StreamOptions,
    /// Begin with the last piece of the archive that began before: 2026-11-21 or 2026-11-21T14:30:00Z
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<Timestamp>,
    /// By the trunks, extensions and times in this configuration, instead of those that held then
    #[arg(long, value_name = "FILE")]
    by: Option<std::path::PathBuf>,
    /// Keep the new reading as a generation of its own
    #[arg(long)]
    keep: bool,
    /// How to list changes
    #[arg(long, value_enum, default_value_t = Output::Table)]
    output: Output,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// In words
    Table,
    /// One JSON line for each call
    Json,
}

impl Reconclude {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        block_on(self.all())
    }

    async fn all(self) -> Result<ExitCode, Failure> {
        let keep = if self.keep { Keep::Yes } else { Keep::No };
        let config = self.by.as_deref().map(read_config).transpose()?;
        let store = if self.keep { self.streams.open().await? } else { self.streams.open_to_read().await? };
        for row in self.streams.rows(&*store).await? {
            let pieces = callcenter::store::Select::from(callcenter::store::ARCHIVE)
                .only(callcenter::store::Condition::Is("stream", row.id.into()));
            let pieces = store.count(&pieces).await.map_err(failed)?;
            if pieces == 0 {
                eprintln!("callcenter: {}: nothing is archived", name(&row));
                continue;
            }
            let bar = bar(pieces, "pieces");
            let mut out = io::stdout().lock();
            let mut written = Ok(());
            let mut list = |change: Change| {
                if written.is_ok() {
                    written = match self.output {
                        Output::Table => table(&mut out, &change),
                        Output::Json => json(&mut out, &change),
                    };
                }
            };
            // The name of the switch is a part of every call's identity: it stays.
            let by = config
                .as_ref()
                .map(|config| Policy { switch: row.switch.as_str().into(), ..config.policy() });
            let done =
                reconclude(&store, &row, self.since, by.as_ref(), keep, |_| bar.inc(1), &mut list).await;
            bar.finish_and_clear();
            written.map_err(Failure::output)?;
            let done = done.map_err(failed)?;
            tell(&name(&row), &done);
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// A day of UTC, or a moment.
fn moment(text: &str) -> Result<Timestamp, String> {
    let moment = text.parse::<jiff::Timestamp>().or_else(|_| {
        let day = text.parse::<jiff::civil::Date>()?;
        day.to_zoned(jiff::tz::TimeZone::UTC).map(|day| day.timestamp())
    });
    moment
        .map(|moment| Timestamp::from_micros(moment.as_microsecond()))
        .map_err(|_| "write a day of UTC, 2026-11-21, or a moment, 2026-11-21T14:30:00Z".to_owned())
}

fn table(out: &mut impl io::Write, change: &Change) -> io::Result<()> {
    match change {
        Change::Differs { call_id, fields } => {
            writeln!(out, "{call_id} changes")?;
            fields
                .iter()
                .try_for_each(|field| writeln!(out, "  {}: {} becomes {}", field.field, field.was, field.is))
        }
        Change::New { call_id, .. } => writeln!(out, "{call_id} is new"),
        Change::Gone { call_id } => writeln!(out, "{call_id} is gone"),
    }
}

fn json(out: &mut impl io::Write, change: &Change) -> io::Result<()> {
    serde_json::to_writer(&mut *out, change)?;
    out.write_all(b"\n")
}

/// What was found, on standard error: the list may be read by a program.
fn tell(stream: &str, done: &Reconcluded) {
    eprintln!("{stream}: {} calls in {} pieces, {} changed", done.calls, done.pieces, done.changes);
    if done.beyond > 0 {
        eprintln!("  {} calls ended after what is archived", done.beyond);
    }
    for gap in &done.gaps {
        match gap {
            Gap::Pieces { missing: (first, last), between: (from, until) } => eprintln!(
                "  pieces {first} to {last} of the archive are missing, from {} to {}",
                time::utc(*from),
                time::utc(*until)
            ),
            Gap::Beginning { at } => eprintln!(
                "  the archive begins {} without telling how the switch stood then: calls and agents of then are not known",
                time::utc(*at)
            ),
        }
    }
    if let Some(kept) = &done.kept {
        eprintln!("  kept as {kept}");
    }
}
