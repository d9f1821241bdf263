use callcenter::ami::{Content, trace};
use callcenter::archive::{ArchiveWriter, PIECE_BYTES_MAX, PUT_BYTES};
use callcenter::core::Timestamp;
use callcenter::store::{ARCHIVE, ArchiveRow, Select, next_piece, rows, unpack_snapshot, unpack_trace};
use callcenter::{Entry, Policy, Replay};

use super::common;
use super::kept::{id, keep, traces};

/// Traces one behind the other, which is some hours.
fn long() -> Vec<u8> {
    let names = ["queue_abandon", "atx_replaces", "park", "busy_hour", "restart", "link_cut"];
    let mut found: Vec<_> = common::traces()
        .into_iter()
        .filter(|(name, _)| names.iter().any(|part| name.contains(part)))
        .map(|(_, folder)| common::bytes(&folder))
        .collect();
    assert!(found.len() > 20, "only {} traces found", found.len());
    found.sort_by_key(|bytes| trace(bytes).find_map(|item| item.time));
    found.concat()
}

async fn pieces(store: &dyn callcenter::store::Store) -> Vec<ArchiveRow> {
    rows(store, &Select::from(ARCHIVE).by("piece")).await.expect("it can be read")
}

#[tokio::test]
async fn what_was_archived_gives_the_same_entries_again_as_a_whole_and_from_each_piece() {
    let bytes = long();
    let outcome = common::run(&bytes);
    let store = keep(&bytes, 500).await;
    let pieces = pieces(&*store).await;
    assert!(pieces.len() > 3, "a trace of hours has more than {} pieces", pieces.len());
    let mut whole = Vec::new();
    for (n, row) in (1..).zip(&pieces) {
        assert_eq!((row.piece, row.stream), (n, id().number()));
        let trace = unpack_trace(&row.data).expect("it is whole");
        assert_eq!(trace.len() as i64, row.bytes);
        whole.extend(trace);

        let snapshot =
            unpack_snapshot(row.snapshot.as_ref().expect("the engine was at hand")).expect("it is whole");
        assert_eq!(snapshot.seq as i64, row.after);
        let mut replay = Replay::resume(snapshot).expect("it can be taken up");
        let mut again: Vec<Entry> = Vec::new();
        for row in &pieces[n as usize - 1..] {
            let trace = unpack_trace(&row.data).expect("it is whole");
            replay.read(&trace[..], |entry| again.push(entry)).expect("memory can be read");
        }
        replay.finish(|entry| again.push(entry));
        assert!(again == outcome.entries[row.after as usize..], "from piece {n} on");
    }
    let messages = |bytes: &[u8]| {
        trace(bytes)
            .filter(|item| matches!(item.content, Content::Frame(_) | Content::Note(_)))
            .map(|item| (item.time, format!("{:?}", item.content)))
            .collect::<Vec<_>>()
    };
    assert!(messages(&whole) == messages(&bytes), "every message and note is there as it came");
}

#[tokio::test]
async fn every_trace_says_the_same_from_the_archive() {
    for (name, folder) in common::traces() {
        let bytes = common::bytes(&folder);
        let outcome = common::run(&bytes);
        let store = keep(&bytes, usize::MAX).await;
        let mut replay = Replay::new(Policy::default());
        let mut again: Vec<Entry> = Vec::new();
        for row in pieces(&*store).await {
            let trace = unpack_trace(&row.data).expect("it is whole");
            replay.read(&trace[..], |entry| again.push(entry)).expect("memory can be read");
        }
        replay.finish(|entry| again.push(entry));
        assert_eq!(again.len(), outcome.entries.len(), "{name}");
        for (again, before) in again.iter().zip(&outcome.entries) {
            assert_eq!(again, before, "{name}");
        }
    }
}

#[tokio::test]
async fn the_piece_under_way_is_put_again_as_it_grows() {
    let mut archive = ArchiveWriter::new(7, 3);
    let at = |millis: i64| Timestamp::from_micros(1_795_226_730_000_000 + millis * 1_000);
    let frame = b"Event: Hold\r\nUniqueid: 1.1\r\n\r\n";
    archive.frame(at(0), frame, 5, || None);
    assert_eq!(archive.due(at(1_999)), [], "not yet");
    let first = archive.due(at(2_000));
    assert_eq!((first[0].piece, first[0].after, first[0].from_at), (4, 5, at(0)));
    assert_eq!(archive.due(at(60_000)), [], "nothing came since");

    let large = [b"Event: UserEvent\r\nText: ", vec![b'x'; PUT_BYTES].as_slice(), b"\r\n\r\n"].concat();
    archive.frame(at(2_100), &large, 6, || None);
    let second = archive.due(at(2_100));
    assert_eq!((second[0].piece, second[0].after, second[0].until_at), (4, 5, at(2_100)));
    let trace = unpack_trace(&second[0].data).expect("it is whole");
    assert!(trace.starts_with(&unpack_trace(&first[0].data).expect("it is whole")));
    assert_eq!(trace.len() as i64, second[0].bytes);

    archive.frame(at(900_000), frame, 9, || None);
    let rest = archive.rest();
    assert_eq!(
        rest.iter().map(|row| (row.piece, row.after)).collect::<Vec<_>>(),
        [(4, 5), (5, 9)],
        "15 minutes are over"
    );
    for _ in 0..=PIECE_BYTES_MAX / large.len() {
        archive.frame(at(900_001), &large, 9, || None);
    }
    archive.note(at(900_002), "connection closed", 10, || None);
    let rest = archive.rest();
    assert_eq!(
        rest.iter().map(|row| (row.piece, row.after)).collect::<Vec<_>>(),
        [(5, 9), (6, 10)],
        "4 MB are full"
    );
    assert_eq!(unpack_trace(&rest[1].data).expect("whole"), b";! 1795227630.002000 connection closed\r\n");
    assert_eq!(archive.rest(), []);
}

#[tokio::test]
async fn a_trace_without_times_is_archived_as_one_piece() {
    let (_, bytes) = traces(&["queue_decline_then_answer"]).remove(0);
    let bare: Vec<u8> = trace(&bytes)
        .filter_map(|item| match item.content {
            Content::Frame(frame) => Some(frame.to_vec()),
            _ => None,
        })
        .flatten()
        .collect();
    let store = keep(&bare, 100).await;
    let piece = next_piece(&*store, id().number(), 0).await.expect("it can be read").expect("it is there");
    assert_eq!(unpack_trace(&piece.data).expect("whole"), bare);
    let mut replay = Replay::new(Policy::default());
    let mut count = 0;
    replay.read(&bare[..], |_| count += 1).expect("memory can be read");
    assert!(count > 10);
}
