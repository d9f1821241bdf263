//! What happens by itself: conversations are recorded by rule, and files are remembered.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::time::Duration;

use callcenter_core::fact::Settled;
use callcenter_core::record::{CallRecord, Direction, Status};
use callcenter_core::{CallKey, Command, Entry, Fact, LegKey, Timestamp, view};
use callcenter_store::{CallNoteRow, RecordingFileRow, Write};
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tracing::warn;

use crate::customers::{Given, Numbers};
use crate::site::Site;

/// How often old files are looked for.
const SWEEP: Duration = Duration::from_secs(3_600);

/// How long until a recording of which nothing came is asked for once more.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Who notes on a call that it was not recorded: no login has a blank in it.
pub(crate) const RULE: &str = "recording rule";

/// Characters of a reason that are noted.
const REASON_CHARACTERS_MAX: usize = 500;

/// Recordings that are being asked for at once; beyond, conversations wait for their turn.
const ASKED_MAX: usize = 64;

/// Names of files that wait for a database that is away; beyond, the eldest are told without the moment they began.
const NAMED_MAX: usize = 10_000;

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
                    _ = sweep.tick() => self.sweep_recordings().await,
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
        if self.asked.contains(call) || !self.site.desk.setup().control {
            return;
        }
        if asking.len() >= ASKED_MAX {
            return;
        }
        let Unrecorded::Wanted(wanted) = unrecorded(&self.site, call) else { return };
        self.asked.insert(call.clone());
        asking.spawn(record(self.site.clone(), call.clone(), wanted));
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

/// How it is with the recording of a call.
enum Unrecorded {
    /// It is to be recorded by rule, and is not.
    Wanted(Wanted),
    /// It is recorded, by whomever.
    Recorded,
    /// Nobody talks in it any more, or it is not to be recorded.
    Over,
}

/// A recording to be asked for.
struct Wanted {
    call_id: String,
    leg: LegKey,
    file: String,
}

fn unrecorded(site: &Site, call: &CallKey) -> Unrecorded {
    let found = site.desk.read(|moment| {
        let row = view::call(moment.state, call.as_str())?;
        Some((moment.state.record(&row.call)?, row))
    });
    let Some((record, row)) = found else { return Unrecorded::Over };
    // What the dialplan or somebody records is recorded already.
    if !record.recordings.is_empty() {
        return Unrecorded::Recorded;
    }
    let talks = matches!(record.status, Status::Talking | Status::OnHold);
    let rules = site.customers.directory().rules();
    let rule = &site.recordings.config().record;
    if !talks || !rule.wants(&record, |one, other| is_same(rules, one, other)) {
        return Unrecorded::Over;
    }
    match recorded_leg(&record, &row) {
        Some(leg) => {
            let file = site.recordings.on_switch(&file_name(&record));
            Unrecorded::Wanted(Wanted { call_id: record.call_id, leg, file })
        }
        None => Unrecorded::Over,
    }
}

/// Has a call recorded; asks once more when nothing came of it, and notes it on the call when nothing comes of that either.
async fn record(site: Site, call: CallKey, wanted: Wanted) {
    let call_id = wanted.call_id.clone();
    let Err(why) = asked_for(&site, wanted).await else { return };
    tokio::time::sleep(AGAIN_AFTER).await;
    let why = match unrecorded(&site, &call) {
        Unrecorded::Recorded => return,
        Unrecorded::Over => why,
        Unrecorded::Wanted(wanted) => match asked_for(&site, wanted).await {
            Ok(()) => return,
            Err(why) => why,
        },
    };
    warn!(call = call_id, why, "a conversation that was to be recorded is not");
    site.recordings.counts().failed();
    let why: String = why.chars().filter(|sign| !sign.is_control()).take(REASON_CHARACTERS_MAX).collect();
    let note = CallNoteRow {
        stream: site.desk.stream().number(),
        call_id,
        id: uuid::Uuid::now_v7().to_string(),
        at: site.clock.now(),
        by_login: RULE.to_owned(),
        agent: None,
        text: format!("This conversation was to be recorded and is not: {why}."),
    };
    if let Err(why) = site.store.write(Write::default().put_new([note])).await {
        warn!(%why, "that a conversation was not recorded cannot be noted on its call");
    }
}

/// Asks the switch for a recording.
async fn asked_for(site: &Site, wanted: Wanted) -> Result<(), String> {
    let tracks = site.recordings.config().tracks;
    let command = Command::RecordStart { leg: wanted.leg, file: wanted.file.into(), tracks };
    match site.desk.ask(command).await {
        Ok(settled) if settled.outcome == Settled::Done => {
            site.recordings.counts().begun();
            Ok(())
        }
        Ok(settled) if settled.message.is_empty() => {
            Err("the switch did not do it, and said nothing".to_owned())
        }
        Ok(settled) => Err(format!("the switch said: {}", settled.message)),
        Err(why) => Err(format!("the switch could not be asked: {why}")),
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
