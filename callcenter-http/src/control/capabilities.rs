//! What somebody can do about a call now, and why not something else: the rules that the engine goes by, seen from his leg.

use callcenter_core::LegKey;
use callcenter_core::view::{self, Capability as Able, Control as Kind};
use serde::Serialize;

use super::Evidence;
use super::target::{Else, Target};
use crate::access::{Person, Role};
use crate::problem::Problem;
use crate::site::Site;

/// What can be done about a call now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Capabilities {
    /// The call.
    pub call_id: String,
    /// The leg that is acted on.
    pub leg: String,
    /// The phone or trunk that it is of.
    pub endpoint: String,
    /// Each control.
    pub controls: Vec<Capability>,
}

/// Whether something can be done now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Capability {
    /// What: `answer`, `hangup`, `hold`, `hold_by_device`, `hold_by_server`, `unhold`, `mute`, `dtmf`, `blind_transfer`,
    /// `attended_transfer`, `complete_transfer`, `cancel_transfer`, `swap_transfer`, `merge_transfer`, `park`, `record`,
    /// `supervise`, `take_over`, `pickup`, `move` …
    pub control: String,
    /// Whether it can be asked for.
    pub possible: bool,
    /// Why not.
    pub why: Option<String>,
    /// What will be known when it is done.
    pub evidence: Evidence,
}

/// What somebody can do about a call now.
pub(crate) fn capabilities(
    site: &Site,
    by: &Person,
    call: String,
    leg: Option<String>,
) -> Result<Capabilities, Problem> {
    let case = Target { call: Some(call), leg }.find(site, by, Else::Agent)?;
    let other = case.other();
    let (own, others) = site.desk.read(|moment| {
        let of = |leg: &LegKey| view::capabilities(moment.state, leg);
        (of(&case.leg.leg), other.as_ref().ok().map(of))
    });
    // What is done to the other side is judged there, as it is done.
    let at_other = |kind: Kind| matches!(kind, Kind::Park | Kind::Record | Kind::Dtmf);
    let controls = own.into_iter().map(|able| {
        let kind = able.control;
        let name = serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned));
        let found = match (&others, at_other(kind)) {
            (_, false) => Ok(able),
            (Some(others), true) => {
                Ok(others.iter().find(|other| other.control == kind).cloned().unwrap_or(able))
            }
            (None, true) => Err(able),
        };
        let needs =
            matches!(kind, Kind::Supervise | Kind::TakeOver | Kind::Move | Kind::Pull | Kind::Withdraw);
        let (possible, why, evidence) = match found {
            Ok(able) | Err(able) if needs && by.role < Role::Supervisor => {
                (false, Some("this needs the role supervisor".to_owned()), able.evidence)
            }
            Ok(Able { possible, why, evidence, .. }) => (possible, why.map(|why| why.to_string()), evidence),
            Err(able) => (false, Some("nobody is on the other side yet".to_owned()), able.evidence),
        };
        Capability { control: name.unwrap_or_default(), possible, why, evidence: evidence.into() }
    });
    Ok(Capabilities {
        controls: controls.collect(),
        call_id: case.call.call_id,
        leg: case.leg.leg.to_string(),
        endpoint: case.leg.endpoint.to_string(),
    })
}
