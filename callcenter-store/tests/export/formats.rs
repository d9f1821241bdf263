//! CSV and JSON lines.

use std::io::{self, Write};

use callcenter_core::Span;
use callcenter_store::export::{
    Columns, CsvSheet, CsvStyle, ExportError, JsonLines, Sheet, Written, unguarded,
};
use callcenter_store::{CALLS, HOLDS, JOURNAL, STREAMS, StoreError, VISITS, Value};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::samples::{HALF_PAST_TWO, HOUR, berlin, call, hostile, usual, visit};

fn csv(columns: Columns, style: CsvStyle, rows: &[Vec<Value>]) -> (Vec<u8>, Written) {
    let mut file = Vec::new();
    let mut sheet = CsvSheet::new(&mut file, columns, style).expect("a sheet");
    rows.iter().for_each(|row| sheet.row(row).expect("a row"));
    let written = sheet.finish().expect("a file");
    drop(sheet);
    (file, written)
}

fn json(columns: Columns, zone: TimeZone, rows: &[Vec<Value>]) -> (Vec<serde_json::Value>, Written) {
    let mut file = Vec::new();
    let mut sheet = JsonLines::new(&mut file, columns, zone);
    rows.iter().for_each(|row| sheet.row(row).expect("a row"));
    let written = sheet.finish().expect("a file");
    drop(sheet);
    let text = String::from_utf8(file).expect("UTF-8");
    assert!(text.is_empty() || text.ends_with('\n'));
    (text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect(), written)
}

fn read_back(file: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(file);
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

fn holds(text: &str) -> Columns {
    Columns::named(HOLDS, &text.split(',').collect::<Vec<_>>()).expect("columns of holds")
}

#[test]
fn csv_has_what_the_rows_have() {
    let mut row = call(-9, "c-1", Some(HALF_PAST_TWO));
    row.caller = Some("1001".to_owned());
    row.talk = Some(Span::from_micros(61_500_000));
    row.wait = Some(Span::from_micros(-1));
    row.live = true;
    let (file, written) = csv(
        Columns::named(
            CALLS,
            &["stream", "call_id", "live", "caller", "queue", "started_at", "talk", "wait", "holds"],
        )
        .expect("columns"),
        CsvStyle { zone: berlin(), ..CsvStyle::default() },
        &[["stream", "call_id", "live", "caller", "queue", "started_at", "talk", "wait", "holds"]
            .map(|name| row_value(&row, name))
            .to_vec()],
    );
    assert_eq!(
        String::from_utf8(file).expect("UTF-8"),
        "stream,call_id,live,caller,queue,started_at,talk,wait,holds\r\n\
         -9,c-1,true,1001,,2026-10-25T02:30:00.000000+02:00,61.500000,-0.000001,0\r\n"
    );
    assert_eq!(written, Written { rows: 1, sheets: 1, inexact: 0 });
}

fn row_value(row: &callcenter_store::CallRow, name: &str) -> Value {
    use callcenter_store::Row as _;
    row.to_values()[CALLS.position(name).expect("a column of calls")].clone()
}

#[test]
fn the_hour_that_comes_twice_is_told_apart_by_its_offset() {
    let rows = [0, HOUR].map(|later| vec![Value::Int(HALF_PAST_TWO + later)]);
    let (file, _) = csv(holds("from_at"), CsvStyle { zone: berlin(), ..CsvStyle::default() }, &rows);
    let cells: Vec<String> = read_back(&file, b',').into_iter().skip(1).flatten().collect();
    assert_eq!(cells, ["2026-10-25T02:30:00.000000+02:00", "2026-10-25T02:30:00.000000+01:00"]);
    for (cell, row) in cells.iter().zip(&rows) {
        let at: jiff::Timestamp = cell.parse().expect("ISO 8601");
        assert_eq!(Value::Int(at.as_microsecond()), row[0]);
    }
}

#[test]
fn every_moment_comes_back_exactly_or_is_counted_as_left_out() {
    // Before 1893 Berlin's clocks were 53 minutes and 28 seconds ahead, which no offset can say.
    let old = TimeZone::get("Europe/Berlin").expect("zones are part of the program");
    let moments = [0, 1, -1, -2_600_000_000_000_001, 253_402_207_200_000_000, -62_200_000_000_000_000];
    for at in moments {
        let style = CsvStyle { zone: old.clone(), ..CsvStyle::default() };
        let (file, written) = csv(holds("from_at"), style, &[vec![Value::Int(at)]]);
        let text = read_back(&file, b',')[1][0].clone();
        let back: jiff::Timestamp = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((back.as_microsecond(), written.inexact), (at, 0), "{text}");
    }
    for at in [i64::MIN, i64::MAX] {
        let (file, written) =
            csv(holds("from_at,n"), CsvStyle::default(), &[vec![Value::Int(at), Value::Int(1)]]);
        assert_eq!((read_back(&file, b',')[1].join("|"), written.inexact), ("|1".to_owned(), 1));
        let (lines, written) = json(holds("from_at"), old.clone(), &[vec![Value::Int(at)]]);
        assert_eq!((&lines[0]["from_at"], written.inexact), (&serde_json::Value::Null, 1));
    }
}

#[test]
fn hostile_texts_come_back_from_csv_and_none_begins_a_formula() {
    for (delimiter, mark) in [(b',', false), (b';', true), (b'\t', false)] {
        let rows: Vec<_> =
            hostile().into_iter().map(|text| vec![Value::Text(text), Value::Int(-5)]).collect();
        let style = CsvStyle { delimiter, mark, ..CsvStyle::default() };
        let (file, _) = csv(holds("call_id,n"), style, &rows);
        let body = if mark { file.strip_prefix("\u{feff}".as_bytes()).expect("a mark") } else { &file };
        let back = read_back(body, delimiter);
        assert_eq!(back.len(), rows.len() + 1);
        for (cells, row) in back[1..].iter().zip(&rows) {
            let Value::Text(text) = &row[0] else { panic!("a text") };
            assert_eq!(unguarded(&cells[0], delimiter), text.as_str());
            assert!(
                !cells[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']),
                "{cells:?}"
            );
            assert_eq!(cells[1], "-5", "a number is no formula");
        }
    }
}

#[test]
fn raw_csv_leaves_texts_as_they_are() {
    let rows: Vec<_> = hostile().into_iter().map(|text| vec![Value::Text(text)]).collect();
    let (file, _) = csv(holds("call_id"), CsvStyle { raw: true, ..CsvStyle::default() }, &rows);
    let back: Vec<Value> = read_back(&file, b',').into_iter().skip(1).flatten().map(Value::Text).collect();
    assert_eq!(back, rows.concat());
}

#[test]
fn json_lines_have_what_the_rows_have() {
    let mut row = call(i64::MAX, "c-1", Some(HALF_PAST_TWO));
    row.talk = Some(Span::from_micros(1_000_000_000_000_001));
    let (lines, _) = json(Columns::usual(CALLS), berlin(), &[usual(&row)]);
    let line = &lines[0];
    assert_eq!(line.as_object().map(serde_json::Map::len), Some(CALLS.columns.len() - 1));
    assert_eq!(line["stream"], i64::MAX.to_string(), "a number so large is rounded by JavaScript");
    assert_eq!(line["legs"], 2);
    assert_eq!(line["live"], false);
    assert_eq!(line["queue"], serde_json::Value::Null);
    assert_eq!(line["started_at"], "2026-10-25T02:30:00.000000+02:00");
    assert_eq!(line["talk"].as_f64(), Some(1_000_000_000.000_001));
}

#[test]
fn hostile_texts_come_back_from_json() {
    let rows: Vec<_> = hostile().into_iter().map(|text| vec![Value::Text(text)]).collect();
    let (lines, _) = json(holds("call_id"), TimeZone::UTC, &rows);
    let back: Vec<_> = lines.iter().map(|line| line["call_id"].as_str().map(str::to_owned)).collect();
    assert_eq!(back, hostile().into_iter().map(Some).collect::<Vec<_>>());
}

#[test]
fn a_record_that_a_later_version_wrote_is_refused_by_name() {
    let columns =
        Columns::named(CALLS, &["call_id"]).and_then(Columns::with_record).expect("calls have records");
    let mut sheet = JsonLines::new(Vec::new(), columns, TimeZone::UTC);
    let refused = sheet.row(&["c".into(), Value::Bytes(vec![200, 1])]);
    assert!(matches!(refused, Err(ExportError::Store(StoreError::TooNew { found: 200, .. }))), "{refused:?}");
    let refused = sheet.row(&["c".into(), Value::Bytes(vec![1, 255])]);
    assert!(matches!(refused, Err(ExportError::Store(StoreError::Corrupt(_)))), "{refused:?}");
    assert_eq!(sheet.finish().expect("an empty file").rows, 0);
}

#[test]
fn columns_are_chosen_by_name_and_what_is_wrong_with_them_is_told() {
    let names: Vec<_> = Columns::usual(VISITS).names().collect();
    assert_eq!(names, ["stream", "call_id", "n", "queue", "entered_at", "left_at", "wait", "result"]);
    assert!(!Columns::usual(CALLS).names().any(|name| name == "record"));
    assert!(!Columns::usual(JOURNAL).names().any(|name| name == "data"));
    let order = Columns::named(VISITS, &["wait", "queue"]).expect("both exist");
    assert_eq!(order.names().collect::<Vec<_>>(), ["wait", "queue"]);
    for (names, words) in [
        (vec!["wait_s"], "wait_s of visits does not exist; there are stream, call_id, n, queue"),
        (vec!["wait", "queue", "wait"], "wait is named twice"),
        (vec![], "no column of visits is named; there are stream"),
    ] {
        let error = Columns::named(VISITS, &names).expect_err("it is wrong").to_string();
        assert!(error.contains(words), "{error}");
    }
    let error = Columns::named(CALLS, &["record"]).expect_err("bytes").to_string();
    assert!(error.contains("holds bytes"), "{error}");
    assert!(Columns::usual(VISITS).with_record().is_err());
    let whole = Columns::usual(CALLS).with_record().expect("calls have records");
    let error =
        CsvSheet::new(Vec::new(), whole, CsvStyle::default()).err().expect("no bytes in CSV").to_string();
    assert!(error.contains("JSON lines can"), "{error}");
}

#[test]
fn a_cell_of_another_kind_is_refused_and_so_is_a_row_of_another_length() {
    let mut sheet = CsvSheet::new(Vec::new(), holds("n,from_at"), CsvStyle::default()).expect("a sheet");
    for (row, words) in [
        (vec![Value::from("one"), Value::Int(1)], "column n holds something else"),
        (vec![Value::Int(1)], "a row has 1 cells for 2 columns"),
    ] {
        let error = sheet.row(&row).expect_err("it is wrong").to_string();
        assert!(error.contains(words), "{error}");
    }
}

/// A disk that is full after so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn until_full(sheet: Result<impl Sheet, ExportError>) -> ExportError {
    let row = usual(&visit(1, &"x".repeat(500), 1, "support"));
    let written = sheet.and_then(|mut sheet| {
        (0..2_000).try_for_each(|_| sheet.row(&row))?;
        sheet.finish()
    });
    written.expect_err("the disk is full")
}

#[test]
fn a_full_disk_is_an_error_in_every_format() {
    let columns = || Columns::usual(VISITS);
    #[cfg_attr(
        not(any(feature = "xlsx", feature = "parquet")),
        expect(unused_mut, reason = "nothing is added")
    )]
    let mut errors = vec![
        until_full(CsvSheet::new(Full(20_000), columns(), CsvStyle::default())),
        until_full(Ok(JsonLines::new(Full(20_000), columns(), TimeZone::UTC))),
    ];
    #[cfg(feature = "xlsx")]
    errors.push(until_full(callcenter_store::export::XlsxSheet::new(
        Full(2_000),
        columns(),
        TimeZone::UTC,
        &std::env::temp_dir(),
    )));
    #[cfg(feature = "parquet")]
    errors.push(until_full(callcenter_store::export::ParquetSheet::new(Full(500), columns())));
    for error in errors {
        let ExportError::Output(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{error}");
    }
}

proptest! {
    #[test]
    fn csv_comes_back_as_it_was(
        rows in prop::collection::vec((any::<String>(), "[=+@'\"\t\r\n;, x-]{0,6}", any::<i64>()), 0..12),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        raw: bool,
    ) {
        let columns = Columns::named(STREAMS, &["switch", "source", "tip"]).expect("columns");
        let cells: Vec<Vec<Value>> = rows
            .iter()
            .map(|(one, other, number)| vec![one.as_str().into(), other.as_str().into(), Value::Int(*number)])
            .collect();
        let (file, written) = csv(columns, CsvStyle { delimiter, raw, ..CsvStyle::default() }, &cells);
        prop_assert_eq!(written.rows, rows.len() as u64);
        let back = read_back(&file, delimiter);
        prop_assert_eq!(back.len(), rows.len() + 1);
        for (found, (one, other, number)) in back[1..].iter().zip(&rows) {
            for (found, text) in found.iter().zip([one, other]) {
                let found = if raw { found.as_str().into() } else { unguarded(found, delimiter) };
                prop_assert_eq!(found, text.as_str());
            }
            prop_assert_eq!(&found[2], &number.to_string());
        }
    }

    #[test]
    fn a_duration_has_its_exact_seconds(micros: i64) {
        let columns = Columns::named(VISITS, &["wait"]).expect("a column");
        let (file, _) = csv(columns, CsvStyle::default(), &[vec![Value::Int(micros)]]);
        let text = read_back(&file, b',')[1][0].replace('.', "");
        prop_assert_eq!(text.parse::<i128>().expect("digits"), i128::from(micros));
    }
}
