//! Recordings as a service: what is configured, what is known of files, who heard what.

use std::collections::{BTreeMap, VecDeque};
use std::path::Component;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use callcenter_core::{Span, Timestamp};
use callcenter_store::{RecordingFileRow, Store, Write};

use super::config::RecordingsConfig;
use super::folder::Folder;
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
    pub(crate) started: AtomicU64,
    pub(crate) failed: AtomicU64,
    pub(crate) last_failure: Mutex<Option<String>>,
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

    /// Removes a file, and remembers who did. The call goes on telling that it was recorded.
    pub(crate) async fn remove(
        &self,
        file: RecordingFileRow,
        by: &str,
        now: Timestamp,
    ) -> Result<(), Problem> {
        let known = file_row(self.store(), file.stream, &file.file).await?.unwrap_or(file);
        let (folder, name) = (self.folder.clone(), known.file.clone());
        let within = self.within(known.named_at);
        let gone = tokio::task::spawn_blocking(move || folder.remove(&name, within.as_deref())).await;
        gone.map_err(|_| Problem::Internal)?.map_err(|why| Problem::Conflict(why.to_string()))?;
        let row = RecordingFileRow { removed_at: Some(now), removed_by: by.to_owned(), ..known };
        Ok(self.store.write(Write::default().put([row])).await?)
    }
}

impl Counts {
    pub(crate) fn begun(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn failed(&self, why: String) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }
}
