//! Where agents sit, and sat (HC-45).

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Watch};
use crate::extract::Path;
use crate::floor::Desk;
use crate::page::{Page, Problems};
use crate::problem::Problem;
use crate::site::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(agent_extensions))
}

/// Which extensions an agent had and when, the latest first, 500 at most; also of agents that are gone.
#[utoipa::path(get, path = "/api/agents/{agent}/extensions", tag = "agents",
    security(("session" = ["supervisor"]), ("token" = ["read"])),
    params(("agent" = String, Path, description = "The agent's login")),
    responses((status = 200, description = "Extensions and their times", body = Page<Desk>), Problems))]
async fn agent_extensions(
    _: By<Watch>,
    State(site): State<Site>,
    Path(agent): Path<String>,
) -> Result<Json<Page<Desk>>, Problem> {
    Ok(Json(Page { items: site.floor.desks(&agent).await?, next: None }))
}
