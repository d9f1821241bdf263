//! A switch that writes down every action it is sent, and answers as Asterisk does.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use callcenter::ami::{Decoder, Message};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What each list ends with.
const LISTS: [(&str, &str); 8] = [
    ("CoreShowChannels", "CoreShowChannelsComplete"),
    ("Status", "StatusComplete"),
    ("BridgeList", "BridgeListComplete"),
    ("QueueStatus", "QueueStatusComplete"),
    ("DeviceStateList", "DeviceStateListComplete"),
    ("ParkedCalls", "ParkedCallsComplete"),
    ("PJSIPShowContacts", "ContactListComplete"),
    ("PJSIPShowEndpoints", "EndpointListComplete"),
];

#[derive(Debug, Clone, Default)]
pub(crate) struct Actions(Arc<Mutex<Vec<String>>>);

impl Actions {
    /// Names of the actions so far, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn push(&self, name: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }
}

/// Starts one on a free port.
pub(crate) async fn switch() -> (SocketAddr, Actions) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let actions = Actions::default();
    let written = actions.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(converse(client, written.clone()));
        }
    });
    (address, actions)
}

async fn converse(mut client: TcpStream, actions: Actions) -> std::io::Result<()> {
    client.write_all(b"Asterisk Call Manager/9.0.0\r\n").await?;
    let mut decoder = Decoder::new();
    loop {
        if client.read_buf(decoder.buffer_mut()).await? == 0 {
            return Ok(());
        }
        while let Some(frame) = decoder.next_frame().map_err(std::io::Error::other)? {
            let message = Message::parse(&frame);
            let text = |key| message.get(key).map(|value| value.text().into_owned()).unwrap_or_default();
            let (name, id) = (text("Action"), text("ActionID"));
            let mut answer = format!("Response: Success\r\nActionID: {id}\r\n");
            match name.as_str() {
                "Challenge" => answer.push_str("Challenge: 4711\r\n"),
                "Login" => answer.push_str(
                    "Message: Authentication accepted\r\n\r\nEvent: FullyBooted\r\nUptime: 60\r\nStatus: Fully Booted\r\n",
                ),
                "Ping" => answer.push_str("Ping: Pong\r\n"),
                // To whoever listens: here to the same.
                "UserEvent" => answer.push_str(&format!(
                    "Message: Event Sent\r\n\r\nEvent: UserEvent\r\nPrivilege: user,all\r\nUserEvent: {}\r\n",
                    text("UserEvent")
                )),
                _ => {}
            }
            if let Some((_, end)) = LISTS.iter().find(|(list, _)| *list == name) {
                answer.push_str(&format!(
                    "EventList: start\r\nMessage: follows\r\n\r\nEvent: {end}\r\nActionID: {id}\r\nEventList: Complete\r\nListItems: 0\r\n"
                ));
            }
            answer.push_str("\r\n");
            actions.push(name);
            client.write_all(answer.as_bytes()).await?;
        }
    }
}
