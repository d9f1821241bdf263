//! Every recorded trace against what truly happened: the phones' clock, Asterisk's CEL, CDR and queue_log.

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use callcenter::CallRecord;
use common::{bytes, run, traces};
use serde_json::Value;

/// How far a time may be off, in seconds: the phones' clock and the switch's reports are two observers.
const SECONDS: [(&str, f64); 7] = [
    ("started_at", 0.25),
    ("queue_entered_at", 0.25),
    ("answered_at", 0.25),
    ("ended_at", 0.35),
    ("wait_s", 0.3),
    ("ring_s", 0.3),
    ("talk_s", 0.35),
];

/// What a list tells after the link was away has whole seconds.
const LISTED_SECONDS: f64 = 1.6;

/// Marks of calls that were not seen whole.
const PARTLY: [&str; 5] =
    ["up_at_connect", "waiting_at_connect", "ringing_at_connect", "cut_by_restart", "seen"];

#[derive(Default)]
struct Score {
    right: u32,
    complaints: Vec<String>,
}

impl Score {
    fn check(&mut self, right: bool, complaint: impl FnOnce() -> String) {
        if right {
            self.right += 1;
        } else {
            self.complaints.push(complaint());
        }
    }

    fn same(&mut self, call: &str, field: &str, want: &Value, got: &Value) {
        self.check(want == got, || format!("{call}: {field} is {got}, truth is {want}"));
    }

    fn near(&mut self, call: &str, field: &str, want: &Value, got: &Value, tolerance: f64) {
        let near = match (want.as_f64(), got.as_f64()) {
            (Some(want), Some(got)) => (want - got).abs() <= tolerance,
            _ => want.is_null() && got.is_null(),
        };
        self.check(near, || format!("{call}: {field} is {got}, truth is {want}"));
    }
}

#[test]
fn every_recorded_call_is_what_truly_happened() {
    let mut complaints = Vec::new();
    let (mut right, mut whole) = (0, 0);
    let traces = traces();
    for (name, folder) in &traces {
        let score = score(name, folder);
        right += score.right;
        whole += u32::from(score.complaints.is_empty());
        complaints.extend(score.complaints.into_iter().map(|complaint| format!("{name}  {complaint}")));
    }
    println!("{whole} of {} traces right, {right} facts right, {} wrong", traces.len(), complaints.len());
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    assert!(right > 10_000, "only {right} facts were looked at");
}

fn score(name: &str, folder: &Path) -> Score {
    let text =
        std::fs::read_to_string(folder.join("expected.json")).expect("a trace has its truth beside it");
    let expected: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let outcome = run(&bytes(folder));
    let mut by_link: BTreeMap<&str, &CallRecord> = BTreeMap::new();
    for call in &outcome.calls {
        by_link.entry(call.linkedid.as_str()).or_insert(call);
    }
    for call in &outcome.calls {
        for alias in &call.aliases {
            by_link.entry(alias.as_str()).or_insert(call);
        }
    }
    let mut score = Score::default();
    let mut known: Vec<&str> = Vec::new();
    for want in expected["calls"].as_array().expect("a list of calls") {
        if want["seen"] == "unseen" {
            continue;
        }
        let link = want["linkedid"].as_str().expect("every call has a linkedid");
        match by_link.get(link) {
            None => score.check(false, || format!("{link}: no such call")),
            Some(got) => {
                known.push(got.linkedid.as_str());
                compare(&mut score, name, link, want, &serde_json::to_value(got).expect("a record is JSON"));
            }
        }
    }
    let spare = expected["other_linkedids"].as_array().cloned().unwrap_or_default();
    for call in &outcome.calls {
        let link = call.linkedid.as_str();
        let expected = known.contains(&link) || spare.iter().any(|spare| spare == link);
        score.check(expected, || format!("{link}: a call that never was"));
    }
    score
}

fn compare(score: &mut Score, trace: &str, call: &str, want: &Value, got: &Value) {
    let partly =
        PARTLY.iter().any(|mark| want.get(mark).is_some_and(|mark| !mark.is_null() && *mark != false));
    let end_only = want["seen"] == "end only";
    let start_only = want["seen"] == "start only";
    for field in ["direction", "status", "caller", "dialed", "queue", "answered_by"] {
        if !(partly && end_only && field == "dialed") {
            score.same(call, field, &want[field], &got[field]);
        }
    }
    for (field, tolerance) in SECONDS {
        let asked = want.get(field).is_some() && !(start_only && ["ended_at", "talk_s"].contains(&field));
        let untold = partly
            && (["ring_s", "answered_at", "talk_s"].contains(&field)
                || want.get("up_at_connect").is_some() && ["wait_s", "queue_entered_at"].contains(&field));
        if asked && !untold {
            let tolerance = if partly { LISTED_SECONDS } else { tolerance };
            score.near(call, field, &want[field], &got[field], tolerance);
        }
    }
    if let Some(room) = want["conference"].get("room") {
        score.same(call, "conference.room", room, &got["conference"]["room"]);
        score.same(call, "conference.kicked", &want["conference"]["kicked"], &got["conference"]["kicked"]);
    }
    if !partly {
        compare_whole(score, trace, call, want, got);
    }
}

fn compare_whole(score: &mut Score, trace: &str, call: &str, want: &Value, got: &Value) {
    score.same(call, "observed.part", &Value::from("whole"), &got["observed"]["part"]);
    score.same(call, "hold.count", &want["hold"]["count"], &got["hold"]["count"]);
    score.near(call, "hold.seconds", &want["hold"]["seconds"], &got["hold"]["seconds"], 0.35);
    score.same(call, "transfers", &list(&want["transfers"], transfer), &list(&got["transfers"], transfer));
    if want["ql_other"].is_null() || want["picked_up"].is_null() {
        score.same(call, "segments", &list(&want["segments"], with), &list(&got["segments"], with));
        for (a, b) in items(&want["segments"]).iter().zip(items(&got["segments"])) {
            score.near(call, "a segment", &a["seconds"], &b["seconds"], 0.4);
        }
    }
    let by = match want["hangup"]["by"].as_str() {
        Some("agent") => want["answered_by"].clone(),
        Some("network") | None => Value::Null,
        Some(by) => Value::from(by),
    };
    if !by.is_null() {
        score.same(call, "hangup.by", &by, &got["hangup"]["by"]);
    }
    score.same(call, "legs", &want["legs"], &got["legs"]);
    if let Some(channels) = want.get("channels") {
        score.same(call, "channels", channels, &got["channels"]);
    }
    let busy = trace.contains("/busy_hour") || trace.contains("/sipp");
    if !items(&want["agents_rung"]).is_empty() && !busy {
        score.same(
            call,
            "agents_rung",
            &sorted(&want["agents_rung"], rung),
            &sorted(&got["agents_rung"], rung),
        );
    }
    if !items(&want["parked"]).is_empty() {
        score.same(call, "parked", &list(&want["parked"], slot), &list(&got["parked"], slot));
    }
    if let Some(file) = want["recording"].as_str() {
        let found = items(&got["recordings"]).iter().any(|got| got == file);
        score.check(found, || format!("{call}: recordings is {}, truth is {file}", got["recordings"]));
    }
    for flag in ["consult", "picked_up"] {
        if want[flag] == true {
            score.same(call, flag, &want[flag], &got[flag]);
        }
    }
    if !items(&want["spied"]).is_empty() {
        score.same(call, "spied", &list(&want["spied"], spy), &list(&got["spied"], spy));
    }
    if let Some(name) = want["caller_name_cel"].as_str() {
        let name = Some(name).filter(|name| !["", "<unknown>"].contains(name));
        score.same(call, "caller_name", &name.into(), &got["caller_name"]);
    }
    if !want["mode"].is_null() {
        score.same(call, "mode", &want["mode"], &got["mode"]);
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn list(value: &Value, of: impl Fn(&Value) -> Value) -> Value {
    items(value).iter().map(of).collect()
}

fn sorted(value: &Value, of: impl Fn(&Value) -> Value) -> Value {
    let mut all: Vec<String> = items(value).iter().map(|item| of(item).to_string()).collect();
    all.sort();
    all.into()
}

fn transfer(transfer: &Value) -> Value {
    let by = if transfer["kind"] == "redirect" { Value::Null } else { transfer["by"].clone() };
    Value::from(vec![transfer["kind"].clone(), by, transfer["to"].clone(), transfer["result"].clone()])
}

fn with(segment: &Value) -> Value {
    segment["with"].clone()
}

fn slot(park: &Value) -> Value {
    park["slot"].clone()
}

fn spy(spy: &Value) -> Value {
    Value::from(vec![spy["by"].clone(), spy["mode"].clone()])
}

fn rung(rung: &Value) -> Value {
    Value::from(vec![rung["agent"].clone(), rung["result"].clone()])
}
