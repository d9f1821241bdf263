//! A journal written by each released format opens in this version, agrees, and goes on.
//!
//! `fixtures/journal-N` was written by the version that brought format N (`cargo run --example make_fixture`) and is never
//! made anew. Who changes the shape of a fact, a record, a snapshot or a table gives it a new format, keeps the old types
//! with a function that raises them to today's (`journal/codec.rs`, `sql/migrate.rs`), and adds the next fixture here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use callcenter_core::event::Event;
use callcenter_core::{Engine, Entry, Input, Output, Policy};
use callcenter_store::{
    Care, Condition, Holder, Journal, Select, Source, Store, StreamId, TABLES, latest_snapshot, open, recalc,
    stream, unpack_bounded, verify,
};
use serde_json::Value;

/// Every format that was ever written.
const FORMATS: [&str; 1] = ["journal-1"];

/// Bytes that a fixture has when unpacked, at most.
const DATABASE_BYTES_MAX: usize = 16 << 20;

struct Fixture {
    name: &'static str,
    expected: Value,
    store: Arc<dyn Store>,
    id: StreamId,
    /// Goes away with the copy in it.
    _folder: tempfile::TempDir,
}

/// Opens a copy.
async fn fixture(name: &'static str) -> Fixture {
    let from: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let packed = std::fs::read(from.join("journal.db.zst")).expect("the fixture is there");
    let expected = std::fs::read(from.join("expected.json")).expect("the fixture says what is in it");
    let expected: Value = serde_json::from_slice(&expected).expect("JSON");
    let folder = tempfile::tempdir().expect("the system has room for a folder");
    let copy = folder.path().join("journal.db");
    std::fs::write(&copy, unpack_bounded(&packed, DATABASE_BYTES_MAX).expect("it is whole"))
        .expect("it has room");
    let store = open(&format!("sqlite:{}", copy.display())).await.expect("this version opens it");
    let text = |name: &str| expected["stream"][name].as_str().expect("a text").to_owned();
    let id = StreamId { switch: text("switch"), source: Source::parse(&text("source")).expect("a source") };
    Fixture { name, expected, store, id, _folder: folder }
}

impl Fixture {
    async fn agrees(&self) {
        let row = stream(&*self.store, &self.id).await.expect("it can be read").expect("it is there");
        let found = verify(&*self.store, &row, |_| ()).await.expect("it can be read");
        assert_eq!(found.differences.words, [""; 0], "{}", self.name);
    }

    async fn open(&self) -> Journal {
        let holder = Holder::this_process("test");
        Journal::open(self.store.clone(), &self.id, &Policy::default(), holder)
            .await
            .expect("nobody writes it")
    }
}

#[tokio::test]
async fn it_holds_what_was_written() {
    for name in FORMATS {
        let fixture = fixture(name).await;
        fixture.agrees().await;
        let row = stream(&*fixture.store, &fixture.id).await.expect("it can be read").expect("it is there");
        let found = verify(&*fixture.store, &row, |_| ()).await.expect("it can be read");
        let expected = &fixture.expected;
        assert_eq!(Some(found.seq), expected["seq"].as_u64(), "{name}");
        assert_eq!(Some(format!("{:032x}", found.hash).as_str()), expected["hash"].as_str(), "{name}");
        assert_eq!(Some(found.calls), expected["calls"].as_u64(), "{name}");
        for (table, rows) in expected["rows"].as_object().expect("tables") {
            let table = TABLES.iter().find(|own| own.name == table).expect("tables are never taken out");
            let own = Select::from(table).only(Condition::Is("stream", row.id.into()));
            let there = fixture.store.count(&own).await.expect("it can be counted");
            assert_eq!(Some(there), rows.as_u64(), "{name}: {}", table.name);
        }
    }
}

#[tokio::test]
async fn a_start_goes_on_from_it() {
    for name in FORMATS {
        let fixture = fixture(name).await;
        let mut journal = fixture.open().await;
        let tip = journal.tip();
        let snapshot =
            latest_snapshot(&*fixture.store, fixture.id.number(), tip).await.expect("it can be read");
        let snapshot = snapshot.expect("a farewell leaves one");
        assert_eq!(snapshot.state, *journal.state(), "{name}");
        let (mut engine, _) = Engine::restore(snapshot, []).expect("it can be taken up");
        let mut out = Vec::new();
        let at = engine.now();
        for input in [Input::Event(Event::Disconnected), Input::Finish] {
            engine.handle(at, input, &mut out);
        }
        let entries: Vec<Entry> = out
            .into_iter()
            .filter_map(|output| match output {
                Output::Entry(entry) => Some(entry),
                _ => None,
            })
            .collect();
        assert!(!entries.is_empty(), "{name}: the link falls");
        let last = entries.last().map(|entry| entry.seq);
        assert_eq!(Some(journal.append(entries).await.expect("they follow")), last, "{name}");
        assert_eq!(journal.state().hash(), engine.state().hash(), "{name}");
        journal.close().await.expect("it is ours");
        fixture.agrees().await;
    }
}

#[tokio::test]
async fn its_figures_are_still_computed_so() {
    for name in FORMATS {
        let fixture = fixture(name).await;
        let care = Care::take(fixture.store.clone(), &fixture.id).await.expect("nobody writes it");
        let done = recalc(&*fixture.store, care.row(), care.fence(), |_| ()).await.expect("it can be read");
        assert_eq!(
            (done.changed, done.removed),
            (0, 0),
            "{name}: a definition changed; it needs a new version"
        );
        assert!(done.rows > 0, "{name}");
    }
}
