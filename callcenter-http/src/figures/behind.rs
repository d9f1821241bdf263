//! What is behind a figure: the calls that it counts, or the rows it is made of.

use callcenter_core::{Span, Timestamp};
use callcenter_store::report::{Ask, Query, Report, calls_behind, rows_behind};
use callcenter_store::{CallRow, Kind, Store, Value};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use utoipa::{IntoParams, ToSchema};

use super::report::asked;
use crate::page::{PAGE_ROWS_MAX, rows_wanted};
use crate::problem::Problem;
use crate::shown::{Direction, Instant, Status};

/// Names of which calls are listed in one answer.
const NAMES_MAX: usize = 50;

/// Which figure, and of what; the rest as a report is asked for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it is only described: `ReportAsked` reads it")]
pub(crate) struct BehindAsked {
    /// The figure, by the id of its definition.
    #[param(example = "abandoned")]
    figure: String,
    /// How many calls or rows: 1 to 500, 50 without it.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// What is behind a figure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BehindFigure)]
pub(crate) struct Behind {
    /// The figure, with its version.
    pub(crate) figure: String,
    /// From when.
    pub(crate) from: Instant,
    /// Until when.
    pub(crate) until: Instant,
    /// The calls that add to it, in the order of their beginning.
    pub(crate) calls: Vec<BehindCall>,
    /// Where it does not come from calls: the rows that it is made of, column by column.
    #[schema(value_type = Vec<Object>)]
    pub(crate) rows: Vec<Map<String, Json>>,
    /// Whether there are more.
    pub(crate) more: bool,
}

/// A call behind a figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BehindCall {
    /// Whose figure it adds to.
    name: Option<String>,
    /// The call's identity.
    id: String,
    /// Its beginning.
    started_at: Option<Instant>,
    /// Who reached whom.
    #[schema(value_type = Direction)]
    direction: String,
    /// How it ended.
    #[schema(value_type = Status)]
    status: String,
    /// An extension, or the number first presented.
    caller: Option<String>,
    /// The number first dialled.
    dialed: Option<String>,
    /// The queue that it went into first.
    queue: Option<String>,
    /// Who answered first.
    answered_by: Option<String>,
    /// How much it adds to the figure; absent: a share of nothing.
    adds: Option<f64>,
}

/// Finds what is behind a figure.
///
/// # Errors
/// [`Problem::Invalid`] for a figure that is not defined; what the database says.
pub(crate) async fn behind(
    store: &dyn Store,
    query: &Query,
    report: &Report,
    figure: &str,
    limit: Option<u32>,
) -> Result<Behind, Problem> {
    let limit = rows_wanted(limit)?;
    let metric = report.metrics.iter().find(|metric| metric.id == figure || metric.to_string() == figure);
    let Some(metric) = metric else {
        let known: Vec<_> = report.metrics.iter().map(|metric| metric.id).collect();
        let why = format!("no such figure is defined here; there are {}", known.join(", "));
        return Err(Problem::Invalid { field: "figure", why });
    };
    let mut found = Behind {
        figure: metric.to_string(),
        from: report.from.into(),
        until: report.until.into(),
        calls: Vec::new(),
        rows: Vec::new(),
        more: false,
    };
    let names: Vec<&str> = report.totals.iter().filter_map(|row| row.name.as_deref()).collect();
    found.more = names.len() > NAMES_MAX;
    for name in names.into_iter().take(NAMES_MAX) {
        let ask = Ask {
            reading: &report.reading,
            scope: query.about.scope(),
            name,
            metric: metric.id,
            from: report.from,
            until: report.until,
            target: query.target,
            short: query.short,
        };
        let left = limit.saturating_sub(found.calls.len());
        let calls = calls_behind(store, &ask, left + 1).await.map_err(asked)?;
        found.more |= calls.len() > left;
        let shown = calls.into_iter().take(left);
        found.calls.extend(shown.map(|(row, amount)| call(name, row, amount.number())));
        if let Some(select) = rows_behind(&ask).filter(|_| found.calls.is_empty()) {
            let left = limit.saturating_sub(found.rows.len());
            let rows = store.select(&select.clone().limit(left as u64 + 1)).await?;
            found.more |= rows.len() > left;
            found.rows.extend(rows.into_iter().take(left).map(|cells| object(&select, cells)));
        }
        if found.more {
            break;
        }
    }
    Ok(found)
}

fn call(name: &str, row: CallRow, adds: Option<f64>) -> BehindCall {
    BehindCall {
        name: (!name.is_empty()).then(|| name.to_owned()),
        id: row.call_id,
        started_at: row.started_at.map(Into::into),
        direction: row.direction,
        status: row.status,
        caller: row.caller,
        dialed: row.dialed,
        queue: row.queue,
        answered_by: row.answered_by,
        adds,
    }
}

/// A row as an object: moments RFC 3339, durations seconds; the stream's number and bytes are left out.
fn object(select: &callcenter_store::Select, cells: Vec<Value>) -> Map<String, Json> {
    let columns = select.table.columns.iter().zip(cells);
    let shown = columns.filter(|(column, _)| column.name != "stream" && column.kind != Kind::Bytes);
    shown
        .map(|(column, cell)| {
            let shown = match (column.kind, cell) {
                (Kind::Moment, Value::Int(at)) => {
                    Json::from(Instant::from(Timestamp::from_micros(at)).to_string())
                }
                (Kind::Span, Value::Int(span)) => {
                    Json::from(Span::from_micros(span).as_micros() as f64 / 1e6)
                }
                (Kind::Flag, Value::Int(flag)) => Json::from(flag != 0),
                (_, Value::Int(number)) => Json::from(number),
                (_, Value::Text(text)) => Json::from(text),
                (_, Value::Null | Value::Bytes(_)) => Json::Null,
            };
            (column.name.to_owned(), shown)
        })
        .collect()
}

const _: () = assert!(NAMES_MAX < PAGE_ROWS_MAX as usize, "an answer has room for a call of each name");
