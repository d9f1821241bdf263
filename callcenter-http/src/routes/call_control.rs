//! Acting on calls.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{Act, By, Lead, Look};
use crate::control::{
    Answer, Ask, Asked, Capabilities, IdempotencyKey, Originate, Request, TransferKind, Way, act_once,
    capabilities,
};
use crate::extract::{Path, Query};
use crate::page::Problems;
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(originate))
        .routes(routes!(can))
        .routes(routes!(hangup))
        .routes(routes!(answer))
        .routes(routes!(hold))
        .routes(routes!(unhold))
        .routes(routes!(mute))
        .routes(routes!(unmute))
        .routes(routes!(transfer))
        .routes(routes!(complete_transfer))
        .routes(routes!(cancel_transfer))
        .routes(routes!(swap_transfer))
        .routes(routes!(merge_transfer))
        .routes(routes!(dtmf))
        .routes(routes!(pickup))
        .routes(routes!(retrieve))
        .routes(routes!(retrieve_space))
        .routes(routes!(takeover))
        .routes(routes!(move_call))
        .routes(routes!(park))
        .routes(routes!(record_start))
        .routes(routes!(record_stop))
        .routes(routes!(record_pause))
        .routes(routes!(record_resume))
        .routes(routes!(listen))
        .routes(routes!(whisper))
        .routes(routes!(barge))
}

/// Which leg of the call.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnLeg {
    /// The leg by its id, or the extension it is of; absent: the asker's own. Supervisors may name any.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
}

/// Which leg, and which way.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Muting {
    /// The leg by its id, or the extension it is of; absent: the asker's own.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
    /// Which way; absent: what the party says.
    #[serde(default)]
    way: Way,
}

/// Whom to.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transferring {
    /// The leg of who transfers; absent: the asker's own.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
    /// The number or extension.
    #[schema(min_length = 1, max_length = 40)]
    to: String,
    /// Blind, or after asking; absent: blind.
    #[serde(default)]
    kind: TransferKind,
}

/// Which leg, and where.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parking {
    /// The leg of who parks the other side; absent: the asker's own.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
    /// The parking lot; empty: the default one.
    #[serde(default)]
    #[schema(max_length = 80)]
    lot: String,
}

/// Which keys.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    /// The leg of who sends them; absent: the asker's own.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
    /// Digits, `*`, `#`, `A` to `D`.
    #[schema(min_length = 1, max_length = 32, pattern = "^[0-9*#A-D]+$", example = "1#")]
    digits: String,
}

/// With which phone.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithPhone {
    /// The leg that is meant, or the extension it is of; absent: the one that fits.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
    /// The extension whose phone is called for it; absent: the asker's own.
    #[serde(default)]
    #[schema(max_length = 80)]
    extension: Option<String>,
}

/// Where to.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Moving {
    /// The leg that is moved; absent: the caller's.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
    /// The number or extension.
    #[schema(min_length = 1, max_length = 40)]
    to: String,
    /// The dialplan context, one of those in the settings; absent: the usual one.
    #[serde(default)]
    #[schema(max_length = 80)]
    context: Option<String>,
}

/// Whom to listen to, and with which phone.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listening {
    /// The leg to listen to, or the extension it is of; absent: that of the agent in the call.
    #[serde(default)]
    #[schema(max_length = 150)]
    leg: Option<String>,
    /// The extension whose phone listens; absent: the asker's own.
    #[serde(default)]
    #[schema(max_length = 80)]
    extension: Option<String>,
}

/// Calls somebody: the own phone rings first, and when it is answered the other one is called.
#[utoipa::path(post, path = "/api/calls", tag = "call control", security(("session" = ["agent"]), ("token" = ["control"])),
    params(IdempotencyKey), request_body = Originate,
    responses(
        (status = 200, description = "The own phone was answered, and the other one is being called", body = Answer),
            Problems,
    ))]
async fn originate(State(site): State<Site>, by: By<Act>, asked: Asked<Originate>) -> Response {
    let request = Request { call: None, leg: None, agent: None, ask: Ask::Originate(asked.said) };
    act_once(&site, &by, asked.key, request).await
}

/// Takes up again what is parked in a space, with the own phone, which is called for it.
#[utoipa::path(post, path = "/api/parking/{space}/retrieve", tag = "call control",
    security(("session" = ["agent"]), ("token" = ["control"])),
    params(("space" = String, Path, description = "The parking space"), IdempotencyKey), request_body = WithPhone,
    responses((status = 200, description = "It is done", body = Answer), Problems))]
async fn retrieve_space(
    State(site): State<Site>,
    by: By<Act>,
    Path(space): Path<String>,
    asked: Asked<WithPhone>,
) -> Response {
    let WithPhone { leg, extension } = asked.said;
    let ask = Ask::Retrieve { space: Some(space), extension };
    act_once(&site, &by, asked.key, Request { call: None, leg, agent: None, ask }).await
}

/// A control of a call: its route, what it does, what it takes, who may.
macro_rules! controls {
    ($($(#[doc = $doc:literal])* $name:ident $path:literal $need:ident $role:literal $body:ident => $ask:expr;)*) => {$(
        $(#[doc = $doc])*
        #[utoipa::path(post, path = $path, tag = "call control",
            security(("session" = [$role]), ("token" = ["control"])),
            params(("id" = String, Path, description = "The call, by `call_id` or linkedid"), IdempotencyKey),
            request_body = $body,
            responses(
                (status = 200, description = "It is done", body = Answer),
            Problems,
            ))]
        async fn $name(
            State(site): State<Site>,
            by: By<$need>,
            Path(id): Path<String>,
            asked: Asked<$body>,
        ) -> Response {
            let ask: fn($body) -> (Option<String>, Ask) = $ask;
            let (leg, ask) = ask(asked.said);
            act_once(&site, &by, asked.key, Request::on_call(id, leg, ask)).await
        }
    )*};
}

controls! {
    /// Ends the leg, and so usually the call.
    hangup "/api/calls/{id}/hangup" Act "agent" OnLeg => |said| (said.leg, Ask::Hangup);
    /// Answers what rings, on phones that let themselves be told so.
    answer "/api/calls/{id}/answer" Act "agent" OnLeg => |said| (said.leg, Ask::Answer);
    /// Puts the other side on hold.
    hold "/api/calls/{id}/hold" Act "agent" OnLeg => |said| (said.leg, Ask::Hold);
    /// Takes the other side back.
    unhold "/api/calls/{id}/unhold" Act "agent" OnLeg => |said| (said.leg, Ask::Unhold);
    /// Silences the leg: the other side does not hear its party, nor does a recording.
    mute "/api/calls/{id}/mute" Act "agent" Muting => |said| (said.leg, Ask::Mute { way: said.way });
    /// Lets the leg be heard again.
    unmute "/api/calls/{id}/unmute" Act "agent" Muting => |said| (said.leg, Ask::Unmute { way: said.way });
    /// Gives the other side to somebody else.
    transfer "/api/calls/{id}/transfer" Act "agent" Transferring => |said| (said.leg, Ask::Transfer { to: said.to, kind: said.kind });
    /// Completes an attended transfer: who transfers leaves.
    complete_transfer "/api/calls/{id}/transfer/complete" Act "agent" OnLeg => |said| (said.leg, Ask::CompleteTransfer);
    /// Takes an attended transfer back that is not complete.
    cancel_transfer "/api/calls/{id}/transfer/cancel" Act "agent" OnLeg => |said| (said.leg, Ask::CancelTransfer);
    /// Goes to the other party of an attended transfer, and back.
    swap_transfer "/api/calls/{id}/transfer/swap" Act "agent" OnLeg => |said| (said.leg, Ask::SwapTransfer);
    /// Brings all three of an attended transfer together.
    merge_transfer "/api/calls/{id}/transfer/merge" Act "agent" OnLeg => |said| (said.leg, Ask::MergeTransfer);
    /// Sends keys to the other side.
    dtmf "/api/calls/{id}/dtmf" Act "agent" Keys => |said| (said.leg, Ask::Dtmf { digits: said.digits });
    /// Answers with the own phone what rings elsewhere for this call.
    pickup "/api/calls/{id}/pickup" Act "agent" WithPhone => |said| (said.leg, Ask::Pickup { extension: said.extension });
    /// Takes a parked call up again with the own phone, which is called for it.
    retrieve "/api/calls/{id}/retrieve" Act "agent" WithPhone => |said| (said.leg, Ask::Retrieve { space: None, extension: said.extension });
    /// Takes the call over from the agent who has it, with the own phone, which is called for it.
    takeover "/api/calls/{id}/takeover" Lead "supervisor" WithPhone => |said| (said.leg, Ask::TakeOver { extension: said.extension });
    /// Sends the caller elsewhere in the dialplan; whoever talks with him is left.
    move_call "/api/calls/{id}/move" Lead "supervisor" Moving => |said| (said.leg, Ask::Move { to: said.to, context: said.context });
    /// Parks the other side.
    park "/api/calls/{id}/park" Act "agent" Parking => |said| (said.leg, Ask::Park { lot: said.lot });
    /// Begins to record the call.
    record_start "/api/calls/{id}/record/start" Act "agent" OnLeg => |said| (said.leg, Ask::RecordStart);
    /// Stops recording.
    record_stop "/api/calls/{id}/record/stop" Act "agent" OnLeg => |said| (said.leg, Ask::RecordStop);
    /// Silences the recording: for what must not be recorded.
    record_pause "/api/calls/{id}/record/pause" Act "agent" OnLeg => |said| (said.leg, Ask::RecordPause);
    /// Records again.
    record_resume "/api/calls/{id}/record/resume" Act "agent" OnLeg => |said| (said.leg, Ask::RecordResume);
    /// Listens, unheard by both.
    listen "/api/calls/{id}/listen" Lead "supervisor" Listening => |said| (said.leg, Ask::Listen { extension: said.extension });
    /// Speaks to the agent, unheard by the other side.
    whisper "/api/calls/{id}/whisper" Lead "supervisor" Listening => |said| (said.leg, Ask::Whisper { extension: said.extension });
    /// Speaks to both.
    barge "/api/calls/{id}/barge" Lead "supervisor" Listening => |said| (said.leg, Ask::Barge { extension: said.extension });
}

/// Which leg is asked about.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LegAsked {
    /// The leg by its id, or the extension it is of; absent: the asker's own, else the agent's.
    #[param(max_length = 150)]
    leg: Option<String>,
}

/// What can be done about a call now, and why not something else.
#[utoipa::path(get, path = "/api/calls/{id}/capabilities", tag = "call control",
    params(("id" = String, Path, description = "The call, by `call_id` or linkedid"), LegAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "Each control", body = Capabilities), Problems))]
async fn can(
    State(site): State<Site>,
    by: By<Look>,
    Path(id): Path<String>,
    Query(asked): Query<LegAsked>,
) -> Result<Json<Capabilities>, Problem> {
    capabilities(&site, &by, id, asked.leg).map(Json)
}
