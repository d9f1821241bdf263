//! A line of CEL.

use std::borrow::Cow;

use callcenter_core::event::Seen;
use callcenter_core::{Text, Timestamp};
use jiff::tz::TimeZone;

use super::super::columns::Columns;
use super::super::reader::Reading;
use super::super::time;

/// A line.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) at: Timestamp,
    pub(super) event: &'a str,
    pub(super) channel: &'a str,
    pub(super) uniqueid: &'a str,
    pub(super) linkedid: &'a str,
    pub(super) number: &'a str,
    pub(super) name: &'a str,
    pub(super) exten: &'a str,
    pub(super) context: &'a str,
    pub(super) app: &'a str,
    pub(super) data: &'a str,
    pub(super) extra: serde_json::Value,
}

impl<'a> Row<'a> {
    /// The channel as the engine wants it.
    pub(super) fn seen(&self) -> Seen<'a> {
        Seen {
            leg: self.uniqueid,
            linked: self.linkedid,
            channel: self.channel,
            state: None,
            number: self.number,
            name: Cow::Borrowed(self.name),
            exten: self.exten,
            context: self.context,
        }
    }

    /// Whether it tells of nothing that we keep.
    pub(super) fn is_idle(&self) -> bool {
        matches!(
            self.event,
            "LINKEDID_END" | "STREAM_BEGIN" | "STREAM_END" | "DTMF" | "CONF_ENTER" | "CONF_EXIT"
        )
    }

    /// A text of the extra column; empty when it is not there.
    pub(super) fn extra(&self, name: &str) -> &str {
        self.extra
            .get(name)
            .and_then(|value| value.as_str())
            .filter(|text| *text != "N/A")
            .unwrap_or_default()
    }
}

/// Events of Asterisk's own.
const EVENTS: [&str; 22] = [
    "CHAN_START",
    "CHAN_END",
    "ANSWER",
    "HANGUP",
    "APP_START",
    "APP_END",
    "BRIDGE_ENTER",
    "BRIDGE_EXIT",
    "CONF_ENTER",
    "CONF_EXIT",
    "PARK_START",
    "PARK_END",
    "BLINDTRANSFER",
    "ATTENDEDTRANSFER",
    "PICKUP",
    "FORWARD",
    "LINKEDID_END",
    "LOCAL_OPTIMIZE",
    "LOCAL_OPTIMIZE_BEGIN",
    "STREAM_BEGIN",
    "STREAM_END",
    "DTMF",
];

/// Where columns stand that nobody names: as in the mapping that docs/ASTERISK.md proposes, and as in the sample of
/// cel_custom.conf.
const LAYOUTS: [&[&str]; 2] = [
    &[
        "eventtype",
        "time",
        "channel",
        "uniqueid",
        "linkedid",
        "cidnum",
        "cidname",
        "exten",
        "context",
        "appname",
        "appdata",
        "peer",
        "extra",
        "userfield",
    ],
    &[
        "eventtype",
        "time",
        "cidname",
        "cidnum",
        "ani",
        "rdnis",
        "dnid",
        "exten",
        "context",
        "channel",
        "appname",
        "appdata",
        "amaflags",
        "accountcode",
        "uniqueid",
        "linkedid",
        "peer",
        "userfield",
        "extra",
    ],
];

/// Columns that have been found.
pub(super) struct Found {
    pub(super) columns: Columns,
    pub(super) is_header: bool,
}

/// Columns told by this line, when it is a header or the first one.
pub(super) fn columns(
    known: &Columns,
    cells: &[Text],
    reading: &Reading,
) -> Result<Option<Found>, &'static str> {
    let header = Columns::named(cells.iter().map(Text::as_str));
    if header.has("eventtype") && header.has("uniqueid") {
        return Ok(Some(Found { columns: header, is_header: true }));
    }
    if !known.is_empty() {
        return Ok(None);
    }
    if !reading.columns.is_empty() {
        let columns = Columns::named(reading.columns.iter().map(Text::as_str));
        return Ok(Some(Found { columns, is_header: false }));
    }
    let layouts = LAYOUTS.iter().map(|names| Columns::named(names.iter().copied()));
    let is_row = |columns: &Columns| {
        columns.fit(cells)
            && EVENTS.contains(&columns.of(cells, "eventtype"))
            && time::parse(columns.of(cells, "time"), &reading.zone).is_some()
            && columns.of(cells, "channel").contains('/')
    };
    let found = layouts.into_iter().find(is_row);
    found
        .map(|columns| Some(Found { columns, is_header: false }))
        .ok_or("columns that are not known: give a header line, or say which they are with --columns")
}

/// Reads a line.
///
/// # Errors
/// Why it is no line of CEL.
pub(super) fn read<'a>(
    columns: &Columns,
    cells: &'a [Text],
    zone: &TimeZone,
) -> Result<Row<'a>, &'static str> {
    let of = |name: &str| columns.of(cells, name);
    let event = of("eventtype");
    if !EVENTS.contains(&event) {
        let known = event.starts_with("USER") || event.starts_with("TRANSFER") || event == "WARNING";
        return Err(if known { "an event of the dialplan's own" } else { "an event that is not Asterisk's" });
    }
    let told = time::parse(of("time"), zone).ok_or("a time that is none")?;
    let (uniqueid, linkedid) = (of("uniqueid"), of("linkedid"));
    if uniqueid.is_empty() || linkedid.is_empty() {
        return Err("no uniqueid or no linkedid");
    }
    Ok(Row {
        at: told.at,
        event,
        channel: of("channel"),
        uniqueid,
        linkedid,
        number: of("cidnum"),
        name: of("cidname"),
        exten: of("exten"),
        context: of("context"),
        app: of("appname"),
        data: of("appdata"),
        extra: serde_json::from_str(of("extra")).unwrap_or_default(),
    })
}
