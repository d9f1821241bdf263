//! Logging in and out, and one's own account.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{
    Browser, By, COOKIE, LoggedIn, Look, NewUser, Origin, Own, Person, Role, Secret, Session, User,
    UserChange, Via, cookie, csrf, from_our_pages, session_cookie, session_end,
};
use crate::clock::Utc;
use crate::extract::{Body, Path};
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(log_in))
        .routes(routes!(me))
        .routes(routes!(log_out))
        .routes(routes!(register))
        .routes(routes!(set_up))
        .routes(routes!(change_password))
        .routes(routes!(sessions, end_sessions))
        .routes(routes!(end_session))
}

/// Who wants in.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// The login name; `username` is understood too.
    #[serde(alias = "username")]
    #[schema(max_length = 64, example = "alice")]
    login: String,
    /// The password.
    #[schema(value_type = String, max_length = 128, write_only)]
    password: Secret,
}

/// Who is in, and what for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Me {
    /// Who.
    user: Myself,
    /// What the user may, by the words of the documentation.
    permissions: Vec<&'static str>,
    /// To be sent as `X-CSRF-Token` with everything that changes something; absent with a token, which needs none.
    csrf: Option<String>,
    /// When the session ends at the latest; told at its begin.
    expires_at: Option<Utc>,
}

/// The user who asks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Myself {
    /// What the user is known by.
    id: String,
    /// The login name.
    login: String,
    /// The same, for clients that know it by this name.
    username: String,
    /// The name to show.
    name: String,
    /// What the user is.
    role: Role,
    /// The agent that the user is on the floor.
    agent: Option<String>,
    /// How the user is known: `session`, `token:<id>`, `program`.
    via: String,
}

impl Me {
    fn of(person: &Person, csrf: Option<String>, expires_at: Option<Utc>) -> Self {
        Self {
            user: Myself {
                id: person.id.clone(),
                login: person.login.clone(),
                username: person.login.clone(),
                name: person.name.clone(),
                role: person.role,
                agent: person.agent.as_ref().map(ToString::to_string),
                via: person.via.to_string(),
            },
            permissions: person.permissions(),
            csrf,
            expires_at,
        }
    }
}

/// Who registers.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registration {
    /// The login name; `username` is understood too.
    #[serde(alias = "username")]
    #[schema(min_length = 1, max_length = 64)]
    login: String,
    /// The name to show.
    #[serde(default)]
    #[schema(max_length = 120)]
    name: Option<String>,
    /// The address for mail.
    #[serde(default)]
    #[schema(max_length = 254)]
    email: Option<String>,
    /// The password.
    #[schema(value_type = String, min_length = 10, max_length = 128, write_only)]
    password: Secret,
}

/// The first administrator.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstAdministrator {
    /// The token that the server printed when it started.
    #[schema(value_type = String, max_length = 64, write_only)]
    token: Secret,
    /// The login name to be.
    #[schema(min_length = 1, max_length = 64, example = "admin")]
    login: String,
    /// The name to show.
    #[serde(default)]
    #[schema(max_length = 120)]
    name: Option<String>,
    /// The password to be.
    #[schema(value_type = String, min_length = 10, max_length = 128, write_only)]
    password: Secret,
}

/// Another password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The one that is good now.
    #[schema(value_type = String, max_length = 128, write_only)]
    old: Secret,
    /// The one to be.
    #[schema(value_type = String, min_length = 10, max_length = 128, write_only)]
    new: Secret,
}

/// Somebody's sessions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Sessions {
    /// The latest first.
    items: Vec<Session>,
}

/// Somebody who is not in yet: from one of our pages, or no browser.
#[derive(Debug)]
pub(crate) struct Stranger {
    pub(crate) origin: Origin,
    pub(crate) client: String,
    pub(crate) secret: Option<Secret>,
}

impl Stranger {
    pub(crate) fn of(parts: &Parts, site: &Site) -> Self {
        let origin = Origin::of(parts, &site.access.config().trusted_proxies);
        Self {
            origin,
            client: client(&parts.headers).to_owned(),
            secret: cookie(&parts.headers, COOKIE).map(Secret::from),
        }
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { address: self.origin.address, client: &self.client, secret: self.secret.as_deref() }
    }
}

impl FromRequestParts<Site> for Stranger {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let stranger = Self::of(parts, site);
        site.access.stranger(stranger.origin.address)?;
        from_our_pages(&parts.headers, &stranger.origin, site.access.config())?;
        Ok(stranger)
    }
}

/// The browser of somebody who is in already.
#[derive(Debug)]
pub(crate) struct Here(Stranger);

impl FromRequestParts<Site> for Here {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        Ok(Self(Stranger::of(parts, site)))
    }
}

fn client(headers: &HeaderMap) -> &str {
    headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Begins the answer of who is in now: the cookie is what lets in from here on.
fn is_in(status: StatusCode, found: &LoggedIn, origin: &Origin, site: &Site) -> impl IntoResponse + use<> {
    let cookie = session_cookie(&found.secret, site.access.config().session_age, origin.secure);
    let me = Me::of(&found.person, Some(csrf(&found.secret)), Some(found.expires_at.into()));
    (status, AppendHeaders([(SET_COOKIE, cookie)]), Json(me))
}

/// Writes down who came in; what cannot be written down is not done.
pub(crate) async fn came_in(site: &Site, found: &LoggedIn, detail: Value) -> Result<(), Problem> {
    let written = site.audit(&found.person, "auth.login", &found.person.id, detail).await;
    if written.is_err() {
        site.access.log_out(&found.secret).await?;
    }
    written
}

/// Logs in. The cookie of the answer is the session; `csrf` is to be sent as `X-CSRF-Token` with whatever changes something.
#[utoipa::path(post, path = "/api/auth/login", tag = "account", security(()), request_body = Login, responses(
    (status = 200, description = "In", body = Me), Problems))]
pub(crate) async fn log_in(
    State(site): State<Site>,
    stranger: Stranger,
    Body(login): Body<Login>,
) -> Result<impl IntoResponse, Problem> {
    match site.access.log_in(&login.login, login.password, stranger.browser()).await {
        Ok(found) => {
            came_in(&site, &found, json!({})).await?;
            Ok(is_in(StatusCode::OK, &found, &stranger.origin, &site))
        }
        Err(why) => {
            if why == Problem::WrongPassword {
                let nobody = Person::nobody(&login.login, stranger.origin.address);
                site.audit(&nobody, "auth.refused", &login.login, json!({})).await?;
            }
            Err(why)
        }
    }
}

/// Who is logged in, and what he may.
#[utoipa::path(get, path = "/api/auth/me", tag = "account",
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "Who asks", body = Me), Problems))]
pub(crate) async fn me(by: By<Look>, Here(here): Here) -> Json<Me> {
    let csrf = here.secret.as_deref().filter(|_| by.via == Via::Session).map(csrf);
    Json(Me::of(&by, csrf, None))
}

/// Logs out: the session is over, here and in every other tab.
#[utoipa::path(post, path = "/api/auth/logout", tag = "account", security(("session" = ["agent"])),
    responses((status = 204, description = "Out"), Problems))]
pub(crate) async fn log_out(
    State(site): State<Site>,
    by: By<Own>,
    Here(here): Here,
) -> Result<impl IntoResponse, Problem> {
    site.audit(&by, "auth.logout", &by.id, json!({})).await?;
    if let Some(secret) = here.secret {
        site.access.log_out(&secret).await?;
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, session_end(here.origin.secure))])))
}

/// Registers an agent's account. Only while `development = true` stands in the configuration; else it is not there.
#[utoipa::path(post, path = "/api/auth/register", tag = "account", security(()), request_body = Registration, responses(
    (status = 201, description = "There is an account now: log in", body = User), Problems))]
pub(crate) async fn register(
    State(site): State<Site>,
    stranger: Stranger,
    Body(new): Body<Registration>,
) -> Result<impl IntoResponse, Problem> {
    if !site.access.config().development {
        return Err(Problem::Unknown {
            what: "registration here: an administrator makes accounts (POST /api/users), or sets development = true in \
                   the configuration of a server that is for development only: no",
            id: "/api/auth/register".to_owned(),
        });
    }
    site.access.note(stranger.origin.address)?;
    let nobody = Person::nobody(&new.login, stranger.origin.address);
    site.audit(&nobody, "auth.register", &new.login, json!({})).await?;
    let new = NewUser {
        login: new.login,
        name: new.name,
        email: new.email,
        role: Role::Agent,
        agent: None,
        password: Some(new.password),
    };
    Ok((StatusCode::CREATED, Json(site.access.create_user(new).await?)))
}

/// Makes the first administrator, with the token that the server printed when it started, and logs in.
#[utoipa::path(post, path = "/api/auth/setup", tag = "account", security(()), request_body = FirstAdministrator,
    responses((status = 201, description = "There is an administrator now, and he is in", body = Me), Problems))]
pub(crate) async fn set_up(
    State(site): State<Site>,
    stranger: Stranger,
    Body(first): Body<FirstAdministrator>,
) -> Result<impl IntoResponse, Problem> {
    let FirstAdministrator { token, login, name, password } = first;
    let address = stranger.origin.address;
    site.access.note(address)?;
    site.audit(&Person::nobody(&login, address), "auth.setup", &login, json!({})).await?;
    let user = site.access.set_up(&token, &login, name, password, address).await?;
    let found = site.access.renew(&user.id, stranger.browser()).await?;
    Ok(is_in(StatusCode::CREATED, &found, &stranger.origin, &site))
}

/// Changes one's own password. Every session ends; this one goes on under another cookie, and another `csrf`.
#[utoipa::path(post, path = "/api/auth/password", tag = "account", security(("session" = ["agent"])),
    request_body = PasswordChange,
    responses((status = 200, description = "Changed", body = Me), Problems))]
pub(crate) async fn change_password(
    State(site): State<Site>,
    by: By<Own>,
    Here(here): Here,
    Body(change): Body<PasswordChange>,
) -> Result<impl IntoResponse, Problem> {
    site.access.confirm(&by, change.old).await?;
    site.audit(&by, "user.password", &by.id, json!({})).await?;
    let password = UserChange { password: Some(change.new), ..UserChange::default() };
    site.access.change_user(&by.id, None, password).await?;
    let found = site.access.renew(&by.id, here.browser()).await?;
    Ok(is_in(StatusCode::OK, &found, &here.origin, &site))
}

/// One's own sessions.
#[utoipa::path(get, path = "/api/auth/sessions", tag = "account", security(("session" = ["agent"])),
    responses((status = 200, description = "The latest first", body = Sessions), Problems))]
pub(crate) async fn sessions(
    State(site): State<Site>,
    by: By<Own>,
    Here(here): Here,
) -> Result<Json<Sessions>, Problem> {
    let items = site.access.sessions(&by.id, here.browser().secret).await?;
    Ok(Json(Sessions { items }))
}

/// Logs out everywhere, here too.
#[utoipa::path(delete, path = "/api/auth/sessions", tag = "account", security(("session" = ["agent"])),
    responses((status = 204, description = "Out, everywhere"), Problems))]
pub(crate) async fn end_sessions(
    State(site): State<Site>,
    by: By<Own>,
    Here(here): Here,
) -> Result<impl IntoResponse, Problem> {
    site.audit(&by, "auth.logout_everywhere", &by.id, json!({})).await?;
    site.access.end_sessions(&by.id).await?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, session_end(here.origin.secure))])))
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}", tag = "account", security(("session" = ["agent"])),
    params(("id" = String, Path, description = "The session's id, as the list tells it")),
    responses((status = 204, description = "Ended"), Problems))]
pub(crate) async fn end_session(
    State(site): State<Site>,
    by: By<Own>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    site.audit(&by, "auth.end_session", &id, json!({})).await?;
    site.access.end_session(&by.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
