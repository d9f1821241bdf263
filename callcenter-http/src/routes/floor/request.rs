//! What requests and answers about definitions have in common.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, IF_MATCH, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::floor::{Definition, Floor, Kept, Meant};
use crate::page::{self, Page};
use crate::problem::Problem;
use crate::site::Site;

/// Which page of a list.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Paging {
    /// Rows, 1 to 500; 50 when not said.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// `If-Match`: only the revision that the client has seen is changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct IfMatch(pub(super) Meant);

impl FromRequestParts<Site> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Site) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(IF_MATCH) else { return Ok(Self(Meant::Any)) };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(Meant::Any));
        }
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        // A tag that is none of ours is of no state that there ever was.
        let revision = bare.and_then(|bare| bare.parse().ok()).ok_or(Problem::Changed)?;
        Ok(Self(Meant::Revision(revision)))
    }
}

/// A page of definitions.
pub(super) async fn list<T: Definition>(floor: &Floor, paging: &Paging) -> Result<Json<Page<T>>, Problem> {
    let wanted = page::rows_wanted(paging.limit)?;
    let after: Option<String> = paging.cursor.as_deref().map(page::after).transpose()?;
    let mut found = floor.page::<T>(after.as_deref(), wanted as u64 + 1).await?;
    let more = found.len() > wanted;
    found.truncate(wanted);
    let last = found.last().map(|kept| kept.definition.name().to_owned());
    let next = last.filter(|_| more).map(|name| page::cursor(&name));
    Ok(Json(Page { items: found.into_iter().map(|kept| kept.definition).collect(), next }))
}

/// A definition as it is, with its revision as `ETag`.
pub(super) fn told<T: Definition>(kept: &Kept<T>) -> Response {
    tagged(kept, Json(&kept.definition).into_response())
}

/// A definition that was made, and where it is.
pub(super) fn made<T: Definition>(kept: &Kept<T>, at: &str) -> Response {
    located(kept, at, Json(&kept.definition).into_response())
}

/// An answer about a definition that was made.
pub(super) fn located<T: Definition>(kept: &Kept<T>, at: &str, mut response: Response) -> Response {
    *response.status_mut() = StatusCode::CREATED;
    let name = encoded(kept.definition.name());
    if let Ok(place) = HeaderValue::try_from(at.replacen("{}", &name, 1)) {
        response.headers_mut().insert(LOCATION, place);
    }
    tagged(kept, response)
}

fn tagged<T>(kept: &Kept<T>, mut response: Response) -> Response {
    if let Ok(tag) = HeaderValue::try_from(format!("\"{}\"", kept.revision)) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// A name as a part of an address.
fn encoded(name: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    name.bytes()
        .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
