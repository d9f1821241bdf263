//! How long requests took, by route.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::histogram::Times;
use crate::clock::Stopwatch;
use crate::site::Site;

/// Requests with their times, by method, route and status.
#[derive(Debug)]
pub(crate) struct Requests {
    times: Times,
}

impl Default for Requests {
    fn default() -> Self {
        let help = "Requests by route, until their answer began.";
        Self { times: Times::new("callcenter_http_requests_seconds", help, &["method", "route", "status"]) }
    }
}

impl Requests {
    pub(super) fn write(&self, text: &mut String) {
        self.times.write(text);
    }
}

/// Measures a request. Routes are told by their template, so that there are as many as there are.
pub(crate) async fn measure(State(site): State<Site>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = match request.method().as_str() {
        method @ ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS") => method.to_owned(),
        _ => "other".to_owned(),
    };
    let watch = Stopwatch::start();
    let response = next.run(request).await;
    let route = route.as_deref().unwrap_or("other");
    site.requests.times.add(&[&method, route, response.status().as_str()], watch.time());
    response
}
