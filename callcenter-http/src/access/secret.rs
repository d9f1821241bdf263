//! Secrets that let somebody in. Only their digests are kept.

use std::fmt;
use std::ops::Deref;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::problem::Problem;

/// What an API token begins with, so that people and programs that look for lost secrets know it.
pub(super) const TOKEN_PREFIX: &str = "cct_";

/// Characters of a secret behind its prefix: 256 bits.
const SECRET_CHARACTERS: usize = 43;

/// A text that is wiped from memory, and that no log shows.
///
/// # Example
/// ```
/// use callcenter_http::access::Secret;
/// let secret = Secret::from("s3cret");
/// assert_eq!(&*secret, "s3cret");
/// assert!(!format!("{secret:?}").contains("s3cret"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// A new secret of 256 bits.
///
/// # Errors
/// [`Problem::Internal`] when the machine has no random numbers.
pub(super) fn new(prefix: &str) -> Result<Secret, Problem> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut bytes[..]).map_err(|why| {
        tracing::error!(%why, "the machine has no random numbers");
        Problem::Internal
    })?;
    Ok(format!("{prefix}{}", BASE64.encode(&bytes[..])).into())
}

/// By what a secret is found; nothing, when it cannot be one. Who reads a digest does not learn the secret, and how long the
/// search for a digest takes tells nothing about other secrets.
pub(super) fn digest(secret: &str) -> Option<String> {
    let bare = secret.strip_prefix(TOKEN_PREFIX).unwrap_or(secret);
    (bare.len() == SECRET_CHARACTERS).then(|| hexadecimal(&Sha256::digest(secret)))
}

/// What a page of ours sends with every change, bound to the session's secret: another site cannot know it.
pub(crate) fn csrf(secret: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"callcenter csrf ");
    hash.update(secret);
    BASE64.encode(hash.finalize())
}

/// Whether two texts are the same; how long it takes says nothing about where they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.len() == other.len()
        && std::hint::black_box(
            one.bytes().zip(other.bytes()).fold(0, |differs, (one, other)| differs | (one ^ other)),
        ) == 0
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_differ_and_each_has_256_bits() {
        let (one, other) = (new("").expect("there is chance"), new("").expect("there is chance"));
        assert_ne!(one, other);
        assert_eq!(BASE64.decode(&*one).expect("it is base64").len(), 32);
        assert_ne!(digest(&one), digest(&other));
    }

    #[test]
    fn what_cannot_be_a_secret_is_not_looked_for() {
        for text in ["", "short", &"x".repeat(1 << 20), TOKEN_PREFIX] {
            assert_eq!(digest(text), None);
        }
    }

    #[test]
    fn texts_are_the_same_or_not() {
        assert!(same("abc", "abc") && same("", ""));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }
}
