//! Logins that began and did not come back yet.

use std::sync::{Mutex, PoisonError};

use callcenter_core::{Span, Timestamp};

use crate::access::bounded::Bounded;
use crate::access::{Secret, secret};
use crate::problem::Problem;

/// Logins under way; beyond, those that began first are forgotten and must begin again.
pub const PENDING_MAX: usize = 10_000;

/// How long somebody may take at the provider.
pub const PENDING_LASTS: Span = Span::from_secs(10 * 60);

/// A login that began.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    /// Digest of what the browser that began it has.
    pub(super) browser: String,
    /// What the token must repeat.
    pub(super) nonce: String,
    /// What the code's challenge was made of.
    pub(super) verifier: Secret,
    /// Where the provider sends the browser to, as it was told.
    pub(super) redirect_url: String,
    /// The page that the user wanted.
    pub(super) back: String,
    /// The session that the browser had: it ends with the new one's begin.
    pub(super) before: Option<Secret>,
    pub(super) began_at: Timestamp,
}

/// All of them, by the digest of their state.
#[derive(Debug)]
pub(super) struct AllPending {
    all: Mutex<Bounded<String, Pending>>,
}

impl Default for AllPending {
    fn default() -> Self {
        Self { all: Mutex::new(Bounded::new(PENDING_MAX)) }
    }
}

impl AllPending {
    pub(super) fn put(&self, state: &str, pending: Pending) {
        let digest = secret::digest(state).expect("a secret has a digest");
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.put(&digest, pending.began_at, pending);
    }

    /// Takes one out, for good: whoever comes a second time finds nothing.
    ///
    /// # Errors
    /// [`Problem::Malformed`] when there is none, it is over, or another browser began it.
    pub(super) fn take(
        &self,
        state: &str,
        browser: Option<&str>,
        now: Timestamp,
    ) -> Result<Pending, Problem> {
        let refused = || {
            Problem::Malformed(format!(
                "this login did not begin in this browser, took too long, or is done already: begin again at {}",
                super::LOGIN
            ))
        };
        let digest = secret::digest(state).ok_or_else(refused)?;
        let browser = browser.and_then(secret::digest).ok_or_else(refused)?;
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let is_own = all.get(&digest).is_some_and(|pending| pending.browser == browser);
        // Another browser that got hold of the address spends nothing.
        let pending = if is_own { all.remove(&digest) } else { None };
        pending.filter(|pending| now - pending.began_at <= PENDING_LASTS).ok_or_else(refused)
    }
}
