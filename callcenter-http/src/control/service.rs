//! What control keeps beside the database.

use std::sync::{Arc, PoisonError, RwLock};

use super::jobs::Jobs;
use super::numbers::ControlConfig;
use super::once::UnderWay;
use super::settings::{self, AgentSettings};
use crate::problem::Problem;
use crate::site::Site;

/// The service behind everything that acts on calls and agents.
#[derive(Debug, Default)]
pub struct Control {
    /// What holds until an administrator decides otherwise.
    pub(super) configured: ControlConfig,
    /// What holds, as the database had it when it was last asked for.
    rules: RwLock<Option<Arc<Rules>>>,
    /// Keys of requests that are under way.
    pub(super) under_way: UnderWay,
    /// Whoever changes settings holds it.
    pub(super) changing: tokio::sync::Mutex<()>,
    /// Whoever changes what is known of a call holds it.
    pub(super) writing: tokio::sync::Mutex<()>,
    /// What takes its time.
    pub(crate) jobs: Jobs,
}

/// By what it is decided what may be asked of the switch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Rules {
    pub(super) control: ControlConfig,
    pub(super) agents: AgentSettings,
}

impl Control {
    pub(crate) fn new(configured: ControlConfig) -> Self {
        Self { configured, ..Self::default() }
    }

    /// By what it is decided, read once and then kept until somebody changes it.
    pub(super) async fn rules(&self, site: &Site) -> Result<Arc<Rules>, Problem> {
        if let Some(rules) = self.rules.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(rules.clone());
        }
        // Nobody changes them between reading and keeping.
        let _turn = self.changing.lock().await;
        let (control, agents, ..) = settings::stored(&*site.store, &self.configured).await?;
        let rules = Arc::new(Rules { control, agents });
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Some(rules.clone());
        Ok(rules)
    }

    /// Reads the rules again when they are next needed.
    pub(super) fn forget(&self) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
