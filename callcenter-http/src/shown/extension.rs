//! Extensions as they stand: device and call apart (F-046).

use std::collections::BTreeMap;

use callcenter_core::State;
use callcenter_core::event;
use callcenter_core::view::{self, PhoneRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::value::filled;
use super::{Activity, ContactState, DeviceState, Instant, PhoneActivity, Seconds};

/// An extension as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = LiveExtension)]
pub struct Extension {
    /// The extension.
    pub number: String,
    /// The name to show.
    pub name: Option<String>,
    /// Whether it is defined here; else it was only seen at the switch.
    pub managed: bool,
    /// Its team, as it is defined.
    pub team: Option<String>,
    /// Whether the phone can be reached.
    pub status: Availability,
    /// What its calls make it, whatever the device says.
    pub call_status: PhoneActivity,
    /// The device, as the switch names it.
    pub device: Option<String>,
    /// The device's state as the switch has it.
    pub device_state: DeviceState,
    /// The best state of its contacts, as the switch has it; absent: nothing is known of one.
    pub contact: Option<ContactState>,
    /// Whether it is an agent's phone.
    pub is_agent: bool,
    /// What that agent is doing.
    pub activity: Option<Activity>,
    /// The call it is in, or the one that rings.
    pub call_id: Option<String>,
    /// Since when the device is in that state.
    pub since: Option<Instant>,
    /// When something last happened on it: its device changed, or its agent did something else.
    pub last_activity_at: Option<Instant>,
    /// How long its device could be reached today.
    pub online_today_s: Option<Seconds>,
    /// How long its device could not be reached today.
    pub offline_today_s: Option<Seconds>,
}

/// Whether a phone can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// It can.
    Online,
    /// It cannot.
    Offline,
    /// The switch knows no such device.
    Invalid,
    /// Nothing was told.
    Unknown,
}

/// Every extension that was seen at the switch, by number. What the store knows of it is added by who asks.
pub fn live_extensions(state: &State) -> BTreeMap<String, Extension> {
    let mut all: BTreeMap<String, Extension> =
        view::phones(state).into_iter().map(|row| (row.extension.to_string(), row.into())).collect();
    for agent in view::agents(state) {
        if let Some(own) = all.get_mut(agent.agent.as_str()) {
            own.name = filled(agent.name);
            own.activity = Some(agent.activity.into());
            own.last_activity_at = agent.since.map(Into::into);
        }
    }
    all
}

impl Extension {
    /// One of which the switch told nothing yet.
    pub(crate) fn unseen(number: String) -> Self {
        Self {
            number,
            name: None,
            managed: false,
            team: None,
            status: Availability::Unknown,
            call_status: PhoneActivity::Idle,
            device: None,
            device_state: DeviceState::Unknown,
            contact: None,
            is_agent: false,
            activity: None,
            call_id: None,
            since: None,
            last_activity_at: None,
            online_today_s: None,
            offline_today_s: None,
        }
    }
}

impl From<PhoneRow> for Extension {
    fn from(row: PhoneRow) -> Self {
        Self {
            number: row.extension.into(),
            name: None,
            managed: false,
            team: None,
            status: Availability::of(row.state, row.contact),
            call_status: row.activity.into(),
            device: row.device.map(|device| device.as_str().to_owned()),
            device_state: row.state.into(),
            contact: row.contact.map(Into::into),
            is_agent: row.is_agent,
            activity: None,
            call_id: row.call_id,
            since: None,
            last_activity_at: None,
            online_today_s: None,
            offline_today_s: None,
        }
    }
}

impl Availability {
    /// From what the switch says of the device and of its best contact: the table is in `docs/HTTP.md`.
    pub fn of(device: event::DeviceState, contact: Option<event::ContactState>) -> Self {
        use event::{ContactState as C, DeviceState as D};
        match (device, contact) {
            (D::Invalid, _) => Self::Invalid,
            // A contact that answers is told sooner than its device.
            (_, Some(C::Reachable)) => Self::Online,
            (D::Unavailable, _) | (_, Some(C::Unreachable | C::Removed)) => Self::Offline,
            (D::Unknown, Some(C::Registered)) => Self::Online,
            (D::Unknown, _) => Self::Unknown,
            _ => Self::Online,
        }
    }

    /// From a device's state alone, as the store has it.
    pub(crate) fn of_word(state: &str) -> Self {
        match state {
            "invalid" => Self::Invalid,
            "unavailable" => Self::Offline,
            "unknown" => Self::Unknown,
            _ => Self::Online,
        }
    }
}

#[cfg(test)]
mod tests {
    use callcenter_core::event::{ContactState as C, DeviceState as D};

    use super::Availability;

    #[test]
    fn f_044_what_the_switch_says_becomes_online_offline_invalid_or_unknown() {
        let of = Availability::of;
        assert_eq!(of(D::Unknown, None), Availability::Unknown);
        assert_eq!(of(D::Invalid, Some(C::Reachable)), Availability::Invalid);
        for device in [D::NotInUse, D::InUse, D::Busy, D::Ringing, D::RingingInUse, D::OnHold] {
            assert_eq!(of(device, None), Availability::Online, "{device:?}");
            assert_eq!(of(device, Some(C::Unreachable)), Availability::Offline, "{device:?}");
            assert_eq!(of(device, Some(C::Reachable)), Availability::Online, "{device:?}");
        }
        assert_eq!(of(D::Unavailable, None), Availability::Offline);
        assert_eq!(of(D::Unavailable, Some(C::Registered)), Availability::Offline);
        assert_eq!(of(D::Unavailable, Some(C::Reachable)), Availability::Online);
        assert_eq!(of(D::Unknown, Some(C::Registered)), Availability::Online);
        assert_eq!(of(D::Unknown, Some(C::Unreachable)), Availability::Offline);
        assert_eq!(of(D::Unknown, Some(C::Unknown)), Availability::Unknown);
    }
}
