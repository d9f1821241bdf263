//! Days and hours of local calendars: those that are longer, shorter, doubled, missing, or begin elsewhere.

use callcenter_core::Timestamp;
use callcenter_store::report::{Bucket, By, Calendar, Period, WeekStart, local_time};

fn calendar(zone: &str) -> Calendar {
    Calendar::of(zone, WeekStart::Monday).expect("the zone is known")
}

fn custom(calendar: &Calendar, from: &str, until: &str) -> (Timestamp, Timestamp) {
    let period = Period::Custom {
        from: local_time(from).expect("a local time"),
        until: local_time(until).expect("a local time"),
    };
    let span = calendar.period(period, Timestamp::from_secs(1_795_219_200)).expect("it is in the calendar");
    span.expect("a custom period has its ends")
}

fn buckets(zone: &str, from: &str, until: &str, by: By) -> Vec<Bucket> {
    let calendar = calendar(zone);
    let (from, until) = custom(&calendar, from, until);
    let buckets = calendar.buckets(from, until, by).expect("they are few");
    let mut at = Timestamp::from_micros(from.as_micros().div_euclid(900_000_000) * 900_000_000);
    for &(begin, end) in buckets.iter().flat_map(|bucket| &bucket.parts) {
        if !matches!(by, By::Weekday | By::HourOfDay) {
            assert_eq!(begin, at, "{zone}: buckets leave no hole and never overlap");
        }
        assert!(begin < end, "{zone}: no bucket is empty");
        assert_eq!(begin.as_micros() % 900_000_000, 0, "{zone}: borders are those of quarter hours");
        at = end;
    }
    buckets
}

fn hours(bucket: &Bucket) -> f64 {
    bucket.parts.iter().map(|(from, until)| (*until - *from).as_micros() as f64 / 3.6e9).sum()
}

fn labels(buckets: &[Bucket]) -> Vec<&str> {
    buckets.iter().map(|bucket| bucket.label.as_str()).collect()
}

#[test]
fn hc_51_the_hour_that_comes_twice_is_two_rows_with_two_offsets() {
    let night = buckets("Europe/Berlin", "2026-10-25", "2026-10-26", By::Hour);
    assert_eq!(night.len(), 25);
    assert_eq!(
        labels(&night)[1..5],
        [
            "2026-10-25 01:00+02:00",
            "2026-10-25 02:00+02:00",
            "2026-10-25 02:00+01:00",
            "2026-10-25 03:00+01:00"
        ]
    );
    let night = buckets("America/New_York", "2026-11-01", "2026-11-02", By::Hour);
    assert_eq!(labels(&night)[1..3], ["2026-11-01 01:00-04:00", "2026-11-01 01:00-05:00"]);
    assert_eq!(night.len(), 25);
}

#[test]
fn hc_51_the_hour_that_is_left_out_has_no_row() {
    let night = buckets("Europe/Berlin", "2026-03-29", "2026-03-30", By::Hour);
    assert_eq!(night.len(), 23);
    assert_eq!(labels(&night)[1..3], ["2026-03-29 01:00+01:00", "2026-03-29 03:00+02:00"]);
    assert_eq!(buckets("America/New_York", "2026-03-08", "2026-03-09", By::Hour).len(), 23);
}

#[test]
fn hc_51_days_have_the_length_that_they_have() {
    let lengths = |zone, from, until| {
        let days = buckets(zone, from, until, By::Day);
        days.iter().map(|day| (day.label.clone(), hours(day))).collect::<Vec<_>>()
    };
    let named =
        |days: &[(&str, f64)]| days.iter().map(|&(day, hours)| (day.to_owned(), hours)).collect::<Vec<_>>();
    assert_eq!(
        lengths("Europe/Berlin", "2026-10-24", "2026-10-27"),
        named(&[("2026-10-24", 24.0), ("2026-10-25", 25.0), ("2026-10-26", 24.0)])
    );
    assert_eq!(lengths("America/New_York", "2026-03-08", "2026-03-09"), named(&[("2026-03-08", 23.0)]));
    // Lord Howe Island's clocks go by half an hour.
    assert_eq!(lengths("Australia/Lord_Howe", "2026-04-05", "2026-04-06"), named(&[("2026-04-05", 24.5)]));
    assert_eq!(lengths("Australia/Lord_Howe", "2026-10-04", "2026-10-05"), named(&[("2026-10-04", 23.5)]));
    assert_eq!(lengths("Asia/Kathmandu", "2026-11-21", "2026-11-22"), named(&[("2026-11-21", 24.0)]));
}

#[test]
fn hc_51_half_an_hour_that_comes_twice_is_a_row_of_its_own() {
    let night = buckets("Australia/Lord_Howe", "2026-04-05", "2026-04-06", By::Hour);
    assert_eq!(
        labels(&night)[..4],
        [
            "2026-04-05 00:00+11:00",
            "2026-04-05 01:00+11:00",
            "2026-04-05 01:30+10:30",
            "2026-04-05 02:00+10:30"
        ]
    );
    assert_eq!(hours(&night[2]), 0.5);
    assert_eq!(night.iter().map(hours).sum::<f64>(), 24.5);
}

#[test]
fn hc_51_hours_of_a_zone_off_by_45_minutes_begin_at_its_own_full_hours() {
    let day = buckets("Asia/Kathmandu", "2026-11-21", "2026-11-22", By::Hour);
    assert_eq!(day.len(), 24);
    assert_eq!(day[0].label, "2026-11-21 00:00+05:45");
    assert_eq!(day[0].from().as_micros() / 900_000_000 % 4, 1, "18:15 UTC");
}

#[test]
fn hc_52_a_day_that_begins_at_one_is_a_day_from_one() {
    // Clocks in Cairo are put forward at midnight: 24 April 2026 begins at 01:00.
    let days = buckets("Africa/Cairo", "2026-04-23", "2026-04-26", By::Day);
    assert_eq!(labels(&days), ["2026-04-23", "2026-04-24", "2026-04-25"]);
    assert_eq!(days.iter().map(hours).collect::<Vec<_>>(), [24.0, 23.0, 24.0]);
    assert_eq!(calendar("Africa/Cairo").text(days[1].from()), "2026-04-24T01:00:00+03:00");
    // And put back at midnight: the day before has its last hour twice.
    let days = buckets("Africa/Cairo", "2026-10-28", "2026-10-31", By::Day);
    assert_eq!(days.iter().map(hours).collect::<Vec<_>>(), [24.0, 25.0, 24.0]);
}

#[test]
fn hc_51_an_offset_that_is_no_quarter_hour_moves_borders_to_the_quarter_hour_before() {
    // Until 1986 Nepal was 5 h 30 min ahead; until 1920, 5 h 41 min 16 s.
    let days = buckets("Asia/Kathmandu", "1915-01-01", "1915-01-03", By::Day);
    assert_eq!(days.len(), 2, "checked in buckets(): no hole, no overlap, quarter hours");
}

#[test]
fn weeks_begin_where_they_are_told_to_and_months_are_as_long_as_they_are() {
    let now = Timestamp::from_secs(1_795_262_400); // Saturday 2026-11-21, noon UTC
    let week = |week| {
        let calendar = Calendar::of("Europe/Berlin", week).expect("known");
        let (from, until) =
            calendar.period(Period::Week, now).expect("in the calendar").expect("it has ends");
        (calendar.text(from), calendar.text(until))
    };
    let told =
        |from: &str, until: &str| (format!("{from}T00:00:00+01:00"), format!("{until}T00:00:00+01:00"));
    assert_eq!(week(WeekStart::Monday), told("2026-11-16", "2026-11-23"));
    assert_eq!(week(WeekStart::Sunday), told("2026-11-15", "2026-11-22"));
    let months = buckets("Europe/Berlin", "2026-01-15", "2026-04-01", By::Month);
    assert_eq!(labels(&months), ["2026-01", "2026-02", "2026-03"]);
    assert_eq!(hours(&months[2]), 31.0 * 24.0 - 1.0);
    let weeks = buckets("Europe/Berlin", "2026-11-18", "2026-11-30", By::Week);
    assert_eq!(labels(&weeks), ["week of 2026-11-16", "week of 2026-11-23"]);
    assert_eq!(hours(&weeks[0]), 5.0 * 24.0, "the part of it that was asked for");
}

#[test]
fn days_of_the_week_and_hours_of_the_day_are_gathered() {
    let week = buckets("Europe/Berlin", "2026-10-19", "2026-11-02", By::Weekday);
    assert_eq!(week.len(), 7);
    assert_eq!((week[0].label.as_str(), hours(&week[0])), ("Monday", 48.0));
    assert_eq!((week[6].label.as_str(), hours(&week[6])), ("Sunday", 49.0), "one of them has 25 hours");
    let hours_of_day = buckets("Europe/Berlin", "2026-10-24", "2026-10-26", By::HourOfDay);
    assert_eq!(hours_of_day.len(), 24);
    assert_eq!((hours_of_day[2].label.as_str(), hours(&hours_of_day[2])), ("02:00", 3.0));
    assert_eq!(hours_of_day[3].parts.len(), 2);
}

#[test]
fn the_period_before_is_of_the_same_kind_and_as_far_gone() {
    let calendar = calendar("Europe/Berlin");
    let text = |(from, until)| (calendar.text(from), calendar.text(until));
    let before =
        |period, now: i64| text(calendar.before(period, Timestamp::from_secs(now)).expect("there is one"));
    // 2026-10-26 10:00 local, the day after the clocks were put back.
    let now = 1_793_005_200;
    let told = |from: &str, until: &str| (from.to_owned(), until.to_owned());
    assert_eq!(before(Period::Today, now), told("2026-10-25T00:00:00+02:00", "2026-10-25T10:00:00+01:00"));
    assert_eq!(
        before(Period::Yesterday, now),
        told("2026-10-24T00:00:00+02:00", "2026-10-25T00:00:00+02:00")
    );
    assert_eq!(before(Period::Week, now), told("2026-10-19T00:00:00+02:00", "2026-10-19T10:00:00+02:00"));
    assert_eq!(before(Period::Month, now), told("2026-09-01T00:00:00+02:00", "2026-09-26T10:00:00+02:00"));
    let week = Period::Custom {
        from: local_time("2026-03-23").expect("a day"),
        until: local_time("2026-03-30").expect("a day"),
    };
    assert_eq!(before(week, now), told("2026-03-16T00:00:00+01:00", "2026-03-23T00:00:00+01:00"));
    assert!(calendar.before(Period::All, Timestamp::from_secs(now)).is_err());
}

#[test]
fn what_is_no_time_no_zone_or_no_period_is_refused_with_what_to_write() {
    for wrong in [
        "",
        "yesterday",
        "2026-13-01",
        "2026-02-30",
        "21.11.2026",
        "2026-11-21 25:00",
        "10:00",
        "2026-11-21Z",
    ] {
        let error = local_time(wrong).expect_err(wrong).to_string();
        assert!(error.contains("2026-11-21"), "{error}");
    }
    let error = Calendar::of("Middle/Earth", WeekStart::Monday).expect_err("no such zone").to_string();
    assert!(error.contains("Middle/Earth") && error.contains("Europe/Berlin"), "{error}");
    let calendar = calendar("UTC");
    let backwards = Period::Custom {
        from: local_time("2026-11-21").expect("a day"),
        until: local_time("2026-11-21").expect("a day"),
    };
    assert!(calendar.period(backwards, Timestamp::from_secs(0)).is_err());
    let (from, until) = custom(&calendar, "2000-01-01", "2026-01-01");
    let error = calendar.buckets(from, until, By::Quarter).expect_err("too many").to_string();
    assert!(error.contains("longer steps"), "{error}");
    assert!(calendar.period(Period::Today, Timestamp::from_micros(i64::MAX)).is_err(), "beyond the calendar");
}
