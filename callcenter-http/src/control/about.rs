//! What people add to a call: what it was about, and notes.

use callcenter_store::{
    CALL_DISPOSITIONS, CALL_NOTES, CallDispositionRow, CallNoteRow, Condition, DEFINITIONS, Select, Store,
    StoreError, Write, rows,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::numbers;
use crate::access::Person;
use crate::calls::{Found, Whose, find, told};
use crate::clock::Utc;
use crate::problem::Problem;
use crate::site::Site;

/// Longest note, in characters.
pub const NOTE_CHARS_MAX: usize = 4_000;

/// Notes of one call; further ones are refused.
pub const NOTES_MAX: u64 = 200;

/// What a call was about, as somebody says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Disposing {
    /// One of the disposition codes.
    #[schema(min_length = 1, max_length = 80, example = "sold")]
    pub code: String,
    /// What else there is to say.
    #[serde(default)]
    #[schema(max_length = 4000)]
    pub note: String,
}

/// A note to be made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Noting {
    /// The note.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
}

/// What somebody says a call was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Disposition {
    /// The agent; absent: somebody who is none.
    pub agent: Option<String>,
    /// The code.
    pub code: String,
    /// What else there is to say.
    pub note: String,
    /// When.
    pub at: Utc,
    /// Who, by login.
    pub by: String,
}

/// A note on a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Note {
    /// Its id.
    pub id: String,
    /// The note; empty: it was removed with the caller.
    pub text: String,
    /// When.
    pub at: Utc,
    /// Who, by login.
    pub by: String,
    /// The agent that was.
    pub agent: Option<String>,
}

/// What people added to a call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
pub struct AboutCall {
    /// What it was about: the latest word of each agent, in order.
    pub dispositions: Vec<Disposition>,
    /// Notes, in order.
    pub notes: Vec<Note>,
}

/// What people added to a call that was found: to be shown with its details.
pub(crate) async fn about(site: &Site, call_id: &str) -> Result<AboutCall, StoreError> {
    let of = |table| {
        Select::from(table)
            .only(Condition::Is("stream", site.desk.stream().number().into()))
            .only(Condition::Is("call_id", call_id.into()))
    };
    let said: Vec<CallDispositionRow> = rows(&*site.store, &of(CALL_DISPOSITIONS).by("at")).await?;
    let notes: Vec<CallNoteRow> = rows(&*site.store, &of(CALL_NOTES).by("id")).await?;
    Ok(AboutCall {
        dispositions: said.into_iter().map(Into::into).collect(),
        notes: notes.into_iter().map(Into::into).collect(),
    })
}

/// Finds a call that somebody may say something about: his own, a supervisor any.
pub(crate) async fn found(site: &Site, whose: &Whose, id: &str) -> Result<Found, Problem> {
    let reading = told(&*site.store).await?;
    find(&*site.desk, &*site.store, &reading, id, whose, site.clock.now()).await
}

/// Says what a call was about; what the same agent said before is replaced.
pub(crate) async fn dispose(
    site: &Site,
    by: &Person,
    whose: &Whose,
    id: &str,
    said: Disposing,
) -> Result<Disposition, Problem> {
    let code = numbers::text("code", &said.code, numbers::NAME_CHARS_MAX)?;
    known_code(&*site.store, "disposition", "code", &code).await?;
    let note = free_text("note", &said.note)?;
    let call = found(site, whose, id).await?;
    let row = CallDispositionRow {
        stream: site.desk.stream().number(),
        call_id: call.record.call_id,
        agent: by.agent.as_ref().map_or_else(|| format!("user:{}", by.login), ToString::to_string),
        code,
        note,
        at: site.clock.now(),
        by_login: by.login.clone(),
    };
    site.audit(by, "call.dispose", &row.call_id, json!({ "code": row.code })).await?;
    site.store.write(Write::default().put([row.clone()])).await?;
    Ok(row.into())
}

/// Adds a note to a call.
pub(crate) async fn note(
    site: &Site,
    by: &Person,
    whose: &Whose,
    id: &str,
    said: Noting,
) -> Result<Note, Problem> {
    let text = free_text("text", &said.text)?;
    if text.trim().is_empty() {
        return Err(Problem::Invalid { field: "text", why: "a note says something".to_owned() });
    }
    let call = found(site, whose, id).await?;
    let row = CallNoteRow {
        stream: site.desk.stream().number(),
        call_id: call.record.call_id,
        id: uuid::Uuid::now_v7().to_string(),
        at: site.clock.now(),
        by_login: by.login.clone(),
        agent: by.agent.as_ref().map(ToString::to_string),
        text,
    };
    // One at a time, so that the limit holds.
    let _turn = site.control.writing.lock().await;
    let own = Select::from(CALL_NOTES)
        .only(Condition::Is("stream", row.stream.into()))
        .only(Condition::Is("call_id", row.call_id.as_str().into()));
    if site.store.count(&own).await? >= NOTES_MAX {
        return Err(Problem::TooLarge(format!("a call has at most {NOTES_MAX} notes")));
    }
    site.audit(by, "call.note", &row.call_id, json!({ "note": row.id })).await?;
    site.store.write(Write::default().put_new([row.clone()])).await?;
    Ok(row.into())
}

/// Whether a code is one that administrators defined; while they defined none, any will do.
pub(super) async fn known_code(
    store: &dyn Store,
    kind: &'static str,
    field: &'static str,
    code: &str,
) -> Result<(), Problem> {
    if code.is_empty() {
        return Err(Problem::Invalid { field, why: "name a code".to_owned() });
    }
    let of = || Select::from(DEFINITIONS).only(Condition::Is("kind", kind.into()));
    if store.count(&of().only(Condition::Is("name", code.into()))).await? > 0
        || store.count(&of()).await? == 0
    {
        return Ok(());
    }
    let names = store.select(&of().columns(&["name"]).by("name").limit(20)).await?;
    let names: Vec<_> = names
        .into_iter()
        .flatten()
        .filter_map(|name| match name {
            callcenter_store::Value::Text(name) => Some(name),
            _ => None,
        })
        .collect();
    Err(Problem::Invalid { field, why: format!("there is no code {code:?}; there are {}", names.join(", ")) })
}

/// A text of several lines, without what no text needs.
fn free_text(field: &'static str, text: &str) -> Result<String, Problem> {
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r')) {
        return Err(Problem::Invalid { field, why: "a text without control characters".to_owned() });
    }
    if text.chars().count() > NOTE_CHARS_MAX {
        return Err(Problem::Invalid { field, why: format!("at most {NOTE_CHARS_MAX} characters") });
    }
    Ok(text.to_owned())
}

impl From<CallDispositionRow> for Disposition {
    fn from(row: CallDispositionRow) -> Self {
        Self {
            agent: Some(row.agent).filter(|agent| !agent.starts_with("user:")),
            code: row.code,
            note: row.note,
            at: row.at.into(),
            by: row.by_login,
        }
    }
}

impl From<CallNoteRow> for Note {
    fn from(row: CallNoteRow) -> Self {
        Self { id: row.id, text: row.text, at: row.at.into(), by: row.by_login, agent: row.agent }
    }
}
