//! Administration: what is defined, changed and taken away (F-190 to F-201, F-215 to F-222, F-239, F-240).

mod agents;
mod configuration;
mod extensions;
mod kinds;
mod request;

use utoipa_axum::router::OpenApiRouter;

use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    [extensions::routes(), agents::routes(), kinds::routes(), configuration::routes()]
        .into_iter()
        .fold(OpenApiRouter::new(), OpenApiRouter::merge)
}
