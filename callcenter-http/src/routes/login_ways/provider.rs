//! Logging in through an identity provider: to it, and back.

use axum::extract::{FromRequestParts, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use serde::Deserialize;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ProviderWay;
use crate::access::{Answer, Browser, Oidc, Person, Secret, cookie, cookie_of, session_cookie};
use crate::extract::Query;
use crate::page::Problems;
use crate::problem::Problem;
use crate::routes::auth::{Stranger, came_in};
use crate::site::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(begin)).routes(routes!(end))
}

pub(super) async fn way(site: &Site) -> Option<ProviderWay> {
    let oidc = site.access.oidc()?;
    Some(ProviderWay {
        name: oidc.config().name.clone(),
        login: "/api/auth/oidc/login".to_owned(),
        logout: oidc.logout_url().await,
    })
}

/// Where to come back to.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wish {
    /// The page of this server to come back to: a path. Without it `/`.
    #[serde(rename = "return")]
    #[param(max_length = 1_024, example = "/calls")]
    back: Option<String>,
}

/// With what the provider sends a browser back; whatever else it says is passed over.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Return {
    /// What the login began with.
    #[param(max_length = 64)]
    state: Option<String>,
    /// For what the provider says who it is.
    #[param(max_length = 8_192)]
    code: Option<String>,
    /// Why it let nobody in.
    error: Option<String>,
    /// The same in words.
    error_description: Option<String>,
    /// Who the provider is.
    iss: Option<String>,
}

/// A browser that comes from wherever: from a bookmark, a portal, the provider.
#[derive(Debug)]
pub(crate) struct Arriving {
    stranger: Stranger,
    cookies: axum::http::HeaderMap,
}

impl FromRequestParts<Site> for Arriving {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let stranger = Stranger::of(parts, site);
        site.access.stranger(stranger.origin.address)?;
        Ok(Self { stranger, cookies: parts.headers.clone() })
    }
}

fn oidc(site: &Site) -> Result<&Oidc, Problem> {
    let none = "no identity provider is set up here: log in with a password; an administrator sets one up in \
                [access.oidc] of the configuration";
    site.access.oidc().ok_or_else(|| Problem::Missing(none.to_owned()))
}

/// Begins a login at the identity provider: sends the browser there.
#[utoipa::path(get, path = "/api/auth/oidc/login", tag = "account", security(()), params(Wish), responses(
    (status = 303, description = "To the provider, with a cookie that says which browser began",
        headers(("Location" = String, description = "The provider's page"))), Problems))]
pub(crate) async fn begin(
    State(site): State<Site>,
    arriving: Arriving,
    Query(wish): Query<Wish>,
) -> Result<impl IntoResponse, Problem> {
    let oidc = oidc(&site)?;
    let Stranger { origin, secret, .. } = arriving.stranger;
    let authority = origin.authority.as_deref().unwrap_or_default();
    let here = format!("{}://{authority}", if origin.secure { "https" } else { "http" });
    let begun = oidc.begin(wish.back.as_deref(), &here, origin.secure, secret).await?;
    let place = header(&begun.url)?;
    Ok((
        StatusCode::SEE_OTHER,
        AppendHeaders([(LOCATION, place), (SET_COOKIE, begun.cookie), (CACHE_CONTROL, no_store())]),
    ))
}

/// Where the identity provider sends browsers back to. Whoever it vouches for, and is a user here, is in: the cookie of the
/// answer is the session, and `GET /api/auth/me` tells its `csrf`.
#[utoipa::path(get, path = "/api/auth/oidc/callback", tag = "account", security(()), params(Return), responses(
    (status = 303, description = "In, and to the page that was wanted",
        headers(("Location" = String, description = "The page"))), Problems))]
pub(crate) async fn end(
    State(site): State<Site>,
    arriving: Arriving,
    Query(back): Query<Return>,
) -> Result<impl IntoResponse, Problem> {
    let oidc = oidc(&site)?;
    let Arriving { stranger, cookies } = arriving;
    let state = back.state.as_deref().unwrap_or_default();
    let known_by = cookie_of(state).and_then(|name| cookie(&cookies, &name).map(Secret::from));
    let answer = Answer {
        state,
        code: back.code.as_deref(),
        error: back.error.as_deref(),
        description: back.error_description.as_deref(),
        issuer: back.iss.as_deref(),
    };
    let ended = match oidc.end(&answer, known_by.as_deref()).await {
        Ok(ended) => ended,
        Err(why) => return Err(refused(&site, &stranger, "", why).await),
    };
    // The browser comes from another site, and brings no session's cookie: which one it had is known from the begin.
    let before = ended.before.as_deref().or(stranger.secret.as_deref());
    let from = Browser { secret: before, ..stranger.browser() };
    let found = match site.access.log_in_by_identity(oidc.config(), &ended.identity, from).await {
        Ok(found) => found,
        Err(no) => return Err(refused(&site, &stranger, &no.login, no.why).await),
    };
    came_in(&site, &found, json!({ "by": "oidc" })).await?;
    let cookie = session_cookie(&found.secret, site.access.config().session_age, stranger.origin.secure);
    let place = header(&ended.back)?;
    Ok((
        StatusCode::SEE_OTHER,
        AppendHeaders([(LOCATION, place), (SET_COOKIE, cookie), (CACHE_CONTROL, no_store())]),
    ))
}

/// Writes down who was not let in, and why; not without end, for anybody may come back with nothing.
async fn refused(site: &Site, stranger: &Stranger, login: &str, why: Problem) -> Problem {
    // An away provider refuses nobody.
    if matches!(why, Problem::Unavailable(_)) || site.access.note(stranger.origin.address).is_err() {
        return why;
    }
    let nobody = Person::nobody(login, stranger.origin.address);
    let detail = json!({ "by": "oidc", "why": why.to_string() });
    site.audit(&nobody, "auth.refused", login, detail).await.err().unwrap_or(why)
}

fn header(text: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(text).map_err(|_| Problem::Internal)
}

/// An answer that is for this browser at this moment only.
fn no_store() -> HeaderValue {
    HeaderValue::from_static("no-store")
}
