//! What people add to calls: what they were about, and notes.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::calls::whose;
use crate::access::{Act, By, Look, Person};
use crate::control::{
    AboutCall, Asked, Disposing, Disposition, IdempotencyKey, Note, Noting, about, dispose, found, note, once,
};
use crate::extract::{Body, Path};
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(set_disposition)).routes(routes!(notes, add_note))
}

impl Site {
    /// Says what a call was about, as somebody who may: an agent of his own calls, a supervisor of any.
    ///
    /// # Errors
    /// [`Problem::Unknown`] when there is no such call of his; [`Problem::Invalid`]; what the store says.
    pub async fn dispose_call(
        &self,
        by: &Person,
        call: &str,
        said: Disposing,
    ) -> Result<Disposition, Problem> {
        dispose(self, by, &whose(by), call, said).await
    }

    /// Adds a note to a call, as somebody who may.
    ///
    /// # Errors
    /// As [`Site::dispose_call`].
    pub async fn add_note(&self, by: &Person, call: &str, said: Noting) -> Result<Note, Problem> {
        note(self, by, &whose(by), call, said).await
    }
}

/// Says what a call was about. Each agent who took part says it for himself; the latest word counts.
#[utoipa::path(put, path = "/api/calls/{id}/disposition", tag = "calls",
    params(("id" = String, Path, description = "The call, by `call_id` or linkedid")),
    security(("session" = ["agent"]), ("token" = ["control"])),
    request_body = Disposing,
    responses((status = 200, description = "It is kept", body = Disposition), Problems))]
async fn set_disposition(
    by: By<Act>,
    State(site): State<Site>,
    Path(id): Path<String>,
    Body(said): Body<Disposing>,
) -> Result<Json<Disposition>, Problem> {
    dispose(&site, &by, &whose(&by), &id, said).await.map(Json)
}

/// What people added to a call: what it was about, and notes.
#[utoipa::path(get, path = "/api/calls/{id}/notes", tag = "calls",
    params(("id" = String, Path, description = "The call, by `call_id` or linkedid")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "What they added", body = AboutCall), Problems))]
async fn notes(
    by: By<Look>,
    State(site): State<Site>,
    Path(id): Path<String>,
) -> Result<Json<AboutCall>, Problem> {
    let call = found(&site, &whose(&by), &id).await?;
    Ok(Json(about(&site, &call.record.call_id).await?))
}

/// Adds a note to a call.
#[utoipa::path(post, path = "/api/calls/{id}/notes", tag = "calls",
    params(("id" = String, Path, description = "The call, by `call_id` or linkedid"), IdempotencyKey),
    security(("session" = ["agent"]), ("token" = ["control"])),
    request_body = Noting,
    responses((status = 200, description = "It is kept", body = Note), Problems))]
async fn add_note(
    by: By<Act>,
    State(site): State<Site>,
    Path(id): Path<String>,
    asked: Asked<Noting>,
) -> Response {
    let (own, person) = (site.clone(), by.clone());
    let work = async move { note(&own, &person, &whose(&person), &id, asked.said).await };
    once(&site, &by, asked.key, work).await
}
