//! The live call center behind the HTTP adapter: one that can be set up anew while the server goes on.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use callcenter_ami::Link as AmiLink;
use callcenter_core::{AskError, Command, Entry, Moment, Policy, Refusal, Role, Settlement};
use callcenter_http::Desk;
use callcenter_http::desk::{
    BooksStanding, Examination, Finding, Level, Link, Progress, Reconcluded, Setup, Standing,
};
use callcenter_store::{Store, StreamId};
use tokio::sync::{broadcast, watch};
use tracing::{error, info, warn};

use super::anew;
use crate::doctor::{self, How, SelfTest};
use crate::live::{Handle, Live, LiveConfig, LiveError};

/// Between two tries to begin again, when the books or the link could not be taken up.
const PAUSE: Duration = Duration::from_secs(2);

/// How long one answer may take when the switch is examined: what takes longer is a finding.
const ANSWER: Duration = Duration::from_secs(10);

/// A live call center that begins again: set up anew when somebody asks for it, and as it was when it had to end.
#[derive(Debug)]
pub struct LiveDesk {
    /// As it was configured, without what was set up since.
    config: LiveConfig,
    stream: StreamId,
    store: Arc<dyn Store>,
    /// The one that works now.
    handle: RwLock<Handle>,
    setup: Mutex<Setup>,
    /// Asks the keeper for another set-up; the answer is the set-up that holds then.
    wishes: tokio::sync::mpsc::Sender<Wish>,
}

/// Another set-up, and where to say whether it holds.
type Wish = (Setup, tokio::sync::oneshot::Sender<Result<(), String>>);

/// The task that keeps a live call center going.
#[derive(Debug)]
pub struct DeskTask {
    work: tokio::task::JoinHandle<Result<(), LiveError>>,
    stop: watch::Sender<bool>,
}

impl DeskTask {
    /// Ends it: logs off, makes everything durable.
    ///
    /// # Errors
    /// Why something is not durable.
    pub async fn stop(self) -> Result<(), LiveError> {
        self.stop.send_replace(true);
        self.work.await.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))
    }
}

impl LiveDesk {
    /// Begins, with what was set up before. `store` is where its books are, for reading.
    ///
    /// # Errors
    /// Each variant of [`LiveError`].
    pub async fn start(
        config: LiveConfig,
        setup: Setup,
        store: Arc<dyn Store>,
    ) -> Result<(Arc<Self>, DeskTask), LiveError> {
        let live = Live::start(with(&config, &setup)).await?;
        let (wishes, wished) = tokio::sync::mpsc::channel(1);
        let (stop, stopped) = watch::channel(false);
        let stream = config.stream();
        let handle = RwLock::new(live.handle());
        let desk = Arc::new(Self { config, stream, store, handle, setup: Mutex::new(setup), wishes });
        let work = tokio::spawn(Arc::clone(&desk).keep(live, wished, stopped));
        Ok((desk, DeskTask { work, stop }))
    }

    fn handle(&self) -> Handle {
        self.handle.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps one at work until it is told to end.
    async fn keep(
        self: Arc<Self>,
        mut live: Live,
        mut wished: tokio::sync::mpsc::Receiver<Wish>,
        mut stopped: watch::Receiver<bool>,
    ) -> Result<(), LiveError> {
        loop {
            let turn = tokio::select! {
                () = told(&mut stopped) => Turn::Stop,
                wish = wished.recv() => wish.map_or(Turn::Stop, Turn::SetUp),
                ended = live.ended() => Turn::Ended(ended),
            };
            let next = match turn {
                Turn::Stop => return live.stop().await,
                Turn::Ended(ended) => {
                    error!(?ended, "the engine had to end; it is begun again");
                    self.begin_again(&mut stopped).await.map(|live| (live, None))
                }
                Turn::SetUp((setup, reply)) => {
                    if let Err(why) = live.stop().await {
                        warn!(%why, "the engine did not end well");
                    }
                    match Live::start(with(&self.config, &setup)).await {
                        Ok(live) => {
                            info!(control = setup.control, "set up anew");
                            *self.setup.lock().unwrap_or_else(PoisonError::into_inner) = setup;
                            Some((live, Some((reply, Ok(())))))
                        }
                        Err(why) => {
                            let again = self.begin_again(&mut stopped).await;
                            again.map(|live| (live, Some((reply, Err(why.to_string())))))
                        }
                    }
                }
            };
            let Some((begun, reply)) = next else { return Ok(()) };
            live = begun;
            *self.handle.write().unwrap_or_else(PoisonError::into_inner) = live.handle();
            if let Some((reply, answer)) = reply {
                // Who asked may have gone.
                let _ = reply.send(answer);
            }
        }
    }

    /// Tries until it works, as it was set up; nothing when it is told to end.
    async fn begin_again(&self, stopped: &mut watch::Receiver<bool>) -> Option<Live> {
        loop {
            let config = with(&self.config, &self.setup());
            match Live::start(config).await {
                Ok(live) => return Some(live),
                Err(why) => warn!(%why, "cannot begin again; it is tried once more"),
            }
            tokio::select! {
                () = told(stopped) => return None,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }
}

#[async_trait]
impl Desk for LiveDesk {
    fn stream(&self) -> StreamId {
        self.stream.clone()
    }

    fn epoch(&self) -> u64 {
        self.handle().epoch()
    }

    fn look(&self, look: &mut dyn FnMut(Moment<'_>)) {
        self.handle().look(look);
    }

    fn follow(&self) -> broadcast::Receiver<Arc<[Entry]>> {
        self.handle().follow()
    }

    async fn ask(&self, command: Command) -> Result<Settlement, AskError> {
        if !self.setup().control {
            return Err(Refusal::Observer.into());
        }
        self.handle().ask(command).await
    }

    fn standing(&self) -> Standing {
        let standing = self.handle().standing();
        let link = match standing.link.link {
            AmiLink::Connecting => Link::Connecting,
            AmiLink::Ready => Link::Ready,
            AmiLink::Down { why, .. } => Link::Down { why: why.to_string() },
            AmiLink::Closed => Link::Closed,
        };
        let books = standing.books.map(|depth| BooksStanding {
            durable_seq: depth.durable_seq,
            committed_seq: depth.committed_seq,
            spooled_entries: depth.spooled_entries,
            spooled_bytes: depth.spooled_bytes,
            away_since: depth.away_since,
            stands_still: depth.stands_still,
            last_error: depth.last_error,
        });
        Standing {
            link,
            heard_at: standing.heard,
            overflows: standing.link.overflows,
            clock_steps: standing.clock_steps,
            poisoned: standing.poisoned,
            books,
        }
    }

    fn setup(&self) -> Setup {
        self.setup.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn set_up(&self, setup: Setup) -> Result<(), String> {
        if let Some(both) = setup.trunks.intersection(&setup.extensions).next() {
            return Err(format!("{both} is said to be a trunk and an extension; take one away"));
        }
        let (reply, answer) = tokio::sync::oneshot::channel();
        let ended = || "the server is being stopped".to_owned();
        self.wishes.send((setup, reply)).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }

    async fn reconclude(&self, progress: &(dyn Fn(Progress) + Send + Sync)) -> Result<Reconcluded, String> {
        let policy = with(&self.config, &self.setup()).policy;
        anew::conclude(&self.store, &self.stream, &policy, progress).await.map_err(|why| why.to_string())
    }

    /// By a connection of its own: the one that is followed has no gap by it. Who only observes sends nothing but what reads.
    async fn examine(&self) -> Result<Examination, String> {
        let LiveConfig { ami, policy, .. } = with(&self.config, &self.setup());
        let self_test = match policy.role {
            Role::Controller => SelfTest::Made,
            Role::Observer => SelfTest::LeftOut,
        };
        let place = format!("{}:{}", ami.host, ami.port);
        let ami = callcenter_ami::Config { answer: ANSWER, ..ami };
        let examined = doctor::examine(ami, &policy, How { listen: doctor::LISTEN, self_test }).await;
        examined.map(shown).map_err(|why| format!("{place}: {why}"))
    }
}

/// What the doctor found, as the site shows it.
fn shown(found: doctor::Examination) -> Examination {
    let doctor::Examination { at, place, user, findings, manager_conf } = found;
    let findings = findings.into_iter().map(|doctor::Finding { level, what, lines }| {
        let level = match level {
            doctor::Level::Fine => Level::Fine,
            doctor::Level::Note => Level::Note,
            doctor::Level::Change => Level::Change,
        };
        Finding { level, what, lines }
    });
    Examination { at: at.into(), place, user, findings: findings.collect(), manager_conf }
}

/// What is to be done next.
enum Turn {
    Stop,
    SetUp(Wish),
    Ended(Result<(), LiveError>),
}

/// Waits until it is told to end.
async fn told(stopped: &mut watch::Receiver<bool>) {
    // Without anybody who could tell, it ends too.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// The configuration with what was set up: a controller where control is switched on, else an observer, who sends nothing
/// but the login, pings and lists.
fn with(config: &LiveConfig, setup: &Setup) -> LiveConfig {
    let mut policy = Policy {
        role: if setup.control { Role::Controller } else { Role::Observer },
        ..config.policy.clone()
    };
    for trunk in &setup.trunks {
        policy.extensions.remove(trunk);
        policy.trunks.insert(trunk.clone());
    }
    for extension in &setup.extensions {
        policy.trunks.remove(extension);
        policy.extensions.insert(extension.clone());
    }
    let mut config = LiveConfig { policy: policy.clone(), ..config.clone() };
    if let Some(books) = &mut config.books {
        books.policy = policy;
    }
    config
}
