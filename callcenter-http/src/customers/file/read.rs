//! Lines of a file as customers.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use callcenter_store::export::unguarded;
use csv::{ByteRecord, ReaderBuilder};

use super::header::{Field, Mapping};
use super::{FILE_BYTES_MAX, LINES_MAX};
use crate::customers::customer::{CustomerDraft, CustomerKind, NumberDraft, NumberKind};

/// Bytes of the first line.
const HEADER_BYTES_MAX: u64 = 64 << 10;

/// A line of a file.
#[derive(Debug, Clone)]
pub struct Line {
    /// Which one, from 1; the header counts.
    pub line: u64,
    /// What it says, or why it says nothing.
    pub said: Result<CustomerDraft, String>,
}

/// Reads a file: CSV with commas, semicolons or tabs, in UTF-8. `header` is told its columns, `each` every line, until it
/// says that it is enough.
///
/// # Errors
/// What is wrong with the file as a whole; lines before it were told.
pub fn read(
    input: impl Read,
    named: &str,
    header: impl FnOnce(&Mapping) -> bool,
    mut each: impl FnMut(Line) -> bool,
) -> Result<(), String> {
    let mut input = BufReader::new(input.take(FILE_BYTES_MAX + 1));
    let mut first = Vec::new();
    let failed = |why: std::io::Error| format!("the file cannot be read: {why}");
    (&mut input).take(HEADER_BYTES_MAX).read_until(b'\n', &mut first).map_err(failed)?;
    let text = first.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&first).to_vec();
    if text.trim_ascii().is_empty() {
        return Err("the file is empty: the first line must have the columns' names".to_owned());
    }
    let delimiter = delimiter(&text);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(true)
        .from_reader(LineFeeds::new(Cursor::new(text).chain(input)).chain(&b"\n"[..]));
    let columns = reader.headers().map_err(|_| not_utf8("the first line"))?.clone();
    let mapping = Mapping::new(&columns, named)?;
    if !header(&mapping) {
        return Ok(());
    }
    let mut record = ByteRecord::new();
    let mut lines = 0;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(why) => return Err(format!("the file cannot be read on: {why}")),
        }
        if reader.position().byte() > FILE_BYTES_MAX {
            return Err(format!("the file is larger than {} MB: import it in parts", FILE_BYTES_MAX >> 20));
        }
        lines += 1;
        if lines > LINES_MAX {
            return Err(format!(
                "the file has more than {LINES_MAX} lines: import it in parts; those before are taken"
            ));
        }
        // The library counts empty lines to the record behind them: its end is what can be counted back from.
        let inside = record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
        let line = reader.position().line().saturating_sub(1 + inside);
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        if !each(Line { line, said: draft(&record, &mapping, delimiter) }) {
            break;
        }
    }
    Ok(())
}

/// The same text with LF for every CR LF: the library counts both alike then.
struct LineFeeds<R> {
    input: BufReader<R>,
    /// A CR was read, and what follows it was not.
    held: bool,
}

impl<R: Read> LineFeeds<R> {
    fn new(input: R) -> Self {
        Self { input: BufReader::new(input), held: false }
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < out.len() {
            let text = self.input.fill_buf()?;
            let Some(&next) = text.first() else {
                if std::mem::take(&mut self.held) {
                    out[written] = b'\r';
                    written += 1;
                }
                break;
            };
            if std::mem::take(&mut self.held) && next != b'\n' {
                out[written] = b'\r';
                written += 1;
                continue;
            }
            self.input.consume(1);
            if next == b'\r' {
                self.held = true;
            } else {
                out[written] = next;
                written += 1;
            }
        }
        Ok(written)
    }
}

/// What stands between cells: what the first line has most of.
fn delimiter(first: &[u8]) -> u8 {
    let count = |sign: u8| first.iter().filter(|byte| **byte == sign).count();
    let mut signs = [b',', b';', b'\t'];
    signs.sort_by_key(|sign| std::cmp::Reverse(count(*sign)));
    signs[0]
}

fn not_utf8(what: &str) -> String {
    format!("{what} is no UTF-8: save the file as `CSV UTF-8`")
}

fn draft(record: &ByteRecord, mapping: &Mapping, delimiter: u8) -> Result<CustomerDraft, String> {
    if record.len() > mapping.width() {
        return Err(format!(
            "it has {} cells, the first line {}: a cell with the separator in it needs quotes",
            record.len(),
            mapping.width()
        ));
    }
    let mut draft = CustomerDraft::default();
    let (mut first, mut last) = (String::new(), String::new());
    let mut place: [String; 4] = Default::default();
    for (n, cell) in record.iter().enumerate() {
        let Some(field) = mapping.field(n) else { continue };
        let cell = std::str::from_utf8(cell).map_err(|_| not_utf8("a cell"))?;
        let cell = unguarded(cell, delimiter);
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let text = cell.to_owned();
        let mut number = |kind| draft.numbers.push(NumberDraft { kind, number: text.clone() });
        match field {
            Field::ExternalId => draft.external_id = Some(text),
            Field::Kind => draft.kind = CustomerKind::of(&text.to_lowercase()),
            Field::Name => draft.name = text,
            Field::FirstName => first = text,
            Field::LastName => last = text,
            Field::Company => draft.company = text,
            Field::Email => draft.email = text,
            Field::Address => draft.address = text,
            Field::Street => place[0] = text,
            Field::Zip => place[1] = text,
            Field::City => place[2] = text,
            Field::Country => place[3] = text,
            Field::Language => draft.language = text,
            Field::Status => draft.status = text,
            Field::Tags => {
                draft.tags = text.split([',', ';', '|']).map(|tag| tag.trim().to_owned()).collect();
            }
            Field::Note => draft.note = text,
            Field::Numbers => draft.numbers.extend(numbers(cell)),
            Field::Phone => number(NumberKind::Other),
            Field::Mobile => number(NumberKind::Mobile),
            Field::Work => number(NumberKind::Work),
            Field::Home => number(NumberKind::Home),
            Field::Fax => number(NumberKind::Fax),
        }
    }
    if draft.name.is_empty() {
        draft.name = format!("{first} {last}").trim().to_owned();
    }
    if draft.address.is_empty() {
        let [street, zip, city, country] = place;
        let town = format!("{zip} {city}").trim().to_owned();
        let lines = [street, town, country].into_iter().filter(|line| !line.is_empty());
        draft.address = lines.collect::<Vec<_>>().join("\n");
    }
    Ok(draft)
}

/// `mobile:+49…|+49…`, as the export writes it.
fn numbers(cell: &str) -> impl Iterator<Item = NumberDraft> + '_ {
    cell.split('|').map(str::trim).filter(|one| !one.is_empty()).map(|one| match one.split_once(':') {
        Some((kind, number)) if NumberKind::of(kind).as_str() == kind => {
            NumberDraft { kind: NumberKind::of(kind), number: number.trim().to_owned() }
        }
        _ => NumberDraft { kind: NumberKind::Other, number: one.to_owned() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        for end in ["\n", "\r\n"] {
            let file = ["name,note", "Anna,\"two\nlines\"", "", "Bertha,", "Claas,"].join(end);
            let mut lines = Vec::new();
            let each = |line: Line| {
                lines.push((line.line, line.said.expect("it is right").name));
                true
            };
            read(file.as_bytes(), "", |_| true, each).expect("it is a file");
            let told: Vec<(u64, &str)> = lines.iter().map(|(line, name)| (*line, name.as_str())).collect();
            assert_eq!(told, [(2, "Anna"), (5, "Bertha"), (6, "Claas")], "{end:?}");
        }
    }

    #[test]
    fn a_line_with_too_many_cells_is_told() {
        let mut lines = Vec::new();
        let each = |line: Line| {
            lines.push(line);
            true
        };
        read("name,note\nAnna,a,b\n".as_bytes(), "", |_| true, each).expect("it is a file");
        assert!(lines[0].said.as_ref().is_err_and(|why| why.contains("3 cells")), "{lines:?}");
    }
}
