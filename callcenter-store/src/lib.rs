//! Keeps every fact, call and figure of a call center.
//!
//! * [`Store`] is what a database must do: a guarded write, a select. [`MemoryStore`] is the reference; SQLite,
//!   PostgreSQL and MySQL (proven on MariaDB) are features, and [`open`] finds the right one by its address.
//! * [`TABLES`] says what is kept, column by column.

mod error;
mod row;
mod select;
mod store;
mod table;
mod value;

pub use error::StoreError;
pub use row::*;
pub use select::{Condition, Select};
pub use store::{Delete, Guard, Put, Store, Write, rows};
pub use table::{Column, Row, Table};
pub use value::{Field, Kind, Value};
