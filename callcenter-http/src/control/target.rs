//! Which leg of which call is meant, and whether the asker may act on it.

use callcenter_core::view::{self, CallRow, LegRow};
use callcenter_core::{AgentKey, LegKey, State, Text};

use crate::access::{Person, Role};
use crate::problem::Problem;
use crate::site::Site;

/// What the asker says of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Target {
    /// The call; absent: the one that the asker is in.
    pub(super) call: Option<String>,
    /// The leg, or the extension it is of; absent: the asker's own.
    pub(super) leg: Option<String>,
}

/// A call that lives, and the leg in it that is acted on.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) call: CallRow,
    pub(super) leg: LegRow,
}

/// Whose leg is meant when none is named and the asker has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Else {
    /// The caller's.
    Caller,
    /// That of the agent who talks with the caller, or whose phone rings.
    Agent,
}

impl Target {
    /// Finds the call and the leg, as they stand now.
    pub(super) fn find(&self, site: &Site, by: &Person, default: Else) -> Result<Case, Problem> {
        let call = self.call(site, by)?;
        let own = by.agent.as_ref().and_then(|agent| leg_of(&call, agent));
        if by.role < Role::Supervisor && own.is_none() {
            // An own leg that has just ended is nobody's any more: the call may go on without it.
            if let Some(named) = self.leg.as_ref().filter(|named| named_leg(&call, named).is_none()) {
                return Err(Problem::Unknown { what: "live leg", id: named.clone() });
            }
            return Err(Problem::Forbidden(
                "this is not a call of yours; a supervisor may act on calls of others".to_owned(),
            ));
        }
        let leg = match &self.leg {
            None => own.or_else(|| default.leg(&call)).ok_or_else(|| Problem::Invalid {
                field: "leg",
                why: format!("say which leg: {}", legs(&call)),
            })?,
            Some(named) => named_leg(&call, named).ok_or_else(|| Problem::Invalid {
                field: "leg",
                why: format!("this call has no leg {named:?} that lives; it has {}", legs(&call)),
            })?,
        };
        let is_own = by.agent.as_ref().is_some_and(|agent| leg.endpoint == agent.as_str());
        if by.role < Role::Supervisor && !is_own {
            return Err(Problem::Forbidden(
                "this is not your leg; a supervisor may act on legs of others".to_owned(),
            ));
        }
        let leg = leg.clone();
        Ok(Case { call, leg })
    }

    /// Finds the call only: for who wants something of a call that is not his own.
    pub(super) fn call(&self, site: &Site, by: &Person) -> Result<CallRow, Problem> {
        match (&self.call, &by.agent) {
            (Some(id), _) => site
                .desk
                .read(|moment| view::call(moment.state, id))
                .ok_or_else(|| Problem::Unknown { what: "live call", id: id.clone() }),
            (None, Some(agent)) => site.desk.read(|moment| call_of(moment.state, agent)).ok_or_else(|| {
                Problem::Refused("you are in no call now; name one if you mean another".to_owned())
            }),
            (None, None) => Err(Problem::Invalid { field: "call", why: "say which call".to_owned() }),
        }
    }
}

/// The call that an agent is in, or that rings.
fn call_of(state: &State, agent: &AgentKey) -> Option<CallRow> {
    match view::agent(state, agent.as_str()) {
        Some(row) => view::call(state, &row.call?.call_id),
        // Whoever is in no queue has a phone all the same.
        None => view::calls(state).into_iter().rev().find(|call| leg_of(call, agent).is_some()),
    }
}

impl Else {
    fn leg(self, call: &CallRow) -> Option<&LegRow> {
        match self {
            Self::Caller => leg_by_key(call, &call.caller_leg),
            Self::Agent => call.with.iter().find_map(|with| leg_by_endpoint(call, with)),
        }
    }
}

impl Case {
    /// The leg of the other side: whom the leg's party talks with.
    pub(super) fn other(&self) -> Result<LegKey, Problem> {
        let own = &self.leg.leg;
        if self.call.caller_leg != *own && leg_by_key(&self.call, &self.call.caller_leg).is_some() {
            return Ok(self.call.caller_leg.clone());
        }
        let mut others = self.call.legs.iter().filter(|leg| leg.leg != *own && leg.up);
        let other = others.next().ok_or_else(|| {
            Problem::Refused(
                "nobody is on the other side yet; try again when the call is answered".to_owned(),
            )
        })?;
        Ok(other.leg.clone())
    }
}

/// The leg of an agent's phone in a call: the one that is answered before one that rings.
pub(super) fn leg_of<'c>(call: &'c CallRow, agent: &AgentKey) -> Option<&'c LegRow> {
    leg_by_endpoint(call, &Text::from(agent.as_str()))
}

fn leg_by_endpoint<'c>(call: &'c CallRow, endpoint: &Text) -> Option<&'c LegRow> {
    call.legs.iter().filter(|leg| leg.endpoint == *endpoint).max_by_key(|leg| leg.up)
}

fn leg_by_key<'c>(call: &'c CallRow, key: &LegKey) -> Option<&'c LegRow> {
    call.legs.iter().find(|leg| leg.leg == *key)
}

/// A leg by its own name, or by the phone it is of.
fn named_leg<'c>(call: &'c CallRow, named: &str) -> Option<&'c LegRow> {
    leg_by_key(call, &LegKey::from(named)).or_else(|| leg_by_endpoint(call, &Text::from(named)))
}

fn legs(call: &CallRow) -> String {
    let legs: Vec<_> =
        call.legs.iter().take(10).map(|leg| format!("{} ({})", leg.leg, leg.endpoint)).collect();
    if legs.is_empty() { "none that lives".to_owned() } else { legs.join(", ") }
}
