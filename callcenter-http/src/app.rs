//! The whole as one router, and its description.

use axum::Router;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::front;
use crate::measured::measure;
use crate::problem::{Problem, ProblemBody};
use crate::routes;
use crate::site::Site;

#[derive(OpenApi)]
#[openapi(
    info(title = "callcenter", description = "The truth about every call, agent and queue of an Asterisk."),
    components(schemas(ProblemBody))
)]
struct Description;

fn described() -> OpenApiRouter<Site> {
    OpenApiRouter::with_openapi(Description::openapi()).merge(routes::all())
}

/// Everything that a site serves.
#[expect(
    clippy::needless_pass_by_value,
    reason = "whoever has a router needs its site no more; it is cheap to clone"
)]
pub fn app(site: Site) -> Router {
    let (router, _) = described().split_for_parts();
    let measured = axum::middleware::from_fn_with_state(site.clone(), measure);
    let router = router.route_layer(measured);
    let router = router.fallback(unknown).method_not_allowed_fallback(other_method);
    let router = router.with_state(site.clone());
    #[cfg(feature = "socketio")]
    let router = router.layer(crate::live::socketio(&site));
    front::around(router, &site)
}

/// The description of everything that a site serves.
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().into_openapi()
}

async fn unknown(uri: axum::http::Uri) -> Problem {
    Problem::Unknown { what: "page", id: uri.path().to_owned() }
}

async fn other_method() -> Problem {
    Problem::Method
}
