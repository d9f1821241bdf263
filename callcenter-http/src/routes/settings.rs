//! What an administrator decides, and work that takes its time.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callcenter_core::view::{self, EndpointKind};
use serde::Serialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Inspect, Manage, Watch};
use crate::control::{Job, Settings, SettingsChange, change_settings, settings};
use crate::extract::{Body, Path};
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(read, change))
        .routes(routes!(found))
        .routes(routes!(reconclude))
        .routes(routes!(jobs))
        .routes(routes!(job))
        .routes(routes!(cancel))
}

/// What is decided, section by section.
#[utoipa::path(get, path = "/api/settings", tag = "settings",
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "What is decided; the `ETag` changes with it", body = Settings), Problems))]
async fn read(_by: By<Inspect>, State(site): State<Site>) -> Result<Response, Problem> {
    shown(settings(&site).await?)
}

/// Decides otherwise. A section that is left out stays as it is, one that is given is replaced as a whole. Whether the switch is
/// controlled, and which endpoints are trunks and extensions, holds when the link has been opened anew: a gap of a moment.
#[utoipa::path(put, path = "/api/settings", tag = "settings",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: what somebody else changed since then is not overwritten")),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    request_body = SettingsChange,
    responses((status = 200, description = "What is decided now", body = Settings), Problems))]
async fn change(
    by: By<Manage>,
    State(site): State<Site>,
    headers: HeaderMap,
    Body(change): Body<SettingsChange>,
) -> Result<Response, Problem> {
    let seen = headers.get(header::IF_MATCH).map(|seen| {
        let seen = seen.to_str().unwrap_or_default().trim_matches('"');
        // What is no number of ours was never the ETag of anything.
        seen.parse().unwrap_or(-1)
    });
    shown(change_settings(&site, &by, change, seen).await?)
}

fn shown((settings, revision): (Settings, i64)) -> Result<Response, Problem> {
    Ok(([(header::ETAG, format!("\"{revision}\""))], Json(settings)).into_response())
}

/// What was found at the switch.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FoundEndpoints {
    /// Endpoints that were seen, by name, at most 5,000.
    endpoints: Vec<FoundEndpoint>,
    /// Whether there are more.
    truncated: bool,
}

/// An endpoint that was seen.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FoundEndpoint {
    /// Its name.
    name: String,
    /// What it is taken for.
    is: EndpointIs,
    /// Why, in words.
    why: &'static str,
    /// Calls that live on it.
    live_legs: u32,
}

/// What an endpoint is taken for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndpointIs {
    /// A way to the outside.
    Trunk,
    /// A person's phone.
    Extension,
}

/// Endpoints that were seen, what each is taken for, and why. What is wrong is corrected in the settings, section `switch`.
#[utoipa::path(get, path = "/api/settings/found", tag = "settings",
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "What was found", body = FoundEndpoints), Problems))]
async fn found(_by: By<Inspect>, State(site): State<Site>) -> Json<FoundEndpoints> {
    let mut rows = site.desk.read(|moment| view::endpoints(moment.state));
    let truncated = rows.len() > crate::control::LIST_MAX;
    rows.truncate(crate::control::LIST_MAX);
    let endpoints = rows
        .into_iter()
        .map(|row| {
            let (is, why) = match row.kind {
                EndpointKind::ToldTrunk => (EndpointIs::Trunk, "the settings say so"),
                EndpointKind::ToldExtension => (EndpointIs::Extension, "the settings say so"),
                EndpointKind::Member => (EndpointIs::Extension, "a queue rings it"),
                EndpointKind::Digits => (EndpointIs::Extension, "its name is all digits"),
                EndpointKind::Other => (EndpointIs::Trunk, "no queue rings it, and its name is no number"),
            };
            FoundEndpoint { name: row.endpoint.to_string(), is, why, live_legs: row.live_legs }
        })
        .collect();
    Json(FoundEndpoints { endpoints, truncated })
}

/// Concludes history anew by how the switch is set up now, from what it said: trunks that were found to be extensions, for
/// instance. What was concluded before stays beside it. It takes its time: look at the job.
#[utoipa::path(post, path = "/api/settings/reconclude", tag = "settings",
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 202, description = "It has begun; `Location` says where to look", body = Job), Problems))]
async fn reconclude(by: By<Manage>, State(site): State<Site>) -> Result<Response, Problem> {
    site.audit(&by, "history.reconclude", &site.desk.stream().switch, json!({ "setup": site.desk.setup() }))
        .await?;
    let job = site.control.jobs.reconclude(&site, &by.login)?;
    let location = [(header::LOCATION, format!("/api/jobs/{}", job.id))];
    Ok((StatusCode::ACCEPTED, location, Json(job)).into_response())
}

/// Jobs, the latest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct JobList {
    /// The jobs.
    items: Vec<Job>,
}

/// Work that takes its time, the latest first.
#[utoipa::path(get, path = "/api/jobs", tag = "settings",
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "The jobs since the program began, at most 50", body = JobList), Problems))]
async fn jobs(_by: By<Watch>, State(site): State<Site>) -> Json<JobList> {
    Json(JobList { items: site.control.jobs.all() })
}

/// A job, as it stands.
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "settings",
    params(("id" = String, Path, description = "The job")),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "The job", body = Job), Problems))]
async fn job(_by: By<Watch>, State(site): State<Site>, Path(id): Path<String>) -> Result<Json<Job>, Problem> {
    site.control.jobs.get(&id).map(Json)
}

/// Ends a job that works. What it had done so far is not kept as whole.
#[utoipa::path(post, path = "/api/jobs/{id}/cancel", tag = "settings",
    params(("id" = String, Path, description = "The job")),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 200, description = "The job, ended", body = Job), Problems))]
async fn cancel(
    by: By<Manage>,
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Json<Job>, Problem> {
    site.control.jobs.get(&id)?;
    site.audit(&by, "job.cancel", &id, json!({})).await?;
    site.control.jobs.cancel(&id, site.clock.now()).map(Json)
}
