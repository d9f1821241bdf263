//! Tasks that clients depend on: one that fails is told of, and begun again.

use std::future::Future;
use std::sync::Weak;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tracing::{error, info};

use super::Shared;

/// Before a task that failed is begun again.
const PAUSE: Duration = Duration::from_secs(1);

/// What a task is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Duty {
    /// Telling what changed.
    Changes,
    /// Telling today's figures.
    Figures,
}

/// Does it until it is over. Whenever it fails, nobody new is let in, `/readyz` says so, and it is begun again.
pub(super) async fn keep<F>(weak: Weak<Shared>, duty: Duty, mut begin: impl FnMut() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    while let Err(why) = tokio::spawn(begin()).await {
        // A program that ends drops its tasks: nothing failed then.
        let Some(shared) = weak.upgrade().filter(|_| why.is_panic()) else { return };
        error!(?duty, %why, "live clients are told nothing until it works again");
        shared.counts.failures.fetch_add(1, Ordering::Relaxed);
        shared.fails(duty).store(true, Ordering::Release);
        drop(shared);
        tokio::time::sleep(PAUSE).await;
    }
}

impl Shared {
    /// Whether everything does what it is for.
    pub(super) fn works(&self) -> bool {
        [Duty::Changes, Duty::Figures].into_iter().all(|duty| !self.fails(duty).load(Ordering::Acquire))
    }

    /// It was done: whatever failed before works again.
    pub(super) fn done(&self, duty: Duty) {
        if self.fails(duty).swap(false, Ordering::AcqRel) {
            info!(?duty, "live clients are told again");
        }
    }
}
