//! Our records against those that CDR or CEL give, call by call.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::record::{Part, Status};
use callcenter_core::{CallRecord, Span, Text, Timestamp};
use serde::Serialize;

use super::causes::Known;
use super::compare::apart;
use super::differ::{Difference, What};
use super::ours::Ours;
use crate::words::word;

/// How much two accounts of a moment or a length may differ where both are fine.
const TOLERANCE: Span = Span::from_millis(400);

/// The same where one has whole seconds.
const WHOLE_TOLERANCE: Span = Span::from_millis(1_100);

/// What a comparison of records found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedRecords {
    /// Calls that both have.
    pub calls: u64,
    /// Calls of theirs outside the time that we cover.
    pub outside_theirs: u64,
    /// Calls of ours outside the time that they cover.
    pub outside_ours: u64,
    /// Every difference, the unexplained ones first.
    pub differences: Vec<Difference>,
}

impl ComparedRecords {
    /// Differences without a known cause.
    pub fn unexplained(&self) -> usize {
        self.differences.iter().filter(|difference| difference.cause.is_none()).count()
    }
}

/// Compares what both tell of a call: that it was, when it began, whether somebody answered, who, and how long they talked.
/// What they do not tell is not compared.
pub fn reconcile_records(ours: &Ours, theirs: &[CallRecord]) -> ComparedRecords {
    let mut found = ComparedRecords { calls: 0, outside_theirs: 0, outside_ours: 0, differences: Vec::new() };
    let index: BTreeMap<&str, &CallRecord> =
        theirs.iter().rev().map(|call| (call.linkedid.as_str(), call)).collect();
    let known: BTreeSet<&str> = ours
        .calls
        .iter()
        .flat_map(|call| std::iter::once(&call.linkedid).chain(&call.aliases))
        .map(Text::as_str)
        .chain(ours.calls.iter().flat_map(|call| call.channels.values().map(|leg| leg.as_str())))
        .collect();
    let (first, last) = (
        theirs.iter().filter_map(|call| call.started_at).min(),
        theirs.iter().filter_map(|call| call.ended_at.or(call.started_at)).max(),
    );
    for call in &ours.calls {
        match index.get(call.linkedid.as_str()) {
            Some(other) => {
                found.calls += 1;
                compare(call, other, &mut found.differences);
            }
            None if call.status.is_live() || !within(call.started_at, first, last) => found.outside_ours += 1,
            None => found.differences.push(difference(
                call,
                What::OnlyOurs,
                word(call.status),
                "no such call".to_owned(),
                why_alone(call),
            )),
        }
    }
    for call in theirs.iter().filter(|call| !known.contains(call.linkedid.as_str())) {
        if !within(call.started_at, ours.from, ours.until) {
            found.outside_theirs += 1;
            continue;
        }
        let at = call.started_at.unwrap_or_default();
        let away = ours.gaps.iter().any(|&(from, until)| {
            from <= call.ended_at.unwrap_or(at) && until.is_none_or(|until| at <= until)
        });
        let cause = away.then_some(Known::NotObserved);
        found.differences.push(difference(
            call,
            What::OnlyTheirs,
            "no such call".to_owned(),
            word(call.status),
            cause,
        ));
    }
    found.differences.sort_by(|one, two| (one.cause, one.at, &one.call).cmp(&(two.cause, two.at, &two.call)));
    found
}

fn within(at: Option<Timestamp>, from: Option<Timestamp>, until: Option<Timestamp>) -> bool {
    let slack = Span::from_secs(1);
    at.is_some_and(|at| {
        from.is_some_and(|from| at + slack >= from) && until.is_some_and(|until| at <= until + slack)
    })
}

fn compare(ours: &CallRecord, theirs: &CallRecord, out: &mut Vec<Difference>) {
    let whole =
        [theirs.started_at, theirs.ended_at].into_iter().flatten().all(|at| at.as_micros() % 1_000_000 == 0);
    let tolerance = if whole { WHOLE_TOLERANCE } else { TOLERANCE };
    let mut differs = |what: What, one: String, two: String| {
        out.push(difference(ours, what, one, two, why(what, ours)));
    };
    if let (Some(one), Some(two)) = (ours.started_at, theirs.started_at)
        && one.since(two) + two.since(one) > tolerance
    {
        differs(What::Start, one.to_string(), two.to_string());
    }
    let answered = |call: &CallRecord| call.status == Status::Answered;
    if !ours.status.is_live() && answered(ours) != answered(theirs) {
        differs(What::Result, word(ours.status), word(theirs.status));
    }
    if let (Some(one), Some(two)) = (&ours.answered_by, &theirs.answered_by)
        && one != two
    {
        differs(What::Agent, one.to_string(), two.to_string());
    }
    if let (Some(one), Some(two)) = (ours.talk_s, theirs.talk_s)
        && answered(ours)
        && answered(theirs)
        && apart(one, two) > tolerance
    {
        differs(What::Talk, format!("{one} s"), format!("{two} s"));
    }
}

/// Why a call of ours has no record there.
fn why_alone(call: &CallRecord) -> Option<Known> {
    if call.observed.part != Part::Whole {
        return Some(Known::NotObserved);
    }
    let serves = call.consult
        || matches!(call.status, Status::ParkingRetrieve | Status::Supervision | Status::Conference);
    let internal = call.channels.keys().any(|name| name.starts_with("Local/"));
    (serves || internal || !call.aliases.is_empty()).then_some(Known::PartOfAnother)
}

fn why(what: What, call: &CallRecord) -> Option<Known> {
    if call.observed.part != Part::Whole || call.observed.from.is_some() {
        return Some(Known::NotObserved);
    }
    if call.picked_up && what == What::Agent {
        return Some(Known::PickedUp);
    }
    if !call.forwarded.is_empty() && what == What::Agent {
        return Some(Known::Forwarded);
    }
    let moved = !call.transfers.is_empty() || !call.parked.is_empty() || call.conference.is_some();
    if moved && what == What::Talk {
        return Some(Known::Transferred);
    }
    let missed = call
        .ring_attempts
        .iter()
        .filter(|attempt| attempt.result == Some(callcenter_core::record::RingResult::Answered))
        .count();
    if missed > call.segments.len() && what == What::Agent {
        return Some(Known::Dumped);
    }
    // Whoever is called first, and only then connected: his own answer is booked as the call's.
    (call.direction == callcenter_core::record::Direction::Outbound && what == What::Talk)
        .then_some(Known::Originated)
}

fn difference(
    call: &CallRecord,
    what: What,
    ours: String,
    theirs: String,
    cause: Option<Known>,
) -> Difference {
    Difference {
        call: call.linkedid.clone(),
        queue: Text::default(),
        at: call.started_at,
        what,
        ours,
        theirs,
        cause,
    }
}
