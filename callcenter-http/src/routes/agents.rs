//! Agents as they stand, with their figures (F-086 to F-099, F-115, F-239).

use axum::Json;
use axum::extract::State;
use callcenter_core::view;
use callcenter_store::report::{Calendar, Period};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Look, Person, Role};
use crate::extract::{Path, Query};
use crate::figures::{AgentCounts, Day, overall};
use crate::page::{Page, Problems, after, cursor, known, rows_wanted};
use crate::problem::Problem;
use crate::shown::{Activity, Agent};
use crate::site::Site;
use crate::when::When;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(agents))
        .routes(routes!(agents_alias))
        .routes(routes!(agent))
        .routes(routes!(agent_alias))
}

/// Which agents are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AgentsAsked {
    /// Only members of this queue.
    queue: Option<String>,
    /// Only agents who are doing this; several with commas.
    #[param(example = "ready,talking")]
    activity: Option<String>,
    /// Whose today: a time zone by its IANA name; without it UTC.
    #[param(example = "Europe/Berlin")]
    tz: Option<String>,
    /// How many rows: 1 to 500, 50 without it.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// Where the page begins: `next` of the page before.
    cursor: Option<String>,
}

/// Whose today is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TodayAsked {
    /// A time zone by its IANA name; without it UTC.
    #[param(example = "Europe/Berlin")]
    pub(super) tz: Option<String>,
}

/// An agent as he stands, with today's figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentItem {
    /// How he stands.
    #[serde(flatten)]
    agent: Agent,
    /// Today's figures.
    today: AgentCounts,
}

/// An agent with all figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentDetails {
    /// How he stands.
    #[serde(flatten)]
    agent: Agent,
    /// Today's figures.
    today: AgentCounts,
    /// Figures since the first thing that is known; absent: the store has none.
    overall: Option<AgentCounts>,
}

/// Agents as they stand, by their key, each with today's figures.
#[utoipa::path(get, path = "/api/agents", tag = "agents", params(AgentsAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of agents", body = Page<AgentItem>), Problems))]
async fn agents(
    by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<AgentsAsked>,
) -> Result<Json<Page<AgentItem>>, Problem> {
    page(&site, &by, asked).await.map(Json)
}

/// The same as `GET /api/agents`.
#[utoipa::path(get, path = "/api/agent", tag = "agents", params(AgentsAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of agents", body = Page<AgentItem>), Problems))]
async fn agents_alias(
    by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<AgentsAsked>,
) -> Result<Json<Page<AgentItem>>, Problem> {
    page(&site, &by, asked).await.map(Json)
}

/// An agent as he stands, with figures of today and of all times.
#[utoipa::path(get, path = "/api/agents/{agent}", tag = "agents",
    params(("agent" = String, Path, description = "The agent"), TodayAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The agent", body = AgentDetails), Problems))]
async fn agent(
    by: By<Look>,
    State(site): State<Site>,
    Path(agent): Path<String>,
    Query(asked): Query<TodayAsked>,
) -> Result<Json<AgentDetails>, Problem> {
    one(&site, &by, &agent, &asked).await.map(Json)
}

/// The same as `GET /api/agents/{agent}`.
#[utoipa::path(get, path = "/api/agent/{agent}", tag = "agents",
    params(("agent" = String, Path, description = "The agent"), TodayAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The agent", body = AgentDetails), Problems))]
async fn agent_alias(
    by: By<Look>,
    State(site): State<Site>,
    Path(agent): Path<String>,
    Query(asked): Query<TodayAsked>,
) -> Result<Json<AgentDetails>, Problem> {
    one(&site, &by, &agent, &asked).await.map(Json)
}

async fn page(site: &Site, by: &Person, asked: AgentsAsked) -> Result<Page<AgentItem>, Problem> {
    let limit = rows_wanted(asked.limit)?;
    let from: Option<String> = asked.cursor.as_deref().map(after).transpose()?;
    let activities = known::<Activity>("activity", asked.activity.as_deref())?;
    let when = When::zone(asked.tz.as_deref())?;
    let board = site.today.board(&*site.desk, &*site.store).await?;
    let day = today(&when, board.now)?;
    let rows = site.desk.read(|moment| view::agents(moment.state));
    let mut rows: Vec<Agent> = rows
        .into_iter()
        .filter(|row| from.as_deref().is_none_or(|from| row.agent.as_str() > from))
        .map(Agent::from)
        .filter(|row| {
            asked.queue.as_ref().is_none_or(|queue| row.queues.iter().any(|own| own.queue == *queue))
        })
        .filter(|row| activities.is_empty() || activities.contains(&word(row.activity)))
        .take(limit + 1)
        .collect();
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| cursor(&row.agent));
    let items = rows
        .into_iter()
        .map(|agent| AgentItem { today: (&board.agent(&agent.agent, day)).into(), agent: masked(agent, by) });
    Ok(Page { items: items.collect(), next })
}

async fn one(site: &Site, by: &Person, agent: &str, asked: &TodayAsked) -> Result<AgentDetails, Problem> {
    let when = When::zone(asked.tz.as_deref())?;
    let row = site.desk.read(|moment| view::agent(moment.state, agent));
    let row = row.ok_or_else(|| Problem::Unknown { what: "agent", id: agent.chars().take(80).collect() })?;
    let board = site.today.board(&*site.desk, &*site.store).await?;
    let day = today(&when, board.now)?;
    let overall = overall(&*site.store, &board, agent).await?;
    Ok(AgentDetails {
        today: (&board.agent(agent, day)).into(),
        overall: overall.as_ref().map(Into::into),
        agent: masked(row.into(), by),
    })
}

/// Of a colleague's call, an agent is not told who calls.
pub(super) fn masked(mut agent: Agent, by: &Person) -> Agent {
    let own = by.agent.as_ref().is_some_and(|own| own.as_str() == agent.agent);
    if by.role < Role::Supervisor
        && !own
        && let Some(call) = &mut agent.call
    {
        call.number = None;
        call.name = None;
    }
    agent
}

/// The local day that a moment lies in.
pub(super) fn today(when: &When, now: callcenter_core::Timestamp) -> Result<Day, Problem> {
    let calendar: &Calendar = when.calendar();
    match calendar.period(Period::Today, now) {
        Ok(Some((from, until))) => Ok(Day { from, until }),
        Ok(None) | Err(_) => Err(Problem::Internal),
    }
}

fn word(activity: Activity) -> String {
    match serde_json::to_value(activity) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
