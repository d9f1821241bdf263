//! Whether it works: for who watches over the program.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::desk::Link;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(alive)).routes(routes!(ready))
}

/// Whether it can be used.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Readiness {
    /// Whether all of it holds.
    ready: bool,
    /// Whether the switch is followed without a gap.
    switch: bool,
    /// Whether the database takes what is to be kept.
    store: bool,
    /// Whether live clients are told what changes; what failed there is begun again by itself.
    live: bool,
    /// Which start of the engine this is.
    epoch: u64,
    /// Number of the last entry.
    seq: u64,
}

/// Whether the program lives.
#[utoipa::path(get, path = "/healthz", tag = "health", security(()), responses((status = 200, description = "It lives")))]
async fn alive() -> &'static str {
    "alive\n"
}

/// Whether it can be used: the switch is followed, the database is there, and live clients are told what changes.
#[utoipa::path(get, path = "/readyz", tag = "health", security(()), responses(
    (status = 200, description = "Ready", body = Readiness),
    (status = 503, description = "Not ready, and why", body = Readiness),
))]
async fn ready(State(site): State<Site>) -> (StatusCode, Json<Readiness>) {
    let standing = site.desk.standing();
    let (live, seq) = site.desk.read(|moment| (moment.state.is_live(), moment.state.seq()));
    let switch = live && standing.link == Link::Ready;
    let store = standing.books.is_none_or(|books| books.away_since.is_none() && !books.stands_still);
    let live = site.live.works();
    let ready = switch && store && live;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, switch, store, live, epoch: site.desk.epoch(), seq }))
}
