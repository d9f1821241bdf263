//! Phones in browsers: their signalling is carried to the switch, so that a page needs one origin and one certificate.
//!
//! What the phone and the switch say to each other is SIP over a WebSocket (RFC 7118), and is theirs: nothing of it is read here.
//! The voices go directly between the browser and the switch.

mod config;
mod pipe;

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use self::config::{SoftphoneConfig, TurnServer};
pub use self::pipe::{
    CLOSE_LOGGED_OUT, CLOSE_SWITCH_GONE, CLOSE_SWITCH_SILENT, CLOSE_TOO_MANY, MESSAGE_BYTES_MAX,
};
pub(crate) use self::pipe::{SUBPROTOCOL, carry, open};
use crate::problem::Problem;

/// Phones in browsers at once. Whoever comes next is refused until one goes.
pub const PHONES_MAX: usize = 2_000;

/// The phones in browsers of a site.
#[derive(Debug)]
pub struct Softphone {
    config: SoftphoneConfig,
    places: Arc<Semaphore>,
}

impl Softphone {
    pub(crate) fn new(config: SoftphoneConfig) -> Self {
        Self { config, places: Arc::new(Semaphore::new(PHONES_MAX)) }
    }

    /// How it is configured.
    pub fn config(&self) -> &SoftphoneConfig {
        &self.config
    }

    /// A place for one more phone.
    pub(crate) fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        place.map_err(|_| {
            Problem::Unavailable("too many phones in browsers at once; try again later".to_owned())
        })
    }
}
