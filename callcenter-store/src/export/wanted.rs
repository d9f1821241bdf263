//! Which rows an export has, and by which questions to the store they are found.

use callcenter_core::Timestamp;
use callcenter_core::record::{Direction, Status};
use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error as WordError, StrDeserializer};

use super::Columns;
use crate::error::StoreError;
use crate::reading::Reading;
use crate::row::{
    AGENT_SESSIONS, AGENT_SPANS, ATTEMPTS, BRIDGE_SEGMENTS, CALLS, DEVICE_STATES, GAPS, HOLDS, LEGS,
    PARKINGS, PAUSES, RECORDINGS, STREAMS, TALKS, TRANSFERS, VISITS,
};
use crate::select::{Condition, Select};
use crate::store::Store;
use crate::table::Table;
use crate::value::Value;

/// The tables that can be exported: what people ask for. The others are the books' own, and bytes.
pub const EXPORTED: &[&Table] = &[
    CALLS,
    VISITS,
    ATTEMPTS,
    TALKS,
    TRANSFERS,
    HOLDS,
    PARKINGS,
    RECORDINGS,
    LEGS,
    BRIDGE_SEGMENTS,
    AGENT_SESSIONS,
    AGENT_SPANS,
    PAUSES,
    DEVICE_STATES,
    GAPS,
    STREAMS,
];

/// The table of this name; a hyphen may stand for an underscore.
///
/// # Errors
/// [`StoreError::Invalid`] when there is none; it says which exist.
pub fn exported(name: &str) -> Result<&'static Table, StoreError> {
    let plain = name.replace('-', "_");
    EXPORTED.iter().copied().find(|table| table.name == plain).ok_or_else(|| {
        let names: Vec<_> = EXPORTED.iter().map(|table| table.name).collect();
        StoreError::Invalid(format!("there is no table {name}; there are {}", names.join(", ")))
    })
}

/// Which rows of a table. Where a list is empty, everything is wanted.
///
/// A call belongs to the time in which it began, and all that belongs to the call goes with it: the visits of a month are
/// those of the calls that began in it, so that tables exported for the same time fit together, and what is exported month
/// by month has every row once. What agents and devices did belongs to the time in which it began.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The table: one of [`EXPORTED`].
    pub table: &'static Table,
    /// Streams, by their numbers.
    pub streams: Vec<i64>,
    /// Instead of these: streams, and which of them answers when. What agents and devices did is told by what was concluded
    /// first.
    pub reading: Option<Reading>,
    /// From when on. With a beginning or an end, what has no known time is left out.
    pub from: Option<Timestamp>,
    /// Until when; this moment itself is left out.
    pub until: Option<Timestamp>,
    /// Queues: of visits and pauses their own, else the first one of the call.
    pub queues: Vec<String>,
    /// Agents: who was called, who talked, who transferred or parked, whose state it is; else who answered the call first
    /// or made it.
    pub agents: Vec<String>,
    /// How the call ended, or stands.
    pub statuses: Vec<String>,
    /// The call's direction.
    pub directions: Vec<String>,
}

/// How wanted rows are found.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) columns: Columns,
    pub(super) way: Way,
}

/// By which questions.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// The table's own rows, one walk after the other.
    Own(Vec<Walk>),
    /// First the calls, then what belongs to them and meets the conditions.
    OfCalls(Vec<Walk>, Vec<Condition>),
}

/// Rows of a table in an order that no two of them share.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    pub(super) table: &'static Table,
    pub(super) conditions: Vec<Condition>,
    pub(super) order: Vec<&'static str>,
}

impl Wanted {
    /// All of a table.
    pub fn all(table: &'static Table) -> Self {
        Self {
            table,
            streams: Vec::new(),
            reading: None,
            from: None,
            until: None,
            queues: Vec::new(),
            agents: Vec::new(),
            statuses: Vec::new(),
            directions: Vec::new(),
        }
    }

    /// How to find these rows, with these columns of the same table.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when the table has nothing that could be compared with what is asked, a status or direction
    /// does not exist, or the time ends before it begins.
    pub fn plan(&self, columns: Columns) -> Result<Plan, StoreError> {
        if columns.table() != self.table {
            let (own, other) = (self.table.name, columns.table().name);
            return Err(StoreError::Invalid(format!("rows of {own} are wanted with columns of {other}")));
        }
        if !EXPORTED.contains(&self.table) {
            return Err(StoreError::Invalid(format!("{} cannot be exported", self.table.name)));
        }
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until <= from
        {
            return Err(StoreError::Invalid("the time that is wanted ends before it begins".to_owned()));
        }
        self.statuses.iter().try_for_each(|word| known::<Status>("status", word))?;
        self.directions.iter().try_for_each(|word| known::<Direction>("direction", word))?;
        let way = match self.table {
            table if table == CALLS => Way::Own(self.calls(true)?),
            table if has(table, "call_id") => Way::OfCalls(self.calls(false)?, self.own(false)?),
            table => Way::Own(vec![Walk {
                table,
                conditions: self.own(true)?,
                order: table.columns[..table.key].iter().map(|column| column.name).collect(),
            }]),
        };
        Ok(Plan { columns, way })
    }

    /// The calls that are wanted, or whose belongings are: first those without a beginning, then by their beginning.
    fn calls(&self, themselves: bool) -> Result<Vec<Walk>, StoreError> {
        let mut conditions = Vec::new();
        among(&mut conditions, "status", &self.statuses);
        among(&mut conditions, "direction", &self.directions);
        match &self.reading {
            Some(reading) => conditions.push(reading.at("started_at")),
            None if !self.streams.is_empty() => conditions.push(self.in_streams(&self.streams)),
            None => {}
        }
        if themselves || !has(self.table, "queue") {
            among(&mut conditions, "queue", &self.queues);
        }
        if !self.agents.is_empty() && (themselves || agent_column(self.table).is_none()) {
            let mut either = Vec::new();
            among(&mut either, "answered_by", &self.agents);
            among(&mut either, "caller", &self.agents);
            conditions.push(Condition::Any(either));
        }
        let walk = |extra: Vec<Condition>, order: &[&'static str]| Walk {
            table: CALLS,
            conditions: conditions.iter().cloned().chain(extra).collect(),
            order: order.to_vec(),
        };
        let by_time = ["started_at", "stream", "call_id"];
        let time = self.time("started_at");
        if time.is_empty() {
            return Ok(vec![
                walk(vec![Condition::Empty("started_at")], &by_time[1..]),
                walk(vec![Condition::Filled("started_at")], &by_time),
            ]);
        }
        Ok(vec![walk(time, &by_time)])
    }

    /// What must hold for the row itself. `alone`: it belongs to no call, which could meet the rest.
    fn own(&self, alone: bool) -> Result<Vec<Condition>, StoreError> {
        let table = self.table;
        let mut conditions = Vec::new();
        let nothing = |what: &str| StoreError::Invalid(format!("{} have no {what} to choose by", table.name));
        if has(table, "queue") {
            among(&mut conditions, "queue", &self.queues);
        } else if alone && !self.queues.is_empty() {
            return Err(nothing("queue"));
        }
        match agent_column(table) {
            Some(column) => among(&mut conditions, column, &self.agents),
            None if alone && !self.agents.is_empty() => return Err(nothing("agent")),
            None => {}
        }
        if !alone {
            return Ok(conditions);
        }
        if !self.statuses.is_empty() || !self.directions.is_empty() {
            return Err(nothing("call's status or direction"));
        }
        if has(table, "from_at") {
            conditions.extend(self.time("from_at"));
        } else if self.from.or(self.until).is_some() {
            return Err(nothing("time"));
        }
        match &self.reading {
            Some(reading) => conditions.push(self.in_streams(&reading.first_ids())),
            None if !self.streams.is_empty() => conditions.push(self.in_streams(&self.streams)),
            None => {}
        }
        Ok(conditions)
    }

    fn time(&self, column: &'static str) -> Vec<Condition> {
        let from = self.from.map(|from| Condition::AtLeast(column, from.into()));
        let until = self.until.map(|until| Condition::Below(column, until.into()));
        from.into_iter().chain(until).collect()
    }

    fn in_streams(&self, streams: &[i64]) -> Condition {
        // The first column of each key: the stream, or a stream's own number.
        let streams = streams.iter().copied().map(Value::Int).collect();
        Condition::In(if self.table == STREAMS { "id" } else { "stream" }, streams)
    }
}

impl Plan {
    /// Of how many steps the export has: rows, or the calls whose belongings are exported.
    ///
    /// # Errors
    /// As [`Store::count`].
    pub async fn steps(&self, store: &dyn Store) -> Result<u64, StoreError> {
        let (Way::Own(walks) | Way::OfCalls(walks, _)) = &self.way;
        let mut steps = 0;
        for walk in walks {
            let select = walk.conditions.iter().cloned().fold(Select::from(walk.table), Select::only);
            steps += store.count(&select).await?;
        }
        Ok(steps)
    }
}

/// The column that says which agent it was.
fn agent_column(table: &Table) -> Option<&'static str> {
    match table {
        table if has(table, "agent") => Some("agent"),
        table if table == TALKS => Some("with_whom"),
        table if table == LEGS => Some("endpoint"),
        table if table == TRANSFERS || table == PARKINGS => Some("by_whom"),
        _ => None,
    }
}

fn has(table: &Table, column: &str) -> bool {
    table.columns.iter().any(|own| own.name == column)
}

fn among(conditions: &mut Vec<Condition>, column: &'static str, names: &[String]) {
    match names {
        [] => {}
        [one] => conditions.push(Condition::Is(column, one.as_str().into())),
        many => {
            conditions.push(Condition::In(column, many.iter().map(|name| name.as_str().into()).collect()));
        }
    }
}

/// Whether a word of a record's exists.
fn known<'de, T: Deserialize<'de>>(what: &str, word: &'de str) -> Result<(), StoreError> {
    let word: StrDeserializer<'de, WordError> = word.into_deserializer();
    T::deserialize(word).map(drop).map_err(|error| StoreError::Invalid(format!("{what}: {error}")))
}
