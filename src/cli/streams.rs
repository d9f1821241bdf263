//! Which streams of a store a command is about, and how far it has come.

use std::sync::Arc;

use callcenter::store::{Care, Store, StreamRow, streams};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::failure::Failure;
use super::store::{StoreOption, failed};

/// What is said of a store without a stream.
pub(crate) const EMPTY: &str =
    "the store is empty; `callcenter replay FILE --store URL` puts a trace into it";

/// A store and some of its streams.
#[derive(Debug, Args)]
pub(crate) struct StreamOptions {
    #[command(flatten)]
    store: StoreOption,
    /// Only streams whose name (switch/source) has this text in it
    #[arg(long, value_name = "TEXT")]
    stream: Option<String>,
}

/// A stream's name.
pub(crate) fn name(row: &StreamRow) -> String {
    format!("{}/{}", row.switch, row.source)
}

impl StreamOptions {
    /// Opens a store that is there, to change it.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>, Failure> {
        // Only read first: a name that was mistyped makes no new file.
        self.store.open_to_read().await?.close().await;
        callcenter::store::open(self.store.url()?).await.map_err(failed)
    }

    /// The store's address.
    pub(crate) fn url(&self) -> Result<&str, Failure> {
        self.store.url()
    }

    /// Opens a store that is there, to read it.
    pub(crate) async fn open_to_read(&self) -> Result<Arc<dyn Store>, Failure> {
        self.store.open_to_read().await
    }

    /// The streams that are meant: at least one.
    pub(crate) async fn rows(&self, store: &dyn Store) -> Result<Vec<StreamRow>, Failure> {
        let rows = self.found(store).await?;
        if rows.is_empty() { Err(Failure::told(EMPTY)) } else { Ok(rows) }
    }

    /// The streams that are meant; none when the store is empty.
    pub(crate) async fn found(&self, store: &dyn Store) -> Result<Vec<StreamRow>, Failure> {
        let mut rows = streams(store).await.map_err(failed)?;
        if let Some(text) = &self.stream {
            rows.retain(|row| name(row).contains(text));
            if rows.is_empty() {
                return Err(Failure::told(format!(
                    "no stream of the store is named {text}: say less, or nothing"
                )));
            }
        }
        Ok(rows)
    }
}

/// Takes a stream for the time of a command's work.
pub(crate) async fn take(store: &Arc<dyn Store>, row: &StreamRow) -> Result<Care, Failure> {
    let id = row.stream_id().map_err(failed)?;
    Care::take(store.clone(), &id).await.map_err(failed)
}

/// A bar on a terminal over so many of something.
pub(crate) fn bar(total: u64, what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}, {eta} left")
        .expect("the template is right");
    ProgressBar::new(total).with_style(style).with_message(what.to_owned())
}
