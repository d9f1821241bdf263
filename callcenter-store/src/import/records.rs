//! The calls that a file tells of, as records and without a store.

use std::io::{self, Read};

use callcenter_core::{CallRecord, Fact, Timestamp};

use super::lines::{Content, Lines};
use super::reader::{Kind, Reader, Reading};
use super::report::ImportReport;

/// Reads every call of some files of one kind, the older ones first, as an import does. At most `calls_max`; what lies
/// beyond is left out, and the report has more calls than there are records.
///
/// # Errors
/// What a reader says.
pub fn records<R: Read>(
    kind: Kind,
    reading: &Reading,
    files: impl IntoIterator<Item = (String, R)>,
    calls_max: usize,
) -> io::Result<(Vec<CallRecord>, ImportReport)> {
    let mut reader = Reader::new(kind, reading);
    let (mut records, mut report, mut facts) = (Vec::new(), ImportReport::default(), Vec::new());
    let mut take = |facts: &mut Vec<(Timestamp, Fact)>, report: &mut ImportReport| {
        for (_, fact) in facts.drain(..) {
            if let Fact::CallClosed { record: Some(record), .. } = fact {
                report.calls += 1;
                if records.len() < calls_max {
                    records.push(*record);
                }
            }
        }
    };
    for (name, input) in files {
        let mut lines = Lines::from(input, 0, 0);
        while let Some(line) = lines.next_line()? {
            let (text, outcome) = match line.content {
                Content::Whole(text) | Content::Unfinished(text) => {
                    (text, reader.line(text, reading, &mut facts))
                }
                Content::TooLong => (&b""[..], Err("longer than 65,536 bytes")),
            };
            report.take(&name, line.number, text, outcome.map(|(fate, _)| fate));
            if let Ok((_, Some(at))) = outcome {
                report.saw(at);
            }
            take(&mut facts, &mut report);
        }
        report.files.push(name);
    }
    reader.finish(Timestamp::from_micros(i64::MAX), reading, &mut facts);
    take(&mut facts, &mut report);
    report.open = reader.open() as u64;
    Ok((records, report))
}
