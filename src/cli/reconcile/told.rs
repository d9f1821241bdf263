//! A comparison in words.

use std::io::{self, Write};

use callcenter_store::import::ImportReport;
use callcenter_store::reconcile::{Compared, Difference};
use serde::Serialize;

use super::Found;
use crate::cli::failure::Failure;
use crate::cli::time;

/// Differences of one known cause that are listed; the others are counted.
const LISTED_MAX: usize = 1_000;

#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    found: &'a Found,
    unexplained: usize,
}

pub(super) fn json(found: &Found) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &Printed { found, unexplained: found.unexplained() })?;
    writeln!(out).map_err(Failure::output)
}

/// `reports`: what was read of queue_log, CDR and CEL.
pub(super) fn text(found: &Found, reports: &[Option<&ImportReport>; 3]) -> Result<(), Failure> {
    let mut text = String::new();
    for (name, report) in ["queue_log", "CDR", "CEL"].into_iter().zip(reports) {
        if let Some(report) = report.filter(|report| report.not_understood_count() > 0) {
            text.push_str(&format!(
                "{:<16} {} lines of {name}\n",
                "not understood",
                report.not_understood_count()
            ));
        }
    }
    if let Some(compared) = &found.queue_log {
        queue_log(compared, &mut text);
    }
    for (name, compared) in [("CDR", &found.cdr), ("CEL", &found.cel)] {
        let Some(compared) = compared else { continue };
        let outside = format!("{} of {name}, {} of ours", compared.outside_theirs, compared.outside_ours);
        text.push_str(&format!(
            "{:<16} {} compared, outside the common time: {outside}\n",
            format!("calls and {name}"),
            compared.calls
        ));
        differences(&compared.differences, &mut text);
    }
    io::stdout().lock().write_all(text.as_bytes()).map_err(Failure::output)
}

fn differences(found: &[Difference], text: &mut String) {
    let unexplained = found.iter().filter(|difference| difference.cause.is_none()).count();
    text.push_str(&format!("{:<16} {}, {unexplained} without a known cause\n", "differences", found.len()));
    for difference in found.iter().take(LISTED_MAX) {
        text.push_str(&format!("{:<16} {}\n", "", in_words(difference)));
    }
    if found.len() > LISTED_MAX {
        text.push_str(&format!("{:<16} and {} more (--format json has all)\n", "", found.len() - LISTED_MAX));
    }
}

fn queue_log(compared: &Compared, text: &mut String) {
    let mut line = |name: &str, value: String| text.push_str(&format!("{name:<16} {value}\n"));
    match (compared.from, compared.until) {
        (Some(from), Some(until)) if from <= until => {
            line("both cover", format!("{} to {}", time::utc(from), time::utc(until)));
        }
        _ => line("both cover", "no common time: nothing can be compared".to_owned()),
    }
    line("stays in queues", format!("{} compared", compared.stays));
    line("outside", format!("{} of queue_log, {} of ours", compared.outside_theirs, compared.outside_ours));
    line("pauses", format!("{} compared", compared.pauses));
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
    differences(&compared.differences, text);
}

fn in_words(difference: &Difference) -> String {
    let about = match difference.call.as_str() {
        "" => difference.queue.to_string(),
        call if difference.queue.is_empty() => call.to_owned(),
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
