//! CDR: one row for each pair of channels that Asterisk had, when both were done.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use callcenter_core::{CallKey, Fact, Span, Text, Timestamp};
use serde::{Deserialize, Serialize};

use super::cdr_record::{Row, record};
use super::columns::{Columns, cells};
use super::queue_log::people::Facts;
use super::reader::Reading;
use super::report::Fate;
use super::time::{Told, parse};

/// Calls whose rows are collected at one time; beyond, the one without a row for the longest time is closed.
pub const GROUPS_MAX: usize = 100_000;

/// Rows of one call; further ones are left out and the call says so.
pub const ROWS_MAX: usize = 1_000;

/// How long after a row another one of the same call may come: rows are written when their channels are gone.
pub const LATE: Span = Span::from_secs(7_200);

/// Calls that are remembered after they were closed; more than are written at a time, so that no two of these are the same.
const CLOSED_MAX: usize = 20_000;

/// How far ahead of us a switch's clock may be.
const FUTURE: Span = Span::from_secs(86_400);

/// Where Asterisk's own modules put their columns: `cdr_csv`, with and without what `cdr.conf` can add, and the sample of
/// `cdr_custom`.
const LAYOUTS: [&[&str]; 5] = [
    &[
        "accountcode",
        "src",
        "dst",
        "dcontext",
        "clid",
        "channel",
        "dstchannel",
        "lastapp",
        "lastdata",
        "start",
        "answer",
        "end",
        "duration",
        "billsec",
        "disposition",
        "amaflags",
        "uniqueid",
        "userfield",
        "peeraccount",
        "linkedid",
        "sequence",
    ],
    &[
        "clid",
        "src",
        "dst",
        "dcontext",
        "channel",
        "dstchannel",
        "lastapp",
        "lastdata",
        "start",
        "answer",
        "end",
        "duration",
        "billsec",
        "disposition",
        "amaflags",
        "accountcode",
        "uniqueid",
        "userfield",
        "sequence",
    ],
    &[
        "accountcode",
        "src",
        "dst",
        "dcontext",
        "clid",
        "channel",
        "dstchannel",
        "lastapp",
        "lastdata",
        "start",
        "answer",
        "end",
        "duration",
        "billsec",
        "disposition",
        "amaflags",
        "uniqueid",
        "userfield",
    ],
    &[
        "accountcode",
        "src",
        "dst",
        "dcontext",
        "clid",
        "channel",
        "dstchannel",
        "lastapp",
        "lastdata",
        "start",
        "answer",
        "end",
        "duration",
        "billsec",
        "disposition",
        "amaflags",
        "uniqueid",
    ],
    &[
        "linkedid",
        "uniqueid",
        "sequence",
        "src",
        "dst",
        "dcontext",
        "channel",
        "dstchannel",
        "lastapp",
        "lastdata",
        "start",
        "answer",
        "end",
        "duration",
        "billsec",
        "disposition",
    ],
];

/// Reads CDR line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cdr {
    columns: Columns,
    open: BTreeMap<Text, Group>,
    due: BTreeSet<(Timestamp, Text)>,
    /// Calls that were closed lately, with how often: rows that come too late are a call of their own.
    closed: BTreeMap<Text, u32>,
    oldest: VecDeque<Text>,
    now: Timestamp,
}

/// Rows of one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Group {
    rows: Vec<Row>,
    /// When it is closed, if no other row comes.
    due: Timestamp,
    cut: bool,
}

impl Cdr {
    pub(crate) fn open(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Takes in a line.
    ///
    /// # Errors
    /// Why it is not understood; then nothing came of it.
    pub(crate) fn line(
        &mut self,
        line: &str,
        reading: &Reading,
        out: &mut Facts,
    ) -> Result<(Fate, Option<Timestamp>), &'static str> {
        if line.trim().is_empty() {
            return Ok((Fate::Idle, None));
        }
        let cells = cells(line)?;
        let header = Columns::named(cells.iter().map(Text::as_str));
        if header.has("disposition") && header.has("start") {
            self.columns = header;
            return Ok((Fate::Idle, None));
        }
        if self.columns.is_empty() {
            self.columns = if reading.columns.is_empty() {
                let layout = LAYOUTS.iter().map(|names| Columns::named(names.iter().copied()));
                layout.into_iter().find(|columns| is_row(columns, &cells, reading)).ok_or(
                    "columns that are not known: give a header line, or say which they are with --columns",
                )?
            } else {
                Columns::named(reading.columns.iter().map(Text::as_str))
            };
        }
        let row = self.row(&cells, reading)?;
        if row.end > reading.now + FUTURE {
            return Err("a time that is still to come");
        }
        let at = row.end;
        self.now = self.now.max(at);
        self.pass(reading, out);
        self.add(row, reading, out);
        Ok((Fate::Used, Some(at)))
    }

    /// Says that nothing more comes, and what time it is.
    pub(crate) fn finish(&mut self, now: Timestamp, reading: &Reading, out: &mut Facts) {
        while self.due.first().is_some_and(|(due, _)| *due <= now)
            && let Some((_, key)) = self.due.pop_first()
        {
            self.close(&key, self.now, reading, out);
        }
    }

    fn pass(&mut self, reading: &Reading, out: &mut Facts) {
        while self.due.first().is_some_and(|(due, _)| *due <= self.now)
            && let Some((due, key)) = self.due.pop_first()
        {
            self.close(&key, due, reading, out);
        }
    }

    fn row(&self, cells: &[Text], reading: &Reading) -> Result<Row, &'static str> {
        let columns = &self.columns;
        if !columns.fit(cells) {
            return Err("less columns than the rows before");
        }
        let of = |name: &str| columns.of(cells, name);
        let moment = |name: &str| -> Option<Told> { parse(of(name), &reading.zone) };
        let start = moment("start").ok_or("a start that is no time")?;
        let end = moment("end").map(|told| told.at).or_else(|| {
            let seconds: f64 =
                of("duration").parse().ok().filter(|seconds| (0.0..=31_622_400.0).contains(seconds))?;
            Some(start.at + Span::from_micros((seconds * 1e6) as i64))
        });
        let end = end.ok_or("neither an end nor a duration")?.max(start.at);
        let disposition = of("disposition").trim();
        if !is_disposition(disposition) {
            return Err("a disposition that is none of Asterisk's");
        }
        let uniqueid = of("uniqueid");
        let linkedid = if of("linkedid").is_empty() { uniqueid } else { of("linkedid") };
        if linkedid.is_empty() {
            return Err("neither uniqueid nor linkedid: nothing tells which rows are one call");
        }
        Ok(Row {
            linkedid: Text::from(linkedid),
            uniqueid: Text::from(if uniqueid.is_empty() { linkedid } else { uniqueid }),
            sequence: of("sequence").parse().unwrap_or_default(),
            clid: Text::from(of("clid")),
            src: Text::from(of("src")),
            dst: Text::from(of("dst")),
            channel: Text::from(of("channel")),
            partner: Text::from(of("dstchannel")),
            app: Text::from(of("lastapp").to_ascii_lowercase()),
            data: Text::from(of("lastdata")),
            start: start.at,
            fine: start.fine,
            answer: moment("answer").map(|told| told.at),
            end,
            disposition: Text::from(disposition),
        })
    }

    fn add(&mut self, row: Row, reading: &Reading, out: &mut Facts) {
        let key = row.linkedid.clone();
        if !self.open.contains_key(&key) {
            if self.open.len() >= GROUPS_MAX
                && let Some((_, oldest)) = self.due.pop_first()
            {
                self.close(&oldest, self.now, reading, out);
            }
            self.open.insert(key.clone(), Group { rows: Vec::new(), due: Timestamp::UNKNOWN, cut: false });
        }
        let due = self.now + LATE;
        let Some(group) = self.open.get_mut(&key) else { return };
        if group.rows.len() < ROWS_MAX {
            group.rows.push(row);
        } else {
            group.cut = true;
        }
        self.due.remove(&(group.due, key.clone()));
        group.due = due;
        self.due.insert((due, key));
    }

    fn close(&mut self, key: &Text, at: Timestamp, reading: &Reading, out: &mut Facts) {
        let Some(group) = self.open.remove(key) else { return };
        let again = self.closed.entry(key.clone()).or_default();
        let record = record(&reading.policy, group.rows, group.cut, *again);
        *again += 1;
        if *again == 1 {
            self.oldest.push_back(key.clone());
        }
        if self.oldest.len() > CLOSED_MAX
            && let Some(oldest) = self.oldest.pop_front()
        {
            self.closed.remove(&oldest);
        }
        let Some(record) = record else { return };
        let call = CallKey::from(key.as_str());
        out.push((at, Fact::CallStarted { call: call.clone(), whole: true }));
        out.push((at, Fact::CallClosed { call, record: Some(Box::new(record)) }));
    }
}

fn is_row(columns: &Columns, cells: &[Text], reading: &Reading) -> bool {
    columns.fit(cells)
        && is_disposition(columns.of(cells, "disposition"))
        && parse(columns.of(cells, "start"), &reading.zone).is_some()
}

fn is_disposition(text: &str) -> bool {
    ["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"].contains(&text)
}
