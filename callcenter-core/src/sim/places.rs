//! Places other than talks: parking lots, waiting places, conference rooms, and supervisors who listen in.

use alloc::format;
use alloc::string::ToString;

use super::floor::{Parking, device};
use super::leg::{Dialing, Job, No};
use super::next::Next;
use super::stage::{Stage, Wish, say};
use crate::action::Destination;
use crate::control::{Hook, PHONE, PICKUP, PICKUP_FAILED, REACH_CONTEXT, STAY, WAIT_CONTEXT};
use crate::event::{BridgeKind, DialStatus, Event, LegState, OriginateOutcome, SpyMode, Step};
use crate::key::Text;
use crate::record::{RingResult, Status};
use crate::time::Span;

/// How long a parking lot keeps a call.
const PARKING: Span = Span::from_secs(45);

/// The first place of the parking lot.
const FIRST_SPACE: u32 = 701;

impl Stage<'_> {
    // ── parking ─────────────────────────────────────────────────────────────────────────────────────────────────

    /// A leg goes into the parking lot; whoever was with it is out of the call.
    pub(super) fn parks(&mut self, no: No, timeout: Span) {
        let partner = self.floor.partner(no);
        let parker = partner.and_then(|partner| self.floor.legs.get(&partner)).map(|leg| leg.device.clone());
        let parker = parker.unwrap_or_default();
        self.lets_go(no);
        if !self.floor.legs.contains_key(&no) {
            return;
        }
        let space = (FIRST_SPACE..).find(|space| !self.floor.parked.contains_key(space));
        let Some(space) = space else { return };
        let now = self.floor.now;
        let length = if timeout == Span::ZERO { PARKING } else { timeout };
        let lot = self.new_bridge(BridgeKind::Parking);
        let slot = space.to_string();
        say!(self, Event::Parked { leg: self.floor.legs[&no].seen(), parker: &parker, slot: &slot });
        let alone = self.part(no);
        if let Some(leg) = self.floor.legs.get_mut(&no) {
            leg.job = Job::Parked(space);
        }
        self.enter(lot, no, "");
        self.floor.parked.insert(space, Parking { leg: no, parker, since: now });
        self.floor.plan(length, Next::ParkingEnds(space, no));
        for other in alone {
            if self.floor.legs.get(&other).is_some_and(|leg| leg.visit.is_none()) {
                self.left_alone(other, 16);
            }
        }
    }

    /// Nobody came: whoever parked is called back.
    pub(super) fn parking_ends(&mut self, space: u32, no: No) {
        let Some(parking) = self.floor.parked.get(&space).filter(|parking| parking.leg == no) else { return };
        let parker = parking.parker.clone();
        self.floor.parked.remove(&space);
        let slot = space.to_string();
        say!(self, Event::ParkTimedOut { leg: self.floor.legs[&no].seen(), slot: &slot });
        let lot = self.leave(no);
        if let Some(lot) = lot {
            self.close(lot);
        }
        if let Some(leg) = self.floor.legs.get_mut(&no) {
            leg.job = Job::Dialplan;
        }
        let number = parker.strip_prefix("PJSIP/").unwrap_or_default().to_string();
        self.dialplan(no, "park-dial", &number);
    }

    /// A parked leg ends.
    pub(super) fn leaves_parking(&mut self, no: No, space: u32) {
        if self.floor.parked.remove(&space).is_some() {
            let slot = space.to_string();
            say!(self, Event::ParkAbandoned { leg: self.floor.legs[&no].seen(), slot: &slot });
        }
    }

    /// A leg is sent elsewhere: the space, the room or the talk it listened to is given up.
    pub(super) fn gives_up_place(&mut self, no: No) {
        let Some(leg) = self.floor.legs.get_mut(&no) else { return };
        match core::mem::replace(&mut leg.job, Job::Dialplan) {
            Job::Parked(space) => self.leaves_parking(no, space),
            Job::Confers(room) => self.leaves_room(no, &room),
            Job::Spies { target, begun: true } => self.hears_no_more(no, target),
            Job::Spies { begun: false, .. } => {}
            job => {
                if let Some(leg) = self.floor.legs.get_mut(&no) {
                    leg.job = job;
                }
            }
        }
    }

    /// Somebody takes a parked call.
    pub(super) fn retrieves(&mut self, by: No, space: &str) {
        let parked = space.parse().ok().and_then(|space: u32| self.floor.parked.remove(&space));
        self.rise(by, LegState::Up);
        self.step(by, Step::Retrieve, &format!("default,{space}"));
        let Some(parking) = parked else { return self.hang_up(by, Wish::Switch(16)) };
        let no = parking.leg;
        let floor = &*self.floor;
        let (leg, retriever) = (&floor.legs[&no], &floor.legs[&by]);
        say!(self, Event::Unparked { leg: leg.seen(), by: retriever.seen(), slot: space });
        let lot = self.leave(no);
        if let Some(lot) = lot {
            self.close(lot);
        }
        if let Some(story) = self.floor.story(by) {
            story.status = Status::ParkingRetrieve;
        }
        for leg in [no, by] {
            if let Some(leg) = self.floor.legs.get_mut(&leg) {
                leg.job = Job::Dialplan;
            }
        }
        let bridge = self.connect(by, no);
        self.plan_talk(bridge, by, no);
    }

    // ── waiting places ──────────────────────────────────────────────────────────────────────────────────────────

    /// A leg waits where nobody hears another, until it is fetched.
    pub(super) fn waits_here(&mut self, no: No) {
        self.rise(no, LegState::Up);
        self.step(no, Step::Other, "BridgeWait");
        if let Some(leg) = self.floor.legs.get_mut(&no) {
            leg.job = Job::Waits;
        }
        let place = self.new_bridge(BridgeKind::Holding);
        self.enter(place, no, "");
    }

    /// Who was with a leg that waited is gone: it waits again where it is to stay, else it ends.
    pub(super) fn waits_again(&mut self, no: No) {
        let stays = |leg: &super::leg::Leg| leg.variables.get(STAY).is_some_and(|stay| stay == "1");
        if self.floor.legs.get(&no).is_some_and(stays) {
            return self.waits_here(no);
        }
        self.hang_up(no, Wish::Switch(16));
    }

    /// Two legs are put together; whoever was with one of them is alone.
    pub(super) fn bridges(&mut self, one: No, two: No) {
        self.lets_go(one);
        self.lets_go(two);
        if !self.floor.legs.contains_key(&one) || !self.floor.legs.contains_key(&two) {
            return;
        }
        let mut alone = self.part(one);
        alone.extend(self.part(two));
        // Whoever called is whose call it is.
        let (caller, called) = if self.floor.legs[&two].by.is_some() { (one, two) } else { (two, one) };
        let bridge = self.connect(called, caller);
        if let Some(row) = self.floor.bridges.get_mut(&bridge) {
            row.steered = true;
        }
        for other in alone.into_iter().filter(|other| ![one, two].contains(other)) {
            self.left_alone(other, 16);
        }
    }

    // ── rooms ───────────────────────────────────────────────────────────────────────────────────────────────────

    /// A leg joins a conference room.
    pub(super) fn confers(&mut self, no: No, room: &str) {
        self.rise(no, LegState::Up);
        self.step(no, Step::Conference(room), room);
        let others = self.floor.legs.values();
        let bridge = others
            .filter(|leg| matches!(&leg.job, Job::Confers(other) if other == room))
            .find_map(|leg| leg.bridge);
        let bridge = bridge.unwrap_or_else(|| {
            let bridge = self.new_bridge(BridgeKind::Conference);
            say!(self, Event::ConferenceStarted { room, bridge: self.floor.bridges[&bridge].seen() });
            bridge
        });
        if let Some(leg) = self.floor.legs.get_mut(&no) {
            leg.job = Job::Confers(Text::from(room));
        }
        self.enter(bridge, no, "");
        let floor = &*self.floor;
        let (row, leg) = (&floor.bridges[&bridge], &floor.legs[&no]);
        say!(self, Event::ConferenceJoined { room, bridge: row.seen(), leg: leg.seen() });
        if let Some(story) = self.floor.story(no).filter(|story| story.talks.is_empty()) {
            story.status = Status::Conference;
        }
    }

    /// A leg leaves a conference room; with the last one the room closes.
    pub(super) fn leaves_room(&mut self, no: No, room: &str) {
        let floor = &*self.floor;
        let Some(leg) = floor.legs.get(&no) else { return };
        let Some(bridge) = leg.bridge.and_then(|bridge| floor.bridges.get(&bridge)) else { return };
        say!(self, Event::ConferenceLeft { room, bridge: bridge.seen(), leg: leg.seen() });
        if bridge.legs.len() == 1 {
            say!(self, Event::ConferenceEnded { room, bridge: bridge.seen() });
        }
    }

    // ── supervision ─────────────────────────────────────────────────────────────────────────────────────────────

    /// A supervisor's phone listens to a leg.
    pub(super) fn listens(&mut self, spy: No, target: &str, mode: SpyMode) {
        let options = match mode {
            SpyMode::Listen => "uqES",
            SpyMode::Whisper => "uqwES",
            SpyMode::Barge => "uqBES",
        };
        self.step(spy, Step::Spy(mode), &format!("{target},{options}"));
        let Some(target) = self.floor.find(target) else { return self.hang_up(spy, Wish::Switch(16)) };
        if let Some(leg) = self.floor.legs.get_mut(&spy) {
            leg.job = Job::Spies { target, begun: false };
        }
        if let Some(story) = self.floor.story(spy) {
            story.status = Status::Supervision;
        }
        self.floor.plan(Span::from_millis(100), Next::Hears(spy));
    }

    /// The supervisor hears them.
    pub(super) fn hears(&mut self, spy: No) {
        let Some(leg) = self.floor.legs.get_mut(&spy) else { return };
        let Job::Spies { target, begun } = &mut leg.job else { return };
        *begun = true;
        let target = *target;
        let floor = &*self.floor;
        let Some(heard) = floor.legs.get(&target) else { return self.hang_up(spy, Wish::Switch(16)) };
        say!(self, Event::SpyStarted { spy: floor.legs[&spy].seen(), target: heard.seen() });
    }

    /// The supervisor hears them no more.
    pub(super) fn hears_no_more(&mut self, spy: No, target: No) {
        let floor = &*self.floor;
        let target = floor.legs.get(&target).map(|leg| leg.seen());
        say!(self, Event::SpyEnded { spy: floor.legs[&spy].seen(), target });
    }

    /// A leg ends: so does listening to it.
    pub(super) fn forget_spies(&mut self, target: No) {
        let spies = |job: &Job| matches!(job, Job::Spies { target: heard, .. } if *heard == target);
        let found = self.floor.legs.iter().filter(|(_, leg)| spies(&leg.job)).map(|(no, _)| *no);
        for spy in found.collect::<alloc::vec::Vec<_>>() {
            self.hang_up(spy, Wish::Switch(16));
        }
    }

    // ── where an order leads ────────────────────────────────────────────────────────────────────────────────────

    /// An originate's end is told.
    pub(super) fn originated(
        &mut self,
        no: No,
        action: &str,
        outcome: OriginateOutcome,
        to: &Destination,
        spy: Option<SpyMode>,
    ) {
        let leg = self.floor.legs.get(&no);
        let exten = match to {
            Destination::Dialplan { exten, .. } => exten.as_str(),
            Destination::Application { .. } => "",
        };
        let (id, channel) = leg.map_or(("", ""), |leg| (leg.id.as_str(), leg.channel.as_str()));
        let step = spy.map_or(Step::Other, Step::Spy);
        say!(self, Event::Originated { action, leg: id, channel, exten, outcome, step });
    }

    /// A leg that was called by order goes where the order says.
    pub(super) fn goes_where(&mut self, no: No, to: &Destination) {
        match to {
            Destination::Dialplan { context, exten, .. } => self.hooks_or_dialplan(no, context, exten),
            Destination::Application { name, data } => {
                let first = data.split(',').next().unwrap_or_default();
                match name.to_ascii_lowercase().as_str() {
                    "queue" => self.joins(no, first),
                    "parkedcall" => self.retrieves(no, data.rsplit(',').next().unwrap_or_default()),
                    "confbridge" => self.confers(no, first),
                    "bridgewait" | "wait" | "musiconhold" | "echo" => self.waits_here(no),
                    "pickupchan" => self.picks_up(no, first),
                    "bridge" => match self.floor.channel(first) {
                        Some(other) => self.bridges(no, other),
                        None => self.hang_up(no, Wish::Switch(16)),
                    },
                    _ => self.hang_up(no, Wish::Switch(16)),
                }
            }
        }
    }

    /// The dialplan's hooks for control by programs, else what its extensions are.
    pub(super) fn hooks_or_dialplan(&mut self, no: No, context: &str, exten: &str) {
        self.goes_to(no, context, exten);
        let variable = |name: &str| self.floor.legs[&no].variables.get(name).cloned().unwrap_or_default();
        match (context, exten) {
            ("parkedcalls", space) => self.retrieves(no, space),
            (WAIT_CONTEXT, exten) if exten == Hook::Alone.exten() => self.goodbye(no),
            (WAIT_CONTEXT, _) => self.waits_here(no),
            (REACH_CONTEXT, exten) if exten == Hook::Pickup.exten() => {
                let target = variable(PICKUP);
                self.picks_up(no, &target);
            }
            (REACH_CONTEXT, exten) if exten == Hook::Phone.exten() => {
                let phone = variable(PHONE);
                match self.phone_of(&phone) {
                    Some(device) => self.dials(no, &device),
                    None => self.hang_up(no, Wish::Switch(1)),
                }
            }
            (REACH_CONTEXT, room) => self.confers(no, room),
            _ => self.dialplan(no, context, exten),
        }
    }

    /// A caller who is left alone hears a goodbye.
    fn goodbye(&mut self, no: No) {
        self.step(no, Step::Other, "vm-goodbye");
        self.floor.plan(Span::from_millis(900), Next::SaysGoodbye(no));
    }

    /// Whether something is behind an extension.
    pub(super) fn has_hook_or_exten(&self, context: &str, exten: &str) -> bool {
        match (context, exten) {
            ("parkedcalls", space) => space.parse().is_ok_and(|space| self.floor.parked.contains_key(&space)),
            (WAIT_CONTEXT | REACH_CONTEXT, exten) => {
                let room = |exten: &str| exten.strip_prefix("room").is_some_and(|n| n.parse::<u64>().is_ok());
                let hooks = Hook::ALL.iter().filter(|hook| hook.context() == context);
                hooks.clone().any(|hook| hook.exten() == exten) || context == REACH_CONTEXT && room(exten)
            }
            _ => self.has_exten(context, exten),
        }
    }

    /// A leg takes over what rings elsewhere.
    fn picks_up(&mut self, by: No, target: &str) {
        let rung = self.floor.channel(target).or_else(|| self.floor.find(target));
        let rings =
            |no: &No| self.floor.legs[no].state == LegState::Ringing && self.floor.legs[no].by.is_some();
        let Some(rung) = rung.filter(rings) else {
            let leg = self.floor.legs[&by].seen();
            say!(self, Event::UserReported { name: PICKUP_FAILED, leg: Some(leg), body: "" });
            return self.hang_up(by, Wish::Switch(16));
        };
        let floor = &*self.floor;
        let (picker, target) = (&floor.legs[&by], &floor.legs[&rung]);
        say!(self, Event::PickedUp { by: picker.seen(), target: target.seen() });
        let Some(caller) = target.by else { return };
        let from = floor.legs.get(&caller).map(|leg| leg.seen());
        let status = DialStatus::Answer;
        say!(self, Event::DialEnded { by: from, leg: picker.seen(), status, forward: "" });
        self.taken_over(by, rung, caller);
    }

    /// The caller who rang a phone is with who picked it up; the queue credits whom it rang.
    fn taken_over(&mut self, by: No, rung: No, caller: No) {
        let own = self.floor.legs[&by].linked.clone();
        if let Some(leg) = self.floor.legs.get(&caller) {
            let linked = leg.linked.clone();
            if let Some(leg) = self.floor.legs.get_mut(&by) {
                (leg.linked, leg.job) = (linked, Job::Called);
            }
        }
        self.floor.stories.remove(&own);
        let who = self.floor.party(rung);
        if let Some(story) = self.floor.story(caller) {
            story.rang(&who, RingResult::PickedUpElsewhere);
        }
        match self.waits(caller) {
            true => self.picked_from_queue(by, rung, caller),
            false => {
                if let Some(leg) = self.floor.legs.get_mut(&caller) {
                    leg.job = Job::Dial(Dialing::default());
                }
                self.gone(rung, 26);
                self.rise(caller, LegState::Up);
                let bridge = self.connect(by, caller);
                self.plan_talk(bridge, by, caller);
            }
        }
    }

    /// A phone by its number, where there is one.
    pub(super) fn phone_of(&self, channel: &str) -> Option<Text> {
        let known = self.floor.phones.get(channel).map(|_| Text::from(channel));
        known.or_else(|| self.floor.phones.get(&device(channel)).map(|_| device(channel)))
    }
}
