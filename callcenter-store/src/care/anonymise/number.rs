//! A number in every spelling.

use crate::error::StoreError;

/// Digits that a number must have, less its country: shorter ones cannot be told from extensions.
pub const NUMBER_DIGITS_MIN: usize = 6;

/// Digits that a number can have at most, its country included. Source: ITU-T E.164.
const NUMBER_DIGITS_MAX: usize = 15;

/// Digits of a number with its country that is found behind other digits.
const WHOLE_DIGITS_MIN: usize = 10;

/// Separators that may stand between two digits of a number.
const SEPARATORS_MAX: usize = 3;

/// Country codes of two digits. Those of one digit are 1 and 7, all others have three. Source: ITU-T E.164.
const TWO_DIGITS: [&str; 43] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
    "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
    "82", "84", "86", "90", "91", "92", "93", "94", "95",
];

/// A number in every spelling.
///
/// One given with its country (`+49 30 1234567`, `0049301234567`) is found as `+CC N`, `00 CC N`, `011 CC N`, `CC N`, `CC (0) N`,
/// `0 N` and `N`; one given in another way, as it was given, with `+` before it or not. Between digits may stand blanks and
/// dashes of every length, `/`, `.`, `(`, `)` and `%20`. A digit more, before or behind, is another number; but where the
/// country stands in it, what a dialplan puts before it is none. `N` alone is none where it could be a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    given: String,
    /// Digits of each spelling, the longest first.
    spellings: Vec<Vec<u8>>,
}

/// Where a number was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    from: usize,
    until: usize,
}

impl Number {
    /// Reads a number as somebody writes it.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when it is none, or too short to be told from an extension.
    pub fn parse(given: &str) -> Result<Self, StoreError> {
        let given = given.trim();
        let digits: String = given.chars().filter(char::is_ascii_digit).collect();
        let (plus, rest) = given.strip_prefix('+').map_or((false, given), |rest| (true, rest));
        let other = |letter: char| !letter.is_ascii_digit() && !" -/.()".contains(letter);
        if digits.is_empty() || rest.contains(other) {
            return Err(StoreError::Invalid(format!(
                "{given:?} is no number: write it with its country, as +49 30 1234567, or as the switch tells it"
            )));
        }
        let with_country = match digits.strip_prefix("00") {
            _ if plus => Some(digits.clone()),
            Some(rest) => Some(rest.to_owned()),
            None => None,
        };
        let (national, mut spellings) = match with_country {
            Some(whole) => {
                let (country, national) = country(&whole);
                let national =
                    national.strip_prefix('0').filter(|_| given.contains("(0)")).unwrap_or(national);
                (national.to_owned(), spelled(country, national))
            }
            None => (digits.clone(), vec![digits.clone()]),
        };
        let longest = spellings.iter().map(String::len).max().unwrap_or_default();
        if national.len() < NUMBER_DIGITS_MIN || longest > NUMBER_DIGITS_MAX + 4 {
            return Err(StoreError::Invalid(format!(
                "{given:?} has {} digits; a number of a caller has {NUMBER_DIGITS_MIN} to {NUMBER_DIGITS_MAX}, an \
                 extension belongs to nobody outside",
                digits.len()
            )));
        }
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        spellings.dedup();
        Ok(Self {
            given: given.to_owned(),
            spellings: spellings.into_iter().map(String::into_bytes).collect(),
        })
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.given
    }

    /// The digits that are in every spelling.
    pub(super) fn shortest(&self) -> String {
        let digits = self.spellings.last().map(Vec::as_slice).unwrap_or_default();
        digits.iter().copied().map(char::from).collect()
    }

    /// Whether it is somewhere in a text.
    pub(super) fn is_in(&self, text: &[u8]) -> bool {
        self.find(text, 0).is_some()
    }

    /// Whether its digits are somewhere in these bytes, even within others: what says no has it in no text.
    pub(super) fn may_be_in(&self, bytes: &[u8]) -> bool {
        (0..bytes.len()).any(|from| {
            bytes[from].is_ascii_digit()
                && self.spellings.iter().any(|digits| spelled_at(bytes, from, digits).is_some())
        })
    }

    /// The text with `other` in its place; a `+` before it stays. Nothing when it is not in it.
    pub(super) fn replaced(&self, text: &[u8], other: &str) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut done = 0;
        while let Some(Found { from, until }) = self.find(text, done) {
            out.extend_from_slice(&text[done..from]);
            out.extend_from_slice(other.as_bytes());
            done = until;
        }
        (done > 0).then(|| {
            out.extend_from_slice(&text[done..]);
            out
        })
    }

    fn find(&self, text: &[u8], start: usize) -> Option<Found> {
        let mut from = start;
        while from < text.len() {
            if is_encoded(&text[from..]) {
                from += 3;
                continue;
            }
            if text[from].is_ascii_digit()
                && let Some(until) = self.spellings.iter().find_map(|digits| self.ends(text, from, digits))
            {
                return Some(Found { from, until });
            }
            from += 1;
        }
        None
    }

    /// Whether a spelling has the country in it, and enough digits to be nobody else's.
    fn has_country(&self, digits: &[u8]) -> bool {
        let last = self.spellings.len().saturating_sub(2);
        digits.len() >= WHOLE_DIGITS_MIN && self.spellings[..last].iter().any(|own| own == digits)
    }

    /// Where this spelling ends, if it stands here by itself.
    fn ends(&self, text: &[u8], from: usize, digits: &[u8]) -> Option<usize> {
        let until = spelled_at(text, from, digits)?;
        let within = before(text, from).is_some_and(|byte| byte.is_ascii_digit());
        let rest = &text[until..];
        let compact = until - from == digits.len();
        let more = rest.first().is_some_and(u8::is_ascii_digit);
        // With separators in it, `030 1234567-89` is another number; `0301234567-00000001` is a channel's name.
        let goes_on =
            !compact && separators(rest) > 0 && rest.get(separators(rest)).is_some_and(u8::is_ascii_digit);
        let bare = digits == self.spellings.last()?.as_slice() && self.spellings.len() > 1;
        let time = compact && digits.len() == 10 && (b"15"..=b"19").contains(&&[digits[0], digits[1]]);
        let id = compact
            && digits.len() == 10
            && rest.first() == Some(&b'.')
            && rest.get(1).is_some_and(u8::is_ascii_digit);
        (!(within && !(compact && self.has_country(digits))) && !more && !goes_on && !id && !(bare && time))
            .then_some(until)
    }
}

/// The country of a number, and the rest of it.
fn country(whole: &str) -> (&str, &str) {
    let digits = match whole.as_bytes() {
        [b'1' | b'7', ..] => 1,
        _ if TWO_DIGITS.iter().chain(&["98"]).any(|code| whole.starts_with(code)) => 2,
        _ => 3,
    };
    whole.split_at_checked(digits).unwrap_or((whole, ""))
}

fn spelled(country: &str, national: &str) -> Vec<String> {
    vec![
        format!("00{country}{national}"),
        format!("011{country}{national}"),
        format!("{country}0{national}"),
        format!("{country}{national}"),
        format!("0{national}"),
        national.to_owned(),
    ]
}

/// Where these digits end when they begin here, separators between them passed over.
fn spelled_at(text: &[u8], from: usize, digits: &[u8]) -> Option<usize> {
    let mut at = from;
    for (n, digit) in digits.iter().enumerate() {
        if n > 0 {
            at += separators(&text[at..]);
        }
        if text.get(at) != Some(digit) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// How many bytes of separators a text begins with.
fn separators(text: &[u8]) -> usize {
    let mut len = 0;
    for _ in 0..SEPARATORS_MAX {
        match &text[len..] {
            [b' ' | b'\t' | b'-' | b'/' | b'.' | b'(' | b')', ..] => len += 1,
            [b'%', b'2', b'0', ..] => len += 3,
            // What a word processor makes of blanks (U+00A0, U+2009, U+202F) and dashes (U+2010 to U+2014).
            [0xC2, 0xA0, ..] => len += 2,
            [0xE2, 0x80, 0x89 | 0xAF | 0x90..=0x94, ..] => len += 3,
            _ => break,
        }
    }
    len
}

/// Whether a text begins with a character written as `%XX`.
fn is_encoded(text: &[u8]) -> bool {
    matches!(text, [b'%', one, two, ..] if one.is_ascii_hexdigit() && two.is_ascii_hexdigit())
}

/// The byte before; nothing behind a character written as `%XX`.
fn before(text: &[u8], at: usize) -> Option<u8> {
    if at >= 3 && is_encoded(&text[at - 3..]) { None } else { at.checked_sub(1).map(|before| text[before]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(number: &str, text: &str) -> Option<String> {
        let number = Number::parse(number).expect("a number");
        let other = number.replaced(text.as_bytes(), "999");
        assert_eq!(other.is_some(), number.is_in(text.as_bytes()), "{text}");
        assert!(other.is_none() || number.may_be_in(text.as_bytes()), "{text}");
        other.map(|other| String::from_utf8(other).expect("still a text"))
    }

    #[test]
    fn a_number_is_found_in_every_spelling() {
        for given in
            ["+49 30 1234567", "0049301234567", "+49 (0)30 1234567", "+49301234567", "00 49 30/123-45-67"]
        {
            for (text, other) in [
                ("+49301234567", "+999"),
                ("0049301234567", "999"),
                ("011 49 30 1234567", "999"),
                ("49301234567", "999"),
                ("0301234567", "999"),
                ("301234567", "999"),
                ("+49 (0) 30 / 123 45 67", "+999"),
                ("(030) 123-4567", "(999"),
                ("030.123.4567", "999"),
                ("PJSIP/0301234567-0000001a", "PJSIP/999-0000001a"),
                ("Local/0301234567@from-queue-00000001;2", "Local/999@from-queue-00000001;2"),
                ("\"Anna\" <+49301234567>", "\"Anna\" <+999>"),
                ("sip:%2B49301234567@trunk", "sip:%2B999@trunk"),
                ("x=%200301234567&y", "x=%20999&y"),
                ("030%20123%204567", "999"),
                ("0301234567,0301234567", "999,999"),
                ("900493012345670049301234567", "90049301234567999"),
                ("555049301234567", "5550999"),
                ("+49\u{a0}(0)30\u{202f}123\u{2013}4567", "+999"),
                ("030\u{2011}1234567\u{2026}", "999\u{2026}"),
            ] {
                assert_eq!(replaced(given, text).as_deref(), Some(other), "{given} in {text}");
            }
        }
    }

    #[test]
    fn another_number_is_left_alone() {
        for text in [
            "+493012345678",
            "10301234567",
            "+43301234567",
            "030123456",
            "03012345678",
            "030 1234567-89",
            "1234567",
            "",
            "030 -- - 1234567",
        ] {
            assert_eq!(replaced("+49301234567", text), None, "{text}");
        }
    }

    #[test]
    fn a_time_and_the_id_of_a_channel_are_no_numbers() {
        for text in ["1795226730.12", "pbx-1795226730.12", ";@ 1795226730.123456", "LoginTime: 1795226730"] {
            assert_eq!(replaced("+491795226730", text), None, "{text}");
            assert_eq!(replaced("+49 1795226730", "01795226730").as_deref(), Some("999"));
        }
        assert_eq!(replaced("2125551234", "2125551234.7"), None, "an id");
    }

    #[test]
    fn a_number_without_its_country_is_found_as_it_was_given() {
        assert_eq!(replaced("0301234567", "+0301234567").as_deref(), Some("+999"));
        assert_eq!(replaced("0301234567", "+49301234567"), None);
        assert_eq!(replaced("+1 212 555 1234", "2125551234").as_deref(), Some("999"));
        assert_eq!(replaced("+420 601 123 456", "601123456").as_deref(), Some("999"));
    }

    #[test]
    fn what_is_no_number_of_a_caller_is_refused() {
        for given in ["", "anna", "1001", "+49 30", "+49x301234567", "12345678901234567890123"] {
            assert!(matches!(Number::parse(given), Err(StoreError::Invalid(_))), "{given}");
        }
    }
}
