//! The phone in the browser: its way to the switch.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{Act, By, Person};
use crate::floor::{Agent, Extension};
use crate::live::Watcher;
use crate::problem::{Problem, ProblemBody};
use crate::site::Site;
use crate::softphone::{MESSAGE_BYTES_MAX, SUBPROTOCOL, carry, open};

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(signalling))
}

/// Carries a phone's signalling to the switch and back: SIP over a WebSocket, RFC 7118, subprotocol `sip`. Only whose own
/// extension is a phone in a browser is let in.
#[utoipa::path(get, path = "/sip", tag = "extensions",
    security(("session" = ["agent"]), ("token" = ["control"])),
    responses(
        (status = 101, description = "The protocol is switched"),
        (status = 400, description = "No WebSocket handshake, or not for SIP", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is logged in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed, a page of another server, or the own extension is no phone in a browser", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The switch's WebSocket is not configured", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The switch cannot be reached, or too many phones", body = ProblemBody, content_type = "application/problem+json"),
    ))]
async fn signalling(
    State(site): State<Site>,
    by: By<Act>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let own = own_extension(&site, &by).await?;
    if !own.is_some_and(|extension| extension.enabled && extension.webrtc) {
        return Err(Problem::Forbidden("you have no extension that is a phone in a browser".to_owned()));
    }
    let Some(websocket) = site.softphone.config().websocket.clone() else {
        return Err(Problem::Conflict(NOT_CONFIGURED.to_owned()));
    };
    let upgrade = upgrade.map_err(|why| Problem::Malformed(format!("this is a WebSocket: {why}")))?;
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX);
    if upgrade.selected_protocol().is_none() {
        return Err(Problem::Malformed("SIP is spoken here: ask for the subprotocol `sip`".to_owned()));
    }
    let place = site.softphone.place()?;
    let watcher = Watcher { person: (*by).clone(), credential: by.credential().clone() };
    // Whoever cannot get through is told so before he believes to be connected.
    let switch = open(&websocket).await?;
    Ok(upgrade.on_upgrade(move |page| async move {
        carry(page, switch, site, watcher).await;
        drop(place);
    }))
}

/// Why no browser is a phone here.
pub(crate) const NOT_CONFIGURED: &str = "phones in browsers are not set up: an administrator can name the switch's WebSocket \
                                         in the configuration (softphone.websocket)";

/// Somebody's own extension: his agent's number, or that of his agent.
pub(crate) async fn own_extension(site: &Site, by: &Person) -> Result<Option<Extension>, Problem> {
    let Some(agent) = &by.agent else { return Ok(None) };
    let agent_of_name = site.floor.find::<Agent>(agent.as_str()).await?;
    let by_name = agent_of_name
        .filter(|agent| agent.definition.enabled)
        .and_then(|agent| agent.definition.extension.clone());
    let number = by_name.unwrap_or_else(|| agent.as_str().to_owned());
    Ok(site.floor.find::<Extension>(&number).await?.map(|kept| kept.definition))
}
