//! Extensions as they stand (F-044 to F-048, F-058, F-214). What is defined of them is the floor's.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agents::today;
use crate::access::{By, Look};
use crate::extract::Query;
use crate::page::{Page, Problems, after, cursor, known, rows_wanted};
use crate::problem::Problem;
use crate::shown::{Availability, Extension, live_extensions};
use crate::site::Site;
use crate::when::When;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(extensions))
}

/// Which extensions are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExtensionsAsked {
    /// Only those whose phone stands so: `online`, `offline`, `invalid`, `unknown`; several with commas.
    status: Option<String>,
    /// Only those of this team, as they are defined.
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

/// Extensions by number: those that are defined here and those that were seen at the switch, each as it stands.
#[utoipa::path(get, path = "/api/extensions", tag = "extensions", params(ExtensionsAsked),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses((status = 200, description = "A page of extensions", body = Page<Extension>), Problems))]
async fn extensions(
    _by: By<Look>,
    State(site): State<Site>,
    Query(asked): Query<ExtensionsAsked>,
) -> Result<Json<Page<Extension>>, Problem> {
    let limit = rows_wanted(asked.limit)?;
    let from: Option<String> = asked.cursor.as_deref().map(after).transpose()?;
    let statuses = known::<Availability>("status", asked.status.as_deref())?;
    let when = When::asked(&site, asked.tz.as_deref()).await?;
    let (mut all, now) = site.desk.read(|moment| (live_extensions(moment.state), moment.now));
    for (number, kept) in site.floor.all().await?.extensions {
        let own = all.entry(number.clone()).or_insert_with(|| Extension::unseen(number));
        own.managed = true;
        own.team = kept.definition.team;
        own.name = Some(kept.definition.name).filter(|name| !name.is_empty()).or(own.name.take());
    }
    let mut rows: Vec<Extension> = all
        .into_values()
        .filter(|row| from.as_deref().is_none_or(|from| row.number.as_str() > from))
        .filter(|row| asked.team.is_none() || row.team == asked.team)
        .filter(|row| statuses.is_empty() || statuses.contains(&word(row.status)))
        .take(limit + 1)
        .collect();
    let more = rows.len() > limit;
    rows.truncate(limit);
    let day = today(&when, now)?;
    let days = site.devices.day(&*site.store, site.desk.stream().number(), day.from, now).await?;
    for row in &mut rows {
        let Some(own) = row.device.as_ref().and_then(|device| days.get(device)) else { continue };
        row.since = own.since.map(Into::into);
        row.online_today_s = Some(own.online.into());
        row.offline_today_s = Some(own.offline.into());
        row.last_activity_at = row.last_activity_at.max(row.since);
    }
    let next = rows.last().filter(|_| more).map(|row| cursor(&row.number));
    Ok(Json(Page { items: rows, next }))
}

fn word(status: Availability) -> String {
    match serde_json::to_value(status) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
