//! JSON lines: one object a row.

use std::io::Write;

use jiff::tz::TimeZone;

use super::cell::{Cell, cell, cells, is_identity, write_moment, write_seconds};
use super::{Columns, ExportError, Sheet, Written};
use crate::journal::decode_record;
use crate::value::Value;

/// Rows as JSON, an object each, with all its columns; what is absent is `null`. Moments are texts in ISO 8601 with µs and
/// offset, durations numbers of seconds. A stream's number is a text: as a number, JavaScript would round it.
///
/// The record of a call ([`Columns::with_record`]) is an object as `docs/CALL-RECORD.md` describes it, with its times in
/// seconds since the Unix epoch.
pub struct JsonLines<W: Write> {
    out: W,
    columns: Columns,
    zone: TimeZone,
    /// The row that is being made, reused.
    line: Vec<u8>,
    /// A number or a moment that is being made, reused.
    text: String,
    written: Written,
}

impl<W: Write + Send> JsonLines<W> {
    /// Begins a file. `zone` is the one in which moments are told.
    pub fn new(out: W, columns: Columns, zone: TimeZone) -> Self {
        let written = Written { sheets: 1, ..Written::default() };
        Self { out, columns, zone, line: Vec::new(), text: String::new(), written }
    }
}

impl<W: Write + Send> Sheet for JsonLines<W> {
    fn row(&mut self, row: &[Value]) -> Result<(), ExportError> {
        let Self { columns, zone, line, text, .. } = self;
        line.clear();
        for (column, value) in cells(columns, row)? {
            line.extend_from_slice(if line.is_empty() { b"{\"" } else { b",\"" });
            line.extend_from_slice(column.name.as_bytes());
            line.extend_from_slice(b"\":");
            text.clear();
            match cell(column, value)? {
                Cell::Nothing => text.push_str("null"),
                Cell::Number(number) if is_identity(column) => text.push_str(&format!("\"{number}\"")),
                Cell::Number(number) => text.push_str(&number.to_string()),
                Cell::Moment(at) => {
                    text.push('"');
                    if write_moment(at, zone, text) {
                        text.push('"');
                    } else {
                        text.clear();
                        text.push_str("null");
                        self.written.inexact += 1;
                    }
                }
                Cell::Span(span) => write_seconds(span, text),
                Cell::Flag(flag) => text.push_str(if flag { "true" } else { "false" }),
                Cell::Text(cell) => serde_json::to_writer(&mut *line, cell).map_err(std::io::Error::from)?,
                Cell::Bytes(record) => {
                    let record = decode_record(record)?;
                    serde_json::to_writer(&mut *line, &record).map_err(std::io::Error::from)?;
                }
            }
            line.extend_from_slice(text.as_bytes());
        }
        line.extend_from_slice(b"}\n");
        self.out.write_all(line)?;
        self.written.rows += 1;
        Ok(())
    }

    fn finish(&mut self) -> Result<Written, ExportError> {
        self.out.flush()?;
        Ok(self.written)
    }
}
