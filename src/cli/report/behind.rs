//! The calls behind a figure.

use std::io::{self, BufWriter, Write};

use callcenter_store::report::{Amount, Ask, Calendar, Query, calls_behind};
use callcenter_store::{CallRow, Store};
use serde::Serialize;

use super::Format;
use super::question::local;
use super::words::{amount, harmless};
use crate::cli::failure::Failure;
use crate::cli::store::failed;

/// Calls that are listed.
const CALLS_MAX: usize = 10_000;

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    call_id: &'a str,
    started_at: Option<String>,
    direction: &'a str,
    status: &'a str,
    caller: Option<&'a str>,
    dialed: Option<&'a str>,
    queue: Option<&'a str>,
    answered_by: Option<&'a str>,
    /// How much the call adds to the figure.
    adds: Amount,
}

/// Lists the calls behind a figure, by name and time.
pub(super) async fn list(
    store: &dyn Store,
    query: &Query,
    figure: &str,
    format: Format,
) -> Result<(), Failure> {
    if format == Format::Csv {
        return Err(Failure::told(
            "--behind writes a table or JSON lines; `callcenter export calls` writes sheets",
        ));
    }
    let report = callcenter_store::report::Report::run(store, query).await.map_err(failed)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut count, mut figures) = (0, 0);
    for row in report.totals.iter().filter(|row| row.name.is_some()) {
        let name = row.name.as_deref().unwrap_or_default();
        let ask = Ask {
            reading: &report.reading,
            scope: query.about.scope(),
            name,
            metric: figure,
            from: report.from,
            until: report.until,
            target: query.target,
            short: query.short,
        };
        let calls = calls_behind(store, &ask, CALLS_MAX).await.map_err(failed)?;
        let whole = row.measure(figure).and_then(|measure| measure.amount);
        figures += usize::from(whole.and_then(Amount::number).is_some_and(|number| number != 0.0));
        for (call, adds) in &calls {
            write(&mut out, &query.calendar, name, call, *adds, format).map_err(Failure::output)?;
        }
        count += calls.len();
    }
    out.flush().map_err(Failure::output)?;
    if count == 0 {
        eprintln!(
            "callcenter: {}",
            match figures {
                0 => format!("{figure} is zero, or not known: no call is behind it"),
                _ => format!("{figure} does not come from calls but from what agents or queues did"),
            }
        );
    }
    if count >= CALLS_MAX {
        eprintln!("callcenter: at most {CALLS_MAX} calls a name are listed; ask for a shorter time");
    }
    Ok(())
}

fn write(
    out: &mut impl Write,
    calendar: &Calendar,
    name: &str,
    call: &CallRow,
    adds: Amount,
    format: Format,
) -> io::Result<()> {
    if format == Format::Json {
        let line = Line {
            name,
            call_id: &call.call_id,
            started_at: call.started_at.map(|at| calendar.text(at)),
            direction: &call.direction,
            status: &call.status,
            caller: call.caller.as_deref(),
            dialed: call.dialed.as_deref(),
            queue: call.queue.as_deref(),
            answered_by: call.answered_by.as_deref(),
            adds,
        };
        serde_json::to_writer(&mut *out, &line)?;
        return out.write_all(b"\n");
    }
    let started = call.started_at.map_or_else(|| "-".to_owned(), |at| local(calendar, at));
    let caller = harmless(call.caller.as_deref().unwrap_or("-"));
    let by = harmless(call.answered_by.as_deref().unwrap_or("-"));
    writeln!(
        out,
        "{:<16} {started}  {caller:<16} {:<12} by {by:<12} {:>8}  {}",
        harmless(name),
        call.status,
        amount(Some(adds)),
        call.call_id
    )
}
