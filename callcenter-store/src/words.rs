//! The words that rows have for what the engine knows as a variant.

use std::fmt::Debug;
use std::hash::Hasher as _;

use siphasher::sip::SipHasher13;

use crate::check::KEY_TEXT_BYTES_MAX;

/// A variant's name as `snake_case`, which is how JSON has it too.
///
/// Only for variants without content: the names are written by the compiler.
pub(crate) fn word(variant: impl Debug) -> String {
    let name = format!("{variant:?}");
    let mut word = String::with_capacity(name.len() + 4);
    for (n, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && n > 0 {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

/// A text that every database can hold and index: U+0000 becomes U+FFFD, and what is longer than a key takes is cut and told
/// apart by a hash.
pub(crate) fn key_text(text: &str) -> String {
    let text = text.replace('\0', "\u{fffd}");
    if text.len() <= KEY_TEXT_BYTES_MAX {
        return text;
    }
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    let hash = format!("…{:016x}", hasher.finish());
    let end = text.floor_char_boundary(KEY_TEXT_BYTES_MAX - hash.len());
    format!("{}{hash}", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::{key_text, word};
    use crate::check::KEY_TEXT_BYTES_MAX;

    #[test]
    fn a_key_is_never_too_long_and_two_long_ones_stay_two() {
        let long = "ü".repeat(KEY_TEXT_BYTES_MAX);
        let other = format!("{long}x");
        assert_eq!(key_text("1700000000.1"), "1700000000.1");
        assert_eq!(key_text("a\0b"), "a\u{fffd}b");
        assert!(key_text(&long).len() <= KEY_TEXT_BYTES_MAX);
        assert_ne!(key_text(&long), key_text(&other));
    }

    use callcenter_core::fact::Activity;
    use callcenter_core::record::{Direction, Part, RingResult, Status, TransferKind, TransferResult};

    #[test]
    fn a_word_is_what_json_says() {
        fn same<T: Debug + serde::Serialize>(variants: impl IntoIterator<Item = T>) {
            for variant in variants {
                assert_eq!(serde_json::to_value(&variant).expect("a name"), word(&variant));
            }
        }
        use std::fmt::Debug;
        same([Status::NoAnswer, Status::QueueExitKey, Status::OnHold, Status::Answered]);
        same([Direction::Inbound, Direction::Internal]);
        same([RingResult::AnsweredElsewhere, RingResult::NoAnswer]);
        same([TransferKind::Blind, TransferKind::Redirect]);
        same([TransferResult::NoAnswer, TransferResult::Cancelled]);
        same([Part::Whole, Part::NoStart]);
        same([Activity::PartlyReady, Activity::WrapUp]);
    }
}
