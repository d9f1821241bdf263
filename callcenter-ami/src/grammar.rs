//! The grammar of AMI's text, by nom. Nothing else in the product imports nom.
//!
//! All parsers are complete ones: cutting the stream into messages is the [decoder](crate::Decoder)'s work.

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_while_m_n};
use nom::character::complete::{char, digit1, one_of};
use nom::combinator::{all_consuming, map_res, opt, rest, value as constant};
use nom::multi::fold_many0;
use nom::sequence::preceded;
use nom::{IResult, Parser};

use callcenter_core::event::SpyMode;
use callcenter_core::{Span, Timestamp};

/// A greeting line's version. A proxy may say `Asterisk Call Manager Proxy/1.2`.
#[inline]
pub(crate) fn banner(line: &[u8]) -> Option<&[u8]> {
    if line.first() != Some(&b'A') {
        return None; // one byte decides for nearly every line
    }
    let mut banner = preceded((tag("Asterisk Call Manager"), opt(is_not("/:")), char('/')), rest);
    let (_, version) = parse(&mut banner, line)?;
    Some(version.strip_suffix(b"\r").unwrap_or(version))
}

/// A header's value, from what stands behind its `:`. One blank is no part of it, further ones are.
#[inline]
pub(crate) fn value(text: &[u8]) -> &[u8] {
    parse(&mut preceded(opt(char(' ')), rest), text).map_or(text, |(_, value)| value)
}

/// One header, key and value; a line without `:` has an empty key. [`Fields`](crate::Fields) finds the same colons faster.
#[cfg(test)]
pub(crate) fn field(line: &[u8]) -> (&[u8], &[u8]) {
    use nom::bytes::complete::take_until;
    use nom::sequence::separated_pair;
    let mut field = separated_pair(take_until(":"), char(':'), rest);
    parse(&mut field, line).map_or((&[], line), |(_, (key, text))| (key, value(text)))
}

/// The time of a trace's `;@` line, or of a `Timestamp:` header: `<unix seconds>.<µs>`.
pub(crate) fn stamp(text: &[u8]) -> Option<(&[u8], Timestamp)> {
    let mut stamp = (number, char('.'), take_while_m_n(6, 6, |byte: u8| byte.is_ascii_digit()));
    let (rest, (seconds, _, micros)) = parse(&mut stamp, text)?;
    let (_, micros) = number(micros).ok()?;
    let micros = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?.checked_add(micros as i64)?;
    Some((rest, Timestamp::from_micros(micros)))
}

/// `HH:MM:SS`; the hours can be more than two digits.
pub(crate) fn clock(text: &[u8]) -> Option<Span> {
    let mut clock = all_consuming((number, preceded(char(':'), number), preceded(char(':'), number)));
    let (_, (hours, minutes, seconds)) = parse(&mut clock, text)?;
    if minutes > 59 || seconds > 60 {
        return None;
    }
    let seconds = hours.checked_mul(3_600)?.checked_add(minutes * 60 + seconds)?;
    Some(Span::from_secs(i64::try_from(seconds).ok()?))
}

/// `YYYY-MM-DD`, as year, month and day.
pub(crate) fn date(text: &[u8]) -> Option<(i64, i64, i64)> {
    let mut date = all_consuming((number, preceded(char('-'), number), preceded(char('-'), number)));
    let (_, (year, month, day)) = parse(&mut date, text)?;
    let plausible = year <= 9_999 && (1..=12).contains(&month) && (1..=31).contains(&day);
    plausible.then_some((year as i64, month as i64, day as i64))
}

/// The mode in the options of `ChanSpy`: `w` and `W` whisper, `B` barges in, letters in an option's `(…)` do not count.
pub(crate) fn spy_mode(options: &[u8]) -> SpyMode {
    let mut modes = fold_many0(
        alt((
            constant(SpyMode::Listen, (char('('), opt(is_not(")")), opt(char(')')))),
            constant(SpyMode::Barge, char('B')),
            constant(SpyMode::Whisper, one_of("wW")),
            constant(SpyMode::Listen, is_not("(BwW")),
        )),
        SpyMode::default,
        Ord::max,
    );
    parse(&mut modes, options).map_or(SpyMode::Listen, |(_, mode)| mode)
}

/// An unsigned number in decimal digits.
fn number(text: &[u8]) -> IResult<&[u8], u64> {
    map_res(digit1, |digits: &[u8]| str::from_utf8(digits).map_err(drop)?.parse().map_err(drop)).parse(text)
}

/// Fixes the error type, which nobody looks at: what does not match is not what was asked for.
#[inline]
fn parse<'a, P>(parser: &mut P, text: &'a [u8]) -> Option<(&'a [u8], P::Output)>
where
    P: Parser<&'a [u8], Error = nom::error::Error<&'a [u8]>>,
{
    parser.parse(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_is_known_by_its_first_words() {
        assert_eq!(banner(b"Asterisk Call Manager/11.0.0\r"), Some(&b"11.0.0"[..]));
        assert_eq!(banner(b"Asterisk Call Manager Proxy/1.2"), Some(&b"1.2"[..]));
        assert_eq!(banner(b"Asterisk Call Manager: no/yes"), None);
        assert_eq!(banner(b"Action: Ping"), None);
    }

    #[test]
    fn a_value_keeps_its_leading_blanks_but_one() {
        assert_eq!(
            field(b"CallerIDName:   spaces  in  front"),
            (&b"CallerIDName"[..], &b"  spaces  in  front"[..])
        );
        assert_eq!(field(b"URI:sip:1001@host:5060"), (&b"URI"[..], &b"sip:1001@host:5060"[..]));
        assert_eq!(field(b"Empty:"), (&b"Empty"[..], &b""[..]));
        assert_eq!(field(b"a key with blanks: x"), (&b"a key with blanks"[..], &b"x"[..]));
        assert_eq!(field(b"no colon"), (&b""[..], &b"no colon"[..]));
    }

    #[test]
    fn a_stamp_needs_six_decimals() {
        let (rest, time) = stamp(b"1795225865.000042 tail").expect("this is a stamp");
        assert_eq!((rest, time.as_micros()), (&b" tail"[..], 1_795_225_865_000_042));
        assert!(stamp(b"1795225865.42").is_none());
        assert!(stamp(b"99999999999999999999999.000000").is_none());
        assert!(stamp(b"9223372036854775807.000000").is_none());
    }

    #[test]
    fn the_spy_mode_ignores_arguments_of_options() {
        assert_eq!(spy_mode(b"qE"), SpyMode::Listen);
        assert_eq!(spy_mode(b"qwE"), SpyMode::Whisper);
        assert_eq!(spy_mode(b"W"), SpyMode::Whisper);
        assert_eq!(spy_mode(b"qBE"), SpyMode::Barge);
        assert_eq!(spy_mode(b"g(wB)q"), SpyMode::Listen);
        assert_eq!(spy_mode(b"g()e(B"), SpyMode::Listen);
        assert_eq!(spy_mode(b""), SpyMode::Listen);
    }

    #[test]
    fn clocks_and_dates_must_be_possible() {
        assert_eq!(clock(b"100:00:02"), Some(Span::from_secs(360_002)));
        assert_eq!(clock(b"00:61:00"), None);
        assert_eq!(clock(b"5"), None);
        assert_eq!(date(b"2026-11-21"), Some((2026, 11, 21)));
        assert_eq!(date(b"2026-13-21"), None);
    }
}
