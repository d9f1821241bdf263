//! What stands between a browser and a handler: the session's cookie, and whether our own page asks.

use axum::http::header::{COOKIE as COOKIE_HEADER, ORIGIN, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use callcenter_core::Span;

use super::secret;
use super::{AccessConfig, Origin};
use crate::problem::Problem;

/// The name of the session's cookie.
pub(crate) const COOKIE: &str = "callcenter_session";

/// The header in which our pages prove that they could read what we told them.
pub(crate) const CSRF_HEADER: &str = "x-csrf-token";

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE_HEADER).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value)
}

/// The cookie of a session that begins.
pub(crate) fn session_cookie(secret: &str, lasts: Span, secure: bool) -> HeaderValue {
    set_cookie(COOKIE, secret, "/", "Strict", lasts.as_secs(), secure)
}

/// The cookie of a session that ended.
pub(crate) fn session_end(secure: bool) -> HeaderValue {
    set_cookie(COOKIE, "", "/", "Strict", 0, secure)
}

/// A cookie that no script reads.
pub(super) fn set_cookie(
    name: &str,
    value: &str,
    path: &str,
    same_site: &str,
    seconds: i64,
    secure: bool,
) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{name}={value}; Path={path}; HttpOnly; SameSite={same_site}; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).expect("a secret is letters and digits")
}

/// Whether one of our own pages asks, or no browser at all. Browsers say where a page is from in `Sec-Fetch-Site` or `Origin`, and
/// no page can change that.
///
/// # Errors
/// [`Problem::Forbidden`].
pub(crate) fn from_our_pages(
    headers: &HeaderMap,
    origin: &Origin,
    config: &AccessConfig,
) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
    let page = text(ORIGIN.as_str());
    if page.is_some_and(|page| config.origins.contains(page)) {
        return Ok(());
    }
    let is_ours = match (text("sec-fetch-site"), page) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(page)) => {
            let authority = page.split_once("://").map(|(_, authority)| authority.to_lowercase());
            authority.is_some() && authority == origin.authority
        }
        (None, None) => true,
    };
    if is_ours {
        return Ok(());
    }
    Err(Problem::Forbidden(
        "the page of another site asks: an administrator can allow it in the configuration (origins)"
            .to_owned(),
    ))
}

/// Whether a request with a session's cookie is meant by its user: it changes nothing, or one of our pages sent the session's
/// token with it. A WebSocket can do anything, and brings no header: its page must be ours.
///
/// # Errors
/// [`Problem::Forbidden`].
pub(super) fn is_meant(
    parts: &Parts,
    session: &str,
    origin: &Origin,
    config: &AccessConfig,
) -> Result<(), Problem> {
    let is_safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    // HTTP/2 opens a WebSocket by CONNECT.
    let is_socket = parts.headers.contains_key(UPGRADE) || parts.method == Method::CONNECT;
    if is_socket {
        return from_our_pages(&parts.headers, origin, config);
    }
    if is_safe {
        return Ok(());
    }
    from_our_pages(&parts.headers, origin, config)?;
    let told = parts.headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if secret::same(told, &secret::csrf(session)) {
        return Ok(());
    }
    Err(Problem::Forbidden(
        "send the session's token as `X-CSRF-Token`: GET /api/auth/me tells it".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn asks(headers: &[(&str, &str)], config: &AccessConfig) -> bool {
        let mut request = Request::builder().uri("/").header("host", "cc.example.com:8443");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).expect("it is a request").into_parts();
        from_our_pages(&parts.headers, &Origin::of(&parts, &[]), config).is_ok()
    }

    #[test]
    fn our_pages_ask_and_those_of_other_sites_do_not() {
        let config = AccessConfig::default();
        for ours in [
            &[][..],
            &[("origin", "https://cc.example.com:8443")],
            &[("origin", "https://CC.example.com:8443")],
            &[("sec-fetch-site", "same-origin"), ("origin", "https://cc.example.com:8443")],
            &[("sec-fetch-site", "none")],
        ] {
            assert!(asks(ours, &config), "{ours:?}");
        }
        for others in [
            &[("origin", "https://evil.example.com")][..],
            &[("origin", "https://cc.example.com")],
            &[("origin", "https://cc.example.com:8443.evil.com")],
            &[("origin", "null")],
            &[("origin", "")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://cc.example.com:8443")],
            &[("sec-fetch-site", "same-site")],
        ] {
            assert!(!asks(others, &config), "{others:?}");
        }
    }

    #[test]
    fn a_site_that_is_allowed_may_ask() {
        let origins = ["https://crm.example.com".to_owned()].into();
        let config = AccessConfig { origins, ..AccessConfig::default() };
        assert!(asks(&[("origin", "https://crm.example.com"), ("sec-fetch-site", "cross-site")], &config));
        assert!(!asks(&[("origin", "http://crm.example.com"), ("sec-fetch-site", "cross-site")], &config));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE_HEADER, HeaderValue::from_static("a=1; callcenter_sessions=no"));
        headers.append(COOKIE_HEADER, HeaderValue::from_static("b=2;  callcenter_session=yes ;c"));
        assert_eq!(cookie(&headers, COOKIE), Some("yes"));
        assert_eq!(cookie(&headers, "d"), None);
    }
}
