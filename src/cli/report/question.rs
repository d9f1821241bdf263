//! From options to what a store is asked for.

use callcenter::core::{Policy, Span, Timestamp};
use callcenter_store::Store;
use callcenter_store::report::{About, By, Calendar, Compare, Period, Query, Streams, WeekStart, local_time};

use super::{FirstDay, Report, Step, Whose, teams};
use crate::cli::failure::Failure;
use crate::cli::store::failed;

impl Report {
    /// Whether the options fit together, as far as no store is needed to tell.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.store.url()?;
        self.calendar()?;
        self.period()?;
        self.compared()?;
        self.about()?;
        self.check_figures()
    }

    /// What the store is asked for.
    pub(super) async fn query(&self, store: &dyn Store) -> Result<Query, Failure> {
        let streams = self.switch.clone().map_or(Streams::Told, Streams::Switch);
        let read = streams.read(store).await.map_err(failed)?;
        let policy =
            read.first().first().and_then(|stream| stream.policy().ok()).unwrap_or_else(Policy::default);
        let seconds = |told: Option<callcenter::config::Seconds>, usual: Span| {
            told.map_or(usual, callcenter::config::Seconds::span)
        };
        Ok(Query {
            streams,
            about: self.about()?,
            names: self.names.iter().cloned().collect(),
            period: self.period()?,
            by: match self.by {
                Step::None => By::None,
                Step::Quarter => By::Quarter,
                Step::HalfHour => By::HalfHour,
                Step::Hour => By::Hour,
                Step::Day => By::Day,
                Step::Weekday => By::Weekday,
                Step::Week => By::Week,
                Step::Month => By::Month,
                Step::HourOfDay => By::HourOfDay,
            },
            calendar: self.calendar()?,
            target: seconds(self.service_level, policy.service_level),
            short: seconds(self.short_abandon, policy.short_abandon),
            now: callcenter::wall_clock(),
            compare: self.compared()?,
            live: Vec::new(),
        })
    }

    fn calendar(&self) -> Result<Calendar, Failure> {
        let week = match self.week_start {
            FirstDay::Monday => WeekStart::Monday,
            FirstDay::Sunday => WeekStart::Sunday,
        };
        match &self.zone {
            Some(zone) => Calendar::of(zone, week).map_err(told),
            None => Ok(Calendar::here(week)),
        }
    }

    fn period(&self) -> Result<Period, Failure> {
        match self.when.as_slice() {
            [] => Ok(Period::Today),
            [one] => match named(one) {
                Some(period) => Ok(period),
                None => day(one),
            },
            [from, until, ..] => custom(from, until),
        }
    }

    fn compared(&self) -> Result<Option<Compare>, Failure> {
        let Some(with) = self.compare.as_deref() else { return Ok(None) };
        if with == "previous" {
            return match self.period()? {
                Period::All => Err(Failure::told("there is no time before all that is known; name a period")),
                _ => Ok(Some(Compare::Previous)),
            };
        }
        let period = match (named(with), with.split_once("..")) {
            (Some(period), _) => period,
            (None, Some((from, until))) => custom(from, until)?,
            (None, None) => day(with)?,
        };
        Ok(Some(Compare::With(period)))
    }

    fn about(&self) -> Result<About, Failure> {
        let teams = teams(&self.team)?;
        match (self.scope, teams.is_empty()) {
            (Whose::Teams, true) => {
                Err(Failure::told("who is in the teams? Say --team day=1001,1002 for each of them"))
            }
            (Whose::Teams, false) => Ok(About::Teams(teams)),
            (_, false) => Err(Failure::told("--team goes with --scope teams")),
            (Whose::Queues, true) => Ok(About::Queues),
            (Whose::Agents, true) => Ok(About::Agents),
            (Whose::Extensions, true) => Ok(About::Extensions),
            (Whose::Trunks, true) => Ok(About::Trunks),
            (Whose::Floor, true) if self.names.is_empty() => Ok(About::Floor),
            (Whose::Floor, true) => Err(Failure::told("the floor is one: --names goes with another --scope")),
        }
    }
}

fn named(word: &str) -> Option<Period> {
    Some(match word {
        "today" => Period::Today,
        "yesterday" => Period::Yesterday,
        "week" => Period::Week,
        "month" => Period::Month,
        "all" => Period::All,
        _ => return None,
    })
}

/// A local day by its date alone.
fn day(text: &str) -> Result<Period, Failure> {
    let what = || {
        Failure::told(format!(
            "{text:?} is no period: write today, yesterday, week, month, all, a day such as 2026-11-21, or two local times"
        ))
    };
    let from = local_time(text).map_err(|_| what())?;
    if text.contains(':') {
        return Err(Failure::told(format!("{text}: until when? Write a second time")));
    }
    let until = from.date().tomorrow().map_err(|_| what())?.to_datetime(from.time());
    Ok(Period::Custom { from, until })
}

fn custom(from: &str, until: &str) -> Result<Period, Failure> {
    let period =
        Period::Custom { from: local_time(from).map_err(told)?, until: local_time(until).map_err(told)? };
    match period {
        Period::Custom { from, until } if until <= from => Err(Failure::told(format!(
            "{until} is not after {from}; the end is not part of the period, so write the day after the last one"
        ))),
        period => Ok(period),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the error ends here: it fits map_err")]
fn told(error: callcenter_store::StoreError) -> Failure {
    Failure::told(error.to_string())
}

/// The time of a moment as a table has it.
pub(super) fn local(calendar: &Calendar, at: Timestamp) -> String {
    let text = calendar.text(at);
    let (date, rest) = text.split_once('T').unwrap_or((&text, ""));
    let clock = rest.get(..5).unwrap_or(rest);
    format!("{date} {clock}")
}
