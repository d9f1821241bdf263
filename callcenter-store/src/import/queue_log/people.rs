//! The agents as queue_log tells of them: members, pauses, calls; and what each one is doing.

use std::collections::{BTreeMap, BTreeSet};

use callcenter_core::event::{DeviceState, Membership};
use callcenter_core::fact::{Activity, MemberNow};
use callcenter_core::{AgentKey, DeviceKey, Fact, Interface, Policy, QueueKey, Span, Text, Timestamp};
use serde::{Deserialize, Serialize};

use super::call::text;

/// Agents that are known at most; further ones are no agents: their calls count, their times do not.
pub const AGENTS_MAX: usize = 50_000;

/// Who is behind the names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct People {
    /// Interfaces of members whose names the log uses.
    names: BTreeMap<Text, Text>,
    agents: BTreeMap<AgentKey, Agent>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Agent {
    members: BTreeMap<(Text, Text), Member>,
    /// Signed off by AgentLogin's own way, whatever queues list him.
    away: bool,
    /// Calls that he talks in.
    talks: BTreeSet<Text>,
    wrap_up: Option<(Text, Timestamp)>,
    activity: Activity,
    reason: Text,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Member {
    paused: bool,
    reason: Text,
    penalty: u32,
    ring_in_use: bool,
    dynamic: bool,
    /// Counts pauses of an agent's memberships: the last reason counts.
    turn: u64,
}

/// Facts to be told, each with its time.
pub(crate) type Facts = Vec<(Timestamp, Fact)>;

impl People {
    /// People whose names are those of interfaces.
    pub(crate) fn named(names: BTreeMap<Text, Text>) -> Self {
        Self { names, agents: BTreeMap::new() }
    }

    /// The interface behind a name; the name itself when nothing else is known.
    pub(crate) fn interface(&self, name: &str) -> Text {
        self.names.get(name).cloned().unwrap_or_else(|| text(name))
    }

    /// The agent behind a name.
    pub(crate) fn agent(&self, name: &str) -> Text {
        Text::from(behind(&self.interface(name)).as_str())
    }

    /// A member is added to a queue, or shows by what he does there that he is one.
    pub(crate) fn member(&mut self, queue: &str, name: &str, how: How<'_>, at: Timestamp, out: &mut Facts) {
        let interface = self.interface(name);
        let key = behind(&interface);
        if !self.agents.contains_key(&key) && self.agents.len() >= AGENTS_MAX {
            return;
        }
        let agent = self.agents.entry(key.clone()).or_default();
        let place = (text(queue), interface.clone());
        let turn = agent.members.values().map(|member| member.turn).max().unwrap_or_default() + 1;
        let before = agent.members.get(&place).cloned();
        let mut now = before.clone().unwrap_or_default();
        match how {
            How::Seen => {}
            How::Added { paused } if before.is_none() => {
                (now.dynamic, now.paused, now.turn) = (true, paused, turn);
            }
            How::Added { .. } => now.dynamic = true,
            How::Paused { reason } => (now.paused, now.reason, now.turn) = (true, text(reason), turn),
            How::Unpaused => (now.paused, now.reason) = (false, Text::default()),
            How::Penalty(penalty) => now.penalty = penalty,
            How::RingInUse(on) => now.ring_in_use = on,
        }
        if before.as_ref() != Some(&now) {
            let membership = if now.dynamic { Membership::Dynamic } else { Membership::Static };
            out.push((
                at,
                Fact::MemberSet(Box::new(MemberNow {
                    queue: QueueKey::from(queue),
                    interface: Interface::from(interface.as_str()),
                    agent: key.clone(),
                    name: text(name),
                    device: DeviceKey::from(interface.as_str()),
                    membership,
                    penalty: now.penalty,
                    paused: now.paused,
                    pause_reason: now.reason.clone(),
                    pause_since: None,
                    login: None,
                    state: DeviceState::Unknown,
                    ring_in_use: now.ring_in_use,
                    wrap_up: Span::ZERO,
                })),
            ));
            let unpaused = before.is_some_and(|before| before.paused) && !now.paused;
            agent.members.insert(place, now);
            if unpaused {
                agent.end_wrap_up(&key, at, out);
            }
        }
        agent.settle(&key, at, out);
    }

    /// A member leaves a queue.
    pub(crate) fn removed(&mut self, queue: &str, name: &str, at: Timestamp, out: &mut Facts) {
        let interface = self.interface(name);
        let key = behind(&interface);
        let Some(agent) = self.agents.get_mut(&key) else { return };
        let queue = text(queue);
        if agent.members.remove(&(queue.clone(), interface.clone())).is_some() {
            out.push((
                at,
                Fact::MemberRemoved {
                    queue: QueueKey::from(queue.as_str()),
                    interface: Interface::from(interface.as_str()),
                },
            ));
        }
        if agent.members.is_empty() {
            agent.end_wrap_up(&key, at, out);
        }
        agent.settle(&key, at, out);
    }

    /// An agent signs in or off by calling AgentLogin.
    pub(crate) fn signed(&mut self, name: &str, off: bool, at: Timestamp, out: &mut Facts) {
        let key = behind(&self.interface(name));
        if let Some(agent) = self.agents.get_mut(&key) {
            agent.away = off;
            agent.settle(&key, at, out);
        }
    }

    /// An agent begins to talk with a caller.
    pub(crate) fn talks(&mut self, name: &str, call: &str, at: Timestamp, out: &mut Facts) {
        let key = behind(&self.interface(name));
        if let Some(agent) = self.agents.get_mut(&key) {
            agent.end_wrap_up(&key, at, out);
            agent.talks.insert(text(call));
            agent.settle(&key, at, out);
        }
    }

    /// An agent talks with a caller no more. Wrap-up begins where the policy has one.
    pub(crate) fn talked(
        &mut self,
        name: &str,
        call: &ToldEnd<'_>,
        policy: &Policy,
        at: Timestamp,
        out: &mut Facts,
    ) {
        let key = behind(&self.interface(name));
        let Some(agent) = self.agents.get_mut(&key) else { return };
        if !agent.talks.remove(call.uniqueid) {
            return;
        }
        let length = policy.wrap_up_by_queue.get(call.queue).copied().or(policy.wrap_up);
        if let Some(length) = length.filter(|&length| length > Span::ZERO)
            && agent.talks.is_empty()
            && !agent.members.is_empty()
            && call.over == Over::Told
        {
            let (queue, until) = (QueueKey::from(call.queue), at + length);
            agent.end_wrap_up(&key, at, out);
            agent.wrap_up = Some((text(call.queue), until));
            out.push((at, Fact::WrapUpStarted { agent: key.clone(), queue, until }));
        }
        agent.settle(&key, at, out);
    }

    /// Ends every wrap-up whose time is over, each at its own time, in order.
    pub(crate) fn pass(&mut self, now: Timestamp, out: &mut Facts) {
        let over =
            self.agents.iter().filter_map(|(key, agent)| Some((agent.wrap_up.as_ref()?.1, key.clone())));
        let mut over: Vec<(Timestamp, AgentKey)> = over.filter(|&(until, _)| until <= now).collect();
        over.sort();
        for (until, key) in over {
            if let Some(agent) = self.agents.get_mut(&key) {
                agent.end_wrap_up(&key, until, out);
                agent.settle(&key, until, out);
            }
        }
    }
}

/// How a member came to be told of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum How<'a> {
    /// By what he does.
    Seen,
    Added {
        paused: bool,
    },
    Paused {
        reason: &'a str,
    },
    Unpaused,
    Penalty(u32),
    RingInUse(bool),
}

/// The end of a conversation.
pub(crate) struct ToldEnd<'a> {
    pub(crate) uniqueid: &'a str,
    pub(crate) queue: &'a str,
    pub(crate) over: Over,
}

/// How an end is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// A line says so.
    Told,
    /// The switch was started anew, or nothing was told for too long.
    Unseen,
}

impl Agent {
    /// What he is doing now, by the precedence of the engine: talking, wrap-up, paused, ready, away.
    fn settle(&mut self, key: &AgentKey, at: Timestamp, out: &mut Facts) {
        let paused = || self.members.values().filter(|member| member.paused);
        let (activity, reason) = if !self.talks.is_empty() {
            (Activity::Talking, Text::default())
        } else if self.wrap_up.is_some() {
            (Activity::WrapUp, Text::default())
        } else if self.away || self.members.is_empty() {
            (Activity::Away, Text::default())
        } else if paused().count() == 0 {
            (Activity::Ready, Text::default())
        } else if paused().count() < self.members.len() {
            (Activity::PartlyReady, Text::default())
        } else {
            let last = paused().max_by_key(|member| member.turn);
            (Activity::Paused, last.map(|member| member.reason.clone()).unwrap_or_default())
        };
        if (activity, &reason) != (self.activity, &self.reason) {
            (self.activity, self.reason) = (activity, reason.clone());
            out.push((at, Fact::AgentChanged { agent: key.clone(), activity, reason }));
        }
    }

    fn end_wrap_up(&mut self, key: &AgentKey, at: Timestamp, out: &mut Facts) {
        if self.wrap_up.take().is_some() {
            out.push((at, Fact::WrapUpEnded { agent: key.clone() }));
        }
    }
}

/// The agent behind an interface. What is no interface (`Anna Ahrens`) is a name, and the agent's own.
fn behind(interface: &str) -> AgentKey {
    let is_interface = interface.split_once('/').is_some_and(|(technology, rest)| {
        !rest.is_empty() && technology.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if is_interface { AgentKey::behind(interface) } else { AgentKey::from(interface) }
}
