//! A comparison in words.

use std::io::{self, Write};

use callcenter_store::import::ImportReport;
use callcenter_store::reconcile::{Compared, Difference};
use serde::Serialize;

use crate::cli::failure::Failure;
use crate::cli::time;

/// Differences of one known cause that are listed; the others are counted.
const LISTED_MAX: usize = 1_000;

#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    compared: &'a Compared,
    unexplained: usize,
}

pub(super) fn json(compared: &Compared) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &Printed { compared, unexplained: compared.unexplained() })?;
    writeln!(out).map_err(Failure::output)
}

pub(super) fn text(compared: &Compared, report: &ImportReport) -> Result<(), Failure> {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        text.push_str(&format!("{name:<16} {value}"));
        text.push('\n');
    };
    match (compared.from, compared.until) {
        (Some(from), Some(until)) if from <= until => {
            line("both cover", format!("{} to {}", time::utc(from), time::utc(until)));
        }
        _ => line("both cover", "no common time: nothing can be compared".to_owned()),
    }
    line("stays in queues", format!("{} compared", compared.stays));
    line("outside", format!("{} of queue_log, {} of ours", compared.outside_theirs, compared.outside_ours));
    line("pauses", format!("{} compared", compared.pauses));
    if report.not_understood_count() > 0 {
        line("not understood", format!("{} lines of queue_log", report.not_understood_count()));
    }
    for total in &compared.totals {
        for (who, count) in [("ours", &total.ours), ("queue_log", &total.theirs)] {
            line(
                &format!("{} {who}", total.queue),
                format!(
                    "{} offered, {} answered, {} abandoned, {} timed out, {} left empty, {} by key, {} withdrawn, {} other; \
                     waits {:.1} s answered, {:.1} s abandoned",
                    count.offered,
                    count.answered,
                    count.abandoned,
                    count.timed_out,
                    count.left_empty,
                    count.exited_by_key,
                    count.withdrawn,
                    count.other,
                    count.answered_wait.as_micros() as f64 / 1e6,
                    count.abandoned_wait.as_micros() as f64 / 1e6,
                ),
            );
        }
    }
    line("differences", format!("{}, {} without a known cause", compared.differences.len(), compared.unexplained()));
    for difference in compared.differences.iter().take(LISTED_MAX) {
        line("", in_words(difference));
    }
    if compared.differences.len() > LISTED_MAX {
        line("", format!("and {} more (--format json has all)", compared.differences.len() - LISTED_MAX));
    }
    io::stdout().lock().write_all(text.as_bytes()).map_err(Failure::output)
}

fn in_words(difference: &Difference) -> String {
    let about = match difference.call.as_str() {
        "" => difference.queue.to_string(),
        call => format!("{call} in {}", difference.queue),
    };
    let at = difference.at.map(|at| format!(" at {}", time::utc(at))).unwrap_or_default();
    let what = serde_json::to_value(difference.what).ok().and_then(|what| what.as_str().map(str::to_owned));
    let what = what.unwrap_or_default().replace('_', " ");
    let cause = match difference.cause {
        Some(known) => format!("{}: {}", known.cause().id, known.cause().says),
        None => "UNEXPLAINED".to_owned(),
    };
    format!("{about}{at}: {what}: ours {}, theirs {} [{cause}]", difference.ours, difference.theirs)
}
