//! Contacts: whom an agent may call with a click.

use axum::Json;
use axum::extract::State;
use callcenter_core::view;
use serde::{Deserialize, Serialize};

use super::crud::looked_for;
use crate::access::{By, Look};
use crate::customers::{CustomerKind, NAME_CHARACTERS_MAX, NumberKind, Search};
use crate::extract::Query;
use crate::page::rows_wanted;
use crate::problem::{Problem, ProblemBody};
use crate::site::Site;

/// Which contacts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ContactsQuery {
    /// Words of the name or firm, or digits of the number. Without it: everybody, colleagues first.
    #[param(max_length = 200)]
    q: Option<String>,
    /// How many at most. Default: 50.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContactKind {
    /// An agent of this house.
    Agent,
    /// An extension of this house.
    Extension,
    /// A customer.
    Customer,
    /// Somebody who may become one.
    Lead,
    /// Somebody else.
    Contact,
}

/// A number to call, and whose it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Contact {
    /// What it is.
    kind: ContactKind,
    /// The name; empty: none is known.
    name: String,
    /// The firm; empty: none.
    company: String,
    /// What to dial: `to` of `POST /api/calls`.
    number: String,
    /// What the number is for.
    number_kind: NumberKind,
    /// The customer's id, or the agent.
    id: String,
    /// Whether a colleague could take a call now; absent: nobody knows.
    available: Option<bool>,
}

/// Contacts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Contacts {
    /// Colleagues first, then customers by name; a row for each number.
    items: Vec<Contact>,
    /// Always absent: ask with more letters instead.
    next: Option<String>,
}

/// Contacts to call with a click: agents, extensions, customers.
#[utoipa::path(get, path = "/api/contacts", tag = "customers", params(ContactsQuery),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses(
        (status = 200, description = "Contacts", body = Contacts),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn contacts(
    State(site): State<Site>,
    _: By<Look>,
    Query(query): Query<ContactsQuery>,
) -> Result<Json<Contacts>, Problem> {
    let limit = rows_wanted(query.limit)?;
    let text = looked_for("q", query.q.unwrap_or_default(), NAME_CHARACTERS_MAX)?;
    let mut items = colleagues(&site, &text.to_lowercase());
    items.truncate(limit);
    if items.len() < limit {
        let search = Search { text, limit: limit - items.len(), ..Search::default() };
        let (customers, _) = site.customers.directory().search(&search).await?;
        for customer in customers {
            let kind = match customer.kind {
                CustomerKind::Customer => ContactKind::Customer,
                CustomerKind::Lead => ContactKind::Lead,
                CustomerKind::Contact => ContactKind::Contact,
            };
            for number in customer.numbers {
                items.push(Contact {
                    kind,
                    name: customer.name.clone(),
                    company: customer.company.clone(),
                    number: number.e164.unwrap_or(number.number),
                    number_kind: number.kind,
                    id: customer.id.clone(),
                    available: None,
                });
            }
        }
        items.truncate(limit);
    }
    Ok(Json(Contacts { items, next: None }))
}

/// Agents and extensions whose name or number has all of the words in it.
fn colleagues(site: &Site, text: &str) -> Vec<Contact> {
    let (agents, phones) = site.desk.read(|moment| (view::agents(moment.state), view::phones(moment.state)));
    let is_meant = |name: &str, number: &str| {
        let (name, number) = (name.to_lowercase(), number.to_lowercase());
        text.split_whitespace().all(|word| name.contains(word) || number.contains(word))
    };
    let colleague = |kind, name: &str, number: &str, available| Contact {
        kind,
        name: name.to_owned(),
        company: String::new(),
        number: number.to_owned(),
        number_kind: NumberKind::Extension,
        id: number.to_owned(),
        available,
    };
    let mut items: Vec<Contact> = agents
        .iter()
        .filter(|agent| is_meant(&agent.name, agent.agent.as_str()))
        .map(|agent| {
            let free = agent.reachable && agent.call.is_none();
            colleague(ContactKind::Agent, &agent.name, agent.agent.as_str(), Some(free))
        })
        .collect();
    let others = phones
        .iter()
        .filter(|phone| !phone.is_agent && is_meant("", &phone.extension))
        .map(|phone| colleague(ContactKind::Extension, "", &phone.extension, Some(phone.call_id.is_none())));
    items.extend(others);
    items
}
