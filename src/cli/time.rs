//! Times and durations as people read them.

use callcenter::core::{Span, Timestamp};

/// `2026-11-21 02:05:30 UTC`.
pub(crate) fn utc(time: Timestamp) -> String {
    let time = jiff::Timestamp::from_microsecond(time.as_micros()).unwrap_or_default();
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// The time of day here, `14:02:11`.
pub(crate) fn here(time: Timestamp) -> String {
    let time = jiff::Timestamp::from_microsecond(time.as_micros()).unwrap_or_default();
    time.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string()
}

/// The last midnight here. A zone in which the day has none begins it when it begins.
pub(crate) fn midnight(time: Timestamp) -> Timestamp {
    let now = jiff::Timestamp::from_microsecond(time.as_micros()).unwrap_or_default();
    let day = now.to_zoned(jiff::tz::TimeZone::system()).start_of_day();
    day.map_or(time, |day| Timestamp::from_micros(day.timestamp().as_microsecond()))
}

/// `0:07`, `12:34`, `1:02:03`.
pub(crate) fn minutes(span: Span) -> String {
    let secs = span.as_secs().max(0);
    match secs / 3_600 {
        0 => format!("{}:{:02}", secs / 60, secs % 60),
        hours => format!("{hours}:{:02}:{:02}", secs / 60 % 60, secs % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_utc() {
        assert_eq!(utc(Timestamp::from_micros(1_795_226_730_245_358)), "2026-11-21 02:05:30 UTC");
        assert_eq!(utc(Timestamp::from_secs(951_782_400)), "2000-02-29 00:00:00 UTC");
        assert_eq!(utc(Timestamp::from_secs(-1)), "1969-12-31 23:59:59 UTC");
    }

    #[test]
    fn a_duration_is_told_in_minutes() {
        assert_eq!(minutes(Span::from_millis(7_900)), "0:07");
        assert_eq!(minutes(Span::from_secs(3_723)), "1:02:03");
    }
}
