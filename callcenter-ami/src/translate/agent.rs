//! Agents: members of queues, devices and contacts.

use callcenter_core::Span;
use callcenter_core::event::{ContactState, DeviceState, Event, Listing, Member, Membership};

use super::headers::{Headers, flag, moment};
use super::{TranslateError, Translated};
use crate::message::Field;
use crate::value::Value;

pub(super) fn added(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::MemberAdded(member(&mut headers)?)))
}

pub(super) fn removed(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::MemberRemoved(member(&mut headers)?)))
}

pub(super) fn changed(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::MemberChanged(member(&mut headers)?)))
}

pub(super) fn paused(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::MemberPaused(member(&mut headers)?)))
}

/// A member of a queue. Lists and Asterisk 11 say `Name` and `Location` for `MemberName` and `Interface`, and Asterisk 11
/// `Reason` for `PausedReason`.
pub(super) fn member<'a>(headers: &mut Headers<'a>) -> Result<Member<'a>, TranslateError> {
    let mut values = [None; 16];
    for Field { key, value, .. } in headers.message().fields() {
        let place = match key.as_bytes() {
            b"Queue" => 0,
            b"Interface" | b"Location" => 1,
            b"MemberName" | b"Name" => 2,
            b"StateInterface" => 3,
            b"Membership" => 4,
            b"Penalty" => 5,
            b"Paused" => 6,
            b"PausedReason" | b"Reason" => 7,
            b"Status" => 8,
            b"InCall" => 9,
            b"Ringinuse" => 10,
            b"LastCall" => 11,
            b"LastPause" => 12,
            b"LoginTime" => 13,
            b"Wrapuptime" => 14,
            b"CallsTaken" => 15,
            _ => continue,
        };
        values[place].get_or_insert(value); // of a header that comes twice, the first counts
    }
    let [queue, interface, name, state_interface, membership, penalty, paused, reason, values @ ..] = values;
    let [status, in_call, ring_in_use, last_call, last_pause, login, wrap_up, calls_taken] = values;
    let text = |value: Option<Value<'a>>, key| value.map_or(Ok(""), |value| headers.str(value, "", key));
    let required = |value, key| match text(value, key)? {
        "" => Err(headers.missing(key)),
        text => Ok(text),
    };
    let lossy = |value: Option<Value<'a>>| value.map(|value| headers.lossy(value)).unwrap_or_default();
    Ok(Member {
        queue: required(queue, "Queue")?,
        interface: required(interface, "Interface")?,
        name: lossy(name),
        state_interface: text(state_interface, "StateInterface")?,
        membership: membership.map_or(Membership::Dynamic, self::membership),
        penalty: penalty.and_then(Value::number),
        paused: paused.map(flag),
        pause_reason: lossy(reason),
        device: status.map(device_state),
        in_call: in_call.map(flag),
        ring_in_use: ring_in_use.map(flag),
        last_call: last_call.and_then(moment),
        last_pause: last_pause.and_then(moment),
        login: login.and_then(moment),
        wrap_up: wrap_up.and_then(Value::number).map(Span::from_secs),
        calls_taken: calls_taken.and_then(Value::number),
    })
}

fn membership(membership: Value<'_>) -> Membership {
    match membership.as_bytes() {
        b"static" => Membership::Static,
        b"realtime" => Membership::Realtime,
        _ => Membership::Dynamic,
    }
}

/// The list of device states has rows of the same name; only the action's id tells them apart.
pub(super) fn device_changed(mut headers: Headers<'_>) -> Translated<'_> {
    let action = headers.text("ActionID")?;
    let device = headers.required("Device")?;
    let state = device_state(headers.value("State").ok_or_else(|| headers.missing("State"))?);
    Ok(Some(match action {
        "" => Event::DeviceChanged { device, state },
        action => Event::Listed { action, row: Listing::Device { device, state } },
    }))
}

/// A device's state by its number or its name, see Asterisk's `main/devicestate.c`.
fn device_state(state: Value<'_>) -> DeviceState {
    match state.as_bytes() {
        b"1" | b"NOT_INUSE" => DeviceState::NotInUse,
        b"2" | b"INUSE" => DeviceState::InUse,
        b"3" | b"BUSY" => DeviceState::Busy,
        b"4" | b"INVALID" => DeviceState::Invalid,
        b"5" | b"UNAVAILABLE" => DeviceState::Unavailable,
        b"6" | b"RINGING" => DeviceState::Ringing,
        b"7" | b"RINGINUSE" => DeviceState::RingingInUse,
        b"8" | b"ONHOLD" => DeviceState::OnHold,
        _ => DeviceState::Unknown,
    }
}

pub(super) fn contact_changed(mut headers: Headers<'_>) -> Translated<'_> {
    let uri = headers.text("URI")?;
    let state =
        contact_state(headers.value("ContactStatus").ok_or_else(|| headers.missing("ContactStatus"))?);
    Ok(Some(Event::ContactChanged { endpoint: headers.required_of("EndpointName", "AOR")?, uri, state }))
}

/// PJSIP says the same with `ContactStatus`, and better.
pub(super) fn peer_changed(mut headers: Headers<'_>) -> Translated<'_> {
    if headers.value("ChannelType").is_some_and(|technology| technology == "PJSIP") {
        return Ok(None);
    }
    let peer = headers.required("Peer")?;
    let state = contact_state(headers.value("PeerStatus").ok_or_else(|| headers.missing("PeerStatus"))?);
    let endpoint = peer.split_once('/').map_or(peer, |(_, endpoint)| endpoint);
    Ok(Some(Event::ContactChanged { endpoint, uri: headers.text("Address")?, state }))
}

/// A contact's or a peer's state in the words of all versions.
pub(super) fn contact_state(state: Value<'_>) -> ContactState {
    match state.as_bytes() {
        b"NonQualified" | b"Unqualified" | b"Created" | b"Updated" | b"Registered" => {
            ContactState::Registered
        }
        b"Reachable" | b"Lagged" => ContactState::Reachable,
        b"Unreachable" => ContactState::Unreachable,
        b"Removed" | b"Unregistered" => ContactState::Removed,
        _ => ContactState::Unknown,
    }
}
