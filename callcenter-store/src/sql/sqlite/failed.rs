//! What an error of SQLite means for us.

use std::time::Duration;

use super::place::BUSY_MAX;
use crate::error::StoreError;

/// How long a question waits for a free reader before it is refused as [`StoreError::Unavailable`].
pub(super) const READER_WAIT_MAX: Duration = Duration::from_secs(30);

/// By its primary result code, as <https://sqlite.org/rescode.html> has them.
pub(super) fn failed(error: sqlx::Error) -> StoreError {
    let database = match error {
        sqlx::Error::Database(database) => database,
        sqlx::Error::PoolTimedOut => {
            let waited = READER_WAIT_MAX.as_secs();
            return StoreError::Unavailable(format!("no reader was free within {waited} s"));
        }
        sqlx::Error::PoolClosed => return StoreError::Unavailable("this store was closed".to_owned()),
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => return StoreError::Unavailable(error.to_string()),
        other => return StoreError::Failed(other.to_string()),
    };
    let why = database.message().to_owned();
    let code = database.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or(1);
    match (code & 0xff, code) {
        (5 | 6, _) => StoreError::Unavailable(format!(
            "another program has written for more than {} s: {why}",
            BUSY_MAX.as_secs()
        )),
        (3 | 23, _) => StoreError::Denied(why),
        (8, _) => StoreError::ReadOnly(why),
        (10 | 14 | 15, _) => StoreError::Unavailable(why),
        (11, _) => StoreError::Corrupt(why),
        (26, _) => StoreError::Corrupt("it is no SQLite database".to_owned()),
        (13, _) => StoreError::Full(why),
        (18, _) => StoreError::Invalid(why),
        (19, 1555 | 2067 | 2579) => StoreError::Conflict(why),
        _ => StoreError::Failed(why),
    }
}
