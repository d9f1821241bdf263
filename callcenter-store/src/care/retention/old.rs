//! What is old, kind by kind.

use callcenter_core::Timestamp;

use super::cut::{Cut, batches_to};
use super::{Purge, Purged};
use crate::error::StoreError;
use crate::figures::DAY_MICROS;
use crate::row::{
    AGENT_SESSIONS, AGENT_SPANS, ARCHIVE, ATTEMPTS, BRIDGE_SEGMENTS, CALL_DISPOSITIONS, CALL_NOTES, CALLS,
    DEVICE_STATES, FIGURES, GAPS, HOLDS, JOURNAL, LEGS, PARKINGS, PAUSES, RECORDINGS, SNAPSHOTS, SnapshotRow,
    TALKS, TRANSFERS, VISITS,
};
use crate::select::{Condition, Select};
use crate::store::{Guard, Store, Write};
use crate::table::Table;
use crate::value::Value;

/// Rows that are removed in one transaction: calls with all that belongs to them, intervals, figures.
const ROWS: u64 = 500;

/// Batches of the journal, or pieces of the archive, that are removed in one transaction.
const LARGE_ROWS: u64 = 50;

/// Tables whose rows belong to a call, by its identity.
const CHILDREN: [&Table; 10] =
    [LEGS, TALKS, VISITS, ATTEMPTS, TRANSFERS, HOLDS, PARKINGS, RECORDINGS, CALL_DISPOSITIONS, CALL_NOTES];

/// Removes what is old from one stream.
pub(super) struct Old<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) stream: i64,
    pub(super) fence: Guard,
    pub(super) how: Purge,
    pub(super) cut: &'a Cut,
    pub(super) purged: &'a mut Purged,
    pub(super) progress: &'a mut (dyn FnMut(&Purged) + Send),
}

impl Old<'_> {
    /// Keeps a snapshot where the journal will begin, and forgets those before it, in one transaction.
    pub(super) async fn snapshot(&mut self) -> Result<(), StoreError> {
        let Some(snapshot) = &self.cut.snapshot else { return Ok(()) };
        let seq = snapshot.seq.cast_signed();
        let before = vec![Condition::Is("stream", self.stream.into()), Condition::Below("seq", seq.into())];
        let count = Select { conditions: before.clone(), ..Select::from(SNAPSHOTS) };
        let gone = self.store.count(&count).await?;
        if self.how == Purge::Remove {
            let row = SnapshotRow::of(self.stream, snapshot);
            let write = Write::guarded(self.fence).delete(SNAPSHOTS, before).put([row]);
            self.store.write(write).await?;
        }
        self.done(SNAPSHOTS, gone);
        Ok(())
    }

    /// Calls that ended before, with all that belongs to them.
    pub(super) async fn calls(&mut self, before: Timestamp) -> Result<(), StoreError> {
        let ended = |column| {
            vec![Condition::Above(column, Timestamp::UNKNOWN.into()), Condition::Below(column, before.into())]
        };
        let old = Condition::Any(vec![
            Condition::All(ended("ended_at")),
            Condition::All([vec![Condition::Empty("ended_at")], ended("started_at")].concat()),
        ]);
        let select = Select::from(CALLS)
            .columns(&["call_id"])
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::Is("live", false.into()))
            .only(Condition::AtMost("seq", self.cut.seq.cast_signed().into()))
            .only(old)
            .by("call_id");
        let mut after = String::new();
        loop {
            let page = select.clone().only(Condition::Above("call_id", after.into())).limit(ROWS);
            let calls: Vec<Value> = self.store.select(&page).await?.into_iter().flatten().collect();
            let Some(Value::Text(last)) = calls.last() else { break };
            after = last.clone();
            let of =
                || vec![Condition::Is("stream", self.stream.into()), Condition::In("call_id", calls.clone())];
            let mut write = Write::guarded(self.fence);
            let mut counts = Vec::new();
            for table in CHILDREN {
                let count = Select { conditions: of(), ..Select::from(table) };
                counts.push((table, self.store.count(&count).await?));
                write = write.delete(table, of());
            }
            counts.push((CALLS, calls.len() as u64));
            write = write.delete(CALLS, of());
            self.remove(write, counts).await?;
        }
        // A call that lives may have been in bridges long ago.
        let eldest = Select::from(CALLS)
            .columns(&["started_at"])
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::Is("live", true.into()))
            .only(Condition::Filled("started_at"))
            .by("started_at")
            .limit(1);
        let before = match self.store.select(&eldest).await?.pop().as_deref() {
            Some([Value::Int(started)]) => before.min(Timestamp::from_micros(*started)),
            _ => before,
        };
        self.intervals(BRIDGE_SEGMENTS, before).await
    }

    /// What agents did before.
    pub(super) async fn agents(&mut self, before: Timestamp) -> Result<(), StoreError> {
        for table in [AGENT_SESSIONS, AGENT_SPANS, PAUSES] {
            self.intervals(table, before).await?;
        }
        Ok(())
    }

    /// How devices stood before.
    pub(super) async fn devices(&mut self, before: Timestamp) -> Result<(), StoreError> {
        self.intervals(DEVICE_STATES, before).await
    }

    /// Figures of stretches that were over before, and the gaps in them.
    pub(super) async fn figures(&mut self, before: Timestamp) -> Result<(), StoreError> {
        for (width, length) in [(1_i64, DAY_MICROS / 96), (96, DAY_MICROS)] {
            let start = Timestamp::from_micros(before.as_micros() - length);
            let which = vec![
                Condition::Is("width", width.into()),
                Condition::Above("start", Timestamp::UNKNOWN.into()),
                Condition::AtMost("start", start.into()),
            ];
            self.stretches(which).await?;
        }
        self.intervals(GAPS, before).await
    }

    /// Figures by when they begin: a transaction for each few beginnings.
    async fn stretches(&mut self, which: Vec<Condition>) -> Result<(), StoreError> {
        let stream = Condition::Is("stream", self.stream.into());
        for scope in crate::figures::Scope::ALL {
            let mut own = vec![stream.clone(), Condition::Is("scope", scope.as_str().into())];
            own.extend(which.iter().cloned());
            let select =
                Select { conditions: own.clone(), ..Select::from(FIGURES) }.columns(&["name", "start"]);
            let select = select.by("name").by("start").limit(ROWS);
            let mut after: Option<(Value, Value)> = None;
            loop {
                let mut page = select.clone();
                if let Some((name, start)) = after.take() {
                    page = page.only(Condition::Any(vec![
                        Condition::Above("name", name.clone()),
                        Condition::All(vec![Condition::Is("name", name), Condition::Above("start", start)]),
                    ]));
                }
                let keys = self.store.select(&page).await?;
                let Some([name, start]) = keys.last().map(Vec::as_slice) else { break };
                after = Some((name.clone(), start.clone()));
                let mut write = Write::guarded(self.fence);
                for of_name in keys.chunk_by(|one, two| one[0] == two[0]) {
                    let mut conditions = own.clone();
                    conditions.push(Condition::Is("name", of_name[0][0].clone()));
                    conditions
                        .push(Condition::In("start", of_name.iter().map(|key| key[1].clone()).collect()));
                    write = write.delete(FIGURES, conditions);
                }
                self.remove(write, vec![(FIGURES, keys.len() as u64)]).await?;
            }
        }
        Ok(())
    }

    /// Batches of the journal up to the cut.
    pub(super) async fn journal(&mut self) -> Result<(), StoreError> {
        self.by_number(JOURNAL, "first", batches_to(self.stream, self.cut.seq), LARGE_ROWS).await
    }

    /// Pieces of the archive whose last message came before.
    pub(super) async fn archive(&mut self, before: Timestamp) -> Result<(), StoreError> {
        let select = Select::from(ARCHIVE)
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::Above("until_at", Timestamp::UNKNOWN.into()))
            .only(Condition::Below("until_at", before.into()));
        self.by_number(ARCHIVE, "piece", select, LARGE_ROWS).await
    }

    /// Intervals that ended before, and before the journal begins: what comes later follows from entries that are left.
    async fn intervals(&mut self, table: &'static Table, before: Timestamp) -> Result<(), StoreError> {
        let select = Select::from(table)
            .only(Condition::Is("stream", self.stream.into()))
            .only(Condition::AtMost("seq", self.cut.seq.cast_signed().into()))
            .only(Condition::Above("until_at", Timestamp::UNKNOWN.into()))
            .only(Condition::Below("until_at", before.min(self.cut.at).into()));
        let over = if table == GAPS { select } else { select.only(Condition::Is("open", false.into())) };
        self.by_number(table, "seq", over, ROWS).await
    }

    /// Rows of a stream that have a number, a few at a time, the lowest first.
    async fn by_number(
        &mut self,
        table: &'static Table,
        number: &'static str,
        select: Select,
        rows: u64,
    ) -> Result<(), StoreError> {
        let select = select.columns(&[number]).by(number).limit(rows);
        let mut after = i64::MIN;
        loop {
            let page = select.clone().only(Condition::Above(number, after.into()));
            let numbers: Vec<Value> = self.store.select(&page).await?.into_iter().flatten().collect();
            let Some(&Value::Int(last)) = numbers.last() else { return Ok(()) };
            after = last;
            let counts = vec![(table, numbers.len() as u64)];
            let which = vec![Condition::Is("stream", self.stream.into()), Condition::In(number, numbers)];
            self.remove(Write::guarded(self.fence).delete(table, which), counts).await?;
        }
    }

    async fn remove(&mut self, write: Write, counts: Vec<(&'static Table, u64)>) -> Result<(), StoreError> {
        if self.how == Purge::Remove {
            self.store.write(write).await?;
        }
        for (table, rows) in counts {
            self.done(table, rows);
        }
        (self.progress)(self.purged);
        Ok(())
    }

    fn done(&mut self, table: &'static Table, rows: u64) {
        self.purged.add(table, rows);
    }
}
