//! Endpoints that were seen, and what each is taken for.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::Serialize;

use crate::key::Text;
use crate::state::{State, is_local, is_tool};

/// An endpoint that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndpointRow {
    /// Its name: a channel's or device's, less technology and number.
    pub endpoint: Text,
    /// What it is taken for, and why.
    pub kind: EndpointKind,
    /// Channels that live on it.
    pub live_legs: u32,
}

/// What an endpoint is taken for, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointKind {
    /// A trunk: the policy says so.
    ToldTrunk,
    /// An extension: the policy says so.
    ToldExtension,
    /// An extension: it was a queue member's device.
    Member,
    /// An extension: its name is all digits.
    Digits,
    /// A trunk: nothing says otherwise.
    Other,
}

/// Every endpoint that the policy names or that was ever reported, by name.
pub fn endpoints(state: &State) -> Vec<EndpointRow> {
    let mut seen: BTreeMap<Text, u32> = BTreeMap::new();
    let policy = state.policy();
    let told =
        policy.trunks.iter().chain(&policy.extensions).chain(&state.phones).chain(state.contacts.keys());
    for name in told {
        seen.entry(name.clone()).or_default();
    }
    for device in state.devices.keys() {
        // `Queue:support`, `Custom:dnd` and the like are no endpoints.
        if let Some((technology, name)) = device.as_str().split_once('/')
            && !name.is_empty()
            && !technology.contains(':')
            && !is_local(device.as_str())
        {
            seen.entry(Text::from(name)).or_default();
        }
    }
    for leg in state.legs.values().filter(|leg| leg.is_live() && !leg.is_local() && !is_tool(&leg.channel)) {
        *seen.entry(Text::from(leg.endpoint())).or_default() += 1;
    }
    seen.into_iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(endpoint, live_legs)| EndpointRow { kind: kind(state, &endpoint), endpoint, live_legs })
        .collect()
}

fn kind(state: &State, endpoint: &str) -> EndpointKind {
    let policy = state.policy();
    if policy.trunks.contains(endpoint) {
        return EndpointKind::ToldTrunk;
    }
    if policy.extensions.contains(endpoint) {
        return EndpointKind::ToldExtension;
    }
    if state.phones.contains(endpoint) {
        return EndpointKind::Member;
    }
    if state.is_extension(endpoint) { EndpointKind::Digits } else { EndpointKind::Other }
}
