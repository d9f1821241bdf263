//! What a leader and its followers say to each other: frames with their length, their kind and their content.
//!
//! Both sides begin with the number of this format and the version of the program: what one version concludes another may
//! not, so only processes of the same version share a switch.

use std::io;

use callcenter_core::{AskError, Command, Entry, Settlement, Snapshot, Span};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::live::handle::{Standing, Standpoint};

/// The format of what is said. The first byte of what each side says first.
const WIRE_VERSION: u8 = 1;

/// Bytes of a frame from a leader: a snapshot is the longest one. What claims more is damaged.
pub(super) const DOWN_BYTES_MAX: usize = 256 << 20;

/// Bytes of a frame from a follower: a command is the longest one.
pub(super) const UP_BYTES_MAX: usize = 1 << 20;

/// Bytes that are read at once, at least.
const READ_BYTES: usize = 16 << 10;

/// Bytes of a frame's length.
const LENGTH_BYTES: usize = 4;

/// What a follower says.
#[derive(Debug)]
pub(super) enum Up {
    /// Who it is, and where it stands.
    Greeting(Greeting),
    /// Somebody there asks for something.
    Ask {
        /// Counts what it asks.
        id: u64,
        command: Command,
    },
}

/// What a leader says.
#[derive(Debug)]
pub(super) enum Down {
    /// Who it is. Its standing, what was missed, and a snapshot follow.
    Hello(Hello),
    /// It is not to be followed by this one.
    Refused(String),
    /// All that is true.
    Snapshot { ahead: Span, snapshot: Box<Snapshot> },
    /// What became true. Before the snapshot: what was missed up to it.
    Entries { ahead: Span, entries: Vec<Entry> },
    /// How it stands. It comes at least every second.
    Standing { ahead: Span, standing: Box<Standing> },
    /// What came of what was asked.
    Answer { id: u64, answer: Result<Settlement, AskError> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Greeting {
    pub(super) program: String,
    /// Number of the stream that is followed.
    pub(super) stream: i64,
    pub(super) stands: Standpoint,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) program: String,
    pub(super) process: u32,
    pub(super) epoch: u64,
    /// Whether entries that were missed come before the snapshot, and so nothing is missing.
    pub(super) continues: bool,
}

/// The version of this program.
pub(super) fn program() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

impl Up {
    pub(super) fn to_frame(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Greeting(greeting) => frame(1, &[WIRE_VERSION], greeting, UP_BYTES_MAX),
            // Some parts of a command are tagged within, which only a format that describes itself can read.
            Self::Ask { id, command } => {
                let text = serde_json::to_vec(command).map_err(io::Error::other)?;
                frame(2, &[], &(*id, text), UP_BYTES_MAX)
            }
        }
    }

    pub(super) fn from_frame(kind: u8, body: &[u8]) -> io::Result<Self> {
        match kind {
            1 => Ok(Self::Greeting(content(versioned(body)?)?)),
            2 => {
                let (id, text): (u64, Vec<u8>) = content(body)?;
                let command = serde_json::from_slice(&text).map_err(damaged)?;
                Ok(Self::Ask { id, command })
            }
            other => Err(damaged(format!("a frame of kind {other}"))),
        }
    }
}

impl Down {
    pub(super) fn to_frame(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Hello(hello) => frame(1, &[WIRE_VERSION], hello, DOWN_BYTES_MAX),
            Self::Refused(why) => frame(2, &[], why, DOWN_BYTES_MAX),
            Self::Snapshot { ahead, snapshot } => {
                frame(3, &ahead.as_micros().to_le_bytes(), &snapshot.to_bytes(), DOWN_BYTES_MAX)
            }
            Self::Entries { ahead, entries } => frame(4, &[], &(ahead, entries), DOWN_BYTES_MAX),
            Self::Standing { ahead, standing } => frame(5, &[], &(ahead, standing), DOWN_BYTES_MAX),
            Self::Answer { id, answer } => frame(6, &[], &(id, answer), DOWN_BYTES_MAX),
        }
    }

    pub(super) fn from_frame(kind: u8, body: &[u8]) -> io::Result<Self> {
        match kind {
            1 => Ok(Self::Hello(content(versioned(body)?)?)),
            2 => Ok(Self::Refused(content(body)?)),
            3 => {
                let (ahead, rest) =
                    body.split_first_chunk().ok_or_else(|| damaged("a snapshot is cut off"))?;
                let bytes: Vec<u8> = content(rest)?;
                let snapshot = Snapshot::from_bytes(&bytes).map_err(damaged)?;
                let ahead = Span::from_micros(i64::from_le_bytes(*ahead));
                Ok(Self::Snapshot { ahead, snapshot: Box::new(snapshot) })
            }
            4 => content(body).map(|(ahead, entries)| Self::Entries { ahead, entries }),
            5 => content(body).map(|(ahead, standing)| Self::Standing { ahead, standing }),
            6 => content(body).map(|(id, answer)| Self::Answer { id, answer }),
            other => Err(damaged(format!("a frame of kind {other}"))),
        }
    }
}

fn frame(kind: u8, head: &[u8], content: &impl Serialize, bytes_max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; LENGTH_BYTES];
    bytes.push(kind);
    bytes.extend_from_slice(head);
    let mut bytes = postcard::to_extend(content, bytes).map_err(io::Error::other)?;
    let length = bytes.len() - LENGTH_BYTES;
    if length > bytes_max {
        return Err(io::Error::other(format!("a frame of {length} bytes; {bytes_max} are allowed")));
    }
    let length = u32::try_from(length).map_err(io::Error::other)?;
    bytes[..LENGTH_BYTES].copy_from_slice(&length.to_le_bytes());
    Ok(bytes)
}

fn versioned(body: &[u8]) -> io::Result<&[u8]> {
    match body.split_first() {
        Some((&WIRE_VERSION, rest)) => Ok(rest),
        Some((other, _)) => Err(damaged(format!(
            "it speaks format {other}, this one {WIRE_VERSION}: let all processes be of the same version"
        ))),
        None => Err(damaged("an empty greeting")),
    }
}

fn content<T: DeserializeOwned>(body: &[u8]) -> io::Result<T> {
    match postcard::take_from_bytes(body) {
        Ok((content, [])) => Ok(content),
        Ok(_) => Err(damaged("a frame is longer than its content")),
        Err(error) => Err(damaged(error.to_string())),
    }
}

fn damaged(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Frames as they come.
#[derive(Debug)]
pub(super) struct Frames<R> {
    from: R,
    buffer: Vec<u8>,
    bytes_max: usize,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    pub(super) fn new(from: R, bytes_max: usize) -> Self {
        Self { from, buffer: Vec::new(), bytes_max }
    }

    /// The next one; nothing when the other side has ended. May be dropped while it waits.
    pub(super) async fn next(&mut self) -> io::Result<Option<(u8, Vec<u8>)>> {
        loop {
            if let Some(frame) = self.take()? {
                return Ok(Some(frame));
            }
            self.buffer.reserve(READ_BYTES);
            if self.from.read_buf(&mut self.buffer).await? == 0 {
                let is_whole = self.buffer.is_empty();
                return if is_whole { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        }
    }

    fn take(&mut self) -> io::Result<Option<(u8, Vec<u8>)>> {
        let Some((length, rest)) = self.buffer.split_first_chunk::<LENGTH_BYTES>() else { return Ok(None) };
        let length = u32::from_le_bytes(*length) as usize;
        if length == 0 || length > self.bytes_max {
            return Err(damaged(format!("a frame of {length} bytes; 1 to {} are allowed", self.bytes_max)));
        }
        let Some((&kind, body)) = rest.get(..length).and_then(<[u8]>::split_first) else { return Ok(None) };
        let body = body.to_vec();
        self.buffer.drain(..LENGTH_BYTES + length);
        Ok(Some((kind, body)))
    }
}

#[cfg(test)]
mod tests {
    use callcenter_core::fact::Settled;
    use callcenter_core::{Engine, Fact, Loaded, Policy, Refusal, Timestamp};

    use super::*;

    async fn through(bytes: &[u8], bytes_max: usize) -> io::Result<Vec<(u8, Vec<u8>)>> {
        let mut frames = Frames::new(bytes, bytes_max);
        let mut all = Vec::new();
        while let Some(frame) = frames.next().await? {
            all.push(frame);
        }
        Ok(all)
    }

    fn down(message: &Down) -> Down {
        let bytes = message.to_frame().expect("it is short");
        Down::from_frame(bytes[4], &bytes[5..]).expect("it was just written")
    }

    #[tokio::test]
    async fn what_is_said_is_heard_however_it_is_cut() {
        let command = Command::ReadBack { loaded: Loaded::Queue { name: "support".into() } };
        let stands = Standpoint { epoch: 1, seq: 2, hash: u128::MAX };
        let greeting = Greeting { program: program(), stream: 7, stands };
        let mut bytes = Up::Greeting(greeting.clone()).to_frame().expect("it is short");
        bytes.extend(Up::Ask { id: 9, command: command.clone() }.to_frame().expect("it is short"));
        let frames = through(&bytes, UP_BYTES_MAX).await.expect("both are whole");
        let [(1, first), (2, second)] = &frames[..] else { panic!("{frames:?}") };
        assert!(matches!(Up::from_frame(1, first), Ok(Up::Greeting(heard)) if heard == greeting));
        assert!(
            matches!(Up::from_frame(2, second), Ok(Up::Ask { id: 9, command: heard }) if heard == command)
        );
        for cut in 1..bytes.len() {
            let heard = through(&bytes[..cut], UP_BYTES_MAX).await;
            assert!(heard.is_err() || heard.is_ok_and(|frames| frames.len() == 1), "cut at {cut}");
        }
    }

    #[test]
    fn a_leader_says_all_that_a_reader_has() {
        let ahead = Span::from_micros(-5);
        let snapshot = Box::new(Engine::new(Policy::default()).snapshot());
        let Down::Snapshot { ahead: heard, snapshot: same } =
            down(&Down::Snapshot { ahead, snapshot: snapshot.clone() })
        else {
            panic!("another kind")
        };
        assert_eq!((heard, same), (ahead, snapshot));
        let entries = vec![Entry { seq: 4, at: Timestamp::from_secs(3), fact: Fact::LinkUp { epoch: 1 } }];
        let said = Down::Entries { ahead, entries: entries.clone() };
        assert!(matches!(down(&said), Down::Entries { entries: heard, .. } if heard == entries));
        for answer in [
            Ok(Settlement { outcome: Settled::Done, message: "fine".into() }),
            Err(AskError::Refused(Refusal::UnknownLeg)),
            Err(AskError::LeaderLost),
        ] {
            let said = Down::Answer { id: 3, answer: answer.clone() };
            assert!(matches!(down(&said), Down::Answer { id: 3, answer: heard } if heard == answer));
        }
    }

    #[tokio::test]
    async fn what_is_too_long_or_of_another_version_is_refused() {
        let long = [255, 255, 255, 255, 1, 0];
        let error = through(&long, UP_BYTES_MAX).await.expect_err("it is too long");
        assert!(error.to_string().contains("1048576 are allowed"), "{error}");
        let error = Up::from_frame(1, &[9, 0]).expect_err("another format");
        assert!(error.to_string().contains("it speaks format 9, this one 1"), "{error}");
        let command = Command::Reload { module: "x".repeat(UP_BYTES_MAX).into() };
        assert!(Up::Ask { id: 1, command }.to_frame().is_err(), "nobody would read it");
    }
}
