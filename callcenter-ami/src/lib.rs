//! The Asterisk Manager Interface: bytes to [`Message`]s to events, actions to bytes, and a client.

mod capture;
mod decode;
mod grammar;
mod message;
mod scan;
mod translate;
mod value;

pub use capture::{Content, Item, Trace, TraceReader, TraceWriter, trace};
pub use decode::{DecodeError, Decoder, FRAME_BYTES_MAX, Frames, frames};
pub use message::{Field, Fields, Kind, Message};
pub use translate::{
    Class, INTEREST, Interest, NOISE, Need, TranslateError, VARIABLES, interpret, translate,
};
pub use value::Value;

#[cfg(feature = "client")]
mod client;
mod encode;
mod error;
mod session;

#[cfg(feature = "tls")]
pub use client::Tls;
#[cfg(feature = "client")]
pub use client::{Client, Config, Feed, FeedLimits, Incoming, Link, OUTGOING_BYTES_MAX, Status};
pub use encode::{APPLICATIONS, FUNCTIONS, HEADERS_MAX, LINE_BYTES_MAX, encode};
pub use error::{ClientError, EncodeError, LinkError};
pub use session::{Backoff, LIST_BYTES_MAX, Login, PENDING_MAX, Proof, Reply, Secret, Session, Timing};
