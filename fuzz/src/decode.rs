//! Bytes to frames, frames to events.

use std::io::Read;

use callcenter_ami::{Content, Decoder, Message, TraceReader, frames, interpret, trace, translate as mean};

/// Frames and traces: lossless, and the same however the bytes are cut.
///
/// The first byte says how large the pieces are.
pub fn decode(data: &[u8]) {
    let Some((&size, bytes)) = data.split_first() else { return };
    let size = usize::from(size).max(1);
    frames_are_the_stream(bytes, size);
    traces_are_the_same_from_memory_and_from_a_reader(bytes, size);
}

fn frames_are_the_stream(bytes: &[u8], size: usize) {
    let mut whole = frames(bytes);
    let frames: Vec<&[u8]> =
        whole.by_ref().map(|frame| frame.expect("the input is shorter than a frame may be")).collect();
    assert_eq!([&frames.concat()[..], whole.rest()].concat(), bytes, "frames are not the stream");

    let mut decoder = Decoder::new();
    let mut seen = 0;
    for piece in bytes.chunks(size) {
        decoder.feed(piece);
        while let Some(frame) = decoder.next_frame().expect("the input is shorter than a frame may be") {
            assert_eq!(frame, frames[seen], "another frame in pieces of {size}");
            seen += 1;
        }
    }
    assert_eq!(seen, frames.len(), "a frame is missing in pieces of {size}");
    assert_eq!(decoder.pending(), whole.rest());

    for frame in frames {
        let message = Message::parse(frame);
        let mut written = Vec::new();
        message.write(&mut written);
        assert_eq!(written, frame, "a message does not write itself back");
        for field in message.fields().filter(|field| !field.key.as_bytes().is_empty()) {
            let Some(key) = field.key.as_str() else { continue };
            let first = message.fields().find(|field| field.key == key).map(|field| field.value);
            assert_eq!(message.get(key), first, "header `{key}` is not found by its key");
            assert_eq!(message.all(key).next(), first);
        }
        let _ = (message.output().count(), message.action_id(), message.timestamp());
    }
}

fn traces_are_the_same_from_memory_and_from_a_reader(bytes: &[u8], size: usize) {
    let mut reader = TraceReader::new(Pieces { bytes, size });
    for item in trace(bytes) {
        let same =
            reader.next_item().expect("memory can be read").expect("an item is missing from the reader");
        assert_eq!(same, item, "another item in pieces of {size}");
        if let Content::Frame(frame) | Content::Truncated(frame) = item.content {
            let at = usize::try_from(item.offset).expect("the input is in memory");
            assert_eq!(&bytes[at..at + frame.len()], frame, "an item is not where it says");
        }
    }
    assert_eq!(reader.next_item().expect("memory can be read"), None, "the reader has an item more");
}

/// Gives at most `size` bytes a read.
struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let len = self.size.min(buffer.len()).min(self.bytes.len());
        let (piece, rest) = self.bytes.split_at(len);
        buffer[..len].copy_from_slice(piece);
        self.bytes = rest;
        Ok(len)
    }
}

/// Frames to events: no panic, and the same frame means the same every time.
pub fn translate(data: &[u8]) {
    for frame in frames(data).flatten().chain([data]) {
        let once = interpret(frame, |event| format!("{event:?}"));
        let again = interpret(frame, |event| format!("{event:?}"));
        assert_eq!(once, again);
        if let Ok(event) = mean(&Message::parse(frame)) {
            assert_eq!(
                once,
                Ok(format!("{event:?}")),
                "interpret and translate differ where nothing is broken"
            );
        }
    }
}
