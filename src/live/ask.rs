//! Asking for something, and what came of it.

use std::time::Duration;

use callcenter_core::{AskError, Command, Settlement};
use tokio::sync::oneshot;

/// Longest time that somebody who asks is let wait: more than the longest ring and the longest action together. What the
/// engine settles by its own clock comes long before.
pub const ASK_MAX: Duration = Duration::from_secs(180);

/// Askers that may wait to be heard at all; further ones are refused at once.
pub const ASKS_WAITING_MAX: usize = 1_000;

/// A command on its way to the engine, and who waits.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) command: Command,
    pub(super) reply: oneshot::Sender<Result<Settlement, AskError>>,
}
