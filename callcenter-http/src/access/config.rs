//! How a site is guarded.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::HeaderValue;
use callcenter_core::Span;

use super::network::Network;
use super::oidc::OidcConfig;
use super::rate::Rate;

/// How a site is guarded. The default is safe for a server that everybody can reach.
#[derive(Debug, Clone)]
pub struct AccessConfig {
    /// Whether anybody may register: for development only.
    pub development: bool,
    /// A session that was not used for so long is over.
    pub session_idle: Span,
    /// A session that began so long ago is over.
    pub session_age: Span,
    /// Proxies that are believed what they say about who asks.
    pub trusted_proxies: Vec<Network>,
    /// Other sites whose pages may use the API with a user's cookie, as `https://crm.example.com`.
    pub origins: BTreeSet<String>,
    /// By which names browsers may know us.
    pub hosts: Hosts,
    /// Where pages of ours may connect to beside this server, as `wss://pbx.example.com:8089`: the softphone's way.
    pub connects: BTreeSet<String>,
    /// How people log in through an identity provider; absent: with passwords only. [`OidcConfig::check`] it first.
    pub oidc: Option<OidcConfig>,
    /// How often a user, or a token, may ask; absent: as often as it likes.
    pub rate: Option<Rate>,
    /// How long the audit is kept, in days; 0: for ever.
    pub audit_days: u16,
    /// How long an answer may take to begin.
    pub answer_within: Duration,
    /// Bytes of a request's body, where a route does not say otherwise.
    pub body_bytes_max: usize,
}

/// By which names browsers may know us. Addresses and `localhost` are always good: a page of another site that is made to
/// point at us (DNS rebinding) comes by a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hosts {
    /// Any.
    Any,
    /// These, without ports.
    Named(BTreeSet<String>),
}

impl Default for AccessConfig {
    fn default() -> Self {
        Self {
            development: false,
            session_idle: Span::from_secs(12 * 3_600),
            session_age: Span::from_secs(7 * 86_400),
            trusted_proxies: Vec::new(),
            origins: BTreeSet::new(),
            hosts: Hosts::Any,
            connects: BTreeSet::new(),
            oidc: None,
            rate: Some(Rate { per_second: 100, burst: 600 }),
            audit_days: 730,
            answer_within: Duration::from_secs(120),
            body_bytes_max: 1 << 20,
        }
    }
}

impl AccessConfig {
    /// What our pages may load: their own files. No script or style stands in a page itself.
    pub(crate) fn content_policy(&self) -> HeaderValue {
        let is_good =
            |place: &&String| place.bytes().all(|byte| byte.is_ascii_graphic() && !b";,'\"".contains(&byte));
        let connects: String =
            self.connects.iter().filter(is_good).map(|place| format!(" {place}")).collect();
        let policy = format!(
            "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'{connects}; \
             object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        HeaderValue::from_str(&policy).expect("what is no visible ASCII was left out")
    }
}

impl Hosts {
    /// Whether a browser may know us by this name, which may have a port.
    pub(crate) fn allow(&self, authority: &str) -> bool {
        let Self::Named(names) = self else { return true };
        let name = match authority.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty() => name,
            _ => authority,
        };
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        bare.parse::<std::net::IpAddr>().is_ok() || name == "localhost" || names.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_ours_is_not_ours() {
        let ours = Hosts::Named(["cc.example.com".to_owned()].into());
        for good in [
            "cc.example.com",
            "cc.example.com:8443",
            "localhost:8080",
            "127.0.0.1:8080",
            "[::1]:8080",
            "[::1]",
        ] {
            assert!(ours.allow(good), "{good}");
        }
        for bad in ["evil.example.com", "evil.example.com:8080", "127.0.0.1.evil.com", "", ":80"] {
            assert!(!ours.allow(bad), "{bad}");
        }
        assert!(Hosts::Any.allow("evil.example.com"));
    }
}
