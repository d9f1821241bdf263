//! Dialling: somebody is called, and what becomes of it.

use callcenter_core::event::{DialStatus, Event, OriginateOutcome, Seen};

use super::Translated;
use super::headers::Headers;
use crate::value::Value;

pub(super) fn started(mut headers: Headers<'_>) -> Translated<'_> {
    let by = headers.seen_if_any("")?;
    let leg = headers.seen("Dest")?;
    Ok(Some(Event::DialStarted { by, leg, dial: headers.text("DialString")? }))
}

pub(super) fn ended(mut headers: Headers<'_>) -> Translated<'_> {
    let by = headers.seen_if_any("")?;
    let leg = headers.seen("Dest")?;
    // Where a phone forwards to stands before the status.
    let forward = headers.later_text("Forward")?;
    let status = status(headers.value("DialStatus").ok_or_else(|| headers.missing("DialStatus"))?);
    Ok(Some(Event::DialEnded { by, leg, status, forward }))
}

fn status(status: Value<'_>) -> DialStatus {
    match status.as_bytes() {
        b"ANSWER" => DialStatus::Answer,
        b"NOANSWER" => DialStatus::NoAnswer,
        b"CANCEL" => DialStatus::Cancel,
        b"BUSY" => DialStatus::Busy,
        b"CONGESTION" => DialStatus::Congestion,
        b"CHANUNAVAIL" => DialStatus::Unavailable,
        _ => DialStatus::Other,
    }
}

/// Asterisk 11 and before: the beginning names both channels; the end does not say who was dialled, and is no use.
pub(super) fn of_old(mut headers: Headers<'_>) -> Translated<'_> {
    if headers.value("SubEvent").is_none_or(|part| part != "Begin") {
        return Ok(None);
    }
    let by = headers.seen("")?;
    let leg = Seen {
        channel: headers.text("Destination")?,
        leg: headers.required_of("DestUniqueID", "DestUniqueid")?,
        ..Seen::default()
    };
    Ok(Some(Event::DialStarted { by: Some(by), leg, dial: headers.text("Dialstring")? }))
}

/// The reason is a control frame's number; 3 is ringing.
pub(super) fn originated(mut headers: Headers<'_>) -> Translated<'_> {
    let action = headers.text("ActionID")?;
    let answered = headers.value("Response").ok_or_else(|| headers.missing("Response"))? == "Success";
    let channel = headers.text("Channel")?;
    let exten = headers.text("Exten")?;
    let outcome = match headers.number("Reason") {
        _ if answered => OriginateOutcome::Answered,
        Some(3) => OriginateOutcome::RangOut,
        _ => OriginateOutcome::Failed,
    };
    // Asterisk 11 writes `<null>`.
    let leg = Some(headers.text("Uniqueid")?).filter(|leg| *leg != "<null>").unwrap_or_default();
    // An originate into an application shows no step of a dialplan; the answer names it.
    let step = super::channel::step(headers.text("Application")?, headers.text("Data")?);
    Ok(Some(Event::Originated { action, leg, channel, exten, outcome, step }))
}
