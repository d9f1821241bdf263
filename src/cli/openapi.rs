//! `callcenter openapi`: the description of the HTTP interface, without a server.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Args;

use super::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  callcenter openapi > openapi.json
  callcenter openapi | jq '.paths | keys'";

/// Print the description of the HTTP interface, as OpenAPI in JSON.
///
/// A server gives the same at /openapi.json, and shows it at /docs.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Openapi {}

impl Openapi {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let described = callcenter::http::openapi();
        let text = described.to_pretty_json().map_err(|why| Failure::told(why.to_string()))?;
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(Failure::output)?;
        Ok(ExitCode::SUCCESS)
    }
}
