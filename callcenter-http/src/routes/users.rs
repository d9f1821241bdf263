//! Users, as administrators see them.

use axum::Json;
use axum::extract::State;
use axum::http::header::{ETAG, IF_MATCH, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Inspect, Manage, NewUser, Role, Secret, User, UserChange, UserPage};
use crate::extract::{Body, Path, Query};
use crate::page::{Problems, after, cursor, rows_wanted};
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, replace, change, delete))
        .routes(routes!(end_sessions))
}

/// Which users.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// A text in the login, the name, the address or the agent.
    #[param(max_length = 120)]
    q: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// A user as he is to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WholeUser {
    /// The login name.
    #[schema(min_length = 1, max_length = 64)]
    login: String,
    /// The name to show.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// The address for mail.
    #[serde(default)]
    #[schema(max_length = 254)]
    email: Option<String>,
    /// What the user is.
    role: Role,
    /// The agent that the user is on the floor.
    #[serde(default)]
    #[schema(max_length = 120)]
    agent: Option<String>,
    /// Whether the user is kept out.
    #[serde(default)]
    disabled: bool,
    /// Another password; without it the one there is stays.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 10, max_length = 128, write_only)]
    password: Option<Secret>,
}

/// Users by login.
#[utoipa::path(get, path = "/api/users", tag = "users", params(Wanted),
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of them", body = UserPage), Problems))]
pub(crate) async fn list(
    State(site): State<Site>,
    _: By<Inspect>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<UserPage>, Problem> {
    let limit = rows_wanted(wanted.limit)?;
    let behind: Option<String> = wanted.cursor.as_deref().map(after).transpose()?;
    for text in wanted.q.iter().chain(&behind) {
        if text.chars().count() > 120 || text.contains('\0') {
            return Err(Problem::Invalid {
                field: "q",
                why: "at most 120 characters are looked for".to_owned(),
            });
        }
    }
    let mut page = site.access.users(wanted.q.as_deref(), behind.as_deref(), limit).await?;
    page.next = page.next.map(|login| cursor(&login));
    Ok(Json(page))
}

/// Makes a user.
#[utoipa::path(post, path = "/api/users", tag = "users", request_body = NewUser,
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 201, description = "Made; Location says where", body = User), Problems))]
pub(crate) async fn create(
    State(site): State<Site>,
    by: By<Manage>,
    Body(new): Body<NewUser>,
) -> Result<impl IntoResponse, Problem> {
    site.audit(&by, "user.create", &new.login, json!({ "role": new.role, "agent": new.agent })).await?;
    let user = site.access.create_user(new).await?;
    let place =
        HeaderValue::from_str(&format!("/api/users/{}", user.id)).expect("an id is letters and digits");
    Ok((StatusCode::CREATED, AppendHeaders([(LOCATION, place), (ETAG, tag(&user))]), Json(user)))
}

/// A user.
#[utoipa::path(get, path = "/api/users/{id}", tag = "users", params(("id" = String, Path, description = "The user's id")),
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "The user; the ETag is for If-Match", body = User), Problems))]
pub(crate) async fn one(
    State(site): State<Site>,
    _: By<Inspect>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    Ok(told(site.access.user(&checked(id)?).await?))
}

/// Changes a user, whole: what is left out is taken away, the password and the identity provider's subject aside.
#[utoipa::path(put, path = "/api/users/{id}", tag = "users", request_body = WholeUser,
    params(("id" = String, Path, description = "The user's id"),
        ("If-Match" = Option<String>, Header, description = "Only if the user still has this ETag")),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 200, description = "As it is now", body = User), Problems))]
pub(crate) async fn replace(
    State(site): State<Site>,
    by: By<Manage>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(whole): Body<WholeUser>,
) -> Result<impl IntoResponse, Problem> {
    let change = UserChange {
        login: Some(whole.login),
        name: Some(whole.name),
        email: Some(whole.email),
        role: Some(whole.role),
        agent: Some(whole.agent),
        disabled: Some(whole.disabled),
        password: whole.password,
        // As the password, it is nothing that a form shows whole.
        subject: None,
    };
    changed(&site, &by, id, &headers, change).await
}

/// Changes some of a user; what is left out stays.
#[utoipa::path(patch, path = "/api/users/{id}", tag = "users", request_body = UserChange,
    params(("id" = String, Path, description = "The user's id"),
        ("If-Match" = Option<String>, Header, description = "Only if the user still has this ETag")),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 200, description = "As it is now", body = User), Problems))]
pub(crate) async fn change(
    State(site): State<Site>,
    by: By<Manage>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(change): Body<UserChange>,
) -> Result<impl IntoResponse, Problem> {
    changed(&site, &by, id, &headers, change).await
}

async fn changed(
    site: &Site,
    by: &By<Manage>,
    id: String,
    headers: &HeaderMap,
    change: UserChange,
) -> Result<impl IntoResponse + use<>, Problem> {
    let (id, version) = (checked(id)?, wanted_version(headers)?);
    let detail = json!({
        "login": change.login, "name": change.name, "email": change.email, "role": change.role, "agent": change.agent,
        "disabled": change.disabled, "password": change.password.is_some(), "subject": change.subject,
    });
    site.audit(by, "user.change", &id, detail).await?;
    Ok(told(site.access.change_user(&id, version, change).await?))
}

/// Removes a user, with sessions and tokens.
#[utoipa::path(delete, path = "/api/users/{id}", tag = "users",
    params(("id" = String, Path, description = "The user's id"),
        ("If-Match" = Option<String>, Header, description = "Only if the user still has this ETag")),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 204, description = "Removed"), Problems))]
pub(crate) async fn delete(
    State(site): State<Site>,
    by: By<Manage>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let (id, version) = (checked(id)?, wanted_version(&headers)?);
    site.audit(&by, "user.delete", &id, json!({})).await?;
    site.access.delete_user(&id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every session of a user.
#[utoipa::path(delete, path = "/api/users/{id}/sessions", tag = "users",
    params(("id" = String, Path, description = "The user's id")),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 204, description = "The user has to log in again"), Problems))]
pub(crate) async fn end_sessions(
    State(site): State<Site>,
    by: By<Manage>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = checked(id)?;
    site.audit(&by, "user.end_sessions", &id, json!({})).await?;
    site.access.end_sessions(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn told(user: User) -> impl IntoResponse + use<> {
    (AppendHeaders([(ETAG, tag(&user))]), Json(user))
}

fn tag(user: &User) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{}\"", user.version)).expect("a number is a header")
}

/// Which version a change is for; nothing: any.
fn wanted_version(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    // Another form was never given out, so it is of no user as he is.
    text.trim_matches('"').parse().map(Some).map_err(|_| Problem::Changed)
}

/// An id that a database can be asked for.
fn checked(id: String) -> Result<String, Problem> {
    if id.len() > 64 || id.chars().any(char::is_control) {
        return Err(Problem::Unknown { what: "user", id: id.chars().take(64).collect() });
    }
    Ok(id)
}
