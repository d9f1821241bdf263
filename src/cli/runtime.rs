//! Where a command's waiting is done.

use std::future::Future;

use tokio::runtime::{Builder, Runtime};

use super::failure::Failure;

/// Threads of its own for reading a socket or writing a store, whatever else takes time.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| Failure::told(format!("cannot start: {error}")))
}

/// Runs a command's work.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = runtime()?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done
}
