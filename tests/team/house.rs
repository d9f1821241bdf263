//! A simulated switch, and a folder for the processes that share it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use callcenter::ami::mirror::{Manager, Switch};
use callcenter::ami::{Config, Login, Proof};
use callcenter::core::sim::{Plan, World};
use callcenter::core::{Command, Moment, PauseFrom, Role, State};
use callcenter::live::{Live, LiveConfig, ShareConfig, TeamRole};
use callcenter::store::{Source, StreamId, open, stream, verify};
use callcenter::{BooksConfig, Entry, Handle, Policy, wall_clock};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Beyond it something waits for ever. A stuck leader is replaced well before.
const LONG: Duration = Duration::from_secs(120);

pub(crate) struct House {
    pub(crate) port: u16,
    folder: tempfile::TempDir,
}

impl House {
    pub(crate) fn open(plan: Plan) -> Self {
        let manager = Manager { username: "team".to_owned(), secret: "hush".to_owned() };
        let world = World::new(plan, wall_clock());
        let switch = Switch::bind(("127.0.0.1", 0), world, manager).expect("a port is free");
        let port = switch.address().expect("it is bound").port();
        std::thread::spawn(move || switch.serve());
        Self { port, folder: tempfile::tempdir().expect("there is room") }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn config(&self) -> LiveConfig {
        config(self.port, self.folder())
    }

    pub(crate) async fn member(&self) -> Live {
        Live::start(self.config()).await.expect("it leads or follows")
    }

    /// Keeps everybody from writing to the database, as long as it is there.
    pub(crate) async fn holds_the_database(&self) -> sqlx::SqliteConnection {
        use sqlx::Connection as _;
        let mut own = sqlx::SqliteConnection::connect(&url(self.folder())).await.expect("it is there");
        // A writer may be at it.
        sqlx::query("PRAGMA busy_timeout = 60000").execute(&mut own).await.expect("it is a number");
        sqlx::query("BEGIN IMMEDIATE").execute(&mut own).await.expect("somebody else lets it go");
        own
    }

    /// What is kept says one thing only; gives the number of its last entry.
    pub(crate) async fn kept(&self) -> u64 {
        let store = open(&url(self.folder())).await.expect("it is there");
        let row = stream(&*store, &id()).await.expect("it can be read").expect("it was written");
        let found = verify(&*store, &row, |_| ()).await.expect("it can be read");
        assert_eq!(found.differences.words, [""; 0]);
        found.seq
    }
}

pub(crate) fn config(port: u16, folder: &Path) -> LiveConfig {
    let login = Login { username: "team".into(), secret: "hush".into(), proof: Proof::Challenge };
    let mut ami = Config::new("127.0.0.1", login);
    ami.port = port;
    let policy = Policy { switch: "team".into(), role: Role::Controller, ..Policy::default() };
    let books = BooksConfig::new(url(folder), id(), policy.clone(), folder.join("spool"));
    let share = ShareConfig { folder: folder.join("share") };
    LiveConfig { ami, policy, books: Some(books), share: Some(share) }
}

fn id() -> StreamId {
    StreamId { switch: "team".to_owned(), source: Source::Live }
}

fn url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("calls.db").display())
}

/// Waits for what has to come.
pub(crate) async fn soon<T>(what: &str, comes: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONG, comes).await.unwrap_or_else(|_| panic!("{what}: it does not come"))
}

/// Waits until something is true there.
pub(crate) async fn until(what: &str, handle: &Handle, is: impl Fn(Moment<'_>) -> bool) {
    let comes = async {
        let mut batches = handle.follow();
        while !handle.look(&is) {
            // Who lags looks again as well.
            let _ = batches.recv().await;
        }
    };
    soon(what, comes).await;
}

/// Waits until the switch is followed without a gap, and all its agents are known.
pub(crate) async fn ready(handle: &Handle) {
    let agents = Plan::default().agents.len();
    let is = |moment: Moment<'_>| {
        moment.state.is_live() && callcenter::core::view::agents(moment.state).len() == agents
    };
    until("the switch is followed", handle, is).await;
}

/// Waits until it plays a part, under somebody who leads.
pub(crate) async fn plays(handle: &Handle, role: TeamRole) {
    let mut watch = handle.watch();
    let comes = watch.wait_for(|standing| standing.role == role && standing.vacant.is_none());
    soon("its part", comes).await.expect("it goes on");
}

/// Waits until so many follow it.
pub(crate) async fn is_followed_by(handle: &Handle, count: usize) {
    let mut watch = handle.watch();
    soon("followers", watch.wait_for(|standing| standing.followers == count)).await.expect("it goes on");
}

pub(crate) fn seq(handle: &Handle) -> u64 {
    handle.look(|moment| moment.state.seq())
}

pub(crate) fn pause(agent: &str, reason: &str) -> Command {
    Command::Pause { agent: agent.into(), queues: vec![], reason: reason.into(), from: PauseFrom::Now }
}

/// Waits until all of them have the same number, and compares all that readers see.
pub(crate) async fn agree(leader: &Handle, followers: &[&Handle]) {
    let seen = |handle: &Handle| {
        handle.look(|moment| {
            let agents = callcenter::core::view::agents(moment.state);
            let queues = callcenter::core::view::queues(moment.state);
            (moment.state.seq(), moment.state.hash(), moment.stats.clone(), agents, queues)
        })
    };
    loop {
        let last = seq(leader);
        for follower in followers {
            until("the follower has it too", follower, |moment| moment.state.seq() >= last).await;
        }
        let all: Vec<_> = followers.iter().map(|follower| seen(follower)).collect();
        let whole = seen(leader);
        if whole.0 != last {
            continue;
        }
        assert!(!whole.3.is_empty(), "there are agents");
        for other in all {
            assert_eq!(other, whole);
        }
        return;
    }
}

/// All that a follower of entries is told, from a state on.
pub(crate) struct Listener {
    batches: UnboundedReceiver<Arc<[Entry]>>,
    state: State,
    pub(crate) holes: usize,
}

impl Listener {
    pub(crate) fn of(handle: &Handle) -> Self {
        let mut follows = handle.follow();
        let (tell, batches) = unbounded_channel();
        // It never lags, however late it is asked.
        tokio::spawn(async move {
            while let Ok(batch) = follows.recv().await {
                let _ = tell.send(batch);
            }
        });
        Self { batches, state: handle.look(|moment| moment.state.clone()), holes: 0 }
    }

    /// Hears what comes up to an entry; without a hole the state is the one after it.
    pub(crate) async fn hears(&mut self, up_to: u64) -> &State {
        while self.state.seq() < up_to && self.holes == 0 {
            let batch = soon("a batch", self.batches.recv()).await.expect("it goes on");
            self.holes += usize::from(batch.is_empty());
            let known = self.state.seq();
            for entry in batch.iter().filter(|entry| entry.seq > known) {
                assert_eq!(entry.seq, self.state.seq() + 1, "an entry is missing and nobody says so");
                self.state.apply(entry);
            }
        }
        &self.state
    }
}
