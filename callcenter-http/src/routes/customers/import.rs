//! Customers from and to files.

use axum::Json;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::TryStreamExt;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_util::io::{StreamReader, SyncIoBridge};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Inspect, Manage};
use crate::customers::file::{ImportReport, Importer, Line, Mapping, Run, export, read};
use crate::extract::Query;
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;

/// Lines between who reads and who writes.
const LINES_AHEAD: usize = 1_000;

pub(super) fn routes() -> OpenApiRouter<Site> {
    // What is read has its own limit, and is never held as a whole.
    OpenApiRouter::new()
        .routes(routes!(import))
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(export_all))
}

/// How a file is read.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportQuery {
    /// Only say what would be done.
    #[serde(default)]
    dry_run: bool,
    /// What columns are whose names say nothing: `Rufname:name,Durchwahl:phone`; `-` passes one over.
    #[serde(default)]
    #[param(max_length = 2000)]
    map: String,
}

/// What comes from the file.
enum Told {
    Header(Mapping),
    Line(Box<Line>),
}

/// Takes customers from a CSV file. Lines that are wrong are told with their numbers, the others are taken; the same file
/// again changes nothing.
#[utoipa::path(post, path = "/api/customers/import", tag = "customers", params(ImportQuery),
    request_body(content = String, content_type = "text/csv", description = "CSV in UTF-8; the first line names the columns"),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 200, description = "What became of each line", body = ImportReport), Problems))]
async fn import(
    State(site): State<Site>,
    by: By<Manage>,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Json<ImportReport>, Problem> {
    let run = if query.dry_run { Run::Dry } else { Run::Keep };
    site.audit(&by, "customer.import", "", json!({ "dry_run": query.dry_run })).await?;
    let body = request.into_body().into_data_stream().map_err(std::io::Error::other);
    let (lines, mut told) = mpsc::channel(LINES_AHEAD);
    let reading = tokio::task::spawn_blocking(move || {
        let input = SyncIoBridge::new(StreamReader::new(body));
        let header = |mapping: &Mapping| lines.blocking_send(Told::Header(mapping.clone())).is_ok();
        read(input, &query.map, header, |line| lines.blocking_send(Told::Line(Box::new(line))).is_ok())
    });
    let mut importer = Importer::new(site.customers.directory(), run, site.clock.now());
    while let Some(told) = told.recv().await {
        match told {
            Told::Header(mapping) => importer.header(&mapping),
            Told::Line(line) => importer.take(*line).await?,
        }
    }
    let read = reading.await.map_err(|_| Problem::Internal)?;
    let report = importer.finish().await?;
    match read {
        Ok(()) => Ok(Json(report)),
        Err(why) if why.contains("larger than") => Err(Problem::TooLarge(after(&why, &report))),
        Err(why) => Err(Problem::Malformed(after(&why, &report))),
    }
}

/// What is wrong with a file, and what was done before that was met.
fn after(why: &str, report: &ImportReport) -> String {
    match report.created + report.changed {
        0 => why.to_owned(),
        _ => {
            format!("{why} ({} customers were put in and {} changed before)", report.created, report.changed)
        }
    }
}

/// All customers as CSV, in which no text begins a formula; the import takes it again.
#[utoipa::path(get, path = "/api/customers/export", tag = "customers",
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "All of them", body = String, content_type = "text/csv"), Problems))]
async fn export_all(State(site): State<Site>, by: By<Inspect>) -> Result<Response, Problem> {
    site.audit(&by, "customer.export", "", json!({})).await?;
    let stream = async_stream(site);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"customers.csv\""),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}

/// The pieces of the file; whoever reads them slowly holds nobody up.
fn async_stream(site: Site) -> impl futures::Stream<Item = Result<Vec<u8>, std::io::Error>> + Send {
    let (pieces, told) = mpsc::channel(4);
    tokio::spawn(async move {
        let all = export(site.customers.directory()).map_err(|why| std::io::Error::other(why.to_string()));
        futures::pin_mut!(all);
        while let Some(piece) = all.try_next().await.transpose() {
            if pieces.send(piece).await.is_err() {
                return;
            }
        }
    });
    futures::stream::unfold(told, |mut told| async move { told.recv().await.map(|piece| (piece, told)) })
}
