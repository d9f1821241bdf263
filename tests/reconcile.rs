//! Our records of recorded traces against what Asterisk wrote down itself.

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use callcenter::core::{Span, Timestamp};
use callcenter::{Policy, Replay};
use callcenter_store::import::{Kind, Reading, records};
use callcenter_store::reconcile::{Compared, Ours, Theirs, reconcile, reconcile_records};
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
        let known = [
            "ENTERQUEUE",
            "CONNECT",
            "ABANDON",
            "COMPLETE",
            "EXIT",
            "RINGNOANSWER",
            "RINGCANCELED",
            "|PAUSE|",
            "WITHDRAW",
        ];
        known.iter().any(|verb| log[n].contains(verb)).then(|| drop(log.remove(n)))
    }),
    ("a wait is longer", |log, n| {
        longer(
            log,
            n,
            &[("CONNECT", 5), ("ABANDON", 7), ("EXITWITHTIMEOUT", 7), ("EXITEMPTY", 7), ("EXITWITHKEY", 8)],
        )
    }),
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
        let from =
            reconcile(&ours, &theirs(&lines.join("\n"))).from.map_or(0, |from| from.as_micros() / 1_000_000);
        for (what, mutate) in MUTATIONS {
            for n in 0..lines.len() {
                let before_the_trace =
                    lines[n].split('|').next().is_some_and(|at| at.parse().unwrap_or(0) < from);
                // Once a call was given on, the queue's word on who ended it means nothing.
                let unsaid = ["atx", "blind", "park", "forward", "pickup", "ami_hangup"]
                    .iter()
                    .any(|part| name.contains(part));
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

/// Our records against those of CDR and CEL.
fn of_records(kind: Kind, file: &str) {
    let reading = || Reading {
        policy: Policy::default(),
        zone: TimeZone::UTC,
        members: BTreeMap::new(),
        now: Timestamp::from_secs(1_900_000_000),
        columns: Vec::new(),
    };
    let (mut calls, mut wrong, mut missed, mut tried) = (0, String::new(), Vec::new(), 0);
    for (name, folder) in traces() {
        let Ok(bytes) = std::fs::read(folder.join(file)) else { continue };
        let (theirs, _) =
            records(kind, &reading(), [(file.to_owned(), &bytes[..])], 10_000).expect("memory can be read");
        let ours = ours(&folder);
        let found = reconcile_records(&ours, &theirs);
        calls += found.calls;
        for d in found.differences.iter().filter(|difference| difference.cause.is_none()) {
            wrong.push_str(&format!(
                "{name}: {} {:?}: ours {}, theirs {}\n",
                d.call, d.what, d.ours, d.theirs
            ));
        }
        if is_partly_seen(&name) {
            continue;
        }
        // What is taken away, or changed, is found.
        for n in 0..theirs.len() {
            let mut changed = theirs.clone();
            changed[n].linkedid = "7.7".into();
            tried += 1;
            if reconcile_records(&ours, &changed).unexplained() == 0 {
                missed.push(format!("{name}: {} is another call", theirs[n].linkedid));
            }
            let mut changed = theirs.clone();
            changed[n].started_at = changed[n].started_at.map(|at| at + Span::from_secs(3));
            tried += 1;
            if reconcile_records(&ours, &changed).unexplained() == 0 {
                missed.push(format!("{name}: {} begins later", theirs[n].linkedid));
            }
        }
    }
    assert!(wrong.is_empty(), "{calls} calls:\n{wrong}");
    assert!(calls > 500, "only {calls} calls were compared");
    assert!(missed.is_empty(), "{} of {tried} were not found:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn every_difference_between_our_records_and_cdr_is_one_that_asterisk_is_known_for() {
    of_records(Kind::Cdr, "cdr_full.csv");
}

#[test]
fn every_difference_between_our_records_and_cel_is_one_that_asterisk_is_known_for() {
    of_records(Kind::Cel, "cel.csv");
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("reconcile-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// The program's end, and what it said.
fn callcenter(arguments: &[&str]) -> (Option<i32>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_callcenter"));
    program.args(arguments).env_remove("CALLCENTER_STORE").env("TZ", "UTC");
    let done = program.output().expect("the program runs");
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (done.status.code(), said)
}

fn of_trace(name: &str, file: &str) -> String {
    let (_, folder) = traces().into_iter().find(|(own, _)| own == name).expect("the trace is there");
    folder.join(file).to_str().expect("a path of this project is text").to_owned()
}

#[test]
fn the_program_ends_with_2_on_what_nothing_explains_and_with_0_otherwise() {
    let (trace, log) =
        (of_trace("22.10.1/restart_now", "events.ami"), of_trace("22.10.1/restart_now", "queue_log"));
    let (cdr, cel) =
        (of_trace("22.10.1/restart_now", "cdr_full.csv"), of_trace("22.10.1/restart_now", "cel.csv"));
    let (code, said) =
        callcenter(&["reconcile", "--trace", &trace, "--queue-log", &log, "--cdr", &cdr, "--cel", &cel]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("HC-03") && said.contains("support ours") && said.contains("calls and CEL"),
        "{said}"
    );
    let changed = folder("changed").join("queue_log");
    let lines =
        std::fs::read_to_string(&log).expect("the log can be read").replace("|CONNECT|1|", "|CONNECT|9|");
    std::fs::write(&changed, lines).expect("a log can be written");
    let changed = changed.to_str().expect("a path of this project is text");
    let (code, said) =
        callcenter(&["reconcile", "--trace", &trace, "--queue-log", changed, "--format", "json"]);
    assert_eq!(code, Some(2), "{said}");
    let found: serde_json::Value = serde_json::from_str(&said).expect("it is JSON");
    assert_eq!(found["unexplained"], 1, "{said}");
    let (code, said) = callcenter(&["reconcile", "--trace", &trace, "--queue-log", &trace]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("no line of a queue_log"), "{said}");
}

#[test]
fn a_history_is_imported_packed_or_not_and_reconciles_with_its_own_log() {
    use std::io::Write as _;
    let folder = folder("imported");
    let (log, store) = (of_trace("22.10.1/busy_hour", "queue_log"), folder.join("calls.db"));
    let store = format!("sqlite:{}", store.display());
    let packed = folder.join("queue_log.1.gz");
    let mut writer = flate2::write::GzEncoder::new(
        std::fs::File::create(&packed).expect("a file can be made"),
        flate2::Compression::fast(),
    );
    writer.write_all(&std::fs::read(&log).expect("the log can be read")).expect("it can be packed");
    writer.finish().expect("it can be packed");
    let packed = packed.to_str().expect("a path of this project is text");
    let (code, said) = callcenter(&["import", "queue-log", packed, "--store", &store]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("calls            150") && said.contains("import:queue-log:main"), "{said}");
    let (code, said) = callcenter(&["import", "queue-log", &log, "--store", &store]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("nothing new") && said.contains("known already"), "{said}");
    let stream = ["--stream", "import:queue-log:main"];
    let (code, said) =
        callcenter(&[&["reconcile", "--store", &store, "--queue-log", &log][..], &stream].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("150 compared"), "{said}");
    let (code, said) = callcenter(&["import", "queue-log", "Cargo.toml", "--dry-run"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Cargo.toml:1: less than five columns"), "{said}");
}

#[test]
fn a_store_that_a_trace_was_replayed_into_reconciles_like_the_trace() {
    let folder = folder("stored");
    let store = format!("sqlite:{}", folder.join("calls.db").display());
    for name in ["22.10.1/busy_hour", "22.10.1/agent_pause_reasons"] {
        let (trace, log) = (of_trace(name, "events.ami"), of_trace(name, "queue_log"));
        let (code, said) = callcenter(&["replay", &trace, "--store", &store]);
        assert_eq!(code, Some(0), "{said}");
        let (code, said) = callcenter(&["reconcile", "--store", &store, "--queue-log", &log]);
        if name.ends_with("busy_hour") {
            assert_eq!(code, Some(0), "{said}");
            assert!(said.contains("150 compared") && said.contains("0 without a known cause"), "{said}");
        } else {
            assert_eq!(code, Some(1), "two replays: which one is meant has to be said\n{said}");
            assert!(said.contains("--stream") && said.contains("replay:"), "{said}");
        }
    }
}
