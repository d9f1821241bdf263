//! A call center that is not there: it knows what really happens, and reports it as a switch does.
//!
//! A [`World`] has phones, people, queues and callers. Time passes when it is told to ([`World::advance`]), and whatever
//! is asked of it ([`World::act`]) is answered and done as the real switch does it, in the same order of events. The same
//! plan and the same calls give the same world, so a day of it is a test: what an engine concludes from the reports must be
//! what really happened ([`World::truth`]).

mod act;
mod check;
mod configuration;
mod dial;
mod dice;
mod floor;
mod leg;
mod lists;
mod members;
mod next;
mod people;
mod places;
mod plan;
mod queue;
mod stage;
mod transfer;
mod truth;

use alloc::string::{String, ToString};

use self::floor::{Floor, device};
use self::next::Next;
pub use self::plan::{AGENTS_MAX, AgentPlan, EVEN_DAY, People, Plan, QueuePlan, Strategy, WORKING_DAY};
use self::stage::{Stage, Wish};
pub use self::truth::{
    AgentTruth, CALLS_KEPT_MAX, CallTruth, QueueTruth, TalkTruth, TransferTruth, Truth, VisitTruth,
};
use crate::action::Action;
use crate::event::{Event, LegState};
use crate::record::Status;
use crate::time::Timestamp;

/// The version of Asterisk whose ways it has.
pub const VERSION: &str = "22.10.1";

/// Who is told what is reported, and when it happened.
pub type Tell<'t> = &'t mut dyn FnMut(Timestamp, Event<'_>);

/// A simulated call center.
#[derive(Debug)]
pub struct World {
    floor: Floor,
}

impl World {
    /// A call center in which the day begins.
    pub fn new(plan: Plan, start: Timestamp) -> Self {
        let mut floor = Floor::new(plan, start);
        let mut nobody = |_: Timestamp, _: Event<'_>| {};
        Stage { floor: &mut floor, tell: &mut nobody }.begins_day();
        Self { floor }
    }

    /// What time it is there.
    pub fn now(&self) -> Timestamp {
        self.floor.now
    }

    /// When something next happens by itself.
    pub fn due(&self) -> Option<Timestamp> {
        self.floor.agenda.first_key_value().map(|(&(at, _), _)| at)
    }

    /// What really happened so far.
    pub fn truth(&self) -> &Truth {
        &self.floor.truth
    }

    /// Whether it holds together, for tests.
    ///
    /// # Errors
    /// What contradicts the rest of it, in words.
    pub fn check(&self) -> Result<(), String> {
        self.floor.check()
    }

    /// What it is like.
    pub fn plan(&self) -> &Plan {
        &self.floor.plan
    }

    /// How busy each hour of the day is from here on, in percent.
    ///
    /// Agents look at the clock at once, and callers by the new rates.
    pub fn set_day(&mut self, day: [u8; 24]) {
        self.floor.plan.day = day;
        let by_the_hour = |next: &Next| {
            matches!(
                next,
                Next::CallsQueue(_)
                    | Next::CallsAgent
                    | Next::CallsOutside
                    | Next::CallsInside
                    | Next::LooksAtClock(_)
            )
        };
        self.floor.agenda.retain(|_, next| !by_the_hour(next));
        let mut nobody = |_: Timestamp, _: Event<'_>| {};
        Stage { floor: &mut self.floor, tell: &mut nobody }.plans_the_hour();
    }

    /// A file of configuration lies where the switch finds it: `pjsip.conf`, `queues.conf`, `extensions.conf`. It holds from
    /// the next reload on.
    pub fn put_file(&mut self, name: &str, text: &str) {
        self.floor.configuration.put(name, text);
    }

    /// Whoever has this phone is led by somebody outside from here on: he does nothing by himself but take up what has
    /// rung for some time, and leave the hanging up to the other side.
    ///
    /// A break that he has comes to its end.
    pub fn lead(&mut self, extension: &str, tell: Tell<'_>) {
        let interface = device(extension);
        let mut stage = Stage { floor: &mut self.floor, tell };
        if stage.is_paused(&interface) == Some(true) {
            stage.set_paused("", &interface, false, "");
        }
        stage.floor.led.insert(interface);
    }

    /// A program has connected and logged in: it is greeted.
    pub fn greet(&self, tell: Tell<'_>) {
        tell(self.floor.now, Event::Connected { version: "11.0.0" });
        tell(self.floor.now, self.ready());
    }

    /// That the switch is ready, as every login is told.
    pub fn ready(&self) -> Event<'static> {
        Event::Ready { uptime: Some(self.floor.now.since(self.floor.started)) }
    }

    /// Lets time pass up to `to`: what is due happens, each at its own time.
    pub fn advance(&mut self, to: Timestamp, tell: Tell<'_>) {
        while let Some(first) = self.floor.agenda.first_entry() {
            let (at, _) = *first.key();
            if at > to {
                break;
            }
            let next = first.remove();
            self.floor.now = self.floor.now.max(at);
            Stage { floor: &mut self.floor, tell }.happens(next);
        }
        self.floor.now = self.floor.now.max(to);
    }

    /// Is asked for something, under an id that the answer will carry. What was due before happens first.
    pub fn act(&mut self, at: Timestamp, id: &str, action: &Action, tell: Tell<'_>) {
        self.at(at, tell, |stage| stage.act(id, action));
    }

    // ── what people do when they are told to ────────────────────────────────────────────────────────────────────

    /// Somebody outside calls `exten`; the id of the caller's leg.
    pub fn somebody_calls(
        &mut self,
        at: Timestamp,
        [number, name]: [&str; 2],
        exten: &str,
        tell: Tell<'_>,
    ) -> String {
        self.at(at, tell, |stage| {
            let no = stage.calls_in(number, name, exten);
            let id = stage.floor.legs[&no].id.to_string();
            stage.dialplan(no, "from-trunk", exten);
            id
        })
    }

    /// Whoever is at the phone calls `exten`; the id of the leg, or nothing where there is no such phone.
    pub fn phone_calls(&mut self, at: Timestamp, phone: &str, exten: &str, tell: Tell<'_>) -> Option<String> {
        self.at(at, tell, |stage| {
            let planned = (stage.floor.last, device(phone));
            stage.calls(&planned.1, exten)?;
            let first = stage.floor.legs.range(planned.0 + 1..).next();
            first.map(|(_, leg)| leg.id.to_string())
        })
    }

    /// Whoever is at the phone answers it; the id of the leg that rang, or nothing where none did.
    pub fn phone_answers(&mut self, at: Timestamp, phone: &str, tell: Tell<'_>) -> Option<String> {
        self.at(at, tell, |stage| {
            let no = stage.rung(phone)?;
            let id = stage.floor.legs[&no].id.to_string();
            stage.rings(no);
            stage.answers(no);
            Some(id)
        })
    }

    /// Whoever is at the phone declines the call; whether it rang.
    pub fn phone_declines(&mut self, at: Timestamp, phone: &str, tell: Tell<'_>) -> bool {
        self.at(at, tell, |stage| {
            let Some(no) = stage.rung(phone) else { return false };
            stage.rings(no);
            stage.hang_up(no, Wish::Party);
            true
        })
    }

    /// The party on a leg hangs up; whether there was such a leg.
    pub fn hangs_up(&mut self, at: Timestamp, leg: &str, tell: Tell<'_>) -> bool {
        self.at(at, tell, |stage| {
            let Some(no) = stage.floor.find(leg) else { return false };
            stage.ended_ringing(no);
            stage.hang_up(no, Wish::Party);
            true
        })
    }

    /// The party on a leg puts the other side on hold, or takes it back; whether it could.
    pub fn holds(&mut self, at: Timestamp, leg: &str, tell: Tell<'_>) -> bool {
        self.at(at, tell, |stage| {
            let Some(no) = stage.floor.find(leg) else { return false };
            if stage.floor.legs[&no].holds { stage.unhold(no) } else { stage.hold(no) }
        })
    }

    fn at<T>(&mut self, at: Timestamp, tell: Tell<'_>, run: impl FnOnce(&mut Stage<'_>) -> T) -> T {
        self.advance(at, tell);
        run(&mut Stage { floor: &mut self.floor, tell })
    }
}

impl Stage<'_> {
    /// The leg of a phone that is called.
    fn rung(&self, phone: &str) -> Option<leg::No> {
        let device = device(phone);
        let rung = [LegState::Down, LegState::Dialing, LegState::Ringing];
        let mut legs = self.floor.legs.iter();
        legs.find(|(_, leg)| leg.device == device && rung.contains(&leg.state)).map(|(no, _)| *no)
    }

    /// What was planned happens, where those whom it is about still are there.
    fn happens(&mut self, next: Next) {
        let lives = |stage: &Self, no: &leg::No| stage.floor.legs.contains_key(no);
        match next {
            Next::Rings(no) => self.rings(no),
            Next::Answers(no) => self.answers(no),
            Next::Declines(no) => {
                if self.floor.legs.get(&no).is_some_and(|leg| leg.state == LegState::Ringing) {
                    self.hang_up(no, Wish::Party);
                }
            }
            Next::RingsOut(no) => self.rings_out(no),
            Next::CallsQueue(queue) => self.calls_queue(&queue),
            Next::CallsAgent => self.calls_agent(),
            Next::CallsOutside => self.calls_outside(),
            Next::CallsInside => self.calls_inside(),
            Next::Chooses(no, queue) => {
                if lives(self, &no) {
                    self.chooses(no, &queue);
                }
            }
            Next::GivesUp(no) => self.gives_up(no),
            Next::SaysGoodbye(no) => {
                let idle = self.floor.legs.get(&no).is_some_and(|leg| matches!(leg.job, leg::Job::Dialplan));
                if idle && self.floor.legs[&no].bridge.is_none() {
                    self.hang_up(no, Wish::Switch(16));
                }
            }
            Next::Tries(queue) => {
                if let Some(row) = self.floor.queues.get_mut(&queue) {
                    row.tries = false;
                    self.tries(&queue);
                }
            }
            Next::WaitIsOver(no, queue) => {
                let here = self.floor.legs.get(&no).and_then(|leg| leg.visit.as_ref());
                if here.is_some_and(|visit| visit.queue == queue && visit.connected.is_none()) {
                    self.leaves_unanswered(no, Status::QueueTimeout, "TIMEOUT");
                }
            }
            Next::Holds(leg, bridge) => self.holds(leg, bridge),
            Next::Unholds(leg, bridge) => self.unholds(leg, bridge),
            Next::HangsUp(leg, bridge) => self.hangs_up(leg, bridge),
            Next::Transfers(leg, bridge) => self.transfers(leg, bridge),
            Next::Consults(leg, bridge) => self.consults(leg, bridge),
            Next::Completes(leg, bridge) => self.completes_consult(leg, bridge),
            Next::Optimizes(near, far) => self.optimizes(near, far),
            Next::Pauses(agent) => self.pauses(&agent),
            Next::Returns(agent, which) => self.returns(&agent, which),
            Next::LooksAtClock(agent) => self.looks_at_clock(&agent),
            Next::ParkingEnds(space, no) => self.parking_ends(space, no),
            Next::Hears(no) => self.hears(no),
        }
    }
}
