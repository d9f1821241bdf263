//! Agents at work: in and out of queues, ready and not.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use callcenter_core::view;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{Act, By, Look, Role};
use crate::control::{
    AgentActivity, Answer, Ask, Asked, IdempotencyKey, Login, Request, act_once, activities, whose,
};
use crate::extract::{Path, Query};
use crate::page::{Page, Problems};
use crate::problem::Problem;
use crate::shown::{Agent, Seconds};
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(logout))
        .routes(routes!(ready))
        .routes(routes!(not_ready))
        .routes(routes!(wrap_up))
        .routes(routes!(me))
        .routes(routes!(activity_log))
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

/// Who asks, and the agent that he is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct OwnAgent {
    /// The login name.
    login: String,
    /// The name to show.
    name: String,
    /// What the user is.
    role: Role,
    /// The agent that the user is bound to; absent: none.
    agent_key: Option<String>,
    /// That agent as he stands; absent: he is in no queue.
    agent: Option<Agent>,
    /// How long he has been doing that, by the switch's clock.
    since_s: Option<Seconds>,
}

/// Who asks, and the agent that he is, as he stands.
#[utoipa::path(get, path = "/api/agents/me", tag = "agents at work",
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "Who asks", body = OwnAgent), Problems))]
async fn me(State(site): State<Site>, by: By<Look>) -> Json<OwnAgent> {
    let found = by.agent.as_ref().and_then(|agent| {
        site.desk.read(|moment| {
            let row = view::agent(moment.state, agent.as_str())?;
            Some((row.since.map(|since| moment.now.since(since)), row))
        })
    });
    let (since, agent) = found.map_or((None, None), |(since, row)| (since, Some(row.into())));
    Json(OwnAgent {
        login: by.login.clone(),
        name: by.name.clone(),
        role: by.role,
        agent_key: by.agent.as_ref().map(ToString::to_string),
        agent,
        since_s: since.map(Into::into),
    })
}

/// How many, and from where.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActivitiesAsked {
    /// How many rows: 1 to 500, 50 without it.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// Where the page begins: `next` of the page before.
    cursor: Option<String>,
}

/// What an agent did, the latest first: signed in, ready, paused and why, wrap-up, ringing, talking. An agent sees his own.
#[utoipa::path(get, path = "/api/agents/{agent}/activities", tag = "agents at work",
    params(("agent" = String, Path, description = "The agent, or `me`; supervisors may name any"), ActivitiesAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of it", body = Page<AgentActivity>), Problems))]
async fn activity_log(
    State(site): State<Site>,
    by: By<Look>,
    Path(agent): Path<String>,
    Query(asked): Query<ActivitiesAsked>,
) -> Result<Json<Page<AgentActivity>>, Problem> {
    let agent = whose(&by, Some(agent))?;
    activities(&site, agent.as_str(), asked.limit, asked.cursor.as_deref()).await.map(Json)
}
