//! Phones as they stand: what the switch's devices say, and what their legs do, kept apart.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::agent::best;
use crate::event::{ContactState, DeviceState, LegState};
use crate::key::{DeviceKey, Text};
use crate::state::State;

/// An extension's phone as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneRow {
    /// The extension: the device less its technology.
    pub extension: Text,
    /// The device; absent: only its contact or its calls were seen.
    pub device: Option<DeviceKey>,
    /// State of the device, as the switch has it.
    pub state: DeviceState,
    /// Whether the phone's contact answers; absent: nothing is known of one.
    pub contact: Option<ContactState>,
    /// What its legs do.
    pub activity: PhoneActivity,
    /// The call it is in, or the one that rings.
    pub call_id: Option<String>,
    /// Whether an agent's.
    pub is_agent: bool,
}

/// What a phone does, by precedence: a later one hides an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneActivity {
    /// No call.
    #[default]
    Idle,
    /// Rings.
    Ringing,
    /// Calls somebody.
    Calling,
    /// Its party holds the other.
    OnHold,
    /// In a call.
    InCall,
}

/// All extensions' phones that were ever reported, by name. Trunks are none.
pub fn phones(state: &State) -> Vec<PhoneRow> {
    let mut rows = BTreeMap::new();
    for (device, &told) in &state.devices {
        let Some((_, extension)) = device.as_str().split_once('/').filter(|(tech, _)| is_phone(tech)) else {
            continue;
        };
        let Some(row) = row(state, &mut rows, extension) else { continue };
        row.device = Some(device.clone());
        row.state = told;
    }
    for (endpoint, contacts) in &state.contacts {
        let Some(row) = row(state, &mut rows, endpoint) else { continue };
        row.contact = best(contacts);
    }
    for (_, _, leg) in state.legs.iter().filter(|(_, _, leg)| leg.is_live() && !leg.is_local()) {
        let Some(row) = row(state, &mut rows, leg.endpoint()) else { continue };
        let holds = leg.holds.last().is_some_and(|hold| hold.to.is_none());
        let activity = match leg.state {
            LegState::Up if holds => PhoneActivity::OnHold,
            LegState::Up => PhoneActivity::InCall,
            _ if leg.dial.is_some() => PhoneActivity::Ringing,
            _ => PhoneActivity::Calling,
        };
        if row.call_id.is_none() || activity > row.activity {
            row.activity = activity;
            row.call_id = Some(state.call(leg.call).id.to_string());
        }
    }
    rows.into_values().collect()
}

/// The row of an extension; none: it is a trunk.
fn row<'r>(
    state: &State,
    rows: &'r mut BTreeMap<Text, PhoneRow>,
    extension: &str,
) -> Option<&'r mut PhoneRow> {
    if !state.is_extension(extension) {
        return None;
    }
    Some(rows.entry(Text::from(extension)).or_insert_with(|| PhoneRow {
        extension: Text::from(extension),
        device: None,
        state: DeviceState::default(),
        contact: None,
        activity: PhoneActivity::default(),
        call_id: None,
        is_agent: state.agents.contains_key(extension),
    }))
}

/// Whether devices of a technology are phones: queues, hints and conferences have device states too.
fn is_phone(technology: &str) -> bool {
    ["PJSIP", "SIP", "IAX2", "DAHDI", "SCCP", "MGCP", "Skinny"].contains(&technology)
}
