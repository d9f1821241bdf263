//! Parquet for data tools: DuckDB, pandas, Polars, Spark.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Decimal128Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::cell::{Cell, cell, cells};
use super::{Columns, ExportError, Sheet, Written};
use crate::value::{Kind, Value};

/// Rows of a row group at most. A group is held in memory, encoded, until it is written.
pub const PARQUET_GROUP_ROWS_MAX: usize = 1 << 17;

/// Bytes of a row group, about, at most.
pub const PARQUET_GROUP_BYTES_MAX: usize = 64 << 20;

/// Rows that are held before they are encoded, at most.
pub const PARQUET_BATCH_ROWS_MAX: usize = 4_096;

/// Bytes of texts that are held before they are encoded, at most, but for the row that exceeds it.
const BATCH_BYTES_MAX: usize = 8 << 20;

/// Digits of a duration: seconds with six decimals, up to 31,000 years.
const SPAN_DIGITS: u8 = 18;
const SPAN_DECIMALS: i8 = 6;
const SPAN_MAX: u64 = 999_999_999_999_999_999;

/// Rows as Parquet, packed with zstd: moments as timestamps in µs, UTC; durations as decimal seconds with six decimals;
/// flags, whole numbers of 64 bits and texts in UTF-8. What the columns mean is in their metadata.
pub struct ParquetSheet<W: Write + Send> {
    /// Absent when the file is whole.
    out: Option<ArrowWriter<W>>,
    schema: SchemaRef,
    columns: Columns,
    batch: Vec<Builder>,
    rows: usize,
    bytes: usize,
    written: Written,
}

enum Builder {
    Int(Int64Builder),
    Moment(TimestampMicrosecondBuilder),
    Span(Decimal128Builder),
    Flag(BooleanBuilder),
    Text(StringBuilder),
}

impl<W: Write + Send> ParquetSheet<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When a column holds bytes, or the file's first bytes cannot be written.
    pub fn new(out: W, columns: Columns) -> Result<Self, ExportError> {
        let columns = columns.without_bytes("Parquet")?;
        let schema = Arc::new(schema(&columns));
        let about = KeyValue::new("callcenter.table".to_owned(), columns.table().name.to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).map_err(failed)?))
            .set_max_row_group_row_count(Some(PARQUET_GROUP_ROWS_MAX))
            .set_max_row_group_bytes(Some(PARQUET_GROUP_BYTES_MAX))
            .set_created_by(concat!("callcenter ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![about]))
            .build();
        let out = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(failed)?;
        let batch = columns.columns().iter().map(|column| Builder::new(column.kind)).collect();
        let written = Written { sheets: 1, ..Written::default() };
        Ok(Self { out: Some(out), schema, columns, batch, rows: 0, bytes: 0, written })
    }

    /// Encodes what is held.
    fn encode(&mut self) -> Result<(), ExportError> {
        let (Some(out), 1..) = (&mut self.out, self.rows) else { return Ok(()) };
        let arrays = self.batch.iter_mut().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .map_err(|error| ExportError::Format(error.to_string()))?;
        (self.rows, self.bytes) = (0, 0);
        out.write(&batch).map_err(failed)
    }
}

impl<W: Write + Send> Sheet for ParquetSheet<W> {
    fn row(&mut self, row: &[Value]) -> Result<(), ExportError> {
        // A batch is encoded before the row that would make it too large: a column of texts holds 2 GiB at most.
        if self.rows >= PARQUET_BATCH_ROWS_MAX || self.bytes >= BATCH_BYTES_MAX {
            self.encode()?;
        }
        // Before anything is held of the row: a row that is refused leaves no cells behind.
        let row: Vec<_> = cells(&self.columns, row)?
            .map(|(column, value)| cell(column, value))
            .collect::<Result<_, _>>()?;
        for (builder, cell) in self.batch.iter_mut().zip(row) {
            let (exact, bytes) = builder.append(cell);
            self.written.inexact += u64::from(!exact);
            self.bytes += bytes;
        }
        self.rows += 1;
        self.written.rows += 1;
        Ok(())
    }

    fn finish(&mut self) -> Result<Written, ExportError> {
        self.encode()?;
        if let Some(mut out) = self.out.take() {
            out.finish().map_err(failed)?;
            out.inner_mut().flush()?;
        }
        Ok(self.written)
    }
}

impl Builder {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Int => Self::Int(Int64Builder::new()),
            Kind::Moment => Self::Moment(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            Kind::Span => Self::Span(Decimal128Builder::new().with_data_type(span_type())),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
            Kind::Text | Kind::Bytes => Self::Text(StringBuilder::new()),
        }
    }

    /// Appends a cell of its kind; says whether it is held as it is, and how many bytes its text has.
    fn append(&mut self, cell: Cell<'_>) -> (bool, usize) {
        match (self, cell) {
            (Self::Int(builder), Cell::Number(number)) => builder.append_value(number),
            (Self::Moment(builder), Cell::Moment(at)) => builder.append_value(at),
            (Self::Span(builder), Cell::Span(span)) if span.unsigned_abs() <= SPAN_MAX => {
                builder.append_value(span.into());
            }
            (Self::Span(builder), Cell::Span(_)) => {
                builder.append_null();
                return (false, 0);
            }
            (Self::Flag(builder), Cell::Flag(flag)) => builder.append_value(flag),
            (Self::Text(builder), Cell::Text(text)) => {
                builder.append_value(text);
                return (true, text.len());
            }
            (Self::Int(builder), _) => builder.append_null(),
            (Self::Moment(builder), _) => builder.append_null(),
            (Self::Span(builder), _) => builder.append_null(),
            (Self::Flag(builder), _) => builder.append_null(),
            (Self::Text(builder), _) => builder.append_null(),
        }
        (true, 0)
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Int(builder) => Arc::new(builder.finish()),
            Self::Moment(builder) => Arc::new(builder.finish()),
            Self::Span(builder) => Arc::new(builder.finish()),
            Self::Flag(builder) => Arc::new(builder.finish()),
            Self::Text(builder) => Arc::new(builder.finish()),
        }
    }
}

fn schema(columns: &Columns) -> Schema {
    let field = |column: &&'static crate::table::Column| {
        let data = match column.kind {
            Kind::Int => DataType::Int64,
            Kind::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Kind::Span => span_type(),
            Kind::Flag => DataType::Boolean,
            Kind::Text | Kind::Bytes => DataType::Utf8,
        };
        let meaning = [("meaning".to_owned(), column.means.to_owned())];
        // A span beyond what the format holds becomes nothing, so any of them may.
        Field::new(column.name, data, column.null || column.kind == Kind::Span).with_metadata(meaning)
    };
    Schema::new(columns.columns().iter().map(field).collect::<Vec<_>>())
}

fn span_type() -> DataType {
    DataType::Decimal128(SPAN_DIGITS, SPAN_DECIMALS)
}

/// The library's error; the file's own stays what it is.
fn failed(error: ParquetError) -> ExportError {
    match error {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => ExportError::Output(*error),
            Err(other) => ExportError::Format(other.to_string()),
        },
        other => ExportError::Format(other.to_string()),
    }
}
