//! Figures of recorded traces against Asterisk's own queue_log.

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use callcenter::core::record::Direction;
use callcenter::core::stats::{Figures, Merge, QueueFigures, Stats};
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

fn secs_max() -> Timestamp {
    Timestamp::from_secs(i64::MAX)
}

#[test]
fn figures_taken_out_anywhere_add_up_to_the_whole() {
    for (name, folder) in traces() {
        let entries = run(&bytes(&folder)).entries;
        let mut whole = Stats::drained();
        entries.iter().for_each(|entry| whole.apply(entry));
        let whole = whole.drain();
        for batch in [1, 7, 64] {
            let (mut stats, mut sum) = (Stats::default(), Figures::default());
            for chunk in entries.chunks(batch) {
                chunk.iter().for_each(|entry| stats.apply(entry));
                sum.merge(&stats.drain());
            }
            assert!(sum == whole, "{name}: batches of {batch} make other figures");
        }
    }
}

#[test]
fn every_call_of_a_trunk_and_every_try_of_an_extension_is_counted_once() {
    let (mut inbound, mut tries, mut wrong) = (0, 0, Vec::new());
    for (name, folder) in traces() {
        let outcome = run(&bytes(&folder));
        let mut stats = Stats::drained();
        outcome.entries.iter().for_each(|entry| stats.apply(entry));
        let mut all = stats.drain();
        all.merge(&stats.live(&outcome.state, outcome.state.now()));
        let (mut by_trunk, mut by_floor) = ([0, 0], [0, 0]);
        for trunk in all.trunks.keys() {
            let figures = all.trunk(trunk, Timestamp::UNKNOWN, secs_max());
            by_trunk[0] += figures.inbound.calls;
            by_trunk[1] += figures.outbound.calls;
            if trunk.bytes().all(|byte| byte.is_ascii_digit()) {
                wrong.push(format!("{name}: {trunk} is a trunk"));
            }
        }
        for call in outcome.calls.iter().filter(|call| call.started_at.is_some()) {
            let own = |channel: &str| !channel.starts_with("Local/") && !channel.contains("/10");
            if call.channels.keys().any(|channel| own(channel)) {
                by_floor[0] += u32::from(call.direction == Direction::Inbound);
                by_floor[1] += u32::from(call.direction == Direction::Outbound);
            }
        }
        if by_trunk != by_floor {
            wrong.push(format!("{name}: by trunk {by_trunk:?}, of all {by_floor:?}"));
        }
        let (mut by_extension, mut received) = (0, 0);
        for extension in all.extensions.keys() {
            let figures = all.extension(extension, Timestamp::UNKNOWN, secs_max());
            by_extension += figures.attempts.all();
            let calls = figures.received();
            received += calls.calls;
            assert_eq!(
                calls.calls,
                calls.answered + calls.missed + calls.elsewhere + calls.ringing,
                "{name}"
            );
        }
        let placed = || outcome.calls.iter().filter(|call| call.started_at.is_some());
        let counted: usize =
            placed().flat_map(|call| &call.ring_attempts).filter(|attempt| attempt.from.is_some()).count();
        let rung: usize = placed().map(|call| call.agents_rung.len()).sum();
        if (by_extension, received as usize) != (counted as u64, rung) {
            wrong
                .push(format!("{name}: {by_extension} tries and {received} calls, not {counted} and {rung}"));
        }
        inbound += by_trunk[0];
        tries += by_extension;
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(inbound > 200 && tries > 300, "only {inbound} calls and {tries} tries were counted");
}
