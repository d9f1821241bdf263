//! Rows of a table as a file for other programs: CSV, XLSX, JSON lines, Parquet.
//!
//! [`Wanted`] says which rows, [`Columns`] which of their cells, a [`Sheet`] writes them, and [`export`] brings the three
//! together. At no time is more than a page of rows in memory, however many there are, and no cursor is held open.
//!
//! A column has the same unit in every format: moments are instants, durations are seconds.
//!
//! # Example
//! ```
//! use callcenter_store::export::{Columns, CsvSheet, CsvStyle, Sheet};
//! use callcenter_store::{HOLDS, Value};
//!
//! let columns = Columns::named(HOLDS, &["call_id", "from_at"])?;
//! let mut file = Vec::new();
//! let mut sheet = CsvSheet::new(&mut file, columns, CsvStyle::default())?;
//! sheet.row(&["=1+1".into(), Value::Int(1_795_226_730_245_358)])?;
//! assert_eq!(sheet.finish()?.rows, 1);
//! drop(sheet);
//! assert_eq!(file, b"call_id,from_at\r\n'=1+1,2026-11-21T02:05:30.245358+00:00\r\n");
//! # Ok::<(), callcenter_store::export::ExportError>(())
//! ```

mod cell;
mod columns;
mod csv;
mod guard;
mod jsonl;
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
mod wanted;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use self::columns::Columns;
pub use self::csv::{CsvSheet, CsvStyle};
pub use self::guard::{guarded, unguarded};
pub use self::jsonl::JsonLines;
pub use self::pages::{CALLS_PER_PAGE_MAX, Page, ROWS_PER_PAGE_MAX};
#[cfg(feature = "parquet")]
pub use self::parquet::{
    PARQUET_BATCH_ROWS_MAX, PARQUET_GROUP_BYTES_MAX, PARQUET_GROUP_ROWS_MAX, ParquetSheet,
};
pub use self::wanted::{EXPORTED, Plan, Wanted, exported};
#[cfg(feature = "xlsx")]
pub use self::xlsx::{XLSX_ROWS_MAX, XLSX_TEXT_UNITS_MAX, XlsxSheet};

use std::io;

use futures::TryStreamExt as _;
use thiserror::Error;

use crate::error::StoreError;
use crate::store::Store;
use crate::value::Value;

/// Why an export stopped. What was written until then is no whole file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The rows could not be read, or what was asked for does not exist.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file could not be written.
    #[error("the export cannot be written: {0}")]
    Output(#[from] io::Error),
    /// The format's library would not write it.
    #[error("the export cannot be written: {0}")]
    Format(String),
}

/// What writes rows into a file of one format.
pub trait Sheet: Send {
    /// Writes a row: a cell for each of the sheet's columns.
    ///
    /// # Errors
    /// [`ExportError::Store`] when a cell is of another kind than its column; else when it cannot be written.
    fn row(&mut self, row: &[Value]) -> Result<(), ExportError>;

    /// Writes what makes the file whole. Nothing can be written after it.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(&mut self) -> Result<Written, ExportError>;
}

/// What a sheet wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Rows, without the header.
    pub rows: u64,
    /// Sheets of rows within the file: 1, but for a workbook with more rows than a sheet can have.
    pub sheets: u32,
    /// Cells that the format cannot hold as they are: a text that had to be cut, a moment that is in no calendar.
    pub inexact: u64,
}

/// Writes the wanted rows to a sheet, and tells how far it is: of how many steps ([`Plan::steps`]) it has done how many.
///
/// # Errors
/// When rows cannot be read or written.
pub async fn export(
    store: &dyn Store,
    plan: &Plan,
    sheet: &mut dyn Sheet,
    mut done: impl FnMut(u64) + Send,
) -> Result<Written, ExportError> {
    let mut pages = std::pin::pin!(plan.pages(store));
    let mut steps = 0;
    while let Some(page) = pages.try_next().await? {
        for row in &page.rows {
            sheet.row(row)?;
        }
        steps += page.steps;
        done(steps);
    }
    sheet.finish()
}
