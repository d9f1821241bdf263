//! `callcenter demo`: a simulated call center, and everything that `serve` does with a real one.

mod accounts;
mod history;
mod switch;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use callcenter::core::sim::{EVEN_DAY, Plan, World};
use callcenter::core::{Role, Span};
use callcenter::http::desk::Setup;
use callcenter::live::LiveConfig;
use callcenter::serve::{ServeConfig, Server};
use callcenter::{Config, Policy, wall_clock};
use clap::Args;
use tokio::sync::oneshot;

use super::failure::Failure;
use super::link::told_to_end;
use super::runtime::block_on;
use super::watch::books::books_config;
use super::watch::{Look, watch};

const EXAMPLES: &str = "\
Examples:
  callcenter demo
  callcenter demo --listen 127.0.0.1:9000 --data ./demo --history 7
  callcenter demo --terminal
  callcenter demo --terminal --plain --seconds 30";

/// How long a world is at work before anybody looks: there are calls then.
const WARM_UP: Span = Span::from_secs(600);

/// A call center on your machine, without any Asterisk.
///
/// Twelve simulated agents in three queues take calls, pause, transfer and miss some; a simulated Asterisk reports it over a
/// local socket, and the server serves it as it would serve a real one. Pause an agent or hang up a call through the API: it
/// is done there.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Demo {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep everything in this folder, and go on from there the next time [default: a temporary one, removed at the end]
    #[arg(long, value_name = "DIR", conflicts_with = "terminal")]
    data: Option<PathBuf>,
    /// Days of history to begin with, where there is none [default: 3, or what some seconds suffice for]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(0..=60))]
    history: Option<u16>,
    /// Show it in the terminal, as `watch` does, instead of serving it
    #[arg(long)]
    terminal: bool,
    #[command(flatten)]
    look: Look,
}

impl Demo {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        if self.terminal {
            return block_on(show(self.look));
        }
        if self.look.is_asked_for() {
            return Err(Failure::told("how to show it in the terminal goes with --terminal; say that too"));
        }
        // What takes longest comes later: whoever has the port learns it at once.
        let free = TcpListener::bind(self.listen);
        let taken =
            |error| format!("cannot listen on {}: {error}; choose another one with --listen", self.listen);
        drop(free.map_err(|error| Failure::told(taken(error)))?);
        let folder = Folder::of(self.data)?;
        block_on(serve(self.listen, &folder.path, self.history))
    }
}

/// The call center in the terminal.
async fn show(look: Look) -> Result<ExitCode, Failure> {
    let now = wall_clock();
    let mut world = World::new(Plan::default(), now - WARM_UP);
    world.advance(now, &mut |_, _| {});
    let (ami, fails) = switch::begin(world)?;
    tokio::select! {
        seen = watch(ami, policy(Role::Observer), look) => seen,
        Ok(failure) = fails => Err(failure),
    }
}

/// The call center as a server.
async fn serve(listen: SocketAddr, folder: &Path, days: Option<u16>) -> Result<ExitCode, Failure> {
    let policy = policy(Role::Controller);
    let store = format!("sqlite:{}", folder.join("calls.db").display());
    let mut world = history::make(&store, &policy, days).await?;
    world.set_day(EVEN_DAY);
    let (ami, fails) = switch::begin(world)?;
    let books = books_config(&store, &Config::default(), &policy)?;
    let accounts = accounts::make(&store, listen).await?;
    let live = LiveConfig { ami, policy, books: Some(books) };
    let config = ServeConfig {
        setup: Setup { control: true, ..Setup::default() },
        key_file: Some(folder.join("key")),
        ..ServeConfig::new(live, store, listen)
    };
    let server = Server::start(config).await.map_err(|why| Failure::told(why.to_string()))?;
    let address = server.address();
    println!("callcenter demo: a simulated call center on http://{address}");
    for account in &accounts {
        println!("  log in as {:8} password {:18} ({})", account.login, account.password, account.what);
    }
    println!("  What can be asked: http://{address}/docs");
    if let Some(supervisor) = accounts.iter().find(|account| account.login == "sofia") {
        let body = serde_json::json!({ "login": supervisor.login, "password": supervisor.password });
        println!("  The calls by now:  curl -c jar -H 'content-type: application/json' -d '{body}' \\");
        println!("                       http://{address}/api/auth/login");
        println!("                     curl -b jar http://{address}/api/calls/live");
    }
    println!("  Everything is in   {}", folder.display());
    println!("  Ctrl-C ends it.");
    let (tells, mut told) = oneshot::channel();
    let stop = async move {
        tokio::select! {
            // A signal that cannot be waited for ends it as well.
            _ = told_to_end() => {}
            // It is looked at below.
            Ok(failure) = fails => drop(tells.send(failure)),
        }
    };
    server.run(stop).await.map_err(|why| Failure::told(why.to_string()))?;
    told.try_recv().map_or(Ok(ExitCode::SUCCESS), Err)
}

fn policy(role: Role) -> Policy {
    let plan = Plan::default();
    let wrap_ups = plan.queues.iter().map(|queue| (queue.name.as_str().into(), queue.wrap_up));
    Policy {
        switch: "demo".into(),
        role,
        wrap_up: plan.queues.first().map(|queue| queue.wrap_up),
        wrap_up_by_queue: wrap_ups.collect(),
        ..Policy::default()
    }
}

/// Where everything is kept.
struct Folder {
    path: PathBuf,
    is_temporary: bool,
}

impl Folder {
    fn of(data: Option<PathBuf>) -> Result<Self, Failure> {
        let is_temporary = data.is_none();
        let path = match data {
            Some(path) => path,
            None => std::env::temp_dir().join(format!("callcenter-demo-{}", std::process::id())),
        };
        std::fs::create_dir_all(&path).map_err(|error| Failure::file(&path, &error))?;
        Ok(Self { path, is_temporary })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary {
            // What cannot be removed is in the folder for temporary files anyway.
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}
