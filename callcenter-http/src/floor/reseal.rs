//! The secrets of phones sealed anew, by a new key.

use callcenter_store::{Condition, SIP_SECRETS, Select, SipSecretRow, Store, StoreError, Value, Write, rows};

use super::secret::{belongs_to, failed};
use crate::access::{Vault, VaultError};
use crate::problem::Problem;

/// Secrets that are sealed anew in one transaction.
const AT_ONCE: usize = 200;

/// How often secrets are read again that somebody set meanwhile.
const TRIES_MAX: usize = 20;

/// What was sealed anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Secrets that there are.
    pub secrets: u64,
    /// Those that an older key had sealed.
    pub anew: u64,
}

/// How many secrets there are, and how many of them an older key sealed.
///
/// # Errors
/// What vault and store say.
pub async fn sealed_by_older(store: &dyn Store, vault: &Vault) -> Result<Resealed, Problem> {
    let all = all(store).await?;
    let older = older(vault, &all)?;
    Ok(Resealed { secrets: all.len() as u64, anew: older.len() as u64 })
}

/// Seals every secret by the newest key. A server may run meanwhile: a secret that somebody sets at this moment is left as it
/// was set. Whoever is interrupted begins again, and what is done is done.
///
/// # Errors
/// What vault and store say; [`Problem::Unavailable`] also names the extension whose secret cannot be opened: nothing of its
/// batch was changed.
pub async fn reseal(store: &dyn Store, vault: &Vault) -> Result<Resealed, Problem> {
    let mut anew = 0;
    for _ in 0..TRIES_MAX {
        let all = all(store).await?;
        let older = older(vault, &all)?;
        if older.is_empty() {
            return Ok(Resealed { secrets: all.len() as u64, anew });
        }
        for batch in older.chunks(AT_ONCE) {
            let mut write = Write::default();
            for row in batch {
                let named = |why: &VaultError| {
                    Problem::Unavailable(format!("the secret of extension {}: {why}", row.extension))
                };
                let secret =
                    vault.open(&belongs_to(&row.extension), text(row)?).map_err(|why| named(&why))?;
                let sealed = vault.seal(&belongs_to(&row.extension), &secret).map_err(|why| named(&why))?;
                // Only what was read gives way: where another secret was set, the new row meets that one, and nothing is done.
                let read = vec![
                    Condition::Is("extension", row.extension.as_str().into()),
                    Condition::Is("sealed", Value::Bytes(row.sealed.clone())),
                ];
                let row = SipSecretRow { sealed: sealed.into_bytes(), ..(*row).clone() };
                write = write.delete(SIP_SECRETS, read).put_new([row]);
            }
            match store.write(write).await {
                Ok(()) => anew += batch.len() as u64,
                Err(StoreError::Conflict(_)) => {}
                Err(why) => return Err(why.into()),
            }
        }
    }
    Err(Problem::Unavailable("secrets are being set all the time: try again when nobody does".to_owned()))
}

async fn all(store: &dyn Store) -> Result<Vec<SipSecretRow>, Problem> {
    Ok(rows(store, &Select::from(SIP_SECRETS).by("extension")).await?)
}

fn older<'r>(vault: &Vault, rows: &'r [SipSecretRow]) -> Result<Vec<&'r SipSecretRow>, Problem> {
    let mut older = Vec::new();
    for row in rows {
        if !vault.is_current(text(row)?).map_err(|why| failed(&why))? {
            older.push(row);
        }
    }
    Ok(older)
}

fn text(row: &SipSecretRow) -> Result<&str, Problem> {
    str::from_utf8(&row.sealed).map_err(|_| failed(&VaultError::Damaged))
}

#[cfg(test)]
mod tests {
    use callcenter_core::Timestamp;
    use callcenter_store::MemoryStore;

    use super::*;

    fn row(vault: &Vault, extension: usize, secret: &str) -> SipSecretRow {
        let extension = format!("{extension:04}");
        let sealed = vault.seal(&belongs_to(&extension), secret).expect("sealed").into_bytes();
        SipSecretRow { extension, set_at: Timestamp::from_secs(1), set_by: "root".to_owned(), sealed }
    }

    #[tokio::test]
    async fn every_secret_is_sealed_by_the_new_key_and_none_is_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::at(folder.path().join("key"));
        let store = MemoryStore::default();
        let rows: Vec<_> = (0..AT_ONCE + 7).map(|n| row(&vault, n, &format!("secret {n}"))).collect();
        store.write(Write::default().put_new(rows)).await.expect("written");
        let secrets = AT_ONCE as u64 + 7;
        vault.rotate().expect("a key is made");
        let told = sealed_by_older(&store, &vault).await.expect("read");
        assert_eq!(told, Resealed { secrets, anew: secrets });
        // Somebody sealed one by the new key already, or a run was interrupted.
        store.write(Write::default().put([row(&vault, 3, "another")])).await.expect("written");
        let told = reseal(&store, &vault).await.expect("sealed anew");
        assert_eq!(told, Resealed { secrets, anew: secrets - 1 });
        assert_eq!(vault.forget_older().expect("written"), 1);
        let other = Vault::at(folder.path().join("key"));
        for (n, row) in all(&store).await.expect("read").iter().enumerate() {
            let secret = other.open(&belongs_to(&row.extension), text(row).expect("a text")).expect("opened");
            let expected = if n == 3 { "another".to_owned() } else { format!("secret {n}") };
            assert_eq!((secret.as_str(), row.set_by.as_str()), (expected.as_str(), "root"));
        }
        assert_eq!(reseal(&store, &vault).await.expect("read"), Resealed { secrets, anew: 0 });
    }

    #[tokio::test]
    async fn a_secret_that_nobody_can_open_is_named_and_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::at(folder.path().join("key"));
        let store = MemoryStore::default();
        let lost = row(&Vault::in_memory(), 1001, "geheim");
        store.write(Write::default().put_new([lost.clone()])).await.expect("written");
        let why = reseal(&store, &vault).await.expect_err("its key is lost");
        assert!(
            why.to_string().contains("extension 1001") && why.to_string().contains("bring that file back"),
            "{why}"
        );
        assert_eq!(all(&store).await.expect("read"), [lost]);
    }
}
