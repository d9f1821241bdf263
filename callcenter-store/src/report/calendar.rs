//! Local calendars: periods, and the buckets of time that a report has a row for.
//!
//! A bucket is a pair of instants; what it is called is only a label. So a day of 23 or 25 hours is as long as it is, and
//! the hour that comes twice is two buckets, `02:00+02:00` and `02:00+01:00`.

use callcenter_core::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use crate::error::StoreError;

/// Buckets of one report. More is an error that asks for larger ones.
pub const BUCKETS_MAX: usize = 10_000;

/// Length of a quarter hour in µs: figures are kept by it.
pub(crate) const QUARTER_MICROS: i64 = 900_000_000;

/// A time zone by its IANA name, with the beginning of its week.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: TimeZone,
    week: WeekStart,
}

/// The first day of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeekStart {
    /// Monday, as ISO 8601 has it.
    #[default]
    Monday,
    /// Sunday.
    Sunday,
}

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The local day.
    Today,
    /// The local day before.
    Yesterday,
    /// The local week.
    Week,
    /// The local month.
    Month,
    /// From a local time to another one, which is not part of it. Of a time that comes twice, the first; one that does not
    /// come is as much later as the clocks are put forward.
    Custom {
        /// Its beginning.
        from: DateTime,
        /// Its end.
        until: DateTime,
    },
    /// Since the first thing that is known.
    All,
}

/// What the rows of a report are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// One for the whole period.
    #[default]
    None,
    /// One for each quarter hour of the local clock.
    Quarter,
    /// One for each half hour of the local clock.
    HalfHour,
    /// One for each hour of the local clock.
    Hour,
    /// One for each local day.
    Day,
    /// One for each day of the week, all Mondays together.
    Weekday,
    /// One for each local week.
    Week,
    /// One for each local month.
    Month,
    /// One for each hour of the day, 14:00 of all days together.
    HourOfDay,
}

/// A row's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// What it is called.
    pub label: String,
    /// From when to when, half open, in order: several where days or hours are put together.
    pub parts: Vec<(Timestamp, Timestamp)>,
    /// Where it stands in its period by the local clock: what another period's bucket is compared with.
    pub(crate) place: (i64, u32),
}

impl Bucket {
    /// Its beginning.
    pub fn from(&self) -> Timestamp {
        self.parts.first().map(|&(from, _)| from).unwrap_or_default()
    }

    /// Its end.
    pub fn until(&self) -> Timestamp {
        self.parts.last().map(|&(_, until)| until).unwrap_or_default()
    }
}

/// Reads `2026-11-21`, `2026-11-21 14:30` or the same with a `T` and seconds as a local time.
///
/// # Errors
/// [`StoreError::Invalid`] when it is none of these.
pub fn local_time(text: &str) -> Result<DateTime, StoreError> {
    let date = text.parse::<Date>().ok().filter(|_| !text.contains([':', 'T', ' ', 't']));
    let moment = || text.replacen(' ', "T", 1).parse::<DateTime>().ok();
    date.map(|date| date.to_datetime(Time::midnight()))
        .or_else(|| moment().filter(|_| text.contains(':')))
        .ok_or_else(|| {
            StoreError::Invalid(format!(
                "{text:?} is no local time; write 2026-11-21 or \"2026-11-21 14:30\""
            ))
        })
}

impl Calendar {
    /// The calendar of a zone.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when no such zone is known.
    pub fn of(zone: &str, week: WeekStart) -> Result<Self, StoreError> {
        let found = TimeZone::get(zone).map_err(|_| {
            StoreError::Invalid(format!(
                "no time zone {zone:?} is known; write its IANA name, such as Europe/Berlin or UTC"
            ))
        })?;
        Ok(Self { zone: found, week })
    }

    /// The calendar of this machine; UTC where it tells none.
    pub fn here(week: WeekStart) -> Self {
        Self { zone: TimeZone::try_system().unwrap_or(TimeZone::UTC), week }
    }

    /// The zone's IANA name; empty: the machine's own has none.
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or_default()
    }

    /// A moment with its offset: `2026-10-25T02:00:00+01:00`.
    pub fn text(&self, at: Timestamp) -> String {
        self.zoned(at).map_or_else(|_| at.to_string(), |at| at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// From when to when a period is; nothing when it is the whole of what is known.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when a custom one ends before it begins, or lies beyond the calendar.
    pub fn period(
        &self,
        period: Period,
        now: Timestamp,
    ) -> Result<Option<(Timestamp, Timestamp)>, StoreError> {
        let today = self.zoned(now)?.date();
        let (from, until) = match period {
            Period::All => return Ok(None),
            Period::Custom { from, until } => {
                let (from, until) = (self.at(from)?, self.at(until)?);
                if until <= from {
                    return Err(StoreError::Invalid(
                        "the period ends before it begins; its end is not part of it, so the day after the last one is wanted"
                            .to_owned(),
                    ));
                }
                return Ok(Some((from, until)));
            }
            Period::Today => (today, self.tomorrow(today)?),
            Period::Yesterday => (today.yesterday().map_err(beyond)?, today),
            Period::Week => {
                let first = self.week_of(today)?;
                (first, first.checked_add(7.days()).map_err(beyond)?)
            }
            Period::Month => (today.first_of_month(), self.next_month(today)?),
        };
        Ok(Some((self.midnight(from)?, self.midnight(until)?)))
    }

    /// The period of the same kind before: yesterday for today. Of one that is not over, only as much of the one before as
    /// of this one has passed, by the local clock.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for the whole of what is known, which has none before.
    pub fn before(&self, period: Period, now: Timestamp) -> Result<(Timestamp, Timestamp), StoreError> {
        let Some((from, until)) = self.period(period, now)? else {
            return Err(StoreError::Invalid(
                "there is no time before all that is known; name a period".to_owned(),
            ));
        };
        let (begin, end) = (self.zoned(from)?.datetime(), self.zoned(until)?.datetime());
        let end = if from < now && now < until { self.zoned(now)?.datetime() } else { end };
        let back = |time: DateTime| match period {
            Period::Today | Period::Yesterday => time.checked_sub(1.day()),
            Period::Week => time.checked_sub(7.days()),
            Period::Month => time.checked_sub(1.month()),
            Period::Custom { from, until } => time.checked_sub(until - from),
            Period::All => Ok(time),
        };
        let (before, after) = (back(begin).map_err(beyond)?, back(end).map_err(beyond)?);
        // A month before the 31st of March is the end of February, and never reaches into March.
        Ok((self.at(before)?, self.at(after)?.min(from)))
    }

    /// The buckets of `[from, until)`, in order. Borders lie on quarter hours of UTC, as figures do: where the zone's offset
    /// is none of whole quarter hours (some zones before 1986), a border is the one before it.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when there were more than [`BUCKETS_MAX`].
    pub fn buckets(&self, from: Timestamp, until: Timestamp, by: By) -> Result<Vec<Bucket>, StoreError> {
        let mut buckets: Vec<Bucket> = Vec::new();
        let mut parts = 0_usize;
        let origin = self.zoned(from)?.datetime();
        let mut begin = from;
        while begin < until {
            let (label, end, place) = self.next(begin, until, by, origin)?;
            let part = (floor(begin), if end == until { ceiling(end) } else { floor(end) });
            begin = end;
            if part.0 >= part.1 {
                continue;
            }
            parts += 1;
            let gathered = matches!(by, By::Weekday | By::HourOfDay);
            if let Some(own) = buckets.iter_mut().find(|bucket| gathered && bucket.place.0 == place) {
                own.parts.push(part);
                continue;
            }
            let again = buckets.iter().rev().take(8).filter(|bucket| bucket.place.0 == place).count();
            buckets.push(Bucket { label, parts: vec![part], place: (place, again as u32) });
            if buckets.len() > BUCKETS_MAX || parts > BUCKETS_MAX * 10 {
                return Err(StoreError::Invalid(format!(
                    "more than {BUCKETS_MAX} rows of time; ask for a shorter period or longer steps"
                )));
            }
        }
        if matches!(by, By::Weekday | By::HourOfDay) {
            buckets.sort_by_key(|bucket| bucket.place);
        }
        Ok(buckets)
    }

    /// Label, end and place of the bucket that begins at `begin`.
    fn next(
        &self,
        begin: Timestamp,
        until: Timestamp,
        by: By,
        origin: DateTime,
    ) -> Result<(String, Timestamp, i64), StoreError> {
        let here = self.zoned(begin)?;
        let date = here.date();
        let days = || (date - origin.date()).get_days();
        let (label, end, place) = match by {
            By::None => (String::new(), until, 0),
            By::Quarter | By::HalfHour | By::Hour | By::HourOfDay => {
                let seconds = match by {
                    By::Quarter => 900,
                    By::HalfHour => 1_800,
                    _ => 3_600,
                };
                let end = self.clock_step(&here, seconds)?;
                let place = here.datetime().duration_since(origin).as_secs().div_euclid(60);
                if by == By::HourOfDay {
                    (format!("{:02}:00", here.hour()), end, i64::from(here.hour()))
                } else {
                    (here.strftime("%Y-%m-%d %H:%M%:z").to_string(), end, place)
                }
            }
            By::Day => (date.to_string(), self.midnight(self.tomorrow(date)?)?, i64::from(days())),
            By::Weekday => {
                let place = match self.week {
                    WeekStart::Monday => date.weekday().to_monday_zero_offset(),
                    WeekStart::Sunday => date.weekday().to_sunday_zero_offset(),
                };
                (name_of(date.weekday()).to_owned(), self.midnight(self.tomorrow(date)?)?, i64::from(place))
            }
            By::Week => {
                let first = self.week_of(date)?;
                let next = first.checked_add(7.days()).map_err(beyond)?;
                (format!("week of {first}"), self.midnight(next)?, i64::from(days()).div_euclid(7))
            }
            By::Month => {
                let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
                let label = date.strftime("%Y-%m").to_string();
                (label, self.midnight(self.next_month(date)?)?, months(date) - months(origin.date()))
            }
        };
        Ok((label, end.min(until), place))
    }

    /// When the local clock next shows a multiple of `seconds`, or is put forward or back before that.
    fn clock_step(&self, here: &Zoned, seconds: i64) -> Result<Timestamp, StoreError> {
        let now = here.timestamp();
        let local = now.as_second() + i64::from(here.offset().seconds());
        let next = now.as_second() - local.rem_euclid(seconds) + seconds;
        let change = self.zone.following(now).next().map(|change| change.timestamp());
        let changed = change
            .filter(|change| change.as_second() < next && self.zone.to_offset(*change) != here.offset());
        Ok(Timestamp::from_secs(changed.map_or(next, |change| change.as_second())))
    }

    fn zoned(&self, at: Timestamp) -> Result<Zoned, StoreError> {
        let at = jiff::Timestamp::from_microsecond(at.as_micros()).map_err(beyond)?;
        Ok(at.to_zoned(self.zone.clone()))
    }

    fn at(&self, time: DateTime) -> Result<Timestamp, StoreError> {
        let at = self.zone.to_ambiguous_zoned(time).compatible().map_err(beyond)?;
        Ok(Timestamp::from_micros(at.timestamp().as_microsecond()))
    }

    /// When a local day begins: not always at 00:00, which does not come when clocks are put forward then.
    fn midnight(&self, date: Date) -> Result<Timestamp, StoreError> {
        let noon = self.zone.to_ambiguous_zoned(date.at(12, 0, 0, 0)).compatible().map_err(beyond)?;
        let first = noon.start_of_day().map_err(beyond)?;
        Ok(Timestamp::from_micros(first.timestamp().as_microsecond()))
    }

    fn tomorrow(&self, date: Date) -> Result<Date, StoreError> {
        date.tomorrow().map_err(beyond)
    }

    fn next_month(&self, date: Date) -> Result<Date, StoreError> {
        date.first_of_month().checked_add(1.month()).map_err(beyond)
    }

    fn week_of(&self, date: Date) -> Result<Date, StoreError> {
        let since = match self.week {
            WeekStart::Monday => date.weekday().to_monday_zero_offset(),
            WeekStart::Sunday => date.weekday().to_sunday_zero_offset(),
        };
        date.checked_sub(i64::from(since).days()).map_err(beyond)
    }
}

/// The quarter hour's beginning that is not later.
pub(crate) fn floor(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.as_micros().div_euclid(QUARTER_MICROS) * QUARTER_MICROS)
}

/// The quarter hour's beginning that is not earlier.
pub(crate) fn ceiling(at: Timestamp) -> Timestamp {
    floor(Timestamp::from_micros(at.as_micros().saturating_add(QUARTER_MICROS - 1)))
}

fn name_of(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the error ends here: it fits map_err")]
fn beyond(error: jiff::Error) -> StoreError {
    StoreError::Invalid(format!("the period lies beyond the calendar: {error}"))
}
