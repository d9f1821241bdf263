//! Answers to actions, and what the switch says about itself.

use callcenter_core::Timestamp;
use callcenter_core::event::Event;

use super::Translated;
use super::headers::{Headers, flag};
use crate::grammar;
use crate::message::{Kind, Message};

pub(super) fn replied<'a>(message: &Message<'a>) -> Translated<'a> {
    let Kind::Response(how) = message.kind() else {
        return Ok(None);
    };
    let mut headers = Headers::new("Response", message);
    let version = message.get("AsteriskVersion");
    let date = message.get("CoreStartupDate");
    if version.is_some() || date.is_some() {
        let started = started(&mut headers);
        let version = headers.text("AsteriskVersion")?;
        return Ok(Some(Event::Identified { version, system: headers.text("SystemName")?, started }));
    }
    let action = headers.text("ActionID")?;
    if headers.later("EventList").is_some_and(|list| list.as_bytes().eq_ignore_ascii_case(b"start")) {
        return Ok(Some(Event::ListStarted { action }));
    }
    let ok = matches!(how.as_bytes(), b"Success" | b"Follows" | b"Goodbye" | b"Pong");
    // Some of Asterisk's messages end with an LF of their own.
    let message = headers.later_text("Message")?.trim_ascii_end();
    // Who asked for a variable has its value for an answer.
    let message = if message.is_empty() { headers.later_text("Value")? } else { message };
    // Only an empty list of contacts is told as an error.
    let ok = ok || message == "No Contacts found";
    Ok(Some(Event::Replied { action, ok, message }))
}

/// When the switch started. Its zone is in no message: the time is taken for UTC, so it serves to see that a switch has
/// started again, not to say when. For some seconds a starting switch tells a date near 1970, which is none.
fn started(headers: &mut Headers<'_>) -> Option<Timestamp> {
    const YEAR_MIN: i64 = 2000;
    let (year, month, day) = grammar::date(headers.value("CoreStartupDate")?.as_bytes())?;
    if year < YEAR_MIN {
        return None;
    }
    let time = grammar::clock(headers.value("CoreStartupTime")?.as_bytes())?;
    Some(Timestamp::from_secs(days_since_1970(year, month, day) * 86_400) + time)
}

/// Days of the Gregorian calendar since 1970-01-01. Source: Howard Hinnant, `days_from_civil`.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

pub(super) fn ready(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::Ready { uptime: headers.seconds("Uptime") }))
}

pub(super) fn stopping(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::Stopping { restart: headers.value("Restart").is_some_and(flag) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days_since_1970(1970, 1, 1), 0);
        assert_eq!(days_since_1970(2000, 2, 29), 11_016);
        assert_eq!(days_since_1970(2026, 11, 21), 20_778);
    }
}
