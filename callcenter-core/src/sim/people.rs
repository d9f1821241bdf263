//! What people do by themselves: they call, answer or not, talk, hold, give callers on, pause and go home.

use alloc::format;
use alloc::vec::Vec;

use super::dial::DIAL_RING;
use super::floor::device;
use super::leg::{Job, Leg, No};
use super::next::Next;
use super::plan::People;
use super::stage::{Stage, Wish, say};
use crate::event::{Event, LegState, Step};
use crate::key::Text;
use crate::record::Status;
use crate::time::{Span, Timestamp};

/// How long whoever steers a call from outside is left alone before people go on by themselves.
const STEERED: Span = Span::from_secs(120);

/// Of a thousand callers so many are among those whom the plan names.
const KNOWN: u32 = 850;

/// How long before it would ring in vain somebody takes up his phone who is led: whoever leads him may answer before.
const LED_ANSWERS: (Span, Span) = (Span::from_secs(2), Span::from_secs(4));

/// How much longer others talk with somebody who is led: whoever leads him has to read first.
const LED_TALK: Span = Span::from_secs(60);

/// How long obliging people let a phone ring.
const OBLIGING: Span = Span::from_secs(2);

/// Why agents pause, and for how long about.
const BREAKS: [(&str, i64); 5] =
    [("coffee", 240), ("lunch", 900), ("meeting", 600), ("training", 500), ("backoffice", 300)];

const FIRST_NAMES: [&str; 12] =
    ["Ada", "Bruno", "Chloé", "Dmitri", "Emma", "Fatima", "Georg", "Hana", "Igor", "Julia", "Kofi", "Lena"];
const LAST_NAMES: [&str; 12] = [
    "Almeida", "Bauer", "Chen", "Dubois", "Eriksen", "Fischer", "García", "Hoffmann", "Ivanov", "Jansen",
    "Kowalska", "Larsen",
];

impl Stage<'_> {
    pub(super) fn is_lively(&self) -> bool {
        self.floor.plan.people == People::Lively
    }

    /// The day begins: everybody plans what comes first.
    pub(super) fn begins_day(&mut self) {
        self.plans_the_hour();
        if self.is_lively() {
            let agents: Vec<Text> =
                self.floor.plan.agents.iter().map(|agent| agent.extension.clone()).collect();
            for agent in agents {
                let first = self.floor.dice.about(Span::from_secs(2_400));
                self.floor.plan(first, Next::Pauses(agent));
            }
        }
    }

    /// What goes by the hour of the day: calls, and who is there.
    pub(super) fn plans_the_hour(&mut self) {
        if !self.is_lively() {
            return;
        }
        let queues: Vec<Text> = self.floor.queues.keys().cloned().collect();
        for queue in queues {
            self.plans_call(Next::CallsQueue(queue));
        }
        for next in [Next::CallsAgent, Next::CallsOutside, Next::CallsInside] {
            self.plans_call(next);
        }
        let agents: Vec<Text> = self.floor.plan.agents.iter().map(|agent| agent.extension.clone()).collect();
        for agent in agents {
            let glance = self.floor.dice.between(Span::ZERO, Span::from_secs(60));
            self.floor.plan(glance, Next::LooksAtClock(agent));
        }
    }

    /// Plans the next call of a kind, by its rate.
    pub(super) fn plans_call(&mut self, next: Next) {
        let plan = &self.floor.plan;
        let per_hour = match &next {
            Next::CallsQueue(queue) => self.floor.queues.get(queue).map_or(0, |q| q.plan.calls_per_hour),
            Next::CallsAgent => plan.direct_per_hour,
            Next::CallsOutside => plan.outbound_per_hour,
            _ => plan.internal_per_hour,
        };
        let percent = self.percent(self.floor.now);
        let rate = i64::from(per_hour) * i64::from(percent);
        let hour = Span::from_secs(3_600);
        if rate == 0 {
            // Looked at again when the next hour begins.
            let past = self.floor.now.as_micros().rem_euclid(hour.as_micros());
            return self.floor.plan(hour - Span::from_micros(past), next);
        }
        let after = self.floor.dice.about(Span::from_micros(hour.as_micros() * 100 / rate));
        self.floor.plan(after, next);
    }

    /// How busy it is, in percent.
    fn percent(&self, at: Timestamp) -> u8 {
        let hour = at.as_micros().div_euclid(3_600_000_000).rem_euclid(24);
        usize::try_from(hour).ok().and_then(|hour| self.floor.plan.day.get(hour)).copied().unwrap_or(0)
    }

    // ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn calls_queue(&mut self, queue: &str) {
        let open = self.percent(self.floor.now) > 0;
        self.plans_call(Next::CallsQueue(Text::from(queue)));
        let Some(exten) = self.floor.queues.get(queue).map(|queue| queue.plan.number.clone()) else { return };
        if !open {
            return;
        }
        let (number, name) = self.somebody();
        let no = self.calls_in(&number, &name, &exten);
        self.hears_menu(no);
        // Some hear what they wanted from the menu.
        if self.floor.dice.happens(40) {
            let bored = self.floor.dice.between(Span::from_secs(3), Span::from_secs(12));
            return self.floor.plan(bored, Next::GivesUp(no));
        }
        let chooses = self.floor.dice.between(Span::from_secs(2), Span::from_secs(9));
        self.floor.plan(chooses, Next::Chooses(no, Text::from(queue)));
    }

    /// The menu answers.
    fn hears_menu(&mut self, no: No) {
        self.step(no, Step::Other, "Inbound");
        self.goes_to(no, "ivr", "s");
        self.rise(no, LegState::Up);
        self.step(no, Step::Other, "basic-pbx-ivr-main");
        if let Some(story) = self.floor.story(no) {
            story.status = Status::SelfService;
        }
    }

    /// A menu of the files answers; whoever is lively chooses a queue that its keys lead to.
    pub(super) fn hears_menu_of(&mut self, no: No, menu: &str) {
        self.hears_menu(no);
        let choices = self.floor.configuration.choices(menu);
        if !self.is_lively() {
            return;
        }
        let after = self.floor.dice.between(Span::from_secs(2), Span::from_secs(9));
        match self.floor.dice.one_of(&choices).cloned() {
            Some(queue) => self.floor.plan(after, Next::Chooses(no, queue)),
            None => self.floor.plan(after, Next::SaysGoodbye(no)),
        }
    }

    pub(super) fn chooses(&mut self, no: No, queue: &str) {
        let position = self.floor.queues.keys().position(|name| name == queue).unwrap_or(0) + 1;
        let listens = |leg: &&Leg| matches!(leg.job, Job::Dialplan) && leg.bridge.is_none();
        let Some(leg) = self.floor.legs.get(&no).filter(listens) else { return };
        let key = format!("{position}");
        say!(self, Event::KeyPressed { leg: leg.seen(), key: &key, by_party: true });
        self.joins(no, queue);
    }

    pub(super) fn calls_agent(&mut self) {
        let open = self.percent(self.floor.now) > 0;
        self.plans_call(Next::CallsAgent);
        let floor = &mut *self.floor;
        let agent = floor.dice.one_of(&floor.plan.agents).map(|agent| agent.extension.clone());
        let Some(agent) = agent.filter(|_| open) else { return };
        let (number, name) = self.somebody();
        let no = self.calls_in(&number, &name, &agent);
        self.dialplan(no, "from-trunk", &agent);
        self.gives_up_ringing(no);
    }

    pub(super) fn calls_outside(&mut self) {
        self.plans_call(Next::CallsOutside);
        let Some(agent) = self.somebody_free() else { return };
        let (number, _) = self.somebody();
        let no = self.calls(&device(&agent), &number);
        if let Some(no) = no {
            self.gives_up_ringing(no);
        }
    }

    pub(super) fn calls_inside(&mut self) {
        self.plans_call(Next::CallsInside);
        let Some(agent) = self.somebody_free() else { return };
        let others: Vec<Text> = self.floor.plan.agents.iter().map(|agent| agent.extension.clone()).collect();
        let other = self.floor.dice.one_of(&others).cloned().filter(|other| *other != agent);
        if let Some(other) = other
            && let Some(no) = self.calls(&device(&agent), &other)
        {
            self.gives_up_ringing(no);
        }
    }

    /// Whoever calls a phone hangs up when nobody answers; most let it ring.
    fn gives_up_ringing(&mut self, no: No) {
        if self.floor.dice.happens(150) {
            let after = self.floor.dice.between(Span::from_secs(4), Span::from_secs(18));
            self.floor.plan(after, Next::GivesUp(no));
        }
    }

    /// A caller in a queue has patience, but not for ever.
    pub(super) fn gives_up_sometime(&mut self, no: No, queue: &str) {
        if !self.is_lively() {
            return;
        }
        let patience = self.floor.queues.get(queue).map_or(Span::ZERO, |queue| queue.plan.patience);
        let after = self.floor.dice.about(patience) + Span::from_secs(2);
        self.floor.plan(after, Next::GivesUp(no));
    }

    pub(super) fn gives_up(&mut self, no: No) {
        let Some(leg) = self.floor.legs.get(&no) else { return };
        let unanswered = match &leg.job {
            Job::Dialplan => leg.bridge.is_none() && leg.visit.is_none(),
            Job::Queue => self.waits(no),
            Job::Dial(dialing) => dialing.rung.is_some() && leg.bridge.is_none(),
            _ => false,
        };
        let has_talked = self.floor.story(no).is_some_and(|story| !story.talks.is_empty());
        if unanswered && !has_talked {
            self.ended_ringing(no);
            self.hang_up(no, Wish::Party);
        }
    }

    /// Who gives up while a phone rings was not answered.
    pub(super) fn ended_ringing(&mut self, no: No) {
        let dials = matches!(&self.floor.legs[&no].job, Job::Dial(dialing) if dialing.rung.is_some());
        if let Some(story) = self.floor.story(no).filter(|story| dials && story.talks.is_empty()) {
            story.status = Status::NoAnswer;
        }
    }

    /// A phone rings: its owner makes up his mind.
    pub(super) fn hears_it_ring(&mut self, phone: No) {
        let ordered = matches!(self.floor.legs[&phone].job, Job::Ordered { .. });
        match self.floor.plan.people {
            People::Lively => {}
            People::Obliging if ordered || self.floor.is_trunk(phone) => {
                return self.floor.plan(OBLIGING, Next::Answers(phone));
            }
            People::Obliging | People::Still => return,
        }
        if self.is_led(phone) {
            let after = self.led_answers_after(phone, ordered);
            return self.floor.plan(after, Next::Answers(phone));
        }
        let (declines, ignores) = match (ordered, self.floor.is_trunk(phone)) {
            (true, _) => (10, 20),
            (_, true) => (80, 200),
            (_, false) => (25, 70),
        };
        let chance = self.floor.dice.below(1_000);
        let (least, most) = if self.floor.is_trunk(phone) { (4, 15) } else { (1, 8) };
        let after = self.floor.dice.between(Span::from_secs(least), Span::from_secs(most));
        match chance {
            _ if chance < declines => self.floor.plan(after, Next::Declines(phone)),
            _ if chance < declines + ignores => {}
            _ => self.floor.plan(after, Next::Answers(phone)),
        }
    }

    /// When somebody who is led takes up his phone, if nobody did it for him. What he ordered himself he takes at once.
    fn led_answers_after(&mut self, phone: No, ordered: bool) -> Span {
        if ordered {
            return self.floor.dice.between(Span::from_secs(1), Span::from_secs(2));
        }
        let by = self.floor.legs[&phone].by.and_then(|by| self.floor.legs.get(&by));
        let queue = by.and_then(|by| self.floor.queues.get(&by.visit.as_ref()?.queue));
        let rings = queue.map_or(DIAL_RING, |queue| queue.plan.ring);
        let (least, most) = LED_ANSWERS;
        (rings - self.floor.dice.between(least, most)).max(Span::from_secs(1))
    }

    /// Whether the phone of a leg is that of somebody who is led.
    pub(super) fn is_led(&self, leg: No) -> bool {
        self.floor.legs.get(&leg).is_some_and(|leg| self.floor.led.contains(&leg.device))
    }

    // ── talks ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// Two people talk: what becomes of it. `called` is the phone that was called.
    pub(super) fn plan_talk(&mut self, bridge: No, called: No, caller: No) {
        if !self.is_lively() {
            return;
        }
        let queue = self.floor.legs[&caller].visit.as_ref().map(|visit| visit.queue.clone());
        let queue = queue.and_then(|queue| self.floor.queues.get(&queue));
        let mean = queue.map_or(Span::from_secs(60), |queue| queue.plan.talk);
        let dice = &mut self.floor.dice;
        let length = dice.about(mean) + Span::from_secs(5);
        let (chance, caller_ends) = (dice.below(1_000), dice.happens(600));
        let half = Span::from_micros(length.as_micros() / 2);
        let agent = if self.floor.is_trunk(called) { caller } else { called };
        // Only an agent who was called himself gives a caller on: a call of his own he ends.
        let gives_on = agent == called && self.floor.is_trunk(caller);
        if let Some(other) = [(called, caller), (caller, called)].iter().find(|(led, _)| self.is_led(*led)) {
            return self.floor.plan(length + LED_TALK, Next::HangsUp(other.1, bridge));
        }
        match chance {
            0..50 if gives_on => return self.floor.plan(length, Next::Transfers(agent, bridge)),
            50..90 if gives_on => return self.floor.plan(length, Next::Consults(agent, bridge)),
            100..300 => self.floor.plan(half, Next::Holds(agent, bridge)),
            _ => {}
        }
        let ends = if caller_ends { caller } else { called };
        self.floor.plan(length, Next::HangsUp(ends, bridge));
    }

    /// Whether somebody still is where something was meant; whoever is steered from outside waits for a while.
    fn goes_on(&mut self, leg: No, bridge: No, next: Next) -> bool {
        if self.floor.legs.get(&leg).and_then(|leg| leg.bridge) != Some(bridge) {
            return false;
        }
        let steered =
            self.floor.bridges.get_mut(&bridge).is_some_and(|row| core::mem::take(&mut row.steered));
        if steered {
            self.floor.plan(STEERED, next);
        }
        !steered && self.floor.bridges[&bridge].legs.len() > 1
    }

    pub(super) fn holds(&mut self, leg: No, bridge: No) {
        if self.goes_on(leg, bridge, Next::Holds(leg, bridge)) && self.hold(leg) {
            let length = self.floor.dice.between(Span::from_secs(5), Span::from_secs(40));
            self.floor.plan(length, Next::Unholds(leg, bridge));
        }
    }

    pub(super) fn unholds(&mut self, leg: No, bridge: No) {
        if self.goes_on(leg, bridge, Next::Unholds(leg, bridge)) {
            self.unhold(leg);
        }
    }

    /// A phone puts the other side on hold.
    pub(super) fn hold(&mut self, no: No) -> bool {
        let other = self.floor.partner(no);
        let Some(leg) = self.floor.legs.get_mut(&no).filter(|leg| !leg.holds && leg.is_up()) else {
            return false;
        };
        leg.holds = true;
        leg.held_since = Some(self.floor.now);
        say!(self, Event::Held(leg.seen()));
        if let Some(other) = other.and_then(|other| self.floor.legs.get(&other)) {
            let device = other.device.clone();
            self.refresh(&device);
        }
        true
    }

    /// A phone takes the other side back.
    pub(super) fn unhold(&mut self, no: No) -> bool {
        let (other, now) = (self.floor.partner(no), self.floor.now);
        let Some(leg) = self.floor.legs.get_mut(&no).filter(|leg| leg.holds) else { return false };
        leg.holds = false;
        let since = leg.held_since.take();
        say!(self, Event::Unheld(leg.seen()));
        self.held(no, since, now);
        if let Some(other) = other.and_then(|other| self.floor.legs.get(&other)) {
            let device = other.device.clone();
            self.refresh(&device);
        }
        true
    }

    /// Remembers that somebody was on hold.
    pub(super) fn held(&mut self, no: No, since: Option<Timestamp>, until: Timestamp) {
        if let (Some(since), Some(story)) = (since, self.floor.story(no)) {
            story.holds.0 += 1;
            story.holds.1 += until.since(since);
        }
    }

    pub(super) fn hangs_up(&mut self, leg: No, bridge: No) {
        if self.goes_on(leg, bridge, Next::HangsUp(leg, bridge)) {
            self.hang_up(leg, Wish::Party);
        }
    }

    pub(super) fn transfers(&mut self, leg: No, bridge: No) {
        if !self.goes_on(leg, bridge, Next::Transfers(leg, bridge)) {
            return;
        }
        match self.colleague(leg) {
            Some(other) => self.blind_transfer(leg, "agents", &other),
            None => self.hang_up(leg, Wish::Party),
        }
    }

    pub(super) fn consults(&mut self, leg: No, bridge: No) {
        if !self.goes_on(leg, bridge, Next::Consults(leg, bridge)) {
            return;
        }
        match self.colleague(leg) {
            Some(other) => self.consult(leg, "agents", &other),
            None => self.hang_up(leg, Wish::Party),
        }
    }

    pub(super) fn completes_consult(&mut self, leg: No, bridge: No) {
        let here = self.floor.legs.get(&leg).is_some_and(|leg| leg.bridge == Some(bridge));
        if here && self.floor.consults.contains_key(&leg) {
            self.hang_up(leg, Wish::Party);
        }
    }

    /// Somebody else with nothing on the phone.
    fn colleague(&mut self, leg: No) -> Option<Text> {
        let own = self.floor.legs.get(&leg)?.device.clone();
        let agents = self.floor.plan.agents.iter().map(|agent| agent.extension.clone());
        let free: Vec<Text> =
            agents.filter(|number| device(number) != own && self.floor.is_free(&device(number))).collect();
        self.floor.dice.one_of(&free).cloned()
    }

    // ── agents ──────────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn pauses(&mut self, agent: &str) {
        let dice = &mut self.floor.dice;
        let again = Span::from_secs(1_200) + dice.about(Span::from_secs(2_400));
        let (reason, length) = dice.one_of(&BREAKS).copied().unwrap_or_default();
        let length = Span::from_secs(60) + dice.about(Span::from_secs(length));
        self.floor.plan(again, Next::Pauses(Text::from(agent)));
        let interface = device(agent);
        if self.is_paused(&interface).unwrap_or(true) || self.floor.led.contains(&interface) {
            return;
        }
        self.set_paused("", &interface, true, reason);
        let Some(phone) = self.floor.phones.get(&interface) else { return };
        let which = phone.pauses;
        self.floor.plan(length, Next::Returns(Text::from(agent), which));
    }

    pub(super) fn returns(&mut self, agent: &str, which: u32) {
        let interface = device(agent);
        if self.floor.phones.get(&interface).is_some_and(|phone| phone.pauses == which) {
            self.set_paused("", &interface, false, "");
        }
    }

    /// Signs in when the hour is busy, out when it is not.
    pub(super) fn looks_at_clock(&mut self, agent: &str) {
        let glance = self.floor.dice.between(Span::from_secs(240), Span::from_secs(360));
        self.floor.plan(glance, Next::LooksAtClock(Text::from(agent)));
        let interface = device(agent);
        let open = self.percent(self.floor.now + Span::from_secs(900)) > 0;
        let signed_in = self.is_paused(&interface).is_some();
        match (open, signed_in) {
            (true, false) if !self.floor.sent_home.contains(&interface) => self.signs_in(agent),
            (false, true) if self.percent(self.floor.now) == 0 => self.signs_out(&interface),
            _ => {}
        }
    }

    fn signs_in(&mut self, agent: &str) {
        let plan = self.floor.plan.agents.iter().find(|plan| plan.extension == agent).cloned();
        let Some(plan) = plan else { return };
        for (queue, penalty) in &plan.queues {
            // Who is there already stays as he is.
            let _ = self.add_member(queue, &device(agent), &plan.name, "", *penalty, None);
        }
    }

    fn signs_out(&mut self, interface: &str) {
        let queues: Vec<Text> = self.floor.queues.keys().cloned().collect();
        for queue in queues {
            // Who is not there need not leave.
            let _ = self.remove_member(&queue, interface);
        }
    }

    /// An agent with nothing to do who could call somebody.
    fn somebody_free(&mut self) -> Option<Text> {
        let agents = self.floor.plan.agents.iter().map(|agent| agent.extension.clone());
        let free: Vec<Text> = agents
            .filter(|number| self.floor.is_free(&device(number)))
            .filter(|number| self.is_paused(&device(number)).is_some())
            .filter(|number| !self.floor.led.contains(&device(number)))
            .collect();
        self.floor.dice.one_of(&free).cloned()
    }

    /// A number and a name from outside.
    fn somebody(&mut self) -> (Text, Text) {
        let floor = &mut *self.floor;
        let dice = &mut floor.dice;
        if !floor.plan.callers.is_empty() && dice.happens(KNOWN) {
            return dice.one_of(&floor.plan.callers).cloned().unwrap_or_default();
        }
        let number = Text::from(format!("4917{:08}", 10_000_000 + dice.below(400) * 7_919));
        let named = dice.happens(600);
        let first = dice.one_of(&FIRST_NAMES).copied().unwrap_or_default();
        let last = dice.one_of(&LAST_NAMES).copied().unwrap_or_default();
        let name = if named { Text::from(format!("{first} {last}")) } else { Text::default() };
        (number, name)
    }
}
