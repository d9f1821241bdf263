//! Who the other side of a call is, as a customer: told to the agent whose phone rings.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use callcenter_core::AgentKey;
use serde_json::Value;

use crate::shown::LiveCall;

/// Longest time that a card is waited for; the ringing itself is told at once.
pub const CARD_WAIT: Duration = Duration::from_secs(5);

/// Where the cards of customers come from.
#[async_trait]
pub trait CardSource: Send + Sync + Debug + 'static {
    /// The card of the other side of an agent's call, as it is shown: also that nobody is known there, or that the source
    /// is away. Nothing when there is nobody to look for, such as in a call to a colleague.
    async fn card(&self, call: &LiveCall, agent: &AgentKey) -> Option<Value>;
}
