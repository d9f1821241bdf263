//! Members come, go and pause.

use super::floor::Member;
use super::stage::{Stage, say};
use crate::event::{DeviceState, Event};
use crate::key::Text;

/// By which event a change of a member is told.
#[derive(Debug, Clone, Copy)]
enum Told {
    Changed,
    Paused,
}

impl Stage<'_> {
    /// Whether an agent is paused in every queue; nothing when he is in none.
    pub(super) fn is_paused(&self, interface: &str) -> Option<bool> {
        let queues = self.floor.queues.values().flat_map(|queue| &queue.members);
        let own = queues.filter(|member| member.interface == interface);
        own.map(|member| member.paused).reduce(|all, one| all && one)
    }

    fn state_of(&self, device: &str) -> DeviceState {
        self.floor.phones.get(device).map_or(DeviceState::Invalid, |phone| phone.state)
    }

    /// Names of the queues meant: the one named, or all.
    fn meant(&self, queue: &str) -> impl Iterator<Item = Text> + use<> {
        let names = self.floor.queues.keys().filter(|name| queue.is_empty() || *name == queue);
        names.cloned().collect::<alloc::vec::Vec<_>>().into_iter()
    }

    /// Changes members that are there and tells each; whether there was any.
    fn change(&mut self, queue: &str, interface: &str, change: impl Fn(&mut Member), told: Told) -> bool {
        let mut found = false;
        for name in self.meant(queue) {
            let Some(row) = self.floor.queues.get_mut(&name) else { continue };
            let member = row.members.iter_mut().find(|member| member.interface == interface);
            let Some(member) = member else { continue };
            found = true;
            change(member);
            let member = member.clone();
            let state = self.state_of(&member.device);
            let seen = member.seen(&name, state);
            match told {
                Told::Changed => say!(self, Event::MemberChanged(seen)),
                Told::Paused => say!(self, Event::MemberPaused(seen)),
            }
        }
        found
    }

    /// Pauses or unpauses a member, or gives the pause another reason.
    pub(super) fn set_paused(&mut self, queue: &str, interface: &str, paused: bool, reason: &str) -> bool {
        let now = self.floor.now;
        let change = |member: &mut Member| {
            if paused && !member.paused {
                member.last_pause = now;
            }
            member.paused = paused;
            member.reason = Text::from(reason);
        };
        let found = self.change(queue, interface, change, Told::Paused);
        if let Some(phone) = self.floor.phones.get_mut(interface).filter(|_| found) {
            phone.pauses = phone.pauses.wrapping_add(1);
        }
        found
    }

    pub(super) fn set_penalty(&mut self, queue: &str, interface: &str, penalty: u32) -> bool {
        self.change(queue, interface, |member| member.penalty = penalty, Told::Changed)
    }

    pub(super) fn set_ring_in_use(&mut self, queue: &str, interface: &str, on: bool) -> bool {
        self.change(queue, interface, |member| member.ring_in_use = on, Told::Changed)
    }

    /// Somebody becomes a member. `paused`: begins with a pause for this reason.
    pub(super) fn add_member(
        &mut self,
        queue: &str,
        interface: &str,
        name: &str,
        device: &str,
        penalty: u32,
        paused: Option<&str>,
    ) -> Result<(), &'static str> {
        let now = self.floor.now;
        let state = self.state_of(if device.is_empty() { interface } else { device });
        let Some(row) = self.floor.queues.get_mut(queue) else {
            return Err("Unable to add interface to queue: No such queue");
        };
        if row.members.iter().any(|member| member.interface == interface) {
            return Err("Unable to add interface: Already there");
        }
        let mut member = Member::new(interface, if name.is_empty() { interface } else { name }, penalty, now);
        if !device.is_empty() {
            member.device = Text::from(device);
        }
        if let Some(reason) = paused {
            (member.paused, member.reason, member.last_pause) = (true, Text::from(reason), now);
        }
        say!(self, Event::MemberAdded(member.seen(queue, state)));
        row.members.push(member);
        Ok(())
    }

    /// Somebody is a member no more. A call that the member has goes on.
    pub(super) fn remove_member(&mut self, queue: &str, interface: &str) -> Result<(), &'static str> {
        let Some(row) = self.floor.queues.get_mut(queue) else {
            return Err("Unable to remove interface from queue: No such queue");
        };
        let Some(place) = row.members.iter().position(|member| member.interface == interface) else {
            return Err("Unable to remove interface: Not there");
        };
        let member = row.members.remove(place);
        let state = self.state_of(&member.device);
        say!(self, Event::MemberRemoved(member.seen(queue, state)));
        Ok(())
    }
}
