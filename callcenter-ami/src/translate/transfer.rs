//! Transfers, parking and pickup.

use callcenter_core::event::{Event, Listing, Seen};

use super::headers::Headers;
use super::{TranslateError, Translated};

pub(super) fn blind(mut headers: Headers<'_>) -> Translated<'_> {
    let ok = headers.value("Result").is_some_and(|result| result == "Success");
    let by = headers.seen("Transferer")?;
    let transferee = headers.seen_if_any("Transferee")?;
    let by_code = headers.value("IsExternal").is_some_and(|external| external == "No");
    Ok(Some(Event::BlindTransferred { by, transferee, exten: headers.text("Extension")?, by_code, ok }))
}

pub(super) fn attended(mut headers: Headers<'_>) -> Translated<'_> {
    let ok = headers.value("Result").is_some_and(|result| result == "Success");
    let first = headers.seen("OrigTransferer")?;
    let second = headers.seen("SecondTransferer")?;
    let transferee = headers.seen_if_any("Transferee")?;
    let target = headers.seen_if_any("TransferTarget")?;
    let kind = headers.value("DestType").unwrap_or_default();
    let (stays, failed) = (kind == "Threeway", kind == "Fail");
    Ok(Some(Event::AttendedTransferred { first, second, transferee, target, stays, ok: ok && !failed }))
}

/// The list of parked calls has rows of the same name; only the action's id tells them apart.
pub(super) fn parked(mut headers: Headers<'_>) -> Translated<'_> {
    let Parking { leg, parker, slot } = parking(&mut headers)?;
    let action = headers.message().action_id().unwrap_or_default();
    if action.as_bytes().is_empty() {
        return Ok(Some(Event::Parked { leg, parker, slot }));
    }
    let age = headers.seconds("ParkingDuration");
    let action = headers.text("ActionID")?;
    Ok(Some(Event::Listed { action, row: Listing::Parked { leg, slot, parker, age } }))
}

pub(super) fn unparked(mut headers: Headers<'_>) -> Translated<'_> {
    let Parking { leg, parker, slot } = parking(&mut headers)?;
    let by = match headers.message().get("RetrieverUniqueid") {
        Some(_) => headers.seen("Retriever")?,
        // Asterisk 11 tells the retriever's channel only.
        None => Seen { channel: parker, ..Seen::default() },
    };
    Ok(Some(Event::Unparked { leg, by, slot }))
}

pub(super) fn park_timed_out(mut headers: Headers<'_>) -> Translated<'_> {
    let Parking { leg, slot, .. } = parking(&mut headers)?;
    Ok(Some(Event::ParkTimedOut { leg, slot }))
}

pub(super) fn park_abandoned(mut headers: Headers<'_>) -> Translated<'_> {
    let Parking { leg, slot, .. } = parking(&mut headers)?;
    Ok(Some(Event::ParkAbandoned { leg, slot }))
}

struct Parking<'a> {
    leg: Seen<'a>,
    parker: &'a str,
    slot: &'a str,
}

fn parking<'a>(headers: &mut Headers<'a>) -> Result<Parking<'a>, TranslateError> {
    if let Some(leg) = headers.seen_if_whole("Parkee")? {
        let slot = headers.required("ParkingSpace")?;
        return Ok(Parking { leg, parker: headers.text("ParkerDialString")?, slot });
    }
    // Asterisk 11: the slot is called `Exten`, and who parked is a channel.
    let slot = headers.required("Exten")?;
    let leg = Seen { exten: "", ..headers.seen("")? };
    Ok(Parking { leg, parker: headers.text("From")?, slot })
}

pub(super) fn picked_up(mut headers: Headers<'_>) -> Translated<'_> {
    let by = headers.seen("")?;
    Ok(Some(Event::PickedUp { by, target: headers.seen("Target")? }))
}
