//! What a request brings, as arguments of a handler; what cannot be read is a [`Problem`] like any other.

use axum::extract::rejection::{BytesRejection, JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// A JSON body.
#[derive(Debug, Clone, Copy)]
pub struct Body<T>(pub T);

/// What stands behind the `?`.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

/// What stands for the parts of a path.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await?;
        let request = Request::from_parts(parts, bytes.clone().into());
        let axum::Json(body) = axum::Json::from_request(request, state).await?;
        fields_by_name(&bytes)?;
        Ok(Self(body))
    }
}

/// Refuses a list: serde reads fields by their places as well as by their names, and would take what nobody named for said.
///
/// # Errors
/// [`Problem::Invalid`] when it is one.
pub(crate) fn fields_by_name(body: &[u8]) -> Result<(), Problem> {
    if !body.trim_ascii_start().starts_with(b"[") {
        return Ok(());
    }
    Err(Problem::Invalid { field: "body", why: "an object is wanted here, not a list".to_owned() })
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Query(query) = axum::extract::Query::from_request_parts(parts, state).await?;
        Ok(Self(query))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Path(path) = axum::extract::Path::from_request_parts(parts, state).await?;
        Ok(Self(path))
    }
}

impl From<BytesRejection> for Problem {
    fn from(why: BytesRejection) -> Self {
        match why.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                Self::TooLarge("the body is larger than is taken here".to_owned())
            }
            _ => Self::Malformed(why.body_text()),
        }
    }
}

impl From<JsonRejection> for Problem {
    fn from(why: JsonRejection) -> Self {
        match why.status() {
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                Self::Unsupported("send JSON, with `Content-Type: application/json`".to_owned())
            }
            StatusCode::PAYLOAD_TOO_LARGE => {
                Self::TooLarge("the body is larger than is taken here".to_owned())
            }
            StatusCode::UNPROCESSABLE_ENTITY => {
                Self::Invalid { field: "body", why: bare(&why.body_text()).to_owned() }
            }
            _ => Self::Malformed(why.body_text()),
        }
    }
}

impl From<QueryRejection> for Problem {
    fn from(why: QueryRejection) -> Self {
        Self::Malformed(bare(&why.body_text()).to_owned())
    }
}

impl From<PathRejection> for Problem {
    fn from(why: PathRejection) -> Self {
        Self::Malformed(bare(&why.body_text()).to_owned())
    }
}

/// What axum says, without what it says first: the types of a program are no help to its users.
fn bare(text: &str) -> &str {
    ["Failed to deserialize the JSON body into the target type: ", "Failed to deserialize query string: "]
        .into_iter()
        .find_map(|first| text.strip_prefix(first))
        .unwrap_or(text)
}
