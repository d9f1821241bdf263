//! Recordings: listed, heard, removed.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::time::SystemTime;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callcenter_core::Timestamp;
use callcenter_store::RecordingFileRow;
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::calls::whose;
use crate::access::{By, Look, Manage, Person, Role};
use crate::calls::{Found, told};
use crate::clock::Utc;
use crate::extract::{Path, Query};
use crate::page::{Page, Problems, after, cursor, rows_wanted};
use crate::problem::Problem;
use crate::recordings::{NoFile, Opened, Recording, Wanted, call_of, is_own, parted};
use crate::site::Site;

/// Bytes that are read of a file at once.
const CHUNK_BYTES: usize = 64 << 10;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one, remove))
        .routes(routes!(audio))
        .routes(routes!(of_call))
}

/// Which recordings.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecordingsQuery {
    /// Of this call, by its identity.
    #[param(max_length = 150)]
    call: Option<String>,
    /// Of calls that this agent made, answered or talked in.
    #[param(max_length = 150)]
    agent: Option<String>,
    /// Of calls that went into this queue first.
    #[param(max_length = 150)]
    queue: Option<String>,
    /// Of calls that began at this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Utc>,
    /// Of calls that began before.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Utc>,
    /// How many at most. Default: 50.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// How a recording is wanted.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AudioQuery {
    /// As a file to keep, with its name, instead of to be heard.
    #[serde(default)]
    download: bool,
}

/// Recordings, the latest calls first. An agent sees those of his own calls.
#[utoipa::path(get, path = "/api/recordings", tag = "recordings", params(RecordingsQuery),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of recordings", body = Page<Recording>), Problems))]
async fn list(
    State(site): State<Site>,
    by: By<Look>,
    Query(query): Query<RecordingsQuery>,
) -> Result<Json<Page<Recording>>, Problem> {
    let text = |field, given: Option<String>| match given {
        Some(given) if given.len() > 150 || given.contains('\0') => {
            Err(Problem::Invalid { field, why: "at most 150 bytes, without U+0000".to_owned() })
        }
        given => Ok(given),
    };
    let wanted = Wanted {
        call: text("call", query.call)?,
        agent: text("agent", query.agent)?,
        queue: text("queue", query.queue)?,
        from: query.from.map(|at| at.0),
        until: query.until.map(|at| at.0),
        after: query.cursor.as_deref().map(after).transpose()?,
        limit: rows_wanted(query.limit)?,
    };
    let reading = told(&*site.store).await?;
    let (items, next) = site.recordings.list(&reading, &wanted, &whose(&by)).await?;
    Ok(Json(Page { items, next: next.map(|next| cursor(&next)) }))
}

/// The recordings of a call, also of one that lives.
#[utoipa::path(get, path = "/api/calls/{id}/recordings", tag = "recordings",
    params(("id" = String, Path, description = "The call's identity, or its linkedid")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "Its recordings", body = Page<Recording>), Problems))]
async fn of_call(
    State(site): State<Site>,
    by: By<Look>,
    Path(id): Path<String>,
) -> Result<Json<Page<Recording>>, Problem> {
    let found = call_of(&site, &id).await?;
    may_hear(&by, &found)?;
    Ok(Json(Page { items: site.recordings.of_call(&found).await?, next: None }))
}

/// What is known of a recording.
#[utoipa::path(get, path = "/api/recordings/{id}", tag = "recordings",
    params(("id" = String, Path, description = "The recording: a call's identity, a point, the number in the call")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The recording", body = Recording), Problems))]
async fn one(
    State(site): State<Site>,
    by: By<Look>,
    Path(id): Path<String>,
) -> Result<Json<Recording>, Problem> {
    Ok(Json(found(&site, &by, &id).await?.1))
}

/// Removes the file of a recording. The call goes on telling that it was recorded, and by whom the file was removed.
#[utoipa::path(delete, path = "/api/recordings/{id}", tag = "recordings",
    params(("id" = String, Path, description = "The recording: a call's identity, a point, the number in the call")),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses((status = 204, description = "The file is gone"), Problems))]
async fn remove(
    State(site): State<Site>,
    by: By<Manage>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (call, recording) = found(&site, &by, &id).await?;
    if let Some(why) = recording.why_not.filter(|_| recording.removed_at.is_some()) {
        return Err(Problem::Conflict(why));
    }
    site.audit(&by, "recording.delete", &recording.id, json!({ "file": recording.file })).await?;
    let row = RecordingFileRow {
        stream: call.stream,
        file: recording.file,
        call_id: recording.call_id,
        leg: String::new(),
        named_at: call.record.started_at,
        removed_at: None,
        removed_by: String::new(),
    };
    let gone = site.recordings.remove(row, &by.login, site.clock.now()).await?;
    gone.map_err(|why| Problem::Conflict(why.to_string()))?;
    Ok(StatusCode::NO_CONTENT)
}

/// The sound of a recording: all of it, or the range of bytes that is asked for. Every hearing is written down.
#[utoipa::path(get, path = "/api/recordings/{id}/audio", tag = "recordings",
    params(("id" = String, Path, description = "The recording: a call's identity, a point, the number in the call"), AudioQuery,
        ("Range" = Option<String>, Header, description = "`bytes=0-1023`; several ranges are answered with all of it"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` of which the range is wanted")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses(
        (status = 200, description = "All of it", content_type = "audio/wav", body = Vec<u8>),
        (status = 206, description = "A range", content_type = "audio/wav", body = Vec<u8>),
        (status = 304, description = "It is as the client has it"),
        (status = 416, description = "The range lies outside; `Content-Range` says how long it is"),
        Problems,
    ))]
async fn audio(
    State(site): State<Site>,
    by: By<Look>,
    method: Method,
    Path(id): Path<String>,
    Query(query): Query<AudioQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (call, recording) = found(&site, &by, &id).await?;
    if let Some(why) = &recording.why_not {
        return Err(Problem::Missing(why.clone()));
    }
    let opened = open(&site, &recording.file, call.record.started_at).await?;
    let tag = tag(&opened);
    // Source: RFC 9110, section 14.2: of other methods the header is passed over.
    let wish = if method == Method::GET { range(&headers, &tag, opened.bytes) } else { Wish::All };
    let mut response = match wish {
        _ if is_known(&headers, &tag) => StatusCode::NOT_MODIFIED.into_response(),
        Wish::All => sound(opened.file, opened.kind.content_type(), 0, opened.bytes)?,
        Wish::Part { first, last } => {
            let mut part = sound(opened.file, opened.kind.content_type(), first, last - first + 1)?;
            *part.status_mut() = StatusCode::PARTIAL_CONTENT;
            put(&mut part, header::CONTENT_RANGE, &format!("bytes {first}-{last}/{}", opened.bytes));
            part
        }
        Wish::Outside => {
            let mut none = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            put(&mut none, header::CONTENT_RANGE, &format!("bytes */{}", opened.bytes));
            none
        }
    };
    if method == Method::GET && response.status().is_success() {
        heard(&site, &by, &recording).await?;
    }
    put(&mut response, header::ETAG, &tag);
    put(&mut response, header::ACCEPT_RANGES, "bytes");
    // It may be removed, and who may hear it may change.
    put(&mut response, header::CACHE_CONTROL, "private, no-cache");
    put(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let how = if query.download { "attachment" } else { "inline" };
    put(
        &mut response,
        header::CONTENT_DISPOSITION,
        &format!("{how}; filename=\"{}\"", plain(&recording.file)),
    );
    Ok(response)
}

/// Writes down that somebody hears it: before the first byte is sent.
async fn heard(site: &Site, by: &Person, recording: &Recording) -> Result<(), Problem> {
    let now = site.clock.now();
    if !site.recordings.is_new_hearing(&by.id, &recording.id, now) {
        return Ok(());
    }
    let detail = json!({ "file": recording.file, "call": recording.call_id });
    site.audit(by, "recording.listen", &recording.id, detail).await?;
    site.recordings.hears(&by.id, &recording.id, now);
    Ok(())
}

/// A recording that somebody may hear, and its call.
async fn found(site: &Site, by: &Person, id: &str) -> Result<(Found, Recording), Problem> {
    let shown: String = id.chars().filter(|sign| !sign.is_control()).take(80).collect();
    let unknown = || Problem::Unknown { what: "recording", id: shown.clone() };
    let (call, n) = parted(id).ok_or_else(unknown)?;
    let call = call_of(site, call).await.map_err(|why| match why {
        Problem::Unknown { .. } => unknown(),
        why => why,
    })?;
    may_hear(by, &call)?;
    let recording = site.recordings.of_call(&call).await?.into_iter().nth(n - 1).ok_or_else(unknown)?;
    Ok((call, recording))
}

fn may_hear(by: &Person, call: &Found) -> Result<(), Problem> {
    if by.role >= Role::Supervisor || is_own(by, call) {
        return Ok(());
    }
    Err(Problem::Forbidden(
        "agents hear the recordings of their own calls; ask a supervisor for others".to_owned(),
    ))
}

async fn open(site: &Site, file: &str, call_at: Option<Timestamp>) -> Result<Opened, Problem> {
    let (folder, name) = (site.recordings.folder().clone(), file.to_owned());
    let within = site.recordings.within(call_at);
    let opened = tokio::task::spawn_blocking(move || folder.open(&name, within.as_deref())).await;
    opened.map_err(|_| Problem::Internal)?.map_err(|why: NoFile| Problem::Missing(why.to_string()))
}

/// Some bytes of a file, as a body.
fn sound(mut file: File, content_type: &str, first: u64, bytes: u64) -> Result<Response, Problem> {
    let unreadable = |why: std::io::Error| Problem::Missing(format!("the file cannot be read: {why}"));
    file.seek(SeekFrom::Start(first)).map_err(unreadable)?;
    let file = tokio::fs::File::from_std(file).take(bytes);
    let mut response = Response::new(Body::from_stream(ReaderStream::with_capacity(file, CHUNK_BYTES)));
    put(&mut response, header::CONTENT_TYPE, content_type);
    put(&mut response, header::CONTENT_LENGTH, &bytes.to_string());
    Ok(response)
}

fn put(response: &mut Response, name: header::HeaderName, value: &str) {
    let value =
        HeaderValue::from_str(value).expect("only letters, digits and signs of ASCII are put into headers");
    response.headers_mut().insert(name, value);
}

/// What tells this state of the file from others.
fn tag(opened: &Opened) -> String {
    let changed = opened.changed.and_then(|changed| changed.duration_since(SystemTime::UNIX_EPOCH).ok());
    format!("\"{:x}-{:x}\"", opened.bytes, changed.unwrap_or_default().as_nanos())
}

/// Whether the client has this state of the file.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|known| known.to_str().ok());
    let mut known = known.flat_map(|known| known.split(',')).map(str::trim);
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// A name as it may stand in a header.
fn plain(file: &str) -> String {
    let safe = |sign: char| if sign.is_ascii_alphanumeric() || "._-".contains(sign) { sign } else { '_' };
    file.chars().map(safe).collect()
}

/// Which bytes are wanted.
#[derive(Debug, PartialEq, Eq)]
enum Wish {
    All,
    Part { first: u64, last: u64 },
    Outside,
}

/// Source: RFC 9110, section 14.
fn range(headers: &HeaderMap, tag: &str, bytes: u64) -> Wish {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(range) = text(header::RANGE) else { return Wish::All };
    // A date is never the tag: then all of it is sent, which is right whatever the client has.
    if text(header::IF_RANGE).is_some_and(|known| known.trim() != tag) {
        return Wish::All;
    }
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Wish::All;
    };
    let (first, last) = (first.trim(), last.trim());
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().unwrap_or(u64::MAX));
    let wish = match (first, last) {
        ("", "") => return Wish::All,
        ("", last) => {
            number(last).map(|count| (bytes.saturating_sub(count), bytes.saturating_sub(1), count > 0))
        }
        (first, "") => number(first).map(|first| (first, bytes.saturating_sub(1), true)),
        (first, last) => number(first)
            .zip(number(last))
            .map(|(first, last)| (first, last.min(bytes.saturating_sub(1)), true)),
    };
    match wish {
        // Several ranges, or none: all of it.
        None => Wish::All,
        Some((first, last, true)) if first < bytes && first <= last => Wish::Part { first, last },
        // "5-3" is no range at all.
        Some((first, _, true)) if first < bytes => Wish::All,
        Some(_) => Wish::Outside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hc_11_the_name_of_a_download_says_nothing_but_a_name() {
        for (file, name) in [
            ("20261122-080100-1795334400.1.wav", "20261122-080100-1795334400.1.wav"),
            ("a\"; filename=evil.exe; x=\".wav", "a___filename_evil.exe__x__.wav"),
            ("ü\u{202e}vaw.exe.wav", "__vaw.exe.wav"),
            ("a b;c\\d%0d%0a.wav", "a_b_c_d_0d_0a.wav"),
        ] {
            assert_eq!(plain(file), name);
        }
    }

    #[test]
    fn ranges_are_read_as_the_rfc_has_them() {
        let wish = |range: &str, if_range: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, range.parse().expect("a value"));
            if let Some(tag) = if_range {
                headers.insert(header::IF_RANGE, tag.parse().expect("a value"));
            }
            self::range(&headers, "\"a\"", 100)
        };
        for (range, first, last) in [
            ("bytes=0-0", 0, 0),
            ("bytes=0-", 0, 99),
            ("bytes=10-19", 10, 19),
            ("bytes=90-200", 90, 99),
            ("bytes=99-99", 99, 99),
            ("bytes=-1", 99, 99),
            ("bytes=-1000", 0, 99),
            ("bytes=0-99999999999999999999999", 0, 99),
        ] {
            assert_eq!(wish(range, None), Wish::Part { first, last }, "{range}");
            assert_eq!(wish(range, Some("\"a\"")), Wish::Part { first, last }, "{range}");
            assert_eq!(wish(range, Some("\"b\"")), Wish::All, "{range}");
            assert_eq!(wish(range, Some("Sun, 22 Nov 2026 08:00:00 GMT")), Wish::All, "{range}");
        }
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(wish(range, None), Wish::Outside, "{range}");
        }
        for range in
            ["bytes=", "bytes=-", "bytes=5-3", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=+1-2", "0-1"]
        {
            assert_eq!(wish(range, None), Wish::All, "{range}");
        }
        assert_eq!(self::range(&HeaderMap::new(), "\"a\"", 100), Wish::All);
    }
}
