//! The switch's configuration: shown, applied, and the house that it is made for (F-192, F-193, F-218).

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use callcenter_core::Command;
use callcenter_core::fact::Settled;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::request::{IfMatch, told};
use crate::access::{By, Inspect, Lead, Manage};
use crate::extract::Body;
use crate::floor::{House, Kept};
use crate::generate::{Applied, ConfigurationShown, history};
use crate::page::{Page, Problems};
use crate::problem::Problem;
use crate::site::Site;

pub(super) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(configuration))
        .routes(routes!(apply_configuration))
        .routes(routes!(configurations_applied))
        .routes(routes!(house))
        .routes(routes!(replace_house))
        .routes(routes!(refresh_extensions))
}

/// Which configuration to apply.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApplyConfiguration {
    /// The generation that was looked at: what was not seen is not applied.
    generation: i64,
}

/// That the switch told its lists again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Refreshed {
    /// Number of the last entry after it.
    seq: u64,
}

/// The files that are made of what is defined, and what would change on the disk. Secrets are hidden.
#[utoipa::path(get, path = "/api/configuration", tag = "configuration",
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "Files, differences, warnings", body = ConfigurationShown), Problems))]
async fn configuration(
    _: By<Inspect>,
    State(site): State<Site>,
) -> Result<Json<ConfigurationShown>, Problem> {
    site.configuration.show(&site).await.map(Json)
}

/// Writes the files, has the switch read them, and looks whether it did. What does not take is given back as it was.
#[utoipa::path(post, path = "/api/configuration/apply", tag = "configuration", request_body = ApplyConfiguration,
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 200, description = "The switch has it", body = Applied), Problems))]
async fn apply_configuration(
    by: By<Manage>,
    State(site): State<Site>,
    Body(asked): Body<ApplyConfiguration>,
) -> Result<Json<Applied>, Problem> {
    site.configuration.apply(&site, &by, asked.generation).await.map(Json)
}

/// What was applied, the latest first, 100 at most.
#[utoipa::path(get, path = "/api/configuration/history", tag = "configuration",
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "What was applied", body = Page<Applied>), Problems))]
async fn configurations_applied(
    _: By<Inspect>,
    State(site): State<Site>,
) -> Result<Json<Page<Applied>>, Problem> {
    Ok(Json(Page { items: history(&site, u64::MAX).await?, next: None }))
}

/// What holds for the whole house: trunk, emergency numbers, how browsers reach the switch.
#[utoipa::path(get, path = "/api/configuration/house", tag = "configuration",
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "As it is; its `ETag` is 0 as long as nobody said anything", body = House), Problems))]
async fn house(_: By<Inspect>, State(site): State<Site>) -> Result<Response, Problem> {
    let kept = site.floor.find::<House>("house").await?;
    Ok(told(&kept.unwrap_or_else(|| Kept::unsaid(House::default()))))
}

/// Changes what holds for the whole house.
#[utoipa::path(put, path = "/api/configuration/house", tag = "configuration", request_body = House,
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    params(("If-Match" = Option<String>, Header, description = "Only if it is still this `ETag`")),
    responses((status = 200, description = "As it is now", body = House), Problems))]
async fn replace_house(
    by: By<Manage>,
    State(site): State<Site>,
    IfMatch(meant): IfMatch,
    Body(house): Body<House>,
) -> Result<Response, Problem> {
    Ok(told(&site.floor.put(&by, meant, house).await?))
}

/// Has the switch tell again which queues, devices and registrations it has. It answers when all of it was told.
#[utoipa::path(post, path = "/api/extensions/refresh", tag = "extensions",
    security(("session" = ["supervisor"]), ("token" = ["control"])),
    responses((status = 200, description = "It was told", body = Refreshed), Problems))]
async fn refresh_extensions(by: By<Lead>, State(site): State<Site>) -> Result<Json<Refreshed>, Problem> {
    site.audit(&by, "extensions.refresh", "", serde_json::json!({})).await?;
    let settled = site.desk.ask(Command::Refresh).await?;
    match settled.outcome {
        Settled::Done => Ok(Json(Refreshed { seq: site.desk.read(|moment| moment.state.seq()) })),
        Settled::TimedOut => {
            Err(Problem::TimedOut("the switch did not tell its lists in time; try again".to_owned()))
        }
        Settled::LinkLost => {
            Err(Problem::Unavailable("the link to the switch fell; try again when it is up".to_owned()))
        }
        Settled::Refused => Err(Problem::Refused(format!("the switch refused: {}", settled.message))),
    }
}
