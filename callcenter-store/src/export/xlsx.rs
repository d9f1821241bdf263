//! A workbook for Excel and LibreOffice.

use std::error::Error as _;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use jiff::tz::TimeZone;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::cell::{Cell, cell, cells, is_identity, local, write_moment, write_seconds};
use super::{Columns, ExportError, Sheet, Written};
use crate::error::StoreError;
use crate::value::{Kind, Value};

/// Rows that a sheet holds, with its header. Further rows go on in a further sheet.
///
/// Source: Excel specifications and limits.
pub const XLSX_ROWS_MAX: u32 = 1_048_576;

/// How long a cell's text may be, in UTF-16 units. What is longer is cut, and counted as inexact.
///
/// Source: Excel specifications and limits.
pub const XLSX_TEXT_UNITS_MAX: usize = 32_767;

/// How long a sheet's XML may become, in bytes, as estimated upwards: a file in a ZIP has 4 GiB at most.
const SHEET_BYTES_MAX: u64 = 3 << 30;

/// Bytes of a cell's XML besides its text, at most.
const CELL_BYTES: u64 = 96;

/// How wide a column of texts may become, in letters.
const WIDTH_MAX: usize = 48;

/// The largest whole number up to which a spreadsheet, which counts in doubles, knows every one.
const EXACT_MAX: u64 = 1 << 53;

const DAY_MICROS: f64 = 86_400e6;

/// From 1899-12-30, where Excel's days begin to count, to 1970-01-01.
const EPOCH_DAYS: f64 = 25_569.0;

/// From 1900-03-01, since Excel knows a 29th of February 1900, up to the end of 9999, in days of Excel.
const DAYS: std::ops::Range<f64> = 61.0..2_958_466.0;

/// Rows as a workbook: a sheet named as the table, with a header that stays in view and can be filtered by, and a sheet
/// `about` with what the columns mean.
///
/// Moments are Excel's date-times in the zone, without offset: in the hour that a zone has twice in autumn they are
/// ambiguous, as Excel knows no offsets. Durations are Excel's durations. Texts are texts, never formulas or links. A
/// stream's number, and any other that a spreadsheet would round, is a text; so is a moment that is no date of Excel's.
///
/// Rows wait in a temporary file without a name until the workbook is finished.
pub struct XlsxSheet<W: Write> {
    out: W,
    book: Workbook,
    columns: Columns,
    zone: TimeZone,
    rows_max: u32,
    /// The next row of the sheet at hand.
    next: u32,
    /// The length of its XML so far.
    bytes: u64,
    widths: Vec<usize>,
    formats: Formats,
    text: String,
    written: Written,
}

struct Formats {
    header: Format,
    moment: Format,
    span: Format,
}

impl<W: Write + Send> XlsxSheet<W> {
    /// Begins a workbook. `zone` is the one in which moments are told; `temporary` the folder for temporary files, which
    /// become about ten times as large as the workbook.
    ///
    /// # Errors
    /// When a column holds bytes, or no file can be made in the folder.
    pub fn new(out: W, columns: Columns, zone: TimeZone, temporary: &Path) -> Result<Self, ExportError> {
        let columns = columns.without_bytes("XLSX")?;
        let mut book = Workbook::new();
        book.set_tempdir(temporary).map_err(failed)?;
        let formats = Formats {
            header: Format::new().set_bold(),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            span: Format::new().set_num_format("[h]:mm:ss"),
        };
        let mut sheet = Self {
            out,
            book,
            columns,
            zone,
            rows_max: XLSX_ROWS_MAX,
            next: 0,
            bytes: 0,
            widths: Vec::new(),
            formats,
            text: String::new(),
            written: Written::default(),
        };
        sheet.begin()?;
        Ok(sheet)
    }

    /// With fewer rows to a sheet, the header among them; 2 at least.
    pub fn rows_max(mut self, rows: u32) -> Self {
        self.rows_max = rows.clamp(2, XLSX_ROWS_MAX);
        self
    }

    fn begin(&mut self) -> Result<(), ExportError> {
        self.written.sheets += 1;
        let name = match self.written.sheets {
            1 => self.columns.table().name.to_owned(),
            number => format!("{} {number}", self.columns.table().name),
        };
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).and_then(|sheet| sheet.set_freeze_panes(1, 0)).map_err(failed)?;
        self.widths.clear();
        for (place, column) in (0..).zip(self.columns.columns()) {
            sheet.write_string_with_format(0, place, column.name, &self.formats.header).map_err(failed)?;
            // Besides the name, the button of the filter.
            self.widths.push(column.name.len() + 4);
        }
        self.next = 1;
        self.bytes = 0;
        Ok(())
    }

    /// Ends the sheet at hand.
    fn end(&mut self) -> Result<(), ExportError> {
        let last_column = self.columns.columns().len() - 1;
        let last_column = u16::try_from(last_column).expect("no table has so many columns");
        let sheet = current(&mut self.book);
        sheet.autofilter(0, 0, self.next - 1, last_column).map_err(failed)?;
        for (place, width) in (0..).zip(&self.widths) {
            let width = u16::try_from(*width.min(&WIDTH_MAX)).expect("it is at most WIDTH_MAX");
            sheet.set_column_width(place, width).map_err(failed)?;
        }
        Ok(())
    }

    /// The sheet that says what the others have.
    fn about(&mut self) -> Result<(), ExportError> {
        let table = self.columns.table();
        let zone = self.zone.iana_name().unwrap_or("a zone without a name");
        let sheet = self.book.add_worksheet();
        let mut line = 0;
        let mut put = |texts: [&str; 3], format: Option<&Format>| {
            for (place, text) in (0..).zip(texts) {
                match format {
                    Some(format) => sheet.write_string_with_format(line, place, text, format)?,
                    None => sheet.write_string(line, place, text)?,
                };
            }
            line += 1;
            Ok::<_, XlsxError>(())
        };
        let rows = self.written.rows.to_string();
        put([table.name, table.means, ""], Some(&self.formats.header)).map_err(failed)?;
        put(["rows", &rows, ""], None).map_err(failed)?;
        put(["time zone", zone, ""], None).map_err(failed)?;
        put(["column", "meaning", "kind"], Some(&self.formats.header)).map_err(failed)?;
        for column in self.columns.columns() {
            let kind = match column.kind {
                Kind::Int => "number",
                Kind::Moment => "date and time",
                Kind::Span => "duration",
                Kind::Flag => "true or false",
                Kind::Text | Kind::Bytes => "text",
            };
            put([column.name, column.means, kind], None).map_err(failed)?;
        }
        sheet.set_name("about").map_err(failed)?;
        for (place, width) in [(0, 20), (1, 80), (2, 16)] {
            sheet.set_column_width(place, width).map_err(failed)?;
        }
        Ok(())
    }

    fn write_row(&mut self, row: &[Value]) -> Result<(), ExportError> {
        let Self { book, columns, zone, next, bytes, widths, formats, text, written, .. } = self;
        let sheet = current(book);
        for ((place, (column, value)), width) in (0..).zip(cells(columns, row)?).zip(widths) {
            *bytes += CELL_BYTES;
            text.clear();
            let done = match cell(column, value)? {
                Cell::Nothing | Cell::Bytes(_) => continue,
                Cell::Flag(flag) => sheet.write_boolean(*next, place, flag),
                Cell::Number(number) if !is_identity(column) && number.unsigned_abs() <= EXACT_MAX => {
                    sheet.write_number(*next, place, number as f64)
                }
                Cell::Number(number) => sheet.write_string(*next, place, number.to_string()),
                Cell::Moment(at) => match days(at, zone) {
                    Some(days) => {
                        *width = (*width).max(20);
                        sheet.write_number_with_format(*next, place, days, &formats.moment)
                    }
                    None if write_moment(at, zone, text) => sheet.write_string(*next, place, text.as_str()),
                    None => {
                        written.inexact += 1;
                        continue;
                    }
                },
                // Excel shows no durations below nothing.
                Cell::Span(span) if span < 0 => {
                    write_seconds(span, text);
                    sheet.write_string(*next, place, text.as_str())
                }
                Cell::Span(span) => {
                    sheet.write_number_with_format(*next, place, span as f64 / DAY_MICROS, &formats.span)
                }
                Cell::Text(whole) => {
                    let cut = cut(whole);
                    written.inexact += u64::from(cut.len() < whole.len());
                    *bytes += escaped_bytes(cut);
                    *width = (*width).max(cut.chars().take(WIDTH_MAX).count() + 1);
                    sheet.write_string(*next, place, cut)
                }
            };
            done.map_err(failed)?;
        }
        Ok(())
    }
}

impl<W: Write + Send> Sheet for XlsxSheet<W> {
    fn row(&mut self, row: &[Value]) -> Result<(), ExportError> {
        careful(|| {
            if self.next >= self.rows_max || self.bytes >= SHEET_BYTES_MAX {
                self.end()?;
                self.begin()?;
            }
            self.write_row(row)?;
            self.next += 1;
            self.written.rows += 1;
            Ok(())
        })
    }

    fn finish(&mut self) -> Result<Written, ExportError> {
        careful(|| {
            self.end()?;
            self.about()?;
            self.book.save_to_writer(&mut self.out).map_err(failed)?;
            self.out.flush()?;
            Ok(self.written)
        })
    }
}

fn current(book: &mut Workbook) -> &mut Worksheet {
    book.worksheets_mut().last_mut().expect("a workbook is made with a sheet")
}

/// The library panics when a temporary file cannot be written, which is no reason to do so too.
fn careful<T>(work: impl FnOnce() -> Result<T, ExportError>) -> Result<T, ExportError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let why = "a temporary file cannot be written; make room in its folder, or export another format";
        Err(ExportError::Format(why.to_owned()))
    })
}

fn failed(error: XlsxError) -> ExportError {
    match error {
        XlsxError::IoError(error) => ExportError::Output(error),
        XlsxError::TempFileError(folder, error) => {
            let what = format!("a temporary file in {}", folder.display());
            StoreError::File { what, why: error }.into()
        }
        // What the packing of the file says when the file cannot be written.
        other => match other.source().and_then(|cause| cause.downcast_ref::<io::Error>()) {
            Some(error) => ExportError::Output(io::Error::new(error.kind(), error.to_string())),
            None => ExportError::Format(other.to_string()),
        },
    }
}

/// A moment as Excel counts, in days of local time; nothing when it is no date of Excel's.
fn days(micros: i64, zone: &TimeZone) -> Option<f64> {
    let (at, offset) = local(micros, zone)?;
    let local = at.as_microsecond() + i64::from(offset.seconds()) * 1_000_000;
    let days = local as f64 / DAY_MICROS + EPOCH_DAYS;
    DAYS.contains(&days).then_some(days)
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> &str {
    if text.len() <= XLSX_TEXT_UNITS_MAX {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, sign)| {
        units += sign.len_utf16();
        units > XLSX_TEXT_UNITS_MAX
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// How long a text becomes in XML, where a control character becomes seven signs.
fn escaped_bytes(text: &str) -> u64 {
    text.bytes()
        .map(|byte| if byte < 0x20 || matches!(byte, b'&' | b'<' | b'>' | b'_') { 7 } else { 1 })
        .sum()
}
