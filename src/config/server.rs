//! What only the server needs.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use callcenter_core::Span;
use callcenter_http::MetricsFor;
use callcenter_http::access::{AccessConfig, Hosts, Network, OidcConfig, Rate, Role};
use callcenter_http::customers::Secret;
use serde::{Deserialize, Serialize};

use super::Config;

/// Bytes that a request's body may have at most, within which it is configured.
const BODY_BYTES: RangeInclusive<usize> = 1_024..=64 << 20;

/// `[server]`: how the server is reached.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Where to listen, `ADDRESS:PORT`. Default: 127.0.0.1:8080. Until there is an administrator it is a loopback address.
    pub listen: Option<SocketAddr>,
    /// The folder for everything that the server keeps on this machine. Default: `$STATE_DIRECTORY`, else
    /// `~/.local/state/callcenter`.
    pub data: Option<PathBuf>,
    /// The folder of the files that Asterisk includes, `/etc/asterisk/callcenter`. Default: none, nothing is written.
    pub asterisk_configuration: Option<PathBuf>,
    /// A PEM file with the certificate, those of its issuers behind it; with `tls_key` the server speaks HTTPS. Default: HTTP.
    pub tls_certificate: Option<PathBuf>,
    /// A PEM file with the certificate's key.
    pub tls_key: Option<PathBuf>,
    /// The file with the key that seals SIP secrets in the store. Default: `key` in the data folder, made at first need.
    pub key_file: Option<PathBuf>,
    /// Where the site is, as IANA names it: the wallboard's day begins at its midnight. Default: this machine's zone.
    pub time_zone: Option<String>,
    /// Networks of proxies that are believed who asks: `10.0.0.0/8`. Default: none.
    pub trusted_proxies: Vec<String>,
    /// Other sites whose pages may use the API with a user's cookie: `https://crm.example.com`. Default: none.
    pub origins: Vec<String>,
    /// Names by which browsers may know the server; addresses and `localhost` are always good. Default: any.
    pub hosts: Option<Vec<String>>,
    /// Where pages of the console may connect to beside this server, as the softphone's `wss://pbx.example.com:8089`. Default:
    /// nowhere.
    pub connects: Vec<String>,
    /// Who may read `/metrics`. Default: administrators, and tokens of theirs.
    pub metrics_for: Option<Metrics>,
    /// How long an answer may take to begin, in seconds: 1 to 3,600. Default: 120.
    pub answer_within_s: Option<u16>,
    /// Bytes of a request's body, where a route does not say otherwise: 1,024 to 64 MiB. Default: 1,048,576.
    pub body_bytes_max: Option<usize>,
}

/// Who may read `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metrics {
    /// Administrators, and tokens of theirs.
    Administrators,
    /// Whoever is on the same machine, too, and comes through no proxy.
    Loopback,
}

/// `[access]`: accounts and sessions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Access {
    /// Whether anybody may register: for development only. Default: false.
    pub development: bool,
    /// A session that was not used for so long is over, in hours. Default: 12.
    pub session_idle_hours: Option<u16>,
    /// A session that began so long ago is over, in hours. Default: 168.
    pub session_hours: Option<u16>,
    /// How long the audit is kept, in days; 0: for ever. Default: 730.
    pub audit_days: Option<u16>,
    /// How often a user or a token may ask, in a second; six times as many at once. 0: as often as it likes. Default: 100.
    pub requests_per_second: Option<u32>,
    /// An identity provider through which people log in. Default: none.
    pub oidc: Oidc,
}

/// `[access.oidc]`: an OpenID Connect provider through which people log in. Its `issuer` turns it on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Oidc {
    /// The provider, as it calls itself in its tokens: `https://login.example.com/realms/main`. Default: none.
    pub issuer: Option<String>,
    /// What we are called there.
    pub client_id: Option<String>,
    /// The secret by which it knows us. Default: none, we are a public client, known by PKCE alone.
    pub client_secret: Option<Secret>,
    /// A file whose first line is that secret.
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for besides `openid`. Default: `profile`, `email`.
    pub scopes: Option<Vec<String>>,
    /// What the provider is called where people choose it. Default: Single sign-on.
    pub name: Option<String>,
    /// Where it sends browsers back to: `https://cc.example.com/api/auth/oidc/callback`. Default: there, by the name by which
    /// the browser knows us.
    pub redirect_url: Option<String>,
    /// Where it sends browsers after a logout there. Default: nowhere.
    pub logout_return_url: Option<String>,
    /// The claim that is a new user's login. Default: `preferred_username`.
    pub login_claim: Option<String>,
    /// The claim that has a new user's groups, with dots where it lies deeper: `realm_access.roles`. Default: `groups`.
    pub role_claim: Option<String>,
    /// Whether whoever has one of the groups in `roles` is made a user at the first login. Default: false.
    pub create_users: bool,
    /// Which group gives a new user which role: `agent`, `supervisor`, `administrator`; of several the highest. Default: none.
    pub roles: BTreeMap<String, Role>,
}

impl Oidc {
    fn config(&self) -> Result<Option<OidcConfig>, String> {
        let Some(issuer) = &self.issuer else {
            let is_said = *self != Self::default();
            return match is_said {
                true => Err("issuer: which identity provider?".to_owned()),
                false => Ok(None),
            };
        };
        let default = OidcConfig::new(issuer, self.client_id.as_deref().unwrap_or_default());
        let secret = match (&self.client_secret, &self.client_secret_file) {
            (Some(_), Some(_)) => return Err("client_secret: say it, or its file, not both".to_owned()),
            (Some(secret), None) => Some(secret.told().into()),
            (None, Some(file)) => Some(first_line(file)?.into()),
            (None, None) => None,
        };
        let config = OidcConfig {
            client_secret: secret,
            scopes: self.scopes.clone().unwrap_or(default.scopes),
            name: self.name.clone().unwrap_or(default.name),
            redirect_url: self.redirect_url.clone(),
            logout_return_url: self.logout_return_url.clone(),
            login_claim: self.login_claim.clone().unwrap_or(default.login_claim),
            role_claim: self.role_claim.clone().unwrap_or(default.role_claim),
            roles: self.roles.clone(),
            create_users: self.create_users,
            ..default
        };
        config.check()?;
        Ok(Some(config))
    }
}

fn first_line(file: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|why| format!("client_secret_file: {}: {why}", file.display()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

impl Config {
    /// How the site is guarded.
    ///
    /// # Errors
    /// Which key is wrong, and why.
    pub fn access(&self) -> Result<AccessConfig, String> {
        let default = AccessConfig::default();
        let hours = |hours: Option<u16>, default| match hours {
            Some(hours) => Span::from_secs(i64::from(hours) * 3_600),
            None => default,
        };
        let network =
            |text: &String| text.parse::<Network>().map_err(|why| format!("server.trusted_proxies: {why}"));
        let origin = |text: &String| match text.split_once("://") {
            Some(("http" | "https", host)) if !host.is_empty() && !host.contains('/') => Ok(text.clone()),
            _ => Err(format!(
                "server.origins: {text} is no origin; write https://crm.example.com, without a path"
            )),
        };
        let connects = |text: &String| match text.split_once("://") {
            Some(("http" | "https" | "ws" | "wss", host)) if is_host(host) => Ok(text.clone()),
            _ => Err(format!(
                "server.connects: {text} is no place; write wss://pbx.example.com:8089, without a path"
            )),
        };
        let answer_within = match self.server.answer_within_s {
            None => default.answer_within,
            Some(seconds @ 1..=3_600) => Duration::from_secs(seconds.into()),
            Some(seconds) => return Err(format!("server.answer_within_s: {seconds} is not 1 to 3600")),
        };
        let body_bytes_max = self.server.body_bytes_max.unwrap_or(default.body_bytes_max);
        if !BODY_BYTES.contains(&body_bytes_max) {
            return Err(format!(
                "server.body_bytes_max: {body_bytes_max} is not {} to {}",
                BODY_BYTES.start(),
                BODY_BYTES.end()
            ));
        }
        Ok(AccessConfig {
            connects: self.server.connects.iter().map(connects).collect::<Result<BTreeSet<_>, _>>()?,
            answer_within,
            body_bytes_max,
            oidc: self.access.oidc.config().map_err(|why| format!("access.oidc.{why}"))?,
            development: self.access.development,
            session_idle: hours(self.access.session_idle_hours, default.session_idle),
            session_age: hours(self.access.session_hours, default.session_age),
            trusted_proxies: self.server.trusted_proxies.iter().map(network).collect::<Result<_, _>>()?,
            origins: self.server.origins.iter().map(origin).collect::<Result<_, _>>()?,
            hosts: match &self.server.hosts {
                None => default.hosts,
                Some(names) => Hosts::Named(names.iter().map(|name| name.to_ascii_lowercase()).collect()),
            },
            audit_days: self.access.audit_days.unwrap_or(default.audit_days),
            rate: match self.access.requests_per_second {
                None => default.rate,
                Some(0) => None,
                Some(per_second) => Some(Rate { per_second, burst: per_second.saturating_mul(6) }),
            },
        })
    }

    /// Who may read metrics.
    pub fn metrics(&self) -> MetricsFor {
        match self.server.metrics_for {
            None | Some(Metrics::Administrators) => MetricsFor::Administrators,
            Some(Metrics::Loopback) => MetricsFor::Loopback,
        }
    }
}

/// A host, with or without its port, as a content security policy takes one.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]*".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_the_policy_would_leave_out_is_refused() {
        let said =
            |text: &str| Config::parse(&format!("[server]\nconnects = [{text:?}]\n")).expect("it is TOML");
        let good = said("wss://pbx.example.com:8089").access().expect("it is right");
        assert!(good.connects.contains("wss://pbx.example.com:8089"));
        for bad in ["pbx.example.com", "wss://", "wss://pbx/ws", "wss://pbx; script-src *", "file://pbx"] {
            let why = said(bad).access().expect_err(bad);
            assert!(why.starts_with("server.connects: "), "{why}");
        }
    }

    #[test]
    fn what_is_said_of_metrics_and_limits_holds() {
        let text = "[server]\nmetrics_for = 'loopback'\nanswer_within_s = 30\nbody_bytes_max = 2048\n";
        let config = Config::parse(text).expect("it is right");
        assert_eq!(config.metrics(), MetricsFor::Loopback);
        let access = config.access().expect("it is right");
        assert_eq!((access.answer_within, access.body_bytes_max), (Duration::from_secs(30), 2_048));
        assert_eq!(Config::default().metrics(), MetricsFor::Administrators);
        for wrong in ["answer_within_s = 0", "body_bytes_max = 1"] {
            let config = Config::parse(&format!("[server]\n{wrong}\n")).expect("it is TOML");
            let why = config.access().expect_err(wrong);
            assert!(why.starts_with("server."), "{why}");
        }
    }

    #[cfg(feature = "oidc")]
    #[test]
    fn an_identity_provider_is_configured_by_file_and_by_variables_and_its_secret_is_never_shown() {
        let config = Config::parse("[access.oidc]\nclient_secret = 's3cret'\n").expect("it is TOML");
        assert_eq!(config.access().expect_err("whose?"), "access.oidc.issuer: which identity provider?");
        let over = config.over([
            ("CALLCENTER_ACCESS__OIDC__ISSUER", "https://login.example.com/main"),
            ("CALLCENTER_ACCESS__OIDC__CLIENT_ID", "callcenter"),
            ("CALLCENTER_ACCESS__OIDC__CREATE_USERS", "true"),
            ("CALLCENTER_ACCESS__OIDC__SCOPES", "profile,groups"),
            ("CALLCENTER_ACCESS__OIDC__ROLES", "{ 'CC Admins' = 'administrator' }"),
        ]);
        let over = over.expect("each of them is right");
        let oidc = over.access().expect("it is right").oidc.expect("it is configured");
        assert_eq!(oidc.client_secret.as_deref(), Some("s3cret"));
        assert_eq!(oidc.scopes, ["profile", "groups"]);
        assert_eq!(oidc.roles["CC Admins"], Role::Administrator);
        assert!(!over.shown().contains("s3cret"), "{}", over.shown());
        assert!(!format!("{over:?}{oidc:?}").contains("s3cret"));
    }

    #[cfg(feature = "oidc")]
    #[test]
    fn the_secret_of_an_identity_provider_may_lie_in_a_file() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let file = folder.path().join("secret");
        let text = format!(
            "[access.oidc]\nissuer = 'https://login.example.com'\nclient_id = 'cc'\nclient_secret_file = {:?}\n",
            file.display().to_string()
        );
        let config = Config::parse(&text).expect("it is TOML");
        let why = config.access().expect_err("it is not there yet");
        assert!(why.starts_with("access.oidc.client_secret_file: "), "{why}");
        std::fs::write(&file, "s3cret\nof ours\n").expect("it can be written");
        let oidc = config.access().expect("it is there").oidc.expect("it is configured");
        assert_eq!(oidc.client_secret.as_deref(), Some("s3cret"));
    }
}
