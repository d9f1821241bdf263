//! The whole as one router, and its description.

use axum::Router;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse as _, Response};
use utoipa::openapi::path::Parameter;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, RefOr, Required, Schema};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::access::COOKIE;
use crate::front;
use crate::measured::measure;
use crate::problem::{Problem, ProblemBody};
use crate::routes;
use crate::site::Site;

#[derive(OpenApi)]
#[openapi(
    info(title = "callcenter", description = "The truth about every call, agent and queue of an Asterisk."),
    components(schemas(ProblemBody)),
    modifiers(&WhoAsks)
)]
struct Description;

/// How somebody is known; the words beside them at an operation are the role and the scope that it needs.
struct WhoAsks;

impl Modify for WhoAsks {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let session = ApiKeyValue::with_description(
            COOKIE,
            "The cookie of POST /api/auth/login. Whatever is not GET needs the header X-CSRF-Token besides.",
        );
        let token = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A token of POST /api/tokens. It may do what its scopes and its owner's role may.",
            ))
            .build();
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
        components.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

fn described() -> OpenApiRouter<Site> {
    OpenApiRouter::with_openapi(Description::openapi()).merge(routes::all())
}

/// Everything that a site serves.
#[expect(
    clippy::needless_pass_by_value,
    reason = "whoever has a router needs its site no more; it is cheap to clone"
)]
pub fn app(site: Site) -> Router {
    let (router, _) = described().split_for_parts();
    let measured = axum::middleware::from_fn_with_state(site.clone(), measure);
    let router = router.route_layer(measured);
    let router = router.fallback(unknown).method_not_allowed_fallback(other_method);
    let router = router.with_state(site.clone());
    #[cfg(feature = "socketio")]
    let router = router.layer(crate::live::socketio(&site));
    front::around(router, &site)
}

/// The description of everything that a site serves.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut description = described().into_openapi();
    name_operations(&mut description);
    tell_what_may_be_left_out(&mut description);
    description
}

/// Calls each operation by its method and path: `post_api_calls_id_hold`. Generators of clients make functions of these
/// names, and those of our handlers are not the only ones: each room has a `list`.
fn name_operations(description: &mut utoipa::openapi::OpenApi) {
    for (path, item) in &mut description.paths.paths {
        let place: Vec<String> = path
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let methods = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                operation.operation_id = Some(format!("{method}_{}", place.join("_")));
            }
        }
    }
}

/// Where a request may be repeated by its key, no body at all counts as `{}`: so it may be left out where no field is needed.
fn tell_what_may_be_left_out(description: &mut utoipa::openapi::OpenApi) {
    let Some(components) = &description.components else { return };
    let needs_nothing = |content: &RefOr<Content>| {
        let RefOr::T(Content { schema: Some(RefOr::Ref(reference)), .. }) = content else { return false };
        let name = reference.ref_location.rsplit('/').next().unwrap_or_default();
        matches!(components.schemas.get(name), Some(RefOr::T(Schema::Object(object))) if object.required.is_empty())
    };
    let is_key = |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(known) if known.name == "Idempotency-Key");
    for operation in description.paths.paths.values_mut().filter_map(|item| item.post.as_mut()) {
        let has_key = operation.parameters.iter().flatten().any(is_key);
        let Some(RefOr::T(body)) = &mut operation.request_body else { continue };
        if has_key && body.content.values().all(needs_nothing) {
            body.required = Some(Required::False);
        }
    }
}

async fn unknown(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    #[cfg(feature = "console")]
    if let Some(page) = crate::console::serve(&method, &uri, &headers) {
        return page;
    }
    #[cfg(not(feature = "console"))]
    let _ = (method, headers);
    Problem::Unknown { what: "page", id: uri.path().to_owned() }.into_response()
}

async fn other_method() -> Problem {
    Problem::Method
}
