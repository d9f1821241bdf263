//! Secrets that must be read again, SIP passwords above all, encrypted where they are kept.
//!
//! XChaCha20-Poly1305 with a key that lies in a file beside the database, not in it: who steals the database alone has no
//! secret. What a secret belongs to is authenticated with it, so that nobody who writes to the database gets the secret of one
//! extension out under the name of another.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// Bytes of a nonce; so many that a random one never comes twice.
const NONCE_BYTES: usize = 24;

/// The first word of what was sealed: its format.
const FORMAT: &str = "v1";

/// Keys in a file; older ones are only read with.
pub const KEYS_MAX: usize = 32;

/// Seals secrets and opens them again.
///
/// # Example
/// ```
/// use callcenter_http::access::Vault;
/// let vault = Vault::in_memory();
/// let sealed = vault.seal("extension 1001", "s3cret")?;
/// assert!(!sealed.contains("s3cret"));
/// assert_eq!(vault.open("extension 1001", &sealed)?.as_str(), "s3cret");
/// assert!(vault.open("extension 1002", &sealed).is_err());
/// # Ok::<(), callcenter_http::access::VaultError>(())
/// ```
#[derive(Clone)]
pub struct Vault {
    file: Option<PathBuf>,
    keys: Arc<Mutex<Vec<VaultKey>>>,
}

/// Why a secret cannot be sealed or opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The file with the keys cannot be read or made.
    #[error("the file with the keys, {}: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// It was sealed by a key that is not in the file.
    #[error("it was sealed with the key {0}, which is not in the file with the keys: bring that file back")]
    UnknownKey(String),
    /// It was changed, belongs to something else, or never was sealed.
    #[error("it is damaged, or belongs to something else")]
    Damaged,
    /// The machine has no random numbers.
    #[error("the machine has no random numbers: {0}")]
    Random(String),
}

struct VaultKey {
    id: String,
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl Vault {
    /// A vault whose keys are in a file; the file is made at the first need, readable for its owner only.
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: Some(file.into()), keys: Arc::default() }
    }

    /// A vault whose key is forgotten at the end of the program: for stores that are forgotten too.
    pub fn in_memory() -> Self {
        Self { file: None, keys: Arc::default() }
    }

    /// Seals a secret that belongs to something, `extension 1001`.
    ///
    /// # Errors
    /// [`VaultError::File`], [`VaultError::Random`].
    pub fn seal(&self, belongs_to: &str, secret: &str) -> Result<String, VaultError> {
        self.with_keys(|keys| {
            let key = keys.first().expect("a vault that is open has a key");
            let mut sealed = random::<NONCE_BYTES>()?.to_vec();
            let nonce = XNonce::try_from(sealed.as_slice()).expect("it has the length of a nonce");
            let said = said(&key.id, belongs_to);
            let payload = Payload { msg: secret.as_bytes(), aad: said.as_bytes() };
            let text = key.cipher().encrypt(&nonce, payload).map_err(|_| VaultError::Damaged)?;
            sealed.extend(text);
            Ok(format!("{FORMAT}.{}.{}", key.id, BASE64.encode(sealed)))
        })
    }

    /// Opens what was sealed for the same thing.
    ///
    /// # Errors
    /// Each variant of [`VaultError`].
    pub fn open(&self, belongs_to: &str, sealed: &str) -> Result<Zeroizing<String>, VaultError> {
        let (id, text) = parts(sealed)?;
        let bytes = BASE64.decode(text).map_err(|_| VaultError::Damaged)?;
        let (nonce, text) = bytes.split_at_checked(NONCE_BYTES).ok_or(VaultError::Damaged)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| VaultError::Damaged)?;
        self.with_keys(|keys| {
            let key = keys.iter().find(|key| key.id == id);
            let key = key.ok_or_else(|| VaultError::UnknownKey(id.to_owned()))?;
            let said = said(id, belongs_to);
            let payload = Payload { msg: text, aad: said.as_bytes() };
            let secret = key.cipher().decrypt(&nonce, payload).map_err(|_| VaultError::Damaged)?;
            let secret = String::from_utf8(secret).map_err(|_| VaultError::Damaged)?;
            Ok(Zeroizing::new(secret))
        })
    }

    /// Whether something was sealed with the newest key; else open it and seal it anew.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when it never was sealed; [`VaultError::File`].
    pub fn is_current(&self, sealed: &str) -> Result<bool, VaultError> {
        let (id, _) = parts(sealed)?;
        self.with_keys(|keys| Ok(keys.first().is_some_and(|key| key.id == id)))
    }

    /// Makes a new key, by which is sealed from now on. What older keys sealed is opened as before.
    ///
    /// # Errors
    /// [`VaultError::File`], also when the file has [`KEYS_MAX`] keys; [`VaultError::Random`].
    pub fn rotate(&self) -> Result<(), VaultError> {
        self.with_keys(|keys| {
            if keys.len() >= KEYS_MAX {
                let path = self.file.clone().unwrap_or_default();
                let why = format!(
                    "it has {KEYS_MAX} keys: take the older ones out with `callcenter secrets rotate --forget-older`"
                );
                return Err(VaultError::File { path, why });
            }
            let key = VaultKey::new()?;
            if let Some(path) = &self.file {
                let all = std::iter::once(&key).chain(&*keys);
                let lines: String = all.map(VaultKey::line).collect();
                replace(path, &Zeroizing::new(lines))?;
            }
            keys.insert(0, key);
            Ok(())
        })
    }

    /// Takes every key but the newest out of the file. Whatever an older one sealed can never be opened again: see to it
    /// that nothing is left that is not [current](Self::is_current). Says how many it took out.
    ///
    /// # Errors
    /// [`VaultError::File`].
    pub fn forget_older(&self) -> Result<usize, VaultError> {
        self.with_keys(|keys| {
            let older = keys.len().saturating_sub(1);
            if let (Some(path), Some(newest), 1..) = (&self.file, keys.first(), older) {
                replace(path, &Zeroizing::new(newest.line()))?;
            }
            keys.truncate(1);
            Ok(older)
        })
    }

    /// How many keys there are: one, and those that are only read with.
    ///
    /// # Errors
    /// [`VaultError::File`], [`VaultError::Random`].
    pub fn keys(&self) -> Result<usize, VaultError> {
        self.with_keys(|keys| Ok(keys.len()))
    }

    /// Lends the keys, which are read or made when they are first needed. They are read anew each time, for another program
    /// may have made a newer one: what is sealed by an older one would be lost when that is forgotten.
    fn with_keys<T>(
        &self,
        use_them: impl FnOnce(&mut Vec<VaultKey>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        match &self.file {
            None if keys.is_empty() => *keys = vec![VaultKey::new()?],
            None => {}
            Some(path) if keys.is_empty() => *keys = read_or_make(path)?,
            // A file that is lost while the program runs is no reason to make another key: those in memory still open.
            Some(path) => match read(path) {
                Ok(Some(read)) => *keys = read,
                Ok(None) => {
                    tracing::error!(file = %path.display(), "the file with the keys is gone: bring it back");
                }
                Err(why) => tracing::error!(%why, "the keys in memory are used"),
            },
        }
        use_them(&mut keys)
    }
}

/// Keys are no text for logs.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("file", &self.file).finish_non_exhaustive()
    }
}

impl VaultKey {
    fn new() -> Result<Self, VaultError> {
        Ok(Self::of(Zeroizing::new(random()?)))
    }

    fn of(key: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        let digest = Sha256::digest(&key[..]);
        Self { id: digest[..4].iter().map(|byte| format!("{byte:02x}")).collect(), key }
    }

    fn line(&self) -> String {
        BASE64.encode(&self.key[..]) + "\n"
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(*self.key))
    }
}

/// What is authenticated beside the secret.
fn said(key: &str, belongs_to: &str) -> String {
    format!("callcenter {FORMAT} {key} {belongs_to}")
}

fn parts(sealed: &str) -> Result<(&str, &str), VaultError> {
    let (format, rest) = sealed.split_once('.').ok_or(VaultError::Damaged)?;
    let (id, text) = rest.split_once('.').ok_or(VaultError::Damaged)?;
    if format == FORMAT { Ok((id, text)) } else { Err(VaultError::Damaged) }
}

fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|why| VaultError::Random(why.to_string()))?;
    Ok(bytes)
}

fn read_or_make(path: &Path) -> Result<Vec<VaultKey>, VaultError> {
    if let Some(keys) = read(path)? {
        return Ok(keys);
    }
    let key = VaultKey::new()?;
    match make(path, &Zeroizing::new(key.line())) {
        Ok(()) => Ok(vec![key]),
        // Another process was quicker: its key is ours.
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| failed(path, &why))
        }
        Err(why) => Err(failed(path, &why)),
    }
}

/// The keys in a file; nothing when there is no such file.
fn read(path: &Path) -> Result<Option<Vec<VaultKey>>, VaultError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(failed(path, &why)),
    };
    let wrong = || VaultError::File {
        path: path.to_owned(),
        why: format!(
            "each line is a key of {KEY_BYTES} bytes in base64 (URL, without padding), at most {KEYS_MAX}"
        ),
    };
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() || lines.len() > KEYS_MAX {
        return Err(wrong());
    }
    let key = |line: &str| {
        let bytes = Zeroizing::new(BASE64.decode(line).ok()?);
        Some(VaultKey::of(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    };
    lines.into_iter().map(key).collect::<Option<_>>().map(Some).ok_or_else(wrong)
}

fn failed(path: &Path, why: &std::io::Error) -> VaultError {
    VaultError::File { path: path.to_owned(), why: why.to_string() }
}

/// Makes a file that was not there, whole or not at all.
fn make(path: &Path, text: &str) -> std::io::Result<()> {
    let written = write_beside(path, text)?;
    // A link to a name that is taken fails, where a rename would take it away from who was quicker.
    let made = std::fs::hard_link(&written, path);
    std::fs::remove_file(&written)?;
    made
}

fn replace(path: &Path, text: &str) -> Result<(), VaultError> {
    write_beside(path, text)
        .and_then(|written| std::fs::rename(written, path))
        .map_err(|why| VaultError::File { path: path.to_owned(), why: why.to_string() })
}

/// Writes a file beside another one, for its owner only, through to the disk.
fn write_beside(path: &Path, text: &str) -> std::io::Result<PathBuf> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", uuid::Uuid::new_v4().simple()));
    let beside = path.with_file_name(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_opened_by_the_next_program_and_after_a_rotation() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("keys");
        let sealed = Vault::at(&file).seal("extension 1001", "geheim").expect("a key can be made");
        let vault = Vault::at(&file);
        assert!(vault.is_current(&sealed).expect("it was sealed"));
        vault.rotate().expect("there is room for a key");
        assert!(!vault.is_current(&sealed).expect("it was sealed"));
        for vault in [vault, Vault::at(&file)] {
            assert_eq!(vault.open("extension 1001", &sealed).expect("the key is there").as_str(), "geheim");
            let anew = vault.seal("extension 1001", "geheim").expect("there is a key");
            assert!(vault.is_current(&anew).expect("it was sealed"));
        }
    }

    #[test]
    fn a_program_that_runs_seals_by_the_key_that_another_one_made() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("key");
        let (server, other) = (Vault::at(&file), Vault::at(&file));
        let before = server.seal("extension 1001", "geheim").expect("a key can be made");
        other.rotate().expect("there is room for a key");
        let after = server.seal("extension 1002", "geheimer").expect("there is a key");
        assert!(
            other.is_current(&after).expect("it was sealed") && !other.is_current(&before).expect("it was")
        );
        assert_eq!((other.keys().expect("read"), other.forget_older().expect("written")), (2, 1));
        assert_eq!(server.open("extension 1002", &after).expect("by the newest").as_str(), "geheimer");
        assert!(matches!(server.open("extension 1001", &before), Err(VaultError::UnknownKey(_))));
        // A file that somebody took away is not made anew behind the back of a program that has its keys.
        std::fs::remove_file(&file).expect("it is there");
        assert_eq!(server.open("extension 1002", &after).expect("it is remembered").as_str(), "geheimer");
        assert!(!file.exists());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_keys() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("keys");
        let vault = Vault::at(&file);
        for _ in 0..2 {
            vault.seal("a", "b").expect("a key can be made");
            let mode = std::fs::metadata(&file).expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            vault.rotate().expect("there is room for a key");
        }
        let names = std::fs::read_dir(folder.path()).expect("it is there").count();
        assert_eq!(names, 1, "nothing is left beside it");
    }

    #[test]
    fn what_was_changed_or_belongs_to_something_else_is_not_opened() {
        let vault = Vault::in_memory();
        let sealed = vault.seal("extension 1001", "geheim").expect("a key can be made");
        assert!(matches!(vault.open("extension 1002", &sealed), Err(VaultError::Damaged)));
        let other = Vault::in_memory();
        assert!(matches!(other.open("extension 1001", &sealed), Err(VaultError::UnknownKey(_))));
        for place in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("it is ASCII");
            assert!(vault.open("extension 1001", &changed).is_err(), "changed at {place}");
        }
        for text in ["", "v1", "v1..", "geheim", "v1.00000000.AAAA"] {
            assert!(vault.open("extension 1001", text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_that_has_no_keys_is_said_to_be_one_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("keys");
        for text in ["", "no key\n", "AAAA\n"] {
            std::fs::write(&file, text).expect("it can be written");
            let error = Vault::at(&file).seal("a", "b").expect_err("there is no key in it");
            assert!(matches!(error, VaultError::File { .. }), "{error}");
            assert_eq!(std::fs::read_to_string(&file).expect("it is there"), text);
        }
    }
}
