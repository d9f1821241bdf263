//! What agents are doing since when: open intervals, which become figures when they end or are looked at.

use alloc::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::call::{agent_in, queue_at};
use super::merge::{Longest, Merge};
use super::span::split;
use super::{Figures, REASONS_MAX};
use crate::fact::{Activity, Entry, Fact, MemberNow};
use crate::key::{AgentKey, Interface, QueueKey, Text};
use crate::time::{Span, Timestamp};

/// The longest open interval that becomes figures: what is older than a month is a clock that jumped.
const OPEN_MAX: Span = Span::from_secs(31 * 86_400);

/// Every agent's open interval.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Ledgers {
    agents: BTreeMap<AgentKey, Open>,
    members: BTreeMap<(QueueKey, Interface), AgentKey>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Open {
    activity: Activity,
    reason: Text,
    since: Timestamp,
    /// Since when he is ready without a break.
    idle_since: Option<Timestamp>,
    /// Queues he serves, by the memberships there, and whether each is paused.
    queues: BTreeMap<QueueKey, BTreeMap<Interface, bool>>,
    /// The queue whose call is wrapped up, and for how long so far.
    wrap_up: Option<(QueueKey, Span)>,
}

impl Ledgers {
    /// Whether a phone is an agent's.
    pub(super) fn is_agent(&self, name: &str) -> bool {
        self.agents.contains_key(name)
    }

    /// The agent behind a queue's member.
    pub(super) fn agent_of(&self, queue: &QueueKey, interface: &Interface) -> Option<&AgentKey> {
        self.members.get(&(queue.clone(), interface.clone()))
    }

    pub(super) fn apply(&mut self, entry: &Entry, figures: &mut Figures) {
        let at = entry.at;
        match &entry.fact {
            Fact::MemberSet(member) => self.member_set(member, at, figures),
            Fact::MemberRemoved { queue, interface } => self.member_removed(queue, interface, at, figures),
            Fact::AgentChanged { agent, activity, reason } => {
                let open = self.open(agent, at, figures);
                open.activity = *activity;
                open.reason.clone_from(reason);
                if *activity == Activity::Paused && at.is_known() {
                    pause(figures, agent, at, reason).count.merge(&1);
                }
            }
            Fact::WrapUpStarted { agent, queue, .. } => {
                self.open(agent, at, figures).wrap_up = Some((queue.clone(), Span::ZERO));
            }
            Fact::WrapUpEnded { agent } => {
                if let Some((queue, time)) = self.open(agent, at, figures).wrap_up.take() {
                    let row = queue_at(figures, &queue, at);
                    row.wrap_up.merge(&time);
                    row.wrap_ups.merge(&1);
                    let quarter = super::Quarter::of(at);
                    agent_in(figures, agent, quarter).queues.entry(queue).or_default().wrap_up.merge(&time);
                }
            }
            _ => {}
        }
    }

    /// Closes every open interval at `at` and opens it again.
    pub(super) fn settle(&mut self, at: Timestamp, figures: &mut Figures) {
        for (agent, open) in &mut self.agents {
            open.accrue(agent, at, figures);
        }
    }

    /// An agent whose interval so far has become figures.
    fn open(&mut self, agent: &AgentKey, at: Timestamp, figures: &mut Figures) -> &mut Open {
        if !self.agents.contains_key(agent) {
            self.agents.insert(agent.clone(), Open { since: at, ..Open::default() });
        }
        let open = self.agents.get_mut(agent).expect("it was just found or made");
        open.accrue(agent, at, figures);
        open
    }

    fn member_set(&mut self, member: &MemberNow, at: Timestamp, figures: &mut Figures) {
        let key = (member.queue.clone(), member.interface.clone());
        if self.members.get(&key).is_some_and(|before| *before != member.agent) {
            self.member_removed(&member.queue, &member.interface, at, figures);
        }
        self.members.insert(key, member.agent.clone());
        let open = self.open(&member.agent, at, figures);
        open.queues.entry(member.queue.clone()).or_default().insert(member.interface.clone(), member.paused);
    }

    fn member_removed(
        &mut self,
        queue: &QueueKey,
        interface: &Interface,
        at: Timestamp,
        figures: &mut Figures,
    ) {
        let Some(agent) = self.members.remove(&(queue.clone(), interface.clone())) else { return };
        let open = self.open(&agent, at, figures);
        if let Some(members) = open.queues.get_mut(queue) {
            members.remove(interface);
            if members.is_empty() {
                open.queues.remove(queue);
            }
        }
    }
}

impl Open {
    /// Turns the interval up to `at` into figures. Only who serves a queue is signed in.
    fn accrue(&mut self, agent: &AgentKey, at: Timestamp, figures: &mut Figures) {
        let began = self.since.known();
        self.since = self.since.max(at);
        let Some(from) = began.map(|began| began.max(at - OPEN_MAX)) else { return };
        let signed_in = !self.queues.is_empty() && self.activity != Activity::Away;
        let idle = signed_in && matches!(self.activity, Activity::Ready | Activity::PartlyReady);
        self.idle_since =
            if idle { Some(self.idle_since.map_or(from, |since| since.max(at - OPEN_MAX))) } else { None };
        if !signed_in {
            return;
        }
        for (quarter, time) in split(from, at) {
            let row = agent_in(figures, agent, quarter);
            row.time.add(self.activity, time);
            if let Some(idle) = self.idle_since {
                row.longest_idle.merge(&Longest(quarter.end().min(at).since(idle)));
            }
            for (queue, members) in &self.queues {
                let here = self.activity_in(members);
                row.queues.entry(queue.clone()).or_default().time.add(here, time);
            }
            if self.activity == Activity::Paused {
                pause(figures, agent, quarter.start(), &self.reason).time.merge(&time);
            }
            for (queue, members) in &self.queues {
                queue_at(figures, queue, quarter.start()).time.add(self.activity_in(members), time);
            }
        }
        if let (Activity::WrapUp, Some((_, time))) = (self.activity, &mut self.wrap_up) {
            time.merge(&at.since(from));
        }
    }

    /// What he is doing as one of his queues has it: paused here and ready elsewhere is paused here.
    fn activity_in(&self, members: &BTreeMap<Interface, bool>) -> Activity {
        match self.activity {
            Activity::Ready | Activity::PartlyReady if members.values().all(|&paused| paused) => {
                Activity::Paused
            }
            Activity::PartlyReady => Activity::Ready,
            activity => activity,
        }
    }
}

fn pause<'f>(
    figures: &'f mut Figures,
    agent: &AgentKey,
    at: Timestamp,
    reason: &Text,
) -> &'f mut super::agent::PauseFigures {
    let pauses = &mut agent_in(figures, agent, super::Quarter::of(at)).paused;
    let full = pauses.len() >= REASONS_MAX && !pauses.contains_key(reason);
    pauses.entry(if full { Text::const_new("…") } else { reason.clone() }).or_default()
}
