//! The other end of a connection: says what a recorded Asterisk 22.10 said, with the ids that it is asked with.

#![allow(dead_code, reason = "not every test file needs all of it")]

use std::time::Duration;

use callcenter_ami::{Backoff, Client, Config, Feed, Incoming, LinkError, Login, Proof, Reply, Status};
use futures::StreamExt;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const GREETING: &str = "Asterisk Call Manager/11.0.0\r\n";
pub(crate) const ACCEPTED: &str =
    "Response: Success\r\nActionID: {}\r\nMessage: Authentication accepted\r\n\r\n";
pub(crate) const BOOTED: &str = "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 0\r\nLastReload: 0\r\nStatus: Fully Booted\r\n\r\n";
pub(crate) const PONG: &str =
    "Response: Success\r\nActionID: {}\r\nPing: Pong\r\nTimestamp: 1795232988.013863\r\n\r\n";
pub(crate) const LIST_START: &str =
    "Response: Success\r\nActionID: {}\r\nEventList: start\r\nMessage: Channels will follow\r\n\r\n";
pub(crate) const LIST_ITEM: &str = "Event: CoreShowChannel\r\nActionID: {}\r\nChannel: PJSIP/trunk-main-00000005\r\nChannelState: 6\r\n\
     ChannelStateDesc: Up\r\nCallerIDNum: 491821000003\r\nCallerIDName: <unknown>\r\nConnectedLineNum: 1004\r\n\
     ConnectedLineName: Deniz Dogan\r\nLanguage: en\r\nAccountCode: \r\nContext: from-trunk\r\n\
     Exten: 493055551004\r\nPriority: 5\r\nUniqueid: 1795226314.6\r\nLinkedid: 1795226314.6\r\n\
     Application: Dial\r\nApplicationData: PJSIP/1004,20,tTkKxX\r\nDuration: 00:00:02\r\n\
     BridgeId: 9f2d9ba6-f71f-4b34-a3eb-aee452f7a264\r\n\r\n";
pub(crate) const LIST_END: &str =
    "Event: CoreShowChannelsComplete\r\nActionID: {}\r\nEventList: Complete\r\nListItems: 1\r\n\r\n";
pub(crate) const HANGUP: &str = "Event: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 5\r\n\
     ChannelStateDesc: Ringing\r\nCallerIDNum: 1001\r\nCallerIDName: Anna Ahrens\r\n\
     ConnectedLineNum: 491722000005\r\nConnectedLineName: <unknown>\r\nLanguage: en\r\nAccountCode: \r\n\
     Context: agents\r\nExten: 493055551001\r\nPriority: 1\r\nUniqueid: 1795225879.1\r\n\
     Linkedid: 1795225879.0\r\nCause: 0\r\nCause-txt: Unknown\r\n\r\n";

/// A port that one Asterisk after the other listens on.
pub(crate) struct Port(TcpListener);

impl Port {
    pub(crate) async fn open() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port"))
    }

    /// How to get here; with waits that a test can take.
    pub(crate) fn config(&self) -> Config {
        let login = Login { username: "callcenter".into(), secret: "lab-secret".into(), proof: Proof::Plain };
        let mut config = Config::new("127.0.0.1", login);
        config.port = self.0.local_addr().expect("a listener has an address").port();
        config.backoff =
            Backoff::new(Duration::from_millis(1), Duration::from_millis(20), Duration::from_secs(30));
        config.id_prefix = "cc".into();
        config
    }

    pub(crate) fn client(&self) -> (Client, Feed) {
        Client::connect(self.config()).expect("nothing can be wrong without TLS")
    }

    pub(crate) async fn accept(&self) -> Peer<TcpStream> {
        Peer::new(self.accept_raw().await)
    }

    pub(crate) async fn accept_raw(&self) -> TcpStream {
        soon(self.0.accept()).await.expect("a listener accepts").0
    }

    /// Accepts a connection and lets it log in.
    pub(crate) async fn accept_login(&self) -> Peer<TcpStream> {
        let mut peer = self.accept().await;
        peer.let_in().await;
        peer
    }
}

pub(crate) struct Peer<S> {
    stream: S,
    unread: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, unread: Vec::new() }
    }

    pub(crate) async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.expect("the client reads");
        self.stream.flush().await.expect("the client reads");
    }

    /// Says something about the action with this id.
    pub(crate) async fn answer(&mut self, id: &str, text: &str) {
        self.say(&text.replace("{}", id)).await;
    }

    /// Says something as long as the client takes it.
    pub(crate) async fn try_say(&mut self, text: &str) -> std::io::Result<()> {
        self.stream.write_all(text.as_bytes()).await
    }

    /// The next request, which must be of this action, and its id.
    pub(crate) async fn hears(&mut self, action: &str) -> (String, String) {
        let request = self.next_request().await.expect("a request");
        assert_eq!(header(&request, "Action"), action, "{request}");
        (header(&request, "ActionID").to_owned(), request)
    }

    /// The next request; none when the client closes.
    pub(crate) async fn next_request(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let request = self.unread.drain(..end + 4).collect();
                return Some(String::from_utf8(request).expect("requests are text"));
            }
            let read = soon(self.stream.read_buf(&mut self.unread)).await;
            if read.is_err() || read.is_ok_and(|count| count == 0) {
                return None;
            }
        }
    }

    pub(crate) async fn let_in(&mut self) {
        self.say(GREETING).await;
        let (id, _) = self.hears("Login").await;
        self.answer(&id, ACCEPTED).await;
        self.say(BOOTED).await;
    }
}

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let value = |line: &'a str| line.strip_prefix(name)?.strip_prefix(": ");
    request.split("\r\n").find_map(value).unwrap_or_default()
}

/// Fails rather than hangs. Nothing in a good run waits for this.
pub(crate) async fn soon<T>(something: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), something).await.expect("it happens soon")
}

/// Waits until the client's status is as it should be.
pub(crate) async fn until(client: &Client, holds: impl FnMut(&Status) -> bool) -> Status {
    let mut status = client.watch();
    soon(status.wait_for(holds)).await.expect("the client lives").clone()
}

/// The next thing that comes from the feed.
pub(crate) async fn next(feed: &mut Feed) -> Incoming {
    soon(feed.next()).await.expect("the feed goes on")
}

/// The frames up to the next fall of the link, in order, and why it fell.
pub(crate) async fn frames_to_the_end(feed: &mut Feed) -> (Vec<String>, LinkError) {
    let mut frames = Vec::new();
    loop {
        match next(feed).await {
            Incoming::Frame { frame, .. } => frames.push(String::from_utf8_lossy(&frame).into_owned()),
            Incoming::Disconnected { why, .. } => return (frames, why),
            _ => {}
        }
    }
}

/// Rows of a list, as they came.
pub(crate) fn rows(reply: &Reply) -> usize {
    assert!(reply.is_whole());
    reply.items().len()
}
