//! The workbook, as another library reads it.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use callcenter_core::Span;
use callcenter_store::export::{Columns, Sheet, Written, XLSX_TEXT_UNITS_MAX, XlsxSheet};
use callcenter_store::{CALLS, HOLDS, VISITS, Value};
use jiff::tz::TimeZone;

use crate::samples::{HALF_PAST_TWO, HOUR, berlin, call, hostile, usual};

fn book(columns: Columns, zone: TimeZone, rows_max: Option<u32>, rows: &[Vec<Value>]) -> (Vec<u8>, Written) {
    let mut file = Vec::new();
    let mut sheet = XlsxSheet::new(&mut file, columns, zone, &std::env::temp_dir()).expect("a workbook");
    if let Some(rows) = rows_max {
        sheet = sheet.rows_max(rows);
    }
    rows.iter().for_each(|row| sheet.row(row).expect("a row"));
    let written = sheet.finish().expect("a file");
    drop(sheet);
    (file, written)
}

fn open(file: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    open_workbook_from_rs(Cursor::new(file)).expect("a workbook")
}

fn cells(file: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let range = open(file).worksheet_range(sheet).expect("the sheet");
    range.rows().map(<[Data]>::to_vec).collect()
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

fn days(cell: &Data) -> f64 {
    let Data::DateTime(days) = cell else { panic!("{cell:?} is no date, no duration") };
    days.as_f64()
}

#[test]
fn moments_and_durations_are_excels_own() {
    let mut row = call(1, "c-1", Some(HALF_PAST_TWO));
    row.talk = Some(Span::from_secs(90_061));
    row.hold = Some(Span::from_micros(-1_500_000));
    row.live = true;
    let (file, written) = book(Columns::usual(CALLS), berlin(), None, &[usual(&row)]);
    let cells = cells(&file, "calls");
    let names: Vec<String> = cells[0].iter().map(ToString::to_string).collect();
    assert_eq!(names, Columns::usual(CALLS).names().collect::<Vec<_>>());
    let cell = |name: &str| &cells[1][names.iter().position(|own| own == name).expect("a column")];
    // 2026-10-25 02:30 there, as Excel counts days.
    assert!((days(cell("started_at")) - (46_320.0 + 2.5 / 24.0)).abs() < 1e-9, "{:?}", cell("started_at"));
    assert!((days(cell("talk")) * 86_400.0 - 90_061.0).abs() < 1e-6, "{:?}", cell("talk"));
    assert!(matches!(cell("talk"), Data::DateTime(talk) if talk.is_duration()), "{:?}", cell("talk"));
    assert_eq!(cell("hold"), &Data::String("-1.500000".to_owned()));
    assert_eq!((cell("live"), cell("legs")), (&Data::Bool(true), &Data::Float(2.0)));
    assert_eq!((cell("queue"), cell("ended_at")), (&Data::Empty, &Data::Empty));
    assert_eq!(written, Written { rows: 1, sheets: 1, inexact: 0 });
    let styles = part(&file, "xl/styles.xml");
    assert!(
        styles.contains("yyyy\\-mm\\-dd\\ hh:mm:ss") || styles.contains("yyyy-mm-dd hh:mm:ss"),
        "{styles}"
    );
    assert!(styles.contains("[h]:mm:ss"), "{styles}");
}

#[test]
fn numbers_that_a_spreadsheet_would_round_are_texts() {
    let columns = Columns::named(VISITS, &["stream", "n"]).expect("columns");
    let rows =
        [[5, 1 << 53], [i64::MAX, (1 << 53) + 1], [i64::MIN, -1]].map(|row| row.map(Value::Int).to_vec());
    let (file, _) = book(columns, TimeZone::UTC, None, &rows);
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(
        cells(&file, "visits")[1..],
        [
            vec![text("5"), Data::Float(9_007_199_254_740_992.0)],
            vec![text("9223372036854775807"), text("9007199254740993")],
            vec![text("-9223372036854775808"), Data::Float(-1.0)],
        ]
    );
}

#[test]
fn moments_that_are_no_dates_of_excels_are_texts() {
    let columns = Columns::named(HOLDS, &["from_at"]).expect("a column");
    let moments = [-3_000_000_000_000_000, 253_402_300_800_000_000, i64::MAX, HALF_PAST_TWO];
    let rows = moments.map(|at| vec![Value::Int(at)]);
    let (file, written) = book(columns, TimeZone::UTC, None, &rows);
    let cells = cells(&file, "holds");
    assert_eq!(cells[1][0], Data::String("1874-12-07T18:40:00.000000+00:00".to_owned()));
    assert_eq!(cells[2][0], Data::Empty, "it is beyond year 9999, which no calendar here has");
    assert_eq!(cells[3][0], Data::Empty);
    assert!(days(&cells[4][0]) > 46_000.0);
    assert_eq!(written.inexact, 2);
}

#[test]
fn hostile_texts_are_texts_and_nothing_else() {
    let columns = Columns::named(HOLDS, &["call_id", "n"]).expect("columns");
    let rows: Vec<_> = hostile().into_iter().map(|text| vec![Value::Text(text), Value::Int(1)]).collect();
    let (file, written) = book(columns, TimeZone::UTC, None, &rows);
    let cells = cells(&file, "holds");
    assert_eq!(cells.len(), rows.len() + 1);
    for (text, cell) in hostile().iter().zip(&cells[1..]) {
        let cut: String = text.chars().take(XLSX_TEXT_UNITS_MAX).collect();
        match &cell[0] {
            Data::Empty => assert_eq!(text, ""),
            Data::String(found) => assert_eq!(found, &cut),
            other => panic!("{text:?} became {other:?}"),
        }
    }
    assert_eq!(written.inexact, 1, "one text is longer than a cell");
    let formulas = open(&file).worksheet_formula("holds").expect("the sheet");
    assert!(formulas.is_empty(), "{formulas:?}");
    let xml = part(&file, "xl/worksheets/sheet1.xml");
    assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"), "{}", &xml[..400]);
    // What XML cannot hold at all would make the workbook unreadable.
    assert!(!xml.chars().any(|sign| sign < ' ' && !matches!(sign, '\t' | '\n')), "a control character");
}

#[test]
fn a_long_text_is_cut_between_letters() {
    let columns = || Columns::named(HOLDS, &["call_id"]).expect("a column");
    for (text, units) in [
        ("x".repeat(XLSX_TEXT_UNITS_MAX), XLSX_TEXT_UNITS_MAX),
        ("x".repeat(XLSX_TEXT_UNITS_MAX + 1), XLSX_TEXT_UNITS_MAX),
        // Two units each, so one is left over.
        ("👩".repeat(XLSX_TEXT_UNITS_MAX), XLSX_TEXT_UNITS_MAX - 1),
        ("é".repeat(XLSX_TEXT_UNITS_MAX), XLSX_TEXT_UNITS_MAX),
    ] {
        let (file, written) = book(columns(), TimeZone::UTC, None, &[vec![text.as_str().into()]]);
        let cells = cells(&file, "holds");
        let Data::String(found) = &cells[1][0] else { panic!("{:?}", cells[1]) };
        assert!(text.starts_with(found.as_str()));
        assert_eq!(found.encode_utf16().count(), units);
        assert_eq!(written.inexact, u64::from(found.len() < text.len()));
    }
}

#[test]
fn more_rows_than_a_sheet_holds_go_on_in_further_sheets() {
    let columns = Columns::named(HOLDS, &["n", "from_at"]).expect("columns");
    let rows: Vec<_> = (0..25).map(|n| vec![Value::Int(n), Value::Int(HALF_PAST_TWO + n * HOUR)]).collect();
    let (file, written) = book(columns, TimeZone::UTC, Some(11), &rows);
    assert_eq!(written, Written { rows: 25, sheets: 3, inexact: 0 });
    assert_eq!(open(&file).sheet_names(), ["holds", "holds 2", "holds 3", "about"]);
    let mut numbers = Vec::new();
    for (sheet, (name, range)) in
        [("holds", "A1:B11"), ("holds 2", "A1:B11"), ("holds 3", "A1:B6")].iter().enumerate()
    {
        let cells = cells(&file, name);
        assert_eq!(cells[0][0], Data::String("n".to_owned()), "each has the header");
        numbers.extend(cells[1..].iter().map(|row| row[0].to_string()));
        let xml = part(&file, &format!("xl/worksheets/sheet{}.xml", sheet + 1));
        assert!(xml.contains(&format!("<autoFilter ref=\"{range}\"")), "{name}");
        assert!(xml.contains("state=\"frozen\"") && xml.contains("<cols>"), "{name}");
    }
    assert_eq!(numbers, (0..25).map(|n: i64| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn the_last_sheet_says_what_the_columns_mean() {
    let (file, _) = book(Columns::usual(VISITS), TimeZone::UTC, None, &[]);
    let about = cells(&file, "about");
    let rows: Vec<String> =
        about.iter().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect();
    assert_eq!(rows[0], "visits|A stay in a queue.|");
    assert!(rows.contains(&"time zone|UTC|".to_owned()), "{rows:?}");
    assert!(rows.contains(&"wait|Up to the answer, or to leaving it.|duration".to_owned()), "{rows:?}");
    assert_eq!(cells(&file, "visits").len(), 1, "no rows: the header alone");
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let missing = std::env::temp_dir().join("callcenter-there-is-no-such-folder");
    let error =
        XlsxSheet::new(Vec::new(), Columns::usual(VISITS), TimeZone::UTC, &missing).err().expect("no folder");
    assert!(error.to_string().contains("callcenter-there-is-no-such-folder"), "{error}");
}
