//! The rows of a call: all of them follow from its record and its legs.

use callcenter_core::record::CallRecord;
use callcenter_core::{LegRecord, Text};

use super::put;
use crate::journal::codec::encode_record;
use crate::row::{
    AttemptRow, CallRow, HoldRow, LegRow, ParkingRow, RecordingRow, TalkRow, TransferRow, VisitRow,
};
use crate::store::Put;
use crate::words::word;

/// Rows of calls that were closed, until they are written.
#[derive(Debug, Default)]
pub(super) struct Closed {
    calls: Vec<CallRow>,
    legs: Vec<LegRow>,
    talks: Vec<TalkRow>,
    visits: Vec<VisitRow>,
    attempts: Vec<AttemptRow>,
    transfers: Vec<TransferRow>,
    holds: Vec<HoldRow>,
    parkings: Vec<ParkingRow>,
    recordings: Vec<RecordingRow>,
}

/// A call's own row.
pub(crate) fn row(stream: i64, seq: i64, live: bool, record: &CallRecord) -> CallRow {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.as_str().to_owned());
    let hangup = record.hangup.as_ref();
    CallRow {
        stream,
        call_id: record.call_id.clone(),
        seq,
        live,
        switch: record.switch.as_str().to_owned(),
        linkedid: record.linkedid.as_str().to_owned(),
        direction: word(record.direction),
        status: word(record.status),
        caller: text(&record.caller),
        caller_name: text(&record.caller_name),
        dialed: text(&record.dialed),
        queue: record.queue.as_ref().map(|queue| queue.as_str().to_owned()),
        answered_by: text(&record.answered_by),
        started_at: record.started_at,
        queue_entered_at: record.queue_entered_at,
        answered_at: record.answered_at,
        ended_at: record.ended_at,
        wait: record.wait_s,
        ring: record.ring_s,
        talk: record.talk_s,
        hold: record.hold.seconds,
        holds: record.hold.count,
        transfers: count(record.transfers.len()),
        parkings: count(record.parked.len()),
        recordings: count(record.recordings.len()),
        legs: record.legs,
        hangup_by: hangup.map(|hangup| hangup.by.as_str().to_owned()),
        hangup_cause: hangup.and_then(|hangup| hangup.cause).map(u32::from),
        observed: word(record.observed.part),
        record: encode_record(record),
    }
}

impl Closed {
    /// Adds everything about a call that is over.
    pub(super) fn add(&mut self, stream: i64, seq: u64, record: &CallRecord, legs: &[LegRecord]) {
        let id = || record.call_id.clone();
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.as_str().to_owned());
        self.calls.push(row(stream, seq.cast_signed(), false, record));
        self.legs.extend(legs.iter().map(|leg| LegRow {
            stream,
            call_id: id(),
            leg: leg.leg.as_str().to_owned(),
            channel: leg.channel.as_str().to_owned(),
            endpoint: leg.endpoint.as_str().to_owned(),
            number: leg.number.as_str().to_owned(),
            name: leg.name.as_str().to_owned(),
            started_at: leg.started_at,
            up_at: leg.up_at,
            ended_at: leg.ended_at,
            cause: leg.cause.map(u32::from),
            ended_how: leg.how.map(word),
        }));
        self.talks.extend(counted(&record.segments).map(|(n, talk)| TalkRow {
            stream,
            call_id: id(),
            n,
            with_whom: text(&talk.with),
            from_at: talk.from,
            until_at: talk.to,
            talk: talk.seconds,
        }));
        self.visits.extend(counted(&record.visits).map(|(n, visit)| VisitRow {
            stream,
            call_id: id(),
            n,
            queue: visit.queue.as_str().to_owned(),
            entered_at: visit.entered_at,
            left_at: visit.left_at,
            wait: visit.wait_s,
            result: word(visit.result),
        }));
        self.attempts.extend(counted(&record.ring_attempts).map(|(n, attempt)| AttemptRow {
            stream,
            call_id: id(),
            n,
            agent: attempt.agent.as_str().to_owned(),
            from_at: attempt.from,
            until_at: attempt.to,
            result: attempt.result.map(word),
        }));
        self.transfers.extend(counted(&record.transfers).map(|(n, transfer)| TransferRow {
            stream,
            call_id: id(),
            n,
            kind: word(transfer.kind),
            by_whom: text(&transfer.by),
            to_whom: text(&transfer.to),
            at: transfer.at,
            result: transfer.result.map(word),
            consult: transfer.consult_s,
            blonde: transfer.blonde,
            to_queue: transfer.to_queue.as_ref().map(|queue| queue.as_str().to_owned()),
        }));
        self.holds.extend(counted(&record.hold.spans).map(|(n, &(from_at, until_at))| HoldRow {
            stream,
            call_id: id(),
            n,
            from_at,
            until_at,
        }));
        self.parkings.extend(counted(&record.parked).map(|(n, parking)| ParkingRow {
            stream,
            call_id: id(),
            n,
            slot: parking.slot.as_str().to_owned(),
            at: parking.at,
            by_whom: text(&parking.by),
            retrieved_by: text(&parking.retrieved_by),
            retrieved_at: parking.retrieved_at,
            timed_out: parking.timed_out,
            gave_up: parking.gave_up,
        }));
        self.recordings.extend(counted(&record.recordings).map(|(n, file)| RecordingRow {
            stream,
            call_id: id(),
            n,
            file: file.as_str().to_owned(),
            started_at: record.started_at,
        }));
    }

    /// The rows to put, those of live calls with them.
    pub(super) fn puts(&mut self, live: Vec<CallRow>) -> Vec<Put> {
        let Self { mut calls, legs, talks, visits, attempts, transfers, holds, parkings, recordings } =
            std::mem::take(self);
        calls.extend(live);
        let puts = [
            put(calls),
            put(legs),
            put(talks),
            put(visits),
            put(attempts),
            put(transfers),
            put(holds),
            put(parkings),
            put(recordings),
        ];
        puts.into_iter().flatten().collect()
    }
}

/// Counts from 1.
fn counted<T>(items: &[T]) -> impl Iterator<Item = (u32, &T)> {
    (1..).zip(items)
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
