//! Extensions and their secrets (F-190, F-191, F-215 to F-217).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::request::{IfMatch, Paging, list, located, told};
use crate::access::{Act, By, Manage, Person, Watch};
use crate::extract::{Body, Path, Query};
use crate::floor::{Agent, Extension};
use crate::page::{Page, Problems};
use crate::problem::Problem;
use crate::routes::softphone::{NOT_CONFIGURED, own_extension};
use crate::site::Site;
use crate::softphone::TurnServer;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(create_extension))
        .routes(routes!(extensions_defined))
        .routes(routes!(extension))
        .routes(routes!(replace_extension))
        .routes(routes!(delete_extension))
        .routes(routes!(rotate_secret))
        .routes(routes!(credentials))
}

/// An extension with its secret, which is not shown again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ExtensionWithSecret {
    /// The extension.
    extension: Extension,
    /// By which name its phone logs in.
    sip_user: String,
    /// With which secret.
    secret: String,
}

/// What a phone logs in with.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Credentials {
    /// The extension's number; `sip:<number>@<switch>` is its address.
    extension: String,
    /// The name to show.
    name: String,
    /// By which name it logs in.
    sip_user: String,
    /// With which secret.
    secret: String,
    /// Whether it is a phone in a browser.
    webrtc: bool,
    /// Servers that tell a phone in a browser its address.
    stun_servers: Vec<String>,
    /// Servers that pass voices on where nothing else gets through.
    turn_servers: Vec<Turn>,
    /// Where the phone in the browser speaks SIP, at this server: `/sip`. `null`: nowhere, and `why` says why.
    websocket: Option<&'static str>,
    /// Why not.
    why: Option<&'static str>,
    /// What stands behind the `@` in its address, and in those of others.
    domain: String,
}

/// A server that passes voices on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Turn {
    /// `turn:turn.example.com:3478`.
    url: String,
    /// Who we are there.
    user: String,
    /// With which secret.
    secret: String,
}

/// Makes an extension. Its secret is in the answer, and is not shown again.
#[utoipa::path(post, path = "/api/extensions", tag = "extensions", request_body = Extension,
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 201, description = "It is made", body = ExtensionWithSecret), Problems))]
async fn create_extension(
    by: By<Manage>,
    State(site): State<Site>,
    Body(extension): Body<Extension>,
) -> Result<Response, Problem> {
    let (kept, secret) = site.floor.create_extension(&by, extension).await?;
    let extension = kept.definition.clone();
    let sip_user = extension.login().to_owned();
    let body = Json(ExtensionWithSecret { extension, sip_user, secret });
    Ok(located(&kept, "/api/extensions/{}", unkept(body)))
}

/// All extensions that are defined, by number; how they stand says `GET /api/extensions`.
#[utoipa::path(get, path = "/api/definitions/extensions", tag = "extensions", params(Paging),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of them", body = Page<Extension>), Problems))]
async fn extensions_defined(
    _: By<Watch>,
    State(site): State<Site>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Extension>>, Problem> {
    list(&site.floor, &paging).await
}

/// An extension as it is defined; its revision is the `ETag`.
#[utoipa::path(get, path = "/api/extensions/{number}", tag = "extensions",
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    params(("number" = String, Path, description = "Its number")),
    responses((status = 200, description = "As it is defined", body = Extension), Problems))]
async fn extension(
    _: By<Watch>,
    State(site): State<Site>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    Ok(told(&site.floor.get::<Extension>(&number).await?))
}

/// Changes an extension: what is not said is as if it were new, but for its secret, which stays. Its number stays.
#[utoipa::path(put, path = "/api/extensions/{number}", tag = "extensions", request_body = Extension,
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    params(("number" = String, Path, description = "Its number"),
        ("If-Match" = Option<String>, Header, description = "Only if it is still this `ETag`")),
    responses((status = 200, description = "As it is now", body = Extension), Problems))]
async fn replace_extension(
    by: By<Manage>,
    State(site): State<Site>,
    Path(number): Path<String>,
    IfMatch(meant): IfMatch,
    Body(extension): Body<Extension>,
) -> Result<Response, Problem> {
    Ok(told(&site.floor.replace(&by, &number, meant, extension).await?))
}

/// Takes an extension away that nothing else needs, with its secret.
#[utoipa::path(delete, path = "/api/extensions/{number}", tag = "extensions",
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    params(("number" = String, Path, description = "Its number"),
        ("If-Match" = Option<String>, Header, description = "Only if it is still this `ETag`")),
    responses((status = 204, description = "It is gone"), Problems))]
async fn delete_extension(
    by: By<Manage>,
    State(site): State<Site>,
    Path(number): Path<String>,
    IfMatch(meant): IfMatch,
) -> Result<StatusCode, Problem> {
    site.floor.delete::<Extension>(&by, &number, meant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an extension a new secret. It is in the answer, and is not shown again; it holds for the switch once the
/// configuration is applied.
#[utoipa::path(post, path = "/api/extensions/{number}/secret", tag = "extensions",
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    params(("number" = String, Path, description = "Its number")),
    responses((status = 200, description = "The new secret", body = ExtensionWithSecret), Problems))]
async fn rotate_secret(
    by: By<Manage>,
    State(site): State<Site>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    site.audit(&by, "extension.secret", &number, json!({})).await?;
    let (kept, secret) = site.floor.rotate(&by, &number).await?;
    let sip_user = kept.definition.login().to_owned();
    Ok(unkept(Json(ExtensionWithSecret { extension: kept.definition, sip_user, secret })))
}

/// What one's own phone logs in with: for the phone in the browser. Each time is written down.
#[utoipa::path(post, path = "/api/extensions/{number}/credentials", tag = "extensions",
    security(("session" = ["agent"]), ("token" = ["control"])),
    params(("number" = String, Path, description = "One's own extension, or `own`")),
    responses((status = 200, description = "Name and secret", body = Credentials), Problems))]
async fn credentials(
    by: By<Act>,
    State(site): State<Site>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let number = match number.as_str() {
        "own" => own_extension(&site, &by).await?.map(|own| own.number).ok_or_else(|| {
            Problem::Missing(
                "no extension is defined that is yours: yours is a phone on a desk, or none".to_owned(),
            )
        })?,
        _ => number,
    };
    if !is_owner(&site, &by, &number).await? {
        return Err(Problem::Forbidden(format!(
            "extension {number} is not yours: only its own agent is told its secret; an administrator can set a new one"
        )));
    }
    let kept = site.floor.get::<Extension>(&number).await?;
    let extension = kept.definition;
    if !extension.enabled {
        return Err(Problem::Conflict(format!("extension {number} is out of use")));
    }
    site.audit(&by, "extension.credentials", &number, json!({})).await?;
    let Some((secret, _)) = site.floor.secret(&number).await? else {
        return Err(Problem::Conflict(format!(
            "extension {number} has no secret: an administrator can set one"
        )));
    };
    let stun_servers = site.floor.all().await?.house().stun_servers;
    let softphone = site.softphone.config();
    let why = match (extension.webrtc, &softphone.websocket) {
        (false, _) => {
            Some("the extension is no phone in a browser: an administrator can make it one (webrtc)")
        }
        (true, None) => Some(NOT_CONFIGURED),
        (true, Some(_)) => None,
    };
    let turn = |server: &TurnServer| Turn {
        url: server.url.clone(),
        user: server.user.clone(),
        secret: server.secret.told().to_owned(),
    };
    Ok(unkept(Json(Credentials {
        websocket: why.is_none().then_some("/sip"),
        why,
        domain: softphone.domain(),
        turn_servers: softphone.turn.iter().map(turn).collect(),
        sip_user: extension.login().to_owned(),
        extension: extension.number,
        name: extension.name,
        secret: secret.to_string(),
        webrtc: extension.webrtc,
        stun_servers,
    })))
}

/// Whether an extension is somebody's own: he is its agent, by its number or by his login.
async fn is_owner(site: &Site, by: &Person, number: &str) -> Result<bool, Problem> {
    let Some(agent) = &by.agent else { return Ok(false) };
    if agent.as_str() == number {
        return Ok(true);
    }
    let agent = site.floor.find::<Agent>(agent.as_str()).await?;
    Ok(agent.is_some_and(|agent| {
        agent.definition.enabled && agent.definition.extension.as_deref() == Some(number)
    }))
}

/// An answer that no browser and no proxy keeps.
fn unkept(body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
