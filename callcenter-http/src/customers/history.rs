//! What was with a caller before.

use std::collections::BTreeSet;

use callcenter_core::Timestamp;
use callcenter_store::{
    CALL_DISPOSITIONS, CALL_NOTES, CALLS, CallDispositionRow, CallNoteRow, CallRow, Condition, Reading,
    Select, Store, Value, rows,
};
use serde::Serialize;

use super::number::Numbers;
use crate::calls::told;
use crate::clock::Utc;
use crate::problem::Problem;
use crate::recordings::RULE;

/// Calls that a card shows.
pub const CALLS_SHOWN: usize = 10;

/// Notes that a card shows.
pub const NOTES_SHOWN: usize = 10;

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

/// What somebody noted about a call with the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct NoteBefore {
    /// The call.
    pub call_id: String,
    /// When.
    pub at: Utc,
    /// Who, by login.
    pub by: String,
    /// The agent that was; absent: somebody who is none.
    pub agent: Option<String>,
    /// What the call was about, where the note was made with it.
    pub disposition: Option<String>,
    /// The note; empty: there is nothing but the disposition.
    pub text: String,
}

/// What was before.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// The last calls, the latest first; one that lives is none of before.
    pub(super) calls: Vec<CallBefore>,
    /// What was noted about them, the latest first; also about one that lives, which another agent may have had.
    pub(super) notes: Vec<NoteBefore>,
}

/// What was with any of these numbers.
pub(super) async fn before(
    store: &dyn Store,
    rules: &Numbers,
    numbers: &[String],
) -> Result<Before, Problem> {
    let spellings: BTreeSet<String> = numbers.iter().flat_map(|number| rules.spellings(number)).collect();
    let spellings: Vec<Value> = spellings.into_iter().take(SPELLINGS_MAX).map(Value::from).collect();
    if spellings.is_empty() {
        return Ok(Before::default());
    }
    let mut found: Vec<CallRow> = Vec::new();
    let reading = told(store).await?;
    if reading.is_empty() {
        return Ok(Before::default());
    }
    // Each has an index of its own.
    for column in ["caller", "dialed"] {
        let select = Select::from(CALLS)
            .only(Condition::In(column, spellings.clone()))
            .only(reading.at("started_at"))
            .latest_first("started_at")
            .limit(CALLS_SHOWN as u64 * 2);
        found.extend(rows::<CallRow>(store, &select).await?);
    }
    // A call that was imported as well is one.
    found.sort_by(|one, other| (other.started_at, &one.call_id).cmp(&(one.started_at, &other.call_id)));
    found.dedup_by(|one, other| one.call_id == other.call_id);
    let notes = notes(store, &reading, &found).await?;
    let over = found.into_iter().filter(|row| !row.live);
    Ok(Before { calls: over.take(CALLS_SHOWN).map(CallBefore::from).collect(), notes })
}

/// What was noted about calls, the latest first.
async fn notes(store: &dyn Store, reading: &Reading, calls: &[CallRow]) -> Result<Vec<NoteBefore>, Problem> {
    if calls.is_empty() {
        return Ok(Vec::new());
    }
    // A note is kept with the stream that told of the call first, whichever answers for it now.
    let streams: Vec<Value> = reading.first_ids().into_iter().map(Value::Int).collect();
    let ids: Vec<Value> = calls.iter().map(|row| row.call_id.as_str().into()).collect();
    let of = |table| {
        Select::from(table)
            .only(Condition::In("stream", streams.clone()))
            .only(Condition::In("call_id", ids.clone()))
            .latest_first("at")
            .limit(NOTES_SHOWN as u64)
    };
    let noted = of(CALL_NOTES)
        .only(Condition::IsNot("text", "".into()))
        .only(Condition::IsNot("by_login", RULE.into()));
    let noted = rows::<CallNoteRow>(store, &noted).await?.into_iter().map(NoteBefore::from);
    let said = rows::<CallDispositionRow>(store, &of(CALL_DISPOSITIONS)).await?;
    let mut notes: Vec<_> = noted.chain(said.into_iter().map(NoteBefore::from)).collect();
    notes.sort_by(|one, other| (other.at, &one.call_id).cmp(&(one.at, &other.call_id)));
    notes.truncate(NOTES_SHOWN);
    Ok(notes)
}

impl From<CallNoteRow> for NoteBefore {
    fn from(row: CallNoteRow) -> Self {
        Self {
            call_id: row.call_id,
            at: Utc(row.at),
            by: row.by_login,
            agent: row.agent,
            disposition: None,
            text: row.text,
        }
    }
}

impl From<CallDispositionRow> for NoteBefore {
    fn from(row: CallDispositionRow) -> Self {
        Self {
            call_id: row.call_id,
            at: Utc(row.at),
            by: row.by_login,
            agent: Some(row.agent).filter(|agent| !agent.starts_with("user:")),
            disposition: Some(row.code),
            text: row.note,
        }
    }
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
