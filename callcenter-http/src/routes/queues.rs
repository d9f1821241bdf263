//! Queues as they stand, with today's figures (F-066 to F-076, F-100 to F-108, F-240).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use callcenter_core::view;
use callcenter_store::report::By as Step;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agents::{TodayAsked, today};
use crate::access::{By, Look, Person};
use crate::extract::{Path, Query};
use crate::figures::{Board, Day, Hour, queue_today};
use crate::floor::Roll;
use crate::page::{Page, Problems, after, cursor, rows_wanted};
use crate::problem::Problem;
use crate::rendered::{Basis, Ready, Sight};
use crate::shown::{Agent, Queue};
use crate::site::Site;
use crate::when::When;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new()
        .routes(routes!(queues))
        .routes(routes!(queues_alias))
        .routes(routes!(queue))
        .routes(routes!(queue_alias))
}

/// Which queues are wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct QueuesAsked {
    /// Whose today: a time zone by its IANA name; without it the site's.
    #[param(example = "Europe/Berlin")]
    tz: Option<String>,
    /// How many rows: 1 to 500, 50 without it.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// Where the page begins: `next` of the page before.
    cursor: Option<String>,
}

/// A queue as it stands, with its members and its hours.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueDetails {
    /// How it stands.
    #[serde(flatten)]
    queue: Queue,
    /// Its members.
    members: Vec<Agent>,
    /// Today, hour by hour of the local clock.
    hourly: Vec<Hour>,
    /// Whether today's figures reach back to the day's beginning; else they are those since the program began.
    whole: bool,
}

/// Queues as they stand, by name, each with today's figures: those that are defined here, and those that the switch has.
#[utoipa::path(get, path = "/api/queues", tag = "queues", params(QueuesAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of queues", body = Page<Queue>), Problems))]
async fn queues(
    by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<QueuesAsked>,
) -> Result<Ready, Problem> {
    page(&site, &by, asked).await
}

/// The same as `GET /api/queues`.
#[utoipa::path(get, path = "/api/queue", tag = "queues", params(QueuesAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of queues", body = Page<Queue>), Problems))]
async fn queues_alias(
    by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<QueuesAsked>,
) -> Result<Ready, Problem> {
    page(&site, &by, asked).await
}

/// A queue as it stands: who waits, its members, today's figures, hour by hour too.
#[utoipa::path(get, path = "/api/queues/{queue}", tag = "queues",
    params(("queue" = String, Path, description = "The queue"), TodayAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The queue", body = QueueDetails), Problems))]
async fn queue(
    by: By<Look>,
    State(site): State<Site>,
    Path(queue): Path<String>,
    Query(asked): Query<TodayAsked>,
) -> Result<Json<QueueDetails>, Problem> {
    one(&site, &by, &queue, &asked).await.map(Json)
}

/// The same as `GET /api/queues/{queue}`.
#[utoipa::path(get, path = "/api/queue/{queue}", tag = "queues",
    params(("queue" = String, Path, description = "The queue"), TodayAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "The queue", body = QueueDetails), Problems))]
async fn queue_alias(
    by: By<Look>,
    State(site): State<Site>,
    Path(queue): Path<String>,
    Query(asked): Query<TodayAsked>,
) -> Result<Json<QueueDetails>, Problem> {
    one(&site, &by, &queue, &asked).await.map(Json)
}

async fn page(site: &Site, by: &Person, mut asked: QueuesAsked) -> Result<Ready, Problem> {
    if asked.tz.is_none() {
        asked.tz = Some(site.zone_name().await);
    }
    let sight = Sight::of_all_alike(by);
    let roll = site.floor.roll().await.ok();
    let basis = Basis::now(&*site.desk, roll.clone());
    // While the store is away, those that the switch has are told all the same.
    let made = made(site, &sight, &asked, roll.unwrap_or_default());
    site.queue_pages.page(basis, (sight.clone(), asked.clone()), made).await
}

/// A page as it is rendered.
async fn made(
    site: &Site,
    sight: &Sight,
    asked: &QueuesAsked,
    roll: Arc<Roll>,
) -> Result<Page<Queue>, Problem> {
    let limit = rows_wanted(asked.limit)?;
    let from: Option<String> = asked.cursor.as_deref().map(after).transpose()?;
    let when = When::zone(asked.tz.as_deref())?;
    let board = site.today.board(&*site.desk, &*site.store).await?;
    let day = today(&when, board.now)?;
    let seen = site.desk.read(|moment| view::queues(moment.state));
    let mut all: BTreeMap<String, Queue> =
        seen.into_iter().map(|row| (row.queue.as_str().to_owned(), Queue::from(row))).collect();
    for (name, strategy) in &roll.queues {
        all.entry(name.clone()).or_insert_with(|| Queue::unseen(name.clone(), strategy));
    }
    let mut rows: Vec<Queue> = all
        .into_values()
        .filter(|row| from.as_deref().is_none_or(|from| row.queue.as_str() > from))
        .take(limit + 1)
        .collect();
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| cursor(&row.queue));
    Ok(Page { items: rows.into_iter().map(|row| shown(row, &board, day, sight)).collect(), next })
}

async fn one(site: &Site, by: &Person, queue: &str, asked: &TodayAsked) -> Result<QueueDetails, Problem> {
    let when = When::asked(site, asked.tz.as_deref()).await?;
    let found = site.desk.read(|moment| {
        let row = view::queue(moment.state, queue)?;
        let members = view::agents(moment.state)
            .into_iter()
            .filter(|agent| agent.queues.iter().any(|own| own.queue.as_str() == queue));
        Some((Queue::from(row), members.collect::<Vec<_>>()))
    });
    let (row, members) = match found {
        Some(found) => found,
        None => {
            let unknown = || Problem::Unknown { what: "queue", id: queue.chars().take(80).collect() };
            let roll = site.floor.roll().await?;
            let strategy = roll.queues.get(queue).ok_or_else(unknown)?;
            (Queue::unseen(queue.to_owned(), strategy), Vec::new())
        }
    };
    let board = site.today.board(&*site.desk, &*site.store).await?;
    let day = today(&when, board.now)?;
    let buckets = when.calendar().buckets(day.from, day.until, Step::Hour)?;
    let hourly = buckets.iter().map(|bucket| {
        let hour = Day { from: bucket.from(), until: bucket.until() };
        Hour {
            label: bucket.label.clone(),
            from: hour.from.into(),
            until: hour.until.into(),
            figures: queue_today(&board.queue(queue, hour), &board),
        }
    });
    let sight = Sight::of(by);
    Ok(QueueDetails {
        hourly: hourly.collect(),
        members: members.into_iter().map(|agent| super::agents::masked(agent.into(), &sight)).collect(),
        whole: board.is_whole(),
        queue: shown(row, &board, day, &sight),
    })
}

/// Who waits is for supervisors to know, and for the agent who gets the call.
fn shown(mut queue: Queue, board: &Board, day: Day, sight: &Sight) -> Queue {
    let figures = board.queue(&queue.queue, day);
    queue.today = Some(queue_today(&figures, board));
    if *sight != Sight::Whole {
        for waiting in &mut queue.waiting {
            waiting.number = None;
            waiting.name = None;
        }
    }
    queue
}
