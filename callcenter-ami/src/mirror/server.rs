//! A switch that plays a trace to whoever connects.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use callcenter_core::Timestamp;

use crate::capture::{Content, trace};
use crate::decode::Decoder;
use crate::message::{Kind, Message};

/// How fast a trace is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// With the pauses that its `;@` lines tell.
    AsRecorded,
    /// As fast as it is taken.
    AtOnce,
}

/// A small AMI server: takes any login, answers the lists from a trace, and plays the trace's live events to every
/// client from the beginning. A thread for each; not for the open network.
#[derive(Debug)]
pub struct Mirror {
    listener: TcpListener,
    script: Arc<Script>,
    pace: Pace,
}

/// What a trace holds, sorted for playing.
#[derive(Debug, Default)]
struct Script {
    greeting: Vec<u8>,
    /// Live events, with their times.
    live: Vec<(Timestamp, Vec<u8>)>,
    /// The first list of each kind, by the name of the event that ends it.
    lists: BTreeMap<String, Vec<Vec<u8>>>,
    /// Answers that say who the switch is, by a header that is only in them.
    settings: BTreeMap<&'static str, Vec<u8>>,
}

/// Asks for a list, and the event that ends it.
const LISTS: &[(&str, &str)] = &[
    ("CoreShowChannels", "CoreShowChannelsComplete"),
    ("Status", "StatusComplete"),
    ("BridgeList", "BridgeListComplete"),
    ("QueueStatus", "QueueStatusComplete"),
    ("QueueSummary", "QueueSummaryComplete"),
    ("DeviceStateList", "DeviceStateListComplete"),
    ("ExtensionStateList", "ExtensionStateListComplete"),
    ("PJSIPShowEndpoints", "EndpointListComplete"),
    ("PJSIPShowContacts", "ContactListComplete"),
    ("ParkedCalls", "ParkedCallsComplete"),
    ("ConfbridgeList", "ConfbridgeListComplete"),
];

/// Asks who the switch is, and the header that is only in the answer.
const SETTINGS: &[(&str, &str)] = &[("CoreSettings", "AsteriskVersion"), ("CoreStatus", "CoreStartupDate")];

impl Mirror {
    /// Takes a trace, and an address to wait at for clients; port 0 chooses one.
    ///
    /// # Errors
    /// When the address cannot be taken.
    pub fn bind(address: impl ToSocketAddrs, recorded: &[u8], pace: Pace) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        Ok(Self { listener, script: Arc::new(Script::new(recorded)), pace })
    }

    /// Where it waits.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves clients until the listener fails.
    ///
    /// # Errors
    /// When no client can be accepted any more.
    pub fn serve(self) -> io::Result<()> {
        for client in self.listener.incoming() {
            let (client, script, pace) = (client?, Arc::clone(&self.script), self.pace);
            // A client that goes away ends its own thread only.
            thread::spawn(move || Session::new(client, script, pace)?.run());
        }
        Ok(())
    }
}

impl Script {
    fn new(recorded: &[u8]) -> Self {
        let mut script = Self { greeting: b"Asterisk Call Manager/11.0.0\r\n".to_vec(), ..Self::default() };
        let mut lists: BTreeMap<Vec<u8>, Vec<Vec<u8>>> = BTreeMap::new();
        let mut time = Timestamp::UNKNOWN;
        for item in trace(recorded) {
            time = item.time.unwrap_or(time);
            let Content::Frame(frame) = item.content else {
                continue;
            };
            let message = Message::parse(frame);
            let action = message.action_id().map(|id| id.as_bytes().to_vec());
            match (message.kind(), action) {
                (Kind::Greeting(_), _) => script.greeting = frame.to_vec(),
                (Kind::Response(_), Some(action)) => {
                    let own = SETTINGS.iter().find(|(_, header)| message.get(header).is_some());
                    if let Some((_, header)) = own {
                        script.settings.insert(header, frame.to_vec());
                    } else {
                        lists.insert(action, vec![frame.to_vec()]);
                    }
                }
                // The end of an originate carries its id, and is no row of a list.
                (Kind::Event(name), Some(action)) if name != "OriginateResponse" => {
                    let Some(list) = lists.get_mut(&action) else {
                        continue;
                    };
                    list.push(frame.to_vec());
                    if LISTS.iter().any(|(_, end)| name == *end) {
                        let list = lists.remove(&action).unwrap_or_default();
                        script.lists.entry(name.to_string()).or_insert(list);
                    }
                }
                // The session itself says this one, after each login.
                (Kind::Event(name), _) if name == "FullyBooted" => {}
                (Kind::Event(_), _) => script.live.push((time, frame.to_vec())),
                _ => {}
            }
        }
        script
    }

    /// The answer to an action of a client, with its id.
    fn answer(&self, action: &Message<'_>) -> Vec<u8> {
        let name = action.get("Action").unwrap_or_default().to_string();
        let id = action.action_id().map(|id| id.to_string()).unwrap_or_default();
        let known = |table: &[(&'static str, &'static str)]| {
            table.iter().find(|(asks, _)| name.eq_ignore_ascii_case(asks)).map(|(_, told)| *told)
        };
        if let Some(frame) = known(SETTINGS).and_then(|header| self.settings.get(header)) {
            return with_id(frame, &id);
        }
        if let Some(end) = known(LISTS) {
            return match self.lists.get(end) {
                Some(list) => list.iter().flat_map(|frame| with_id(frame, &id)).collect(),
                None => simple("Success", &id, "EventList: start\r\n")
                    .into_iter()
                    .chain(
                        format!(
                            "Event: {end}\r\nActionID: {id}\r\nEventList: Complete\r\nListItems: 0\r\n\r\n"
                        )
                        .bytes(),
                    )
                    .collect(),
            };
        }
        match name.to_ascii_lowercase().as_str() {
            "challenge" => simple("Success", &id, "Challenge: 157084\r\n"),
            "login" => simple("Success", &id, "Message: Authentication accepted\r\n"),
            "logoff" => simple("Goodbye", &id, "Message: Thanks for all the fish.\r\n"),
            "ping" => simple("Success", &id, "Ping: Pong\r\n"),
            _ => simple("Error", &id, "Message: This is a recording\r\n"),
        }
    }
}

fn simple(how: &str, id: &str, more: &str) -> Vec<u8> {
    format!("Response: {how}\r\nActionID: {id}\r\n{more}\r\n").into_bytes()
}

/// A recorded answer with another id.
fn with_id(frame: &[u8], id: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(frame.len());
    for field in Message::parse(frame).fields() {
        if field.key == "ActionID" {
            bytes.extend(format!("ActionID: {id}\r\n").bytes());
        } else {
            bytes.extend_from_slice(field.raw);
        }
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

/// One client.
struct Session {
    input: TcpStream,
    /// The player and the answers share the way out, a message at a time.
    output: Arc<Mutex<TcpStream>>,
    script: Arc<Script>,
    pace: Pace,
}

impl Session {
    fn new(client: TcpStream, script: Arc<Script>, pace: Pace) -> io::Result<Self> {
        Ok(Self { output: Arc::new(Mutex::new(client.try_clone()?)), input: client, script, pace })
    }

    fn run(mut self) -> io::Result<()> {
        send(&self.output, &self.script.greeting)?;
        let mut decoder = Decoder::new();
        let mut buffer = [0; 4_096];
        loop {
            let len = self.input.read(&mut buffer)?;
            if len == 0 {
                return Ok(());
            }
            decoder.feed(&buffer[..len]);
            while let Some(frame) = decoder.next_frame().map_err(io::Error::other)? {
                let action = Message::parse(&frame);
                send(&self.output, &self.script.answer(&action))?;
                let name = action.get("Action").unwrap_or_default().to_string();
                if name.eq_ignore_ascii_case("Login") {
                    send(&self.output, b"Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 1\r\n\r\n")?;
                    self.play();
                } else if name.eq_ignore_ascii_case("Logoff") {
                    return self.input.shutdown(Shutdown::Both);
                }
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a slow switch is played in a thread of its own")]
    fn play(&self) {
        let (output, script, pace) = (Arc::clone(&self.output), Arc::clone(&self.script), self.pace);
        thread::spawn(move || -> io::Result<()> {
            let mut before = script.live.first().map(|(time, _)| *time).unwrap_or_default();
            for (time, frame) in &script.live {
                let pause = time.since(before);
                before = *time;
                if pace == Pace::AsRecorded {
                    thread::sleep(Duration::from_micros(pause.as_micros().unsigned_abs()));
                }
                send(&output, frame)?;
            }
            Ok(())
        });
    }
}

fn send(output: &Mutex<TcpStream>, bytes: &[u8]) -> io::Result<()> {
    output.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes)
}
