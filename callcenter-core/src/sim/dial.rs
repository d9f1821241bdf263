//! Phones that are called: they ring, are answered, declined, or ring for long enough.

use alloc::format;
use alloc::string::ToString;

use super::configuration::Goal;
use super::floor::{Queue, device};
use super::leg::{Dialing, Job, No};
use super::next::Next;
use super::stage::{Begin, Stage, Wish, say};
use crate::command::EMERGENCY_NUMBERS;
use crate::event::{DialStatus, Event, LegState, OriginateOutcome, Step, Variable};
use crate::key::Text;
use crate::record::{Direction, RingResult, Status};
use crate::time::Span;

/// How long the dialplan lets a phone ring.
pub(super) const DIAL_RING: Span = Span::from_secs(20);

impl Stage<'_> {
    /// The dialplan goes on for a leg at an extension: a phone, a queue, a number outside, or nothing.
    pub(super) fn dialplan(&mut self, no: No, context: &str, exten: &str) {
        self.goes_to(no, context, exten);
        if let Some(goal) = self.floor.configuration.goal(context, exten).cloned() {
            return self.leads_to(no, goal);
        }
        if let Some(queue) = self.queue_behind(exten) {
            return self.joins(no, &queue);
        }
        if self.floor.phones.get(&device(exten)).is_some_and(|phone| !phone.is_trunk) {
            return self.dials(no, &device(exten));
        }
        if self.is_outside(exten) {
            return self.dials_outside(no, exten);
        }
        self.step(no, Step::Other, "");
        self.hang_up(no, Wish::Switch(1));
    }

    /// A leg goes where a file says that the extension leads.
    fn leads_to(&mut self, no: No, goal: Goal) {
        match goal {
            Goal::Queue(queue) => self.joins(no, &queue),
            Goal::Phone(phone) if self.floor.phones.contains_key(&device(&phone)) => {
                self.dials(no, &device(&phone));
            }
            Goal::Outside(number) => self.dials_outside(no, &number),
            Goal::Menu(menu) => self.hears_menu_of(no, &menu),
            // 20: the subscriber is absent.
            Goal::Phone(_) | Goal::End => {
                self.step(no, Step::Other, "");
                self.hang_up(no, Wish::Switch(20));
            }
        }
    }

    /// Whether the dialplan has something behind an extension.
    pub(super) fn has_exten(&self, context: &str, exten: &str) -> bool {
        self.floor.configuration.goal(context, exten).is_some()
            || self.queue_behind(exten).is_some()
            || self.floor.phones.get(&device(exten)).is_some_and(|phone| !phone.is_trunk)
            || self.is_outside(exten)
    }

    fn queue_behind(&self, exten: &str) -> Option<Text> {
        let mut queues = self.floor.queues.values();
        let named = |queue: &&Queue| queue.plan.name == exten || queue.plan.number == exten;
        let queue = queues.find(|queue| !exten.is_empty() && named(queue));
        queue.map(|queue| queue.plan.name.clone())
    }

    fn is_outside(&self, exten: &str) -> bool {
        if EMERGENCY_NUMBERS.contains(&exten) {
            return true;
        }
        exten.len() >= 6 && exten.strip_prefix('+').unwrap_or(exten).bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The dialplan calls a phone for a leg.
    pub(super) fn dials(&mut self, no: No, device: &str) {
        self.record(no);
        self.step(no, Step::Dial, &format!("{device},20,tTkKxX"));
        let busy = !self.floor.is_free(device);
        let phone = self.calls_phone(device, no);
        self.dials_leg(no, phone);
        if busy {
            let who = self.floor.party(phone);
            self.dial_ends(phone, DialStatus::Busy, RingResult::Busy);
            self.gone(phone, 17);
            self.dialed_in_vain(no, Status::Busy, &who, 17);
        }
    }

    /// The dialplan calls a number outside for a leg.
    fn dials_outside(&mut self, no: No, number: &str) {
        let trunk = self.floor.plan.trunk.clone();
        let dial = format!("{number}@{trunk}");
        self.record(no);
        self.step(no, Step::Dial, &format!("PJSIP/{dial},45,tTkKxX"));
        let context = self.floor.legs[&no].context.clone();
        let leg = self.begin(Begin {
            device: &device(&trunk),
            state: LegState::Down,
            number,
            name: "",
            exten: "s",
            context: &context,
            with: Some(no),
            by: Some(no),
            dial: &dial,
            id: "",
            job: Job::Called,
        });
        self.dials_leg(no, leg);
    }

    fn dials_leg(&mut self, no: No, phone: No) {
        if let Some(leg) = self.floor.legs.get_mut(&no) {
            leg.job = Job::Dial(Dialing { rung: Some(phone) });
        }
        self.dial_begins(phone, Some(no));
        self.floor.plan(DIAL_RING, Next::RingsOut(phone));
    }

    /// A phone that was called begins to ring.
    pub(super) fn rings(&mut self, phone: No) {
        if self.floor.legs.get(&phone).is_none_or(|leg| leg.state != LegState::Down) {
            return;
        }
        self.rise(phone, LegState::Ringing);
        self.step(phone, Step::Outgoing, "(Outgoing Line)");
        let near = self.floor.legs[&phone].by.and_then(|by| self.floor.legs.get(&by)?.pair);
        if let Some(near) = near {
            self.rise(near, LegState::Ringing);
        }
        self.hears_it_ring(phone);
    }

    /// Somebody takes up a phone that rings.
    pub(super) fn answers(&mut self, phone: No) {
        if self.floor.legs.get(&phone).is_none_or(|leg| leg.state != LegState::Ringing) {
            return;
        }
        self.rise(phone, LegState::Up);
        if let Job::Ordered { .. } = self.floor.legs[&phone].job {
            return self.order_answered(phone);
        }
        let Some(by) = self.floor.legs[&phone].by.filter(|by| self.floor.legs.contains_key(by)) else {
            return;
        };
        match &self.floor.legs[&by].job {
            Job::Queue => self.answers_caller(phone, by),
            _ if self.floor.legs[&by].is_local() => self.answers_consult(phone, by),
            _ => {
                self.dial_ends(phone, DialStatus::Answer, RingResult::Answered);
                self.rise(by, LegState::Up);
                if let Some(leg) = self.floor.legs.get_mut(&by) {
                    leg.job = Job::Dial(Dialing { rung: None });
                }
                let bridge = self.connect(phone, by);
                self.plan_talk(bridge, phone, by);
            }
        }
    }

    /// A phone that rang, or was to ring, does so no more by somebody's wish.
    pub(super) fn rings_no_more(&mut self, phone: No, wish: Wish) {
        let (result, cause) = match wish {
            Wish::Party => (RingResult::Declined, 21),
            Wish::Order(cause) | Wish::Switch(cause) => (RingResult::Cancelled, cause),
        };
        let status = if wish == Wish::Party { DialStatus::NoAnswer } else { DialStatus::Cancel };
        self.ring_ends(phone, status, result, cause);
    }

    /// A phone was called for long enough.
    pub(super) fn rings_out(&mut self, phone: No) {
        if self.floor.legs.get(&phone).is_some_and(|leg| leg.state < LegState::Up) {
            self.ring_ends(phone, DialStatus::NoAnswer, RingResult::NoAnswer, 0);
        }
    }

    fn ring_ends(&mut self, phone: No, status: DialStatus, result: RingResult, cause: u16) {
        if let Job::Ordered { .. } = self.floor.legs[&phone].job {
            return self.order_fails(phone, cause);
        }
        let by = self.floor.legs[&phone].by.filter(|by| self.floor.legs.contains_key(by));
        let Some(by) = by else { return self.gone(phone, cause) };
        match &self.floor.legs[&by].job {
            Job::Queue => self.missed(phone, by, status, result, cause),
            _ if self.floor.legs[&by].is_local() => {
                self.dial_ends(phone, status, result);
                self.gone(phone, cause);
                self.consult_fails(by);
            }
            _ => {
                let (status_of_call, who) = match result {
                    RingResult::Declined => (Status::Declined, self.floor.party(phone)),
                    _ => (Status::NoAnswer, Text::const_new("pbx")),
                };
                self.dial_ends(phone, status, result);
                self.gone(phone, cause);
                self.dialed_in_vain(by, status_of_call, &who, if cause == 0 { 16 } else { cause });
            }
        }
    }

    /// The dialplan dialled for nothing and comes to its end. `who`: who refused, else the switch.
    fn dialed_in_vain(&mut self, no: No, status: Status, who: &str, cause: u16) {
        if let Some(leg) = self.floor.legs.get_mut(&no) {
            leg.job = Job::Dialplan;
        }
        if let Some(story) = self.floor.story(no).filter(|story| story.talks.is_empty()) {
            (story.status, story.ended_by) = (status, Text::from(who));
        }
        self.hang_up(no, Wish::Switch(cause));
    }

    /// Records what is said on a leg from here on.
    pub(super) fn record(&mut self, no: No) {
        let Some(leg) = self.floor.legs.get(&no).filter(|leg| leg.recordings.is_empty()) else { return };
        if !self.floor.plan.dialplan_records {
            return;
        }
        let file = format!("{}.wav", leg.id);
        self.records(no, &file, "b");
    }

    pub(super) fn records(&mut self, no: No, file: &str, options: &str) {
        let arguments = format!("{file},{options}");
        self.step(no, Step::Record(file), &arguments);
        let Some(leg) = self.floor.legs.get_mut(&no) else { return };
        leg.recordings.insert(Text::from(file));
        let path = match file.starts_with('/') {
            true => file.to_string(),
            false => format!("/var/spool/asterisk/monitor/{file}"),
        };
        let variable = Variable::RecordingFile(path.into());
        say!(self, Event::VariableSet { leg: leg.seen(), variable });
        say!(self, Event::RecordingStarted(leg.seen()));
    }

    // ── calls by order ──────────────────────────────────────────────────────────────────────────────────────────

    /// A phone that was called by order was answered: it goes where the order says.
    fn order_answered(&mut self, phone: No) {
        let Some(leg) = self.floor.legs.get(&phone) else { return };
        let Job::Ordered { action, to, spy } = leg.job.clone() else { return };
        self.originated(phone, &action, OriginateOutcome::Answered, &to, spy.as_ref().map(|(_, mode)| *mode));
        say!(
            self,
            Event::DialEnded {
                by: None,
                leg: self.floor.legs[&phone].seen(),
                status: DialStatus::Answer,
                forward: ""
            }
        );
        if let Some(leg) = self.floor.legs.get_mut(&phone) {
            leg.job = Job::Dialplan;
        }
        match spy {
            Some((target, mode)) => self.listens(phone, &target, mode),
            None => self.goes_where(phone, &to),
        }
    }

    /// A phone that was called by order was not answered.
    pub(super) fn order_fails(&mut self, phone: No, cause: u16) {
        let Some(leg) = self.floor.legs.get(&phone) else { return };
        let Job::Ordered { action, to, spy } = leg.job.clone() else { return };
        let (outcome, status) = match cause {
            0 => (OriginateOutcome::RangOut, DialStatus::NoAnswer),
            17 => (OriginateOutcome::Failed, DialStatus::Busy),
            _ => (OriginateOutcome::Failed, DialStatus::NoAnswer),
        };
        say!(self, Event::DialEnded { by: None, leg: leg.seen(), status, forward: "" });
        if let Some(story) = self.floor.story(phone) {
            story.status = if cause == 21 { Status::AgentRejected } else { Status::AgentNoAnswer };
        }
        self.gone(phone, cause);
        self.originated(phone, &action, outcome, &to, spy.map(|(_, mode)| mode));
    }

    /// Somebody takes up a phone to call a number.
    pub(super) fn calls(&mut self, device: &str, exten: &str) -> Option<No> {
        let phone = self.floor.phones.get(device)?;
        let (number, name) = (phone.number.clone(), phone.name.clone());
        let no = self.begin(Begin {
            device,
            state: LegState::Calling,
            number: &number,
            name: &name,
            exten,
            context: "internal",
            with: None,
            by: None,
            dial: "",
            id: "",
            job: Job::Dialplan,
        });
        let direction = if self.is_outside(exten) && self.queue_behind(exten).is_none() {
            Direction::Outbound
        } else {
            Direction::Internal
        };
        self.open_story(no, direction, &number, exten);
        self.refresh(device);
        self.dialplan(no, "internal", exten);
        Some(no)
    }

    /// Somebody outside calls a number of ours.
    pub(super) fn calls_in(&mut self, number: &str, name: &str, exten: &str) -> No {
        let trunk = device(&self.floor.plan.trunk);
        let no = self.begin(Begin {
            device: &trunk,
            state: LegState::Calling,
            number,
            name,
            exten,
            context: "from-trunk",
            with: None,
            by: None,
            dial: "",
            id: "",
            job: Job::Dialplan,
        });
        self.open_story(no, Direction::Inbound, number, exten);
        self.refresh(&trunk);
        no
    }
}
