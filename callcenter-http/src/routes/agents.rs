//! Agents as they stand, with their figures (F-086 to F-099, F-115, F-239).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use callcenter_core::view;
use callcenter_store::report::{Calendar, Period};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Look, Person};
use crate::extract::{Path, Query};
use crate::figures::{AgentCounts, Day, overall};
use crate::floor::Roll;
use crate::page::{Page, Problems, after, cursor, known, rows_wanted};
use crate::problem::Problem;
use crate::rendered::{Basis, Ready, Sight};
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AgentsAsked {
    /// Only members of this queue.
    queue: Option<String>,
    /// Only agents who are doing this; several with commas.
    #[param(example = "ready,talking")]
    activity: Option<String>,
    /// Only agents of this team, as they are defined.
    team: Option<String>,
    /// Whose today: a time zone by its IANA name; without it the site's.
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
    /// A time zone by its IANA name; without it the site's.
    #[param(example = "Europe/Berlin")]
    pub(super) tz: Option<String>,
}

/// What is defined of an agent.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct AgentPerson {
    /// The login by which the agent is defined; absent: he was only seen at the switch.
    login: Option<String>,
    /// The team.
    team: Option<String>,
}

/// An agent as he stands, with today's figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentItem {
    /// How he stands.
    #[serde(flatten)]
    agent: Agent,
    /// What is defined of him.
    #[serde(flatten)]
    person: AgentPerson,
    /// Today's figures.
    today: AgentCounts,
}

/// An agent with all figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentDetails {
    /// How he stands.
    #[serde(flatten)]
    agent: Agent,
    /// What is defined of him.
    #[serde(flatten)]
    person: AgentPerson,
    /// Today's figures.
    today: AgentCounts,
    /// Figures since the first thing that is known; absent: the store has none.
    overall: Option<AgentCounts>,
}

/// Agents as they stand, by their key, each with today's figures: those who are defined here, and those who were seen in a
/// queue.
#[utoipa::path(get, path = "/api/agents", tag = "agents", params(AgentsAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of agents", body = Page<AgentItem>), Problems))]
async fn agents(
    by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<AgentsAsked>,
) -> Result<Ready, Problem> {
    page(&site, &by, asked).await
}

/// The same as `GET /api/agents`.
#[utoipa::path(get, path = "/api/agent", tag = "agents", params(AgentsAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of agents", body = Page<AgentItem>), Problems))]
async fn agents_alias(
    by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<AgentsAsked>,
) -> Result<Ready, Problem> {
    page(&site, &by, asked).await
}

/// An agent as he stands, with figures of today and of all times.
#[utoipa::path(get, path = "/api/agents/{agent}", tag = "agents",
    params(("agent" = String, Path, description = "The agent, by the extension or by login"), TodayAsked),
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
    params(("agent" = String, Path, description = "The agent, by the extension or by login"), TodayAsked),
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

async fn page(site: &Site, by: &Person, mut asked: AgentsAsked) -> Result<Ready, Problem> {
    if asked.tz.is_none() {
        asked.tz = Some(site.zone_name().await);
    }
    let sight = Sight::of(by);
    let roll = site.floor.roll().await.ok();
    let basis = Basis::now(&*site.desk, roll.clone());
    // While the store is away, those whom the switch knows are told all the same.
    let made = made(site, &sight, &asked, roll.unwrap_or_default());
    site.agent_pages.page(basis, (sight.clone(), asked.clone()), made).await
}

/// A page as it is rendered.
async fn made(
    site: &Site,
    sight: &Sight,
    asked: &AgentsAsked,
    roll: Arc<Roll>,
) -> Result<Page<AgentItem>, Problem> {
    let limit = rows_wanted(asked.limit)?;
    let from: Option<String> = asked.cursor.as_deref().map(after).transpose()?;
    let activities = known::<Activity>("activity", asked.activity.as_deref())?;
    let when = When::zone(asked.tz.as_deref())?;
    let board = site.today.board(&*site.desk, &*site.store).await?;
    let day = today(&when, board.now)?;
    let seen = site.desk.read(|moment| view::agents(moment.state));
    let mut all: BTreeMap<String, Agent> =
        seen.into_iter().map(|row| (row.agent.as_str().to_owned(), Agent::from(row))).collect();
    for (key, _) in roll.agents.iter().filter(|(_, own)| own.works) {
        all.entry(key.clone()).or_insert_with(|| Agent::unseen(key.clone()));
    }
    let mut rows: Vec<(Agent, AgentPerson)> = all
        .into_values()
        .filter(|row| from.as_deref().is_none_or(|from| row.agent.as_str() > from))
        .filter(|row| {
            asked.queue.as_ref().is_none_or(|queue| row.queues.iter().any(|own| own.queue == *queue))
        })
        .filter(|row| activities.is_empty() || activities.contains(&word(row.activity)))
        .map(|row| enrolled(row, &roll))
        .filter(|(_, person)| asked.team.is_none() || person.team == asked.team)
        .take(limit + 1)
        .collect();
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|(row, _)| cursor(&row.agent));
    let items = rows.into_iter().map(|(agent, person)| AgentItem {
        today: (&board.agent(&agent.agent, day)).into(),
        agent: masked(agent, sight),
        person,
    });
    Ok(Page { items: items.collect(), next })
}

async fn one(site: &Site, by: &Person, agent: &str, asked: &TodayAsked) -> Result<AgentDetails, Problem> {
    let when = When::asked(site, asked.tz.as_deref()).await?;
    let roll = site.floor.roll().await;
    let seen = |key: &str| site.desk.read(|moment| view::agent(moment.state, key)).map(Agent::from);
    let (row, roll) = match (seen(agent), roll) {
        (Some(row), roll) => (row, roll.unwrap_or_default()),
        (None, roll) => {
            let roll = roll?;
            let key = roll.key_of(agent).or_else(|| roll.agents.get_key_value(agent).map(|(key, _)| &**key));
            let unknown = || Problem::Unknown { what: "agent", id: agent.chars().take(80).collect() };
            let key = key.ok_or_else(unknown)?;
            (seen(key).unwrap_or_else(|| Agent::unseen(key.to_owned())), roll)
        }
    };
    let (row, person) = enrolled(row, &roll);
    let board = site.today.board(&*site.desk, &*site.store).await?;
    let day = today(&when, board.now)?;
    let overall = overall(&*site.store, &board, &row.agent).await?;
    Ok(AgentDetails {
        today: (&board.agent(&row.agent, day)).into(),
        overall: overall.as_ref().map(Into::into),
        agent: masked(row, &Sight::of(by)),
        person,
    })
}

/// An agent with what is defined of him; the name there comes before the switch's.
fn enrolled(mut row: Agent, roll: &Roll) -> (Agent, AgentPerson) {
    let Some(own) = roll.agents.get(&row.agent) else { return (row, AgentPerson::default()) };
    row.name = Some(own.name.clone());
    (row, AgentPerson { login: Some(own.login.clone()), team: own.team.clone() })
}

/// Of a colleague's call, an agent is not told who calls.
pub(super) fn masked(mut agent: Agent, sight: &Sight) -> Agent {
    let Sight::Masked { own } = sight else { return agent };
    if own.as_ref() != Some(&agent.agent)
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
