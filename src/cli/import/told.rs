//! What an import read and what came of it, in words.

use std::io::{self, Write};

use callcenter_store::import::{ImportReport, Plan};

use crate::cli::failure::Failure;
use crate::cli::time;

pub(super) fn json(report: &ImportReport) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, report)?;
    writeln!(out).map_err(Failure::output)
}

pub(super) fn text(report: &ImportReport, plan: &Plan, dry: bool) -> Result<(), Failure> {
    let mut text = String::new();
    let mut line = |name: &str, value: String| text.push_str(&format!("{name:<16} {value}\n"));
    line("read", if report.files.is_empty() { "nothing new".to_owned() } else { report.files.join(", ") });
    if !report.known.is_empty() {
        line("known already", report.known.join(", "));
    }
    line("lines", report.lines.to_string());
    line("  used", report.used.to_string());
    line("  idle", format!("{} (empty, or marks of the log itself)", report.idle));
    line("  not understood", report.not_understood_count().to_string());
    for (why, count) in &report.not_understood {
        line("", format!("{count:>7} {why}"));
    }
    for problem in &report.problems {
        line("", format!("{}:{}: {}: {}", problem.file, problem.line, problem.why, problem.text));
    }
    if let (Some(from), Some(until)) = (report.from, report.until) {
        line("span", format!("{} to {}", time::utc(from), time::utc(until)));
    }
    line("calls", report.calls.to_string());
    line("  only in part", report.partly.to_string());
    line("  still open", format!("{} (they close when later lines tell of their end)", report.open));
    let kept = if dry { "nothing was kept (--dry-run)".to_owned() } else { plan.stream().to_string() };
    line("kept as", kept);
    for warning in &report.warnings {
        line("mind", warning.clone());
    }
    io::stdout().lock().write_all(text.as_bytes()).map_err(Failure::output)
}
