//! The databases that speak SQL. Each is one plain file with its own migrations; what they share is how questions become
//! SQL and how formats are counted.

#[cfg_attr(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")), allow(dead_code))]
mod migrate;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg_attr(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")), allow(dead_code))]
mod statement;
mod task;

#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod session;

#[cfg(feature = "mysql")]
pub use mysql::MysqlStore;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
