//! Customers, their cards, and contacts to call.

mod card;
mod contacts;
mod crud;
mod import;

use axum::http::{HeaderMap, header};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::customers::Since;
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(crud::list, crud::create))
        .routes(routes!(crud::one, crud::replace, crud::delete))
        .routes(routes!(crud::annotate))
        .routes(routes!(card::lookup))
        .routes(routes!(card::of_call))
        .routes(routes!(card::of_customer))
        .routes(routes!(contacts::contacts))
        .merge(import::routes())
}

/// The version that a change starts from, of `If-Match`.
fn since(headers: &HeaderMap) -> Result<Since, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(Since::Any) };
    let tag = tag.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(Since::Any);
    }
    let version =
        tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    // A tag that is none of ours is the tag of something else.
    version.map(Since::Version).ok_or(Problem::Changed)
}

fn tag(version: i64) -> [(header::HeaderName, String); 1] {
    [(header::ETAG, format!("\"{version}\""))]
}
