//! The only door by which the state changes.

use alloc::vec::Vec;

use super::call::{
    Consult, Move, Originated, Park, ParkEnd, Room, Spied, Talk, Transfer, TransferKind, Visit,
};
use super::leg::{Dial, Hold, LegEnd};
use super::{Bridge, Call, Leg, Moment, ORDER_WINDOW, State, Waiter};
use crate::event::{BridgeKind, LegState};
use crate::fact::{Deed, Entry, Fact, Unparked};
use crate::key::{BridgeKey, CallKey, Text};
use crate::table::Slot;

impl State {
    /// Makes a fact true.
    ///
    /// # Panics
    /// When the entry is not the next one, or speaks of a leg or call that no fact before it made: entries of another
    /// stream, or a journal with a hole.
    pub fn apply(&mut self, entry: &Entry) {
        assert_eq!(entry.seq, self.seq + 1, "entries are applied in order, each once");
        self.seq = entry.seq;
        let before = self.now;
        self.now = self.now.max(entry.at);
        let moment = Moment { seq: entry.seq, at: self.now };
        self.control.apply(&entry.fact);
        match &entry.fact {
            Fact::SourceSeen { source } => {
                self.sources.insert(*source);
            }
            Fact::LinkUp { epoch } => {
                // Nobody said that the link fell: it did at some time after the last thing that was known.
                if self.link.lost.is_none() && self.link.epoch > 0 {
                    self.link.lost = Some(before);
                }
                self.link.epoch = *epoch;
                self.link.up = true;
                self.link.listing = None;
                self.switch.stopping = false;
            }
            Fact::LinkLost => {
                self.link.up = false;
                self.link.listing = None;
                if self.link.lost.is_none() {
                    self.link.lost = Some(self.now);
                }
            }
            Fact::SwitchIdentified { version, system, started } => {
                if !version.is_empty() {
                    self.switch.version = version.clone();
                }
                if !system.is_empty() {
                    self.switch.system = system.clone();
                }
                self.switch.started = started.or(self.switch.started);
            }
            Fact::SwitchStopping { .. } => self.switch.stopping = true,
            Fact::SwitchRestarted => {}
            Fact::SyncStarted => self.link.listing = Some(moment),
            Fact::Synchronized { .. } => {
                if let Some(lost) = self.link.lost {
                    let calls: Vec<Slot> = self.calls.iter().map(|(slot, _, _)| slot).collect();
                    for call in calls {
                        let call = self.call_at(call);
                        if call.started.at <= lost && call.over.is_none_or(|over| over.at > lost) {
                            call.gap.get_or_insert((lost, moment.at));
                        }
                    }
                }
                self.link.listing = None;
                self.link.synced = self.link.epoch;
                self.link.lost = None;
            }

            Fact::LegStarted(new) => self.leg_started(new, moment),
            Fact::LegIdentified { leg, number, name } => {
                let leg = self.leg_mut(leg.as_str());
                leg.number.clone_from(number);
                leg.name.clone_from(name);
            }
            Fact::LegRose { leg, state, since } => {
                let leg = self.leg_mut(leg.as_str());
                leg.state = *state;
                if *state == LegState::Up && leg.up.is_none() {
                    leg.up = Some(Moment { seq: moment.seq, at: since.unwrap_or(moment.at) });
                }
            }
            Fact::LegConfirmed { leg } => {
                let epoch = self.link.epoch;
                self.leg_mut(leg.as_str()).epoch = epoch;
            }
            Fact::LegBeganAt { leg, dialed } => self.leg_mut(leg.as_str()).first_exten.clone_from(dialed),
            Fact::LegRenamed { leg, channel } => {
                let slot = self.slot(leg.as_str());
                self.agent_lost_leg(slot);
                self.leg_at(slot).channel.clone_from(channel);
                self.agent_gained_leg(slot);
            }
            Fact::LegWent { leg, context, exten } => self.leg_went(leg.as_str(), context, exten, moment),
            Fact::LegDid { leg, deed } => self.leg_did(leg.as_str(), deed, moment),
            Fact::LegMoved { leg, call } => self.leg_moved(leg.as_str(), call.as_str(), moment),
            Fact::LegDialed { leg, by, dial } => {
                let by = by.as_ref().map(|by| self.slot(by.as_str()));
                let call = self.leg_mut(leg.as_str()).call;
                if let Some(by) = by {
                    self.keep(call, by);
                    let leg = self.slot(leg.as_str());
                    self.names(leg, by);
                }
                let leg = self.leg_mut(leg.as_str());
                leg.dial = Some(Dial {
                    by,
                    string: dial.clone(),
                    at: moment,
                    ended: None,
                    status: None,
                    forward: Text::default(),
                });
            }
            Fact::LegDialEnded { leg, status, forward } => {
                let leg = self.leg_mut(leg.as_str());
                let dial = leg.dial.get_or_insert_with(|| Dial {
                    by: None,
                    string: Text::default(),
                    at: moment,
                    ended: None,
                    status: None,
                    forward: Text::default(),
                });
                dial.ended = Some(moment);
                dial.status = Some(*status);
                dial.forward.clone_from(forward);
            }
            Fact::LegAskedToEnd { leg, by_party, cause } => {
                let leg = self.leg_mut(leg.as_str());
                if *by_party && leg.asked.is_none() {
                    leg.asked = Some(moment);
                    leg.asked_cause = cause.unwrap_or(0);
                }
            }
            Fact::LegEnded { leg, cause, how } => {
                self.leg_left_bridge(leg.as_str(), moment);
                let slot = self.slot(leg.as_str());
                self.waits_no_more(slot);
                self.agent_lost_leg(slot);
                let leg = self.leg_at(slot);
                leg.ended = Some(LegEnd { at: moment, cause: *cause, how: *how });
                leg.parked = false;
                if let Some(hold) = leg.holds.last_mut() {
                    hold.to.get_or_insert(moment);
                }
                let (call, asked) = (leg.call, leg.asked.is_some());
                self.note_order(call, asked);
                self.call_lost_leg(call, moment);
                for call in self.leg_at(slot).calls.clone() {
                    self.check_over(call, moment);
                }
            }
            Fact::LegsPaired { one, two } => {
                let (one, two) = (self.slot(one.as_str()), self.slot(two.as_str()));
                self.leg_at(one).peer = Some(two);
                self.leg_at(two).peer = Some(one);
                self.names(one, two);
                self.names(two, one);
            }
            Fact::PairOptimizing { one, begins } => {
                let one = self.slot(one.as_str());
                let leg = self.leg_at(one);
                leg.optimizing = *begins;
                if let Some(two) = leg.peer {
                    self.leg_at(two).optimizing = *begins;
                }
            }
            Fact::OriginateEnded { leg, exten, outcome } => {
                // Of the call that began with it: the leg may have joined another one before the switch says so.
                let began = leg.as_ref().and_then(|leg| {
                    let slot = self.slot(leg.as_str());
                    let own = self.calls.slot(leg.as_str());
                    own.or_else(|| Some(self.leg(slot).call).filter(|&call| self.call(call).root.is_none()))
                });
                if let Some(call) = began {
                    self.call_at(call).originate =
                        Some(Originated { exten: exten.clone(), outcome: *outcome });
                }
            }

            Fact::LegEnteredBridge { leg, bridge, kind } => {
                self.leg_entered_bridge(leg.as_str(), bridge, *kind, moment);
            }
            Fact::LegLeftBridge { leg } => self.leg_left_bridge(leg.as_str(), moment),
            Fact::BridgeIs { bridge, kind } => {
                if let Some(bridge) = self.bridges.find_mut(bridge.as_str()) {
                    bridge.kind = *kind;
                }
            }

            Fact::CallStarted { call, whole } => self.call_started(call, *whole, moment),
            Fact::CallsMerged { kept, absorbed } => self.calls_merged(kept, absorbed),
            Fact::TalkStarted { call, leg } => {
                let leg = self.slot(leg.as_str());
                let slot = self.call_slot(call);
                self.keep(slot, leg);
                self.call_mut(call).talks.push(Talk { leg, from: moment, to: None, closed: false });
                self.agent_talks(slot, leg);
            }
            Fact::TalkStopped { call, leg } => {
                let slot = self.slot(leg.as_str());
                let asked = self.leg_at(slot).asked.is_some();
                let call = self.call_slot(call);
                if let Some(talk) = self.talk_at(call, slot) {
                    talk.to = Some(moment);
                }
                self.note_order(call, asked);
            }
            Fact::TalkResumed { call, leg } => {
                let slot = self.slot(leg.as_str());
                let call = self.call_slot(call);
                if let Some(talk) = self.talk_at(call, slot) {
                    talk.to = None;
                }
            }
            Fact::ConsultStarted { call, leg, to } => {
                let by = self.slot(leg.as_str());
                let bridge = self.leg(by).bridge.and_then(|bridge| self.bridges.key(bridge)).cloned();
                self.call_mut(call).consults.push(Consult {
                    by,
                    to: to.clone(),
                    bridge: bridge.unwrap_or_default(),
                    from: moment,
                    ended: None,
                    completed: false,
                });
            }
            Fact::ConsultEnded { call, leg, completed } => {
                let by = self.slot(leg.as_str());
                let call = self.call_mut(call);
                if let Some(consult) = call.consults.iter_mut().rev().find(|consult| consult.by == by) {
                    consult.ended.get_or_insert(moment);
                    consult.completed |= *completed;
                }
            }
            Fact::HoldStarted { leg } => {
                self.leg_mut(leg.as_str()).holds.push(Hold { from: moment, to: None });
            }
            Fact::HoldEnded { leg } => {
                if let Some(hold) = self.leg_mut(leg.as_str()).holds.last_mut() {
                    hold.to.get_or_insert(moment);
                }
            }
            Fact::BlindTransferred { call, by, transferee, to, by_code } => {
                let by = self.slot(by.as_str());
                let transferee = transferee.as_ref().map(|leg| self.slot(leg.as_str()));
                let slot = self.call_slot(call);
                self.keep(slot, by);
                self.inherit(slot, by, transferee);
                self.call_at(slot).transfers.push(Transfer {
                    kind: TransferKind::Blind,
                    by,
                    to: to.clone(),
                    at: moment,
                    by_code: *by_code,
                    consulted: None,
                    targets: Vec::new(),
                });
            }
            Fact::AttendedTransferred { call, by, second, transferee, consult, to, answered, stays } => {
                let (by, second) = (self.slot(by.as_str()), self.slot(second.as_str()));
                let transferee = transferee.as_ref().map(|leg| self.slot(leg.as_str()));
                let slot = self.call_slot(call);
                self.keep(slot, by);
                if !stays {
                    self.inherit(slot, by, transferee);
                }
                let call = self.call_at(slot);
                if by == second
                    && let Some(consult) = call.consults.iter_mut().rev().find(|consult| consult.by == by)
                {
                    consult.ended.get_or_insert(moment);
                    consult.completed = true;
                    return;
                }
                call.transfers.push(Transfer {
                    kind: TransferKind::Attended,
                    by,
                    to: to.clone(),
                    at: moment,
                    by_code: false,
                    consulted: *answered,
                    targets: Vec::new(),
                });
                if let Some(consult) = consult {
                    let other = self.call_slot(consult);
                    let legs = self.call_at(other).legs.clone();
                    self.call_at(other).consult = true;
                    let targets: Vec<Slot> = legs.into_iter().filter(|&leg| leg != second).collect();
                    for &target in &targets {
                        self.keep(slot, target);
                    }
                    let alias = Text::from(consult.as_str());
                    let call = self.call_at(slot);
                    call.aliases.push(alias);
                    if let Some(transfer) = call.transfers.last_mut() {
                        transfer.targets = targets;
                    }
                }
            }
            Fact::LegParked { leg, slot, parker, since } => {
                let leg = self.slot(leg.as_str());
                self.leg_at(leg).parked = true;
                let call = self.leg_at(leg).call;
                let at = Moment { seq: moment.seq, at: since.unwrap_or(moment.at) };
                let call = self.call_at(call);
                for talk in call.talks.iter_mut() {
                    talk.to.get_or_insert(at);
                    talk.closed = true;
                }
                call.parks.push(Park { leg, slot: slot.clone(), at, by: parker.clone(), ended: None });
            }
            Fact::LegUnparked { leg, how } => {
                let leg = self.slot(leg.as_str());
                self.leg_at(leg).parked = false;
                let end = match how {
                    Unparked::Retrieved(by) => ParkEnd::Retrieved(self.slot(by.as_str())),
                    Unparked::TimedOut => ParkEnd::TimedOut,
                    Unparked::GaveUp => ParkEnd::GaveUp,
                };
                if let ParkEnd::Retrieved(by) = end
                    && let Some(own) = self.own_call(by)
                {
                    self.call_at(own).retrieval = true;
                    self.keep(own, leg);
                }
                let call = self.leg_at(leg).call;
                if let ParkEnd::Retrieved(by) = end {
                    self.keep(call, by);
                }
                let call = self.call_at(call);
                if let Some(park) = call.parks.iter_mut().rev().find(|park| park.leg == leg) {
                    park.ended.get_or_insert((moment, end));
                }
            }
            Fact::LegReplaced { leg, by } => {
                let (leg, by) = (self.slot(leg.as_str()), self.slot(by.as_str()));
                for call in self.leg(leg).calls.clone() {
                    let row = self.call(call);
                    if self.hero(row) == Some(leg) && row.legs.contains(&by) {
                        self.call_at(call).heir = Some(by);
                    }
                }
            }
            Fact::LegPickedUp { leg, by } => {
                let (leg, by) = (self.slot(leg.as_str()), self.slot(by.as_str()));
                self.leg_at(leg).picked_up_by = Some(by);
                self.names(leg, by);
                let call = self.leg_at(leg).call;
                self.keep(call, by);
                self.call_at(call).picked_up = true;
                if let Some(own) = self.own_call(by) {
                    self.call_at(own).pickup = true;
                }
            }
            Fact::SpyStarted { spy, target } => {
                let (by, target) = (self.slot(spy.as_str()), self.slot(target.as_str()));
                self.leg_at(by).spying = true;
                let call = self.leg_at(target).call;
                self.keep(call, by);
                self.call_at(call).spied.push(Spied { by, target, from: moment, to: None });
            }
            Fact::SpyEnded { spy } => {
                let by = self.slot(spy.as_str());
                for slot in self.leg(by).calls.clone() {
                    for spied in self.call_at(slot).spied.iter_mut().filter(|spied| spied.by == by) {
                        spied.to.get_or_insert(moment);
                    }
                }
            }
            Fact::ConferenceJoined { leg, room, since } => {
                let leg = self.slot(leg.as_str());
                let call = self.leg_at(leg).call;
                let joined = Moment { seq: moment.seq, at: since.unwrap_or(moment.at) };
                self.call_at(call).rooms.push(Room { leg, room: room.clone(), joined, left: None });
            }
            Fact::ConferenceLeft { leg } => {
                let leg = self.slot(leg.as_str());
                let call = self.leg_at(leg).call;
                let call = self.call_at(call);
                if let Some(room) = call.rooms.iter_mut().rev().find(|room| room.leg == leg) {
                    room.left.get_or_insert(moment);
                }
            }
            Fact::RecordingNamed { leg, file } => {
                let call = self.leg_mut(leg.as_str()).call;
                self.call_at(call).recordings.push(file.clone());
            }
            Fact::HangupOrdered => self.ordered = Some(moment),
            Fact::CallClosed { call, .. } => self.call_closed(call),

            Fact::CallerJoined { leg, queue, position, since } => {
                let leg = self.slot(leg.as_str());
                self.leg_at(leg).refused = Text::default();
                let at = Moment { seq: moment.seq, at: since.unwrap_or(moment.at) };
                let (call, exten) = (self.leg(leg).call, self.leg(leg).exten.clone());
                let call = self.call_at(call);
                let same =
                    |visit: &&mut Visit| visit.leg == leg && visit.queue == *queue && visit.left.is_none();
                match call.visits.last_mut().filter(same) {
                    Some(visit) if !visit.joined => visit.joined = true,
                    Some(visit) if !visit.seen => {
                        visit.entered.at = at.at;
                        visit.seen = true;
                    }
                    _ => call.visits.push(Visit::new(queue.clone(), leg, exten, at, true)),
                }
                self.waits_no_more(leg);
                self.leg_at(leg).waits = Some(queue.clone());
                let row = self.queues.entry(queue.clone()).or_default();
                let index = (*position as usize).saturating_sub(1).min(row.waiting.len());
                row.waiting.insert(index, Waiter { leg, since: at.at, epoch: self.link.epoch });
            }
            Fact::CallerConfirmed { leg, queue, position } => {
                let (leg, epoch) = (self.slot(leg.as_str()), self.link.epoch);
                if let Some(row) = self.queues.get_mut(queue)
                    && let Some(&waiter) = row.waiter(leg)
                {
                    row.without(leg);
                    let index = (*position as usize).saturating_sub(1).min(row.waiting.len());
                    row.waiting.insert(index, Waiter { epoch, ..waiter });
                }
            }
            Fact::CallerLeft { leg, queue } => {
                let leg = self.slot(leg.as_str());
                if self.leg(leg).waits.as_ref() == Some(queue) {
                    self.waits_no_more(leg);
                }
                let call = self.leg_at(leg).call;
                if let Some(visit) = self.call_at(call).visit_of(leg) {
                    visit.left.get_or_insert(moment);
                }
            }
            Fact::CallerAbandoned { leg, .. } => {
                let leg = self.slot(leg.as_str());
                let call = self.leg_at(leg).call;
                if let Some(visit) = self.call_at(call).visit_of(leg) {
                    visit.abandoned = true;
                }
            }
            Fact::QueueStatusSet { leg, status } => {
                let leg = self.slot(leg.as_str());
                let call = self.leg_at(leg).call;
                let refuses = matches!(status.as_str(), "JOINEMPTY" | "JOINUNAVAIL" | "FULL");
                match self.call_at(call).visit_of(leg) {
                    Some(visit) if visit.status.is_empty() && !(refuses && visit.joined) => {
                        visit.status.clone_from(status);
                        visit.left.get_or_insert(moment);
                    }
                    Some(visit) if visit.status == *status => {}
                    _ if refuses => self.leg_at(leg).refused.clone_from(status),
                    _ => {}
                }
            }
            Fact::AgentOffered { queue, caller, phone, interface } => {
                let (caller, phone) = (self.slot(caller.as_str()), self.slot(phone.as_str()));
                let call = self.leg_at(caller).call;
                self.keep(call, phone);
                if let Some(visit) = self.call_at(call).visit_of(caller) {
                    visit.offers.push((phone, interface.clone()));
                }
                self.agent_offered(queue, interface, phone);
            }
            // What is known of a call without legs comes with its record.
            Fact::AgentConnected { caller, .. } if self.is_told_by_record(caller.as_str()) => {}
            Fact::AgentConnected { caller, phone, interface, .. } => {
                let (caller, phone) = (self.slot(caller.as_str()), self.slot(phone.as_str()));
                let call = self.leg_at(caller).call;
                self.keep(call, phone);
                if let Some(visit) = self.call_at(call).visit_of(caller) {
                    visit.connected = Some((phone, moment, interface.clone()));
                    visit.left.get_or_insert(moment);
                }
            }
            Fact::AgentCompleted { .. } | Fact::AgentMissed { .. } | Fact::AgentDumped { .. } => {}
            Fact::QueueSeen { queue, limit, strategy, service_level } => {
                let row = self.queues.entry(queue.clone()).or_default();
                row.limit = *limit;
                row.strategy.clone_from(strategy);
                row.service_level = service_level.or(row.service_level);
                row.epoch = self.link.epoch;
            }

            Fact::MemberSet(member) => self.member_set(member),
            Fact::MemberConfirmed { queue, interface } => {
                let epoch = self.link.epoch;
                if let Some(member) =
                    self.queues.get_mut(queue).and_then(|queue| queue.members.get_mut(interface))
                {
                    member.epoch = epoch;
                }
            }
            Fact::MemberRemoved { queue, interface } => self.member_removed(queue, interface),
            Fact::AgentChanged { agent, activity, reason } => self.agent_changed(agent, *activity, reason),
            Fact::WrapUpStarted { agent, queue, until } => self.wrap_up_started(agent, queue, *until),
            Fact::WrapUpEnded { agent } => self.wrap_up_ended(agent),
            Fact::DeviceSet { device, state } => {
                self.devices.insert(device.clone(), *state);
            }
            Fact::ContactSet { endpoint, uri, state } => {
                let contacts = self.contacts.entry(endpoint.clone()).or_default();
                if *state == crate::event::ContactState::Removed {
                    contacts.remove(uri);
                } else {
                    contacts.insert(uri.clone(), *state);
                }
                if contacts.is_empty() {
                    self.contacts.remove(endpoint);
                }
            }

            Fact::CommandAccepted { .. } | Fact::CommandRefused { .. } => {}
            Fact::ActionRequested { action, command, deadline, awaits } => {
                self.action_requested(*action, *command, *deadline, awaits.clone());
            }
            Fact::ActionSettled { action, outcome, message } => {
                self.action_settled(*action, *outcome, message);
            }
            Fact::CommandSettled { command, .. } => {
                self.pending.commands.remove(command);
            }
            Fact::Noticed { call, anomaly } => {
                self.anomalies += 1;
                if let Some(call) = call.as_ref().and_then(|call| self.calls.find_mut(call.as_str())) {
                    call.noticed.push(anomaly.clone());
                }
            }

            Fact::ActionAnswered { .. }
            | Fact::SagaStarted { .. }
            | Fact::SagaStepped { .. }
            | Fact::AsideSet(_)
            | Fact::AsideEnded { .. }
            | Fact::PauseWanted { .. }
            | Fact::PauseMet { .. }
            | Fact::PausesHeld { .. }
            | Fact::HookSeen { .. } => {}
        }
    }

    pub(super) fn slot(&self, leg: &str) -> Slot {
        self.legs
            .slot(leg)
            .unwrap_or_else(|| panic!("fact {} speaks of leg {leg}, which no fact made", self.seq))
    }

    pub(super) fn leg_at(&mut self, slot: Slot) -> &mut Leg {
        self.legs
            .get_mut(slot)
            .expect("a slot kept in the state names a leg: apply clears it before the leg goes")
    }

    fn leg_mut(&mut self, leg: &str) -> &mut Leg {
        let slot = self.slot(leg);
        self.leg_at(slot)
    }

    pub(super) fn call_slot(&self, call: &CallKey) -> Slot {
        self.calls
            .slot(call.as_str())
            .unwrap_or_else(|| panic!("fact {} speaks of call {call}, which no fact made", self.seq))
    }

    pub(super) fn call_at(&mut self, slot: Slot) -> &mut Call {
        self.calls
            .get_mut(slot)
            .expect("a slot kept in the state names a call: apply clears it before the call goes")
    }

    fn call_mut(&mut self, call: &CallKey) -> &mut Call {
        let slot = self.call_slot(call);
        self.call_at(slot)
    }

    fn talk_at(&mut self, call: Slot, leg: Slot) -> Option<&mut Talk> {
        self.call_at(call).talks.iter_mut().rev().find(|talk| talk.leg == leg)
    }

    fn leg_went(&mut self, leg: &str, context: &Text, exten: &Text, moment: Moment) {
        let slot = self.slot(leg);
        let talks_in_bridge = {
            let leg = self.leg(slot);
            leg.bridge.is_some_and(|bridge| {
                self.bridges.get(bridge).is_some_and(|bridge| bridge.kind == BridgeKind::Talk)
            })
        };
        let leg = self.leg_at(slot);
        if leg.next_exten.is_empty() && *exten != leg.first_exten {
            leg.next_exten.clone_from(exten);
        }
        let from = core::mem::replace(&mut leg.exten, exten.clone());
        leg.context.clone_from(context);
        let call = leg.call;
        let row = self.call(call);
        let is_hero = self.hero(row) == Some(slot);
        // Whoever is put aside is not sent away.
        let aside = self.control.aside_of(self.leg_key(slot).as_str()).is_some();
        if talks_in_bridge && is_hero && row.was_answered() && !aside {
            let limit = self.policy.limits.history_per_call_max as usize;
            let row = self.call_at(call);
            if row.moves.len() < limit {
                row.moves.push(Move { at: moment, from, to: exten.clone() });
            }
        }
    }

    fn leg_did(&mut self, leg: &str, deed: &Deed, moment: Moment) {
        let slot = self.slot(leg);
        let leg = self.leg_at(slot);
        leg.deed = Some(deed.clone());
        let (call, exten) = (leg.call, leg.exten.clone());
        match deed {
            Deed::Queue(queue) => {
                self.call_at(call).visits.push(Visit::new(queue.clone(), slot, exten, moment, false));
            }
            Deed::InQueue(queue) => {
                let mut visit = Visit::new(queue.clone(), slot, exten, moment, true);
                visit.seen = false;
                self.call_at(call).visits.push(visit);
            }
            Deed::Voicemail => leg.voicemail = true,
            Deed::Spy(_) => {}
            Deed::GoesOn => {
                if let Some(visit) = self.call_at(call).visit_of(slot) {
                    visit.went_on.get_or_insert(moment);
                    visit.left.get_or_insert(moment);
                }
            }
        }
    }

    fn leg_entered_bridge(&mut self, leg: &str, bridge: &BridgeKey, kind: BridgeKind, moment: Moment) {
        self.leg_left_bridge(leg, moment);
        let slot = self.slot(leg);
        let place = match self.bridges.slot(bridge.as_str()) {
            Some(place) => place,
            None => self.bridges.insert(bridge.clone(), Bridge { kind, legs: Vec::new() }),
        };
        let row = self.bridges.get_mut(place).expect("its slot was just found or made");
        row.legs.push(slot);
        if kind != BridgeKind::Talk {
            row.kind = kind;
        }
        let leg = self.leg_at(slot);
        leg.bridge = Some(place);
        leg.moved = Some(moment);
    }

    fn leg_left_bridge(&mut self, leg: &str, moment: Moment) {
        let slot = self.slot(leg);
        let leg = self.leg_at(slot);
        let Some(bridge) = leg.bridge.take() else { return };
        leg.moved = Some(moment);
        self.take_from_bridge(slot, bridge);
    }

    pub(super) fn take_from_bridge(&mut self, leg: Slot, bridge: Slot) {
        let Some(row) = self.bridges.get_mut(bridge) else { return };
        row.legs.retain(|&member| member != leg);
        if row.legs.is_empty() {
            self.bridges.remove(bridge);
        }
    }

    /// The caller leaves by transferring the other side: the call goes on with that side.
    fn inherit(&mut self, call: Slot, by: Slot, transferee: Option<Slot>) {
        let Some(transferee) = transferee.filter(|&transferee| transferee != by) else { return };
        let row = self.call(call);
        if self.hero(row) == Some(by) && row.legs.contains(&transferee) {
            self.call_at(call).heir = Some(transferee);
        }
    }

    /// An order of ours was answered just before a leg that nobody asked to end ends.
    ///
    /// An order ends one call: the first one after it, and only one that lived when it was given.
    fn note_order(&mut self, call: Slot, asked: bool) {
        let Some(ordered) = self.ordered else { return };
        if asked || self.now.since(ordered.at) > ORDER_WINDOW || self.call(call).started > ordered {
            return;
        }
        self.call_at(call).ordered.get_or_insert(ordered);
        self.ordered = None;
    }
}

impl Visit {
    fn new(queue: crate::key::QueueKey, leg: Slot, exten: Text, entered: Moment, joined: bool) -> Self {
        Self {
            queue,
            leg,
            exten,
            entered,
            seen: true,
            joined,
            left: None,
            abandoned: false,
            status: Text::default(),
            went_on: None,
            offers: Vec::new(),
            connected: None,
        }
    }
}

impl Call {
    fn visit_of(&mut self, leg: Slot) -> Option<&mut Visit> {
        self.visits.iter_mut().rev().find(|visit| visit.leg == leg)
    }
}
