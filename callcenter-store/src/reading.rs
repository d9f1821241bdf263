//! Which stream answers for which time: what was concluded first, or a later reading of it.
//!
//! Every quarter hour of a stream is answered for by exactly one: the newest later reading that is in force there, else what
//! was concluded first. A call belongs to the quarter hour in which it began. So nothing is counted twice, and nothing is
//! left out, whatever was concluded anew, and how often.

use std::collections::BTreeMap;

use callcenter_core::Timestamp;
use callcenter_core::stats::{Figures, Quarter};

use crate::error::StoreError;
use crate::figures::{Cell, CellKey, Scope};
use crate::report::{Range, StreamUsed, cover};
use crate::row::{FIGURES, FigureRow, READINGS, ReadingRow, STREAMS, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Store, Write, rows};
use crate::value::Value;

/// Later readings of one stream that may answer at once, each for a time of its own. One more is refused.
pub const READINGS_MAX: usize = 50;

/// Streams of a store. More is an error: somebody replays into the store that the switch writes.
const STREAMS_MAX: usize = 10_000;

/// A time, half open.
type Time = (Timestamp, Timestamp);

const FIRST: Timestamp = Timestamp::from_micros(i64::MIN);
const LAST: Timestamp = Timestamp::from_micros(i64::MAX);

/// Which streams are read, and which of them answers when.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    first: Vec<StreamRow>,
    later: Vec<Later>,
}

/// A later reading, with the times that it answers for: in order, apart from each other.
#[derive(Debug, Clone)]
struct Later {
    stream: i64,
    of: i64,
    generation: u32,
    times: Vec<Time>,
}

/// A time in which the same streams answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    /// Their numbers.
    pub(crate) streams: Vec<Value>,
}

/// Every stream of a store, and the later readings that are in force.
pub(crate) async fn all(store: &dyn Store) -> Result<(Vec<StreamRow>, Vec<ReadingRow>), StoreError> {
    // In this order: a reading that is in force has its stream.
    let readings = Select::from(READINGS).by("stream").limit(STREAMS_MAX as u64);
    let readings = rows::<ReadingRow>(store, &readings).await?;
    let streams = Select::from(STREAMS).by("id").limit(STREAMS_MAX as u64 + 1);
    let streams = rows::<StreamRow>(store, &streams).await?;
    if streams.len() > STREAMS_MAX {
        return Err(StoreError::Invalid(format!(
            "the store has more than {STREAMS_MAX} streams; name those wanted"
        )));
    }
    Ok((streams, readings))
}

/// Makes a later reading, which is complete, answer for its time in place of what was concluded before: all at once. Those
/// that answer for nothing any more are in force no longer; their streams stay.
///
/// # Errors
/// [`StoreError::Invalid`] where [`READINGS_MAX`] others still answer for times of their own; nothing is changed then. Else
/// what the database says.
pub async fn come_into_force(store: &dyn Store, of: &StreamRow, later: ReadingRow) -> Result<(), StoreError> {
    let before = Select::from(READINGS).only(Condition::Is("of_stream", of.id.into()));
    let mut readings = rows::<ReadingRow>(store, &before).await?;
    let before: Vec<i64> = readings.iter().map(|row| row.stream).collect();
    readings.push(later.clone());
    let answers = Reading::new(vec![of.clone()], readings).later;
    if answers.len() > READINGS_MAX {
        return Err(StoreError::Invalid(format!(
            "{READINGS_MAX} later readings of {}/{} answer for times of their own already, and none of them lies in this one; \
             it is kept, but does not answer",
            of.switch, of.source
        )));
    }
    let over = before.into_iter().filter(|stream| answers.iter().all(|later| later.stream != *stream));
    let over: Vec<Value> = over.map(Value::Int).collect();
    let mut write = Write::default();
    if !over.is_empty() {
        write = write.delete(READINGS, vec![Condition::In("stream", over)]);
    }
    store.write(write.put_new([later])).await
}

impl Reading {
    /// Reads these streams where no later reading of theirs is in force, else that one.
    pub(crate) fn new(first: Vec<StreamRow>, readings: Vec<ReadingRow>) -> Self {
        let mut by_stream: BTreeMap<i64, Vec<ReadingRow>> = BTreeMap::new();
        for row in readings.into_iter().filter(|row| first.iter().any(|own| own.id == row.of_stream)) {
            by_stream.entry(row.of_stream).or_default().push(row);
        }
        let mut later = Vec::new();
        for (of, mut readings) in by_stream {
            readings.sort_by_key(|row| std::cmp::Reverse(row.generation));
            let mut taken: Vec<Time> = Vec::new();
            for row in readings {
                let times = within(row.from_at, row.until_at, &free(&taken));
                taken.extend(&times);
                taken.sort_unstable();
                if !times.is_empty() {
                    later.push(Later { stream: row.stream, of, generation: row.generation, times });
                }
            }
        }
        Self { first, later }
    }

    /// These streams where no later reading of theirs is in force, else that one.
    ///
    /// # Errors
    /// As [`rows`].
    pub async fn of(store: &dyn Store, first: Vec<StreamRow>) -> Result<Self, StoreError> {
        let readings = Select::from(READINGS).by("stream").limit(STREAMS_MAX as u64);
        Ok(Self::new(first, rows(store, &readings).await?))
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// All that are read at some time.
    pub fn used(&self) -> Vec<StreamUsed> {
        let first = self.first.iter().map(|stream| StreamUsed {
            id: stream.id,
            switch: stream.switch.clone(),
            source: stream.source.clone(),
        });
        let later = self.later.iter().filter_map(|later| {
            let of = self.first.iter().find(|stream| stream.id == later.of)?;
            let source = format!("again:{}:{}", later.generation, of.source);
            Some(StreamUsed { id: later.stream, switch: of.switch.clone(), source })
        });
        first.chain(later).collect()
    }

    /// What was concluded first.
    pub fn first(&self) -> &[StreamRow] {
        &self.first
    }

    /// The numbers of what was concluded first. What agents and devices did is told by these at all times: a later reading
    /// has the same of it, less what it could not see the beginning of.
    pub fn first_ids(&self) -> Vec<i64> {
        self.first.iter().map(|stream| stream.id).collect()
    }

    /// The numbers of all that are read at some time.
    pub fn ids(&self) -> Vec<i64> {
        self.first.iter().map(|stream| stream.id).chain(self.later.iter().map(|later| later.stream)).collect()
    }

    /// The stream that a later reading is of, else the stream itself: what people added to a call is kept with it.
    pub fn first_of(&self, stream: i64) -> i64 {
        self.later.iter().find(|later| later.stream == stream).map_or(stream, |later| later.of)
    }

    /// Whether a stream answers for a moment; what has no known moment is told by what was concluded first.
    pub fn answers(&self, stream: i64, at: Option<Timestamp>) -> bool {
        let has = |later: &Later| {
            at.is_some_and(|at| later.times.iter().any(|&(from, until)| from <= at && at < until))
        };
        match self.later.iter().find(|later| later.stream == stream) {
            Some(later) => has(later),
            None => !self.later.iter().any(|later| later.of == stream && has(later)),
        }
    }

    /// Rows of the streams that answer for the moment in a column.
    pub fn at(&self, column: &'static str) -> Condition {
        let all = Condition::In("stream", self.ids().into_iter().map(Value::Int).collect());
        if self.later.is_empty() {
            return all;
        }
        let first = self.first.iter().map(|stream| {
            let mut when = vec![Condition::Empty(column)];
            when.extend(self.times_of(stream.id).into_iter().map(|time| during(column, time)));
            (stream.id, when)
        });
        let later = self.later.iter().map(|later| {
            (later.stream, later.times.iter().map(|&time| during(column, time)).collect::<Vec<_>>())
        });
        let each = first.chain(later).map(|(stream, when)| {
            Condition::All(vec![Condition::Is("stream", stream.into()), Condition::Any(when)])
        });
        // The streams are what an index is searched by; the rest is exact.
        Condition::All(vec![all, Condition::Any(each.collect())])
    }

    /// Takes from figures of a stream those of quarter hours for which another one answers.
    pub fn keep_own(&self, stream: i64, figures: &mut Figures) {
        if self.later.iter().any(|later| later.of == stream || later.stream == stream) {
            figures.retain(|quarter: Quarter| self.answers(stream, Some(quarter.start())));
        }
    }

    /// Figures of a scope, of one name or all, in whole quarter hours.
    ///
    /// # Errors
    /// What [`rows`] and [`Cell::read`] say.
    pub async fn figures(
        &self,
        store: &dyn Store,
        scope: Scope,
        name: Option<&str>,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<(CellKey, Cell)>, StoreError> {
        let ranges =
            self.parts(from, until).into_iter().map(|part| (part.streams, cover(part.from, part.until)));
        self.cells(store, scope, name, ranges).await
    }

    /// Figures of a scope by the quarter hour.
    ///
    /// # Errors
    /// As [`Reading::figures`].
    pub async fn quarters(
        &self,
        store: &dyn Store,
        scope: Scope,
        (from, until): (Timestamp, Timestamp),
    ) -> Result<Vec<(CellKey, Cell)>, StoreError> {
        let quarters =
            |part: Part| (part.streams, vec![Range { width: 1, from: part.from, until: part.until }]);
        self.cells(store, scope, None, self.parts(from, until).into_iter().map(quarters)).await
    }

    async fn cells(
        &self,
        store: &dyn Store,
        scope: Scope,
        name: Option<&str>,
        ranges: impl Iterator<Item = (Vec<Value>, Vec<Range>)>,
    ) -> Result<Vec<(CellKey, Cell)>, StoreError> {
        let mut cells = Vec::new();
        for (streams, ranges) in ranges.filter(|(streams, _)| !streams.is_empty()) {
            for range in ranges {
                let mut select = Select::from(FIGURES)
                    .only(Condition::In("stream", streams.clone()))
                    .only(Condition::Is("scope", scope.as_str().into()))
                    .only(Condition::Is("width", i64::from(range.width).into()))
                    .only(Condition::AtLeast("start", range.from.into()))
                    .only(Condition::Below("start", range.until.into()));
                if let Some(name) = name {
                    select = select.only(Condition::Is("name", name.into()));
                }
                for row in rows::<FigureRow>(store, &select).await? {
                    cells.push((CellKey::of(&row)?, Cell::of(&row)?));
                }
            }
        }
        Ok(cells)
    }

    /// A time in parts in each of which the same streams answer, in order.
    pub(crate) fn parts(&self, from: Timestamp, until: Timestamp) -> Vec<Part> {
        let borders =
            self.later.iter().flat_map(|later| &later.times).flat_map(|&(from, until)| [from, until]);
        let mut borders: Vec<Timestamp> =
            borders.filter(|&at| from < at && at < until).chain([from, until]).collect();
        borders.sort_unstable();
        borders.dedup();
        let parts = borders.windows(2).map(|ends| Part {
            from: ends[0],
            until: ends[1],
            streams: self
                .ids()
                .into_iter()
                .filter(|&stream| self.answers(stream, Some(ends[0])))
                .map(Value::Int)
                .collect(),
        });
        parts.collect()
    }

    /// The times that what was concluded first answers for.
    fn times_of(&self, stream: i64) -> Vec<Time> {
        let own = self.later.iter().filter(|later| later.of == stream);
        let mut taken: Vec<Time> = own.flat_map(|later| later.times.iter().copied()).collect();
        taken.sort_unstable();
        free(&taken)
    }
}

/// What lies between and beside times that are in order and apart from each other.
fn free(taken: &[Time]) -> Vec<Time> {
    let begins = std::iter::once(FIRST).chain(taken.iter().map(|&(_, until)| until));
    let ends = taken.iter().map(|&(from, _)| from).chain([LAST]);
    begins.zip(ends).filter(|(from, until)| from < until).collect()
}

/// The parts of a time that lie in some others.
fn within(from: Timestamp, until: Timestamp, others: &[Time]) -> Vec<Time> {
    let parts = others.iter().map(|&(begin, end)| (begin.max(from), end.min(until)));
    parts.filter(|(from, until)| from < until).collect()
}

fn during(column: &'static str, (from, until): Time) -> Condition {
    let from = (from > FIRST).then(|| Condition::AtLeast(column, from.into()));
    let until = (until < LAST).then(|| Condition::Below(column, until.into()));
    Condition::All(from.into_iter().chain(until).chain([Condition::Filled(column)]).collect())
}

#[cfg(test)]
mod tests {
    use callcenter_core::Policy;

    use super::*;
    use crate::journal::{Source, StreamId};
    use crate::memory::MemoryStore;

    fn at(quarter: i64) -> Timestamp {
        Timestamp::from_secs(1_795_219_200 + quarter * 900)
    }

    fn stream(switch: &str) -> StreamRow {
        let id = StreamId { switch: switch.to_owned(), source: Source::Live };
        StreamRow::new(&id, &Policy::default()).expect("it can be written")
    }

    fn reading(of: &StreamRow, generation: u32, from: i64, until: i64) -> ReadingRow {
        ReadingRow {
            stream: of.id / 2 + i64::from(generation),
            of_stream: of.id,
            generation,
            from_at: at(from),
            until_at: at(until),
            since_at: at(100),
        }
    }

    #[test]
    fn each_quarter_hour_is_answered_for_by_one_stream_of_a_switch() {
        let (berlin, bonn) = (stream("berlin"), stream("bonn"));
        let rows = vec![
            reading(&berlin, 1, 0, 40),
            reading(&berlin, 2, 10, 20),
            reading(&berlin, 3, 15, 30),
            reading(&bonn, 1, 5, 12),
        ];
        let read = Reading::new(vec![berlin.clone(), bonn.clone()], rows.clone());
        for quarter in -5..50 {
            let of = |own: &StreamRow| {
                let all = std::iter::once(own.id)
                    .chain(rows.iter().filter(|row| row.of_stream == own.id).map(|row| row.stream));
                all.filter(|&stream| read.answers(stream, Some(at(quarter)))).collect::<Vec<_>>()
            };
            let newest = match quarter {
                15..30 => rows[2].stream,
                10..15 => rows[1].stream,
                0..40 => rows[0].stream,
                _ => berlin.id,
            };
            assert_eq!(of(&berlin), [newest], "{quarter}");
            assert_eq!(of(&bonn), [if (5..12).contains(&quarter) { rows[3].stream } else { bonn.id }]);
        }
        let parts = read.parts(at(-5), at(50));
        assert_eq!((parts[0].from, parts[parts.len() - 1].until), (at(-5), at(50)));
        assert!(parts.windows(2).all(|two| two[0].until == two[1].from), "{parts:?}");
        assert!(parts.iter().all(|part| part.streams.len() == 2), "one of each switch: {parts:?}");
    }

    #[test]
    fn what_has_no_time_is_told_by_what_was_concluded_first() {
        let berlin = stream("berlin");
        let later = reading(&berlin, 1, 0, 40);
        let read = Reading::new(vec![berlin.clone()], vec![later.clone()]);
        assert!(read.answers(berlin.id, None) && !read.answers(later.stream, None));
        assert_eq!(read.first_of(later.stream), berlin.id);
    }

    #[tokio::test]
    async fn of_later_readings_those_are_kept_in_force_that_answer_and_one_too_many_is_refused() {
        let (store, berlin, bonn) = (MemoryStore::new(), stream("berlin"), stream("bonn"));
        let count = async || store.count(&Select::from(READINGS)).await.expect("it can be counted");
        let put = async |row| come_into_force(&store, &berlin, row).await;
        come_into_force(&store, &bonn, reading(&bonn, 1, 0, 9)).await.expect("there is room");
        for n in 0..READINGS_MAX {
            let at = i64::try_from(n).expect("a few");
            let generation = u32::try_from(n).expect("a few") + 1;
            put(reading(&berlin, generation, at, at + 1)).await.expect("there is room");
        }
        let refused = put(reading(&berlin, 80, 90, 91)).await.expect_err("there are too many");
        assert!(refused.to_string().contains("50 later readings of berlin/live"), "{refused}");
        assert_eq!(count().await, READINGS_MAX as u64 + 1, "nothing was changed");
        put(reading(&berlin, 81, 0, 40)).await.expect("it stands for forty others");
        assert_eq!(count().await, 12, "ten, the new one, and that of the other switch");
        put(reading(&berlin, 82, 90, 91)).await.expect("there is room again");
    }

    #[test]
    fn a_reading_that_later_ones_answer_for_altogether_is_not_read() {
        let berlin = stream("berlin");
        let rows = vec![reading(&berlin, 1, 0, 40), reading(&berlin, 2, 0, 40)];
        let newest = rows[1].stream;
        let read = Reading::new(vec![berlin.clone()], rows);
        assert_eq!(read.ids(), [berlin.id, newest]);
    }
}
