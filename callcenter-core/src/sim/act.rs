//! What is asked of the switch: answered, and done.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use super::floor::device;
use super::leg::{Job, No};
use super::stage::{Begin, Stage, Wish, say};
use crate::action::{Action, Destination, Originate};
use crate::event::{BridgeKind, Event, LegState, OriginateOutcome, SpyMode, Step, Variable};
use crate::key::Text;
use crate::record::{Direction, RingResult, Status};
use crate::time::Span;

/// What the switch answers: a message, or why not.
type Answer = Result<Cow<'static, str>, Cow<'static, str>>;

fn done(message: &'static str) -> Answer {
    Ok(Cow::Borrowed(message))
}

fn refused(message: &'static str) -> Answer {
    Err(Cow::Borrowed(message))
}

impl Stage<'_> {
    /// An action, under its id.
    pub(super) fn act(&mut self, id: &str, action: &Action) {
        match action {
            Action::List(list) => self.lists(id, *list),
            Action::Settings => {
                say!(self, Event::Identified { version: super::VERSION, system: "", started: None });
                self.answer(id, &done(""));
            }
            Action::Status => {
                let started = Some(self.floor.started);
                say!(self, Event::Identified { version: "", system: "", started });
                self.answer(id, &done(""));
            }
            Action::Originate(order) => self.originates(id, order),
            Action::Spy { channel, target, mode, timeout } => {
                self.spies(id, channel, target, *mode, *timeout);
            }
            Action::Hangup { channel, cause } => self.hangs_up_channel(id, channel, *cause),
            _ => {
                let answer = match action {
                    Action::MemberAdd { .. }
                    | Action::MemberRemove { .. }
                    | Action::MemberPause { .. }
                    | Action::MemberPenalty { .. }
                    | Action::MemberRingInUse { .. } => self.act_on_members(action),
                    _ => self.act_on_calls(action),
                };
                self.answer_early(id, &answer, action);
            }
        }
    }

    fn answer(&mut self, action: &str, answer: &Answer) {
        let (ok, message) = match answer {
            Ok(message) => (true, message),
            Err(message) => (false, message),
        };
        say!(self, Event::Replied { action, ok, message });
    }

    /// Answers, and then does what was answered for: the switch says "queued" before it happens.
    fn answer_early(&mut self, id: &str, answer: &Answer, action: &Action) {
        let ok = answer.is_ok();
        self.answer(id, answer);
        if ok {
            self.does(action);
        }
    }

    // ── agents ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// Members are told of by events before or after the answer, as the switch does it: both happens.
    fn act_on_members(&mut self, action: &Action) -> Answer {
        match action {
            Action::MemberAdd { queue, interface, name, state_interface, penalty, paused, reason } => {
                self.floor.sent_home.remove(interface.as_str());
                let paused = paused.then_some(reason.as_str());
                self.add_member(queue, interface, name, state_interface, *penalty, paused)?;
                self.tries_again(queue);
                done("Added interface to queue")
            }
            Action::MemberRemove { queue, interface } => {
                self.remove_member(queue, interface)?;
                self.floor.sent_home.insert(Text::from(interface.as_str()));
                done("Removed interface from queue")
            }
            Action::MemberPause { queue, interface, paused, reason } => {
                match self.set_paused(queue, interface, *paused, reason) {
                    true if *paused => done("Interface paused successfully"),
                    true => done("Interface unpaused successfully"),
                    false => refused("Interface not found"),
                }
            }
            Action::MemberPenalty { queue, interface, penalty } => {
                match self.set_penalty(queue, interface, *penalty) {
                    true => done("Interface penalty set successfully"),
                    false => refused("Invalid interface, queuename or penalty"),
                }
            }
            Action::MemberRingInUse { queue, interface, on } => {
                match self.set_ring_in_use(queue, interface, *on) {
                    true => done("Interface ringinuse set successfully"),
                    false => refused("Invalid interface, queuename or ringinuse value"),
                }
            }
            _ => refused("Invalid/unknown command"),
        }
    }

    // ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────

    fn live(&self, channel: &str) -> Result<No, Cow<'static, str>> {
        self.floor.channel(channel).ok_or(Cow::Borrowed("No such channel"))
    }

    /// A channel of this name.
    fn there(&self, channel: &str) -> Result<No, Cow<'static, str>> {
        let no = self.floor.channel(channel);
        no.ok_or_else(|| Cow::Owned(format!("Channel does not exist: {channel}")))
    }

    /// A channel that can be sent elsewhere. What only rings is in no place to be taken from, and the halves of an
    /// internal pair stay where they are: more than the real switch refuses, which makes such a channel anew.
    fn movable(&self, channel: &str) -> Result<No, Cow<'static, str>> {
        let no = self.there(channel)?;
        let leg = &self.floor.legs[&no];
        let rings = !leg.is_up() && matches!(leg.job, Job::Called | Job::Ordered { .. });
        match rings || leg.is_local() {
            true => Err(Cow::Borrowed("Redirect failed, channel not up.")),
            false => Ok(no),
        }
    }

    /// Whether a party talks with another whom it can give on.
    fn can_transfer(&self, no: No) -> bool {
        let bridge = self.floor.legs.get(&no).and_then(|leg| self.floor.bridges.get(&leg.bridge?));
        let partner = self.floor.partner(no).and_then(|partner| self.floor.legs.get(&partner));
        bridge.is_some_and(|bridge| bridge.kind == BridgeKind::Talk)
            && partner.is_some_and(|partner| !partner.is_local())
            && !self.floor.consults.contains_key(&no)
    }

    /// Whether the switch takes it. Nothing has happened yet.
    fn act_on_calls(&mut self, action: &Action) -> Answer {
        match action {
            Action::Redirect { channel, extra, .. } => {
                self.movable(channel)?;
                if let Some((extra, ..)) = extra {
                    self.movable(extra)?;
                }
                done("Redirect successful")
            }
            Action::Bridge { one, two } => {
                let (one, two) = (self.movable(one)?, self.movable(two)?);
                match one != two && self.floor.up(one) && self.floor.up(two) {
                    true => done("Channels have been bridged"),
                    false => refused("Unable to add Channel1 to bridge"),
                }
            }
            Action::BlindTransfer { channel, .. } => {
                let no = self.movable(channel)?;
                match self.floor.up(no) && self.can_transfer(no) {
                    true => done("Transfer succeeded"),
                    false => refused("Transfer invalid"),
                }
            }
            Action::AttendedTransfer { channel, .. } => {
                let no = self.movable(channel)?;
                match self.can_transfer(no) {
                    true => done("Atxfer successfully queued"),
                    false => refused("Channel is not in a bridge"),
                }
            }
            Action::CancelAttendedTransfer { channel } => {
                self.there(channel)?;
                done("Atxfer cancel successfully queued")
            }
            Action::Park { channel, .. } => {
                self.movable(channel)?;
                done("Park successful")
            }
            Action::Mute { channel, .. } => self.live(channel).and(done("")),
            Action::RecordStart { channel, .. } => {
                self.live(channel)?;
                done("MixMonitor successfully started")
            }
            Action::RecordStop { channel, .. } => {
                let no = self.live(channel)?;
                match self.floor.legs[&no].recordings.is_empty() {
                    true => refused("Could not stop monitoring channel"),
                    false => done("Stopped monitoring channel"),
                }
            }
            Action::RecordMute { channel, .. } => self.live(channel).and(done("")),
            Action::Notify { channel, .. } => self.live(channel).and(done("NOTIFY sent")),
            Action::PlayKey { channel, .. } => self.live(channel).and(done("DTMF successfully queued")),
            Action::WithdrawCaller { queue, channel, .. } => {
                if !self.floor.queues.contains_key(queue.as_str()) {
                    return refused("No such queue");
                }
                match self.floor.channel(channel).filter(|&no| self.waits(no)) {
                    Some(_) => done("Withdraw requested successfully"),
                    None => refused("No such caller"),
                }
            }
            Action::VariableSet { channel, .. } if !channel.is_empty() => {
                self.live(channel)?;
                done("Variable Set")
            }
            Action::VariableSet { .. } => done("Variable Set"),
            Action::VariableGet { channel, .. } if !channel.is_empty() => self.live(channel).and(done("")),
            Action::Extension { context, exten } => match self.has_hook_or_exten(context, exten) {
                true => done(""),
                false => Err(Cow::Owned(format!("Did not find extension {exten}@{context}"))),
            },
            Action::Reload { .. } => done("Module Reloaded"),
            Action::ConfigGet { .. } => refused("Config file not found"),
            Action::QueueLog { .. } => done("Event added successfully"),
            Action::UserReport { .. } => done("Event Sent"),
            Action::Logoff => done("Thanks for all the fish."),
            Action::VariableGet { variable, .. } => Ok(Cow::Owned(self.value(variable).to_string())),
            Action::Ping | Action::Filter { .. } => done(""),
            _ => refused("Invalid/unknown command"),
        }
    }

    /// What the switch has said it would do.
    fn does(&mut self, action: &Action) {
        let of = |stage: &Self, channel: &str| stage.floor.channel(channel);
        match action {
            Action::Redirect { channel, context, exten, extra, .. } => {
                self.redirects(channel, context, exten, extra.as_ref());
            }
            Action::Bridge { one, two } => {
                if let (Some(one), Some(two)) = (of(self, one), of(self, two)) {
                    self.bridges(one, two);
                }
            }
            Action::BlindTransfer { channel, exten, context } => {
                if let Some(no) = of(self, channel) {
                    self.blind_transfer(no, context, exten);
                }
            }
            Action::AttendedTransfer { channel, exten, context } => {
                if let Some(no) = of(self, channel) {
                    self.steer(no);
                    self.consult(no, if context.is_empty() { "agents" } else { context }, exten);
                }
            }
            Action::CancelAttendedTransfer { channel } => {
                if let Some(no) = of(self, channel) {
                    self.cancel_consult(no);
                }
            }
            Action::Park { channel, timeout, .. } => {
                if let Some(no) = of(self, channel) {
                    self.parks(no, *timeout);
                }
            }
            Action::RecordStart { channel, file, options } => {
                if let Some(no) = of(self, channel) {
                    self.steer(no);
                    self.records(no, file, options);
                }
            }
            Action::RecordStop { channel, .. } => {
                if let Some(leg) = of(self, channel).and_then(|no| self.floor.legs.get_mut(&no)) {
                    leg.recordings.clear();
                    say!(self, Event::RecordingStopped(leg.seen()));
                }
            }
            Action::RecordMute { channel, on, .. } => {
                if let Some(leg) = of(self, channel).and_then(|no| self.floor.legs.get(&no)) {
                    say!(self, Event::RecordingMuted { leg: leg.seen(), muted: *on });
                }
            }
            Action::Mute { channel, .. } => {
                if let Some(no) = of(self, channel) {
                    self.steer(no);
                }
            }
            Action::Notify { channel, variables } => self.notified(channel, variables),
            Action::PlayKey { channel, key, receive } => self.plays_key(channel, *key, *receive),
            Action::WithdrawCaller { channel, info, .. } => {
                let Some(no) = of(self, channel) else { return };
                if !info.is_empty() {
                    let variable = Variable::WithdrawInfo(Cow::Borrowed(info));
                    say!(self, Event::VariableSet { leg: self.floor.legs[&no].seen(), variable });
                }
                self.leaves_unanswered(no, Status::QueueWithdrawn, "WITHDRAW");
            }
            Action::VariableSet { channel, variable, value } => {
                let (name, value) = (Text::from(variable.as_str()), Text::from(value.as_str()));
                match of(self, channel).and_then(|no| self.floor.legs.get_mut(&no)) {
                    Some(leg) => leg.variables.insert(name, value),
                    None => self.floor.globals.insert(name, value),
                };
            }
            Action::Reload { module } => self.reloads(module),
            Action::UserReport { name, fields } => {
                let mut body = String::new();
                for (key, value) in fields {
                    body.push_str(&format!("{key}: {value}\r\n"));
                }
                say!(self, Event::UserReported { name, leg: None, body: &body });
            }
            _ => {}
        }
    }

    /// Somebody outside takes a conversation in hand: people do not end it by themselves for a while.
    fn steer(&mut self, no: No) {
        let bridge = self.floor.legs.get(&no).and_then(|leg| leg.bridge);
        if let Some(row) = bridge.and_then(|bridge| self.floor.bridges.get_mut(&bridge)) {
            row.steered = true;
        }
    }

    fn hangs_up_channel(&mut self, id: &str, channel: &str, cause: Option<u16>) {
        let Some(no) = self.floor.channel(channel) else {
            return self.answer(id, &refused("No such channel"));
        };
        self.answer(id, &done("Channel Hungup"));
        self.hang_up(no, Wish::Order(cause.unwrap_or(16)));
    }

    /// Legs are sent elsewhere in the dialplan. Whoever is left behind alone ends.
    fn redirects(
        &mut self,
        channel: &str,
        context: &str,
        exten: &str,
        extra: Option<&(String, String, String, u32)>,
    ) {
        let Some(no) = self.floor.channel(channel) else { return };
        let partner =
            extra.and_then(|(channel, ..)| self.floor.channel(channel)).filter(|&other| other != no);
        self.lets_go(no);
        if let Some(partner) = partner {
            self.lets_go(partner);
        }
        self.goes_to(no, context, exten);
        let mut alone = self.part(no);
        if let Some(partner) = partner {
            alone.extend(self.part(partner));
        }
        for other in alone.into_iter().filter(|&other| other != no && Some(other) != partner) {
            self.left_alone(other, 16);
        }
        self.arrives(no, context, exten);
        if let (Some(partner), Some((_, context, exten, _))) = (partner, extra) {
            self.arrives(partner, context, exten);
        }
    }

    fn arrives(&mut self, no: No, context: &str, exten: &str) {
        if let Some(leg) = self.floor.legs.get_mut(&no) {
            leg.job = Job::Dialplan;
            self.goes_to(no, context, exten);
            self.step(no, Step::Other, "");
            self.hooks_or_dialplan(no, context, exten);
        }
    }

    /// A phone gets a NOTIFY within its call: it holds, takes back, or answers.
    fn notified(&mut self, channel: &str, variables: &[(String, String)]) {
        let Some(no) = self.floor.channel(channel) else { return };
        self.steer(no);
        let is_trunk = self.floor.is_trunk(no);
        let rings = self.floor.legs[&no].state == LegState::Ringing;
        match variables.iter().find(|(name, _)| name == "Event").map(|(_, value)| value.as_str()) {
            // A provider's switch does not listen to that.
            _ if is_trunk => {}
            Some("hold") => {
                self.hold(no);
            }
            Some("talk") if rings => self.answers(no),
            Some("talk") => {
                self.unhold(no);
            }
            _ => {}
        }
    }

    /// A key is played, or counts as pressed by the party; in a transfer keys are its commands.
    fn plays_key(&mut self, channel: &str, key: char, receive: bool) {
        let Some(no) = self.floor.channel(channel) else { return };
        let text = key.to_string();
        let leg = &self.floor.legs[&no];
        say!(self, Event::KeyPressed { leg: leg.seen(), key: &text, by_party: receive });
        self.steer(no);
    }

    // ── calls by order ──────────────────────────────────────────────────────────────────────────────────────────

    fn originates(&mut self, id: &str, order: &Originate) {
        if !order.leg_id.is_empty() && self.floor.find(&order.leg_id).is_some() {
            self.answer(id, &done("Originate successfully queued"));
            return self.unreachable(id, &order.channel, &order.to, None);
        }
        if let Destination::Dialplan { context, exten, .. } = &order.to
            && !self.has_hook_or_exten(context, exten)
        {
            return self.answer(id, &refused("Extension does not exist."));
        }
        self.answer(id, &done("Originate successfully queued"));
        let caller_id = order.caller_id.as_str();
        self.orders(id, &order.channel, &order.to, caller_id, order.timeout, &order.leg_id, None);
        if let Some(leg) = self
            .floor
            .legs
            .values_mut()
            .find(|leg| matches!(&leg.job, Job::Ordered { action, .. } if action == id))
        {
            for (name, value) in &order.variables {
                let name = name.trim_start_matches('_');
                leg.variables.insert(Text::from(name), Text::from(value.as_str()));
            }
        }
    }

    fn spies(&mut self, id: &str, channel: &str, target: &str, mode: SpyMode, timeout: Span) {
        self.answer(id, &done("Originate successfully queued"));
        let to = Destination::Application { name: "ChanSpy".to_string(), data: String::new() };
        self.orders(id, channel, &to, "", timeout, "", Some((Text::from(target), mode)));
    }

    fn unreachable(&mut self, id: &str, channel: &str, to: &Destination, spy: Option<SpyMode>) {
        let exten = match to {
            Destination::Dialplan { exten, .. } => exten.as_str(),
            Destination::Application { .. } => "",
        };
        let step = spy.map_or(Step::Other, Step::Spy);
        let outcome = OriginateOutcome::Failed;
        say!(self, Event::Originated { action: id, leg: "", channel, exten, outcome, step });
    }

    /// A phone, or a number outside, is called by order.
    #[expect(clippy::too_many_arguments, reason = "an originate has as many")]
    fn orders(
        &mut self,
        id: &str,
        channel: &str,
        to: &Destination,
        caller_id: &str,
        timeout: Span,
        leg_id: &str,
        spy: Option<(Text, SpyMode)>,
    ) {
        let trunk = device(&self.floor.plan.trunk);
        let dialed = channel.strip_prefix("PJSIP/").unwrap_or(channel);
        let outside = dialed.split_once('@').filter(|(_, to)| *to == self.floor.plan.trunk.as_str());
        let device = match outside {
            Some(_) => Some(trunk.clone()),
            None => self.phone_of(channel).filter(|device| *device != trunk),
        };
        let Some(device) = device else {
            return self.unreachable(id, channel, to, spy.map(|(_, mode)| mode));
        };
        let busy = outside.is_none() && !self.floor.is_free(&device);
        let (exten, context) = match to {
            Destination::Dialplan { exten, context, .. } => (exten.as_str(), context.as_str()),
            Destination::Application { .. } => ("", "default"),
        };
        // Shown on the phone: the caller id of the leg itself, which the dialplan sets anew before it goes on.
        let shown = caller_id.rsplit_once('<').and_then(|(_, number)| number.strip_suffix('>'));
        let number = match outside {
            Some((number, _)) => Text::from(number),
            None => Text::from(shown.unwrap_or(dialed)),
        };
        let job = Job::Ordered { action: Text::from(id), to: to.clone(), spy: spy.clone() };
        let no = self.begin(Begin {
            device: &device,
            state: LegState::Down,
            number: &number,
            name: "",
            exten,
            context,
            with: None,
            by: None,
            dial: dialed,
            id: leg_id,
            job,
        });
        let direction = match (spy.is_some(), outside.is_some(), exten) {
            (true, ..) | (_, false, "") => Direction::Internal,
            _ => Direction::Outbound,
        };
        let caller = dialed.split('@').next().unwrap_or_default();
        self.open_story(no, direction, caller, exten);
        say!(self, Event::LegIdentified(self.floor.legs[&no].seen()));
        self.dial_begins(no, None);
        if busy {
            let who = self.floor.party(no);
            if let Some(story) = self.floor.story(no) {
                story.rang(&who, RingResult::Busy);
            }
            return self.order_fails(no, 17);
        }
        let ring = if timeout == Span::ZERO { Span::from_secs(30) } else { timeout };
        self.floor.plan(ring, super::next::Next::RingsOut(no));
    }
}
