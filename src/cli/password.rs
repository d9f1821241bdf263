//! Asking for a password: never as an argument, which every user of the machine can read.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use callcenter::http::access::Secret;
use clap::Args;
use ratatui::crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::failure::Failure;

/// Bytes of a line that a password is taken from.
const LINE_BYTES_MAX: u64 = 4_096;

/// Where a password comes from.
#[derive(Debug, Args)]
pub(crate) struct PasswordOption {
    /// A file whose first line is the password [default: asked for, or the first line of standard input]
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl PasswordOption {
    /// The password; on a terminal it is asked for twice, and not shown.
    pub(crate) fn read(&self, whose: &str) -> Result<Secret, Failure> {
        if let Some(path) = &self.password_file {
            let file = std::fs::File::open(path).map_err(|error| Failure::file(path, &error))?;
            return first_line(file, path);
        }
        if !std::io::stdin().is_terminal() {
            return first_line(std::io::stdin(), Path::new("standard input"));
        }
        let one = ask(&format!("Password of {whose}: "))?;
        let other = ask("The same again: ")?;
        if one == other {
            Ok(one)
        } else {
            Err(Failure::told("these were two passwords; nothing was changed"))
        }
    }
}

fn first_line(from: impl std::io::Read, path: &Path) -> Result<Secret, Failure> {
    let mut line = String::new();
    let mut reader = std::io::BufReader::new(from.take(LINE_BYTES_MAX));
    reader.read_line(&mut line).map_err(|error| Failure::file(path, &error))?;
    let text = line.trim_end_matches(['\n', '\r']);
    if text.is_empty() {
        return Err(Failure::told(format!(
            "{}: its first line is empty; there the password must be",
            path.display()
        )));
    }
    Ok(Secret::from(text))
}

fn ask(question: &str) -> Result<Secret, Failure> {
    eprint!("{question}");
    let failed = |error: std::io::Error| Failure::told(format!("the terminal cannot be read: {error}"));
    enable_raw_mode().map_err(failed)?;
    let typed = typed();
    let shown = disable_raw_mode();
    eprintln!();
    shown.map_err(failed)?;
    typed
}

/// What is typed until Enter, unseen.
fn typed() -> Result<Secret, Failure> {
    let mut text = String::new();
    loop {
        let event = read().map_err(|error| Failure::told(format!("the terminal cannot be read: {error}")))?;
        let Event::Key(key) = event else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match key.code {
            KeyCode::Enter => return Ok(Secret::from(text)),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Err(Failure::told("given up; nothing was changed"));
            }
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => text.clear(),
            KeyCode::Char(character) => text.push(character),
            KeyCode::Backspace => drop(text.pop()),
            _ => {}
        }
    }
}
