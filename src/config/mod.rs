//! One TOML file and `CALLCENTER_…` variables, every key documented with unit and default.

mod environment;
#[cfg(feature = "server")]
mod server;
mod shown;

use std::collections::BTreeSet;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use callcenter_core::{Limits, Policy, Span};
use callcenter_store::Retention;
use serde::{Deserialize, Serialize};
use thiserror::Error;

#[cfg(feature = "server")]
pub use self::server::{Access, Metrics, Oidc, Server};

/// What a configuration file may say. Every key may be left out; a key that is not known is refused.
///
/// # Example
/// ```
/// use callcenter::Config;
/// let config = Config::parse("switch = 'berlin'\ntrunks = ['sip-trunk']\n[queue]\nwrap_up_s = 15\n")?;
/// assert_eq!(config.policy().switch, "berlin");
/// assert_eq!(config.policy().wrap_up, Some(callcenter::core::Span::from_secs(15)));
///
/// let refused = Config::parse("switch = 'berlin'\n[queue]\nwrapup = 15\n").unwrap_err();
/// assert_eq!(refused.to_string(), "line 3: unknown field `wrapup`, expected one of `service_level_s`, `wrap_up_s`, `short_abandon_s`");
/// # Ok::<(), callcenter::ConfigError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Our name of the switch; part of every call's identity. Default: `asterisk`.
    pub switch: Option<String>,
    /// Endpoints that are trunks, whatever their names look like. Default: none.
    ///
    /// An endpoint in neither list is an extension if its name is all digits or if it ever was a queue member's
    /// device, else a trunk.
    pub trunks: BTreeSet<String>,
    /// Endpoints that are extensions, whatever their names look like. Default: none.
    pub extensions: BTreeSet<String>,
    /// Where the switch is, and who we are there.
    pub ami: Ami,
    /// How figures of queues are made.
    pub queue: Queue,
    /// How long the engine waits for things.
    pub engine: Engine,
    /// What is kept at most.
    pub limits: LimitsConfig,
    /// Where everything is kept.
    pub store: Store,
    /// What is removed when it has become old.
    pub retention: RetentionConfig,
    /// How the server is reached.
    #[cfg(feature = "server")]
    pub server: Server,
    /// Accounts and sessions.
    #[cfg(feature = "server")]
    pub access: Access,
    /// What may be asked of the switch, until an administrator decides otherwise in the settings.
    #[cfg(feature = "server")]
    pub control: callcenter_http::control::ControlConfig,
    /// Customers, and where their cards come from.
    #[cfg(feature = "server")]
    pub customers: callcenter_http::customers::CustomersConfig,
    /// Which conversations are recorded, and where their files are.
    #[cfg(feature = "server")]
    pub recordings: callcenter_http::recordings::RecordingsConfig,
    /// How phones in browsers reach the switch.
    #[cfg(feature = "server")]
    pub softphone: callcenter_http::softphone::SoftphoneConfig,
}

/// `[ami]`: where the switch is, and who we are there. The secret is never in this file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ami {
    /// `HOST` or `HOST:PORT`. Default port: 5038, with TLS 5039.
    pub address: Option<String>,
    /// The user, a section of `manager.conf`.
    pub user: Option<String>,
    /// A file whose first line is the user's secret. Default: the environment variable `CALLCENTER_AMI_SECRET`.
    pub secret_file: Option<PathBuf>,
    /// A PEM file with the certificate to trust; its presence turns TLS on. Default: no TLS.
    pub tls_trust: Option<PathBuf>,
    /// The name that the certificate must be made out to. Default: the host.
    pub tls_name: Option<String>,
}

/// `[queue]`: how figures of queues are made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Queue {
    /// Wait up to which an answer meets the service level, in seconds. Default: 20.
    pub service_level_s: Option<Seconds>,
    /// Wrap-up after a queue call, in seconds. Default: unknown, and none is shown.
    pub wrap_up_s: Option<Seconds>,
    /// Wait below which giving up is a short abandon, in seconds. Default: 5.
    pub short_abandon_s: Option<Seconds>,
}

/// `[engine]`: how long the engine waits for things.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Engine {
    /// How long a call is kept after its last leg ended, for reports that come late, in seconds. Default: 2.
    pub settle_s: Option<Seconds>,
    /// How long an action may go unanswered, in seconds. Default: 10.
    pub action_timeout_s: Option<Seconds>,
}

/// `[limits]`: what is kept at most; see [`Limits`] for what happens beyond each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsConfig {
    /// Legs that live or are kept for their call. Default: 200000.
    pub legs_max: Option<u32>,
    /// Legs of one call. Default: 2000.
    pub legs_per_call_max: Option<u32>,
    /// Entries in each history of a call. Default: 1000.
    pub history_per_call_max: Option<u32>,
    /// Calls that are over and wait for late reports. Default: 10000.
    pub settling_max: Option<u32>,
    /// Queues, agents, members, devices and contacts, each. Default: 50000.
    pub floor_max: Option<u32>,
    /// Bytes of any one text kept. Default: 512.
    pub text_bytes_max: Option<u32>,
    /// Actions under way. Default: 10000.
    pub pending_max: Option<u32>,
}

/// `[store]`: where everything is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// `sqlite:FILE`, `postgres://USER:PASSWORD@HOST/DATABASE`, `mysql://USER:PASSWORD@HOST/DATABASE`. Default: nothing is
    /// kept.
    pub url: Option<String>,
    /// A folder on this machine in which entries wait while the database is away. Default: beside the SQLite file, else
    /// below `$STATE_DIRECTORY` or `~/.local/state/callcenter`.
    pub spool: Option<PathBuf>,
    /// How long what the switch said is kept, in days; 0: it is not kept. Default: 30.
    pub archive_days: Option<u16>,
}

/// `[retention]`: what a live switch's books remove when it has become old, in days from its end; looked at once an hour.
/// Calls that live and whatever goes on stay. How long the archive is kept is said by [`Store::archive_days`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionConfig {
    /// Calls with all that belongs to them. Default: for ever.
    pub calls_days: Option<NonZeroU16>,
    /// What agents did. Default: for ever.
    pub agents_days: Option<NonZeroU16>,
    /// States of devices. Default: for ever.
    pub devices_days: Option<NonZeroU16>,
    /// Figures. Default: for ever.
    pub figures_days: Option<NonZeroU16>,
    /// The journal, from which everything else can be rebuilt. Default: for ever, but no longer than any of those above.
    pub journal_days: Option<NonZeroU16>,
}

/// A duration in seconds, with a fraction if need be: 0 to 86,400, a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Seconds(Span);

impl Seconds {
    /// The same as the engine has it.
    pub fn span(self) -> Span {
        self.0
    }
}

impl From<Seconds> for f64 {
    fn from(seconds: Seconds) -> Self {
        seconds.0.as_micros() as Self / 1e6
    }
}

impl TryFrom<f64> for Seconds {
    type Error = &'static str;

    fn try_from(seconds: f64) -> Result<Self, Self::Error> {
        if (0.0..=86_400.0).contains(&seconds) {
            Ok(Self(Span::from_micros((seconds * 1e6).round() as i64)))
        } else {
            Err("a duration is 0 to 86400 seconds")
        }
    }
}

impl std::str::FromStr for Seconds {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map_err(|_| "not a number of seconds").and_then(|seconds: f64| seconds.try_into())
    }
}

/// Why a configuration is not taken.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] std::io::Error),
    /// Something in it is wrong.
    #[error("line {line}: {what}")]
    Wrong {
        /// Where, counted from 1.
        line: usize,
        /// What.
        what: String,
    },
    /// A variable of the environment is wrong.
    #[error("{variable}: {what}")]
    Variable {
        /// Which.
        variable: String,
        /// What is wrong.
        what: String,
    },
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`], and what [`Config::parse`] says.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        Self::parse(&std::fs::read_to_string(path)?)
    }

    /// Takes the text of a file.
    ///
    /// # Errors
    /// [`ConfigError::Wrong`]: no TOML, an unknown key, a value that is none.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..before].iter().filter(|byte| **byte == b'\n').count() + 1;
            ConfigError::Wrong { line, what: error.message().replace('\n', " ") }
        })
    }

    /// The engine's policy as this file has it.
    pub fn policy(&self) -> Policy {
        let default = Policy::default();
        let span = |seconds: Option<Seconds>, default| seconds.map_or(default, Seconds::span);
        Policy {
            switch: self.switch.as_deref().map_or(default.switch, Into::into),
            trunks: self.trunks.iter().map(Into::into).collect(),
            extensions: self.extensions.iter().map(Into::into).collect(),
            settle: span(self.engine.settle_s, default.settle),
            wrap_up: self.queue.wrap_up_s.map(Seconds::span),
            service_level: span(self.queue.service_level_s, default.service_level),
            short_abandon: span(self.queue.short_abandon_s, default.short_abandon),
            action_timeout: span(self.engine.action_timeout_s, default.action_timeout),
            limits: self.limits.limits(),
            ..default
        }
    }
}

impl Config {
    /// What is removed when it has become old.
    pub fn retention(&self) -> Retention {
        let days = |days: u16| Span::from_secs(i64::from(days) * 86_400);
        let kept = |kind: Option<NonZeroU16>| kind.map(|kind| days(kind.get()));
        let RetentionConfig { calls_days, agents_days, devices_days, figures_days, journal_days } =
            self.retention;
        Retention {
            calls: kept(calls_days),
            agents: kept(agents_days),
            devices: kept(devices_days),
            figures: kept(figures_days),
            journal: kept(journal_days),
            archive: Some(days(self.store.archive_days.unwrap_or(30))),
        }
    }
}

impl LimitsConfig {
    fn limits(&self) -> Limits {
        let default = Limits::default();
        Limits {
            legs_max: self.legs_max.unwrap_or(default.legs_max),
            legs_per_call_max: self.legs_per_call_max.unwrap_or(default.legs_per_call_max),
            history_per_call_max: self.history_per_call_max.unwrap_or(default.history_per_call_max),
            settling_max: self.settling_max.unwrap_or(default.settling_max),
            floor_max: self.floor_max.unwrap_or(default.floor_max),
            text_bytes_max: self.text_bytes_max.unwrap_or(default.text_bytes_max),
            pending_max: self.pending_max.unwrap_or(default.pending_max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_the_default_policy() {
        assert_eq!(Config::default().policy(), Policy::default());
    }

    #[cfg(feature = "server")]
    #[test]
    fn the_example_has_the_defaults() {
        let example =
            Config::parse(include_str!("../../examples/callcenter.toml")).expect("the example is right");
        assert_eq!(example.policy(), Policy::default());
        assert_eq!(example.retention(), Retention::default());
    }

    #[test]
    fn a_duration_below_zero_is_refused_with_its_line() {
        let refused = Config::parse("\n[queue]\nwrap_up_s = -1\n").unwrap_err();
        assert_eq!(refused.to_string(), "line 3: a duration is 0 to 86400 seconds");
    }

    #[test]
    fn what_is_no_toml_is_refused_with_its_line() {
        let refused = Config::parse("switch = 'a'\nswitch").unwrap_err();
        assert!(refused.to_string().starts_with("line 2: "), "{refused}");
    }
}
