//! Where the site is: its days begin at its midnight, on the wallboard and wherever nobody names another zone.

use std::sync::{PoisonError, RwLock};

use callcenter_store::Store;
use jiff::tz::TimeZone;

use crate::control::decided_zone;

/// The zone of the site: what an administrator decided, else what was configured.
#[derive(Debug)]
pub(crate) struct Zone {
    configured: TimeZone,
    /// As the database had it when it was last asked for.
    known: RwLock<Option<TimeZone>>,
}

impl Zone {
    /// A zone that was configured. One without a name is none that a client could ask for: UTC then.
    pub(crate) fn new(configured: TimeZone) -> Self {
        let configured = if configured.iana_name().is_some() { configured } else { TimeZone::UTC };
        Self { configured, known: RwLock::default() }
    }

    /// The zone, read once and then kept until somebody decides otherwise.
    pub(crate) async fn now(&self, store: &dyn Store) -> TimeZone {
        if let Some(zone) = self.known.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return zone.clone();
        }
        // While the store is away it is as configured, and asked for again.
        let Ok(decided) = decided_zone(store).await else { return self.configured.clone() };
        let zone =
            decided.and_then(|name| TimeZone::get(&name).ok()).unwrap_or_else(|| self.configured.clone());
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(zone.clone());
        zone
    }

    /// Reads it again when it is next needed.
    pub(crate) fn forget(&self) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
