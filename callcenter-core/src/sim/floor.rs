//! All that is there: phones, queues, channels, bridges, and what is to happen next.

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::vec::Vec;

use super::configuration::Configuration;
use super::dice::Dice;
use super::leg::{Bridge, Leg, No};
use super::next::Next;
use super::plan::{Plan, QueuePlan};
use super::truth::{CallTruth, QueueTruth, Truth};
use crate::event::{self, DeviceState, Membership};
use crate::key::Text;
use crate::time::{Span, Timestamp};

/// All that is there.
#[derive(Debug)]
pub(super) struct Floor {
    pub(super) plan: Plan,
    pub(super) dice: Dice,
    pub(super) now: Timestamp,
    pub(super) started: Timestamp,
    /// What happens by itself, in order.
    pub(super) agenda: BTreeMap<(Timestamp, u64), Next>,
    pub(super) planned: u64,
    pub(super) legs: BTreeMap<No, Leg>,
    pub(super) bridges: BTreeMap<No, Bridge>,
    pub(super) last: No,
    pub(super) channels: u32,
    pub(super) phones: BTreeMap<Text, Phone>,
    pub(super) queues: BTreeMap<Text, Queue>,
    pub(super) parked: BTreeMap<u32, Parking>,
    /// Who asks somebody else before giving a caller on.
    pub(super) consults: BTreeMap<No, Consult>,
    /// Interfaces that somebody outside signed out: they stay so until somebody outside signs them in.
    pub(super) sent_home: BTreeSet<Text>,
    /// Phones whose owners are led by somebody outside.
    pub(super) led: BTreeSet<Text>,
    pub(super) globals: BTreeMap<Text, Text>,
    pub(super) configuration: Configuration,
    pub(super) stories: BTreeMap<Text, CallTruth>,
    pub(super) truth: Truth,
}

/// An endpoint.
#[derive(Debug, Clone)]
pub(super) struct Phone {
    /// `1001`, or the trunk's name.
    pub(super) number: Text,
    pub(super) name: Text,
    pub(super) state: DeviceState,
    pub(super) is_trunk: bool,
    /// Counts pauses of its agent, so that only the last one is ended by who began it.
    pub(super) pauses: u32,
}

/// A queue.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    pub(super) plan: QueuePlan,
    pub(super) members: Vec<Member>,
    pub(super) waiting: Vec<No>,
    /// Whether a try is planned.
    pub(super) tries: bool,
}

/// A member of a queue.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) interface: Text,
    pub(super) device: Text,
    pub(super) name: Text,
    pub(super) penalty: u32,
    pub(super) paused: bool,
    pub(super) reason: Text,
    pub(super) ring_in_use: bool,
    pub(super) login: Timestamp,
    pub(super) last_pause: Timestamp,
    pub(super) last_call: Timestamp,
    pub(super) last_offer: Timestamp,
    pub(super) calls_taken: u32,
    pub(super) in_call: bool,
}

/// Somebody in a parking lot.
#[derive(Debug, Clone)]
pub(super) struct Parking {
    pub(super) leg: No,
    pub(super) parker: Text,
    pub(super) since: Timestamp,
}

/// Somebody asks before giving a caller on, as the feature code does it.
#[derive(Debug, Clone)]
pub(super) struct Consult {
    /// The bridge in which the caller waits.
    pub(super) home: No,
    /// The half that the transferer talks to.
    pub(super) near: No,
    /// The half that dials.
    pub(super) far: No,
}

impl Floor {
    pub(super) fn new(plan: Plan, start: Timestamp) -> Self {
        let mut phones = BTreeMap::new();
        let mut phone = |number: &Text, name: &Text, is_trunk| {
            let (number, name) = (number.clone(), name.clone());
            let phone = Phone { number, name, state: DeviceState::NotInUse, is_trunk, pauses: 0 };
            phones.insert(device(&phone.number), phone);
        };
        for agent in &plan.agents {
            phone(&agent.extension, &agent.name, false);
        }
        for (number, name) in &plan.others {
            phone(number, name, false);
        }
        phone(&plan.trunk, &plan.trunk, true);
        let mut truth = Truth::default();
        let mut queues = BTreeMap::new();
        for queue in &plan.queues {
            truth.queues.insert(queue.name.clone(), QueueTruth::default());
            let members = plan.agents.iter().filter_map(|agent| {
                let (_, penalty) = agent.queues.iter().find(|(name, _)| *name == queue.name)?;
                Some(Member::new(&device(&agent.extension), &agent.name, *penalty, start))
            });
            let members = members.collect();
            queues.insert(
                queue.name.clone(),
                Queue { plan: queue.clone(), members, waiting: Vec::new(), tries: false },
            );
        }
        Self {
            dice: Dice::new(plan.seed),
            plan,
            now: start,
            started: start,
            agenda: BTreeMap::new(),
            planned: 0,
            legs: BTreeMap::new(),
            bridges: BTreeMap::new(),
            last: 0,
            channels: 0,
            phones,
            queues,
            parked: BTreeMap::new(),
            consults: BTreeMap::new(),
            sent_home: BTreeSet::new(),
            led: BTreeSet::new(),
            globals: BTreeMap::new(),
            configuration: Configuration::default(),
            stories: BTreeMap::new(),
            truth,
        }
    }

    /// Plans something; what it is about is looked at again when it is due.
    pub(super) fn plan(&mut self, after: Span, next: Next) {
        self.planned += 1;
        self.agenda.insert((self.now + after, self.planned), next);
    }

    pub(super) fn find(&self, id: &str) -> Option<No> {
        self.legs.iter().find(|(_, leg)| leg.id == id).map(|(no, _)| *no)
    }

    /// A live channel by its name.
    pub(super) fn channel(&self, channel: &str) -> Option<No> {
        self.legs.iter().find(|(_, leg)| leg.channel == channel).map(|(no, _)| *no)
    }

    pub(super) fn up(&self, leg: No) -> bool {
        self.legs.get(&leg).is_some_and(Leg::is_up)
    }

    /// Who else is in the bridge of a leg.
    pub(super) fn partner(&self, leg: No) -> Option<No> {
        let bridge = self.bridges.get(&self.legs.get(&leg)?.bridge?)?;
        bridge.legs.iter().copied().find(|&other| other != leg)
    }

    /// The story that a leg belongs to.
    pub(super) fn story(&mut self, leg: No) -> Option<&mut CallTruth> {
        let linked = &self.legs.get(&leg)?.linked;
        self.stories.get_mut(linked)
    }

    /// How a call's other side names who is on a leg: an extension, or the customer.
    pub(super) fn party(&self, leg: No) -> Text {
        let Some(leg) = self.legs.get(&leg) else { return Text::default() };
        match self.phones.get(&leg.device) {
            Some(phone) if !phone.is_trunk => phone.number.clone(),
            _ => Text::const_new("customer"),
        }
    }

    pub(super) fn is_trunk(&self, leg: No) -> bool {
        let device = self.legs.get(&leg).map(|leg| &leg.device);
        device.and_then(|device| self.phones.get(device)).is_some_and(|phone| phone.is_trunk)
    }

    /// State of a device by what is on it.
    pub(super) fn device_state(&self, device: &str) -> DeviceState {
        let on_it = || self.legs.iter().filter(move |(_, leg)| leg.device == device);
        let rings = on_it().any(|(_, leg)| leg.state == event::LegState::Ringing);
        let mut busy = on_it()
            .filter(|(_, leg)| leg.is_up() || leg.state == event::LegState::Calling)
            .map(|(no, _)| *no)
            .peekable();
        let held = |no: No| {
            let partner = self.partner(no).and_then(|partner| self.legs.get(&partner));
            partner.is_some_and(|partner| partner.holds)
        };
        match (rings, busy.peek().is_some()) {
            (true, true) => DeviceState::RingingInUse,
            (true, false) => DeviceState::Ringing,
            (false, false) => DeviceState::NotInUse,
            (false, true) if busy.all(held) => DeviceState::OnHold,
            (false, true) => DeviceState::InUse,
        }
    }

    /// Whether nothing is on a phone.
    pub(super) fn is_free(&self, device: &str) -> bool {
        !self.legs.values().any(|leg| leg.device == device)
    }

    /// A new bridge's id, in the form of a UUID.
    pub(super) fn bridge_id(&mut self) -> Text {
        let (high, low) = (self.dice.bits(), self.dice.bits());
        Text::from(format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        ))
    }
}

impl Member {
    pub(super) fn new(interface: &str, name: &str, penalty: u32, at: Timestamp) -> Self {
        Self {
            interface: Text::from(interface),
            device: Text::from(interface),
            name: Text::from(name),
            penalty,
            paused: false,
            reason: Text::default(),
            ring_in_use: false,
            login: at,
            last_pause: Timestamp::UNKNOWN,
            last_call: Timestamp::UNKNOWN,
            last_offer: Timestamp::UNKNOWN,
            calls_taken: 0,
            in_call: false,
        }
    }

    /// The member as a report has it.
    pub(super) fn seen<'a>(&'a self, queue: &'a str, device: DeviceState) -> event::Member<'a> {
        event::Member {
            queue,
            interface: &self.interface,
            name: Cow::Borrowed(&self.name),
            state_interface: &self.device,
            membership: Membership::Dynamic,
            penalty: Some(self.penalty),
            paused: Some(self.paused),
            pause_reason: Cow::Borrowed(&self.reason),
            device: Some(device),
            in_call: Some(self.in_call),
            ring_in_use: Some(self.ring_in_use),
            last_call: Some(self.last_call),
            last_pause: Some(self.last_pause),
            login: Some(self.login),
            wrap_up: Some(Span::ZERO),
            calls_taken: Some(self.calls_taken),
        }
    }
}

/// A phone as devices are named.
pub(super) fn device(number: &str) -> Text {
    Text::from(format!("PJSIP/{number}"))
}
