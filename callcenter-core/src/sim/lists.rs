//! Lists that are asked for.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::leg::{Job, Leg};
use super::stage::{Stage, say};
use crate::event::{BridgeKind, ContactState, DeviceState, Event, List, Listing, Step};
use crate::key::Text;

impl Stage<'_> {
    /// Answers with a list.
    pub(super) fn lists(&mut self, action: &str, list: List) {
        say!(self, Event::ListStarted { action });
        match list {
            List::Legs => self.list_legs(action, false),
            List::LegDetails => self.list_legs(action, true),
            List::Bridges => {
                for bridge in self.floor.bridges.values() {
                    say!(self, Event::Listed { action, row: Listing::Bridge(bridge.seen()) });
                }
            }
            List::Queues => self.list_queues(action),
            List::Devices => self.list_devices(action),
            List::Contacts => self.list_contacts(action),
            List::Parked => self.list_parked(action),
            List::Conference => self.list_conferees(action),
            List::Hints | List::Endpoints => {}
        }
        say!(self, Event::ListEnded { action, list, whole: true });
    }

    fn list_legs(&mut self, action: &str, detail: bool) {
        for leg in self.floor.legs.values() {
            let bridge = leg.bridge.and_then(|bridge| self.floor.bridges.get(&bridge));
            let row = Listing::Leg {
                leg: leg.seen(),
                bridge: bridge.map_or("", |bridge| bridge.id.as_str()),
                age: Some(self.floor.now.since(leg.born)),
                step: step_of(leg),
                detail,
                dialed: if detail { &leg.dialed } else { "" },
            };
            say!(self, Event::Listed { action, row });
        }
    }

    fn list_queues(&mut self, action: &str) {
        let now = self.floor.now;
        for (name, queue) in &self.floor.queues {
            let row = Listing::Queue {
                queue: name,
                limit: Some(0),
                strategy: queue.plan.strategy.as_str(),
                waiting: u32::try_from(queue.waiting.len()).ok(),
                service_level: Some(queue.plan.service_level),
            };
            say!(self, Event::Listed { action, row });
            for member in &queue.members {
                let phone = self.floor.phones.get(&member.device);
                let state = phone.map_or(DeviceState::Invalid, |phone| phone.state);
                say!(self, Event::Listed { action, row: Listing::Member(member.seen(name, state)) });
            }
            for (place, caller) in queue.waiting.iter().enumerate() {
                let Some(leg) = self.floor.legs.get(caller) else { continue };
                let entered = leg.visit.as_ref().map(|visit| visit.entered);
                let row = Listing::Waiting {
                    queue: name,
                    leg: &leg.id,
                    channel: &leg.channel,
                    position: u32::try_from(place + 1).unwrap_or(u32::MAX),
                    wait: entered.map(|entered| now.since(entered)),
                };
                say!(self, Event::Listed { action, row });
            }
        }
    }

    fn list_devices(&mut self, action: &str) {
        for (device, phone) in &self.floor.phones {
            let row = Listing::Device { device, state: phone.state };
            say!(self, Event::Listed { action, row });
        }
    }

    fn list_contacts(&mut self, action: &str) {
        let phones: Vec<Text> = self.floor.phones.values().map(|phone| phone.number.clone()).collect();
        for endpoint in phones {
            let uri = alloc::format!("sip:{endpoint}@192.0.2.10:5060");
            let row = Listing::Contact { endpoint: &endpoint, uri: &uri, state: ContactState::Reachable };
            say!(self, Event::Listed { action, row });
        }
    }

    fn list_parked(&mut self, action: &str) {
        let now = self.floor.now;
        for (space, parking) in &self.floor.parked {
            let Some(leg) = self.floor.legs.get(&parking.leg) else { continue };
            let slot = space.to_string();
            let age = Some(now.since(parking.since));
            let row = Listing::Parked { leg: leg.seen(), slot: &slot, parker: &parking.parker, age };
            say!(self, Event::Listed { action, row });
        }
    }

    fn list_conferees(&mut self, action: &str) {
        for leg in self.floor.legs.values() {
            let Job::Confers(room) = &leg.job else { continue };
            let in_room = leg.bridge.and_then(|bridge| self.floor.bridges.get(&bridge));
            if in_room.is_some_and(|bridge| bridge.kind == BridgeKind::Conference) {
                let row = Listing::Conferee { room, leg: leg.seen(), age: None };
                say!(self, Event::Listed { action, row });
            }
        }
    }
}

/// What the dialplan does with a leg, as a list has it.
fn step_of(leg: &Leg) -> Step<'_> {
    match (&leg.job, &leg.visit) {
        (_, Some(visit)) => Step::Queue(&visit.queue),
        (Job::Dial(_), _) => Step::Dial,
        (Job::Called, _) => Step::Outgoing,
        (Job::Parked(_), _) => Step::Park,
        (Job::Confers(room), _) => Step::Conference(room),
        _ => Step::Other,
    }
}
