//! `callcenter customers`: the directory of those who call, from and to files.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use callcenter::http::clock::Clock;
use callcenter::http::customers::Customers;
use callcenter::http::customers::file::{ImportReport, Importer, Line, Mapping, Run, export, read};
use clap::{Args, Subcommand};
use futures::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::mpsc;

use super::failure::Failure;
use super::options::ConfigOption;
use super::runtime::block_on;
use super::store::{StoreOption, failed};

const EXAMPLES: &str = "\
Examples:
  callcenter customers import customers.csv --store sqlite:calls.db --dry-run
  callcenter customers import export.csv --map 'Rufname:name,Durchwahl:phone'
  callcenter customers export > customers.csv

How numbers are read is in the configuration ([customers.numbers]).";

/// Lines between who reads and who writes.
const LINES_AHEAD: usize = 1_000;

/// Take customers from a CSV file, or write them to one
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CustomersCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take customers from a CSV file; the same file again changes nothing
    Import(Import),
    /// Write all customers as CSV to standard output
    Export(Export),
}

#[derive(Debug, Args)]
struct Import {
    /// The file: CSV with commas, semicolons or tabs, in UTF-8; its first line names the columns
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What columns are whose names say nothing: `Rufname:name,Durchwahl:phone`; `-` passes one over
    #[arg(long, value_name = "COLUMN:FIELD,…", default_value = "")]
    map: String,
    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    store: StoreOption,
    #[command(flatten)]
    config: ConfigOption,
}

#[derive(Debug, Args)]
struct Export {
    #[command(flatten)]
    store: StoreOption,
    #[command(flatten)]
    config: ConfigOption,
}

impl CustomersCommand {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.what {
            What::Import(import) => block_on(import.run()),
            What::Export(export) => block_on(export.run()),
        }
    }
}

/// The customers of a store.
async fn customers(store: &StoreOption, config: &ConfigOption) -> Result<Customers, Failure> {
    let config = config.read()?;
    let url = store.url().ok().map(str::to_owned).or_else(|| config.store.url.clone());
    let url = url.map_or_else(|| store.url().map(str::to_owned), Ok)?;
    let store = callcenter::store::open(&url).await.map_err(failed)?;
    Customers::new(store, &Clock::Machine, config.customers)
        .map_err(|why| Failure::told(format!("customers.{why}")))
}

enum Told {
    Header(Mapping),
    Line(Box<Line>),
}

impl Import {
    async fn run(self) -> Result<ExitCode, Failure> {
        let customers = customers(&self.store, &self.config).await?;
        let file = File::open(&self.file).map_err(|error| Failure::file(&self.file, &error))?;
        let bytes = file.metadata().map_or(0, |about| about.len());
        let bar = ProgressBar::new(bytes).with_style(
            ProgressStyle::with_template("{bar:40} {percent} %  {msg}").expect("the template is right"),
        );
        let run = if self.dry_run { Run::Dry } else { Run::Keep };
        let mut importer = Importer::new(customers.directory(), run, Clock::Machine.now());
        let (lines, mut told) = mpsc::channel(LINES_AHEAD);
        let (input, map) = (bar.wrap_read(file), self.map.clone());
        let reading = tokio::task::spawn_blocking(move || {
            let header = |mapping: &Mapping| lines.blocking_send(Told::Header(mapping.clone())).is_ok();
            read(input, &map, header, |line| lines.blocking_send(Told::Line(Box::new(line))).is_ok())
        });
        while let Some(told) = told.recv().await {
            match told {
                Told::Header(mapping) => importer.header(&mapping),
                Told::Line(line) => {
                    importer.take(*line).await.map_err(|why| Failure::told(why.to_string()))?;
                    bar.set_message(format!("{} lines", importer.lines()));
                }
            }
        }
        bar.finish_and_clear();
        let read = reading.await.map_err(|why| Failure::told(why.to_string()))?;
        let report = importer.finish().await.map_err(|why| Failure::told(why.to_string()))?;
        tell(&report);
        read.map_err(|why| Failure::told(format!("{}: {why}", self.file.display())))?;
        Ok(if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn tell(report: &ImportReport) {
    if !report.ignored.is_empty() {
        println!("columns that were passed over: {}", report.ignored.join(", "));
    }
    for error in &report.errors {
        println!("line {}: {}", error.line, error.why);
    }
    let untold = report.failed - report.errors.len() as u64;
    if untold > 0 {
        println!("and {untold} further lines");
    }
    let would = if report.dry_run { "nothing was kept; " } else { "" };
    println!(
        "{would}{} lines: {} customers new, {} changed, {} as they were, {} lines failed",
        report.lines, report.created, report.changed, report.unchanged, report.failed
    );
}

impl Export {
    async fn run(self) -> Result<ExitCode, Failure> {
        let customers = customers(&self.store, &self.config).await?;
        let pieces = export(customers.directory());
        futures::pin_mut!(pieces);
        let mut out = std::io::stdout().lock();
        while let Some(piece) = pieces.try_next().await.map_err(|why| Failure::told(why.to_string()))? {
            if out.write_all(&piece).is_err() {
                return Err(Failure::OutputClosed);
            }
        }
        out.flush().map_err(|_| Failure::OutputClosed)?;
        Ok(ExitCode::SUCCESS)
    }
}
