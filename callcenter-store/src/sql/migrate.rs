//! What the databases share about formats: how a database says which one it has, and what to do about it.
//!
//! A migration is a plain file, `migrations/<backend>/0001_journal.sql`: what it makes must not be there yet, so that
//! running one twice fails instead of doing harm. A backend takes its lock first (a transaction that writes, an advisory
//! lock), reads the format then, and runs what is [`pending`]: so of two programs that start at once one waits.

use crate::error::StoreError;

/// One step from a format to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Migration {
    /// The format that the database has afterwards.
    pub(crate) format: i64,
    /// Its statements.
    pub(crate) sql: &'static str,
}

/// Makes the table of formats where it is missing; understood by every database. One row for each migration that was run.
pub(crate) const MAKE_FORMAT: &str =
    "CREATE TABLE IF NOT EXISTS callcenter_format (format BIGINT NOT NULL PRIMARY KEY)";

/// Asks for the format; nothing: no migration was run yet.
pub(crate) const READ_FORMAT: &str = "SELECT MAX(format) FROM callcenter_format";

/// Says that a migration was run, in the same transaction.
pub(crate) fn write_format(migration: &Migration) -> String {
    format!("INSERT INTO callcenter_format (format) VALUES ({})", migration.format)
}

/// Which migrations are still to be run, in their order.
///
/// # Errors
/// [`StoreError::TooNew`] when a later version of this program made the database. Nothing must be touched then.
pub(crate) fn pending(
    found: Option<i64>,
    all: &'static [Migration],
) -> Result<&'static [Migration], StoreError> {
    let found = found.unwrap_or(0);
    let known = all.last().map_or(0, |migration| migration.format);
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    Ok(&all[all.partition_point(|migration| migration.format <= found)..])
}

#[cfg(test)]
mod tests {
    use super::*;

    static ALL: [Migration; 2] = [Migration { format: 1, sql: "one" }, Migration { format: 2, sql: "two" }];

    #[test]
    fn what_was_run_is_not_run_again() {
        assert_eq!(pending(None, &ALL).expect("an empty database is older"), &ALL);
        assert_eq!(pending(Some(1), &ALL).expect("format 1 is older"), &ALL[1..]);
        assert_eq!(pending(Some(2), &ALL).expect("format 2 is ours"), &[]);
    }

    #[test]
    fn a_newer_database_is_left_alone() {
        let error = pending(Some(3), &ALL).expect_err("3 is newer than 2");
        assert!(matches!(error, StoreError::TooNew { found: 3, known: 2 }), "{error}");
    }
}
