//! Reports of any time, what each figure means, and the calls behind one (F-077 to F-084, F-109 to F-118, F-242, F-244).

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use callcenter_store::report::{Query as Question, Report};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Watch};
use crate::extract::Query;
use crate::figures::{
    Behind, BehindAsked, Definition, ReportAsked, ReportBody, ReportFormat, Whose, behind, definitions, run,
};
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(report))
        .routes(routes!(report_s4))
        .routes(routes!(report_s1))
        .routes(routes!(definitions_of))
        .routes(routes!(report_calls))
        .routes(routes!(report_export))
}

/// Which definitions are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DefinitionsAsked {
    /// Whose figures; without it everybody's.
    #[param(inline)]
    scope: Option<Whose>,
}

/// What figures mean.
#[derive(Debug, Serialize, ToSchema)]
struct Definitions {
    /// In the order in which reports have them.
    items: Vec<Definition>,
}

/// A report as a file; the rest as a report is asked for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it is only described: `ReportAsked` reads it")]
struct FormatAsked {
    /// As what.
    #[param(inline)]
    format: Option<ReportFormat>,
}

/// Figures of queues, agents, teams, extensions, trunks or the floor: of any time, in any zone, by any step, compared with
/// another time. What is not over is in it.
#[utoipa::path(get, path = "/api/reports", tag = "reports", params(ReportAsked),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "The report", body = ReportBody), Problems))]
async fn report(
    _by: By<Watch>,
    State(site): State<Site>,
    Query(mut asked): Query<ReportAsked>,
) -> Result<Json<Report>, Problem> {
    asked.only(&[])?;
    Ok(Json(made(&site, &mut asked).await?.1))
}

/// The same as `GET /api/reports`.
#[utoipa::path(get, path = "/api/report", tag = "reports", params(ReportAsked),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "The report", body = ReportBody), Problems))]
async fn report_s4(
    by: By<Watch>,
    state: State<Site>,
    asked: Query<ReportAsked>,
) -> Result<Json<Report>, Problem> {
    report(by, state, asked).await
}

/// The same as `GET /api/reports`.
#[utoipa::path(get, path = "/api/pbx/reporting", tag = "reports", params(ReportAsked),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "The report", body = ReportBody), Problems))]
async fn report_s1(
    by: By<Watch>,
    state: State<Site>,
    asked: Query<ReportAsked>,
) -> Result<Json<Report>, Problem> {
    report(by, state, asked).await
}

/// What each figure means, with its version.
#[utoipa::path(get, path = "/api/reports/definitions", tag = "reports", params(DefinitionsAsked),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "The definitions", body = Definitions), Problems))]
async fn definitions_of(
    _by: By<Watch>,
    Query(asked): Query<DefinitionsAsked>,
) -> Result<Json<Definitions>, Problem> {
    Ok(Json(Definitions { items: definitions(asked.scope) }))
}

/// The calls behind a figure, each with how much it adds; of what does not come from calls, the rows it is made of.
#[utoipa::path(get, path = "/api/reports/calls", tag = "reports", params(BehindAsked, ReportAsked),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "What is behind the figure", body = Behind), Problems))]
async fn report_calls(
    _by: By<Watch>,
    State(site): State<Site>,
    Query(mut asked): Query<ReportAsked>,
) -> Result<Json<Behind>, Problem> {
    asked.only(&["figure", "limit"])?;
    let why = "name a figure; GET /api/reports/definitions lists them".to_owned();
    let figure = asked.figure.clone().ok_or(Problem::Invalid { field: "figure", why })?;
    let (question, report) = made(&site, &mut asked).await?;
    behind(&*site.store, &question, &report, &figure, asked.limit).await.map(Json)
}

/// A report as a file.
#[utoipa::path(get, path = "/api/reports/export", tag = "reports", params(FormatAsked, ReportAsked),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "The file", content(
        (String = "text/csv"), (ReportBody = "application/json"))), Problems))]
async fn report_export(
    by: By<Watch>,
    State(site): State<Site>,
    Query(mut asked): Query<ReportAsked>,
) -> Result<Response, Problem> {
    asked.only(&["format"])?;
    let (_, report) = made(&site, &mut asked).await?;
    site.audit(&by, "report.export", "", serde_json::json!({ "scope": asked.scope })).await?;
    let named = |name: &'static str| (header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    match asked.format.unwrap_or_default() {
        ReportFormat::Json => {
            Ok(([named("attachment; filename=\"report.json\"")], Json(report)).into_response())
        }
        ReportFormat::Csv => {
            let mut sheet = Vec::new();
            report.write_csv(&mut sheet).map_err(|_| Problem::Internal)?;
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
            Ok(([kind, named("attachment; filename=\"report.csv\"")], sheet).into_response())
        }
    }
}

async fn made(site: &Site, asked: &mut ReportAsked) -> Result<(Question, Report), Problem> {
    if asked.tz.is_none() {
        asked.tz = Some(site.zone_name().await);
    }
    let board = site.today.board(&*site.desk, &*site.store).await?;
    let teams = match asked.scope {
        Whose::Teams => teams(site).await?,
        _ => BTreeMap::new(),
    };
    let question = asked.query(&board, &teams)?;
    let report = run(&*site.store, &question).await?;
    Ok((question, report))
}

/// The teams that are defined here: by name, the phones of their agents, whose keys agents have.
async fn teams(site: &Site) -> Result<BTreeMap<String, BTreeSet<String>>, Problem> {
    let defined = site.floor.all().await?;
    let mut teams: BTreeMap<String, BTreeSet<String>> =
        defined.teams.keys().map(|team| (team.clone(), BTreeSet::new())).collect();
    let agents = defined.agents.values().map(|kept| &kept.definition);
    let of_agents = agents.filter_map(|agent| Some((agent.team.as_ref()?, agent.extension.as_ref()?)));
    let extensions = defined.extensions.values().map(|kept| &kept.definition);
    let of_extensions = extensions.filter_map(|own| Some((own.team.as_ref()?, &own.number)));
    for (team, number) in of_agents.chain(of_extensions) {
        teams.entry(team.clone()).or_default().insert(number.clone());
    }
    Ok(teams)
}
