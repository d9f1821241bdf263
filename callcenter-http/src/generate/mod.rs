//! Definitions become files that Asterisk reads: pure functions from what is defined to text.
//!
//! The files are included in Asterisk's own: `#include callcenter/pjsip.conf` at the end of `pjsip.conf`, and so on. Every
//! value has been checked when it was defined, by an alphabet in which nothing can end a line, a section or a value; what
//! people may name freely is written with other characters in place of those that mean something there.

mod configuration;
mod dialplan;
mod folder;
mod lines;
mod pjsip;
mod queues;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use zeroize::Zeroizing;

pub(crate) use self::configuration::history;
pub use self::configuration::{Applied, Configuration, ConfigurationShown, FileShown, FileState};
use crate::clock::Utc;
use crate::floor::Definitions;

/// The first line of each file; a file without it is not ours, and is left alone.
pub const HEADER: &str =
    "; Made by callcenter. Do not edit it: what you change here is lost; change the definitions.";

/// Begins the line with a secret.
const SECRET_KEY: &str = "password = ";

/// The secrets of extensions, and since when each has it.
pub(crate) type Secrets = BTreeMap<String, (Zeroizing<String>, Utc)>;

/// A configuration.
#[derive(Debug, Clone)]
pub struct Generated {
    /// Which state of the definitions it is made of.
    pub generation: i64,
    /// The files.
    pub files: Vec<File>,
    /// What an administrator should know before he applies it.
    pub warnings: Vec<String>,
}

/// A file.
#[derive(Clone)]
pub struct File {
    /// Its name.
    pub name: &'static str,
    /// The module of the switch that reads it.
    pub module: &'static str,
    /// What is in it, with secrets.
    pub(crate) text: Zeroizing<String>,
}

/// A file has secrets in it.
impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File").field("name", &self.name).finish_non_exhaustive()
    }
}

impl File {
    /// What is in it, without secrets.
    pub fn shown(&self) -> String {
        without_secrets(&self.text)
    }
}

/// Makes the configuration of what is defined.
pub(crate) fn generate(all: &Definitions, secrets: &Secrets) -> Generated {
    let mut warnings = Vec::new();
    let files = vec![
        file("pjsip.conf", "res_pjsip.so", all, pjsip::text(all, secrets, &mut warnings)),
        file("queues.conf", "app_queue.so", all, queues::text(all)),
        file("extensions.conf", "pbx_config.so", all, dialplan::text(all, &mut warnings)),
    ];
    Generated { generation: all.revision, files, warnings }
}

fn file(name: &'static str, module: &'static str, all: &Definitions, body: String) -> File {
    let generation = all.revision;
    let body = Zeroizing::new(body);
    let text = format!(
        "{HEADER}\n; generation {generation}\n\n{}\n; end of generation {generation}\n",
        body.trim_end()
    );
    File { name, module, text: Zeroizing::new(text) }
}

/// A text of a file with its secrets taken out.
pub(crate) fn without_secrets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.starts_with(SECRET_KEY) {
            true => shown.extend([SECRET_KEY, "(hidden)\n"]),
            false => shown.push_str(line),
        }
    }
    shown
}
