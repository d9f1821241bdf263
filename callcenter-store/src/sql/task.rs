//! A write that was begun is made, or refused, to its end.

use std::future::Future;

use crate::error::StoreError;

/// Does a work to its end in a task of its own, also when whoever asked for it stops waiting.
pub(crate) async fn to_its_end(
    work: impl Future<Output = Result<(), StoreError>> + Send + 'static,
) -> Result<(), StoreError> {
    tokio::spawn(work)
        .await
        .unwrap_or_else(|error| Err(StoreError::Unavailable(format!("the write was broken off: {error}"))))
}
