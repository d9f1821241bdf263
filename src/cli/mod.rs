//! The commands, one small file each.

mod anonymise;
mod capture;
mod config;
mod customers;
mod demo;
mod dialplan;
mod doctor;
mod export;
mod failure;
mod healthcheck;
mod import;
mod keep;
mod link;
mod openapi;
mod options;
mod parts;
mod password;
mod purge;
mod recalc;
mod reconcile;
mod reconclude;
mod replay;
mod report;
mod runtime;
mod secrets;
mod serve;
mod store;
mod streams;
mod time;
mod token;
mod user;
mod verify;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

const EXAMPLES: &str = "\
Examples:
  callcenter demo                                     a simulated call center, no Asterisk needed
  callcenter doctor  --ami pbx:5038 --user callcenter what to change in manager.conf
  callcenter watch   --ami pbx:5038 --user callcenter every call, agent and queue, live
  callcenter capture --ami pbx:5038 --user callcenter --out today.ami
  callcenter replay  today.ami --output calls | jq '.calls[] | {caller, status, wait_s, talk_s}'

The secret of the AMI user is taken from CALLCENTER_AMI_SECRET or from a file (--secret-file).
`callcenter COMMAND --help` tells more.";

/// The truth about every call, agent and queue of an Asterisk.
#[derive(Debug, Parser)]
#[command(version, about, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Anonymise(anonymise::Anonymise),
    Capture(capture::Capture),
    Config(config::ShowConfig),
    Customers(customers::CustomersCommand),
    Demo(demo::Demo),
    Dialplan(dialplan::Dialplan),
    Doctor(doctor::Doctor),
    Export(export::Export),
    Healthcheck(healthcheck::Healthcheck),
    Import(import::Import),
    Openapi(openapi::Openapi),
    Purge(purge::Purge),
    Recalc(recalc::Recalc),
    Reconcile(reconcile::Reconcile),
    Reconclude(reconclude::Reconclude),
    Replay(replay::Replay),
    Report(report::Report),
    Secrets(secrets::Secrets),
    Serve(serve::Serve),
    Token(token::Token),
    User(user::User),
    Verify(verify::Verify),
    Watch(watch::Watch),
}

/// Runs what the command line asks for.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    log();
    let done = match cli.command {
        Command::Anonymise(anonymise) => anonymise.run(),
        Command::Capture(capture) => capture.run(),
        Command::Config(config) => config.run(),
        Command::Customers(customers) => customers.run(),
        Command::Demo(demo) => demo.run(),
        Command::Dialplan(dialplan) => dialplan.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Export(export) => export.run(),
        Command::Healthcheck(healthcheck) => healthcheck.run(),
        Command::Import(import) => import.run(),
        Command::Openapi(openapi) => openapi.run(),
        Command::Purge(purge) => purge.run(),
        Command::Recalc(recalc) => recalc.run(),
        Command::Reconcile(reconcile) => reconcile.run(),
        Command::Reconclude(reconclude) => reconclude.run(),
        Command::Replay(replay) => replay.run(),
        Command::Report(report) => report.run(),
        Command::Secrets(secrets) => secrets.run(),
        Command::Serve(serve) => serve.run(),
        Command::Token(token) => token.run(),
        Command::User(user) => user.run(),
        Command::Verify(verify) => verify.run(),
        Command::Watch(watch) => watch.run(),
    };
    match done {
        Ok(code) => code,
        Err(Failure::OutputClosed) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("callcenter: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Writes what happens inside to standard error, where somebody asks for it by `CALLCENTER_LOG=debug` or the like.
fn log() {
    if let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("CALLCENTER_LOG") {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    }
}
