//! Every value of every kind comes back as it was put.

use std::sync::Arc;

use callcenter_core::Timestamp;

use super::{Case, Checked, all, case, fine, invalid, refused, same};
use crate::row::{
    ARCHIVE, ArchiveRow, FIGURES, FigureRow, GAPS, GapRow, HOLDS, HoldRow, JOURNAL, STREAMS, StreamRow,
    TABLES,
};
use crate::select::{Condition, Select};
use crate::store::{Put, Store, Write};
use crate::table::Table;
use crate::value::{Kind, Value};
use crate::{KEY_TEXT_BYTES_MAX, TEXT_BYTES_MAX, rows};

pub(super) const CASES: &[Case] = &[
    case!("every table takes rows and gives them back", every_table),
    case!("numbers reach from end to end", numbers),
    case!("texts are kept byte by byte and compared so", texts),
    case!("bytes of any value and many of them are kept", bytes),
    case!("what no database can hold is refused alike", refusals),
    case!("a row that is not right is refused with the rest of its write", wrong_rows),
];

/// Rows of a table with something and with nothing in each column that may hold nothing.
fn samples(table: &'static Table) -> Vec<Vec<Value>> {
    (0_i64..12)
        .map(|n| {
            let cell = |(position, column): (usize, &crate::Column)| {
                if column.null && (n + position as i64) % 3 == 0 {
                    return Value::Null;
                }
                match column.kind {
                    Kind::Flag => Value::Int(n % 2),
                    Kind::Int | Kind::Moment | Kind::Span if position == 0 => Value::Int(7 - n),
                    Kind::Int if column.name == "n" || column.name == "generation" => Value::Int(n),
                    Kind::Int | Kind::Moment | Kind::Span => Value::Int(n * 1_000_003 - 5),
                    Kind::Text => Value::Text(format!("{} {n} — ø", column.name)),
                    Kind::Bytes => Value::Bytes(vec![u8::try_from(n).unwrap_or(0), 0, 255]),
                }
            };
            table.columns.iter().enumerate().map(cell).collect()
        })
        .collect()
}

async fn every_table(store: Arc<dyn Store>) -> Checked {
    for table in TABLES {
        let mut rows = samples(table);
        let put = Put { table, rows: rows.clone(), replace: false };
        fine(table.name, store.write(Write { puts: vec![put], ..Write::default() }).await)?;
        rows.sort();
        same(table.name, &all(&*store, table).await?, &rows)?;
        let count = fine(table.name, store.count(&Select::from(table)).await)?;
        same(table.name, &count, &(rows.len() as u64))?;
    }
    Ok(())
}

async fn numbers(store: Arc<dyn Store>) -> Checked {
    let ends = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::from(u32::MAX) + 1, i64::MAX - 1, i64::MAX];
    let row = |number: &i64| GapRow {
        stream: *number,
        seq: *number,
        from_at: Timestamp::from_micros(*number),
        until_at: Some(Timestamp::from_micros(*number)),
        cause: "link".to_owned(),
    };
    let expected: Vec<_> = ends.iter().map(row).collect();
    fine("put", store.write(Write::default().put_new(expected.clone())).await)?;
    same("all", &fine("select", rows::<GapRow>(&*store, &Select::from(GAPS)).await)?, &expected)?;
    for (place, number) in ends.into_iter().enumerate() {
        let above = Select::from(GAPS).only(Condition::Above("from_at", number.into()));
        let count = fine("count", store.count(&above).await)?;
        same(&format!("above {number}"), &count, &((ends.len() - place - 1) as u64))?;
        let equal = Select::from(GAPS).only(Condition::Is("until_at", number.into()));
        same(&format!("equal {number}"), &fine("count", store.count(&equal).await)?, &1)?;
    }
    Ok(())
}

fn figure(name: &str, data: Vec<u8>) -> FigureRow {
    let start = Timestamp::from_micros(900_000_000);
    FigureRow { stream: 1, scope: "agent".to_owned(), name: name.to_owned(), width: 1, start, data }
}

async fn texts(store: Arc<dyn Store>) -> Checked {
    let longest = "ü".repeat(KEY_TEXT_BYTES_MAX / 2);
    let mut names = vec![
        "",
        " ",
        "a",
        "A",
        "a ",
        " a",
        "á",
        "a\u{301}",
        "ß",
        "ss",
        "SS",
        "ö",
        "Ö",
        "o",
        "O",
        "ı",
        "I",
        "i",
        "1",
        "01",
        "1.0",
        "'",
        "\"",
        "`",
        "\\",
        "\\'",
        "%",
        "_",
        "a%",
        "?",
        "$1",
        ":a",
        "\n",
        "\r\n",
        "\t",
        "\u{1}",
        "\u{7f}",
        "\u{80}",
        "\u{200b}",
        "\u{feff}",
        "\u{fffd}",
        "\u{ffff}",
        "\u{10ffff}",
        "📞",
        "👩‍💼",
        "日本語",
        "עברית",
        "null",
        "NULL",
        "'); DROP TABLE calls; --",
        &longest,
    ];
    names.sort_unstable();
    let put: Vec<_> = names.iter().map(|name| figure(name, Vec::new())).collect();
    fine("names", store.write(Write::default().put_new(put.clone())).await)?;
    let select = Select::from(FIGURES).by("name");
    same("names", &fine("select", rows::<FigureRow>(&*store, &select).await)?, &put)?;
    for (place, name) in names.iter().enumerate() {
        let is = Select::from(FIGURES).only(Condition::Is("name", (*name).into()));
        same(&format!("names like {name:?}"), &fine("count", store.count(&is).await)?, &1)?;
        let below = Select::from(FIGURES).only(Condition::Below("name", (*name).into()));
        same(&format!("names below {name:?}"), &fine("count", store.count(&below).await)?, &(place as u64))?;
    }
    let policy = "x'\u{1f4de}\\".repeat(TEXT_BYTES_MAX / 7);
    let stream = StreamRow { policy, ..stream(1) };
    fine("a text of a million bytes", store.write(Write::default().put([stream.clone()])).await)?;
    let found = fine("select", rows::<StreamRow>(&*store, &Select::from(STREAMS)).await)?;
    same("a text of a million bytes", &found, &vec![stream])
}

/// A stream that nobody wrote.
pub(super) fn stream(id: i64) -> StreamRow {
    let never = Timestamp::from_micros(0);
    StreamRow {
        id,
        switch: "main".to_owned(),
        source: "live".to_owned(),
        term: 0,
        holder: String::new(),
        held_until: never,
        seen_at: never,
        tip: 0,
        tip_at: never,
        first_at: never,
        policy: String::new(),
        again_of: None,
        generation: 0,
    }
}

async fn bytes(store: Arc<dyn Store>) -> Checked {
    let all_values: Vec<u8> = (0..=u8::MAX).collect();
    let many: Vec<u8> = (0..4_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let mut expected: Vec<_> =
        [Vec::new(), vec![0], vec![0, 0], b"text".to_vec(), all_values.repeat(3), many]
            .into_iter()
            .zip(1..)
            .map(|(data, piece)| {
                let at = Timestamp::from_micros(piece);
                ArchiveRow {
                    stream: 1,
                    piece,
                    after: 0,
                    from_at: at,
                    until_at: at,
                    bytes: data.len() as i64,
                    snapshot: None,
                    data,
                }
            })
            .collect();
    fine("put", store.write(Write::default().put_new(expected.clone())).await)?;
    let found = fine("select", rows::<ArchiveRow>(&*store, &Select::from(ARCHIVE)).await)?;
    if found != expected {
        return Err("the bytes are not those that were put".to_owned());
    }
    for row in &mut expected {
        row.data.reverse();
    }
    fine("replace", store.write(Write::default().put(expected.clone())).await)?;
    let one = Select::from(ARCHIVE).only(Condition::Is("data", Value::Bytes(expected[4].data.clone())));
    same(
        "those with these bytes",
        &fine("select", rows::<ArchiveRow>(&*store, &one).await)?,
        &vec![expected[4].clone()],
    )
}

async fn refusals(store: Arc<dyn Store>) -> Checked {
    let long = "x".repeat(KEY_TEXT_BYTES_MAX + 1);
    for (what, name) in [("a text with U+0000", "a\0b"), ("a key that is too long", &long)] {
        let write = Write::default().put([figure("good", Vec::new()), figure(name, Vec::new())]);
        refused(what, store.write(write).await, invalid)?;
    }
    let policy = "x".repeat(TEXT_BYTES_MAX + 1);
    let write = Write::default().put([StreamRow { policy, ..stream(1) }]);
    refused("a text that is too long", store.write(write).await, invalid)?;
    let asked = Select::from(FIGURES).only(Condition::Is("name", "a\0b".into()));
    refused("a question with U+0000", store.count(&asked).await, invalid)?;
    let asked = Select::from(FIGURES).only(Condition::Contains("name", "\0".to_owned()));
    refused("a search for U+0000", store.select(&asked).await, invalid)?;
    same("figures", &all(&*store, FIGURES).await?, &Vec::new())?;
    same("streams", &all(&*store, STREAMS).await?, &Vec::new())
}

async fn wrong_rows(store: Arc<dyn Store>) -> Checked {
    let right = vec![Value::Int(1), "call".into(), Value::Int(1), Value::Null, Value::Null];
    let wrong = |position: usize, value: Value| {
        let mut row = right.clone();
        row[position] = value;
        row
    };
    let short = right[..4].to_vec();
    let long = [right.clone(), vec![Value::Null]].concat();
    for row in [
        short,
        long,
        Vec::new(),
        wrong(0, Value::Null),
        wrong(1, Value::Null),
        wrong(0, "1".into()),
        wrong(1, Value::Int(1)),
        wrong(1, Value::Bytes(b"call".to_vec())),
        wrong(3, "2026-11-21".into()),
        wrong(4, Value::Bytes(vec![1])),
    ] {
        let first = Write::default().put([HoldRow {
            stream: 2,
            call_id: "good".to_owned(),
            n: 1,
            from_at: None,
            until_at: None,
        }]);
        let mut write = first;
        write.puts.push(Put { table: HOLDS, rows: vec![row.clone()], replace: true });
        refused(&format!("{row:?}"), store.write(write).await, invalid)?;
    }
    let nowhere = Write::default().delete(JOURNAL, vec![Condition::Is("agent", "1".into())]);
    refused("a column of another table", store.write(nowhere).await, invalid)?;
    same("holds", &all(&*store, HOLDS).await?, &Vec::new())
}
