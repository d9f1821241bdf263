//! What other systems do not send: times, variables, steps of the dialplan. What the rest determines stays right.

mod common;

use callcenter::CallRecord;
use callcenter::core::record::Status;
use common::{Outcome, bytes, messages, run, stories, traces, written};

/// Lists after a lost link tell a call's age in seconds: without times their order is lost.
const SEVERAL_CONNECTIONS: [&str; 6] = ["gap", "cut", "late", "reconnect", "restart", "early"];

fn of_one_connection() -> impl Iterator<Item = (String, Vec<u8>)> {
    let plain = |name: &str| !SEVERAL_CONNECTIONS.iter().any(|part| name.contains(part));
    traces().into_iter().filter(move |(name, _)| plain(name)).map(|(name, folder)| (name, bytes(&folder)))
}

fn without(bytes: &[u8], events: &[&str]) -> Vec<u8> {
    let mut all = messages(bytes);
    all.retain(|(_, frame)| {
        !events.iter().any(|event| frame.starts_with(format!("Event: {event}\r\n").as_bytes()))
    });
    written(&all)
}

fn without_times(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split_inclusive(|&byte| byte == b'\n');
    lines
        .filter(|line| !line.starts_with(b";@ ") && !line.starts_with(b"Timestamp: "))
        .flatten()
        .copied()
        .collect()
}

#[test]
fn a_trace_without_times_tells_the_same_stories() {
    for (name, bytes) in of_one_connection() {
        let (want, got) = (run(&bytes), run(&without_times(&bytes)));
        assert_eq!(stories(&want), stories(&got), "{name}");
        let untimed =
            |call: &CallRecord| call.started_at.is_none() && call.talk_s.is_none() && call.wait_s.is_none();
        assert!(got.calls.iter().all(untimed), "{name}: a time out of nothing");
        assert!(
            got.calls.iter().all(|call| !call.anomalies.is_empty()),
            "{name}: it says that times are missing"
        );
    }
}

fn answered(outcome: &Outcome) -> Vec<String> {
    let story = |call: &CallRecord| {
        let talks: Vec<_> = call.segments.iter().map(|segment| segment.with.clone()).collect();
        let transfers: Vec<_> =
            call.transfers.iter().map(|t| (t.kind, t.by.clone(), t.to.clone(), t.result)).collect();
        format!(
            "{} {:?} {:?} {:?} {:?} {talks:?} {transfers:?} {:?} {} {:?}",
            call.linkedid,
            call.direction,
            call.caller,
            call.dialed,
            call.answered_by,
            call.hold.count,
            call.legs,
            call.hangup.as_ref().map(|hangup| hangup.by.clone()),
        )
    };
    outcome.calls.iter().filter(|call| call.status == Status::Answered).map(story).collect()
}

#[test]
fn answered_calls_need_neither_variables_nor_steps() {
    for (name, bytes) in of_one_connection() {
        let want = answered(&run(&bytes));
        for events in [&["VarSet"][..], &["Newexten"], &["VarSet", "Newexten"]] {
            assert_eq!(want, answered(&run(&without(&bytes, events))), "{name} without {events:?}");
        }
    }
}

#[test]
fn what_only_variables_tell_is_said_to_be_missing() {
    let mut untold = 0;
    for (name, bytes) in of_one_connection() {
        for call in run(&without(&bytes, &["VarSet"])).calls {
            let told =
                matches!(call.status, Status::QueueTimeout | Status::QueueLeftEmpty | Status::QueueWithdrawn);
            assert!(!told, "{name}: {:?} was in none of the bytes", call.status);
            untold += u32::from(call.anomalies.iter().any(|words| words.contains("VarSet")));
        }
    }
    assert!(untold > 0, "no trace has a caller who left a queue by its time");
}
