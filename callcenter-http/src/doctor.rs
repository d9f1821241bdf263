//! Examinations of the switch: one at a time, each within its time.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::desk::Examination;
use crate::problem::Problem;

/// How long an examination may take; then it is ended.
pub(crate) const EXAMINATION_MAX: Duration = Duration::from_secs(60);

type Outcome = Result<Examination, Problem>;

/// Examines the switch for whoever asks.
#[derive(Debug)]
pub(crate) struct Doctor {
    within: Duration,
    /// What the latest examination tells when it is over.
    latest: Mutex<Option<watch::Receiver<Option<Outcome>>>>,
}

impl Default for Doctor {
    fn default() -> Self {
        Self { within: EXAMINATION_MAX, latest: Mutex::default() }
    }
}

impl Doctor {
    /// What the examination finds that is under way, else a new one. It goes on when whoever asked is gone.
    ///
    /// # Errors
    /// Why the switch cannot be examined.
    pub(crate) async fn examine(
        &self,
        examination: impl Future<Output = Result<Examination, String>> + Send + 'static,
    ) -> Outcome {
        let mut told = self.under_way(examination);
        let outcome = told.wait_for(Option::is_some).await.map_err(|_| Problem::Internal)?;
        outcome.clone().unwrap_or(Err(Problem::Internal))
    }

    fn under_way(
        &self,
        examination: impl Future<Output = Result<Examination, String>> + Send + 'static,
    ) -> watch::Receiver<Option<Outcome>> {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        // One that failed is gone without a word.
        if let Some(told) =
            latest.as_ref().filter(|told| told.borrow().is_none() && told.has_changed().is_ok())
        {
            return told.clone();
        }
        let (tell, told) = watch::channel(None);
        let within = self.within;
        tokio::spawn(async move {
            let outcome = match tokio::time::timeout(within, examination).await {
                Ok(found) => {
                    found.map_err(|why| Problem::Unavailable(format!("the switch cannot be examined: {why}")))
                }
                Err(_) => Err(Problem::TimedOut(format!(
                    "the switch did not answer everything within {} s: try again when it has less to do",
                    within.as_secs()
                ))),
            };
            tell.send_replace(Some(outcome));
        });
        *latest = Some(told.clone());
        told
    }
}

#[cfg(test)]
mod tests {
    use callcenter_core::Timestamp;

    use super::*;

    fn found(place: &str) -> Examination {
        Examination {
            at: Timestamp::UNKNOWN.into(),
            place: place.to_owned(),
            user: "callcenter".to_owned(),
            findings: Vec::new(),
            manager_conf: None,
        }
    }

    #[tokio::test]
    async fn an_examination_that_does_not_end_is_ended_and_the_next_one_begins_anew() {
        let doctor = Doctor { within: Duration::from_millis(1), ..Doctor::default() };
        let refused = doctor.examine(std::future::pending()).await.expect_err("it never ends");
        assert!(matches!(refused, Problem::TimedOut(_)), "{refused}");
        assert_eq!(doctor.examine(std::future::ready(Ok(found("a")))).await, Ok(found("a")));
    }

    #[tokio::test]
    async fn an_examination_goes_on_without_who_asked_first_and_whoever_asks_meanwhile_is_told_the_same() {
        let doctor = Doctor::default();
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        drop(doctor.under_way(async move {
            ended.await.map_err(|why| why.to_string())?;
            Ok(found("first"))
        }));
        let (one, other, ()) = tokio::join!(
            doctor.examine(std::future::ready(Ok(found("second")))),
            doctor.examine(std::future::ready(Ok(found("third")))),
            async { end.send(()).expect("it is waited for") }
        );
        assert_eq!((one, other), (Ok(found("first")), Ok(found("first"))));
        assert_eq!(doctor.examine(std::future::ready(Ok(found("fourth")))).await, Ok(found("fourth")));
    }

    #[tokio::test]
    async fn an_examination_that_fails_by_a_defect_keeps_nobody_waiting() {
        let doctor = Doctor::default();
        let failed = doctor.examine(async { panic!("a defect, as this test wants it") }).await;
        assert_eq!(failed, Err(Problem::Internal));
        assert_eq!(doctor.examine(std::future::ready(Ok(found("next")))).await, Ok(found("next")));
    }
}
