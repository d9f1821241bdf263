//! Logging in through an OpenID Connect provider: the authorization code flow with PKCE.
//!
//! What a login began with (state, nonce, verifier) is kept here, never in the browser; the browser has a cookie that says that
//! it is the one that began. The provider vouches for a subject; which user that is, and what he may, is decided by us.

#[cfg(feature = "oidc")]
mod account;
mod config;
#[cfg(feature = "oidc")]
mod http;
#[cfg(feature = "oidc")]
mod pending;
#[cfg(feature = "oidc")]
mod provider;

pub use self::config::{MAPPED_ROLES_MAX, OidcConfig};
#[cfg(feature = "oidc")]
pub use self::http::{ANSWER_BYTES_MAX, ANSWER_WITHIN};
#[cfg(feature = "oidc")]
pub use self::pending::{PENDING_LASTS, PENDING_MAX};
#[cfg(feature = "oidc")]
pub use self::provider::METADATA_LASTS;

/// Where providers send browsers back to.
pub(crate) const CALLBACK: &str = "/api/auth/oidc/callback";

/// Where a login begins.
#[cfg(feature = "oidc")]
pub(crate) const LOGIN: &str = "/api/auth/oidc/login";

#[cfg(feature = "oidc")]
pub(crate) use self::flow::{Answer, Oidc, cookie_of};

#[cfg(feature = "oidc")]
mod flow;
