//! What the mirror writes is read as it was meant, and what it plays is the trace.
#![cfg(feature = "mirror")]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use callcenter_ami::mirror::{Mirror, Pace, write_event};
use callcenter_ami::{Content, Decoder, Kind, Message, interpret, trace, translate};
use callcenter_core::event::Event;
use common::traces;

#[test]
fn every_event_of_every_trace_is_written_as_it_is_read() {
    let mut events = 0;
    for (path, bytes) in traces() {
        for item in trace(&bytes) {
            let Content::Frame(frame) = item.content else {
                continue;
            };
            let same = interpret(frame, |event| {
                let event = event.filter(|event| !matches!(event, Event::Disconnected))?;
                let mut bytes = Vec::new();
                write_event(&event, &mut bytes);
                let again = translate(&Message::parse(&bytes));
                assert_eq!(again, Ok(Some(event)), "{} at byte {}", path.display(), item.offset);
                Some(())
            });
            events += usize::from(same.expect("every trace translates").is_some());
        }
    }
    assert!(events > 10_000);
}

#[test]
fn a_client_is_told_what_the_trace_holds() {
    let (_, recorded) = traces()
        .into_iter()
        .find(|(path, _)| path.ends_with("22.10.1/reconnect_midcall/events.ami"))
        .expect("the trace is there");
    let mirror = Mirror::bind("127.0.0.1:0", &recorded, Pace::AtOnce).expect("a port is free");
    let mut client = TcpStream::connect(mirror.address().expect("it has one")).expect("it listens");
    thread::spawn(|| mirror.serve());

    client.write_all(b"Action: CoreShowChannels\r\nActionID: c-1\r\n\r\n").expect("it reads");
    client
        .write_all(b"Action: Login\r\nActionID: c-2\r\nUsername: x\r\nSecret: y\r\n\r\n")
        .expect("it reads");
    let hangups_recorded = trace(&recorded)
        .filter(|item| matches!(item.content, Content::Frame(frame) if Message::parse(frame).kind() == Kind::Event("Hangup".into())))
        .count();

    let (mut decoder, mut buffer) = (Decoder::new(), [0; 4_096]);
    let (mut rows, mut hangups, mut greeted) = (0, 0, false);
    while hangups < hangups_recorded {
        let len = client.read(&mut buffer).expect("it writes");
        assert!(len > 0, "the mirror went away after {hangups} of {hangups_recorded} hangups");
        decoder.feed(&buffer[..len]);
        while let Some(frame) = decoder.next_frame().expect("its frames are short") {
            let message = Message::parse(&frame);
            greeted |= matches!(message.kind(), Kind::Greeting(_));
            if let Ok(Some(event)) = translate(&message) {
                rows += usize::from(matches!(event, Event::Listed { action: "c-1", .. }));
                hangups += usize::from(matches!(event, Event::LegEnded { .. }));
            }
        }
    }
    assert!(greeted);
    assert!(rows > 0, "the list has no rows");
    client.write_all(b"Action: Logoff\r\n\r\n").expect("it reads");
    assert!(client.read_to_end(&mut Vec::new()).is_ok());
}
