//! Callers wait, phones ring for them, somebody answers or nobody does.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::floor::{Member, Queue};
use super::leg::{Job, No, Visit};
use super::next::Next;
use super::plan::Strategy;
use super::stage::{Begin, Stage, Wish, say};
use super::truth::VisitTruth;
use crate::event::{DialStatus, Event, LegState, Step, Variable};
use crate::key::Text;
use crate::record::{RingResult, Status};
use crate::time::Span;

/// How long a queue waits before it tries again.
const RETRY: Span = Span::from_secs(1);

/// How long a phone needs to ring once it was called.
const SETUP: Span = Span::from_millis(50);

impl Stage<'_> {
    /// The dialplan puts a caller into a queue.
    pub(super) fn joins(&mut self, no: No, name: &str) {
        let now = self.floor.now;
        let Some(queue) = self.floor.queues.get(name) else { return self.hang_up(no, Wish::Switch(16)) };
        let (longest, empty) = (queue.plan.longest_wait, queue.members.is_empty());
        self.lets_go(no);
        self.rise(no, LegState::Up);
        self.goes_to(no, "to-queue", name);
        self.record(no);
        self.step(no, Step::Queue(name), &format!("{name},tTkKxX,,,"));
        self.floor.truth.queues.entry(Text::from(name)).or_default().offered += 1;
        let result = if empty { Status::QueueRefused } else { Status::Waiting };
        if let Some(story) = self.floor.story(no) {
            let wait = empty.then_some(Span::ZERO);
            story.visits.push(VisitTruth { queue: Text::from(name), entered: now, wait, result });
            if story.talks.is_empty() {
                story.status = result;
            }
        }
        if empty {
            self.floor.truth.queues.entry(Text::from(name)).or_default().refused += 1;
            return self.leaves_dialplan(no, "JOINEMPTY");
        }
        let Some(leg) = self.floor.legs.get_mut(&no) else { return };
        leg.job = Job::Queue;
        leg.visit = Some(Visit { queue: Text::from(name), entered: now, rung: Vec::new(), connected: None });
        if let Some(queue) = self.floor.queues.get_mut(name) {
            queue.waiting.push(no);
            let position = u32::try_from(queue.waiting.len()).unwrap_or(u32::MAX);
            let leg = &self.floor.legs[&no];
            say!(self, Event::CallerJoined { queue: name, leg: leg.seen(), position });
        }
        self.floor.plan(longest, Next::WaitIsOver(no, Text::from(name)));
        self.gives_up_sometime(no, name);
        self.tries(name);
    }

    /// Whether a leg waits in a queue.
    pub(super) fn waits(&self, no: No) -> bool {
        let visit = self.floor.legs.get(&no).and_then(|leg| leg.visit.as_ref());
        visit.is_some_and(|visit| visit.connected.is_none())
    }

    /// A queue tries agents for those who wait, in their order.
    pub(super) fn tries(&mut self, name: &str) {
        let waiting = self.floor.queues.get(name).map(|queue| queue.waiting.clone()).unwrap_or_default();
        for caller in waiting {
            let rings = self.floor.legs[&caller].visit.as_ref().is_some_and(|visit| !visit.rung.is_empty());
            if rings {
                continue;
            }
            let chosen = self.chosen(name);
            if chosen.is_empty() {
                break;
            }
            for interface in chosen {
                self.offers(name, caller, &interface);
            }
        }
        self.tries_again(name);
    }

    pub(super) fn tries_again(&mut self, name: &str) {
        let Some(queue) = self.floor.queues.get_mut(name) else { return };
        if !queue.waiting.is_empty() && !queue.tries {
            queue.tries = true;
            self.floor.plan(RETRY, Next::Tries(Text::from(name)));
        }
    }

    /// Whom a queue calls next: those of the lowest penalty who are free, by its strategy.
    fn chosen(&self, name: &str) -> Vec<Text> {
        let Some(Queue { plan, members, .. }) = self.floor.queues.get(name) else { return Vec::new() };
        let now = self.floor.now;
        let rested =
            |member: &&Member| !member.last_call.is_known() || now.since(member.last_call) >= plan.wrap_up;
        let free = members
            .iter()
            .filter(|member| !member.paused && self.floor.is_free(&member.device))
            .filter(|member| self.floor.phones.contains_key(&member.device))
            .filter(rested);
        let Some(penalty) = free.clone().map(|member| member.penalty).min() else { return Vec::new() };
        let free = free.filter(|member| member.penalty == penalty);
        let one = match plan.strategy {
            Strategy::RingAll => return free.map(|member| member.interface.clone()).collect(),
            Strategy::LeastRecent => free.min_by_key(|member| (member.last_call, member.last_offer)),
            Strategy::FewestCalls => free.min_by_key(|member| (member.calls_taken, member.last_offer)),
        };
        one.map(|member| member.interface.clone()).into_iter().collect()
    }

    /// A queue calls a member for a caller.
    fn offers(&mut self, name: &str, caller: No, interface: &str) {
        let now = self.floor.now;
        let Some(queue) = self.floor.queues.get_mut(name) else { return };
        let ring = queue.plan.ring;
        let Some(member) = queue.members.iter_mut().find(|member| member.interface == interface) else {
            return;
        };
        member.last_offer = now;
        let (device, member_name) = (member.device.clone(), member.name.clone());
        let phone = self.calls_phone(&device, caller);
        let floor = &*self.floor;
        say!(
            self,
            Event::AgentOffered {
                queue: name,
                caller: floor.legs[&caller].seen(),
                phone: floor.legs[&phone].seen(),
                interface,
                name: Cow::Borrowed(&member_name),
            }
        );
        self.dial_begins(phone, Some(caller));
        if let Some(visit) = self.floor.legs.get_mut(&caller).and_then(|leg| leg.visit.as_mut()) {
            visit.rung.push(phone);
        }
        self.floor.plan(ring, Next::RingsOut(phone));
    }

    /// A phone is called by a leg; it does not ring yet.
    pub(super) fn calls_phone(&mut self, device: &str, by: No) -> No {
        let (number, name) = match self.floor.phones.get(device) {
            Some(phone) => (phone.number.clone(), phone.name.clone()),
            None => (Text::from(device), Text::default()),
        };
        let context = self.floor.legs[&by].context.clone();
        self.begin(Begin {
            device,
            state: LegState::Down,
            number: &number,
            name: &name,
            exten: "s",
            context: &context,
            with: Some(by),
            by: Some(by),
            dial: &number,
            id: "",
            job: Job::Called,
        })
    }

    /// Dialling a leg is told, and soon it rings.
    pub(super) fn dial_begins(&mut self, phone: No, by: Option<No>) {
        let floor = &*self.floor;
        let leg = &floor.legs[&phone];
        let by = by.map(|by| floor.legs[&by].seen());
        say!(self, Event::DialStarted { by, leg: leg.seen(), dial: &leg.dial });
        let (who, outside) = (self.floor.party(phone), self.floor.is_trunk(phone));
        if let Some(story) = self.floor.story(phone).filter(|_| !outside) {
            story.rings(&who);
        }
        self.floor.plan(SETUP, Next::Rings(phone));
    }

    /// Dialling a leg ended.
    pub(super) fn dial_ends(&mut self, phone: No, status: DialStatus, result: RingResult) {
        let floor = &*self.floor;
        let Some(leg) = floor.legs.get(&phone) else { return };
        let by = leg.by.and_then(|by| floor.legs.get(&by)).map(|by| by.seen());
        say!(self, Event::DialEnded { by, leg: leg.seen(), status, forward: "" });
        let who = self.floor.party(phone);
        if let Some(story) = self.floor.story(phone) {
            story.rang(&who, result);
        }
    }

    /// Phones ring no more for a caller of a queue: the switch says of each twice that its dialling ended.
    fn cancel_all(&mut self, phones: &[No], cause: u16) {
        let elsewhere = cause == 26;
        let result = if elsewhere { RingResult::AnsweredElsewhere } else { RingResult::Cancelled };
        for &phone in phones.iter().chain(phones) {
            self.dial_ends(phone, DialStatus::Cancel, result);
        }
        for &phone in phones {
            self.gone(phone, cause);
        }
    }

    /// A phone rings no more for whoever called it.
    pub(super) fn cancel(&mut self, phone: No, cause: u16) {
        let elsewhere = cause == 26;
        let result = if elsewhere { RingResult::AnsweredElsewhere } else { RingResult::Cancelled };
        self.dial_ends(phone, DialStatus::Cancel, result);
        self.gone(phone, cause);
    }

    /// An agent's phone that rang for a caller was answered.
    pub(super) fn answers_caller(&mut self, phone: No, caller: No) {
        self.dial_ends(phone, DialStatus::Answer, RingResult::Answered);
        self.connects(phone, phone, caller);
    }

    /// Somebody took on his own phone what rang at a member's: the queue credits the member.
    pub(super) fn picked_from_queue(&mut self, by: No, rung: No, caller: No) {
        self.connects(by, rung, caller);
    }

    fn connects(&mut self, phone: No, credited: No, caller: No) {
        let now = self.floor.now;
        let Some(visit) = self.floor.legs.get_mut(&caller).and_then(|leg| leg.visit.as_mut()) else { return };
        let (name, entered) = (visit.queue.clone(), visit.entered);
        let rung = core::mem::take(&mut visit.rung);
        let Some((device, born)) = self.floor.legs.get(&credited).map(|leg| (leg.device.clone(), leg.born))
        else {
            return;
        };
        let agent = self.floor.party(credited);
        let others: Vec<No> = rung.into_iter().filter(|&other| other != phone && other != credited).collect();
        self.cancel_all(&others, 26);
        if credited != phone {
            self.gone(credited, 26);
        }
        self.leaves_queue(caller);
        let Some(queue) = self.floor.queues.get_mut(&name) else { return };
        let member = queue.members.iter_mut().find(|member| member.device == device);
        // Who was taken out of the queue while it rang answers all the same.
        let interface = member.map_or_else(
            || device.clone(),
            |member| {
                member.in_call = true;
                member.interface.clone()
            },
        );
        let ring = now.since(born);
        let floor = &*self.floor;
        say!(
            self,
            Event::AgentConnected {
                queue: &name,
                caller: floor.legs[&caller].seen(),
                phone: floor.legs[&phone].seen(),
                interface: &interface,
                name: Cow::Borrowed(&floor.phones[&device].name),
                wait: Some(now.since(entered)),
                ring: Some(ring),
            }
        );
        if let Some(visit) = self.floor.legs.get_mut(&caller).and_then(|leg| leg.visit.as_mut()) {
            visit.connected = Some((interface, now));
        }
        let truth = self.floor.truth.queues.entry(name.clone()).or_default();
        truth.answered += 1;
        truth.wait_answered += now.since(entered);
        self.floor.truth.agents.entry((agent, name)).or_default().answered += 1;
        if let Some(story) = self.floor.story(caller) {
            story.leaves(now, Status::Answered);
        }
        let bridge = self.connect(phone, caller);
        self.plan_talk(bridge, phone, caller);
    }

    /// A phone that rang for a caller rings no more: declined, busy, or for long enough.
    pub(super) fn missed(
        &mut self,
        phone: No,
        caller: No,
        status: DialStatus,
        result: RingResult,
        cause: u16,
    ) {
        let floor = &*self.floor;
        let (Some(leg), Some(from)) = (floor.legs.get(&phone), floor.legs.get(&caller)) else { return };
        let Some(visit) = &from.visit else { return };
        let name = visit.queue.clone();
        let members = floor.queues.get(&name).map(|queue| queue.members.as_slice()).unwrap_or_default();
        let interface = members.iter().find(|member| member.device == leg.device);
        let interface = interface.map_or_else(|| leg.device.clone(), |member| member.interface.clone());
        let ring = Some(floor.now.since(leg.born));
        let agent = floor.party(phone);
        let truth = self.floor.truth.agents.entry((agent, name.clone())).or_default();
        match result {
            RingResult::Declined => truth.declined += 1,
            _ => truth.rang_out += 1,
        }
        // Rung out, the queue says so first; declined, the dial ends first.
        let first = status != DialStatus::NoAnswer || result == RingResult::Declined;
        if first {
            self.dial_ends(phone, status, result);
        }
        let floor = &*self.floor;
        let (leg, from) = (&floor.legs[&phone], &floor.legs[&caller]);
        say!(
            self,
            Event::AgentMissed {
                queue: &name,
                caller: from.seen(),
                phone: leg.seen(),
                interface: &interface,
                ring
            }
        );
        if !first {
            self.dial_ends(phone, status, result);
        }
        self.gone(phone, cause);
        if let Some(visit) = self.floor.legs.get_mut(&caller).and_then(|leg| leg.visit.as_mut()) {
            visit.rung.retain(|&rung| rung != phone);
        }
        self.tries_again(&name);
    }

    /// A caller waits no longer; those behind move up.
    pub(super) fn leaves_queue(&mut self, caller: No) {
        let Some(leg) = self.floor.legs.get(&caller) else { return };
        let Some(visit) = &leg.visit else { return };
        say!(self, Event::CallerLeft { queue: &visit.queue, leg: leg.seen() });
        let name = visit.queue.clone();
        if let Some(queue) = self.floor.queues.get_mut(&name) {
            queue.waiting.retain(|&other| other != caller);
        }
    }

    /// A caller gives up.
    pub(super) fn abandons(&mut self, caller: No) {
        self.out_of_queue(caller, Status::Abandoned);
        self.gone(caller, 0);
    }

    /// A caller's time is over, or somebody takes him out: the dialplan goes on.
    pub(super) fn leaves_unanswered(&mut self, caller: No, result: Status, status: &str) {
        self.out_of_queue(caller, result);
        self.leaves_dialplan(caller, status);
    }

    /// Out of a queue without an agent: whoever rings stops, and the switch calls it an abandon whatever it was.
    pub(super) fn out_of_queue(&mut self, caller: No, result: Status) {
        let now = self.floor.now;
        let Some(visit) = self.floor.legs.get_mut(&caller).and_then(|leg| leg.visit.as_mut()) else { return };
        let rung = core::mem::take(&mut visit.rung);
        let name = visit.queue.clone();
        self.cancel_all(&rung, 0);
        say!(self, Event::CallerAbandoned { queue: &name, leg: self.floor.legs[&caller].seen() });
        self.leaves_queue(caller);
        let truth = self.floor.truth.queues.entry(name).or_default();
        match result {
            Status::Abandoned => truth.abandoned += 1,
            Status::QueueTimeout => truth.timed_out += 1,
            _ => truth.withdrawn += 1,
        }
        if let Some(story) = self.floor.story(caller) {
            story.leaves(now, result);
            if story.talks.is_empty() {
                story.status = result;
            }
        }
        if let Some(leg) = self.floor.legs.get_mut(&caller) {
            (leg.visit, leg.job) = (None, Job::Dialplan);
        }
    }

    /// After a queue that led to nobody: a goodbye, and the end.
    fn leaves_dialplan(&mut self, caller: No, status: &str) {
        let Some(leg) = self.floor.legs.get(&caller) else { return };
        let variable = Variable::QueueStatus(Cow::Borrowed(status));
        say!(self, Event::VariableSet { leg: leg.seen(), variable });
        self.step(caller, Step::Other, "vm-goodbye");
        self.floor.plan(Span::from_millis(900), Next::SaysGoodbye(caller));
    }
}
