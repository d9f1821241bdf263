//! What we say of a time: from the facts of a trace, or from the rows of a store.

use std::collections::BTreeMap;

use callcenter_core::fact::Fact;
use callcenter_core::stats::{Figures, Merge, QueueFigures, Stats};
use callcenter_core::{CallRecord, Entry, QueueKey, State, Text, Timestamp, view};
use thiserror::Error;

use super::pauses::{Change, Pauses};
use crate::error::StoreError;
use crate::figures::{Cell, Scope};
use crate::journal::{decode_record, latest_snapshot};
use crate::row::{CALLS, CallRow, FIGURES, FigureRow, GAPS, GapRow, PAUSES, PauseRow, StreamRow};
use crate::select::{Condition, Select};
use crate::store::{Store, rows};

/// Calls that are compared at one time, with a few kB each.
pub const CALLS_MAX: usize = 500_000;

/// Rows read at a time.
const PAGE: u64 = 2_000;

/// More calls than can be compared at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("more than {CALLS_MAX} calls; compare a shorter time")]
pub struct TooMany;

/// What we say.
#[derive(Debug, Default)]
pub struct Ours {
    pub(crate) calls: Vec<CallRecord>,
    /// Times in which the link was away.
    pub(crate) gaps: Vec<(Timestamp, Option<Timestamp>)>,
    /// Agents by the names that queues call them.
    pub(crate) names: BTreeMap<Text, Text>,
    pub(crate) pauses: Vec<Change>,
    pub(crate) queues: BTreeMap<QueueKey, QueueFigures>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    /// Whether queues count who was connected by the queue's own word.
    stats: Stats,
    figures: Figures,
    follow: Pauses,
    too_many: bool,
}

impl Ours {
    /// Takes in the next entry of a trace.
    pub fn take(&mut self, entry: &Entry) {
        if let Some(at) = entry.at.known() {
            self.from = self.from.or(Some(at));
            self.until = Some(at);
        }
        self.stats.apply(entry);
        self.figures.merge(&self.stats.drain());
        match &entry.fact {
            Fact::CallClosed { record: Some(record), .. } => self.call((**record).clone()),
            Fact::LinkLost => self.gap_begins(entry.at),
            Fact::LinkUp { epoch } if *epoch > 1 => self.gap_begins(self.until.unwrap_or(entry.at)),
            Fact::Synchronized { .. } => {
                if let Some((_, until @ None)) = self.gaps.last_mut() {
                    *until = Some(entry.at);
                }
            }
            Fact::MemberSet(member) => {
                self.names.insert(member.name.clone(), Text::from(member.agent.as_str()));
                self.names.insert(Text::from(member.interface.as_str()), Text::from(member.agent.as_str()));
            }
            _ => {}
        }
        self.follow.take(entry.at, &entry.fact, &mut self.pauses);
    }

    fn gap_begins(&mut self, at: Timestamp) {
        if self.gaps.last().is_none_or(|(_, until)| until.is_some()) {
            self.gaps.push((at, None));
        }
    }

    fn call(&mut self, record: CallRecord) {
        if self.calls.len() < CALLS_MAX {
            self.calls.push(record);
        } else {
            self.too_many = true;
        }
    }

    /// Says that the trace is over: calls that still live count as they stand.
    ///
    /// # Errors
    /// When there are too many.
    pub fn finish(mut self, state: &State) -> Result<Self, TooMany> {
        self.figures.merge(&self.stats.live(state, state.now()));
        state.records().into_iter().for_each(|record| self.call(record));
        let (first, last) = (Timestamp::UNKNOWN, Timestamp::from_micros(i64::MAX));
        self.queues = self
            .figures
            .queues
            .keys()
            .map(|queue| (queue.clone(), self.figures.queue(queue.as_str(), first, last)))
            .collect();
        if self.too_many { Err(TooMany) } else { Ok(self) }
    }

    /// Reads what a stream of a store says of `[from, until)`.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when there are too many calls; else what the store says.
    pub async fn of_stream(
        store: &dyn Store,
        stream: &StreamRow,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut ours = Self {
            from: Some(stream.first_at.max(from)),
            until: Some(stream.tip_at.min(until)),
            ..Self::default()
        };
        let of = |table| Select::from(table).only(Condition::Is("stream", stream.id.into()));
        let mut after = String::new();
        loop {
            let page = of(CALLS)
                .only(Condition::AtLeast("started_at", from.as_micros().into()))
                .only(Condition::Below("started_at", until.as_micros().into()))
                .only(Condition::Above("call_id", after.as_str().into()))
                .by("call_id")
                .limit(PAGE);
            let page: Vec<CallRow> = rows(store, &page).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.call_id);
            for row in &page {
                ours.call(decode_record(&row.record)?);
            }
            if ours.too_many {
                return Err(StoreError::Invalid(TooMany.to_string()));
            }
        }
        for row in rows::<GapRow>(store, &of(GAPS).by("seq")).await? {
            ours.gaps.push((row.from_at, row.until_at));
        }
        ours.pauses = Change::of_rows(&rows::<PauseRow>(store, &of(PAUSES).by("seq")).await?);
        let figures = of(FIGURES)
            .only(Condition::Is("scope", Scope::Queue.as_str().into()))
            .only(Condition::Is("width", 1.into()))
            .only(Condition::AtLeast("start", from.as_micros().into()))
            .only(Condition::Below("start", until.as_micros().into()));
        for row in rows::<FigureRow>(store, &figures).await? {
            if let Cell::Queue(figures) = Cell::read(Scope::Queue, &row.data)? {
                ours.queues.entry(QueueKey::from(row.name)).or_default().merge(&figures);
            }
        }
        if let Some(snapshot) = latest_snapshot(store, stream.id, u64::MAX >> 1).await? {
            for agent in view::agents(&snapshot.state) {
                let key = Text::from(agent.agent.as_str());
                ours.names.extend(
                    agent.queues.iter().map(|member| (Text::from(member.interface.as_str()), key.clone())),
                );
                ours.names.insert(agent.name, key);
            }
        }
        Ok(ours)
    }

    /// Says whose phone a member is whom the books call by a name.
    pub fn named(&mut self, name: &str, agent: &str) {
        self.names.insert(Text::from(name), Text::from(agent));
    }
}
