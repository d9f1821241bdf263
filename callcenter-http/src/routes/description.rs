//! What this is and how it does: version, description, the page that reads it, metrics (F-245, F-298).

use std::net::SocketAddr;
use std::sync::OnceLock;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Inspect};
use crate::measured;
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::{MetricsFor, Site};

/// What the page may bring: its own script and style, and questions to this server.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                           base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(version))
        .routes(routes!(openapi))
        .routes(routes!(metrics))
        .routes(routes!(docs))
        .routes(routes!(docs_script))
        .routes(routes!(docs_style))
        .layer(tower_http::compression::CompressionLayer::new())
}

/// What this is.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// What this is.
#[utoipa::path(get, path = "/version", tag = "health", security(()),
    responses((status = 200, description = "Name and version", body = Version)))]
async fn version() -> Json<Version> {
    Json(Version { name: "callcenter", version: env!("CARGO_PKG_VERSION") })
}

/// This description, as OpenAPI.
#[utoipa::path(get, path = "/openapi.json", tag = "health", security(()), responses(
    (status = 200, description = "The description", body = Object),
    (status = 304, description = "It is the one that you have"),
))]
async fn openapi(headers: HeaderMap) -> Response {
    static DESCRIBED: OnceLock<(Bytes, HeaderValue)> = OnceLock::new();
    let (text, tag) = DESCRIBED.get_or_init(|| {
        let text = crate::app::openapi().to_json().unwrap_or_default();
        let hash: String = Sha256::digest(&text).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let tag =
            HeaderValue::from_str(&format!("W/\"{hash}\"")).unwrap_or(HeaderValue::from_static("W/\"\""));
        (Bytes::from(text), tag)
    });
    let common = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
    ];
    match headers.get(header::IF_NONE_MATCH) == Some(tag) {
        true => (StatusCode::NOT_MODIFIED, common).into_response(),
        false => (common, text.clone()).into_response(),
    }
}

/// How the program does, as Prometheus reads it. Where it is set up so, whoever is on the same machine needs no token.
#[utoipa::path(get, path = "/metrics", tag = "health",
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "Metrics", body = String, content_type = "text/plain"), Problems))]
async fn metrics(_by: Scraper, State(site): State<Site>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, measured::page(&site)).into_response()
}

/// Who may read metrics.
struct Scraper;

impl FromRequestParts<Site> for Scraper {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        // Behind a proxy everybody seems to be on this machine.
        let is_by_proxy =
            ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"]
                .iter()
                .any(|name| parts.headers.contains_key(*name));
        let is_here = peer.is_some_and(|ip| ip.is_loopback()) && !is_by_proxy;
        if site.metrics_for == MetricsFor::Loopback && is_here {
            return Ok(Self);
        }
        By::<Inspect>::from_request_parts(parts, site).await.map(|_| Self)
    }
}

/// A page that shows this description and lets everything be tried.
#[utoipa::path(get, path = "/docs", tag = "health", security(()),
    responses((status = 200, description = "The page", body = String, content_type = "text/html")))]
async fn docs() -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, PAGE_POLICY)];
    (headers, include_str!("docs/docs.html")).into_response()
}

/// The page's script.
#[utoipa::path(get, path = "/docs/docs.js", tag = "health", security(()),
    responses((status = 200, description = "The script", body = String, content_type = "text/javascript")))]
async fn docs_script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("docs/docs.js")).into_response()
}

/// The page's style.
#[utoipa::path(get, path = "/docs/docs.css", tag = "health", security(()),
    responses((status = 200, description = "The style", body = String, content_type = "text/css")))]
async fn docs_style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("docs/docs.css")).into_response()
}
