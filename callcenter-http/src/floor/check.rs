//! What may stand in a definition: every text here may end in a file that a switch reads, so each has an alphabet and a
//! length, and who breaks them is told which and why.

use std::ops::RangeInclusive;

use crate::problem::Problem;

/// Characters of a name that people read.
pub(super) const TITLE_CHARACTERS_MAX: usize = 80;

fn invalid(field: &'static str, why: impl Into<String>) -> Problem {
    Problem::Invalid { field, why: why.into() }
}

/// A name by which the switch or a program knows something: `support`, `anna.ahrens`, `night-menu`.
pub(super) fn key(field: &'static str, text: &str) -> Result<(), Problem> {
    let rest = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let is_right = text.starts_with(|char: char| char.is_ascii_alphanumeric())
        && text.len() <= 40
        && text.chars().all(rest);
    if is_right {
        return Ok(());
    }
    Err(invalid(
        field,
        format!(
            "{text:?} cannot be a name: 1 to 40 ASCII letters, digits, `-`, `_` and `.`, a letter or digit first"
        ),
    ))
}

/// A name that people read: anything printable.
pub(super) fn title(field: &'static str, text: &str) -> Result<(), Problem> {
    if text.chars().any(is_unprintable) {
        return Err(invalid(field, "line breaks and other control characters are not allowed"));
    }
    if text.chars().count() > TITLE_CHARACTERS_MAX {
        return Err(invalid(field, format!("at most {TITLE_CHARACTERS_MAX} characters")));
    }
    Ok(())
}

/// A title that must say something.
pub(super) fn named(field: &'static str, text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(invalid(field, "must not be empty"));
    }
    title(field, text)
}

/// Control characters, and those that turn or hide what stands beside them.
fn is_unprintable(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What a phone inside dials: `1001`, `*45`.
pub(super) fn extension(field: &'static str, text: &str) -> Result<(), Problem> {
    if (2..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(invalid(field, format!("{text:?} is no extension: 2 to 15 digits")))
}

/// A number outside: `+49301234567`, `4930555100`.
pub(super) fn number(field: &'static str, text: &str) -> Result<(), Problem> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if (2..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(invalid(field, format!("{text:?} is no number: 2 to 20 digits, perhaps with a + before them")))
}

/// A sound file without its ending: `custom/welcome`.
pub(super) fn sound(field: &'static str, text: &str) -> Result<(), Problem> {
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '/' | '.');
    let is_right = !text.is_empty()
        && text.len() <= 120
        && text.chars().all(plain)
        && text.split('/').all(|part| !part.is_empty() && !part.starts_with('.'));
    if is_right {
        return Ok(());
    }
    Err(invalid(
        field,
        format!(
            "{text:?} is no sound: its name below the switch's folder of sounds, without ending, of ASCII letters, digits, \
             `-`, `_`, `.` and `/`"
        ),
    ))
}

/// A mailbox: `1001@default`.
pub(super) fn mailbox(field: &'static str, text: &str) -> Result<(), Problem> {
    let (name, context) = text.split_once('@').unwrap_or((text, "default"));
    if key(field, name).is_ok() && key(field, context).is_ok() {
        return Ok(());
    }
    Err(invalid(field, format!("{text:?} is no mailbox: write it as 1001@default")))
}

/// A number within bounds.
pub(super) fn within(field: &'static str, number: u32, bounds: RangeInclusive<u32>) -> Result<(), Problem> {
    if bounds.contains(&number) {
        return Ok(());
    }
    Err(invalid(field, format!("{number} is not within {} and {}", bounds.start(), bounds.end())))
}

/// A list that is not too long and has nothing twice.
pub(super) fn list<T: PartialEq>(field: &'static str, list: &[T], most: usize) -> Result<(), Problem> {
    if list.len() > most {
        return Err(invalid(field, format!("at most {most} of them")));
    }
    let twice = list.iter().enumerate().any(|(at, one)| list[..at].contains(one));
    if twice { Err(invalid(field, "the same one stands there twice")) } else { Ok(()) }
}

/// A secret that a phone logs in with.
pub(super) fn secret(field: &'static str, text: &str) -> Result<(), Problem> {
    if !(12..=64).contains(&text.len()) {
        return Err(invalid(field, "12 to 64 characters; leave it out and one is made"));
    }
    // What a configuration file would read as a comment, a section or an escape is not in the alphabet.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+*/@$%&!?,~^".contains(&byte);
    if text.bytes().all(plain) {
        return Ok(());
    }
    Err(invalid(field, "ASCII letters, digits and -_.+*/@$%&!?,~^ only; leave it out and one is made"))
}

/// A mail address, roughly: whoever sends there finds out more.
pub(super) fn email(field: &'static str, text: &str) -> Result<(), Problem> {
    title(field, text)?;
    match text.split_once('@') {
        Some((name, host)) if !name.is_empty() && host.contains('.') && !text.contains(' ') => Ok(()),
        _ => Err(invalid(field, format!("{text:?} is no mail address"))),
    }
}
