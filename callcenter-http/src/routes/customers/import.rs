//! Customers from and to files.

use utoipa_axum::router::OpenApiRouter;

use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
}
