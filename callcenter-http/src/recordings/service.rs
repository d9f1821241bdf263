//! Recordings as a service: what is configured, what is known of files, who heard what.

use std::collections::{BTreeMap, VecDeque};
use std::path::Component;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use callcenter_core::{Span, Timestamp};
use callcenter_store::{RecordingFileRow, Store, Write};

use super::config::RecordingsConfig;
use super::folder::{Folder, NoFile};
use super::list::file_row;
use crate::problem::Problem;

/// How long hearing a recording again is the same hearing: players ask for it in many parts.
pub const HEARING: Span = Span::from_secs(15 * 60);

/// Hearings that are remembered; beyond, the eldest is forgotten, and would be written down again.
pub const HEARINGS_MAX: usize = 10_000;

/// Recordings.
#[derive(Debug)]
pub struct Recordings {
    config: RecordingsConfig,
    folder: Folder,
    store: Arc<dyn Store>,
    heard: Mutex<Heard>,
    counts: Counts,
}

/// What was done without anybody asking, since the start.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Recordings that the rule began.
    pub(crate) started: AtomicU64,
    /// Conversations that were to be recorded and were not.
    pub(crate) failed: AtomicU64,
    /// Files whose time was over at the last sweep, and which are still there.
    pub(crate) left_over: AtomicU64,
}

#[derive(Debug, Default)]
struct Heard {
    since: BTreeMap<(String, String), Timestamp>,
    order: VecDeque<(String, String)>,
}

impl Recordings {
    /// Recordings as a configuration has them. The folder need not be there yet.
    ///
    /// # Errors
    /// Which key is wrong, and why.
    pub fn new(store: Arc<dyn Store>, config: RecordingsConfig) -> Result<Self, String> {
        if let Some(folder) = &config.switch_folder {
            let plain = folder.chars().all(|sign| sign.is_ascii_alphanumeric() || "/._-".contains(sign));
            let below = |part: &str| !part.is_empty() && !part.starts_with('.');
            if !plain || !folder.split('/').all(below) {
                return Err(format!(
                    "switch_folder: {folder:?} must lie below the switch's own folder of recordings: write it as `callcenter`, \
                     with letters, digits and . _ -"
                ));
            }
        }
        if let Some(pattern) = &config.by_day {
            let day = jiff::fmt::strtime::format(
                pattern,
                &jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC),
            );
            let day = day.map_err(|why| format!("by_day: {pattern:?}: {why}"))?;
            let below = |part| matches!(part, Component::Normal(_));
            if !std::path::Path::new(&day).components().all(below) {
                return Err(format!("by_day: {pattern:?} leads out of the folder; write it as %Y/%m/%d"));
            }
        }
        if config.keep_days == Some(0) {
            return Err("keep_days: 0 days are none; leave it out to keep files for ever".to_owned());
        }
        let folder = Folder::new(&config.folder);
        Ok(Self { config, folder, store, heard: Mutex::default(), counts: Counts::default() })
    }

    /// What is configured.
    pub fn config(&self) -> &RecordingsConfig {
        &self.config
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub(crate) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Where the switch is to put a file.
    pub fn on_switch(&self, file: &str) -> String {
        match &self.config.switch_folder {
            Some(folder) => format!("{folder}/{file}"),
            None => file.to_owned(),
        }
    }

    /// Whether somebody hears this anew, and not the next part of what was begun.
    pub(crate) fn is_new_hearing(&self, person: &str, recording: &str, now: Timestamp) -> bool {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (person.to_owned(), recording.to_owned());
        heard.since.get(&key).is_none_or(|since| now - *since >= HEARING || now < *since)
    }

    /// Remembers a hearing that was written down.
    pub(crate) fn hears(&self, person: &str, recording: &str, now: Timestamp) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (person.to_owned(), recording.to_owned());
        if heard.since.insert(key.clone(), now).is_none() {
            heard.order.push_back(key);
        }
        if heard.order.len() > HEARINGS_MAX
            && let Some(eldest) = heard.order.pop_front()
        {
            heard.since.remove(&eldest);
        }
    }

    /// Whether files can be looked for at all. An empty folder has lost what is not mounted: no file in it is taken for gone.
    pub(crate) async fn folder_is_there(&self) -> Result<(), NoFile> {
        let folder = self.folder.clone();
        aside(move || folder.is_there()).await
    }

    /// Removes a file, and remembers who did. The call goes on telling that it was recorded.
    ///
    /// # Errors
    /// When the store is away; within, why the file is still there.
    pub(crate) async fn remove(
        &self,
        file: RecordingFileRow,
        by: &str,
        now: Timestamp,
    ) -> Result<Result<(), NoFile>, Problem> {
        let began = file.named_at;
        let known = file_row(self.store(), file.stream, &file.file).await?.unwrap_or(file);
        let (folder, name) = (self.folder.clone(), known.file.clone());
        // The folder has the day on which the call began, which may be the one before that of the recording.
        let eve = known.named_at.map(|at| at - Span::from_secs(86_400));
        let days: Vec<_> = [began, known.named_at, eve].into_iter().map(|at| self.within(at)).collect();
        let gone = aside(move || days.iter().try_for_each(|within| folder.remove(&name, within.as_deref())));
        if let Err(why) = gone.await {
            return Ok(Err(why));
        }
        let row = RecordingFileRow { removed_at: Some(now), removed_by: by.to_owned(), ..known };
        self.store.write(Write::default().put([row])).await?;
        Ok(Ok(()))
    }
}

/// Does something with files aside, as disks are slow.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NoFile> + Send + 'static,
) -> Result<T, NoFile> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|why| Err(NoFile::Folder { folder: String::new(), why: why.to_string() }))
}

impl Counts {
    pub(crate) fn begun(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn left_over(&self, files: u64) {
        self.left_over.store(files, Ordering::Relaxed);
    }
}
