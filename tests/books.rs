//! Books of a live switch, whatever happens to the database and the program: nothing lost, none doubled.

#[path = "books/floor.rs"]
mod floor;
#[path = "books/moody.rs"]
mod moody;
#[path = "../callcenter-store/tests/servers/mod.rs"]
mod servers;

use std::io::{BufRead, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use callcenter::ami::{FeedLimits, Link, LinkError, Login, Proof};
use callcenter::core::Span;
use callcenter::store::{
    ARCHIVE, ArchiveRow, Condition, GAPS, GapRow, Holder, Journal, Select, SqliteStore, Store, StoreError,
    open, rows, stream, unpack_trace, verify,
};
use callcenter::{Books, BooksConfig, Fact, Input, Policy, Replay, Shell};
use callcenter_ami::mirror::{Mirror, Pace};

use floor::{Floor, Folder, busy_hour, id};
use moody::{Mood, Moody};

async fn sqlite(folder: &Folder) -> Arc<Moody> {
    let url = format!("sqlite:{}", folder.path("calls.db").display());
    Moody::over(Arc::new(SqliteStore::open(&url).await.expect("a new file can be made")))
}

fn config(store: &Arc<Moody>, folder: &Folder) -> BooksConfig {
    let store: Arc<dyn Store> = Arc::clone(store) as Arc<dyn Store>;
    BooksConfig::new(store, id(), Policy::default(), folder.path("spool"))
}

/// What is kept says one thing only, and the same as the engine.
async fn agrees(store: &dyn Store, floor: &Floor) {
    let row = stream(store, &id()).await.expect("it can be read").expect("it is there");
    let found = verify(store, &row, |_| ()).await.expect("it can be read");
    assert_eq!(found.differences.words, [""; 0]);
    assert_eq!(found.seq, floor.seq(), "every entry is there");
    assert_eq!(found.hash, floor.engine.state().hash(), "the state is the engine's");
}

/// Waits until everything that was concluded is in the database.
async fn committed(books: &Books, floor: &Floor) {
    let mut watch = books.watch();
    let done = watch.wait_for(|depth| depth.committed_seq == floor.seq() && depth.spooled_bytes == 0).await;
    done.expect("the books go on");
}

/// Waits until everything that was concluded survives a crash.
async fn durable(books: &Books, floor: &Floor) {
    let mut watch = books.watch();
    watch.wait_for(|depth| depth.durable_seq == floor.seq()).await.expect("the books go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_concluded_is_kept() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let mut floor = Floor::new(snapshot, busy_hour());
    while floor.work(&mut books, 200).await.expect("the books go on") {}
    let depth = books.close(Duration::from_secs(30)).await.expect("everything is durable");
    assert_eq!((depth.committed_seq, depth.spooled_bytes, depth.away_since), (floor.seq(), 0, None));
    agrees(&*store, &floor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_comes_and_goes_has_everything_in_the_end() {
    for seed in 0..6 {
        let folder = Folder::new();
        let store = sqlite(&folder).await;
        let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
        let mut floor = Floor::new(snapshot, busy_hour());
        let moods = [Mood::Away, Mood::LosesAnswers, Mood::Well, Mood::Fails];
        let mut n = seed;
        while floor.work(&mut books, 150 + 37 * seed).await.expect("the books go on") {
            n += 1;
            store.be(moods[n % moods.len()]);
            if n % 3 == 0 {
                durable(&books, &floor).await;
            }
        }
        store.be(Mood::Away);
        durable(&books, &floor).await;
        store.be(Mood::Well);
        committed(&books, &floor).await;
        books.close(Duration::from_secs(30)).await.expect("everything is durable");
        agrees(&*store, &floor).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_does_not_answer_is_away() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let mut floor = Floor::new(snapshot, busy_hour());
    floor.work(&mut books, 500).await.expect("the books go on");
    store.be(Mood::Hangs);
    floor.work(&mut books, 500).await.expect("the books go on");
    durable(&books, &floor).await;
    let depth = books.depth();
    assert!(depth.spooled_entries > 0, "{depth:?}");
    assert!(depth.last_error.is_some_and(|why| why.contains("did not answer within")));
    store.be(Mood::Well);
    floor.work(&mut books, 500).await.expect("the books go on");
    durable(&books, &floor).await;
    books.close(Duration::ZERO).await.expect("everything is durable");

    let (books, snapshot) = Books::open(config(&store, &folder)).await.expect("the other one is gone");
    let floor = floor.restarted(snapshot);
    committed(&books, &floor).await;
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    agrees(&*store, &floor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_farewell_while_the_database_is_away_leaves_everything_in_the_spool() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let mut floor = Floor::new(snapshot, busy_hour());
    floor.work(&mut books, 800).await.expect("the books go on");
    store.be(Mood::Away);
    floor.work(&mut books, 800).await.expect("the books go on");
    let depth = books.close(Duration::from_secs(30)).await.expect("everything is durable");
    assert_eq!(depth.durable_seq, floor.seq());
    assert!(depth.spooled_entries > 0 && depth.away_since.is_some() && depth.oldest.is_some(), "{depth:?}");

    store.be(Mood::Well);
    let (books, snapshot) = Books::open(config(&store, &folder)).await.expect("the other one is gone");
    let mut floor = floor.restarted(snapshot);
    committed(&books, &floor).await;
    let mut books = books;
    while floor.work(&mut books, 1_000).await.expect("the books go on") {}
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    agrees(&*store, &floor).await;
}

/// Opens the books in a runtime of their own, which is thrown away in the middle of whatever it does.
fn crashing(
    folder: &Folder,
    floor: impl FnOnce(callcenter::core::Snapshot) -> Floor,
    config: BooksConfig,
    frames: usize,
    before: impl FnOnce(),
) -> Floor {
    let runtime = tokio::runtime::Runtime::new().expect("threads can be made");
    let floor = runtime.block_on(async {
        let (mut books, snapshot) = Books::open(config).await.expect("nobody else writes");
        let mut floor = floor(snapshot);
        floor.work(&mut books, frames / 2).await.expect("the books go on");
        before();
        floor.work(&mut books, frames / 2).await.expect("the books go on");
        durable(&books, &floor).await;
        let seq = floor.seq();
        // Some more, of which nobody knows whether they become durable.
        floor.work(&mut books, 40).await.expect("the books go on");
        floor.durable = seq;
        std::mem::forget(books);
        floor
    });
    runtime.shutdown_timeout(Duration::from_secs(10));
    assert!(folder.path("spool").is_dir());
    floor
}

#[test]
fn a_program_that_crashes_again_and_again_while_the_database_is_away_goes_on_from_the_spool() {
    let folder = Folder::new();
    let runtime = tokio::runtime::Runtime::new().expect("threads can be made");
    let store = runtime.block_on(sqlite(&folder));
    let away = Arc::clone(&store);
    let mut floor = crashing(
        &folder,
        |snapshot| Floor::new(snapshot, busy_hour()),
        config(&store, &folder),
        1_200,
        move || away.be(Mood::Away),
    );
    for _ in 0..3 {
        let before = floor;
        floor = crashing(&folder, |snapshot| before.restarted(snapshot), config(&store, &folder), 600, || ());
    }
    store.be(Mood::Well);
    runtime.block_on(async {
        let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
        let mut floor = floor.restarted(snapshot);
        while floor.work(&mut books, 1_000).await.expect("the books go on") {}
        committed(&books, &floor).await;
        books.close(Duration::from_secs(30)).await.expect("everything is durable");
        agrees(&*store, &floor).await;
        let gaps: Vec<GapRow> = rows(&*store, &Select::from(GAPS).by("seq")).await.expect("it can be read");
        assert_eq!(gaps.iter().map(|gap| gap.cause.as_str()).collect::<Vec<_>>(), ["program"], "{gaps:?}");
    });
}

#[test]
fn a_program_that_crashes_while_the_database_is_there_goes_on_from_it() {
    let folder = Folder::new();
    let runtime = tokio::runtime::Runtime::new().expect("threads can be made");
    let store = runtime.block_on(sqlite(&folder));
    let mut floor =
        crashing(&folder, |snapshot| Floor::new(snapshot, busy_hour()), config(&store, &folder), 900, || ());
    for mood in [Mood::LosesAnswers, Mood::Away, Mood::Fails] {
        let (before, moody) = (floor, Arc::clone(&store));
        floor = crashing(
            &folder,
            |snapshot| before.restarted(snapshot),
            config(&store, &folder),
            700,
            move || moody.be(mood),
        );
        store.be(Mood::Well);
    }
    runtime.block_on(async {
        let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
        let mut floor = floor.restarted(snapshot);
        while floor.work(&mut books, 1_000).await.expect("the books go on") {}
        committed(&books, &floor).await;
        books.close(Duration::from_secs(30)).await.expect("everything is durable");
        agrees(&*store, &floor).await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn another_policy_counts_from_the_restart_on_also_when_that_was_from_the_spool() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let mut floor = Floor::new(snapshot, busy_hour());
    floor.work(&mut books, 500).await.expect("the books go on");
    store.be(Mood::Away);
    floor.work(&mut books, 500).await.expect("the books go on");
    books.close(Duration::from_secs(30)).await.expect("everything is durable");

    let policy = Policy { wrap_up: Some(Span::from_secs(7)), ..Policy::default() };
    let other = BooksConfig { policy: policy.clone(), ..config(&store, &folder) };
    let (mut books, snapshot) = Books::open(other.clone()).await.expect("the spool is enough");
    assert_eq!(snapshot.state.policy(), &policy);
    let mut floor = floor.restarted(snapshot);
    floor.work(&mut books, 500).await.expect("the books go on");
    store.be(Mood::Well);
    committed(&books, &floor).await;
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    agrees(&*store, &floor).await;

    let (books, snapshot) = Books::open(config(&store, &folder)).await.expect("the database is enough");
    assert_eq!(snapshot.state.policy(), &Policy::default());
    let floor = floor.restarted(snapshot);
    committed(&books, &floor).await;
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    agrees(&*store, &floor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_in_which_the_program_was_down_is_a_gap_of_its_own() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let mut floor = Floor::new(snapshot, busy_hour());
    floor.work(&mut books, 2_000).await.expect("the books go on");
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    let row = stream(&*store, &id()).await.expect("it can be read").expect("it is there");

    let (books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let lost = row.tip_at.max(row.seen_at);
    assert_eq!(snapshot.state.away_since(), Some(lost), "it begins when the program was last known to work");
    let floor = floor.restarted(snapshot);
    committed(&books, &floor).await;
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    let gaps: Vec<GapRow> = rows(&*store, &Select::from(GAPS).by("seq")).await.expect("it can be read");
    let gap = gaps.last().expect("there is one");
    assert_eq!((gap.cause.as_str(), gap.from_at, gap.until_at), ("program", lost, None));
    agrees(&*store, &floor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_writers_on_one_switch_one_is_refused() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let plain: Arc<dyn Store> = Arc::clone(&store) as Arc<dyn Store>;
    let elsewhere = Journal::open(plain, &id(), &Policy::default(), Holder::this_process("elsewhere"))
        .await
        .expect("nobody else writes");
    let refused = Books::open(config(&store, &folder)).await.expect_err("somebody else writes");
    assert!(
        matches!(&refused, StoreError::Conflict(what) if what.contains("is written by elsewhere")),
        "{refused}"
    );
    elsewhere.close().await.expect("it is ours");

    // The same program may take the stream from itself; then the first one has lost it.
    let (mut first, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let refused = Books::open(config(&store, &folder)).await.expect_err("the spool is in use");
    assert!(
        matches!(&refused, StoreError::Conflict(what) if what.contains("used by another process")),
        "{refused}"
    );
    let mut floor = Floor::new(snapshot, busy_hour());
    let other = BooksConfig { spool: folder.path("other"), ..config(&store, &folder) };
    let (mut second, snapshot) = Books::open(other).await.expect("it is the same program");
    let mut seconds = Floor::new(snapshot, busy_hour());
    seconds.work(&mut second, 300).await.expect("it has the stream");
    floor.work(&mut first, 20).await.expect("it does not know yet");
    let mut watch = first.watch();
    watch.wait_for(|_| false).await.expect_err("the books have ended");
    let lost = first.room().await.expect_err("nothing more can be kept");
    assert!(matches!(lost, StoreError::Conflict(_)), "{lost}");
    second.close(Duration::from_secs(30)).await.expect("everything is durable");
    agrees(&*store, &seconds).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_room_nothing_is_concluded_and_nothing_is_lost() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let small = BooksConfig { spool_bytes_max: 40_000, ..config(&store, &folder) };
    let (mut books, snapshot) = Books::open(small).await.expect("nobody else writes");
    let mut floor = Floor::new(snapshot, busy_hour());
    floor.work(&mut books, 100).await.expect("the books go on");
    store.be(Mood::Away);
    let mut watch = books.watch();
    loop {
        floor.work(&mut books, 50).await.expect("the books go on");
        let full = watch.wait_for(|depth| depth.stands_still || depth.durable_seq == floor.seq()).await;
        if full.expect("the books go on").stands_still {
            break;
        }
    }
    let depth = books.depth();
    assert!(depth.spooled_bytes <= 40_000 && depth.durable_seq < floor.seq(), "{depth:?}");
    assert!(depth.last_error.is_some_and(|why| why.contains("40000 are allowed")));
    let waits = tokio::time::timeout(Duration::from_millis(20), books.room()).await;
    assert!(waits.is_err(), "there is no room to conclude anything");

    store.be(Mood::Well);
    books.room().await.expect("there is room again");
    while floor.work(&mut books, 500).await.expect("the books go on") {}
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    agrees(&*store, &floor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_outage_takes_several_segments_and_each_can_be_restored_from() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let mut floor = Floor::new(snapshot, busy_hour());
    floor.work(&mut books, 100).await.expect("the books go on");
    store.be(Mood::Away);
    let segments = |folder: &Folder| {
        let files = std::fs::read_dir(folder.path("spool")).expect("it is there");
        files.flatten().filter(|file| file.path().extension().is_some()).count()
    };
    let mut rounds = 0;
    while segments(&folder) < 2 {
        floor.noise(&mut books, 5_000).await.expect("the books go on");
        durable(&books, &floor).await;
        rounds += 1;
        assert!(rounds < 60, "{:?}", books.depth());
    }
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    let (books, snapshot) = Books::open(config(&store, &folder)).await.expect("the spool is enough");
    let floor = floor.restarted(snapshot);
    store.be(Mood::Well);
    committed(&books, &floor).await;
    assert_eq!(segments(&folder), 0);
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    agrees(&*store, &floor).await;
}

fn switch(recorded: &[u8]) -> callcenter::ami::Config {
    let mirror = Mirror::bind(("127.0.0.1", 0), recorded, Pace::AtOnce).expect("a port is free");
    let port = mirror.address().expect("a listener has an address").port();
    std::thread::spawn(move || mirror.serve());
    let login = Login { username: "books".into(), secret: "hush".into(), proof: Proof::Plain };
    let mut config = callcenter::ami::Config::new("127.0.0.1", login);
    config.port = port;
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_s_books_and_its_archive_say_the_same() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let recorded = busy_hour();
    let closes = floor::calls(&recorded);
    let (mut books, snapshot) = Books::open(config(&store, &folder)).await.expect("nobody else writes");
    let mut shell = Shell::restore(switch(&recorded), snapshot).expect("no encryption is asked for");
    let (mut closed, mut turns) = (0, 0_usize);
    while closed < closes || shell.state().calls_count() > 0 {
        let entries = books.next(&mut shell).await.expect("the books go on").expect("the shell goes on");
        closed += entries
            .iter()
            .filter(|entry| matches!(entry.fact, Fact::CallClosed { record: Some(_), .. }))
            .count();
        turns += 1;
        store.be(if turns % 4 < 2 { Mood::Well } else { Mood::LosesAnswers });
    }
    store.be(Mood::Well);
    let mut watch = books.watch();
    let seq = shell.state().seq();
    watch.wait_for(|depth| depth.committed_seq == seq).await.expect("the books go on");
    books.close(Duration::from_secs(30)).await.expect("everything is durable");

    let row = stream(&*store, &id()).await.expect("it can be read").expect("it is there");
    let found = verify(&*store, &row, |_| ()).await.expect("it can be read");
    assert_eq!(found.differences.words, [""; 0]);
    assert_eq!((found.seq, found.hash), (seq, shell.state().hash()));

    let of_it = Select::from(ARCHIVE).only(Condition::Is("stream", id().number().into())).by("piece");
    let pieces: Vec<ArchiveRow> = rows(&*store, &of_it).await.expect("it can be read");
    let mut again = Replay::new(Policy::default());
    for piece in &pieces {
        let trace = unpack_trace(&piece.data).expect("it is whole");
        again.read(trace.as_slice(), |_| ()).expect("memory can be read");
    }
    // The last call was closed when its time had come.
    let mut engine = again.engine().clone();
    engine.handle(engine.now() + Span::from_secs(60), Input::Tick, &mut Vec::new());
    assert_eq!(engine.state().seq(), seq, "the archive makes the same entries");
    assert_eq!(engine.state().hash(), found.hash, "and the same state");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_brings_more_than_can_be_kept_is_lost_and_taken_up_again() {
    let folder = Folder::new();
    let store = sqlite(&folder).await;
    let small = BooksConfig { spool_bytes_max: 6_000, archive: false, ..config(&store, &folder) };
    let (mut books, snapshot) = Books::open(small).await.expect("nobody else writes");
    let mut link = switch(&busy_hour());
    link.limits = FeedLimits { frames: 1_000, bytes: 1 << 20 };
    let mut shell = Shell::restore(link, snapshot).expect("no encryption is asked for");
    let mut watch = books.watch();
    while shell.state().seq() < 100 {
        books.next(&mut shell).await.expect("the books go on");
    }
    store.be(Mood::Away);
    let away = shell.state().seq();
    // Each turn waits until what it concluded is durable: meanwhile the link brings more than the feed takes.
    loop {
        let seq = shell.state().seq();
        let full = watch.wait_for(|depth| depth.stands_still || depth.durable_seq >= seq).await;
        if full.expect("the books go on").stands_still {
            break;
        }
        books.next(&mut shell).await.expect("the books go on");
    }
    while !matches!(shell.status().link, Link::Down { why: LinkError::Overflow { .. }, .. }) {
        tokio::task::yield_now().await;
    }
    let seq = shell.state().seq();
    assert!(books.depth().stands_still);

    store.be(Mood::Well);
    let mut again = false;
    while !again {
        let entries = books.next(&mut shell).await.expect("the books go on").expect("the shell goes on");
        assert!(entries.iter().all(|entry| entry.seq > seq), "nothing is concluded twice");
        again = entries.iter().any(|entry| matches!(entry.fact, Fact::LinkUp { epoch } if epoch > 1));
    }
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    let row = stream(&*store, &id()).await.expect("it can be read").expect("it is there");
    let found = verify(&*store, &row, |_| ()).await.expect("it can be read");
    assert_eq!(found.differences.words, [""; 0]);
    assert_eq!((found.seq, found.hash), (shell.state().seq(), shell.state().hash()));
    let gaps: Vec<GapRow> = rows(&*store, &Select::from(GAPS).by("seq")).await.expect("it can be read");
    assert!(gaps.iter().any(|gap| gap.cause == "link" && gap.seq > away.cast_signed()), "{gaps:?}");
}

/// What `watch --plain --acknowledge` says, up to the first line that the last part of which is true.
fn said(out: &mut impl BufRead, mut enough: impl FnMut(&str) -> bool) -> u64 {
    let mut durable = 0;
    let mut line = String::new();
    loop {
        line.clear();
        assert_ne!(out.read_line(&mut line).expect("its output can be read"), 0, "it ended before");
        if let Some(seq) = line.strip_prefix("durable ") {
            durable = seq.trim().parse().expect("a number");
        }
        if enough(&line) {
            return durable;
        }
    }
}

#[test]
fn watch_keeps_books_through_kills_and_farewells() {
    let folder = Folder::new();
    let store = format!("sqlite:{}", folder.path("calls.db").display());
    let place = format!("127.0.0.1:{}", switch(&busy_hour()).port);
    let watch = || {
        Command::new(env!("CARGO_BIN_EXE_callcenter"))
            .args(["watch", "--plain", "--acknowledge", "--every", "1", "--user", "books", "--ami", &place])
            .args(["--store", &store])
            .env("CALLCENTER_AMI_SECRET", "hush")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it is built")
    };
    let mut durable = 0;
    for _ in 0..3 {
        let mut program = watch();
        let mut out = BufReader::new(program.stdout.take().expect("it is piped"));
        let before = durable;
        durable = durable.max(said(&mut out, |line| {
            let seq = line.strip_prefix("durable ").and_then(|seq| seq.trim().parse::<u64>().ok());
            seq.is_some_and(|seq| seq > before + 400)
        }));
        program.kill().expect("it runs");
        program.wait().expect("it ends");
    }
    let mut program = watch();
    let mut out = BufReader::new(program.stdout.take().expect("it is piped"));
    said(&mut out, |line| line.starts_with("-- books: kept up to fact"));
    let ended = Command::new("kill").arg(program.id().to_string()).status().expect("kill is everywhere");
    assert!(ended.success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("its output can be read");
    let done = program.wait_with_output().expect("it ends");
    let (code, err) = (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned());
    assert_eq!((code, err.as_str()), (Some(0), ""));

    let verified = Command::new(env!("CARGO_BIN_EXE_callcenter"))
        .args(["verify", "--store", &store])
        .output()
        .expect("it is built");
    let told = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success(), "{told}{}", String::from_utf8_lossy(&verified.stderr));
    let seq = told.strip_prefix("seq ").and_then(|rest| rest.split(' ').next()?.parse::<u64>().ok());
    assert!(seq.is_some_and(|seq| seq > durable), "{told} although {durable} were durable");
}

async fn a_server_that_is_killed_and_started_again(server: servers::Server) {
    let folder = Folder::new();
    let url = server.url("books");
    let config = BooksConfig::new(url.as_str(), id(), Policy::default(), folder.path("spool"));
    let (mut books, snapshot) = Books::open(config.clone()).await.expect("nobody else writes");
    let mut floor = Floor::new(snapshot, busy_hour());
    floor.work(&mut books, 1_500).await.expect("the books go on");
    server.stop();
    floor.work(&mut books, 1_500).await.expect("the books go on");
    durable(&books, &floor).await;
    assert!(books.depth().away_since.is_some());
    books.close(Duration::from_secs(30)).await.expect("everything is durable");

    let (mut books, snapshot) = Books::open(config).await.expect("the spool is enough");
    let mut floor = floor.restarted(snapshot);
    floor.work(&mut books, 1_000).await.expect("the books go on");
    durable(&books, &floor).await;
    server.start_again();
    while floor.work(&mut books, 1_000).await.expect("the books go on") {}
    committed(&books, &floor).await;
    books.close(Duration::from_secs(30)).await.expect("everything is durable");
    agrees(&*open(&url).await.expect("it is there again"), &floor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_is_killed_and_started_again_has_everything() {
    if !servers::left_out() {
        a_server_that_is_killed_and_started_again(servers::Server::postgres()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mariadb_that_is_killed_and_started_again_has_everything() {
    if !servers::left_out() {
        a_server_that_is_killed_and_started_again(servers::Server::mariadb()).await;
    }
}
