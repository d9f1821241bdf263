//! What a store must do when its server is cut off, full, locked or not for us; the same for each kind of server.

#![allow(dead_code, unreachable_pub, reason = "each test program has its own copy")]

use std::sync::Arc;

use callcenter_core::Timestamp;
use callcenter_store::{
    ARCHIVE, ArchiveRow, Condition, GAPS, GapRow, Guard, STREAMS, Select, Store, StoreError, StreamRow,
    Write, open, rows,
};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::servers::Server;

/// Rows in each entry that the trials write.
const ROWS: i64 = 40;

pub async fn opened(url: &str) -> Arc<dyn Store> {
    open(url).await.unwrap_or_else(|error| panic!("the server runs: {error:?}"))
}

/// The stream as it is after its entry `tip`.
fn stream(tip: i64) -> StreamRow {
    let at = Timestamp::from_micros(tip);
    StreamRow {
        id: 1,
        switch: "pbx".to_owned(),
        source: "live".to_owned(),
        term: 1,
        holder: "a test".to_owned(),
        held_until: at,
        seen_at: at,
        tip,
        tip_at: at,
        first_at: at,
        policy: "{}".to_owned(),
        again_of: None,
        generation: 0,
    }
}

fn gap(seq: i64, cause: &str) -> GapRow {
    let at = Timestamp::from_micros(seq);
    GapRow { stream: 1, seq, from_at: at, until_at: None, cause: cause.to_owned() }
}

/// The write that brings the stream from one entry to the next, in two tables.
fn entry(tip: i64) -> Write {
    let gaps = (0..ROWS).map(|n| gap(tip * ROWS + n, "link"));
    Write::guarded(Guard { stream: 1, term: i64::from(tip > 1), tip: Some(tip - 1) })
        .put([stream(tip)])
        .put_new(gaps)
}

async fn tip(store: &dyn Store) -> i64 {
    let found: Vec<StreamRow> = rows(store, &Select::from(STREAMS)).await.expect("the server runs");
    found.first().map_or(0, |row| row.tip)
}

/// Cuts the server off in the middle of writes, again and again: what was acknowledged is there, whole, and at most the
/// one write whose answer was lost besides. The same store goes on when the server is back.
pub async fn cut_off(server: Arc<Server>) {
    const ROUNDS: usize = 6;
    let store = opened(&server.url("cut_off")).await;
    let mut kept = 0;
    for round in 0..ROUNDS {
        let (told, mut acknowledged) = mpsc::unbounded_channel();
        let writer = tokio::spawn(write_on(store.clone(), kept, told));
        for _ in 0..10 + round * 9 {
            acknowledged.recv().await.expect("the writer goes on until the server is cut off");
        }
        let cut = server.clone();
        spawn_blocking(move || cut.stop()).await.expect("the server could be cut off");
        let (last, error) = writer.await.expect("the writer returns");
        assert!(matches!(error, StoreError::Unavailable(_)), "cut off in round {round}: {error:?}");

        let again = server.clone();
        spawn_blocking(move || again.start_again()).await.expect("the server starts again");
        let found = tip(&*store).await;
        assert!(found == last || found == last + 1, "{last} were acknowledged, {found} are there");
        for asked in [
            Select::from(GAPS),
            Select::from(GAPS).only(Condition::Below("seq", ((found + 1) * ROWS).into())),
        ] {
            let count = store.count(&asked).await.expect("the server runs");
            assert_eq!(count, (found * ROWS).unsigned_abs(), "after entry {found} in round {round}");
        }
        kept = found;
    }
    store.close().await;
}

/// Writes entries after `tip` until one is refused; says which was acknowledged last, and why no more.
async fn write_on(
    store: Arc<dyn Store>,
    mut tip: i64,
    told: mpsc::UnboundedSender<i64>,
) -> (i64, StoreError) {
    loop {
        match store.write(entry(tip + 1)).await {
            Ok(()) => tip += 1,
            Err(error) => return (tip, error),
        }
        // Nobody listens any more once the server is being cut off.
        let _ = told.send(tip);
    }
}

/// Shut down in order and away: a clear error, for a question, a write and a new store.
pub async fn away(server: Arc<Server>) {
    let url = server.url("away");
    let store = opened(&url).await;
    store.write(entry(1)).await.expect("the server runs");
    let down = server.clone();
    spawn_blocking(move || down.shut_down()).await.expect("the server could be stopped");
    for error in [
        store.write(entry(2)).await.expect_err("the server is away"),
        store.count(&Select::from(GAPS)).await.expect_err("the server is away"),
        open(&url).await.expect_err("the server is away"),
    ] {
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert!(error.is_passing() && error.to_string().contains(&server.port().to_string()), "{error}");
        tells_no_password(&error, "of_away");
    }
    let up = server.clone();
    spawn_blocking(move || up.start_again()).await.expect("the server starts again");
    store.write(entry(2)).await.expect("the server is back");
    assert_eq!(tip(&*store).await, 2);
}

/// A disk that fills: said so, and nothing that was acknowledged is harmed.
pub async fn full(url: &str) -> Arc<dyn Store> {
    let store = opened(url).await;
    let mut pieces = 0;
    let error = loop {
        match store.write(Write::default().put_new([archived(pieces)])).await {
            Ok(()) => pieces += 1,
            Err(error) => break error,
        }
        assert!(pieces < 1_000, "a disk of its own is not so large");
    };
    assert!(matches!(error, StoreError::Full(_)), "after {pieces} pieces: {error:?}");
    assert!(error.is_passing());
    assert_eq!(
        store.count(&Select::from(ARCHIVE)).await.expect("it can be read"),
        u64::try_from(pieces).expect("it counts up")
    );
    let last = Select::from(ARCHIVE).only(Condition::Is("piece", (pieces - 1).into()));
    let last: Vec<ArchiveRow> = rows(&*store, &last).await.expect("it can be read");
    assert_eq!(last, [archived(pieces - 1)]);
    store
}

/// With room again it goes on.
pub async fn no_longer_full(store: &dyn Store) {
    store.write(entry(1)).await.expect("there is room");
    assert_eq!(tip(store).await, 1);
}

/// What was deleted leaves the server's files: `bytes` says how many the archive has there.
pub async fn scrubbed(url: &str, bytes: impl Fn() -> u64) {
    const PIECES: i64 = 24;
    let store = opened(url).await;
    for piece in 0..PIECES {
        store.write(Write::default().put_new([archived(piece)])).await.expect("the server runs");
    }
    let before = bytes();
    let all_but_one = Condition::Above("piece", 0.into());
    store.write(Write::default().delete(ARCHIVE, vec![all_but_one])).await.expect("the server runs");
    let remains = store.scrub().await.expect("nobody else uses it");
    assert!(!remains.is_empty(), "logs and copies are never its business");
    let after = bytes();
    assert!(after * 4 < before, "{before} bytes before, {after} after");
    assert_eq!(
        rows::<ArchiveRow>(&*store, &Select::from(ARCHIVE)).await.expect("the server runs"),
        [archived(0)]
    );
}

/// A piece that fills as much of a disk as it has bytes.
fn archived(piece: i64) -> ArchiveRow {
    const BYTES: u32 = 1 << 20;
    let at = Timestamp::from_micros(1);
    let (bytes, data) = (BYTES.into(), noise(BYTES, piece));
    ArchiveRow { stream: 1, piece, after: 0, from_at: at, until_at: at, bytes, snapshot: None, data }
}

/// Bytes that no compression makes fewer, the same for the same seed.
fn noise(bytes: u32, seed: i64) -> Vec<u8> {
    let mut state = seed.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    (0..bytes)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[7]
        })
        .collect()
}

/// Writers that take the same rows in another order: the database breaks the deadlock, and each write is made in the end.
/// `deadlocks` says how many there were: without any, nothing was tried.
pub async fn deadlocks(store: Arc<dyn Store>, deadlocks: impl Fn() -> u64) {
    const ROUNDS_MAX: u32 = 200;
    const WIDE: i64 = 500;
    let put = |store: Arc<dyn Store>, cause: &'static str, first: i64, second: i64| async move {
        let half = |from: i64| (from..from + WIDE).map(|seq| gap(seq, cause));
        store.write(Write::default().put(half(first)).put(half(second))).await
    };
    for round in 0..ROUNDS_MAX {
        let one = tokio::spawn(put(store.clone(), "link", 0, WIDE));
        let other = tokio::spawn(put(store.clone(), "program", WIDE, 0));
        let (one, other) = (one.await.expect("it returns"), other.await.expect("it returns"));
        one.and(other).unwrap_or_else(|error| panic!("round {round}: {error:?}"));
        let link = Select::from(GAPS).only(Condition::Is("cause", "link".into()));
        let link = store.count(&link).await.expect("the server runs");
        assert!(
            link == 0 || link == WIDE.unsigned_abs() * 2,
            "{link} rows are of one writer: nothing is mixed"
        );
        if deadlocks() > 0 {
            return;
        }
    }
    panic!("no deadlock in {ROUNDS_MAX} rounds: this tried nothing");
}

/// A row that somebody holds and does not let go: the writer is told after a while, and nothing was changed. `hold` is SQL
/// that holds the stream's row, for longer than a writer waits.
pub async fn held(server: Arc<Server>, hold: &'static str) {
    let store = opened(&server.url("held")).await;
    store.write(entry(1)).await.expect("the server runs");
    let holding = server.clone();
    let holder = spawn_blocking(move || holding.sql("held", hold));
    let mut tip = 1;
    let error = loop {
        match store.write(entry(tip + 1)).await {
            Ok(()) => tip += 1,
            Err(error) => break error,
        }
        assert!(!holder.is_finished(), "it was held, and nobody waited");
    };
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    holder.await.expect("it holds and lets go");
    store.write(entry(tip + 1)).await.expect("nobody holds it");
    assert_eq!(self::tip(&*store).await, tip + 1);
}

/// A user who may not come in; and a database that is not there.
pub async fn strangers(url: &str) {
    let (start, password) = url.split_once("of_").expect("the password is of_NAME");
    let (password, rest) = password.split_once('@').expect("a host follows");
    let wrong = open(&format!("{start}geheim-{password}@{rest}")).await.expect_err("the password is wrong");
    assert!(matches!(wrong, StoreError::Denied(_)), "{wrong:?}");
    tells_no_password(&wrong, "geheim");

    let nowhere = open(&format!("{url}_elsewhere")).await.expect_err("there is no such database");
    assert!(matches!(nowhere, StoreError::Invalid(_) | StoreError::Denied(_)), "{nowhere:?}");
    tells_no_password(&nowhere, &format!("of_{password}"));

    for broken in [format!("{start}geheim#1@{rest}"), format!("{start}geheim/1@{rest}")] {
        let error = open(&broken).await.expect_err("this is no address");
        tells_no_password(&error, "geheim");
    }
    let store = opened(url).await;
    assert!(!format!("{store:?}").contains(&format!("of_{password}")), "{store:?}");
}

fn tells_no_password(error: &StoreError, password: &str) {
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains(password), "{text}");
    }
}

/// A database that a later version made: refused, and left as it is.
pub async fn newer(server: &Server, tables: &str) {
    let url = server.url("newer");
    server.sql("newer", "CREATE TABLE callcenter_format (format BIGINT NOT NULL PRIMARY KEY)");
    server.sql("newer", "INSERT INTO callcenter_format VALUES (1), (99)");
    server.sql("newer", "GRANT ALL ON callcenter_format TO newer");
    let before = server.sql("newer", tables);
    let error = open(&url).await.expect_err("format 99 is newer");
    assert!(matches!(error, StoreError::TooNew { found: 99, known: callcenter_store::FORMAT }), "{error:?}");
    assert_eq!(server.sql("newer", tables), before);
    assert_eq!(server.sql("newer", "SELECT COUNT(*) FROM callcenter_format"), "2");
}

/// Programs that start at the same time on an empty database: one makes the tables, all of them go on.
pub async fn together(url: &str) {
    let all: Vec<_> = (0..6).map(|_| tokio::spawn(open(url.to_owned().leak()))).collect();
    for one in all {
        let store = one.await.expect("it returns").unwrap_or_else(|error| panic!("{error:?}"));
        store.write(Write::default().put([stream(1)])).await.expect("the tables are there");
    }
}

/// A database that takes no changes for us; `refused` says which error that is.
pub async fn unchangeable(url: &str, refused: fn(&StoreError) -> bool) {
    let store = opened(url).await;
    let error = store.write(entry(2)).await.expect_err("it takes no changes");
    assert!(refused(&error), "{error:?}");
    assert_eq!(tip(&*store).await, 1, "it can be read as before");
}

/// Makes a database with one entry in it.
pub async fn with_one_entry(url: &str) {
    let store = opened(url).await;
    store.write(entry(1)).await.expect("the server runs");
    store.close().await;
    let error = store.count(&Select::from(GAPS)).await.expect_err("it is closed");
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
}
