//! A file as it is in real life: kept, shared, damaged, of somebody else, on a disk that is full or takes no changes.

#![cfg(feature = "sqlite")]

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use callcenter_core::Timestamp;
use callcenter_store::{
    ARCHIVE, ArchiveRow, CALLS, FORMAT, GAPS, GapRow, Guard, STREAMS, Select, SqliteStore, Store, StoreError,
    StreamRow, Write, open, rows,
};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("the system has room for a folder")
}

async fn opened(file: &Path) -> Arc<dyn Store> {
    open(&format!("sqlite:{}", file.display())).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn refused(url: String) -> StoreError {
    open(&url).await.expect_err("it should be refused")
}

fn gap(seq: i64) -> GapRow {
    let from_at = Timestamp::from_micros(seq);
    GapRow { stream: 1, seq, from_at, until_at: None, cause: "link".to_owned() }
}

async fn gaps(store: &dyn Store) -> Vec<GapRow> {
    rows(store, &Select::from(GAPS)).await.expect("gaps can be read")
}

/// Another program at the same file.
async fn other(file: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.expect("it is an SQLite database")
}

async fn run(connection: &mut SqliteConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.expect(sql);
}

#[tokio::test]
async fn what_was_written_is_there_after_the_program_ended() {
    let folder = folder();
    let file = folder.path().join("a b#%41'.db");
    let store = opened(&file).await;
    store.write(Write::default().put([gap(1)])).await.expect("there is room");
    // Not closed: as after a crash, the log is brought over by whoever opens it next.
    let again = opened(&file).await;
    assert_eq!(gaps(&*again).await, [gap(1)]);
    again.write(Write::default().put([gap(2)])).await.expect("there is room");
    assert_eq!(gaps(&*store).await, [gap(1), gap(2)]);
    store.close().await;
    again.close().await;
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("it is there")
        .map(|entry| entry.expect("readable").file_name())
        .collect();
    assert_eq!(left, ["a b#%41'.db"], "a closed store is one file");
    let again = open(file.to_str().expect("it is UTF-8")).await.expect("a path that ends in .db is one");
    assert_eq!(gaps(&*again).await.len(), 2);
}

#[tokio::test]
async fn a_closed_store_says_so() {
    let folder = folder();
    let store = opened(&folder.path().join("calls.db")).await;
    store.close().await;
    store.close().await;
    for error in [
        store.write(Write::default().put([gap(1)])).await.expect_err("it is closed"),
        store.count(&Select::from(GAPS)).await.map(drop).expect_err("it is closed"),
    ] {
        assert!(matches!(&error, StoreError::Unavailable(why) if why.contains("closed")), "{error}");
    }
}

#[tokio::test]
async fn a_missing_folder_is_named_and_not_made() {
    let folder = folder();
    let file = folder.path().join("missing/calls.db");
    let error = refused(format!("sqlite:{}", file.display())).await;
    assert!(matches!(&error, StoreError::File { why, .. } if why.kind() == ErrorKind::NotFound), "{error:?}");
    assert!(error.to_string().contains("missing first"), "{error}");
    assert!(!folder.path().join("missing").exists());
}

#[tokio::test]
async fn a_folder_is_no_file() {
    let folder = folder();
    let error = refused(format!("sqlite:{}", folder.path().display())).await;
    assert!(matches!(&error, StoreError::File { .. }), "{error:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let folder = folder();
    let file = folder.path().join("notes.db");
    let notes = "Remember the milk.\n".repeat(1_000);
    fs::write(&file, &notes).expect("there is room");
    for mode in ["", "?mode=ro"] {
        let error = refused(format!("sqlite:{}{mode}", file.display())).await;
        assert!(
            matches!(&error, StoreError::Corrupt(why) if why.contains("notes.db: it is no SQLite")),
            "{error:?}"
        );
        assert_eq!(fs::read_to_string(&file).expect("it is there"), notes);
    }
}

#[tokio::test]
async fn a_damaged_file_is_said_to_be_damaged() {
    let folder = folder();
    let file = folder.path().join("calls.db");
    let store = opened(&file).await;
    store.write(Write::default().put((0..20_000).map(gap))).await.expect("there is room");
    store.close().await;
    let mut bytes = fs::read(&file).expect("it is there");
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5a);
    fs::write(&file, &bytes).expect("there is room");
    let store = opened(&file).await;
    let error = store.select(&Select::from(GAPS)).await.expect_err("half of it is gone");
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
}

#[tokio::test]
async fn a_newer_format_is_left_alone() {
    let folder = folder();
    let file = folder.path().join("calls.db");
    opened(&file).await.close().await;
    let mut newer = other(&file).await;
    run(&mut newer, &format!("INSERT INTO callcenter_format (format) VALUES ({})", FORMAT + 1)).await;
    newer.close().await.expect("it closes");
    let before = fs::read(&file).expect("it is there");
    for mode in ["", "?mode=ro"] {
        let error = refused(format!("sqlite:{}{mode}", file.display())).await;
        assert!(
            matches!(error, StoreError::TooNew { found, known } if (found, known) == (FORMAT + 1, FORMAT)),
            "{error:?}"
        );
        assert!(fs::read(&file).expect("it is there") == before, "it was changed");
    }
}

#[tokio::test]
async fn tables_of_somebody_else_stay_as_they_are() {
    let folder = folder();
    let file = folder.path().join("theirs.db");
    opened(&file).await.close().await;
    fs::remove_file(&file).expect("it is there");
    fs::write(&file, "").expect("there is room");
    let mut theirs = other(&file).await;
    run(&mut theirs, "CREATE TABLE calls (mine TEXT); INSERT INTO calls VALUES ('kept')").await;
    let error = refused(format!("sqlite:{}", file.display())).await;
    assert!(matches!(&error, StoreError::Failed(why) if why.contains("calls already exists")), "{error:?}");
    let tables: Vec<String> = sqlx::query_scalar("SELECT name || sql FROM sqlite_schema")
        .fetch_all(&mut theirs)
        .await
        .expect("it is there");
    assert_eq!(tables, ["callsCREATE TABLE calls (mine TEXT)"], "all or none of our tables");
}

#[tokio::test]
async fn read_only_is_read_and_never_written() {
    let folder = folder();
    let file = folder.path().join("calls.db");
    let url = format!("sqlite:{}?mode=ro", file.display());
    let error = refused(url.clone()).await;
    assert!(matches!(&error, StoreError::File { why, .. } if why.kind() == ErrorKind::NotFound), "{error:?}");
    fs::write(&file, "").expect("there is room");
    let error = refused(url.clone()).await;
    assert!(matches!(&error, StoreError::ReadOnly(why) if why.contains("without `mode=ro`")), "{error:?}");
    let store = opened(&file).await;
    store.write(Write::default().put([gap(1)])).await.expect("there is room");
    let reader = open(&url).await.expect("its tables are there");
    assert_eq!(gaps(&*reader).await, [gap(1)]);
    store.write(Write::default().put([gap(2)])).await.expect("a reader is in nobody's way");
    assert_eq!(gaps(&*reader).await, [gap(1), gap(2)]);
    let error = reader.write(Write::default().put([gap(3)])).await.expect_err("it only reads");
    assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
    let error = refused(format!("sqlite:{}?mode=rx", file.display())).await;
    assert!(matches!(&error, StoreError::Invalid(why) if why.contains("`mode=rx`")), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_start_at_once_make_the_tables_once() {
    let folder = folder();
    let file = folder.path().join("calls.db");
    let starts = (0..8).map(|seq| {
        let file = file.clone();
        tokio::spawn(async move {
            let store = opened(&file).await;
            store.write(Write::default().put([gap(seq)])).await.expect("there is room");
        })
    });
    for start in starts.collect::<Vec<_>>() {
        start.await.expect("each of them starts");
    }
    assert_eq!(gaps(&*opened(&file).await).await.len(), 8);
    let formats: Vec<i64> = sqlx::query_scalar("SELECT format FROM callcenter_format")
        .fetch_all(&mut other(&file).await)
        .await
        .expect("it is there");
    assert_eq!(formats.last(), Some(&FORMAT));
    assert!(formats.is_sorted_by(|one, two| one < two), "{formats:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_programs_with_one_guard_one_writes() {
    let folder = folder();
    let file = folder.path().join("calls.db");
    let stores = [opened(&file).await, opened(&file).await];
    let never = Timestamp::from_micros(0);
    for tip in 0..50 {
        let writes = stores.clone().map(|store| {
            let row = StreamRow {
                id: 1,
                switch: "main".to_owned(),
                source: "live".to_owned(),
                term: 0,
                holder: String::new(),
                held_until: never,
                seen_at: never,
                tip: tip + 1,
                tip_at: never,
                first_at: never,
                policy: String::new(),
                again_of: None,
                generation: 0,
            };
            let write =
                Write::guarded(Guard { stream: 1, term: 0, tip: Some(tip) }).put([row]).put_new([gap(tip)]);
            tokio::spawn(async move { store.write(write).await })
        });
        let mut won = 0;
        for write in writes {
            match write.await.expect("it does not panic") {
                Ok(()) => won += 1,
                Err(error) => assert!(matches!(error, StoreError::Conflict(_)), "{error:?}"),
            }
        }
        assert_eq!(won, 1);
    }
    assert_eq!(gaps(&*stores[0]).await.len(), 50);
    assert_eq!(stores[1].count(&Select::from(STREAMS)).await.expect("it is there"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_waits_for_another_program() {
    let folder = folder();
    let file = folder.path().join("calls.db");
    let store = opened(&file).await;
    let mut other = other(&file).await;
    run(&mut other, "BEGIN IMMEDIATE; INSERT INTO gaps VALUES (1, 1, 1, NULL, 'link')").await;
    let writer = store.clone();
    let write = tokio::spawn(async move { writer.write(Write::default().put_new([gap(2)])).await });
    assert_eq!(gaps(&*store).await, [], "a reader does not wait, and sees nothing unfinished");
    run(&mut other, "COMMIT").await;
    write.await.expect("it does not panic").expect("the other one is done");
    assert_eq!(gaps(&*store).await, [gap(1), gap(2)]);
}

#[tokio::test]
async fn the_views_have_dates_and_seconds() {
    let folder = folder();
    let file = folder.path().join("calls.db");
    let store = opened(&file).await;
    let mut people = other(&file).await;
    let rows = "INSERT INTO streams VALUES (1, 'main', 'live', 0, '', 0, 0, 0, 0, 0, '', NULL, 0);
         INSERT INTO visits VALUES (1, 'c', 1, 'support', 1795219200123000, NULL, 61500000, 'answered');
         INSERT INTO agent_spans VALUES (1, 1, 'alice', 'paused', 'lunch', 1795219200000000, 1795221000000000, 0);
         INSERT INTO calls (stream, call_id, seq, live, switch, linkedid, direction, status, started_at, talk, holds,
             transfers, parkings, recordings, legs, observed, record)
         VALUES (1, 'c', 1, 0, 'main', 'l', 'inbound', 'answered', 1795219200123000, 1500000, 0, 0, 0, 0, 2, 'whole', x'01')";
    run(&mut people, rows).await;
    let seen: (String, Option<String>, f64) =
        sqlx::query_as("SELECT entered_at, left_at, wait_seconds FROM v_visits")
            .fetch_one(&mut people)
            .await
            .expect("a visit");
    assert_eq!(seen, ("2026-11-21T00:00:00.123Z".to_owned(), None, 61.5));
    let seen: (String, String, f64) = sqlx::query_as("SELECT from_at, until_at, seconds FROM v_agent_spans")
        .fetch_one(&mut people)
        .await
        .expect("an interval");
    assert_eq!(seen, ("2026-11-21T00:00:00.000Z".to_owned(), "2026-11-21T00:30:00.000Z".to_owned(), 1_800.0));
    let seen: (String, String, f64, Option<f64>) =
        sqlx::query_as("SELECT source, started_at, talk_seconds, wait_seconds FROM v_calls")
            .fetch_one(&mut people)
            .await
            .expect("a call");
    assert_eq!(seen, ("live".to_owned(), "2026-11-21T00:00:00.123Z".to_owned(), 1.5, None));
    assert_eq!(store.count(&Select::from(CALLS)).await.expect("it is there"), 1);
}

#[tokio::test]
async fn an_address_says_nothing_but_the_file() {
    let folder = folder();
    let store = SqliteStore::open(&format!("sqlite://{}/calls.db", folder.path().display()))
        .await
        .expect("a new file");
    assert_eq!(format!("{store:?}"), format!("SqliteStore(\"{}/calls.db\")", folder.path().display()));
    for url in ["sqlite:", "sqlite:a\0b"] {
        let error = refused(url.to_owned()).await;
        assert!(matches!(error, StoreError::Invalid(_)), "{error:?}");
    }
}

/// A small disk of its own, which needs root.
struct Disk(TempDir);

impl Disk {
    /// None where only root could make one; never in CI.
    fn of(mebibytes: u32) -> Option<Self> {
        let disk = Self(folder());
        let size = format!("size={mebibytes}m");
        if disk.mount(&["-t", "tmpfs", "-o", &size, "tmpfs"]) {
            return Some(disk);
        }
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "a small disk needs root, and in CI nothing is left out"
        );
        println!("left out: a small disk needs root");
        // Dropped as a folder that nothing is mounted on.
        None
    }

    fn mount(&self, arguments: &[&str]) -> bool {
        let mount = Command::new("mount").args(arguments).arg(self.0.path()).output();
        mount.is_ok_and(|mount| mount.status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).output();
    }
}

#[tokio::test]
async fn a_full_disk_is_said_to_be_full_and_harms_nothing() {
    let Some(disk) = Disk::of(8) else { return };
    let store = opened(&disk.0.path().join("calls.db")).await;
    let at = Timestamp::from_micros(0);
    let piece = |piece: i64| {
        let data = vec![0x5a; 300_000];
        ArchiveRow {
            stream: 1,
            piece,
            after: 0,
            from_at: at,
            until_at: at,
            bytes: 300_000,
            snapshot: None,
            data,
        }
    };
    let mut kept = 0;
    let error = loop {
        match store.write(Write::default().put_new([piece(kept + 1)]).put_new([gap(kept + 1)])).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100, "a disk of 8 MiB does not hold 30 MB");
    };
    assert!(matches!(error, StoreError::Full(_)), "{error:?}");
    assert!(kept > 0);
    let pieces = Select::from(ARCHIVE).columns(&["piece"]);
    let whole = async |store: &dyn Store| {
        assert_eq!(store.count(&pieces).await.expect("reading needs no room"), kept.unsigned_abs());
        assert_eq!(gaps(store).await, (1..=kept).map(gap).collect::<Vec<_>>());
    };
    whole(&*store).await;
    assert!(disk.mount(&["-o", "remount,size=64m"]), "there is room now");
    store
        .write(Write::default().put_new([piece(kept + 1)]).put_new([gap(kept + 1)]))
        .await
        .expect("it goes on");
    store.close().await;
    kept += 1;
    let again = opened(&disk.0.path().join("calls.db")).await;
    assert_eq!(gaps(&*again).await.len() as i64, kept);
}

#[tokio::test]
async fn a_disk_that_takes_no_changes_can_be_read() {
    let Some(disk) = Disk::of(8) else { return };
    let file = disk.0.path().join("calls.db");
    let store = opened(&file).await;
    store.write(Write::default().put([gap(1)])).await.expect("there is room");
    store.close().await;
    assert!(disk.mount(&["-o", "remount,ro"]), "nobody writes it now");
    let error = refused(format!("sqlite:{}", file.display())).await;
    assert!(matches!(&error, StoreError::ReadOnly(why) if why.contains("?mode=ro")), "{error:?}");
    let store = open(&format!("sqlite:{}?mode=ro", file.display())).await.expect("it can be read");
    assert_eq!(gaps(&*store).await, [gap(1)]);
    let error = store.write(Write::default().put([gap(2)])).await.expect_err("it only reads");
    assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scrubbed_file_has_no_bytes_of_rows_that_are_gone() {
    let folder = folder();
    let file = folder.path().join("calls.db");
    let store = opened(&file).await;
    let secret = GapRow { cause: "a name that nobody may read".to_owned(), ..gap(1) };
    store.write(Write::default().put([secret]).put((2..2_000).map(gap))).await.expect("there is room");
    store.write(Write::default().put([gap(1)])).await.expect("there is room");
    let found = || {
        let files = fs::read_dir(folder.path()).expect("it is there");
        files
            .filter(|file| {
                let file = file.as_ref().expect("it is readable").path();
                let bytes = fs::read(file).expect("it is readable");
                bytes.windows(13).any(|bytes| bytes == b"nobody may re")
            })
            .count()
    };
    assert_ne!(found(), 0, "SQLite keeps what was replaced");
    assert_eq!(store.scrub().await.expect("nobody else uses it"), ["copies and backups of the file"]);
    assert_eq!(found(), 0);
    assert_eq!(gaps(&*store).await.len(), 1_999);
}
