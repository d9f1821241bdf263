//! Times as Asterisk's logs write them.

use callcenter_core::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The latest moment that a log can tell: the year 9999.
const LATEST_SECONDS: i64 = 253_402_300_799;

/// A time, and whether it was told finer than by the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) at: Timestamp,
    pub(crate) fine: bool,
}

/// Reads `1795225606`, `1795225606.899138`, or `2026-11-21 02:05:30`, with or without a fraction, in a zone.
///
/// Nothing for anything else. A local time that a clock change skips or has twice is the earlier possible instant after
/// the change, as jiff's `compatible` has it.
pub(crate) fn parse(text: &str, zone: &TimeZone) -> Option<Told> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let micros = match fraction {
        Some(digits) if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            return None;
        }
        Some(digits) => {
            (0..6).fold(0, |sum, n| sum * 10 + digits.as_bytes().get(n).map_or(0, |d| i64::from(d - b'0')))
        }
        None => 0,
    };
    let seconds = if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        whole.parse::<i64>().ok().filter(|seconds| (1..=LATEST_SECONDS).contains(seconds))?
    } else {
        let civil: DateTime = whole.parse().ok()?;
        zone.to_ambiguous_zoned(civil).compatible().ok()?.timestamp().as_second()
    };
    (seconds > 0)
        .then(|| Told { at: Timestamp::from_micros(seconds * 1_000_000 + micros), fine: fraction.is_some() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_time_is_read() {
        let at = |text: &str| parse(text, &TimeZone::UTC).map(|told| (told.at.as_micros(), told.fine));
        assert_eq!(at("1795225606"), Some((1_795_225_606_000_000, false)));
        assert_eq!(at("1795225606.899138"), Some((1_795_225_606_899_138, true)));
        assert_eq!(at("1795225606.5"), Some((1_795_225_606_500_000, true)));
        assert_eq!(at("2026-11-21 02:05:30"), Some((1_795_226_730_000_000, false)));
        assert_eq!(at("2026-11-21 02:05:30.25"), Some((1_795_226_730_250_000, true)));
        for wrong in [
            "",
            "0",
            "-5",
            "yesterday",
            "17952x",
            "1795225606.",
            "1795225606.1x",
            "99999999999999999999",
            "2026-13-40 02:05:30",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn hc_51_a_local_time_is_taken_in_its_zone() {
        let zone = TimeZone::get("Europe/Berlin").expect("the zones are installed");
        let at = |text: &str| parse(text, &zone).map(|told| told.at.as_micros() / 1_000_000);
        assert_eq!(at("2026-11-21 03:05:30"), Some(1_795_226_730));
        // The hour that comes twice is taken for its first time, the one that is left out for what follows it.
        assert_eq!(at("2026-10-25 02:30:00"), Some(1_792_888_200));
        assert_eq!(at("2026-03-29 02:30:00"), at("2026-03-29 03:30:00"));
    }
}
