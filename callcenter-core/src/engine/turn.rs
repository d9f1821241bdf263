//! One input's turn: decisions look at the state and record facts; nobody else gets at the state.

use alloc::vec::Vec;

use super::agents;
use crate::action::Action;
use crate::fact::{Anomaly, Entry, Fact};
use crate::input::Output;
use crate::key::{AgentKey, CallKey, LegKey};
use crate::state::State;
use crate::table::Slot;
use crate::time::Timestamp;

/// What decisions work with while one input is handled.
pub(crate) struct Turn<'e> {
    state: &'e mut State,
    at: Timestamp,
    out: &'e mut Vec<Output>,
    /// Legs whose place among the others may have changed.
    touched: &'e mut Vec<Slot>,
    /// Agents whose activity may have changed.
    stirred: &'e mut Vec<AgentKey>,
}

impl<'e> Turn<'e> {
    pub(crate) fn new(
        state: &'e mut State,
        at: Timestamp,
        out: &'e mut Vec<Output>,
        touched: &'e mut Vec<Slot>,
        stirred: &'e mut Vec<AgentKey>,
    ) -> Self {
        Self { state, at, out, touched, stirred }
    }

    pub(crate) fn state(&self) -> &State {
        self.state
    }

    /// The time of this turn.
    pub(crate) fn at(&self) -> Timestamp {
        self.at
    }

    /// Sets the time of what is recorded from here on; it never goes back.
    pub(crate) fn set_at(&mut self, at: Timestamp) {
        self.at = self.at.max(at);
    }

    /// Makes a fact true.
    pub(crate) fn record(&mut self, fact: Fact) {
        let entry = Entry { seq: self.state.seq() + 1, at: self.at, fact };
        agents::stirred_before(self.state, &entry.fact, self.stirred);
        self.state.apply(&entry);
        agents::stirred(self.state, &entry.fact, self.stirred);
        self.out.push(Output::Entry(entry));
    }

    /// Asks something of the switch.
    pub(crate) fn request(&mut self, number: u64, action: Action) {
        self.out.push(Output::Action(number, action));
    }

    /// Notes that something did not fit.
    pub(crate) fn notice(&mut self, call: Option<Slot>, anomaly: Anomaly) {
        let call = call.map(|call| self.state.call_key(call).clone());
        self.record(Fact::Noticed { call, anomaly });
    }

    /// Marks a leg: who talks with whom is looked at anew when the input is handled.
    pub(crate) fn touch(&mut self, leg: Slot) {
        if !self.touched.contains(&leg) {
            self.touched.push(leg);
        }
    }

    /// Takes the marked legs.
    pub(crate) fn take_touched(&mut self) -> Vec<Slot> {
        core::mem::take(self.touched)
    }

    /// The agents who may have changed.
    pub(crate) fn stirred(&mut self) -> &mut Vec<AgentKey> {
        self.stirred
    }

    pub(crate) fn leg_key(&self, leg: Slot) -> LegKey {
        self.state.leg_key(leg).clone()
    }

    pub(crate) fn call_key(&self, call: Slot) -> CallKey {
        self.state.call_key(call).clone()
    }
}
