//! Facts about members, agents and actions, made true.

use alloc::vec::Vec;

use super::{Agent, Member, PendingAction, PendingCommand, State, is_indirect};
use crate::fact::{Activity, Awaits, MemberNow, Settled};
use crate::key::{AgentKey, Interface, QueueKey, Text};
use crate::state::pending::Timer;
use crate::table::Slot;
use crate::time::Timestamp;

impl State {
    pub(super) fn member_set(&mut self, member: &MemberNow) {
        let now = self.now;
        if let Some((_, phone)) = member.device.as_str().split_once('/')
            && !is_indirect(member.device.as_str())
        {
            self.phones.insert(Text::from(phone));
        }
        let queue = self.queues.entry(member.queue.clone()).or_default();
        let before = queue.members.get(&member.interface);
        let same_pause =
            |before: &&Member| before.paused == member.paused && before.pause_reason == member.pause_reason;
        let pause_since = match before.filter(same_pause) {
            Some(before) => before.pause_since,
            None => member.pause_since.unwrap_or(now),
        };
        let login = before.map_or(member.login.unwrap_or(now), |before| before.login);
        let other = before.filter(|before| before.agent != member.agent).map(|before| before.agent.clone());
        queue.members.insert(
            member.interface.clone(),
            Member {
                agent: member.agent.clone(),
                name: member.name.clone(),
                device: member.device.clone(),
                membership: member.membership,
                penalty: member.penalty,
                paused: member.paused,
                pause_reason: member.pause_reason.clone(),
                pause_since,
                login,
                state: member.state,
                ring_in_use: member.ring_in_use,
                wrap_up: member.wrap_up,
                epoch: self.link.epoch,
            },
        );
        let membership = (member.queue.clone(), member.interface.clone());
        if let Some(other) = other.and_then(|other| self.agents.get_mut(&other)) {
            other.members.remove(&membership);
        }
        if !self.agents.contains_key(&member.agent) {
            let legs = self.legs.iter().filter(|(_, _, leg)| {
                leg.is_live() && !leg.is_local() && leg.endpoint() == member.agent.as_str()
            });
            let legs: Vec<Slot> = legs.map(|(slot, _, _)| slot).collect();
            for &leg in &legs {
                self.leg_at(leg).agent = Some(member.agent.clone());
            }
            self.agents.insert(member.agent.clone(), Agent { since: now, legs, ..Agent::default() });
        }
        let agent = self.agents.get_mut(&member.agent).expect("it was just found or made");
        agent.members.insert(membership);
        let named = !member.name.is_empty() && member.name != member.interface.as_str();
        if named || agent.name.is_empty() {
            agent.name.clone_from(&member.name);
        }
    }

    pub(super) fn member_removed(&mut self, queue: &QueueKey, interface: &Interface) {
        let Some(member) = self.queues.get_mut(queue).and_then(|queue| queue.members.remove(interface))
        else {
            return;
        };
        if let Some(agent) = self.agents.get_mut(&member.agent) {
            agent.members.remove(&(queue.clone(), interface.clone()));
        }
    }

    pub(super) fn agent_changed(&mut self, agent: &AgentKey, activity: Activity, reason: &Text) {
        let now = self.now;
        let Some(agent) = self.agents.get_mut(agent) else { return };
        if activity != Activity::Talking {
            agent.serves = None;
        }
        agent.activity = activity;
        agent.reason.clone_from(reason);
        agent.since = now;
    }

    pub(super) fn wrap_up_started(&mut self, agent: &AgentKey, queue: &QueueKey, until: Timestamp) {
        self.wrap_up_ended(agent);
        if let Some(row) = self.agents.get_mut(agent) {
            row.wrap_up = Some((queue.clone(), until));
            self.pending.timers.insert((until, Timer::WrapUpEnds(agent.clone())));
        }
    }

    pub(super) fn wrap_up_ended(&mut self, agent: &AgentKey) {
        let Some(row) = self.agents.get_mut(agent) else { return };
        row.serves = None;
        if let Some((_, until)) = row.wrap_up.take() {
            self.pending.timers.remove(&(until, Timer::WrapUpEnds(agent.clone())));
        }
    }

    /// A leg that began, or has another name, may be of an agent's phone.
    pub(super) fn agent_gained_leg(&mut self, slot: Slot) {
        let Some(leg) = self.legs.get_mut(slot).filter(|leg| leg.is_live() && !leg.is_local()) else {
            return;
        };
        let agent = self.agents.get_key_value(leg.endpoint()).map(|(agent, _)| agent.clone());
        leg.agent.clone_from(&agent);
        if let Some(agent) = agent.and_then(|agent| self.agents.get_mut(&agent)) {
            agent.legs.push(slot);
        }
    }

    /// A leg that ends, or gets another name, is no live leg of an agent's phone any more.
    pub(super) fn agent_lost_leg(&mut self, slot: Slot) {
        let agent = self.legs.get(slot).and_then(|leg| leg.agent.as_ref());
        if let Some(agent) = agent.and_then(|agent| self.agents.get_mut(agent)) {
            agent.legs.retain(|&leg| leg != slot);
        }
    }

    /// A queue rings a member through an internal channel, and knows no phone behind it: the channel stands for it.
    pub(super) fn agent_offered(&mut self, queue: &QueueKey, interface: &Interface, phone: Slot) {
        let member = self.queues.get(queue).and_then(|queue| queue.members.get(interface));
        let Some(member) = member.filter(|member| is_indirect(member.device.as_str())) else { return };
        let Some(leg) = self.legs.get_mut(phone).filter(|leg| leg.is_live() && leg.is_local()) else {
            return;
        };
        if let Some(agent) = self.agents.get_mut(&member.agent).filter(|_| leg.agent.is_none()) {
            leg.agent = Some(member.agent.clone());
            agent.legs.push(phone);
        }
    }

    /// Whoever first talks with a caller after a queue took him serves that queue, whoever was rung for it.
    pub(super) fn agent_talks(&mut self, call: Slot, leg: Slot) {
        let row = self.call(call);
        let Some(visit) = row.visits.last().filter(|visit| visit.joined) else { return };
        let answered = visit.connected.is_some() || visit.left.is_none() && !visit.abandoned;
        let first = row.talks.iter().filter(|talk| talk.from > visit.entered).all(|talk| talk.leg == leg);
        if !answered || !first {
            return;
        }
        let queue = visit.queue.clone();
        let agent = self.legs.get(leg).and_then(|leg| leg.agent.as_ref());
        if let Some(agent) = agent.and_then(|agent| self.agents.get_mut(agent)) {
            agent.serves = Some(queue);
        }
    }

    pub(super) fn action_requested(
        &mut self,
        action: u64,
        command: u64,
        deadline: Timestamp,
        awaits: Awaits,
    ) {
        self.pending.last = action;
        self.pending.actions.insert(action, PendingAction { command, deadline, awaits });
        self.pending.timers.insert((deadline, Timer::ActionExpires(action)));
        if command == 0 {
            self.pending.listed = self.link.epoch;
            return;
        }
        let row = PendingCommand { open: 0, outcome: Settled::Done, message: Text::default() };
        self.pending.commands.entry(command).or_insert(row).open += 1;
    }

    pub(super) fn action_settled(&mut self, action: u64, outcome: Settled, message: &Text) {
        let Some(row) = self.pending.actions.remove(&action) else { return };
        self.pending.timers.remove(&(row.deadline, Timer::ActionExpires(action)));
        if let Some(command) = self.pending.commands.get_mut(&row.command) {
            command.open = command.open.saturating_sub(1);
            if command.outcome == Settled::Done && outcome != Settled::Done {
                command.outcome = outcome;
                command.message.clone_from(message);
            } else if outcome != Settled::Done && !message.is_empty() && command.message != *message {
                // Nothing half done is silent: each queue that refused says so.
                if !command.message.is_empty() {
                    command.message.push_str("; ");
                }
                command.message.push_str(message);
            }
        }
    }
}
