//! What agents and devices did, as intervals.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// An agent's time from signing in (member of a first queue) to signing out (of the last).
    AgentSessionRow in AGENT_SESSIONS = "agent_sessions", key 2 {
        /// The stream.
        stream: i64,
        /// Number of the entry by which it began.
        seq: i64,
        /// The agent.
        agent: String,
        /// Its beginning.
        from_at: Option<Timestamp>,
        /// Its end; absent: it goes on.
        until_at: Option<Timestamp>,
        /// Whether it goes on.
        open: bool,
    }

    /// An agent's time in one state.
    AgentSpanRow in AGENT_SPANS = "agent_spans", key 2 {
        /// The stream.
        stream: i64,
        /// Number of the entry by which it began.
        seq: i64,
        /// The agent.
        agent: String,
        /// `ready`, `partly_ready`, `paused`, `wrap_up`, `ringing`, `talking`.
        activity: String,
        /// Why, for a pause; empty: no reason.
        reason: String,
        /// Its beginning.
        from_at: Option<Timestamp>,
        /// Its end; absent: it goes on.
        until_at: Option<Timestamp>,
        /// Whether it goes on.
        open: bool,
    }

    /// A member's pause in one queue.
    PauseRow in PAUSES = "pauses", key 2 {
        /// The stream.
        stream: i64,
        /// Number of the entry by which it began.
        seq: i64,
        /// The agent.
        agent: String,
        /// The queue.
        queue: String,
        /// What the queue dials.
        interface: String,
        /// Why; empty: no reason.
        reason: String,
        /// Its beginning.
        from_at: Option<Timestamp>,
        /// Its end; absent: it goes on.
        until_at: Option<Timestamp>,
        /// Whether it goes on.
        open: bool,
    }

    /// A device's time in one state.
    DeviceStateRow in DEVICE_STATES = "device_states", key 2 {
        /// The stream.
        stream: i64,
        /// Number of the entry by which it began.
        seq: i64,
        /// The device.
        device: String,
        /// The state.
        state: String,
        /// Its beginning.
        from_at: Option<Timestamp>,
        /// Its end; absent: it goes on.
        until_at: Option<Timestamp>,
        /// Whether it goes on.
        open: bool,
    }
}
