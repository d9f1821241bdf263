//! A live call center for many readers and askers: one task owns the link, the engine and the books; everybody else has a
//! [`Handle`].
//!
//! Readers never wait for the engine: they have a state of their own, fed with the entries. To follow without a hole, take
//! [`Handle::follow`] first and look then: entries that the look has already are known by their number.

mod ask;
mod handle;
#[cfg_attr(not(unix), allow(dead_code))]
mod recent;
mod runner;
#[cfg(unix)]
mod team;

use std::path::PathBuf;

use callcenter_core::{AskError, Policy};
use callcenter_store::{Source, StoreError, StreamId};

pub use self::ask::{ASK_MAX, ASKS_WAITING_MAX};
pub use self::handle::{FOLLOW_BATCHES_MAX, Handle, Standing, TeamRole};
pub use self::recent::RECENT_ENTRIES_MAX;
use self::runner::{Opened, Runner};
#[cfg(unix)]
pub use self::team::FOLLOWERS_MAX;
use crate::books::BooksConfig;

/// What a live call center needs.
#[derive(Debug, Clone)]
pub struct LiveConfig {
    /// The switch.
    pub ami: callcenter_ami::Config,
    /// By what is concluded. With [`Role::Controller`](callcenter_core::Role::Controller) it may be asked for things.
    pub policy: Policy,
    /// Where everything is kept; absent: nothing is.
    pub books: Option<BooksConfig>,
    /// By what several processes share the switch; absent: this one has it alone.
    pub share: Option<ShareConfig>,
}

/// By what several processes of one machine share a switch: all have the same configuration, one of them leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareConfig {
    /// The folder of the socket by which they meet: on this machine, and nobody else's to write to. It is made when it is
    /// missing.
    pub folder: PathBuf,
}

impl LiveConfig {
    /// The stream of its entries.
    pub fn stream(&self) -> StreamId {
        match &self.books {
            Some(books) => books.stream.clone(),
            None => StreamId { switch: self.policy.switch.to_string(), source: Source::Live },
        }
    }
}

/// Why a live call center cannot begin, or had to end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LiveError {
    /// The books cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The link cannot be set up.
    #[error(transparent)]
    Link(#[from] callcenter_ami::LinkError),
    /// The switch cannot be shared there.
    #[error("sharing the switch in {}: {why}", folder.display())]
    Share {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        why: String,
    },
    /// The process that leads the switch cannot be followed.
    #[error("the process that leads the switch cannot be followed: {why}")]
    Unfollowed {
        /// Why not.
        why: String,
    },
}

/// A live call center at work. It ends when it is told to, or when it can go on no longer.
#[derive(Debug)]
pub struct Live {
    handle: Handle,
    task: tokio::task::JoinHandle<Result<(), LiveError>>,
}

impl Live {
    /// Opens the books and begins to connect. Where the switch is shared: leads or follows, and goes on with whatever comes
    /// of it; the handle stays the same.
    ///
    /// # Errors
    /// Each variant of [`LiveError`]. A shared switch that another process leads needs no store to be followed.
    pub async fn start(config: LiveConfig) -> Result<Self, LiveError> {
        if let Some(share) = config.share.clone() {
            let (handle, task) = shared(config, &share).await?;
            return Ok(Self { handle, task });
        }
        let opened = Opened::open(config, None).await?;
        let (handle, mut other) = opened.handle();
        let mut runner = Runner::new(opened, handle.clone());
        let task = tokio::spawn(async move {
            let done = runner.run(&mut other).await;
            runner.end(done, AskError::Stopped).await
        });
        Ok(Self { handle, task })
    }

    /// To read, to ask and to follow; cheap to clone.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// Why it could not go on.
    pub async fn ended(&mut self) -> Result<(), LiveError> {
        (&mut self.task).await.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))
    }

    /// Ends it: logs off, makes everything durable.
    ///
    /// # Errors
    /// Why something is not durable.
    pub async fn stop(self) -> Result<(), LiveError> {
        self.handle.tell_to_stop();
        self.task.await.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))
    }
}

type Task = tokio::task::JoinHandle<Result<(), LiveError>>;

#[cfg(unix)]
async fn shared(config: LiveConfig, share: &ShareConfig) -> Result<(Handle, Task), LiveError> {
    team::start(config, share).await
}

#[cfg(not(unix))]
#[expect(clippy::unused_async, reason = "it is the same elsewhere")]
async fn shared(_: LiveConfig, share: &ShareConfig) -> Result<(Handle, Task), LiveError> {
    let why = "this system has no local sockets that a user's processes could meet by".to_owned();
    Err(LiveError::Share { folder: share.folder.clone(), why })
}
