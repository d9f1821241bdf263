//! Extensions as they stand.

use serde::Serialize;
use utoipa::ToSchema;

use super::Row;
use crate::shown::{Activity, Availability, ContactState, DeviceState, Extension, PhoneActivity};

/// What is live of an extension: the rest of it changes when somebody edits it, and is read at `GET /api/extensions`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ExtensionNow)]
pub(crate) struct ExtensionNow {
    /// The extension.
    pub(crate) number: String,
    /// Whether the phone can be reached.
    pub(crate) status: Availability,
    /// What its calls make it, whatever the device says.
    pub(crate) call_status: PhoneActivity,
    /// The device, as the switch names it.
    pub(crate) device: Option<String>,
    /// The device's state as the switch has it.
    pub(crate) device_state: DeviceState,
    /// The best state of its contacts, as the switch has it; absent: nothing is known of one.
    pub(crate) contact: Option<ContactState>,
    /// Whether it is an agent's phone.
    pub(crate) is_agent: bool,
    /// What that agent is doing.
    pub(crate) activity: Option<Activity>,
    /// The call it is in, or the one that rings.
    pub(crate) call_id: Option<String>,
}

impl From<Extension> for ExtensionNow {
    fn from(row: Extension) -> Self {
        Self {
            number: row.number,
            status: row.status,
            call_status: row.call_status,
            device: row.device,
            device_state: row.device_state,
            contact: row.contact,
            is_agent: row.is_agent,
            activity: row.activity,
            call_id: row.call_id,
        }
    }
}

impl Row for ExtensionNow {
    fn key(&self) -> &str {
        &self.number
    }

    fn masked(&self) -> Option<Self> {
        Some(self.clone())
    }
}
