//! What a report is asked for, in Python's words.

use std::collections::{BTreeMap, BTreeSet};

use callcenter::config::Seconds;
use callcenter::core::{Policy, Span};
use callcenter_store::report::{About, By, Calendar, Compare, Period, Query, Streams, WeekStart, local_time};
use callcenter_store::{Store, StoreError};
use serde::Deserialize;

/// A report that is wanted; `center.py` says what each word means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    about: Whose,
    #[serde(default)]
    teams: BTreeMap<String, BTreeSet<String>>,
    names: Option<BTreeSet<String>>,
    period: When,
    by: Step,
    zone: Option<String>,
    switch: Option<String>,
    service_level_s: Option<Seconds>,
    short_abandon_s: Option<Seconds>,
    compare: Option<When>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Whose {
    Queues,
    Agents,
    Teams,
    Extensions,
    Trunks,
    Floor,
}

/// A word, or a beginning and an end in local time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum When {
    Word(String),
    Between(String, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    Total,
    Quarter,
    HalfHour,
    Hour,
    Day,
    Weekday,
    Week,
    Month,
    HourOfDay,
}

impl When {
    fn period(&self) -> Result<Period, StoreError> {
        match self {
            Self::Word(word) => Ok(match word.as_str() {
                "today" => Period::Today,
                "yesterday" => Period::Yesterday,
                "week" => Period::Week,
                "month" => Period::Month,
                "all" => Period::All,
                _ => {
                    return Err(StoreError::Invalid(format!(
                        "{word:?} is no period: say today, yesterday, week, month, all, or two local times"
                    )));
                }
            }),
            Self::Between(from, until) => {
                Ok(Period::Custom { from: local_time(from)?, until: local_time(until)? })
            }
        }
    }

    fn compared(&self) -> Result<Compare, StoreError> {
        match self {
            Self::Word(word) if word == "previous" => Ok(Compare::Previous),
            when => when.period().map(Compare::With),
        }
    }
}

impl Asked {
    /// What the store is asked for.
    pub(crate) async fn query(&self, store: &dyn Store) -> Result<Query, StoreError> {
        let streams = self.switch.clone().map_or(Streams::Told, Streams::Switch);
        let read = streams.read(store).await?;
        let policy =
            read.first().first().and_then(|stream| stream.policy().ok()).unwrap_or_else(Policy::default);
        let span = |told: Option<Seconds>, usual: Span| told.map_or(usual, Seconds::span);
        Ok(Query {
            streams,
            about: match self.about {
                Whose::Queues => About::Queues,
                Whose::Agents => About::Agents,
                Whose::Teams => About::Teams(self.teams.clone()),
                Whose::Extensions => About::Extensions,
                Whose::Trunks => About::Trunks,
                Whose::Floor => About::Floor,
            },
            names: self.names.clone().unwrap_or_default(),
            period: self.period.period()?,
            by: match self.by {
                Step::Total => By::None,
                Step::Quarter => By::Quarter,
                Step::HalfHour => By::HalfHour,
                Step::Hour => By::Hour,
                Step::Day => By::Day,
                Step::Weekday => By::Weekday,
                Step::Week => By::Week,
                Step::Month => By::Month,
                Step::HourOfDay => By::HourOfDay,
            },
            calendar: match &self.zone {
                Some(zone) => Calendar::of(zone, WeekStart::Monday)?,
                None => Calendar::here(WeekStart::Monday),
            },
            target: span(self.service_level_s, policy.service_level),
            short: span(self.short_abandon_s, policy.short_abandon),
            now: callcenter::wall_clock(),
            compare: self.compare.as_ref().map(When::compared).transpose()?,
            live: Vec::new(),
        })
    }
}
