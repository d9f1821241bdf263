use callcenter_store::import::*;
use callcenter_core::*;
use std::collections::BTreeMap;
use std::sync::Arc;
#[test]
fn dbg() {
    for seed in 1u64..40 {
    let log = include_str!("history/cel.csv");
    let mut lines: Vec<&str> = log.lines().collect();
    let mut dice = seed | 1;
    for n in (1..lines.len()).rev() {
        dice ^= dice << 13; dice ^= dice >> 7; dice ^= dice << 17;
        lines.swap(n, (dice % (n as u64 + 1)) as usize);
    }
    let reading = Reading { policy: Policy::default(), zone: jiff::tz::TimeZone::UTC, members: BTreeMap::new(), now: Timestamp::from_secs(1_800_000_000), columns: vec![] };
    let plan = Plan { kind: Kind::Cel, name: "m".into(), reading };
    let log: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let store: Arc<dyn callcenter_store::Store> = Arc::new(callcenter_store::MemoryStore::new());
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    rt.block_on(async {
        let n = log.lines().count();
        // one line at a time so that no batch has both
        for end in 1..=n {
            let part: String = log.lines().take(end).map(|l| format!("{l}\n")).collect();
            let mut p = plan.clone(); p.reading.now = Timestamp::from_secs(1795226300);
            let r = import(store.clone(), &p, vec![SourceFile { name: "x".into(), input: Box::new(std::io::Cursor::new(part.into_bytes())) }]).await;
 if let Err(e) = r { println!("seed {seed} {e}"); return; }       }
        let mut ids = std::collections::BTreeSet::new(); let mut bad = None; let mut all = vec![];
        for r in callcenter_store::rows::<callcenter_store::JournalRow>(&*store, &callcenter_store::Select::from(callcenter_store::JOURNAL).by("first")).await.unwrap() {
            for e in callcenter_store::decode_entries(&r.data, r.first as u64).unwrap() {
              if let Fact::CallClosed { record: Some(rec), .. } = &e.fact { if !ids.insert(rec.call_id.clone()) { bad = Some(rec.linkedid.clone()); } }
              if let Fact::CallStarted { call, .. } = &e.fact { let id = format!("start {} {}", call, e.at); if !ids.insert(id) { bad = Some(Text::from(call.as_str())); } }
              let t = format!("{:?}", e); if t.contains("CallStarted") || t.contains("CallClosed") || t.contains("CallsMerged")|| t.contains("LegStarted")|| t.contains("LegEnded") { all.push(t[..t.len().min(260)].to_string()); } }
        }
        if let Some(b) = bad { println!("BAD seed {seed} {b}"); for l in all { if l.contains(b.as_str()) { println!("{l}") } } std::process::exit(3); }
    });
    }
}
