//! The ways to log in, and the one through an identity provider.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::page::Problems;
use crate::site::Site;

#[cfg(feature = "oidc")]
mod provider;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    let router = OpenApiRouter::new().routes(routes!(ways));
    #[cfg(feature = "oidc")]
    let router = router.merge(provider::routes());
    router
}

/// The ways to log in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct LoginWays {
    /// By name and password: `POST /api/auth/login`.
    password: bool,
    /// Whether anybody may register: `POST /api/auth/register`.
    registration: bool,
    /// Through an identity provider; absent: there is none.
    oidc: Option<ProviderWay>,
}

/// The way through an identity provider.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProviderWay {
    /// What the provider is called.
    #[schema(example = "Single sign-on")]
    name: String,
    /// Where a browser begins; `?return=/path` says which page it comes back to.
    #[schema(example = "/api/auth/oidc/login")]
    login: String,
    /// Where a browser goes after its logout here, to log out at the provider too; absent: the provider has no such page, or did
    /// not tell it yet.
    logout: Option<String>,
}

/// Which ways there are to log in.
#[utoipa::path(get, path = "/api/auth/methods", tag = "account", security(()), responses(
    (status = 200, description = "The ways", body = LoginWays), Problems))]
pub(crate) async fn ways(State(site): State<Site>) -> Json<LoginWays> {
    #[cfg(feature = "oidc")]
    let oidc = provider::way(&site).await;
    #[cfg(not(feature = "oidc"))]
    let oidc = None;
    Json(LoginWays { password: true, registration: site.access.config().development, oidc })
}
