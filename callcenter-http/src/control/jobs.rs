//! Work that takes longer than anybody waits: begun by a request, looked at by others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use callcenter_core::Timestamp;
use serde::Serialize;
use tokio::task::AbortHandle;

use crate::clock::Utc;
use crate::desk::{Progress, Reconcluded};
use crate::problem::Problem;
use crate::site::Site;

/// Jobs that are over and still told of; older ones are forgotten.
pub const OVER_MAX: usize = 50;

/// Something that takes its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// What it does: `reconclude`.
    pub what: &'static str,
    /// Who began it, by login.
    pub by: String,
    /// How it stands.
    pub status: JobStatus,
    /// How far it is.
    pub progress: Progress,
    /// When it began.
    pub started_at: Utc,
    /// When it ended.
    pub ended_at: Option<Utc>,
    /// What came of it.
    pub result: Option<Reconcluded>,
    /// Why it failed.
    pub error: Option<String>,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// It works.
    Running,
    /// It is done.
    Done,
    /// It could not be done.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

/// All jobs since the program began.
#[derive(Debug, Clone, Default)]
pub(crate) struct Jobs(Arc<Mutex<Table>>);

/// Jobs by their ids, with what ends those that work.
type Table = BTreeMap<String, (Job, Option<AbortHandle>)>;

impl Jobs {
    /// A job as it stands.
    pub(crate) fn get(&self, id: &str) -> Result<Job, Problem> {
        self.with(|jobs| jobs.get(id).map(|(job, _)| job.clone())).ok_or_else(|| unknown(id))
    }

    /// All of them, the latest first.
    pub(crate) fn all(&self) -> Vec<Job> {
        self.with(|jobs| jobs.values().rev().map(|(job, _)| job.clone()).collect())
    }

    /// Ends a job that works.
    pub(crate) fn cancel(&self, id: &str, at: Timestamp) -> Result<Job, Problem> {
        self.with(|jobs| {
            let (job, handle) = jobs.get_mut(id).ok_or_else(|| unknown(id))?;
            if job.status != JobStatus::Running {
                return Err(Problem::Refused("this job is over; there is nothing to end".to_owned()));
            }
            if let Some(handle) = handle.take() {
                handle.abort();
            }
            job.status = JobStatus::Cancelled;
            job.ended_at = Some(at.into());
            Ok(job.clone())
        })
    }

    /// Begins to conclude history anew; one at a time.
    pub(crate) fn reconclude(&self, site: &Site, by: &str) -> Result<Job, Problem> {
        let job = Job {
            // Later ones sort behind earlier ones.
            id: uuid::Uuid::now_v7().to_string(),
            what: "reconclude",
            by: by.to_owned(),
            status: JobStatus::Running,
            progress: Progress::default(),
            started_at: site.clock.now().into(),
            ended_at: None,
            result: None,
            error: None,
        };
        self.with(|jobs| {
            if let Some((running, _)) = jobs.values().find(|(job, _)| job.status == JobStatus::Running) {
                return Err(Problem::Conflict(format!(
                    "job {} still works; wait for it, or end it with POST /api/jobs/{0}/cancel",
                    running.id
                )));
            }
            while jobs.len() >= OVER_MAX {
                jobs.pop_first();
            }
            jobs.insert(job.id.clone(), (job.clone(), None));
            Ok(())
        })?;
        let (own, site, id) = (self.clone(), site.clone(), job.id.clone());
        let work = tokio::spawn(async move {
            let told = |progress| own.change(&id, |job| job.progress = progress);
            let came = site.desk.reconclude(&told).await;
            if came.is_ok() {
                site.today.forget().await;
            }
            let at = site.clock.now();
            own.change(&id, |job| {
                job.ended_at = Some(at.into());
                match came {
                    Ok(result) => (job.status, job.result) = (JobStatus::Done, Some(result)),
                    Err(why) => (job.status, job.error) = (JobStatus::Failed, Some(why)),
                }
            });
        });
        self.with(|jobs| {
            if let Some((_, handle)) = jobs.get_mut(&job.id) {
                *handle = Some(work.abort_handle());
            }
        });
        Ok(job)
    }

    /// Changes a job that works; one that somebody ended stays as it is.
    fn change(&self, id: &str, change: impl FnOnce(&mut Job)) {
        self.with(|jobs| {
            if let Some((job, _)) = jobs.get_mut(id).filter(|(job, _)| job.status == JobStatus::Running) {
                change(job);
            }
        });
    }

    fn with<T>(&self, look: impl FnOnce(&mut Table) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn unknown(id: &str) -> Problem {
    Problem::Unknown { what: "job", id: id.chars().take(80).collect() }
}
