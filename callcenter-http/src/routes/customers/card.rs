//! Cards: who calls.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::crud::known;
use crate::access::{By, Look, Role};
use crate::customers::{Card, Customer, Match, NUMBER_CHARACTERS_MAX, number_of};
use crate::extract::{Path, Query};
use crate::problem::{Problem, ProblemBody};
use crate::recordings::{call_of, is_own};
use crate::site::Site;

/// Which number.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LookupQuery {
    /// The number, in any form.
    #[param(max_length = 64, example = "+49 30 1234567")]
    number: String,
}

/// Who has a number.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Lookup {
    /// The number with its country, if that is known.
    e164: Option<String>,
    /// Customers of the own table who have it, the surest first; at most 20.
    items: Vec<Match>,
    /// The card that an agent would see: other sources are asked as well.
    card: Card,
}

/// Who has a number, in whatever way it is written.
#[utoipa::path(get, path = "/api/customers/lookup", tag = "customers", params(LookupQuery),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses(
        (status = 200, description = "Who has it; nobody is an answer too", body = Lookup),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn lookup(
    State(site): State<Site>,
    _: By<Look>,
    Query(query): Query<LookupQuery>,
) -> Result<Json<Lookup>, Problem> {
    let number = query.number.trim();
    if number.chars().count() > NUMBER_CHARACTERS_MAX || number.contains('\0') {
        let why = format!("a number has at most {NUMBER_CHARACTERS_MAX} characters");
        return Err(Problem::Invalid { field: "number", why });
    }
    let items = site.customers.directory().lookup(number).await?;
    let card = site.customers.card(Some(number)).await;
    Ok(Json(Lookup { e164: card.e164.clone(), items, card }))
}

/// The card of who is in a call: the customer, what was before, and sources that are away.
#[utoipa::path(get, path = "/api/calls/{id}/customer", tag = "customers",
    params(("id" = String, Path, description = "The call's identity, or the linkedid of one that lives")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses(
        (status = 200, description = "The card", body = Card),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn of_call(
    State(site): State<Site>,
    by: By<Look>,
    Path(id): Path<String>,
) -> Result<Json<Card>, Problem> {
    let id = known(id)?;
    let found = call_of(&site, &id).await?;
    if by.role < Role::Supervisor && !is_own(&by, &found) {
        return Err(Problem::Unknown { what: "call", id });
    }
    Ok(Json(site.customers.card(number_of(&found.record)).await))
}

/// A customer as the clients of another call center know one.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CustomerData {
    /// Whether there is one.
    success: bool,
    /// What was asked for.
    customer_id: String,
    /// The customer; absent: another program knows the number, see `card`.
    customer: Option<Customer>,
    /// The card of the number: what was before, and what other programs know.
    card: Card,
}

/// A customer by id, by what another program calls the customer, or by number (F-234).
#[utoipa::path(get, path = "/call-center/api/customer/{customer_id}", tag = "customers",
    params(("customer_id" = String, Path, description = "An id, an external id, or a number in any form")),
    security(("session" = ["agent"]), ("token" = ["read"])),
    responses(
        (status = 200, description = "The customer", body = CustomerData),
        (status = "default", description = "What went wrong, and what to do", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn of_customer(
    State(site): State<Site>,
    _: By<Look>,
    Path(id): Path<String>,
) -> Result<Json<CustomerData>, Problem> {
    let id = known(id)?;
    let directory = site.customers.directory();
    let by_id = match directory.get(&id).await? {
        Some(customer) => Some(customer),
        None => directory.by_external_id(&id).await?,
    };
    let number = match &by_id {
        Some(customer) => customer.numbers.first().map(|number| number.number.clone()),
        None => Some(id.clone()),
    };
    let card = site.customers.card(number.as_deref()).await;
    let customer = match by_id {
        Some(customer) => Some(customer),
        None => directory.lookup(&id).await?.into_iter().next().map(|one| one.customer),
    };
    if customer.is_none() && card.customer.is_none() {
        return Err(Problem::Unknown {
            what: "customer",
            id: id.chars().filter(|sign| !sign.is_control()).collect(),
        });
    }
    Ok(Json(CustomerData { success: true, customer_id: id, customer, card }))
}
