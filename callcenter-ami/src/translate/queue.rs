//! Queues: callers who wait, and agents who are offered them.

use std::borrow::Cow;

use callcenter_core::Span;
use callcenter_core::event::{CompleteReason, Event, Seen};

use super::headers::Headers;
use super::{TranslateError, Translated};

pub(super) fn caller_joined(mut headers: Headers<'_>) -> Translated<'_> {
    let leg = headers.seen("")?;
    let queue = headers.required("Queue")?;
    Ok(Some(Event::CallerJoined { queue, leg, position: headers.required_number("Position")? }))
}

pub(super) fn caller_left(mut headers: Headers<'_>) -> Translated<'_> {
    let leg = headers.seen("")?;
    Ok(Some(Event::CallerLeft { queue: headers.required("Queue")?, leg }))
}

pub(super) fn caller_abandoned(mut headers: Headers<'_>) -> Translated<'_> {
    let leg = headers.seen("")?;
    Ok(Some(Event::CallerAbandoned { queue: headers.required("Queue")?, leg }))
}

/// What all reports about an agent and a caller have in common.
struct Offer<'a> {
    caller: Seen<'a>,
    /// The phone; of a completed call it can be gone and is not told.
    phone: Option<Seen<'a>>,
    queue: &'a str,
    interface: &'a str,
    name: Cow<'a, str>,
}

fn offer<'a>(headers: &mut Headers<'a>) -> Result<Offer<'a>, TranslateError> {
    let Some(caller) = headers.seen_if_whole("")? else {
        return offer_of_old(headers);
    };
    let phone = headers.seen_if_any("Dest")?;
    let queue = headers.required("Queue")?;
    let interface = headers.required("Interface")?;
    let name = headers.value("MemberName").map(|name| headers.lossy(name)).unwrap_or_default();
    Ok(Offer { caller, phone, queue, interface, name })
}

/// Asterisk 11 and before: `Channel` is the phone's and `Uniqueid` the caller's; `BridgedChannel` is the phone's id, and
/// where that is absent, the phone has only a name.
#[cold]
fn offer_of_old<'a>(headers: &mut Headers<'a>) -> Result<Offer<'a>, TranslateError> {
    let queue = headers.required("Queue")?;
    let interface = headers.required_of("Member", "AgentCalled")?;
    let name = headers.value("MemberName").or_else(|| headers.value("AgentName"));
    let name = name.map(|name| headers.lossy(name)).unwrap_or_default();
    let caller = headers.required("Uniqueid")?;
    let caller = Seen { leg: caller, channel: headers.text("ChannelCalling")?, ..Seen::default() };
    let channel =
        headers.value("DestinationChannel").or_else(|| headers.value("Channel")).unwrap_or_default();
    let channel = headers.str(channel, "", "Channel")?;
    let phone = Seen { leg: headers.text("BridgedChannel")?, channel, ..Seen::default() };
    Ok(Offer { caller, phone: Some(phone), queue, interface, name })
}

pub(super) fn agent_offered(mut headers: Headers<'_>) -> Translated<'_> {
    let Offer { caller, phone, queue, interface, name } = offer(&mut headers)?;
    Ok(Some(Event::AgentOffered {
        queue,
        caller,
        phone: phone.ok_or_else(|| headers.missing("DestUniqueid"))?,
        interface,
        name,
    }))
}

pub(super) fn agent_connected(mut headers: Headers<'_>) -> Translated<'_> {
    let Offer { caller, phone, queue, interface, name } = offer(&mut headers)?;
    let wait = headers.seconds("HoldTime").or_else(|| headers.seconds("Holdtime"));
    let ring = headers.seconds("RingTime").or_else(|| headers.seconds("Ringtime"));
    Ok(Some(Event::AgentConnected {
        queue,
        caller,
        phone: phone.ok_or_else(|| headers.missing("DestUniqueid"))?,
        interface,
        name,
        wait,
        ring,
    }))
}

pub(super) fn agent_completed(mut headers: Headers<'_>) -> Translated<'_> {
    let Offer { caller, queue, interface, .. } = offer(&mut headers)?;
    let talk = headers.seconds("TalkTime");
    let reason = match headers.value("Reason").unwrap_or_default().as_bytes() {
        b"caller" => CompleteReason::Caller,
        b"agent" => CompleteReason::Agent,
        b"transfer" => CompleteReason::Transfer,
        _ => CompleteReason::Other,
    };
    Ok(Some(Event::AgentCompleted { queue, caller, interface, talk, reason }))
}

/// Unlike all other times of a queue, this ringing is in milliseconds.
pub(super) fn agent_missed(mut headers: Headers<'_>) -> Translated<'_> {
    let Offer { caller, phone, queue, interface, .. } = offer(&mut headers)?;
    let ring = headers.number("RingTime").or_else(|| headers.number("Ringtime")).map(Span::from_millis);
    Ok(Some(Event::AgentMissed {
        queue,
        caller,
        phone: phone.ok_or_else(|| headers.missing("DestUniqueid"))?,
        interface,
        ring,
    }))
}

pub(super) fn agent_dumped(mut headers: Headers<'_>) -> Translated<'_> {
    let Offer { caller, phone, queue, interface, .. } = offer(&mut headers)?;
    Ok(Some(Event::AgentDumped {
        queue,
        caller,
        phone: phone.ok_or_else(|| headers.missing("DestUniqueid"))?,
        interface,
    }))
}
