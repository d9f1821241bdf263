//! The `.ami` trace format.

mod common;

use std::io::{self, Read};

use callcenter_ami::{Content, FRAME_BYTES_MAX, Item, TraceReader, TraceWriter, trace};
use callcenter_core::Timestamp;
use common::traces;
use proptest::prelude::*;

/// An item with its content told apart and copied.
type Told = (u64, Option<Timestamp>, &'static str, Vec<u8>);

fn told(item: Item<'_>) -> Told {
    let (kind, bytes) = match item.content {
        Content::Frame(bytes) => ("frame", bytes.to_vec()),
        Content::Note(text) => ("note", text.as_bytes().to_vec()),
        Content::Truncated(bytes) => ("truncated", bytes.to_vec()),
        Content::TooLong => ("too long", Vec::new()),
        _ => unreachable!("there are no other kinds"),
    };
    (item.offset, item.time, kind, bytes)
}

fn all(bytes: &[u8]) -> Vec<Told> {
    trace(bytes).map(told).collect()
}

/// Gives few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.1.min(buffer.len());
        (&mut self.0).take(len as u64).read(buffer)
    }
}

fn all_from(reader: impl Read) -> Vec<Told> {
    let mut reader = TraceReader::new(reader);
    let mut items = Vec::new();
    while let Some(item) = reader.next_item().expect("reading from memory does not fail") {
        items.push(told(item));
    }
    items
}

fn micros(micros: i64) -> Option<Timestamp> {
    Some(Timestamp::from_micros(micros))
}

#[test]
fn every_trace_reads_the_same_from_memory_and_from_a_stream() {
    for (path, bytes) in traces() {
        assert!(all(&bytes) == all_from(&bytes[..]), "{}", path.display());
        assert!(all(&bytes) == all_from(Slow(&bytes, 777)), "{}", path.display());
    }
}

#[test]
fn every_trace_is_written_as_it_was_read() {
    for (path, bytes) in traces() {
        let mut writer = TraceWriter::new(Vec::new());
        for item in trace(&bytes) {
            let time = item.time.expect("recorded traces have times");
            match item.content {
                Content::Frame(frame) => writer.frame(time, frame),
                Content::Note(text) => writer.note(time, &text.text()),
                other => panic!("{}: {other:?}", path.display()),
            }
            .expect("writing to memory does not fail");
        }
        assert!(writer.into_inner() == bytes, "{}", path.display());
    }
}

#[test]
fn a_trace_without_times_is_a_stream_as_it_came() {
    let bytes = b"Asterisk Call Manager/5.0.4\r\nEvent: A\r\n\r\n\r\nEvent: B\r\n\r\n";
    let items = all(bytes);
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|(_, time, kind, _)| time.is_none() && *kind == "frame"));
    assert_eq!(items.iter().map(|(offset, ..)| *offset).collect::<Vec<_>>(), [0, 29, 41]);
}

#[test]
fn a_trace_edited_by_hand_may_have_lf_lines_and_blank_ones() {
    let bytes = b"\n;! remade by hand\n\n;@ 1.000001\nEvent: A\nX: 1\n\n\n;@ 2.000000\nEvent: B\r\n\r\n;! 3.000000 connection closed";
    let items = all(bytes);
    let expected: [(Option<Timestamp>, &str, &[u8]); 4] = [
        (None, "note", b"remade by hand"),
        (micros(1_000_001), "frame", b"Event: A\nX: 1\n\n"),
        (micros(2_000_000), "frame", b"Event: B\r\n\r\n"),
        (micros(3_000_000), "note", b"connection closed"),
    ];
    let items: Vec<_> = items.iter().map(|(_, time, kind, bytes)| (*time, *kind, &bytes[..])).collect();
    assert_eq!(items, expected);
    let last = trace(bytes).last().expect("there are four");
    assert!(last.content.is_disconnect());
}

#[test]
fn a_value_that_looks_like_a_time_is_a_value() {
    let forged = b";@ 1.000000\r\nEvent: A\r\nNote: x\r\n;@ 9.000000\r\nMore: y\r\n\r\n\
        ;@ 2.000000\r\n;@ 9.000000\r\nEvent: Fake\r\n\r\n;@ 3.000000\r\n;! 9.000000 connection closed\r\n\r\n";
    let items = all(forged);
    assert_eq!(
        items.iter().map(|(_, time, ..)| *time).collect::<Vec<_>>(),
        [1, 2, 3].map(|s| micros(s * 1_000_000))
    );
    assert!(items.iter().all(|(.., kind, _)| *kind == "frame"));
}

#[test]
fn half_a_message_at_the_end_is_told_with_its_place() {
    let bytes = b";@ 1.000000\r\nEvent: A\r\n\r\n;@ 2.000000\r\nEvent: B\r\nUniq";
    let items = all(bytes);
    assert_eq!(items[1], (38, micros(2_000_000), "truncated", b"Event: B\r\nUniq".to_vec()));
    assert_eq!(all_from(Slow(bytes, 5)), items);
}

#[test]
fn half_a_message_before_a_reconnection_does_not_swallow_it() {
    let bytes = b";@ 1.000000\r\nEvent: A\r\nUniq\r\n;! 2.000000 connection closed\r\n\
        ;@ 3.000000\r\nAsterisk Call Manager/11.0.0\r\n;@ 3.000000\r\nEvent: B\r\n\r\n";
    let kinds: Vec<_> = all(bytes).into_iter().map(|(.., kind, _)| kind).collect();
    assert_eq!(kinds, ["truncated", "note", "frame", "frame"]);
    let at_the_end = b";@ 1.000000\r\nEvent: A\r\nUniq\r\n;! 2.000000 connection closed\r\n";
    let kinds: Vec<_> = all(at_the_end).into_iter().map(|(.., kind, _)| kind).collect();
    assert_eq!(kinds, ["truncated", "note"]);
    assert_eq!(all_from(Slow(bytes, 1)), all(bytes));
    assert_eq!(all_from(Slow(at_the_end, 1)), all(at_the_end));
}

#[test]
fn a_message_that_is_too_long_is_told_and_skipped() {
    let mut bytes = b";@ 1.000000\r\nEvent: A\r\nX: ".to_vec();
    bytes.resize(2 * FRAME_BYTES_MAX, b'x');
    bytes.extend(b"\r\n\r\n;@ 2.000000\r\nEvent: B\r\n\r\n");
    let items = all(&bytes);
    assert_eq!(
        (items[0].1, items[0].2, items[1].1, items[1].2),
        (micros(1_000_000), "too long", micros(2_000_000), "frame")
    );
    assert_eq!(items.len(), 2);
    assert_eq!(all_from(&bytes[..]), items);
}

#[test]
fn a_note_stays_on_its_line() {
    let mut writer = TraceWriter::new(Vec::new());
    writer
        .note(Timestamp::from_micros(1_500_000), "closed:\r\nEvent: Fake\r\n\r\n")
        .expect("memory takes it");
    assert_eq!(writer.into_inner(), b";! 1.500000 closed:  Event: Fake    \r\n");
}

proptest! {
    #[test]
    fn any_bytes_read_the_same_from_memory_and_from_a_stream(
        pieces in prop::collection::vec(prop::sample::select(vec![
            &b";@ 1.000000"[..], b";! 2.000000 closed", b";! note", b";", b"\r\n", b"\n", b"\r", b"Event: A", b"\xff", b"x: y",
        ]), 0..40),
        size in 1usize..20,
    ) {
        let bytes = pieces.concat();
        prop_assert_eq!(all_from(Slow(&bytes, size)), all(&bytes));
    }
}
