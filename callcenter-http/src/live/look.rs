//! One look at the desk: everything that clients see, at one point.

use callcenter_core::view;

use super::row::ExtensionNow;
use super::sheet::Point;
use crate::clock::Utc;
use crate::desk::Desk;
use crate::shown::{Agent, LiveCall, Queue, live_extensions};

/// What a look found.
pub(super) struct Found {
    pub(super) point: Point,
    /// Whether the switch is followed without a gap.
    pub(super) live: bool,
    pub(super) calls: Vec<LiveCall>,
    pub(super) queues: Vec<Queue>,
    pub(super) agents: Vec<Agent>,
    pub(super) extensions: Vec<ExtensionNow>,
}

/// Looks at everything. Only what is true at an entry is in it, nothing that runs on between two.
pub(super) fn look(desk: &dyn Desk) -> Found {
    let epoch = desk.epoch();
    let (point, live, calls, queues, agents, extensions) = desk.read(|moment| {
        let state = moment.state;
        (
            Point { epoch, seq: state.seq(), at: Utc(moment.now) },
            state.is_live(),
            view::calls(state),
            view::queues(state),
            view::agents(state),
            live_extensions(state),
        )
    });
    // Texts are made outside of the look: entries wait for it.
    let calm = |call| LiveCall { talk_s: None, ..LiveCall::from(call) };
    Found {
        point,
        live,
        calls: calls.into_iter().map(calm).collect(),
        queues: queues.into_iter().map(Queue::from).collect(),
        agents: agents.into_iter().map(Agent::from).collect(),
        extensions: extensions.into_values().map(ExtensionNow::from).collect(),
    }
}
