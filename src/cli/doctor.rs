//! `callcenter doctor`: what has to change so that every call, agent and queue can be seen.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use callcenter::doctor::{Examination, Finding, How, LISTEN, Level, SelfTest, examine};
use clap::Args;

use super::failure::Failure;
use super::link::LinkOptions;
use super::options::PolicyOptions;
use super::runtime::block_on;

const EXAMPLES: &str = "\
Examples:
  callcenter doctor --ami pbx:5038 --user callcenter
  callcenter doctor --ami pbx:5038 --user callcenter --seconds 60     listens longer: fewer guesses

Exit status: 0 all is fine, 1 something must be changed, 2 no connection.";

/// What a connection has not told within this time, nobody could tell.
const CODE_NOT_CONNECTED: u8 = 2;

/// Find out what has to change in Asterisk's configuration so that nothing stays unseen.
///
/// Asks only what reads, and sends one UserEvent of its own to hear whether it comes back.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Doctor {
    #[command(flatten)]
    link: LinkOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    /// How long to listen for events, where the user's privileges cannot be read
    #[arg(long, value_name = "N", default_value_t = LISTEN.as_secs())]
    seconds: u64,
}

impl Doctor {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let config = self.policy.config()?;
        let ami = self.link.ami(&config)?;
        let place = format!("{}:{}", ami.host, ami.port);
        let how = How { listen: Duration::from_secs(self.seconds), self_test: SelfTest::Made };
        let policy = config.policy();
        let examination = match block_on(async { Ok(examine(ami, &policy, how).await) })? {
            Ok(examination) => examination,
            Err(why) => {
                eprintln!("callcenter: {place}: {why}");
                return Ok(ExitCode::from(CODE_NOT_CONNECTED));
            }
        };
        let mut out = io::stdout().lock();
        out.write_all(text(&examination).as_bytes()).and_then(|()| out.flush()).map_err(Failure::output)?;
        Ok(if examination.must_change() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn text(examination: &Examination) -> String {
    let mut text = format!("Asterisk at {}, as {}\n\n", examination.place, examination.user);
    text.extend(examination.findings.iter().map(in_lines));
    match &examination.manager_conf {
        Some(lines) if examination.must_change() => text.push_str(&advice(lines)),
        _ => text.push_str("\nNothing has to be changed.\n"),
    }
    text
}

/// A finding, its level and what it is about before the first line.
fn in_lines(finding: &Finding) -> String {
    let level = match finding.level {
        Level::Fine => "ok",
        Level::Note => "note",
        Level::Change => "CHANGE",
    };
    let mut text = String::new();
    for (number, line) in finding.lines.iter().enumerate() {
        let (level, what) = if number == 0 { (level, finding.what) } else { ("", "") };
        text.push_str(format!("{level:<7} {what:<15} {line}").trim_end());
        text.push('\n');
    }
    text
}

/// What to write, and how to make it count.
fn advice(lines: &str) -> String {
    format!(
        "\nIn /etc/asterisk/manager.conf:\n\n    {}\n\nThen: asterisk -rx \"manager reload\", and run the doctor again.\n",
        lines.replace('\n', "\n    ").replace("    \n", "\n")
    )
}
