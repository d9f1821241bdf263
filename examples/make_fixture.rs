//! The journal that every later version must open: `cargo run --example make_fixture -- callcenter-store/tests/fixtures/journal-1`
//!
//! Only for a new format: the fixture of a format that was released stays as it is.

use std::path::Path;

use callcenter::archive::ArchiveWriter;
use callcenter::store::{
    Condition, Holder, Journal, Select, Source, StreamId, TABLES, Write, open, pack_trace, stream, verify,
};
use callcenter::{Entry, Policy, Replay};
use serde_json::json;

/// The recordings that are kept.
const TRACES: [&str; 4] =
    ["ivr_queue_agent_hangup", "park_retrieve", "link_cut_mid_talk", "blind_refer_to_queue_answered"];

/// Entries in a batch.
const BATCH: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("into which folder?")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let traces = Path::new(env!("CARGO_MANIFEST_DIR")).join("callcenter-ami/tests/traces/22.10.1");
    let mut recordings = Vec::new();
    for name in TRACES {
        recordings.push(std::fs::read(traces.join(name).join("events.ami"))?);
    }
    recordings.sort_by_key(|bytes| callcenter::ami::trace(bytes).find_map(|item| item.time));

    let file = folder.join("journal.db");
    let store = open(&format!("sqlite:{}", file.display())).await?;
    let id = StreamId { switch: "fixture".to_owned(), source: Source::Live };
    let policy = Policy { switch: "fixture".into(), ..Policy::default() };
    let mut journal =
        Journal::open(store.clone(), &id, &policy, Holder::this_process("make_fixture")).await?;
    let mut archive = ArchiveWriter::new(id.number(), 0);
    let mut replay = Replay::new(policy);
    let mut entries: Vec<Entry> = Vec::new();
    for recording in &recordings {
        replay.read_with(&recording[..], |heard| archive.heard(&heard), |entry| entries.push(entry))?;
    }
    // The last call is not closed: a start goes on with it.
    for batch in entries.chunks(BATCH) {
        journal.append(batch.to_vec()).await?;
    }
    store.write(Write::guarded(journal.fence()).put(archive.rest())).await?;
    journal.close().await?;

    let row = stream(&*store, &id).await?.ok_or("the stream was just written")?;
    let found = verify(&*store, &row, |_| ()).await?;
    if found.differences.count > 0 {
        return Err(format!("the fixture does not agree: {:?}", found.differences.words).into());
    }
    let mut rows = serde_json::Map::new();
    for table in TABLES.iter().filter(|table| table.columns[0].name == "stream") {
        let own = Select::from(table).only(Condition::Is("stream", row.id.into()));
        rows.insert(table.name.to_owned(), store.count(&own).await?.into());
    }
    let expected = json!({
        "stream": { "switch": id.switch, "source": id.source.to_string() },
        "seq": found.seq,
        "hash": format!("{:032x}", found.hash),
        "calls": found.calls,
        "rows": rows,
    });
    store.scrub().await?;
    store.close().await;
    // Packed, because a small database is mostly empty pages.
    std::fs::write(folder.join("journal.db.zst"), pack_trace(&std::fs::read(&file)?))?;
    std::fs::remove_file(&file)?;
    std::fs::write(folder.join("expected.json"), serde_json::to_string_pretty(&expected)? + "\n")?;
    println!("{}: seq {} hash {:032x} calls {}", folder.display(), found.seq, found.hash, found.calls);
    Ok(())
}
