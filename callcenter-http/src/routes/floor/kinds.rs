//! The routes of the kinds that are all alike: make, change, take away, and read.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::request::{IfMatch, Paging, list, made, told};
use crate::access::{By, Look, Manage, Watch};
use crate::extract::{Body, Path, Query};
use crate::floor::{Agent, Disposition, Ivr, PauseCode, Queue, Team};
use crate::page::{Page, Problems};
use crate::problem::Problem;
use crate::site::Site;

/// Routes that make, change and take away; those of the live half, which also read, are elsewhere.
macro_rules! changes {
    ($module:ident $type:ident, $tag:literal, $all:literal, $one:literal, $name:literal, $place:literal,
        [$create:literal, $replace:literal, $delete:literal]) => {
        mod $module {
            use super::*;

            pub(super) fn routes() -> OpenApiRouter<Site> {
                OpenApiRouter::new().routes(routes!(create)).routes(routes!(replace)).routes(routes!(delete))
            }

            /// Makes one.
            #[utoipa::path(post, path = $all, tag = $tag, operation_id = $create, request_body = $type,
                security(("session" = ["administrator"]), ("token" = ["manage"])),
                responses((status = 201, description = "It is made", body = $type), Problems))]
            async fn create(by: By<Manage>, State(site): State<Site>, Body(definition): Body<$type>) -> Result<Response, Problem> {
                Ok(made(&site.floor.create(&by, definition).await?, $place))
            }

            /// Changes one: what is not said is as if it were new. Its name stays.
            #[utoipa::path(put, path = $one, tag = $tag, operation_id = $replace, request_body = $type,
                security(("session" = ["administrator"]), ("token" = ["manage"])),
                params(($name = String, Path, description = "Its name"),
                    ("If-Match" = Option<String>, Header, description = "Only if it is still this `ETag`")),
                responses((status = 200, description = "As it is now", body = $type), Problems))]
            async fn replace(
                by: By<Manage>,
                State(site): State<Site>,
                Path(name): Path<String>,
                IfMatch(meant): IfMatch,
                Body(definition): Body<$type>,
            ) -> Result<Response, Problem> {
                Ok(told(&site.floor.replace(&by, &name, meant, definition).await?))
            }

            /// Takes one away that nothing else needs.
            #[utoipa::path(delete, path = $one, tag = $tag, operation_id = $delete,
                security(("session" = ["administrator"]), ("token" = ["manage"])),
                params(($name = String, Path, description = "Its name"),
                    ("If-Match" = Option<String>, Header, description = "Only if it is still this `ETag`")),
                responses((status = 204, description = "It is gone"), Problems))]
            async fn delete(
                by: By<Manage>,
                State(site): State<Site>,
                Path(name): Path<String>,
                IfMatch(meant): IfMatch,
            ) -> Result<StatusCode, Problem> {
                site.floor.delete::<$type>(&by, &name, meant).await?;
                Ok(StatusCode::NO_CONTENT)
            }
        }
    };
}

/// Routes that read what is defined.
macro_rules! reads {
    ($module:ident $type:ident, $need:ident $role:literal, $tag:literal, $all:literal, $one:literal, $name:literal,
        [$list:literal, $get:literal]) => {
        mod $module {
            use super::*;

            pub(super) fn routes() -> OpenApiRouter<Site> {
                OpenApiRouter::new().routes(routes!(all)).routes(routes!(one))
            }

            /// All that are defined, by name.
            #[utoipa::path(get, path = $all, tag = $tag, operation_id = $list, params(Paging),
                security(("session" = [$role]), ("token" = ["read"])),
                responses((status = 200, description = "A page of them", body = Page<$type>), Problems))]
            async fn all(
                _: By<$need>,
                State(site): State<Site>,
                Query(paging): Query<Paging>,
            ) -> Result<Json<Page<$type>>, Problem> {
                list(&site.floor, &paging).await
            }

            /// One, as it is defined; its revision is the `ETag`.
            #[utoipa::path(get, path = $one, tag = $tag, operation_id = $get,
                security(("session" = [$role]), ("token" = ["read"])),
                params(($name = String, Path, description = "Its name")),
                responses((status = 200, description = "As it is defined", body = $type), Problems))]
            async fn one(_: By<$need>, State(site): State<Site>, Path(name): Path<String>) -> Result<Response, Problem> {
                Ok(told(&site.floor.get::<$type>(&name).await?))
            }
        }
    };
}

changes!(agents Agent, "agents", "/api/agents", "/api/agents/{agent}", "agent", "/api/agents/{}/definition",
    ["create_agent", "replace_agent", "delete_agent"]);
changes!(agent Agent, "agents", "/api/agent", "/api/agent/{agent}", "agent", "/api/agents/{}/definition",
    ["create_agent_alias", "replace_agent_alias", "delete_agent_alias"]);
changes!(queues Queue, "queues", "/api/queues", "/api/queues/{queue}", "queue", "/api/queues/{}/definition",
    ["create_queue", "replace_queue", "delete_queue"]);
changes!(queue Queue, "queues", "/api/queue", "/api/queue/{queue}", "queue", "/api/queues/{}/definition",
    ["create_queue_alias", "replace_queue_alias", "delete_queue_alias"]);
changes!(teams Team, "teams", "/api/teams", "/api/teams/{team}", "team", "/api/teams/{}",
    ["create_team", "replace_team", "delete_team"]);
changes!(ivrs Ivr, "menus", "/api/ivrs", "/api/ivrs/{ivr}", "ivr", "/api/ivrs/{}",
    ["create_ivr", "replace_ivr", "delete_ivr"]);
changes!(pause_codes PauseCode, "codes", "/api/pause-codes", "/api/pause-codes/{code}", "code", "/api/pause-codes/{}",
    ["create_pause_code", "replace_pause_code", "delete_pause_code"]);
changes!(dispositions Disposition, "codes", "/api/dispositions", "/api/dispositions/{code}", "code", "/api/dispositions/{}",
    ["create_disposition", "replace_disposition", "delete_disposition"]);

reads!(agents_defined Agent, Watch "supervisor", "agents", "/api/definitions/agents", "/api/agents/{agent}/definition", "agent",
    ["agents_defined", "agent_defined"]);
reads!(queues_defined Queue, Watch "supervisor", "queues", "/api/definitions/queues", "/api/queues/{queue}/definition", "queue",
    ["queues_defined", "queue_defined"]);
reads!(teams_defined Team, Look "agent", "teams", "/api/teams", "/api/teams/{team}", "team", ["teams", "team"]);
reads!(ivrs_defined Ivr, Watch "supervisor", "menus", "/api/ivrs", "/api/ivrs/{ivr}", "ivr", ["ivrs", "ivr"]);
reads!(pause_codes_defined PauseCode, Look "agent", "codes", "/api/pause-codes", "/api/pause-codes/{code}", "code",
    ["pause_codes", "pause_code"]);
reads!(dispositions_defined Disposition, Look "agent", "codes", "/api/dispositions", "/api/dispositions/{code}", "code",
    ["dispositions", "disposition"]);

pub(super) fn routes() -> OpenApiRouter<Site> {
    [
        agents::routes(),
        agent::routes(),
        agents_defined::routes(),
        queues::routes(),
        queue::routes(),
        queues_defined::routes(),
        teams::routes(),
        teams_defined::routes(),
        ivrs::routes(),
        ivrs_defined::routes(),
        pause_codes::routes(),
        pause_codes_defined::routes(),
        dispositions::routes(),
        dispositions_defined::routes(),
    ]
    .into_iter()
    .fold(OpenApiRouter::new(), OpenApiRouter::merge)
}
