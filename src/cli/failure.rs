//! Why a command cannot go on: one sentence that says what to do.

use std::io;
use std::path::Path;

use thiserror::Error;

/// Why a command cannot go on.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// Who reads our output reads no more; nothing to complain about.
    #[error("the output was closed")]
    OutputClosed,
    /// Anything else, in words.
    #[error("{0}")]
    Told(String),
}

impl Failure {
    pub(crate) fn told(what: impl Into<String>) -> Self {
        Self::Told(what.into())
    }

    /// A file that cannot be used.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        let hint = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file; check the name",
            io::ErrorKind::PermissionDenied => "it may not be read or written by this user",
            io::ErrorKind::AlreadyExists => "it exists already; choose another name, or move it away",
            io::ErrorKind::IsADirectory => "it is a directory; name a file in it",
            _ => return Self::Told(format!("{}: {error}", path.display())),
        };
        Self::Told(format!("{}: {hint}", path.display()))
    }

    /// What went wrong with standard output.
    #[expect(clippy::needless_pass_by_value, reason = "the error ends here: it fits map_err")]
    pub(crate) fn output(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Told(format!("cannot write the output: {error}")),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::output(error.into())
    }
}
