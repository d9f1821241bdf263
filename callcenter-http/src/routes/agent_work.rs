//! Agents at work: in and out of queues, ready and not.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{Act, By};
use crate::control::{Answer, Ask, Asked, IdempotencyKey, Login, Request, act_once};
use crate::extract::Path;
use crate::page::Problems;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(logout))
        .routes(routes!(ready))
        .routes(routes!(not_ready))
        .routes(routes!(wrap_up))
}

/// In which queues.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InQueues {
    /// The queues; none: all that the agent is in.
    #[serde(default)]
    #[schema(max_items = 200)]
    queues: Vec<String>,
}

/// Why, and when.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotReady {
    /// Why: one of the pause codes, where there are any.
    #[serde(default)]
    #[schema(max_length = 80, example = "lunch")]
    reason: String,
    /// Only when the call that the agent is in is over.
    #[serde(default)]
    after_call: bool,
    /// The queues; none: all that the agent is in.
    #[serde(default)]
    #[schema(max_items = 200)]
    queues: Vec<String>,
}

/// Nothing.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// What an agent does: its route and what it takes. Supervisors may do it for any agent, others for themselves; `me` is
/// the agent that the asker is.
macro_rules! deeds {
    ($($(#[doc = $doc:literal])* $name:ident $path:literal $body:ident => $ask:expr;)*) => {$(
        $(#[doc = $doc])*
        #[utoipa::path(post, path = $path, tag = "agents at work",
            security(("session" = ["agent"]), ("token" = ["control"])),
            params(("agent" = String, Path, description = "The agent, or `me`; supervisors may name any"), IdempotencyKey),
            request_body = $body,
            responses(
                (status = 200, description = "It is done", body = Answer),
                Problems,
            ))]
        async fn $name(
            State(site): State<Site>,
            by: By<Act>,
            Path(agent): Path<String>,
            asked: Asked<$body>,
        ) -> Response {
            let ask: fn($body) -> Ask = $ask;
            act_once(&site, &by, asked.key, Request::on_agent(agent, ask(asked.said))).await
        }
    )*};
}

deeds! {
    /// Logs the agent in: a member of queues from now on.
    login "/api/agents/{agent}/login" Login => Ask::Login;
    /// Logs the agent out of queues.
    logout "/api/agents/{agent}/logout" InQueues => |said| Ask::Logout { queues: said.queues };
    /// Ends the agent's pause, and wrap-up.
    ready "/api/agents/{agent}/ready" InQueues => |said| Ask::Ready { queues: said.queues };
    /// Pauses the agent.
    not_ready "/api/agents/{agent}/not-ready" NotReady =>
        |said| Ask::NotReady { reason: said.reason, after_call: said.after_call, queues: said.queues };
    /// Gives the agent time for work after the call, until he is ready again.
    wrap_up "/api/agents/{agent}/wrap-up" Nothing => |_| Ask::WrapUp;
}
