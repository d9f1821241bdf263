//! Callers are given on: without asking, or after asking over a pair of internal channels, as the feature code does.

use alloc::format;
use alloc::string::ToString;

use super::floor::{Consult, device};
use super::leg::{Dialing, Job, No};
use super::next::Next;
use super::stage::{Begin, Stage, Wish, say};
use super::truth::TransferTruth;
use crate::event::{BridgeKind, CompleteReason, DialStatus, Event, LegState, Step};
use crate::key::Text;
use crate::record::{RingResult, TransferKind};
use crate::time::Span;

/// How long the pair of internal channels stays once the transfer is complete.
const OPTIMIZE: Span = Span::from_millis(450);

impl Stage<'_> {
    /// Who is with `by` goes to an extension; `by` is out of it.
    pub(super) fn blind_transfer(&mut self, by: No, context: &str, exten: &str) {
        let Some(other) = self.floor.partner(by) else { return };
        let now = self.floor.now;
        let (from, to) = (&self.floor.legs[&by], &self.floor.legs[&other]);
        let was_held = from.held_since;
        say!(self, Event::Unheld(from.seen()));
        let transferee = Some(to.seen());
        let transfer =
            Event::BlindTransferred { by: from.seen(), transferee, exten, by_code: false, ok: true };
        say!(self, transfer);
        self.held(by, was_held, now);
        self.remember_transfer(other, by, TransferKind::Blind, exten);
        for leg in [by, other] {
            self.completes(leg, CompleteReason::Transfer);
        }
        let home = self.leave(by);
        if let Some(story) = self.floor.story(other) {
            story.talks_end(now);
        }
        if let Some(leg) = self.floor.legs.get_mut(&other) {
            leg.job = Job::Dialplan;
        }
        self.gone(by, 16);
        self.goes_to(other, context, exten);
        self.step(other, Step::Other, "");
        self.leave(other);
        if let Some(home) = home {
            self.close(home);
        }
        self.dialplan(other, context, exten);
    }

    fn remember_transfer(&mut self, caller: No, by: No, kind: TransferKind, to: &str) {
        let by = self.floor.party(by);
        if let Some(story) = self.floor.story(caller) {
            story.transfers.push(TransferTruth { kind, by, to: Text::from(to) });
        }
    }

    /// Begins to ask somebody while the other side waits.
    pub(super) fn consult(&mut self, by: No, context: &str, exten: &str) {
        let Some(home) = self.floor.legs.get(&by).and_then(|leg| leg.bridge) else { return };
        for key in ["*", "2"].into_iter().map(ToString::to_string).chain(exten.chars().map(|c| c.to_string()))
        {
            if let Some(leg) = self.floor.legs.get(&by) {
                say!(self, Event::KeyPressed { leg: leg.seen(), key: &key, by_party: true });
            }
        }
        self.remember_transfer(by, by, TransferKind::Attended, exten);
        self.hold(by);
        let stem = format!("Local/{exten}@{context}-{:08x}", self.floor.channels);
        self.floor.channels = self.floor.channels.wrapping_add(1);
        let mut half = |state, end: &str| {
            let begin = Begin {
                device: "",
                state,
                number: "",
                name: "",
                exten,
                context,
                with: Some(by),
                by: None,
                dial: "",
                id: "",
                job: Job::Called,
            };
            self.begin_as(begin, format!("{stem};{end}"))
        };
        let (near, far) = (half(LegState::Down, "1"), half(LegState::Calling, "2"));
        let number = self.floor.legs[&by].number.clone();
        for (one, other) in [(near, far), (far, near)] {
            if let Some(leg) = self.floor.legs.get_mut(&one) {
                leg.pair = Some(other);
            }
        }
        let asks = self.new_bridge(BridgeKind::Talk);
        if let Some(leg) = self.floor.legs.get_mut(&far) {
            leg.number = number;
            leg.job = Job::Dial(Dialing::default());
            say!(self, Event::LegIdentified(leg.seen()));
        }
        let (one, two) = (&self.floor.legs[&near], &self.floor.legs[&far]);
        say!(self, Event::LocalPaired { one: one.seen(), two: two.seen() });
        let consult = Consult { home, near, far };
        self.floor.consults.insert(by, consult);
        self.enter(asks, near, "");
        self.leave(by);
        self.enter(asks, by, "");
        self.step(far, Step::Dial, &format!("{},20,tTkKxX", device(exten)));
        let known = self.floor.phones.get(&device(exten)).is_some_and(|phone| !phone.is_trunk);
        if !known {
            return self.consult_fails(far);
        }
        let busy = !self.floor.is_free(&device(exten));
        let phone = self.calls_phone(&device(exten), far);
        if let Some(leg) = self.floor.legs.get_mut(&far) {
            leg.job = Job::Dial(Dialing { rung: Some(phone) });
        }
        self.dial_begins(phone, Some(far));
        if busy {
            self.dial_ends(phone, DialStatus::Busy, RingResult::Busy);
            self.gone(phone, 17);
            return self.consult_fails(far);
        }
        self.floor.plan(Span::from_secs(20), Next::RingsOut(phone));
    }

    /// Whoever was asked answers.
    pub(super) fn answers_consult(&mut self, phone: No, far: No) {
        self.dial_ends(phone, DialStatus::Answer, RingResult::Answered);
        let Some(near) = self.floor.legs.get(&far).and_then(|leg| leg.pair) else { return };
        self.rise(near, LegState::Up);
        say!(
            self,
            Event::DialEnded {
                by: None,
                leg: self.floor.legs[&near].seen(),
                status: DialStatus::Answer,
                forward: ""
            }
        );
        self.rise(far, LegState::Up);
        if let Some(leg) = self.floor.legs.get_mut(&far) {
            leg.job = Job::Dial(Dialing::default());
        }
        let bridge = self.new_bridge(BridgeKind::Talk);
        self.enter(bridge, phone, "");
        self.enter(bridge, far, "");
        let asker = self.floor.consults.iter().find(|(_, consult)| consult.far == far).map(|(by, _)| *by);
        match asker {
            Some(by) if self.is_lively() && !self.is_steered(by) => {
                if let Some(asks) = self.floor.legs.get(&by).and_then(|leg| leg.bridge) {
                    let length = self.floor.dice.between(Span::from_secs(3), Span::from_secs(20));
                    self.floor.plan(length, Next::Completes(by, asks));
                }
            }
            Some(_) => {}
            // The transferer has left already: the caller has waited for this.
            None => self.floor.plan(OPTIMIZE, Next::Optimizes(near, far)),
        }
    }

    /// Whether somebody outside steers the conversation that a transferer asks about.
    fn is_steered(&self, by: No) -> bool {
        let home = self.floor.consults.get(&by).and_then(|consult| self.floor.bridges.get(&consult.home));
        home.is_some_and(|home| home.steered)
    }

    /// The transferer leaves: whoever waits is with whoever was asked.
    pub(super) fn complete_consult(&mut self, by: No) {
        let Some(consult) = self.floor.consults.remove(&by) else { return };
        let now = self.floor.now;
        let waits = self.in_bridge(consult.home).first().copied();
        let Some(caller) = waits else { return self.ends(by, 16, Some(by)) };
        let asks = self.leave(by);
        let (home, near) = (consult.home, consult.near);
        if let Some(asks) = asks {
            let (into, from) = (&self.floor.bridges[&home], &self.floor.bridges[&asks]);
            say!(self, Event::BridgesMerged { into: into.seen(), from: from.seen() });
        }
        self.leave(near);
        self.enter(home, near, "");
        let floor = &*self.floor;
        let (transferer, transferee, target) = (&floor.legs[&by], &floor.legs[&caller], &floor.legs[&near]);
        say!(
            self,
            Event::AttendedTransferred {
                first: transferer.seen(),
                second: transferer.seen(),
                transferee: Some(transferee.seen()),
                target: Some(target.seen()),
                stays: false,
                ok: true,
            }
        );
        let since = self.floor.legs.get_mut(&by).and_then(|leg| leg.held_since.take());
        self.held(by, since, now);
        for leg in [by, caller] {
            self.completes(leg, CompleteReason::Transfer);
        }
        if let Some(asks) = asks {
            self.close(asks);
        }
        if let Some(story) = self.floor.story(caller) {
            story.talks_end(now);
        }
        self.gone(by, 16);
        if let Some(phone) = self.partner_of_far(consult.far) {
            self.talk_begins(caller, phone);
            self.floor.plan(OPTIMIZE, Next::Optimizes(near, consult.far));
        }
    }

    fn partner_of_far(&self, far: No) -> Option<No> {
        self.floor.partner(far)
    }

    /// The pair of internal channels goes out of the way: the caller moves into the other bridge.
    pub(super) fn optimizes(&mut self, near: No, far: No) {
        let (Some(caller), Some(phone)) = (self.floor.partner(near), self.floor.partner(far)) else { return };
        let (Some(one), Some(two)) = (self.floor.legs.get(&near), self.floor.legs.get(&far)) else { return };
        let id = two.id.clone();
        say!(self, Event::LocalOptimizing { one: one.seen(), two: two.seen() });
        self.talk_begins(caller, phone);
        let home = self.leave(caller);
        let there = self.leave(far);
        if let Some(there) = there {
            self.enter(there, caller, &id);
        }
        let (one, two) = (&self.floor.legs[&near], &self.floor.legs[&far]);
        say!(self, Event::LocalOptimized { one: one.seen(), two: two.seen() });
        self.leave(near);
        if let Some(home) = home {
            self.close(home);
        }
        for half in [near, far] {
            if let Some(leg) = self.floor.legs.get_mut(&half) {
                leg.pair = None;
            }
        }
        self.gone(near, 16);
        self.gone(far, 16);
        if let Some(there) = there {
            self.plan_rest(there, caller, phone);
        }
    }

    /// How long the talk after a transfer lasts.
    fn plan_rest(&mut self, bridge: No, caller: No, phone: No) {
        if self.is_lively() {
            let length = self.floor.dice.about(Span::from_secs(60)) + Span::from_secs(5);
            let ends = if self.floor.dice.happens(500) { caller } else { phone };
            self.floor.plan(length, Next::HangsUp(ends, bridge));
        }
    }

    /// Whoever was asked did not answer, or is gone: the transferer is back with whom he left.
    pub(super) fn consult_fails(&mut self, far: No) {
        let asker = self.floor.consults.iter().find(|(_, consult)| consult.far == far).map(|(by, _)| *by);
        let Some(by) = asker else {
            // The transferer has left: nobody is there for the caller.
            return self.ends(far, 16, None);
        };
        let Some(consult) = self.floor.consults.remove(&by) else { return };
        let waits = !self.in_bridge(consult.home).is_empty();
        let asks = self.leave(by);
        if waits {
            self.enter(consult.home, by, "");
        }
        self.unhold(by);
        self.leave(consult.near);
        if let Some(asks) = asks {
            self.close(asks);
        }
        for half in [consult.near, consult.far] {
            if let Some(leg) = self.floor.legs.get_mut(&half) {
                leg.pair = None;
            }
        }
        let alone = self.part(consult.far);
        self.gone(consult.near, 16);
        self.gone(consult.far, 16);
        for other in alone {
            self.left_alone(other, 16);
        }
        match waits {
            true => {
                if let Some(other) = self.floor.partner(by) {
                    self.plan_rest(consult.home, other, by);
                }
            }
            false => self.hang_up(by, Wish::Switch(16)),
        }
    }

    /// The transferer goes back to whom he left, and drops whom he asked.
    pub(super) fn cancel_consult(&mut self, by: No) -> bool {
        let Some(consult) = self.floor.consults.get(&by) else { return false };
        let far = consult.far;
        for key in ["*", "1"] {
            if let Some(leg) = self.floor.legs.get(&by) {
                say!(self, Event::KeyPressed { leg: leg.seen(), key, by_party: true });
            }
        }
        if let Some(Job::Dial(Dialing { rung: Some(rung) })) =
            self.floor.legs.get(&far).map(|leg| leg.job.clone())
        {
            self.cancel(rung, 0);
        }
        self.consult_fails(far);
        true
    }

    /// One half of an internal pair is gone: the other goes too, and whoever was with it is alone.
    pub(super) fn half_is_gone(&mut self, other: No) {
        if self.floor.consults.values().any(|consult| consult.near == other || consult.far == other) {
            let far = self.floor.consults.values().find(|c| c.near == other || c.far == other).map(|c| c.far);
            if let Some(far) = far {
                return self.consult_fails(far);
            }
        }
        if let Some(leg) = self.floor.legs.get_mut(&other) {
            leg.pair = None;
            self.ends(other, 16, None);
        }
    }
}
