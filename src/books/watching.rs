//! What the books and their keeper both know.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use callcenter_core::{Span, Timestamp};
use callcenter_store::StoreError;

use crate::clock::wall_clock;

/// Told from one side to the other, without waiting.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// How far our clock is ahead of the entries' time, in µs.
    ahead: AtomicI64,
    /// Whether the shell is being listened to.
    watching: AtomicBool,
    /// When it last was, by our clock, in µs.
    watched: AtomicI64,
    /// Whether the keeper wants the engine as it stands.
    wants_snapshot: AtomicBool,
    /// Why the keeper ended.
    why: Mutex<Option<StoreError>>,
}

/// As long as it is there, the shell is being listened to.
pub(super) struct Watching<'a>(&'a Shared);

impl Shared {
    pub(super) fn watch(&self) -> Watching<'_> {
        self.watching.store(true, Ordering::Relaxed);
        Watching(self)
    }

    /// What time it is for the entries.
    pub(super) fn tell_time(&self, now: Timestamp) {
        let ahead = wall_clock().as_micros().saturating_sub(now.as_micros());
        self.ahead.store(ahead, Ordering::Relaxed);
    }

    /// Until when the switch was watched, in the entries' time; nothing when it never was.
    pub(super) fn seen(&self) -> Option<Timestamp> {
        let watched = match self.watching.load(Ordering::Relaxed) {
            true => wall_clock(),
            false => Timestamp::from_micros(self.watched.load(Ordering::Relaxed)),
        };
        watched.known().map(|at| at - Span::from_micros(self.ahead.load(Ordering::Relaxed)))
    }

    /// Asks for a snapshot.
    pub(super) fn want_snapshot(&self) {
        self.wants_snapshot.store(true, Ordering::Relaxed);
    }

    /// Whether a snapshot was asked for; asked once.
    pub(super) fn takes_snapshot(&self) -> bool {
        self.wants_snapshot.swap(false, Ordering::Relaxed)
    }

    /// Says why the keeper ends.
    pub(super) fn end(&self, why: StoreError) {
        *self.why.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    /// Why the keeper has ended.
    pub(super) fn why(&self) -> StoreError {
        let why = self.why.lock().unwrap_or_else(PoisonError::into_inner).take();
        why.unwrap_or_else(|| StoreError::Invalid("the books are closed".to_owned()))
    }
}

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        self.0.watched.store(wall_clock().as_micros(), Ordering::Relaxed);
        self.0.watching.store(false, Ordering::Relaxed);
    }
}
