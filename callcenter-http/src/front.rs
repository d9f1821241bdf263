//! What every request passes on its way to a handler, and every answer on its way out.

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_MATCH, LOCATION, REFERRER_POLICY,
    RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::{Instrument, debug, error, info_span};

use crate::access::{AccessConfig, CSRF_HEADER, Hosts, Origin};
use crate::problem::Problem;
use crate::site::Site;

/// The header that names a request in answers and in the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Characters of a name that a proxy gave a request.
const REQUEST_ID_CHARACTERS_MAX: usize = 64;

/// For how long a browser remembers that we are reached by TLS only: half a year, in seconds.
const ONLY_TLS: HeaderValue = HeaderValue::from_static("max-age=15768000");

/// For how long a browser remembers what another site's pages may ask, in seconds.
const PREFLIGHT_LASTS_S: u64 = 600;

/// Puts it all around the routes.
pub(crate) fn around(router: Router, site: &Site) -> Router {
    let config = site.access.config();
    let mut router = router
        .layer(DefaultBodyLimit::max(config.body_bytes_max))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn std::any::Any + Send>| panicked(&*panic)));
    if !config.origins.is_empty() {
        router = router.layer(cors(config));
    }
    router.layer(from_fn_with_state(site.clone(), passes))
}

async fn passes(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let config = site.access.config();
    let origin = Origin::of(&parts, &config.trusted_proxies);
    let id = request_id(&parts.headers, &origin);
    // Neither the query nor what stands for the parts of a path: there are callers' numbers in them.
    let route = parts.extensions.get::<MatchedPath>().map_or("unknown", MatchedPath::as_str);
    let span = info_span!("request", id, method = %parts.method, route);
    let begun = site.clock.now();
    let is_ours = origin.authority.as_deref().is_none_or(|authority| config.hosts.allow(authority));
    let answer = async {
        if !is_ours {
            return Problem::Forbidden(
                "this server is not known by that name: an administrator can name it in the configuration (hosts)"
                    .to_owned(),
            )
            .into_response();
        }
        let handled = next.run(Request::from_parts(parts, body));
        match tokio::time::timeout(config.answer_within, handled).await {
            Ok(answer) => answer,
            Err(_) => Problem::TimedOut(format!("no answer within {} s", config.answer_within.as_secs()))
                .into_response(),
        }
    };
    let mut answer = answer.instrument(span.clone()).await;
    let took_ms = (site.clock.now() - begun).as_millis();
    debug!(parent: &span, status = answer.status().as_u16(), took_ms, "answered");
    let headers = answer.headers_mut();
    harden(headers, &origin, config);
    headers.insert(REQUEST_ID, HeaderValue::from_str(&id).expect("it is letters and digits"));
    answer
}

/// What keeps a browser from doing with our answers what they are not for. What a handler said already stays.
fn harden(headers: &mut HeaderMap, origin: &Origin, config: &AccessConfig) {
    let mut say = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    say(CONTENT_SECURITY_POLICY, config.content_policy());
    say(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    say(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    say(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    say(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    say(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("microphone=(self), camera=(), geolocation=()"),
    );
    // What is told about calls and people is for the one who asked. Who may keep something says so.
    say(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let has_name = origin.authority.as_deref().is_some_and(|name| !Hosts::Named([].into()).allow(name));
    if origin.secure && has_name {
        say(STRICT_TRANSPORT_SECURITY, ONLY_TLS);
    }
}

/// What a request is called: as a proxy of ours called it, else by a new name.
fn request_id(headers: &HeaderMap, origin: &Origin) -> String {
    let given = headers.get(REQUEST_ID).filter(|_| origin.by_proxy).and_then(|value| value.to_str().ok());
    let is_good = |id: &&str| {
        !id.is_empty()
            && id.len() <= REQUEST_ID_CHARACTERS_MAX
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(is_good).map_or_else(|| uuid::Uuid::new_v4().simple().to_string(), str::to_owned)
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Response {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("?");
    error!(panic = text, "a handler failed");
    Problem::Internal.into_response()
}

/// Other sites' pages that may ask, with their users' cookies.
fn cors(config: &AccessConfig) -> CorsLayer {
    let origins = config.origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            CONTENT_TYPE,
            IF_MATCH,
            HeaderName::from_static(CSRF_HEADER),
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([ETAG, LOCATION, RETRY_AFTER, REQUEST_ID])
        .max_age(std::time::Duration::from_secs(PREFLIGHT_LASTS_S))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn a_handler_that_fails_is_an_error_of_the_server_that_tells_nothing() {
        let router: Router = Router::new()
            .route(
                "/",
                get(|| async {
                    if true {
                        panic!("a secret")
                    }
                }),
            )
            .layer(CatchPanicLayer::custom(|panic: Box<dyn std::any::Any + Send>| panicked(&*panic)));
        let answer = router.oneshot(Request::new(Body::empty())).await.expect("it never fails");
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
        let body = to_bytes(answer.into_body(), 10_000).await.expect("it is short");
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
    }
}
