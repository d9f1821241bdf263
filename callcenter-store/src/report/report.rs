//! A report: figures of a time, by name and by bucket.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::stats::{Merge, Metric};
use callcenter_core::{Span, Timestamp};

use super::calendar::{Bucket, Period, ceiling, floor};
use super::compare::{Change, changes};
use super::cover::{Range, cover, grouped, is_part};
use super::measure::{Breakdowns, Measure, Target, breakdowns, empty, measures, metrics_of};
use super::observed::{Observed, is_live};
use super::query::{About, Compare, Query, StreamUsed};
use crate::error::StoreError;
use crate::figures::{Cell, CellKey, Scope, cells};
use crate::reading::Reading;
use crate::row::{FIGURES, FigureRow, GAPS, GapRow, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};
use crate::value::Value;

/// Rows of one report. More is an error that asks for fewer names or longer steps.
pub const REPORT_ROWS_MAX: usize = 200_000;

/// Names that the database is asked for one by one; of more, all are read and the others passed over.
const NAMES_ASKED_MAX: usize = 1_000;

/// Gaps read for one report; further ones, the oldest, are taken as observed.
const GAPS_MAX: u64 = 100_000;

/// Figures of a time.
#[derive(Debug, Clone)]
pub struct Report {
    /// What was asked.
    pub query: Query,
    /// What was read.
    pub streams: Vec<StreamUsed>,
    /// Which of that answers when.
    pub reading: Reading,
    /// Beginning of the period.
    pub from: Timestamp,
    /// Its end.
    pub until: Timestamp,
    /// Whether a border asked for lay within a quarter hour, by which figures are kept: then it was moved outwards.
    pub widened: bool,
    /// The period compared with.
    pub before: Option<(Timestamp, Timestamp)>,
    /// The time of the rows, in order.
    pub buckets: Vec<Bucket>,
    /// Every figure's definition, in the order of the measures.
    pub metrics: Vec<&'static Metric>,
    /// By bucket, then by name.
    pub rows: Vec<ReportRow>,
    /// Each name over the whole period, then all names together; nobody's name is in the last.
    pub totals: Vec<ReportRow>,
}

/// Figures of a name in a bucket.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// Which bucket; absent: the whole period.
    pub bucket: Option<usize>,
    /// Whose; absent: all together.
    pub name: Option<String>,
    /// The measures. A time of which nothing was observed has none, rather than zeros.
    pub measures: Vec<Measure>,
    /// What is told apart by a second word.
    pub breakdowns: Breakdowns,
    /// Share of the time that was observed, 0 to 1; absent: it is yet to come.
    pub observed: Option<f64>,
    /// How each measure changed; empty when nothing is compared.
    pub changes: Vec<Change>,
}

impl ReportRow {
    /// A measure by the id of its definition.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.metric.id == id)
    }
}

impl Report {
    /// Makes a report.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the query makes no sense or asks for too much, [`StoreError::TooNew`] when a later
    /// version wrote the figures; else what the database says.
    pub async fn run(store: &dyn Store, query: &Query) -> Result<Self, StoreError> {
        let reading = query.streams.read(store).await?;
        // What was observed is told by what was concluded first: nothing was observed by reading later.
        let streams = reading.first();
        let ids: Vec<Value> = streams.iter().map(|stream| Value::Int(stream.id)).collect();
        let gaps =
            Select::from(GAPS).only(Condition::In("stream", ids)).latest_first("from_at").limit(GAPS_MAX);
        let observed = Observed::new(streams, &rows::<GapRow>(store, &gaps).await?, query.now);
        let (from, until) = span_of(query, query.period, streams)?;
        let now = Side::read(store, query, &reading, &observed, (from, until)).await?;
        let compared = match query.compare {
            None => None,
            Some(Compare::Previous) => Some(query.calendar.before(query.period, query.now)?),
            Some(Compare::With(period)) => Some(span_of(query, period, streams)?),
        };
        let before = match compared {
            Some(span) => Some(Side::read(store, query, &reading, &observed, span).await?),
            None => None,
        };
        let (rows, totals) = now.rows(query, before.as_ref())?;
        Ok(Self {
            streams: reading.used(),
            from: floor(from),
            until: ceiling(until),
            widened: floor(from) != from || ceiling(until) != until,
            before: compared.map(|(from, until)| (floor(from), ceiling(until))),
            buckets: now.buckets,
            metrics: metrics_of(query.about.scope()),
            rows,
            totals,
            query: Query { live: Vec::new(), ..query.clone() },
            reading,
        })
    }
}

/// From when to when a period is; the whole of what is known is from the first entry to now.
fn span_of(
    query: &Query,
    period: Period,
    streams: &[StreamRow],
) -> Result<(Timestamp, Timestamp), StoreError> {
    if let Some(span) = query.calendar.period(period, query.now)? {
        return Ok(span);
    }
    let from = streams.iter().filter_map(|stream| stream.first_at.known()).min();
    let until = streams.iter().map(|stream| observed_until(stream, query.now)).max();
    let Some((from, until)) = from.zip(until) else {
        return Err(StoreError::Invalid(
            "what is in the store has no times, so there is no period".to_owned(),
        ));
    };
    Ok((floor(from), ceiling(until.max(from) + Span::from_micros(1))))
}

/// A live stream goes on to now, all others end with their last entry.
fn observed_until(stream: &StreamRow, now: Timestamp) -> Timestamp {
    if is_live(stream) { now.max(stream.tip_at) } else { stream.tip_at }
}

/// One of two periods.
struct Side<'o> {
    buckets: Vec<Bucket>,
    observed: &'o Observed,
    /// By bucket and name.
    cells: BTreeMap<(usize, String), Cell>,
    /// Of teams, everybody once: an agent may be in several.
    all: Option<Cell>,
}

impl<'o> Side<'o> {
    async fn read(
        store: &dyn Store,
        query: &Query,
        reading: &Reading,
        observed: &'o Observed,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Self, StoreError> {
        let buckets = query.calendar.buckets(from, until, query.by)?;
        let mut side = Self { buckets, observed, cells: BTreeMap::new(), all: None };
        let mut parts: Vec<(Timestamp, Timestamp, usize)> = Vec::new();
        let mut ranges: BTreeMap<Vec<Value>, Vec<Range>> = BTreeMap::new();
        for (n, bucket) in side.buckets.iter().enumerate() {
            for part in bucket.parts.iter().flat_map(|&(from, until)| reading.parts(from, until)) {
                parts.push((part.from, part.until, n));
                ranges.entry(part.streams).or_default().extend(cover(part.from, part.until));
            }
        }
        parts.sort_unstable();
        let asked = names_asked(query);
        for (streams, ranges) in ranges {
            for group in grouped(ranges) {
                let select = select(query.about.scope(), &streams, asked.as_ref(), &group);
                for row in rows::<FigureRow>(store, &select).await? {
                    let key = CellKey::of(&row)?;
                    side.add(query, asked.as_ref(), &parts, &key, || Cell::read(key.scope, &row.data))?;
                }
            }
        }
        for (stream, live) in &query.live {
            let mut live = live.clone();
            reading.keep_own(*stream, &mut live);
            for (key, cell) in cells(0, &live).iter().filter(|(key, _)| key.scope == query.about.scope()) {
                side.add(query, asked.as_ref(), &parts, key, || Ok(cell.clone()))?;
            }
        }
        Ok(side)
    }

    /// Adds a row of figures to the bucket and the names that it belongs to.
    fn add(
        &mut self,
        query: &Query,
        asked: Option<&BTreeSet<String>>,
        parts: &[(Timestamp, Timestamp, usize)],
        key: &CellKey,
        cell: impl FnOnce() -> Result<Cell, StoreError>,
    ) -> Result<(), StoreError> {
        if asked.is_some_and(|asked| !asked.contains(&key.name)) {
            return Ok(());
        }
        let after = parts.partition_point(|&(from, _, _)| from <= key.start);
        let Some(&(from, until, bucket)) = after.checked_sub(1).and_then(|n| parts.get(n)) else {
            return Ok(());
        };
        if !is_part(from, until, key.width, key.start) {
            return Ok(());
        }
        let cell = cell()?;
        let names: Vec<String> = match &query.about {
            About::Teams(teams) => teams
                .iter()
                .filter(|(team, agents)| {
                    (query.names.is_empty() || query.names.contains(*team)) && agents.contains(&key.name)
                })
                .map(|(team, _)| team.clone())
                .collect(),
            _ => vec![key.name.clone()],
        };
        if matches!(query.about, About::Teams(_)) && !names.is_empty() {
            add(&mut self.all, &cell);
        }
        for name in names {
            match self.cells.get_mut(&(bucket, name.clone())) {
                Some(own) => own.merge(&cell),
                None => drop(self.cells.insert((bucket, name), cell.clone())),
            }
            if self.cells.len() > REPORT_ROWS_MAX {
                return Err(too_many());
            }
        }
        Ok(())
    }

    /// Every name that has figures or was asked for.
    fn names(&self, query: &Query) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.cells.keys().map(|(_, name)| name.clone()).collect();
        match &query.about {
            About::Floor => drop(names.insert(String::new())),
            About::Teams(teams) if query.names.is_empty() => names.extend(teams.keys().cloned()),
            _ => names.extend(query.names.iter().cloned()),
        }
        names
    }

    fn rows(
        &self,
        query: &Query,
        before: Option<&Side<'_>>,
    ) -> Result<(Vec<ReportRow>, Vec<ReportRow>), StoreError> {
        let target = Target { target: query.target, short: query.short };
        let scope = query.about.scope();
        let mut names = self.names(query);
        names.extend(before.into_iter().flat_map(|before| before.names(query)));
        if names.len().saturating_mul(self.buckets.len()) > REPORT_ROWS_MAX {
            return Err(too_many());
        }
        let mut rows = Vec::new();
        for (n, bucket) in self.buckets.iter().enumerate() {
            let other = before.and_then(|before| {
                let found = before.buckets.iter().position(|other| other.place == bucket.place)?;
                Some((before, found))
            });
            for name in &names {
                let cell = self.cells.get(&(n, name.clone()));
                let mut row = row(scope, target, cell, self.observed.share(&bucket.parts));
                row.bucket = Some(n);
                row.name = Some(name.clone());
                if before.is_some() {
                    let old = other.map(|(before, n)| before.bucket_row(scope, target, n, name));
                    row.changes = changes(&row.measures, old.as_ref().map(|old| old.measures.as_slice()));
                }
                rows.push(row);
            }
        }
        let (mine, theirs) = (self.by_name(), before.map(Side::by_name));
        let whole = (names.len() > 1).then_some(None);
        let totals = names.iter().map(|name| Some(name.as_str())).chain(whole).map(|name| {
            let mut row = self.total(scope, target, name, &mine);
            if let Some((before, theirs)) = before.zip(theirs.as_ref()) {
                let old = before.total(scope, target, name, theirs);
                row.changes = changes(&row.measures, Some(&old.measures));
            }
            row
        });
        Ok((rows, totals.collect()))
    }

    fn bucket_row(&self, scope: Scope, target: Target, n: usize, name: &str) -> ReportRow {
        let cell = self.cells.get(&(n, name.to_owned()));
        row(scope, target, cell, self.observed.share(&self.buckets[n].parts))
    }

    /// Each name's figures over the whole period.
    fn by_name(&self) -> BTreeMap<&str, Option<Cell>> {
        let mut names = BTreeMap::new();
        for ((_, name), cell) in &self.cells {
            add(names.entry(name.as_str()).or_default(), cell);
        }
        names
    }

    /// A name, or all together, over the whole period.
    fn total(
        &self,
        scope: Scope,
        target: Target,
        name: Option<&str>,
        by_name: &BTreeMap<&str, Option<Cell>>,
    ) -> ReportRow {
        let mut all = None;
        let cell = match (name, &self.all) {
            (Some(name), _) => by_name.get(name).and_then(Option::as_ref),
            (None, Some(everybody)) => Some(everybody),
            (None, None) => {
                by_name.values().flatten().for_each(|cell| add(&mut all, cell));
                all.as_ref()
            }
        };
        let parts: Vec<_> = self.buckets.iter().flat_map(|bucket| bucket.parts.iter().copied()).collect();
        let mut row = row(scope, target, cell, self.observed.share(&parts));
        row.name = name.map(str::to_owned);
        row
    }
}

fn add(sum: &mut Option<Cell>, cell: &Cell) {
    match sum {
        Some(sum) => sum.merge(cell),
        None => *sum = Some(cell.clone()),
    }
}

fn row(scope: Scope, target: Target, cell: Option<&Cell>, observed: Option<f64>) -> ReportRow {
    let mut list = match cell {
        Some(cell) => measures(cell, target),
        None => measures(&empty(scope), target),
    };
    // What was not looked at is not known; what is recorded of such a time stands all the same.
    if cell.is_none() && observed.is_none_or(|observed| observed == 0.0) {
        list.iter_mut().for_each(|measure| measure.amount = None);
    }
    let breakdowns = cell.map(breakdowns).unwrap_or_default();
    ReportRow { bucket: None, name: None, measures: list, breakdowns, observed, changes: Vec::new() }
}

/// Whose figures are read; nothing when it is everybody's.
fn names_asked(query: &Query) -> Option<BTreeSet<String>> {
    match &query.about {
        About::Floor => None,
        About::Teams(teams) => {
            let wanted =
                teams.iter().filter(|(team, _)| query.names.is_empty() || query.names.contains(*team));
            Some(wanted.flat_map(|(_, agents)| agents.iter().cloned()).collect())
        }
        _ => (!query.names.is_empty()).then(|| query.names.clone()),
    }
}

fn select(scope: Scope, streams: &[Value], names: Option<&BTreeSet<String>>, group: &[Range]) -> Select {
    let range = |range: &Range| {
        Condition::All(vec![
            Condition::AtLeast("start", range.from.into()),
            Condition::Below("start", range.until.into()),
        ])
    };
    let (first, last) = (group[0], group[group.len() - 1]);
    // The whole stretch is what an index is searched by.
    let select = Select::from(FIGURES)
        .only(Condition::In("stream", streams.to_vec()))
        .only(Condition::Is("scope", scope.as_str().into()))
        .only(Condition::Is("width", i64::from(first.width).into()))
        .only(range(&Range { until: last.until, ..first }));
    let select = match group.len() {
        1 => select,
        _ => select.only(Condition::Any(group.iter().map(range).collect())),
    };
    match names.filter(|names| names.len() <= NAMES_ASKED_MAX) {
        Some(names) => {
            select.only(Condition::In("name", names.iter().map(|name| name.as_str().into()).collect()))
        }
        None => select,
    }
}

fn too_many() -> StoreError {
    StoreError::Invalid(format!(
        "the report has more than {REPORT_ROWS_MAX} rows; ask for fewer names or longer steps"
    ))
}
