//! A report as a sheet: a line for each row, a column for each figure.

use std::io::{self, Write};

use super::calendar::{By, Calendar};
use super::measure::Amount;
use super::report::{Report, ReportRow};
use crate::export::guarded;

impl Report {
    /// Writes it as CSV (RFC 4180): the lines by bucket and name, then those of the whole period, whose `bucket` is `total`. A column is called as its definition with its version, `sl-1@1`; durations are seconds, shares 0 to 1, and an
    /// empty cell is not observed. What is compared has three columns more: `…:before`, `…:difference`, `…:percent`.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let mut head: Vec<String> = ["bucket", "from", "until", "name", "observed"].map(str::to_owned).into();
        for metric in &self.metrics {
            head.push(metric.to_string());
            if self.before.is_some() {
                head.extend(["before", "difference", "percent"].map(|what| format!("{metric}:{what}")));
            }
        }
        sheet.write_record(&head)?;
        let rows = if self.query.by == By::None { &[] } else { self.rows.as_slice() };
        for row in rows.iter().chain(&self.totals) {
            sheet.write_record(self.line(row))?;
        }
        sheet.flush()
    }

    fn line(&self, row: &ReportRow) -> Vec<String> {
        let calendar: &Calendar = &self.query.calendar;
        let bucket = row.bucket.and_then(|n| self.buckets.get(n));
        let (label, from, until) = match bucket {
            Some(bucket) => (bucket.label.clone(), bucket.from(), bucket.until()),
            None => ("total".to_owned(), self.from, self.until),
        };
        let name = row.name.as_deref().unwrap_or("(all)");
        let mut line = vec![
            label,
            calendar.text(from),
            calendar.text(until),
            guarded(name, b',').into_owned(),
            number(row.observed),
        ];
        for (n, measure) in row.measures.iter().enumerate() {
            line.push(amount(measure.amount));
            if self.before.is_some() {
                let change = row.changes.get(n);
                line.push(amount(change.and_then(|change| change.before)));
                line.push(number(change.and_then(|change| change.difference)));
                line.push(number(change.and_then(|change| change.percent)));
            }
        }
        line
    }
}

fn amount(amount: Option<Amount>) -> String {
    match amount {
        Some(Amount::Count(count)) => count.to_string(),
        other => number(other.and_then(Amount::number)),
    }
}

fn number(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
