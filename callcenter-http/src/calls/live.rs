//! Calls that live, rendered once for everybody who may see them all.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use callcenter_core::view;
use serde::Serialize;

use crate::desk::Desk;
use crate::shown::{Instant, LiveCall};

/// Calls that live.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = LiveCalls)]
pub(crate) struct Live {
    /// Which start of the engine this is: numbers of another one mean nothing here.
    pub(crate) epoch: u64,
    /// Number of the last entry that is in it.
    pub(crate) seq: u64,
    /// When that became true, by the switch's clock.
    pub(crate) as_of: Option<Instant>,
    /// Whether the switch is followed without a gap; else this is what was last known.
    pub(crate) current: bool,
    /// The calls, in order of their beginning.
    pub(crate) items: Vec<LiveCall>,
}

/// The rendering of the last entry's state.
#[derive(Debug, Default)]
pub(crate) struct LiveCalls {
    last: Mutex<Option<((u64, u64), Bytes)>>,
}

impl LiveCalls {
    /// All calls as JSON: one rendering for each entry's number, however many ask.
    pub(crate) fn all(&self, desk: &dyn Desk) -> Bytes {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (desk.epoch(), desk.read(|moment| moment.state.seq()));
        match &*last {
            Some((rendered, bytes)) if *rendered == place => bytes.clone(),
            _ => {
                let live = Self::of(desk, |_| true);
                let bytes = Bytes::from(serde_json::to_vec(&live).expect("rows in memory always serialise"));
                *last = Some(((live.epoch, live.seq), bytes.clone()));
                bytes
            }
        }
    }

    /// Those calls that somebody may see.
    pub(crate) fn of(desk: &dyn Desk, is_seen: impl Fn(&LiveCall) -> bool) -> Live {
        let epoch = desk.epoch();
        // Rows are made under the lock, texts outside of it.
        let (seq, as_of, current, rows) = desk.read(|moment| {
            let state = moment.state;
            (state.seq(), state.now().known(), state.is_live(), view::calls(state))
        });
        let items = rows.into_iter().map(LiveCall::from).filter(is_seen).collect();
        Live { epoch, seq, as_of: as_of.map(Into::into), current, items }
    }
}

/// Whether somebody's phone is in a call, or rings for it.
pub(crate) fn takes_part(call: &LiveCall, endpoint: &str) -> bool {
    call.caller.as_deref() == Some(endpoint)
        || call.legs.iter().any(|leg| leg.endpoint == endpoint)
        || call.with.iter().any(|with| with == endpoint)
}
