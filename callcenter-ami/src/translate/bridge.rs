//! Bridges, conferences, and the pairs of Local channels.

use callcenter_core::event::{BridgeKind, Event, Seen, SeenBridge};

use super::headers::Headers;
use super::{TranslateError, Translated};

/// The bridge whose headers begin with `prefix`.
pub(super) fn seen<'a>(headers: &mut Headers<'a>, prefix: Prefix) -> Result<SeenBridge<'a>, TranslateError> {
    let [id, kind, technology, creator] = prefix.keys();
    let bridge = headers.required(id)?;
    let kind = headers.value(kind).unwrap_or_default();
    let technology = headers.value(technology).unwrap_or_default();
    let creator = headers.value(creator).unwrap_or_default();
    let kind = match (kind.as_bytes(), technology.as_bytes(), creator.as_bytes()) {
        (b"parking", _, _) => BridgeKind::Parking,
        (_, b"holding_bridge", _) => BridgeKind::Holding,
        (_, _, b"ConfBridge") => BridgeKind::Conference,
        _ => BridgeKind::Talk,
    };
    Ok(SeenBridge { bridge, kind })
}

/// What stands before the names of a bridge's headers.
#[derive(Clone, Copy)]
pub(super) enum Prefix {
    None,
    To,
    From,
}

impl Prefix {
    fn keys(self) -> [&'static str; 4] {
        match self {
            Self::None => ["BridgeUniqueid", "BridgeType", "BridgeTechnology", "BridgeCreator"],
            Self::To => ["ToBridgeUniqueid", "ToBridgeType", "ToBridgeTechnology", "ToBridgeCreator"],
            Self::From => {
                ["FromBridgeUniqueid", "FromBridgeType", "FromBridgeTechnology", "FromBridgeCreator"]
            }
        }
    }
}

pub(super) fn started(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::BridgeStarted(seen(&mut headers, Prefix::None)?)))
}

pub(super) fn ended(mut headers: Headers<'_>) -> Translated<'_> {
    Ok(Some(Event::BridgeEnded(seen(&mut headers, Prefix::None)?)))
}

pub(super) fn entered(mut headers: Headers<'_>) -> Translated<'_> {
    let bridge = seen(&mut headers, Prefix::None)?;
    let leg = headers.seen("")?;
    Ok(Some(Event::BridgeEntered { bridge, leg, swap: headers.later_text("SwapUniqueid")? }))
}

pub(super) fn left(mut headers: Headers<'_>) -> Translated<'_> {
    let bridge = seen(&mut headers, Prefix::None)?;
    Ok(Some(Event::BridgeLeft { bridge, leg: headers.seen("")? }))
}

pub(super) fn merged(mut headers: Headers<'_>) -> Translated<'_> {
    let into = seen(&mut headers, Prefix::To)?;
    Ok(Some(Event::BridgesMerged { into, from: seen(&mut headers, Prefix::From)? }))
}

pub(super) fn paired(mut headers: Headers<'_>) -> Translated<'_> {
    let (one, two) = halves(&mut headers)?;
    Ok(Some(Event::LocalPaired { one, two }))
}

pub(super) fn optimizing(mut headers: Headers<'_>) -> Translated<'_> {
    let (one, two) = halves(&mut headers)?;
    Ok(Some(Event::LocalOptimizing { one, two }))
}

pub(super) fn optimized(mut headers: Headers<'_>) -> Translated<'_> {
    let (one, two) = halves(&mut headers)?;
    Ok(Some(Event::LocalOptimized { one, two }))
}

/// Asterisk 11 has `LocalBridge` with `Channel1`, `Uniqueid1` and so on.
fn halves<'a>(headers: &mut Headers<'a>) -> Result<(Seen<'a>, Seen<'a>), TranslateError> {
    if let Some(one) = headers.seen_if_whole("LocalOne")? {
        return Ok((one, headers.seen("LocalTwo")?));
    }
    let mut half = |channel, leg| -> Result<Seen<'a>, TranslateError> {
        Ok(Seen { channel: headers.text(channel)?, leg: headers.required(leg)?, ..Seen::default() })
    };
    Ok((half("Channel1", "Uniqueid1")?, half("Channel2", "Uniqueid2")?))
}

pub(super) fn conference_started(mut headers: Headers<'_>) -> Translated<'_> {
    let (room, bridge) = conference(&mut headers)?;
    Ok(Some(Event::ConferenceStarted { room, bridge }))
}

pub(super) fn conference_ended(mut headers: Headers<'_>) -> Translated<'_> {
    let (room, bridge) = conference(&mut headers)?;
    Ok(Some(Event::ConferenceEnded { room, bridge }))
}

pub(super) fn conference_joined(mut headers: Headers<'_>) -> Translated<'_> {
    let (room, bridge) = conference(&mut headers)?;
    Ok(Some(Event::ConferenceJoined { room, bridge, leg: headers.seen("")? }))
}

pub(super) fn conference_left(mut headers: Headers<'_>) -> Translated<'_> {
    let (room, bridge) = conference(&mut headers)?;
    Ok(Some(Event::ConferenceLeft { room, bridge, leg: headers.seen("")? }))
}

fn conference<'a>(headers: &mut Headers<'a>) -> Result<(&'a str, SeenBridge<'a>), TranslateError> {
    let room = headers.required("Conference")?;
    let bridge = headers.required("BridgeUniqueid")?;
    Ok((room, SeenBridge { bridge, kind: BridgeKind::Conference }))
}
