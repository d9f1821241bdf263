//! Our records of recorded traces against what Asterisk wrote down itself.

mod common;

use std::path::Path;

use callcenter::{Policy, Replay};
use callcenter_store::reconcile::{Compared, Ours, Theirs, reconcile};
use common::{bytes, traces};
use jiff::tz::TimeZone;

fn ours(folder: &Path) -> Ours {
    let mut ours = Ours::default();
    let mut replay = Replay::new(Policy::default());
    replay.read(&bytes(folder)[..], |entry| ours.take(&entry)).expect("memory can be read");
    replay.finish(|entry| ours.take(&entry));
    ours.finish(replay.engine().state()).expect("a trace is small")
}

fn theirs(log: &str) -> Theirs {
    let mut theirs = Theirs::new(TimeZone::UTC);
    theirs.read("queue_log", log.as_bytes()).expect("memory can be read");
    theirs.finish()
}

fn told(folder: &Path) -> Option<String> {
    std::fs::read(folder.join("queue_log")).ok().map(|log| String::from_utf8_lossy(&log).into_owned())
}

fn in_words(compared: &Compared) -> String {
    let unexplained = compared.differences.iter().filter(|difference| difference.cause.is_none());
    unexplained
        .map(|d| format!("  {} {} {:?}: ours {}, theirs {}\n", d.call, d.queue, d.what, d.ours, d.theirs))
        .collect()
}

#[test]
fn every_difference_between_our_records_and_queue_log_is_one_that_asterisk_is_known_for() {
    let (mut compared, mut stays, mut wrong) = (0, 0, String::new());
    for (name, folder) in traces() {
        let Some(log) = told(&folder) else { continue };
        let found = reconcile(&ours(&folder), &theirs(&log));
        compared += 1;
        stays += found.stays;
        if found.unexplained() > 0 {
            wrong.push_str(&format!("{name}\n{}", in_words(&found)));
        }
    }
    assert!(wrong.is_empty(), "{compared} traces, {stays} stays:\n{wrong}");
    assert!(compared > 150, "only {compared} traces have a queue_log");
    assert!(stays > 300, "only {stays} stays were compared");
}

/// Whether the link, or our looking, did not cover all of a trace: there only Asterisk's books know everything.
fn is_partly_seen(name: &str) -> bool {
    ["gap", "cut", "late", "reconnect", "restart", "readonly"].iter().any(|part| name.contains(part))
}

/// A queue_log with one line changed; nothing when the change does not apply to that line.
type Mutation = (&'static str, fn(&mut Vec<String>, usize) -> Option<()>);

const MUTATIONS: [Mutation; 8] = [
    ("a line of a call is missing", |log, n| {
        let known = ["ENTERQUEUE", "CONNECT", "ABANDON", "COMPLETE", "EXIT", "RINGNOANSWER", "RINGCANCELED", "|PAUSE|", "WITHDRAW"];
        known.iter().any(|verb| log[n].contains(verb)).then(|| drop(log.remove(n)))
    }),
    ("a wait is longer", |log, n| longer(log, n, &[("CONNECT", 5), ("ABANDON", 7), ("EXITWITHTIMEOUT", 7), ("EXITEMPTY", 7), ("EXITWITHKEY", 8)])),
    ("a talk is longer", |log, n| longer(log, n, &[("COMPLETECALLER", 6), ("COMPLETEAGENT", 6)])),
    ("another agent answered", |log, n| {
        let mut columns: Vec<&str> = log[n].split('|').collect();
        columns.get(4).filter(|verb| **verb == "CONNECT")?;
        columns[3] = "PJSIP/1999";
        log[n] = columns.join("|");
        Some(())
    }),
    ("the other one hung up", |log, n| {
        let other = match log[n].split('|').nth(4)? {
            "COMPLETECALLER" => log[n].replace("COMPLETECALLER", "COMPLETEAGENT"),
            "COMPLETEAGENT" => log[n].replace("COMPLETEAGENT", "COMPLETECALLER"),
            _ => return None,
        };
        log[n] = other;
        Some(())
    }),
    ("an abandon was a time-out", |log, n| {
        log[n].contains("|ABANDON|").then(|| log[n] = log[n].replace("|ABANDON|", "|EXITWITHTIMEOUT|"))
    }),
    ("a call is added", |log, n| {
        let mut columns: Vec<&str> = log[n].split('|').collect();
        columns.get(4).filter(|verb| **verb == "ENTERQUEUE")?;
        columns[1] = "7.7";
        let line = columns.join("|");
        log.insert(n, line);
        Some(())
    }),
    ("another queue", |log, n| {
        let mut columns: Vec<&str> = log[n].split('|').collect();
        columns.get(4).filter(|verb| **verb == "ENTERQUEUE")?;
        columns[2] = "nowhere";
        log[n] = columns.join("|");
        Some(())
    }),
];

fn longer(log: &mut [String], n: usize, places: &[(&str, usize)]) -> Option<()> {
    let mut columns: Vec<String> = log[n].split('|').map(str::to_owned).collect();
    let (_, place) = places.iter().find(|(verb, _)| columns.get(4).is_some_and(|column| column == verb))?;
    let seconds: u64 = columns.get(*place)?.parse().ok()?;
    columns[*place] = (seconds + 5).to_string();
    log[n] = columns.join("|");
    Some(())
}

#[test]
fn whatever_is_changed_in_a_queue_log_is_found_and_unexplained() {
    let (mut tried, mut missed) = (0, Vec::new());
    for (name, folder) in traces().into_iter().filter(|(name, _)| !is_partly_seen(name)) {
        let Some(log) = told(&folder) else { continue };
        let ours = ours(&folder);
        let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
        // The log goes on after the trace, so that what is missing is not what was not yet written.
        lines.push("1795300000|NONE|NONE|NONE|CONFIGRELOAD|".to_owned());
        let from = reconcile(&ours, &theirs(&lines.join("\n"))).from.map_or(0, |from| from.as_micros() / 1_000_000);
        for (what, mutate) in MUTATIONS {
            for n in 0..lines.len() {
                let before_the_trace = lines[n].split('|').next().is_some_and(|at| at.parse().unwrap_or(0) < from);
                // Once a call was given on, the queue's word on who ended it means nothing.
                let unsaid = ["atx", "blind", "park", "forward", "pickup", "ami_hangup"].iter().any(|part| name.contains(part));
                if before_the_trace || unsaid && what == "the other one hung up" {
                    continue;
                }
                let mut changed = lines.clone();
                if mutate(&mut changed, n).is_none() {
                    continue;
                }
                tried += 1;
                if reconcile(&ours, &theirs(&changed.join("\n"))).unexplained() == 0 {
                    missed.push(format!("{name}: {what}: {}", lines[n]));
                }
            }
        }
    }
    assert!(tried > 1_000, "only {tried} changes were tried");
    assert!(missed.is_empty(), "{} of {tried} were not found:\n{}", missed.len(), missed.join("\n"));
}
