//! The paths of the NestJS PBX controller (F-243), for clients that were written for it.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use callcenter_core::view;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::calls::whose;
use crate::access::{Act, By, Look};
use crate::calls::{Live, LiveCalls, Whose, takes_part};
use crate::control::{Answer, Ask, Asked, IdempotencyKey, Originate, Request, TransferKind, Way, act_once};
use crate::page::Problems;
use crate::shown::{Extension, Queue, live_extensions};
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(agent_extensions))
        .routes(routes!(sessions))
        .routes(routes!(queues))
        .routes(routes!(hold))
        .routes(routes!(unhold))
        .routes(routes!(mute))
        .routes(routes!(unmute))
        .routes(routes!(transfer))
        .routes(routes!(originate))
}

/// Extensions of agents.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AgentExtensions {
    /// The extensions, by number.
    items: Vec<Extension>,
}

/// Queues.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PbxQueues {
    /// The queues, by name.
    items: Vec<Queue>,
}

/// Which call.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = PbxSession)]
pub(crate) struct Session {
    /// The call, by `call_id` or linkedid; absent: the one that the asker is in.
    #[serde(default, alias = "session_id", alias = "callId", alias = "call_id")]
    #[serde(rename = "sessionId")]
    #[schema(max_length = 150)]
    session: Option<String>,
    /// The leg; absent: the asker's own.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
}

/// Which call, and whom to.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = PbxTransfer)]
pub(crate) struct Transferring {
    /// The call; absent: the one that the asker is in.
    #[serde(default, alias = "session_id", alias = "callId", alias = "call_id")]
    #[serde(rename = "sessionId")]
    #[schema(max_length = 150)]
    session: Option<String>,
    /// The number or extension.
    #[serde(alias = "to", alias = "target")]
    #[schema(max_length = 40)]
    destination: String,
    /// Blind, or after asking; absent: blind.
    #[serde(default, alias = "type", alias = "kind")]
    #[serde(rename = "transferType")]
    kind: Option<TransferKind>,
}

/// Whom to call.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = PbxOriginate)]
pub(crate) struct Originating {
    /// The number or extension.
    #[serde(alias = "to", alias = "phoneNumber", alias = "number")]
    #[schema(max_length = 40)]
    destination: String,
    /// The extension whose phone rings first; absent: the asker's own.
    #[serde(default, alias = "from")]
    #[schema(max_length = 80)]
    extension: Option<String>,
}

/// Agents' extensions as they stand.
#[utoipa::path(get, path = "/api/pbx/agent-extensions", tag = "pbx (NestJS)",
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The extensions", body = AgentExtensions), Problems))]
async fn agent_extensions(State(site): State<Site>, by: By<Look>) -> Json<AgentExtensions> {
    let all = site.desk.read(|moment| live_extensions(moment.state));
    let own = whose(&by);
    let is_seen = |extension: &Extension| match &own {
        Whose::Everybody => true,
        Whose::Own(agent) => extension.number == *agent,
        Whose::Nobody => false,
    };
    Json(AgentExtensions {
        items: all.into_values().filter(|extension| extension.is_agent && is_seen(extension)).collect(),
    })
}

/// Calls that live. An agent sees his own.
#[utoipa::path(get, path = "/api/pbx/sessions", tag = "pbx (NestJS)",
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The calls", body = Live), Problems))]
async fn sessions(State(site): State<Site>, by: By<Look>) -> Json<Live> {
    let own = whose(&by);
    Json(LiveCalls::of(&*site.desk, |call| match &own {
        Whose::Everybody => true,
        Whose::Own(agent) => takes_part(call, agent),
        Whose::Nobody => false,
    }))
}

/// Queues as they stand; who waits is shown to supervisors.
#[utoipa::path(get, path = "/api/pbx/queues", tag = "pbx (NestJS)",
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The queues", body = PbxQueues), Problems))]
async fn queues(State(site): State<Site>, by: By<Look>) -> Json<PbxQueues> {
    let mut rows = site.desk.read(|moment| view::queues(moment.state));
    if !matches!(whose(&by), Whose::Everybody) {
        for waiting in rows.iter_mut().flat_map(|row| &mut row.waiting) {
            // The caller is nobody's yet: he is counted, and not named.
            waiting.number = Default::default();
            waiting.name = Default::default();
        }
    }
    Json(PbxQueues { items: rows.into_iter().map(Into::into).collect() })
}

macro_rules! on_session {
    ($($(#[doc = $doc:literal])* $name:ident $path:literal => $ask:expr;)*) => {$(
        $(#[doc = $doc])*
        #[utoipa::path(post, path = $path, tag = "pbx (NestJS)", params(IdempotencyKey),
            security(("session" = ["agent"]), ("token" = ["control"])), request_body = Session,
            responses((status = 200, description = "It is done", body = Answer), Problems))]
        async fn $name(State(site): State<Site>, by: By<Act>, asked: Asked<Session>) -> Response {
            let Session { session, leg } = asked.said;
            act_once(&site, &by, asked.key, Request { call: session, leg, agent: None, ask: $ask }).await
        }
    )*};
}

on_session! {
    /// Puts the other side on hold.
    hold "/api/pbx/hold" => Ask::Hold;
    /// Takes the other side back.
    unhold "/api/pbx/unhold" => Ask::Unhold;
    /// Silences the own leg.
    mute "/api/pbx/mute" => Ask::Mute { way: Way::In };
    /// Lets the own leg be heard again.
    unmute "/api/pbx/unmute" => Ask::Unmute { way: Way::In };
}

/// Transfers the other side.
#[utoipa::path(post, path = "/api/pbx/transfer", tag = "pbx (NestJS)", params(IdempotencyKey),
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = Transferring,
    responses((status = 200, description = "It is done", body = Answer), Problems))]
async fn transfer(State(site): State<Site>, by: By<Act>, asked: Asked<Transferring>) -> Response {
    let Transferring { session, destination: to, kind } = asked.said;
    let ask = Ask::Transfer { to, kind: kind.unwrap_or_default() };
    act_once(&site, &by, asked.key, Request { call: session, leg: None, agent: None, ask }).await
}

/// Calls somebody: the own phone rings first.
#[utoipa::path(post, path = "/api/pbx/originate", tag = "pbx (NestJS)", params(IdempotencyKey),
    security(("session" = ["agent"]), ("token" = ["control"])), request_body = Originating,
    responses((status = 200, description = "The own phone was answered, and the other one is being called", body = Answer), Problems))]
async fn originate(State(site): State<Site>, by: By<Act>, asked: Asked<Originating>) -> Response {
    let Originating { destination, extension } = asked.said;
    let ask = Ask::Originate(Originate { from: extension, to: destination, ..Originate::default() });
    act_once(&site, &by, asked.key, Request { call: None, leg: None, agent: None, ask }).await
}
