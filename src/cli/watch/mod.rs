//! `callcenter watch`: every call, agent and queue, live in the terminal.

mod board;
pub(super) mod books;
mod figures;
mod picture;
mod plain;
mod screen;
mod terminal;

use std::fs::File;
use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::time::Duration;

use callcenter::ami::TraceWriter;
use callcenter::books::BooksConfig;
use callcenter::{Engine, Poisoned, Policy, Shell};
use clap::Args;

use super::failure::Failure;
use super::link::LinkOptions;
use super::options::PolicyOptions;
use super::runtime::block_on;
use super::store::failed;
use books::{BooksOptions, FAREWELL};
use picture::Picture;

const EXAMPLES: &str = "\
Examples:
  CALLCENTER_AMI_SECRET=… callcenter watch --ami pbx:5038 --user callcenter
  callcenter watch --ami pbx:5039 --user callcenter --secret-file secret --tls pbx.pem --trunk provider
  callcenter watch --ami pbx:5038 --user callcenter --plain --every 60 >> today.log
  callcenter watch --ami pbx:5038 --user callcenter --store sqlite:calls.db    what happens is kept

Keys: q quits, Tab goes to the next list, arrows scroll, ? helps. It only watches: besides its login and pings it asks
the switch once a connection what there is, and sends nothing else.";

/// How long the switch has to answer the good-bye.
const LOGOFF: Duration = Duration::from_millis(500);

/// Watch every call, agent and queue, live in the terminal.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Watch {
    #[command(flatten)]
    link: LinkOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    books: BooksOptions,
    #[command(flatten)]
    look: Look,
}

/// How to show it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "The picture")]
pub(crate) struct Look {
    /// Print lines and tables instead of a screen; so is done anyway where the output is no terminal
    #[arg(long)]
    plain: bool,
    /// With --plain: print the tables every so many seconds
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// End after so many seconds
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
}

impl Look {
    /// Whether somebody said how to show it.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.plain || self.seconds.is_some()
    }
}

impl Watch {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let config = self.policy.config()?;
        let ami = self.link.ami(&config)?;
        let policy = config.policy();
        let books = self.books.config(&config, &policy)?;
        block_on(show(ami, policy, books, self.books.acknowledge, self.look))
    }
}

/// Watches a switch until somebody has seen enough.
pub(crate) async fn watch(
    ami: callcenter::ami::Config,
    policy: Policy,
    look: Look,
) -> Result<ExitCode, Failure> {
    show(ami, policy, None, false, look).await
}

async fn show(
    ami: callcenter::ami::Config,
    policy: Policy,
    books: Option<BooksConfig>,
    acknowledge: bool,
    look: Look,
) -> Result<ExitCode, Failure> {
    let place = format!("{}:{}", ami.host, ami.port);
    let (books, snapshot) = match books {
        None => (None, Engine::new(policy).snapshot()),
        Some(config) => match books::open(config).await? {
            Some((books, snapshot)) => (Some(books), snapshot),
            None => return Ok(ExitCode::SUCCESS),
        },
    };
    let shell = Shell::restore(ami, snapshot).map_err(|why| Failure::told(format!("{place}: {why}")))?;
    let mut picture = Picture::new(shell, books, place);
    let end = look.seconds.map_or(Duration::MAX, Duration::from_secs);
    let done = if look.plain || !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        plain::run(&mut picture, Duration::from_secs(look.every), end, acknowledge).await
    } else {
        terminal::run(&mut picture, end).await
    };
    let closed = match picture.books.take() {
        // Books that have ended are not closed once more.
        Some((books, _)) if done.is_ok() => books.close(FAREWELL).await.map(Some).map_err(failed),
        _ => Ok(None),
    };
    picture.shell.shut_down(LOGOFF).await;
    tell_poisoned(picture.shell.poisoned());
    done?;
    if let Some(depth) = closed?.filter(|depth| depth.spooled_entries > 0) {
        eprintln!(
            "callcenter: {} facts wait in the spool; they are written when it is started again",
            depth.spooled_entries
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Keeps the messages at which the engine failed, so that they can be reported, and says where.
fn tell_poisoned(poisoned: &Poisoned) {
    if poisoned.count == 0 {
        return;
    }
    let path = std::env::temp_dir().join(format!("callcenter-poisoned-{}.ami", std::process::id()));
    let written = File::create(&path).and_then(|file| {
        let mut trace = TraceWriter::new(file);
        poisoned.frames.iter().try_for_each(|(at, frame)| trace.frame(*at, frame))
    });
    let place = match written {
        Ok(()) => format!("the first are in {}; please report them", path.display()),
        Err(error) => format!("they could not be kept in {}: {error}", path.display()),
    };
    eprintln!("callcenter: {} messages could not be taken and were left out; {place}", poisoned.count);
}
