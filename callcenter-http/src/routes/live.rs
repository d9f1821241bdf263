//! What is pushed: the WebSocket, server-sent events, and tickets for who cannot send a header.

use axum::Json;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::Sse;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi as _, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Look};
use crate::live::row::{ExtensionNow, FiguresNow, OwnCall};
use crate::live::{Since, TICKET_SECONDS, Topic, Watcher, events, serve};
use crate::problem::{Problem, ProblemBody};
use crate::site::Site;

/// What a client says is short: longer messages are read in pieces. It is there for each client as long as that is.
const READ_BUFFER_BYTES: usize = 2 * 1_024;

/// What a client is told goes out in pieces of this, or when all of it is written.
const WRITE_BUFFER_BYTES: usize = 16 * 1_024;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::with_openapi(Rows::openapi())
        .routes(routes!(socket))
        .routes(routes!(socket_v1))
        .routes(routes!(follow))
        .routes(routes!(ticket))
}

/// Opens the WebSocket: docs/LIVE.md says what is said over it.
#[utoipa::path(get, path = "/ws", tag = "live",
    security(("session" = ["agent"]), ("token" = ["read"])),
    params(("ticket" = Option<String>, Query, description = "A ticket of POST /api/ws-ticket, instead of a session or token")),
    responses(
        (status = 101, description = "The protocol is switched"),
        (status = 400, description = "No WebSocket handshake", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is logged in, or the ticket is used up", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed, or a page of another server", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Too many clients", body = ProblemBody, content_type = "application/problem+json"),
    ))]
async fn socket(
    State(site): State<Site>,
    watcher: Watcher,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    open(site, watcher, upgrade)
}

/// The same under the name of its version.
#[utoipa::path(get, path = "/ws/v1", tag = "live",
    security(("session" = ["agent"]), ("token" = ["read"])),
    params(("ticket" = Option<String>, Query, description = "A ticket of POST /api/ws-ticket, instead of a session or token")),
    responses(
        (status = 101, description = "The protocol is switched"),
        (status = 400, description = "No WebSocket handshake", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is logged in, or the ticket is used up", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed, or a page of another server", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Too many clients", body = ProblemBody, content_type = "application/problem+json"),
    ))]
async fn socket_v1(
    State(site): State<Site>,
    watcher: Watcher,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    open(site, watcher, upgrade)
}

fn open(
    site: Site,
    watcher: Watcher,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|why| Problem::Malformed(format!("this is a WebSocket: {why}")))?;
    let follower = site.live.follow(&watcher.person)?;
    let max = site.live.config().message_bytes_max;
    let upgrade = upgrade.max_message_size(max).max_frame_size(max);
    let upgrade = upgrade.read_buffer_size(READ_BUFFER_BYTES).write_buffer_size(WRITE_BUFFER_BYTES);
    Ok(upgrade.on_upgrade(move |socket| serve(socket, site, watcher, follower)))
}

/// What is to be followed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Following {
    /// Topics, separated by commas: `calls`, `queues`, `agents`, `extensions`, `stats`, `own`; without it all of them.
    #[serde(default)]
    topics: Option<String>,
    /// A ticket of POST /api/ws-ticket, instead of a session or token.
    #[serde(default)]
    #[expect(dead_code, reason = "the extractor of who asks has read it")]
    ticket: Option<String>,
}

/// Follows topics as server-sent events: the same messages as over the WebSocket, each as the data of an event.
///
/// The id of an event is `epoch-seq`; a client that comes back with it as `Last-Event-ID` is told what it missed.
#[utoipa::path(get, path = "/api/events", tag = "live",
    security(("session" = ["agent"]), ("token" = ["read"])),
    params(Following, ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was seen")),
    responses(
        (status = 200, description = "Events, for ever", body = String, content_type = "text/event-stream"),
        (status = 400, description = "No such topic", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is logged in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "No such topic", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Too many clients", body = ProblemBody, content_type = "application/problem+json"),
    ))]
async fn follow(
    State(site): State<Site>,
    watcher: Watcher,
    following: Result<Query<Following>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Query(following) = following.map_err(|why| Problem::Malformed(why.body_text()))?;
    let topics = topics(following.topics.as_deref())?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let follower = site.live.follow(&watcher.person)?;
    let events = events(site, watcher, follower, &topics, last.and_then(Since::of_id));
    let mut response = Sse::new(events).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that gathers what passes would keep it back.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

fn topics(said: Option<&str>) -> Result<Vec<Topic>, Problem> {
    let Some(said) = said else { return Ok(Topic::ALL.to_vec()) };
    let topic = |name: &str| {
        let name = name.trim();
        Topic::ALL.into_iter().find(|topic| topic.name() == name).ok_or_else(|| Problem::Invalid {
            field: "topics",
            why: format!(
                "there is no topic {name:?}; there are calls, queues, agents, extensions, stats and own"
            ),
        })
    };
    let mut topics: Vec<Topic> = said.split(',').map(topic).collect::<Result<_, _>>()?;
    topics.sort_unstable();
    topics.dedup();
    Ok(topics)
}

/// A ticket.
#[derive(Debug, Serialize, ToSchema)]
struct Ticket {
    /// Lets in once, as `?ticket=`.
    ticket: String,
    /// For how long, in seconds.
    expires_in_s: u64,
}

/// Gives a ticket that opens the WebSocket or the events once: for browsers' sockets of other origins, which can neither
/// send a header nor should put a token into an address.
#[utoipa::path(post, path = "/api/ws-ticket", tag = "live",
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses(
        (status = 200, description = "The ticket", body = Ticket),
        (status = 401, description = "Nobody is logged in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many tickets wait to be used", body = ProblemBody, content_type = "application/problem+json"),
        (status = 500, description = "The system gives no random numbers", body = ProblemBody, content_type = "application/problem+json"),
    ))]
async fn ticket(State(site): State<Site>, by: By<Look>) -> Result<Json<Ticket>, Problem> {
    let ticket = site.live.ticket(Watcher { person: (*by).clone(), credential: by.credential().clone() })?;
    Ok(Json(Ticket { ticket, expires_in_s: TICKET_SECONDS }))
}

/// Rows of the topics, so that their schemas are in the description.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(ExtensionNow, FiguresNow, OwnCall)))]
struct Rows;
