//! What happens by itself: conversations are recorded by rule, files are remembered, old ones are removed.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::time::Duration;

use callcenter_core::record::{CallRecord, Direction, Status};
use callcenter_core::{CallKey, Command, Entry, Fact, LegKey, Timestamp, view};
use callcenter_store::{
    CALLS, Condition, RECORDING_FILES, RecordingFileRow, Select, StoreError, Value, Write, rows,
};
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tracing::{info, warn};

use crate::customers::{Given, Numbers};
use crate::problem::Problem;
use crate::site::Site;

/// How often old files are looked for.
const SWEEP: Duration = Duration::from_secs(3_600);

/// Files that one sweep looks at; the next one goes on.
const FILES_MAX: u64 = 5_000;

/// Recordings that are being asked for at once; beyond, conversations wait for their turn.
const ASKED_MAX: usize = 64;

/// Names of files that wait for a database that is away; beyond, the eldest are told without the moment they began.
const NAMED_MAX: usize = 10_000;

/// How long a file stays whose call's rows are gone: they may be on their way.
const ORPHAN_DAYS: i64 = 2;

const DAY_MICROS: i64 = 86_400_000_000;

impl Site {
    /// Records conversations by rule, remembers files, and removes old ones, until `stop` is over. Without it recordings
    /// that the dialplan or people began are listed and heard all the same.
    pub async fn keep_recordings(&self, stop: impl Future<Output = ()> + Send) {
        tokio::pin!(stop);
        let mut keeper = Keeper { site: self.clone(), asked: BTreeSet::new(), named: BTreeMap::new() };
        let mut asking = JoinSet::new();
        let mut sweep = interval_at(Instant::now() + Duration::from_secs(60), SWEEP);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        'anew: loop {
            let mut follow = self.desk.follow();
            let seen = self.desk.read(|moment| moment.state.seq());
            keeper.consider_all(&mut asking);
            loop {
                tokio::select! {
                    () = &mut stop => return,
                    _ = sweep.tick() => self.recordings_removed().await,
                    Some(_) = asking.join_next(), if !asking.is_empty() => {}
                    batch = follow.recv() => match batch {
                        Ok(batch) => {
                            for entry in batch.iter().filter(|entry| entry.seq > seen) {
                                keeper.take(entry, &mut asking);
                            }
                            keeper.write_names().await;
                        }
                        Err(RecvError::Lagged(_)) => continue 'anew,
                        Err(RecvError::Closed) => {
                            // The engine is set up anew, or ends: then `stop` is over soon.
                            tokio::select! {
                                () = &mut stop => return,
                                () = tokio::time::sleep(Duration::from_millis(200)) => continue 'anew,
                            }
                        }
                    },
                }
            }
        }
    }

    async fn recordings_removed(&self) {
        match self.remove_old_recordings().await {
            Ok(0) => {}
            Ok(files) => info!(files, "old recordings were removed"),
            Err(why) => warn!(%why, "old recordings cannot be removed"),
        }
    }

    /// Removes files that are older than they are to be kept, and those whose calls were removed; says how many.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when the store is away; [`Problem::Conflict`] for a file that cannot be removed.
    pub async fn remove_old_recordings(&self) -> Result<u64, Problem> {
        let now = self.clock.now();
        let mut removed = 0;
        if let Some(days) = self.recordings.config().keep_days {
            let before = Timestamp::from_micros(now.as_micros() - i64::from(days) * DAY_MICROS);
            self.know_files_of_calls(before).await?;
            for row in self.files_before(before).await? {
                self.recordings.remove(row, "retention", now).await?;
                removed += 1;
            }
        }
        let orphans = Timestamp::from_micros(now.as_micros() - ORPHAN_DAYS * DAY_MICROS);
        for row in self.files_without_calls(orphans).await? {
            if row.removed_at.is_none() {
                self.recordings.remove(row.clone(), "retention", now).await?;
                removed += 1;
            }
            let own = vec![
                Condition::Is("stream", row.stream.into()),
                Condition::Is("file", row.file.as_str().into()),
            ];
            self.store.write(Write::default().delete(RECORDING_FILES, own)).await?;
        }
        Ok(removed)
    }

    /// Files of calls that began before and were recorded while nobody remembered files: they are known from here on.
    async fn know_files_of_calls(&self, before: Timestamp) -> Result<(), Problem> {
        let select = Select::from(CALLS)
            .only(Condition::Above("recordings", 0_i64.into()))
            .only(Condition::Is("live", false.into()))
            .only(Condition::Below("started_at", before.into()))
            .by("started_at")
            .limit(FILES_MAX);
        let mut after = Timestamp::UNKNOWN;
        loop {
            let page = select.clone().only(Condition::Above("started_at", after.into()));
            let calls = rows::<callcenter_store::CallRow>(&*self.store, &page).await?;
            let Some(last) = calls.last().and_then(|row| row.started_at) else { return Ok(()) };
            after = last;
            for row in &calls {
                let record = callcenter_store::decode_record(&row.record)?;
                let files: Vec<Value> = record.recordings.iter().map(|file| file.as_str().into()).collect();
                let known = Select::from(RECORDING_FILES)
                    .columns(&["file"])
                    .only(Condition::Is("stream", row.stream.into()))
                    .only(Condition::In("file", files));
                let known: BTreeSet<Value> = self.store.select(&known).await?.into_iter().flatten().collect();
                let missing =
                    record.recordings.iter().filter(|file| !known.contains(&Value::from(file.as_str())));
                let missing: Vec<_> = missing
                    .map(|file| RecordingFileRow {
                        stream: row.stream,
                        file: file.to_string(),
                        call_id: row.call_id.clone(),
                        leg: String::new(),
                        named_at: row.started_at,
                        removed_at: None,
                        removed_by: String::new(),
                    })
                    .collect();
                self.store.write(Write::default().put(missing)).await?;
            }
            if (calls.len() as u64) < FILES_MAX {
                return Ok(());
            }
        }
    }

    async fn files_before(&self, before: Timestamp) -> Result<Vec<RecordingFileRow>, StoreError> {
        let select = Select::from(RECORDING_FILES)
            .only(Condition::Empty("removed_at"))
            .only(Condition::Below("named_at", before.into()))
            .by("named_at")
            .limit(FILES_MAX);
        rows(&*self.store, &select).await
    }

    async fn files_without_calls(&self, before: Timestamp) -> Result<Vec<RecordingFileRow>, StoreError> {
        let select = Select::from(RECORDING_FILES).only(Condition::Below("named_at", before.into()));
        let mut orphans = Vec::new();
        let mut after: Option<(i64, String)> = None;
        loop {
            let mut page = select.clone().by("stream").by("file").limit(500);
            if let Some((stream, file)) = after.take() {
                page = page.only(Condition::Any(vec![
                    Condition::Above("stream", stream.into()),
                    Condition::All(vec![
                        Condition::Is("stream", stream.into()),
                        Condition::Above("file", file.into()),
                    ]),
                ]));
            }
            let files = rows::<RecordingFileRow>(&*self.store, &page).await?;
            let Some(last) = files.last() else { return Ok(orphans) };
            after = Some((last.stream, last.file.clone()));
            let calls = files.iter().map(|row| row.call_id.as_str().into()).collect();
            let there = Select::from(CALLS).columns(&["call_id"]).only(Condition::In("call_id", calls));
            let there: BTreeSet<Value> = self.store.select(&there).await?.into_iter().flatten().collect();
            orphans
                .extend(files.into_iter().filter(|row| !there.contains(&Value::from(row.call_id.as_str()))));
            if orphans.len() as u64 >= FILES_MAX {
                return Ok(orphans);
            }
        }
    }
}

/// Follows the desk.
struct Keeper {
    site: Site,
    /// Calls for which a recording was asked; once in a call's life, so that what somebody stops stays stopped.
    asked: BTreeSet<CallKey>,
    /// Files that are not written down yet.
    named: BTreeMap<String, RecordingFileRow>,
}

impl Keeper {
    fn take(&mut self, entry: &Entry, asking: &mut JoinSet<()>) {
        match &entry.fact {
            Fact::TalkStarted { call, .. } | Fact::TalkResumed { call, .. } => self.consider(call, asking),
            Fact::RecordingNamed { leg, file } => self.name(entry.at, leg, file),
            Fact::CallClosed { call, .. } => {
                self.asked.remove(call);
            }
            Fact::CallsMerged { kept, absorbed } if self.asked.remove(absorbed) => {
                self.asked.insert(kept.clone());
            }
            _ => {}
        }
    }

    /// After a start, or when entries were missed: conversations that go on.
    fn consider_all(&mut self, asking: &mut JoinSet<()>) {
        let calls: Vec<CallKey> = self
            .site
            .desk
            .read(|moment| view::calls(moment.state).into_iter().map(|call| call.call).collect());
        for call in &calls {
            self.consider(call, asking);
        }
        let calls: BTreeSet<CallKey> = calls.into_iter().collect();
        self.asked.retain(|call| calls.contains(call));
    }

    fn consider(&mut self, call: &CallKey, asking: &mut JoinSet<()>) {
        let rule = &self.site.recordings.config().record;
        if self.asked.contains(call) || !self.site.desk.setup().control {
            return;
        }
        let found = self.site.desk.read(|moment| {
            let row = view::call(moment.state, call.as_str())?;
            Some((moment.state.record(&row.call)?, row))
        });
        let Some((record, row)) = found else { return };
        // What the dialplan or somebody records is recorded already.
        let talks = matches!(record.status, Status::Talking | Status::OnHold) && record.recordings.is_empty();
        let rules = self.site.customers.directory().rules();
        if !talks
            || !rule.wants(&record, |one, other| is_same(rules, one, other))
            || asking.len() >= ASKED_MAX
        {
            return;
        }
        let Some(leg) = recorded_leg(&record, &row) else { return };
        self.asked.insert(call.clone());
        let site = self.site.clone();
        let file = site.recordings.on_switch(&file_name(&record));
        let tracks = site.recordings.config().tracks;
        asking.spawn(async move {
            let counts = site.recordings.counts();
            match site.desk.ask(Command::RecordStart { leg, file: file.into(), tracks }).await {
                Ok(settled) if settled.outcome == callcenter_core::fact::Settled::Done => counts.begun(),
                Ok(settled) => counts.failed(format!("the switch did not record: {}", settled.message)),
                Err(why) => counts.failed(format!("the switch could not be asked to record: {why}")),
            }
        });
    }

    fn name(&mut self, at: Timestamp, leg: &LegKey, file: &callcenter_core::Text) {
        let call = self.site.desk.read(|moment| {
            let call = moment.state.call_of(leg)?;
            Some(moment.state.record(call)?.call_id)
        });
        let Some(call_id) = call else { return };
        if self.named.len() >= NAMED_MAX {
            self.named.pop_first();
        }
        let row = RecordingFileRow {
            stream: self.site.desk.stream().number(),
            file: file.to_string(),
            call_id,
            leg: leg.as_str().to_owned(),
            named_at: Some(at),
            removed_at: None,
            removed_by: String::new(),
        };
        self.named.insert(row.file.clone(), row);
    }

    async fn write_names(&mut self) {
        if self.named.is_empty() {
            return;
        }
        match self.site.store.write(Write::default().put(self.named.values().cloned())).await {
            Ok(()) => self.named.clear(),
            Err(why) => warn!(%why, files = self.named.len(), "files of recordings are remembered later"),
        }
    }
}

/// The leg whose recording lasts longest: of who is outside, for an agent may give the call on.
fn recorded_leg(record: &CallRecord, row: &view::CallRow) -> Option<LegKey> {
    let other = row.legs.iter().find(|leg| leg.up && leg.leg != row.caller_leg).map(|leg| leg.leg.clone());
    match record.direction {
        Direction::Outbound => other.or_else(|| Some(row.caller_leg.clone())),
        Direction::Inbound | Direction::Internal => {
            row.legs.iter().any(|leg| leg.leg == row.caller_leg).then(|| row.caller_leg.clone()).or(other)
        }
    }
}

/// The name says the day for people and the call for programs; nothing in it is of a caller's choosing.
fn file_name(record: &CallRecord) -> String {
    let at = record.started_at.and_then(|at| jiff::Timestamp::from_microsecond(at.as_micros()).ok());
    let day = at.map(|at| at.strftime("%Y%m%d-%H%M%S").to_string()).unwrap_or_else(|| "unknown".to_owned());
    format!("{day}-{}.wav", record.call_id)
}

fn is_same(rules: &Numbers, one: &str, other: &str) -> bool {
    match (rules.read(one), rules.read(other)) {
        (Given::Number(one), Given::Number(other)) => {
            one.digits == other.digits
                || one.e164.first().is_some_and(|e164| other.e164.first() == Some(e164))
        }
        _ => false,
    }
}
