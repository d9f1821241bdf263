//! Whose phones the members are that the log calls by names.

use std::collections::BTreeMap;
use std::path::PathBuf;

use callcenter::core::Text;
use clap::Args;

use crate::cli::failure::Failure;

/// Who is who.
#[derive(Debug, Args)]
#[command(next_help_heading = "Who is who")]
pub(crate) struct Members {
    /// The interface of a member whom the log calls by a name; may be given several times
    #[arg(long, value_name = "NAME=INTERFACE")]
    member: Vec<String>,
    /// Take the members' names and interfaces from a queues.conf
    #[arg(long, value_name = "FILE")]
    queues_conf: Option<PathBuf>,
}

impl Members {
    /// Interfaces by names.
    pub(crate) fn read(&self) -> Result<BTreeMap<Text, Text>, Failure> {
        let mut members = BTreeMap::new();
        if let Some(path) = &self.queues_conf {
            let text = std::fs::read(path).map_err(|error| Failure::file(path, &error))?;
            members.extend(String::from_utf8_lossy(&text).lines().filter_map(of_line));
            if members.is_empty() {
                return Err(Failure::told(format!(
                    "{}: no line like `member => PJSIP/1001,0,Anna Ahrens` is in it",
                    path.display()
                )));
            }
        }
        for one in &self.member {
            let Some((name, interface)) = one
                .rsplit_once('=')
                .filter(|(name, interface)| !name.trim().is_empty() && !interface.trim().is_empty())
            else {
                return Err(Failure::told(format!(
                    "--member {one}: wants a name and an interface, as in 'Anna Ahrens=PJSIP/1001'"
                )));
            };
            members.insert(Text::from(name.trim()), Text::from(interface.trim()));
        }
        Ok(members)
    }
}

/// `member => PJSIP/1001,0,Anna Ahrens,…`; nothing for any other line, or a member without a name.
fn of_line(line: &str) -> Option<(Text, Text)> {
    let line = line.split(';').next()?;
    let (key, value) = line.split_once('=')?;
    if key.trim() != "member" {
        return None;
    }
    let mut parts = value.trim_start_matches('>').split(',').map(str::trim);
    let (interface, name) = (parts.next()?, parts.nth(1)?);
    // A state interface is the phone itself, where the member is a way to it.
    let phone = parts
        .next()
        .filter(|state| !state.is_empty() && interface.starts_with("Local/"))
        .unwrap_or(interface);
    (!interface.is_empty() && !name.is_empty()).then(|| (Text::from(name), Text::from(phone)))
}

#[cfg(test)]
mod tests {
    use super::of_line;

    #[test]
    fn hc_45_members_are_read_from_queues_conf() {
        let read = |line| of_line(line).map(|(name, interface)| (name.to_string(), interface.to_string()));
        let anna = Some(("Anna Ahrens".to_owned(), "PJSIP/1001".to_owned()));
        assert_eq!(read("member => PJSIP/1001,0,Anna Ahrens"), anna);
        assert_eq!(read(" member=PJSIP/1001 , 0 , Anna Ahrens ; our best"), anna);
        assert_eq!(read("member => Local/1001@agents/n,0,Anna Ahrens,PJSIP/1001"), anna);
        for line in
            ["member => PJSIP/1001", "member => PJSIP/1001,0", "strategy = ringall", ";member => A,0,B", ""]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
