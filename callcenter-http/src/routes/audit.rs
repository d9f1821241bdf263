//! What somebody did, for administrators.

use axum::Json;
use axum::extract::State;
use callcenter_store::{AUDIT, AuditRow, Condition, Select, rows};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::{By, Inspect};
use crate::clock::Utc;
use crate::extract::Query;
use crate::page::{Page, Problems, after, cursor, rows_wanted};
use crate::problem::Problem;
use crate::site::Site;

pub(crate) fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which entries.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// From this moment on.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Utc>,
    /// Up to this moment, which itself is left out.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Utc>,
    /// By whom: a login.
    #[param(max_length = 64)]
    login: Option<String>,
    /// What was done: `call.hangup`.
    #[param(max_length = 64)]
    action: Option<String>,
    /// To what: an id.
    #[param(max_length = 200)]
    target: Option<String>,
    /// Rows of the page.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Something that somebody did, or asked for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AuditEntry {
    /// What it is known by.
    id: String,
    /// When.
    at: Utc,
    /// Who: the user's id; absent: nobody known.
    user_id: Option<String>,
    /// Who: the login as it was then.
    login: String,
    /// How the user was known: `session`, `token:<id>`, `program`, `nobody`.
    via: String,
    /// From which network address.
    address: String,
    /// What.
    action: String,
    /// To what.
    target: String,
    /// What else there is to say.
    detail: Value,
}

/// What was done, the latest first.
#[utoipa::path(get, path = "/api/audit", tag = "users", params(Wanted),
    security(("session" = ["administrator"]), ("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<AuditEntry>), Problems))]
pub(crate) async fn list(
    State(site): State<Site>,
    _: By<Inspect>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<AuditEntry>>, Problem> {
    let limit = rows_wanted(wanted.limit)?;
    let mut select = Select::from(AUDIT).latest_first("at").latest_first("id").limit(limit as u64 + 1);
    if let Some(Utc(from)) = wanted.from {
        select = select.only(Condition::AtLeast("at", from.into()));
    }
    if let Some(Utc(until)) = wanted.until {
        select = select.only(Condition::Below("at", until.into()));
    }
    let texts = [
        ("login", 64, wanted.login.map(|login| login.to_lowercase())),
        ("action", 64, wanted.action),
        ("target", 200, wanted.target),
    ];
    for (column, characters_max, text) in texts {
        let Some(text) = text else { continue };
        if text.contains('\0') || text.chars().count() > characters_max {
            return Err(Problem::Invalid {
                field: column,
                why: format!("at most {characters_max} characters are looked for, none of them U+0000"),
            });
        }
        select = select.only(Condition::Is(column, text.into()));
    }
    if let Some(text) = &wanted.cursor {
        let (at, id): (i64, String) = after(text)?;
        if id.contains('\0') {
            return Err(Problem::Invalid {
                field: "cursor",
                why: "this is no cursor of this list".to_owned(),
            });
        }
        select = select.only(Condition::Any(vec![
            Condition::Below("at", at.into()),
            Condition::All(vec![Condition::Is("at", at.into()), Condition::Below("id", id.into())]),
        ]));
    }
    let mut found: Vec<AuditRow> = rows(&*site.store, &select).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|row| cursor(&(row.at.as_micros(), &row.id)));
    Ok(Json(Page { items: found.into_iter().map(shown).collect(), next }))
}

fn shown(row: AuditRow) -> AuditEntry {
    AuditEntry {
        id: row.id,
        at: row.at.into(),
        user_id: row.user_id,
        login: row.login,
        via: row.via,
        address: row.address,
        action: row.action,
        target: row.target,
        detail: serde_json::from_str(&row.detail).unwrap_or(Value::Null),
    }
}
