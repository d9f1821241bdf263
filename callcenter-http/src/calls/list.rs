//! Calls as a list: filters, orders, and pages that stay right while calls come in.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::{Span, Timestamp};
use callcenter_store::{
    ATTEMPTS, CALL_DISPOSITIONS, CALLS, Condition, KEY_TEXT_BYTES_MAX, Reading, Select, Store, StoreError,
    TALKS, Table, VISITS, Value,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::page::{Page, after, cursor, known, rows_wanted, words};
use crate::problem::Problem;
use crate::shown::{Direction, Instant, Part, Seconds, Status};
use crate::when::When;

/// Calls that are looked at together, to find who took part in each.
const LOOKED_AT_TOGETHER: usize = 500;

/// Calls that are looked at for one page; then it ends, and says where it goes on.
const LOOKED_AT_MAX: usize = 10_000;

/// Seconds that a talk or a wait can be compared with: a year.
const SECONDS_MAX: f64 = 31_536_000.0;

/// Digits that a number looked for must have.
const DIGITS_MIN: usize = 2;

/// Letters that a text looked for may have.
const SEARCH_LETTERS_MAX: usize = 100;

/// Which calls are wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CallsAsked {
    /// Begun at or after this moment: RFC 3339, or a local date or time of `tz`.
    #[param(example = "2026-11-21T00:00:00Z")]
    pub(crate) from: Option<String>,
    /// Begun before this moment.
    #[param(example = "2026-11-22")]
    pub(crate) until: Option<String>,
    /// The time zone of local times, by its IANA name; without it the site's.
    #[param(example = "Europe/Berlin")]
    pub(crate) tz: Option<String>,
    /// `inbound`, `outbound`, `internal`; several with commas.
    pub(crate) direction: Option<String>,
    /// How the call ended or stands; several with commas.
    #[param(example = "answered,abandoned")]
    pub(crate) status: Option<String>,
    /// A queue that the call was in; several with commas: any of them.
    pub(crate) queue: Option<String>,
    /// A code by which somebody said what the call was about; several with commas: any of them.
    #[param(example = "sale")]
    pub(crate) disposition: Option<String>,
    /// An agent or extension who made the call, was called, talked in it, or whose phone rang for it.
    pub(crate) agent: Option<String>,
    /// The same as `agent`.
    pub(crate) extension: Option<String>,
    /// A part of the caller's or the dialled number, in any form: `+49 30 1234` finds `0301234567` too.
    pub(crate) number: Option<String>,
    /// Whether somebody answered.
    pub(crate) answered: Option<bool>,
    /// Whether the call lives.
    pub(crate) live: Option<bool>,
    /// Talk of at least so many seconds.
    #[param(minimum = 0)]
    pub(crate) min_talk_s: Option<f64>,
    /// Talk of at most so many seconds.
    #[param(minimum = 0)]
    pub(crate) max_talk_s: Option<f64>,
    /// A wait in the first queue of at least so many seconds.
    #[param(minimum = 0)]
    pub(crate) min_wait_s: Option<f64>,
    /// A wait in the first queue of at most so many seconds.
    #[param(minimum = 0)]
    pub(crate) max_wait_s: Option<f64>,
    /// A text in the caller's number or name, the dialled number, who answered or the queue; or a call's identity or linkedid.
    #[param(max_length = 100)]
    pub(crate) q: Option<String>,
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    pub(crate) order: Order,
    /// How many rows: 1 to 500, 50 without it.
    #[param(minimum = 1, maximum = 500)]
    pub(crate) limit: Option<u32>,
    /// Where the page begins: `next` of the page before.
    pub(crate) cursor: Option<String>,
}

/// In which order calls are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// The latest beginning first.
    #[default]
    Newest,
    /// The earliest beginning first.
    Oldest,
    /// The longest talk first; calls without any are left out.
    LongestTalk,
    /// The longest wait first; calls that did not wait are left out.
    LongestWait,
}

/// Whose calls may be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Everybody's.
    Everybody,
    /// Those that this endpoint took part in.
    Own(String),
    /// Nobody's: who asks is no agent.
    Nobody,
}

/// A call, as a list has it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CallItem {
    /// The call's identity.
    pub(crate) id: String,
    /// The unique id of its first channel.
    pub(crate) linkedid: String,
    /// Our name of the switch.
    pub(crate) switch: String,
    /// Whether it lives.
    pub(crate) live: bool,
    /// Who reached whom.
    #[schema(value_type = Direction)]
    pub(crate) direction: String,
    /// How it ended, or how it stands.
    #[schema(value_type = Status)]
    pub(crate) status: String,
    /// An extension, or the number first presented.
    pub(crate) caller: Option<String>,
    /// The name first presented.
    pub(crate) caller_name: Option<String>,
    /// The number first dialled.
    pub(crate) dialed: Option<String>,
    /// The queue that it went into first.
    pub(crate) queue: Option<String>,
    /// Who answered first.
    pub(crate) answered_by: Option<String>,
    /// Its beginning.
    pub(crate) started_at: Option<Instant>,
    /// When the first queue was entered.
    pub(crate) queue_entered_at: Option<Instant>,
    /// When the first person answered.
    pub(crate) answered_at: Option<Instant>,
    /// Its end.
    pub(crate) ended_at: Option<Instant>,
    /// The first stay in a queue.
    pub(crate) wait_s: Option<Seconds>,
    /// How long the phone that answered had rung.
    pub(crate) ring_s: Option<Seconds>,
    /// Conversation, holds included.
    pub(crate) talk_s: Option<Seconds>,
    /// Hold by a party.
    pub(crate) hold_s: Option<Seconds>,
    /// How many holds.
    pub(crate) holds: i64,
    /// How many transfers.
    pub(crate) transfers: i64,
    /// How many parkings.
    pub(crate) parkings: i64,
    /// How many recordings.
    pub(crate) recordings: i64,
    /// Number of channels.
    pub(crate) legs: i64,
    /// Who ended it.
    pub(crate) hangup_by: Option<String>,
    /// Q.850 cause.
    pub(crate) hangup_cause: Option<i64>,
    /// Which part of it was seen.
    #[schema(value_type = Part)]
    pub(crate) observed: String,
}

/// Columns of a call's row, less the record: it is long, and no list shows it.
const COLUMNS: [&str; 29] = [
    "stream",
    "call_id",
    "linkedid",
    "switch",
    "live",
    "direction",
    "status",
    "caller",
    "caller_name",
    "dialed",
    "queue",
    "answered_by",
    "started_at",
    "queue_entered_at",
    "answered_at",
    "ended_at",
    "wait",
    "ring",
    "talk",
    "hold",
    "holds",
    "transfers",
    "parkings",
    "recordings",
    "legs",
    "hangup_by",
    "hangup_cause",
    "observed",
    "seq",
];

/// Where a page ended: the order's cell, the stream, the call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place(Option<i64>, i64, String);

/// Lists calls.
///
/// # Errors
/// [`Problem::Invalid`] for what cannot be asked; what the database says.
pub(crate) async fn list(
    store: &dyn Store,
    reading: &Reading,
    asked: &CallsAsked,
    whose: &Whose,
) -> Result<Page<CallItem>, Problem> {
    let limit = rows_wanted(asked.limit)?;
    let after: Option<Place> = asked.cursor.as_deref().map(after).transpose()?;
    let mut conditions = vec![reading.at("started_at")];
    conditions.extend(asked.conditions()?);
    let mut names = asked.agent()?;
    match whose {
        Whose::Everybody => {}
        // An agent who looks for a colleague finds the calls that both took part in.
        Whose::Own(own) => names.push(own.clone()),
        Whose::Nobody => return Ok(Page { items: Vec::new(), next: None }),
    }
    if reading.is_empty() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let has = asked.has()?;
    Walk { store, reading, order: asked.order, conditions, names, has }.page(after, limit).await
}

impl Order {
    fn column(self) -> &'static str {
        match self {
            Self::Newest | Self::Oldest => "started_at",
            Self::LongestTalk => "talk",
            Self::LongestWait => "wait",
        }
    }

    fn is_by_time(self) -> bool {
        matches!(self, Self::Newest | Self::Oldest)
    }

    fn is_down(self) -> bool {
        self != Self::Oldest
    }
}

/// A walk through calls in an order that no two of them share.
struct Walk<'a> {
    store: &'a dyn Store,
    reading: &'a Reading,
    order: Order,
    conditions: Vec<Condition>,
    /// Who all took part.
    names: Vec<String>,
    /// What all must belong to each.
    has: Vec<Has>,
}

/// A row that must belong to a call: one of a table that has any of these in a column.
struct Has {
    table: &'static Table,
    column: &'static str,
    any: Vec<String>,
}

struct Row {
    place: Place,
    item: CallItem,
}

impl Walk<'_> {
    /// The next page.
    ///
    /// Who talked in a call or was rung for it stands in other tables: calls are looked at in the list's order, some
    /// hundred at a time, and those kept that everybody named took part in. A page that would take too long ends early, and
    /// says where it goes on.
    async fn page(&self, mut after: Option<Place>, limit: usize) -> Result<Page<CallItem>, Problem> {
        let is_plain = self.names.is_empty() && self.has.is_empty();
        let chunk = if is_plain { limit + 1 } else { LOOKED_AT_TOGETHER };
        let mut kept: Vec<Row> = Vec::new();
        let mut looked_at = 0;
        let next = loop {
            let rows = self.rows(after.as_ref(), chunk).await?;
            let (count, last) = (rows.len(), rows.last().map(|row| row.place.clone()));
            kept.extend(self.of_all(rows).await?);
            looked_at += count;
            if kept.len() > limit {
                kept.truncate(limit);
                break kept.last().map(|row| row.place.clone());
            }
            if count < chunk {
                break None;
            }
            if looked_at >= LOOKED_AT_MAX {
                break last;
            }
            after = last;
        };
        let items = kept.into_iter().map(|row| row.item).collect();
        Ok(Page { items, next: next.map(|place| cursor(&place)) })
    }

    /// The next rows. In time, calls whose beginning is not known come last.
    async fn rows(&self, after: Option<&Place>, limit: usize) -> Result<Vec<Row>, StoreError> {
        let mut rows = match after {
            Some(Place(None, ..)) => Vec::new(),
            _ => self.select(Known::Yes, after, limit).await?,
        };
        if rows.len() < limit && self.order.is_by_time() {
            rows.extend(self.select(Known::No, after, limit - rows.len()).await?);
        }
        Ok(rows)
    }

    async fn select(
        &self,
        known: Known,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let (column, down) = (self.order.column(), self.order.is_down());
        let beyond = |column, value: Value| match down {
            true => Condition::Below(column, value),
            false => Condition::Above(column, value),
        };
        let beyond_key = |stream: i64, call: &str| {
            Condition::Any(vec![
                beyond("stream", stream.into()),
                Condition::All(vec![Condition::Is("stream", stream.into()), beyond("call_id", call.into())]),
            ])
        };
        let mut select = Select::from(CALLS).columns(&COLUMNS).limit(limit as u64);
        select.conditions.clone_from(&self.conditions);
        match (known, after) {
            (Known::Yes, None) => select = select.only(Condition::Filled(column)),
            (Known::Yes, Some(Place(at, stream, call))) => {
                let at = at.unwrap_or_default();
                // The first condition is what an index is searched by; the second is exact.
                select = select
                    .only(match down {
                        true => Condition::AtMost(column, at.into()),
                        false => Condition::AtLeast(column, at.into()),
                    })
                    .only(Condition::Any(vec![
                        beyond(column, at.into()),
                        Condition::All(vec![Condition::Is(column, at.into()), beyond_key(*stream, call)]),
                    ]));
            }
            (Known::No, Some(Place(None, stream, call))) => {
                select = select.only(Condition::Empty(column)).only(beyond_key(*stream, call));
            }
            (Known::No, _) => select = select.only(Condition::Empty(column)),
        }
        let order: &[&'static str] = match known {
            Known::Yes => &[column, "stream", "call_id"],
            Known::No => &["stream", "call_id"],
        };
        for column in order {
            select = if down { select.latest_first(column) } else { select.by(column) };
        }
        let rows = self.store.select(&select).await?;
        rows.into_iter().map(|cells| Row::of(self.order, cells)).collect()
    }

    /// Of these calls, those that everybody named took part in, and that have what they must have.
    async fn of_all(&self, mut rows: Vec<Row>) -> Result<Vec<Row>, StoreError> {
        for name in &self.names {
            let mut open: BTreeSet<(i64, String)> =
                rows.iter().filter(|row| !row.item.names(name)).map(Row::key).collect();
            for (table, column) in [(TALKS, "with_whom"), (ATTEMPTS, "agent")] {
                for key in self.belongings(table, column, std::slice::from_ref(name), &open).await? {
                    open.remove(&key);
                }
            }
            rows.retain(|row| !open.contains(&row.key()));
        }
        for has in &self.has {
            // What people said of a call is kept with the stream in which it was concluded first.
            let place = |row: &Row| match has.table == CALL_DISPOSITIONS {
                true => (self.reading.first_of(row.place.1), row.place.2.clone()),
                false => row.key(),
            };
            let calls = rows.iter().map(place).collect();
            let found = self.belongings(has.table, has.column, &has.any, &calls).await?;
            let found: BTreeSet<(i64, String)> = found.into_iter().collect();
            rows.retain(|row| found.contains(&place(row)));
        }
        Ok(rows)
    }

    /// Which of these calls have a row with any of these in a column of a table.
    async fn belongings(
        &self,
        table: &'static Table,
        column: &'static str,
        any: &[String],
        calls: &BTreeSet<(i64, String)>,
    ) -> Result<Vec<(i64, String)>, StoreError> {
        if calls.is_empty() {
            return Ok(Vec::new());
        }
        let mut streams: Vec<i64> = calls.iter().map(|(stream, _)| *stream).collect();
        streams.dedup();
        let select = Select::from(table)
            .columns(&["stream", "call_id"])
            .only(Condition::In("stream", streams.into_iter().map(Value::Int).collect()))
            .only(Condition::In("call_id", calls.iter().map(|(_, call)| call.as_str().into()).collect()))
            .only(Condition::In(column, any.iter().map(|own| own.as_str().into()).collect()));
        let rows = self.store.select(&select).await?.into_iter();
        Ok(rows
            .filter_map(|cells| match cells.as_slice() {
                [Value::Int(stream), Value::Text(call)] => Some((*stream, call.clone())),
                _ => None,
            })
            .collect())
    }
}

/// Whether the cell of an order holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Yes,
    No,
}

impl Row {
    fn key(&self) -> (i64, String) {
        (self.place.1, self.place.2.clone())
    }

    /// From cells in the order of [`COLUMNS`].
    fn of(order: Order, cells: Vec<Value>) -> Result<Self, StoreError> {
        let mut cells = Cells(COLUMNS.iter().copied().zip(cells).collect());
        let place = Place(
            match cells.0.get(order.column()) {
                Some(Value::Int(at)) => Some(*at),
                _ => None,
            },
            cells.number("stream"),
            cells.text("call_id"),
        );
        let item = CallItem {
            id: place.2.clone(),
            linkedid: cells.text("linkedid"),
            switch: cells.text("switch"),
            live: cells.number("live") != 0,
            direction: cells.text("direction"),
            status: cells.text("status"),
            caller: cells.maybe("caller"),
            caller_name: cells.maybe("caller_name"),
            dialed: cells.maybe("dialed"),
            queue: cells.maybe("queue"),
            answered_by: cells.maybe("answered_by"),
            started_at: cells.instant("started_at"),
            queue_entered_at: cells.instant("queue_entered_at"),
            answered_at: cells.instant("answered_at"),
            ended_at: cells.instant("ended_at"),
            wait_s: cells.seconds("wait"),
            ring_s: cells.seconds("ring"),
            talk_s: cells.seconds("talk"),
            hold_s: cells.seconds("hold"),
            holds: cells.number("holds"),
            transfers: cells.number("transfers"),
            parkings: cells.number("parkings"),
            recordings: cells.number("recordings"),
            legs: cells.number("legs"),
            hangup_by: cells.maybe("hangup_by"),
            hangup_cause: cells.integer("hangup_cause"),
            observed: cells.text("observed"),
        };
        Ok(Self { place, item })
    }
}

impl CallItem {
    /// Whether somebody stands in the call's own row.
    fn names(&self, name: &str) -> bool {
        [&self.caller, &self.dialed, &self.answered_by].into_iter().any(|own| own.as_deref() == Some(name))
    }
}

/// The cells of a row, by column.
struct Cells(BTreeMap<&'static str, Value>);

impl Cells {
    fn maybe(&mut self, column: &str) -> Option<String> {
        match self.0.remove(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn text(&mut self, column: &str) -> String {
        self.maybe(column).unwrap_or_default()
    }

    fn integer(&self, column: &str) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        }
    }

    fn number(&self, column: &str) -> i64 {
        self.integer(column).unwrap_or_default()
    }

    fn instant(&self, column: &str) -> Option<Instant> {
        self.integer(column).map(|micros| Timestamp::from_micros(micros).into())
    }

    fn seconds(&self, column: &str) -> Option<Seconds> {
        self.integer(column).map(|micros| Span::from_micros(micros).into())
    }
}

impl CallsAsked {
    /// Whom it is about.
    fn agent(&self) -> Result<Vec<String>, Problem> {
        let named = [("agent", &self.agent), ("extension", &self.extension)];
        let named = named.into_iter().filter_map(|(field, name)| Some((field, name.as_ref()?)));
        named.map(|(field, name)| fits(field, name).map(str::to_owned)).collect()
    }

    /// What must hold for a call's row.
    fn conditions(&self) -> Result<Vec<Condition>, Problem> {
        let mut all = Vec::new();
        let zone = When::zone(self.tz.as_deref())?;
        let from = self.from.as_deref().map(|from| zone.moment("from", from)).transpose()?;
        let until = self.until.as_deref().map(|until| zone.moment("until", until)).transpose()?;
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            return Err(Problem::Invalid { field: "until", why: "it is not after `from`".to_owned() });
        }
        all.extend(from.map(|from| Condition::AtLeast("started_at", from.into())));
        all.extend(until.map(|until| Condition::Below("started_at", until.into())));
        among(&mut all, "direction", known::<Direction>("direction", self.direction.as_deref())?);
        among(&mut all, "status", known::<Status>("status", self.status.as_deref())?);
        // Who was in any queue was in a first one.
        all.extend(self.queue.as_ref().map(|_| Condition::Filled("queue")));
        all.extend(self.answered.map(|answered| match answered {
            true => Condition::Filled("answered_at"),
            false => Condition::Empty("answered_at"),
        }));
        all.extend(self.live.map(|live| Condition::Is("live", live.into())));
        all.extend(self.number.as_deref().map(number).transpose()?);
        all.extend(self.search()?);
        let limits = [
            ("min_talk_s", self.min_talk_s, "talk", true),
            ("max_talk_s", self.max_talk_s, "talk", false),
            ("min_wait_s", self.min_wait_s, "wait", true),
            ("max_wait_s", self.max_wait_s, "wait", false),
        ];
        for (field, limit, column, is_least) in limits {
            let Some(seconds) = limit else { continue };
            let span = span(field, seconds)?;
            all.push(match is_least {
                true => Condition::AtLeast(column, span.into()),
                false => Condition::AtMost(column, span.into()),
            });
        }
        if !self.order.is_by_time() {
            all.push(Condition::Filled(self.order.column()));
        }
        Ok(all)
    }

    fn has(&self) -> Result<Vec<Has>, Problem> {
        let asked = [
            ("queue", &self.queue, VISITS, "queue"),
            ("disposition", &self.disposition, CALL_DISPOSITIONS, "code"),
        ];
        let mut all = Vec::new();
        for (field, told, table, column) in asked {
            let Some(told) = told else { continue };
            let any = words(field, Some(told))?;
            any.iter().try_for_each(|own| fits(field, own).map(drop))?;
            all.push(Has { table, column, any });
        }
        Ok(all)
    }

    fn search(&self) -> Result<Option<Condition>, Problem> {
        let Some(text) = self.q.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let text = fits("q", text)?;
        if text.chars().count() > SEARCH_LETTERS_MAX {
            let why = format!("at most {SEARCH_LETTERS_MAX} letters can be looked for");
            return Err(Problem::Invalid { field: "q", why });
        }
        let columns = ["caller", "caller_name", "dialed", "answered_by", "queue"];
        let mut any: Vec<_> = columns.map(|column| Condition::Contains(column, text.to_owned())).into();
        any.extend(["call_id", "linkedid"].map(|column| Condition::Is(column, text.into())));
        Ok(Some(Condition::Any(any)))
    }
}

/// A text that a database's key can be compared with.
///
/// # Errors
/// [`Problem::Invalid`] when it is too long, or holds U+0000, which no database keeps.
fn fits<'t>(field: &'static str, text: &'t str) -> Result<&'t str, Problem> {
    let why = if text.contains('\0') {
        "U+0000 is in no text here".to_owned()
    } else if text.len() > KEY_TEXT_BYTES_MAX {
        format!("it is longer than {KEY_TEXT_BYTES_MAX} bytes, as no text here is")
    } else {
        return Ok(text);
    };
    Err(Problem::Invalid { field, why })
}

fn among(all: &mut Vec<Condition>, column: &'static str, words: Vec<String>) {
    if !words.is_empty() {
        all.push(Condition::In(column, words.into_iter().map(Value::Text).collect()));
    }
}

fn span(field: &'static str, seconds: f64) -> Result<Span, Problem> {
    if !(0.0..=SECONDS_MAX).contains(&seconds) {
        let why = format!("seconds from 0 to {SECONDS_MAX} can be asked for");
        return Err(Problem::Invalid { field, why });
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was just looked at: a year of µs fits")]
    Ok(Span::from_micros((seconds * 1e6).round() as i64))
}

/// A number in any form: of one with its country, the part that every spelling has.
fn number(given: &str) -> Result<Condition, Problem> {
    let wrong = |why: &str| Problem::Invalid { field: "number", why: why.to_owned() };
    let given = given.trim();
    if given.len() > SEARCH_LETTERS_MAX || given.contains(|letter: char| !is_of_number(letter)) {
        return Err(wrong("a number has digits, +, *, #, and blanks, -, /, . or brackets between them"));
    }
    let digits: String =
        given.chars().filter(|letter| letter.is_ascii_digit() || "*#".contains(*letter)).collect();
    let international = given.starts_with('+').then_some(given.to_owned());
    let international = international.or_else(|| given.strip_prefix("00").map(|rest| format!("+{rest}")));
    let national = international
        .and_then(|number| phonenumber::parse(None, number).ok())
        .map(|number| number.national().value().to_string());
    let part = national.unwrap_or(digits);
    if part.len() < DIGITS_MIN {
        return Err(wrong("at least two digits are needed to look for"));
    }
    Ok(Condition::Any(["caller", "dialed"].map(|column| Condition::Contains(column, part.clone())).into()))
}

fn is_of_number(letter: char) -> bool {
    letter.is_ascii_digit() || "+*# -/.()".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_looked_for_by_what_all_its_spellings_have() {
        let part = |given: &str| match number(given) {
            Ok(Condition::Any(any)) => match &any[0] {
                Condition::Contains("caller", part) => part.clone(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        assert_eq!(part("+49 30 1234567"), "301234567");
        assert_eq!(part("0049 (30) 123-4567"), "301234567");
        assert_eq!(part("030/1234567"), "0301234567", "whose country nobody knows");
        assert_eq!(part("1001"), "1001");
        for wrong in ["", "5", "1001'; DROP", "abc", "+"] {
            assert!(matches!(number(wrong), Err(Problem::Invalid { field: "number", .. })), "{wrong:?}");
        }
    }

    #[test]
    fn spans_out_of_reason_are_refused() {
        for wrong in [-1.0, f64::NAN, f64::INFINITY, 1e12] {
            assert!(span("min_talk_s", wrong).is_err(), "{wrong}");
        }
        assert_eq!(span("min_talk_s", 1.5), Ok(Span::from_millis(1_500)));
    }
}
