//! Options that several commands share.

use std::path::{Path, PathBuf};

use callcenter::config::Seconds;
use callcenter::{Config, Policy};
use clap::Args;

use super::failure::Failure;

/// What the engine is told beforehand.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is what")]
pub(crate) struct PolicyOptions {
    /// Our name of the switch, part of every call's identity [default: asterisk]
    #[arg(long, value_name = "NAME")]
    switch: Option<String>,
    /// An endpoint that is a trunk; may be given several times, or as a list with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    trunk: Vec<String>,
    /// An endpoint that is an extension (all digits, or a queue member's device, is one anyway)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    extension: Vec<String>,
    /// Wait up to which an answer meets the service level [default: 20]
    #[arg(long, value_name = "SECONDS")]
    service_level: Option<Seconds>,
    /// Wrap-up after a queue call, which the switch does not tell [default: none]
    #[arg(long, value_name = "SECONDS")]
    wrap_up: Option<Seconds>,
    #[command(flatten)]
    file: ConfigOption,
}

/// The configuration file.
#[derive(Debug, Args)]
pub(crate) struct ConfigOption {
    /// A TOML file with what options say, and more; an option comes first
    #[arg(long, value_name = "FILE", env = "CALLCENTER_CONFIG")]
    config: Option<PathBuf>,
}

impl ConfigOption {
    pub(crate) fn read(&self) -> Result<Config, Failure> {
        let config = self.config.as_deref().map(read_config).transpose()?.unwrap_or_default();
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        config.over(variables).map_err(|wrong| Failure::told(wrong.to_string()))
    }
}

/// Reads a file of that kind.
pub(crate) fn read_config(path: &Path) -> Result<Config, Failure> {
    Config::read(path).map_err(|error| match error {
        callcenter::ConfigError::Unreadable(error) => Failure::file(path, &error),
        wrong => Failure::told(format!("{}, {wrong}", path.display())),
    })
}

impl PolicyOptions {
    /// The configuration, with what the command line says put over it.
    pub(crate) fn config(&self) -> Result<Config, Failure> {
        let mut config = self.file.read()?;
        if let Some(switch) = &self.switch {
            config.switch = Some(switch.clone());
        }
        config.trunks.extend(self.trunk.iter().cloned());
        config.extensions.extend(self.extension.iter().cloned());
        config.queue.service_level_s = self.service_level.or(config.queue.service_level_s);
        config.queue.wrap_up_s = self.wrap_up.or(config.queue.wrap_up_s);
        if let Some(both) = config.trunks.intersection(&config.extensions).next() {
            return Err(Failure::told(format!(
                "{both} is said to be a trunk and an extension; take one away"
            )));
        }
        Ok(config)
    }

    /// The engine's policy.
    pub(crate) fn policy(&self) -> Result<Policy, Failure> {
        Ok(self.config()?.policy())
    }
}
