//! A cable between a client and a switch, which breaks once.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// A cable that breaks when so many bytes went to the first client; the second one's holds.
pub(crate) struct Cable {
    port: u16,
    passed: Receiver<Passed>,
}

/// Bytes went to a client.
struct Passed {
    connection: usize,
    text: Vec<u8>,
    /// How many bytes went to it so far.
    bytes: usize,
    /// Whether it was as many as break the cable.
    enough: bool,
}

impl Cable {
    pub(crate) fn to(switch: u16, breaks_after: usize) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let port = listener.local_addr().expect("a listener has an address").port();
        let (tell, passed) = channel();
        thread::spawn(move || {
            for (connection, client) in listener.incoming().flatten().enumerate() {
                let Ok(upstream) = TcpStream::connect(("127.0.0.1", switch)) else { return };
                let tell = tell.clone();
                thread::spawn(move || carry(connection, client, upstream, breaks_after, &tell));
            }
        });
        Self { port, passed }
    }

    pub(crate) fn place(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Waits until so much went to a client as breaks the cable of the first.
    pub(crate) fn wait_for_passed(&self, connection: usize) {
        self.wait(|passed| passed.connection == connection && passed.enough);
    }

    /// Waits until a text went to a client.
    pub(crate) fn wait_for_text(&self, connection: usize, text: &str) {
        let mut said = Vec::new();
        self.wait(|passed| {
            if passed.connection == connection {
                said.extend_from_slice(&passed.text);
            }
            said.windows(text.len()).any(|part| part == text.as_bytes())
        });
    }

    /// Waits until so many bytes went to a client.
    pub(crate) fn wait_for_bytes(&self, bytes: usize) {
        self.wait(|passed| passed.bytes >= bytes);
    }

    fn wait(&self, mut holds: impl FnMut(&Passed) -> bool) {
        while !holds(&self.passed.recv().expect("the cable carries as long as the test runs")) {}
    }
}

fn carry(
    connection: usize,
    client: TcpStream,
    mut upstream: TcpStream,
    breaks_after: usize,
    tell: &Sender<Passed>,
) {
    let (Ok(mut from), Ok(mut to)) = (client.try_clone(), upstream.try_clone()) else { return };
    thread::spawn(move || std::io::copy(&mut from, &mut to));
    let (mut client, mut bytes, mut buffer) = (client, 0, [0; 1_024]);
    while let Ok(len @ 1..) = upstream.read(&mut buffer) {
        if client.write_all(&buffer[..len]).is_err() {
            break;
        }
        bytes += len;
        let enough = bytes >= breaks_after;
        // A test that is over does not listen any more.
        let _ = tell.send(Passed { connection, text: buffer[..len].to_vec(), bytes, enough });
        if enough && connection == 0 {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = upstream.shutdown(Shutdown::Both);
}
