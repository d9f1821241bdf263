//! Rows to export.

use callcenter_core::{Span, Timestamp};
use callcenter_store::{CallRow, Row, Value, VisitRow};

/// 2026-10-25 00:30 UTC: in Berlin half past two, the first time; an hour later it is half past two again.
pub(crate) const HALF_PAST_TWO: i64 = 1_792_888_200_000_000;
pub(crate) const HOUR: i64 = 3_600_000_000;

/// Central European Time by its rule, so that no database of zones is needed.
pub(crate) fn berlin() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a POSIX rule")
}

/// Texts that a caller may have chosen.
pub(crate) fn hostile() -> Vec<String> {
    let plain = [
        "",
        "Ann",
        "=1+1",
        "=HYPERLINK(\"http://example.org\",\"click\")",
        "+493012345",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "'=1",
        "''quoted",
        "x;=cmd|' /C calc'!A0;",
        "a,b",
        "say \"hello\"",
        "\"",
        "two\nlines",
        "two\r\nlines",
        "\r",
        "nul\0nul",
        "\u{1}\u{b}\u{1f}\u{7f}",
        "_x000D_ _x0041_",
        "\u{202e}drawkcab",
        "שלום مرحبا",
        "👩‍👩‍👧‍👦 é",
        "\u{feff}=1",
        "\u{fffe}\u{ffff}",
        "</t><f>1+1</f>&amp;",
        "https://example.org",
        "mailto:a@example.org",
        "1234567890123456789",
        "true",
        "2026-11-21",
        "#comment",
        " padded ",
        "NULL",
    ];
    let mut texts: Vec<String> = plain.into_iter().map(str::to_owned).collect();
    texts.push("long ".repeat(20_000));
    texts
}

/// A call of the stream, with everything else left out.
pub(crate) fn call(stream: i64, call_id: &str, started_at: Option<i64>) -> CallRow {
    CallRow {
        stream,
        call_id: call_id.to_owned(),
        seq: 1,
        live: false,
        switch: "pbx".to_owned(),
        linkedid: "1.1".to_owned(),
        direction: "inbound".to_owned(),
        status: "answered".to_owned(),
        caller: None,
        caller_name: None,
        dialed: None,
        queue: None,
        answered_by: None,
        started_at: started_at.map(Timestamp::from_micros),
        queue_entered_at: None,
        answered_at: None,
        ended_at: None,
        wait: None,
        ring: None,
        talk: None,
        hold: None,
        holds: 0,
        transfers: 0,
        parkings: 0,
        recordings: 0,
        legs: 2,
        hangup_by: None,
        hangup_cause: None,
        observed: "whole".to_owned(),
        record: vec![1],
    }
}

/// A stay of that call in a queue.
pub(crate) fn visit(stream: i64, call_id: &str, n: u32, queue: &str) -> VisitRow {
    VisitRow {
        stream,
        call_id: call_id.to_owned(),
        n,
        queue: queue.to_owned(),
        entered_at: Some(Timestamp::from_micros(HALF_PAST_TWO)),
        left_at: None,
        wait: Some(Span::from_millis(7_250)),
        result: "answered".to_owned(),
    }
}

/// A row's cells without those of bytes, as usual columns have them.
pub(crate) fn usual(row: &impl Row) -> Vec<Value> {
    row.to_values().into_iter().filter(|value| !matches!(value, Value::Bytes(_))).collect()
}
