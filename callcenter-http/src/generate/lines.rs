//! Lines of a configuration file.

use std::fmt::Write as _;

/// A file under construction.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    /// Begins a section.
    pub(super) fn section(&mut self, name: &str) -> &mut Self {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.ends_with_comment() {
            self.text.push('\n');
        }
        self.line(format_args!("[{}]", plain(name)))
    }

    fn ends_with_comment(&self) -> bool {
        self.text.trim_end().lines().next_back().is_some_and(|line| line.starts_with(';'))
    }

    /// An option.
    pub(super) fn set(&mut self, key: &str, value: impl std::fmt::Display) -> &mut Self {
        let value = plain(&value.to_string());
        self.line(format_args!("{key} = {value}"))
    }

    /// A line that explains.
    pub(super) fn comment(&mut self, text: &str) -> &mut Self {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.ends_with_comment() {
            self.text.push('\n');
        }
        let text = plain(text);
        self.line(format_args!("; {text}"))
    }

    /// The first step of an extension.
    pub(super) fn exten(&mut self, exten: &str, step: &str) -> &mut Self {
        let (exten, step) = (plain(exten), step_text(step));
        self.line(format_args!("exten => {exten},1,{step}"))
    }

    /// A further step.
    pub(super) fn then(&mut self, step: &str) -> &mut Self {
        let step = step_text(step);
        self.line(format_args!(" same => n,{step}"))
    }

    /// A further step that can be gone to.
    pub(super) fn at(&mut self, label: &str, step: &str) -> &mut Self {
        let step = step_text(step);
        self.line(format_args!(" same => n({label}),{step}"))
    }

    /// Further steps.
    pub(super) fn steps(&mut self, steps: &[String]) -> &mut Self {
        for step in steps {
            self.then(step);
        }
        self
    }

    /// A line of another kind.
    pub(super) fn other(&mut self, key: &str, value: &str) -> &mut Self {
        let value = plain(value);
        self.line(format_args!("{key} => {value}"))
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) -> &mut Self {
        self.text.write_fmt(line).expect("a text takes everything");
        self.text.push('\n');
        self
    }

    pub(super) fn done(self) -> String {
        self.text
    }
}

/// What was checked long ago, checked where it would do harm: no value ends its line or begins a comment.
fn plain(value: &str) -> String {
    value.chars().filter(|char| !char.is_control() && *char != ';').collect()
}

/// A step is our own text around values whose alphabet has nothing that means something to the dialplan.
fn step_text(step: &str) -> String {
    step.chars().filter(|char| !char.is_control()).collect::<String>().replace(';', "")
}

/// A name that people gave, for a file: what means something there is replaced by what looks like it.
pub(super) fn name(text: &str) -> String {
    let replaced = text.chars().filter_map(|char| match char {
        '"' => Some('\''),
        '\\' => Some('/'),
        '<' | '[' | '{' => Some('('),
        '>' | ']' | '}' => Some(')'),
        ';' | ',' | '|' => Some(' '),
        '$' => Some('S'),
        char if char.is_control() => None,
        char => Some(char),
    });
    let text: String = replaced.collect();
    // The switch cuts names at 79 bytes, some versions in the middle of a character.
    let end = (0..=text.len().min(75)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text[..end].trim().to_owned()
}
