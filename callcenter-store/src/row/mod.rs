//! The tables: what is kept, column by column.

mod access;
mod agent;
mod call;
mod customer;
mod floor;
mod import;
mod reading;
mod recording;
mod system;
mod work;

pub use access::*;
pub use agent::*;
pub use call::*;
pub use customer::*;
pub use floor::*;
pub use import::*;
pub use reading::*;
pub use recording::*;
pub use system::*;
pub use work::*;

use crate::table::Table;

/// The format of the tables that this version makes and reads.
pub const FORMAT: i64 = 7;

/// Every table.
pub const TABLES: &[&Table] = &[
    STREAMS,
    JOURNAL,
    SNAPSHOTS,
    ARCHIVE,
    FIGURES,
    GAPS,
    CALLS,
    LEGS,
    BRIDGE_SEGMENTS,
    TALKS,
    VISITS,
    ATTEMPTS,
    TRANSFERS,
    HOLDS,
    PARKINGS,
    RECORDINGS,
    AGENT_SESSIONS,
    AGENT_SPANS,
    PAUSES,
    DEVICE_STATES,
    IMPORTS,
    USERS,
    USER_LOGINS,
    USER_SESSIONS,
    API_TOKENS,
    SETUP_TOKENS,
    AUDIT,
    DEFINITIONS,
    AGENT_EXTENSIONS,
    SIP_SECRETS,
    CONFIGURATIONS,
    CUSTOMERS,
    CUSTOMER_NUMBERS,
    RECORDING_FILES,
    CALL_DISPOSITIONS,
    CALL_NOTES,
    SETTINGS,
    IDEMPOTENCY,
    READINGS,
];
