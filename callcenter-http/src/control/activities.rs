//! What agents did, from what is kept of them (F-050).

use callcenter_core::Timestamp;
use callcenter_store::{
    AGENT_SESSIONS, AGENT_SPANS, AgentSessionRow, AgentSpanRow, Condition, Row, Select, Store, StoreError,
    rows,
};
use serde::{Deserialize, Serialize};

use crate::clock::Utc;
use crate::page::{Page, after, cursor, rows_wanted};
use crate::problem::Problem;
use crate::shown::Seconds;
use crate::site::Site;

/// Something that an agent did for a time.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = AgentActivitySpan)]
pub(crate) struct AgentActivity {
    /// `logged_in`: from signing in to a first queue to signing out of the last; else `ready`, `partly_ready`, `paused`,
    /// `wrap_up`, `ringing`, `talking`.
    kind: String,
    /// Why, for a pause.
    reason: Option<String>,
    /// Since when; absent: not known.
    from: Option<Utc>,
    /// Until when; absent: it goes on.
    until: Option<Utc>,
    /// How long; while it goes on, until now.
    duration_s: Option<Seconds>,
}

/// Where a page begins: behind this one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place(i64, i64, bool);

/// What an agent did, the latest first.
pub(crate) async fn activities(
    site: &Site,
    agent: &str,
    limit: Option<u32>,
    from: Option<&str>,
) -> Result<Page<AgentActivity>, Problem> {
    let wanted = rows_wanted(limit)?;
    let behind: Option<Place> = from.map(after).transpose()?;
    let now = site.clock.now();
    let store = &*site.store;
    let spans = page::<AgentSpanRow>(site, store, agent, behind.as_ref(), false, wanted).await?;
    let sessions = page::<AgentSessionRow>(site, store, agent, behind.as_ref(), true, wanted).await?;
    let mut all: Vec<(Place, AgentActivity)> = Vec::with_capacity(spans.len() + sessions.len());
    all.extend(spans.into_iter().map(|row| {
        let place = place(row.from_at, row.seq, false);
        (place, shown(row.activity, row.reason, row.from_at, row.until_at, now))
    }));
    all.extend(sessions.into_iter().map(|row| {
        let place = place(row.from_at, row.seq, true);
        (place, shown("logged_in".to_owned(), String::new(), row.from_at, row.until_at, now))
    }));
    all.sort_by(|(one, _), (two, _)| two.cmp(one));
    let more = all.len() > wanted;
    all.truncate(wanted);
    let next = all.last().filter(|_| more).map(|(place, _)| cursor(place));
    Ok(Page { items: all.into_iter().map(|(_, activity)| activity).collect(), next })
}

fn place(from: Option<Timestamp>, seq: i64, is_session: bool) -> Place {
    Place(from.unwrap_or_default().as_micros(), seq, is_session)
}

/// One row more than is wanted, of one table.
async fn page<R: Row>(
    site: &Site,
    store: &dyn Store,
    agent: &str,
    behind: Option<&Place>,
    is_session: bool,
    wanted: usize,
) -> Result<Vec<R>, StoreError> {
    debug_assert!([AGENT_SPANS.name, AGENT_SESSIONS.name].contains(&R::TABLE.name));
    let mut select = Select::from(R::TABLE)
        .only(Condition::Is("stream", site.desk.stream().number().into()))
        .only(Condition::Is("agent", agent.into()))
        .only(Condition::Filled("from_at"))
        .latest_first("from_at")
        .latest_first("seq")
        .limit(wanted as u64 + 1);
    if let Some(Place(at, seq, session)) = behind {
        let same = Condition::Is("from_at", (*at).into());
        let mut later = vec![
            Condition::Below("from_at", (*at).into()),
            Condition::All(vec![same.clone(), Condition::Below("seq", (*seq).into())]),
        ];
        if !is_session && *session {
            later.push(Condition::All(vec![same, Condition::Is("seq", (*seq).into())]));
        }
        select = select.only(Condition::Any(later));
    }
    rows(store, &select).await
}

fn shown(
    kind: String,
    reason: String,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    now: Timestamp,
) -> AgentActivity {
    AgentActivity {
        kind,
        reason: Some(reason).filter(|reason| !reason.is_empty()),
        from: from.map(Into::into),
        until: until.map(Into::into),
        duration_s: from.map(|from| until.unwrap_or(now).since(from).into()),
    }
}
