//! `callcenter demo`: a busy hour on the screen, by the same way as from a real switch.

mod switch;
mod tape;

use std::hash::{BuildHasher, RandomState};
use std::process::ExitCode;
use std::time::Duration;

use callcenter::Policy;
use callcenter::ami::{Config, Login, Proof};
use callcenter::core::Span;
use clap::Args;

use super::failure::Failure;
use super::runtime::block_on;
use super::watch::{Look, watch};
use switch::Switch;
use tape::Tape;

const EXAMPLES: &str = "\
Examples:
  callcenter demo
  callcenter demo --speed 5
  callcenter demo --plain --seconds 30";

/// What the demonstration's queues promise.
const SERVICE_LEVEL: Span = Span::from_secs(5);

/// A busy hour on your screen, without any Asterisk.
///
/// What a real Asterisk once said is played, over and over with new times and ids, through a local socket into `watch`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Demo {
    /// How many times faster than it was: 0.1 to 100
    #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = speed)]
    speed: f64,
    #[command(flatten)]
    look: Look,
}

impl Demo {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let tape = Tape::bundled();
        block_on(async {
            // Nobody else on this machine can log in: the secret is by chance, and never leaves this process.
            let secret =
                format!("{:016x}{:016x}", RandomState::new().hash_one(1), RandomState::new().hash_one(2));
            let switch = Switch::bind(tape, secret.clone(), self.speed).await;
            let switch =
                switch.map_err(|error| Failure::told(format!("cannot listen on 127.0.0.1: {error}")))?;
            let login = Login { username: "demo".into(), secret: secret.into(), proof: Proof::Plain };
            let mut config = Config::new("127.0.0.1", login);
            config.port = switch.port();
            config.connect = Duration::from_secs(2);
            tokio::spawn(switch.serve());
            watch(
                config,
                Policy { switch: "demo".into(), service_level: SERVICE_LEVEL, ..Policy::default() },
                self.look,
            )
            .await
        })
    }
}

fn speed(text: &str) -> Result<f64, &'static str> {
    let speed = text.parse().map_err(|_| "not a number")?;
    if (0.1..=100.0).contains(&speed) { Ok(speed) } else { Err("0.1 to 100") }
}
