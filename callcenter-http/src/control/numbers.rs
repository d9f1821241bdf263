//! What may be called: characters, contexts, patterns.

use std::fmt;

use callcenter_core::{EMERGENCY_NUMBERS, State, view};
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// Longest number or name that can be called, in characters.
pub const TARGET_CHARS_MAX: usize = 40;

/// Longest name of an extension or an agent, in characters.
pub const NAME_CHARS_MAX: usize = 80;

/// Most patterns in a list.
pub const PATTERNS_MAX: usize = 500;

/// By what it is decided what may be asked of the switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ControlConfig {
    /// The dialplan context in which numbers are called and calls are transferred. Default: `callcenter`.
    pub dial_context: String,
    /// Further contexts to which a call may be moved. Default: none.
    pub contexts: Vec<String>,
    /// What stands before the `/` of phones about which nothing else is known. Default: `PJSIP`.
    pub technology: String,
    /// How long the phone of who calls may ring, in seconds, 5 to 120. Default: 30.
    pub ring_s: u32,
    /// Numbers that may be called; none: all that are not denied. Extensions may always be.
    #[schema(value_type = Vec<String>)]
    pub numbers_allowed: Vec<Pattern>,
    /// Numbers that may not be called, even if allowed.
    #[schema(value_type = Vec<String>)]
    pub numbers_denied: Vec<Pattern>,
    /// Numbers that may always be called, whatever the other lists say.
    pub emergency_numbers: Vec<String>,
}

impl Default for ControlConfig {
    fn default() -> Self {
        Self {
            dial_context: "callcenter".to_owned(),
            contexts: Vec::new(),
            technology: "PJSIP".to_owned(),
            ring_s: 30,
            numbers_allowed: Vec::new(),
            numbers_denied: Vec::new(),
            emergency_numbers: EMERGENCY_NUMBERS.map(str::to_owned).to_vec(),
        }
    }
}

impl ControlConfig {
    /// Checks every value.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with the field that is wrong.
    pub fn check(&self) -> Result<(), Problem> {
        let wrong = |field, why: String| Err(Problem::Invalid { field, why });
        for (field, context) in std::iter::once(("dial_context", &self.dial_context))
            .chain(self.contexts.iter().map(|context| ("contexts", context)))
        {
            if !is_name(context) {
                return wrong(field, format!("{context:?} is no context: letters, digits, `-`, `_` and `.`"));
            }
        }
        if !is_name(&self.technology) {
            return wrong(
                "technology",
                "a channel technology as the switch names it, e.g. `PJSIP`".to_owned(),
            );
        }
        if !(5..=120).contains(&self.ring_s) {
            return wrong("ring_s", "5 to 120 seconds".to_owned());
        }
        if self.emergency_numbers.iter().any(|number| !is_number(number)) {
            return wrong("emergency_numbers", "digits only, each in a text of its own".to_owned());
        }
        let lists = [
            ("contexts", self.contexts.len()),
            ("numbers_allowed", self.numbers_allowed.len()),
            ("numbers_denied", self.numbers_denied.len()),
            ("emergency_numbers", self.emergency_numbers.len()),
        ];
        match lists.into_iter().find(|(_, length)| *length > PATTERNS_MAX) {
            Some((field, _)) => wrong(field, format!("at most {PATTERNS_MAX}")),
            None => Ok(()),
        }
    }

    /// Whether this may be called: a number by its characters and the lists, a name if there is such an extension.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for what can be no number, [`Problem::Refused`] for what may not be called.
    pub fn target(&self, state: &State, field: &'static str, to: &str) -> Result<String, Problem> {
        let to = to.trim();
        // Spaces, brackets and the like are how people write numbers; nothing of the kind reaches the switch.
        let number: String =
            to.chars().filter(|letter| !matches!(letter, ' ' | '-' | '/' | '(' | ')' | '.')).collect();
        if is_number(&number) {
            return self.number(state, number);
        }
        if !is_name(to) || to.chars().count() > TARGET_CHARS_MAX {
            return Err(Problem::Invalid {
                field,
                why: format!(
                    "{:?} is no number: digits, `*`, `#` and a leading `+`, at most {TARGET_CHARS_MAX}",
                    to.chars().take(TARGET_CHARS_MAX).collect::<String>()
                ),
            });
        }
        if is_extension(state, to) {
            return Ok(to.to_owned());
        }
        Err(Problem::Invalid { field, why: format!("there is no extension {to}") })
    }

    fn number(&self, state: &State, number: String) -> Result<String, Problem> {
        if self.emergency_numbers.contains(&number) {
            return Ok(number);
        }
        if self.numbers_denied.iter().any(|pattern| pattern.matches(&number)) {
            return Err(Problem::Refused(format!("{number} may not be called: the settings deny it")));
        }
        let allowed = self.numbers_allowed.is_empty()
            || self.numbers_allowed.iter().any(|pattern| pattern.matches(&number))
            || is_extension(state, &number);
        if allowed {
            return Ok(number);
        }
        Err(Problem::Refused(format!(
            "{number} may not be called: the settings allow other numbers only; an administrator can add it"
        )))
    }

    /// Whether calls may be moved into a context.
    ///
    /// # Errors
    /// [`Problem::Refused`] if not.
    pub fn context(&self, context: &str) -> Result<String, Problem> {
        if context == self.dial_context || self.contexts.iter().any(|own| own == context) {
            return Ok(context.to_owned());
        }
        Err(Problem::Refused(format!(
            "calls may not be sent to the context {context:?}; an administrator can add it to `control.contexts`"
        )))
    }
}

/// A name that is safe wherever the switch takes one: no separators of channels, options or lines.
pub(crate) fn is_name(name: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    !name.is_empty() && name.len() <= NAME_CHARS_MAX && name.chars().all(fits)
}

/// A name, or what is wrong with it.
pub(crate) fn name(field: &'static str, name: &str) -> Result<String, Problem> {
    if is_name(name) {
        return Ok(name.to_owned());
    }
    Err(Problem::Invalid {
        field,
        why: format!("letters, digits, `-`, `_` and `.`, at most {NAME_CHARS_MAX}"),
    })
}

/// A text for people: no control characters, not too long.
pub(crate) fn text(field: &'static str, text: &str, most: usize) -> Result<String, Problem> {
    if text.chars().any(char::is_control) {
        return Err(Problem::Invalid {
            field,
            why: "a text without line breaks and control characters".to_owned(),
        });
    }
    if text.chars().count() > most {
        return Err(Problem::Invalid { field, why: format!("at most {most} characters") });
    }
    Ok(text.to_owned())
}

fn is_number(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or(number);
    !digits.is_empty()
        && number.len() <= TARGET_CHARS_MAX
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'*' | b'#'))
}

fn is_extension(state: &State, name: &str) -> bool {
    let policy = state.policy();
    !policy.trunks.contains(name) && (policy.extensions.contains(name) || view::agent(state, name).is_some())
}

/// A pattern of numbers as dialplans have them: `_` and then `X` a digit, `Z` 1 to 9, `N` 2 to 9, `[…]` one of these, `.` one
/// or more of anything, `!` anything or nothing; without `_` the number itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(String);

impl Pattern {
    /// Whether a number fits.
    pub fn matches(&self, number: &str) -> bool {
        match self.0.strip_prefix('_') {
            None => self.0 == number,
            Some(pattern) => fits(pattern.as_bytes(), number.as_bytes()),
        }
    }
}

fn fits(pattern: &[u8], number: &[u8]) -> bool {
    let Some((&first, rest)) = pattern.split_first() else { return number.is_empty() };
    match (first, number.split_first()) {
        (b'!', _) => true,
        (b'.', digit) => digit.is_some(),
        (_, None) => false,
        (b'[', Some((&digit, more))) => {
            let end =
                rest.iter().position(|&byte| byte == b']').expect("a pattern is checked when it is made");
            one_of(&rest[..end], digit) && fits(&rest[end + 1..], more)
        }
        (letter, Some((&digit, more))) => {
            let fitting = match letter.to_ascii_uppercase() {
                b'X' => digit.is_ascii_digit(),
                b'Z' => matches!(digit, b'1'..=b'9'),
                b'N' => matches!(digit, b'2'..=b'9'),
                itself => itself == digit,
            };
            fitting && fits(rest, more)
        }
    }
}

fn one_of(set: &[u8], digit: u8) -> bool {
    let mut at = 0;
    while at < set.len() {
        if let [from, b'-', to, ..] = set[at..] {
            if (from..=to).contains(&digit) {
                return true;
            }
            at += 3;
        } else {
            if set[at] == digit {
                return true;
            }
            at += 1;
        }
    }
    false
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || Err(format!("{text:?} is no pattern of numbers, such as `_0049X.` or `112`"));
        if text.len() > TARGET_CHARS_MAX {
            return wrong();
        }
        let Some(pattern) = text.strip_prefix('_') else {
            return if is_number(&text) { Ok(Self(text)) } else { wrong() };
        };
        let mut letters = pattern.bytes();
        let mut some = false;
        while let Some(letter) = letters.next() {
            some = true;
            match letter {
                b'0'..=b'9' | b'*' | b'#' | b'+' | b'X' | b'x' | b'Z' | b'z' | b'N' | b'n' => {}
                b'[' => {
                    let mut filled = false;
                    loop {
                        match letters.next() {
                            Some(b']') if filled => break,
                            Some(b'0'..=b'9' | b'*' | b'#' | b'-') => filled = true,
                            _ => return wrong(),
                        }
                    }
                }
                // These two end a pattern.
                b'.' | b'!' if letters.len() == 0 => {}
                _ => return wrong(),
            }
        }
        if some { Ok(Self(text)) } else { wrong() }
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.0
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use callcenter_core::{Policy, State};

    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::try_from(text.to_owned()).expect("it is a pattern")
    }

    #[test]
    fn a_pattern_fits_what_a_dialplan_would_take() {
        for (text, number, fitting) in [
            ("112", "112", true),
            ("112", "1123", false),
            ("_0049X.", "004930", true),
            ("_0049X.", "0049", false),
            ("_0049X.", "00493", false),
            ("_00!", "00", true),
            ("_00!", "0049", true),
            ("_NZX", "210", true),
            ("_NZX", "110", false),
            ("_NZX", "200", false),
            ("_[13-5]X", "45", true),
            ("_[13-5]X", "25", false),
            ("_+49.", "+4930", true),
            ("_*X", "*9", true),
        ] {
            assert_eq!(pattern(text).matches(number), fitting, "{text} {number}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in ["", "_", "abc", "_[", "_[]", "_[1", "_.1", "_1!2", "_0 1", "_${X}", "1,2"] {
            assert!(Pattern::try_from(text.to_owned()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn hc_11_nothing_but_a_number_or_a_known_extension_is_a_target() {
        let policy =
            Policy { extensions: ["alice".into()].into(), trunks: ["77".into()].into(), ..Policy::default() };
        let state = State::new(policy);
        let config = ControlConfig::default();
        for (to, number) in
            [("+49 (30) 123-45", "+493012345"), ("*98", "*98"), ("alice", "alice"), ("0049/30", "004930")]
        {
            assert_eq!(config.target(&state, "to", to), Ok(number.to_owned()));
        }
        for to in [
            "",
            " ",
            "bob",
            "1001\r\nAction: Originate",
            "1&PJSIP/trunk/0900",
            "1,1,x",
            "${SHELL(id)}",
            "+",
            "1@default",
        ] {
            assert!(
                matches!(config.target(&state, "to", to), Err(Problem::Invalid { field: "to", .. })),
                "{to:?}"
            );
        }
        assert!(config.target(&state, "to", &"1".repeat(TARGET_CHARS_MAX + 1)).is_err());
    }

    #[test]
    fn an_emergency_number_is_never_blocked() {
        let state = State::new(Policy::default());
        let config = ControlConfig {
            numbers_allowed: vec![pattern("_0049.")],
            numbers_denied: vec![pattern("_!")],
            ..ControlConfig::default()
        };
        for number in ["112", "110", "911", "999", "000"] {
            assert_eq!(config.target(&state, "to", number), Ok(number.to_owned()));
        }
        assert!(matches!(config.target(&state, "to", "004930"), Err(Problem::Refused(_))));
    }

    #[test]
    fn only_what_is_allowed_and_not_denied_may_be_called() {
        let policy = Policy { extensions: ["1001".into()].into(), ..Policy::default() };
        let state = State::new(policy);
        let config = ControlConfig {
            numbers_allowed: vec![pattern("_0049.")],
            numbers_denied: vec![pattern("_0049900.")],
            ..ControlConfig::default()
        };
        assert!(config.target(&state, "to", "004930123").is_ok());
        assert!(config.target(&state, "to", "1001").is_ok(), "extensions may always be called");
        for number in ["0033123", "004990012"] {
            assert!(matches!(config.target(&state, "to", number), Err(Problem::Refused(_))), "{number}");
        }
    }
}
