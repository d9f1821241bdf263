//! One call, by its identity or its linkedid: from the engine as long as it has it, else from the store.

use callcenter_core::{CallRecord, LegRecord, Span, Timestamp};
use callcenter_store::{
    CALLS, CallRow, Condition, LEGS, LegRow, Reading, Select, Store, StoreError, decode_record, rows,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::Whose;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::shown::Instant;

/// How far the time in a linkedid may be from the call's beginning: clocks differ, and calls are found late.
const LINKEDID_WITHIN: Span = Span::from_secs(86_400);

/// How far back a linkedid is looked for that tells no time.
const LINKEDID_BACK: Span = Span::from_secs(7 * 86_400);

/// Bytes of an identity or a linkedid at most.
const ID_BYTES_MAX: usize = 150;

/// A call that was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) record: CallRecord,
    pub(crate) legs: Vec<CallLeg>,
    /// The stream that tells of it.
    pub(crate) stream: i64,
    /// The stream in which it was concluded first: what was added to the call is kept with that one.
    pub(crate) first: i64,
    /// Number of the entry by which it closed; absent: it lives.
    pub(crate) closed: Option<i64>,
}

/// A channel of a call.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CallLeg {
    /// Its unique id.
    pub(crate) leg: String,
    /// Its name.
    pub(crate) channel: String,
    /// The name less technology and number: its phone or trunk.
    pub(crate) endpoint: String,
    /// The number first presented.
    pub(crate) number: Option<String>,
    /// The name first presented.
    pub(crate) name: Option<String>,
    /// When it began.
    pub(crate) started_at: Option<Instant>,
    /// When it was answered.
    pub(crate) answered_at: Option<Instant>,
    /// When it ended.
    pub(crate) ended_at: Option<Instant>,
    /// Q.850 cause.
    pub(crate) cause: Option<i64>,
    /// How its end is known: `reported`, `lost_while_away`, `switch_restarted`; absent: it lives.
    pub(crate) ended_how: Option<String>,
}

/// Finds a call that somebody may see.
///
/// # Errors
/// [`Problem::Unknown`] when there is none, or none of his; what the database says.
pub(crate) async fn find(
    desk: &dyn Desk,
    store: &dyn Store,
    reading: &Reading,
    id: &str,
    whose: &Whose,
    now: Timestamp,
) -> Result<Found, Problem> {
    let unknown = || Problem::Unknown { what: "call", id: id.chars().take(ID_BYTES_MAX).collect() };
    if id.len() > ID_BYTES_MAX || id.contains('\0') {
        return Err(unknown());
    }
    let found = match living(desk, id) {
        Some(found) => found,
        None => {
            let found = kept(store, reading, id, now).await?.ok_or_else(unknown)?;
            is_as_it_was(desk, &found)?;
            found
        }
    };
    let may_see = match whose {
        Whose::Everybody => true,
        Whose::Own(own) => took_part(&found.record, own),
        Whose::Nobody => false,
    };
    if may_see { Ok(found) } else { Err(unknown()) }
}

/// A call that the engine has: it lives, or is over and not forgotten yet. What the books have of it may be older.
fn living(desk: &dyn Desk, id: &str) -> Option<Found> {
    let stream = desk.stream().number();
    desk.read(|moment| {
        let call = moment.state.find_call(id)?;
        let record = moment.state.record(call)?;
        let legs = moment.state.legs_of(call).into_iter().map(CallLeg::from).collect();
        Some(Found { record, legs, stream, first: stream, closed: None })
    })
}

/// A call that the store has.
async fn kept(
    store: &dyn Store,
    reading: &Reading,
    id: &str,
    now: Timestamp,
) -> Result<Option<Found>, StoreError> {
    if reading.is_empty() {
        return Ok(None);
    }
    let all = || Select::from(CALLS).only(reading.at("started_at"));
    let by_identity = all().only(Condition::Is("call_id", id.into())).limit(1);
    let mut found: Vec<CallRow> = rows(store, &by_identity).await?;
    if found.is_empty() {
        let (from, until) = around(id, now);
        let by_linkedid = all()
            .only(Condition::AtLeast("started_at", from.into()))
            .only(Condition::AtMost("started_at", until.into()))
            .only(Condition::Is("linkedid", id.into()))
            .latest_first("started_at")
            .limit(1);
        found = rows(store, &by_linkedid).await?;
    }
    let Some(row) = found.pop() else { return Ok(None) };
    let legs = Select::from(LEGS)
        .only(Condition::Is("stream", row.stream.into()))
        .only(Condition::Is("call_id", row.call_id.as_str().into()))
        .by("started_at")
        .by("leg");
    let legs = rows::<LegRow>(store, &legs).await?.into_iter().map(CallLeg::from).collect();
    let closed = (!row.live).then_some(row.seq);
    let first = reading.first_of(row.stream);
    Ok(Some(Found { record: decode_record(&row.record)?, legs, stream: row.stream, first, closed }))
}

/// Refuses what the books have as living while the engine has concluded it: they are behind, and what they say is not so.
fn is_as_it_was(desk: &dyn Desk, found: &Found) -> Result<(), Problem> {
    let is_ours = found.closed.is_none() && found.stream == desk.stream().number();
    let seq = desk.read(|moment| moment.state.seq());
    if is_ours && desk.standing().books.is_some_and(|books| books.committed_seq < seq) {
        return Err(Problem::Unavailable(
            "the call is over, and the database is behind: ask again in a moment".to_owned(),
        ));
    }
    Ok(())
}

/// When a call of this linkedid began, about: linkedids have the second in which their channel began, and a number.
fn around(linkedid: &str, now: Timestamp) -> (Timestamp, Timestamp) {
    let second = linkedid.rsplit('-').next().and_then(|own| own.split_once('.')).map(|(second, _)| second);
    match second.and_then(|second| second.parse::<u32>().ok()) {
        Some(second) => {
            let at = Timestamp::from_secs(second.into());
            (at - LINKEDID_WITHIN, at + LINKEDID_WITHIN)
        }
        None => (now - LINKEDID_BACK, now + LINKEDID_WITHIN),
    }
}

/// Whether an endpoint took part in a call: made or received it, talked in it, was rung for it, or gave it on.
pub(crate) fn took_part(record: &CallRecord, endpoint: &str) -> bool {
    let is = |name: &Option<callcenter_core::Text>| name.as_deref() == Some(endpoint);
    is(&record.caller)
        || is(&record.dialed)
        || is(&record.answered_by)
        || record.segments.iter().any(|segment| is(&segment.with))
        || record.agents_rung.iter().any(|rung| rung.agent == endpoint)
        || record.transfers.iter().any(|transfer| is(&transfer.by))
}

impl From<LegRecord> for CallLeg {
    fn from(leg: LegRecord) -> Self {
        Self {
            leg: leg.leg.as_str().to_owned(),
            channel: leg.channel.into(),
            endpoint: leg.endpoint.into(),
            number: filled(leg.number.as_str()),
            name: filled(leg.name.as_str()),
            started_at: leg.started_at.map(Into::into),
            answered_at: leg.up_at.map(Into::into),
            ended_at: leg.ended_at.map(Into::into),
            cause: leg.cause.map(Into::into),
            ended_how: leg.how.map(|how| {
                match how {
                    callcenter_core::fact::Ended::Reported => "reported",
                    callcenter_core::fact::Ended::LostWhileAway => "lost_while_away",
                    callcenter_core::fact::Ended::SwitchRestarted => "switch_restarted",
                }
                .to_owned()
            }),
        }
    }
}

impl From<LegRow> for CallLeg {
    fn from(row: LegRow) -> Self {
        Self {
            number: filled(&row.number),
            name: filled(&row.name),
            leg: row.leg,
            channel: row.channel,
            endpoint: row.endpoint,
            started_at: row.started_at.map(Into::into),
            answered_at: row.up_at.map(Into::into),
            ended_at: row.ended_at.map(Into::into),
            cause: row.cause.map(Into::into),
            ended_how: row.ended_how,
        }
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linkedid_tells_about_when_its_call_began() {
        let now = Timestamp::from_secs(1_795_334_400);
        let at = Timestamp::from_secs(1_700_000_000);
        let near = (at - LINKEDID_WITHIN, at + LINKEDID_WITHIN);
        assert_eq!(around("1700000000.17", now), near);
        assert_eq!(around("pbx-1-1700000000.17", now), near);
        assert_eq!(around("click-to-call", now).0, now - LINKEDID_BACK);
    }
}
