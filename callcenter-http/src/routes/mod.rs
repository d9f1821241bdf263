//! The table of routes. Each room has its own; add a line here.

mod health;

use utoipa_axum::router::OpenApiRouter;

use crate::site::Site;

pub(crate) fn all() -> OpenApiRouter<Site> {
    OpenApiRouter::new().merge(health::routes())
}
