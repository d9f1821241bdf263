//! What Asterisk wrote down itself of recorded traces, imported, against our own records of them.

mod common;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use callcenter::core::record::Status;
use callcenter::core::{Span, Timestamp};
use callcenter::{CallRecord, Policy};
use callcenter_store::import::{ImportReport, Kind, Plan, Reading, SourceFile, import};
use callcenter_store::{CALLS, CallRow, MemoryStore, Select, Store, decode_record, rows};
use common::{bytes, run, traces};
use jiff::tz::TimeZone;

/// Every record that an import of one file gives.
fn imported(kind: Kind, path: &Path) -> (Vec<CallRecord>, ImportReport) {
    let reading = Reading {
        policy: Policy::default(),
        zone: TimeZone::UTC,
        members: BTreeMap::new(),
        now: Timestamp::from_secs(1_900_000_000),
        columns: Vec::new(),
    };
    let plan = Plan { kind, name: "main".to_owned(), reading };
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let file =
        SourceFile { name: "file".to_owned(), input: Box::new(File::open(path).expect("it is there")) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (report, calls) = runtime.block_on(async {
        let report = import(Arc::clone(&store), &plan, vec![file]).await.expect("it is imported");
        let calls: Vec<CallRow> = rows(&*store, &Select::from(CALLS)).await.expect("rows");
        (report, calls)
    });
    let records = calls.iter().map(|call| decode_record(&call.record).expect("a record")).collect();
    (records, report)
}

/// Whether the link, or our looking, did not cover all of a trace: there only Asterisk's books know everything.
fn is_partly_seen(name: &str) -> bool {
    ["gap", "cut", "late", "reconnect", "restart", "readonly"].iter().any(|part| name.contains(part))
}

/// What two sources say of every call of every trace that both know.
fn compared(kind: Kind, file: &str, mut check: impl FnMut(&str, &CallRecord, Option<&CallRecord>)) {
    let mut calls = 0;
    for (name, folder) in traces().into_iter().filter(|(name, _)| !is_partly_seen(name)) {
        let path = folder.join(file);
        if !path.exists() {
            continue;
        }
        let (theirs, report) = imported(kind, &path);
        // A caller's name with a line break in it breaks the rows of CDR and CEL.
        let broken = name.contains("crlf_injection");
        assert!(broken || report.not_understood_count() == 0, "{name}: {:?}", report.problems);
        for ours in run(&bytes(&folder)).calls {
            calls += 1;
            check(&name, &ours, theirs.iter().find(|theirs| theirs.linkedid == ours.linkedid));
        }
    }
    assert!(calls > 400, "only {calls} calls were compared");
}

fn apart(one: Option<Timestamp>, two: Option<Timestamp>) -> Option<i64> {
    Some((one?.as_micros() - two?.as_micros()).abs() / 1_000)
}

#[test]
fn cdr_tells_the_same_calls_as_far_as_it_tells() {
    let mut wrong = Vec::new();
    compared(Kind::Cdr, "cdr_full.csv", |name, ours, theirs| {
        let Some(theirs) = theirs else {
            // Local channels alone, and calls that another one swallowed, have no CDR of their own.
            let known =
                ["originate_local", "park", "supervisor_takes_over"].iter().any(|part| name.contains(part));
            return if !known {
                wrong.push(format!("{name}: {} is not there", ours.linkedid));
            };
        };
        // Asterisk books an agent's own answer, and a conference's or a spy's, as an answer.
        let misread = ["c2c", "pickup", "dump", "campaign", "originate", "forward"]
            .iter()
            .any(|part| name.contains(part));
        let answered = |record: &CallRecord| record.status == Status::Answered;
        let mut differs = |what: &str, ours_is: String, theirs_is: String| {
            wrong.push(format!("{name}: {} {what}: ours {ours_is}, CDR {theirs_is}", ours.linkedid));
        };
        if answered(ours) != answered(theirs) {
            differs("status", format!("{:?}", ours.status), format!("{:?}", theirs.status));
        }
        if !misread
            && answered(ours)
            && theirs.answered_by.is_some()
            && ours.answered_by != theirs.answered_by
        {
            differs("answered by", format!("{:?}", ours.answered_by), format!("{:?}", theirs.answered_by));
        }
        if !misread && (ours.caller != theirs.caller || ours.direction != theirs.direction) {
            differs(
                "caller",
                format!("{:?} {:?}", ours.caller, ours.direction),
                format!("{:?} {:?}", theirs.caller, theirs.direction),
            );
        }
        if apart(ours.started_at, theirs.started_at).is_none_or(|apart| apart > 100) {
            differs("start", format!("{:?}", ours.started_at), format!("{:?}", theirs.started_at));
        }
        if !misread && apart(ours.answered_at, theirs.answered_at).is_some_and(|apart| apart > 100) {
            differs("answer", format!("{:?}", ours.answered_at), format!("{:?}", theirs.answered_at));
        }
        // What goes on in a conference room is no talk of a CDR.
        if let (Some(one), Some(two), false) =
            (ours.talk_s, theirs.talk_s, misread || name.contains("to_conference"))
            && (one.as_micros() - two.as_micros()).abs() > 400_000
        {
            differs("talk", one.to_string(), two.to_string());
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn queue_log_alone_gives_the_same_waits_answers_and_abandons_as_our_own_records() {
    let mut stays = 0;
    let mut wrong = Vec::new();
    compared(Kind::QueueLog, "queue_log", |name, ours, theirs| {
        let own: Vec<_> = ours.visits.iter().filter(|visit| visit.result != Status::QueueRefused).collect();
        let told = theirs.map(|theirs| theirs.visits.as_slice()).unwrap_or_default();
        let same = own.len() == told.len()
            && own.iter().zip(told).all(|(one, two)| {
                let wait = |visit: &callcenter::core::record::VisitRecord| {
                    visit.wait_s.map_or(0, |wait| wait.as_micros())
                };
                one.queue == two.queue
                    && one.result == two.result
                    && (wait(one) - wait(two)).abs() <= 1_100_000
                    && apart(one.entered_at, two.entered_at).is_some_and(|apart| apart <= 1_100)
            });
        stays += own.len();
        // The consulted colleague's own call into a queue is part of the caller's call there.
        if !same && !name.contains("into_queue") {
            wrong.push(format!("{name}: {}: ours {own:?}, queue_log {told:?}", ours.linkedid));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(stays > 300, "only {stays} stays were compared");
}

/// What CEL cannot tell, as names of scenarios and what differs in them.
const UNTOLD_BY_CEL: [(&str, &[&str]); 9] = [
    // Why somebody left a queue is in a variable, and no row has it.
    ("queue", &["status", "visits", "rung"]),
    ("voicemail", &["status", "visits", "rung", "hangup"]),
    // An originate's own number is in no row.
    ("c2c", &["dialed"]),
    ("campaign", &["caller", "dialed"]),
    ("originate", &["dialed"]),
    // Nor is who gave an order by AMI.
    ("command_output", &["hangup"]),
    ("queue_ami_hangup_agent", &["hangup"]),
    // A phone that stops ringing says nothing of why, but for its cause.
    ("", &["rung"]),
    ("redirect_both_to_conference", &["transfers"]),
];

#[test]
fn cel_tells_the_same_calls_by_the_same_engine() {
    let mut wrong = Vec::new();
    let (mut same, mut untold) = (0, 0);
    compared(Kind::Cel, "cel.csv", |name, ours, theirs| {
        let Some(theirs) = theirs else {
            return wrong.push(format!("{name}: {} {:?} is not there", ours.linkedid, ours.status));
        };
        let near = |one: Option<Span>, two: Option<Span>| match (one, two) {
            (Some(one), Some(two)) => (one.as_micros() - two.as_micros()).abs() < 150_000,
            (one, two) => one == two,
        };
        let told = |record: &CallRecord| {
            let talks: Vec<_> = record.segments.iter().map(|segment| &segment.with).collect();
            let visits: Vec<_> = record.visits.iter().map(|visit| (&visit.queue, visit.result)).collect();
            let transfers: Vec<_> =
                record.transfers.iter().map(|one| (one.kind, &one.to, one.result)).collect();
            [
                ("status", format!("{:?}", record.status)),
                ("direction", format!("{:?}", record.direction)),
                ("caller", format!("{:?}", record.caller)),
                ("dialed", format!("{:?}", record.dialed)),
                ("answered_by", format!("{:?}", record.answered_by)),
                ("segments", format!("{talks:?}")),
                ("visits", format!("{visits:?}")),
                ("transfers", format!("{transfers:?}")),
                ("hangup", format!("{:?}", record.hangup.as_ref().map(|hangup| &hangup.by))),
                ("legs", record.legs.to_string()),
                ("rung", format!("{:?}", record.agents_rung)),
            ]
        };
        let times = [
            ("wait", near(ours.wait_s, theirs.wait_s)),
            ("talk", near(ours.talk_s, theirs.talk_s)),
            ("ring", near(ours.ring_s, theirs.ring_s)),
            ("start", apart(ours.started_at, theirs.started_at).is_some_and(|apart| apart < 100)),
            ("end", apart(ours.ended_at, theirs.ended_at).is_some_and(|apart| apart < 150)),
        ];
        let texts = told(ours)
            .into_iter()
            .zip(told(theirs))
            .map(|((what, one), (_, two))| (what, one == two, format!("ours {one}, CEL {two}")));
        let times = times.into_iter().map(|(what, same)| (what, same, String::new()));
        for (what, is_same, text) in texts.chain(times) {
            let known =
                UNTOLD_BY_CEL.iter().any(|(part, whats)| name.contains(part) && whats.contains(&what));
            match (is_same, known) {
                (true, _) => same += 1,
                (false, true) => untold += 1,
                (false, false) => wrong.push(format!("{name}: {} {what}: {text}", ours.linkedid)),
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(same > 100 * untold, "{same} fields are the same, {untold} are not told");
}
