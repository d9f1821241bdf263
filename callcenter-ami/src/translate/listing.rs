//! Rows of lists that were asked for, and their ends.

use callcenter_core::Span;
use callcenter_core::event::{Event, List, Listing};

use super::bridge::{self, Prefix};
use super::headers::Headers;
use super::{Translated, agent, channel};
use crate::grammar;
use crate::message::Message;

pub(super) fn leg(mut headers: Headers<'_>) -> Translated<'_> {
    let action = headers.text("ActionID")?;
    let leg = headers.seen("")?;
    let step = channel::step(headers.text("Application")?, headers.text("ApplicationData")?);
    let age = headers.value("Duration").and_then(|age| grammar::clock(age.as_bytes()));
    let bridge = headers.text("BridgeId")?;
    Ok(Some(Event::Listed {
        action,
        row: Listing::Leg { leg, bridge, age, step, detail: false, dialed: "" },
    }))
}

pub(super) fn leg_in_detail(mut headers: Headers<'_>) -> Translated<'_> {
    let leg = headers.seen("")?;
    let dialed = headers.text("DNID")?;
    let bridge = headers.text("BridgeID")?;
    let step = channel::step(headers.text("Application")?, headers.text("Data")?);
    let age = headers.seconds("Seconds");
    let action = headers.text("ActionID")?;
    Ok(Some(Event::Listed { action, row: Listing::Leg { leg, bridge, age, step, detail: true, dialed } }))
}

pub(super) fn bridge(mut headers: Headers<'_>) -> Translated<'_> {
    let action = headers.text("ActionID")?;
    let bridge = bridge::seen(&mut headers, Prefix::None)?;
    Ok(Some(Event::Listed { action, row: Listing::Bridge(bridge) }))
}

pub(super) fn queue(mut headers: Headers<'_>) -> Translated<'_> {
    let row = Listing::Queue {
        queue: headers.required("Queue")?,
        limit: headers.number("Max"),
        strategy: headers.text("Strategy")?,
        waiting: headers.number("Calls"),
        service_level: headers.seconds("ServiceLevel"),
    };
    Ok(Some(Event::Listed { action: headers.text("ActionID")?, row }))
}

pub(super) fn member(mut headers: Headers<'_>) -> Translated<'_> {
    let row = Listing::Member(agent::member(&mut headers)?);
    Ok(Some(Event::Listed { action: headers.text("ActionID")?, row }))
}

pub(super) fn waiting(mut headers: Headers<'_>) -> Translated<'_> {
    let row = Listing::Waiting {
        queue: headers.required("Queue")?,
        position: headers.required_number("Position")?,
        channel: headers.text("Channel")?,
        leg: headers.required("Uniqueid")?,
        wait: headers.seconds("Wait"),
    };
    Ok(Some(Event::Listed { action: headers.text("ActionID")?, row }))
}

pub(super) fn contact(mut headers: Headers<'_>) -> Translated<'_> {
    let action = headers.text("ActionID")?;
    let row = Listing::Contact {
        endpoint: headers.required_of("EndpointName", "Endpoint")?,
        uri: headers.required_of("URI", "Uri")?,
        state: agent::contact_state(headers.value("Status").unwrap_or_default()),
    };
    Ok(Some(Event::Listed { action, row }))
}

pub(super) fn conferee(mut headers: Headers<'_>) -> Translated<'_> {
    let action = headers.text("ActionID")?;
    let room = headers.required("Conference")?;
    let age: Option<Span> = headers.seconds("AnsweredTime");
    Ok(Some(Event::Listed { action, row: Listing::Conferee { room, leg: headers.seen("")?, age } }))
}

/// The end of a list, for the lists that we ask for.
pub(super) fn ended<'a>(name: &[u8], message: &Message<'a>) -> Translated<'a> {
    let (event, list) = match name {
        b"CoreShowChannelsComplete" => ("CoreShowChannelsComplete", List::Legs),
        b"StatusComplete" => ("StatusComplete", List::LegDetails),
        b"BridgeListComplete" => ("BridgeListComplete", List::Bridges),
        b"QueueStatusComplete" => ("QueueStatusComplete", List::Queues),
        b"DeviceStateListComplete" => ("DeviceStateListComplete", List::Devices),
        b"ExtensionStateListComplete" => ("ExtensionStateListComplete", List::Hints),
        b"EndpointListComplete" => ("EndpointListComplete", List::Endpoints),
        b"ContactListComplete" => ("ContactListComplete", List::Contacts),
        b"ContactStatusDetailComplete" => ("ContactStatusDetailComplete", List::Contacts),
        b"ParkedCallsComplete" => ("ParkedCallsComplete", List::Parked),
        b"ConfbridgeListComplete" => ("ConfbridgeListComplete", List::Conference),
        _ => return Ok(None),
    };
    let mut headers = Headers::new(event, message);
    let action = headers.text("ActionID")?;
    // Asterisk writes `cancelled` when it stops a list; the versions without the header never do.
    let cancelled =
        headers.value("EventList").is_some_and(|how| how.as_bytes().eq_ignore_ascii_case(b"cancelled"));
    Ok(Some(Event::ListEnded { action, list, whole: !cancelled }))
}
