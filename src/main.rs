//! The `callcenter` binary.
use callcenter::{Policy, Replay, record_of};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mut replay = Replay::new(Policy::default());
    let mut calls = Vec::new();
    let mut n = 0u64;
    let mut started = std::collections::HashMap::new();
    let facts = args.iter().any(|a| a == "facts");
    replay.read(std::fs::File::open(&args[2]).unwrap(), |e| { n += 1; if facts { println!("{}", serde_json::to_string(&e).unwrap()); } if let callcenter::Fact::CallStarted { call, .. } = &e.fact { let n = started.len(); started.entry(call.as_str().to_owned()).or_insert(n); } calls.extend(record_of(e)); }).unwrap();
    let mut late = Vec::new(); let open = replay.finish(|e| late.extend(record_of(e))); calls.extend(late); calls.extend(open);
    // closed by finish
    calls.sort_by_key(|call| (call.started_at, started.get(call.linkedid.as_str()).copied()));
    if !facts { println!("{}", serde_json::json!({"calls": calls})); }
    if !replay.report().problems.is_empty() { eprintln!("{:?}", replay.report()); }
}
