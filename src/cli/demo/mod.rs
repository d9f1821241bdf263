//! `callcenter demo`: a simulated call center, and everything that `serve` does with a real one.

mod accounts;
mod customers;
mod disk;
mod history;
mod house;
mod sound;
mod switch;
mod work;

use std::collections::VecDeque;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use callcenter::core::sim::{AGENTS_MAX, Plan, World};
use callcenter::core::{Role, Span};
use callcenter::http::desk::{Link, Setup};
use callcenter::http::recordings::RecordingsConfig;
use callcenter::http::{Person, Problem, Site};
use callcenter::live::LiveConfig;
use callcenter::serve::{ServeConfig, Server};
use callcenter::{Config, Policy, wall_clock};
use clap::Args;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout_at};

use self::disk::{Disk, Recordings};
use self::work::Done;
use super::failure::Failure;
use super::link::told_to_end;
use super::runtime::block_on;
use super::watch::books::books_config;
use super::watch::{Look, watch};

const EXAMPLES: &str = "\
Examples:
  callcenter demo
  callcenter demo --listen 127.0.0.1:9000 --data ./demo --history 7
  callcenter demo --agents 40 --pace 150
  callcenter demo --terminal
  callcenter demo --terminal --plain --seconds 30";

/// How long a world is at work before anybody looks: there are calls then.
const WARM_UP: Span = Span::from_secs(600);

/// Whose phone waits for a click: the agent of the demonstration's accounts.
const LED: &str = "1001";

/// How long a queue rings a phone: long enough for somebody who has to find the button first.
const RING: Span = Span::from_secs(25);

/// How long the server may take to see the switch.
const LINK_WAIT: Duration = Duration::from_secs(10);

/// A call center on your machine, without any Asterisk.
///
/// Simulated agents in three queues take calls, pause, transfer and miss some; a simulated Asterisk reports it over a local
/// socket, and the server serves it as it would serve a real one. Pause an agent or hang up a call through the API: it is done
/// there. Phones, queues, a menu, codes and two hundred customers are defined, recordings can be heard. Log in as the agent
/// anna: her phone rings every minute or two, and waits some twenty seconds for your click.
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
    /// How many agents there are; callers come accordingly
    #[arg(long, value_name = "NUMBER", default_value_t = 12, value_parser = agents)]
    agents: usize,
    /// How lively it is, in percent of what is usual: calls in an hour
    #[arg(long, value_name = "PERCENT", default_value_t = 100, value_parser = clap::value_parser!(u32).range(10..=400))]
    pace: u32,
    /// Show it in the terminal, as `watch` does, instead of serving it
    #[arg(long)]
    terminal: bool,
    #[command(flatten)]
    look: Look,
}

impl Demo {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        if self.terminal {
            return block_on(show(self.plan(), self.look));
        }
        if self.look.is_asked_for() {
            return Err(Failure::told("how to show it in the terminal goes with --terminal; say that too"));
        }
        // What takes longest comes later: whoever has the port learns it at once.
        let free = TcpListener::bind(self.listen);
        let taken =
            |error| format!("cannot listen on {}: {error}; choose another one with --listen", self.listen);
        drop(free.map_err(|error| Failure::told(taken(error)))?);
        let plan = self.plan();
        let folder = Folder::of(self.data)?;
        block_on(serve(plan, self.listen, &folder.path, self.history))
    }

    fn plan(&self) -> Plan {
        let mut plan = Plan::default().with_agents(self.agents).paced(self.pace);
        plan.callers = customers::callers();
        for queue in &mut plan.queues {
            queue.ring = RING;
        }
        plan
    }
}

fn agents(text: &str) -> Result<usize, String> {
    let number = text.parse().map_err(|_| "a whole number".to_owned())?;
    if (1..=AGENTS_MAX).contains(&number) { Ok(number) } else { Err(format!("1 to {AGENTS_MAX}")) }
}

/// The call center in the terminal.
async fn show(plan: Plan, look: Look) -> Result<ExitCode, Failure> {
    let now = wall_clock();
    let policy = policy(&plan, Role::Observer);
    let mut world = World::new(plan, now - WARM_UP);
    world.advance(now, &mut |_, _| {});
    let (ami, fails) = switch::begin(world, None)?;
    tokio::select! {
        seen = watch(ami, policy, look) => seen,
        Ok(failure) = fails => Err(failure),
    }
}

/// The call center as a server.
async fn serve(
    plan: Plan,
    listen: SocketAddr,
    folder: &Path,
    days: Option<u16>,
) -> Result<ExitCode, Failure> {
    let policy = policy(&plan, Role::Controller);
    let store = format!("sqlite:{}", folder.join("calls.db").display());
    let (recordings, configuration) = (folder.join("recordings"), folder.join("asterisk"));
    let written = Recordings::at(&recordings, &folder.join("sounds"));
    let written = written.map_err(|error| Failure::file(&recordings, &error))?;
    let lived = history::make(&store, &plan, &policy, days, written).await?;
    let disk = Disk::new(configuration.clone(), lived.recordings);
    let (ami, fails) = switch::begin(lived.world, Some(disk))?;
    let books = books_config(&store, &Config::default(), &policy)?;
    let accounts = accounts::make(&store, listen).await?;
    let live = LiveConfig { ami, policy, books: Some(books), share: None };
    let config = ServeConfig {
        setup: Setup { control: true, ..Setup::default() },
        key_file: Some(folder.join("key")),
        customers: customers::config(),
        configuration: Some(configuration),
        recordings: RecordingsConfig { folder: recordings, ..RecordingsConfig::default() },
        ..ServeConfig::new(live, store, listen)
    };
    let server = Server::start(config).await.map_err(|why| Failure::told(why.to_string()))?;
    let furnished = furnish(server.site(), &plan, &lived.calls).await;
    furnished.map_err(|why| Failure::told(format!("the demonstration: {why}")))?;
    tokio::spawn(work::go_on(server.site().clone(), LED.to_owned()));
    let address = server.address();
    println!("callcenter demo: a simulated call center on http://{address}");
    for account in &accounts {
        println!("  log in as {:8} password {:18} ({})", account.login, account.password, account.what);
    }
    println!("  Log in as anna and wait: her phone rings, for you to answer.");
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

/// Defines what an administrator would, and says what agents would have said, where nobody did yet.
async fn furnish(site: &Site, plan: &Plan, calls: &VecDeque<Done>) -> Result<(), Problem> {
    let by = Person::program("demo");
    customers::make(site).await?;
    let is_new = house::define(site, &by, plan).await?;
    // Also when it goes on from before: the simulated switch begins with nothing.
    linked(site).await?;
    site.configuration.apply(site, &by, site.floor.all().await?.revision).await?;
    if is_new {
        work::remember(site, calls).await?;
    }
    Ok(())
}

/// Waits for the link to the switch.
async fn linked(site: &Site) -> Result<(), Problem> {
    let until = Instant::now() + LINK_WAIT;
    let ready = async {
        while site.desk.standing().link != Link::Ready {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let late = |_| Problem::Unavailable("the simulated switch does not answer".to_owned());
    timeout_at(until, ready).await.map_err(late)
}

fn policy(plan: &Plan, role: Role) -> Policy {
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
