//! Calls that have nothing to do with each other do not change each other, however their reports are mixed.

mod common;

use std::collections::BTreeSet;

use callcenter::Fact;
use callcenter::core::LegKey;
use common::{Outcome, bytes, messages, run, stories, traces, written};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

type Messages = Vec<(Option<i64>, Vec<u8>)>;

/// A trace's reports about calls, from its own beginning on: no lists and no greetings, for the two traces share one
/// connection now.
fn reports(bytes: &[u8]) -> Messages {
    let mut reports: Messages = messages(bytes)
        .into_iter()
        .filter(|(time, frame)| {
            let answer = frame.windows(11).any(|window| window == b"\r\nActionID:");
            let own = [&b"Event: FullyBooted"[..], b"Event: Queue", b"Event: Shutdown"];
            let members = frame.starts_with(b"Event: QueueMember");
            time.is_some()
                && frame.starts_with(b"Event:")
                && !answer
                && !members
                && (!own.iter().any(|name| frame.starts_with(name))
                    || frame.starts_with(b"Event: QueueCaller"))
        })
        .collect();
    let start = reports.first().and_then(|(time, _)| *time).unwrap_or(0);
    for (time, _) in &mut reports {
        *time = time.map(|time| 1_700_000_000_000_000 + time - start);
    }
    reports
}

fn legs(outcome: &Outcome) -> BTreeSet<LegKey> {
    let started = outcome.entries.iter().filter_map(|entry| match &entry.fact {
        Fact::LegStarted(leg) => Some(leg.leg.clone()),
        _ => None,
    });
    started.collect()
}

/// Both in one stream, by their times, the second later by `delay` µs.
fn mixed(one: &Messages, other: &Messages, delay: i64) -> Messages {
    let late = other.iter().map(|(time, frame)| (time.map(|time| time + delay), frame.clone()));
    let mut all: Messages = one.iter().cloned().chain(late).collect();
    all.sort_by_key(|(time, _)| *time);
    all
}

#[test]
fn independent_calls_in_any_interleaving_stay_what_they_are() {
    let plain: Vec<(String, Messages)> = traces()
        .into_iter()
        .filter(|(name, _)| {
            let several_connections = ["gap", "cut", "late", "reconnect", "restart", "busy_hour"];
            name.starts_with("22") && !several_connections.iter().any(|part| name.contains(part))
        })
        .map(|(name, folder)| (name, reports(&bytes(&folder))))
        .collect();
    let count = plain.len();
    assert!(count > 80, "only {count} traces");
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&(0..count, 0..count, 0_i64..5_000_000), |(a, b, delay)| {
            let ((name_a, one), (name_b, other)) = (&plain[a], &plain[b]);
            let (alone_a, alone_b) = (run(&written(one)), run(&written(other)));
            // Two recordings may have used the same ids; one switch never does.
            prop_assume!(legs(&alone_a).is_disjoint(&legs(&alone_b)));
            let mut want = stories(&alone_a);
            want.extend(stories(&alone_b));
            want.sort();
            let got = stories(&run(&written(&mixed(one, other, delay))));
            prop_assert_eq!(want, got, "{} and {}", name_a, name_b);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}
