//! CSV as RFC 4180 has it: CR LF after each row, UTF-8, quotes where they are needed.

use std::io::Write;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use jiff::tz::TimeZone;

use super::cell::{Cell, cell, cells, write_moment, write_seconds};
use super::guard::guarded;
use super::{Columns, ExportError, Sheet, Written};
use crate::error::StoreError;
use crate::value::Value;

/// How CSV is written.
#[derive(Debug, Clone)]
pub struct CsvStyle {
    /// In which zone moments are told; each has its offset, so nothing is ambiguous.
    pub zone: TimeZone,
    /// What stands between cells: `,`, `;` or a tab.
    pub delimiter: u8,
    /// Whether the file begins with a byte order mark, by which Excel knows UTF-8.
    pub mark: bool,
    /// Whether texts are left as they are, though a spreadsheet may take one for a formula ([`guarded`]). For programs
    /// that read a number as `+49…` without taking its apostrophe away.
    pub raw: bool,
}

impl Default for CsvStyle {
    /// Commas, UTC, guarded, without a mark.
    fn default() -> Self {
        Self { zone: TimeZone::UTC, delimiter: b',', mark: false, raw: false }
    }
}

/// Rows as CSV. Nothing and an empty text are the same: an empty cell. Moments are ISO 8601 with µs and offset, durations
/// seconds with six decimals, flags `true` and `false`.
pub struct CsvSheet<W: Write> {
    out: csv::Writer<W>,
    columns: Columns,
    style: CsvStyle,
    /// Reused for each cell that is made.
    text: String,
    written: Written,
}

impl<W: Write + Send> CsvSheet<W> {
    /// Begins a file with the header.
    ///
    /// # Errors
    /// When a column holds bytes, the delimiter is another, or the header cannot be written.
    pub fn new(mut out: W, columns: Columns, style: CsvStyle) -> Result<Self, ExportError> {
        let columns = columns.without_bytes("CSV")?;
        if !matches!(style.delimiter, b',' | b';' | b'\t') {
            let what = "cells of CSV are separated by a comma, a semicolon or a tab";
            return Err(StoreError::Invalid(what.to_owned()).into());
        }
        if style.mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut out = WriterBuilder::new()
            .delimiter(style.delimiter)
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .from_writer(out);
        out.write_record(columns.names()).map_err(failed)?;
        Ok(Self {
            out,
            columns,
            style,
            text: String::new(),
            written: Written { sheets: 1, ..Written::default() },
        })
    }
}

impl<W: Write + Send> Sheet for CsvSheet<W> {
    fn row(&mut self, row: &[Value]) -> Result<(), ExportError> {
        for (column, value) in cells(&self.columns, row)? {
            self.text.clear();
            match cell(column, value)? {
                Cell::Text(text) if self.style.raw => self.text.push_str(text),
                Cell::Text(text) => self.text.push_str(&guarded(text, self.style.delimiter)),
                Cell::Number(number) => self.text.push_str(&number.to_string()),
                Cell::Moment(at) => {
                    if !write_moment(at, &self.style.zone, &mut self.text) {
                        self.written.inexact += 1;
                    }
                }
                Cell::Span(span) => write_seconds(span, &mut self.text),
                Cell::Flag(flag) => self.text.push_str(if flag { "true" } else { "false" }),
                Cell::Nothing | Cell::Bytes(_) => {}
            }
            self.out.write_field(&self.text).map_err(failed)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(failed)?;
        self.written.rows += 1;
        Ok(())
    }

    fn finish(&mut self) -> Result<Written, ExportError> {
        self.out.flush()?;
        Ok(self.written)
    }
}

/// The library's error: with rows of equal length, only the file's own.
fn failed(error: csv::Error) -> ExportError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Output(error),
        other => ExportError::Format(format!("{other:?}")),
    }
}
