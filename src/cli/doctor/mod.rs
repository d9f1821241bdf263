//! `callcenter doctor`: what has to change so that every call, agent and queue can be seen.

mod advice;
mod judge;
mod probe;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::failure::Failure;
use super::link::LinkOptions;
use super::options::PolicyOptions;
use super::runtime::block_on;
use judge::Level;

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
    #[arg(long, value_name = "N", default_value_t = 3)]
    seconds: u64,
}

impl Doctor {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let config = self.policy.config()?;
        let ami = self.link.ami(&config)?;
        let user = ami.login.username.clone();
        let place = format!("{}:{}", ami.host, ami.port);
        let found = match block_on(probe::probe(ami, std::time::Duration::from_secs(self.seconds))) {
            Ok(found) => found,
            Err(failure) => {
                eprintln!("callcenter: {place}: {failure}");
                return Ok(ExitCode::from(CODE_NOT_CONNECTED));
            }
        };
        let findings = judge::judge(&found, &user, &config.policy());
        let must_change = findings.iter().any(|finding| finding.level == Level::Change);
        let mut text = format!("Asterisk at {place}, as {user}\n\n");
        for finding in &findings {
            text.push_str(&finding.to_string());
        }
        if must_change {
            text.push_str(&advice::manager_conf(&found, &user));
        } else {
            text.push_str("\nNothing has to be changed.\n");
        }
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::output)?;
        Ok(if must_change { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
