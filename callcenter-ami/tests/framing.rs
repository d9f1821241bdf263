//! HC-09: the stream comes in any pieces and any shape, and nothing of it is lost.

use callcenter_ami::{DecodeError, Decoder, FRAME_BYTES_MAX, Kind, Message, frames};
use proptest::prelude::*;

/// Decodes a stream fed in these pieces. Gives the frames and what is left.
fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Vec<u8>>, Vec<u8>) {
    let mut decoder = Decoder::new();
    let mut decoded = Vec::new();
    for piece in pieces {
        decoder.feed(piece);
        while let Some(frame) = decoder.next_frame().expect("the frames are short") {
            decoded.push(frame.to_vec());
        }
    }
    (decoded, decoder.pending().to_vec())
}

fn texts(stream: &[u8]) -> Vec<String> {
    let (frames, _) = decode([stream]);
    frames.iter().map(|frame| String::from_utf8_lossy(frame).into_owned()).collect()
}

#[test]
fn hc_09_a_greeting_is_a_frame_also_in_mid_stream() {
    let stream =
        b"Asterisk Call Manager/5.0.4\r\nEvent: A\r\n\r\nAsterisk Call Manager/11.0.0\r\nEvent: B\r\n\r\n";
    let (frames, rest) = decode([&stream[..]]);
    assert_eq!(frames.len(), 4);
    assert!(rest.is_empty());
    assert_eq!(Message::parse(&frames[2]).kind(), Kind::Greeting("11.0.0".into()));
    assert_eq!(Message::parse(&frames[3]).kind(), Kind::Event("B".into()));
}

#[test]
fn hc_09_stray_blank_lines_belong_to_the_next_frame() {
    let stream = b"Event: A\r\n\r\n\r\n\r\n\r\nEvent: B\r\n\r\n\nEvent: C\r\n\r\n";
    assert_eq!(texts(stream), ["Event: A\r\n\r\n", "\r\n\r\n\r\nEvent: B\r\n\r\n", "\nEvent: C\r\n\r\n"],);
    for frame in frames(stream) {
        let frame = frame.expect("the frames are short");
        assert!(matches!(Message::parse(frame).kind(), Kind::Event(_)));
    }
}

#[test]
fn hc_09_a_line_feed_alone_ends_lines_where_the_first_one_is_so_ended() {
    let stream = b"Event: A\nKey: a\n\nEvent: B\nKey: b\n\r\nEvent: C\r\nKey: one\n\ntwo\r\nOther: x\r\n\r\n";
    let (frames, rest) = decode([&stream[..]]);
    assert_eq!(frames.len(), 3);
    assert!(rest.is_empty());
    let values: Vec<_> =
        frames.iter().map(|frame| Message::parse(frame).get("Key").expect("each has it")).collect();
    assert_eq!(values, ["a", "b", "one\n\ntwo"]);
    assert_eq!(Message::parse(&frames[2]).get("Other"), Some("x".into()));
}

#[test]
fn hc_09_empty_values_blanks_in_keys_and_no_colons_are_kept() {
    let message = Message::parse(b"Event: A\r\nEmpty: \r\nNothing:\r\nno colon\r\na b c:  x\r\n: y\r\n\r\n");
    let fields: Vec<_> =
        message.fields().map(|field| (field.key.to_string(), field.value.to_string())).collect();
    let expected =
        [("Event", "A"), ("Empty", ""), ("Nothing", ""), ("", "no colon"), ("a b c", " x"), ("", "y")];
    assert_eq!(fields, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
}

#[test]
fn hc_09_a_header_can_come_twice_and_the_first_is_the_truth() {
    let message = Message::parse(
        b"Event: UserEvent\r\nUniqueid: 1.0\r\nChanVariable(a): x=1\r\nChanVariable(a): y=2\r\n\
          Event: Hangup\r\nUniqueid: 6.6\r\n\r\n",
    );
    assert_eq!(message.kind(), Kind::Event("UserEvent".into()));
    assert_eq!(message.get("Uniqueid"), Some("1.0".into()));
    let variables: Vec<_> = message.all("ChanVariable(a)").collect();
    assert_eq!(variables, ["x=1", "y=2"]);
}

#[test]
fn hc_09_both_styles_of_a_commands_output_give_its_lines() {
    let old = b"Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\nfirst: line\n\nthird\r\n\r\n\
        Event: no event\n--END COMMAND--\r\n\r\n";
    let new =
        b"Response: Success\r\nActionID: 7\r\nMessage: Command output follows\r\nOutput: first: line\r\n\
        Output: \r\nOutput: third\r\n\r\n";
    let stream = [&old[..], new, b"Event: A\r\n\r\n"].concat();
    let (frames, _) = decode([&stream[..]]);
    assert_eq!(frames.len(), 3);
    let [old, new] = [0, 1].map(|at| {
        let message = Message::parse(&frames[at]);
        assert_eq!(message.action_id(), Some("7".into()));
        message.output().map(|line| line.to_string()).collect::<Vec<_>>()
    });
    assert_eq!(old, ["first: line", "", "third", "", "Event: no event"]);
    assert_eq!(new, ["first: line", "", "third"]);
}

#[test]
fn hc_09_output_that_names_its_own_end_goes_on() {
    let stream =
        b"Response: Follows\r\nPrivilege: Command\r\n--END COMMAND-- is no end here\n--END COMMAND--\r\n\r\n";
    let (frames, rest) = decode(stream.chunks(1));
    assert_eq!((frames.len(), rest.len()), (1, 0));
    assert_eq!(Message::parse(&frames[0]).output().count(), 1);
}

#[test]
fn hc_09_bytes_that_are_not_text_are_kept() {
    let stream = b"Event: A\r\nName: \xc3\x28\xff\x00\r\n\r\n";
    let (frames, _) = decode(stream.chunks(3));
    let message = Message::parse(&frames[0]);
    let value = message.get("Name").expect("it is there");
    assert_eq!(value.as_bytes(), b"\xc3\x28\xff\x00");
    assert_eq!(value.text(), "\u{fffd}(\u{fffd}\0");
}

#[test]
fn hc_09_a_message_above_64_kib_is_a_message() {
    let mut stream = b"Event: Status\r\n".to_vec();
    for line in 0..4_000 {
        stream.extend(format!("Variable: V{line}=some value of some length\r\n").bytes());
    }
    stream.extend(b"Last: yes\r\n\r\n");
    assert!(stream.len() > 128 * 1024);
    let (frames, rest) = decode(stream.chunks(1_448));
    assert_eq!((frames.len(), rest.len()), (1, 0));
    let message = Message::parse(&frames[0]);
    assert_eq!(message.all("Variable").count(), 4_000);
    assert_eq!(message.get("Last"), Some("yes".into()));
}

/// A stream with a message that is too long in the middle, and where that begins.
fn stream_with_giant(giant: &[u8], end: &[u8]) -> (Vec<u8>, u64) {
    let before = b"Event: Before\r\n\r\n";
    let filling = vec![b'x'; FRAME_BYTES_MAX];
    let stream = [before, giant, &filling, end, b"Event: After\r\n\r\n"].concat();
    (stream, before.len() as u64)
}

#[test]
fn a_message_that_is_too_long_is_skipped_and_the_stream_stays_in_step() {
    for (giant, end) in [
        (&b"Event: Giant\r\nFilling: "[..], &b"\r\nMore: y\r\n\r\n"[..]),
        (b"Event: Giant\nFilling: ", b"\nMore: y\n\n"),
        (b"Response: Follows\r\nPrivilege: Command\r\n", b"\r\n\r\n"),
        (b"", b"\r\n\r\n"),
    ] {
        let (stream, offset) = stream_with_giant(giant, end);
        for size in [stream.len(), FRAME_BYTES_MAX, 65_536, 4_093] {
            let mut decoder = Decoder::new();
            let (mut names, mut errors) = (Vec::new(), Vec::new());
            for piece in stream.chunks(size) {
                decoder.feed(piece);
                loop {
                    match decoder.next_frame() {
                        Ok(Some(frame)) => {
                            names.push(Message::parse(&frame).get("Event").map(|name| name.to_string()));
                        }
                        Ok(None) => break,
                        Err(error) => errors.push(error),
                    }
                }
            }
            assert_eq!(errors, [DecodeError::TooLong { offset }], "in pieces of {size}");
            assert_eq!(names, [Some("Before".to_owned()), Some("After".to_owned())], "in pieces of {size}");
            assert_eq!(decoder.offset(), stream.len() as u64);
        }
    }
}

#[test]
fn a_message_of_just_the_limit_is_passed_on() {
    let mut stream = b"Event: Big\r\nFilling: ".to_vec();
    stream.resize(FRAME_BYTES_MAX - 4, b'x');
    stream.extend(b"\r\n\r\n");
    let (frames, _) = decode(stream.chunks(100_000));
    assert_eq!(frames, [stream]);
}

/// Lines as they come, and as they should not.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(&b"\r\n"[..]),
        1 => Just(&b"\n"[..]),
        1 => Just(&b"\r"[..]),
        2 => Just(&b"Event: "[..]),
        1 => Just(&b"Response: Follows\r\n"[..]),
        1 => Just(&b"Response: Success"[..]),
        1 => Just(&b"--END COMMAND--"[..]),
        1 => Just(&b"Asterisk Call Manager/1.0\r\n"[..]),
        2 => Just(&b": "[..]),
        1 => Just(&b":"[..]),
        2 => Just(&b"Uniqueid"[..]),
        1 => Just(&b"\xc3"[..]),
        1 => Just(&b"a longer text, so that lines cross the blocks of 64 bytes that the scanner takes"[..]),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn hc_09_no_way_of_cutting_changes_the_frames(
        stream in soup(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| &stream[cut[0]..cut[1]]);
        let whole = decode([&stream[..]]);
        prop_assert_eq!(&decode(pieces), &whole);
        prop_assert_eq!(&decode(stream.chunks(1)), &whole);
        let mut borrowed = frames(&stream);
        let borrowed_frames: Vec<_> = borrowed.by_ref().filter_map(Result::ok).map(<[u8]>::to_vec).collect();
        prop_assert_eq!((borrowed_frames, borrowed.rest().to_vec()), whole);
    }

    #[test]
    fn hc_09_what_is_read_is_written_back_byte_for_byte(stream in soup()) {
        let (frames, rest) = decode([&stream[..]]);
        let mut written = Vec::new();
        for frame in &frames {
            Message::parse(frame).write(&mut written);
        }
        written.extend(rest);
        prop_assert_eq!(written, stream);
    }

    #[test]
    fn hc_09_any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for frame in frames(&bytes).filter_map(Result::ok) {
            let message = Message::parse(frame);
            _ = (message.timestamp(), message.output().count(), callcenter_ami::translate(&message));
        }
        let message = Message::parse(&bytes); // a frame need not come from a decoder
        _ = (message.fields().count(), message.timestamp(), message.output().count());
        _ = callcenter_ami::interpret(&bytes, |event| event.is_some());
        let mut written = Vec::new();
        message.write(&mut written);
        prop_assert_eq!(written, bytes);
    }
}
