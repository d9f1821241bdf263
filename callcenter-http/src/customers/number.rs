//! A number in whatever way somebody wrote it.

use std::borrow::Cow;

use phonenumber::country::{Id, Source};
use phonenumber::metadata::DATABASE;
use serde::{Deserialize, Serialize};

/// Digits by which numbers are compared that no parser understands: fewer could be anybody's.
pub const TAIL_DIGITS: usize = 7;

/// Characters of a number, as somebody may write it.
pub const NUMBER_CHARACTERS_MAX: usize = 64;

/// Digits of a number with its country. Source: ITU-T E.164.
const E164_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// What a switch or a provider presents of somebody who does not want to be known, or is not.
const NOBODY: [&str; 10] = [
    "",
    "anonymous",
    "unknown",
    "<unknown>",
    "restricted",
    "private",
    "unavailable",
    "withheld",
    "asserted",
    "s",
];

/// How numbers are read here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NumberConfig {
    /// The country in which a number without one is, as `DE`. Default: none; such numbers are compared by their last digits.
    pub region: Option<String>,
    /// The own area code, without the digit before it that is dialled within the country, as `30`. Default: none.
    pub area_code: Option<String>,
    /// Numbers of at most so many digits are extensions. Default: 5.
    pub extension_digits_max: usize,
}

impl Default for NumberConfig {
    fn default() -> Self {
        Self { region: None, area_code: None, extension_digits_max: 5 }
    }
}

/// How numbers are read here, made ready.
#[derive(Debug, Clone)]
pub struct Numbers {
    region: Option<Id>,
    /// What is dialled before an area code within the country: `0` in Germany, nothing in Spain.
    trunk_prefix: String,
    area_code: String,
    extension_digits_max: usize,
}

/// What a number is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Nobody's: the caller does not want to be known.
    Anonymous,
    /// An extension.
    Extension(String),
    /// A telephone number.
    Number(Telephone),
    /// No number: a name of SIP, perhaps.
    Other,
}

/// A telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telephone {
    /// What it may be with its country (`+49301234567`), the likeliest first; empty: no parser understands it.
    pub e164: Vec<String>,
    /// Its digits as given.
    pub digits: String,
}

impl Numbers {
    /// Reads the configuration.
    ///
    /// # Errors
    /// A country that there is none of, an area code that is no number.
    pub fn new(config: &NumberConfig) -> Result<Self, String> {
        let region = match &config.region {
            Some(name) => Some(name.to_ascii_uppercase().parse::<Id>().map_err(|_| {
                format!("region: there is no country {name:?}; write two letters, as \"DE\"")
            })?),
            None => None,
        };
        let area_code = config.area_code.clone().unwrap_or_default();
        if !area_code.bytes().all(|byte| byte.is_ascii_digit()) || area_code.len() > 6 {
            return Err(format!("area_code: {area_code:?} is none; write digits, as \"30\""));
        }
        if config.extension_digits_max >= TAIL_DIGITS {
            return Err(format!(
                "extension_digits_max: {} is too many; at most {} digits tell an extension from a number",
                config.extension_digits_max,
                TAIL_DIGITS - 1
            ));
        }
        let meta = region.and_then(|region| DATABASE.by_id(region.as_ref()));
        let trunk_prefix = meta.and_then(|meta| meta.national_prefix()).unwrap_or_default().to_owned();
        Ok(Self { region, trunk_prefix, area_code, extension_digits_max: config.extension_digits_max })
    }

    /// Says what a number is.
    pub fn read(&self, given: &str) -> Given {
        let given = bare(given);
        if NOBODY.contains(&given.to_ascii_lowercase().as_str())
            || given.chars().count() > NUMBER_CHARACTERS_MAX
        {
            return if given.len() > NUMBER_CHARACTERS_MAX { Given::Other } else { Given::Anonymous };
        }
        let Some((plus, digits)) = plain(&given) else { return Given::Other };
        if !plus && digits.len() <= self.extension_digits_max {
            return Given::Extension(digits);
        }
        Given::Number(Telephone { e164: self.with_country(plus, &digits), digits })
    }

    /// What a number may be with its country, the likeliest first.
    fn with_country(&self, plus: bool, digits: &str) -> Vec<String> {
        let whole = |digits: &str| {
            let known = E164_DIGITS.contains(&digits.len()) && !digits.starts_with('0');
            known.then(|| format!("+{digits}")).filter(|e164| parsed(None, e164).is_some())
        };
        if plus {
            return whole(digits.trim_start_matches('0')).into_iter().collect();
        }
        let abroad = digits.strip_prefix("00").and_then(whole);
        let Some(region) = self.region else {
            let bare = whole(digits).filter(|e164| valid(e164)).filter(|_| digits.len() >= 10);
            return abroad.or(bare).into_iter().collect();
        };
        match parsed(Some(region), digits) {
            Some((e164, Source::Idd)) => return vec![e164],
            Some((e164, Source::Number)) if valid(&e164) => return vec![e164],
            _ => {}
        }
        let mut found: Vec<String> = Vec::new();
        let national = parsed(Some(region), digits).map(|(e164, _)| e164).filter(|e164| valid(e164));
        let local = (!self.area_code.is_empty() && !self.has_trunk_prefix(digits))
            .then(|| parsed(Some(region), &format!("{}{}{digits}", self.trunk_prefix, self.area_code)))
            .flatten()
            .map(|(e164, _)| e164)
            .filter(|e164| valid(e164));
        let bare = whole(digits).filter(|e164| valid(e164)).filter(|_| digits.len() >= 10);
        // What is short, and has not what is dialled before an area code, is dialled within the own one.
        let ways = if digits.len() <= 8 { [local, national, bare] } else { [national, bare, local] };
        for e164 in ways.into_iter().chain([abroad]).flatten() {
            if !found.contains(&e164) {
                found.push(e164);
            }
        }
        found
    }

    fn has_trunk_prefix(&self, digits: &str) -> bool {
        !self.trunk_prefix.is_empty() && digits.starts_with(&self.trunk_prefix)
    }

    /// In which ways a switch may write a number: what calls are looked for by.
    pub fn spellings(&self, given: &str) -> Vec<String> {
        let mut all = vec![bare(given).into_owned()];
        match self.read(given) {
            Given::Anonymous | Given::Other => return Vec::new(),
            Given::Extension(digits) => all.push(digits),
            Given::Number(Telephone { e164, digits }) => {
                all.push(digits);
                // What is only a guess finds other people's calls.
                if let Some(e164) = e164.first() {
                    all.extend(self.spellings_of(e164));
                }
            }
        }
        all.retain(|spelling| !spelling.is_empty());
        all.sort_unstable();
        all.dedup();
        all
    }

    fn spellings_of(&self, e164: &str) -> Vec<String> {
        let digits = e164.trim_start_matches('+');
        let mut all = vec![e164.to_owned(), format!("00{digits}"), format!("011{digits}"), digits.to_owned()];
        let own =
            self.region.and_then(|region| DATABASE.by_id(region.as_ref())).map(|meta| meta.country_code());
        let Ok(number) = phonenumber::parse(None, e164) else { return all };
        if own == Some(number.country().code()) {
            let national = number.national().to_string();
            let local = national.strip_prefix(&self.area_code).filter(|_| !self.area_code.is_empty());
            all.extend(local.filter(|local| local.len() >= TAIL_DIGITS - 1).map(str::to_owned));
            all.push(format!("{}{national}", self.trunk_prefix));
            all.push(national);
        }
        all
    }
}

/// The last digits of a number, by which numbers are compared that no parser understands.
pub(super) fn tail(digits: &str) -> &str {
    &digits[digits.len().saturating_sub(TAIL_DIGITS)..]
}

/// Whether one of two numbers, of which no country is known, may be the end of the other: at least seven digits are the
/// same, and all of the shorter one less the zeros before it.
pub(super) fn may_be_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= TAIL_DIGITS && long.ends_with(short)
}

/// A number less what SIP and `tel:` write around it.
fn bare(given: &str) -> Cow<'_, str> {
    let given = given.trim();
    let lower = given.to_ascii_lowercase();
    let rest = ["sips:", "sip:", "tel:"]
        .into_iter()
        .find(|scheme| lower.starts_with(scheme))
        .map_or(given, |scheme| &given[scheme.len()..]);
    let rest = rest.split(['@', ';']).next().unwrap_or_default();
    // Extensions behind a number (`… ext. 12`, `… x12`) are no part of it.
    let lower = rest.to_ascii_lowercase();
    let end =
        ["ext", " x", "durchwahl"].into_iter().filter_map(|word| lower.find(word)).filter(|at| *at > 0).min();
    let rest = end.map_or(rest, |end| &rest[..end]).trim();
    if rest.contains("%2B") || rest.contains("%2b") {
        return Cow::Owned(rest.replace("%2B", "+").replace("%2b", "+"));
    }
    Cow::Borrowed(rest)
}

/// Whether it begins with `+`, and its digits; nothing when other letters are in it.
fn plain(given: &str) -> Option<(bool, String)> {
    let (plus, rest) = match given.strip_prefix(['+', '＋']) {
        Some(rest) => (true, rest),
        None => (false, given),
    };
    let international = plus || rest.starts_with("00") || rest.starts_with("(00");
    let rest = if international { rest.replace("(0)", "") } else { rest.to_owned() };
    let mut digits = String::with_capacity(rest.len());
    for letter in rest.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            ' ' | '\u{a0}' | '-' | '–' | '‐' | '/' | '.' | '(' | ')' | '\t' => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some((plus, digits))
}

/// A number with its country, and how that was found.
fn parsed(region: Option<Id>, text: &str) -> Option<(String, Source)> {
    let number = phonenumber::parse(region, text).ok()?;
    let digits = format!("{}{}", number.country().code(), number.national());
    E164_DIGITS.contains(&digits.len()).then(|| (format!("+{digits}"), number.code().source()))
}

fn valid(e164: &str) -> bool {
    phonenumber::parse(None, e164).is_ok_and(|number| number.is_valid())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Numbers {
        let config = NumberConfig {
            region: Some("de".to_owned()),
            area_code: Some("30".to_owned()),
            ..NumberConfig::default()
        };
        Numbers::new(&config).expect("Germany has Berlin")
    }

    fn likeliest(numbers: &Numbers, given: &str) -> Option<String> {
        match numbers.read(given) {
            Given::Number(number) => number.e164.into_iter().next(),
            _ => None,
        }
    }

    #[test]
    fn a_number_is_the_same_in_whatever_way_it_is_written() {
        for given in [
            "+49 30 1234567",
            "+49 (0)30 1234567",
            "+49-30-1234567",
            "004930 1234567",
            "00 49 (0) 30 / 123 45 67",
            "49301234567",
            "030 1234567",
            "(030) 123-4567",
            "301234567",
            "1234567",
            "sip:+49301234567@example.com;user=phone",
            "tel:+49-30-1234567",
            "sip:%2B49301234567@trunk",
            " 030.123.4567 ext. 12",
        ] {
            assert_eq!(likeliest(&berlin(), given).as_deref(), Some("+49301234567"), "{given}");
        }
    }

    #[test]
    fn numbers_of_other_countries_keep_theirs() {
        for (given, e164) in [
            ("+43 1 58858", "+43158858"),
            ("0043158858", "+43158858"),
            ("+1 202 555 0123", "+12025550123"),
            ("+39 06 1234567", "+39061234567"),
        ] {
            assert_eq!(likeliest(&berlin(), given).as_deref(), Some(e164), "{given}");
        }
        let config = NumberConfig {
            region: Some("US".to_owned()),
            area_code: Some("212".to_owned()),
            ..NumberConfig::default()
        };
        let new_york = Numbers::new(&config).expect("the US have New York");
        for given in ["2125551234", "12125551234", "(212) 555-1234", "555-1234", "+12125551234"] {
            assert_eq!(likeliest(&new_york, given).as_deref(), Some("+12125551234"), "{given}");
        }
        assert_eq!(likeliest(&new_york, "011493012345678").as_deref(), Some("+493012345678"));
    }

    #[test]
    fn who_is_not_known_is_nobody_and_a_short_number_is_an_extension() {
        let numbers = berlin();
        for given in
            ["", "  ", "anonymous", "Anonymous", "<unknown>", "sip:anonymous@anonymous.invalid", "Restricted"]
        {
            assert_eq!(numbers.read(given), Given::Anonymous, "{given}");
        }
        assert_eq!(numbers.read("1001"), Given::Extension("1001".to_owned()));
        assert_eq!(numbers.read("110"), Given::Extension("110".to_owned()));
        for given in ["alice", "12a4567", "+", "call-me@home", &"1".repeat(65)] {
            assert_eq!(numbers.read(given), Given::Other, "{given}");
        }
    }

    #[test]
    fn without_a_country_numbers_are_compared_by_their_last_digits() {
        let nowhere = Numbers::new(&NumberConfig::default()).expect("nothing is wrong");
        assert_eq!(likeliest(&nowhere, "+49301234567").as_deref(), Some("+49301234567"));
        assert_eq!(likeliest(&nowhere, "0049301234567").as_deref(), Some("+49301234567"));
        assert_eq!(likeliest(&nowhere, "0301234567"), None);
        assert_eq!(tail("0301234567"), "1234567");
        assert_eq!(tail("12"), "12");
        assert!(may_be_same("0301234567", "49301234567"));
        assert!(may_be_same("1234567", "0301234567"));
        assert!(!may_be_same("234567", "0301234567"));
        assert!(!may_be_same("0891234567", "0301234567"));
    }

    #[test]
    fn a_switch_may_write_it_in_each_of_these_ways() {
        let spellings = berlin().spellings("+49 30 1234567");
        for way in ["+49301234567", "0049301234567", "49301234567", "0301234567", "301234567", "1234567"] {
            assert!(spellings.iter().any(|own| own == way), "{way} in {spellings:?}");
        }
        assert!(berlin().spellings("+43158858").iter().all(|own| own != "158858"));
        assert_eq!(berlin().spellings("anonymous"), [""; 0]);
    }

    #[test]
    fn what_is_no_configuration_is_refused() {
        let refused = |config| Numbers::new(&config).expect_err("it is none");
        let default = NumberConfig::default;
        assert!(
            refused(NumberConfig { region: Some("Germany".to_owned()), ..default() }).starts_with("region")
        );
        assert!(
            refused(NumberConfig { area_code: Some("0 30".to_owned()), ..default() })
                .starts_with("area_code")
        );
        assert!(
            refused(NumberConfig { extension_digits_max: 9, ..default() }).starts_with("extension_digits")
        );
    }

    #[test]
    fn hostile_texts_are_read_without_a_panic() {
        let numbers = berlin();
        let pieces = [
            "+", "00", "0", "49", "(0)", "٣", "é", "\u{0}", "1", "999", "@", ";", "ext", "İx", "K", " x", "-",
        ];
        let mut seed = 7_u64;
        for _ in 0..3_000 {
            let mut text = String::new();
            for _ in 0..6 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
            }
            let spellings = numbers.spellings(&text);
            let number = matches!(numbers.read(&text), Given::Number(_) | Given::Extension(_));
            assert_eq!(number, !spellings.is_empty(), "{text:?}");
        }
    }
}
