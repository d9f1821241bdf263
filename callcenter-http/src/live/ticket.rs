//! Tickets that let in once: a browser's WebSocket cannot send a header, and a token has no place in an address.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::Watcher;
use crate::problem::Problem;

/// How long a ticket lets in, in seconds: the time between asking for it and using it.
pub(crate) const TICKET_SECONDS: u64 = 30;

/// Tickets that wait to be used; further ones are refused until some ran out.
const TICKETS_MAX: usize = 10_000;

/// Tickets that wait to be used, by their hash.
#[derive(Default)]
pub(super) struct Tickets {
    waiting: Mutex<BTreeMap<[u8; 32], Ticket>>,
}

struct Ticket {
    watcher: Watcher,
    until: Instant,
}

impl Tickets {
    pub(super) fn issue(&self, watcher: Watcher) -> Result<String, Problem> {
        let mut secret = [0_u8; 32];
        getrandom::fill(&mut secret).map_err(|why| {
            tracing::error!(%why, "the system gives no random numbers");
            Problem::Internal
        })?;
        let ticket = URL_SAFE_NO_PAD.encode(secret);
        let now = Instant::now();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= TICKETS_MAX {
            waiting.retain(|_, ticket| ticket.until > now);
        }
        if waiting.len() >= TICKETS_MAX {
            return Err(Problem::TooMany { seconds: TICKET_SECONDS });
        }
        let until = now + Duration::from_secs(TICKET_SECONDS);
        waiting.insert(hash(&ticket), Ticket { watcher, until });
        Ok(ticket)
    }

    pub(super) fn redeem(&self, ticket: &str) -> Option<Watcher> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = waiting.remove(&hash(ticket))?;
        (ticket.until > Instant::now()).then_some(ticket.watcher)
    }
}

fn hash(ticket: &str) -> [u8; 32] {
    Sha256::digest(ticket.as_bytes()).into()
}
