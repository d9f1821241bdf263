//! What is shown to clients: the engine's rows and records as typed JSON, with their schemas.
//!
//! Moments are RFC 3339 texts in UTC, durations numbers of seconds, words `snake_case`; what is not known is `null`.

mod agent;
mod call;
mod extension;
mod queue;
mod record;
mod value;
mod words;

pub use self::agent::{Agent, AgentCall, Member};
pub use self::call::{Leg, LiveCall};
pub use self::extension::{Availability, Extension, live_extensions};
pub use self::queue::{Activities, Queue, QueueToday, Waiting};
pub use self::record::{
    Conference, Forward, Hangup, Hold, HoldSpan, Observed, Parking, Record, RingAttempt, Segment, Spy,
    Transfer, Visit,
};
pub use self::value::Seconds;
pub use self::words::{
    Activity, ContactState, DeviceState, Direction, Membership, Part, PhoneActivity, RingResult, SpyMode,
    Status, TransferKind, TransferResult,
};
pub use crate::clock::Utc as Instant;
