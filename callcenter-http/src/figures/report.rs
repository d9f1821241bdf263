//! Reports as they are asked for over HTTP: the words of the question, and the schema of the answer.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::Span;
use callcenter_store::report::{
    About, By, Calendar, Compare, Period, Query, Report, Streams, WeekStart, metrics_of,
};
use callcenter_store::{STREAMS, Scope, Select, Store, StoreError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::today::Board;
use crate::page::words;
use crate::problem::Problem;
use crate::when::When;

/// Seconds that a service level or a short abandon may have: a day.
const TARGET_MAX: f64 = 86_400.0;

/// What a report is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportAsked {
    /// Whose figures.
    #[serde(default)]
    #[param(inline)]
    pub(crate) scope: Whose,
    /// Only these names; several with commas.
    pub(crate) name: Option<String>,
    /// Teams and their agents, where they are not those that are defined here: `day:1001+1002,night:1003`.
    pub(crate) team: Option<String>,
    /// Which time. Without it today; with `from` and `until`, these.
    #[param(inline)]
    pub(crate) period: Option<During>,
    /// From a local date or time, or a moment.
    #[param(example = "2026-11-01")]
    pub(crate) from: Option<String>,
    /// Until another one, which is not part of it.
    #[param(example = "2026-12-01")]
    pub(crate) until: Option<String>,
    /// The same as `until`.
    pub(crate) to: Option<String>,
    /// A row for each.
    #[serde(default)]
    #[param(inline)]
    pub(crate) by: Step,
    /// Whose days and hours: a time zone by its IANA name; without it the site's.
    #[param(example = "Europe/Berlin")]
    pub(crate) tz: Option<String>,
    /// The first day of a week.
    #[serde(default)]
    #[param(inline)]
    pub(crate) week_start: FirstDay,
    /// What to compare with.
    #[param(inline)]
    pub(crate) compare: Option<With>,
    /// Wait up to which an answer is in time; without it as the switch's policy has it.
    #[param(minimum = 0, maximum = 86400)]
    pub(crate) service_level_s: Option<f64>,
    /// Wait below which giving up is short; without it as the switch's policy has it.
    #[param(minimum = 0, maximum = 86400)]
    pub(crate) short_abandon_s: Option<f64>,
    /// Of calls behind a figure: which one.
    #[param(ignore)]
    pub(crate) figure: Option<String>,
    /// Of calls behind a figure: how many.
    #[param(ignore)]
    pub(crate) limit: Option<u32>,
    /// Of a file: as what.
    #[param(ignore)]
    pub(crate) format: Option<ReportFormat>,
}

/// As what a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportFormat {
    /// A sheet (RFC 4180), guarded against formulas.
    #[default]
    Csv,
    /// One JSON object.
    Json,
}

/// Whose figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Whose {
    /// Each queue's.
    #[default]
    Queues,
    /// Each agent's.
    Agents,
    /// Each team's.
    Teams,
    /// Each extension's.
    Extensions,
    /// Each trunk's.
    Trunks,
    /// The whole floor's.
    Floor,
}

/// Which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum During {
    /// The local day.
    Today,
    /// The day before.
    Yesterday,
    /// The local week.
    Week,
    /// The local month.
    Month,
    /// Since the first thing that is known.
    All,
    /// From `from` until `until`.
    Custom,
}

/// What a report's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// One for the whole time.
    #[default]
    None,
    /// Each quarter hour.
    Quarter,
    /// Each half hour.
    HalfHour,
    /// Each hour.
    Hour,
    /// Each day.
    Day,
    /// All Mondays together, and so on.
    Weekday,
    /// Each week.
    Week,
    /// Each month.
    Month,
    /// 14:00 of all days together, and so on.
    HourOfDay,
}

/// The first day of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FirstDay {
    /// Monday, as ISO 8601 has it.
    #[default]
    Monday,
    /// Sunday.
    Sunday,
}

/// What a period is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum With {
    /// The one of the same kind before.
    Previous,
    /// Yesterday.
    Yesterday,
    /// This week.
    Week,
    /// This month.
    Month,
}

impl Whose {
    pub(crate) fn scope(self) -> Scope {
        match self {
            Self::Queues => Scope::Queue,
            Self::Agents | Self::Teams => Scope::Agent,
            Self::Extensions => Scope::Extension,
            Self::Trunks => Scope::Trunk,
            Self::Floor => Scope::Floor,
        }
    }
}

impl ReportAsked {
    /// What the store is asked for. `defined` are the teams that are defined here.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for what makes no sense.
    pub(crate) fn query(
        &self,
        board: &Board,
        defined: &BTreeMap<String, BTreeSet<String>>,
    ) -> Result<Query, Problem> {
        let names = words("name", self.name.as_deref())?;
        let about = match self.scope {
            Whose::Queues => About::Queues,
            Whose::Agents => About::Agents,
            Whose::Teams => About::Teams(match &self.team {
                Some(team) => teams(team)?,
                None => defined.clone(),
            }),
            Whose::Extensions => About::Extensions,
            Whose::Trunks => About::Trunks,
            Whose::Floor => About::Floor,
        };
        if self.team.is_some() && self.scope != Whose::Teams {
            return Err(invalid("team", "it goes with `scope=teams`"));
        }
        Ok(Query {
            streams: Streams::Told,
            about,
            names: names.into_iter().collect(),
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
            target: target("service_level_s", self.service_level_s, board.target)?,
            short: target("short_abandon_s", self.short_abandon_s, board.short)?,
            now: board.now,
            compare: self.compare.map(|with| match with {
                With::Previous => Compare::Previous,
                With::Yesterday => Compare::With(Period::Yesterday),
                With::Week => Compare::With(Period::Week),
                With::Month => Compare::With(Period::Month),
            }),
            live: vec![board.live()],
        })
    }

    /// Whether nothing is asked for that only belongs to other routes.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for the first of these.
    pub(crate) fn only(&self, allowed: &[&'static str]) -> Result<(), Problem> {
        let told = [
            ("figure", self.figure.is_some()),
            ("limit", self.limit.is_some()),
            ("format", self.format.is_some()),
        ];
        match told.into_iter().find(|(field, is_told)| *is_told && !allowed.contains(field)) {
            Some((field, _)) => Err(invalid(field, "it is none of this route's parameters")),
            None => Ok(()),
        }
    }

    fn calendar(&self) -> Result<Calendar, Problem> {
        let week = match self.week_start {
            FirstDay::Monday => WeekStart::Monday,
            FirstDay::Sunday => WeekStart::Sunday,
        };
        let name = self.tz.as_deref().unwrap_or("UTC");
        When::zone(Some(name))?;
        Calendar::of(name, week).map_err(asked)
    }

    fn period(&self) -> Result<Period, Problem> {
        let until = match (&self.until, &self.to) {
            (Some(_), Some(_)) => return Err(invalid("to", "it is the same as `until`: give one of them")),
            (until, to) => until.as_ref().or(to.as_ref()),
        };
        match (self.period, &self.from, until) {
            (None | Some(During::Today), None, None) => Ok(Period::Today),
            (Some(During::Yesterday), None, None) => Ok(Period::Yesterday),
            (Some(During::Week), None, None) => Ok(Period::Week),
            (Some(During::Month), None, None) => Ok(Period::Month),
            (Some(During::All), None, None) => Ok(Period::All),
            (None | Some(During::Custom), Some(from), Some(until)) => {
                let when = When::zone(self.tz.as_deref())?;
                let (begin, end) = (when.local("from", from)?, when.local("until", until)?);
                if end <= begin {
                    let why = "it is not after `from`; the day after the last one is wanted";
                    return Err(invalid("until", why));
                }
                Ok(Period::Custom { from: begin, until: end })
            }
            (Some(During::Custom) | None, ..) => {
                Err(invalid("period", "a time of your own needs both `from` and `until`"))
            }
            _ => Err(invalid("period", "`from` and `until` go with `period=custom`, or without a period")),
        }
    }
}

fn invalid(field: &'static str, why: &str) -> Problem {
    Problem::Invalid { field, why: why.to_owned() }
}

fn target(field: &'static str, told: Option<f64>, usual: Span) -> Result<Span, Problem> {
    let Some(seconds) = told else { return Ok(usual) };
    if !(0.0..=TARGET_MAX).contains(&seconds) {
        return Err(Problem::Invalid { field, why: format!("write 0 to {TARGET_MAX} seconds") });
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was just looked at: a day of µs fits")]
    Ok(Span::from_micros((seconds * 1e6).round() as i64))
}

/// Teams as they were told.
fn teams(told: &str) -> Result<BTreeMap<String, BTreeSet<String>>, Problem> {
    let mut teams: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for team in words("team", Some(told))? {
        let parts = team.split_once(':').filter(|(name, agents)| !name.is_empty() && !agents.is_empty());
        let Some((name, agents)) = parts else {
            return Err(invalid("team", "write a name and its agents, as day:1001+1002,night:1003"));
        };
        // A plus in an address is a blank.
        let agents = agents.split(['+', ' ']).filter(|agent| !agent.is_empty()).map(str::to_owned);
        teams.entry(name.to_owned()).or_default().extend(agents);
    }
    Ok(teams)
}

/// What is wrong with the question, without the store being at fault.
pub(crate) fn asked(error: StoreError) -> Problem {
    match error {
        StoreError::Invalid(why) => Problem::Invalid { field: "query", why },
        other => other.into(),
    }
}

/// Makes a report whose figures and whose live part are of the same moment, as far as the switch lets one.
///
/// # Errors
/// As [`Report::run`]; [`Problem::Unavailable`] while nothing is kept.
pub(crate) async fn run(store: &dyn Store, query: &Query) -> Result<Report, Problem> {
    if store.count(&Select::from(STREAMS)).await? == 0 {
        let why =
            "nothing is kept yet, so there is nothing to report on; try again when the switch was followed";
        return Err(Problem::Unavailable(why.to_owned()));
    }
    Report::run(store, query).await.map_err(asked)
}

/// A figure's definition.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Definition {
    /// Its name with its version, as reports have it.
    #[schema(example = "sl-1@1")]
    pub(crate) name: String,
    /// Its name.
    #[schema(example = "sl-1")]
    pub(crate) id: &'static str,
    /// Its version: another one is another definition.
    pub(crate) version: u16,
    /// `count`, `seconds`, `share` (0 to 1) or `per_hour`.
    #[schema(value_type = String, example = "share")]
    pub(crate) unit: callcenter_core::stats::Unit,
    /// When it is counted: `start`, `enter`, `answer`, `end` or `prorated`.
    #[schema(value_type = String, example = "enter")]
    pub(crate) attribution: callcenter_core::stats::Attribution,
    /// What it says.
    pub(crate) means: &'static str,
    /// Whose figure it is.
    pub(crate) scopes: Vec<Whose>,
}

/// Every figure's definition, of some scope or of all.
pub(crate) fn definitions(only: Option<Whose>) -> Vec<Definition> {
    let all = [Whose::Queues, Whose::Agents, Whose::Teams, Whose::Extensions, Whose::Trunks, Whose::Floor];
    let mut list: Vec<Definition> = Vec::new();
    for whose in all.into_iter().filter(|whose| only.is_none_or(|only| only == *whose)) {
        for metric in metrics_of(whose.scope()) {
            match list.iter_mut().find(|own| own.id == metric.id) {
                Some(own) => own.scopes.push(whose),
                None => list.push(Definition {
                    name: metric.to_string(),
                    id: metric.id,
                    version: metric.version,
                    unit: metric.unit,
                    attribution: metric.attribution,
                    means: metric.means,
                    scopes: vec![whose],
                }),
            }
        }
    }
    list
}

/// A report, as [`Report`] writes itself: this is its schema.
#[derive(ToSchema)]
#[schema(as = Report)]
#[expect(dead_code, reason = "it is only described: the store's report serialises itself")]
pub(crate) struct ReportBody {
    /// Whose figures.
    scope: Whose,
    /// Its time.
    period: ReportTime,
    /// The time it is compared with.
    #[schema(required = true)]
    compared_with: Option<ReportTime>,
    /// The time zone.
    zone: String,
    /// Whether a border lay within a quarter hour, by which figures are kept: then it was moved outwards.
    widened_to_quarter_hours: bool,
    /// What its rows are.
    by: Step,
    /// Wait up to which an answer is in time.
    target_s: f64,
    /// Wait below which giving up is short.
    short_abandon_s: f64,
    /// What was read.
    streams: Vec<ReportStream>,
    /// Every figure's definition, by name and version.
    definitions: BTreeMap<String, ReportMetric>,
    /// By bucket, then by name.
    rows: Vec<ReportLine>,
    /// Each name over the whole period, then all names together.
    totals: Vec<ReportLine>,
}

/// From when to when, with the zone's offset.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is only described")]
pub(crate) struct ReportTime {
    /// Its beginning.
    #[schema(format = DateTime)]
    from: String,
    /// Its end.
    #[schema(format = DateTime)]
    until: String,
}

/// A stream that a report read.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is only described")]
pub(crate) struct ReportStream {
    /// Its number.
    id: i64,
    /// Our name of the switch.
    switch: String,
    /// Where it comes from.
    source: String,
}

/// A figure's definition.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is only described")]
pub(crate) struct ReportMetric {
    /// Its name.
    id: String,
    /// Its version.
    version: u16,
    /// What it is counted in.
    unit: String,
    /// When it is counted.
    attribution: String,
    /// What it says.
    means: String,
}

/// Figures of a name in a bucket.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is only described")]
pub(crate) struct ReportLine {
    /// The bucket; absent: the whole period.
    #[schema(required = true)]
    bucket: Option<String>,
    /// The bucket's time; several where days or hours are put together.
    time: Vec<ReportTime>,
    /// Whose; absent: all together.
    #[schema(required = true)]
    name: Option<String>,
    /// Share of the time that was observed, 0 to 1; absent: it is yet to come.
    #[schema(required = true)]
    observed: Option<f64>,
    /// The figures by name and version of their definition: counts, seconds, shares 0 to 1; absent: not observed, or nothing to
    /// divide by.
    values: BTreeMap<String, Option<f64>>,
    /// What is told apart by a second word.
    breakdowns: BTreeMap<String, BTreeMap<String, f64>>,
    /// How each figure changed; empty when nothing is compared.
    changes: BTreeMap<String, ReportChange>,
}

/// How a figure changed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is only described")]
pub(crate) struct ReportChange {
    /// What it was.
    #[schema(required = true)]
    before: Option<f64>,
    /// How much more it is.
    #[schema(required = true)]
    difference: Option<f64>,
    /// How much more it is, in percent of what it was.
    #[schema(required = true)]
    percent: Option<f64>,
}
