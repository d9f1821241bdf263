//! Waiting for something outside of the interpreter.

use std::future::Future;
use std::time::Duration;

use pyo3::prelude::*;
use tokio::runtime::{Builder, Runtime};
use tokio::time::{Instant, timeout};

/// How long a wait lasts before the interpreter is asked whether somebody pressed Ctrl-C.
const SLICE: Duration = Duration::from_millis(100);

/// Threads of a runtime: one works on the link and the engine, and one on the database.
const THREADS: usize = 2;

/// Somebody on whose runtime one can wait.
pub(crate) trait HasRuntime: Send + Sync {
    fn runtime(&self) -> &Runtime;
}

/// A runtime that ends with its owner, without waiting for anything: who lets the last of it go may hold the interpreter,
/// for which a thread of it may wait.
pub(crate) struct Own(Option<Runtime>);

impl Own {
    pub(crate) fn new() -> PyResult<Self> {
        let mut builder = Builder::new_multi_thread();
        Ok(Self(Some(builder.worker_threads(THREADS).thread_name("callcenter").enable_all().build()?)))
    }
}

impl HasRuntime for Own {
    fn runtime(&self) -> &Runtime {
        self.0.as_ref().expect("it is taken by Drop alone")
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Waits without holding the interpreter; nothing when it takes longer than `limit`.
///
/// # Errors
/// What a signal handler of Python's raises meanwhile, `KeyboardInterrupt` as a rule.
pub(crate) fn wait<F>(
    py: Python<'_>,
    runtime: &Runtime,
    future: F,
    limit: Option<Duration>,
) -> PyResult<Option<F::Output>>
where
    F: Future + Send,
    F::Output: Send,
{
    let mut future = Box::pin(future);
    let until = limit.and_then(|limit| Instant::now().checked_add(limit));
    loop {
        let left = until.map_or(SLICE, |until| until.saturating_duration_since(Instant::now()).min(SLICE));
        let done = py.detach(|| runtime.block_on(async { timeout(left, future.as_mut()).await.ok() }));
        if done.is_some() {
            return Ok(done);
        }
        py.check_signals()?;
        if until.is_some_and(|until| Instant::now() >= until) {
            return Ok(None);
        }
    }
}

/// A duration from seconds; nothing for one that has no end.
///
/// # Errors
/// `ConfigError` for what is no duration.
pub(crate) fn limit(seconds: Option<f64>) -> PyResult<Option<Duration>> {
    match seconds {
        None => Ok(None),
        Some(seconds) if seconds == f64::INFINITY => Ok(None),
        Some(seconds) => Duration::try_from_secs_f64(seconds)
            .map(Some)
            .map_err(|_| crate::errors::config(format!("{seconds} is no time to wait, in seconds"))),
    }
}
