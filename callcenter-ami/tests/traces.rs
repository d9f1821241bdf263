//! Every recorded trace goes through: lossless, however it is cut, and translated without an error.

mod common;

use callcenter_ami::{Content, Decoder, Kind, Message, frames, interpret, trace, translate};
use common::{traces, wire};

#[test]
fn every_trace_decodes_without_loss() {
    for (path, bytes) in traces() {
        let wire = wire(&bytes);
        let mut decoder = Decoder::new();
        decoder.feed(&wire);
        let mut joined = Vec::new();
        while let Some(frame) = decoder.next_frame().expect("no frame of a trace is too long") {
            Message::parse(&frame).write(&mut joined);
        }
        assert!(decoder.pending().is_empty(), "{}: half a message is left", path.display());
        assert!(joined == wire, "{}: the frames are not the stream", path.display());
    }
}

#[test]
fn every_trace_gives_the_same_frames_however_it_is_cut() {
    for (path, bytes) in traces() {
        let wire = wire(&bytes);
        let whole: Vec<_> = frames(&wire).map(|frame| frame.expect("no frame is too long")).collect();
        for size in [1, 2, 3, 7, 64, 1_448, 65_536] {
            if size < 3 && wire.len() > 300_000 {
                continue; // a byte at a time is slow in debug builds; the short traces do
            }
            let mut decoder = Decoder::new();
            let mut cut = Vec::new();
            for chunk in wire.chunks(size) {
                decoder.feed(chunk);
                while let Some(frame) = decoder.next_frame().expect("no frame is too long") {
                    cut.push(frame);
                }
            }
            assert!(cut == whole, "{}: other frames in chunks of {size}", path.display());
        }
    }
}

#[test]
fn every_message_of_every_trace_translates() {
    let mut events = 0;
    for (path, bytes) in traces() {
        for item in trace(&bytes) {
            let Content::Frame(frame) = item.content else {
                continue;
            };
            match interpret(frame, |event| event.is_some()) {
                Ok(known) => events += usize::from(known),
                Err(error) => panic!("{} at byte {}: {error}", path.display(), item.offset),
            }
        }
    }
    assert!(events > 10_000, "only {events} events in all traces");
}

#[test]
fn broken_names_never_need_a_repair() {
    for (_, bytes) in traces() {
        for item in trace(&bytes) {
            if let Content::Frame(frame) = item.content {
                translate(&Message::parse(frame)).expect("only a name is broken in the traces");
            }
        }
    }
}

#[test]
fn every_item_of_every_trace_has_a_time_and_none_is_cut_short() {
    for (path, bytes) in traces() {
        let mut greetings = 0;
        for item in trace(&bytes) {
            assert!(item.time.is_some(), "{} at byte {}: no time", path.display(), item.offset);
            match item.content {
                Content::Frame(frame) => {
                    greetings += usize::from(matches!(Message::parse(frame).kind(), Kind::Greeting(_)));
                }
                Content::Note(_) => {}
                other => panic!("{} at byte {}: {other:?}", path.display(), item.offset),
            }
        }
        assert!(greetings > 0, "{}: no greeting", path.display());
    }
}
