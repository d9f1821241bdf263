//! Who logs in, and how the secret is proved.

use std::fmt;

use bytes::BytesMut;

use crate::encode::encode_raw;
use crate::error::EncodeError;

/// A password. Shows itself to nobody: not in `Debug`, not in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(secret: T) -> Self {
        Self(secret.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How the secret is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proof {
    /// By answering a challenge: the secret itself does not travel. MD5 is what AMI has; over a net that others
    /// read, use TLS as well.
    #[default]
    Challenge,
    /// By saying it.
    Plain,
}

/// A manager user, as `manager.conf` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The section's name.
    pub username: String,
    /// Its `secret`.
    pub secret: Secret,
    /// How to prove it.
    pub proof: Proof,
}

impl Login {
    /// Asks for a challenge.
    pub(super) fn write_challenge(id: &str, out: &mut BytesMut) -> Result<(), EncodeError> {
        encode_raw(id, "Challenge", &[("AuthType", "MD5")], out)
    }

    /// Answers a challenge.
    pub(super) fn write_proof(
        &self,
        id: &str,
        challenge: &[u8],
        out: &mut BytesMut,
    ) -> Result<(), EncodeError> {
        let key = md5::compute([challenge, self.secret.expose().as_bytes()].concat());
        let key = format!("{key:x}");
        let fields =
            [("AuthType", "MD5"), ("Username", self.username.as_str()), ("Key", &key), ("Events", "on")];
        encode_raw(id, "Login", &fields, out)
    }

    /// Says the secret.
    pub(super) fn write_plain(&self, id: &str, out: &mut BytesMut) -> Result<(), EncodeError> {
        let fields =
            [("Username", self.username.as_str()), ("Secret", self.secret.expose()), ("Events", "on")];
        encode_raw(id, "Login", &fields, out)
    }
}
