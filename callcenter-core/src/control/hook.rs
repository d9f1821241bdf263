//! The places in the dialplan that some commands need. `callcenter dialplan` prints them.

use serde::{Deserialize, Serialize};

/// Context of the waiting places.
pub const WAIT_CONTEXT: &str = "callcenter-wait";

/// Context of the extensions that legs are sent to.
pub const REACH_CONTEXT: &str = "callcenter-reach";

/// Whether a leg waits again when whoever it talked with goes: `1` or `0`.
pub const STAY: &str = "CC_STAY";

/// The phone that [`Hook::Phone`] dials.
pub const PHONE: &str = "CC_PHONE";

/// The channel that [`Hook::Pickup`] picks up.
pub const PICKUP: &str = "CC_PICKUP";

/// Said by the dialplan when [`Hook::Pickup`] found nothing to pick up.
pub const PICKUP_FAILED: &str = "CallcenterPickupFailed";

/// Before the number of a [`Hook::Room`].
const ROOM: &str = "room";

/// A place in the dialplan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hook {
    /// Where a customer waits, with music.
    Customer,
    /// Where an agent waits, in silence.
    Agent,
    /// Where a customer goes whose agent left while he waited.
    Alone,
    /// Where three come together.
    Room,
    /// Where a phone picks up what rings elsewhere.
    Pickup,
    /// Where a caller is sent to a phone.
    Phone,
}

impl Hook {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Customer, Self::Agent, Self::Alone, Self::Room, Self::Pickup, Self::Phone];

    /// What a customer who is held, or an attended transfer that the engine drives, needs.
    pub const HOLD: [Self; 3] = [Self::Customer, Self::Agent, Self::Alone];

    /// Its context.
    pub const fn context(self) -> &'static str {
        match self {
            Self::Customer | Self::Agent | Self::Alone => WAIT_CONTEXT,
            Self::Room | Self::Pickup | Self::Phone => REACH_CONTEXT,
        }
    }

    /// Its extension; for [`Hook::Room`] one of those that it stands for.
    pub const fn exten(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Alone => "alone",
            Self::Room => "room0",
            Self::Pickup => "pickup",
            Self::Phone => "phone",
        }
    }

    /// The extension of a room by its number.
    pub fn room(number: u64) -> alloc::string::String {
        alloc::format!("{ROOM}{number}")
    }

    /// The number of a room that [`Hook::room`] named; of others none.
    pub(crate) fn number_of(room: &str) -> Option<u64> {
        room.strip_prefix(ROOM).and_then(|number| number.parse().ok())
    }
}
