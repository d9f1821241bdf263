//! Tokens by which programs are known.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{ApiToken, By, NewToken, Own, Role};
use crate::extract::{Body, Path, Query};
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(delete))
}

/// Whose tokens.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Everybody's: for administrators.
    #[serde(default)]
    all: bool,
}

/// Tokens, without their secrets.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Tokens {
    /// The latest first.
    items: Vec<ApiToken>,
}

/// A token that was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct MadeToken {
    /// The token.
    #[serde(flatten)]
    token: ApiToken,
    /// What to send as `Authorization: Bearer …`. It is told this once.
    secret: String,
}

/// One's own tokens; administrators see everybody's with `?all=true`.
#[utoipa::path(get, path = "/api/tokens", tag = "account", params(Wanted), security(("session" = ["agent"])),
    responses((status = 200, description = "The latest first", body = Tokens), Problems))]
pub(crate) async fn list(
    State(site): State<Site>,
    by: By<Own>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Tokens>, Problem> {
    if wanted.all && by.role < Role::Administrator {
        return Err(Problem::Forbidden("only administrators see everybody's tokens".to_owned()));
    }
    let whose = (!wanted.all).then_some(by.id.as_str());
    Ok(Json(Tokens { items: site.access.tokens(whose).await? }))
}

/// Makes a token of one's own. Its secret is in this answer and nowhere else.
#[utoipa::path(post, path = "/api/tokens", tag = "account", request_body = NewToken, security(("session" = ["agent"])),
    responses((status = 201, description = "Made", body = MadeToken), Problems))]
pub(crate) async fn create(
    State(site): State<Site>,
    by: By<Own>,
    Body(new): Body<NewToken>,
) -> Result<(StatusCode, Json<MadeToken>), Problem> {
    let detail = json!({ "scopes": new.scopes, "role": new.role, "days": new.days });
    site.audit(&by, "token.create", &new.name, detail).await?;
    let (token, secret) = site.access.create_token(&by, new).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { token, secret: secret.to_string() })))
}

/// Deletes a token: one's own; an administrator anybody's.
#[utoipa::path(delete, path = "/api/tokens/{id}", tag = "account", security(("session" = ["agent"])),
    params(("id" = String, Path, description = "The token's id, as the list tells it")),
    responses((status = 204, description = "It lets nobody in any more"), Problems))]
pub(crate) async fn delete(
    State(site): State<Site>,
    by: By<Own>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let whose = (by.role < Role::Administrator).then_some(by.id.as_str());
    site.audit(&by, "token.delete", &id, json!({})).await?;
    site.access.delete_token(whose, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
