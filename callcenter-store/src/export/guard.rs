//! Texts that no spreadsheet takes for a formula, whoever wrote them.
//!
//! A caller chooses the name that a switch presents, so it may be `=HYPERLINK(…)`. A text that a spreadsheet could take for
//! a formula gets an apostrophe before the sign that makes it one; so does one that already has apostrophes there, so that
//! they can be taken away again exactly ([`unguarded`]).
//!
//! Which cells a spreadsheet sees depends on the separator that it splits at, and a program set to German or French splits
//! a comma's file at semicolons. So a formula is also looked for after every sign that some program splits at.
//!
//! Source: OWASP, "CSV Injection"; the signs in full width are taken for the plain ones by East Asian versions.

use std::borrow::Cow;

/// A text with an apostrophe before each sign that could begin a formula. `delimiter` is the file's own: a text is quoted
/// where it has it, so nothing is split there.
///
/// A phone number as `+49…` is such a text as well.
pub fn guarded(text: &str, delimiter: u8) -> Cow<'_, str> {
    let places = starts(text, delimiter);
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + places.len());
    let mut from = 0;
    for (place, _) in places {
        out.push_str(&text[from..place]);
        out.push('\'');
        from = place;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// The text that [`guarded`] was given.
pub fn unguarded(text: &str, delimiter: u8) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (place, apostrophes) in starts(text, delimiter) {
        if apostrophes {
            out.push_str(&text[from..place]);
            from = place + 1;
        }
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// Where a formula could begin, or apostrophes that stand before one; and whether there are such.
fn starts(text: &str, delimiter: u8) -> Vec<(usize, bool)> {
    let mut found = Vec::new();
    let mut run = None; // where apostrophes before a possible formula begin
    let mut begin = true; // whether a cell may begin here
    for (place, sign) in text.char_indices() {
        if begin && (is_formula(sign) || (is_control_first(sign) && is_first(place, run))) {
            found.push((run.unwrap_or(place), run.is_some()));
            begin = splits(sign, delimiter);
            run = None;
        } else if splits(sign, delimiter) {
            (begin, run) = (true, None);
        } else if begin && sign == '\'' {
            run = run.or(Some(place));
        } else if begin && is_passed_over(sign) {
            run = None;
        } else {
            (begin, run) = (false, None);
        }
    }
    found
}

/// Whether nothing but apostrophes stands before.
fn is_first(place: usize, run: Option<usize>) -> bool {
    place == 0 || run == Some(0)
}

fn is_formula(sign: char) -> bool {
    matches!(sign, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

/// Signs that some programs drop from a cell's beginning.
fn is_control_first(sign: char) -> bool {
    matches!(sign, '\t' | '\r' | '\n')
}

/// Whether some program begins a cell after it.
fn splits(sign: char, delimiter: u8) -> bool {
    sign != char::from(delimiter) && matches!(sign, ',' | ';' | '\t' | '\r' | '\n')
}

/// Whether a program could pass over it at a cell's beginning.
fn is_passed_over(sign: char) -> bool {
    sign == '"' || sign.is_whitespace() || sign.is_control() || is_invisible(sign)
}

fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_begin_a_formula_gets_an_apostrophe() {
        for text in ["=1+1", "+49301234", "-2", "@SUM(A1)", "＝1", "＋1", "－1", "＠A", "\tx", "\rx", "\nx"]
        {
            assert_eq!(guarded(text, b','), format!("'{text}"));
        }
        for (text, expected) in [
            ("  =1", "  '=1"),
            ("\u{feff}=1", "\u{feff}'=1"),
            ("\0=1", "\0'=1"),
            ("'=1", "''=1"),
            ("\"=1", "\"'=1"),
            ("a;=1", "a;'=1"),
            ("a\n=1", "a\n'=1"),
            ("a\t@b; -3", "a\t'@b; '-3"),
            ("\t=1", "'\t'=1"),
        ] {
            assert_eq!(guarded(text, b','), expected, "{text:?}");
        }
        for text in ["", "a=b", "1-2", "'", "'tis", "a 'quoted' word", "x; y", "Ann, -Lee", "1001"] {
            assert!(matches!(guarded(text, b','), Cow::Borrowed(_)), "{text:?}");
        }
        assert_eq!(guarded("Ann, -Lee", b';'), "Ann, '-Lee");
    }

    proptest! {
        #[test]
        fn a_guarded_text_begins_no_formula_and_comes_back(text in "([=+@'\t\r\n;, \"ax-]|\\PC){0,12}", semicolon: bool) {
            let delimiter = if semicolon { b';' } else { b',' };
            let safe = guarded(&text, delimiter);
            for cell in safe.split(|sign| splits(sign, delimiter)) {
                let first = cell.trim_start_matches(is_passed_over).chars().next();
                prop_assert!(!first.is_some_and(is_formula), "{safe:?}");
            }
            prop_assert_eq!(unguarded(&safe, delimiter), text.as_str());
        }
    }
}
