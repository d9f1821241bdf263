//! Today's calls (F-085, F-213).

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agents::{TodayAsked, today};
use crate::access::{By, Watch};
use crate::extract::Query;
use crate::figures::FloorToday;
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;
use crate::when::When;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(today_stats))
}

/// Today's calls by direction and status, those that live included; exact at every moment, also after a restart.
#[utoipa::path(get, path = "/api/calls/today-stats", tag = "reports", params(TodayAsked),
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    responses((status = 200, description = "Today's calls", body = FloorToday), Problems))]
async fn today_stats(
    _by: By<Watch>,
    State(site): State<Site>,
    Query(asked): Query<TodayAsked>,
) -> Result<Json<FloorToday>, Problem> {
    let when = When::asked(&site, asked.tz.as_deref()).await?;
    let board = site.today.board(&*site.desk, &*site.store).await?;
    Ok(Json(FloorToday::of(&board, today(&when, board.now)?, when.calendar().zone())))
}
