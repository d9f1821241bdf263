//! Calls that live.

use callcenter_core::view;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Direction, Instant, Seconds, Status};

/// A call that lives.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LiveCall {
    /// The call's identity.
    pub id: String,
    /// Its linkedid: the unique id of its first channel.
    pub linkedid: String,
    /// How it stands.
    pub status: Status,
    /// Who reached whom.
    pub direction: Direction,
    /// An extension, or the number first presented.
    pub caller: Option<String>,
    /// The caller's name.
    pub caller_name: Option<String>,
    /// The caller's leg.
    pub caller_leg: String,
    /// The number first dialled.
    pub dialed: Option<String>,
    /// The queue it waits in, or came through last.
    pub queue: Option<String>,
    /// Who talks with the caller now; while it rings, whose phones do.
    pub with: Vec<String>,
    /// When it began.
    pub started_at: Option<Instant>,
    /// Since when it stands like this.
    pub since: Option<Instant>,
    /// How long the caller has been talking with somebody, holds included, at `as_of`; absent where it is pushed, for it
    /// runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub talk_s: Option<Seconds>,
    /// Legs that live.
    pub legs: Vec<Leg>,
}

/// A leg of a call that lives, as it is named when something is to be done with it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = LiveLeg)]
pub struct Leg {
    /// The leg: the channel's unique id.
    pub leg: String,
    /// Its phone or trunk.
    pub endpoint: String,
    /// Whether answered.
    pub up: bool,
    /// Whether its party holds the other.
    pub holding: bool,
}

impl From<view::CallRow> for LiveCall {
    fn from(row: view::CallRow) -> Self {
        Self {
            id: row.call_id,
            linkedid: row.call.as_str().to_owned(),
            status: row.status.into(),
            direction: row.direction.into(),
            caller: row.caller.map(Into::into),
            caller_name: row.caller_name.map(Into::into),
            caller_leg: row.caller_leg.as_str().to_owned(),
            dialed: row.dialed.map(Into::into),
            queue: row.queue.map(|queue| queue.as_str().to_owned()),
            with: row.with.into_iter().map(Into::into).collect(),
            started_at: row.started_at.map(Into::into),
            since: row.since.map(Into::into),
            talk_s: Some(row.talked.into()),
            legs: row.legs.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<view::LegRow> for Leg {
    fn from(row: view::LegRow) -> Self {
        Self {
            leg: row.leg.as_str().to_owned(),
            endpoint: row.endpoint.into(),
            up: row.up,
            holding: row.holding,
        }
    }
}
