//! What only the server needs.

use std::net::SocketAddr;
use std::path::PathBuf;

use callcenter_core::Span;
use callcenter_http::access::{AccessConfig, Hosts, Network, Rate};
use serde::{Deserialize, Serialize};

use super::Config;

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
        Ok(AccessConfig {
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
            ..default
        })
    }
}
