//! The table of routes. Each room has its own; add a line here.

mod agent_work;
mod call_control;
mod health;

use utoipa_axum::router::OpenApiRouter;

use crate::site::Site;

pub(crate) fn all() -> OpenApiRouter<Site> {
    OpenApiRouter::new().merge(health::routes()).merge(call_control::routes()).merge(agent_work::routes())
}
