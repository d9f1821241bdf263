//! Parquet, read back.

use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use callcenter_core::Span;
use callcenter_store::export::{Columns, PARQUET_GROUP_ROWS_MAX, ParquetSheet, Sheet, Written};
use callcenter_store::{CALLS, HOLDS, VISITS, Value};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;

use crate::samples::{HALF_PAST_TWO, call, hostile, usual};

/// A file of a test's own, removed at its end.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("callcenter-{name}-{}.parquet", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn write(scratch: &Scratch, columns: Columns, rows: impl IntoIterator<Item = Vec<Value>>) -> Written {
    let mut sheet = ParquetSheet::new(File::create(&scratch.0).expect("a file"), columns).expect("a sheet");
    rows.into_iter().for_each(|row| sheet.row(&row).expect("a row"));
    sheet.finish().expect("a file")
}

fn read(scratch: &Scratch) -> (ParquetRecordBatchReaderBuilder<File>, Vec<RecordBatch>) {
    let open = || {
        ParquetRecordBatchReaderBuilder::try_new(File::open(&scratch.0).expect("a file"))
            .expect("a Parquet file")
    };
    let batches = open().build().expect("a reader").map(|batch| batch.expect("a batch")).collect();
    (open(), batches)
}

#[test]
fn columns_have_their_types_and_cells_come_back() {
    let scratch = Scratch::new("types");
    let mut row = call(i64::MIN, "c-1", Some(HALF_PAST_TWO));
    row.talk = Some(Span::from_micros(61_500_001));
    row.wait = Some(Span::from_micros(i64::MAX));
    row.live = true;
    let written = write(&scratch, Columns::usual(CALLS), [usual(&row), usual(&call(2, "c-2", None))]);
    assert_eq!(written, Written { rows: 2, sheets: 1, inexact: 1 });

    let (about, batches) = read(&scratch);
    let batch = &batches[0];
    assert_eq!((batches.len(), batch.num_rows()), (1, 2));
    let column = |name: &str| batch.column_by_name(name).unwrap_or_else(|| panic!("a column {name}"));
    let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    assert_eq!(column("started_at").data_type(), &utc);
    assert_eq!(column("talk").data_type(), &DataType::Decimal128(18, 6));
    assert_eq!(column("stream").as_primitive::<Int64Type>().values(), &[i64::MIN, 2]);
    let started = column("started_at").as_primitive::<TimestampMicrosecondType>();
    assert_eq!((started.value(0), started.is_null(1)), (HALF_PAST_TWO, true));
    assert_eq!(column("talk").as_primitive::<Decimal128Type>().value(0), 61_500_001);
    assert!(column("wait").is_null(0), "more than the format holds is left out and counted");
    assert!(column("live").as_boolean().value(0) && !column("live").as_boolean().value(1));
    assert_eq!(column("call_id").as_string::<i32>().value(1), "c-2");
    assert!(column("queue").is_null(0));

    let field = about.schema().field_with_name("talk").expect("a field").clone();
    assert_eq!(field.metadata().get("meaning").map(String::as_str), Some("Conversation, holds included."));
    let packed = about.metadata().row_group(0).column(0).compression();
    assert!(matches!(packed, Compression::ZSTD(_)), "{packed:?}");
}

#[test]
fn hostile_texts_come_back() {
    let scratch = Scratch::new("texts");
    let columns = Columns::named(HOLDS, &["call_id"]).expect("a column");
    write(&scratch, columns, hostile().into_iter().map(|text| vec![Value::Text(text)]));
    let (_, batches) = read(&scratch);
    let back: Vec<String> = batches
        .iter()
        .flat_map(|batch| {
            batch
                .column(0)
                .as_string::<i32>()
                .iter()
                .map(|text| text.expect("a text").to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(back, hostile());
}

#[test]
fn row_groups_are_bounded() {
    let scratch = Scratch::new("groups");
    let columns = Columns::named(VISITS, &["n", "wait"]).expect("columns");
    let count = PARQUET_GROUP_ROWS_MAX as i64 + 5;
    let written = write(&scratch, columns, (0..count).map(|n| vec![Value::Int(n), Value::Null]));
    assert_eq!(written.rows, count as u64);
    let (about, batches) = read(&scratch);
    let groups: Vec<i64> = about.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(groups, [PARQUET_GROUP_ROWS_MAX as i64, 5]);
    let numbers: Vec<i64> = batches
        .iter()
        .flat_map(|batch| batch.column(0).as_primitive::<Int64Type>().values().to_vec())
        .collect();
    assert_eq!(numbers, (0..count).collect::<Vec<_>>());
}

#[test]
fn a_file_without_rows_has_its_columns() {
    let scratch = Scratch::new("empty");
    write(&scratch, Columns::usual(VISITS), []);
    let (about, batches) = read(&scratch);
    assert_eq!(about.schema().fields().len(), VISITS.columns.len());
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 0);
}
