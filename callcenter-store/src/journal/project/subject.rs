//! Which calls a fact is about: their rows are written anew.

use std::collections::BTreeSet;

use callcenter_core::{CallKey, Fact, LegKey, State};

/// Adds the calls that a fact is about, as the state has them.
pub(super) fn calls(fact: &Fact, state: &State, touched: &mut BTreeSet<CallKey>) {
    let mut call = |call: &CallKey| {
        if !touched.contains(call.as_str()) {
            touched.insert(call.clone());
        }
    };
    let of = |leg: &LegKey| state.call_of(leg);
    match fact {
        Fact::LegStarted(new) => call(&new.call),
        Fact::LegMoved { leg, call: to } => {
            of(leg).into_iter().for_each(&mut call);
            call(to);
        }
        Fact::CallStarted { call: one, .. }
        | Fact::TalkStarted { call: one, .. }
        | Fact::TalkStopped { call: one, .. }
        | Fact::TalkResumed { call: one, .. }
        | Fact::ConsultStarted { call: one, .. }
        | Fact::ConsultEnded { call: one, .. }
        | Fact::BlindTransferred { call: one, .. } => call(one),
        Fact::Noticed { call: one, .. } => one.iter().for_each(call),
        Fact::AttendedTransferred { call: one, consult, .. } => {
            call(one);
            consult.iter().for_each(call);
        }
        Fact::CallsMerged { kept, absorbed } => {
            call(kept);
            call(absorbed);
        }
        Fact::LegIdentified { leg, .. }
        | Fact::LegRose { leg, .. }
        | Fact::LegBeganAt { leg, .. }
        | Fact::LegRenamed { leg, .. }
        | Fact::LegWent { leg, .. }
        | Fact::LegDid { leg, .. }
        | Fact::LegDialed { leg, .. }
        | Fact::LegDialEnded { leg, .. }
        | Fact::LegAskedToEnd { leg, .. }
        | Fact::LegEnded { leg, .. }
        | Fact::LegEnteredBridge { leg, .. }
        | Fact::LegLeftBridge { leg }
        | Fact::HoldStarted { leg }
        | Fact::HoldEnded { leg }
        | Fact::LegParked { leg, .. }
        | Fact::LegUnparked { leg, .. }
        | Fact::ConferenceJoined { leg, .. }
        | Fact::ConferenceLeft { leg }
        | Fact::RecordingNamed { leg, .. }
        | Fact::CallerJoined { leg, .. }
        | Fact::CallerLeft { leg, .. }
        | Fact::CallerAbandoned { leg, .. }
        | Fact::QueueStatusSet { leg, .. }
        | Fact::SpyEnded { spy: leg } => of(leg).into_iter().for_each(call),
        Fact::LegsPaired { one, two }
        | Fact::LegPickedUp { leg: one, by: two }
        | Fact::LegReplaced { leg: one, by: two }
        | Fact::SpyStarted { spy: one, target: two }
        | Fact::AgentOffered { caller: one, phone: two, .. }
        | Fact::AgentConnected { caller: one, phone: two, .. }
        | Fact::AgentMissed { caller: one, phone: two, .. } => {
            [one, two].into_iter().filter_map(of).for_each(call);
        }
        Fact::AgentCompleted { caller: leg, .. } | Fact::AgentDumped { caller: leg, .. } => {
            of(leg).into_iter().for_each(call);
        }
        Fact::OriginateEnded { leg, .. } => leg.iter().filter_map(of).for_each(call),
        // A gap marks every call that lived through it: their rows say so when they change next, or close.
        Fact::SourceSeen { .. }
        | Fact::LinkUp { .. }
        | Fact::LinkLost
        | Fact::SwitchIdentified { .. }
        | Fact::SwitchStopping { .. }
        | Fact::SwitchRestarted
        | Fact::SyncStarted
        | Fact::Synchronized { .. }
        | Fact::LegConfirmed { .. }
        | Fact::PairOptimizing { .. }
        | Fact::BridgeIs { .. }
        | Fact::HangupOrdered
        | Fact::CallClosed { .. }
        | Fact::CallerConfirmed { .. }
        | Fact::QueueSeen { .. }
        | Fact::MemberSet(_)
        | Fact::MemberConfirmed { .. }
        | Fact::MemberRemoved { .. }
        | Fact::AgentChanged { .. }
        | Fact::WrapUpStarted { .. }
        | Fact::WrapUpEnded { .. }
        | Fact::DeviceSet { .. }
        | Fact::ContactSet { .. }
        | Fact::CommandAccepted { .. }
        | Fact::CommandRefused { .. }
        | Fact::ActionRequested { .. }
        | Fact::ActionSettled { .. }
        | Fact::CommandSettled { .. }
        | Fact::ActionAnswered { .. }
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
