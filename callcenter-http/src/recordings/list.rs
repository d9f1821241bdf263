//! Recordings as they are listed: those of calls, the latest first.

use std::collections::BTreeMap;
use std::path::PathBuf;

use callcenter_core::record::CallRecord;
use callcenter_core::{Span, Timestamp};
use callcenter_store::{
    CALLS, CallRow, Condition, RECORDING_FILES, Reading, RecordingFileRow, Select, Store, TALKS, Value,
    decode_record, rows,
};
use serde::{Deserialize, Serialize};

use super::folder::NoFile;
use super::service::Recordings;
use crate::calls::{Found, Whose};
use crate::clock::Utc;
use crate::problem::Problem;

/// Conversations by which an agent's calls are found, beside those that he made or answered first: the latest ones.
const TALKS_MAX: u64 = 5_000;

/// Calls that one page looks through at most.
const CALLS_MAX: usize = 2_000;

/// A recording.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct Recording {
    /// Its id.
    pub(crate) id: String,
    /// The call.
    pub(crate) call_id: String,
    /// Counts the call's recordings, from 1.
    pub(crate) n: usize,
    /// The file's name.
    pub(crate) file: String,
    /// When it began; absent: not known.
    pub(crate) started_at: Option<Utc>,
    /// When the call began.
    pub(crate) call_started_at: Option<Utc>,
    /// `inbound`, `outbound`, `internal`.
    #[schema(value_type = String)]
    pub(crate) direction: callcenter_core::record::Direction,
    /// Who called.
    pub(crate) caller: Option<String>,
    /// Whom.
    pub(crate) dialed: Option<String>,
    /// The queue that the call went into first.
    pub(crate) queue: Option<String>,
    /// The conversations that it holds; those of the whole call where it is not known when it began.
    pub(crate) segments: Vec<RecordedSegment>,
    /// Whether it can be heard.
    pub(crate) available: bool,
    /// Why not.
    pub(crate) why_not: Option<String>,
    /// Bytes of the file.
    pub(crate) bytes: Option<u64>,
    /// Seconds of sound, where the file says so.
    pub(crate) duration_s: Option<f64>,
    /// The media type.
    pub(crate) content_type: Option<String>,
    /// When the file was removed.
    pub(crate) removed_at: Option<Utc>,
    /// Who removed it; `retention`: its time was over.
    pub(crate) removed_by: Option<String>,
}

/// A conversation in a recording.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub(crate) struct RecordedSegment {
    /// Counts the call's conversations, from 1.
    n: usize,
    /// Who talked with the caller.
    with: Option<String>,
    /// From when.
    from: Option<Utc>,
    /// Until when; absent: it goes on.
    until: Option<Utc>,
}

/// Which recordings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) call: Option<String>,
    pub(crate) agent: Option<String>,
    pub(crate) queue: Option<String>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) after: Option<After>,
    pub(crate) limit: usize,
}

/// Where a page ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct After {
    started_at: i64,
    call_id: String,
    n: usize,
}

/// A call's id and the number of a recording in it.
pub(crate) fn parted(id: &str) -> Option<(&str, usize)> {
    let (call, n) = id.rsplit_once('.')?;
    let n: usize = n.parse().ok().filter(|n| *n > 0)?;
    Some((call, n))
}

impl Recordings {
    /// A page of recordings, and where the next one begins.
    pub(crate) async fn list(
        &self,
        reading: &Reading,
        wanted: &Wanted,
        whose: &Whose,
    ) -> Result<(Vec<Recording>, Option<After>), Problem> {
        let Some(select) = self.question(reading, wanted, whose).await? else {
            return Ok((Vec::new(), None));
        };
        let mut items = Vec::new();
        let mut after = wanted.after.clone();
        let mut looked = 0;
        loop {
            let page = rows::<CallRow>(self.store(), &onwards(&select, after.as_ref())).await?;
            let is_last = page.len() <= wanted.limit;
            for row in page {
                let record = decode_record(&row.record)?;
                let skip =
                    after.as_ref().filter(|after| after.call_id == row.call_id).map_or(0, |after| after.n);
                let first = reading.first_of(row.stream);
                let (stream, closed) = (row.stream, Some(row.seq));
                let found = Found { record, legs: Vec::new(), stream, first, closed };
                let started_at = row.started_at.unwrap_or(Timestamp::UNKNOWN).as_micros();
                let place = |n| Some(After { started_at, call_id: row.call_id.clone(), n });
                for recording in self.of_call(&found).await?.into_iter().skip(skip) {
                    if items.len() == wanted.limit {
                        return Ok((items, after));
                    }
                    after = place(recording.n);
                    items.push(recording);
                }
                after = place(found.record.recordings.len());
                looked += 1;
            }
            if is_last {
                return Ok((items, None));
            }
            if looked >= CALLS_MAX {
                return Ok((items, after));
            }
        }
    }

    /// The calls in which such recordings are; nothing: nobody may see any.
    async fn question(
        &self,
        reading: &Reading,
        wanted: &Wanted,
        whose: &Whose,
    ) -> Result<Option<Select>, Problem> {
        if reading.is_empty() {
            return Ok(None);
        }
        let mut select = Select::from(CALLS)
            .only(reading.at("started_at"))
            .only(Condition::Above("recordings", 0_i64.into()))
            .latest_first("started_at")
            .latest_first("call_id")
            .limit(wanted.limit as u64 + 1);
        let own = match whose {
            Whose::Everybody => None,
            Whose::Own(agent) => Some(agent),
            Whose::Nobody => return Ok(None),
        };
        for agent in own.into_iter().chain(&wanted.agent) {
            select = select.only(self.with(agent, wanted).await?);
        }
        if let Some(call) = &wanted.call {
            select = select.only(Condition::Is("call_id", call.as_str().into()));
        }
        if let Some(queue) = &wanted.queue {
            select = select.only(Condition::Is("queue", queue.as_str().into()));
        }
        if let Some(from) = wanted.from {
            select = select.only(Condition::AtLeast("started_at", from.into()));
        }
        if let Some(until) = wanted.until {
            select = select.only(Condition::Below("started_at", until.into()));
        }
        Ok(Some(select))
    }

    /// Calls that somebody made, answered or talked in.
    async fn with(&self, agent: &str, wanted: &Wanted) -> Result<Condition, Problem> {
        let mut talks = Select::from(TALKS)
            .columns(&["call_id"])
            .only(Condition::Is("with_whom", agent.into()))
            .latest_first("from_at")
            .limit(TALKS_MAX);
        if let Some(from) = wanted.from {
            talks = talks.only(Condition::AtLeast("from_at", from.into()));
        }
        let calls: Vec<Value> = self.store().select(&talks).await?.into_iter().flatten().collect();
        let is = |column| Condition::Is(column, agent.into());
        Ok(Condition::Any(vec![
            is("caller"),
            is("dialed"),
            is("answered_by"),
            Condition::In("call_id", calls),
        ]))
    }

    /// The recordings of a call.
    pub(crate) async fn of_call(&self, found: &Found) -> Result<Vec<Recording>, Problem> {
        let record = &found.record;
        if record.recordings.is_empty() {
            return Ok(Vec::new());
        }
        let files = record.recordings.iter().map(|file| file.as_str().into()).collect();
        let select = Select::from(RECORDING_FILES)
            .only(Condition::Is("stream", found.first.into()))
            .only(Condition::In("file", files));
        let known = rows::<RecordingFileRow>(self.store(), &select).await?;
        let known: BTreeMap<String, RecordingFileRow> =
            known.into_iter().map(|row| (row.file.clone(), row)).collect();
        let mut recordings = Vec::new();
        for (file, n) in record.recordings.iter().zip(1..) {
            recordings.push(self.recording(record, file.as_str(), n, known.get(file.as_str())).await);
        }
        Ok(recordings)
    }

    async fn recording(
        &self,
        record: &CallRecord,
        file: &str,
        n: usize,
        known: Option<&RecordingFileRow>,
    ) -> Recording {
        let removed = known.and_then(|row| Some((row.removed_at?, row.removed_by.clone())));
        let about = match &removed {
            Some((at, by)) => Err(format!("it was removed at {} by {by}", Utc(*at))),
            None => self.look(file, record.started_at).await.map_err(|why| why.to_string()),
        };
        let started_at = known.and_then(|row| row.named_at);
        let text = |text: &Option<callcenter_core::Text>| text.as_ref().map(ToString::to_string);
        let (about, why_not) = match about {
            Ok(about) => (Some(about), None),
            Err(why) => (None, Some(why)),
        };
        let duration_s = about.as_ref().and_then(|about| about.duration_s);
        Recording {
            id: format!("{}.{n}", record.call_id),
            call_id: record.call_id.clone(),
            n,
            file: file.to_owned(),
            started_at: started_at.map(Utc),
            call_started_at: record.started_at.map(Utc),
            direction: record.direction,
            caller: text(&record.caller),
            dialed: text(&record.dialed),
            queue: record.queue.as_ref().map(ToString::to_string),
            segments: segments(record, started_at, duration_s),
            available: about.is_some(),
            why_not,
            bytes: about.as_ref().map(|about| about.bytes),
            duration_s,
            content_type: about.as_ref().map(|about| about.content_type.to_owned()),
            removed_at: removed.as_ref().map(|(at, _)| Utc(*at)),
            removed_by: removed.map(|(_, by)| by),
        }
    }

    /// What a file says of itself; asked aside, as disks are slow.
    async fn look(&self, file: &str, call_at: Option<Timestamp>) -> Result<About, NoFile> {
        let (folder, file, within) = (self.folder().clone(), file.to_owned(), self.within(call_at));
        let looked = tokio::task::spawn_blocking(move || -> Result<About, NoFile> {
            let mut opened = folder.open(&file, within.as_deref())?;
            let duration_s = opened.seconds();
            Ok(About { bytes: opened.bytes, duration_s, content_type: opened.kind.content_type() })
        });
        looked.await.unwrap_or_else(|why| Err(NoFile::Folder { folder: String::new(), why: why.to_string() }))
    }

    /// The folder within the folder for files of a call that began then.
    pub(crate) fn within(&self, call_at: Option<Timestamp>) -> Option<PathBuf> {
        let pattern = self.config().by_day.as_ref()?;
        let at = jiff::Timestamp::from_microsecond(call_at?.as_micros()).ok()?;
        let zone = jiff::tz::TimeZone::try_system().unwrap_or(jiff::tz::TimeZone::UTC);
        let day = jiff::fmt::strtime::format(pattern, &at.to_zoned(zone)).ok()?;
        Some(PathBuf::from(day))
    }
}

struct About {
    bytes: u64,
    duration_s: Option<f64>,
    content_type: &'static str,
}

/// The conversations that a recording holds.
fn segments(record: &CallRecord, from: Option<Timestamp>, seconds: Option<f64>) -> Vec<RecordedSegment> {
    let until = from.zip(seconds).map(|(from, seconds)| from + Span::from_micros((seconds * 1e6) as i64));
    let segments = record.segments.iter().zip(1..).filter(|(segment, _)| {
        let begins = until.is_none_or(|until| segment.from.is_none_or(|from| from <= until));
        let ends = from.is_none_or(|from| segment.to.is_none_or(|to| to >= from));
        begins && ends
    });
    segments
        .map(|(segment, n)| RecordedSegment {
            n,
            with: segment.with.as_ref().map(ToString::to_string),
            from: segment.from.map(Utc),
            until: segment.to.map(Utc),
        })
        .collect()
}

/// The same question behind where a page ended; the call in which it ended again, for its other recordings.
fn onwards(select: &Select, after: Option<&After>) -> Select {
    let Some(after) = after else { return select.clone() };
    select.clone().only(Condition::Any(vec![
        Condition::Below("started_at", after.started_at.into()),
        Condition::All(vec![
            Condition::Is("started_at", after.started_at.into()),
            Condition::AtMost("call_id", after.call_id.as_str().into()),
        ]),
    ]))
}

/// Files whose rows a store has, by the call.
pub(crate) async fn file_row(
    store: &dyn Store,
    stream: i64,
    file: &str,
) -> Result<Option<RecordingFileRow>, Problem> {
    let select = Select::from(RECORDING_FILES)
        .only(Condition::Is("stream", stream.into()))
        .only(Condition::Is("file", file.into()));
    Ok(rows::<RecordingFileRow>(store, &select).await?.pop())
}
