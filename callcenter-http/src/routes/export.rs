//! Calls, and all that belongs to them, as files of any size (F-113).

use std::io::{self, Write};

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use callcenter_store::export::{
    Columns, CsvSheet, CsvStyle, ExportError, JsonLines, Plan, Sheet, Wanted, XlsxSheet, export, exported,
};
use futures::channel::mpsc;
use futures::executor::block_on;
use futures::{SinkExt, StreamExt};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use tracing::warn;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Watch};
use crate::calls::told;
use crate::extract::Query;
use crate::figures::asked as wrong;
use crate::page::{Problems, known, words};
use crate::problem::Problem;
use crate::shown::{Direction, Status};
use crate::site::Site;
use crate::when::When;

/// Bytes that are sent together.
const PIECE_BYTES: usize = 64 << 10;

/// Pieces that wait for a slow client; then the export waits too.
const PIECES_MAX: usize = 4;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(calls_export))
}

/// What is exported.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportAsked {
    /// As what.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// What: `calls`, or what belongs to them: `visits`, `attempts`, `talks`, `transfers`, `holds`, `parkings`, `recordings`, `legs`,
    /// `bridge_segments`; or `agent_sessions`, `agent_spans`, `pauses`, `device_states`, `gaps`.
    #[param(example = "calls")]
    table: Option<String>,
    /// Only these columns, in this order; with commas.
    columns: Option<String>,
    /// Begun at or after this moment: RFC 3339, or a local date or time of `tz`.
    from: Option<String>,
    /// Begun before this moment.
    until: Option<String>,
    /// The time zone of local times and of the file's moments; without it the site's.
    #[param(example = "Europe/Berlin")]
    tz: Option<String>,
    /// Queues; several with commas.
    queue: Option<String>,
    /// Agents; several with commas.
    agent: Option<String>,
    /// How the call ended; several with commas.
    status: Option<String>,
    /// Directions; several with commas.
    direction: Option<String>,
}

/// As what rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// A sheet (RFC 4180), guarded against formulas.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
    /// One JSON object a line.
    Jsonl,
}

impl Format {
    fn kind(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Jsonl => "application/jsonl",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Jsonl => "jsonl",
        }
    }
}

/// Calls, or what belongs to them, as a file. It is sent while it is made: a file that breaks off was not whole.
#[utoipa::path(get, path = "/api/calls/export", tag = "reports", params(ExportAsked),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "The file", content(
        (String = "text/csv"),
        (String = "application/jsonl"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
async fn calls_export(
    by: By<Watch>,
    State(site): State<Site>,
    Query(asked): Query<ExportAsked>,
) -> Result<Response, Problem> {
    let when = When::asked(&site, asked.tz.as_deref()).await?;
    let (mut wanted, columns) = asked.wanted(&when)?;
    let reading = told(&*site.store).await?;
    if reading.is_empty() {
        // No stream at all would mean all of them.
        wanted.streams.push(i64::MIN);
    } else {
        wanted.reading = Some(reading);
    }
    let plan = wanted.plan(columns.clone()).map_err(wrong)?;
    let detail = serde_json::json!({ "format": asked.format, "from": asked.from, "until": asked.until });
    site.audit(&by, "calls.export", wanted.table.name, detail).await?;
    let (sender, pieces) = mpsc::channel(PIECES_MAX);
    let store = std::sync::Arc::clone(&site.store);
    let (format, zone) = (asked.format, when.time_zone().clone());
    let handle = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let mut failed = sender.clone();
        let write = write(Pieces::new(sender), &plan, columns, format, zone, &*store, &handle);
        if let Err(error) = write {
            warn!(%error, "an export broke off");
            // Who asked may have gone.
            let _ = block_on(failed.send(Err(io::Error::other("the export broke off"))));
        }
    });
    let name = format!("attachment; filename=\"{}.{}\"", wanted.table.name, format.ending());
    let headers = [(header::CONTENT_TYPE, format.kind().to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pieces.map(|piece| piece))).into_response())
}

impl ExportAsked {
    fn wanted(&self, when: &When) -> Result<(Wanted, Columns), Problem> {
        let name = self.table.as_deref().unwrap_or("calls");
        let table =
            exported(name).map_err(|why| Problem::Invalid { field: "table", why: why.to_string() })?;
        let named = words("columns", self.columns.as_deref())?;
        let columns = match named.as_slice() {
            [] => Columns::usual(table),
            names => Columns::named(table, names)
                .map_err(|why| Problem::Invalid { field: "columns", why: why.to_string() })?,
        };
        let moment =
            |field, text: &Option<String>| text.as_deref().map(|text| when.moment(field, text)).transpose();
        let wanted = Wanted {
            from: moment("from", &self.from)?,
            until: moment("until", &self.until)?,
            queues: words("queue", self.queue.as_deref())?,
            agents: words("agent", self.agent.as_deref())?,
            statuses: known::<Status>("status", self.status.as_deref())?,
            directions: known::<Direction>("direction", self.direction.as_deref())?,
            ..Wanted::all(table)
        };
        Ok((wanted, columns))
    }
}

/// Writes the file: sheets are written without waiting, so they have a thread of their own.
fn write(
    out: Pieces,
    plan: &Plan,
    columns: Columns,
    format: Format,
    zone: TimeZone,
    store: &dyn callcenter_store::Store,
    handle: &tokio::runtime::Handle,
) -> Result<(), ExportError> {
    let mut sheet: Box<dyn Sheet> = match format {
        Format::Csv => Box::new(CsvSheet::new(out, columns, CsvStyle { zone, ..CsvStyle::default() })?),
        Format::Xlsx => Box::new(XlsxSheet::new(out, columns, zone, &std::env::temp_dir())?),
        Format::Jsonl => Box::new(JsonLines::new(out, columns, zone)),
    };
    handle.block_on(export(store, plan, sheet.as_mut(), |_| ())).map(drop)
}

/// Bytes on their way to a client.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Pieces {
    fn new(sender: mpsc::Sender<io::Result<Bytes>>) -> Self {
        Self { sender, piece: Vec::with_capacity(PIECE_BYTES) }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "who asked has gone");
        futures::executor::block_on(self.sender.send(Ok(piece))).map_err(gone)
    }
}
