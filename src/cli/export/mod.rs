//! `callcenter export`: rows of a store as a file for other programs.

mod fresh;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use callcenter::core::Timestamp;
use callcenter::store::export::{
    Columns, CsvSheet, CsvStyle, ExportError, JsonLines, Plan, Sheet, Wanted, Written, XlsxSheet, exported,
};
use callcenter::store::report::Streams;
use callcenter::store::{Kind, Reading, STREAMS, Store, StoreError, StreamRow, Table, streams};
use clap::{Args, ValueEnum};
use futures::FutureExt as _;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::TimeZone;

use self::fresh::Fresh;
use super::failure::Failure;
use super::link::told_to_end;
use super::runtime::block_on;
use super::store::{StoreOption, failed};

const EXAMPLES: &str = "\
Examples:
  callcenter export --list                                               every table and column, and what it means
  callcenter export calls --store sqlite:calls.db -o calls.xlsx          a workbook for Excel or LibreOffice
  callcenter export calls --store sqlite:calls.db --from 2026-11-01 --until 2026-12-01 --zone Europe/Berlin -o november.csv
  callcenter export visits --store sqlite:calls.db --queue support --columns call_id,entered_at,wait,result
  callcenter export calls --store sqlite:calls.db --status abandoned --format jsonl --record | jq .record.visits

A call belongs to the time in which it began, and its visits, attempts, talks and so on go with it.
Texts that a spreadsheet could take for a formula get an apostrophe in CSV, so does a number as +4930…; --raw leaves it out.";

/// Bytes that are collected before they are written.
const BUFFER_BYTES: usize = 1 << 18;

/// Names that a message has at most.
const NAMES_MAX: usize = 20;

/// Write calls, visits, agents' times … into a file for other programs: CSV, Excel, JSON lines, Parquet.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Export {
    /// What to export: calls, visits, attempts, talks, transfers, agent-spans … (--list tells all)
    #[arg(value_name = "TABLE", required_unless_present = "list")]
    table: Option<String>,
    /// Say which tables and columns there are and what they mean, and do nothing else
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    store: StoreOption,
    /// The file to write; one that is there is replaced when the new one is whole [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Its format [default: by the file's ending, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    look: Look,
}

/// Which rows.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which rows")]
struct Choice {
    /// From when on: 2026-11-21, 2026-11-21T14:00, with an offset if you like; `today`, `yesterday`
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Until when, that moment itself left out
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Only of these queues: of visits and pauses their own, else the first one of the call
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    queue: Vec<String>,
    /// Only of these agents: who answered first or made the call; of attempts, talks … whose they are
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    agent: Vec<String>,
    /// Only of calls that ended so, or stand so: answered, abandoned, no_answer …
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<String>,
    /// Only of calls of this direction: inbound, outbound, internal
    #[arg(long, value_name = "DIRECTION", value_delimiter = ',')]
    direction: Vec<String>,
    /// Only of these switches
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    switch: Vec<String>,
    /// Only from these sources: live, replay:DIGEST … [default: what is live and imported; else what was replayed]
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    source: Vec<String>,
}

/// How they are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "How they are written")]
struct Look {
    /// Only these columns, in this order [default: all]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    columns: Vec<String>,
    /// The time zone in which times are told, and --from and --until meant [default: this computer's]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// In JSON lines of calls: the whole record of each call too
    #[arg(long)]
    record: bool,
    /// In CSV: texts as they are, though a spreadsheet may take one for a formula
    #[arg(long)]
    raw: bool,
    /// In CSV: begin with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    bom: bool,
    /// In CSV: what stands between cells
    #[arg(long, value_enum, default_value_t = Delimiter::Comma)]
    delimiter: Delimiter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated, as RFC 4180 has it
    Csv,
    /// A workbook for Excel, LibreOffice and others
    Xlsx,
    /// One JSON object a line
    Jsonl,
    /// For DuckDB, pandas, Spark and others
    Parquet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Delimiter {
    Comma,
    Semicolon,
    Tab,
}

impl Export {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let table = self.table.as_deref().map(exported).transpose().map_err(told)?;
        if self.list {
            return list(table);
        }
        let table = table.ok_or_else(|| Failure::told("no table is named"))?;
        let format = self.format()?;
        let zone = zone(self.look.zone.as_deref())?;
        let columns = match self.look.columns.as_slice() {
            [] => Columns::usual(table),
            names => Columns::named(table, names).map_err(told)?,
        };
        let columns = match self.look.record {
            false => columns,
            true if format == Format::Jsonl => columns.with_record().map_err(told)?,
            true => {
                return Err(Failure::told(
                    "--record goes with --format jsonl: no other format holds a record",
                ));
            }
        };
        let mut wanted = self.choice.wanted(table, &zone)?;
        // What is wrong with the question is told before the store is opened.
        wanted.plan(columns.clone()).map_err(told)?;
        let written = block_on(async {
            let store = self.store.open_to_read().await?;
            // Streams themselves are listed all.
            if table != STREAMS || !self.choice.switch.is_empty() || !self.choice.source.is_empty() {
                let chosen = self.choice.streams(store.as_ref()).await?;
                // Who names a source wants that one, whatever was concluded anew.
                match self.choice.source.is_empty() && table != STREAMS && !chosen.is_empty() {
                    true => wanted.reading = Some(Reading::of(store.as_ref(), chosen).await.map_err(failed)?),
                    false => wanted.streams = chosen.iter().map(|row| row.id).collect(),
                }
            }
            let plan = wanted.plan(columns.clone()).map_err(told)?;
            self.write(store, plan, columns, format, zone).await
        })?;
        self.tell(table, written);
        Ok(ExitCode::SUCCESS)
    }

    fn format(&self) -> Result<Format, Failure> {
        let file = self.file();
        let ending = file.and_then(Path::extension).and_then(|ending| ending.to_str());
        let by_ending = match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("csv") => Some(Format::Csv),
            Some("xlsx") => Some(Format::Xlsx),
            Some("jsonl" | "ndjson") => Some(Format::Jsonl),
            Some("parquet") => Some(Format::Parquet),
            _ => None,
        };
        let format = match (self.format, by_ending, file) {
            (Some(format), _, _) | (None, Some(format), _) => format,
            (None, None, None) => Format::Csv,
            (None, None, Some(file)) => {
                let file = file.display();
                let what = "its ending names no format; say --format csv, xlsx, jsonl or parquet";
                return Err(Failure::told(format!("{file}: {what}")));
            }
        };
        if file.is_none() && matches!(format, Format::Xlsx | Format::Parquet) {
            return Err(Failure::told("this format is for files: name one with --out FILE"));
        }
        if format == Format::Parquet && cfg!(not(feature = "parquet")) {
            let what =
                "this program was built without Parquet: build it with `--features parquet`, or export csv";
            return Err(Failure::told(what));
        }
        Ok(format)
    }

    /// The file to write; none for standard output.
    fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|path| *path != Path::new("-"))
    }

    async fn write(
        &self,
        store: std::sync::Arc<dyn Store>,
        plan: Plan,
        columns: Columns,
        format: Format,
        zone: TimeZone,
    ) -> Result<Written, Failure> {
        let bar = match io::stderr().is_terminal() && (self.file().is_some() || !io::stdout().is_terminal()) {
            true => bar(plan.steps(store.as_ref()).await.map_err(failed)?),
            false => ProgressBar::hidden(),
        };
        // Heard from here on: a signal that came before the file is there ends the program, and nothing is left.
        let mut told = std::pin::pin!(told_to_end());
        let stopped = "stopped: the export is not whole, so no file of it is left";
        if told.as_mut().now_or_never().is_some() {
            return Err(Failure::told(stopped));
        }
        let fresh = self.file().map(Fresh::create).transpose()?;
        let (file, folder): (Box<dyn Write + Send>, _) = match &fresh {
            Some(fresh) => (Box::new(fresh.writer()?), fresh.folder()),
            None => (Box::new(io::stdout()), std::env::temp_dir()),
        };
        let style = self.look.csv(zone.clone());
        let shown = bar.clone();
        // Writing takes a thread of its own, so that Ctrl-C is heard at any time.
        let handle = tokio::runtime::Handle::current();
        let work = tokio::task::spawn_blocking(move || {
            let file = BufWriter::with_capacity(BUFFER_BYTES, file);
            let mut sheet: Box<dyn Sheet> = match format {
                Format::Csv => Box::new(CsvSheet::new(file, columns, style)?),
                Format::Xlsx => Box::new(XlsxSheet::new(file, columns, zone, &folder)?),
                Format::Jsonl => Box::new(JsonLines::new(file, columns, zone)),
                #[cfg(feature = "parquet")]
                Format::Parquet => Box::new(callcenter::store::export::ParquetSheet::new(file, columns)?),
                #[cfg(not(feature = "parquet"))]
                Format::Parquet => unreachable!("a build without Parquet refuses it before"),
            };
            let done = |steps| shown.set_position(steps);
            handle.block_on(callcenter::store::export::export(store.as_ref(), &plan, sheet.as_mut(), done))
        });
        let done = tokio::select! {
            done = work => done.map_err(|error| Failure::told(format!("the export broke: {error}")))?,
            told = told => {
                told.map_err(|error| Failure::told(format!("cannot follow signals: {error}")))?;
                bar.finish_and_clear();
                return Err(Failure::told(stopped));
            }
        };
        bar.finish_and_clear();
        let written = done.map_err(|error| self.broken(error))?;
        fresh.map_or(Ok(()), Fresh::keep)?;
        Ok(written)
    }

    fn broken(&self, error: ExportError) -> Failure {
        match (error, self.file()) {
            (ExportError::Store(error), _) => failed(error),
            (ExportError::Output(error), Some(file)) => Failure::told(format!(
                "{}: cannot be written: {error}; nothing of it is left",
                file.display()
            )),
            (ExportError::Output(error), None) => Failure::output(error),
            (other, _) => Failure::told(other.to_string()),
        }
    }

    fn tell(&self, table: &Table, written: Written) {
        let place = self.file().map_or_else(String::new, |file| format!(" in {}", file.display()));
        let sheets = match written.sheets {
            0 | 1 => String::new(),
            sheets => format!(", on {sheets} sheets"),
        };
        let none = if written.rows == 0 { ": nothing in the store is such" } else { "" };
        let rows = if written.rows == 1 { "row" } else { "rows" };
        eprintln!("callcenter: {} {rows} of {}{place}{sheets}{none}", written.rows, table.name);
        if written.inexact > 0 {
            eprintln!(
                "callcenter: {} cells could not be written as they are: texts too long for a cell were cut, moments in no \
                 calendar left out; JSON lines hold such texts whole",
                written.inexact
            );
        }
    }
}

impl Choice {
    fn wanted(&self, table: &'static Table, zone: &TimeZone) -> Result<Wanted, Failure> {
        let time =
            |name, text: &Option<String>| text.as_deref().map(|text| moment(name, text, zone)).transpose();
        Ok(Wanted {
            from: time("--from", &self.from)?,
            until: time("--until", &self.until)?,
            queues: self.queue.clone(),
            agents: self.agent.clone(),
            statuses: self.status.clone(),
            directions: self.direction.clone(),
            ..Wanted::all(table)
        })
    }

    /// The streams that are wanted; none when all are.
    async fn streams(&self, store: &dyn Store) -> Result<Vec<StreamRow>, Failure> {
        let all = streams(store).await.map_err(failed)?;
        if all.is_empty() {
            return Err(Failure::told(
                "the store is empty: nothing was ever written to it; fill it with `callcenter replay FILE --store URL` \
                 or `callcenter import`",
            ));
        }
        let mut chosen = Vec::new();
        if !self.source.is_empty() {
            let meets = |names: &[String], own: &String| names.is_empty() || names.contains(own);
            let wanted =
                |row: &&StreamRow| meets(&self.source, &row.source) && meets(&self.switch, &row.switch);
            chosen.extend(all.iter().filter(wanted).cloned());
        } else if self.switch.is_empty() {
            chosen = Streams::Told.read(store).await.map_err(failed)?.first().to_vec();
        } else {
            for switch in all.iter().map(|row| &row.switch).filter(|own| self.switch.contains(own)) {
                if !chosen.iter().any(|row: &StreamRow| row.switch == *switch) {
                    let own = Streams::Switch(switch.clone()).read(store).await.map_err(failed)?;
                    chosen.extend(own.first().iter().cloned());
                }
            }
        }
        let name = |row: &StreamRow| format!("{} of switch {}", row.source, row.switch);
        if chosen.is_empty() {
            let there: Vec<_> = all.iter().take(NAMES_MAX).map(name).collect();
            let there = there.join("; ");
            return Err(Failure::told(format!(
                "the store has nothing of such a switch and source; it has {there}"
            )));
        }
        if let Some((one, other)) = overlap(&chosen) {
            let (one, other) = (name(one), &other.source);
            eprintln!(
                "callcenter: {one} and {other} tell of the same time: calls may be twice; choose with --source"
            );
        }
        let left_out =
            all.iter().find(|row| row.generation == 0 && !chosen.iter().any(|own| own.id == row.id));
        if let (Some(row), true) = (left_out, self.switch.is_empty() && self.source.is_empty()) {
            eprintln!(
                "callcenter: replayed traces are left out beside what is live: {}; choose with --source",
                name(row)
            );
        }
        Ok(if chosen.len() == all.len() { Vec::new() } else { chosen })
    }
}

/// Two streams of one switch that tell of the same time.
fn overlap(streams: &[StreamRow]) -> Option<(&StreamRow, &StreamRow)> {
    let zero = Timestamp::from_micros(0);
    let mut timed: Vec<_> = streams.iter().filter(|row| row.first_at > zero).collect();
    timed.sort_by(|one, other| (&one.switch, one.first_at).cmp(&(&other.switch, other.first_at)));
    let pair =
        timed.windows(2).find(|pair| pair[0].switch == pair[1].switch && pair[1].first_at < pair[0].tip_at);
    pair.map(|pair| (pair[0], pair[1]))
}

impl Look {
    fn csv(&self, zone: TimeZone) -> CsvStyle {
        let delimiter = match self.delimiter {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        };
        CsvStyle { zone, delimiter, mark: self.bom, raw: self.raw }
    }
}

/// Says what can be exported.
fn list(only: Option<&'static Table>) -> Result<ExitCode, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut print = || {
        let tables = callcenter::store::export::EXPORTED
            .iter()
            .filter(|table| only.is_none_or(|only| only == **table));
        for (place, table) in tables.enumerate() {
            let gap = if place == 0 { "" } else { "\n" };
            writeln!(out, "{gap}{:<20} {}", table.name, table.means)?;
            for column in Columns::usual(table).columns() {
                let kind = match column.kind {
                    Kind::Int => "number",
                    Kind::Moment => "time",
                    Kind::Span => "seconds",
                    Kind::Flag => "yes/no",
                    Kind::Text | Kind::Bytes => "text",
                };
                writeln!(out, "  {:<18} {kind:<8} {}", column.name, column.means)?;
            }
        }
        out.flush()
    };
    print().map_err(Failure::output)?;
    Ok(ExitCode::SUCCESS)
}

/// A bar on standard error.
fn bar(steps: u64) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{bar:40.cyan/dim} {percent:>3} %  {human_pos} of {human_len}  {eta} left",
    );
    ProgressBar::new(steps).with_style(style.expect("the template is a constant that indicatif takes"))
}

/// The zone of this name, or this computer's.
fn zone(name: Option<&str>) -> Result<TimeZone, Failure> {
    let Some(name) = name else { return Ok(TimeZone::system()) };
    TimeZone::get(name).map_err(|_| {
        Failure::told(format!("--zone {name}: there is no such time zone; say for instance Europe/Berlin"))
    })
}

/// A moment as people write it; without an offset, in the zone.
fn moment(option: &str, text: &str, zone: &TimeZone) -> Result<Timestamp, Failure> {
    let now = jiff::Timestamp::from_microsecond(callcenter::wall_clock().as_micros()).unwrap_or_default();
    let today = now.to_zoned(zone.clone()).date();
    let local = match text {
        "today" => Ok(today.into()),
        "yesterday" => today.yesterday().map(Into::into),
        text => text.parse::<jiff::civil::DateTime>(),
    };
    let at = text.parse::<jiff::Timestamp>().or_else(|_| local.and_then(|local| zone.to_timestamp(local)));
    at.map(|at| Timestamp::from_micros(at.as_microsecond())).map_err(|_| {
        Failure::told(format!(
            "{option} {text}: no time; say 2026-11-21, 2026-11-21T14:00 or 2026-11-21T14:00+01:00"
        ))
    })
}

/// What is wrong with the question, without any store being at fault.
#[expect(clippy::needless_pass_by_value, reason = "the error ends here: it fits map_err")]
fn told(error: StoreError) -> Failure {
    Failure::told(error.to_string())
}
