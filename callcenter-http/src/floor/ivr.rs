//! Menus: what callers hear, which keys they may press, and when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check;
use super::definition::{Definition, Kind, Reference, yes};
use super::destination::Destination;
use super::extension::NUMBERS_MAX;
use crate::problem::Problem;

/// Times of opening of one menu, and its days off, at most.
const TIMES_MAX: usize = 50;

/// A menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IvrDefinition)]
pub struct Ivr {
    /// Its name. It cannot be changed: history goes by it.
    #[schema(pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    pub name: String,
    /// The name to show.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub title: String,
    /// The extension by which it is reached inside.
    #[serde(default)]
    pub extension: Option<String>,
    /// Numbers from outside that lead into it.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// The sound that says which keys there are; it stops at the first key.
    pub greeting: String,
    /// The keys: one digit, `*` or `#` each.
    #[schema(value_type = BTreeMap<String, Destination>)]
    pub options: BTreeMap<char, Destination>,
    /// Whether a caller may dial an extension instead.
    #[serde(default)]
    pub direct_dial: bool,
    /// How long to wait for a key after the greeting, 1 to 60 s.
    #[serde(default = "five")]
    #[schema(minimum = 1, maximum = 60)]
    pub timeout_s: u32,
    /// How long to wait for a further digit, 1 to 20 s.
    #[serde(default = "two")]
    #[schema(minimum = 1, maximum = 20)]
    pub digit_timeout_s: u32,
    /// How often the greeting is played before it is given up, 1 to 10.
    #[serde(default = "three")]
    #[schema(minimum = 1, maximum = 10)]
    pub tries_max: u32,
    /// The sound after a key that is none of the options.
    #[serde(default)]
    pub invalid_sound: Option<String>,
    /// Where a caller goes who pressed wrong keys to the last.
    #[serde(default = "hangup")]
    pub on_invalid: Destination,
    /// Where a caller goes who pressed none.
    #[serde(default = "hangup")]
    pub on_timeout: Destination,
    /// When it is open; absent: always.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// Whether it is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn five() -> u32 {
    5
}

fn two() -> u32 {
    2
}

fn three() -> u32 {
    3
}

fn hangup() -> Destination {
    Destination::Hangup
}

/// When a menu is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpeningHours)]
pub struct Hours {
    /// By the clocks of which place: `Europe/Berlin`. The switch needs the same name in its zone files.
    pub time_zone: String,
    /// When it is open.
    pub open: Vec<Open>,
    /// Days on which it is closed all the same: `2026-12-25`.
    #[serde(default)]
    pub closed_on: Vec<String>,
    /// Where callers go when it is closed.
    #[serde(default = "hangup")]
    pub closed: Destination,
}

/// A stretch of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpeningTime)]
pub struct Open {
    /// On which days.
    pub days: Vec<Weekday>,
    /// From when: `09:00`.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub from: String,
    /// Until when, not any more then: `17:00`, `24:00`.
    #[schema(pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
    pub until: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// As the switch calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }
}

impl Open {
    /// From which minute of the day up to which, without the last; nothing: that is no time.
    pub(crate) fn minutes(&self) -> Option<(u32, u32)> {
        let (from, until) = (minute(&self.from)?, minute(&self.until)?);
        (from < until && from < 24 * 60).then_some((from, until))
    }
}

fn minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let two = |text: &str| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())
    };
    let (hour, minute): (u32, u32) = (two(hour)??, two(minute)??);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

impl Hours {
    fn check(&self) -> Result<(), Problem> {
        let wrong = |why: String| Problem::Invalid { field: "hours", why };
        let zone = &self.time_zone;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
        if !zone.bytes().all(plain) || jiff::tz::TimeZone::get(zone).is_err() {
            return Err(wrong(format!("there is no time zone {zone:?}; write it as Europe/Berlin")));
        }
        if self.open.is_empty() || self.open.len() > TIMES_MAX || self.closed_on.len() > TIMES_MAX {
            return Err(wrong(format!(
                "1 to {TIMES_MAX} times when it is open, at most {TIMES_MAX} days off"
            )));
        }
        for open in &self.open {
            if open.minutes().is_none() {
                return Err(wrong(format!(
                    "{:?} to {:?}: write times as 09:00, the later one second; for a night make two of them, up to 24:00 and \
                     from 00:00",
                    open.from, open.until
                )));
            }
            if open.days.is_empty() {
                return Err(wrong("say on which days: [\"mon\", \"tue\"]".to_owned()));
            }
            check::list("hours", &open.days, 7)?;
        }
        for day in &self.closed_on {
            if day.len() != 10 || day.parse::<jiff::civil::Date>().is_err() {
                return Err(wrong(format!("{day:?} is no day; write it as 2026-12-25")));
            }
        }
        self.closed.check("hours")
    }
}

impl Definition for Ivr {
    const KIND: Kind = Kind::Ivr;

    fn name(&self) -> &str {
        &self.name
    }

    fn check(&self) -> Result<(), Problem> {
        check::key("name", &self.name)?;
        check::title("title", &self.title)?;
        self.extension.iter().try_for_each(|extension| check::extension("extension", extension))?;
        check::list("numbers", &self.numbers, NUMBERS_MAX)?;
        self.numbers.iter().try_for_each(|number| check::number("numbers", number))?;
        check::sound("greeting", &self.greeting)?;
        if self.options.is_empty() && !self.direct_dial {
            let why = "one key at least, or direct_dial: otherwise no caller gets anywhere".to_owned();
            return Err(Problem::Invalid { field: "options", why });
        }
        for (key, destination) in &self.options {
            if !key.is_ascii_digit() && !['*', '#'].contains(key) {
                let why = format!("{key:?} is no key: one digit, `*` or `#` each");
                return Err(Problem::Invalid { field: "options", why });
            }
            destination.check("options")?;
        }
        check::within("timeout_s", self.timeout_s, 1..=60)?;
        check::within("digit_timeout_s", self.digit_timeout_s, 1..=20)?;
        check::within("tries_max", self.tries_max, 1..=10)?;
        self.invalid_sound.iter().try_for_each(|sound| check::sound("invalid_sound", sound))?;
        self.on_invalid.check("on_invalid")?;
        self.on_timeout.check("on_timeout")?;
        self.hours.iter().try_for_each(Hours::check)
    }

    fn references(&self) -> Vec<Reference> {
        let options = self.options.values().filter_map(|destination| destination.reference("options"));
        let closed = self.hours.as_ref().and_then(|hours| hours.closed.reference("hours"));
        let others =
            [self.on_invalid.reference("on_invalid"), self.on_timeout.reference("on_timeout"), closed];
        options.chain(others.into_iter().flatten()).collect()
    }

    fn inside(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    fn numbers(&self) -> &[String] {
        &self.numbers
    }
}
