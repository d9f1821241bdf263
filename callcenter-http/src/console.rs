//! The web console: the built page, embedded. In debug builds it is read from the disk.

use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{EmbeddedFile, RustEmbed};

/// Paths below these are the interface's own: what is missing there is said as a problem, not by the page.
const INTERFACE: [&str; 6] = ["/api", "/call-center", "/ws", "/socket.io", "/docs", "/sip"];

/// The page that all addresses of the console show.
const PAGE: &str = "index.html";

#[derive(RustEmbed)]
#[folder = "$CALLCENTER_CONSOLE"]
struct Console;

/// A file of the console, or its page where a browser asks for an address within it; `None`: neither.
pub(crate) fn serve(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response<Body>> {
    if method != Method::GET && method != Method::HEAD {
        return None;
    }
    let path = uri.path().trim_start_matches('/');
    if !path.is_empty() && path != PAGE && !path.ends_with(".br") && Console::get(path).is_some() {
        return Some(file(path, headers));
    }
    let is_ours = !INTERFACE.iter().any(|place| is_below(uri.path(), place));
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    (is_ours && (path.is_empty() || accept.contains("text/html"))).then(|| file(PAGE, headers))
}

fn is_below(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn file(path: &str, headers: &HeaderMap) -> Response<Body> {
    let takes_brotli = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|word| {
            word.split_once(';').map_or(word, |(name, _)| name).trim() == "br" && !word.ends_with("q=0")
        });
    let small = takes_brotli.then(|| Console::get(&format!("{path}.br"))).flatten();
    let is_small = small.is_some();
    let Some(EmbeddedFile { data, metadata }) = small.or_else(|| Console::get(path)) else {
        return Response::builder()
            .status(StatusCode::NOT_FOUND)
            .body(Body::empty())
            .expect("it has no header");
    };
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&metadata.sha256_hash()[..15]));
    let kept = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    // Names of assets hold a hash of what is in them: they never change. The page names them, so it is asked for each time.
    let lasts = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let body = if kept { Body::empty() } else { Body::from(data) };
    let mut answer = Response::new(body);
    if kept {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let said = answer.headers_mut();
    said.insert(CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    said.insert(CACHE_CONTROL, HeaderValue::from_static(lasts));
    said.insert(VARY, HeaderValue::from_static("accept-encoding"));
    said.insert(ETAG, HeaderValue::from_str(&tag).expect("it is letters and digits"));
    if is_small {
        said.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    answer
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "png" => "image/png",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
