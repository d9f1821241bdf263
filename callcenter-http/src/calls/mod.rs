//! Calls that are over or live, as they are asked for: lists, single calls, what happened in each.

mod detail;
mod find;
mod list;
mod live;
mod story;

pub(crate) use self::detail::{Details, details};
pub(crate) use self::find::{Found, find, took_part};
pub(crate) use self::list::{CallItem, CallsAsked, Whose, list};
pub(crate) use self::live::{Live, LiveCalls, takes_part};

pub(crate) use self::story::first;

use callcenter_store::report::Streams;
use callcenter_store::{Reading, STREAMS, Select, Store, StoreError};

/// The streams that tell of calls, and which of them answers when: none while nothing was ever kept.
pub(crate) async fn told(store: &dyn Store) -> Result<Reading, StoreError> {
    if store.count(&Select::from(STREAMS)).await? == 0 {
        return Ok(Reading::default());
    }
    Streams::Told.read(store).await
}
