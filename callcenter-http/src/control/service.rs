//! What control keeps beside the database.

use std::sync::{Arc, PoisonError, RwLock};

use super::numbers::ControlConfig;

/// The service behind everything that acts on calls and agents.
#[derive(Debug, Default)]
pub struct Control {
    config: RwLock<Arc<ControlConfig>>,
}

impl Control {
    pub(crate) fn new(config: ControlConfig) -> Self {
        Self { config: RwLock::new(Arc::new(config)) }
    }

    /// By what it is decided what may be asked of the switch, as it stands.
    pub fn config(&self) -> Arc<ControlConfig> {
        self.config.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Decides by something else from here on.
    pub(crate) fn configure(&self, config: ControlConfig) {
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
    }
}
