//! Who may begin a stream that lasts.

use axum::extract::{FromRequestParts, Query};
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use serde::Deserialize;

use crate::access::{By, Look, Person, Via};
use crate::problem::Problem;
use crate::site::Site;

/// Who begins a stream: known by a ticket, an API token, or a session whose page is one of ours.
pub(crate) struct Watcher(pub(crate) Person);

#[derive(Deserialize)]
struct Asked {
    ticket: Option<String>,
}

impl FromRequestParts<Site> for Watcher {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let asked = Query::<Asked>::try_from_uri(&parts.uri).ok();
        if let Some(ticket) = asked.and_then(|Query(asked)| asked.ticket) {
            return site.live.redeem(&ticket).map(Self).ok_or(Problem::NotLoggedIn);
        }
        let by = By::<Look>::from_request_parts(parts, site).await?;
        // A browser sends its cookies along with whatever page opens the socket.
        if by.via == Via::Session && !is_own_page(&parts.headers) {
            return Err(Problem::Forbidden(
                "a session opens this from a page of this server only; other programs ask POST /api/ws-ticket first"
                    .to_owned(),
            ));
        }
        Ok(Self((*by).clone()))
    }
}

/// Whether the page that asks came from here. Without an origin it is no page, and has no business with a cookie.
fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(ORIGIN), text(HOST)) else { return false };
    let origin: Option<Uri> = origin.parse().ok();
    origin
        .and_then(|origin| Some(origin.authority()?.as_str().eq_ignore_ascii_case(host)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_from(origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "calls.example:8080".parse().expect("it is a header"));
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().expect("it is a header"));
        }
        is_own_page(&headers)
    }

    #[test]
    fn only_a_page_of_this_server_opens_a_socket_with_its_cookie() {
        assert!(asked_from(Some("https://calls.example:8080")));
        assert!(asked_from(Some("https://CALLS.example:8080")));
        assert!(!asked_from(Some("https://calls.example:9090")));
        assert!(!asked_from(Some("https://calls.example.evil.example:8080")));
        assert!(!asked_from(Some("null")));
        assert!(!asked_from(None));
    }
}
