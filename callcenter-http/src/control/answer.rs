//! What came of it.

use callcenter_core::fact::Settled;
use callcenter_core::{Command, Settlement};
use serde::Serialize;

use crate::problem::Problem;

/// What came of something that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ActionAnswer)]
pub struct Answer {
    /// How it ended.
    pub outcome: Outcome,
    /// How that is known.
    pub evidence: Evidence,
    /// What the switch said, or what is to be known about it; empty: nothing.
    pub message: String,
    /// The call it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// The linkedid of that call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linkedid: Option<String>,
}

/// How it ended. Whatever did not succeed is a problem document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is done.
    Done,
}

/// How it is known that something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The switch reported that it happened.
    Reported,
    /// The switch answered that it did it; it reports nothing of such things.
    Answered,
}

impl Evidence {
    /// What a command is settled by.
    pub(super) fn of(command: &Command) -> Self {
        command.evidence().into()
    }
}

impl From<callcenter_core::Evidence> for Evidence {
    fn from(evidence: callcenter_core::Evidence) -> Self {
        match evidence {
            callcenter_core::Evidence::Reported => Self::Reported,
            callcenter_core::Evidence::Answered => Self::Answered,
        }
    }
}

impl Answer {
    /// It is done.
    pub(super) fn done(evidence: Evidence) -> Self {
        let message = String::new();
        Self { outcome: Outcome::Done, evidence, message, call_id: None, linkedid: None }
    }

    /// What the engine says of a command.
    pub(super) fn of(settlement: Settlement, evidence: Evidence) -> Result<Self, Problem> {
        let Settlement { outcome, message } = settlement;
        let said = if message.is_empty() { String::new() } else { format!(": {message}") };
        match outcome {
            Settled::Done => Ok(Self { message: message.into(), ..Self::done(evidence) }),
            Settled::Refused => Err(Problem::Refused(format!("the switch refused{said}"))),
            Settled::TimedOut => Err(Problem::TimedOut(format!(
                "the switch did not do it in time{said}; look at the call before you try again"
            ))),
            Settled::LinkLost => Err(Problem::Unavailable(
                "the link to the switch fell before it answered; it may have been done: look at the call"
                    .to_owned(),
            )),
        }
    }

    /// The same about a call.
    pub(super) fn about(self, call_id: &str, linkedid: &str) -> Self {
        Self { call_id: Some(call_id.to_owned()), linkedid: Some(linkedid.to_owned()), ..self }
    }
}
