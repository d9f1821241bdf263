//! What can be asked for, in one enum: over the WebSocket as `{"do": "hold", "call": "…"}`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Something that somebody asks for.
///
/// ```
/// use callcenter_http::control::{Ask, Request};
/// let request: Request = serde_json::from_str(r#"{"do": "hold", "call": "1700000000.1"}"#)?;
/// assert_eq!(request.ask, Ask::Hold);
/// assert_eq!(request.call.as_deref(), Some("1700000000.1"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The call, by `call_id` or linkedid; absent: the one that the asker is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The leg; absent: the asker's own. Supervisors may name any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg: Option<String>,
    /// The agent; absent: the asker. Supervisors may name any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// What is asked for.
    #[serde(flatten)]
    pub ask: Ask,
}

impl Request {
    /// Asks for something about a call.
    pub fn on_call(call: impl Into<String>, leg: Option<String>, ask: Ask) -> Self {
        Self { call: Some(call.into()), leg, agent: None, ask }
    }

    /// Asks for something about an agent.
    pub fn on_agent(agent: impl Into<String>, ask: Ask) -> Self {
        Self { call: None, leg: None, agent: Some(agent.into()), ask }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ask {
    /// Call somebody: the own phone rings first.
    Originate(Originate),
    /// End the leg, and so usually the call.
    Hangup,
    /// Answer what rings.
    Answer,
    /// Put the other side on hold.
    Hold,
    /// Take the other side back.
    Unhold,
    /// Silence the leg.
    Mute {
        /// Which way; absent: what the party says.
        #[serde(default)]
        way: Way,
    },
    /// Let the leg be heard again.
    Unmute {
        /// Which way; absent: what the party says.
        #[serde(default)]
        way: Way,
    },
    /// Give the other side to somebody else.
    Transfer {
        /// Whom to.
        to: String,
        /// Blind, or after asking.
        kind: TransferKind,
    },
    /// Complete an attended transfer.
    CompleteTransfer,
    /// Take an attended transfer back.
    CancelTransfer,
    /// Go to the other party of an attended transfer, and back.
    SwapTransfer,
    /// Bring all three of an attended transfer together.
    MergeTransfer,
    /// Send keys to the other side.
    Dtmf {
        /// Digits, `*`, `#`, `A` to `D`; 32 at most.
        digits: String,
    },
    /// Answer with the own phone what rings elsewhere.
    Pickup {
        /// The extension whose phone answers; absent: the asker's.
        #[serde(default)]
        extension: Option<String>,
    },
    /// Take a parked call up again.
    Retrieve {
        /// The parking space; absent: the call that is named.
        #[serde(default)]
        space: Option<String>,
        /// The extension whose phone takes it; absent: the asker's.
        #[serde(default)]
        extension: Option<String>,
    },
    /// Take the call over from whoever has it.
    TakeOver {
        /// The extension whose phone takes it; absent: the asker's.
        #[serde(default)]
        extension: Option<String>,
    },
    /// Send the caller elsewhere.
    Move {
        /// The number or extension.
        to: String,
        /// The dialplan context; absent: the usual one.
        #[serde(default)]
        context: Option<String>,
    },
    /// Park the other side.
    Park {
        /// The lot; empty: the default one.
        #[serde(default)]
        lot: String,
    },
    /// Begin to record.
    RecordStart,
    /// Stop recording.
    RecordStop,
    /// Silence the recording.
    RecordPause,
    /// Record again.
    RecordResume,
    /// Listen, unheard.
    Listen {
        /// The extension whose phone listens; absent: the asker's.
        #[serde(default)]
        extension: Option<String>,
    },
    /// Speak to the agent, unheard by the other side.
    Whisper {
        /// The extension whose phone listens; absent: the asker's.
        #[serde(default)]
        extension: Option<String>,
    },
    /// Speak to both.
    Barge {
        /// The extension whose phone listens; absent: the asker's.
        #[serde(default)]
        extension: Option<String>,
    },
    /// Make the agent a member of queues.
    Login(Login),
    /// Take the agent out of queues.
    Logout {
        /// Which; none: all.
        #[serde(default)]
        queues: Vec<String>,
    },
    /// End the agent's pause, and wrap-up.
    Ready {
        /// In which queues; none: all.
        #[serde(default)]
        queues: Vec<String>,
    },
    /// Pause the agent.
    NotReady {
        /// Why.
        #[serde(default)]
        reason: String,
        /// Only when the call that the agent is in is over.
        #[serde(default)]
        after_call: bool,
        /// In which queues; none: all.
        #[serde(default)]
        queues: Vec<String>,
    },
    /// Take time for work after the call.
    WrapUp,
}

/// Whom to call, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Originate {
    /// The extension whose phone rings first; absent: the asker's own. Supervisors may name any.
    #[serde(default)]
    #[schema(max_length = 80, example = "1001")]
    pub from: Option<String>,
    /// The number or extension to call.
    #[schema(min_length = 1, max_length = 40, example = "+49301234567")]
    pub to: String,
    /// What the own phone shows: `"Name" <number>`; absent: the number called.
    #[serde(default)]
    #[schema(max_length = 128)]
    pub caller_id: Option<String>,
    /// Variables that the dialplan sees: names of letters, digits and `_`; values without control characters.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
}

/// How an agent logs in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AgentLogin)]
pub struct Login {
    /// The queues; none: those that the agent is assigned to.
    #[serde(default)]
    pub queues: Vec<String>,
    /// The extension; absent: the agent's own.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub extension: Option<String>,
    /// The name to show in the queues; absent: the agent's.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub name: Option<String>,
    /// Penalty; absent: what the agent is assigned with, else 0.
    #[serde(default)]
    #[schema(maximum = 1000)]
    pub penalty: Option<u32>,
    /// Begin with a pause for this reason; absent: ready.
    #[serde(default)]
    #[schema(max_length = 80)]
    pub paused: Option<String>,
}

/// How a transfer is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// Without asking.
    #[default]
    Blind,
    /// After asking.
    Attended,
}

/// Which way sound is silenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// What the party says.
    #[default]
    In,
    /// What the party hears.
    Out,
    /// Both.
    Both,
}
