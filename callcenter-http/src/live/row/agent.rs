//! Agents as they stand.

use super::Row;
use crate::shown::{Agent, AgentCall};

impl Row for Agent {
    fn key(&self) -> &str {
        &self.agent
    }

    /// Colleagues see that somebody is in a call, not with whom.
    fn masked(&self) -> Option<Self> {
        let call = self.call.as_ref().map(|call| AgentCall { number: None, name: None, ..call.clone() });
        Some(Self { call, ..self.clone() })
    }
}
