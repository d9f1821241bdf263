//! Why an action was not sent, why a link fell, why a request has no answer.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::encode::{HEADERS_MAX, LINE_BYTES_MAX};
use crate::session::LIST_BYTES_MAX;

/// Why an action cannot be written as a request. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum EncodeError {
    /// A line break or NUL: what follows it would be read as a header, or a request, of its own.
    #[error("{field} holds a line break or NUL")]
    ControlCharacter {
        /// Where.
        field: String,
    },
    /// Nothing, where the switch would act on something that was not meant (the first channel, all queues).
    #[error("{field} is empty")]
    Empty {
        /// Where.
        field: String,
    },
    /// A character by which the switch would read the value as more than one, or as a pattern.
    #[error("{field} holds {found:?}, which the switch would not take literally")]
    ForbiddenCharacter {
        /// Where.
        field: String,
        /// The character.
        found: char,
    },
    /// An application or a function that is not on the list of harmless ones.
    #[error("{field} asks for {name:?}, which is not among those that may be used from outside the dialplan")]
    NotAllowed {
        /// Where.
        field: String,
        /// What was asked for.
        name: String,
    },
    /// A line that the switch would discard.
    #[error("{field} makes a line of {bytes} bytes, the switch reads {LINE_BYTES_MAX}")]
    LineTooLong {
        /// Where.
        field: String,
        /// How long the line would be, with its end.
        bytes: usize,
    },
    /// More headers than the switch keeps.
    #[error("more than {HEADERS_MAX} headers")]
    TooManyHeaders,
}

/// Why there is no link to the switch, or none any more.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LinkError {
    /// Nobody listens there, or the way is closed.
    #[error("cannot connect: {reason}")]
    Unreachable {
        /// What the network said.
        reason: String,
    },
    /// The encryption could not be set up.
    #[error("no encrypted link: {reason}")]
    Tls {
        /// What is wrong.
        reason: String,
    },
    /// Connected, but nothing was said.
    #[error("no greeting came: is this the manager port, and is TLS used by both sides or by none?")]
    NoGreeting,
    /// Something else than Asterisk's manager answered.
    #[error("not a manager port: it says {said:?}")]
    NotAmi {
        /// The first bytes, escaped.
        said: String,
    },
    /// The link was closed before the login was answered. A switch that is going down accepts and closes.
    #[error("closed before the login was answered; the switch may be restarting, or refuses this address")]
    ClosedBeforeLogin,
    /// The login was not answered in time.
    #[error("the login was not answered in time")]
    LoginTimeout,
    /// The login was refused.
    #[error("login refused ({message}): check the user's secret, and deny, permit and acl, in manager.conf")]
    LoginRefused {
        /// What the switch said.
        message: String,
    },
    /// The login cannot be written.
    #[error("the login cannot be sent: {0}")]
    LoginUnsendable(#[source] EncodeError),
    /// The switch did not say that it is ready.
    #[error(
        "logged in, but not told that the switch is ready: its user needs `read = system`, or it still starts"
    )]
    NotBooted,
    /// Closed by the switch.
    #[error("closed by the switch")]
    Closed,
    /// Nothing was heard, not even an answer to a ping.
    #[error("nothing heard for {seconds} s, not even an answer to a ping")]
    Silent {
        /// For how long.
        seconds: u64,
    },
    /// The network failed.
    #[error("the link failed: {reason}")]
    Io {
        /// What the network said.
        reason: String,
    },
    /// Frames came faster than they were taken, so the link was given up.
    #[error("{frames} frames of {bytes} bytes were not taken in time; given up, to begin again with what is")]
    Overflow {
        /// How many frames waited.
        frames: usize,
        /// How many bytes they have.
        bytes: usize,
    },
    /// Closed on our own wish.
    #[error("shut down")]
    ShutDown,
}

impl LinkError {
    /// Whether trying again soon is of no use, because somebody has to change a configuration first.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::NotAmi { .. } | Self::LoginRefused { .. } | Self::LoginUnsendable(_) | Self::Tls { .. } => {
                true
            }
            Self::Unreachable { .. }
            | Self::NoGreeting
            | Self::ClosedBeforeLogin
            | Self::LoginTimeout
            | Self::NotBooted
            | Self::Closed
            | Self::Silent { .. }
            | Self::Io { .. }
            | Self::Overflow { .. }
            | Self::ShutDown => false,
        }
    }
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ClientError {
    /// It cannot be written; nothing was sent.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// There is no link now; nothing was sent.
    #[error("not connected to the switch")]
    NotConnected,
    /// Too much is on its way already; nothing was sent.
    #[error("too many requests on their way")]
    Busy,
    /// Not answered in time. The switch may have done it, or do it yet.
    #[error("not answered in time")]
    Expired,
    /// The link fell before the answer. The switch may have done it.
    #[error("the link fell before the answer: {0}")]
    LinkLost(#[source] LinkError),
    /// A list was longer than anything that a switch should have.
    #[error("the list is longer than {LIST_BYTES_MAX} bytes")]
    ListTooLong,
    /// The client was shut down.
    #[error("the client was shut down")]
    ShutDown,
}
