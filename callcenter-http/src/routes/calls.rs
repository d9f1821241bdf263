//! Calls that are over or live (F-210 to F-212, F-241).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Look, Person, Role};
use crate::calls::{
    CallItem, CallsAsked, Details, Live, LiveCalls, Whose, details, find, list, takes_part, told,
};
use crate::control::about;
use crate::extract::{Path, Query};
use crate::page::{Page, Problems};
use crate::problem::Problem;
use crate::shown::Record;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(calls))
        .routes(routes!(calls_alias))
        .routes(routes!(live))
        .routes(routes!(call))
        .routes(routes!(call_alias))
        .routes(routes!(call_details))
}

/// Calls, the newest first: those that are over and those that live. An agent sees his own.
#[utoipa::path(get, path = "/api/calls", tag = "calls", params(CallsAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of calls", body = Page<CallItem>), Problems))]
async fn calls(
    by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<CallsAsked>,
) -> Result<Json<Page<CallItem>>, Problem> {
    page(&site, &by, asked).await.map(Json)
}

/// The same as `GET /api/calls`.
#[utoipa::path(get, path = "/api/call", tag = "calls", params(CallsAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of calls", body = Page<CallItem>), Problems))]
async fn calls_alias(
    by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<CallsAsked>,
) -> Result<Json<Page<CallItem>>, Problem> {
    page(&site, &by, asked).await.map(Json)
}

/// The calls that live now, in order of their beginning. An agent sees his own.
#[utoipa::path(get, path = "/api/calls/live", tag = "calls",
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "Calls that live", body = Live), Problems))]
async fn live(by: By<Look>, State(site): State<Site>) -> Response {
    match whose(&by) {
        Whose::Everybody => {
            ([(header::CONTENT_TYPE, "application/json")], site.live_calls.all(&*site.desk)).into_response()
        }
        Whose::Own(own) => Json(LiveCalls::of(&*site.desk, |call| takes_part(call, &own))).into_response(),
        Whose::Nobody => Json(LiveCalls::of(&*site.desk, |_| false)).into_response(),
    }
}

/// A call's record, by its identity or linkedid: from the engine while it lives, else from the store.
#[utoipa::path(get, path = "/api/calls/{id}", tag = "calls",
    params(("id" = String, Path, description = "The call's identity, or its linkedid")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The call", body = Record), Problems))]
async fn call(
    by: By<Look>,
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Json<Record>, Problem> {
    Ok(Json(one(&site, &by, &id).await?.record.into()))
}

/// The same as `GET /api/calls/{id}`.
#[utoipa::path(get, path = "/api/call/{id}", tag = "calls",
    params(("id" = String, Path, description = "The call's identity, or its linkedid")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The call", body = Record), Problems))]
async fn call_alias(
    by: By<Look>,
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Json<Record>, Problem> {
    Ok(Json(one(&site, &by, &id).await?.record.into()))
}

/// All that is known of a call: record, legs, bridge segments, way through the dialplan, who had the caller, timeline.
#[utoipa::path(get, path = "/api/calls/{id}/details", tag = "calls",
    params(("id" = String, Path, description = "The call's identity, or its linkedid")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The call and all that happened in it", body = Details), Problems))]
async fn call_details(
    by: By<Look>,
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Json<Details>, Problem> {
    let found = one(&site, &by, &id).await?;
    let about = about(&site, &found.record.call_id).await?;
    Ok(Json(details(&*site.store, found, about).await?))
}

/// Whose calls somebody may see.
pub(super) fn whose(person: &Person) -> Whose {
    match (&person.agent, person.role >= Role::Supervisor) {
        (_, true) => Whose::Everybody,
        (Some(agent), false) => Whose::Own(agent.as_str().to_owned()),
        (None, false) => Whose::Nobody,
    }
}

async fn page(site: &Site, by: &Person, mut asked: CallsAsked) -> Result<Page<CallItem>, Problem> {
    if asked.tz.is_none() {
        asked.tz = Some(site.zone_name().await);
    }
    let reading = told(&*site.store).await?;
    list(&*site.store, &reading, &asked, &whose(by)).await
}

async fn one(site: &Site, by: &Person, id: &str) -> Result<crate::calls::Found, Problem> {
    let reading = told(&*site.store).await?;
    find(&*site.desk, &*site.store, &reading, id, &whose(by), site.clock.now()).await
}
