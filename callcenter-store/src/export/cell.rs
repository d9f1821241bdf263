//! A cell with the meaning that its column gives it.

use callcenter_core::Span;
use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::{Offset, TimeZone};

use super::Columns;
use crate::error::StoreError;
use crate::table::Column;
use crate::value::{Kind, Value};

/// A cell that may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    Nothing,
    Number(i64),
    /// µs since the Unix epoch, UTC.
    Moment(i64),
    /// In µs.
    Span(i64),
    Flag(bool),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A row's cells, each with its column.
///
/// # Errors
/// [`StoreError::Invalid`] when there are more or fewer than columns.
pub(super) fn cells<'a>(
    columns: &'a Columns,
    row: &'a [Value],
) -> Result<impl Iterator<Item = (&'static Column, &'a Value)>, StoreError> {
    if row.len() != columns.columns().len() {
        let wanted = columns.columns().len();
        return Err(StoreError::Invalid(format!("a row has {} cells for {wanted} columns", row.len())));
    }
    Ok(columns.columns().iter().copied().zip(row))
}

/// What a value says in its column.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is of another kind.
pub(super) fn cell<'a>(column: &'static Column, value: &'a Value) -> Result<Cell<'a>, StoreError> {
    Ok(match (column.kind, value) {
        (_, Value::Null) => Cell::Nothing,
        (Kind::Int, Value::Int(number)) => Cell::Number(*number),
        (Kind::Moment, Value::Int(micros)) => Cell::Moment(*micros),
        (Kind::Span, Value::Int(micros)) => Cell::Span(*micros),
        (Kind::Flag, Value::Int(flag)) => Cell::Flag(*flag != 0),
        (Kind::Text, Value::Text(text)) => Cell::Text(text),
        (Kind::Bytes, Value::Bytes(bytes)) => Cell::Bytes(bytes),
        _ => {
            return Err(StoreError::Corrupt(format!(
                "a cell of the column {} holds something else",
                column.name
            )));
        }
    })
}

/// Whether a column holds a stream's number: 63 bits of a hash, which programs that count in doubles would round.
pub(super) fn is_identity(column: &Column) -> bool {
    matches!(column.name, "stream" | "id" | "again_of") && column.kind == Kind::Int
}

/// The moment in UTC, and how far the zone is from it then; nothing when no calendar has it (beyond the years -9999 to
/// 9999, but for the last day of these).
pub(super) fn local(micros: i64, zone: &TimeZone) -> Option<(Timestamp, Offset)> {
    let at = Timestamp::from_microsecond(micros).ok()?;
    let offset = zone.to_offset(at);
    // Before zones were agreed on, offsets had seconds, which ISO 8601 cannot say.
    Some((at, if offset.seconds() % 60 == 0 { offset } else { Offset::UTC }))
}

/// Appends the moment in ISO 8601 with µs and offset, `2026-11-21T03:05:30.245358+01:00`; false when no calendar has it.
pub(super) fn write_moment(micros: i64, zone: &TimeZone, out: &mut String) -> bool {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(6));
    let Some((at, offset)) = local(micros, zone) else { return false };
    PRINTER.print_timestamp_with_offset(&at, offset, out).is_ok()
}

/// Appends the duration as seconds with six decimals, exactly.
pub(super) fn write_seconds(micros: i64, out: &mut String) {
    use std::fmt::Write as _;
    write!(out, "{}", Span::from_micros(micros)).expect("writing to a text in memory cannot fail");
}
