//! The spool under crashes, damage and want of room: what it has taken is there, in order, once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use callcenter_core::{Engine, Entry, Fact, Policy, Snapshot, Timestamp};
use callcenter_store::{Record, SEGMENT_BYTES, SPOOL_BYTES_MAX, Source, Spool, StoreError, StreamId};
use proptest::prelude::*;

/// A folder of a test's own, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(1);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("callcenter-spool-{}-{number}", std::process::id())))
    }

    fn open(&self) -> Result<Spool, StoreError> {
        Spool::open(&self.0, &stream(), SPOOL_BYTES_MAX)
    }

    fn file(&self, number: u64) -> PathBuf {
        self.0.join(format!("{number:012}.spool"))
    }

    fn files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(&self.0).expect("the folder is there");
        let mut files: Vec<_> = files.map(|file| file.expect("it can be read").path()).collect();
        files.retain(|path| path.extension().is_some());
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn stream() -> StreamId {
    StreamId { switch: "pbx".to_owned(), source: Source::Live }
}

fn entries(first: u64, last: u64) -> Vec<Entry> {
    let entry = |seq: u64| Entry {
        seq,
        at: Timestamp::from_secs(1_795_226_730 + seq.cast_signed()),
        fact: Fact::LinkUp { epoch: u32::try_from(seq).expect("small") },
    };
    (first..=last).map(entry).collect()
}

fn snapshot(seq: u64) -> Snapshot {
    let mut snapshot = Engine::new(Policy::default()).snapshot();
    snapshot.follow(entries(1, seq)).expect("they follow");
    snapshot
}

fn begin(seq: u64) -> Record {
    Record::Snapshot(Box::new(snapshot(seq)))
}

/// Everything that can be read, and the entries of it.
fn rest(spool: &mut Spool) -> Vec<Entry> {
    let mut found = Vec::new();
    while let Some(record) = spool.read().expect("it is whole") {
        if let Record::Entries(entries) = record {
            found.extend(entries);
        }
    }
    found
}

#[test]
fn what_was_appended_is_there_after_a_crash_in_order_and_once() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    assert!(spool.is_empty());
    spool.append(&[begin(9), Record::Entries(entries(5, 12))]).expect("there is room");
    spool
        .append(&[Record::Entries(entries(13, 20)), Record::Seen(Timestamp::from_secs(7))])
        .expect("there is room");
    drop(spool);

    let mut spool = folder.open().expect("the other one is gone");
    assert_eq!((spool.last(), spool.seen()), (20, Timestamp::from_secs(7)));
    let depth = spool.depth();
    assert_eq!((depth.entries, depth.oldest), (16, Some(entries(5, 5)[0].at)));
    assert_eq!(spool.restore().expect("it is whole").state, snapshot(20).state);
    assert_eq!(rest(&mut spool), entries(5, 20));
    spool.append(&[Record::Entries(entries(21, 22))]).expect("there is room");
    assert_eq!(rest(&mut spool), entries(21, 22), "reading goes on where it ended");
    spool.forget(21).expect("files can be removed");
    assert_eq!((spool.is_empty(), spool.depth().entries), (false, 1));
    spool.forget(22).expect("files can be removed");
    assert!(spool.is_empty());
    assert!(folder.files().is_empty());
}

#[test]
fn a_segment_that_was_not_read_to_its_end_is_not_forgotten() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    spool.append(&[begin(0), Record::Entries(entries(1, 3))]).expect("there is room");
    spool.append(&[Record::Seen(Timestamp::from_secs(1))]).expect("there is room");
    assert!(matches!(spool.read(), Ok(Some(Record::Snapshot(_)))));
    assert!(matches!(spool.read(), Ok(Some(Record::Entries(_)))));
    spool.forget(3).expect("nothing is to be removed");
    assert!(!spool.is_empty(), "a record after the entries was not read yet");
    assert!(matches!(spool.read(), Ok(Some(Record::Seen(_)))));
    spool.forget(3).expect("the file can be removed");
    assert!(spool.is_empty());
}

#[test]
fn segments_follow_each_other_and_go_one_by_one() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    spool.append(&[begin(0), Record::Entries(entries(1, 4))]).expect("there is room");
    spool.append(&[begin(4), Record::Entries(entries(5, 8))]).expect("there is room");
    spool.append(&[begin(8)]).expect("there is room");
    spool.append(&[Record::Entries(entries(9, 9))]).expect("there is room");
    assert_eq!(folder.files(), [folder.file(1), folder.file(2), folder.file(3)]);
    drop(spool);
    let mut spool = folder.open().expect("the other one is gone");
    assert_eq!(spool.restore().expect("it is whole").state, snapshot(9).state);
    assert_eq!(rest(&mut spool), entries(1, 9));
    spool.forget(7).expect("files can be removed");
    assert_eq!(folder.files(), [folder.file(2), folder.file(3)]);
    drop(spool);
    let mut spool = folder.open().expect("the other one is gone");
    assert_eq!(rest(&mut spool), entries(5, 9), "what was not forgotten comes again");
    spool.forget(9).expect("files can be removed");
    assert!(spool.is_empty());
    spool.append(&[begin(9), Record::Entries(entries(10, 10))]).expect("it begins again");
    assert_eq!(rest(&mut spool), entries(10, 10));
}

#[test]
fn a_file_cut_off_anywhere_ends_with_its_last_whole_append() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    let mut ends = Vec::new();
    spool.append(&[begin(0), Record::Entries(entries(1, 2))]).expect("there is room");
    ends.push((spool.depth().bytes, 2));
    for last in [5, 6, 9] {
        spool.append(&[Record::Entries(entries(spool.last() + 1, last))]).expect("there is room");
        ends.push((spool.depth().bytes, last));
    }
    drop(spool);
    let whole = fs::read(folder.file(1)).expect("it is there");
    for cut in ends[0].0..=whole.len() as u64 {
        fs::write(folder.file(1), &whole[..usize::try_from(cut).expect("small")]).expect("it is ours");
        let mut spool = folder.open().unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
        let last = ends.iter().rev().find(|(end, _)| *end <= cut).map(|(_, last)| *last);
        assert_eq!(Some(spool.last()), last, "cut at {cut}");
        let next = spool.last() + 1;
        assert_eq!(rest(&mut spool), entries(1, next - 1), "cut at {cut}");
        spool.append(&[Record::Entries(entries(next, next))]).expect("it goes on");
        drop(spool);
        let mut spool = folder.open().expect("it is whole again");
        assert_eq!(rest(&mut spool), entries(1, next), "cut at {cut}");
    }
}

#[test]
fn a_power_cut_that_left_zeros_is_a_torn_end() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    spool.append(&[begin(0), Record::Entries(entries(1, 2))]).expect("there is room");
    drop(spool);
    let whole = fs::read(folder.file(1)).expect("it is there");
    for zeros in [512 * 2, 5_000] {
        let mut longer = whole.clone();
        longer.resize(whole.len() + zeros, 0);
        fs::write(folder.file(1), &longer).expect("it is ours");
        let spool = folder.open().unwrap_or_else(|error| panic!("{zeros} zeros: {error}"));
        assert_eq!(spool.depth().bytes, whole.len() as u64);
    }
}

#[test]
fn damage_is_told_with_file_and_offset_and_nothing_is_removed() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    spool.append(&[begin(0), Record::Entries(entries(1, 2))]).expect("there is room");
    let second = spool.depth().bytes;
    spool.append(&[Record::Entries(entries(3, 4))]).expect("there is room");
    let third = spool.depth().bytes;
    spool.append(&[Record::Entries(entries(5, 6))]).expect("there is room");
    drop(spool);
    let whole = fs::read(folder.file(1)).expect("it is there");
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        fs::write(folder.file(1), &damaged).expect("it is ours");
        let error = folder.open().expect_err("it is damaged").to_string();
        assert!(error.contains(&*folder.file(1).to_string_lossy()) || place < 40, "byte {place}: {error}");
        let frame = [third, second, 0].into_iter().find(|begin| *begin <= place as u64);
        if frame.is_some_and(|begin| begin > 0) {
            assert!(
                error.contains(&format!("at byte {}.", frame.unwrap_or_default())),
                "byte {place}: {error}"
            );
        }
        assert_eq!(fs::read(folder.file(1)).expect("it is there"), damaged, "nothing was changed");
    }
    // What the error says to do.
    fs::write(folder.file(1), &whole[..usize::try_from(second).expect("small")]).expect("it is ours");
    assert_eq!(rest(&mut folder.open().expect("it is whole")), entries(1, 2));
}

#[test]
fn a_file_that_is_not_the_last_is_damaged_when_it_is_cut() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    spool.append(&[begin(0), Record::Entries(entries(1, 2))]).expect("there is room");
    spool.append(&[Record::Entries(entries(3, 4))]).expect("there is room");
    spool.append(&[begin(4), Record::Entries(entries(5, 6))]).expect("there is room");
    drop(spool);
    let whole = fs::read(folder.file(1)).expect("it is there");
    fs::write(folder.file(1), &whole[..whole.len() - 1]).expect("it is ours");
    assert!(matches!(folder.open(), Err(StoreError::Corrupt(_))));
    fs::write(folder.file(1), &whole).expect("it is ours");
    fs::rename(folder.file(2), folder.file(3)).expect("it is ours");
    let error = folder.open().expect_err("a file is missing").to_string();
    assert!(error.contains("the file of number 2 is missing"), "{error}");
}

#[test]
fn the_spool_of_another_stream_is_refused_with_its_name() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    spool.append(&[begin(0)]).expect("there is room");
    drop(spool);
    let other = StreamId { switch: "other".to_owned(), source: Source::Live };
    let error = Spool::open(&folder.0, &other, SPOOL_BYTES_MAX).expect_err("it is not its own");
    assert!(matches!(error, StoreError::Invalid(_)));
    assert!(error.to_string().contains("is of pbx/live, not of other/live"), "{error}");
}

#[test]
fn a_spool_of_a_later_version_is_left_alone() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    spool.append(&[begin(0)]).expect("there is room");
    drop(spool);
    let mut bytes = fs::read(folder.file(1)).expect("it is there");
    bytes[15] = 2;
    fs::write(folder.file(1), &bytes).expect("it is ours");
    assert!(matches!(folder.open(), Err(StoreError::TooNew { found: 2, known: 1 })));
    assert_eq!(fs::read(folder.file(1)).expect("it is there"), bytes);
}

#[test]
fn one_process_uses_a_spool_at_a_time() {
    let folder = Folder::new();
    let spool = folder.open().expect("nobody else uses it");
    let error = folder.open().expect_err("it is in use");
    assert!(
        matches!(&error, StoreError::Conflict(what) if what.contains("used by another process")),
        "{error}"
    );
    drop(spool);
    folder.open().expect("it is free again");
}

#[test]
fn beyond_its_limit_nothing_is_taken_and_nothing_is_lost() {
    let folder = Folder::new();
    let mut spool = Spool::open(&folder.0, &stream(), 4_096).expect("nobody else uses it");
    spool.append(&[begin(0)]).expect("there is room");
    let mut last = 0;
    let full = loop {
        match spool.append(&[Record::Entries(entries(last + 1, last + 10))]) {
            Ok(()) => last += 10,
            Err(error) => break error,
        }
    };
    assert!(matches!(&full, StoreError::SpoolFull(what) if what.contains("4096 are allowed")), "{full}");
    assert!(spool.depth().bytes <= 4_096);
    assert_eq!(spool.last(), last);
    assert_eq!(rest(&mut spool), entries(1, last));
    spool.forget(last).expect("the file can be removed");
    spool.append(&[begin(last), Record::Entries(entries(last + 1, last + 10))]).expect("there is room again");
}

#[test]
fn what_does_not_follow_is_refused() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    let refused =
        |done: Result<(), StoreError>| assert!(matches!(done, Err(StoreError::Invalid(_))), "{done:?}");
    refused(spool.append(&[Record::Entries(entries(1, 2))]));
    refused(spool.append(&[begin(3), Record::Entries(entries(5, 6))]));
    spool.append(&[begin(3), Record::Entries(entries(4, 6))]).expect("it follows");
    refused(spool.append(&[Record::Entries(entries(6, 7))]));
    refused(spool.append(&[Record::Entries(entries(8, 9))]));
    refused(spool.append(&[begin(5)]));
    refused(spool.append(&[Record::Entries(Vec::new())]));
    spool.append(&[]).expect("nothing is always possible");
    assert_eq!(rest(&mut spool), entries(4, 6));
}

#[test]
fn a_long_segment_asks_for_a_snapshot() {
    let folder = Folder::new();
    let mut spool = folder.open().expect("nobody else uses it");
    spool.append(&[begin(0)]).expect("there is room");
    assert!(!spool.wants_snapshot());
    // What does not compress.
    let noise = (0..SEGMENT_BYTES).scan(1_u64, |dice, _| {
        *dice = dice.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        Some((*dice >> 56) as u8)
    });
    let at = Timestamp::from_secs(1_795_226_730);
    let piece = callcenter_store::Row::from_values(
        callcenter_store::ARCHIVE
            .columns
            .iter()
            .map(|column| match column.kind {
                callcenter_store::Kind::Bytes => callcenter_store::Value::Bytes(noise.clone().collect()),
                callcenter_store::Kind::Moment => at.into(),
                _ => callcenter_store::Value::Int(1),
            })
            .collect(),
    );
    spool.append(&[Record::Archive(piece.expect("a row of numbers and bytes"))]).expect("there is room");
    assert!(spool.wants_snapshot());
    spool.append(&[begin(0)]).expect("there is room");
    assert!(!spool.wants_snapshot());
    assert_eq!(folder.files().len(), 2);
}

/// What may happen to a spool.
#[derive(Debug, Clone)]
enum Step {
    /// So many entries are appended, with a snapshot before them or not.
    Append(u64, bool),
    /// So many records are read.
    Read(usize),
    /// What was read is in the database.
    Forget,
    /// The process is killed and comes again; this share of the bytes that were being written are there (of 256).
    Crash(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1_u64..30, any::<bool>()).prop_map(|(entries, snapshot)| Step::Append(entries, snapshot)),
        3 => (1_usize..6).prop_map(Step::Read),
        3 => Just(Step::Forget),
        2 => any::<u8>().prop_map(Step::Crash),
    ]
}

/// Appends half a frame, as a process does that is killed while it writes.
fn tear(path: &Path, share: u8) {
    let whole = fs::read(path).expect("it is there");
    let mut torn = whole.clone();
    let more = whole[whole.len() / 2..].len() * usize::from(share) / 256;
    // The head of a frame that is longer than what follows: any frame of this file has one. 15 bytes are less than one.
    torn.extend(whole.iter().rev().take(more.min(15)));
    fs::write(path, torn).expect("it is ours");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A spool as a model: the entries that were appended and not forgotten, in order.
    #[test]
    fn whatever_happens_it_holds_what_was_appended_and_not_forgotten(steps in prop::collection::vec(step(), 1..40)) {
        let folder = Folder::new();
        let mut spool = folder.open().expect("nobody else uses it");
        // The last entry appended, the last one read, the last one said to be in the database.
        let (mut appended, mut read, mut forgotten) = (0, 0, 0);
        for step in steps {
            match step {
                Step::Append(count, with_snapshot) => {
                    let mut records = vec![Record::Entries(entries(appended + 1, appended + count))];
                    if with_snapshot || spool.is_empty() {
                        records.insert(0, begin(appended));
                    }
                    spool.append(&records).expect("there is room");
                    appended += count;
                }
                Step::Read(records) => {
                    for _ in 0..records {
                        match spool.read().expect("it is whole") {
                            Some(Record::Entries(found)) => {
                                prop_assert!(found[0].seq <= read + 1, "none is left out");
                                let last = found[0].seq + found.len() as u64 - 1;
                                prop_assert_eq!(&found, &entries(found[0].seq, last));
                                read = last;
                            }
                            Some(_) => {}
                            None => prop_assert_eq!(read, appended, "everything was read"),
                        }
                    }
                }
                Step::Forget => {
                    forgotten = forgotten.max(read);
                    spool.forget(read).expect("files can be removed");
                }
                Step::Crash(share) => {
                    drop(spool);
                    if let Some(last) = folder.files().last() {
                        tear(last, share);
                    }
                    spool = folder.open().expect("a torn end is cut off");
                    read = forgotten;
                    if !spool.is_empty() {
                        prop_assert_eq!(spool.last(), appended);
                        prop_assert_eq!(spool.restore().expect("it is whole").state, snapshot(appended).state);
                    } else {
                        prop_assert_eq!(forgotten, appended, "nothing that is not in the database is gone");
                    }
                }
            }
            let waiting = if spool.is_empty() { 0 } else { appended - forgotten };
            prop_assert!(spool.depth().entries >= waiting);
        }
        let left = rest(&mut spool);
        let first = left.first().map_or(appended + 1, |entry| entry.seq);
        prop_assert!(first <= read + 1);
        prop_assert_eq!(left, entries(first, appended));
    }
}
