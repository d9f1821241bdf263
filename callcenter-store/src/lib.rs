//! Keeps every fact, call and figure of a call center.
//!
//! * [`Store`] is what a database must do: a guarded write, a select. [`MemoryStore`] is the reference; SQLite,
//!   PostgreSQL and MySQL (proven on MariaDB) are features, and [`open`] finds the right one by its address.
//! * [`TABLES`] says what is kept, column by column.
//! * [`report`] makes figures of any time in any zone of what is kept, and lists the calls behind each.

mod care;
mod check;
#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
pub mod export;
mod figures;
pub mod import;
mod journal;
mod memory;
mod open;
mod reading;
pub mod reconcile;
pub mod report;
mod row;
mod select;
mod spool;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod sql;
mod store;
mod table;
mod value;
mod words;

pub use care::{
    Anonymise, Anonymised, CHANGED_BYTES_MAX, Caller, Care, Forgotten, NUMBER_DIGITS_MIN, Number,
    PIECE_BYTES_HELD_MAX, Purge, Purged, Recalculated, Retention, anonymise, forget_customers, next_piece,
    pack_trace, purge, recalc, unpack_trace,
};
pub use check::{CELL_BYTES_MAX, CONDITIONS_MAX, DEPTH_MAX, KEY_TEXT_BYTES_MAX, TEXT_BYTES_MAX, VALUES_MAX};
pub use error::StoreError;
pub use figures::{Cell, CellKey, DAY_QUARTERS, Delta, FIGURES_VERSION, Scope, cells};
pub use journal::{
    BATCH_ENTRIES_MAX, DIFFERENCES_MAX, Differences, Encoded, Holder, JOURNAL_FORMAT, Journal, JournalPages,
    LEASE, RECORD_FORMAT, SNAPSHOT_AGE, SNAPSHOT_ENTRIES, SNAPSHOTS_KEPT, Source, StreamId, Verified,
    decode_entries, decode_record, digest_of, encode_entries, encode_record, latest_snapshot, pack_snapshot,
    stream, streams, unpack_bounded, unpack_snapshot, verify,
};
pub use memory::{MEMORY_ROWS_MAX, MemoryStore};
pub use open::open;
pub use reading::{READINGS_MAX, Reading, come_into_force};
pub use row::*;
pub use select::{Condition, Select};
pub use spool::{Record, SEGMENT_BYTES, SPOOL_BYTES_MAX, SPOOL_FORMAT, Spool, SpoolDepth};
#[cfg(feature = "mysql")]
pub use sql::MysqlStore;
#[cfg(feature = "postgres")]
pub use sql::PostgresStore;
#[cfg(feature = "sqlite")]
pub use sql::SqliteStore;
pub use store::{Delete, Guard, Put, Store, Write, rows};
pub use table::{Column, Row, Table};
pub use value::{Field, Kind, Value};
