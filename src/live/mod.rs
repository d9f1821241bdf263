//! A live call center for many readers and askers: one task owns the link, the engine and the books; everybody else has a
//! [`Handle`].
//!
//! Readers never wait for the engine: they have a state of their own, fed with the entries. To follow without a hole, take
//! [`Handle::follow`] first and look then: entries that the look has already are known by their number.

mod ask;
mod handle;
mod runner;

use callcenter_core::Policy;

pub use self::ask::{ASK_MAX, ASKS_WAITING_MAX};
pub use self::handle::{FOLLOW_BATCHES_MAX, Handle, Standing};
use self::runner::Runner;
use crate::books::BooksConfig;
use callcenter_store::StoreError;

/// What a live call center needs.
#[derive(Debug, Clone)]
pub struct LiveConfig {
    /// The switch.
    pub ami: callcenter_ami::Config,
    /// By what is concluded. With [`Role::Controller`](callcenter_core::Role::Controller) it may be asked for things.
    pub policy: Policy,
    /// Where everything is kept; absent: nothing is.
    pub books: Option<BooksConfig>,
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
}

/// A live call center at work. It ends when it is told to, or when it can go on no longer.
#[derive(Debug)]
pub struct Live {
    handle: Handle,
    task: tokio::task::JoinHandle<Result<(), LiveError>>,
}

impl Live {
    /// Opens the books and begins to connect.
    ///
    /// # Errors
    /// Each variant of [`LiveError`].
    pub async fn start(config: LiveConfig) -> Result<Self, LiveError> {
        let (runner, handle) = Runner::open(config).await?;
        Ok(Self { handle, task: tokio::spawn(runner.run()) })
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
