//! What was with a caller before.

use std::collections::BTreeSet;

use callcenter_core::Timestamp;
use callcenter_store::{CALLS, CallRow, Condition, Select, Store, Value, rows};
use serde::Serialize;

use super::number::Numbers;
use crate::clock::Utc;
use crate::problem::Problem;

/// Calls that a card shows.
pub const CALLS_SHOWN: usize = 10;

/// Spellings that one history is looked for by; a customer's further numbers are left out.
const SPELLINGS_MAX: usize = 200;

/// A call of before.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct CallBefore {
    /// The call.
    pub call_id: String,
    /// When it began.
    pub started_at: Option<Utc>,
    /// `inbound`, `outbound`, `internal`.
    pub direction: String,
    /// How it ended.
    pub status: String,
    /// The number first presented.
    pub caller: Option<String>,
    /// The number first dialled.
    pub dialed: Option<String>,
    /// The queue that it went into first.
    pub queue: Option<String>,
    /// Who answered first.
    pub answered_by: Option<String>,
    /// The wait in the first queue, in s.
    pub wait_s: Option<f64>,
    /// The conversation, in s.
    pub talk_s: Option<f64>,
}

/// The last calls with any of these numbers, the latest first; one that lives is none of before.
pub(super) async fn calls(
    store: &dyn Store,
    rules: &Numbers,
    numbers: &[String],
) -> Result<Vec<CallBefore>, Problem> {
    let spellings: BTreeSet<String> = numbers.iter().flat_map(|number| rules.spellings(number)).collect();
    let spellings: Vec<Value> = spellings.into_iter().take(SPELLINGS_MAX).map(Value::from).collect();
    if spellings.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: Vec<CallRow> = Vec::new();
    // Each has an index of its own.
    for column in ["caller", "dialed"] {
        let select = Select::from(CALLS)
            .only(Condition::In(column, spellings.clone()))
            .only(Condition::Is("live", false.into()))
            .latest_first("started_at")
            .limit(CALLS_SHOWN as u64 * 2);
        found.extend(rows::<CallRow>(store, &select).await?);
    }
    // A call that was imported as well, or read again, is one.
    found.sort_by(|one, other| (other.started_at, &one.call_id).cmp(&(one.started_at, &other.call_id)));
    found.dedup_by(|one, other| one.call_id == other.call_id);
    Ok(found.into_iter().take(CALLS_SHOWN).map(CallBefore::from).collect())
}

impl From<CallRow> for CallBefore {
    fn from(row: CallRow) -> Self {
        let seconds = |span: callcenter_core::Span| span.as_micros() as f64 / 1e6;
        Self {
            call_id: row.call_id,
            started_at: row.started_at.filter(|at| *at != Timestamp::UNKNOWN).map(Utc),
            direction: row.direction,
            status: row.status,
            caller: row.caller,
            dialed: row.dialed,
            queue: row.queue,
            answered_by: row.answered_by,
            wait_s: row.wait.map(seconds),
            talk_s: row.talk.map(seconds),
        }
    }
}
