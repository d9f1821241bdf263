//! What others may read of a state beside its views: records and legs of single calls, for who keeps them.

use alloc::string::ToString as _;
use alloc::vec::Vec;

use super::State;
use crate::fact::Ended;
use crate::key::{CallId, CallKey, LegKey, Text};
use crate::record::{CallRecord, conclude};
use crate::time::Timestamp;

/// A channel of a call: what was told of it, and its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegRecord {
    /// Its unique id.
    pub leg: LegKey,
    /// Its name.
    pub channel: Text,
    /// The name less technology and number.
    pub endpoint: Text,
    /// The number first presented; empty: none.
    pub number: Text,
    /// The name first presented; empty: none.
    pub name: Text,
    /// When it began; absent without a clock.
    pub started_at: Option<Timestamp>,
    /// When it was answered.
    pub up_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Q.850 cause; absent: not told, or it lives.
    pub cause: Option<u16>,
    /// How its end is known; absent: it lives.
    pub how: Option<Ended>,
}

impl State {
    /// The record of a call that is not closed, as it stands. Nothing when there is no such call, or when it is no call
    /// of its own: internal channels only, or part of another.
    pub fn record(&self, call: &CallKey) -> Option<CallRecord> {
        self.calls.slot(call.as_str()).and_then(|slot| conclude(self, slot))
    }

    /// The call of this identity, or of this linkedid, that is not closed: by its linkedid, as facts name it.
    pub fn find_call(&self, id: &str) -> Option<&CallKey> {
        if let Some(slot) = self.calls.slot(id) {
            return self.calls.key(slot);
        }
        let wanted = |call: &CallId| call.to_string() == id;
        self.calls.iter().find(|(_, _, call)| wanted(&call.id)).map(|(_, key, _)| key)
    }

    /// Every channel that ever carried the linkedid of a call that is not closed, in the order they began.
    pub fn legs_of(&self, call: &CallKey) -> Vec<LegRecord> {
        let legs = self.calls.find(call.as_str()).map(|call| call.legs.as_slice()).unwrap_or_default();
        legs.iter()
            .map(|&slot| {
                let leg = self.leg(slot);
                LegRecord {
                    leg: self.leg_key(slot).clone(),
                    channel: leg.channel.clone(),
                    endpoint: Text::from(leg.endpoint()),
                    number: leg.number.clone(),
                    name: leg.name.clone(),
                    started_at: leg.started.at.known(),
                    up_at: leg.up.and_then(|up| up.at.known()),
                    ended_at: leg.ended.and_then(|end| end.at.at.known()),
                    cause: leg.ended.map(|end| end.cause).filter(|&cause| cause != 0),
                    how: leg.ended.map(|end| end.how),
                }
            })
            .collect()
    }

    /// The call that a leg belongs to now.
    pub fn call_of(&self, leg: &LegKey) -> Option<&CallKey> {
        self.legs.find(leg.as_str()).and_then(|leg| self.calls.key(leg.call))
    }

    /// Since when the switch is not followed: the link is down, or not everything was listed since it is up again.
    pub fn away_since(&self) -> Option<Timestamp> {
        self.link.lost
    }
}
