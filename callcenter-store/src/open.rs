//! Which store an address means.

use std::sync::Arc;

use crate::error::StoreError;
use crate::memory::MemoryStore;
use crate::store::Store;

/// Opens the store at an address, making its tables where they are missing:
///
/// | address | what |
/// |---|---|
/// | `sqlite:FILE`, or a path that ends in `.db`, `.sqlite` or `.sqlite3` | one file; `?mode=ro` only reads it |
/// | `sqlite::memory:` | SQLite in memory, for this store alone |
/// | `postgres://USER:PASSWORD@HOST/DATABASE`, `postgresql://…` | PostgreSQL |
/// | `mysql://USER:PASSWORD@HOST/DATABASE`, `mariadb://…` | MySQL, MariaDB |
/// | `memory:` | nothing is kept |
///
/// # Errors
/// [`StoreError::Invalid`] for an address that names none of these, or one whose feature this program was built without;
/// else what the database says. The password stands in no error.
///
/// # Example
/// ```
/// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime can be made").block_on(async {
/// let store = callcenter_store::open("memory:").await?;
/// assert_eq!(store.backend(), "memory");
/// # Ok::<(), callcenter_store::StoreError>(())
/// # }).expect("a store in memory always opens");
/// ```
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    match Backend::of(url)? {
        Backend::Memory => Ok(Arc::new(MemoryStore::new())),
        #[cfg(feature = "sqlite")]
        Backend::Sqlite => Ok(Arc::new(crate::sql::SqliteStore::open(url).await?)),
        #[cfg(feature = "postgres")]
        Backend::Postgres => Ok(Arc::new(crate::sql::PostgresStore::open(url).await?)),
        #[cfg(feature = "mysql")]
        Backend::Mysql => Ok(Arc::new(crate::sql::MysqlStore::open(url).await?)),
        #[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
        backend => Err(StoreError::Invalid(format!(
            "this program was built without {backend}: build it with the feature `{backend}` of callcenter-store"
        ))),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backend {
    Memory,
    Sqlite,
    Postgres,
    Mysql,
}

impl std::fmt::Display for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Memory => "memory",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        })
    }
}

impl Backend {
    fn of(url: &str) -> Result<Self, StoreError> {
        let path = url.split_once('?').map_or(url, |(path, _)| path);
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("memory") if url == "memory:" => Ok(Self::Memory),
            Some("sqlite") => Ok(Self::Sqlite),
            Some("postgres" | "postgresql") => Ok(Self::Postgres),
            Some("mysql" | "mariadb") => Ok(Self::Mysql),
            _ if !url.contains("://") && [".db", ".sqlite", ".sqlite3"].iter().any(|end| path.ends_with(end)) => {
                Ok(Self::Sqlite)
            }
            // What it is stays out of the message: there may be a password in it.
            _ => Err(StoreError::Invalid(
                "the store's address names no database: write sqlite:FILE, postgres://USER:PASSWORD@HOST/DATABASE, \
                 mysql://USER:PASSWORD@HOST/DATABASE, memory:, or a path that ends in .db"
                    .to_owned(),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_which_database_it_is() {
        for (url, backend) in [
            ("memory:", Backend::Memory),
            ("sqlite:calls", Backend::Sqlite),
            ("sqlite::memory:", Backend::Sqlite),
            ("/var/lib/calls.db", Backend::Sqlite),
            ("calls.sqlite?mode=ro", Backend::Sqlite),
            ("C:\\calls.sqlite3", Backend::Sqlite),
            ("postgres://a:b@c/d", Backend::Postgres),
            ("postgresql://c/d", Backend::Postgres),
            ("mysql://c/d", Backend::Mysql),
            ("mariadb://c/d", Backend::Mysql),
        ] {
            assert_eq!(Backend::of(url).expect(url), backend, "{url}");
        }
    }

    #[test]
    fn an_address_that_names_none_is_refused_without_its_password() {
        for url in
            ["", "calls", "memory:x", "oracle://scott:tiger@host/x.db", "http://u:tiger@h/calls.db", "tiger"]
        {
            let error = Backend::of(url).expect_err(url).to_string();
            assert!(error.contains("names no database") && !error.contains("tiger"), "{url}: {error}");
        }
    }
}
