//! The engine in a program of your own, without any of our I/O: bytes in, facts out.
//!
//! `cargo run --example embed_engine` plays two events through it. In your program the bytes come from a socket.

use callcenter::ami::{Decoder, Message, interpret};
use callcenter::core::Timestamp;
use callcenter::{Engine, Input, Output, Policy};

const FROM_THE_SOCKET: [&[u8]; 2] = [
    b"Event: Newchannel\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 4\r\nChannelStateDesc: Ring\r\nCallerIDNum: 1001\r\n\
      CallerIDName: Anna\r\nContext: internal\r\nExten: 1002\r\nUniqueid: 1795226730.1\r\nLinked",
    b"id: 1795226730.1\r\n\r\nEvent: Hangup\r\nChannel: PJSIP/1001-00000001\r\nUniqueid: 1795226730.1\r\n\
      Linkedid: 1795226730.1\r\nCause: 16\r\n\r\n",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut decoder = Decoder::new();
    let mut engine = Engine::new(Policy::default());
    let mut outputs = Vec::new();

    for (second, bytes) in (0..).zip(FROM_THE_SOCKET) {
        // The engine has no clock: time is yours to say.
        let now = Timestamp::from_secs(1_795_226_730 + second);
        decoder.feed(bytes);
        while let Some(frame) = decoder.next_frame()? {
            let at = Message::parse(&frame).timestamp().unwrap_or(now);
            interpret(&frame, |event| {
                if let Some(event) = event {
                    engine.handle(at, Input::Event(event), &mut outputs);
                }
            })?;
        }
        print(&mut outputs);
    }

    engine.handle(engine.now(), Input::Finish, &mut outputs);
    print(&mut outputs);
    Ok(())
}

fn print(outputs: &mut Vec<Output>) {
    for output in outputs.drain(..) {
        match output {
            // What became true: keep it, show it, count it.
            Output::Entry(entry) => println!("{} #{} {:?}", entry.at, entry.seq, entry.fact),
            // What the engine asks of the switch, when its policy lets it: encode it and send it.
            Output::Action(id, action) => println!("send {action:?} under id {id}"),
        }
    }
}
