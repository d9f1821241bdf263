//! What has to change at the switch so that nothing stays unseen.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Inspect};
use crate::desk::Examination;
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(examine))
}

/// Examines the switch, as `callcenter doctor` does: its version, clock, privileges, filters, dialplan and endpoints. It takes
/// some seconds, a minute at most. There is one examination at a time; whoever asks meanwhile is told what it finds. Nothing
/// changes by it: while control is switched off only what reads is asked, else one event of its own is sent besides.
#[utoipa::path(get, path = "/api/doctor", tag = "settings",
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "What was found; 503 when the switch is away", body = Examination), Problems))]
async fn examine(_by: By<Inspect>, State(site): State<Site>) -> Result<Json<Examination>, Problem> {
    let desk = site.desk.clone();
    site.doctor.examine(async move { desk.examine().await }).await.map(Json)
}
