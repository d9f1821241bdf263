//! A client on tokio: connects, logs in, reads, answers, reconnects for ever.

mod connection;
mod feed;
mod keeper;
#[cfg(feature = "tls")]
mod tls;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use callcenter_core::action::Action;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot, watch};

use connection::Ask;
pub use connection::OUTGOING_BYTES_MAX;
pub use feed::{Feed, FeedLimits, Incoming};
use keeper::Keeper;
#[cfg(feature = "tls")]
pub use tls::Tls;

use crate::error::{ClientError, LinkError};
use crate::session::{Backoff, Login, Reply, Timing};

/// Most requests that wait to be taken up; a caller beyond them waits, for the time that the request has anyway.
const ASKS_MAX: usize = 256;

/// Which switch to connect to, and how.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name or address.
    pub host: String,
    /// TCP port: 5038 by default, and with TLS 5039.
    pub port: u16,
    /// As whom.
    pub login: Login,
    /// Encrypted, or not.
    #[cfg(feature = "tls")]
    pub tls: Option<Tls>,
    /// How long connecting may take, TLS included. 10 s by default.
    pub connect: Duration,
    /// How long an answer may take, a list included, where a request does not say. 30 s by default.
    pub answer: Duration,
    /// How long the rest may take.
    pub timing: Timing,
    /// When to try again.
    pub backoff: Backoff,
    /// How much may wait for the consumer of the [`Feed`].
    pub limits: FeedLimits,
    /// What the ids of the client's own actions begin with. By chance by default: no other program of the switch may
    /// have the same, and text that callers bring in cannot guess it.
    pub id_prefix: String,
}

impl Config {
    /// Everything by default but where and as whom.
    pub fn new(host: impl Into<String>, login: Login) -> Self {
        Self {
            host: host.into(),
            port: 5038,
            login,
            #[cfg(feature = "tls")]
            tls: None,
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            timing: Timing::default(),
            backoff: Backoff::default(),
            limits: FeedLimits::default(),
            id_prefix: format!("cc{:08x}", chance() >> 32),
        }
    }
}

/// Takes apart `host`, `host:5038`, `::1`, `[::1]:5038`; nothing when it is none of these.
///
/// # Example
/// ```
/// use callcenter_ami::host_and_port;
/// assert_eq!(host_and_port("pbx"), Some(("pbx", None)));
/// assert_eq!(host_and_port("pbx:5038"), Some(("pbx", Some(5038))));
/// assert_eq!(host_and_port("[::1]:5039"), Some(("::1", Some(5039))));
/// assert_eq!(host_and_port("::1"), Some(("::1", None)));
/// for wrong in ["", "pbx:", ":5038", "pbx:70000", "pbx:0", "[::1]x"] {
///     assert_eq!(host_and_port(wrong), None, "{wrong}");
/// }
/// ```
pub fn host_and_port(address: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':')?)),
        None => match address.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => (address, None),
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    let port = port.map(str::parse).transpose().ok()?;
    (!host.is_empty() && port != Some(0)).then_some((host, port))
}

/// What a client is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// Connecting or logging in.
    Connecting,
    /// Requests can be sent.
    Ready,
    /// Waiting to try again.
    Down {
        /// Why the last try, or the link, failed.
        why: LinkError,
        /// How long the wait is.
        retry_in: Duration,
    },
    /// Shut down.
    Closed,
}

/// What a client is doing, and how it has fared since it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// What it is doing.
    pub link: Link,
    /// Number of the current connection or try.
    pub epoch: u64,
    /// Tries that failed since the last login that lasted.
    pub failures: u32,
    /// Links given up because the consumer was too slow.
    pub overflows: u64,
    /// Answers that nobody waited for.
    pub orphans: u64,
    /// Frames left out because they were too long.
    pub skipped: u64,
}

impl Status {
    fn new() -> Self {
        Self { link: Link::Connecting, epoch: 0, failures: 0, overflows: 0, orphans: 0, skipped: 0 }
    }
}

/// A handle of a client, cheap to clone.
///
/// Without any handle the client goes on as long as its [`Feed`] is there; without both it logs off.
#[derive(Debug, Clone)]
pub struct Client {
    asks: mpsc::Sender<Ask>,
    status: watch::Receiver<Status>,
    feed: feed::FeedSender,
    answer: Duration,
}

impl Client {
    /// Makes a client, which at once begins to connect, and never gives up.
    ///
    /// It sends its login, pings when the line is silent, and what it is asked. An action that blocks the switch's
    /// session (`PlayDTMF` does while the tone lasts) delays everything behind it: use a second client for those.
    ///
    /// # Errors
    /// [`LinkError::Tls`] when the encryption cannot be set up.
    ///
    /// # Panics
    /// Outside a tokio runtime with time and I/O.
    ///
    /// # Example
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use callcenter_ami::{Client, Config, Incoming, Login, Proof};
    /// use callcenter_core::{action::Action, event::List};
    /// use futures::StreamExt;
    ///
    /// let login = Login { username: "callcenter".into(), secret: "hush".into(), proof: Proof::Challenge };
    /// let (client, mut feed) = Client::connect(Config::new("pbx.example.com", login))?;
    /// client.ready().await?;
    /// let channels = client.request(Action::List(List::Legs)).await?;
    /// println!("{} channels", channels.items().len());
    /// while let Some(incoming) = feed.next().await {
    ///     if let Incoming::Frame { at, frame } = incoming {
    ///         println!("{at} {} bytes", frame.len());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn connect(config: Config) -> Result<(Self, Feed), LinkError> {
        let (asks, asked) = mpsc::channel(ASKS_MAX);
        let (status_sender, status) = watch::channel(Status::new());
        let (feed_sender, feed) = feed::feed(config.limits);
        let answer = config.answer;
        let keeper = Keeper::new(config, asked, feed_sender.clone(), status_sender)?;
        tokio::spawn(keeper.run());
        Ok((Self { asks, status, feed: feed_sender, answer }, feed))
    }

    /// Waits until requests can be sent; gives the number of the connection. Give it a time limit: what may pass by
    /// itself is waited for.
    ///
    /// # Errors
    /// Those that do not pass by themselves, see [`LinkError::is_lasting`]; [`LinkError::ShutDown`].
    pub async fn ready(&self) -> Result<u64, LinkError> {
        let mut status = self.status.clone();
        let decided = status.wait_for(|status| match &status.link {
            Link::Connecting => false,
            Link::Ready | Link::Closed => true,
            Link::Down { why, .. } => why.is_lasting(),
        });
        let Ok(status) = decided.await else {
            return Err(LinkError::ShutDown);
        };
        match &status.link {
            Link::Ready => Ok(status.epoch),
            Link::Down { why, .. } => Err(why.clone()),
            Link::Connecting | Link::Closed => Err(LinkError::ShutDown),
        }
    }

    /// Sends an action and waits for the answer, the whole list if it is one, as long as [`Config::answer`] says.
    ///
    /// # Errors
    /// Each variant of [`ClientError`].
    pub async fn request(&self, action: Action) -> Result<Reply, ClientError> {
        self.request_within(self.answer, action).await
    }

    /// Sends an action and waits for the answer for so long.
    ///
    /// # Errors
    /// Each variant of [`ClientError`].
    pub async fn request_within(&self, within: Duration, action: Action) -> Result<Reply, ClientError> {
        let (reply, answer) = oneshot::channel();
        self.ask(Ask::Request { action, within, reply }).await?;
        answer.await.unwrap_or(Err(ClientError::ShutDown))
    }

    /// Sends an action under an id of the caller's own, whose answer comes through the [`Feed`] only. An id must not
    /// begin with [`Config::id_prefix`].
    ///
    /// # Errors
    /// [`ClientError::Encode`], [`ClientError::NotConnected`], [`ClientError::Busy`], [`ClientError::ShutDown`]:
    /// nothing was sent. `Ok` says that it is on its way, no more.
    pub async fn send(&self, id: impl Into<String>, action: Action) -> Result<(), ClientError> {
        let (done, sent) = oneshot::channel();
        self.ask(Ask::Send { id: id.into(), action, done }).await?;
        sent.await.unwrap_or(Err(ClientError::ShutDown))
    }

    /// What the client is doing.
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// Follows what the client is doing.
    pub fn watch(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// How many frames wait for the consumer of the [`Feed`], and how many bytes they have.
    pub fn lag(&self) -> (usize, usize) {
        self.feed.lag()
    }

    /// Logs off, waits for what is on its way for so long at most, and ends the client with all its handles.
    pub async fn shut_down(&self, within: Duration) {
        if self.ask(Ask::Close { within }).await.is_ok() {
            let mut status = self.status.clone();
            // An error means that the client is gone: that is what we wait for.
            let _ = status.wait_for(|status| status.link == Link::Closed).await;
        }
    }

    async fn ask(&self, ask: Ask) -> Result<(), ClientError> {
        self.asks.send(ask).await.map_err(|_| ClientError::ShutDown)
    }
}

/// A number by chance, from the seed that hash maps get. Good enough to be out of step with other clients.
fn chance() -> u64 {
    RandomState::new().hash_one(())
}
