//! History concluded anew, by how it is set up now.

use std::sync::Arc;

use callcenter_core::Policy;
use callcenter_http::clock::Utc;
use callcenter_http::desk::{Progress, Reconcluded};
use callcenter_store::{ARCHIVE, Condition, Select, Store, StoreError, StreamId, stream};

use crate::archive::{Gap, Keep, reconclude};

/// Reads the archive of a live stream again. When that is done, the later reading answers in place of the first one, as far
/// as it reaches; until then, and when it is broken off, nothing is changed.
pub(super) async fn conclude(
    store: &Arc<dyn Store>,
    id: &StreamId,
    policy: &Policy,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Reconcluded, StoreError> {
    let nothing = || StoreError::Invalid(format!("nothing of {id} is kept yet"));
    let row = stream(&**store, id).await?.ok_or_else(nothing)?;
    let pieces = Select::from(ARCHIVE).only(Condition::Is("stream", row.id.into()));
    let total = Some(store.count(&pieces).await?);
    let mut done = 0;
    progress(Progress { done, total });
    let tell = |_| {
        done += 1;
        progress(Progress { done, total });
    };
    let found = reconclude(store, &row, None, Some(policy), Keep::InForce, tell, |_| ()).await?;
    Ok(Reconcluded {
        calls: found.calls,
        changes: found.changes,
        beyond: found.beyond,
        gaps: found.gaps.iter().map(words).collect(),
        kept: found.kept.map(|kept| kept.source.to_string()),
        from: found.answers.map(|(from, _)| Utc(from)),
        until: found.answers.map(|(_, until)| Utc(until)),
    })
}

fn words(gap: &Gap) -> String {
    match gap {
        Gap::Pieces { missing: (first, last), between: (from, until) } => {
            format!("pieces {first} to {last} of the archive are missing, from {from} to {until}")
        }
        Gap::Beginning { at } => {
            format!("the archive begins {at} without telling how the switch stood then")
        }
    }
}
