//! A report as a table for people.

use callcenter_store::report::{By, Change, Measure, Report, ReportRow};

use super::question::local;
use super::words::{UNKNOWN, amount, harmless, heading};

/// Signs of a bar.
const BAR: usize = 16;

/// A name's signs; longer ones are cut.
const NAME: usize = 32;

/// The whole text: what it is about, the rows, what to know about them.
pub(super) fn text(report: &Report, chosen: &[&str], live: u64) -> String {
    let calendar = &report.query.calendar;
    let mut text = format!("{} to {}", local(calendar, report.from), local(calendar, report.until));
    let zone = calendar.zone();
    text.push_str(&format!(", {}\n", if zone.is_empty() { "local time" } else { zone }));
    if let Some((from, until)) = report.before {
        text.push_str(&format!("compared with {} to {}\n", local(calendar, from), local(calendar, until)));
    }
    let unseen = |row: &ReportRow| row.changes.iter().all(|change| change.before.is_none());
    let unseen = report.before.is_some() && report.rows.iter().chain(&report.totals).all(unseen);
    if unseen {
        text.push_str("nothing of that time was observed, so nothing is compared\n");
    }
    if report.totals.iter().all(|row| row.name.is_none()) {
        text.push_str("\nNothing of this kind is in the store for that time; `callcenter report all --scope floor` shows what is.\n");
        return text;
    }
    if report.query.by == By::None {
        let first = if report.totals.len() == 1 && names(report) == [""] { "" } else { "name" };
        let rows: Vec<_> = report.totals.iter().map(|row| (title(row), row)).collect();
        text.push_str(&grid(first, &rows, chosen, false));
    } else {
        for name in names(report) {
            let rows: Vec<_> = report.rows.iter().filter(|row| row.name.as_deref() == Some(name)).collect();
            let rows: Vec<_> = trimmed(&rows, chosen)
                .iter()
                .map(|row| (row.bucket.map(|n| report.buckets[n].label.clone()).unwrap_or_default(), *row))
                .chain(
                    report
                        .totals
                        .iter()
                        .filter(|row| row.name.as_deref() == Some(name))
                        .map(|row| ("total".to_owned(), row)),
                )
                .collect();
            if !name.is_empty() {
                text.push_str(&format!("\n{}", cut(name)));
            }
            text.push_str(&grid("", &rows, chosen, true));
        }
    }
    text.push_str(&breakdowns(report));
    text.push_str(&notes(report, live));
    text
}

fn names(report: &Report) -> Vec<&str> {
    report.totals.iter().filter_map(|row| row.name.as_deref()).collect()
}

fn title(row: &ReportRow) -> String {
    row.name.as_deref().map_or_else(|| "all".to_owned(), cut)
}

fn cut(name: &str) -> String {
    let name = harmless(name);
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}

/// Rows without those at both ends in which nothing was.
fn trimmed<'r>(rows: &'r [&'r ReportRow], chosen: &[&str]) -> &'r [&'r ReportRow] {
    let some = |row: &&ReportRow| {
        let own = chosen.iter().filter_map(|id| row.measure(id));
        let now = own.filter_map(|measure| measure.amount?.number()).any(|number| number != 0.0);
        let before = row.changes.iter().any(|change| {
            change.before.and_then(|before| before.number()).is_some_and(|number| number != 0.0)
        });
        now || before
    };
    let first = rows.iter().position(some).unwrap_or(rows.len());
    let last = rows.iter().rposition(some).map_or(first, |last| last + 1);
    &rows[first..last]
}

fn grid(first: &str, rows: &[(String, &ReportRow)], chosen: &[&str], bars: bool) -> String {
    let mut head = vec![first.to_owned()];
    head.extend(chosen.iter().map(|id| heading(id)));
    let mut lines = vec![head];
    let mut drawn = vec![String::new()];
    let counted =
        |row: &ReportRow| chosen.first().and_then(|id| row.measure(id)?.amount?.number()).unwrap_or_default();
    let most =
        rows.iter().filter(|(_, row)| row.bucket.is_some()).map(|(_, row)| counted(row)).fold(0.0, f64::max);
    for (title, row) in rows {
        let own = |id: &&str| row.measures.iter().position(|measure| measure.metric.id == *id);
        let places: Vec<Option<usize>> = chosen.iter().map(own).collect();
        let mut line = vec![title.clone()];
        line.extend(places.iter().map(|place| amount(place.and_then(|n| row.measures[n].amount))));
        lines.push(line);
        drawn.push(match bars && row.bucket.is_some() && most > 0.0 {
            true => draw(counted(row) / most, BAR),
            false => String::new(),
        });
        if row.changes.iter().any(|change| change.before.is_some()) {
            for (what, tell) in
                [("  before", before as fn(&Measure, &Change) -> String), ("  change", changed)]
            {
                let mut line = vec![what.to_owned()];
                line.extend(places.iter().map(|place| {
                    place.map_or_else(String::new, |n| tell(&row.measures[n], &row.changes[n]))
                }));
                lines.push(line);
                drawn.push(String::new());
            }
        }
    }
    aligned(&lines, &drawn)
}

fn before(_: &Measure, change: &Change) -> String {
    amount(change.before)
}

/// Shares change by points, all else by per cent.
fn changed(measure: &Measure, change: &Change) -> String {
    use callcenter::core::stats::Unit;
    match (measure.metric.unit, change.difference, change.percent) {
        (Unit::Share, Some(points), _) => format!("{:+.1} pt", points * 100.0),
        (_, _, Some(percent)) => format!("{percent:+.0} %"),
        (Unit::Count, Some(difference), None) => format!("{difference:+.0}"),
        _ => UNKNOWN.to_owned(),
    }
}

/// Columns under each other: the first to the left, numbers to the right, the bar after them.
fn aligned(lines: &[Vec<String>], drawn: &[String]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|n| {
            lines.iter().filter_map(|line| line.get(n)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::from("\n");
    for (line, bar) in lines.iter().zip(drawn) {
        let cells = line.iter().zip(&widths).enumerate().map(|(n, (cell, &width))| match n {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(format!("{line}  {bar}").trim_end());
        text.push('\n');
    }
    text
}

fn draw(share: f64, width: usize) -> String {
    const PARTS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let eighths = (share.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    let mut bar = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push(PARTS[eighths % 8]);
    }
    bar
}

/// What is told apart by a second word: only of the floor, where it is small.
fn breakdowns(report: &Report) -> String {
    let floor = report.totals.iter().find(|row| row.name.as_deref() == Some(""));
    let Some(floor) = floor.filter(|row| !row.breakdowns.is_empty()) else { return String::new() };
    let mut words: Vec<&str> =
        floor.breakdowns.values().flat_map(|own| own.keys().map(String::as_str)).collect();
    words.sort_unstable();
    words.dedup();
    let mut lines = vec![vec![String::new()]];
    lines[0].extend(words.iter().map(|word| word.replace('_', " ")));
    for (direction, own) in &floor.breakdowns {
        let mut line = vec![direction.clone()];
        line.extend(
            words.iter().map(|word| own.get(*word).map_or_else(String::new, |count| amount(Some(*count)))),
        );
        lines.push(line);
    }
    aligned(&lines, &vec![String::new(); lines.len()])
}

/// What somebody has to know before trusting the numbers.
fn notes(report: &Report, live: u64) -> String {
    let mut text = String::new();
    let observed = report.totals.first().and_then(|row| row.observed);
    match observed {
        Some(observed) if observed < 0.9995 => text.push_str(&format!(
            "\nOnly {:.1} % of this time was observed: the figures are those of that part.\n",
            observed * 100.0
        )),
        Some(_) => {}
        None => text.push_str("\nThis time is yet to come.\n"),
    }
    if report.widened {
        text.push_str("\nFigures are kept by quarter hours: the period was widened to whole ones.\n");
    }
    if live > 0 {
        text.push_str(&format!("\nNot over yet, and counted as they stand: {live} calls.\n"));
    }
    if report.rows.iter().any(|row| row.measure("sl-1").is_some()) {
        text.push_str(&format!(
            "\nService level: sl-1, answered within {} of all who were answered or gave up; `--list` tells all formulas.\n",
            words_of(report.query.target)
        ));
    }
    text
}

fn words_of(span: callcenter::core::Span) -> String {
    format!("{} s", span.as_micros() as f64 / 1e6)
}
