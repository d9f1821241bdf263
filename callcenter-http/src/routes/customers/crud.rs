//! Customers: reading, writing.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{since, tag};
use crate::access::{Act, By, Lead, Look, Manage};
use crate::customers::{
    Customer, CustomerDraft, CustomerKind, NAME_CHARACTERS_MAX, Search, TAG_CHARACTERS_MAX,
};
use crate::extract::{Body, Path, Query};
use crate::page::{after, cursor, rows_wanted};
use crate::problem::{Problem, ProblemBody};
use crate::site::Site;

/// Which customers.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CustomersQuery {
    /// Words, all of which are in a name, a firm, a mail address, a tag or an id; or digits of a number in any form.
    #[param(max_length = 200)]
    q: Option<String>,
    /// What the customers are to the house.
    kind: Option<CustomerKind>,
    /// A tag that they have.
    #[param(max_length = 60)]
    tag: Option<String>,
    /// How many at most. Default: 50.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Customers, by name.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CustomerPage {
    /// The customers.
    items: Vec<Customer>,
    /// Where the next page begins; absent: this is the last one.
    next: Option<String>,
}

/// A note.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteDraft {
    /// What everybody should know, in lines; empty: nothing any more.
    #[schema(max_length = 10000)]
    note: String,
}

/// Customers, by name.
#[utoipa::path(get, path = "/api/customers", tag = "customers", params(CustomersQuery),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses(
        (status = 200, description = "A page of customers", body = CustomerPage),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    State(site): State<Site>,
    _: By<Look>,
    Query(query): Query<CustomersQuery>,
) -> Result<Json<CustomerPage>, Problem> {
    let search = Search {
        text: looked_for("q", query.q.unwrap_or_default(), NAME_CHARACTERS_MAX)?,
        kind: query.kind,
        tag: query.tag.map(|tag| looked_for("tag", tag, TAG_CHARACTERS_MAX)).transpose()?,
        after: query.cursor.as_deref().map(after).transpose()?,
        limit: rows_wanted(query.limit)?,
    };
    let (items, more) = site.customers.directory().search(&search).await?;
    let next = items.last().filter(|_| more).map(|last| cursor(&(last.sorted_by(), &last.id)));
    Ok(Json(CustomerPage { items, next }))
}

/// A text that is looked for.
pub(super) fn looked_for(
    field: &'static str,
    text: String,
    characters_max: usize,
) -> Result<String, Problem> {
    let wrong = |why: String| Err(Problem::Invalid { field, why });
    if text.chars().count() > characters_max {
        return wrong(format!("more than {characters_max} characters are looked for"));
    }
    if text.contains('\0') {
        return wrong("the character U+0000 is in no text".to_owned());
    }
    Ok(text)
}

/// Puts a customer in.
#[utoipa::path(post, path = "/api/customers", tag = "customers", request_body = CustomerDraft,
    security(("session" = ["supervisor"]), ("token" = ["control"])),
    responses(
        (status = 201, description = "It is kept; `ETag` and `Location` say more", body = Customer),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create(
    State(site): State<Site>,
    by: By<Lead>,
    Body(draft): Body<CustomerDraft>,
) -> Result<Response, Problem> {
    let draft = draft.checked(site.customers.directory().rules())?;
    // Names are not written down: the audit outlives a customer who asks to be forgotten.
    let id = uuid::Uuid::now_v7().to_string();
    site.audit(&by, "customer.create", &id, json!({})).await?;
    let customer = site.customers.directory().create(id, draft, site.clock.now()).await?;
    let place = [(axum::http::header::LOCATION, format!("/api/customers/{}", customer.id))];
    Ok((StatusCode::CREATED, tag(customer.version), place, Json(customer)).into_response())
}

/// A customer.
#[utoipa::path(get, path = "/api/customers/{id}", tag = "customers",
    params(("id" = String, Path, description = "The customer's id")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses(
        (status = 200, description = "The customer; `ETag` names its version", body = Customer),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn one(
    State(site): State<Site>,
    _: By<Look>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = known(id)?;
    let found = site.customers.directory().get(&id).await?;
    let customer = found.ok_or(Problem::Unknown { what: "customer", id })?;
    Ok((tag(customer.version), Json(customer)).into_response())
}

/// An id that a database can be asked for.
pub(super) fn known(id: String) -> Result<String, Problem> {
    if id.len() > NAME_CHARACTERS_MAX * 2 || id.contains('\0') {
        return Err(Problem::Unknown {
            what: "customer",
            id: id.chars().filter(|sign| !sign.is_control()).take(40).collect(),
        });
    }
    Ok(id)
}

/// Puts something else in a customer's place. With `If-Match` only if it is still as it was read; without, the last one wins.
#[utoipa::path(put, path = "/api/customers/{id}", tag = "customers", request_body = CustomerDraft,
    params(("id" = String, Path, description = "The customer's id"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    security(("session" = ["supervisor"]), ("token" = ["control"])),
    responses(
        (status = 200, description = "It is kept", body = Customer),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn replace(
    State(site): State<Site>,
    by: By<Lead>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(draft): Body<CustomerDraft>,
) -> Result<Response, Problem> {
    let (id, since) = (known(id)?, since(&headers)?);
    let draft = draft.checked(site.customers.directory().rules())?;
    site.audit(&by, "customer.change", &id, json!({})).await?;
    let customer = site.customers.directory().replace(&id, since, draft, site.clock.now()).await?;
    Ok((tag(customer.version), Json(customer)).into_response())
}

/// Changes a customer's note, which agents may.
#[utoipa::path(put, path = "/api/customers/{id}/note", tag = "customers", request_body = NoteDraft,
    params(("id" = String, Path, description = "The customer's id"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    security(("session" = ["agent"]), ("token" = ["control"])),
    responses(
        (status = 200, description = "It is kept", body = Customer),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn annotate(
    State(site): State<Site>,
    by: By<Act>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(NoteDraft { note }): Body<NoteDraft>,
) -> Result<Response, Problem> {
    let (id, since) = (known(id)?, since(&headers)?);
    site.audit(&by, "customer.note", &id, json!({ "characters": note.chars().count() })).await?;
    let customer = site.customers.directory().annotate(&id, since, note, site.clock.now()).await?;
    Ok((tag(customer.version), Json(customer)).into_response())
}

/// Deletes a customer. Calls stay: `callcenter anonymise` makes the caller unknown in those too.
#[utoipa::path(delete, path = "/api/customers/{id}", tag = "customers",
    params(("id" = String, Path, description = "The customer's id"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    security(("session" = ["administrator"]), ("token" = ["manage"])),
    responses(
        (status = 204, description = "It is gone"),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn delete(
    State(site): State<Site>,
    by: By<Manage>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let (id, since) = (known(id)?, since(&headers)?);
    site.audit(&by, "customer.delete", &id, json!({})).await?;
    site.customers.directory().delete(&id, since).await?;
    Ok(StatusCode::NO_CONTENT)
}
