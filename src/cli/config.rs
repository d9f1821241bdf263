//! `callcenter config`: what holds, from the file and the variables together.

use std::process::ExitCode;

use clap::Args;

use super::failure::Failure;
use super::options::ConfigOption;

const EXAMPLES: &str = "\
Examples:
  callcenter config --config /etc/callcenter/callcenter.toml
  CALLCENTER_QUEUE__WRAP_UP_S=15 callcenter config";

/// Print the configuration as it holds, with secrets hidden.
///
/// The file comes first, variables over it: CALLCENTER_SECTION__KEY sets a key of a section.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowConfig {
    #[command(flatten)]
    file: ConfigOption,
}

impl ShowConfig {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        print!("{}", self.file.read()?.shown());
        Ok(ExitCode::SUCCESS)
    }
}
