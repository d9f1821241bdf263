//! A person as the switch knows one: a number, names, channels; and what stands in their place.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use callcenter_core::CallRecord;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::number::Number;
use super::texts::{Texts, changed};
use crate::error::StoreError;

/// Digits of a pseudonym behind its `999`.
const PSEUDONYM_DIGITS: u64 = 1_000_000_000_000;

/// Letters that a name must have: shorter ones stand in too many words.
const NAME_BYTES_MIN: usize = 2;

/// What stands where nobody's name is known. Source: Asterisk, and what providers send with a number that is withheld.
const NOBODY: [&str; 6] = ["<unknown>", "unknown", "anonymous", "restricted", "unavailable", "private"];

/// A caller who is to be unknown.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) number: Number,
    pub(super) pseudonym: String,
    /// Names that were presented with the number, the longest first.
    names: Vec<Name>,
    /// Unique ids of the channels that had the number.
    legs: BTreeSet<String>,
    /// Names that are somebody else's: of queues, agents, extensions, trunks.
    others: BTreeSet<String>,
}

/// A name in each way it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Name(Vec<Vec<u8>>);

impl Person {
    /// A person with this number; `others` are names of the house, which are nobody's outside.
    pub(super) fn new(number: Number, pseudonym: String, others: BTreeSet<String>) -> Self {
        Self { number, pseudonym, names: Vec::new(), legs: BTreeSet::new(), others }
    }

    /// Remembers a name that was presented with the number. A number as a name is found as a number.
    pub(super) fn is_called(&mut self, name: &[u8]) {
        let name = name.trim_ascii();
        let word = String::from_utf8_lossy(name).to_lowercase();
        let known = self.names.iter().any(|own| own.0.first().is_some_and(|own| own == name));
        let nobody =
            name.len() < NAME_BYTES_MIN || NOBODY.contains(&word.as_str()) || self.number.is_in(name);
        if known || nobody || word == self.pseudonym || self.others.contains(&word) {
            return;
        }
        let encoded = |blank: &[u8]| name.split(|&byte| byte == b' ').collect::<Vec<_>>().join(blank);
        let mut ways = vec![name.to_vec(), encoded(b"%20"), encoded(b"+")];
        ways.dedup();
        self.names.push(Name(ways));
        self.names.sort_by_key(|name| std::cmp::Reverse(name.0[0].len()));
    }

    /// Remembers a channel that had the number.
    pub(super) fn has_leg(&mut self, leg: &str) {
        self.legs.insert(leg.to_owned());
    }

    /// Whether one of these channels is the person's.
    pub(super) fn is_leg(&self, leg: &str) -> bool {
        self.legs.contains(leg)
    }

    /// Whether one of the person's channels is in a call.
    pub(super) fn is_in(&self, record: &CallRecord) -> bool {
        self.is_leg(&record.linkedid) || record.channels.values().any(|leg| self.is_leg(leg.as_str()))
    }

    /// Whether names in a call's record are the person's.
    pub(super) fn named_in(&self, record: &CallRecord) -> Named {
        if self.is_in(record) { Named::Yes } else { Named::No }
    }

    /// A text without the number, and without the names where `named`. Nothing when it had none.
    pub(super) fn hidden(&self, text: &[u8], named: Named) -> Option<Vec<u8>> {
        let mut out = self.number.replaced(text, &self.pseudonym);
        if named == Named::Yes {
            for way in self.names.iter().flat_map(|name| &name.0) {
                let other = without(out.as_deref().unwrap_or(text), way, self.pseudonym.as_bytes());
                out = other.or(out);
            }
        }
        out
    }

    /// The same for what must be a text afterwards, as everything is that was one before.
    pub(super) fn hidden_text(&self, text: &str, named: Named) -> Option<String> {
        let other = self.hidden(text.as_bytes(), named)?;
        Some(String::from_utf8(other).expect("whole characters were put in the place of whole characters"))
    }

    /// How many names there are.
    pub(super) fn names_count(&self) -> u64 {
        self.names.len() as u64
    }

    /// Whether bytes may have something of the person in them; who says no has nothing.
    pub(super) fn may_be_in(&self, bytes: &[u8]) -> bool {
        let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        self.number.may_be_in(bytes) || self.names.iter().flat_map(|name| &name.0).any(|way| has(way))
    }
}

/// Whether names are replaced, or only the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Yes,
    No,
}

/// A text with a word replaced wherever it stands by itself.
fn without(text: &[u8], word: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let is_letter =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let mut out = Vec::new();
    let (mut done, mut at) = (0, 0);
    while at + word.len() <= text.len() {
        let (before, behind) =
            (at.checked_sub(1).and_then(|before| text.get(before)), text.get(at + word.len()));
        if text[at..].starts_with(word) && !is_letter(before) && !is_letter(behind) {
            out.extend_from_slice(&text[done..at]);
            out.extend_from_slice(other);
            at += word.len();
            done = at;
        } else {
            at += 1;
        }
    }
    (done > 0).then(|| {
        out.extend_from_slice(&text[done..]);
        out
    })
}

/// A pseudonym that nobody can find out: 999, which is no country, and twelve digits of chance.
pub(super) fn pseudonym() -> String {
    let chance = RandomState::new().build_hasher().finish();
    format!("999{:012}", chance % PSEUDONYM_DIGITS)
}

/// Fields that hold names of parties, or words that may have some in them.
const NAMED_FIELDS: [&str; 6] = ["name", "caller_name", "what", "message", "anomalies", "dial"];

/// The texts of a value in which names are the person's, or are not.
pub(super) struct Of<'p>(pub(super) &'p Person, pub(super) Named);

impl Texts for Of<'_> {
    fn text(&mut self, field: &'static str, _: Option<&str>, text: &str) -> Option<String> {
        let named = if NAMED_FIELDS.contains(&field) { self.1 } else { Named::No };
        self.0.hidden_text(text, named)
    }
}

/// Fields of agents and devices, which are no callers.
const HOUSE_FIELDS: [&str; 5] = ["reason", "pause_reason", "contacts", "policy", "switch"];

/// The texts of a snapshot: names are the person's only in rows of the person's channels.
pub(super) struct OfAll<'p>(pub(super) &'p Person);

impl Texts for OfAll<'_> {
    fn text(&mut self, field: &'static str, key: Option<&str>, text: &str) -> Option<String> {
        if HOUSE_FIELDS.contains(&field) {
            return None;
        }
        let own = key.is_some_and(|key| self.0.is_leg(key)) && NAMED_FIELDS.contains(&field);
        self.0.hidden_text(text, if own { Named::Yes } else { Named::No })
    }
}

/// Looks for the number, and changes nothing.
#[derive(Debug)]
pub(super) struct Looking<'n> {
    number: &'n Number,
    found: bool,
}

impl Looking<'_> {
    /// Whether the number is in a text of the value.
    pub(super) fn is_in<T: Serialize + DeserializeOwned>(
        number: &Number,
        value: &T,
    ) -> Result<bool, StoreError> {
        let mut looking = Looking { number, found: false };
        changed(value, &mut looking)?;
        Ok(looking.found)
    }
}

impl Texts for Looking<'_> {
    fn text(&mut self, _: &'static str, _: Option<&str>, text: &str) -> Option<String> {
        self.found |= self.number.is_in(text.as_bytes());
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Person {
        let number = Number::parse("+49301234567").expect("a number");
        let mut person =
            Person::new(number, "999000000000001".to_owned(), BTreeSet::from(["support".to_owned()]));
        person.is_called("Anna Schmidt".as_bytes());
        person.is_called("Anna".as_bytes());
        person.is_called("Support".as_bytes());
        person.is_called("0301234567".as_bytes());
        person.is_called("X".as_bytes());
        person.is_called("Unknown".as_bytes());
        person
    }

    #[test]
    fn number_and_names_are_hidden_by_one_pseudonym() {
        let hidden = |text: &str| person().hidden_text(text, Named::Yes);
        let one = "999000000000001";
        assert_eq!(hidden("\"Anna Schmidt\" <+49301234567>"), Some(format!("\"{one}\" <+{one}>")));
        assert_eq!(hidden("name=Anna%20Schmidt&x=Anna+Schmidt"), Some(format!("name={one}&x={one}")));
        assert_eq!(hidden("Anna, Annabel, Hanna"), Some(format!("{one}, Annabel, Hanna")));
        assert_eq!(hidden("Support X Annaö <unknown>"), None);
        assert_eq!(person().hidden_text("Anna", Named::No), None);
    }

    #[test]
    fn pseudonyms_are_numbers_that_nobody_has() {
        let (one, two) = (pseudonym(), pseudonym());
        assert_ne!(one, two);
        assert!(
            one.len() == 15 && one.starts_with("999") && one.bytes().all(|byte| byte.is_ascii_digit()),
            "{one}"
        );
    }
}
