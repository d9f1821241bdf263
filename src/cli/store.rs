//! The option that names a store, which several commands share.

use std::sync::Arc;

use callcenter::store::{Store, StoreError};
use clap::Args;

use super::failure::Failure;

/// Where facts, calls and figures are kept.
#[derive(Debug, Args)]
pub(crate) struct StoreOption {
    /// The store: sqlite:FILE, postgres://USER:PASSWORD@HOST/DATABASE or mysql://USER:PASSWORD@HOST/DATABASE
    #[arg(long, value_name = "URL", env = "CALLCENTER_STORE", hide_env_values = true)]
    store: Option<String>,
}

impl StoreOption {
    /// Its address.
    pub(crate) fn url(&self) -> Result<&str, Failure> {
        self.store.as_deref().ok_or_else(|| {
            Failure::told(
                "no store is named: say --store sqlite:calls.db or set CALLCENTER_STORE; \
                 `callcenter replay FILE --store sqlite:calls.db` makes one from a trace",
            )
        })
    }

    /// Opens a store that is there, only to read it: a name that was mistyped makes no new file.
    pub(crate) async fn open_to_read(&self) -> Result<Arc<dyn Store>, Failure> {
        let url = self.url()?;
        let file = url.starts_with("sqlite:") || !url.contains(':');
        let reads_only = !file || url.contains("mode=") || url.contains(":memory:");
        let to_read = match (reads_only, url.contains('?')) {
            (true, _) => url.to_owned(),
            (false, true) => format!("{url}&mode=ro"),
            (false, false) => format!("{url}?mode=ro"),
        };
        match callcenter::store::open(&to_read).await {
            // Its tables are missing or older: whoever made the file was ended before, or is an earlier version.
            Err(StoreError::ReadOnly(_)) if to_read != url => {
                callcenter::store::open(url).await.map_err(failed)
            }
            opened => opened.map_err(failed),
        }
    }
}

/// What went wrong with a store.
#[expect(clippy::needless_pass_by_value, reason = "the error ends here: it fits map_err")]
pub(crate) fn failed(error: StoreError) -> Failure {
    Failure::told(format!("the store: {error}"))
}
