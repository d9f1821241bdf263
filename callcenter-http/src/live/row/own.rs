//! What concerns the agent that somebody is.

use std::sync::Arc;

use serde::Serialize;

use utoipa::ToSchema;

use super::call::leg_of;
use crate::customers::Card;
use crate::shown::LiveCall;

/// A call of the agent's own, with all that may be known of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct OwnCall {
    /// The call's identity.
    pub(crate) id: String,
    /// The agent's leg in it: actions are about this one.
    pub(crate) leg: String,
    /// What the agent's phone does.
    pub(crate) phone: PhoneState,
    /// The call.
    pub(crate) call: LiveCall,
    /// Who the other side is; absent: nobody to look for, or not known yet. It comes when it comes, in a row of its own.
    #[schema(value_type = Option<Card>)]
    pub(crate) card: Option<Arc<Card>>,
}

/// What the phone does in one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PhoneState {
    /// It rings.
    Ringing,
    /// It calls somebody who has not answered.
    Calling,
    /// In conversation.
    InCall,
    /// Its party holds the other.
    OnHold,
}

impl OwnCall {
    /// A call as the agent with this phone has it; nothing when the phone has no leg in it.
    pub(in crate::live) fn of(call: &LiveCall, phone: &str, card: Option<Arc<Card>>) -> Option<Self> {
        let leg = leg_of(call, phone)?;
        let state = match (leg.up, leg.holding) {
            (true, true) => PhoneState::OnHold,
            (true, false) => PhoneState::InCall,
            (false, _) if leg.leg == call.caller_leg => PhoneState::Calling,
            (false, _) => PhoneState::Ringing,
        };
        Some(Self { id: call.id.clone(), leg: leg.leg.clone(), phone: state, call: call.clone(), card })
    }
}
