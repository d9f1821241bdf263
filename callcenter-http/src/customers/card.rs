//! The card of a caller: who it is, what was before, what is to be known.

use serde::Serialize;

use super::history::{CallBefore, NoteBefore};
use super::source::CardCustomer;

/// What is known of a caller.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Card {
    /// The number, as the switch tells it; absent: none.
    pub number: Option<String>,
    /// With its country, if that is known.
    pub e164: Option<String>,
    /// Whether somebody was found.
    pub found: CardFound,
    /// Who knew the customer: `own`, or the name of a webhook.
    pub source: Option<String>,
    /// Who it is.
    pub customer: Option<CardCustomer>,
    /// How many other customers have the number too.
    pub others: usize,
    /// Sources that could not be asked, and why.
    pub away: Vec<AwaySource>,
    /// The last calls with the number, and with the customer's others.
    pub history: Vec<CallBefore>,
    /// What was noted about calls with them, the latest first: at most ten.
    pub notes: Vec<NoteBefore>,
}

/// Whether somebody was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardFound {
    /// A customer.
    Customer,
    /// Nobody whom the sources know.
    NotFound,
    /// The caller does not want to be known, or the switch tells no number.
    Anonymous,
    /// A source could not be asked, and no other knows the number.
    Away,
}

/// A source that could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AwaySource {
    /// Its name.
    pub source: String,
    /// Why.
    pub why: String,
}
