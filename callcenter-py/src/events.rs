//! Following what becomes true.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use callcenter::Entry;
use callcenter::live::Standing;
use pyo3::prelude::*;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, watch};

use crate::errors;
use crate::fact::{Fact, kind};
use crate::wait::{HasRuntime, wait};

/// Facts as they become true: an iterator that ends when nothing came for some time, or the call center is closed.
#[pyclass(frozen, module = "callcenter")]
pub(crate) struct Events {
    owner: Arc<dyn HasRuntime>,
    follow: Mutex<Follow>,
    timeout: Option<Duration>,
    kinds: Option<BTreeSet<String>>,
}

struct Follow {
    receiver: Receiver<Arc<[Entry]>>,
    /// Ends with the call center.
    standing: watch::Receiver<Standing>,
    /// What came and was not given yet.
    waiting: VecDeque<Entry>,
}

/// What comes next.
enum Next {
    Fact(Entry),
    Hole,
}

impl Events {
    pub(crate) fn new(
        owner: Arc<dyn HasRuntime>,
        receiver: Receiver<Arc<[Entry]>>,
        standing: watch::Receiver<Standing>,
        timeout: Option<Duration>,
        kinds: Option<Vec<String>>,
    ) -> Self {
        let follow = Mutex::new(Follow { receiver, standing, waiting: VecDeque::new() });
        Self { owner, follow, timeout, kinds: kinds.map(|kinds| kinds.into_iter().collect()) }
    }

    fn is_wanted(&self, entry: &Entry) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind(&entry.fact)))
    }

    /// The next fact that is wanted. May be dropped while it waits.
    async fn next(&self) -> Result<Next, RecvError> {
        let mut follow = self.follow.lock().await;
        let Follow { receiver, standing, waiting } = &mut *follow;
        loop {
            while let Some(entry) = waiting.pop_front() {
                if self.is_wanted(&entry) {
                    return Ok(Next::Fact(entry));
                }
            }
            tokio::select! {
                biased;
                entries = receiver.recv() => {
                    let entries = entries?;
                    // So a change of the leader is told where it leaves a hole.
                    if entries.is_empty() {
                        return Ok(Next::Hole);
                    }
                    waiting.extend(entries.iter().cloned());
                }
                // It ends by an error only: with the call center.
                _ = standing.wait_for(|_| false) => return Err(RecvError::Closed),
            }
        }
    }
}

#[pymethods]
impl Events {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Fact>> {
        match wait(py, self.owner.runtime(), self.next(), self.timeout)? {
            Some(Ok(Next::Fact(entry))) => Ok(Some(Fact::from(entry))),
            Some(Ok(Next::Hole)) => Err(errors::hole()),
            Some(Err(RecvError::Lagged(batches))) => Err(errors::lagged(batches)),
            Some(Err(RecvError::Closed)) | None => Ok(None),
        }
    }
}
