//! Calls that live.

use super::Row;
use crate::shown::{Leg, LiveCall};

impl Row for LiveCall {
    fn key(&self) -> &str {
        &self.id
    }

    /// An agent's own calls are no shared rows.
    fn masked(&self) -> Option<Self> {
        None
    }
}

/// The leg of a phone in a call, the answered one first.
pub(in crate::live) fn leg_of<'c>(call: &'c LiveCall, phone: &str) -> Option<&'c Leg> {
    call.legs.iter().filter(|leg| leg.endpoint == phone).max_by_key(|leg| leg.up)
}
