//! Old files are removed. One that cannot be is passed over, told, and tried again by the next sweep.

use std::collections::BTreeSet;

use callcenter_core::Timestamp;
use callcenter_store::{
    CALLS, CallRow, Condition, RECORDING_FILES, RecordingFileRow, Select, Value, Write, decode_record, rows,
};
use tracing::{info, warn};

use super::folder::NoFile;
use crate::calls::told;
use crate::problem::Problem;
use crate::site::Site;

/// Files that one sweep removes; the next one goes on.
const FILES_MAX: u64 = 5_000;

/// Rows that are read at a time.
const PAGE: u64 = 500;

/// Files that a sweep names in the log, of those that it could not remove.
const NAMED_MAX: u64 = 10;

/// How long a file stays whose call's rows are gone: they may be on their way.
const ORPHAN_DAYS: i64 = 2;

const DAY_MICROS: i64 = 86_400_000_000;

/// What a sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that were removed, or were not there any more.
    pub removed: u64,
    /// Files whose time is over and which are still there: the next sweep tries again.
    pub left: u64,
    /// Why the first of those is.
    pub why: Option<String>,
}

impl Site {
    /// Removes what is old, and tells what came of it.
    pub(super) async fn sweep_recordings(&self) {
        let swept = match self.remove_old_recordings().await {
            Ok(swept) => swept,
            Err(why) => return warn!(%why, "old recordings are not looked for: the next try is in an hour"),
        };
        if swept.removed > 0 {
            info!(files = swept.removed, "old recordings were removed");
        }
        if let Some(why) = swept.why {
            warn!(
                files = swept.left,
                why, "old recordings are still there: see to it, the next try is in an hour"
            );
        }
    }

    /// Removes files that are older than they are to be kept, and those whose calls were removed. A file that cannot be
    /// removed keeps no other one.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when the store is away.
    pub async fn remove_old_recordings(&self) -> Result<Swept, Problem> {
        let now = self.clock.now();
        let days_ago = |days: i64| Timestamp::from_micros(now.as_micros() - days * DAY_MICROS);
        let mut sweep = Sweep { site: self, now, folder: None, done: Swept::default() };
        if let Some(days) = self.recordings.config().keep_days {
            let before = days_ago(i64::from(days));
            self.know_files_of_calls(before).await?;
            sweep.old(before).await?;
        }
        sweep.orphans(days_ago(ORPHAN_DAYS)).await?;
        self.recordings.counts().left_over(sweep.done.left);
        Ok(sweep.done)
    }

    /// Files of calls that began before and were recorded while nobody remembered files: they are known from here on.
    async fn know_files_of_calls(&self, before: Timestamp) -> Result<(), Problem> {
        let reading = told(&*self.store).await?;
        let select = Select::from(CALLS)
            .only(reading.at("started_at"))
            .only(Condition::Above("recordings", 0_i64.into()))
            .only(Condition::Is("live", false.into()))
            .only(Condition::Below("started_at", before.into()))
            .by("started_at")
            .limit(FILES_MAX);
        let mut after = Timestamp::UNKNOWN;
        loop {
            let page = select.clone().only(Condition::Above("started_at", after.into()));
            let calls = rows::<CallRow>(&*self.store, &page).await?;
            let Some(last) = calls.last().and_then(|row| row.started_at) else { return Ok(()) };
            after = last;
            for row in &calls {
                // Whatever was concluded anew since: a file is known once.
                self.know_files_of(row, reading.first_of(row.stream)).await?;
            }
            if (calls.len() as u64) < FILES_MAX {
                return Ok(());
            }
        }
    }

    async fn know_files_of(&self, row: &CallRow, stream: i64) -> Result<(), Problem> {
        let record = decode_record(&row.record)?;
        let files: Vec<Value> = record.recordings.iter().map(|file| file.as_str().into()).collect();
        let known = Select::from(RECORDING_FILES)
            .columns(&["file"])
            .only(Condition::Is("stream", stream.into()))
            .only(Condition::In("file", files));
        let known: BTreeSet<Value> = self.store.select(&known).await?.into_iter().flatten().collect();
        let missing = record.recordings.iter().filter(|file| !known.contains(&Value::from(file.as_str())));
        let missing = missing.map(|file| RecordingFileRow {
            stream,
            file: file.to_string(),
            call_id: row.call_id.clone(),
            leg: String::new(),
            named_at: row.started_at,
            removed_at: None,
            removed_by: String::new(),
        });
        Ok(self.store.write(Write::default().put(missing)).await?)
    }
}

/// A sweep, as far as it is.
struct Sweep<'s> {
    site: &'s Site,
    now: Timestamp,
    /// Whether files can be looked for at all; looked at when there is one to be removed.
    folder: Option<Result<(), NoFile>>,
    done: Swept,
}

impl Sweep<'_> {
    /// Files that were begun before.
    async fn old(&mut self, before: Timestamp) -> Result<(), Problem> {
        let select = Select::from(RECORDING_FILES)
            .only(Condition::Empty("removed_at"))
            .only(Condition::Below("named_at", before.into()));
        let mut after = None;
        while self.done.removed < FILES_MAX {
            let Some(page) = self.page(&select, &mut after).await? else { return Ok(()) };
            for row in page {
                self.remove(&row).await?;
            }
        }
        Ok(())
    }

    /// Files that were begun before, and whose calls are gone.
    async fn orphans(&mut self, before: Timestamp) -> Result<(), Problem> {
        let select = Select::from(RECORDING_FILES).only(Condition::Below("named_at", before.into()));
        let mut after = None;
        while self.done.removed < FILES_MAX {
            let Some(page) = self.page(&select, &mut after).await? else { return Ok(()) };
            let calls = page.iter().map(|row| row.call_id.as_str().into()).collect();
            let there = Select::from(CALLS).columns(&["call_id"]).only(Condition::In("call_id", calls));
            let there: BTreeSet<Value> =
                self.site.store.select(&there).await?.into_iter().flatten().collect();
            for row in page.into_iter().filter(|row| !there.contains(&Value::from(row.call_id.as_str()))) {
                if row.removed_at.is_none() && !self.remove(&row).await? {
                    continue;
                }
                let own = vec![
                    Condition::Is("stream", row.stream.into()),
                    Condition::Is("file", row.file.as_str().into()),
                ];
                self.site.store.write(Write::default().delete(RECORDING_FILES, own)).await?;
            }
        }
        Ok(())
    }

    async fn page(
        &self,
        select: &Select,
        after: &mut Option<(i64, String)>,
    ) -> Result<Option<Vec<RecordingFileRow>>, Problem> {
        let mut page = select.clone().by("stream").by("file").limit(PAGE);
        if let Some((stream, file)) = after.take() {
            page = page.only(Condition::Any(vec![
                Condition::Above("stream", stream.into()),
                Condition::All(vec![
                    Condition::Is("stream", stream.into()),
                    Condition::Above("file", file.into()),
                ]),
            ]));
        }
        let files = rows::<RecordingFileRow>(&*self.site.store, &page).await?;
        *after = files.last().map(|last| (last.stream, last.file.clone()));
        Ok(Some(files).filter(|files| !files.is_empty()))
    }

    /// Removes a file, and says whether it is gone.
    async fn remove(&mut self, row: &RecordingFileRow) -> Result<bool, Problem> {
        let recordings = &self.site.recordings;
        let folder = match self.folder.take() {
            Some(looked) => looked,
            None => recordings.folder_is_there().await,
        };
        let gone = match &folder {
            Ok(()) => recordings.remove(row.clone(), "retention", self.now).await?,
            Err(why) => Err(why.clone()),
        };
        self.folder = Some(folder);
        match gone {
            Ok(()) => {
                self.done.removed += 1;
                Ok(true)
            }
            Err(why) => {
                if self.done.left < NAMED_MAX {
                    warn!(file = row.file, call = row.call_id, %why, "a recording whose time is over cannot be removed");
                }
                self.done.left += 1;
                self.done.why.get_or_insert_with(|| why.to_string());
                Ok(false)
            }
        }
    }
}
