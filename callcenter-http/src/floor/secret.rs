//! The secrets of phones: sealed when they are set, opened for the switch's files and for the phone's owner only.

use callcenter_store::{Condition, SIP_SECRETS, Select, SipSecretRow, Write, rows};
use zeroize::Zeroizing;

use super::Floor;
use crate::access::{Person, VaultError};
use crate::clock::Utc;
use crate::problem::Problem;

/// Characters of a secret that is made here: of 62, that is 142 bits.
const SECRET_CHARACTERS: usize = 24;

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Makes a secret that nobody can guess.
///
/// # Errors
/// When the machine has no random numbers.
pub(super) fn make() -> Result<String, Problem> {
    let mut secret = String::with_capacity(SECRET_CHARACTERS);
    while secret.len() < SECRET_CHARACTERS {
        let mut bytes = [0; 2 * SECRET_CHARACTERS];
        getrandom::fill(&mut bytes).map_err(|why| failed(&VaultError::Random(why.to_string())))?;
        // Below a multiple of 62, so that no character is likelier than another.
        let fair = bytes.iter().filter(|byte| usize::from(**byte) < 4 * ALPHABET.len());
        let characters = fair.map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
        secret.extend(characters.take(SECRET_CHARACTERS - secret.len()));
    }
    Ok(secret)
}

impl Floor {
    /// What to write when an extension has this secret from now on.
    pub(super) fn sealed(
        &self,
        by: &Person,
        number: &str,
        secret: &str,
        write: Write,
    ) -> Result<Write, Problem> {
        let sealed = self.vault.seal(&belongs_to(number), secret).map_err(|why| failed(&why))?;
        Ok(write.put([SipSecretRow {
            extension: number.to_owned(),
            set_at: self.clock.now(),
            set_by: by.login.clone(),
            sealed: sealed.into_bytes(),
        }]))
    }

    /// An extension's secret and since when it has it; for the switch's files and the phone's owner, never for a list.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when it cannot be opened.
    pub(crate) async fn secret(&self, number: &str) -> Result<Option<(Zeroizing<String>, Utc)>, Problem> {
        let select = Select::from(SIP_SECRETS).only(Condition::Is("extension", number.into()));
        let row: Option<SipSecretRow> = rows(&*self.store, &select).await?.pop();
        row.map(|row| self.opened(&row)).transpose()
    }

    /// The secrets of all extensions, by number.
    pub(crate) async fn secrets(&self) -> Result<Vec<(String, Zeroizing<String>, Utc)>, Problem> {
        let found: Vec<SipSecretRow> = rows(&*self.store, &Select::from(SIP_SECRETS).by("extension")).await?;
        let open = |row: SipSecretRow| {
            let (secret, set_at) = self.opened(&row)?;
            Ok((row.extension, secret, set_at))
        };
        found.into_iter().map(open).collect()
    }

    fn opened(&self, row: &SipSecretRow) -> Result<(Zeroizing<String>, Utc), Problem> {
        let sealed = str::from_utf8(&row.sealed).map_err(|_| failed(&VaultError::Damaged))?;
        let secret = self.vault.open(&belongs_to(&row.extension), sealed).map_err(|why| failed(&why))?;
        Ok((secret, Utc(row.set_at)))
    }
}

pub(super) fn belongs_to(number: &str) -> String {
    format!("extension {number}")
}

pub(super) fn failed(why: &VaultError) -> Problem {
    tracing::error!(%why, "a phone's secret cannot be sealed or opened");
    Problem::Unavailable(format!("the secrets of phones cannot be read or written: {why}"))
}
