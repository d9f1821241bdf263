//! Figures of recorded traces against Asterisk's own queue_log.

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use callcenter::core::stats::{Merge, QueueFigures, Stats};
use callcenter::core::{Span, Timestamp};
use common::{bytes, run, traces};

/// What both can count: entered, connected, abandoned, timed out, left empty, left by key, withdrawn.
type Counts = [u32; 7];

const VERBS: [&str; 7] =
    ["ENTERQUEUE", "CONNECT", "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY", "WITHDRAW"];

fn by_queue_log(folder: &Path) -> Option<BTreeMap<String, Counts>> {
    let log = std::fs::read_to_string(folder.join("queue_log")).ok()?;
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for line in log.lines() {
        let columns: Vec<&str> = line.split('|').collect();
        let (queue, verb) = (columns[2], columns[4]);
        if let Some(n) = VERBS.iter().position(|known| *known == verb) {
            counts.entry(queue.to_string()).or_default()[n] += 1;
        }
    }
    Some(counts)
}

fn by_us(folder: &Path) -> BTreeMap<String, Counts> {
    let outcome = run(&bytes(folder));
    let mut stats = Stats::default();
    for entry in &outcome.entries {
        stats.apply(entry);
    }
    let mut all = stats.figures().clone();
    all.merge(&stats.live(&outcome.state, outcome.state.now()));
    let counts = all.queues.keys().map(|queue| {
        let q: QueueFigures = all.queue(queue.as_str(), Timestamp::UNKNOWN, Timestamp::from_secs(i64::MAX));
        assert!(q.is_balanced(), "{queue}: {q:?}");
        let counts =
            [q.offered, q.credited, q.abandoned, q.timed_out, q.left_empty, q.exited_by_key, q.withdrawn];
        (queue.to_string(), counts)
    });
    counts.filter(|(_, counts)| *counts != Counts::default()).collect()
}

#[test]
fn every_queues_figures_are_those_of_its_queue_log() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for (name, folder) in traces() {
        // While the link was away, queue_log alone knows what happened.
        let blind =
            ["gap", "cut", "late", "reconnect", "restart", "readonly"].iter().any(|part| name.contains(part));
        let Some(theirs) = by_queue_log(&folder).filter(|_| !blind) else { continue };
        let ours = by_us(&folder);
        compared += 1;
        if ours != theirs {
            wrong.push(format!("{name}\n  {VERBS:?}\n  ours   {ours:?}\n  theirs {theirs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 150, "only {compared} traces have a queue_log");
}

#[test]
fn every_second_of_an_agent_is_in_one_activity() {
    for (name, folder) in traces() {
        let outcome = run(&bytes(&folder));
        let (Some(first), Some(last)) = (outcome.entries.first(), outcome.entries.last()) else { continue };
        let whole = last.at.since(first.at);
        let mut stats = Stats::default();
        outcome.entries.iter().for_each(|entry| stats.apply(entry));
        let mut all = stats.figures().clone();
        all.merge(&stats.live(&outcome.state, last.at));
        for agent in all.agents.keys() {
            let figures = all.agent(agent.as_str(), Timestamp::UNKNOWN, Timestamp::from_secs(i64::MAX));
            let time = figures.time.signed_in();
            assert!(time <= whole, "{name}: {agent} was signed in for {time} of {whole} s");
            let paused: Span = figures.paused.values().fold(Span::ZERO, |sum, pause| sum + pause.time);
            assert_eq!(paused, figures.time.paused, "{name}: {agent}'s pauses by reason are all pauses");
        }
    }
}
