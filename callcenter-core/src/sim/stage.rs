//! What everything that happens is made of: a leg comes, rises, goes into a bridge and out of it, ends. Each is done, and
//! told as the switch tells it.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::floor::Floor;
use super::leg::{Bridge, Job, Leg, No};
use super::truth::CallTruth;
use crate::event::{BridgeKind, CompleteReason, Event, LegState, Step};
use crate::key::Text;
use crate::record::{Direction, Status};

/// What is there, and who is told.
pub(super) struct Stage<'w> {
    pub(super) floor: &'w mut Floor,
    pub(super) tell: &'w mut dyn FnMut(crate::time::Timestamp, Event<'_>),
}

/// Tells an event at the time it is.
macro_rules! say {
    ($stage:ident, $event:expr) => {
        ($stage.tell)($stage.floor.now, $event)
    };
}
pub(super) use say;

/// Tells an event about a leg that is there.
macro_rules! say_leg {
    ($stage:ident, $event:ident, $leg:expr) => {
        if let Some(leg) = $stage.floor.legs.get(&$leg) {
            ($stage.tell)($stage.floor.now, Event::$event(leg.seen()));
        }
    };
}

/// Who wants a leg to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// The party hung up.
    Party,
    /// An order from outside, with its cause.
    Order(u16),
    /// The dialplan has come to its end.
    Switch(u16),
}

/// What a leg begins with.
pub(super) struct Begin<'a> {
    pub(super) device: &'a str,
    pub(super) state: LegState,
    pub(super) number: &'a str,
    pub(super) name: &'a str,
    pub(super) exten: &'a str,
    pub(super) context: &'a str,
    /// Whose call it belongs to; absent: its own.
    pub(super) with: Option<No>,
    pub(super) by: Option<No>,
    pub(super) dial: &'a str,
    /// Its id; empty: the switch chooses.
    pub(super) id: &'a str,
    pub(super) job: Job,
}

impl Stage<'_> {
    /// A channel of a device comes to be.
    pub(super) fn begin(&mut self, begin: Begin<'_>) -> No {
        let channel = format!("{}-{:08x}", begin.device, self.floor.channels);
        self.floor.channels = self.floor.channels.wrapping_add(1);
        self.begin_as(begin, channel)
    }

    /// A channel of this name comes to be.
    pub(super) fn begin_as(&mut self, begin: Begin<'_>, channel: String) -> No {
        let floor = &mut *self.floor;
        floor.last += 1;
        let no = floor.last;
        let id = match begin.id {
            "" => Text::from(format!("{}.{no}", floor.now.as_micros().div_euclid(1_000_000))),
            id => Text::from(id),
        };
        let linked = begin.with.and_then(|with| floor.legs.get(&with)).map(|leg| leg.linked.clone());
        let leg = Leg {
            linked: linked.unwrap_or_else(|| id.clone()),
            id,
            channel: Text::from(channel),
            device: Text::from(begin.device),
            state: begin.state,
            number: Text::from(begin.number),
            name: Text::from(begin.name),
            exten: Text::from(begin.exten),
            context: Text::from(begin.context),
            dialed: Text::from(begin.exten),
            by: begin.by,
            dial: Text::from(begin.dial),
            born: floor.now,
            bridge: None,
            job: begin.job,
            visit: None,
            holds: false,
            held_since: None,
            pair: None,
            recordings: BTreeSet::new(),
            variables: BTreeMap::new(),
        };
        floor.legs.insert(no, leg);
        say_leg!(self, LegStarted, no);
        no
    }

    /// Opens what is remembered of a leg's call.
    pub(super) fn open_story(&mut self, leg: No, direction: Direction, caller: &str, dialed: &str) {
        let (linked, now) = (self.floor.legs[&leg].linked.clone(), self.floor.now);
        let story = CallTruth::new(linked.clone(), direction, Text::from(caller), Text::from(dialed), now);
        self.floor.stories.insert(linked, story);
    }

    /// A leg comes further.
    pub(super) fn rise(&mut self, no: No, state: LegState) {
        let Some(leg) = self.floor.legs.get_mut(&no).filter(|leg| leg.state < state) else { return };
        leg.state = state;
        let device = leg.device.clone();
        say_leg!(self, LegChanged, no);
        self.refresh(&device);
    }

    /// Tells the state of a device when it is another one, and each queue's member behind it.
    pub(super) fn refresh(&mut self, device: &str) {
        let state = self.floor.device_state(device);
        let Some(phone) = self.floor.phones.get_mut(device).filter(|phone| phone.state != state) else {
            return;
        };
        phone.state = state;
        say!(self, Event::DeviceChanged { device, state });
        for (name, queue) in &self.floor.queues {
            for member in queue.members.iter().filter(|member| member.device == device) {
                say!(self, Event::MemberChanged(member.seen(name, state)));
            }
        }
    }

    /// The dialplan does a step on a leg.
    pub(super) fn step(&mut self, no: No, step: Step<'_>, arguments: &str) {
        if let Some(leg) = self.floor.legs.get(&no) {
            say!(self, Event::LegExecutes { leg: leg.seen(), step, arguments });
        }
    }

    /// A leg stands elsewhere in the dialplan.
    pub(super) fn goes_to(&mut self, no: No, context: &str, exten: &str) {
        if let Some(leg) = self.floor.legs.get_mut(&no) {
            (leg.context, leg.exten) = (Text::from(context), Text::from(exten));
        }
    }

    // ── bridges ─────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn new_bridge(&mut self, kind: BridgeKind) -> No {
        let id = self.floor.bridge_id();
        self.floor.last += 1;
        let no = self.floor.last;
        let bridge = Bridge { id, kind, legs: Vec::new(), steered: false };
        say!(self, Event::BridgeStarted(bridge.seen()));
        self.floor.bridges.insert(no, bridge);
        no
    }

    /// A leg enters a bridge, in the place of another where `swap` is one.
    pub(super) fn enter(&mut self, bridge: No, leg: No, swap: &str) {
        if let Some(other) = self.leave(leg) {
            self.close(other);
        }
        self.joins_calls(bridge, leg);
        let floor = &mut *self.floor;
        let (Some(row), Some(entering)) = (floor.bridges.get_mut(&bridge), floor.legs.get_mut(&leg)) else {
            return;
        };
        row.legs.push(leg);
        entering.bridge = Some(bridge);
        let event = Event::BridgeEntered { bridge: row.seen(), leg: entering.seen(), swap };
        (self.tell)(floor.now, event);
        self.others_changed(bridge, leg);
    }

    /// Somebody came or went: whom each has on hold may be another.
    fn others_changed(&mut self, bridge: No, leg: No) {
        let others = self.in_bridge(bridge).into_iter().filter(|&other| other != leg);
        for no in others.chain([leg]).collect::<Vec<_>>() {
            let device = self.floor.legs.get(&no).map(|leg| leg.device.clone());
            self.refresh(&device.unwrap_or_default());
        }
    }

    /// Two calls become one: the older linkedid holds, and the switch says so only by showing it from here on.
    fn joins_calls(&mut self, bridge: No, leg: No) {
        let floor = &mut *self.floor;
        let Some(row) = floor.bridges.get(&bridge).filter(|row| row.kind == BridgeKind::Talk) else { return };
        let together: Vec<No> = row.legs.iter().copied().chain([leg]).collect();
        let calls = together.iter().filter_map(|no| floor.legs.get(no)).map(|leg| leg.linked.clone());
        let calls: BTreeSet<Text> = calls.collect();
        if calls.len() < 2 {
            return;
        }
        // The oldest leg of each call says how old the call is.
        let first =
            |linked: &Text| floor.legs.iter().find(|(_, leg)| leg.linked == *linked).map(|(no, _)| *no);
        let Some(oldest) = calls.iter().min_by_key(|linked| first(linked)).cloned() else { return };
        for no in &together {
            if let Some(leg) = floor.legs.get_mut(no) {
                leg.linked = oldest.clone();
            }
        }
        for younger in calls.iter().filter(|linked| **linked != oldest) {
            let lives = floor.legs.values().any(|leg| leg.linked == *younger);
            if !lives && let Some(story) = floor.stories.remove(younger) {
                floor.truth.is_over(story);
            }
        }
    }

    /// A leg leaves the bridge that it is in.
    pub(super) fn leave(&mut self, leg: No) -> Option<No> {
        let floor = &mut *self.floor;
        let leaving = floor.legs.get_mut(&leg)?;
        let bridge = leaving.bridge.take()?;
        let row = floor.bridges.get_mut(&bridge)?;
        row.legs.retain(|&other| other != leg);
        (self.tell)(floor.now, Event::BridgeLeft { bridge: row.seen(), leg: leaving.seen() });
        self.others_changed(bridge, leg);
        Some(bridge)
    }

    /// A bridge ends that nobody is in any more.
    pub(super) fn close(&mut self, bridge: No) {
        if self.floor.bridges.get(&bridge).is_some_and(|row| row.legs.is_empty())
            && let Some(row) = self.floor.bridges.remove(&bridge)
        {
            say!(self, Event::BridgeEnded(row.seen()));
        }
    }

    /// Two people talk: a new bridge, the one who was called first.
    pub(super) fn connect(&mut self, called: No, caller: No) -> No {
        let bridge = self.new_bridge(BridgeKind::Talk);
        self.enter(bridge, called, "");
        self.enter(bridge, caller, "");
        self.talk_begins(caller, called);
        bridge
    }

    /// Remembers that the caller of a call talks with somebody.
    pub(super) fn talk_begins(&mut self, caller: No, with: No) {
        let (with, now) = (self.floor.party(with), self.floor.now);
        if let Some(story) = self.floor.story(caller) {
            story.status = Status::Answered;
            story.talk_begins(&with, now);
        }
    }

    fn talks_end(&mut self, leg: No) {
        let now = self.floor.now;
        if let Some(story) = self.floor.story(leg) {
            story.talks_end(now);
        }
    }

    // ── the end ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// Somebody wants a leg to end, and it does, with all that depends on it.
    pub(super) fn hang_up(&mut self, no: No, wish: Wish) {
        let Some(leg) = self.floor.legs.get(&no) else { return };
        let cause = match wish {
            Wish::Party => 16,
            Wish::Order(cause) | Wish::Switch(cause) => cause,
        };
        let by_party = wish == Wish::Party;
        say!(self, Event::HangupRequested { leg: leg.seen(), by_party, cause: Some(cause) });
        let who = match wish {
            Wish::Party => self.floor.party(no),
            Wish::Order(_) => Text::const_new("ami"),
            Wish::Switch(_) => Text::const_new("pbx"),
        };
        let rings = !self.floor.up(no) && matches!(self.floor.legs[&no].job, Job::Called);
        if !rings
            && wish != Wish::Switch(cause)
            && let Some(story) = self.floor.story(no)
        {
            story.ended_by = who;
        }
        if self.floor.consults.contains_key(&no) {
            return self.complete_consult(no);
        }
        match self.floor.legs[&no].job.clone() {
            Job::Called if rings => self.rings_no_more(no, wish),
            Job::Ordered { .. } if !self.floor.up(no) => self.order_fails(no, cause),
            Job::Queue if self.waits(no) => self.abandons(no),
            _ => self.ends(no, cause, if by_party { Some(no) } else { None }),
        }
    }

    /// A leg ends, and with it whatever it held together. `by`: whose wish it was, where it was a party's.
    pub(super) fn ends(&mut self, no: No, cause: u16, by: Option<No>) {
        if !self.floor.legs.contains_key(&no) {
            return;
        }
        self.dials_no_more(no);
        self.gives_up_place(no);
        let partner = self.floor.partner(no);
        for one in [Some(no), partner].into_iter().flatten() {
            let reason = match by {
                Some(by) if by == one => CompleteReason::Caller,
                Some(_) => CompleteReason::Agent,
                None => CompleteReason::Caller,
            };
            self.completes(one, reason);
        }
        self.forget_spies(no);
        let alone = self.part(no);
        self.gone(no, cause);
        for other in alone {
            self.left_alone(other, cause);
        }
    }

    /// A leg leaves its bridge for good. Whoever would stay in it alone leaves as well.
    pub(super) fn part(&mut self, no: No) -> Vec<No> {
        let home = self.floor.legs.get(&no).and_then(|leg| leg.bridge);
        let Some(home) = home else { return Vec::new() };
        let kind = self.floor.bridges[&home].kind;
        // What is said between the one who asks and the one who is asked is no talk of the caller's.
        let asks = self.floor.bridges[&home].legs.iter().any(|leg| {
            self.floor.consults.values().any(|consult| consult.near == *leg || consult.far == *leg)
        });
        if kind == BridgeKind::Talk && !asks {
            self.talks_end(no);
        }
        self.leave(no);
        let mut alone = Vec::new();
        let row = &self.floor.bridges[&home];
        let asked_elsewhere = self.floor.consults.values().any(|consult| consult.home == home);
        if kind == BridgeKind::Talk && row.legs.len() == 1 && !asked_elsewhere {
            alone = row.legs.clone();
            for &other in &alone {
                self.leave(other);
            }
        }
        self.close(home);
        alone
    }

    /// A leg is taken from whatever it does: it is about to be elsewhere.
    pub(super) fn lets_go(&mut self, no: No) {
        self.gives_up_place(no);
        self.cancel_consult(no);
        if self.waits(no) {
            self.out_of_queue(no, Status::Abandoned);
        }
        for one in [Some(no), self.floor.partner(no)].into_iter().flatten() {
            self.completes(one, CompleteReason::Transfer);
        }
        self.dials_no_more(no);
    }

    /// Whom a leg dials rings no more.
    fn dials_no_more(&mut self, no: No) {
        let Some(leg) = self.floor.legs.get_mut(&no) else { return };
        let Job::Dial(dialing) = &mut leg.job else { return };
        if let Some(rung) = dialing.rung.take()
            && !self.floor.up(rung)
        {
            self.cancel(rung, 0);
        }
    }

    /// A channel is gone.
    pub(super) fn gone(&mut self, no: No, cause: u16) {
        self.gives_up_place(no);
        if self.waits(no) {
            self.out_of_queue(no, Status::Abandoned);
        }
        self.completes(no, CompleteReason::Caller);
        self.dials_no_more(no);
        self.forget_spies(no);
        let alone = self.part(no);
        let since = self.floor.legs.get_mut(&no).and_then(|leg| leg.held_since.take());
        self.held(no, since, self.floor.now);
        let Some(leg) = self.floor.legs.remove(&no) else { return };
        say!(self, Event::LegEnded { leg: leg.seen(), cause });
        self.refresh(&leg.device);
        if let Some(pair) = leg.pair {
            self.half_is_gone(pair);
        }
        let lives = self.floor.legs.values().any(|other| other.linked == leg.linked);
        if !lives && let Some(mut story) = self.floor.stories.remove(&leg.linked) {
            story.talks_end(self.floor.now);
            self.floor.truth.is_over(story);
        }
        for other in alone {
            self.left_alone(other, cause);
        }
    }

    /// The other side is gone: who was called goes too, and the dialplan of who called comes to its end.
    pub(super) fn left_alone(&mut self, no: No, cause: u16) {
        let Some(leg) = self.floor.legs.get(&no) else { return };
        match &leg.job {
            Job::Called if !leg.is_local() => self.gone(no, cause),
            Job::Called => self.ends(no, cause, None),
            Job::Waits => self.waits_again(no),
            _ => {
                say!(self, Event::HangupRequested { leg: leg.seen(), by_party: false, cause: Some(cause) });
                self.gone(no, cause);
            }
        }
    }

    /// A queue's call is over, as the queue has it.
    pub(super) fn completes(&mut self, caller: No, reason: CompleteReason) {
        let now = self.floor.now;
        let Some(leg) = self.floor.legs.get(&caller) else { return };
        let Some(visit) = &leg.visit else { return };
        let Some((interface, since)) = visit.connected.clone() else { return };
        let (queue, talk) = (visit.queue.clone(), Some(now.since(since)));
        say!(
            self,
            Event::AgentCompleted { queue: &queue, caller: leg.seen(), interface: &interface, talk, reason }
        );
        let members = self.floor.queues.get_mut(&queue).map(|queue| &mut queue.members);
        if let Some(member) = members.into_iter().flatten().find(|member| member.interface == interface) {
            (member.last_call, member.in_call) = (now, false);
            member.calls_taken += 1;
        }
        if let Some(leg) = self.floor.legs.get_mut(&caller) {
            leg.visit = None;
        }
    }

    /// Legs in a bridge, for those who look from outside.
    pub(super) fn in_bridge(&self, bridge: No) -> Vec<No> {
        self.floor.bridges.get(&bridge).map_or_else(Vec::new, |row| row.legs.clone())
    }
}
