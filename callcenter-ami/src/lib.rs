//! The Asterisk Manager Interface: bytes become [`Message`]s become events, actions become bytes, and a client.
//!
//! * A [`Decoder`] cuts a stream into frames, whatever the pieces it comes in. Nothing is lost: frames put together are
//!   the stream.
//! * A [`Message`] is a view of a frame. Headers are split when they are asked for; nothing is copied.
//! * [`translate`] says in the words of [`callcenter_core`] what a message means, or that it means nothing to us.
//!   [`interpret`] does so for any bytes. Old and new spellings of Asterisk 11 to 24 end here. [`INTEREST`] lists which
//!   messages matter, and what a login must be allowed to read to get them.
//! * [`trace()`] and [`TraceReader`] read recordings, [`TraceWriter`] writes them.
//! * [`encode`] writes an action, or refuses what the switch would discard or misread.
//!
//! None of these does I/O, reads a clock or allocates for an ordinary message. From bytes to what they mean:
//!
//! ```
//! use callcenter_ami::{Decoder, interpret};
//! use callcenter_core::event::Event;
//!
//! let mut decoder = Decoder::new();
//! decoder.feed(b"Asterisk Call Manager/11.0.0\r\nEvent: Hangup\r\nUniqueid: 1.1\r\nCause: 16\r\n\r\nEvent: Ne");
//! let mut ended = 0;
//! while let Some(frame) = decoder.next_frame()? {
//!     interpret(&frame, |event| {
//!         if let Some(Event::LegEnded { leg, cause: 16 }) = event {
//!             assert_eq!(leg.leg, "1.1");
//!             ended += 1;
//!         }
//!     })?;
//! }
//! assert_eq!(ended, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod capture;
mod decode;
mod grammar;
mod message;
#[cfg(feature = "mirror")]
pub mod mirror;
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
pub use client::{
    Client, Config, Feed, FeedLimits, Incoming, Link, OUTGOING_BYTES_MAX, Status, host_and_port,
};
pub use encode::{APPLICATIONS, FUNCTIONS, HEADERS_MAX, LINE_BYTES_MAX, encode};
pub use error::{ClientError, EncodeError, LinkError};
pub use session::{Backoff, LIST_BYTES_MAX, Login, PENDING_MAX, Proof, Reply, Secret, Session, Timing};
