//! What a client says in a request's body, where it may say nothing at all.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::extract::fields_by_name;
use crate::problem::Problem;

/// The bytes of a body that says that it is JSON; nothing at all counts as `{}`.
pub(crate) async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let bytes = Bytes::from_request(request, state).await.map_err(|why| {
        if why.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::TooLarge("the body is larger than is taken here".to_owned())
        } else {
            Problem::Malformed(why.body_text())
        }
    })?;
    if bytes.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    let kind = kind.as_deref().and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") {
        return Ok(bytes);
    }
    Err(Problem::Unsupported("send JSON, with `Content-Type: application/json`".to_owned()))
}

/// What these bytes say, or which field is wrong.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let Json(said) = Json::<T>::from_bytes(bytes)?;
    fields_by_name(bytes)?;
    Ok(said)
}
