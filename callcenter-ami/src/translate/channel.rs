//! Channels: their life, what the dialplan does with them, what people do on them.

use std::borrow::Cow;

use callcenter_core::event::{Event, Seen, SpyMode, Step, Variable};

use super::Translated;
use super::headers::{Headers, flag};
use crate::grammar;
use crate::message::Message;
use crate::value::Value;

pub(super) fn started(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::LegStarted(headers.seen("")?)))
}

pub(super) fn changed(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::LegChanged(headers.seen("")?)))
}

pub(super) fn identified(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::LegIdentified(headers.seen("")?)))
}

pub(super) fn renamed(mut headers: Headers<'_>) -> Translated<'_> {
    let channel = headers.required("Newname")?;
    Ok(Some(Event::LegRenamed { leg: headers.required("Uniqueid")?, channel }))
}

pub(super) fn ended(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::LegEnded { leg: headers.seen("")?, cause: headers.number("Cause").unwrap_or(0) }))
}

pub(super) fn hangup_by_party(headers: Headers<'_>) -> Translated<'_> {
    hangup_requested(headers, true)
}

pub(super) fn hangup_by_switch(headers: Headers<'_>) -> Translated<'_> {
    hangup_requested(headers, false)
}

fn hangup_requested(mut headers: Headers<'_>, by_party: bool) -> Translated<'_> {
    let leg = headers.seen("")?;
    Ok(Some(Event::HangupRequested { leg, by_party, cause: headers.later("Cause").and_then(Value::number) }))
}

pub(super) fn executes(mut headers: Headers<'_>) -> Translated<'_> {
    let leg = headers.seen("")?;
    let application = headers.required("Application")?;
    let arguments = headers.text("AppData")?;
    Ok(Some(Event::LegExecutes { leg, step: step(application, arguments), arguments }))
}

/// What an application with its arguments does, as far as it says something about the call.
pub(super) fn step<'a>(application: &str, arguments: &'a str) -> Step<'a> {
    // Dialplans may write an application in any capitals; the longest name of interest has 13 letters.
    let mut lower = [0; 16];
    let Some(lower) = lower.get_mut(..application.len()) else {
        return Step::Other;
    };
    lower.copy_from_slice(application.as_bytes());
    lower.make_ascii_lowercase();
    let mut argument = arguments.split(',');
    let first = argument.next().unwrap_or_default();
    match &*lower {
        b"queue" => Step::Queue(first),
        b"chanspy" | b"extenspy" => Step::Spy(argument.next().map_or(SpyMode::Listen, |options| {
            // The options' own arguments may hold commas.
            let start = arguments.len() - argument.fold(options.len(), |len, more| len + 1 + more.len());
            grammar::spy_mode(&arguments.as_bytes()[start..])
        })),
        b"voicemail" => Step::Voicemail,
        b"mixmonitor" => Step::Record(first),
        b"monitor" => Step::Record(argument.next().unwrap_or_default()),
        b"parkedcall" => Step::Retrieve,
        b"pickup" | b"pickupchan" => Step::PickUp,
        b"park" | b"parkandannounce" => Step::Park,
        b"dial" | b"retrydial" => Step::Dial,
        b"confbridge" | b"meetme" => Step::Conference(first),
        b"appdial" | b"appdial2" | b"appqueue" => Step::Outgoing,
        _ => Step::Other,
    }
}

/// The variables that say something about a call. Of a busy switch's messages more than half set others.
fn variable<'a>(name: &[u8], value: impl FnOnce() -> Cow<'a, str>) -> Option<Variable<'a>> {
    match name {
        b"QUEUESTATUS" => Some(Variable::QueueStatus(value())),
        b"MIXMONITOR_FILENAME" => Some(Variable::RecordingFile(value())),
        b"QUEUE_WITHDRAW_INFO" => Some(Variable::WithdrawInfo(value())),
        _ => None,
    }
}

/// `Variable` and `Value` are the last headers, and a value is always escaped, so that one look at the end of the message
/// tells the variable.
pub(super) fn variable_set<'a>(message: &Message<'a>) -> Translated<'a> {
    let last = message.last_but_one().and_then(|line| line.strip_prefix(b"Variable: "));
    let Some(name) = last.or_else(|| message.get("Variable").map(Value::as_bytes)) else {
        return Ok(None);
    };
    let value = || message.get("Value").map(Value::unescaped).unwrap_or_default();
    let Some(variable) = variable(name, value) else {
        return Ok(None);
    };
    // A global variable has no channel, and says nothing about a call.
    let leg = Headers::new("VarSet", message).seen_if_any("")?;
    Ok(leg.map(|leg| Event::VariableSet { leg, variable }))
}

pub(super) fn held(mut headers: Headers<'_>) -> Translated<'_> {
    let leg = headers.seen("")?;
    // Asterisk 11 has one event for both.
    let ended = headers.later("Status").is_some_and(|status| status == "Off");
    Ok(Some(if ended { Event::Unheld(leg) } else { Event::Held(leg) }))
}

pub(super) fn unheld(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::Unheld(headers.seen("")?)))
}

pub(super) fn key_pressed(mut headers: Headers<'_>) -> Translated<'_> {
    let leg = headers.seen("")?;
    let key = headers.required("Digit")?;
    let by_party = headers.value("Direction").is_some_and(|direction| direction == "Received");
    Ok(Some(Event::KeyPressed { leg, key, by_party }))
}

/// Asterisk 11 has one event for a key's beginning and end.
pub(super) fn key_of_old(mut headers: Headers<'_>) -> Translated<'_> {
    if headers.value("End").is_some_and(flag) { key_pressed(headers) } else { Ok(None) }
}

pub(super) fn spy_started(mut headers: Headers<'_>) -> Translated<'_> {
    let spy = headers.seen("Spyer")?;
    Ok(Some(Event::SpyStarted { spy, target: headers.seen("Spyee")? }))
}

pub(super) fn spy_ended(mut headers: Headers<'_>) -> Translated<'_> {
    let spy = headers.seen("Spyer")?;
    Ok(Some(Event::SpyEnded { spy, target: headers.seen_if_any("Spyee")? }))
}

pub(super) fn recording_started(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::RecordingStarted(headers.seen("")?)))
}

pub(super) fn recording_stopped(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::RecordingStopped(headers.seen("")?)))
}

pub(super) fn recording_muted(mut headers: Headers<'_>) -> Translated<'_> {
    let leg = headers.seen("")?;
    Ok(Some(Event::RecordingMuted { leg, muted: headers.value("State").is_some_and(flag) }))
}

/// The channel's headers stand before `UserEvent`; all behind it is the reporter's own.
pub(super) fn user_reported(mut headers: Headers<'_>) -> Translated<'_> {
    let (own, body) =
        headers.message().split_behind("UserEvent").ok_or_else(|| headers.missing("UserEvent"))?;
    let has_leg = own.fields().any(|field| field.key == "Uniqueid");
    let leg: Option<Seen<'_>> = has_leg.then(|| Headers::new("UserEvent", &own).seen("")).transpose()?;
    let name = headers.text("UserEvent")?;
    let body = headers.body(body)?;
    Ok(Some(Event::UserReported { name, leg, body }))
}
